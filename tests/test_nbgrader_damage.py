"""Whatever file is handed in: it is graded, or refused with a reason, and the class goes on."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from autograder.outcome import Status

from .attacks.notebooks import DAMAGES
from .toy_course import FULL, RIGHT, Toy, fill, in_place

# Warnings of nbgrader's and nbconvert's own making are theirs to mend.
pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.xdist_group("damage")]


@pytest.fixture(scope="module")
def damaged(tmp_path_factory: pytest.TempPathFactory, toy_sandbox: None) -> Iterator[Toy]:
    """One class with every damage in it, and Zoe, who comes last and hands in a sound file."""
    toy = Toy(tmp_path_factory.mktemp("damaged"))
    with in_place():
        toy.generate()
        for damage in DAMAGES:
            notebook = json.loads(json.dumps(fill(toy.released(), RIGHT)))
            toy.submit(damage.name).write_bytes(damage.apply(notebook))
        toy.submit("zoe")
        toy.autograde()
        yield toy


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.name)
def test_a_file_is_mended_or_refused_with_the_reason(damaged, damage):
    report = damaged.report(damage.name)
    if damage.mended:
        assert (report.status, report.fault) == (Status.PASSED, "")
        assert damaged.scores(damage.name) == FULL
        said = " ".join(report.notes)
        assert damage.said in said
        assert bool(said) == bool(damage.said)
    else:
        assert report.status is Status.NOT_GRADABLE
        assert damage.said
        assert damage.said in report.fault
        assert damaged.grades(damage.name) == {"double": (None, True), "triple": (None, True)}


def test_the_class_goes_on(damaged):
    assert damaged.scores("zoe") == FULL
    assert damaged.report("zoe").notes == ()


def test_every_student_has_a_page_that_says_it(damaged):
    damaged.feedback("zoe")
    for damage in DAMAGES:
        page = damaged.root / "feedback" / damage.name / "a0" / "toy.html"
        assert damage.said in page.read_text(encoding="utf-8")

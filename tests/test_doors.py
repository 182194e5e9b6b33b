"""Ways to full marks in a stock nbgrader course are none here.

One class of cheats, with the same notebook and the same submissions, is graded twice: by nbgrader
0.9.6 as it comes, and with our settings. An attack that stock nbgrader does not fall for would
prove nothing, so its win there is asserted too.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder import course
from autograder.sandbox import Tier

from .attacks.doors import ATTACKS, TESTS, WRONG, Attack
from .toy_course import FULL, RIGHT, Shared, Toy, fill, in_place, source_notebook

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("doors"),  # two courses for all of them
    # Warnings of nbgrader's and nbconvert's own making are theirs to mend.
    pytest.mark.filterwarnings("ignore"),
]

#: Seconds in which a process that an attack left behind has done its worst.
SETTLED = 3.0

OPEN = [attack for attack in ATTACKS if not attack.closed]


def submit(root: Path, release: Path, attacks: list[Attack]) -> None:
    """The class: Ada is right, Bob is wrong, the others cheat."""
    for student, answers in (("ada", RIGHT), ("bob", WRONG)):
        Attack(student).hand_in(released(release, answers), folder(root, student), root)
    for attack in attacks:
        attack.hand_in(released(release, WRONG), folder(root, attack.name), root)


def folder(root: Path, student: str) -> Path:
    return root / "submitted" / student / "a0"


def released(release: Path, answers: Mapping[str, str]) -> nbformat.NotebookNode:
    return fill(nbformat.read(release / "a0" / "toy.ipynb", as_version=4), answers)


def totals(root: Path) -> dict[str, dict[str, float | None]]:
    """nbgrader's own word on each exercise, overrides and extra credit included."""
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
        return {
            student.id: {
                grade.name: grade.score if has_score(grade) else None
                for grade in gradebook.find_submission_notebook("toy", "a0", student.id).grades
            }
            for student in gradebook.students
        }


def has_score(grade: object) -> bool:
    return (grade.auto_score, grade.manual_score, grade.extra_credit) != (None, None, None)


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, float | None]]:
    """What stock nbgrader gives."""
    root = tmp_path_factory.mktemp("stock")
    source = root / "source" / "a0" / "toy.ipynb"
    source.parent.mkdir(parents=True)
    nbformat.write(source_notebook(TESTS), source)
    nbgrader(root, "generate_assignment")
    submit(root, root / "release", OPEN)
    nbgrader(root, "autograde")
    time.sleep(SETTLED)
    return totals(root)


def nbgrader(root: Path, command: str) -> None:
    path = os.pathsep.join((str(Path(sys.executable).parent), os.defpath))
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", command, "a0"],
        cwd=root,
        env=os.environ | {"PATH": path, "IPYTHONDIR": str(root / "ipython")},
        text=True,
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@contextmanager
def here(toy: Toy, folder: Path) -> Iterator[None]:
    """In this process, one notebook after the other."""
    yield


@contextmanager
def ahead(toy: Toy, folder: Path) -> Iterator[None]:
    """In two processes that grade before they are asked."""
    toy.config.Judge.workers = 2
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(course, "hidden", lambda _: {})  # theirs is the course without exercises
        yield


@contextmanager
def elsewhere(toy: Toy, folder: Path) -> Iterator[None]:
    """On the workers of a scheduler."""
    pytest.importorskip("distributed", reason="Dask is not installed: chainrule[cluster]")
    if Shared.report.tier is Tier.PROCESS:
        pytest.skip("nothing is graded on a cluster without a sandbox")
    from .scheduler import Workers

    workers = Workers(folder)
    toy.config.Judge.scheduler = workers.address
    toy.config.Judge.allow_unsafe = False
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(course, "hidden", lambda _: {})
            yield
    finally:
        workers.close()


PATHS = {
    "autograde": (Toy.autograde, here),
    "grade": (Toy.grade, here),
    "ahead": (Toy.autograde, ahead),
    "grade ahead": (Toy.grade, ahead),
    "grade elsewhere": (Toy.grade, elsewhere),
}


@pytest.fixture(scope="module", params=PATHS)
def ours(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, toy_sandbox: None
) -> Iterator[Toy]:
    """The same class with our settings, by each way to a grade."""
    run, where = PATHS[request.param]
    toy = Toy(tmp_path_factory.mktemp("ours"))
    with in_place(), where(toy, tmp_path_factory.mktemp("workers")):
        toy.generate(TESTS)
        submit(toy.root, toy.root / "assignments", list(ATTACKS))
        run(toy)
        time.sleep(SETTLED)
        yield toy


def test_both_courses_tell_right_from_wrong(stock, ours):
    found = totals(ours.root)
    assert stock["ada"] == found["ada"] == FULL
    assert stock["bob"] == found["bob"] == {"double": 0.0, "triple": 0.0}


@pytest.mark.parametrize("attack", OPEN, ids=lambda attack: attack.name)
def test_stock_nbgrader_falls_for_it(stock, attack):
    assert {n: stock[attack.name][n] for n in attack.wins} == {n: FULL[n] for n in attack.wins}


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_here_it_earns_nothing(ours, attack):
    if attack.walls and Shared.report.tier is Tier.PROCESS:
        pytest.skip(f"no walls here: {Shared.report.reason}")
    assert totals(ours.root)[attack.name] == {"double": 0.0, "triple": 0.0}
    assert ours.report(attack.name).settled


def test_no_attack_leaves_anything_in_the_course(ours):
    assert {path.name for path in ours.root.iterdir()} == {
        ".chainrule",
        "assignments",
        "autograded",
        "build",
        "gradebook.db",
        "submitted",
    }
    for attack in ATTACKS:
        place = ours.root / "autograded" / attack.name / "a0"
        assert [path.name for path in place.iterdir()] == ["toy.ipynb"]

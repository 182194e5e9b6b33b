"""Whatever is changed at random in a notebook's file, it is graded or refused by name."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.nbgrader import intake
from autograder.nbgrader.execute import check_of, sheet_of
from autograder.nbgrader.repair import OURS, repair
from autograder.outcome import Status

from .attacks.mutate import mutated
from .test_nbgrader_repair import SHEET
from .toy_course import FULL, RIGHT, fill, source_notebook

pytestmark = pytest.mark.filterwarnings("ignore")

NOTEBOOK = json.loads(json.dumps(fill(source_notebook(), RIGHT)))
WHERE = {"student": "eve", "assignment": "a0", "notebook": "toy"}


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False))
def test_what_is_repaired_is_a_valid_notebook_with_every_check_once(tmp_path, random):
    path = Path(tmp_path) / "toy.ipynb"
    path.write_bytes(mutated(NOTEBOOK, random))
    found, told = intake._read(path)
    made = repair(found, SHEET, told)
    assert sorted(filter(None, map(check_of, made.cells))) == ["double", "triple"]
    assert all(isinstance(note, str) and note for note in made.metadata[OURS]["notes"])
    sheet_of(made, WHERE)
    nbformat.validate(made)


def test_a_class_of_changed_files_is_graded_to_the_end(toy):
    random = Random(0)
    students = [f"student-{number}" for number in range(40)]
    for student in students:
        toy.submit(student).write_bytes(mutated(NOTEBOOK, random))
    toy.submit("zoe")
    toy.autograde()
    assert toy.scores("zoe") == FULL
    toy.feedback("zoe")
    statuses = set()
    for student in students:
        report = toy.report(student)
        statuses.add(report.status)
        has_score = {score is not None for score in toy.scores(student).values()}
        assert has_score == {report.status is Status.PASSED}
        page = toy.root / "feedback" / student / "a0" / "toy.html"
        assert (report.fault or "Your notebook") in page.read_text(encoding="utf-8")
    assert statuses == {Status.PASSED, Status.NOT_GRADABLE}

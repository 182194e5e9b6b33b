"""A sample student's notebooks as the grader takes them, without the figures in between."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import nbformat

from autograder import course
from autograder.grading.grade import Sheet, SheetCell
from solutions.sample_class.fill import fill
from solutions.sample_class.student import Student

#: Cells of the notebook that answers need, besides the answers: imports and helpers.
NEEDED = ("imports", "helpers")


def sheets(assignment: str, student: Student) -> Iterator[Sheet]:
    """A sheet for each of the assignment's notebooks."""
    for path in sorted((course.find_root() / "assignments" / assignment).glob("*.ipynb")):
        yield _sheet(path, assignment, student)


def _sheet(path: Path, assignment: str, student: Student) -> Sheet:
    notebook = fill(nbformat.read(path, as_version=4), student)
    cells = []
    for cell in notebook.cells:
        tracked = cell.metadata.get("nbgrader", {})
        if tracked.get("grade"):
            cells.append(SheetCell(cell.source, tracked["grade_id"]))
        elif tracked or cell.id in NEEDED:
            cells.append(SheetCell(cell.source))
    return Sheet(student.name, assignment, path.stem, tuple(cells))

"""Write the sample class's answers into released notebooks, as `submitted/` holds them."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path

import nbformat

from autograder import course
from solutions.sample_class.student import Student

#: When everybody handed in: the same at every run, so that the same class gives the same bytes.
HANDED_IN = "2026-01-30 12:00:00 UTC"


def students(assignment: str) -> tuple[Student, ...]:
    """Who is in the sample class of that assignment; nobody where it has none."""
    if assignment not in assignments():
        return ()
    module = importlib.import_module(f"solutions.sample_class.{assignment}")
    return tuple(module.STUDENTS)


def assignments() -> Iterator[str]:
    """The assignments that have a sample class."""
    for name in course.assignments():
        if (Path(__file__).parent / name / "__init__.py").is_file():
            yield name


def fill(notebook: nbformat.NotebookNode, student: Student) -> nbformat.NotebookNode:
    """Write the student's answers into a released notebook, and return it."""
    for exercise in course.exercises().values():
        cell_id = f"{exercise.name}-answer"
        for cell in notebook.cells:
            if cell.metadata.get("nbgrader", {}).get("grade_id") == cell_id:
                answer = student.answer(exercise.name, exercise.functions)
                cell.source = cell.source if answer is None else answer
    student.tamper(notebook)
    return notebook


def submit(root: Path, assignment: str, folder: Path) -> list[Path]:
    """Write every student's submission of `assignment` below `folder`, nbgrader's `submitted/`.

    `root` is the course's, with the released notebooks. Returns the students' folders.
    """
    released = sorted((root / "assignments" / assignment).glob("*.ipynb"))
    if not released:
        raise FileNotFoundError(
            f"no released notebook in {root / 'assignments' / assignment}; run `make notebooks`"
        )
    places = []
    for student in students(assignment):
        place = folder / student.name / assignment
        place.mkdir(parents=True)
        for path in released:
            filled = fill(nbformat.read(path, as_version=4), student)
            nbformat.write(filled, place / path.name)
        (place / "timestamp.txt").write_text(HANDED_IN + "\n", encoding="utf-8")
        places.append(place)
    return places

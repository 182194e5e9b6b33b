"""Run a notebook in the sandbox and judge its exercises by their visible checks.

What a student may do at home: `pytest assignments/` and `chainrule check` both come here.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Collection, Iterable
from pathlib import Path

from autograder import course, notebook, panel, syntax
from autograder.course import CourseError
from autograder.exercise import Exercise
from autograder.judge import judge
from autograder.notebook import Cell
from autograder.report import ExerciseReport, NotebookReport
from autograder.sandbox import Limits, Zygote
from autograder.seed import VISIBLE
from autograder.student import SandboxedStudent

#: Cells that raised, of which a report tells: the first one usually explains the others.
MOST_ERRORS = 5


def judge_notebook(
    path: Path, only: Collection[str] = (), limits: Limits | None = None
) -> NotebookReport:
    """Run the notebook at `path` from top to bottom and judge its exercises, or `only` those.

    Each exercise is judged where its check cell stands; one whose check cell is gone, at the end.
    Raises NotebookError for what is no notebook, CourseError where it is none of this course or an
    exercise is unknown, SandboxError where no process can be started for it.
    """
    cells = notebook.read_cells(path)
    exercises = exercises_of(path, cells, only)
    found: dict[str, ExerciseReport] = {}
    notes: list[str] = []
    with Zygote(limits or Limits()) as zygote, SandboxedStudent(zygote) as student:
        for cell in cells:
            if (checked := check_cell_of(cell)) is None:
                error = student.run(cell.source).error
                # A cell below an exercise that is not written yet: its own report says so.
                if error and not error.startswith("NotImplementedError"):
                    notes.append(f"Cell {cell.index + 1} raised {error}")
            elif checked in exercises and checked.name not in found:
                found[checked.name] = judge(checked, student, VISIBLE)
        for exercise in exercises:
            if exercise.name not in found:
                found[exercise.name] = judge(exercise, student, VISIBLE)
    if (left := len(notes) - MOST_ERRORS) > 0:
        notes[MOST_ERRORS:] = [f"{left} more cells raised errors"]
    return NotebookReport(
        student="",
        assignment=exercises[0].assignment,
        notebook=exercises[0].notebook,
        exercises=tuple(found[exercise.name] for exercise in exercises),
        notes=tuple(panel.plain(note) for note in notes),
        tier=int(zygote.report.tier),
        tier_reason=zygote.report.reason,
        seed=VISIBLE.label,
        content=hashlib.sha256(path.read_bytes()).hexdigest(),
    )


def exercises_of(
    path: Path, cells: Iterable[Cell], only: Collection[str] = ()
) -> tuple[Exercise, ...]:
    """All exercises of the notebook that these cells are from, or `only` the named ones.

    Which notebook of the course it is, most of its check cells decide: a file may be renamed.
    """
    votes: dict[tuple[str, str], int] = {}
    for cell in cells:
        if exercise := check_cell_of(cell):
            home = (exercise.assignment, exercise.notebook)
            votes[home] = votes.get(home, 0) + 1
    if not votes:
        known = ", ".join(course.assignments())
        raise CourseError(f"{path.name} has no check cell of this course's assignments: {known}")
    assignment, name = max(votes, key=lambda home: votes[home])
    exercises = [e for e in course.of_assignment(assignment) if e.notebook == name]
    names = [e.name for e in exercises]
    for wanted in only:
        if wanted not in names:
            raise CourseError(f"{path.name} has no exercise {wanted!r}; it has {', '.join(names)}")
    return tuple(e for e in exercises if not only or e.name in only)


def check_cell_of(cell: Cell) -> Exercise | None:
    """The exercise that a cell checks: by nbgrader's name for it, or as its one statement says.

    >>> check_cell_of(Cell("check(svm_loss_naive)", 3)).name
    'svm_loss_naive'
    >>> check_cell_of(Cell("print(check)", 3)) is None
    True
    """
    known = course.exercises()
    if cell.grade_id in known:
        return known[cell.grade_id]
    tree = syntax.parse(cell.source)
    if tree is None or len(tree.body) != 1 or not isinstance(tree.body[0], ast.Expr):
        return None
    call = tree.body[0].value
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "check":
        names = {arg.id for arg in call.args if isinstance(arg, ast.Name)}
        return next((e for e in known.values() if names == set(e.functions)), None)
    return None

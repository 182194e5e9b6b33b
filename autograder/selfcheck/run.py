"""Run a notebook in the sandbox and judge its exercises by their visible checks.

What a student may do at home: `pytest assignments/` and `chainrule check` both come here.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from autograder import course
from autograder.course import CourseError
from autograder.display import panel
from autograder.exercise import Exercise
from autograder.grading.grade import Grader, Outputs, Sheet, SheetCell
from autograder.judging import syntax
from autograder.notebooks import notebook
from autograder.notebooks.notebook import Cell
from autograder.report import NotebookReport
from autograder.sandbox import Limits, Tier
from autograder.seed import VISIBLE

#: Cells that raised, of which a report tells: the first one usually explains the others.
MOST_ERRORS = 5


@dataclass(frozen=True)
class Ran:
    """A notebook that was run: its report, its code cells, what each showed, how long it took."""

    report: NotebookReport
    cells: tuple[Cell, ...]
    outputs: tuple[Outputs, ...]
    seconds: float


def grader(limits: Limits | None = None) -> Grader:
    """What runs notebooks and judges them by their visible checks; to be closed."""
    # Nobody but the student is at risk from the student's code here: any tier will do.
    return Grader(VISIBLE, None, None, limits or Limits(), worst=max(Tier))


def judge_notebook(
    path: Path, only: Collection[str] = (), limits: Limits | None = None
) -> NotebookReport:
    """Run the notebook at `path` from top to bottom and judge its exercises, or `only` those.

    Each exercise is judged where its check cell stands; one whose check cell is gone, at the end.
    Raises NotebookError for what is no notebook, CourseError where it is none of this course or an
    exercise is unknown, SandboxError where no process can be started for it.
    """
    with grader(limits) as one:
        return run_notebook(path, one, only).report


def run_notebook(path: Path, with_grader: Grader, only: Collection[str] = ()) -> Ran:
    """As `judge_notebook`, with a grader that may have run others, and what the cells showed."""
    cells = notebook.read_cells(path)
    exercises = exercises_of(path, cells, only)
    checks = [check_cell_of(cell) for cell in cells]
    sheet = Sheet(
        "",
        exercises[0].assignment,
        exercises[0].notebook,
        tuple(
            SheetCell(cell.source, checked.name if checked else "")
            for cell, checked in zip(cells, checks, strict=True)
        ),
    )
    _ = with_grader.zygote  # what cannot be started is told, not taken for a fault of the judge's
    graded = with_grader.grade(sheet)
    report = replace(
        graded.report,
        exercises=tuple(filter(None, (graded.report.exercise(e.name) for e in exercises))),
        notes=tuple(_errors(cells, graded.outputs)),
    )
    return Ran(report, tuple(cells), graded.outputs, graded.seconds)


def _errors(cells: Sequence[Cell], outputs: Sequence[Outputs]) -> Iterator[str]:
    """What to tell of the cells that raised."""
    raised = [
        f"Cell [{cell.number}] raised {out.get('ename')}: {out.get('evalue')}"
        for cell, shown in zip(cells, outputs, strict=True)
        for out in shown
        # Below an exercise that is not written yet, a cell must fail: its own report says so.
        if out.get("output_type") == "error" and out.get("ename") != "NotImplementedError"
    ]
    yield from (panel.plain(text) for text in raised[:MOST_ERRORS])
    if (left := len(raised) - MOST_ERRORS) > 0:
        yield f"{left} more cells raised errors"


def exercises_of(
    path: Path, cells: Iterable[Cell], only: Collection[str] = ()
) -> tuple[Exercise, ...]:
    """All exercises of the notebook that these cells are from, or `only` the named ones.

    Which notebook of the course it is, most of its answer and check cells decide: a file may be
    renamed.
    """
    votes: dict[tuple[str, str], int] = {}
    for cell in cells:
        if exercise := check_cell_of(cell) or _answered(cell):
            home = (exercise.assignment, exercise.notebook)
            votes[home] = votes.get(home, 0) + 1
    if not votes:
        known = ", ".join(course.assignments())
        raise CourseError(f"{path.name} has no cell of this course's assignments: {known}")
    assignment, name = max(votes, key=lambda home: votes[home])
    exercises = [e for e in course.of_assignment(assignment) if e.notebook == name]
    names = [e.name for e in exercises]
    for wanted in only:
        if wanted not in names:
            raise CourseError(f"{path.name} has no exercise {wanted!r}; it has {', '.join(names)}")
    return tuple(e for e in exercises if not only or e.name in only)


def _answered(cell: Cell) -> Exercise | None:
    """The exercise that a cell has the answer to, by nbgrader's name for it."""
    return course.exercises().get(cell.grade_id.removesuffix("-answer"))


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

"""Look at a notebook before it is handed in: does it run as grading will run it, and what is lost?

What is looked for is what costs honest students points: a name that only the running kernel knows,
a cell that was deleted, a file under another name. Grading repairs some of it; that is told too.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder import course
from autograder.display import message
from autograder.display.plain import plain, sentence
from autograder.exercise import Exercise
from autograder.judging import syntax
from autograder.notebooks import notebook, scope
from autograder.notebooks.notebook import Cell
from autograder.report import NotebookReport
from autograder.sandbox import Limits
from autograder.selfcheck import run

_UNKNOWN = re.compile(r"raised NameError: name '([^']*)' is not defined")
_CUT = re.compile(r"\[(output cut after \d+ characters|not kept: [^\]]*)\]")


@dataclass(frozen=True)
class Found:
    """One thing that was found; `grave` if it may cost points, or stops the run."""

    text: str
    grave: bool = True


@dataclass(frozen=True)
class Examined:
    """What is to be said of a notebook; `report` and `seconds` tell of its run."""

    exercises: tuple[Exercise, ...]
    found: tuple[Found, ...]
    report: NotebookReport
    seconds: float

    @property
    def ready(self) -> bool:
        """Whether nothing is lost, as far as the visible checks can tell."""
        passed = all(e.passed for e in self.report.exercises if not e.extra)
        return passed and not any(one.grave for one in self.found)


def examine(path: Path, limits: Limits | None = None) -> Examined:
    """Read the notebook at `path`, run it from top to bottom, and say what was found.

    Raises NotebookError for what cannot be read, CourseError for another course's, SandboxError
    where no process can be started for it.
    """
    limits = limits or Limits()
    whole, notes = notebook.mended(path)
    cells = notebook.read_cells(path)
    exercises = run.exercises_of(path, cells)
    with run.grader(limits) as grader:
        ran = run.run_notebook(path, grader)
    found = [
        *_of_the_file(path, exercises),
        *(Found(note, grave=False) for note in notes),
        *_of_the_cells(whole["cells"], exercises),
        *(names := list(_of_the_names(cells))),
        *_of_the_run(ran, limits, names),
    ]
    return Examined(exercises, tuple(found), ran.report, ran.seconds)


def _of_the_file(path: Path, exercises: Sequence[Exercise]) -> Iterator[Found]:
    home = exercises[0]
    name = f"{home.notebook}.ipynb"
    if path.name != name:
        yield Found(f"The file is called {plain(path.name)}; grading looks for {name}. Rename it.")
    if path.is_symlink():
        yield Found("The file is a link; hand in the notebook itself.")
    names = dict.fromkeys(e.notebook for e in course.of_assignment(home.assignment))
    for other in names:
        if other == home.notebook:
            continue
        there = (path.parent / f"{other}.ipynb").is_file()
        its = sum(e.points for e in course.of_assignment(home.assignment)
                  if e.notebook == other and not e.extra)  # fmt: skip
        yield Found(
            f"{home.assignment} has {other}.ipynb too, for {message.number(its)} points: "
            + ("look at it as well, and hand in both." if there else "it is not beside this one."),
            grave=not there,
        )
    size = path.stat().st_size
    if size > notebook.LARGEST / 2:
        yield Found(
            f"The file has {size / 2**20:.0f} MB; above {notebook.LARGEST / 2**20:.0f} MB it "
            "cannot be graded. Clear the outputs of the cells that print or draw most.",
            grave=False,
        )


def _of_the_cells(cells: Sequence[Mapping[str, Any]], exercises: Sequence[Exercise]) -> list[Found]:
    """Cells that were deleted, copied or changed, by nbgrader's names for them."""
    found = []
    for exercise in exercises:
        checks = [c for c in cells if _name(c) == exercise.name]
        answers = [c for c in cells if _name(c) == f"{exercise.name}-answer"]
        others = ", ..." if len(exercise.functions) > 1 else ""
        call = f"check({exercise.functions[0]}{others})"
        if not checks:
            found.append(Found(f"The check cell {call} is gone; grading puts it back.", False))
        elif len(checks) > 1:
            found.append(Found(f"The check cell {call} is there {len(checks)} times.", False))
        elif _one_line(str(checks[0]["source"])) != exercise.call:
            told = f"The check cell {call} was changed; grading takes the one that you were given."
            found.append(Found(told, False))
        if not answers:
            text = f"The cell of {exercise.name} is gone: its functions must be in other cells."
            found.append(Found(text, False))
        elif len(answers) > 1:
            text = (
                f"The cell of {exercise.name} is there {len(answers)} times; the last one counts."
            )
            found.append(Found(text, False))
        elif answers[0]["cell_type"] != "code":
            found.append(Found(f"The cell of {exercise.name} is prose; make it a code cell again."))
        if checks and answers and cells.index(checks[-1]) < cells.index(answers[-1]):
            found.append(Found(f"The check cell {call} stands above the answer; move it below."))
    return found


def _name(cell: Mapping[str, Any]) -> str:
    ours = cell["metadata"].get("nbgrader")
    return str(ours.get("grade_id", "")) if isinstance(ours, dict) else ""


def _one_line(source: str) -> str:
    tree = syntax.parse(source)
    return ast.unparse(tree) if tree else source


def _of_the_names(cells: Sequence[Cell]) -> Iterator[Found]:
    """Names that are used above the cell that defines them, or that no cell defines."""
    trees = [syntax.parse(cell.source) for cell in cells]
    texts = [ast.unparse(tree) if tree else "" for tree in trees]
    if None in trees or any("import *" in text for text in texts):
        return  # what such cells define, running them alone can tell
    first: dict[str, int] = {}
    for cell, text in zip(cells, texts, strict=True):
        for name in scope.defined(text):
            first.setdefault(name, cell.number)
    told: set[str] = set()
    for cell, text in zip(cells, texts, strict=True):
        for name in sorted(scope.needed(text) - told):
            if name not in first:
                told.add(name)
                yield Found(
                    f"Cell [{cell.number}] uses {plain(name)}, which no cell defines: your "
                    "running kernel may still know it, a fresh one does not."
                )
            elif first[name] > cell.number and name in scope.needed_at_once(text):
                told.add(name)
                yield Found(
                    f"Cell [{cell.number}] uses {plain(name)}, which is defined further down, in "
                    f"cell [{first[name]}]: a fresh run comes there later."
                )


def _of_the_run(ran: run.Ran, limits: Limits, names: Sequence[Found]) -> Iterator[Found]:
    if ran.report.fault:
        yield Found(ran.report.fault)
    for note in ran.report.notes:
        # A name that is not there was told of already, and why.
        unknown = _UNKNOWN.search(note)
        if not (unknown and any(f"uses {unknown[1]}, " in told.text for told in names)):
            yield Found(sentence(note))
    for cell, outputs in zip(ran.cells, ran.outputs, strict=True):
        if cut := next(filter(None, map(_cut, outputs)), ""):
            yield Found(f"Cell [{cell.number}] shows more than grading keeps: {cut}.", grave=False)
    if ran.seconds > limits.notebook_seconds / 2:
        yield Found(
            f"The run took {message.number(round(ran.seconds))} s of the "
            f"{message.number(limits.notebook_seconds)} s that grading allows.",
            grave=False,
        )


def _cut(output: Mapping[str, object]) -> str:
    """What the sandbox left out of an output, in its own words."""
    data = output.get("data")
    shown = output.get("text") or (data.get("text/plain") if isinstance(data, dict) else "")
    found = _CUT.search(str(shown))
    return found[1] if found else ""

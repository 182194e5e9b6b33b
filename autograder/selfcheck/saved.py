"""What the check cells of a saved notebook showed: how far the other notebook of two is.

A kernel knows nothing of another notebook's. Its file does, as far as it was checked and saved.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from html import unescape
from pathlib import Path

from autograder import course
from autograder.display.rows import blank
from autograder.notebooks import notebook
from autograder.notebooks.notebook import NotebookError
from autograder.outcome import Outcome, Status
from autograder.report import ExerciseReport

_EXERCISE = re.compile(r'<section class="chainrule-panel"[^>]* data-exercise="([^"]*)"')
_PART = re.compile(
    r'<tr class="chainrule-\w+" data-part="([^"]*)">.*?class="chainrule-symbol"[^>]*>[^<]*</span>'
    r"([^<]*)</span>"
)


def reports(path: Path) -> Mapping[str, ExerciseReport]:
    """The exercises by name whose panels are in the notebook at `path`.

    NotebookError where it cannot be read.
    """
    found: dict[str, ExerciseReport] = {}
    for markup in _panels(path):
        shown = _EXERCISE.search(markup)
        exercise = course.exercises().get(unescape(shown[1])) if shown else None
        if exercise is None:
            continue
        said = {unescape(name): unescape(status) for name, status in _PART.findall(markup)}
        report = blank(exercise)
        parts = tuple(
            replace(part, outcome=Outcome(_status(said.get(part.name, ""))))
            for part in report.parts
        )
        found[exercise.name] = replace(report, parts=parts)
    return found


def _panels(path: Path) -> Iterator[str]:
    for cell in notebook.read(path)["cells"]:
        outputs = cell.get("outputs")
        for output in outputs if isinstance(outputs, list) else ():
            data = output.get("data") if isinstance(output, dict) else None
            markup = data.get("text/html") if isinstance(data, dict) else None
            if isinstance(markup, list):
                markup = "".join(map(str, markup))
            if isinstance(markup, str):
                yield markup


def _status(said: str) -> Status:
    try:
        return Status(said)
    except ValueError:
        return Status.NOT_ATTEMPTED


def beside(name: str) -> Mapping[str, ExerciseReport] | None:
    """As `reports`, of the notebook called `name` in this folder; None if there is none to read."""
    try:
        return reports(Path(f"{name}.ipynb"))
    except NotebookError:
        return None

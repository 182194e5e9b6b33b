"""Find again what a student's grade was given for: the notebook as it was graded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbgrader.api import MissingEntry

from autograder.grading.grade import Sheet
from autograder.nbgrader import intake
from autograder.nbgrader.execute import sheet_of
from autograder.nbgrader.repair import originals, repair
from autograder.nbgrader.settings import Settings
from autograder.report import NotebookReport


def sheet(settings: Settings, report: NotebookReport) -> Sheet:
    """The sheet of a report: from `autograded/`, where it is the graded one, or from `submitted/`.

    ValueError says where neither is.
    """
    where = {
        "student": report.student,
        "assignment": report.assignment,
        "notebook": report.notebook,
    }
    graded = _folder(settings, settings.coursedir.autograded_directory, report)
    path = graded / f"{report.notebook}.ipynb"
    if path.is_file():
        found = sheet_of(nbformat.read(path, as_version=4), where)
        if found.content == report.content:
            return found
    submitted = _folder(settings, settings.coursedir.submitted_directory, report)
    return _repaired(settings, submitted / f"{report.notebook}.ipynb", where, path)


def _folder(settings: Settings, step: str, report: NotebookReport) -> Path:
    return Path(settings.coursedir.format_path(step, report.student, report.assignment))


def _repaired(settings: Settings, path: Path, where: dict[str, str], graded: Path) -> Sheet:
    """A submitted notebook as grading takes it now."""
    found: Any
    found, told = intake.read(path)
    if "fault" in told:
        raise ValueError(f"{graded} is not the notebook that was graded, and {told['fault']}")
    with settings.gradebook() as gradebook:
        if gradebook is None:
            raise ValueError("there is no gradebook to repair the submitted notebook by")
        try:
            tracked = originals(gradebook, where["notebook"], where["assignment"])
        except MissingEntry:
            raise ValueError(f"the gradebook has no {where['notebook']}") from None
    return sheet_of(repair(found, tracked, told), where)

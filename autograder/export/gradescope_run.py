"""Grade one submission where Gradescope puts it: `python -m autograder.export.gradescope_run ROOT`.

ROOT is `/autograder`; `ROOT/submission` is graded into `ROOT/results/results.json`. Where a person
has to look, or students' code cannot be confined as required, nothing is written, the reason goes
to stdout, which instructors alone see, and the exit code is 1.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import nbformat

from autograder import course
from autograder.course import CourseError
from autograder.display import message
from autograder.display.legible import spelt
from autograder.export import gradescope
from autograder.export.gradescope import Unsettled
from autograder.grading import grade
from autograder.grading.grade import Grader, Refused
from autograder.nbgrader import intake
from autograder.nbgrader.execute import sheet_of
from autograder.nbgrader.repair import OURS, Original, repair
from autograder.outcome import Status
from autograder.report import NotebookReport
from autograder.sandbox import Limits, SandboxError, Tier
from autograder.seed import Seed


def released(path: Path) -> list[Original]:
    """The tracked cells of a notebook as it was handed out: what a gradebook would know of it."""
    return [
        Original(
            ours["grade_id"],
            cell.cell_type,
            cell.source,
            bool(ours["locked"]),
            {**ours, "cell_type": cell.cell_type, "checksum": ours.get("checksum", "")},
        )
        for cell in nbformat.read(path, as_version=4).cells
        if (ours := cell.metadata.get("nbgrader"))
    ]


def reports(root: Path, settings: dict[str, Any]) -> list[NotebookReport]:
    """The reports on the submission, notebook by notebook."""
    home = root / "source" / "course"
    seed = Seed((root / "source" / "seed").read_text(encoding="ascii").strip())
    worst = Tier.PROCESS if settings["allow_unsafe"] else Tier.PARTIAL
    limits = Limits(**settings["limits"])
    folder = home / "assignments" / settings["assignment"]
    with Grader(seed, course.hidden(home), home, limits, worst, files_folder=str(folder)) as grader:
        print(grader.confinement)
        return [
            _graded(grader, path, root / "submission" / path.name, settings["assignment"])
            for path in sorted(folder.glob("*.ipynb"))
        ]


def _graded(grader: Grader, handed_out: Path, path: Path, assignment: str) -> NotebookReport:
    where = {"student": "", "assignment": assignment, "notebook": handed_out.stem}
    tracked = released(handed_out)
    try:
        found, told = intake.read(path)
        notebook = repair(found, tracked, told)
    except Exception as error:  # as in nbgrader's run: no fault of the student's
        print(f"reading {path.name} failed: {type(error).__name__}: {error}")
        told = {"fault": message.grader_error(), "status": str(Status.GRADER_ERROR)}
        notebook = repair(intake.stand_in(told), tracked, told)
    sheet = sheet_of(notebook, where)
    if fault := notebook.metadata[OURS].get("fault"):
        status = Status(notebook.metadata[OURS]["status"])
        return grade.refused(sheet, status, fault).report
    return grader.grade(sheet).report


def main(words: list[str]) -> int:
    """Grade, write, and return the exit code."""
    root = Path(words[0]).absolute()
    results = root / "results" / "results.json"
    results.unlink(missing_ok=True)
    try:
        settings = json.loads((root / "source" / "settings.json").read_text(encoding="utf-8"))
        text = gradescope.to_json(reports(root, settings), settings["visibility"])
    except (Refused, SandboxError, CourseError, Unsettled) as error:
        print(spelt(f"Nothing was graded: {error}"))
        return 1
    results.parent.mkdir(exist_ok=True)
    fresh = results.with_name("results.json.new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(results)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Reports as Gradescope's `results.json`: a test for each part.

The format is that of https://gradescope-autograders.readthedocs.io/en/latest/specs/. It has no
word for "a person must look": `score` has to be a number. So there is no `results.json` for a
report that is not settled, and Gradescope says that the autograder failed, instead of a zero.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

from autograder.display import panel
from autograder.outcome import Status
from autograder.report import ExerciseReport, NotebookReport

#: When students see a test: at once, when the time is over, when grades are published, never.
VISIBILITIES = ("visible", "after_due_date", "after_published", "hidden")


class Unsettled(ValueError):
    """There is no score: which notebook, and why."""


def to_json(reports: Sequence[NotebookReport], visibility: str = "visible") -> str:
    """The text of `results.json` for one student; Unsettled where a person has to look."""
    for report in reports:
        if not report.settled:
            raise Unsettled(_why(report))
    told = [note for report in reports for note in (report.fault, *report.notes) if note]
    results: dict[str, Any] = {
        "score": sum(report.earned for report in reports),
        "output": "\n".join(panel.plain(text) for text in told),
        "output_format": "text",
        "visibility": visibility,
        "stdout_visibility": "hidden",  # the grader's log is the instructor's
        "tests": list(_tests(reports, visibility)),
    }
    return json.dumps(results, indent=1)


def _why(report: NotebookReport) -> str:
    broken = [exercise.name for exercise in report.exercises if not exercise.settled]
    return f"{report.notebook}: {report.fault or 'no verdict on ' + ', '.join(broken)}"


def _tests(reports: Sequence[NotebookReport], visibility: str) -> Iterator[dict[str, Any]]:
    judged = chain.from_iterable(report.exercises for report in reports)
    for place, exercise in enumerate(judged, 1):
        for number, part in enumerate(exercise.parts, 1):
            passed = part.outcome.status is Status.PASSED
            yield {
                "name": _name(exercise, part.name),
                "number": f"{place}.{number}",
                "score": part.earned,
                "max_score": part.points,
                "status": "passed" if passed else "failed",
                "output": "\n".join(_told(exercise, number - 1)),
                "output_format": "text",
                "visibility": visibility,
            }


def _name(exercise: ExerciseReport, part: str) -> str:
    return exercise.name if exercise.name == part else f"{exercise.name}: {part}"


def _told(exercise: ExerciseReport, place: int) -> list[str]:
    """What the student reads of a part: the status, and the lines of the feedback page."""
    part = exercise.parts[place]
    return [str(part.outcome.status), *panel.reasons(part)]

"""What the gradebook says of each student of an assignment, and how far it can be relied upon."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from nbgrader.api import Assignment, Gradebook, MissingEntry, Student, SubmittedAssignment

from autograder.report import NotebookReport
from autograder.store import Results


@dataclass(frozen=True)
class Standing:
    """One student on one assignment. A score is None where a person still has to give one.

    `raw` is before the penalty for being late, `score` after it; `by_hand` counts the exercises
    whose score a person gave.
    """

    student: str
    last_name: str | None
    first_name: str | None
    email: str | None
    most: float
    raw: float | None
    penalty: float | None
    score: float | None
    status: str
    timestamp: datetime | None = None
    by_hand: int = 0

    @property
    def name(self) -> str:
        """First and last name, as far as the gradebook has them."""
        return " ".join(filter(None, (self.first_name, self.last_name)))


def of(gradebook: Gradebook, results: Results, assignment: str) -> tuple[Standing, ...]:
    """The standing of every student of the gradebook; MissingEntry for an unknown assignment."""
    found = gradebook.find_assignment(assignment)
    return tuple(standing(gradebook, found, one, results) for one in gradebook.students)


def standing(
    gradebook: Gradebook, assignment: Assignment, student: Student, results: Results
) -> Standing:
    """What the gradebook says of one student."""
    who = (student.id, student.last_name, student.first_name, student.email)
    most = assignment.max_score
    try:
        submission = gradebook.find_submission(assignment.name, student.id)
    except MissingEntry:  # nbgrader's convention: who hands nothing in has no points
        return Standing(*who, most, 0.0, 0.0, 0.0, "no submission")
    grades = list(_grades(submission))
    penalty = submission.late_submission_penalty
    raw = submission.score if all(_has_score(grade) for grade in grades) else None
    return Standing(
        *who,
        most,
        raw,
        penalty,
        None if raw is None else max(0.0, raw - (penalty or 0.0)),
        status(submission, reports_of(results, assignment.name, student.id)),
        submission.timestamp,
        sum(grade.manual_score is not None for grade in grades),
    )


def reports_of(results: Results, assignment: str, student: str) -> dict[str, NotebookReport]:
    """The reports by notebook; none where they cannot be read."""
    try:
        return results.load(assignment, student)
    except ValueError:
        return {}


def status(submission: SubmittedAssignment, reports: dict[str, NotebookReport]) -> str:
    """How far a submission's grade can be relied upon, in a word or two."""
    grades = list(_grades(submission))
    if not all(_has_score(grade) for grade in grades):
        reasons = {str(one.status) for one in reports.values() if not one.status.settled}
        reasons |= {"grader error" for one in reports.values() if not reasons and not one.settled}
        return ", ".join(sorted(reasons)) or "needs grading"
    if any(grade.needs_manual_grade for grade in grades):
        return "needs review"
    missing = [one.notebook for one in reports.values() if one.fault]
    return f"without {', '.join(sorted(missing))}" if missing else "graded"


def _grades(submission: SubmittedAssignment) -> Iterator[Any]:
    return (grade for one in submission.notebooks for grade in one.grades)


def _has_score(grade: Any) -> bool:
    return grade.auto_score is not None or grade.manual_score is not None

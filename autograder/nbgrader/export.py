"""`nbgrader export`: the table as it always was, without zeros that nobody gave."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbgrader.api import Assignment, Gradebook, MissingEntry, Student, SubmittedAssignment
from nbgrader.plugins import CsvExportPlugin

from autograder.report import NotebookReport
from autograder.store import Results

COLUMNS = (
    "assignment",
    "duedate",
    "timestamp",
    "student_id",
    "last_name",
    "first_name",
    "email",
    "raw_score",
    "late_submission_penalty",
    "score",
    "max_score",
    "status",
)


class ExportGrades(CsvExportPlugin):  # type: ignore[misc] # nbgrader is not typed
    """nbgrader's columns, and a status.

    Where a person still has to give a score, both scores are empty: stock nbgrader writes 0.0.
    Names that a spreadsheet would take for a formula get an apostrophe in front.
    """

    def export(self, gradebook: Gradebook) -> None:
        """Write the table to `--to`, or to grades.csv."""
        place = self.to or "grades.csv"
        self.log.info("Exporting grades to %s", place)
        results = Results(Path(self.parent.coursedir.root))
        fresh = f"{place}.new"
        with open(fresh, "w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, COLUMNS, lineterminator="\n")
            table.writeheader()
            table.writerows(self._rows(gradebook, results))
        os.replace(fresh, place)  # a program that reads along never sees half a table

    def _rows(self, gradebook: Gradebook, results: Results) -> Iterator[dict[str, Any]]:
        assignments, students = set(map(str, self.assignment)), set(map(str, self.student))
        for assignment in gradebook.assignments:
            for student in gradebook.students:
                if (not assignments or assignment.name in assignments) and (
                    not students or student.id in students
                ):
                    row = _row(gradebook, assignment, student, results)
                    yield {column: _as_text(value) for column, value in row.items()}


def _as_text(value: Any) -> Any:
    """A cell that no spreadsheet computes: students choose names, and the instructor opens it.

    >>> _as_text("=1+1"), _as_text("ada"), _as_text(-1.0)
    ("'=1+1", 'ada', -1.0)
    """
    formula = isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r"))
    return f"'{value}" if formula else value


def _row(
    gradebook: Gradebook, assignment: Assignment, student: Student, results: Results
) -> dict[str, Any]:
    row = {
        "assignment": assignment.name,
        "duedate": assignment.duedate,
        "student_id": student.id,
        "last_name": student.last_name,
        "first_name": student.first_name,
        "email": student.email,
        "max_score": assignment.max_score,
    }
    try:
        submission = gradebook.find_submission(assignment.name, student.id)
    except MissingEntry:  # nbgrader's convention: who hands nothing in has no points
        zeros = dict.fromkeys(("raw_score", "late_submission_penalty", "score"), 0.0)
        return row | zeros | {"status": "no submission"}
    penalty = submission.late_submission_penalty
    score = submission.score
    row |= {"timestamp": submission.timestamp, "late_submission_penalty": penalty}
    row["status"] = status(submission, reports_of(results, assignment.name, student.id))
    if all(_has_score(grade) for one in submission.notebooks for grade in one.grades):
        row |= {"raw_score": score, "score": max(0.0, score - (penalty or 0.0))}
    return row


def reports_of(results: Results, assignment: str, student: str) -> dict[str, NotebookReport]:
    """The reports by notebook; none where they cannot be read."""
    try:
        return results.load(assignment, student)
    except ValueError:
        return {}


def status(submission: SubmittedAssignment, reports: dict[str, NotebookReport]) -> str:
    """How far a submission's grade can be relied upon, in a word or two."""
    grades = [grade for one in submission.notebooks for grade in one.grades]
    if not all(_has_score(grade) for grade in grades):
        reasons = {str(one.status) for one in reports.values() if not one.status.settled}
        reasons |= {"grader error" for one in reports.values() if not reasons and not one.settled}
        return ", ".join(sorted(reasons)) or "needs grading"
    if any(grade.needs_manual_grade for grade in grades):
        return "needs review"
    missing = [one.notebook for one in reports.values() if one.fault]
    return f"without {', '.join(sorted(missing))}" if missing else "graded"


def _has_score(grade: Any) -> bool:
    return grade.auto_score is not None or grade.manual_score is not None

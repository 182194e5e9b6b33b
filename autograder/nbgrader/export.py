"""`nbgrader export`: the table as it always was, without zeros that nobody gave."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbgrader.api import Assignment, Gradebook
from nbgrader.plugins import CsvExportPlugin

from autograder.export.spreadsheet import cell
from autograder.nbgrader.standing import Standing, standing
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
                    yield _row(assignment, standing(gradebook, assignment, student, results))


def _row(assignment: Assignment, one: Standing) -> dict[str, Any]:
    row = {
        "assignment": assignment.name,
        "duedate": assignment.duedate,
        "student_id": one.student,
        "last_name": one.last_name,
        "first_name": one.first_name,
        "email": one.email,
        "raw_score": one.raw,
        "late_submission_penalty": one.penalty,
        "score": one.score,
        "max_score": one.most,
        "timestamp": one.timestamp,
        "status": one.status,
    }
    return {column: cell(value) for column, value in row.items()}

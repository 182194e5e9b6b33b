"""Write grades from the judge's own table: never from what a cell shows.

Reports go to `.chainrule/results/`, then one transaction writes the gradebook. A grader that is
killed between the two leaves the old grades in place, and the next run sets them right.
"""

from __future__ import annotations

import itertools
import logging
import math
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.api import (
    Assignment,
    BaseCell,
    Grade,
    Gradebook,
    MissingEntry,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.grading.grade import Graded
from autograder.nbgrader import transaction
from autograder.nbgrader.connection import connect
from autograder.nbgrader.repair import OURS
from autograder.report import ExerciseReport, NotebookReport
from autograder.store import Results

log = logging.getLogger(__name__)

#: Reports that are compared with the gradebook at once: few enough to be held in memory.
TOGETHER = 200


def score(exercise: ExerciseReport | None, most: float) -> float | None:
    """What the gradebook gets: a number in [0, most], or None where a person has to look.

    >>> score(ExerciseReport("f", "F", ()), 5.0), score(None, 5.0)
    (0.0, None)
    """
    if exercise is None or not exercise.settled or not math.isfinite(exercise.earned):
        return None
    return min(max(float(exercise.earned), 0.0), most)


def write(
    gradebook: Gradebook, report: NotebookReport, comments: Mapping[str, str | None] | None = None
) -> bool:
    """Write one notebook's scores in one transaction; whether anything was not as it should be.

    `comments` are the automatic comments by answer cell. MissingEntry where the gradebook does
    not know the submission.
    """
    found = gradebook.find_submission(report.assignment, report.student)
    mine = transaction.notebooks(gradebook, found).get(report.notebook)
    if mine is None:
        raise MissingEntry(f"{report.student} has no {report.notebook} in the gradebook")
    changed = enter(mine, report, comments or {})
    gradebook.db.commit()
    return changed


def enter(
    submission: SubmittedNotebook, report: NotebookReport, comments: Mapping[str, str | None]
) -> bool:
    """As `write`, into a submitted notebook that was found, without the commit."""
    changed = False
    for grade in submission.grades:
        if (due := _due(grade, report)) != (grade.auto_score, grade.needs_manual_grade):
            grade.auto_score, grade.needs_manual_grade = due
            changed = True
    for comment in submission.comments if comments else ():
        if comment.name in comments:
            comment.auto_comment = comments[comment.name]
    return changed


def _due(grade: Any, report: NotebookReport) -> tuple[float | None, bool]:
    """The score that a grade should have by the report, and whether a person should look at it."""
    new = score(report.exercise(grade.name), grade.max_score)
    if grade.manual_score is None:
        # A person is needed exactly where there is no score.
        return new, new is None
    # The override stays. It was made in view of the old score: is it still meant so?
    return new, grade.needs_manual_grade or new != grade.auto_score


def reconcile(db_url: str, results: Results, assignment: str) -> list[str]:
    """Bring the gradebook up to what the reports of an assignment say; for whom it was not."""
    behind = []
    with connect(db_url) as gradebook:
        reports = (report for found in results.of(assignment) for report in found.values())
        while some := list(itertools.islice(reports, TOGETHER)):
            entered = _entered(gradebook, assignment, {report.student for report in some})
            for report in some:
                # None in another gradebook, or in one that has lost the submission: nothing to do.
                grades = entered.get((report.student, report.notebook), [])
                if all(_due(g, report) == (g.auto_score, g.needs_manual_grade) for g in grades):
                    continue
                write(gradebook, report)
                behind.append(report.student)
    return list(dict.fromkeys(behind))


def _entered(
    gradebook: Gradebook, assignment: str, students: Collection[str]
) -> dict[tuple[str, str], list[Any]]:
    """These students' grades by student and notebook: in one query, as plain rows."""
    query = (
        gradebook.db.query(
            Student.id.label("student"),
            Notebook.name.label("notebook"),
            BaseCell.name,
            Grade.max_score.label("max_score"),
            Grade.auto_score,
            Grade.manual_score,
            Grade.needs_manual_grade,
        )
        .select_from(Grade)
        .join(BaseCell, Grade.cell_id == BaseCell.id)
        .join(SubmittedNotebook, Grade.notebook_id == SubmittedNotebook.id)
        .join(Notebook, SubmittedNotebook.notebook_id == Notebook.id)
        .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
        .join(Student, SubmittedAssignment.student_id == Student.id)
        .filter(Assignment.name == assignment, Student.id.in_(students))
    )
    found: dict[tuple[str, str], list[Any]] = {}
    for row in query:
        found.setdefault((row.student, row.notebook), []).append(row)
    return found


class SaveGrades(NbGraderPreprocessor):  # type: ignore[misc] # nbgrader is not typed
    """Stands for nbgrader's SaveAutoGrades, which believes what a cell shows."""

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Keep the report that `Execute` made, then write its scores."""
        graded: Graded = resources[OURS]
        course: Path = self.parent.course
        Results(course).save([graded.report], graded.times)
        with connect(resources["nbgrader"]["db_url"]) as gradebook:
            write(gradebook, graded.report, comments(nb))
        return nb, resources


def comments(nb: NotebookNode) -> dict[str, str | None]:
    """nbgrader's own automatic comment, on answer cells that were left as they were."""
    found = {}
    for cell in nb.cells:
        if utils.is_solution(cell):
            untouched = cell.metadata.nbgrader.get("checksum") == utils.compute_checksum(cell)
            found[cell.metadata.nbgrader["grade_id"]] = "No response." if untouched else None
    return found

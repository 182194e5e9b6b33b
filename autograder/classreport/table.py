"""The class report's exercises and parts as a table for spreadsheets."""

from __future__ import annotations

from autograder.classreport.items import Item
from autograder.classreport.report import ClassReport
from autograder.export.spreadsheet import table
from autograder.outcome import Status

COLUMNS = (
    "assignment",
    "exercise",
    "part",
    "points",
    "judged",
    "passed",
    "pass_rate",
    "discrimination",
    *(str(status).replace(" ", "_") for status in Status if status is not Status.PASSED),
    "visible_passed_hidden_failed",
    "most_frequent_mistake",
    "students_with_it",
)


def to_csv(report: ClassReport) -> str:
    """One row an exercise, with an empty part, and below it one for each of its parts."""
    rows = [_row(report, item) for one in report.exercises for item in (one.whole, *one.parts)]
    return table([COLUMNS, *rows])


def _row(report: ClassReport, item: Item) -> tuple[object, ...]:
    mine = [
        mistake
        for mistake in report.mistakes
        if mistake.exercise == item.exercise and (not item.part or item.part in mistake.parts)
    ]
    counts = [item.statuses.get(status, 0) for status in Status if status is not Status.PASSED]
    return (
        report.assignment,
        item.exercise,
        item.part,
        item.points,
        item.judged,
        item.passed,
        item.rate,
        item.discrimination,
        *counts,
        len(item.gap),
        mine[0].name if mine else "",
        mine[0].count if mine else 0,
    )

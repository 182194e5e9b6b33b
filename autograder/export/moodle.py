"""Scores as a CSV file for Moodle's "Import grades".

Moodle asks which column says who a student is (ID number or e-mail address) and which grade item
each other column belongs to; the headings are those of its own export. A student without a score is
left out: Moodle changes nothing for them. See "Grade import" in Moodle's documentation.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from autograder.export.spreadsheet import table

if TYPE_CHECKING:
    from autograder.nbgrader.standing import Standing

IDENTITY = ("First name", "Last name", "ID number", "Email address")


def to_csv(standings: Sequence[Standing], item: str) -> str:
    """One row for each student with a score; `item` is the heading of the grade."""
    rows = [
        (one.first_name or "", one.last_name or "", one.student, one.email or "", one.score)
        for one in standings
        if one.score is not None
    ]
    return table([(*IDENTITY, item), *rows], line="\r\n")

"""Tables for spreadsheets: CSV whose cells no spreadsheet computes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

#: What a formula may begin with, in some spreadsheet and some language.
_BEGINS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def cell(value: object) -> object:
    """A cell that no spreadsheet computes: students choose names, and the instructor opens it.

    >>> cell("=1+1"), cell("ada"), cell(-1.0)
    ("'=1+1", 'ada', -1.0)
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(_BEGINS) else value


def table(rows: Iterable[Sequence[object]], *, line: str = "\n") -> str:
    r"""Rows as CSV.

    >>> table([("student", "points"), ("=x", 1.5)])
    "student,points\n'=x,1.5\n"
    """
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=line).writerows([cell(value) for value in row] for row in rows)
    return text.getvalue()

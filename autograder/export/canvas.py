"""Scores in a gradebook that Canvas exported, to be imported there again.

Canvas finds students by the columns that its own export begins with, and an assignment by its
heading, `Name (1234)`; it changes what is in the file and nothing else. So the file holds the
identifying columns and that one assignment's, with Canvas's own row of `Points Possible`. See "How
do I import grades in the Gradebook?" in Canvas's instructor guide.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from autograder.export.spreadsheet import table

#: Columns that may hold what the gradebook calls a student, the likeliest first.
IDENTITIES = ("SIS Login ID", "SIS User ID", "Integration ID", "ID")

_ASSIGNMENT = re.compile(r"(?P<name>.*) \((?P<id>\d+)\)")


class Mismatch(ValueError):
    """The export and the gradebook do not fit together: what, and what would be right."""


@dataclass(frozen=True)
class Merged:
    """The file to import, and who is not in both: `unknown` to us, `absent` from Canvas.

    `open` are those without a score: their cells are as Canvas had them.
    """

    text: str
    column: str
    matched: int
    unknown: tuple[str, ...]
    absent: tuple[str, ...]
    open: tuple[str, ...]


def merge(
    export: str,
    scores: Mapping[str, float | None],
    assignment: str,
    points: float,
    *,
    column: str = "",
    scale: bool = False,
) -> Merged:
    """Canvas's `export` with our scores in the assignment's column; Mismatch where it has none.

    The assignment is the one whose name is `assignment`, or the `column` given by its heading or
    its number. Where Canvas has other points for it, scores are multiplied if `scale` says so.
    """
    rows = list(csv.reader(io.StringIO(export.removeprefix("\ufeff"))))
    if not rows or "ID" not in rows[0]:
        raise Mismatch("this is no gradebook that Canvas exported: there is no column ID")
    heads = [head.strip() for head in rows[0]]
    wanted = _column(heads, assignment, column)
    first = next((i for i, head in enumerate(heads) if _ASSIGNMENT.fullmatch(head)), wanted)
    factor = _factor(rows, wanted, points, scale)
    known = _by_name(scores)
    kept = [[*heads[:first], heads[wanted]]]
    seen: set[str] = set()
    unknown = []
    for row in rows[1:]:
        row = row + [""] * (len(heads) - len(row))
        cells: list[object] = [*row[:first], row[wanted]]
        if _is_person(row, heads):
            name = _known(row, heads, known)
            if name is None:
                if row[0].strip() not in _NOBODY:
                    unknown.append(row[0])
            elif name in seen:
                raise Mismatch(f"two rows are {name}'s in Canvas's export")
            else:
                seen.add(name)
                score = scores[name]
                # The cell of who has no score yet stays as Canvas has it.
                cells[-1] = row[wanted] if score is None else _number(score * factor)
        kept.append(cells)  # type: ignore[arg-type] # cells may be numbers as text
    return Merged(
        table(kept, line="\r\n"),
        heads[wanted],
        len(seen),
        tuple(unknown),
        tuple(sorted(set(scores) - seen)),
        tuple(sorted(name for name in seen if scores[name] is None)),
    )


#: Canvas's own "Test Student", whom every course has.
_NOBODY = frozenset({"Student, Test", "Test Student"})


def _column(heads: Sequence[str], assignment: str, wanted: str) -> int:
    """Where the assignment's column is."""
    found = {head: match for head in heads if (match := _ASSIGNMENT.fullmatch(head))}
    chosen = [
        head
        for head, match in found.items()
        if (wanted in (head, match["id"]) if wanted else match["name"] == assignment)
    ]
    if len(chosen) != 1:
        raise Mismatch(
            f"{len(chosen)} columns are called {wanted or assignment!r}; name one of these by "
            f"--column: {', '.join(found) or 'there is none'}"
        )
    return heads.index(chosen[0])


def _factor(rows: Sequence[Sequence[str]], column: int, points: float, scale: bool) -> float:
    """By what to multiply: Canvas's points over ours."""
    for row in rows[1:]:
        if row and row[0].strip() == "Points Possible" and len(row) > column:
            try:
                theirs = float(row[column].replace(",", ""))
            except ValueError:
                continue
            if theirs == points:
                return 1.0
            if not scale:
                raise Mismatch(
                    f"Canvas has {theirs:g} points for it, the gradebook {points:g}; set one to "
                    "the other, or multiply the scores by --scale"
                )
            return theirs / points if points else 1.0
    raise Mismatch('there is no row "Points Possible" in Canvas\'s export')


def _is_person(row: Sequence[str], heads: Sequence[str]) -> bool:
    """Whether a row is a student's: `Points Possible` and `Manual Posting` have no ID."""
    return bool(row[heads.index("ID")].strip())


def _by_name(students: Collection[str]) -> dict[str, str]:
    """Students by their names as they are, and in lower case where that is only one's."""
    folded = Counter(name.casefold() for name in students)
    lower = {name.casefold(): name for name in students if folded[name.casefold()] == 1}
    return lower | {name: name for name in students}


def _known(row: Sequence[str], heads: Sequence[str], known: Mapping[str, str]) -> str | None:
    for identity in IDENTITIES:
        if identity in heads:
            text = row[heads.index(identity)].strip()
            if name := known.get(text) or known.get(text.casefold()):
                return name
    return None


def _number(score: float) -> str:
    """A score to four decimals, as short as it can be."""
    return f"{round(score, 4):.4f}".rstrip("0").rstrip(".")

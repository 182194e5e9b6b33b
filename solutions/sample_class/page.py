"""The class on one page: who got what, which mistakes were named, links to the feedback."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from autograder import course

if TYPE_CHECKING:
    from solutions.sample_class.demo import Row

_STYLE = """
:root { color-scheme: light dark; --line: #8886; --part: #b35900; }
@media (prefers-color-scheme: dark) { :root { --part: #ffb266; } }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding: .5rem 0; }
th, td { padding: .3rem .5rem; border-bottom: 1px solid var(--line); vertical-align: top; }
td.points { text-align: right; }
td.lost { color: var(--part); font-weight: 600; }
th { text-align: left; }
thead th.exercise { writing-mode: vertical-rl; font-weight: 500; }
"""


def write(folder: Path, classes: Sequence[Sequence[Row]]) -> Path:
    """Write `index.html` into `folder`, and return its path."""
    body = "\n".join(_table(folder, rows) for rows in classes)
    text = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>The sample class</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<h1>The sample class</h1>\n{body}\n</body>\n</html>\n"
    )
    path = folder / "index.html"
    path.write_text(text, encoding="utf-8")
    return path


def _table(folder: Path, rows: Sequence[Row]) -> str:
    exercises = course.of_assignment(rows[0].assignment)
    total = sum(e.points for e in exercises)
    heads = "".join(
        f'<th scope="col" class="exercise">{escape(e.name)} ({e.points:g})</th>' for e in exercises
    )
    lines = []
    for row in rows:
        cells = []
        for exercise in exercises:
            got = row.points(exercise)
            lost = " lost" if got < exercise.points else ""
            cells.append(f'<td class="points{lost}">{got:g}</td>')
        mistakes = "<br>".join(escape(mistake) for mistake in row.mistakes)
        lines.append(
            f'<tr><th scope="row">{_links(folder, row)}</th><td>{escape(row.student.says)}</td>'
            f'<td class="points"><strong>{row.earned:g}</strong></td>{"".join(cells)}'
            f"<td>{mistakes}</td></tr>"
        )
    return (
        f'<h2>{escape(rows[0].assignment)}</h2>\n<div class="wide" tabindex="0" role="region" '
        f'aria-label="Grades of {escape(rows[0].assignment)}">\n<table>\n'
        f"<caption>Points of {total:g} by exercise; bold orange where some were lost. A name leads "
        f"to what that student reads.</caption>\n"
        f'<thead><tr><th scope="col">student</th><th scope="col">what they did</th>'
        f'<th scope="col">total</th>{heads}<th scope="col">mistakes named</th></tr></thead>\n'
        f"<tbody>\n{chr(10).join(lines)}\n</tbody>\n</table>\n</div>"
    )


def feedback(folder: Path, student: str, assignment: str) -> list[Path]:
    """The student's feedback pages, one for each notebook of the assignment."""
    return sorted((folder / "feedback" / student / assignment).glob("*.html"))


def _links(folder: Path, row: Row) -> str:
    """The student's name, leading to the feedback page; of several, each by its notebook's name."""
    name = escape(row.student.name)
    pages = feedback(folder, row.student.name, row.assignment)
    places = [quote(page.relative_to(folder).as_posix()) for page in pages]
    if len(pages) == 1:
        return f'<a href="{places[0]}">{name}</a>'
    links = (
        f'<br><a href="{place}" aria-label="{name}: {escape(page.stem)}">{escape(page.stem)}</a>'
        for place, page in zip(places, pages, strict=True)
    )
    return name + "".join(links)

"""Show a report: as HTML for a notebook or a feedback page, as text for a terminal.

Both are made from the same lines, so they tell the same facts. Whatever may hold a student's text
is cleaned of control characters and, in HTML, escaped. Statuses are words first; symbols and
colours repeat them. There is no script and nothing is fetched from anywhere.
"""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterable, Mapping, Sequence
from html import escape
from itertools import islice
from types import MappingProxyType

from autograder.display import markup, message, readback
from autograder.display.markup import style as style
from autograder.display.plain import plain as plain
from autograder.display.plain import sentence
from autograder.display.rows import LEADS, notes_of, part_lines, read_again, score
from autograder.display.rows import Line as Line
from autograder.display.rows import blank as blank
from autograder.display.rows import exercise_lines as exercise_lines
from autograder.display.rows import next_rung as next_rung
from autograder.display.rows import points as points
from autograder.display.rows import reasons as reasons
from autograder.display.rows import tally as tally
from autograder.display.tries import Rungs
from autograder.report import ExerciseReport

#: The line under a panel of visible checks.
VISIBLE_ONLY = (
    "These are the visible checks. The grade is decided after submission, on fresh inputs."
)

_ANSI = {"good": "32", "bad": "31", "odd": "33", "open": "0"}


_READ_AGAIN = "Read again: "


def _total(reports: Sequence[ExerciseReport]) -> tuple[float, float]:
    return sum(r.earned for r in reports), sum(r.points for r in reports)


# -- HTML -----------------------------------------------------------------------------------------


def html(
    report: ExerciseReport,
    *,
    notes: Sequence[str] = (),
    footer: str = "",
    styled: bool = True,
    linked: bool = True,
    rungs: Rungs = None,
) -> str:
    """The panel of one exercise as a piece of HTML.

    `notes` are sentences to show below the parts, `footer` one more. Without `styled` the page
    must hold `style()` itself; without `linked` no heading of the notebook can be linked to.
    `rungs` says how much help each part gives; without it, all there is.
    """
    name = plain(report.name)
    head = (
        f'<span><span class="chainrule-title">{escape(plain(report.title))}</span> '
        f'<code class="chainrule-name">{escape(name)}</code></span> {_score_html(report)}'
    )
    again = read_again(report, rungs)
    foot = [escape(note) for note in notes_of(report, (*report.notes, *notes), footer)]
    if again:
        where = markup.link(again.anchor, again.words) if linked else escape(again.words)
        foot.insert(0, f"{_READ_AGAIN}{where}.")
    rows = "".join(_row(line, "part") for line in part_lines(report, rungs))
    return markup.region(
        f"{name}: {score(report)}",
        f'data-exercise="{escape(name)}"',
        markup.table(("Part", "Result", "Points"), head, [rows]) + readback.html(report.lines),
        foot,
        styled,
    )


def progress_html(
    reports: Sequence[ExerciseReport],
    *,
    title: str = "Progress",
    unchecked: Collection[str] = (),
    changed: Collection[str] = (),
    groups: Mapping[str, str] = MappingProxyType({}),
    addresses: Mapping[str, str] = MappingProxyType({}),
    next_up: str = "",
    notes: Sequence[str] = (),
    footer: str = "",
    styled: bool = True,
) -> str:
    """One row an exercise, and the points so far.

    `groups` gives each exercise the title of the rows it stands among, `addresses` what its title
    links to. `next_up` is the exercise to go on with.
    """
    earned, most = _total(reports)
    share = min(1.0, earned / most) if most else 0.0
    head = (
        f'<span class="chainrule-title">{escape(plain(title))}</span> '
        f'<span class="chainrule-score">{_points_html(earned, most)}</span>'
    )
    full = f'<span style="width:{share:.1%}"></span>'
    bar = f'<div class="chainrule-bar" aria-hidden="true">{full}</div>'
    lines = exercise_lines(reports, unchecked=unchecked, changed=changed, addresses=addresses)
    bodies = [
        (markup.group(name) if name else "") + "".join(_row(line, "exercise") for line in group)
        for name, group in _grouped(lines, groups)
    ]
    foot = [escape(plain(sentence(note))) for note in (*notes, footer) if note]
    foot[:0] = [f"{LEADS['step']}{_title_html(line)}." for line in lines if line.key == next_up]
    return markup.region(
        f"{plain(title)}: {points(earned, most)} points",
        'data-progress="true"',
        markup.table(("Exercise", "Result", "Points"), head, bodies, bar),
        foot,
        styled,
    )


def _grouped(lines: Iterable[Line], groups: Mapping[str, str]) -> list[tuple[str, list[Line]]]:
    """The rows by the titles of their groups; a single group needs no title."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(groups.get(line.key, ""), []).append(line)
    return list(found.items()) if len(found) > 1 else [("", one) for one in found.values()]


def note_html(title: str, said: str) -> str:
    """A sentence in a panel of its own."""
    return markup.region(
        plain(title), 'data-note="true"', f"<p>{escape(plain(said))}</p>\n", (), styled=True
    )


def _row(line: Line, key: str) -> str:
    why = "".join(
        f'<p class="chainrule-{kind}">{escape(LEADS.get(kind, "") + text)}</p>'
        for kind, text in line.why
    )
    return (
        f'<tr class="chainrule-{line.look}" data-{key}="{escape(plain(line.key))}">'
        f'<th scope="row">{_title_html(line)}</th>'
        f'<td><span class="chainrule-status"><span class="chainrule-symbol" aria-hidden="true">'
        f"{line.symbol}</span>{escape(line.status)}</span>{why}</td>"
        f'<td class="chainrule-points">{escape(line.points)}</td></tr>\n'
    )


def _title_html(line: Line) -> str:
    return markup.link(line.address, line.title) if line.address else escape(line.title)


def _score_html(report: ExerciseReport) -> str:
    inner = "extra, no points" if report.extra else _points_html(report.earned, report.points)
    return f'<span class="chainrule-score">{inner}</span>'


def _points_html(earned: float, most: float) -> str:
    return f"<b>{message.number(earned)}</b> of {message.number(most)} points"


# -- text -----------------------------------------------------------------------------------------


def text(
    report: ExerciseReport,
    *,
    notes: Sequence[str] = (),
    footer: str = "",
    colour: bool = False,
    width: int = 88,
    rungs: Rungs = None,
) -> str:
    """The panel of one exercise as text, with ANSI colours only if asked for; `rungs` as in `html`.

    >>> from autograder.outcome import Outcome, Status
    >>> from autograder.report import PartReport
    >>> part = PartReport("loss", 2, Outcome(Status.PASSED), Status.PASSED)
    >>> print(text(ExerciseReport("f", "Two lines", (part,))))
    f: Two lines, 2 of 2 points
      ✓ loss   passed   2 of 2
    """
    head = f"{plain(report.name)}: {plain(report.title)}, {score(report)}"
    told = notes_of(report, (*report.notes, *notes), footer)
    if again := read_again(report, rungs):
        told.insert(0, f"{_READ_AGAIN}{again.words}.")
    rows = [wrapped(head, "", width), *_rows(part_lines(report, rungs), colour, width)]
    rows += [read] if (read := readback.text(report.lines, width)) else []
    return "\n".join([*rows, *(wrapped(note, "  ", width) for note in told)])


def progress_text(
    reports: Sequence[ExerciseReport],
    *,
    title: str = "Progress",
    unchecked: Collection[str] = (),
    changed: Collection[str] = (),
    groups: Mapping[str, str] = MappingProxyType({}),
    next_up: str = "",
    notes: Sequence[str] = (),
    footer: str = "",
    colour: bool = False,
    width: int = 88,
) -> str:
    """As `progress_html`, as text."""
    earned, most = _total(reports)
    lines = exercise_lines(reports, unchecked=unchecked, changed=changed)
    told = [f"{LEADS['step']}{line.title}." for line in lines if line.key == next_up]
    told += [plain(sentence(note)) for note in (*notes, footer) if note]
    rows = [wrapped(f"{plain(title)}: {points(earned, most)} points", "", width)]
    shown = iter(_rows(lines, colour, width))
    for name, group in _grouped(lines, groups):
        rows += [wrapped(name, "  ", width)] if name else []
        rows += islice(shown, len(group))
    return "\n".join([*rows, *(wrapped(note, "  ", width) for note in told)])


def _rows(lines: Sequence[Line], colour: bool, width: int) -> list[str]:
    """Each line of a panel with its reasons, in columns."""
    names = max((len(line.title) for line in lines), default=0)
    states = max((len(line.status) for line in lines), default=0)
    rows = []
    for line in lines:
        status = line.status.ljust(states)
        symbol = line.symbol
        if colour:
            status, symbol = (f"\x1b[{_ANSI[line.look]}m{t}\x1b[0m" for t in (status, symbol))
        row = f"  {symbol} {line.title.ljust(names)}   {status}   {line.points}".rstrip()
        why = [wrapped(LEADS.get(kind, "") + said, "      ", width) for kind, said in line.why]
        rows.append("\n".join([row, *why]))
    return rows


def wrapped(said: str, indent: str, width: int) -> str:
    """Text in lines of a width, all with the same indent."""
    return textwrap.fill(
        said, width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )

"""Show a report: as HTML for a notebook or a feedback page, as text for a terminal.

Both are made from the same lines, so they tell the same facts. Whatever may hold a student's text
is cleaned of control characters and, in HTML, escaped. Statuses are words first; symbols and
colours repeat them. There is no script and nothing is fetched from anywhere.
"""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib import resources
from typing import TYPE_CHECKING

from autograder import hints, message, readback
from autograder.outcome import Outcome, Status
from autograder.plain import plain as plain
from autograder.plain import sentence
from autograder.report import ExerciseReport, PartReport

if TYPE_CHECKING:
    from autograder.exercise import Exercise

#: The line under a panel of visible checks.
VISIBLE_ONLY = (
    "These are the visible checks. The grade is decided after submission, on fresh inputs."
)

# Where a check says neither what is misunderstood nor what to try.
_NEXT = "Work the example in the text by hand and print the same numbers in your function."
_NEXT_BEYOND = (
    "What has the visible check not tried? Other sizes, a single row, large and negative numbers."
)

#: Per status: a symbol, and the class that colours it.
_LOOKS: Mapping[Status, tuple[str, str]] = {
    Status.PASSED: ("✓", "good"),
    Status.FAILED: ("✗", "bad"),
    Status.NOT_ATTEMPTED: ("○", "open"),
    Status.CRASHED: ("✗", "bad"),
    Status.OUT_OF_TIME: ("✗", "bad"),
    Status.OUT_OF_MEMORY: ("✗", "bad"),
    Status.NOT_GRADABLE: ("!", "odd"),
    Status.GRADER_ERROR: ("!", "odd"),
}

_ANSI = {"good": "32", "bad": "31", "odd": "33", "open": "0"}


@dataclass(frozen=True)
class Line:
    """One row of a panel: what it is about, how it stands, and why.

    `why` holds pairs of a kind (`fact`, `hint`, `step`, `note`) and its text. `key` is the name of
    the part or the exercise, `look` the class of the colour.
    """

    key: str
    title: str
    symbol: str
    look: str
    status: str
    points: str
    why: tuple[tuple[str, str], ...] = ()


_LEADS: Mapping[str, str] = {"hint": "Hint: ", "step": "Next: "}


def points(earned: float, most: float) -> str:
    """How points are written.

    >>> points(12.0, 20)
    '12 of 20'
    """
    return f"{message.number(earned)} of {message.number(most)}"


def score(report: ExerciseReport) -> str:
    """The points of an exercise in words.

    >>> score(ExerciseReport("f", "F", (), extra=True))
    'extra, no points'
    """
    return "extra, no points" if report.extra else points(report.earned, report.points) + " points"


def tally(report: ExerciseReport) -> str:
    """How many parts passed, in words.

    >>> part = PartReport("loss", 2, Outcome(Status.PASSED), Status.PASSED)
    >>> tally(ExerciseReport("f", "F", (part,)))
    'passed'
    """
    if not report.attempted:
        return str(Status.NOT_ATTEMPTED)
    if report.passed:
        return str(Status.PASSED)
    count = sum(part.outcome.status is Status.PASSED for part in report.parts)
    return f"{count} of {len(report.parts)} parts passed"


# -- the lines, from which both forms are made ----------------------------------------------------


def part_lines(report: ExerciseReport) -> list[Line]:
    """The rows of an exercise's panel. A reason that parts share is told once, and so is a hint."""
    first: dict[tuple[tuple[str, str], ...], str] = {}
    hinted: dict[str, str] = {}
    lines = []
    for part in report.parts:
        why = tuple(_why(part))
        if why and (before := first.setdefault(why, part.name)) != part.name:
            untouched = part.outcome.status is Status.NOT_ATTEMPTED
            why = () if untouched else (("note", f"For the same reason as {plain(before)}."),)
        why = tuple(_hinted_once(why, part.name, hinted))
        symbol, look = _LOOKS[part.outcome.status]
        carried = "extra" if report.extra else points(part.earned, part.points)
        status = str(part.outcome.status)
        lines.append(Line(part.name, plain(part.name), symbol, look, status, carried, why))
    return lines


def _hinted_once(
    why: Iterable[tuple[str, str]], part: str, hinted: dict[str, str]
) -> Iterator[tuple[str, str]]:
    """The reasons of a part, a hint that an earlier one had replaced by where it stands."""
    for kind, said in why:
        before = hinted.setdefault(said, part) if kind == "hint" else part
        yield (
            (kind, said)
            if before == part
            else ("note", f"The hint at {plain(before)} fits here too.")
        )


def _why(part: PartReport) -> Iterator[tuple[str, str]]:
    outcome = part.outcome
    if outcome.status is Status.PASSED:
        return
    if outcome.fact:
        yield "fact", plain(sentence(outcome.fact))
    hint = _hint(outcome)
    if hint:
        yield "hint", plain(hint)
    if outcome.step and not (hint and outcome.step in message.GENERAL_STEPS):
        yield "step", plain(outcome.step)
    elif outcome.status is Status.FAILED and not hint:
        yield "step", _NEXT_BEYOND if part.visible is Status.PASSED else _NEXT
    if part.visible is Status.PASSED and outcome.status.settled:
        yield "note", "Found on fresh inputs: the visible check had passed."


def reasons(part: PartReport) -> list[str]:
    """Why a part is not passed, one sentence or two a line: the fact, the hint, the next step.

    >>> lost = Outcome(Status.FAILED, "the loss is 3; expected 2", "Divide by N.")
    >>> reasons(PartReport("loss", 2, lost, Status.FAILED))
    ['the loss is 3; expected 2.', 'Next: Divide by N.']
    """
    return [_LEADS.get(kind, "") + said for kind, said in _why(part)]


def _hint(outcome: Outcome) -> str:
    # A mistake without words yet must not cost a student the rest of the panel.
    return hints.hint(outcome.mistake) if outcome.mistake in hints.HINTS else ""


def exercise_lines(
    reports: Sequence[ExerciseReport],
    *,
    unchecked: Collection[str] = (),
    changed: Collection[str] = (),
) -> list[Line]:
    """The rows of the progress panel; `unchecked` and `changed` are names of exercises."""
    lines = []
    for report in reports:
        if report.name in unchecked:
            symbol, look, status = "○", "open", "not checked yet"
        elif not report.settled:
            symbol, look, status = "!", "odd", str(Status.GRADER_ERROR)
        elif report.passed or not report.attempted:
            symbol, look = _LOOKS[report.parts[0].outcome.status] if report.parts else ("○", "open")
            status = tally(report)
        else:
            symbol, look, status = "✗", "bad", tally(report)
        why: list[tuple[str, str]] = []
        if report.name in changed:
            why.append(("note", "Changed since it was checked: run its check again."))
        # The hints are for the exercise's own panel; here a list of what is left is enough.
        failed = [p.name for p in report.parts if p.outcome.status is not Status.PASSED]
        if report.attempted and report.name not in unchecked and failed:
            why.append(("note", "Left: " + ", ".join(plain(name) for name in failed) + "."))
        why += [("note", note) for note in _notes(report)]
        carried = "extra" if report.extra else points(report.earned, report.points)
        title = plain(report.title)
        lines.append(Line(report.name, title, symbol, look, status, carried, tuple(why)))
    return lines


def blank(exercise: Exercise) -> ExerciseReport:
    """The report of an exercise that nobody has checked yet."""
    unknown = Outcome(Status.NOT_ATTEMPTED)
    parts = tuple(
        PartReport(part.name, part.points, unknown, Status.NOT_ATTEMPTED) for part in exercise.parts
    )
    return ExerciseReport(exercise.name, exercise.title, parts, exercise.extra)


def _notes(report: ExerciseReport, notes: Iterable[str] = (), footer: str = "") -> list[str]:
    replaced = message.replaced(report.replaced) if report.replaced else ""
    afresh = message.afresh(report.afresh) if report.afresh else ""
    return [plain(sentence(note)) for note in (replaced, afresh, *notes, footer) if note]


def _total(reports: Sequence[ExerciseReport]) -> tuple[float, float]:
    return sum(r.earned for r in reports), sum(r.points for r in reports)


# -- HTML -----------------------------------------------------------------------------------------


@cache
def style() -> str:
    """The style sheet that the HTML of this module needs, once a page."""
    return (resources.files("autograder") / "panel.css").read_text(encoding="utf-8")


def html(
    report: ExerciseReport,
    *,
    notes: Sequence[str] = (),
    footer: str = "",
    styled: bool = True,
) -> str:
    """The panel of one exercise as a piece of HTML.

    `notes` are sentences to show below the parts, `footer` one more. Without `styled` the page
    must hold `style()` itself.
    """
    name = plain(report.name)
    head = (
        f'<span><span class="chainrule-title">{escape(plain(report.title))}</span> '
        f'<code class="chainrule-name">{escape(name)}</code></span> {_score_html(report)}'
    )
    return _region(
        f"{name}: {score(report)}",
        f'data-exercise="{escape(name)}"',
        _table(("Part", "Result", "Points"), head, part_lines(report), "part")
        + readback.html(report.lines),
        _notes(report, (*report.notes, *notes), footer),
        styled,
    )


def progress_html(
    reports: Sequence[ExerciseReport],
    *,
    title: str = "Progress",
    unchecked: Collection[str] = (),
    changed: Collection[str] = (),
    notes: Sequence[str] = (),
    footer: str = "",
    styled: bool = True,
) -> str:
    """One row an exercise, and the points so far."""
    earned, most = _total(reports)
    share = min(1.0, earned / most) if most else 0.0
    head = (
        f'<span class="chainrule-title">{escape(plain(title))}</span> '
        f'<span class="chainrule-score">{_points_html(earned, most)}</span>'
    )
    full = f'<span style="width:{share:.1%}"></span>'
    bar = f'<div class="chainrule-bar" aria-hidden="true">{full}</div>'
    lines = exercise_lines(reports, unchecked=unchecked, changed=changed)
    return _region(
        f"{plain(title)}: {points(earned, most)} points",
        'data-progress="true"',
        _table(("Exercise", "Result", "Points"), head, lines, "exercise", bar),
        [plain(sentence(note)) for note in (*notes, footer) if note],
        styled,
    )


def _score_html(report: ExerciseReport) -> str:
    inner = "extra, no points" if report.extra else _points_html(report.earned, report.points)
    return f'<span class="chainrule-score">{inner}</span>'


def _points_html(earned: float, most: float) -> str:
    return f"<b>{message.number(earned)}</b> of {message.number(most)} points"


def _region(label: str, data: str, table: str, notes: Sequence[str], styled: bool) -> str:
    sheet = f"<style>\n{style()}</style>\n" if styled else ""
    said = "".join(f"<p>{escape(note)}</p>\n" for note in notes)
    foot = f'<div class="chainrule-foot">\n{said}</div>\n' if said else ""
    return (
        f'<section class="chainrule-panel" role="region" aria-label="{escape(label)}" {data}>\n'
        f"{sheet}{table}{foot}</section>\n"
    )


def _table(
    columns: tuple[str, str, str], head: str, lines: Iterable[Line], key: str, bar: str = ""
) -> str:
    first, second, third = columns
    rows = "".join(_row(line, key) for line in lines)
    return (
        '<table class="chainrule-table">\n'
        f'<caption><div class="chainrule-head">{head}</div>{bar}</caption>\n'
        f'<thead><tr><th scope="col">{first}</th><th scope="col">{second}</th>'
        f'<th scope="col" class="chainrule-points">{third}</th></tr></thead>\n'
        f"<tbody>\n{rows}</tbody>\n</table>\n"
    )


def _row(line: Line, key: str) -> str:
    why = "".join(
        f'<p class="chainrule-{kind}">{escape(_LEADS.get(kind, "") + text)}</p>'
        for kind, text in line.why
    )
    return (
        f'<tr class="chainrule-{line.look}" data-{key}="{escape(plain(line.key))}">'
        f'<th scope="row">{escape(line.title)}</th>'
        f'<td><span class="chainrule-status"><span class="chainrule-symbol" aria-hidden="true">'
        f"{line.symbol}</span>{escape(line.status)}</span>{why}</td>"
        f'<td class="chainrule-points">{escape(line.points)}</td></tr>\n'
    )


# -- text -----------------------------------------------------------------------------------------


def text(
    report: ExerciseReport,
    *,
    notes: Sequence[str] = (),
    footer: str = "",
    colour: bool = False,
    width: int = 88,
) -> str:
    """The panel of one exercise as text, with ANSI colours only if asked for.

    >>> part = PartReport("loss", 2, Outcome(Status.PASSED), Status.PASSED)
    >>> print(text(ExerciseReport("f", "Two lines", (part,))))
    f: Two lines, 2 of 2 points
      ✓ loss   passed   2 of 2
    """
    head = f"{plain(report.name)}: {plain(report.title)}, {score(report)}"
    told = _notes(report, (*report.notes, *notes), footer)
    read = readback.text(report.lines, width)
    return _text(head, part_lines(report), told, colour, width, read)


def progress_text(
    reports: Sequence[ExerciseReport],
    *,
    title: str = "Progress",
    unchecked: Collection[str] = (),
    changed: Collection[str] = (),
    notes: Sequence[str] = (),
    footer: str = "",
    colour: bool = False,
    width: int = 88,
) -> str:
    """As `progress_html`, as text."""
    earned, most = _total(reports)
    lines = exercise_lines(reports, unchecked=unchecked, changed=changed)
    told = [plain(sentence(note)) for note in (*notes, footer) if note]
    return _text(f"{plain(title)}: {points(earned, most)} points", lines, told, colour, width)


def _text(
    head: str,
    lines: Sequence[Line],
    notes: Sequence[str],
    colour: bool,
    width: int,
    read: str = "",
) -> str:
    rows = [_wrapped(head, "", width)]
    names = max((len(line.title) for line in lines), default=0)
    states = max((len(line.status) for line in lines), default=0)
    for line in lines:
        status = line.status.ljust(states)
        symbol = line.symbol
        if colour:
            status, symbol = (f"\x1b[{_ANSI[line.look]}m{t}\x1b[0m" for t in (status, symbol))
        row = f"  {symbol} {line.title.ljust(names)}   {status}   {line.points}"
        rows.append(row.rstrip())
        rows += [_wrapped(_LEADS.get(kind, "") + said, "      ", width) for kind, said in line.why]
    rows += [read] if read else []
    rows += [_wrapped(note, "  ", width) for note in notes]
    return "\n".join(rows)


def _wrapped(said: str, indent: str, width: int) -> str:
    return textwrap.fill(
        said, width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )

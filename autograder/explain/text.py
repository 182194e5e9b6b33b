"""An explanation for the terminal: whatever a student wrote is spelt out, nothing is obeyed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from textwrap import indent

import numpy as np

from autograder import hints
from autograder.display import message, panel, rows
from autograder.display.legible import spelt
from autograder.explain.difference import Difference, Place
from autograder.explain.explanation import Explanation
from autograder.explain.trial import Call, Trial
from autograder.outcome import Status
from autograder.report import PartReport

#: Entries of an array that are printed unless all are asked for.
MOST = 100
#: Calls of one check that are printed: the first that differ.
CALLS = 3


def lines(found: Explanation, *, full: bool = False) -> str:
    """The whole of it. Arrays of over `MOST` entries are cut, unless it is to be `full`."""
    blocks = [*_head(found), *(_part(part, found, full) for part in found.recorded.parts)]
    return spelt("\n\n".join(block for block in blocks if block))


def _head(found: Explanation) -> Iterator[str]:
    report, recorded = found.report, found.recorded
    yield (
        f"{report.student}, {report.assignment}/{report.notebook}, {recorded.name} "
        f"({recorded.title}): {rows.score(recorded)}\n"
        f"Graded with seed {report.seed or 'unknown'}, sandbox tier {report.tier}"
    )
    yield "\n".join(f"Careful: {change}" for change in found.changes)
    if recorded.replaced:
        yield f"Correct functions stood in for {', '.join(recorded.replaced)}, and do so here."
    if recorded.afresh:
        names = ", ".join(recorded.afresh)
        yield f"Passed only in a process where nothing had been called before: {names}"
    if found.own_cell:
        yield (
            "This is a test cell of the instructor's own: it has no reference and no drawn inputs, "
            "so there are no two outputs to compare. Its asserts are the explanation."
        )
    if recorded.lines:
        yield "\n".join(
            f"line {line.number}: {'ok ' if line.good else 'OFF'} {line.text.strip()}"
            f"  [{line.verdict}]{f' {line.why}' if line.why else ''}"
            for line in recorded.lines
        )
    yield "\n".join(found.raised)
    if not found.reproduced:
        yield "Judged once more, it does NOT come out as recorded: see below, part by part."


def _part(part: PartReport, found: Explanation, full: bool) -> str:
    outcome = part.outcome
    told = [f"== {part.name}: {outcome.status}, {panel.points(part.earned, part.points)} points"]
    now = next((p for p in found.now.parts if p.name == part.name), None)
    if outcome.fact:
        told.append(f"recorded: {outcome.fact}")
    if outcome.mistake:
        hint = hints.HINTS.get(outcome.mistake, "")
        told.append(f"named mistake: {outcome.mistake}. The student was told: {hint}")
    if now is None:
        told.append("judged now: there is no such part any more")
    elif now.outcome.status is not outcome.status:
        told.append(f"judged now: {now.outcome.status}. {now.outcome.fact}")
    elif outcome.status is not Status.PASSED:
        told.append("judged now: the same")
    mine = [one for one in found.trials if one.part == part.name]
    told += [indent(_trial(one, one.check == outcome.check, full), "  ") for one in mine]
    return "\n".join(told)


def _trial(one: Trial, decided: bool, full: bool) -> str:
    says = one.says if one.tolerance is None else f"a comparison on {one.says}"
    told = [
        f"\n-- {one.check}, draw {one.draw + 1}: {one.status}"
        f"{' (the check that decided)' if decided else ''}",
        says,
    ]
    if one.fact:
        told.append(f"says: {one.fact}")
    if one.tolerance is not None:
        limit = one.tolerance
        told.append(
            f"tolerance: {limit.name}, {message.number(limit.atol)} + "
            f"{message.number(limit.rtol)} * max|expected|"
        )
    telling = [number for number, call in enumerate(one.calls) if call.telling]
    for number in (telling or range(len(one.calls)))[:CALLS]:
        told.append(f"call {number + 1} of {len(one.calls)}:")
        told.append(indent(_call(one.calls[number], one.tolerance is not None, full), "  "))
    if len(telling) > CALLS:
        told.append(f"({len(telling) - CALLS} more calls differ: --json has all of them)")
    if one.tolerance is not None and not any(call.difference for call in one.calls):
        told.append(f"measured of {one.piece}: {shown(one.got, full=full)}")
        told.append(f"reference:  {shown(one.expected, full=full)}")
    if one.difference:
        told += _difference(one.difference)
    if one.mistakes:
        told.append(f"does here what the code of a known mistake does: {', '.join(one.mistakes)}")
    return "\n".join(told)


def _call(call: Call, compared: bool, full: bool) -> str:
    told = [f"{call.function}({', '.join(call.arguments)})"]
    told += [f"{name} = {shown(value, full=full)}" for name, value in call.arguments.items()]
    for who, value, fault in (
        ("student", call.student, call.fault),
        ("reference", call.reference, call.reference_fault),
    ):
        told.append(f"{who}: {fault}" if fault else f"{who}: {_returned(call, value, full)}")
    if call.difference and compared:
        told += _difference(call.difference)
    elif call.difference and call.difference.first:
        told += ["unlike the reference, with which this check does not compare:"]
        told += _difference(call.difference)
    for found in call.changed.values():
        told += ["the call changed an argument (expected: as before):", *_difference(found)]
    return "\n".join(told)


def _returned(call: Call, value: object, full: bool) -> str:
    """A returned tuple by the names of its pieces."""
    if isinstance(value, tuple | list) and len(value) == len(call.pieces) > 0:
        named = zip(call.pieces, value, strict=True)
        return "\n" + "\n".join(f"  {name} = {shown(one, full=full)}" for name, one in named)
    return shown(value, full=full)


def _difference(found: Difference) -> Iterator[str]:
    if found.first is None or found.worst is None:
        yield f"difference: {found.fact}"
        return
    yield f"first difference: {_place(found.first)}"
    if found.total > 1:
        yield f"worst: {_place(found.worst)}; {found.wrong} of {found.total} entries are off"


def _place(place: Place) -> str:
    return (
        f"{place.what} is {place.got!r}, expected {place.expected!r}, "
        f"off by {message.number(place.error)}, allowed {message.number(place.allowed)}"
    )


def shown(value: object, *, full: bool = False) -> str:
    """A value with every digit; arrays of over `MOST` entries are cut, unless it is to be `full`.

    >>> print(shown(np.array([0.1, 1 / 3])))
    float64 array of shape (2,)
      [0.1 0.3333333333333333]
    """
    if isinstance(value, np.ndarray):
        most = value.size if full else MOST
        text = np.array2string(value, floatmode="unique", threshold=max(most, 1), max_line_width=96)
        cut = f" (cut; --full shows all {value.size})" if value.size > most else ""
        return f"{value.dtype} array of shape {value.shape}{cut}\n{indent(text, '  ')}"
    if isinstance(value, np.random.Generator):
        return "a random generator, as it was before the call"
    if callable(value):
        return f"a function ({type(value).__name__})"
    if isinstance(value, Mapping):
        inner = (f"{key!r}: {shown(one, full=full)}" for key, one in value.items())
        return "{" + ",\n ".join(inner) + "}"
    if isinstance(value, tuple | list) and any(isinstance(o, np.ndarray | str) for o in value):
        return "(" + ",\n ".join(shown(one, full=full) for one in value) + ")"
    return repr(value)

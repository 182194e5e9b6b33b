"""Visible checks of derivations: the lines are read, and each is held against the one before."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from autograder.derivation import Derivation, Report, Verdict, examine
from autograder.derivation.verdict import LineReport, Slip
from autograder.exercise import Check, Reader
from autograder.judging.function import Function
from autograder.outcome import Failed
from autograder.report import ReadLine

#: What is earned apart, and how many points it brings.
PARTS: Mapping[str, float] = {"way": 2, "most lines": 2, "all lines": 2, "last line": 2}

#: The name of the mistake that a slip is, by how a line fails.
NAMES: Mapping[Slip, str] = {slip: f"derivation: {slip.value}" for slip in Slip}
UNREADABLE = "derivation: not in the language"
LEFT_OUT = "derivation: a step left out"
UNFINISHED = "derivation: not finished"
IDLE = "derivation: a line that is no step"

#: What a line is wrong by. An unfinished last line follows all the same.
WRONG = (Verdict.FAILS, Verdict.UNREADABLE, Verdict.REPEATS)


def mistake(report: Report) -> str:
    """The one name of what is wrong with a derivation: of the first line to be put right."""
    for line in report.lines:
        if line.verdict is Verdict.FAILS and line.slip:
            return NAMES[line.slip]
        if line.verdict is Verdict.UNREADABLE:
            return UNREADABLE
        if line.verdict is Verdict.REPEATS:
            return IDLE
    return LEFT_OUT if report.result == 1.0 else UNFINISHED


def _first(report: Report) -> tuple[str, str]:
    """The first line to be put right and why, in one sentence, and the next step."""
    bad = next((line for line in report.lines if line.verdict in WRONG), None)
    if bad is None:
        return report.message(), ""
    where = f"line {bad.number}"
    place = f", at column {bad.at + 1}" if bad.at is not None else ""
    return f"{where}{place}: {bad.fact or bad.verdict.value}", bad.step


def way(report: Report) -> None:
    """The way is shown: the chain rule, before its derivatives are carried out."""
    missing = [w for goal in report.goals for w in goal.waypoints if w.line is None]
    if missing:
        raise Failed(f"no line that follows shows {missing[0].says}", mistake=mistake(report))


def most_lines(report: Report) -> None:
    """At most one line is wrong, and the others show half of the way or more."""
    follow = sum(line.verdict in (Verdict.FOLLOWS, Verdict.SKIPS) for line in report.lines)
    wrong = sum(line.verdict in WRONG for line in report.lines)
    # True lines that lead nowhere earn nothing.
    if follow and wrong <= 1 and report.waypoints < 0.5:
        way(report)
    if not follow or wrong > 1:
        fact, step = _first(report)
        if wrong:
            fact = f"{follow} lines follow, {wrong} do not; the first of these is {fact}"
        raise Failed(fact, step=step, mistake=mistake(report))


def all_lines(report: Report) -> None:
    """Every line follows from the one above it, all the way."""
    if any(line.verdict in WRONG for line in report.lines):
        fact, step = _first(report)
        raise Failed(fact, step=step, mistake=mistake(report))
    way(report)


def last_line(report: Report) -> None:
    """The last line has the value that the first one has, and the form that is asked for."""
    missing = [goal for goal in report.goals if not goal.reached]
    if missing:
        raise Failed(missing[0].fact, mistake=mistake(report))


_PARTS: Mapping[str, Callable[[Report], None]] = {
    "way": way,
    "most lines": most_lines,
    "all lines": all_lines,
    "last line": last_line,
}


def checks(derivation: Derivation, *, hidden: bool = False) -> tuple[Check, ...]:
    """The checks of a derivation, one for each part; `hidden` ones draw the sizes too."""
    made = []
    for part, judge in _PARTS.items():

        def run(
            f: Function, rng: np.random.Generator, judge: Callable[[Report], None] = judge
        ) -> None:
            judge(examine(f(), derivation, rng, hidden=hidden))

        run.__name__, run.__doc__ = judge.__name__, judge.__doc__
        made.append(Check(part, run))
    return tuple(made)


def reader(derivation: Derivation) -> Reader:
    """Shows the lines of a derivation back, each with its verdict."""

    def read(answer: object, rng: np.random.Generator, hidden: bool) -> tuple[ReadLine, ...]:
        return tuple(map(_shown, examine(answer, derivation, rng, hidden=hidden).lines))

    return read


def _shown(line: LineReport) -> ReadLine:
    why = ". ".join(said.rstrip(".") for said in (line.fact, line.step) if said)
    return ReadLine(
        line.number,
        line.text,
        line.latex,
        line.plain,
        str(line.verdict),
        line.verdict.good,
        why,
        line.pointer,
    )

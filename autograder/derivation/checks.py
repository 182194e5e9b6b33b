"""A derivation as an exercise: its parts, and the checks that judge them.

The student's function takes no arguments and returns its lines, a list of strings; it crosses from
the sandbox like any other value. The visible and the hidden checks are the same but for the sizes,
which the hidden ones draw.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from autograder import message
from autograder.derivation.declare import Derivation
from autograder.derivation.examine import examine
from autograder.derivation.verdict import Report, Verdict
from autograder.exercise import Check, Part
from autograder.function import Function
from autograder.outcome import Failed, Fault, Status

#: The parts of every derivation, with what the student reads of each.
SAYS: Mapping[str, str] = {
    "waypoints": "The lines that show how you got there are there.",
    "steps but one": "Every line but one at most follows from the one before.",
    "every step": "Every line follows from the one before.",
    "last line": "The last line has the required form and the right value.",
}


def parts(points: Mapping[str, float]) -> tuple[Part, ...]:
    """The parts with their points; ValueError unless each part has some.

    >>> parts({"waypoints": 3, "steps but one": 2, "every step": 2, "last line": 3})[0]
    Part(name='waypoints', points=3)
    """
    if set(points) != set(SAYS):
        raise ValueError(f"a derivation's parts are {list(SAYS)}; got {list(points)}")
    return tuple(Part(name, points[name]) for name in SAYS)


def checks(derivation: Derivation, *, hidden: bool = False) -> tuple[Check, ...]:
    """One check a part: for the exercise's declaration, and with `hidden` for its hidden checks."""
    return tuple(_check(part, derivation, hidden) for part in SAYS)


def _check(part: str, derivation: Derivation, hidden: bool) -> Check:
    def run(f: Function, rng: np.random.Generator) -> None:
        lines = f()
        if isinstance(lines, list | tuple) and not lines:
            raise Fault(Status.NOT_ATTEMPTED, message.not_attempted(f.name))
        report = examine(lines, derivation, rng, hidden=hidden)
        fact, step = _LACKS[part](report)
        if fact:
            raise Failed(fact, step=step)

    run.__name__ = f"{part.replace(' ', '_')}_{'hidden' if hidden else 'visible'}"
    run.__doc__ = SAYS[part]
    return Check(part, run, derivation.name)


def _waypoints(report: Report) -> tuple[str, str]:
    for goal in report.goals:
        for waypoint in goal.waypoints:
            if waypoint.line is None:
                return f"no line shows {waypoint.says}", "Write that step out."
    # Without waypoints the way is shown by a result.
    return ("", "") if report.waypoints == 1.0 else ("the result is not reached", "")


def _steps(report: Report, most: int) -> tuple[str, str]:
    if report.slips > most:
        bad = next(x for x in report.lines if x.verdict in (Verdict.FAILS, Verdict.UNREADABLE))
        return bad.message(), "Mend that line first."
    if report.steps == 0.0:
        return "no line leads on from what is given", "Begin with the derivative and go on by =."
    return "", ""


def _last(report: Report) -> tuple[str, str]:
    for line in report.lines:
        if line.verdict is Verdict.SKIPS:
            return line.message(), "Go on until it has the form that the exercise asks for."
    for goal in report.goals:
        if not goal.reached:
            return goal.fact, "Every result that is asked for needs a chain of its own."
    return "", ""


_LACKS: Mapping[str, Callable[[Report], tuple[str, str]]] = {
    "waypoints": _waypoints,
    "steps but one": lambda report: _steps(report, 1),
    "every step": lambda report: _steps(report, 0),
    "last line": _last,
}

"""From what became of a test cell to a report: what its student is told, and what is not.

Of hidden tests nobody learns more than that one failed, and the message that its assert was given.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from autograder.display import message
from autograder.grading.sheet import TestCell
from autograder.outcome import Fault, Outcome, Status
from autograder.report import ExerciseReport, PartReport

_TRY = "Run that line in your notebook and compare with what the task asks for."
_HIDDEN = (
    "Try inputs that the visible tests do not have: the smallest, an empty one, a negative one."
)


@dataclass(frozen=True)
class Found:
    """What became of a cell: "passed", "failed", "lost" (the student's process) or "broken" (ours).

    `reason` is for the instructor; `raised` says what the runner knows of an exception.
    """

    status: str
    reason: str = ""
    number: float | None = None
    raised: Mapping[str, Any] | None = None
    fault: Fault | None = None

    @staticmethod
    def of(message: Mapping[str, Any]) -> Found:
        """What the runner's last message says."""
        if message["status"] == "passed":
            return Found("passed", number=message["number"])
        line = f"line {message['line']}: {message['type_name']}: {message['message']}"
        return Found(message["status"], line, raised=message)


def report(cell: TestCell, found: Found) -> ExerciseReport:
    """The report on a test cell; partial credit splits it into what was earned and what was not."""
    if found.status == "passed":
        return _passed(cell, found.number)
    if found.status == "broken":
        return _whole(cell, Outcome(Status.GRADER_ERROR, message.grader_error()))
    if found.fault is not None:
        fault = found.fault
        return _whole(cell, Outcome(fault.status, fault.fact, fault.step))
    if found.raised is None or found.status == "lost":
        fault = died()
        return _whole(cell, Outcome(fault.status, fault.fact, fault.step))
    return _failed(cell, found.raised)


def unjudged(cell: TestCell, outcome: Outcome) -> ExerciseReport:
    """The report on a test cell of a notebook that was not judged."""
    return _whole(cell, outcome)


def _whole(cell: TestCell, outcome: Outcome, visible: Status | None = None) -> ExerciseReport:
    part = PartReport("tests", cell.points, outcome, visible or outcome.status)
    return ExerciseReport(cell.name, cell.name, (part,))


def _passed(cell: TestCell, number: float | None) -> ExerciseReport:
    passed = Outcome(Status.PASSED)
    if number is None or number == cell.points:
        return _whole(cell, passed)
    if not math.isfinite(number) or not 0 <= number <= cell.points:
        # More than there is, or less than nothing: no number that could be a grade.
        return _whole(cell, Outcome(Status.GRADER_ERROR, message.grader_error()))
    most, got = message.number(cell.points), message.number(number)
    missing = Outcome(Status.FAILED, f"the tests give {got} of {most} points", _TRY)
    parts = (
        PartReport("tests passed", number, passed, Status.PASSED),
        PartReport("tests failed", cell.points - number, missing, Status.FAILED),
    )
    return ExerciseReport(cell.name, cell.name, parts if number else parts[1:])


def _failed(cell: TestCell, raised: Mapping[str, Any]) -> ExerciseReport:
    kind, text, line = raised["type_name"], raised["message"], raised["line"]
    by_student = raised["by_student"]
    if by_student and kind == "NotImplementedError":
        return _whole(cell, Outcome(Status.NOT_ATTEMPTED, "this is not written yet"))
    status = Status.CRASHED if by_student or kind == "NameError" else Status.FAILED
    if raised["hidden"]:
        if raised["stated"] or kind == "NotPlain":
            fact = f"a hidden test failed: {text}"
        elif by_student:
            fact = f"a hidden test failed: your code raised {kind}"
        else:
            fact = "a hidden test failed"
        return _whole(cell, Outcome(status, fact, _HIDDEN), Status.PASSED)
    tested = f"in line {line} of the test, {raised['statement']}"
    if by_student:
        fact = f"your code raised {kind}: {text} ({tested})"
    elif kind in ("AssertionError", "NotPlain", "Failed"):
        fact = f"{tested}: {text}" if text else f"{tested}: this is not true"
    else:
        fact = f"{tested}: {kind}: {text}"
    return _whole(cell, Outcome(status, fact, _TRY))


# -- the student's process -----------------------------------------------------------------------


def died() -> Fault:
    """It ended in the middle of a test."""
    step = "Call the functions of this test yourself: one of them ends Python."
    return Fault(Status.CRASHED, "Python itself stopped while your code was tested", step=step)


def out_of_time(seconds: float) -> Fault:
    """It did not answer, or not often enough."""
    fact = f"your code did not finish within {message.number(seconds)} s"
    return Fault(Status.OUT_OF_TIME, fact, step=message.STOP_LOOP)


def out_of_memory() -> Fault:
    """It was ended for its memory."""
    return Fault(Status.OUT_OF_MEMORY, "your code asked for more memory than there is")


def too_often(most: int) -> Fault:
    """An iterator without an end, mostly."""
    fact = f"the test used your code more than {most} times without coming to an end"
    return Fault(Status.OUT_OF_TIME, fact, step="Does an iterator of yours ever stop?")


def too_much(most: int) -> Fault:
    """Values without an end."""
    fact = f"your code gave the test more than {most >> 20} MiB of values"
    return Fault(Status.OUT_OF_MEMORY, fact)

"""What `chainrule watch` says is otherwise, and where it looks first."""

from __future__ import annotations

from autograder.outcome import Outcome, Status
from autograder.report import ExerciseReport, NotebookReport, PartReport
from autograder.selfcheck import changes

GOOD, BAD, OPEN = Status.PASSED, Status.FAILED, Status.NOT_ATTEMPTED


def exercise(name, *statuses, extra=False):
    parts = tuple(
        PartReport(part, 0 if extra else 2, Outcome(status), status)
        for part, status in zip(("loss", "gradient", "shape"), statuses, strict=False)
    )
    return ExerciseReport(name, f"The {name}", parts, extra)


def report(*exercises):
    return NotebookReport("", "a0_toy", "toy", exercises)


def test_each_exercise_that_is_otherwise_gets_a_sentence():
    before = report(
        exercise("a", BAD, GOOD),
        exercise("b", GOOD, GOOD, GOOD),
        exercise("c", BAD, BAD, BAD),
        exercise("d", OPEN, OPEN),
        exercise("e", BAD, GOOD),
        exercise("f", GOOD, BAD),
    )
    after = report(
        exercise("a", GOOD, GOOD),
        exercise("b", GOOD, BAD, BAD),
        exercise("c", GOOD, GOOD, BAD),
        exercise("d", BAD, BAD),
        exercise("e", BAD, GOOD),
        exercise("f", BAD, GOOD),
    )
    assert changes.changed(before, after) == [
        (True, "The a now passes."),
        (False, "The b now fails: gradient, shape."),
        (True, "The c: loss, gradient now pass."),
        (False, "The d is begun, and fails."),
        (False, "The f now fails: loss."),
        (True, "The f: gradient now passes."),
    ]
    assert changes.changed(after, after) == []
    assert changes.changed(None, after) == []


def test_extra_exercises_come_last_and_do_not_count():
    bonus, done = exercise("bonus", BAD, extra=True), exercise("a", GOOD)
    late = exercise("late", OPEN)
    assert changes.first_open([bonus, done, late]) == late
    assert changes.first_open([bonus, done]) == bonus
    assert changes.first_open([done]) is None
    assert changes.summary(report(bonus, done, late)).startswith(
        "1 of 2 exercises right, 2 of 4 points"
    )

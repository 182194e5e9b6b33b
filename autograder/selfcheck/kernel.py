"""What a student calls in a notebook: `check` one exercise, and see the `progress` over all.

The checks run in the student's own process, beside their code: instant, and worth nothing as a
grade. Nothing is ever written to stderr, which stock nbgrader would take for a failed test.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from autograder import course
from autograder.display import message, panel
from autograder.display.show import show
from autograder.display.tries import Tries
from autograder.judging.judge import judge
from autograder.report import ExerciseReport
from autograder.seed import VISIBLE
from autograder.selfcheck import called
from autograder.selfcheck.quiet import Listening, quiet
from autograder.selfcheck.score import Score


class Interrupted(KeyboardInterrupt):
    """The student stopped a check that took too long; shown as one line, too."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


@dataclass(frozen=True)
class _Checked:
    """The latest report of an exercise, and the very functions that it is about."""

    report: ExerciseReport
    functions: Mapping[str, Callable[..., object]]


#: Latest check last.
_checked: dict[str, _Checked] = {}
_tries = Tries()


def check(*functions: Callable[..., object], hint: bool = False) -> Score:
    """Judge one exercise as it is now, show what was found, and return the points.

    Pass the functions of the exercise, as its check cell does: `check(stretch, parameter_count,
    numbers_kept)`. What fails is told by rungs: where and how far off, then a hint, then what to
    read again; each new try that fails shows one more, and `hint=True` shows the next one now. The
    points are those of the visible checks. Raises `CheckError` if that is no exercise.

    >>> def svm_loss_naive(W, X, y, reg):
    ...     raise NotImplementedError()
    >>> points = check(svm_loss_naive)  # doctest: +ELLIPSIS
    svm_loss_naive: The SVM loss and its gradient, by loops, 0 of 20 points
      ○ loss             not attempted   0 of 5
    ...
    >>> points
    0.0
    """
    caller = sys._getframe(1)
    named = called.named(functions, caller)
    exercise = called.exercise_of(named, caller.f_globals)
    with quiet() as noise:
        student = Listening(named)
        try:
            report = judge(exercise, student, VISIBLE)
        except KeyboardInterrupt:
            raise Interrupted(f"Stopped while it was checked. {message.STOP_LOOP}") from None
    _checked.pop(exercise.name, None)
    _checked[exercise.name] = _Checked(report, named)
    rungs = _tries.rungs(report, _code(named), asked=hint)
    if noise.printed:
        print(noise.printed)
    notes = [*student.notes(), *noise.faults]
    if more := panel.next_rung(report, rungs):
        shown = exercise.call if len(exercise.functions) < 3 else "check(...)"
        notes.append(f"For {more}: {shown[:-1]}, hint=True)")
    footer = panel.VISIBLE_ONLY
    show(
        panel.html(report, notes=notes, footer=footer, rungs=rungs),
        panel.text(report, notes=notes, footer=footer, rungs=rungs),
    )
    return Score(report.earned, report.points)


def _code(functions: Mapping[str, Callable[..., object]]) -> object:
    """What tells one try from the next: a cell that is run again unchanged leaves it as it is."""
    return {
        name: getattr(inspect.unwrap(function), "__code__", function)
        for name, function in functions.items()
    }


def progress() -> None:
    """Show how far this assignment is: the latest check of each of its exercises.

    It is the assignment of the exercise that was checked last. Where it has two notebooks, the
    other one counts as it was last saved, if it lies beside this one.
    """
    if not _checked:
        note = "Nothing has been checked yet. Run the check cells first."
        show(panel.progress_html((), notes=[note]), panel.progress_text((), notes=[note]))
        return
    from autograder.selfcheck.overview import overview  # reads files; a check need not wait for it

    space = sys._getframe(1).f_globals
    latest = course.exercises()[next(reversed(_checked))]
    checked = {name: one.report for name, one in _checked.items()}
    changed = {
        name
        for name, one in _checked.items()
        if any(space.get(n, code) is not code for n, code in one.functions.items())
    }
    seen = overview(latest, checked, changed)
    show(seen.html, seen.text)

"""What is otherwise than at the last check of a notebook, and what to look at first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from autograder.display import panel
from autograder.display.plain import plain
from autograder.outcome import Status
from autograder.report import ExerciseReport, NotebookReport


def changed(before: NotebookReport | None, after: NotebookReport) -> list[tuple[bool, str]]:
    """A sentence on each exercise that is otherwise, and whether it is for the better.

    Nothing has changed where there was nothing before.
    """
    if before is None:
        return []
    pairs = ((before.exercise(new.name), new) for new in after.exercises)
    return [one for old, new in pairs if old is not None for one in _of(old, new)]


def _of(old: ExerciseReport, new: ExerciseReport) -> Iterator[tuple[bool, str]]:
    title = plain(new.title)
    if new.passed and not old.passed:
        yield True, f"{title} now passes."
        return
    was = {part.name: part.outcome.status is Status.PASSED for part in old.parts}
    now = {part.name: part.outcome.status is Status.PASSED for part in new.parts}
    lost = [plain(name) for name in now if was.get(name) and not now[name]]
    won = [plain(name) for name in now if now[name] and not was.get(name)]
    if lost:
        yield False, f"{title} now fails: {', '.join(lost)}."
    if won:
        yield True, f"{title}: {', '.join(won)} now {'passes' if len(won) == 1 else 'pass'}."
    if not lost and not won and new.attempted and not old.attempted:
        yield False, f"{title} is begun, and fails."


def first_open(exercises: Sequence[ExerciseReport]) -> ExerciseReport | None:
    """The first exercise that is not right; an extra one only where the others are."""
    left = [exercise for exercise in exercises if not exercise.passed]
    return next((e for e in left if not e.extra), left[0] if left else None)


def summary(report: NotebookReport) -> str:
    """How many exercises are right, and the points."""
    counted = [exercise for exercise in report.exercises if not exercise.extra]
    right = sum(exercise.passed for exercise in counted)
    points = panel.points(report.earned, report.points)
    return f"{right} of {len(counted)} exercises right, {points} points by the visible checks"

"""What a new grading would change in a student's grade, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from autograder.display import message
from autograder.outcome import Status
from autograder.report import ExerciseReport, NotebookReport, PartReport


def lines(
    student: str, before: Mapping[str, NotebookReport], now: Sequence[NotebookReport]
) -> list[str]:
    """One line on the grade, and one on each part that changes it; none where nothing changes.

    >>> lines("ada", {}, [NotebookReport("ada", "a1", "svm", ())])
    ['ada: no grade yet, now 0 of 0']
    """
    parts = [line for report in now for line in _changes(before.get(report.notebook), report)]
    new = _points(now)
    if not all(report.notebook in before for report in now):
        return [f"{student}: no grade yet, now {new}", *parts]
    old = [before[report.notebook] for report in now]
    if not parts:
        return []
    by = sum(r.earned for r in now) - sum(r.earned for r in old)
    return [f"{student}: {_points(old)}, now {new} ({_signed(by)})", *parts]


def _points(reports: Sequence[NotebookReport]) -> str:
    if not all(report.settled for report in reports):
        return "no score (a person must look)"
    earned, most = (sum(r.earned for r in reports), sum(r.points for r in reports))
    return f"{message.number(earned)} of {message.number(most)}"


def _signed(points: float) -> str:
    sign = "+" if points > 0 else "-" if points < 0 else ""
    return sign + message.number(abs(points))


def _changes(old: NotebookReport | None, new: NotebookReport) -> Iterator[str]:
    if old is None:
        return
    if (old.status, old.fault) != (new.status, new.fault):
        yield f"  {new.notebook}: {_state(old)}, now {_state(new)}"
    for exercise in new.exercises:
        earlier = old.exercise(exercise.name)
        parts = {part.name: part for part in earlier.parts} if earlier else {}
        for part in exercise.parts:
            was = parts.pop(part.name, None)
            if was is None or (was.earned, was.outcome.status.settled) != (
                part.earned,
                part.outcome.status.settled,
            ):
                yield _change(exercise, part, was)
        for gone in parts.values():
            yield f"  {exercise.name}, {gone.name}: {_signed(-gone.earned)}: no such part any more"


def _state(report: NotebookReport) -> str:
    if report.fault:
        return f"{report.status} ({report.fault})"
    return "graded"


def _change(exercise: ExerciseReport, part: PartReport, was: PartReport | None) -> str:
    by = _signed(part.earned - (was.earned if was else 0.0))
    then = f"was {was.outcome.status}, " if was else ""
    why = _first_line(part.outcome.fact)
    if part.outcome.status is Status.PASSED and was is not None:
        why = _first_line(was.outcome.fact)
        why = f" (it had said: {why})" if why else ""
    elif why:
        why = f": {why}"
    return f"  {exercise.name}, {part.name}: {by}: {then}now {part.outcome.status}{why}"


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0]

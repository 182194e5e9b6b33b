"""Item analysis: how hard each exercise and part was, and how well it tells students apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from autograder.classreport.roll import Entry, Roll
from autograder.classreport.spread import rounded
from autograder.outcome import Status
from autograder.report import ExerciseReport, PartReport

#: How discrimination is defined, for whoever reads a number.
DISCRIMINATION = (
    "Discrimination is the point-biserial correlation between passing (1 or 0) and the rest score: "
    "r = (M1 - M0) / s * sqrt(p * (1 - p)), where M1 and M0 are the mean rest scores of those who "
    "passed and of those who did not, s is the standard deviation of all rest scores and p the "
    "share that passed. The rest score is the sum of the points of the assignment without those of "
    "the exercise itself. It is undefined where all or none passed, or all rest scores are equal. "
    "In a small class it says little: with 30 students its standard error is about 0.18."
)


@dataclass(frozen=True)
class Item:
    """An exercise, or one `part` of it: `passed` of `judged` students, and what became of the rest.

    `statuses` counts the outcomes. `gap` names those who passed the visible checks and failed the
    hidden ones. An `extra` item carries no points.
    """

    exercise: str
    title: str
    part: str
    points: float
    extra: bool
    judged: int
    passed: int
    rate: float | None
    discrimination: float | None
    statuses: Mapping[str, int]
    gap: tuple[str, ...] = ()


@dataclass(frozen=True)
class ExerciseItems:
    """An exercise as a whole; its parts, where all have the same; the mean share of its points."""

    whole: Item
    parts: tuple[Item, ...]
    mean: float | None


def of(roll: Roll) -> tuple[ExerciseItems, ...]:
    """The items of every exercise, from the students whose exercise was judged to an end."""
    return tuple(_exercise(one, roll) for one in roll.exercises)


def _exercise(like: ExerciseReport, roll: Roll) -> ExerciseItems:
    found = [
        (entry, exercise)
        for entry in roll.entries
        if (exercise := entry.exercise(like.name)) and exercise.settled
    ]
    rest = [_rest(entry, exercise) for entry, exercise in found]
    whole = _item(like, "", like.points, [_summary(e) for _, e in found], rest)
    parts = []
    for place, name in enumerate(_common_parts([e for _, e in found])):
        mine = [e.parts[place] for _, e in found]
        gap = tuple(entry.student for entry, e in found if is_gap(e.parts[place]))
        outcomes = [part.outcome.status for part in mine]
        parts.append(_item(like, name, mine[0].points, outcomes, rest, gap))
    shares = [e.earned / e.points for _, e in found if e.points]
    return ExerciseItems(whole, tuple(parts), rounded(np.mean(shares)) if shares else None)


def _common_parts(found: Sequence[ExerciseReport]) -> tuple[str, ...]:
    """The names of the parts, if all students have the same.

    An instructor's own test cell that gives partial credit is split otherwise for everybody.
    """
    names = {tuple(part.name for part in one.parts) for one in found}
    return names.pop() if len(names) == 1 else ()


def is_gap(part: PartReport) -> bool:
    """Whether the visible checks passed and the hidden ones did not."""
    return part.visible is Status.PASSED and part.outcome.status is not Status.PASSED


def _rest(entry: Entry, exercise: ExerciseReport) -> float:
    return entry.earned - exercise.earned


def _summary(exercise: ExerciseReport) -> Status:
    """One status for an exercise: that of the first part which did not pass."""
    lost = (p.outcome.status for p in exercise.parts if p.outcome.status is not Status.PASSED)
    return next(lost, Status.PASSED)


def _item(
    like: ExerciseReport,
    part: str,
    points: float,
    outcomes: Sequence[Status],
    rest: Sequence[float],
    gap: tuple[str, ...] = (),
) -> Item:
    passed = [status is Status.PASSED for status in outcomes]
    counts = Counter(map(str, outcomes))
    return Item(
        like.name,
        like.title,
        part,
        points,
        like.extra,
        len(passed),
        sum(passed),
        rounded(np.mean(passed)) if passed else None,
        point_biserial(passed, rest),
        {str(status): counts[status] for status in Status if counts[status]},
        gap,
    )


def point_biserial(passed: Sequence[bool], rest: Sequence[float]) -> float | None:
    """The correlation between passing and the rest score; None where it is undefined.

    >>> point_biserial([True, True, False, False], [9.0, 7.0, 3.0, 5.0])
    0.894427
    >>> point_biserial([True, True], [9.0, 7.0]), point_biserial([True, False], [5.0, 5.0])
    (None, None)
    """
    p = float(np.mean(passed)) if passed else 0.0
    s = float(np.std(rest)) if len(rest) else 0.0
    # Points are sums of a few decimals: equal ones may differ by their rounding.
    if p in (0.0, 1.0) or s < 1e-9:
        return None
    chosen, scores = np.asarray(passed, dtype=bool), np.asarray(rest, dtype=float)
    gain = float(scores[chosen].mean() - scores[~chosen].mean())
    return rounded(gain / s * float(np.sqrt(p * (1 - p))))

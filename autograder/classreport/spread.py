"""How the scores are spread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import SupportsFloat

import numpy as np

#: Digits that are kept of a statistic: more than anybody reads, fewer than machines differ in.
DIGITS = 6


def rounded(value: SupportsFloat) -> float:
    """A statistic as it is shown and stored."""
    return round(float(value), DIGITS)


@dataclass(frozen=True)
class Spread:
    """The scores of those who have one, in order; `points` is the most that there is.

    The standard deviation is that of this class (divided by n). All statistics are None without
    scores.
    """

    points: float
    scores: tuple[float, ...]
    without: int
    mean: float | None
    deviation: float | None
    quartiles: tuple[float, float, float] | None


def of(points: float, scores: Sequence[float | None]) -> Spread:
    """The spread of scores, None standing for a student who has none yet.

    >>> of(10.0, [4.0, 8.0, None]).mean
    6.0
    """
    known = sorted(score for score in scores if score is not None)
    without = len(scores) - len(known)
    if not known:
        return Spread(points, (), without, None, None, None)
    low, middle, high = (rounded(q) for q in np.percentile(known, (25, 50, 75)))
    mean, deviation = rounded(np.mean(known)), rounded(np.std(known))
    return Spread(points, tuple(known), without, mean, deviation, (low, middle, high))

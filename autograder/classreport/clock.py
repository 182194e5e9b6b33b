"""How long the grading of each notebook took, by the wall's clock."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from autograder.classreport.roll import Roll
from autograder.classreport.spread import rounded


@dataclass(frozen=True)
class Clock:
    """Seconds for one notebook: over the class, and who took the longest."""

    notebook: str
    students: int
    median: float
    longest: float
    slowest: str
    total: float


def of(roll: Roll) -> tuple[Clock, ...]:
    """The times by notebook, from the files of durations; notebooks without any are left out."""
    taken: dict[str, dict[str, float]] = {}
    for entry in roll.entries:
        for notebook, seconds in entry.seconds.items():
            taken.setdefault(notebook, {})[entry.student] = seconds
    found = []
    for notebook, by in sorted(taken.items()):
        slowest = max(by, key=lambda student: by[student])
        median, total = rounded(np.median(list(by.values()))), rounded(sum(by.values()))
        found.append(Clock(notebook, len(by), median, rounded(by[slowest]), slowest, total))
    return tuple(found)

"""How long the grading of each notebook and exercise took, by the wall's clock."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from autograder.classreport.roll import Roll
from autograder.classreport.spread import rounded


@dataclass(frozen=True)
class Clock:
    """Seconds for one notebook, or one `exercise` of it: over the class, and who took the longest.

    What an exercise takes is its judging, a second look at what failed included. A notebook takes
    that, running its cells, and starting processes.
    """

    notebook: str
    exercise: str
    students: int
    median: float
    longest: float
    slowest: str
    total: float


def of(roll: Roll) -> tuple[Clock, ...]:
    """The times from the files of durations, each notebook's before those of its exercises."""
    places = {exercise.name: place for place, exercise in enumerate(roll.exercises)}
    taken: dict[tuple[str, str], dict[str, float]] = {}
    for entry in roll.entries:
        for name, seconds in entry.seconds.items():
            notebook, _, exercise = name.partition("/")
            taken.setdefault((notebook, exercise), {})[entry.student] = seconds
    found = []
    for notebook, exercise in sorted(taken, key=lambda one: (one[0], places.get(one[1], -1))):
        by = taken[notebook, exercise]
        slowest = max(by, key=lambda student: by[student])
        median, total = rounded(np.median(list(by.values()))), rounded(sum(by.values()))
        longest = rounded(by[slowest])
        found.append(Clock(notebook, exercise, len(by), median, longest, slowest, total))
    return tuple(found)

"""The seeds of all measures, and how many of them each exercise is judged with."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

from autograder.seed import Seed

#: Exercises whose every judgement trains networks, for seconds: they get one seed in so many.
TRAINED: Mapping[str, int] = {"learn_digits": 10}


def seeded(number: int) -> Seed:
    """The seed of this number, the same in every measure."""
    return Seed(f"accuracy {number}")


def seeds_for(exercise: str, seeds: int) -> int:
    """With how many seeds an exercise is judged where most are with `seeds`; 1 at least.

    >>> seeds_for("predict", 200), seeds_for("learn_digits", 200), seeds_for("learn_digits", 3)
    (200, 20, 1)
    """
    return -(-seeds // TRAINED.get(exercise, 1))


def shares(seeds: int, ways: int) -> list[range]:
    """The numbers of so many seeds, shared out among several ways to judge; 1 at least for each.

    >>> shares(200, 3)
    [range(0, 67), range(67, 134), range(134, 200)]
    >>> shares(1, 2)
    [range(0, 1), range(1, 2)]
    """
    seeds = max(seeds, ways)
    ends = [-(-seeds * k // ways) for k in range(ways + 1)]
    return [range(*pair) for pair in itertools.pairwise(ends)]

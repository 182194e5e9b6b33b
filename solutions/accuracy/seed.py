"""The seeds of all measures, and how they are shared out."""

from __future__ import annotations

import itertools

from autograder.seed import Seed


def seeded(number: int) -> Seed:
    """The seed of this number, the same in every measure."""
    return Seed(f"accuracy {number}")


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

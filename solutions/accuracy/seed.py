"""The seeds of all measures, how they are shared out, and where fewer of them do."""

from __future__ import annotations

import itertools

from autograder.seed import Seed

#: Right derivations get one seed in so many: each is judged for seconds, line by line, at six
#: points or more and in 80 digits, so that a seed decides least there. Wrong ones get every seed.
FEWER = 10
SPARED = frozenset(
    {
        "derive_hinge_cases",
        "derive_linear_rule",
        "derive_logistic_slope",
        "derive_long_quotient",
        "derive_multiclass_hinge",
        "derive_sigmoid_rule",
        "derive_sigmoid_slope",
        "derive_softmax_slope",
        "wrong_line",
    }
)


def seeded(number: int) -> Seed:
    """The seed of this number, the same in every measure."""
    return Seed(f"accuracy {number}")


def seeds_for(exercise: str, seeds: int) -> int:
    """With how many seeds right answers to an exercise are judged where most are with `seeds`.

    >>> seeds_for("predict", 200), seeds_for("wrong_line", 200), seeds_for("wrong_line", 3)
    (200, 20, 1)
    """
    return -(-seeds // FEWER) if exercise in SPARED else seeds


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

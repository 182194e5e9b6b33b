"""The seeds of all measures, and how many of them each exercise is judged with."""

from __future__ import annotations

import itertools

from autograder.seed import Seed

#: Exercises that take half of all the time get one seed in so many. One trains networks for seconds
#: at each judgement. The others compare lines of a derivation, each at six random points or more
#: and in 80 digits: there a seed decides least.
FEWER = 10
SPARED = frozenset(
    {
        "learn_digits",
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
    """With how many seeds an exercise is judged where most are with `seeds`; 1 at least.

    >>> seeds_for("predict", 200), seeds_for("learn_digits", 200), seeds_for("learn_digits", 3)
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

"""Hidden checks and known mistakes of the slopes of activations and of the questions."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from autograder.exercise import KnownMistake, Probe
from autograder.tolerance import ANSWER
from autograder.visible.graph_questions import squashed
from solutions import graphs_and_modules as right
from solutions.hidden.score_mistakes import known

Array = NDArray[np.float64]
Sigmoid = Callable[[Array], Array]


def places(rng: np.random.Generator) -> tuple[object, ...]:
    """An array of numbers, and the sigmoid."""
    return rng.normal(size=(3, 4)) * 2, squashed


def a_depth(rng: np.random.Generator) -> tuple[object, ...]:
    """A few sigmoids: a wrong answer is not lost in the tolerance, and no two are alike."""
    return (int(rng.choice([3, 5, 6])),)


def some_units(rng: np.random.Generator) -> tuple[object, ...]:
    """More examples than units; some units dead, some live, some at 0 throughout."""
    N, H = int(rng.integers(9, 15)), 7
    Z = rng.normal(size=(N, H)) - 0.5
    Z[:, 0], Z[:, 1] = 0.0, -np.abs(Z[:, 1])
    Z[:, 2] = -np.abs(Z[:, 2])
    Z[:, 3:5] = np.abs(Z[:, 3:5]) + 0.5
    Z[0, 3:], Z[1, 3:] = 1.0, -1.0
    Z[:, 6] = -3.0
    Z[2, 6] = 0.5
    return (Z[:, rng.permutation(H)],)


def scaled(f: Callable[..., float], depth: int) -> float:
    """What is left, in units of the least that is asked for."""
    return float(1e3 * f(depth))


SLOPE_CHECKS = (
    Probe("tanh", "fresh numbers", places, function="tanh_by_sigmoid"),
    Probe("chain", "another depth", a_depth, measure=scaled, function="kept_by_sigmoids"),
    Probe("dead units", "fresh units", some_units, function="dead_relus", draws=3),
)

SLOPE_MISTAKES = (
    *known(
        "tanh_by_sigmoid",
        "tanh",
        {
            "not stretched": lambda a, sigmoid: 2 * sigmoid(a) - 1,
            "stretched the wrong way": lambda a, sigmoid: 2 * sigmoid(a / 2) - 1,
            "not shifted": lambda a, sigmoid: 2 * sigmoid(2 * a),
            "not squeezed": lambda a, sigmoid: sigmoid(2 * a) - 1,
        },
    ),
    *known(
        "kept_by_sigmoids",
        "chain",
        {
            "slope of tanh": lambda depth: 1.0,
            "slope of one half": lambda depth: 0.5**depth,
            "added, not multiplied": lambda depth: 0.25 * depth,
            "one sigmoid": lambda depth: 0.25,
            "one sigmoid too many": lambda depth: 0.25 ** (depth + 1),
        },
    ),
    *known(
        "dead_relus",
        "dead units",
        {
            "zeros of all entries": lambda Z: int((Z <= 0).sum()),
            "dead for one example": lambda Z: int((Z <= 0).any(axis=0).sum()),
            "live units counted": lambda Z: int((Z > 0).any(axis=0).sum()),
            "examples for units": lambda Z: int((Z <= 0).all(axis=1).sum()),
            "boundary counted as active": lambda Z: int((Z < 0).all(axis=0).sum()),
            "mean below zero": lambda Z: int((Z.mean(axis=0) <= 0).sum()),
        },
    ),
)

# ------------------------------------------------------------------------------ questions

OPS = ("add", "sub", "mul", "exp", "sigmoid", "relu")


def _ask(name: str, says: str, *given: object) -> Probe:
    return Probe(name, says, lambda rng: given, tolerance=ANSWER, function=name, draws=1)


CONCEPT_CHECKS = (
    _ask("largest_slopes", ""),
    *(_ask("needs_forward_values", f"the op {op!r}", op) for op in OPS),
    *(_ask("whose_job", f"step {step}", step) for step in (1, 2, 3, 4)),
    *(_ask("is_true", f"claim {claim}", claim) for claim in (1, 2, 3, 4, 5)),
)


def but_for(
    answers: Callable[[object], object], given: object, wrong: object
) -> Callable[..., object]:
    return lambda asked: wrong if asked == given else answers(asked)


WRONG: Mapping[str, dict[str, Callable[..., object]]] = {
    "largest_slopes": {
        "value in place of the slope": lambda: (1.0, 1.0),
        "returned the other way round": lambda: (1.0, 0.25),
        "slope of one half": lambda: (0.5, 1.0),
        "tanh as flat as the sigmoid": lambda: (0.25, 0.25),
    },
    "needs_forward_values": {
        "all is cached": lambda op: True,
        "nothing is cached": lambda op: False,
        "products alone are cached": lambda op: op == "mul",
        "a sum remembers its terms": lambda op: op in ("add", "sub", "mul"),
    },
    "whose_job": {
        "backprop takes the step": but_for(right.whose_job, 3, 1),  # type: ignore[arg-type]
        "step size from the gradient": but_for(right.whose_job, 2, 2),  # type: ignore[arg-type]
        "descent follows the paths": but_for(right.whose_job, 4, 2),  # type: ignore[arg-type]
        "descent applies the chain rule": lambda step: (2, 3, 2, 2)[step - 1],
    },
    "is_true": {
        "backprop is descent": but_for(right.is_true, 1, True),  # type: ignore[arg-type]
        "exact for close": but_for(right.is_true, 2, True),  # type: ignore[arg-type]
        "no network comes close": but_for(right.is_true, 3, False),  # type: ignore[arg-type]
        "gradient of the data": but_for(right.is_true, 4, True),  # type: ignore[arg-type]
        "a pass for each parameter": but_for(right.is_true, 5, False),  # type: ignore[arg-type]
    },
}

CONCEPT_MISTAKES: tuple[KnownMistake, ...] = tuple(
    mistake for name, table in WRONG.items() for mistake in known(name, name, table)
)

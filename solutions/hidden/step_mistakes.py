"""Known mistakes of assignment 3's questions of cost, error and kinks."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from autograder.exercise import KnownMistake
from solutions.hidden.score_mistakes import known

Array = NDArray[np.float64]
Scalar = Callable[[Array], float]

# ------------------------------------------------------------------------------ gradient_cost


def _cost(name: str, part: str, code: Callable[[int, int], tuple[int, int]]) -> KnownMistake:
    return KnownMistake(name, code, (part,))


COST = (
    KnownMistake("bias left out", lambda D, C: (D * C + 1, 2 * D * C), ("one-sided", "centred")),
    _cost("base loss left out", "one-sided", lambda D, C: (D * C + C, 2 * (D * C + C))),
    _cost("base loss every time", "one-sided", lambda D, C: (2 * (D * C + C), 2 * (D * C + C))),
    _cost(
        "one evaluation too many", "centred", lambda D, C: (D * C + C + 1, 2 * D * C + 2 * C + 1)
    ),
    _cost("one side only", "centred", lambda D, C: (D * C + C + 1, D * C + C)),
)

# ------------------------------------------------------------------------------ error_against_h


def errors(measure: Callable[[float, float], float]) -> Callable[..., object]:
    """The errors as `measure(slope found, true slope)`."""

    def error_against_h(f: Scalar, df: Scalar, x: float, hs: Array) -> object:
        true = df(x)
        ahead = [measure((f(x + h) - f(x)) / h, true) for h in hs]
        both = [measure((f(x + h) - f(x - h)) / h / 2, true) for h in hs]
        return np.array(ahead), np.array(both)

    return error_against_h


def swapped(f: Scalar, df: Scalar, x: float, hs: Array) -> object:
    ahead, both = errors(lambda got, true: abs(got - true))(f, df, x, hs)
    return both, ahead


ERRORS = (
    *known(
        "error_against_h",
        "errors",
        {
            "error with its sign": errors(lambda got, true: got - true),
            "slopes in place of their errors": errors(lambda got, true: got),
            "relative for absolute error": errors(lambda got, true: abs(got - true) / abs(true)),
            "returned the other way round": swapped,
        },
    ),
    *known(
        "best_steps",
        "best steps",
        {
            "the smaller the better": lambda: (1e-14, 1e-15),
            "one step for both": lambda: (1e-8, 1e-8),
            "returned the other way round": lambda: (5e-6, 1.5e-8),
            "step far from the best": lambda: (1e-3, 1e-2),
        },
    ),
)

# ------------------------------------------------------------------------------ kinks


def jump(f: Callable[[float], float], x: float, h: float) -> float:
    return (f(x + h) - f(x)) / h - (f(x) - f(x - h)) / h


_ACROSS: Mapping[str, Callable[..., object]] = {
    "weights of the sides swapped": lambda left, right, d, h: (
        left * (h - d) + right * (h + d)
    ) / h / 2,
    "mean of the two slopes": lambda left, right, d, h: (left + right) / 2,
    "slope of its own side": lambda left, right, d, h: left if d > 0 else right,
    "difference of the slopes": lambda left, right, d, h: (
        right * (h - d) - left * (h + d)
    ) / h / 2,
}  # fmt: skip

KINKS = (
    *known("centred_at_kink", "across", dict(_ACROSS)),
    *known(
        "has_kink",
        "telling",
        {
            "size of the gap": lambda f, x, h=1e-3: bool(abs(jump(f, x, h)) > 0.03),
            "every bend a kink": lambda f, x, h=1e-3: bool(abs(jump(f, x, h)) > 1e-12),
            "kinks not seen": lambda f, x, h=1e-3: bool(abs(jump(f, x, h)) > 1e3),
            "kinks that point down": lambda f, x, h=1e-3: bool(jump(f, x, h / 1000) > 0.005),
        },
    ),
    *known(
        "kinks_of_max",
        "places",
        {
            "kinks at c itself": lambda c: (-c, c),
            "returned the other way round": lambda c: (c**0.5, -(c**0.5)),
            "kink on one side only": lambda c: (c**0.5, c**0.5),
        },
    ),
)

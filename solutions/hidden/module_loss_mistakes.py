"""Known mistakes of the losses as modules."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from autograder.exercise import KnownMistake
from solutions import graphs_and_modules as right
from solutions.hidden.module_mistakes import (
    backs,
    cache_overwritten,
    given_back,
    given_out,
    outs,
)
from solutions.hidden.score_mistakes import known

Array = NDArray[np.float64]
Labels = NDArray[np.int64]

FORWARD = right.softmax_cross_entropy_forward
BACKWARD = right.softmax_cross_entropy_backward
LOSS = "softmax_cross_entropy_forward"
BACK = "softmax_cross_entropy_backward"


def probabilities(S: Array) -> Array:
    E = np.exp(S - S.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def of_true(S: Array, y: Labels) -> Array:
    return np.take_along_axis(probabilities(S), y[:, None], axis=1)[:, 0]


def unshifted(S: Array, y: Labels) -> object:
    return _by_logs(np.log(np.exp(S) / np.exp(S).sum(axis=1, keepdims=True)), y)


def shifted_at_once(S: Array, y: Labels) -> object:
    E = np.exp(S - S.max())
    return _by_logs(np.log(E / E.sum(axis=1, keepdims=True)), y)


def _by_logs(log_p: Array, y: Labels) -> object:
    loss = -np.take_along_axis(log_p, y[:, None], axis=1).mean()
    return float(loss), (log_p, y)


def with_epsilon(loss: float, S: Array, y: Labels) -> float:
    return float(-np.log(of_true(S, y) + 1e-8).mean())


def labels_moved(S: Array, y: Labels) -> object:
    found = FORWARD(S, y.copy())
    y += 1
    return found


def columns(found: Array, dout: float, cache: tuple[Array, Labels]) -> Array:
    log_p, y = cache
    dS = np.exp(log_p)
    dS[:, np.unique(y)] -= 1
    return dout * dS / len(y)


CROSS_ENTROPY_MISTAKES = (
    *(
        KnownMistake(name, given_out(FORWARD, change), ("loss", "stability"), LOSS)
        for name, change in {
            "loss of each row": lambda loss, S, y: -np.log(of_true(S, y)),
            "sum for mean": lambda loss, S, y: loss * len(y),
            "mean over columns too": lambda loss, S, y: loss / S.shape[1],
            "sign flipped": lambda loss, S, y: -loss,
            "log base 2": lambda loss, S, y: loss / float(np.log(2)),
            "log of the mean": lambda loss, S, y: float(-np.log(of_true(S, y).mean())),
            "epsilon in the logarithm": with_epsilon,
        }.items()
    ),
    *known(
        LOSS,
        "stability",
        {"exponential overflows": unshifted, "one shift for all rows": shifted_at_once},
    ),
    KnownMistake("argument changed", labels_moved, ("loss",), LOSS),
    *(
        KnownMistake(name, given_back(BACKWARD, change), ("gradient", "stability"), BACK)
        for name, change in {
            "labels not subtracted": lambda g, dout, cache: dout * np.exp(cache[0]) / len(g),
            "sum for mean": lambda g, dout, cache: g * len(g),
            "mean taken twice": lambda g, dout, cache: g / len(g),
            "mean over columns too": lambda g, dout, cache: g / g.shape[1],
            "sign flipped": lambda g, dout, cache: -g,
            "whole columns changed": columns,
            "gradient transposed": lambda g, dout, cache: g.T,
        }.items()
    ),
    KnownMistake(
        "upstream left out",
        given_back(BACKWARD, lambda g, dout, cache: g / dout),
        ("gradient", "stability"),
        BACK,
    ),
    KnownMistake("argument changed", cache_overwritten(BACKWARD), ("gradient",), BACK),
)


def overwritten(P: Array, T: Array) -> object:
    found = right.squared_error_forward(P.copy(), T)
    P -= T
    return found


SQUARES_MISTAKES = (
    *outs(
        "squared_error_forward",
        "loss",
        right.squared_error_forward,
        {
            "sum for mean": lambda loss, P, T: loss * len(P),
            "half as large": lambda loss, P, T: loss / 2,
            "mean over columns too": lambda loss, P, T: loss / P.shape[1],
            "root of the squares": lambda loss, P, T: float(np.linalg.norm(P - T, axis=1).mean()),
            "absolute errors": lambda loss, P, T: float(np.abs(P - T).sum() / len(P)),
        },
    ),
    *known("squared_error_forward", "loss", {"argument changed": overwritten}),
    *backs(
        "squared_error_backward",
        "gradient",
        right.squared_error_backward,
        {
            "sum for mean": lambda g, dout, away: g * len(g),
            "mean taken twice": lambda g, dout, away: g / len(g),
            "half as large": lambda g, dout, away: g / 2,
            "sign flipped": lambda g, dout, away: -g,
            "upstream left out": lambda g, dout, away: g / dout,
            "error in place of its gradient": lambda g, dout, away: dout * away**2 / len(away),
        },
    ),
    *known(
        "squared_error_backward",
        "gradient",
        {
            "argument changed": cache_overwritten(right.squared_error_backward),
        },
    ),
)

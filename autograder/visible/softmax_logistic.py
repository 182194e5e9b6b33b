"""Visible checks of assignment 2's logistic unit: worked numbers, slopes, its penalty, extremes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from autograder.exercise import Check
from autograder.judging import expect
from autograder.judging.expect import PRINTED
from autograder.judging.function import Function
from autograder.outcome import Failed

Array = NDArray[np.float64]
Labels = NDArray[np.int64]

UNIT = ("loss", "dw")

#: The bias first, then a weight; two rows, each with its 1 first.
POINTS = np.array([[1.0, 1.0], [1.0, -1.0]])
WEIGHTS = np.array([0.0, np.log(3.0)])
BOTH = np.array([1, 1])


def unit(f: Function, name: str, *args: object) -> object:
    """The value called `name`, out of `(loss, dw)`."""
    return expect.piece(f(*args), UNIT, name)


def two_rows(f: Function, rng: np.random.Generator) -> None:
    """w = (0, log 3), rows (1, 1) and (1, -1), labels 1 and 1: losses 0.2877 and 1.3863."""
    right = np.log(16 / 3) / 2
    mistaken = {
        "logarithm of another base": 1.207519,
        "one minus the probability": 0.5,
        "sign flipped": -right,
        "log of the mean": 0.693147,
    }
    got = unit(f, "loss", WEIGHTS, np.tile(POINTS, (2, 1)), np.tile(BOTH, 2), 0.0)
    expect.value(got, right, "the loss of each row given twice", mistaken=mistaken, rows=4)
    mistaken = {"labels taken as -1 and +1": 0.490415, "only the ones count": 0.143841}
    got = unit(f, "loss", WEIGHTS, POINTS, np.array([1, 0]), 0.0)
    expect.value(got, 0.287682, "the loss with labels 1 and 0", PRINTED, mistaken=mistaken)


def two_rows_gradient(f: Function, rng: np.random.Generator) -> None:
    """The same two rows: dw = (-0.5, 0.25)."""
    right = np.array([-0.5, 0.25])
    mistaken = {
        "labels not subtracted": np.array([0.5, 0.25]),
        "slope of the squared error": np.array([-0.09375, 0.046875]),
        "bias last": right[::-1],
    }
    args = (WEIGHTS, np.tile(POINTS, (2, 1)), np.tile(BOTH, 2), 0.0)
    expect.value(unit(f, "dw", *args), right, "dw", PRINTED, mistaken=mistaken, rows=4)


def unit_slopes(f: Function, rng: np.random.Generator) -> None:
    """The gradient fits the slopes of your own loss along random directions."""
    try:
        two_rows(f, rng)
    except Failed:
        return  # the loss is marked in its own part
    w, X, y = unit_batch(rng, 9, 4)
    got = unit(f, "dw", w, X, y, 0.0)
    expect.gradient(lambda at: unit(f, "loss", at, X, y, 0.0), w, got, rng, "dw", rows=9)


def unit_batch(rng: np.random.Generator, N: int, D: int) -> tuple[Array, Array, Labels]:
    """Draw `w`, `X`, `y`: the first column of `X` is all ones, both labels occur."""
    X = np.column_stack([np.ones(N), rng.normal(size=(N, D - 1))])
    return rng.normal(size=D), X, rng.permutation(np.arange(N) % 2)


def _added(f: Function, w: Array, X: Array, y: Labels, lam: float) -> tuple[float, Array]:
    """What `lam` adds to the loss and to the gradient."""
    pairs = []
    for strength in (lam, 0.0):
        got = f(w, X, y, strength)
        for name, example in (("loss", 1.0), ("dw", w)):
            expect.like(expect.piece(got, UNIT, name), example, name)
        loss = float(np.asarray(expect.piece(got, UNIT, "loss")))
        pairs.append((loss, np.asarray(expect.piece(got, UNIT, "dw"), dtype=float)))
    return pairs[0][0] - pairs[1][0], pairs[0][1] - pairs[1][1]


def unit_penalty(f: Function, rng: np.random.Generator) -> None:
    """w = (5, 1, -2), 4 rows, lam = 0.8: the loss grows by 0.1 * (1 + 4)."""
    _, X, y = unit_batch(rng, 4, 3)
    more, slope = _added(f, np.array([5.0, 1.0, -2.0]), X, y, 0.8)
    nothing = "penalty in the gradient only" if slope.any() else "reg ignored"
    mistaken = {
        nothing: 0.0,
        "biases penalised": 3.0,
        "last weight taken for the bias": 2.6,
        "penalty without its half": 1.0,
        "penalty not divided by N": 2.0,
    }
    expect.value(more, 0.5, "what lam adds to the loss", mistaken=mistaken)


def unit_penalty_slope(f: Function, rng: np.random.Generator) -> None:
    """The same: dw grows by 0.2 * (0, 1, -2). What lam adds to it fits what it adds to the loss."""
    _, X, y = unit_batch(rng, 4, 3)
    w = np.array([5.0, 1.0, -2.0])
    _, slope = _added(f, w, X, y, 0.8)
    mistaken = {
        "biases penalised": 0.2 * w,
        "last weight taken for the bias": np.array([1.0, 0.2, 0.0]),
        "penalty not divided by N": np.array([0.0, 0.8, -1.6]),
        "penalty's gradient halved": np.array([0.0, 0.1, -0.2]),
        "twice as large": np.array([0.0, 0.4, -0.8]),
        "penalty in the loss only": np.zeros(3),
    }
    right = np.array([0.0, 0.2, -0.4])
    expect.value(slope, right, "what lam adds to dw", mistaken=mistaken)


def far_on_the_wrong_side(f: Function, rng: np.random.Generator) -> None:
    """Rows on the wrong side by 500, 1000 and 2000: each loss is twice the one before."""
    X, y = np.array([[1.0, 1.0], [1.0, -1.0]]), np.array([0, 1])
    losses, slopes = [], []
    for size in (500.0, 1000.0, 2000.0):
        w = np.array([0.0, size])
        loss, dw = unit(f, "loss", w, X, y, 0.0), unit(f, "dw", w, X, y, 0.0)
        expect.like(loss, 1.0, f"the loss of rows on the wrong side by {size:g}")
        expect.like(dw, w, f"dw where rows are on the wrong side by {size:g}")
        losses.append(float(np.asarray(loss)))
        slopes.append(dw)
    for k in (1, 2):
        held = 10.0 < abs(losses[k]) < 1.9 * abs(losses[k - 1])
        mistaken = {"epsilon in the log": losses[k]} if held else {}
        right = 2 * losses[k - 1] or 1.0
        expect.value(losses[k], right, "the loss at twice the distance", mistaken=mistaken)
        expect.value(slopes[k], slopes[0], "dw at a larger distance")


def unit_arguments(f: Function, rng: np.random.Generator) -> None:
    """w, X and y are the same after the call, and a second call gives the same again."""
    w, X, y = unit_batch(rng, 6, 4)
    expect.untouched(f, w, X, y, 0.7, names=("w", "X", "y", "lam"))
    expect.repeatable(f, w, X, y, 0.7)
    expect.depends(f, (w, X, y, 0.7), (-w, X, 1 - y, 0.0))


LOGISTIC = (
    Check("loss", two_rows),
    Check("gradient", two_rows_gradient),
    Check("gradient", unit_slopes),
    Check("regularisation", unit_penalty),
    Check("regularisation", unit_penalty_slope),
    Check("stability", far_on_the_wrong_side),
    Check("purity", unit_arguments),
)

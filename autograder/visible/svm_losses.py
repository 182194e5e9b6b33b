"""Visible checks of the multiclass loss and its gradient: worked numbers, invariants, slopes.

Where a worked number comes out as a known mistake makes it, the mistake is named.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from autograder.exercise import Check
from autograder.judging import expect
from autograder.judging.expect import PRINTED
from autograder.judging.function import Function
from autograder.outcome import Failed
from autograder.visible.svm_one import OF_ONE, SCORES

Array = NDArray[np.float64]
Labels = NDArray[np.int64]

SVM = ("loss", "dW")

OF_MEAN = {name: sum(losses) / 3 for name, losses in OF_ONE.items()}


def loss_of(f: Function, *args: object) -> object:
    """The loss alone, out of `(loss, dW)`."""
    return expect.piece(f(*args), SVM, "loss")


def gradient_of(f: Function, *args: object) -> object:
    """The gradient alone, out of `(loss, dW)`."""
    return expect.piece(f(*args), SVM, "dW")


def whole_batch(rng: np.random.Generator, N: int, D: int, C: int) -> tuple[Array, Array, Labels]:
    """Draw `W`, `X`, `y` whose margins all keep away from 0, where the loss has its kinks.

    Scores are whole numbers plus a tenth of the class number, so no two classes' differ by 1.
    """
    X = rng.integers(-2, 3, (N, D)).astype(float)
    W = rng.integers(-2, 3, (D, C)).astype(float)
    X[:, -1] = 1.0
    W[-1] += np.arange(C) / 10
    return W, X, rng.integers(0, C, N)


def lecture_batch(extra: int = 0, copies: int = 1) -> tuple[Array, Array, Labels]:
    """`W`, `X`, `y` with the lecture's scores: `X` is the identity, then `extra` columns.

    The extra features count 1, 2, 3 down the rows and have weight 0. All rows come `copies` times.
    """
    X = np.column_stack([np.eye(3)] + [np.arange(1.0, 4.0)] * extra)
    W = np.vstack([SCORES, np.zeros((extra, 3))])
    return W, np.vstack([X] * copies), np.tile(np.arange(3), copies)


#: A fourth class's scores of the three images; it is true for none of them.
FOURTH = np.array([1.0, 1.0, 2.0])


def lecture_loss(f: Function, rng: np.random.Generator) -> None:
    """The lecture's three images, each given twice or once: mean loss 15.8 / 3 = 5.2667."""
    # Twice first: there N and C differ, so a factor 1/N and a factor 1/C have names of their own.
    for copies, what in ((2, "the loss of each image given twice"), (1, "the loss")):
        got = loss_of(f, *lecture_batch(copies=copies), 0.0)
        expect.value(got, 15.8 / 3, what, PRINTED, mistaken=OF_MEAN, rows=3 * copies)


def loss_with_absent_class(f: Function, rng: np.random.Generator) -> None:
    """A fourth class with scores 1, 1, 2, true for no image: (2.9 + 0 + 19) / 3 = 7.3."""
    W, X, y = lecture_batch()
    W = np.column_stack([W, FOURTH])
    mistaken = {"classes miscounted": 15.8 / 3}
    expect.value(loss_of(f, W, X, y, 0.0), 7.3, "the loss", PRINTED, mistaken=mistaken)


def loss_of_zero_weights(f: Function, rng: np.random.Generator) -> None:
    """With W = 0 each wrong class adds 1: the loss is C - 1."""
    for N, D, C in ((6, 3, 4), (1, 5, 10)):
        _, X, y = whole_batch(rng, N, D, C)
        mistaken = {"true class found by its score": 0.0, "true class counted": float(C)}
        what = f"the loss at W = 0 with {C} classes"
        expect.value(loss_of(f, np.zeros((D, C)), X, y, 0.0), C - 1.0, what, mistaken=mistaken)


def loss_of_repeated_rows(f: Function, rng: np.random.Generator) -> None:
    """Every row given twice: the mean stays as it was."""
    W, X, y = whole_batch(rng, 5, 4, 3)
    twice = loss_of(f, W, np.vstack([X, X]), np.append(y, y), 0.0)
    once = loss_of(f, W, X, y, 0.0)
    what = "the loss of each row given twice"
    expect.value(twice, once, what, mistaken={"sum for mean": _times(once, 2.0)})


def _times(value: object, factor: float) -> object:
    return factor * value if isinstance(value, float) else None


#: The gradient in the scores of the lecture's images is this, divided by 3.
PULLS = np.array([[-1.0, 1.0, 0.0], [0.0, 0.0, 0.0], [1.0, 1.0, -2.0]])

#: What known mistakes make of it.
PULLS_OF: Mapping[str, Array] = {
    "true column missing": np.array([[0.0, 1, 0], [0, 0, 0], [1, 1, 0]]),
    "true column only": np.array([[-1.0, 0, 0], [0, 0, 0], [0, 0, -2]]),
    "true class counts itself": np.array([[-2.0, 1, 0], [0, -1, 0], [1, 1, -3]]),
    "true column without its minus": np.array([[1.0, 1, 0], [0, 0, 0], [1, 1, 2]]),
    "true column once a row": np.array([[-1.0, 1, 0], [0, -1, 0], [1, 1, -1]]),
    "mask ignored": np.array([[-2.0, 1, 1], [1, -2, 1], [1, 1, -2]]),
    "margins in place of the mask": np.array([[-2.9, 2.9, 0], [0, 0, 0], [6.3, 6.6, -12.9]]),
    "whole columns changed": np.array([[-1.0, 1, -2], [-1, 0, -2], [0, 1, -2]]),
}


def lecture_gradient(f: Function, rng: np.random.Generator) -> None:
    """The lecture's three images, whose gradient in the scores is in the notebook."""
    mistaken = {name: pulls / 3 for name, pulls in PULLS_OF.items()}
    mistaken |= {"mean over classes too": PULLS / 9}
    for copies, what in ((2, "dW of each image given twice"), (1, "dW")):
        got = gradient_of(f, *lecture_batch(copies=copies), 0.0)
        expect.value(got, PULLS / 3, what, mistaken=mistaken, rows=3 * copies)


def gradient_with_more_features(f: Function, rng: np.random.Generator) -> None:
    """The same scores from five features: every feature of a row takes part."""
    W, X, y = lecture_batch(extra=2)
    # 1, 2 and 3 times the rows of PULLS add up to this.
    fourth = [2.0, 4.0, -6.0]
    right = np.vstack([PULLS, [fourth, fourth]]) / 3
    expect.value(gradient_of(f, W, X, y, 0.0), right, "dW", rows=3)


def gradient_with_absent_class(f: Function, rng: np.random.Generator) -> None:
    """A fourth class, true for no image: its column of the gradient is filled as well."""
    W, X, y = lecture_batch()
    W = np.column_stack([W, FOURTH])
    right = np.array([[-1.0, 1, 0, 0], [0, 0, 0, 0], [1, 1, -3, 1]]) / 3
    mistaken = {"classes miscounted": np.column_stack([PULLS / 3, np.zeros(3)])}
    expect.value(gradient_of(f, W, X, y, 0.0), right, "dW", mistaken=mistaken, rows=3)


def gradient_balance(f: Function, rng: np.random.Generator) -> None:
    """Each violated margin pushes one column up and one down: each row of dW adds up to 0."""
    _, X, y = whole_batch(rng, 6, 4, 5)
    got = gradient_of(f, np.zeros((4, 5)), X, y, 0.0)
    expect.like(got, np.zeros((4, 5)), "dW")
    expect.value(np.asarray(got).sum(axis=1), np.zeros(4), "the row sums of dW at W = 0")


def slopes_of_loss(f: Function, rng: np.random.Generator) -> None:
    """The gradient fits the slopes of your own loss along random directions."""
    W, X, y = whole_batch(rng, 7, 4, 5)
    expect.like(gradient_of(f, W, X, y, 0.0), W, "dW")
    try:
        lecture_loss(f, rng)
        loss_of_zero_weights(f, rng)
    except Failed:
        return  # the loss is marked in its own part; a right gradient need not fit a wrong loss
    for N, D, C in ((7, 4, 5), (1, 3, 10)):
        W, X, y = whole_batch(rng, N, D, C)
        got = gradient_of(f, W, X, y, 0.0)

        def loss(at: Array, X: Array = X, y: Labels = y) -> object:
            return loss_of(f, at, X, y, 0.0)

        expect.gradient(loss, W, got, rng, "dW", rows=N)


# ------------------------------------------------------------------------------ the penalty

#: Squares add up to 19, absolute values to 9, all entries to 7; without the last row 15.
WEIGHTS = np.array([[1.0, 2.0], [3.0, -1.0], [0.0, 2.0]])
PENALTY_OF: Mapping[str, float] = {
    "penalty with a half": 19 / 2,
    "penalty divided by N": 19 / 4,
    "penalty once a row": 19 * 4,
    "penalty by a matrix product": 25.0,
    "sum of absolute weights": 9.0,
    "square of the sum": 49.0,
    "root of the squares": 19**0.5,
    "last row not penalised": 15.0,
    "reg squared": 19 / 2,
}


def growth(f: Function, W: Array, X: Array, y: Labels, reg: float) -> tuple[float, Array]:
    """What `reg` adds to the loss and to the gradient."""
    with_it, without = f(W, X, y, reg), f(W, X, y, 0.0)
    for value in (with_it, without):
        expect.like(expect.piece(value, SVM, "loss"), 1.0, "the loss")
        expect.like(expect.piece(value, SVM, "dW"), W, "dW")
    losses = [float(np.asarray(expect.piece(v, SVM, "loss"))) for v in (with_it, without)]
    slopes = [np.asarray(expect.piece(v, SVM, "dW"), dtype=float) for v in (with_it, without)]
    return losses[0] - losses[1], slopes[0] - slopes[1]


def penalty_of_weights(f: Function, rng: np.random.Generator) -> None:
    """With W = [[1, 2], [3, -1], [0, 2]] and reg = 0.2, the loss grows by 0.2 * 19."""
    X, y = rng.integers(-2, 3, (4, 3)).astype(float), rng.integers(0, 2, 4)
    more, slope = growth(f, WEIGHTS, X, y, 0.2)
    nothing = "penalty in the gradient only" if slope.any() else "reg ignored"
    mistaken = {nothing: 0.0} | {name: 0.2 * sum_ for name, sum_ in PENALTY_OF.items()}
    mistaken["reg squared"] = 0.2 * 0.2 * 19
    expect.value(more, 3.8, "what reg adds to the loss", mistaken=mistaken)


#: How a factor that is off is called where the gradient is a penalty's.
OF_PENALTY: Mapping[str, str] = {
    "half as large": "penalty's gradient halved",
    "nothing but zeros": "penalty in the loss only",
    "mean taken twice": "penalty divided by N",
    "sign flipped": "penalty's sign flipped",
}


def penalty_slopes(f: Function, rng: np.random.Generator) -> None:
    """What reg adds to the gradient fits what it adds to your own loss."""
    W, X, y = whole_batch(rng, 7, 4, 3)
    _, slope = growth(f, W, X, y, 0.7)
    try:
        expect.gradient(
            lambda at: growth(f, at, X, y, 0.7)[0],
            W,
            slope,
            rng,
            "the penalty's share of dW",
            rows=7,
        )
    except Failed as failed:
        name = OF_PENALTY.get(failed.mistake, failed.mistake)
        raise Failed(failed.fact, step=failed.step, mistake=name) from None


# ------------------------------------------------------------------------------ form


def svm_types(f: Function, rng: np.random.Generator) -> None:
    """The loss is one number and dW has the shape of W, on 6 rows, 4 features, 3 classes."""
    W, X, y = whole_batch(rng, 6, 4, 3)
    for arguments in ((W, X, y, 0.5), (W, X.astype(int), y, 0.0), (W, X[:1], y[:1], 0.5)):
        got = f(*arguments)
        expect.like(expect.piece(got, SVM, "loss"), 1.0, "the loss")
        expect.like(expect.piece(got, SVM, "dW"), W, "dW")
    expect.depends(f, (W, X, y, 0.5), (W, X + 1.0, (y + 1) % 3, 0.0))


def svm_arguments(f: Function, rng: np.random.Generator) -> None:
    """W, X and y are the same after the call, and a second call gives the same again."""
    W, X, y = whole_batch(rng, 6, 4, 3)
    expect.untouched(f, W, X, y, 0.7, names=("W", "X", "y", "reg"))
    expect.repeatable(f, W, X, y, 0.7)
    expect.depends(f, (W, X, y, 0.5), (W, X + 1.0, (y + 1) % 3, 0.0))


def no_loop(f: Function, rng: np.random.Generator) -> None:
    """No loop, comprehension or np.vectorize, neither here nor in a helper that it names."""
    W, X, y = whole_batch(rng, 5, 4, 3)
    expect.depends(f, (W, X, y, 0.5), (W, X + 1.0, (y + 1) % 3, 0.0))
    expect.loopless(f)


LOOPS = (
    Check("loss", lecture_loss),
    Check("loss", loss_with_absent_class),
    Check("loss", loss_of_zero_weights),
    Check("loss", loss_of_repeated_rows),
    Check("gradient", lecture_gradient),
    Check("gradient", gradient_with_more_features),
    Check("gradient", gradient_with_absent_class),
    Check("gradient", gradient_balance),
    Check("gradient", slopes_of_loss),
    Check("regularisation", penalty_of_weights),
    Check("regularisation", penalty_slopes),
    Check("shape", svm_types),
    Check("purity", svm_arguments),
)

VECTORISED = (*LOOPS, Check("vectorised", no_loop))

"""Visible checks of assignment 2's batch losses: worked numbers, invariants, slopes, extremes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from autograder.display import message
from autograder.exercise import Check
from autograder.judging import expect
from autograder.judging.expect import PRINTED
from autograder.judging.function import Function
from autograder.outcome import Failed
from autograder.visible import svm_losses as svm
from autograder.visible.softmax_outputs import PROBABILITIES

Array = NDArray[np.float64]
Labels = NDArray[np.int64]
Batch = tuple[Array, Array, Labels]

RETURNS = svm.SVM

# ------------------------------------------------------------------------------ softmax_loss_*

MEAN = 2.758655
#: What known mistakes make of the mean loss of the lecture's three images.
OF_MEAN: Mapping[str, float] = {
    "logarithm of another base": 3.979897,
    "log of the mean": 1.044105,
    "one minus the probability": 0.647993,
    "highest score for the true one": 0.258655,
    "every class counted": 7.809297,
    "mean over classes too": MEAN / 3,
    "sign flipped": -MEAN,
}


def lecture_loss(f: Function, rng: np.random.Generator) -> None:
    """The lecture's three images, each given twice or once: mean loss 2.7587."""
    # Twice first: there N and C differ, so a factor 1/N and a factor 1/C have names of their own.
    for copies, what in ((2, "the loss of each image given twice"), (1, "the loss")):
        got = svm.loss_of(f, *svm.lecture_batch(copies=copies), 0.0)
        expect.value(got, MEAN, what, PRINTED, mistaken=OF_MEAN, rows=3 * copies)


def loss_with_absent_class(f: Function, rng: np.random.Generator) -> None:
    """A fourth class with scores 1, 1, 2, true for no image: 2.8691."""
    W, X, y = svm.lecture_batch()
    W = np.column_stack([W, svm.FOURTH])
    mistaken = {"classes miscounted": MEAN}
    got = svm.loss_of(f, W, X, y, 0.0)
    expect.value(got, 2.869059, "the loss", PRINTED, mistaken=mistaken)


def loss_of_zero_weights(f: Function, rng: np.random.Generator) -> None:
    """With W = 0 the loss of 4 classes is twice that of 2, and the loss of 16 four times."""
    losses = []
    for C in (2, 4, 16):
        X, y = rng.normal(size=(5, 3)), rng.integers(0, C, 5)
        losses.append(svm.loss_of(f, np.zeros((3, C)), X, y, 0.0))
        expect.like(losses[-1], 1.0, "the loss")
    two, *more = (float(np.asarray(loss)) for loss in losses)
    right = np.array([2 * two, 4 * two])
    expect.value(np.array(more), right, "the losses of 4 and of 16 classes at W = 0")
    if two == 0.0:
        raise Failed(message.constant(f.name))


#: The gradient in the scores of the lecture's images is this, divided by 3.
ERRORS = PROBABILITIES - np.eye(3)
ERRORS_OF: Mapping[str, Array] = {
    "labels not subtracted": PROBABILITIES,
    "1 subtracted everywhere": PROBABILITIES - 1,
    "diagonal of the Jacobian only": PROBABILITIES * (1 - PROBABILITIES),
    "only the true class learns": ERRORS * np.eye(3),
    "highest score for the true one": PROBABILITIES - np.array([0.0, 1, 0]),
}


def lecture_gradient(f: Function, rng: np.random.Generator) -> None:
    """The lecture's three images, whose gradient in the scores is in the notebook."""
    for copies, what in ((2, "dW of each image given twice"), (1, "dW")):
        mistaken = {name: errors / 3 for name, errors in ERRORS_OF.items()}
        mistaken["mean over classes too"] = ERRORS / 9
        got = svm.gradient_of(f, *svm.lecture_batch(copies=copies), 0.0)
        expect.value(got, ERRORS / 3, what, PRINTED, mistaken=mistaken, rows=3 * copies)


def gradient_with_absent_class(f: Function, rng: np.random.Generator) -> None:
    """A fourth class, true for no image: its column of the gradient is filled as well."""
    W, X, y = svm.lecture_batch()
    W = np.column_stack([W, svm.FOURTH])
    right = np.array(
        [
            [-0.871863, 0.856710, 0.000954, 0.014199],
            [0.024780, -0.093045, 0.049905, 0.018360],
            [0.315102, 0.425343, -0.998427, 0.257982],
        ]
    )
    mistaken = {"classes miscounted": np.column_stack([right[:, :3], np.zeros(3)]) / 3}
    got = svm.gradient_of(f, W, X, y, 0.0)
    expect.value(got, right / 3, "dW", PRINTED, mistaken=mistaken, rows=3)


def gradient_balance(f: Function, rng: np.random.Generator) -> None:
    """What one class gains the others lose: each row of dW adds up to 0."""
    W, X, y = random_batch(rng, 6, 4, 5)
    got = svm.gradient_of(f, W, X, y, 0.0)
    expect.like(got, W, "dW")
    expect.value(np.asarray(got, dtype=float).sum(axis=1), np.zeros(4), "the row sums of dW")


def slopes_of_loss(f: Function, rng: np.random.Generator) -> None:
    """The gradient fits the slopes of your own loss along random directions."""
    try:
        lecture_loss(f, rng)
        loss_of_zero_weights(f, rng)
    except Failed:
        return  # the loss is marked in its own part; a right gradient need not fit a wrong loss
    for N, D, C in ((7, 4, 5), (1, 3, 10)):
        W, X, y = random_batch(rng, N, D, C)
        got = svm.gradient_of(f, W, X, y, 0.0)

        def loss(at: Array, X: Array = X, y: Labels = y) -> object:
            return svm.loss_of(f, at, X, y, 0.0)

        expect.gradient(loss, W, got, rng, "dW", rows=N)


def random_batch(rng: np.random.Generator, N: int, D: int, C: int) -> Batch:
    """Draw `W`, `X`, `y` of order 1; this loss has no kinks to keep away from."""
    return rng.normal(size=(D, C)), rng.normal(size=(N, D)), rng.integers(0, C, N)


# ------------------------------------------------------------------------------ stability


def with_offsets(W: Array, X: Array, offsets: Array) -> tuple[Array, Array]:
    """`W` and `X` with one feature more, of weight 1 in every class: row `i` shifts by its own."""
    return np.vstack([W, np.ones(W.shape[1])]), np.column_stack([X, offsets])


def offsets_by_row(f: Function, rng: np.random.Generator) -> None:
    """Scores that lie at -1000, 0 and 1000, row by row: the same loss and gradient as at 0."""
    W, X, y = random_batch(rng, 6, 3, 4)
    loss, dW = svm.loss_of(f, W, X, y, 0.0), svm.gradient_of(f, W, X, y, 0.0)
    expect.like(loss, 1.0, "the loss")
    expect.like(dW, W, "dW")
    for offsets in (np.full(6, 1e3), np.full(6, -1e3), np.tile([-1e3, 0.0, 1e3], 2)):
        W1, X1 = with_offsets(W, X, offsets)
        what = "with all scores at 1000" if offsets[0] > 0 else "with all scores at -1000"
        if offsets[0] != offsets[1]:
            what = "with the rows' scores at -1000, 0 and 1000"
        moved = svm.loss_of(f, W1, X1, y, 0.0)
        expect.like(moved, 1.0, f"the loss {what}")
        expect.value(moved, loss, f"the loss {what}")
        slope = svm.gradient_of(f, W1, X1, y, 0.0)
        expect.like(slope, W1, f"dW {what}")
        expect.value(np.asarray(slope)[:3], dW, f"dW {what}, without its last row,")


def far_apart(f: Function, rng: np.random.Generator) -> None:
    """True scores 500, 1000 and 2000 below the highest: each loss is twice the one before."""
    losses, slopes = [], []
    for gap in (500.0, 1000.0, 2000.0):
        W = np.array([[0.0, gap, gap / 2], [gap, 0.0, -gap]])
        args = (W, np.eye(2), np.array([0, 2]), 0.0)
        what = f"with true scores {gap:g} or more below the highest"
        loss, slope = svm.loss_of(f, *args), svm.gradient_of(f, *args)
        expect.like(loss, 1.0, f"the loss {what}")
        expect.like(slope, W, f"dW {what}")
        losses.append(float(np.asarray(loss)))
        slopes.append(slope)
    for k in (1, 2):
        held = 10.0 < abs(losses[k]) < 1.9 * abs(losses[k - 1])
        mistaken = {"epsilon in the log": losses[k]} if held else {}
        right = 2 * losses[k - 1] or 1.0
        expect.value(losses[k], right, "the loss at twice the gap", mistaken=mistaken)
        expect.value(slopes[k], slopes[0], "dW at a larger gap")


# ------------------------------------------------------------------------------ form


def loss_types(f: Function, rng: np.random.Generator) -> None:
    """The loss is one number and dW has the shape of W, on 6 rows, 4 features, 3 classes."""
    W, X, y = random_batch(rng, 6, 4, 3)
    whole = rng.integers(-2, 3, (6, 4))
    for arguments in ((W, X, y, 0.5), (W, whole, y, 0.0), (W, X[:1], y[:1], 0.5)):
        got = f(*arguments)
        expect.like(expect.piece(got, RETURNS, "loss"), 1.0, "the loss")
        expect.like(expect.piece(got, RETURNS, "dW"), W, "dW")
    _depends(f, W, X, y)


def loss_arguments(f: Function, rng: np.random.Generator) -> None:
    """W, X and y are the same after the call, and a second call gives the same again."""
    W, X, y = random_batch(rng, 6, 4, 3)
    expect.untouched(f, W, X, y, 0.7, names=("W", "X", "y", "reg"))
    expect.repeatable(f, W, X, y, 0.7)
    _depends(f, W, X, y)


def no_loop(f: Function, rng: np.random.Generator) -> None:
    """No loop, comprehension or np.vectorize, neither here nor in a helper that it names."""
    W, X, y = random_batch(rng, 5, 4, 3)
    _depends(f, W, X, y)
    expect.loopless(f)


def _depends(f: Function, W: Array, X: Array, y: Labels) -> None:
    expect.depends(f, (W, X, y, 0.5), (W, X + 1.0, (y + 1) % 3, 0.0))


LOOPS = (
    Check("loss", lecture_loss),
    Check("loss", loss_with_absent_class),
    Check("loss", loss_of_zero_weights),
    Check("loss", svm.loss_of_repeated_rows),
    Check("gradient", lecture_gradient),
    Check("gradient", gradient_with_absent_class),
    Check("gradient", gradient_balance),
    Check("gradient", slopes_of_loss),
    Check("regularisation", svm.penalty_of_weights),
    Check("regularisation", svm.penalty_slopes),
    Check("stability", offsets_by_row),
    Check("stability", far_apart),
    Check("shape", loss_types),
    Check("purity", loss_arguments),
)

VECTORISED = (*LOOPS, Check("vectorised", no_loop))

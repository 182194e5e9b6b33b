"""Visible checks of assignment 2's training loop, by losses that watch how they are called."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from typing import Any

import numpy as np
from chainrule_datasets import load_digits
from numpy.typing import NDArray

from autograder.display import message
from autograder.exercise import Check
from autograder.judging import expect
from autograder.judging.function import Function
from autograder.outcome import Failed
from autograder.visible.batches import Batches

Array = NDArray[np.float64]
Labels = NDArray[np.int64]

RETURNS = ("W", "history")
ARGUMENTS = ("loss", "W", "X", "y", "lr", "epochs", "batch_size", "rng")

#: The share of the test digits that training must get right: 20 epochs, batches of 32, lr 0.5, from
#: zeros, without a bias or a penalty. `solutions/tests/test_softmax_digits.py` says what a right
#: loop reaches from each of 20 seeds.
DIGITS_ACCURACY = 0.93


class Watch(Batches):
    """A loss that writes down the rows, the labels and the weights of each step."""

    def __init__(self, loss: Callable[[Array, Array, Labels], tuple[float, Array]]) -> None:
        super().__init__()
        self._loss = loss

    def __call__(self, W: object, X: Any, y: Any) -> tuple[float, Array]:
        if not isinstance(W, np.ndarray):
            raise Failed(message.wrong_type("the W handed to loss", W, "an array"))
        self.see(W, X, y)
        return self._loss(np.array(W, dtype=float), np.array(X), np.array(y))


def halving(W: Array, X: Array, y: Labels) -> tuple[float, Array]:
    """The loss w^2 / 2, whatever the rows: its gradient is w."""
    return 0.5 * float((W * W).sum()), W.copy()


def slide(W: Array, X: Array, y: Labels) -> tuple[float, Array]:
    """A loss with the same slope everywhere."""
    return float(W.sum()), np.ones(W.shape)


def telling(W: Array, X: Array, y: Labels) -> tuple[float, Array]:
    """A loss whose values tell which rows came, in which order, with which labels."""
    places = np.arange(1.0, len(X) + 1.0)
    return float(places @ X[:, 0] + 1e3 * (places @ y)), np.ones(W.shape)


def numbered(N: int) -> tuple[Array, Labels]:
    """`N` rows that say which row they are, and labels that say the same."""
    return np.column_stack([np.arange(N), np.ones(N)]).astype(float), np.arange(N)


def trained(f: Function, loss: Callable[..., object], W: Array, *rest: object) -> Array:
    """The trained `W`, looked at for its form."""
    got = expect.piece(f(loss, W, *rest), RETURNS, "W")
    expect.like(got, W, "the trained W")
    return np.asarray(got, dtype=float)


# ------------------------------------------------------------------------------ the checks


def nine_steps(f: Function, rng: np.random.Generator) -> None:
    """The loss w^2 / 2 from w = 8 with rate 0.5: 4 rows, one at a time, 2 epochs end at 8 / 2^8."""
    args = (halving, np.array([8.0]), *numbered(4), 0.5, 2, 1, rng)
    mistaken = {"step uphill": np.array([8 * 1.5**8])}
    expect.value(trained(f, *args), np.array([8 / 2**8]), "the trained W", mistaken=mistaken)
    history = expect.piece(f(*args), RETURNS, "history")
    expect.value(history, 32 / 4.0 ** np.arange(8), "history")


def rate_is_used(f: Function, rng: np.random.Generator) -> None:
    """One step on all 6 rows with rate 0.25 makes 3 of 4. The batch's size divides nothing."""
    W = trained(f, halving, np.full((2, 3), 4.0), *numbered(6), 0.25, 1, 6, rng)
    mistaken = {
        "step uphill": np.full((2, 3), 5.0),
        "rate divided by the batch": np.full((2, 3), 4 - 1 / 6),
    }
    expect.value(W, np.full((2, 3), 3.0), "the trained W", mistaken=mistaken)


def start_is_kept(f: Function, rng: np.random.Generator) -> None:
    """The W, X and y that were handed over are the same after training."""
    args = (halving, np.full((2, 3), 4.0), *numbered(6), 0.25, 1, 3, rng)
    expect.untouched(f, *args, names=ARGUMENTS)


def batches_are(watch: Watch, expected: list[int], batch_size: int) -> None:
    """Raise `Failed` unless the steps were taken on batches of these sizes."""
    if watch.sizes != expected:
        full = [size for size in expected if size == batch_size]
        short = "short batch dropped" if watch.sizes == full else ""
        filled = watch.sizes == [batch_size] * len(expected)
        mistake = "short batch filled up" if filled else short
        raise Failed(message.other_batches(watch.sizes, expected), mistake=mistake)


def steps_are_equal(watch: Watch, got: object, sizes: list[int], batch_size: int) -> None:
    """Raise `Failed` unless on a loss of constant slope each step is as long as the first."""
    end = expect.piece(got, RETURNS, "W")
    expect.like(end, watch.weights[0], "the trained W")
    path = np.stack([*watch.weights, np.asarray(end, dtype=float)])
    steps = np.abs(np.diff(path[:, 0]))
    right = np.full(len(sizes), max(steps[0], 1e-3))
    mistaken = {"short batch scaled": right * sizes / batch_size}
    what = "on a loss of constant slope, the length of step"
    expect.value(steps, right, what, mistaken=mistaken)


def sizes_of_batches(f: Function, rng: np.random.Generator) -> None:
    """10 rows in batches of 4 are batches of 4, 4 and 2, in each epoch, all of them full steps."""
    watch = Watch(slide)
    got = f(watch, np.zeros(3), *numbered(10), 0.5, 2, 4, rng)
    batches_are(watch, [4, 4, 2] * 2, 4)
    steps_are_equal(watch, got, [4, 4, 2] * 2, 4)


def orders_are_new(f: Function, rng: np.random.Generator, N: int, B: int, epochs: int) -> None:
    """Raise `Failed` unless each epoch uses each row once, with its label, in a new order."""
    watch = Watch(telling)
    f(watch, np.zeros(3), *numbered(N), 0.5, epochs, B, rng)
    if watch.sizes != [B] * (epochs * N // B):
        raise Failed(message.other_batches(watch.sizes, [B] * (epochs * N // B)))
    if watch.labels != watch.rows:
        raise Failed(message.OTHER_LABELS, mistake="labels shuffled apart")
    rows = list(chain.from_iterable(watch.rows))
    orders = [rows[k * N : (k + 1) * N] for k in range(epochs)]
    for order in orders:
        if len(set(order)) < N:
            raise Failed(message.repeated_row(order), mistake="rows drawn with replacement")
        if order == sorted(order):
            raise Failed(message.NO_NEW_ORDER, mistake="no shuffling")
    if orders[0] in orders[1:]:
        raise Failed(message.NO_NEW_ORDER, mistake="the same order in every epoch")


def each_row_once(f: Function, rng: np.random.Generator) -> None:
    """In each epoch each of 12 rows is used once, with its own label, in a new random order."""
    orders_are_new(f, rng, 12, 4, 3)


def order_from_rng(f: Function, rng: np.random.Generator) -> None:
    """The same generator gives the same order, another one another order."""
    orders = []
    for seed in (5, 5, 6):
        watch = Watch(telling)
        f(watch, np.zeros(3), *numbered(30), 0.5, 1, 4, np.random.default_rng(seed))
        orders.append(watch.rows)
    if orders[0] != orders[1] or orders[0] == orders[2]:
        raise Failed(message.OTHER_GENERATOR, mistake="another generator")


def ones_and_zeros(f: Function, rng: np.random.Generator) -> None:
    """With a squared loss it learns to tell the digit 1 from the digit 0."""
    digits = load_digits()
    binary, test = digits.y_train < 2, digits.y_test < 2
    X, y = digits.X_train[binary], digits.y_train[binary]

    def squares(w: Array, X: Array, y: Labels) -> tuple[float, Array]:
        off = X @ w - (2.0 * y - 1.0)
        return float(off @ off) / len(y), 2.0 * off @ X / len(y)

    w = trained(f, squares, np.zeros(64), X, y, 0.02, 10, 16, rng)
    right = float(np.mean((digits.X_test[test] @ w > 0) == (digits.y_test[test] == 1)))
    accurate(right, 0.97)


def accurate(share: float, asked: float) -> None:
    """Raise `Failed` unless that share of the test digits is right."""
    if not share >= asked:
        raise Failed(message.too_few_right(share, asked))


TRAINING = (
    Check("steps", nine_steps),
    Check("steps", rate_is_used),
    Check("steps", start_is_kept),
    Check("last short batch", sizes_of_batches),
    Check("shuffling", each_row_once),
    Check("shuffling", order_from_rng),
    Check("digits", ones_and_zeros),
)

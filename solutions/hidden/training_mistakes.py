"""Hidden checks and known mistakes of assignment 2's training loop.

The losses that are handed in are ours: they tell which rows came when, and one slip in a student's
own loss costs nothing here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from chainrule_datasets import load_digits
from numpy.typing import NDArray

from autograder.exercise import Check, KnownMistake, Probe
from autograder.judging import expect
from autograder.judging.function import Function
from autograder.visible import softmax_training as visible
from solutions.softmax import Loss, softmax_loss_vectorized

Array = NDArray[np.float64]
Labels = NDArray[np.int64]
Rng = np.random.Generator

# ------------------------------------------------------------------------------ checks


def pulled(W: Array, X: Array, y: Labels) -> tuple[float, Array]:
    """Half the squared distance to the mean of the rows, spread over the columns."""
    off = W - X.mean(axis=0)[:, None]
    return 0.5 * float((off * off).sum()), off


def one_batch(rng: Rng) -> tuple[object, ...]:
    """All rows in each step: the order of them plays no part."""
    N, D, C = 7, 4, 3
    X, y = rng.normal(size=(N, D)), rng.integers(0, C, N)
    return pulled, rng.normal(size=(D, C)), X, y, 0.3, 5, N, rng


def equal_rows(rng: Rng) -> tuple[object, ...]:
    """Rows that are all alike, in batches that leave nothing over."""
    X, y = np.tile(rng.normal(size=4), (12, 1)), np.zeros(12, dtype=np.int64)
    return pulled, rng.integers(-3, 4, (4, 2)), X, y, 0.2, 3, 4, rng


def left_as_it_was(f: Function, rng: Rng) -> None:
    """W, X and y are the same after training."""
    loss, W, X, y, *rest = one_batch(rng)
    assert isinstance(W, np.ndarray)
    expect.untouched(f, loss, W, X, y, *rest, names=visible.ARGUMENTS)
    expect.untouched(f, loss, W, X, y, *rest[:2], 3, rng, names=visible.ARGUMENTS)


def sizes_of_batches(f: Function, rng: Rng) -> None:
    """What is left over at the end of an epoch is a smaller batch, and a step like any other."""
    for N, B in ((11, 4), (9, 2), (5, 8)):
        watch = visible.Watch(visible.slide)
        args = (np.zeros(2), *visible.numbered(N), 0.25, 2, B, rng)
        got = f(watch, *args)
        expected = [min(B, N - start) for start in range(0, N, B)] * 2
        visible.batches_are(watch, expected, B)
        visible.steps_are_equal(watch, got, expected, B)


def each_row_once(f: Function, rng: Rng) -> None:
    """In each epoch each row is used once, with its own label, in a new order."""
    visible.orders_are_new(f, rng, 20, 5, 4)


DIGITS = load_digits()


def plain(W: Array, X: Array, y: Labels) -> tuple[float, Array]:
    """Cross-entropy without a penalty."""
    return softmax_loss_vectorized(W, X, y, 0.0)


def digits_learned(f: Function, rng: Rng) -> None:
    """With a correct loss, the digits are learned."""
    data = DIGITS.X_train, DIGITS.y_train
    W = visible.trained(f, plain, np.zeros((64, 10)), *data, 0.5, 20, 32, rng)
    right = np.argmax(DIGITS.X_test @ W, axis=1) == DIGITS.y_test
    visible.accurate(float(np.mean(right)), visible.DIGITS_ACCURACY)


CHECKS = (
    Probe("steps", "batches of all rows", one_batch, piece="W"),
    Probe("steps", "batches of all rows", one_batch, piece="history"),
    Probe("steps", "rows that are all alike", equal_rows, piece="W"),
    Check("steps", left_as_it_was),
    Check("last short batch", sizes_of_batches),
    Check("shuffling", each_row_once),
    Check("shuffling", visible.order_from_rng),
    Check("digits", digits_learned),
)

# ------------------------------------------------------------------------------ mistakes

Batches = Callable[[int, int, int, Rng], Iterator[Labels]]
Step = Callable[[Array, Array, float, int, int], Array]


def shuffled(N: int, epochs: int, B: int, rng: Rng) -> Iterator[Labels]:
    """The rows of each step, right."""
    for _ in range(epochs):
        order = rng.permutation(N)
        yield from (order[start : start + B] for start in range(0, N, B))


def down(W: Array, dW: Array, lr: float, size: int, B: int) -> Array:
    """A step, right."""
    return W - lr * dW


def assemble(batches: Batches = shuffled, step: Step = down) -> Callable[..., object]:
    """An answer made of these."""

    def softmax_regression(
        loss: Loss, W: Array, X: Array, y: Labels, lr: float, epochs: int, batch_size: int, rng: Rng
    ) -> object:
        W, history = W * 1.0, []
        for rows in batches(len(X), epochs, batch_size, rng):
            value, dW = loss(W, X[rows], y[rows])
            history.append(value)
            W = step(W, dW, lr, len(rows), batch_size)
        return W, np.array(history)

    return softmax_regression


RIGHT = assemble()


def dropped(N: int, epochs: int, B: int, rng: Rng) -> Iterator[Labels]:
    for _ in range(epochs):
        order = rng.permutation(N)
        # At least one step, so that a batch larger than the data does not end it all.
        yield from (order[k * B : (k + 1) * B] for k in range(max(1, N // B)))


def wrapped(N: int, epochs: int, B: int, rng: Rng) -> Iterator[Labels]:
    for _ in range(epochs):
        order = rng.permutation(N)
        yield from (np.resize(np.roll(order, -k), B) for k in range(0, N, B))


def in_order(N: int, epochs: int, B: int, rng: Rng) -> Iterator[Labels]:
    for _ in range(epochs):
        yield from (np.arange(start, min(start + B, N)) for start in range(0, N, B))


def once_for_all(N: int, epochs: int, B: int, rng: Rng) -> Iterator[Labels]:
    order = rng.permutation(N)
    for _ in range(epochs):
        yield from (order[start : start + B] for start in range(0, N, B))


def with_replacement(N: int, epochs: int, B: int, rng: Rng) -> Iterator[Labels]:
    for _ in range(epochs):
        yield from (rng.integers(0, N, min(B, N - start)) for start in range(0, N, B))


def other_generator(N: int, epochs: int, B: int, rng: Rng) -> Iterator[Labels]:
    return shuffled(N, epochs, B, np.random.default_rng(0))


def shuffled_apart(
    loss: Loss, W: Array, X: Array, y: Labels, lr: float, epochs: int, batch_size: int, rng: Rng
) -> object:
    return RIGHT(loss, W, X, rng.permutation(y), lr, epochs, batch_size, rng)


def value_for_history(
    loss: Loss, W: Array, X: Array, y: Labels, lr: float, epochs: int, batch_size: int, rng: Rng
) -> object:
    trained, history = RIGHT(loss, W, X, y, lr, epochs, batch_size, rng)  # type: ignore[misc]
    return trained, history[-1]


def no_history(
    loss: Loss, W: Array, X: Array, y: Labels, lr: float, epochs: int, batch_size: int, rng: Rng
) -> object:
    return RIGHT(loss, W, X, y, lr, epochs, batch_size, rng)[0]  # type: ignore[index]


def in_place(
    loss: Loss, W: Array, X: Array, y: Labels, lr: float, epochs: int, batch_size: int, rng: Rng
) -> object:
    trained, history = RIGHT(loss, W, X, y, lr, epochs, batch_size, rng)  # type: ignore[misc]
    W[...] = trained.astype(W.dtype)
    return trained, history


def sorts_rows(
    loss: Loss, W: Array, X: Array, y: Labels, lr: float, epochs: int, batch_size: int, rng: Rng
) -> object:
    found = RIGHT(loss, W, X, y, lr, epochs, batch_size, rng)
    order = np.argsort(-X[:, 0])
    X[...], y[...] = X[order], y[order]
    return found


STEPS, SHORT, ORDER, LEARNED = "steps", "last short batch", "shuffling", "digits"

MISTAKES = (
    KnownMistake(
        "step uphill", assemble(step=lambda W, dW, lr, n, B: W + lr * dW), (STEPS, LEARNED)
    ),
    KnownMistake(
        "rate divided by the batch",
        assemble(step=lambda W, dW, lr, n, B: W - lr * dW / B),
        (STEPS, LEARNED),
    ),
    KnownMistake(
        "short batch scaled",
        assemble(step=lambda W, dW, lr, n, B: W - lr * dW * n / B),
        (SHORT,),
    ),
    KnownMistake("short batch dropped", assemble(dropped), (SHORT,)),
    KnownMistake("short batch filled up", assemble(wrapped), (SHORT,)),
    KnownMistake("no shuffling", assemble(in_order), (ORDER,)),
    KnownMistake("the same order in every epoch", assemble(once_for_all), (ORDER,)),
    KnownMistake("rows drawn with replacement", assemble(with_replacement), (ORDER, STEPS)),
    KnownMistake("another generator", assemble(other_generator), (ORDER,)),
    KnownMistake("labels shuffled apart", shuffled_apart, (ORDER, LEARNED)),
    KnownMistake("last loss for the history", value_for_history, (STEPS,)),
    KnownMistake("history left out", no_history, (STEPS, SHORT, LEARNED)),
    KnownMistake("argument changed", in_place, (STEPS,)),
    KnownMistake("argument changed", sorts_rows, (STEPS,)),
)

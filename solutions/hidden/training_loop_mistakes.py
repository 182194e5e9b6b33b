"""Known mistakes of the perceptron and of gradient descent."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from autograder.exercise import KnownMistake

Array = NDArray[np.float64]
Labels = NDArray[np.int64]
Rng = np.random.Generator

# ------------------------------------------------------------------------------ perceptron

Epoch = Callable[[Array, Array, Array, float], Array]


def averaged(
    theta: Array, X: Array, y: Array, alpha: float, *, strict: bool = False, over: str = "all"
) -> Array:
    """What theta becomes in an epoch of the averaging perceptron, as it should be."""
    margins = y * (X @ theta)
    wrong = margins < 0 if strict else margins <= 0
    count = {"all": len(X), "wrong": max(1, int(wrong.sum())), "none": 1}[over]
    return theta + alpha * (X[wrong].T @ y[wrong]) / count


def incremented(
    theta: Array, X: Array, y: Array, alpha: float, *, strict: bool = False, over: int = 1
) -> Array:
    """What theta becomes in an epoch of fixed increments, as it should be."""
    for row, label in zip(X, y, strict=True):
        margin = label * (row @ theta)
        if margin < 0 or (margin == 0 and not strict):
            theta = theta + alpha * label * row / over
    return theta


def classifier(
    all_at_once: Epoch = averaged, by_row: Epoch = incremented, *, count: int = 0, eps: float = 1.0
) -> Callable[..., object]:
    """An answer made of these; `count` is added to the epochs."""

    def perceptron(
        X: Array,
        y: Array,
        alpha: float = 1.0,
        eps: float = 1e-9,
        max_epochs: int = 1000,
        average: bool = True,
        wide: float = eps,
    ) -> object:
        theta = np.zeros(X.shape[1])
        for done in range(max_epochs):
            before, theta = theta, (all_at_once if average else by_row)(theta, X, y, alpha)
            if np.linalg.norm(theta - before) < eps * alpha * wide:
                return theta, done + 1 + count
        return theta, max_epochs + count

    return perceptron


def strict(theta: Array, X: Array, y: Array, alpha: float) -> Array:
    return averaged(theta, X, y, alpha, strict=True)


def strict_by_row(theta: Array, X: Array, y: Array, alpha: float) -> Array:
    return incremented(theta, X, y, alpha, strict=True)


def over_wrong(theta: Array, X: Array, y: Array, alpha: float) -> Array:
    return averaged(theta, X, y, alpha, over="wrong")


def summed(theta: Array, X: Array, y: Array, alpha: float) -> Array:
    return averaged(theta, X, y, alpha, over="none")


def within(theta: Array, X: Array, y: Array, alpha: float) -> Array:
    return incremented(theta, X, y, alpha, over=len(X))


AVERAGE, FIXED, STOP = "average", "fixed increment", "stopping"

CLASSIFIER_MISTAKES = (
    KnownMistake(
        "boundary counted as right",
        classifier(strict, strict_by_row),
        (AVERAGE, FIXED, STOP),
    ),
    KnownMistake("averaged over the wrong rows", classifier(over_wrong), (AVERAGE, STOP)),
    KnownMistake("sum in place of the average", classifier(summed), (AVERAGE,)),
    KnownMistake("updated within the epoch", classifier(within), (AVERAGE, STOP)),
    KnownMistake("average ignored", classifier(by_row=averaged), (FIXED, STOP)),
    KnownMistake("all rows at once", classifier(by_row=summed), (FIXED, STOP)),
    KnownMistake("last epoch not counted", classifier(count=-1), (STOP,)),
    KnownMistake("eps never looked at", classifier(eps=0.0), (STOP,)),
)

# ------------------------------------------------------------------------------ gradient_descent

Batches = Callable[[int, int, int, Rng | None], Iterator[tuple[int, Labels]]]


def in_turn(N: int, epochs: int, size: int, rng: Rng | None) -> Iterator[tuple[int, Labels]]:
    """The epoch and the rows of each step, as they should be."""
    for epoch in range(epochs):
        order = np.arange(N) if rng is None else rng.permutation(N)
        yield from ((epoch, order[k : k + size]) for k in range(0, N, size))


def rest_dropped(N: int, epochs: int, size: int, rng: Rng | None) -> Iterator[tuple[int, Labels]]:
    for epoch, rows in in_turn(N, epochs, size, rng):
        if len(rows) == min(size, N):
            yield epoch, rows


def rest_filled(N: int, epochs: int, size: int, rng: Rng | None) -> Iterator[tuple[int, Labels]]:
    for epoch, rows in in_turn(N, epochs, size, rng):
        others = np.setdiff1d(np.arange(N), rows)
        yield epoch, np.concatenate([rows, np.resize(others, max(0, size - len(rows)))])


def unshuffled(N: int, epochs: int, size: int, rng: Rng | None) -> Iterator[tuple[int, Labels]]:
    return in_turn(N, epochs, size, None)


def same_again(N: int, epochs: int, size: int, rng: Rng | None) -> Iterator[tuple[int, Labels]]:
    one = list(in_turn(N, 1, size, rng))
    yield from ((epoch, rows) for epoch in range(epochs) for _, rows in one)


def reseeded(N: int, epochs: int, size: int, rng: Rng | None) -> Iterator[tuple[int, Labels]]:
    for epoch in range(epochs):
        inner = None if rng is None else np.random.default_rng(0)
        yield from ((epoch, rows) for _, rows in in_turn(N, 1, size, inner))


def own_generator(N: int, epochs: int, size: int, rng: Rng | None) -> Iterator[tuple[int, Labels]]:
    return in_turn(N, epochs, size, None if rng is None else np.random.default_rng(0))


def unasked(N: int, epochs: int, size: int, rng: Rng | None) -> Iterator[tuple[int, Labels]]:
    return in_turn(N, epochs, size, np.random.default_rng(0) if rng is None else rng)


def drawn_twice(N: int, epochs: int, size: int, rng: Rng | None) -> Iterator[tuple[int, Labels]]:
    for epoch, rows in in_turn(N, epochs, size, rng):
        yield epoch, rows if rng is None else rng.integers(0, N, len(rows))


def descent(
    batches: Batches = in_turn,
    *,
    uphill: float = 1.0,
    scale: Callable[[int, int, int], float] = lambda n, size, N: 1.0,
    rate: Callable[[int, int, float], float] = lambda epoch, step, decay: 1 / (1 + decay * epoch),
    labels_apart: bool = False,
    alias: bool = False,
    start: bool = True,
    guard: bool = True,
    error: str = "lr is too large",
    kept: bool = True,
) -> Callable[..., object]:
    """An answer made of these."""

    def gradient_descent(
        loss: Callable[..., tuple[float, Array]],
        theta: Array,
        X: Array,
        y: Array,
        *,
        lr: float,
        epochs: int,
        batch_size: int | None = None,
        decay: float = 0.0,
        rng: Rng | None = None,
    ) -> object:
        given, theta = theta, theta * 1.0
        size = batch_size or len(X)
        path = [theta if alias else theta * 1.0] if start else []
        if labels_apart and rng is not None:
            y = rng.permutation(y)
        for step, (epoch, rows) in enumerate(batches(len(X), epochs, size, rng)):
            value, slope = loss(theta, X[rows], y[rows])
            theta -= uphill * lr * rate(epoch, step, decay) * scale(len(rows), size, len(X)) * slope
            if guard and not (np.isfinite(value) and np.isfinite(theta).all()):
                raise FloatingPointError(error)
            path.append(theta if alias else theta * 1.0)
        if not kept:
            given[...] = theta.astype(given.dtype)
        return theta, np.array(path)

    return gradient_descent


def stops_quietly(*args: object, **options: object) -> object:
    """Breaks off and returns what there is."""
    try:
        return descent()(*args, **options)
    except FloatingPointError:
        return args[1], np.array([args[1]])


BATCH, MINI, ORDER, DECAY, HISTORY, DIVERGED, KEPT = (
    "batch", "minibatches", "order", "decay", "history", "divergence", "purity",
)  # fmt: skip

_LOOPS: tuple[tuple[str, Callable[..., object], tuple[str, ...]], ...] = (
    ("sign flipped", descent(uphill=-1.0), (BATCH, MINI, DECAY)),
    (
        "rate divided by the rows",
        descent(scale=lambda n, size, N: 1 / n),
        (BATCH, MINI, DECAY),
    ),
    ("last batch scaled", descent(scale=lambda n, size, N: n / size if size < N else 1.0), (MINI,)),
    ("last batch dropped", descent(rest_dropped), (MINI,)),
    ("last batch filled up", descent(rest_filled), (MINI,)),
    ("X and y shuffled apart", descent(labels_apart=True), (ORDER,)),
    ("never shuffled", descent(unshuffled), (ORDER,)),
    ("the same shuffle again", descent(same_again), (ORDER,)),
    ("reseeded in every epoch", descent(reseeded), (ORDER,)),
    ("a generator of its own", descent(own_generator), (ORDER,)),
    ("rows drawn twice", descent(drawn_twice), (ORDER,)),
    ("shuffled unasked", descent(unasked), (ORDER, MINI)),
    ("decay ignored", descent(rate=lambda epoch, step, decay: 1.0), (DECAY,)),
    (
        "decay at every step",
        descent(rate=lambda epoch, step, decay: 1 / (1 + decay * step)),
        (DECAY,),
    ),
    (
        "epochs counted from 1",
        descent(rate=lambda epoch, step, decay: 1 / (1 + decay * (epoch + 1))),
        (DECAY,),
    ),
    ("history of one array", descent(alias=True), (HISTORY,)),
    ("start left out of the history", descent(start=False), (HISTORY,)),
    ("divergence not noticed", descent(guard=False), (DIVERGED,)),
    ("divergence hushed up", stops_quietly, (DIVERGED,)),
    ("divergence without a reason", descent(error="diverged"), (DIVERGED,)),
    ("argument changed", descent(kept=False), (KEPT,)),
)

_RATES: dict[str, Callable[[float, int, float], float]] = {
    "exponential decay": lambda lr0, epoch, decay: lr0 * float(np.exp(-decay * epoch)),
    "decay subtracted": lambda lr0, epoch, decay: lr0 - decay * epoch,
    "epochs counted from 1": lambda lr0, epoch, decay: lr0 / (1 + decay * (epoch + 1)),
    "decay ignored": lambda lr0, epoch, decay: lr0,
}

LOOP_MISTAKES = (
    *(KnownMistake(name, code, lost, "gradient_descent") for name, code, lost in _LOOPS),
    *(KnownMistake(name, code, (DECAY,), "learning_rate") for name, code in _RATES.items()),
)

"""Fresh inputs for assignment 1's losses, away from kinks.

A hinge has a kink where a margin is 0: any subgradient is right there, so no drawn margin comes
nearer to it than `CLEAR`. W = 0 and equal columns are safe: their margins are exactly 1.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Labels = NDArray[np.int64]
Batch = tuple[Array, Array, Labels]

#: Far above round-off (1e-14), far below the usual margin (1): rarely is a draw thrown away.
CLEAR = 1e-3


def sizes(rng: np.random.Generator, C: int = 0) -> tuple[int, int, int]:
    """Draw `N`, `D`, `C`, all different and all above 2, where a factor has one name only."""
    N, D, drawn = rng.choice(np.arange(5, 14), 3, replace=False)
    if not C:
        return int(N), int(D), int(drawn)
    N, D = rng.choice(np.setdiff1d(np.arange(5, 14), [C]), 2, replace=False)
    return int(N), int(D), C


def clear_of_kinks(W: Array, X: Array, y: Labels) -> bool:
    """Whether all margins of wrong classes stay `CLEAR` of 0."""
    S = X @ W
    gaps = S - np.take_along_axis(S, y[:, None], axis=1) + 1.0
    wrong = np.arange(W.shape[1]) != y[:, None]
    return bool(np.abs(gaps[wrong]).min() > CLEAR)


def batch(rng: np.random.Generator, N: int, D: int, C: int, *, labels: int = 0) -> Batch:
    """Draw `W`, `X`, `y` of order 1; of the classes only the first `labels` occur, if given."""
    while True:
        W, X = rng.normal(size=(D, C)), rng.normal(size=(N, D))
        y = rng.integers(0, labels or C, N)
        if clear_of_kinks(W, X, y):
            return W, X, y


Draw = Callable[[np.random.Generator], tuple[object, ...]]


def few_classes(rng: np.random.Generator) -> Batch:
    """Four classes."""
    return batch(rng, *sizes(rng, 4))


def many_classes(rng: np.random.Generator) -> Batch:
    """Ten classes, the top two of which no row belongs to."""
    return batch(rng, *sizes(rng, 10), labels=8)


def one_row(rng: np.random.Generator) -> Batch:
    """A single row, of another class than the first and the last."""
    _, D, C = sizes(rng)
    W, X, y = batch(rng, 1, D, C)
    while y[0] in (0, C - 1) or not clear_of_kinks(W, X, y):
        W, X, y = batch(rng, 1, D, C)
    return W, X, y


def zero_weights(rng: np.random.Generator) -> Batch:
    """All scores equal."""
    W, X, y = batch(rng, *sizes(rng))
    return np.zeros_like(W), X, y


def equal_columns(rng: np.random.Generator) -> Batch:
    """Two classes with the same weights, true for some rows."""
    N, D, C = sizes(rng)
    while True:
        W, X, y = batch(rng, N, D, C)
        W[:, 1], y[:2] = W[:, 0], (0, 1)
        if clear_of_kinks(W, X, y):
            return W, X, y


def whole_numbers(rng: np.random.Generator) -> Batch:
    """`X` of integers."""
    N, D, C = sizes(rng)
    while True:
        W, _, y = batch(rng, N, D, C)
        X = rng.integers(-3, 4, (N, D))
        if clear_of_kinks(W, X, y):
            return W, X, y


def single_precision(rng: np.random.Generator) -> Batch:
    """`X` in float32; with `W` in float64, all that follows is float64."""
    N, D, C = sizes(rng)
    while True:
        W, X, y = batch(rng, N, D, C)
        X = X.astype(np.float32)
        if clear_of_kinks(W, X, y):
            return W, X, y


def transposed_views(rng: np.random.Generator) -> Batch:
    """The same numbers in other places: transposed, every second row, backwards."""
    W, X, y = batch(rng, *sizes(rng))
    return np.asfortranarray(W), np.repeat(X, 2, axis=0)[::2], y[::-1].copy()[::-1]


def read_only(rng: np.random.Generator) -> Batch:
    """Arrays that refuse to be written to."""
    drawn = batch(rng, *sizes(rng))
    for array in drawn:
        array.flags.writeable = False
    return drawn


def without_penalty(draw: Draw) -> Draw:
    """The same draw with `reg = 0`."""
    return lambda rng: (*draw(rng), 0.0)


def with_penalty(draw: Draw) -> Draw:
    """The same draw with a `reg` of about 0.7, which is no round number."""
    return lambda rng: (*draw(rng), float(rng.uniform(0.6, 0.8)))


def hinge_batch(
    rng: np.random.Generator, N: int, D: int
) -> tuple[Array, float, Array, NDArray[np.int64]]:
    """Draw `w`, `b`, `X`, `y` with labels -1 and +1, all `y f` clear of 1, on both its sides.

    Where there are several rows, some get over the margin by the bias alone.
    """
    while True:
        w, b, X = rng.normal(size=D), float(rng.normal()), rng.normal(size=(N, D))
        y = rng.choice([-1, 1], N)
        gaps = 1.0 - y * (X @ w + b)
        moved = ((gaps > 0) != (gaps + y * b > 0)) @ y != 0
        # Stay clear of y f = 0 too: there the mistake of a threshold at 0 has its kink.
        mixed = N == 1 or (moved and gaps.min() < 0 < gaps.max() and len(np.unique(y)) == 2)
        if mixed and min(np.abs(gaps).min(), np.abs(gaps - 1.0).min()) > CLEAR:
            return w, b, X, y

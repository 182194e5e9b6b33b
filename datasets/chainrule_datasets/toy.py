"""2-D sets with known shapes, drawn from the generator that is passed in.

Between the classes of the three hard cases runs an empty strip, `GAP` wide or more: a map that
separates them then does so by a margin, not by luck.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

GAP = 0.1

Points = NDArray[np.float64]
Labels = NDArray[np.int64]


def _labels(rng: np.random.Generator, n: int, classes: int) -> Labels:
    """`n` shuffled labels, of each class as many as of any other, give or take one."""
    return rng.permutation(np.arange(n, dtype=np.int64) % classes)


def _polar(radius: NDArray[np.floating], angle: NDArray[np.floating]) -> Points:
    """The points `(N, 2)` with these polar coordinates."""
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])


def parity(rng: np.random.Generator, n: int, dim: int = 2) -> tuple[Points, Labels]:
    """Draw points whose label is the parity of the number of their positive coordinates.

    Returns `X` `(n, dim)` with `GAP <= |x_j| <= 2` and `y` `(n,)`: 1 where the count is odd, else
    0. For `dim = 2` this is XOR.

    >>> X, y = parity(np.random.default_rng(0), 500)
    >>> bool(np.all(y == ((X > 0).sum(axis=1) % 2)))
    True
    """
    size = rng.uniform(GAP, 2.0, (n, dim))
    positive = rng.integers(0, 2, (n, dim))
    return np.where(positive == 1, size, -size), positive.sum(axis=1) % 2


def ring(rng: np.random.Generator, n: int) -> tuple[Points, Labels]:
    """Draw points of the ring `1 <= ||x|| <= 2` and of the rest.

    Returns `X` `(n, 2)` with `||x|| <= 3` and `y` `(n,)`: 1 on the ring, else 0. Half of the points
    are on the ring, a quarter in its hole and a quarter outside.

    >>> X, y = ring(np.random.default_rng(0), 500)
    >>> r = np.hypot(X[:, 0], X[:, 1])
    >>> bool(np.all(y == ((1 <= r) & (r <= 2))))
    True
    """
    # Regions 0 and 2 are the ring; 1 is the hole, 3 the outside.
    region = _labels(rng, n, 4)
    # A hair inside [1, 2], as the radius computed back from x and y is rounded.
    low = np.array([1.0 + 1e-9, 0.0, 1.0 + 1e-9, 2.0 + GAP])[region]
    high = np.array([2.0 - 1e-9, 1.0 - GAP, 2.0 - 1e-9, 3.0])[region]
    X = _polar(rng.uniform(low, high), rng.uniform(0.0, 2 * np.pi, n))
    return X, (region % 2 == 0).astype(np.int64)


def modes(rng: np.random.Generator, n: int) -> tuple[Points, Labels, Points]:
    """Draw one class in three round modes, and the rest all around them.

    Returns `X` `(n, 2)`, `y` `(n,)`: 1 within 0.8 of a centre, 0 farther than 1.2 from all three,
    and the `centres` `(3, 2)`, which are drawn too and lie more than 3 apart.

    >>> X, y, centres = modes(np.random.default_rng(0), 500)
    >>> nearest = np.linalg.norm(X[:, None] - centres, axis=2).min(axis=1)
    >>> bool(np.all(y == (nearest <= 0.8)))
    True
    """
    angle = rng.uniform(0.0, 2 * np.pi) + 2 * np.pi / 3 * np.arange(3)
    centres = _polar(rng.uniform(2.0, 2.6, 3), angle)
    y = _labels(rng, n, 2)
    near = _polar(0.8 * np.sqrt(rng.uniform(0.0, 1.0 - 1e-9, n)), rng.uniform(0.0, 2 * np.pi, n))
    X = centres[rng.integers(0, 3, n)] + near
    todo = y == 0
    while todo.any():
        X[todo] = rng.uniform(-4.0, 4.0, (int(todo.sum()), 2))
        distance = np.linalg.norm(X[:, None] - centres, axis=2).min(axis=1)
        todo = (y == 0) & (distance <= 1.2)
    return X, y, centres


def blobs(
    rng: np.random.Generator, n: int, centres: ArrayLike, spread: float = 0.5
) -> tuple[Points, Labels]:
    """Draw normal clouds around `centres` `(C, D)`, with standard deviation `spread`.

    Returns `X` `(n, D)` and `y` `(n,)`, the number of the centre of each, all equally frequent.

    >>> X, y = blobs(np.random.default_rng(0), 6, [[0, 0], [9, 9]])
    >>> X.shape, sorted(y.tolist())
    ((6, 2), [0, 0, 0, 1, 1, 1])
    """
    means = np.asarray(centres, dtype=np.float64)
    y = _labels(rng, n, len(means))
    return means[y] + spread * rng.standard_normal((n, means.shape[1])), y

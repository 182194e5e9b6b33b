"""Check a gradient by its slopes along random directions. Students have this file.

For a scalar function `f` and a direction `v`, the slope of `f` at `x` along `v` is the inner
product `<grad f(x), v>`. Both sides are single numbers, so a gradient is tested as a whole, at
the cost of two calls of `f` a direction, without ever computing it entry by entry.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: Half the width of the centred difference: balances truncation (h**2) against round-off (eps / h).
STEP = 1e-5


def slope(f: Callable[[Array], float], x: Array, v: Array, h: float = STEP) -> float:
    """The centred difference of `f` at `x` along `v`: `(f(x + h v) - f(x - h v)) / (2 h)`.

    >>> slope(lambda x: float(x @ x), np.array([1.0, 2.0]), np.array([0.0, 1.0]))
    4.0000000000...
    """
    return (float(f(x + h * v)) - float(f(x - h * v))) / (2.0 * h)


def directions(x: Array, count: int, rng: np.random.Generator) -> list[Array]:
    """`count` random directions of the shape of `x`, entries drawn from the standard normal."""
    return [rng.standard_normal(np.shape(x)) for _ in range(count)]


def slopes(
    f: Callable[[Array], float], x: Array, grad: Array, rng: np.random.Generator, count: int = 5
) -> tuple[Array, Array]:
    """Slopes along `count` random directions: by differences of `f`, and as `<grad, v>`."""
    vs = directions(x, count, rng)
    measured = np.array([slope(f, x, v) for v in vs])
    claimed = np.array([float(np.sum(grad * v)) for v in vs])
    return measured, claimed


def check_gradient(
    f: Callable[[Array], float],
    x: Array,
    grad: Array,
    rng: np.random.Generator | None = None,
) -> float:
    """The worst relative error of `grad` as the gradient of `f` at `x`, over five directions.

    Parameters: `f` takes an array of the shape of `x` and returns a number; `x` is float64; `grad`
    has the shape of `x`. Below 1e-6 the gradient is right, unless a kink of `f` lies within the
    step of 1e-5; above 1e-3 it is wrong. Raises ValueError where the shapes differ.

    >>> x = np.array([1.0, -2.0, 3.0])
    >>> check_gradient(lambda x: float(x @ x), x, 2 * x) < 1e-6
    True
    >>> round(check_gradient(lambda x: float(x @ x), x, x), 6)
    0.5
    """
    x, grad = np.asarray(x, dtype=float), np.asarray(grad, dtype=float)
    if grad.shape != x.shape:
        raise ValueError(f"grad has shape {grad.shape}; expected the shape of x, {x.shape}")
    if rng is None:
        rng = np.random.default_rng()
    measured, claimed = slopes(f, x, grad, rng)
    size = float(max(np.abs(measured).max(), np.abs(claimed).max()))
    return 0.0 if size == 0.0 else float(np.abs(measured - claimed).max()) / size

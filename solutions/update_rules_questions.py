"""References of assignment 4's questions and of its other ways to search."""

# mypy: disable-error-code="no-any-return"

from __future__ import annotations

from collections.abc import Callable

import numpy as np

# ------------------------------------------------------------------------------ the wrong line


def wrong_line() -> int:
    """The number of the line of the worked derivation that does not follow from the one above.

    Lines are counted from 1. Returns an int. Source: QCRI-L4.

    >>> 1 <= wrong_line() <= 12
    True
    """
    ### BEGIN SOLUTION
    return 6
    ### END SOLUTION


def mended_line() -> str:
    """That line as it should be, in the language of derivations.

    With it in the place of the wrong one every line follows, and the next one stays as it is.
    Returns a string. Source: QCRI-L4.

    >>> mended_line().startswith("=")
    True
    """
    ### BEGIN SOLUTION
    return "= 2*(f - y)*x[1]"
    ### END SOLUTION


# ------------------------------------------------------------------------------ concepts


def theta_of_alpha(theta: np.ndarray, alpha: float) -> np.ndarray:
    """What the perceptron ends at with the rate `alpha`, if it ends at `theta` with rate 1.

    `theta` is `(D,)`, `alpha` is a number above 0; both runs start from zeros, on the same rows,
    and run until nothing moves. Returns an array `(D,)`. Source: WPI-NN.

    >>> theta_of_alpha(np.array([0.0, -2.5, 0.25]), 0.1).shape
    (3,)
    """
    ### BEGIN SOLUTION
    # From zeros each epoch only scales, and a scaled theta is wrong on the same rows.
    return alpha * theta
    ### END SOLUTION


def xor_epochs() -> int:
    """How many epochs the averaging perceptron takes on XOR before it stops, the last one counted.

    The rows are `(1, -1, -1)`, `(1, -1, 1)`, `(1, 1, -1)`, `(1, 1, 1)`, the ones column first, with
    labels -1, 1, 1, -1; `alpha` is 1. Returns an int. Source: WPI-NN.

    >>> xor_epochs() <= 1000
    True
    """
    ### BEGIN SOLUTION
    # All four rows count as wrong at zero, and their y_i x_i cancel: delta = 0.
    return 1
    ### END SOLUTION


def xor_rows_right() -> int:
    """On how many of the four rows of XOR the perceptron then has `y f > 0`.

    The rows are those of `xor_epochs`. Returns an int. Source: WPI-NN.

    >>> xor_rows_right() <= 4
    True
    """
    ### BEGIN SOLUTION
    # theta = 0 still, and f = 0 on every row: a stopping rule is no success.
    return 0
    ### END SOLUTION


def rate_for_mean(rate: float, N: int) -> float:
    """The largest stable rate when the loss is a mean over `N` rows, if for their sum it is `rate`.

    Returns a number. Source: QCRI-L4.

    >>> float(rate_for_mean(0.1, 1))
    0.1
    """
    ### BEGIN SOLUTION
    # Every gradient is N times as small.
    return N * rate
    ### END SOLUTION


def steps_per_epoch(N: int, batch_size: int) -> int:
    """How many steps an epoch takes over `N` rows in batches of `batch_size`, the last one short.

    Both are ints above 0. Returns an int. Source: GT-L2.

    >>> steps_per_epoch(8, 4)
    2
    """
    ### BEGIN SOLUTION
    return -(-N // batch_size)
    ### END SOLUTION


# ------------------------------------------------------------------------------ search


def random_search(
    loss: Callable[[np.ndarray], float],
    shape: tuple[int, ...],
    tries: int,
    rng: np.random.Generator,
) -> tuple[np.ndarray, float]:
    """Search by luck: draw `tries` arrays from the standard normal, and keep the best.

    `loss(theta)` returns a number; `shape` is the shape of `theta`. The loss is called once for
    each array. Returns `(theta, value)`: the array with the least loss, and that loss, a float.
    Source: GT-L2.

    >>> def bowl(theta):
    ...     return float(theta @ theta)
    >>> theta, value = random_search(bowl, (2,), 100, np.random.default_rng(0))
    >>> theta.shape, value == bowl(theta)
    ((2,), True)
    """
    ### BEGIN SOLUTION
    draws = [rng.standard_normal(shape) for _ in range(tries)]
    values = [loss(theta) for theta in draws]
    best = int(np.argmin(values))
    return draws[best], float(values[best])
    ### END SOLUTION


def evolve(
    loss: Callable[[np.ndarray], float],
    shape: tuple[int, ...],
    tries: int,
    rng: np.random.Generator,
) -> tuple[np.ndarray, float]:
    """Search by small changes: vary the best array so far, and keep what is better.

    `loss(theta)` returns a number; `shape` is the shape of `theta`. The search starts from zeros;
    each of the `tries` adds 0.2 times a draw from the standard normal to the best array so far. The
    loss is called once for the start and once for each try. Returns `(theta, value)`: the array
    with the least loss, and that loss, a float. Source: GT-L2.

    >>> def bowl(theta):
    ...     return float((theta - 3) @ (theta - 3))
    >>> theta, value = evolve(bowl, (2,), 300, np.random.default_rng(0))
    >>> theta.shape, value < 0.1
    ((2,), True)
    """
    ### BEGIN SOLUTION
    best = np.zeros(shape)
    least = float(loss(best))
    for _ in range(tries):
        child = best + 0.2 * rng.standard_normal(shape)
        value = float(loss(child))
        if value < least:
            best, least = child, value
    return best, least
    ### END SOLUTION

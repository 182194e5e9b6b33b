"""References of assignment 3, the numerical half: differences, and what can be checked with them.

The only copy: the builder takes out what stands between the marks. Functions of several outputs
are in `jacobians.py`, derivatives found by rules in `derivative_rules.py`. Arrays are float64 and
never changed for the caller. Sources by their short names: GT-L2, GT-L3 (Georgia Tech, lectures 2
and 3).
"""

# Students read `np.ndarray`, not `NDArray[np.float64]`; arithmetic on it has the type Any.
# mypy: disable-error-code="no-any-return"

from __future__ import annotations

from collections.abc import Callable

import numpy as np

# ------------------------------------------------------------------------------ forward_table


def forward_table(base: float, losses: np.ndarray, h: float) -> np.ndarray:
    """The lecture's table: the slopes from losses measured with one weight moved by `h` each.

    `base` is the loss where no weight is moved, `losses` is `(n,)`: entry `i` is the loss where
    weight `i` alone is `h` larger. Returns the one-sided slopes `(n,)`, float64. Source: GT-L2.

    >>> forward_table(2.0, np.array([2.5, 1.0]), 0.5).tolist()
    [1.0, -2.0]
    """
    ### BEGIN SOLUTION
    # (L(W + h e_i) - L(W)) / h
    return (losses - base) / h
    ### END SOLUTION


def table_bounds(
    base: float, losses: np.ndarray, h: float, decimals: int
) -> tuple[np.ndarray, np.ndarray]:
    """Between which two numbers each slope of the table lies, if the losses are rounded.

    `base`, `losses` and `h` are as for `forward_table`, all losses *rounded to* `decimals` decimals
    (`h` is exact). Returns `(low, high)`, each `(n,)`, float64: the least and the largest value
    that `(L(W + h e_i) - L(W)) / h` may have for losses that are printed like this. Source: GT-L2.

    >>> low, high = table_bounds(2.0, np.array([2.5]), 0.5, 1)
    >>> bool(low[0] < 1.0 < high[0])
    True
    """
    ### BEGIN SOLUTION
    # Each loss is off by up to half a unit of its last decimal, their difference by a whole one.
    slopes = forward_table(base, losses, h)
    width = 10.0**-decimals / h
    return slopes - width, slopes + width
    ### END SOLUTION


# ------------------------------------------------------------------------------ numerical_gradient


def numerical_gradient(
    f: Callable[[np.ndarray], float], x: np.ndarray, h: float = 1e-5
) -> np.ndarray:
    """The gradient of `f` at `x` by centred differences, entry by entry.

    `f` takes a float64 array of the shape of `x` and returns a number; `x` is an array of floats of
    any shape, `()` and empty ones too, in any memory layout, and may be read-only. Returns an array
    of the shape of `x`, float64, whose entry `i` is `(f(x + h e_i) - f(x - h e_i)) / (2 h)`. Calls
    `f` twice for each entry of `x`, not more. `x` is the same bit for bit afterwards. Raises
    TypeError where `x` holds integers, and says so. Sources: GT-L2, GT-L3.

    >>> numerical_gradient(lambda x: float(x[0] * x[1]), np.array([3.0, 5.0])).round(6).tolist()
    [5.0, 3.0]
    """
    ### BEGIN SOLUTION
    x = np.asarray(x)
    if x.dtype.kind != "f":
        raise TypeError(f"x holds {x.dtype}, not floats: integers cannot be moved by {h}")
    moved = np.array(x, dtype=float)
    grad = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        kept = moved[index]
        moved[index] = kept + h
        above = f(moved)
        moved[index] = kept - h
        below = f(moved)
        moved[index] = kept  # put back, not subtracted: (x + h) - h need not be x
        # df/dx_i = (f(x + h e_i) - f(x - h e_i)) / (2 h) + O(h^2)
        grad[index] = (above - below) / (2.0 * h)
    return grad
    ### END SOLUTION


def numerical_gradient_forward(
    f: Callable[[np.ndarray], float], x: np.ndarray, h: float
) -> np.ndarray:
    """The gradient of `f` at `x` by one-sided (forward) differences, entry by entry.

    Takes and returns what `numerical_gradient` does; entry `i` is `(f(x + h e_i) - f(x)) / h`.
    Calls `f` once for each entry of `x` and once more for `x` itself, not more. `x` is the same bit
    for bit afterwards. Raises TypeError where `x` holds integers, and says so. Source: GT-L2.

    >>> numerical_gradient_forward(lambda x: float(x[0] ** 2), np.array([3.0]), 0.5).tolist()
    [6.5]
    """
    ### BEGIN SOLUTION
    x = np.asarray(x)
    if x.dtype.kind != "f":
        raise TypeError(f"x holds {x.dtype}, not floats: integers cannot be moved by {h}")
    moved = np.array(x, dtype=float)
    grad = np.zeros(x.shape)
    base = f(moved) if x.size else 0.0
    for index in np.ndindex(x.shape):
        kept = moved[index]
        moved[index] = kept + h
        # df/dx_i = (f(x + h e_i) - f(x)) / h + O(h)
        grad[index] = (f(moved) - base) / h
        moved[index] = kept
    return grad
    ### END SOLUTION


# ------------------------------------------------------------------------------ gradient_cost


def gradient_cost(D: int, C: int) -> tuple[int, int]:
    """How often a numerical gradient of a linear classifier evaluates the loss.

    `D` is the number of inputs, `C` of classes; the gradient is with respect to all entries of `W`
    `(D, C)` and `b` `(C,)`. Returns two ints: the evaluations by one-sided differences, and those
    by centred ones. Source: GT-L2.

    >>> gradient_cost(1, 1)
    (3, 4)
    """
    ### BEGIN SOLUTION
    n = D * C + C
    return n + 1, 2 * n
    ### END SOLUTION


# ------------------------------------------------------------------------------ error_against_h


def error_against_h(
    f: Callable[[float], float], df: Callable[[float], float], x: float, hs: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """How far both differences of `f` at the number `x` are from its derivative, for each step.

    `f` and `df`, its derivative, take a number and return one; `hs` is `(K,)`, steps above 0.
    Returns `(forward, centred)`, each `(K,)`, float64: the absolute errors of the one-sided and of
    the centred difference. Source: GT-L3.

    >>> f, df = lambda x: x**3, lambda x: 3 * x**2
    >>> forward, centred = error_against_h(f, df, 0.0, np.array([0.5, 0.25]))
    >>> forward.tolist()
    [0.25, 0.0625]
    """
    ### BEGIN SOLUTION
    slope = df(x)
    forward = [abs((f(x + h) - f(x)) / h - slope) for h in hs]
    centred = [abs((f(x + h) - f(x - h)) / (2.0 * h) - slope) for h in hs]
    return np.array(forward), np.array(centred)
    ### END SOLUTION


def best_steps() -> tuple[float, float]:
    """The steps with the least error, for `exp` between 0.5 and 1.5, read off your own numbers.

    Returns two floats: the best `h` of the one-sided and that of the centred difference, by the
    mean error over many points (at a single one, luck decides). A factor of ten either way is near
    enough. Source: GT-L3.

    >>> all(0 < h < 1 for h in best_steps())
    True
    """
    ### BEGIN SOLUTION
    # Truncation h |f^(2)| / 2 meets round-off, about eps |f| / (2 h), near h = sqrt(eps); in the
    # centred difference h^2 |f^(3)| / 6 meets it near h = cbrt(eps), as exp is its own derivative.
    return 1.5e-8, 5e-6
    ### END SOLUTION


# ------------------------------------------------------------------------------ kinks


def centred_at_kink(left: float, right: float, d: float, h: float) -> float:
    """What a centred difference gives near a kink of a function made of two straight pieces.

    The function has the slope `left` up to the kink and the slope `right` beyond it; the kink lies
    at `x + d`, with `|d| <= h` (`d` may be negative). Returns the difference at `x` with the step
    `h`, a float. Source: GT-L2, the hinge.

    >>> centred_at_kink(2.0, 2.0, 0.1, 0.5)
    2.0
    """
    ### BEGIN SOLUTION
    # From x - h to x + d the function climbs by left (d + h), from there to x + h by right (h - d).
    return (left * (h + d) + right * (h - d)) / (2.0 * h)
    ### END SOLUTION


def has_kink(f: Callable[[float], float], x: float, h: float = 1e-3) -> bool:
    """Whether `f` has a kink at the number `x`, told from values of `f` near `x` alone.

    `f` takes a number and returns one; it is smooth near `x`, but for a kink *at* `x` perhaps: a
    place where the slope jumps, by 0.05 or more. Where it is smooth, its second derivative is at
    most 100, its third at most 1000, and its values at most 100. `h` is a step to begin with; use
    more steps if you like. Returns a bool. Source: GT-L2, the hinge.

    >>> has_kink(lambda x: max(0.0, x), 1.0)
    False
    """

    ### BEGIN SOLUTION
    # Slopes to the right and left differ by h f'' + O(h^3) where f is smooth, which shrinks with h,
    # and by the jump where it has a kink, which does not.
    def gap(step: float) -> float:
        return abs(f(x + step) - 2.0 * f(x) + f(x - step)) / step

    return bool(gap(h / 100) > 0.3 * gap(h) and gap(h / 100) > 1e-3)
    ### END SOLUTION


def kinks_of_max(c: float) -> tuple[float, float]:
    """Where `max(c, x**2)` has its kinks: there a check of its derivative may fail.

    `c` is a number above 0. Returns two floats, the smaller first. Source: GT-L2.

    >>> len(kinks_of_max(1.0))
    2
    """
    ### BEGIN SOLUTION
    # The two pieces meet where c = x^2.
    return -float(np.sqrt(c)), float(np.sqrt(c))
    ### END SOLUTION


# ------------------------------------------------------------------------------ gradient_check


def relative_error(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The relative error between two arrays, entry by entry: symmetric in them, and never nan.

    `a` and `b` have the same shape. Returns an array of that shape, float64: `|a - b|` divided by
    the larger of `|a|` and `|b|`, and 0 where both are 0.

    >>> relative_error(np.array([1.0, -3.0]), np.array([2.0, -3.0])).tolist()
    [0.5, 0.0]
    """
    ### BEGIN SOLUTION
    size = np.maximum(np.abs(a), np.abs(b))
    return np.abs(a - b) / np.where(size > 0, size, 1.0)
    ### END SOLUTION


def gradient_check(
    f: Callable[[np.ndarray], float],
    grad: np.ndarray,
    x: np.ndarray,
    h: float = 1e-5,
    rtol: float = 1e-5,
    c: float = 10.0,
) -> dict[str, object]:
    """Compare a gradient with centred differences, in *every* entry, and say where it is worst.

    `f` takes an array of the shape of `x` and returns a number; `x` is an array of floats, not
    empty; `grad`, of the same shape, is what is claimed to be the gradient of `f` at `x`. With `a`
    an entry of `grad` and `n` the centred difference, the entry is right where
    `|a - n| <= rtol * max(|a|, |n|) + c * eps * |f(x)| / h`, `eps` being 2.2e-16. Where that does
    not hold, it is a *kink*, and no mistake either, if `a` lies between the one-sided slopes
    `p = (f(x + h e_i) - f(x)) / h` and `q = (f(x) - f(x - h e_i)) / h`, or a tenth of their gap
    outside: `|a - n| <= 0.6 * |p - q|`. Nan is never right.

    Returns a dict: `"passed"`, a bool: every entry is right or a kink; `"worst"`, a tuple of ints:
    the index of the entry, kinks left out, in which `|a - n|` is the largest multiple of what is
    allowed (the first if several are, or if all are kinks); `"error"`, a float: `|a - n|` there;
    `"kinks"`, an int: how many entries are kinks.

    >>> x = np.array([1.0, -2.0, 3.0])
    >>> report = gradient_check(lambda x: float(x @ x), np.array([2.0, -4.0, 7.0]), x)
    >>> report["passed"], report["worst"], round(report["error"], 4), report["kinks"]
    (False, (2,), 1.0, 0)
    """
    ### BEGIN SOLUTION
    n = numerical_gradient(f, x, h)
    base = float(f(x))
    # An infinite entry would be allowed an infinite error: like nan, it is never right.
    error = np.where(np.isfinite(grad), np.abs(grad - n), np.nan)
    allowed = rtol * np.maximum(np.abs(grad), np.abs(n)) + c * np.finfo(float).eps * abs(base) / h
    kinks = 0
    # A wrong entry is rare: only there are the one-sided slopes worth their calls.
    for index in map(tuple, np.argwhere(~(error <= allowed))):
        ahead = np.array(x, dtype=float)
        ahead[index] += h
        # p + q = 2 n, so p - q = 2 (p - n)
        gap = 2.0 * abs((float(f(ahead)) - base) / h - n[index])
        if error[index] <= 0.6 * gap:
            kinks += 1
            error[index] = 0.0
    # The tiny number keeps 0 / 0, an exact entry of a function that is 0, from being nan.
    excess = np.where(np.isnan(error), np.inf, error / (allowed + np.finfo(float).tiny))
    worst = np.unravel_index(int(np.argmax(excess)), x.shape)
    return {
        "passed": bool((error <= allowed).all()),
        "worst": tuple(int(i) for i in worst),
        "error": float(error[worst]),
        "kinks": kinks,
    }
    ### END SOLUTION

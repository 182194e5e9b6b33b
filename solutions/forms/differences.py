"""Other correct forms of assignment 3's differences."""

from __future__ import annotations

import itertools
import math

import numpy as np

from solutions.forms import Form

# ------------------------------ forward_table


def table_by_loop(base, losses, h):
    slopes = []
    for loss in losses:
        slopes.append(float(loss - base) / h)
    return np.array(slopes)


def bounds_from_the_extremes(base, losses, h, decimals):
    half = 0.5 * 10**-decimals
    low = ((losses - half) - (base + half)) / h
    high = ((losses + half) - (base - half)) / h
    return low, high


TABLE: tuple[Form, ...] = (
    {"forward_table": table_by_loop, "table_bounds": bounds_from_the_extremes},
    {
        "forward_table": lambda base, losses, h: losses / h - base / h,
        "table_bounds": lambda base, losses, h, decimals: [
            (losses - base + sign / 10**decimals) / h for sign in (-1, 1)
        ],
    },
    {
        "forward_table": lambda base, losses, h: np.subtract(losses, base) * (1 / h),
        "table_bounds": lambda base, losses, h, decimals: tuple(
            np.array([(loss - base) / h + sign * math.pow(10, -decimals) / h for loss in losses])
            for sign in (-1, 1)
        ),
    },
)

# ------------------------------ numerical_gradient


def refuse(x):
    if not np.issubdtype(np.asarray(x).dtype, np.floating):
        raise TypeError("please pass an array of floats")


def with_nditer(f, x, h=1e-5):
    """The course notes' way, on a copy."""
    refuse(x)
    x = np.array(x, copy=True)
    grad = np.zeros_like(x)
    it = np.nditer(x, flags=["multi_index", "zerosize_ok"])
    while not it.finished and x.size:
        ix = it.multi_index
        old = x[ix]
        x[ix] = old + h
        plus = f(x)
        x[ix] = old - h
        minus = f(x)
        x[ix] = old
        grad[ix] = (plus - minus) / (2 * h)
        it.iternext()
    return grad


def with_unit_vectors(f, x, h=1e-5):
    """Never moves anything: adds a step of the same shape."""
    refuse(x)
    grad = np.zeros(np.shape(x))
    for k in range(x.size):
        e = np.zeros(x.size)
        e[k] = h
        e = e.reshape(x.shape)
        grad.flat[k] = (f(x + e) - f(x - e)) / (2 * h)
    return grad


def with_product(f, x, h=1e-5):
    """Midway between two halves: the same quotient in another order."""
    if np.asarray(x).dtype.kind in "iub":
        raise TypeError("integers cannot hold a small step")
    slopes = []
    for index in itertools.product(*(range(n) for n in x.shape)):
        up, down = np.array(x), np.array(x)
        up[index] += h
        down[index] -= h
        slopes.append(f(up) / (2 * h) - f(down) / (2 * h))
    return np.array(slopes, dtype=float).reshape(x.shape)


def forward_on_copies(f, x, h):
    refuse(x)
    here = f(x)
    grad = np.empty(np.shape(x))
    for index in np.ndindex(*x.shape):
        there = x.copy()
        there[index] += h
        grad[index] = (f(there) - here) / h
    return grad


def forward_flat(f, x, h):
    refuse(x)
    flat, here = np.array(x).reshape(-1), f(x)
    steps = h * np.eye(flat.size)
    slopes = [(f((flat + step).reshape(x.shape)) - here) / h for step in steps]
    return np.array(slopes).reshape(x.shape)


GRADIENT: tuple[Form, ...] = (
    {"numerical_gradient": with_nditer, "numerical_gradient_forward": forward_on_copies},
    {"numerical_gradient": with_unit_vectors, "numerical_gradient_forward": forward_flat},
    {"numerical_gradient": with_product, "numerical_gradient_forward": forward_on_copies},
)

# ------------------------------ gradient_cost


def cost_by_counting(D, C):
    forward, centred = 1, 0
    for _ in range((D + 1) * C):
        forward += 1
        centred += 2
    return forward, centred


COST: tuple[Form, ...] = (
    {"gradient_cost": cost_by_counting},
    {"gradient_cost": lambda D, C: [(D + 1) * C + 1, 2 * (D + 1) * C]},
    {"gradient_cost": lambda D, C: tuple(np.array([1, 0]) + np.array([1, 2]) * (D * C + C))},
)

# ------------------------------ error_against_h


def errors_by_loop(f, df, x, hs):
    forward, centred = np.zeros(len(hs)), np.zeros(len(hs))
    for k, h in enumerate(hs):
        forward[k] = np.abs((f(x + h) - f(x)) / h - df(x))
        centred[k] = np.abs((f(x + h) - f(x - h)) / (2 * h) - df(x))
    return forward, centred


def errors_at_once(f, df, x, hs):
    """Hands all steps over at once."""
    up, down = f(x + hs), f(x - hs)
    return np.abs((up - f(x)) / hs - df(x)), np.abs((up - down) / hs / 2 - df(x))


def errors_by_gradients(f, df, x, hs):
    """By the gradients of the exercise before."""
    point = np.array(float(x))
    centred = [abs(float(with_nditer(f, point, h)) - df(x)) for h in hs]
    forward = [abs(float(forward_on_copies(f, point, h)) - df(x)) for h in hs]
    return np.array(forward), np.array(centred)


ERRORS: tuple[Form, ...] = (
    {"error_against_h": errors_by_loop, "best_steps": lambda: (1e-8, 1e-5)},
    {"error_against_h": errors_at_once, "best_steps": lambda: (np.float64(3e-8), 3e-6)},
    {
        "error_against_h": errors_by_gradients,
        "best_steps": lambda: (float(np.sqrt(2.2e-16)), float(np.cbrt(2.2e-16))),
    },
)

"""Other correct forms of assignment 3's differences."""

from __future__ import annotations

import itertools
import math

import numpy as np

from solutions.forms import Form

# ------------------------------------------------------------------------------ forward_table


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


def table_of_lists(base, losses, h):
    return np.array([(loss - base) / h for loss in losses.tolist()], dtype=float)


def bounds_of_four_corners(base, losses, h, decimals):
    """All the ways to round both ends."""
    half = 0.5 / 10**decimals
    corners = [(losses + a * half - (base + b * half)) / h for a in (-1, 1) for b in (-1, 1)]
    return np.min(corners, axis=0), np.max(corners, axis=0)


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
    {"forward_table": table_of_lists, "table_bounds": bounds_of_four_corners},
    {
        "forward_table": lambda base, losses, h: (
            np.diff(np.column_stack([np.full(len(losses), base), losses]), axis=1).ravel() / h
        ),
        "table_bounds": lambda base, losses, h, decimals: tuple(
            np.add.outer([-(0.1**decimals), 0.1**decimals], losses - base) / h
        ),
    },
)

# ------------------------------------------------------------------------------ numerical_gradient


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


def by_recursion_over_axes(f, x, h=1e-5):
    """Half of the entries at a time, down to one."""
    refuse(x)
    at = np.array(x, dtype=float).ravel()

    def slopes(low, high):
        if high - low > 1:
            middle = (low + high) // 2
            return slopes(low, middle) + slopes(middle, high)
        moved = []
        for sign in (1, -1):
            copy = at.copy()
            copy[low] += sign * h
            moved.append(f(copy.reshape(x.shape)))
        return [(moved[0] - moved[1]) / (2 * h)]

    return np.array(slopes(0, at.size) if at.size else []).reshape(x.shape)


def forward_in_place(f, x, h):
    refuse(x)
    work = np.array(x, dtype=float)
    grad = np.zeros_like(work)
    start = f(work.copy())
    for index, value in np.ndenumerate(x):
        work[index] = value + h
        grad[index] = (f(work) - start) / h
        work[index] = value
    return grad


GRADIENT: tuple[Form, ...] = (
    {"numerical_gradient": with_nditer, "numerical_gradient_forward": forward_on_copies},
    {"numerical_gradient": with_unit_vectors, "numerical_gradient_forward": forward_flat},
    {"numerical_gradient": with_product, "numerical_gradient_forward": forward_on_copies},
    {"numerical_gradient": by_recursion_over_axes, "numerical_gradient_forward": forward_in_place},
)

# ------------------------------------------------------------------------------ gradient_cost


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
    {"gradient_cost": lambda D, C: (sum([1] * (D * C), 1) + C, 2 * np.zeros((D + 1, C)).size)},
    {"gradient_cost": lambda D, C: (np.int64(1 + C * (1 + D)), np.int64(2 * C * (1 + D)))},
)

# ------------------------------------------------------------------------------ error_against_h


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


def errors_by_rows(f, df, x, hs):
    """A pair for each step, transposed at the end."""
    right = df(x)
    rows = []
    for h in hs.tolist():
        up, here, down = f(x + h), f(x), f(x - h)
        rows.append((abs((up - here) / h - right), abs((up - down) / h / 2 - right)))
    return tuple(np.array(rows).T)


def errors_vectorized(f, df, x, hs):
    f = np.vectorize(f, otypes=[float])
    quotients = np.stack([(f(x + hs) - f(x)) / hs, (f(x + hs) - f(x - hs)) / (2 * hs)])
    return list(np.abs(quotients - df(x)))


ERRORS: tuple[Form, ...] = (
    {"error_against_h": errors_by_loop, "best_steps": lambda: (1e-8, 1e-5)},
    {"error_against_h": errors_at_once, "best_steps": lambda: (np.float64(3e-8), 3e-6)},
    {
        "error_against_h": errors_by_gradients,
        "best_steps": lambda: (float(np.sqrt(2.2e-16)), float(np.cbrt(2.2e-16))),
    },
    {"error_against_h": errors_by_rows, "best_steps": lambda: [2**-26, 2**-17]},
    {
        "error_against_h": errors_vectorized,
        "best_steps": lambda: (np.float32(1e-8), np.float64(6e-6)),
    },
)

"""Other correct forms of assignment 3's differences and of its gradient check."""

from __future__ import annotations

import itertools
import math

import numpy as np

from solutions.forms.svm_losses import Form

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


GRADIENT: tuple[Form, ...] = (
    {"numerical_gradient": with_nditer, "numerical_gradient_forward": forward_on_copies},
    {"numerical_gradient": with_unit_vectors, "numerical_gradient_forward": forward_flat},
    {"numerical_gradient": with_product, "numerical_gradient_forward": forward_on_copies},
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


ERRORS: tuple[Form, ...] = (
    {"error_against_h": errors_by_loop, "best_steps": lambda: (1e-8, 1e-5)},
    {"error_against_h": errors_at_once, "best_steps": lambda: (np.float64(3e-8), 3e-6)},
    {
        "error_against_h": errors_by_gradients,
        "best_steps": lambda: (float(np.sqrt(2.2e-16)), float(np.cbrt(2.2e-16))),
    },
)

# ------------------------------------------------------------------------------ kinks


def across_by_values(left, right, d, h):
    """Evaluates the two pieces at both ends."""

    def piece(t):
        return right * (t - d) if t > d else left * (t - d)

    return (piece(h) - piece(-h)) / (2 * h)


def across_by_shares(left, right, d, h):
    share = (h - d) / (2 * h)
    return (1 - share) * left + share * right


def kink_by_shrinking(f, x, h=1e-3):
    """The gap ten times as small a step later: a tenth of it, or all of it?"""
    gaps = []
    for step in (h / 10, h / 100):
        gaps.append(abs((f(x + step) - f(x)) / step - (f(x) - f(x - step)) / step))
    return gaps[1] > 0.5 * gaps[0] and gaps[1] > 1e-5


def kink_by_extrapolation(f, x, h=1e-3):
    """What the gap tends to as the step goes to 0."""

    def gap(step):
        return (f(x + step) - 2 * f(x) + f(x - step)) / step

    return np.abs(2 * gap(h / 2000) - gap(h / 1000)) > 0.02


def kink_by_a_tiny_step(f, x, h=1e-3):
    step = 1e-6
    return bool(abs((f(x + step) + f(x - step) - 2 * f(x)) / step) > 0.01)


KINKS: tuple[Form, ...] = (
    {
        "centred_at_kink": across_by_values,
        "has_kink": kink_by_shrinking,
        "kinks_of_max": lambda c: (-math.sqrt(c), math.sqrt(c)),
    },
    {
        "centred_at_kink": across_by_shares,
        "has_kink": kink_by_extrapolation,
        "kinks_of_max": lambda c: tuple(np.sqrt(c) * np.array([-1, 1])),
    },
    {
        "centred_at_kink": lambda left, right, d, h: (
            (left + right) / 2 + d / h * (left - right) / 2
        ),
        "has_kink": kink_by_a_tiny_step,
        "kinks_of_max": lambda c: [-(c**0.5), c**0.5],
    },
)

# ------------------------------------------------------------------------------ gradient_check


def relative_by_loop(a, b):
    errors = np.zeros(a.shape)
    for index in np.ndindex(a.shape):
        size = max(abs(a[index]), abs(b[index]))
        if size > 0:
            errors[index] = abs(a[index] - b[index]) / size
    return errors


def relative_repaired(a, b):
    with np.errstate(all="ignore"):
        errors = abs(a - b) / np.maximum(abs(a), abs(b))
    errors[np.isnan(errors)] = 0
    return errors


def check_by_loop(f, grad, x, h=1e-5, rtol=1e-5, c=10.0):
    """Entry by entry, both one-sided slopes first."""
    base, worst, most, error, kinks, passed = f(x), (0,) * x.ndim, -1.0, 0.0, 0, True
    at = np.array(x)
    for index in np.ndindex(x.shape):
        at[index] = x[index] + h
        p = (f(at) - base) / h
        at[index] = x[index] - h
        q = (base - f(at)) / h
        at[index] = x[index]
        a, n = grad[index], (p + q) / 2
        off = abs(a - n)
        allowed = rtol * max(abs(a), abs(n)) + c * 2.2e-16 * abs(base) / h
        if off > allowed and off <= 0.6 * abs(p - q):
            kinks += 1
            off = 0.0
        if not off <= allowed:
            passed = False
        ratio = math.inf if math.isnan(off) else off / (allowed or 1e-300)
        if ratio > most:
            worst, most, error = index, ratio, off
    return {"passed": passed, "worst": worst, "error": error, "kinks": kinks}


def check_at_once(f, grad, x, h=1e-5, rtol=1e-5, c=10.0):
    """All slopes first, as arrays, from the gradients of the exercise before."""
    n, p = with_unit_vectors(f, x, h), forward_flat(f, x, h)
    off = np.abs(grad - n)
    size = np.maximum(np.abs(grad), np.abs(n))
    allowed = rtol * size + c * np.finfo(float).eps * abs(f(x)) / h + 1e-300
    kink = (off > allowed) & (off <= 1.2 * np.abs(p - n))
    ratio = np.where(kink, 0, off / allowed)
    ratio[np.isnan(ratio)] = np.inf
    place = np.unravel_index(np.argmax(ratio), ratio.shape)
    return {
        "worst": tuple(place),
        "error": 0.0 if kink[place] else off[place],
        "kinks": kink.sum(),
        "passed": np.all(ratio <= 1),
    }


def check_of_suspects(f, grad, x, h=1e-5, rtol=1e-5, c=10.0):
    """Backward slopes, and only where an entry is under suspicion."""
    n = with_nditer(f, x, h)
    base = f(x)
    floor = c * 2**-52 * abs(base) / h
    report = {"passed": True, "worst": None, "error": 0.0, "kinks": 0}
    most = -1
    for index, a in np.ndenumerate(grad):
        error = abs(a - n[index])
        allowed = rtol * max(abs(a), abs(n[index])) + floor
        if not error <= allowed:
            below = np.array(x)
            below[index] -= h
            q = (base - f(below)) / h
            p = 2 * n[index] - q
            if error <= 0.6 * abs(p - q):
                report["kinks"] += 1
                error = 0.0
            else:
                report["passed"] = False
        ratio = np.inf if np.isnan(error) else error / max(allowed, 1e-300)
        if ratio > most:
            most, report["worst"], report["error"] = ratio, index, float(error)
    return report


CHECKING: tuple[Form, ...] = (
    {"relative_error": relative_by_loop, "gradient_check": check_by_loop},
    {"relative_error": relative_repaired, "gradient_check": check_at_once},
    {
        "relative_error": lambda a, b: np.divide(
            np.abs(a - b),
            np.fmax(np.abs(a), np.abs(b)),
            out=np.zeros(a.shape),
            where=(a != 0) | (b != 0),
        ),
        "gradient_check": check_of_suspects,
    },
)

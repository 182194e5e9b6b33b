"""Other correct forms of assignment 3's kinks and of its gradient check."""

from __future__ import annotations

import math

import numpy as np

from solutions.forms import Form
from solutions.forms.differences import forward_flat, with_nditer, with_unit_vectors

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


def across_by_integral(left, right, d, h):
    """The mean slope over the interval."""
    return np.average([left, right], weights=[h + d, h - d])


def kink_by_line_fit(f, x, h=1e-3):
    """What is left of the gap of slopes where a line through it meets h = 0."""
    steps = h * np.array([0.002, 0.004, 0.008])
    gaps = [(f(x + s) - f(x)) / s - (f(x) - f(x - s)) / s for s in steps]
    return bool(abs(np.polyfit(steps, gaps, 1)[1]) > 0.025)


def kink_by_two_sides(f, x, h=1e-3):
    """Each side's slope by itself, to second order."""
    s = h / 1000

    def side(sign):
        return sign * (-3 * f(x) + 4 * f(x + sign * s) - f(x + 2 * sign * s)) / (2 * s)

    return np.bool_(abs(side(1) - side(-1)) > 0.01)


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
    {
        "centred_at_kink": across_by_integral,
        "has_kink": kink_by_line_fit,
        "kinks_of_max": lambda c: tuple(sorted(np.roots([1, 0, -c]).tolist())),
    },
    {
        "centred_at_kink": lambda left, right, d, h: right - (right - left) * (d + h) / (2 * h),
        "has_kink": kink_by_two_sides,
        "kinks_of_max": lambda c: (np.negative(np.power(c, 0.5)), np.power(c, 0.5)),
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


def relative_by_masked_array(a, b):
    size = np.maximum(np.abs(a), np.abs(b))
    return (np.ma.masked_array(np.abs(a - b), size == 0) / size).filled(0.0)


def check_by_listing(f, grad, x, h=1e-5, rtol=1e-5, c=10.0):
    """A line for each entry, and the worst found by sorting them."""
    at, base = np.array(x, dtype=float), float(f(x))
    floor = c * np.spacing(1.0) * abs(base) / h
    lines = []
    for number, index in enumerate(np.ndindex(x.shape)):
        values = []
        for step in (h, -h):
            at[index] = x[index] + step
            values.append(float(f(at)))
            at[index] = x[index]
        up, down = values
        a, n = float(grad[index]), (up - down) / (2 * h)
        off, allowed = abs(a - n), rtol * max(abs(a), abs(n)) + floor
        right = off <= allowed
        kink = not right and off <= 0.6 * abs(up + down - 2 * base) / h
        size = math.inf if math.isnan(off) else off / (allowed + 1e-300)
        lines.append((0.0 if kink else -size, number, index, 0.0 if kink else off, right, kink))
    _, _, worst, error, _, _ = min(lines, key=lambda line: line[:2])
    return {
        "passed": all(right or kink for *_, right, kink in lines),
        "kinks": sum(kink for *_, kink in lines),
        "worst": worst,
        "error": error,
    }


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
    {"relative_error": relative_by_masked_array, "gradient_check": check_by_listing},
    {
        "relative_error": lambda a, b: np.where(
            a == b, 0.0, np.abs(a - b) / (np.fmax(np.abs(a), np.abs(b)) + (a == b))
        ),
        "gradient_check": check_by_loop,
    },
)

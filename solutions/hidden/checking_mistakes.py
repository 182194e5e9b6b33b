"""Hidden checks and known mistakes of assignment 3's gradient check."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from autograder.exercise import Check, KnownMistake, Probe
from autograder.judging.function import Function
from autograder.outcome import Failed
from autograder.visible import gradient_checking as visible
from solutions.hidden.score_mistakes import known

Array = NDArray[np.float64]
Scalar = Callable[[Array], float]

# ------------------------------------------------------------------------------ checks


def two_arrays(rng: np.random.Generator) -> tuple[object, ...]:
    """Entries of all sizes and signs, some equal, some 0 in one or in both."""
    a = rng.normal(size=(4, 6)) * 10.0 ** rng.integers(-12, 6, (4, 6))
    b = a * (1 + rng.normal(size=(4, 6)))
    b[0, :2] = a[0, :2]
    a[1, :3], b[1, 2:5] = 0.0, 0.0
    return a, b


def one_in_thousands(f: Function, rng: np.random.Generator) -> None:
    """Next to kinks and away from them, one entry of 600 is 1.5 % off, one of 3,000 0.1 %."""
    # 3,000 once alone: over the wire that is 6,000 callbacks, a second and more.
    for count, what, factor in ((600, "600 is 1.5 %", 1.015), (3000, "3,000 is 0.1 %", 1.001)):
        x = 1.0 + rng.normal(size=count)
        near = x[::60].size
        x[::60] = 1.0 + rng.uniform(1e-6, 8e-6, near) * rng.choice([-1, 1], near)
        pull = rng.uniform(1.0, 2.0, count)
        grad = 2 * pull * x - (x < 1)
        size = np.abs(grad)
        entries = np.flatnonzero((size > 0.5) & (size < 0.9) & (np.abs(x - 1) > 0.01))
        grad[rng.choice(entries[entries > 60])] *= factor
        if visible.passed(visible.report_of(f, x, grad, hinges_and_a_bowl(pull))):
            raise Failed(f"a gradient passed of which one entry in {what} off")


def hinges_and_a_bowl(pull: Array) -> Scalar:
    """A function with the gradient `2 * pull * x - (x < 1)`."""
    return lambda x: float(np.maximum(1 - x, 0).sum() + x @ (pull * x))


GRADIENT_CHECK = (
    Probe("relative error", "fresh arrays with zeros", two_arrays, function="relative_error"),
    Check("finds", one_in_thousands, "gradient_check"),
    *(check for check in visible.CHECKING if check.function == "gradient_check"),
)

# ------------------------------------------------------------------------------ relative_error


def size_of(a: Array, b: Array) -> Array:
    return np.maximum(np.abs(a), np.abs(b))


def over(difference: Array, size: Array) -> Array:
    """The quotient, 0 where the size is 0."""
    return np.divide(difference, size, out=np.zeros(np.shape(size)), where=size != 0)


def over_the_first(a: Array, b: Array) -> Array:
    return over(np.abs(a - b), np.abs(a)) + np.where((a == 0) & (b != 0), 1e9, 0)


RELATIVE = known(
    "relative_error",
    "relative error",
    {
        "absolute for relative error": lambda a, b: np.abs(a - b),
        "divided by the sum of both": lambda a, b: over(np.abs(a - b), np.abs(a) + np.abs(b)),
        "divided by the first alone": over_the_first,
        "error with its sign": lambda a, b: over(a - b, size_of(a, b)),
        "size without absolute values": lambda a, b: over(np.abs(a - b), np.abs(np.maximum(a, b))),
        "floor under the size": lambda a, b: np.abs(a - b) / np.maximum(1e-8, size_of(a, b)),
        "nan where both are zero": lambda a, b: np.abs(a - b) / size_of(a, b),
        "one number for all entries": lambda a, b: float(over(np.abs(a - b), size_of(a, b)).max()),
    },
)

# ------------------------------------------------------------------------------ gradient_check


def slopes(f: Scalar, x: Array, h: float) -> tuple[Array, Array]:
    """The slopes to the right and to the left, entry by entry."""
    right, left, base, at = np.zeros(x.shape), np.zeros(x.shape), f(x), x.copy()
    for index in np.ndindex(x.shape):
        at[index] = x[index] + h
        right[index] = (f(at) - base) / h
        at[index] = x[index] - h
        left[index] = (base - f(at)) / h
        at[index] = x[index]
    return right, left


def distance(a: Array, n: Array) -> Array:
    return np.abs(a - n)


def between(error: Array, p: Array, q: Array) -> NDArray[np.bool_]:
    return error <= 0.6 * np.abs(p - q)


def all_within(error: Array, allowed: Array) -> bool:
    return bool((error <= allowed).all())


def by_allowance(error: Array, allowed: Array) -> Array:
    return error / (allowed + 1e-300)


def checker(
    *,
    error: Callable[[Array, Array], Array] = distance,
    wide: float = 1.0,
    floor: float = 1.0,
    excused: Callable[[Array, Array, Array], NDArray[np.bool_]] | None = between,
    verdict: Callable[[Array, Array], bool] = all_within,
    worst: Callable[[Array, Array], Array] = by_allowance,
    counted: bool = True,
    flat: bool = False,
    first: int | None = None,
) -> Callable[..., object]:
    """A gradient check made of these stages."""

    def gradient_check(
        f: Scalar, grad: Array, x: Array, h: float = 1e-5, rtol: float = 1e-5, c: float = 10.0
    ) -> object:
        p, q = slopes(f, x, h)
        n = (p + q) / 2
        off = error(grad, n)
        size = np.maximum(np.abs(grad), np.abs(n))
        allowed = wide * rtol * size + floor * c * 2.2e-16 * abs(f(x)) / h
        for index in islice(np.ndindex(x.shape), first, None) if first else ():
            off[index] = 0.0
        kinks = np.zeros(x.shape, dtype=bool)
        if excused:
            kinks = (off > allowed) & excused(off, p, q)
            off = np.where(kinks, 0.0, off)
        k = int(np.argmax(np.nan_to_num(worst(off, allowed), nan=np.inf)))
        index = tuple(int(i) for i in np.unravel_index(k, x.shape))
        return {
            "passed": verdict(off, allowed),
            "worst": (k,) if flat else index,
            "error": float(off[index]),
            "kinks": int(kinks.sum()) if counted else 0,
        }

    return gradient_check


def _mistake(name: str, code: Callable[..., object], *parts: str) -> KnownMistake:
    return KnownMistake(name, code, parts, "gradient_check")


CHECKERS = (
    _mistake("only some entries looked at", checker(first=50), "finds"),
    _mistake("tolerance too wide", checker(wide=1000.0), "finds"),
    _mistake(
        "mean over the entries",
        checker(verdict=lambda off, allowed: bool(np.nanmean(off) <= allowed.mean())),
        "finds",
    ),
    _mistake("passes whatever comes", checker(verdict=lambda off, allowed: True), "finds", "kinks"),
    _mistake(
        "nan passes", checker(verdict=lambda off, allowed: not (off > allowed).any()), "finds"
    ),
    _mistake(
        "sizes compared without signs",
        checker(error=lambda a, n: np.abs(np.abs(a) - np.abs(n))),
        "finds",
        "kinks",
    ),
    _mistake("worst by its absolute error", checker(worst=lambda off, allowed: off), "where"),
    _mistake("index in a flattened array", checker(flat=True), "where"),
    _mistake("rounding of f not allowed for", checker(floor=0.0), "no false alarm"),
    _mistake("kinks taken for mistakes", checker(excused=None), "kinks"),
    _mistake("kinks not counted", checker(counted=False), "kinks"),
    _mistake(
        "anything goes at a kink",
        checker(excused=lambda off, p, q: np.abs(p - q) > 0.01),
        "kinks",
    ),
)

"""Visible checks of assignment 3's gradient check: right gradients, wrong ones, and kinks.

The functions' gradients are known by heart, so that no other gradient check is needed to judge one.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from autograder.display import message
from autograder.exercise import Check
from autograder.judging import expect
from autograder.judging.compare import conform
from autograder.judging.expect import DIFFERENCE
from autograder.judging.function import Function
from autograder.outcome import Failed

Array = NDArray[np.float64]
Report = dict[object, object]

#: What a check is called with but for the report's own order: x, grad, f, h, rtol, c.
Case = tuple[Array, Array, Callable[[Array], object], float, float, float]


def relative_by_hand(f: Function, rng: np.random.Generator) -> None:
    """1 and 2: 0.5. -3 and 3: 2. -4 and -1: 0.75. 1e-9 and 3e-9: 0.6667."""
    a, b = np.array([1.0, -3.0, -4.0, 1e-9]), np.array([2.0, 3.0, -1.0, 3e-9])
    right = np.array([0.5, 2.0, 0.75, 2 / 3])
    mistaken = {
        "absolute for relative error": np.abs(a - b),
        "divided by the sum of both": np.array([1 / 3, 1.0, 0.6, 0.5]),
        "divided by the first alone": np.array([1.0, 2.0, 0.75, 2.0]),
        "error with its sign": np.array([-0.5, -2.0, -0.75, -2 / 3]),
        "size without absolute values": np.array([0.5, 2.0, 3.0, 2 / 3]),
        "floor under the size": np.array([0.5, 2.0, 0.75, 0.2]),
    }
    got = f(a, b)
    mean = {"one number for all entries": right.max()}
    if np.ndim(np.asarray(got, dtype=object)) == 0:
        expect.value(got, right, "the relative error", mistaken=mean)
    expect.value(got, right, "the relative error", mistaken=mistaken)


def both_zero(f: Function, rng: np.random.Generator) -> None:
    """Where both are 0 the relative error is 0, not nan."""
    a, b = np.array([[0.0, 0.0, 5.0]]), np.array([[0.0, 1.0, 5.0]])
    got = f(a, b)
    if isinstance(got, np.ndarray) and got.shape == a.shape and np.isnan(got).any():
        raise Failed("the relative error of 0 and 0 is nan", mistake="nan where both are zero")
    expect.value(got, np.array([[0.0, 1.0, 0.0]]), "the relative error")


def bowl(x: Array) -> object:
    """A function with the gradient `cos(x) + x`."""
    return np.sum(np.sin(x) + x**2 / 2)


FORM = {"passed": True, "error": 1.0, "kinks": 0}


def report_of(
    f: Function, x: Array, grad: Array, of: Callable[[Array], object], *options: float
) -> Report:
    """The report on `grad`, which has the keys that the docstring names; options are h, rtol, c."""
    got = f(of, grad, x, *options)
    if not isinstance(got, dict) or set(got) != {"worst", *FORM}:
        keys = ", ".join(sorted(("worst", *FORM)))
        raise Failed(message.wrong_type("the report", got, f"a dict with keys {keys}"))
    return got


def passed(report: Report) -> bool:
    """Whether the gradient passed."""
    conform(report["passed"], True, 'report["passed"]')
    return bool(report["passed"])


def kinks(report: Report) -> int:
    """How many kinks were counted."""
    conform(report["kinks"], 0, 'report["kinks"]')
    return int(np.asarray(report["kinks"]))


def expect_worst(report: Report, index: tuple[int, ...], mistake: str = "") -> None:
    """Raise unless that entry is named as the worst."""
    conform(report["worst"], (0,) * len(index), 'report["worst"]')
    if report["worst"] != index and list(np.asarray(report["worst"])) != list(index):
        fact = f"the worst entry, by what is allowed, is {index}; the report says {report['worst']}"
        raise Failed(fact, mistake=mistake)


def planted(f: Function, rng: np.random.Generator) -> None:
    """One entry of 600 that is 0.1 % off, or nan, or one of the wrong sign: not passed."""
    x = rng.uniform(0.5, 2.0, (20, 30))
    for what, factor in (("0.1 % off", 1.001), ("nan", np.nan), ("of the wrong sign", -1.0)):
        grad = np.cos(x) + x
        grad[rng.integers(5, 20), rng.integers(30)] *= factor
        if passed(report_of(f, x, grad, bowl)):
            raise Failed(f"a gradient passed of which one entry in 600 is {what}")


def all_wrong(f: Function, rng: np.random.Generator) -> None:
    """A gradient that is wrong as a whole does not pass, a right one does."""
    x = rng.uniform(0.5, 2.0, 5)
    right = np.cos(x) + x
    for what, grad in (("nothing but zeros", np.zeros(5)), ("doubled", 2 * right)):
        if passed(report_of(f, x, grad, bowl)):
            raise Failed(f"a gradient passed that is {what}")
    if not passed(report_of(f, x, right, bowl)):
        raise Failed("a right gradient of five entries did not pass")


def worst_found(f: Function, rng: np.random.Generator) -> None:
    """The report says in which entry the gradient is worst, and by how much."""
    x = rng.uniform(0.5, 2.0, (4, 6))
    worst, other = (int(rng.integers(1, 4)), int(rng.integers(1, 6))), (0, int(rng.integers(6)))
    grad = np.cos(x) + x
    grad[other] += 0.01
    grad[worst] -= 0.03
    report = report_of(f, x, grad, bowl)
    expect_worst(report, worst)
    expect.value(report["error"], 0.03, 'report["error"]', DIFFERENCE)


def worst_by_what_is_allowed(f: Function, rng: np.random.Generator) -> None:
    """0.001 off an entry of size 1 is worse than 0.01 off an entry of size 1000."""
    order = rng.permutation(3)
    size, off = np.array([1000.0, 1.0, 1000.0])[order], np.array([0.0, 0.001, 0.01])[order]
    report = report_of(f, np.ones(3), size + off, lambda x: np.sum(size * x))
    expect_worst(report, (int(np.argmin(size)),), "worst by its absolute error")


def flat_entries(f: Function, rng: np.random.Generator) -> None:
    """A right gradient passes, entries that are 0 or all but 0 included."""
    slopes = rng.normal(size=40)
    slopes[::3], slopes[1::3] = 0.0, 1e-13
    if not passed(report_of(f, rng.normal(size=40), slopes, lambda x: np.sum(slopes * x) + 7.0)):
        raise Failed("a right gradient did not pass: some of its entries are 0")


def lifted(slopes: Array, far: float) -> Callable[[Array], object]:
    """The function `sum(slopes * x) + far`."""
    return lambda x: np.sum(slopes * x) + far


def large_values(f: Function, rng: np.random.Generator) -> None:
    """A right gradient passes where the function's values are large, and so their rounding."""
    for far in rng.uniform(2e6, 4e6, 12):
        x, slopes = rng.normal(size=12), rng.uniform(1e-3, 2.0, 12)
        if not passed(report_of(f, x, slopes, lifted(slopes, far))):
            raise Failed("a right gradient did not pass: the function's values are in millions")


def hinges(x: Array) -> object:
    """A sum of hinges, with the gradient -1 where x < 1 and 0 where x > 1."""
    return np.sum(np.maximum(0.0, 1.0 - x))


def near_kinks(f: Function, rng: np.random.Generator) -> None:
    """A right gradient passes next to kinks, and the report counts them."""
    near = rng.uniform(1e-6, 8e-6, 4) * rng.choice([-1, 1], 4)
    x = rng.permutation([0.3, 2.0, *(1.0 + near)])
    report = report_of(f, x, np.where(x < 1, -1.0, 0.0), hinges)
    if not passed(report):
        raise Failed("a right gradient of hinges did not pass: four entries are next to a kink")
    if kinks(report) != 4:
        raise Failed(f"four entries are next to a kink; the report counts {kinks(report)}")


def wrong_at_kinks(f: Function, rng: np.random.Generator) -> None:
    """Next to a kink, a slope that lies on neither side nor between is a mistake still."""
    x = np.array([0.3, 1.0 - rng.uniform(1e-6, 4e-6), 2.0])
    for entry in (1.0, -3.0):
        report = report_of(f, x, np.array([-1.0, entry, 0.0]), hinges)
        if passed(report):
            raise Failed(f"a slope of {entry:g} passed, where those of the sides are -1 and 0")
        expect_worst(report, (1,))
        if kinks(report):
            raise Failed(f"a wrong slope next to a kink is no kink; kinks is {kinks(report)}")


def shares(rng: np.random.Generator, share: float) -> Case:
    """A gradient whose entries are all off by that share of what `rtol` allows, and the options.

    The function is linear, so its differences are exact; slopes of both signs, errors both ways.
    """
    slopes = rng.uniform(1.0, 2.0, 8) * np.tile([1.0, -1.0], 4)
    rtol = float(rng.uniform(0.35, 0.45))
    larger = np.arange(8) < 4
    grad = slopes * np.where(larger, 1 / (1 - share * rtol), 1 - share * rtol)
    return rng.normal(size=8), grad, lambda x: np.sum(slopes * x), 1e-4, rtol, 10.0


def rounded_shares(rng: np.random.Generator, share: float, sign: float) -> Case:
    """The same of what the rounding of a value of a million, of that sign, allows."""
    far, h, c = sign * rng.uniform(1e6, 2e6), 1e-3, float(rng.uniform(40, 60))
    slopes = rng.uniform(-1.0, 1.0, 6)
    grad = slopes + share * c * 2.2e-16 * abs(far) / h * rng.choice([-1, 1], 6)
    return np.zeros(6), grad, lifted(slopes, far), h, 1e-12, c


def allowance_used_up(f: Function, rng: np.random.Generator) -> None:
    """With other values of h, rtol and c, entries pass that are off by 0.9 of what is allowed."""
    cases = shares(rng, 0.9), rounded_shares(rng, 0.8, 1.0), rounded_shares(rng, 0.8, -1.0)
    for what, case in zip(("rtol", "the rounding", "the rounding"), cases, strict=True):
        if not passed(report_of(f, *case)):
            raise Failed(f"a gradient did not pass that is off by less than {what} allows")
    x, slopes = np.array([1.0, 0.0, 2.0]), np.array([0.0, 3.0, 0.0])
    report = report_of(f, x, slopes, lambda x: np.sum(slopes * x))
    if not passed(report) or kinks(report):
        raise Failed("entries did not pass that are 0, exactly, of a function that is 0 at x")


def allowance_exceeded(f: Function, rng: np.random.Generator) -> None:
    """With other values of h, rtol and c, entries do not pass that are off by 1.2 of it."""
    cases = shares(rng, 1.2), rounded_shares(rng, 1.2, 1.0), rounded_shares(rng, 1.2, -1.0)
    for what, case in zip(("rtol", "the rounding", "the rounding"), cases, strict=True):
        if passed(report_of(f, *case)):
            raise Failed(f"a gradient passed that is off by more than {what} allows")


def worst_beside_zeros(f: Function, rng: np.random.Generator) -> None:
    """Entries that are right to the last bit, of a function that is 0 at x, are not the worst."""
    x, slopes = np.zeros((3, 2)), np.zeros((3, 2))
    slopes[1, 1] = 2.0
    report = report_of(f, x, 1.5 * slopes, lambda x: np.sum(slopes * x))
    expect_worst(report, (1, 1))


def near_and_beyond(f: Function, rng: np.random.Generator) -> None:
    """A kink's slopes to both sides count: up to a tenth of their gap outside it is no mistake."""
    for sign in (1.0, -1.0):
        h = float(rng.uniform(1e-4, 1e-3))

        def turned(x: Array, sign: float = sign) -> object:
            return sign * np.asarray(hinges(x))

        x = 1.0 + h * rng.uniform(0.2, 0.6, 4) * np.array([1, 1, -1, -1])
        ahead, behind = (np.maximum(0.0, 1.0 - x - step) for step in (h, -h))
        here = np.maximum(0.0, 1.0 - x)
        right, left = (ahead - here) / h, (here - behind) / h
        for share, count in ((0.9, 4), (1.1, 0)):
            off = share * 0.6 * (right - left) * np.array([1, -1, 1, -1])
            grad = sign * ((right + left) / 2 + off)
            report = report_of(f, x, grad, turned, h)
            if kinks(report) != count:
                inside = "inside" if count else "outside"
                fact = f"four slopes are just {inside} of what a kink excuses"
                raise Failed(f"{fact}; the report counts {kinks(report)} kinks")


CHECKING = (
    Check("relative error", relative_by_hand, "relative_error"),
    Check("relative error", both_zero, "relative_error"),
    Check("finds", planted, "gradient_check"),
    Check("finds", all_wrong, "gradient_check"),
    Check("where", worst_found, "gradient_check"),
    Check("where", worst_by_what_is_allowed, "gradient_check"),
    Check("no false alarm", flat_entries, "gradient_check"),
    Check("no false alarm", large_values, "gradient_check"),
    Check("kinks", near_kinks, "gradient_check"),
    Check("kinks", wrong_at_kinks, "gradient_check"),
    Check("finds", allowance_exceeded, "gradient_check"),
    Check("where", worst_beside_zeros, "gradient_check"),
    Check("no false alarm", allowance_used_up, "gradient_check"),
    Check("kinks", near_and_beyond, "gradient_check"),
)

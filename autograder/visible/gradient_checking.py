"""Visible checks of assignment 3's gradient check: right gradients, wrong ones, and kinks.

The functions' gradients are known by heart, so that no other gradient check is needed to judge one.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from autograder import expect
from autograder.compare import conform
from autograder.exercise import Check
from autograder.expect import DIFFERENCE
from autograder.function import Function
from autograder.outcome import Failed

Array = NDArray[np.float64]


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


def report_of(f: Function, *args: object) -> Mapping[str, object]:
    """The report, once it has the right form."""
    got = f(*args)
    x = np.asarray(args[2])
    form = {"passed": True, "worst": (0,) * x.ndim, "error": 1.0, "kinks": 0}
    # The error of an entry that is nan may be nan.
    undefined = isinstance(got, dict) and repr(got.get("error")) in ("nan", "np.float64(nan)")
    conform(got | {"error": 1.0} if undefined else got, form, "the report")
    assert isinstance(got, dict)
    return got


def planted(f: Function, rng: np.random.Generator) -> None:
    """One entry of 600 that is 0.1 % off, or nan, or one of the wrong sign: not passed."""
    x = rng.uniform(0.5, 2.0, (20, 30))
    for what, factor in (("0.1 % off", 1.001), ("nan", np.nan), ("of the wrong sign", -1.0)):
        grad = np.cos(x) + x
        grad[rng.integers(20), rng.integers(30)] *= factor
        if bool(report_of(f, bowl, grad, x)["passed"]):
            raise Failed(f"a gradient passed of which one entry in 600 is {what}")


def all_wrong(f: Function, rng: np.random.Generator) -> None:
    """A gradient that is wrong as a whole does not pass, a right one does."""
    x = rng.uniform(0.5, 2.0, 5)
    for what, grad in (("nothing but zeros", np.zeros(5)), ("doubled", 2 * (np.cos(x) + x))):
        if bool(report_of(f, bowl, grad, x)["passed"]):
            raise Failed(f"a gradient passed that is {what}")
    if not bool(report_of(f, bowl, np.cos(x) + x, x)["passed"]):
        raise Failed("a right gradient of five entries did not pass")


def worst_found(f: Function, rng: np.random.Generator) -> None:
    """The report says in which entry the gradient is worst, and by how much."""
    x = rng.uniform(0.5, 2.0, (4, 6))
    grad = np.cos(x) + x
    grad[0, 1] += 0.01
    grad[2, 5] += 0.03
    report = report_of(f, bowl, grad, x)
    if report["worst"] != (2, 5):
        raise Failed(f"the worst entry is (2, 5); the report says {report['worst']}")
    expect.value(report["error"], 0.03, "the error there", DIFFERENCE)


def worst_by_what_is_allowed(f: Function, rng: np.random.Generator) -> None:
    """0.001 off an entry of size 1 is worse than 0.01 off an entry of size 1000."""
    size = np.array([1000.0, 1.0, 1000.0])
    x = np.ones(3)
    report = report_of(f, lambda x: np.sum(size * x), size + np.array([0.0, 0.001, 0.01]), x)
    if report["worst"] != (1,):
        raise Failed(
            f"measured by what is allowed, the worst entry is (1,); the report says "
            f"{report['worst']}",
            mistake="worst by its absolute error",
        )


def flat_entries(f: Function, rng: np.random.Generator) -> None:
    """A right gradient passes, entries that are 0 or all but 0 included."""
    slopes = np.array([0.0, 1e-13, 1.0, 0.0, -3.0])
    x = rng.normal(size=5)
    if not bool(report_of(f, lambda x: np.sum(slopes * x) + 7.0, slopes, x)["passed"]):
        raise Failed("a right gradient did not pass: some of its entries are 0")


def large_values(f: Function, rng: np.random.Generator) -> None:
    """A right gradient passes where the function's values are large, and so their rounding."""
    x = rng.normal(size=4)
    slopes = np.array([1e-3, 1.0, 0.5, 2.0])
    if not bool(report_of(f, lambda x: np.sum(slopes * x) + 3e6, slopes, x)["passed"]):
        raise Failed("a right gradient did not pass: the function's values are about 3 million")


def hinges(x: Array) -> object:
    """A sum of hinges, with the gradient -1 where x < 1 and 0 where x > 1."""
    return np.sum(np.maximum(0.0, 1.0 - x))


def near_kinks(f: Function, rng: np.random.Generator) -> None:
    """A right gradient passes next to kinks, and the report counts them."""
    x = np.array([0.3, 1 - 2e-6, 1 + 4e-6, 2.0, 1 - 7e-6])
    right = np.array([-1.0, -1.0, 0.0, 0.0, -1.0])
    report = report_of(f, hinges, right, x)
    if not bool(report["passed"]):
        raise Failed("a right gradient of hinges did not pass: three entries are next to a kink")
    if report["kinks"] != 3:
        raise Failed(f"three entries are next to a kink; the report counts {report['kinks']}")


def wrong_at_kinks(f: Function, rng: np.random.Generator) -> None:
    """Next to a kink, a slope that lies on neither side nor between is a mistake still."""
    x = np.array([0.3, 1 - 2e-6, 2.0])
    for entry in (1.0, -3.0):
        report = report_of(f, hinges, np.array([-1.0, entry, 0.0]), x)
        if bool(report["passed"]):
            raise Failed(f"a slope of {entry:g} passed, where those of the sides are -1 and 0")
        if report["worst"] != (1,) or report["kinks"] != 0:
            raise Failed("a wrong entry next to a kink is the worst one, and no kink to count")


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
)

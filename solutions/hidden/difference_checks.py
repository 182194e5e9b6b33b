"""Hidden checks of assignment 3's differences: fresh functions, handed over as callbacks."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from autograder.exercise import Check, Draw, Probe
from autograder.judging import expect
from autograder.judging.function import Function
from autograder.outcome import Failed
from autograder.tolerance import ANSWER, DIFFERENCE, EXACT
from autograder.visible import differences as visible

Array = NDArray[np.float64]
Scalar = Callable[[Array], object]


def smooth(rng: np.random.Generator, n: int) -> Scalar:
    """A function of `n` entries that bends in each of them and ties them together.

    It takes complex entries too: a complex step is to be told apart, not to crash.
    """
    a, b, c = rng.uniform(0.5, 1.5, n), rng.uniform(0.2, 0.6, n), rng.uniform(0.3, 0.9, n)
    return lambda x: np.sum(a * np.sin(x) + b * x**3) + (c @ x) ** 2 / 2


# ------------------------------------------------------------------------------ forward_table


def a_table(rng: np.random.Generator) -> tuple[object, ...]:
    """Losses around 1, as a table prints them."""
    n, h = int(rng.integers(4, 9)), float(rng.choice([3e-2, 4e-3, 2e-4]))
    return round(rng.uniform(0.5, 2), 5), (rng.uniform(0.5, 2, n)).round(5), h


def a_printed_table(rng: np.random.Generator) -> tuple[object, ...]:
    """The same to three or four decimals."""
    decimals = int(rng.integers(3, 5))
    base, losses, h = a_table(rng)
    return round(base, decimals), np.round(losses, decimals), h, decimals


TABLE = (
    Probe("slopes", "a fresh table", a_table, function="forward_table"),
    Probe("bounds", "a table to fewer decimals", a_printed_table, "low", function="table_bounds"),
    Probe("bounds", "a table to fewer decimals", a_printed_table, "high", function="table_bounds"),
)

# ------------------------------------------------------------------------------ numerical_gradient


def default_step(rng: np.random.Generator) -> tuple[object, ...]:
    """A smooth function at a point, and no step: that of the signature."""
    n = int(rng.integers(4, 8))
    return smooth(rng, n), rng.uniform(-1.5, 1.5, n)


def wide_step(rng: np.random.Generator) -> tuple[object, ...]:
    """The same with a step at which the kinds of differences differ plainly."""
    return *default_step(rng), float(rng.uniform(0.02, 0.05))


GRADIENT = (
    Probe("values", "a fresh function", default_step, "", tolerance=DIFFERENCE,
          function="numerical_gradient"),
    Probe("values", "a fresh function and a wide step", wide_step, "", tolerance=DIFFERENCE,
          function="numerical_gradient"),
    Probe("forward", "a fresh function and a wide step", wide_step, "", tolerance=DIFFERENCE,
          function="numerical_gradient_forward"),
    *visible.SHAPES,
)  # fmt: skip

# ------------------------------------------------------------------------------ gradient_cost


def some_sizes(rng: np.random.Generator) -> tuple[object, ...]:
    """`D` and `C`."""
    return int(rng.integers(20, 900)), int(rng.integers(3, 19))


COST = (
    Probe("one-sided", "fresh D and C", some_sizes, "forward", tolerance=ANSWER),
    Probe("centred", "fresh D and C", some_sizes, "centred", tolerance=ANSWER),
)

# ------------------------------------------------------------------------------ error_against_h


def a_curve(rng: np.random.Generator) -> tuple[object, ...]:
    """A function of a number, its derivative, a point, and steps above all round-off."""
    a, b = rng.uniform(0.5, 1.5, 2) * rng.choice([-1.0, 1.0], 2)
    hs = np.sort(rng.uniform(0.05, 0.4, 5))[::-1].copy()
    f: Scalar = lambda x: a * np.sin(x) + b * np.exp(x / 2)  # noqa: E731
    df: Scalar = lambda x: a * np.cos(x) + b / 2 * np.exp(x / 2)  # noqa: E731
    return f, df, float(rng.uniform(0.5, 1.5)), hs


def and_upside_down(
    f: Callable[..., object], curve: Scalar, slope: Scalar, x: float, hs: Array
) -> object:
    """The errors for the curve and for its negative: in one of them they would be negative."""
    turned = f(lambda t: -np.asarray(curve(t)), lambda t: -np.asarray(slope(t)), x, hs)
    return [f(curve, slope, x, hs), turned]


def near_the_best(f: Function, rng: np.random.Generator) -> None:
    """The best steps are within a factor of ten."""
    got = f()
    expect.like(got, (1.0, 1.0), "your best steps")
    # The law's best steps are 1.5e-8 and 5e-6, the lowest points of the notebook's own curves 1e-8
    # and 3.2e-6: ten either way of either.
    for k, (name, lowest, highest) in enumerate(
        (("one-sided", 1e-9, 1.5e-7), ("centred", 3.1e-7, 5e-5))
    ):
        step = float(np.asarray(got, dtype=float)[k])
        if not lowest <= step <= highest:
            raise Failed(f"the best step of the {name} difference is not within a factor of ten")


ERRORS = (
    *(
        Probe("errors", "a fresh function", a_curve, piece, and_upside_down,
              function="error_against_h")
        for piece in ("forward", "centred")
    ),
    Check("best steps", near_the_best, "best_steps"),
)  # fmt: skip

# ------------------------------------------------------------------------------ kinks


def right_of_it(rng: np.random.Generator) -> tuple[object, ...]:
    """Two slopes, a kink on the right, a step that reaches across."""
    left, right = rng.normal(0.0, 1.0, 2)
    h = float(rng.uniform(0.1, 2))
    return float(left), float(right), float(rng.uniform(0.2, 0.8) * h), h


def left_of_it(rng: np.random.Generator) -> tuple[object, ...]:
    """The same with the kink on the left."""
    left, right, d, h = right_of_it(rng)
    return left, right, -d, h


def bend(rng: np.random.Generator) -> tuple[Scalar, float]:
    """A smooth function of a number, bent little or much, and a point."""
    a, b, x = rng.uniform(0.3, 1), rng.uniform(1, 6), float(rng.uniform(-1, 1))
    return lambda t: a * np.sin(b * t) + a * t**2, x


def sharp_bend(rng: np.random.Generator) -> tuple[object, ...]:
    """A second derivative of 40 to 80, and no kink."""
    k, x = rng.uniform(20, 40), float(rng.uniform(-1, 1))
    sign = rng.choice([-1.0, 1.0])
    return lambda t: sign * k * (t - 0.3) ** 2, x


def smooth_bend(rng: np.random.Generator) -> tuple[object, ...]:
    """No kink at all."""
    return bend(rng)


def straight(rng: np.random.Generator) -> tuple[object, ...]:
    """A smooth curve, and two straight lines, which show nothing but round-off."""
    slopes, height = rng.uniform(0.1, 3.0, 2), rng.uniform(5.0, 20.0)
    lines = [lambda t, slope=slope: slope * t + height for slope in slopes]
    return *bend(rng), *lines


def each_told(f: Callable[..., object], curve: Scalar, x: float, *lines: Scalar) -> object:
    """What is said of the curve and of the lines."""
    return [f(curve, x), *(f(line, x) for line in lines)]


def kink_on_a_sharp_bend(rng: np.random.Generator) -> tuple[object, ...]:
    """A jump of the slope by 0.06 to 0.1 where the second derivative is 70 to 95, of its sign."""
    k, x = rng.uniform(35, 47.5), float(rng.uniform(-1, 1))
    jump, sign = rng.uniform(0.03, 0.05), rng.choice([-1.0, 1.0])
    return lambda t: sign * (k * (t - x) ** 2 + jump * np.abs(t - x)), x


def kink_against_a_bend(rng: np.random.Generator) -> tuple[object, ...]:
    """A jump of the slope that the bend just undoes at a step of 1e-3."""
    jump, x, sign = rng.uniform(0.06, 0.09), float(rng.uniform(-1, 1)), rng.choice([-1.0, 1.0])
    return lambda t: sign * (jump / 2 * np.abs(t - x) - 500 * jump * (t - x) ** 2), x


def kink_that_fades(rng: np.random.Generator) -> tuple[object, ...]:
    """A jump of the slope by 0.06 to 0.2 of which nothing is left at a distance of 0.1."""
    jump, x = rng.uniform(0.06, 0.2) * rng.choice([-1.0, 1.0]), float(rng.uniform(-1, 1))
    return lambda t: jump / 2 * np.abs(t - x) * np.exp(-((t - x) ** 2) / 0.0018), x


def blunt_kink(rng: np.random.Generator) -> tuple[object, ...]:
    """A jump of the slope by 0.06 to 0.2, upwards or downwards, on a bend."""
    f, x = bend(rng)
    jump = rng.uniform(0.03, 0.1) * rng.choice([-1.0, 1.0])
    return lambda t: f(t) + jump * np.abs(t - x), x


def sharp_kink(sign: int) -> Draw:
    """A jump of the slope by 1 to 4, upwards (+1) or downwards (-1)."""

    def draw(rng: np.random.Generator) -> tuple[object, ...]:
        f, x = bend(rng)
        jump = sign * rng.uniform(0.5, 2)
        return lambda t: f(t) + jump * np.abs(t - x), x

    return draw


def a_level(rng: np.random.Generator) -> tuple[object, ...]:
    """A number above 0, not 1."""
    return (float(rng.uniform(1.5, 9)),)


KINKS = (
    Probe("across", "a kink on the right", right_of_it, function="centred_at_kink"),
    Probe("across", "a kink on the left", left_of_it, function="centred_at_kink"),
    Probe("telling", "a smooth curve", smooth_bend, tolerance=EXACT, function="has_kink"),
    Probe("telling", "a tight curve", sharp_bend, tolerance=EXACT, function="has_kink"),
    Probe("telling", "a smooth curve and straight lines", straight, "", each_told, EXACT,
          "has_kink", draws=3),
    *(
        Probe("telling", f"a blunt kink {says}", draw, tolerance=EXACT, function="has_kink")
        for says, draw in (
            ("on a tight curve", kink_on_a_sharp_bend),
            ("against a tight curve", kink_against_a_bend),
            ("that fades soon", kink_that_fades),
        )
    ),
    Probe("telling", "a blunt kink", blunt_kink, tolerance=EXACT, function="has_kink", draws=6),
    Probe("telling", "a sharp kink", sharp_kink(+1), tolerance=EXACT, function="has_kink"),
    Probe("telling", "a sharp kink", sharp_kink(-1), tolerance=EXACT, function="has_kink"),
    Probe("places", "another level", a_level, function="kinks_of_max"),
)  # fmt: skip

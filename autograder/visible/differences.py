"""Visible checks of assignment 3's differences: worked numbers, and laws that need no answer.

The functions that are handed over have slopes that one knows by heart: linear ones, squares, sines.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from autograder.display import message
from autograder.exercise import Check
from autograder.judging import expect
from autograder.judging.expect import DIFFERENCE, EXACT, ROUNDING
from autograder.judging.function import Function
from autograder.judging.watched import Watched
from autograder.outcome import Failed, Fault

Array = NDArray[np.float64]

# ------------------------------------------------------------------------------ forward_table

#: GT-L2's table: the loss, and the losses with one of three weights moved by h.
BASE, LOSSES, STEP = 1.25347, np.array([1.25322, 1.25353, 1.25347]), 1e-4

#: What the table's slopes are multiplied by if they come out by a known mistake.
TABLE_FACTORS = {"sign flipped": -1.0, "not divided by the step": STEP, "width of the step": 0.5}


def lecture_table(f: Function, rng: np.random.Generator) -> None:
    """The lecture's three slopes are -2.5, 0.6 and 0."""
    right = np.array([-2.5, 0.6, 0.0])
    mistaken: dict[str, object] = {name: k * right for name, k in TABLE_FACTORS.items()}
    mistaken["slopes from one weight to the next"] = np.array([-2.5, 3.1, -0.6])
    expect.value(f(BASE, LOSSES, STEP), right, "the slopes", ROUNDING, mistaken=mistaken)


def lecture_bounds(f: Function, rng: np.random.Generator) -> None:
    """The third slope lies between -0.1 and 0.1, the others as far from -2.5 and 0.6."""
    got = f(BASE, LOSSES, STEP, 5)
    middle, width = np.array([-2.5, 0.6, 0.0]), 0.1
    for name, sign in (("low", -1), ("high", 1)):
        bound = expect.piece(got, ("low", "high"), name)
        mistaken = {
            "one loss rounded": middle + sign * width / 2,
            "rounding not divided by the step": middle + sign * width * STEP,
            "a whole unit for each loss": middle + sign * width * 2,
            "rounding left out": middle,
            "returned the other way round": middle - sign * width,
        }
        expect.value(bound, middle + sign * width, name, ROUNDING, mistaken=mistaken)


TABLE = (
    Check("slopes", lecture_table, "forward_table"),
    Check("bounds", lecture_bounds, "table_bounds"),
)

# ------------------------------------------------------------------------------ numerical_gradient


def linear(slopes: Array) -> Callable[[Array], object]:
    """The function `sum(slopes * x)`: its gradient is `slopes`, wherever x is."""
    return lambda x: np.sum(slopes * x)


def by_hand(x: Array) -> object:
    """The notebook's worked example: its gradient is (12, 9) at (3, 2)."""
    return x[0] ** 2 * x[1]


POINT = np.array([3.0, 2.0])


def wide_centred(f: Function, rng: np.random.Generator) -> None:
    """With h = 0.1, x0^2 x1 at (3, 2) has the centred differences 12 and 9."""
    mistaken = {
        "one-sided difference": np.array([12.2, 9.0]),
        "width of the step": np.array([24.0, 18.0]),
        "half as large": np.array([6.0, 4.5]),
        "sign flipped": np.array([-12.0, -9.0]),
        "moves left in place": np.array([12.0, 8.41]),
    }
    expect.value(f(by_hand, POINT, 0.1), np.array([12.0, 9.0]), "grad", mistaken=mistaken)


def step_kept(f: Function, rng: np.random.Generator) -> None:
    """With h = 1, the centred difference of x^3 at 2 is 13: the step that is given is used."""
    mistaken = {"step ignored": np.array([12.0]), "complex step": np.array([11.0])}
    got = f(lambda x: np.sum(x**3), np.array([2.0]), 1.0)
    expect.value(got, np.array([13.0]), "grad", DIFFERENCE, mistaken=mistaken)


def default_step(f: Function, rng: np.random.Generator) -> None:
    """With the step of the signature, the gradient of a sum of sines is right to eight digits."""
    x = rng.uniform(-2, 2, 6)
    got = f(lambda x: np.sum(np.sin(x)), x)
    expect.value(got, np.cos(x), "grad", DIFFERENCE)


def wide_forward(f: Function, rng: np.random.Generator) -> None:
    """With h = 0.1, x0^2 x1 at (3, 2) has the one-sided differences 12.2 and 9."""
    mistaken = {
        "backward difference": np.array([11.8, 9.0]),
        "centred difference": np.array([12.0, 9.0]),
        "width of the step": np.array([6.1, 4.5]),
        "sign flipped": np.array([-12.2, -9.0]),
        "moves left in place": np.array([12.2, 28.22]),
    }
    expect.value(f(by_hand, POINT, 0.1), np.array([12.2, 9.0]), "grad", mistaken=mistaken)


def views(rng: np.random.Generator) -> dict[str, Array]:
    """Arrays of many shapes, and of one shape laid out in many ways."""
    box = rng.normal(size=(6, 4, 2))
    return {
        "a box of shape (2, 3, 2)": rng.normal(size=(2, 3, 2)),
        "a matrix of one row": rng.normal(size=(1, 4)),
        "a transposed matrix": rng.normal(size=(4, 3)).T,
        "every second row, backwards": box[::-2, :, 0],
        "columns of a larger matrix": rng.normal(size=(5, 7))[:, 2:5],
        "a single number, of shape ()": np.array(rng.normal()),
    }


def in_every_shape(f: Function, rng: np.random.Generator) -> None:
    """Whatever the shape and layout of x, grad has its shape, and each slope is at its place."""
    for what, x in views(rng).items():
        slopes = rng.uniform(0.5, 2.0, x.shape) * rng.choice([-1.0, 1.0], x.shape)
        got = f(linear(slopes), x, 1e-3)
        expect.like(got, x, f"grad for {what}")
        grad = np.asarray(got, dtype=float)
        # Up to a common factor: that one is judged by the values.
        first = np.argmax(np.abs(slopes))
        scale = grad.flat[first] or 1.0
        if not np.abs(grad / scale - slopes / slopes.flat[first]).max() <= 1e-6:
            raise Failed(f"for {what}, grad does not have each slope of the sum at its place")


def empty(f: Function, rng: np.random.Generator) -> None:
    """An empty x has an empty gradient, of its shape."""
    for shape in ((0,), (3, 0)):
        expect.like(f(linear(np.zeros(shape)), np.zeros(shape)), np.zeros(shape), "grad")
    expect.like(f(linear(np.ones(2)), np.zeros(2)), np.zeros(2), "grad")


def read_only(f: Function, rng: np.random.Generator) -> None:
    """An x that refuses to be written to is enough."""
    x = rng.normal(size=3)
    x.flags.writeable = False
    try:
        got = f(linear(np.array([1.0, -2.0, 3.0])), x, 1e-5)
    except Fault as fault:
        if "read-only" not in fault.text:
            raise
        raise Failed(message.mutated(f.name, "x"), mistake="written to the caller's x") from None
    expect.like(got, x, "grad")


def works(f: Function) -> None:
    """Raise unless `f` tells two linear functions apart: form alone is no answer."""
    ones = np.ones(3)
    expect.like(f(linear(ones), ones, 1e-5), ones, "grad")
    expect.depends(f, (linear(ones), ones, 1e-5), (linear(2 * ones), ones, 1e-5))


def restored(f: Function, rng: np.random.Generator) -> None:
    """The caller's x is the same bit for bit afterwards."""
    works(f)
    for x in (rng.normal(size=30), rng.normal(size=(5, 6)) * 1e-3, rng.normal(size=(6, 5)).T):
        expect.untouched(f, linear(np.ones(x.shape)), x, 1e-5, names=("f", "x", "h"))


def two_calls_an_entry(f: Function, rng: np.random.Generator) -> None:
    """It calls the function that it is given twice for each entry, with real numbers."""
    works(f)
    for shape in ((5,), (3, 4)):
        given = Watched(linear(np.ones(shape)), shape)
        f(given, rng.normal(size=shape))
        expect.called(f, given, 2 * int(np.prod(shape)))


def one_call_an_entry(f: Function, rng: np.random.Generator) -> None:
    """It calls the function that it is given once for each entry, and once for x itself."""
    works(f)
    for shape in ((5,), (3, 4)):
        given = Watched(linear(np.ones(shape)), shape)
        f(given, rng.normal(size=shape), 1e-5)
        expect.called(f, given, int(np.prod(shape)) + 1)


def integers_refused(f: Function, rng: np.random.Generator) -> None:
    """For floats it works; an x of integers is a TypeError that speaks of integers or floats."""
    works(f)
    x = rng.integers(-4, 5, (2, 3))
    expect.refuses(
        f,
        linear(np.ones(x.shape)),
        x,
        1e-5,
        error="TypeError",
        what="an x of integers",
        naming=("int", "float"),
    )


SHAPES = (
    Check("any shape", in_every_shape, "numerical_gradient"),
    Check("any shape", empty, "numerical_gradient"),
    Check("any shape", read_only, "numerical_gradient"),
    Check("restores x", restored, "numerical_gradient"),
    Check("calls", two_calls_an_entry, "numerical_gradient"),
    Check("calls", one_call_an_entry, "numerical_gradient_forward"),
    Check("integer input", integers_refused, "numerical_gradient"),
    Check("any shape", read_only, "numerical_gradient_forward"),
    Check("integer input", integers_refused, "numerical_gradient_forward"),
)

GRADIENT = (
    Check("values", wide_centred, "numerical_gradient"),
    Check("values", step_kept, "numerical_gradient"),
    Check("values", default_step, "numerical_gradient"),
    Check("forward", wide_forward, "numerical_gradient_forward"),
    *SHAPES,
)

# ------------------------------------------------------------------------------ gradient_cost


def _costs(f: Function, name: str, right: tuple[int, int], **wrong: tuple[int, int]) -> None:
    for sizes, count, k in (((1, 1), right[0], 0), ((2, 3), right[1], 1)):
        got = expect.piece(f(*sizes), ("forward", "centred"), name)
        mistaken = {key.replace("_", " "): values[k] for key, values in wrong.items()}
        expect.value(got, count, f"{name} for D, C = {sizes}", EXACT, mistaken=mistaken)


def one_sided_cost(f: Function, rng: np.random.Generator) -> None:
    """One-sided: D = C = 1 takes 3 evaluations, D = 2 and C = 3 take 10."""
    wrong = {"bias_left_out": (2, 7), "base_loss_left_out": (2, 9)}
    _costs(f, "forward", (3, 10), **wrong, base_loss_every_time=(4, 18))


def centred_cost(f: Function, rng: np.random.Generator) -> None:
    """Centred: D = C = 1 takes 4 evaluations, D = 2 and C = 3 take 18."""
    wrong = {"bias_left_out": (2, 12), "one_evaluation_too_many": (5, 19)}
    _costs(f, "centred", (4, 18), **wrong, one_side_only=(2, 9))


COST = (Check("one-sided", one_sided_cost), Check("centred", centred_cost))

# ------------------------------------------------------------------------------ error_against_h


def cube_errors(f: Function, rng: np.random.Generator) -> None:
    """For x^3 at 1 the errors are 1.75 and 0.25 at h = 0.5, 0.8125 and 0.0625 at h = 0.25."""
    hs = np.array([0.5, 0.25])
    right = {"forward": np.array([1.75, 0.8125]), "centred": np.array([0.25, 0.0625])}
    got = f(lambda x: x**3, lambda x: 3 * x**2, 1.0, hs)
    for name, other in (("forward", "centred"), ("centred", "forward")):
        mistaken = {
            "returned the other way round": right[other],
            "slopes in place of their errors": right[name] + 3,
            "relative for absolute error": right[name] / 3,
        }
        errors = expect.piece(got, ("forward", "centred"), name)
        expect.value(errors, right[name], f"{name} error", mistaken=mistaken)


def never_negative(f: Function, rng: np.random.Generator) -> None:
    """For -x^3 at 1 the slopes are too small, and the errors as large as for x^3."""
    got = f(lambda x: -(x**3), lambda x: -3 * x**2, 1.0, np.array([0.5]))
    for name, right in (("forward", 1.75), ("centred", 0.25)):
        errors = expect.piece(got, ("forward", "centred"), name)
        mistaken = {"error with its sign": np.array([-right])}
        expect.value(errors, np.array([right]), f"{name} error", mistaken=mistaken)


def two_steps(f: Function, rng: np.random.Generator) -> None:
    """The best steps are two numbers between 0 and 1, not the same."""
    got = f()
    expect.like(got, (1.0, 1.0), "the best steps")
    steps = np.asarray(got, dtype=float)
    if not ((steps > 0) & (steps < 1)).all():
        raise Failed("a step is larger than 0, and here smaller than 1")
    if steps[0] == steps[1]:
        raise Failed("both are the same step", mistake="one step for both")


ERRORS = (
    Check("errors", cube_errors, "error_against_h"),
    Check("errors", never_negative, "error_against_h"),
    Check("best steps", two_steps, "best_steps"),
)

# ------------------------------------------------------------------------------ kinks


def across_by_hand(f: Function, rng: np.random.Generator) -> None:
    """A ReLU's kink 2 to the right gives 0.3 with h = 5, one 2 to the left 0.7."""
    for d, right, mean, near in ((2.0, 0.3, 0.5, 0.0), (-2.0, 0.7, 0.5, 1.0)):
        mistaken = {
            "weights of the sides swapped": 1 - right,
            "mean of the two slopes": mean,
            "slope of its own side": near,
        }
        expect.value(f(0.0, 1.0, d, 5.0), right, f"the slope for d = {d:g}", mistaken=mistaken)


def across_at_the_kink(f: Function, rng: np.random.Generator) -> None:
    """At the kink itself it is the mean of the two slopes, and without one the slope."""
    left, right = rng.normal(size=2)
    mistaken = {"difference of the slopes": (right - left) / 2}
    expect.value(f(left, right, 0.0, 0.5), (left + right) / 2, "the slope", mistaken=mistaken)
    expect.value(f(left, left, 0.1, 0.5), left, "the slope without a kink")


#: The functions of the prose with the place to look at, and whether there is a kink.
BENDS: tuple[tuple[str, Callable[[Array], object], float, bool], ...] = (
    ("the ReLU at 0", lambda x: np.maximum(0, x), 0.0, True),
    ("the ReLU at 1", lambda x: np.maximum(0, x), 1.0, False),
    ("sin(10 x) at 0.15", lambda x: np.sin(10 * x), 0.15, False),
    ("0.3 |x| at 0", lambda x: 0.3 * np.abs(x), 0.0, True),
    ("max(1, x^2) at -1", lambda x: np.maximum(1, x**2), -1.0, True),
    ("-|x| + x^2 at 0", lambda x: x**2 - np.abs(x), 0.0, True),
    ("40 x^2 at 1", lambda x: 40 * x**2, 1.0, False),
)


def kinks_told(f: Function, rng: np.random.Generator) -> None:
    """Kinks, blunt or sharp, are told from smooth curves, gentle or tight."""
    for what, function, x, right in BENDS:
        got = f(function, x)
        expect.like(got, True, f"the answer for {what}")
        if bool(got) is not right:
            raise Failed(f"{what} is {'a kink' if right else 'smooth'}; has_kink says {bool(got)}")


def kinks_placed(f: Function, rng: np.random.Generator) -> None:
    """max(4, x^2) has its kinks at -2 and 2."""
    got = f(4.0)
    mistaken = {
        "kinks at c itself": (-4.0, 4.0),
        "returned the other way round": (2.0, -2.0),
        "kink on one side only": (2.0, 2.0),
    }
    expect.value(got, (-2.0, 2.0), "the two places", mistaken=mistaken)


KINKS = (
    Check("across", across_by_hand, "centred_at_kink"),
    Check("across", across_at_the_kink, "centred_at_kink"),
    Check("telling", kinks_told, "has_kink"),
    Check("places", kinks_placed, "kinks_of_max"),
)

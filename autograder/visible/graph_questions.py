"""Visible checks of the slopes of activations, and of questions: that they are answered."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from autograder.exercise import Check
from autograder.judging import expect
from autograder.judging.expect import PRINTED
from autograder.judging.function import Function

Array = NDArray[np.float64]

# ------------------------------------------------------------------------------ slopes

PLACES = np.array([0.0, 0.5, 1.0, -2.0])
TANH = np.array([0.0, 0.462117, 0.761594, -0.964028])


def squashed(z: Array) -> Array:
    """The sigmoid, handed to the function that is tested."""
    return np.asarray(np.exp(-np.logaddexp(0.0, -np.asarray(z, dtype=float))))


def tanh_values(f: Function, rng: np.random.Generator) -> None:
    """At 0, 0.5, 1 and -2, with the sigmoid handed over: tanh to six digits."""
    mistaken = {
        "not stretched": np.array([0.0, 0.244919, 0.462117, -0.761594]),
        "stretched the wrong way": np.array([0.0, 0.124353, 0.244919, -0.462117]),
        "not shifted": TANH + 1.0,
        "not squeezed": (TANH - 1.0) / 2.0,
    }
    expect.value(f(PLACES, squashed), TANH, "tanh", PRINTED, mistaken=mistaken)


def ten_sigmoids(f: Function, rng: np.random.Generator) -> None:
    """After ten sigmoids at most 9.5e-7 of the gradient is left, after none all of it."""
    right = 9.5367431640625e-07
    mistaken = {
        "slope of tanh": 1.0,
        "slope of one half": 0.5**10,
        "added, not multiplied": 2.5,
        "one sigmoid": 0.25,
        "one sigmoid too many": right / 4,
    }
    # Compared as how many millionths are left, so that rounding does not hide the number.
    got = f(10)
    expect.like(got, 1.0, "what is left")
    millionths = {name: 1e6 * value for name, value in mistaken.items()}
    what = "millionths that are left"
    expect.value(1e6 * float(np.asarray(got)), 1e6 * right, what, mistaken=millionths)
    none = {"added, not multiplied": 0.0, "one sigmoid": 0.25, "one sigmoid too many": 0.25}
    expect.value(f(0), 1.0, "what is left after none", mistaken=none)


#: Active units, one that is always 0, one that is active once, one that never is.
UNITS = np.array(
    [
        [1.0, 0.0, -1.0, -2.0, -0.5, -0.3],
        [2.0, 0.0, -3.0, -1.0, -0.1, -4.0],
        [0.5, 0.0, 4.0, -5.0, -9.0, -1.0],
        [-0.5, 0.0, -2.0, -0.2, -3.0, -0.1],
    ]
)


def four_dead(f: Function, rng: np.random.Generator) -> None:
    """Of six units two are active for some example: four are dead."""
    mistaken = {
        "zeros of all entries": 20,
        "dead for one example": 6,
        "live units counted": 2,
        "examples for units": 1,
        "boundary counted as active": 3,
        "mean below zero": 5,
    }
    expect.value(f(UNITS), 4, "the number of dead units", mistaken=mistaken)


def none_dead(f: Function, rng: np.random.Generator) -> None:
    """Where every unit is active for some example, none is dead."""
    Z = np.array([[1.0, -2.0, 3.0], [-1.0, 2.0, 0.5], [1.0, 3.0, 2.0]])
    mistaken = {"dead for one example": 2, "live units counted": 3}
    expect.value(f(Z), 0, "the number of dead units", mistaken=mistaken)


# ------------------------------------------------------------------------------ questions


def two_numbers(f: Function, rng: np.random.Generator) -> None:
    """Answered by two numbers."""
    expect.like(f(), (1.0, 1.0), "the answer")


def yes_or_no_of_op(f: Function, rng: np.random.Generator) -> None:
    """Answered by True or False, for any of the ops."""
    for op in ("add", "sub", "mul", "exp", "sigmoid", "relu"):
        expect.like(f(op), True, "the answer")


def one_of_three(f: Function, rng: np.random.Generator) -> None:
    """Answered by a whole number, for each of the four steps."""
    for step in (1, 2, 3, 4):
        expect.like(f(step), 1, "the answer")


def yes_or_no_of_claim(f: Function, rng: np.random.Generator) -> None:
    """Answered by True or False, for each of the five claims."""
    for claim in (1, 2, 3, 4, 5):
        expect.like(f(claim), True, "the answer")


SLOPES = (
    Check("tanh", tanh_values, "tanh_by_sigmoid"),
    Check("chain", ten_sigmoids, "kept_by_sigmoids"),
    Check("dead units", four_dead, "dead_relus"),
    Check("dead units", none_dead, "dead_relus"),
)

CONCEPTS = (
    Check("largest_slopes", two_numbers, "largest_slopes"),
    Check("needs_forward_values", yes_or_no_of_op, "needs_forward_values"),
    Check("whose_job", one_of_three, "whose_job"),
    Check("is_true", yes_or_no_of_claim, "is_true"),
)

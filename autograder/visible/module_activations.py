"""Visible checks of sigmoid, tanh and ReLU as modules: worked numbers, and slopes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from autograder.exercise import Check
from autograder.judging import expect
from autograder.judging.backward import Backward
from autograder.judging.expect import PRINTED
from autograder.judging.function import Function
from autograder.visible.module_slopes import (
    backward_kept,
    follows_slopes,
    forward_kept,
    out_of,
    works,
)

Array = NDArray[np.float64]

#: Both signs, 0, and a size at which one exponential or the other overflows.
POINTS = np.array([[0.0, 2.0, -0.5], [-2.0, 1000.0, -1000.0]])
SIGMOID = np.array([[0.5, 0.880797, 0.377541], [0.119203, 1.0, 0.0]])
TANH = np.array([[0.0, 0.964028, -0.462117], [-0.964028, 1.0, -1.0]])


def sigmoid_by_hand(f: Function, rng: np.random.Generator) -> None:
    """At 0, 2, -0.5, -2, 1000 and -1000: values to six digits."""
    mistaken = {
        "tanh for sigmoid": TANH,
        "exponent's sign lost": 1.0 - SIGMOID,
        "exponential overflows": np.where(POINTS > 0, SIGMOID, np.nan),
    }
    expect.value(out_of(f, POINTS), SIGMOID, "out", PRINTED, mistaken=mistaken)


def tanh_by_hand(f: Function, rng: np.random.Generator) -> None:
    """At 0, 2, -0.5, -2, 1000 and -1000: values to six digits."""
    mistaken = {
        "sigmoid for tanh": SIGMOID,
        "not stretched": 2.0 * SIGMOID - 1.0,
        "exponential overflows": np.where(np.abs(POINTS) < 9, TANH, np.nan),
    }
    expect.value(out_of(f, POINTS), TANH, "out", PRINTED, mistaken=mistaken)


#: Away from 0: no slope there is like another's.
STEPS = np.array([[0.4, 2.0, -0.7], [-1.5, 1.0, 0.3]])
UPSTREAM = np.array([[1.0, -2.0, 3.0], [-4.0, 0.5, 6.0]])


def sigmoid_slopes(f: Function, rng: np.random.Generator) -> None:
    """The backward pass fits the slopes of your own forward pass; dout and cache stay."""
    _squashing(f, rng, works(sigmoid_by_hand, _forward(f)))


def tanh_slopes(f: Function, rng: np.random.Generator) -> None:
    """The backward pass fits the slopes of your own forward pass; dout and cache stay."""
    _squashing(f, rng, works(tanh_by_hand, _forward(f)))


def _squashing(f: Function, rng: np.random.Generator, told: bool) -> None:
    expect.like(f(UPSTREAM, STEPS), STEPS, "dZ")
    if told:
        follows_slopes(f, UPSTREAM, (STEPS,), rng)
    backward_kept(f, UPSTREAM, STEPS)


def _forward(f: Function) -> Function:
    assert isinstance(f, Backward)
    return f.forward


SIGMOID_OF_ZERO = {
    "upstream left out": np.full(3, 0.25),
    "value in place of the slope": np.array([0.5, -1.0, 2.0]),
    "slope left out": np.array([1.0, -2.0, 4.0]),
    "slope of a slope": 0.235004 * np.array([1.0, -2.0, 4.0]),
}
TANH_OF_ZERO = {
    "upstream left out": np.full(3, 0.419974),
    "value in place of the slope": 0.761594 * np.array([1.0, -2.0, 4.0]),
    "slope left out": np.array([1.0, -2.0, 4.0]),
    "slope of a slope": 0.588522 * np.array([1.0, -2.0, 4.0]),
    "slope of the sigmoid": 0.181570 * np.array([1.0, -2.0, 4.0]),
}


def sigmoid_at_zero(f: Function, rng: np.random.Generator) -> None:
    """At z = 0 the slope is 0.25: of dout = (1, -2, 4) the quarter comes back."""
    got = f(np.array([1.0, -2.0, 4.0]), np.zeros(3))
    right = np.array([0.25, -0.5, 1.0])
    expect.value(got, right, "dZ", PRINTED, mistaken=SIGMOID_OF_ZERO, rows=9)


def tanh_at_one(f: Function, rng: np.random.Generator) -> None:
    """At z = 1 the slope is 1 - 0.7616**2 = 0.42, times dout = (1, -2, 4)."""
    got = f(np.array([1.0, -2.0, 4.0]), np.ones(3))
    right = 0.419974 * np.array([1.0, -2.0, 4.0])
    expect.value(got, right, "dZ", PRINTED, mistaken=TANH_OF_ZERO, rows=9)


# ------------------------------------------------------------------------------ relu

#: Active, inactive and mixed columns; dout has both signs in all of them.
UNITS = np.array([[2.0, -1.0, 0.5], [3.0, -4.0, -0.5]])
BACK = np.array([[1.0, -2.0, -3.0], [-4.0, 5.0, 6.0]])
ACTIVE = np.array([[2.0, 0.0, 0.5], [3.0, 0.0, 0.0]])
PASSED = np.array([[1.0, 0.0, -3.0], [-4.0, 0.0, 0.0]])


def relu_by_hand(f: Function, rng: np.random.Generator) -> None:
    """Units that are active, inactive, and sometimes one, sometimes the other."""
    mistaken = {
        "relu lets all pass": UNITS,
        "absolute value": np.abs(UNITS),
        "mask in place of the value": (UNITS > 0) * 1.0,
        "leaky": np.where(UNITS > 0, UNITS, 0.01 * UNITS),
    }
    expect.value(out_of(f, UNITS), ACTIVE, "out", mistaken=mistaken)


def relu_backward_by_hand(f: Function, rng: np.random.Generator) -> None:
    """The same units: what comes back where dout has both signs."""
    mistaken = {
        "mask ignored": BACK,
        "mask of dout": np.maximum(BACK, 0.0),
        "mask of both": np.maximum(PASSED, 0.0),
        "mask the wrong way round": BACK - PASSED,
        "value in place of the slope": PASSED * UNITS,
        "upstream left out": (UNITS > 0) * 1.0,
    }
    expect.value(f(BACK, UNITS), PASSED, "dZ", mistaken=mistaken)


def relu_slopes(f: Function, rng: np.random.Generator) -> None:
    """On any shape the backward pass fits the slopes of your own forward pass."""
    Z = rng.uniform(0.5, 2.0, (4, 3, 2))
    Z[rng.random(Z.shape) < 0.5] *= -1.0
    dout = rng.normal(size=Z.shape)
    expect.like(f(dout, Z), Z, "dZ")
    if works(relu_by_hand, _forward(f)):
        follows_slopes(f, dout, (Z,), rng)


def relu_forward_kept(f: Function, rng: np.random.Generator) -> None:
    """Z is the same after the forward pass, which gives the same when repeated."""
    forward_kept(f, ("Z",), UNITS)


def relu_backward_kept(f: Function, rng: np.random.Generator) -> None:
    """dout and the cache are the same after the backward pass, which gives the same again."""
    backward_kept(f, BACK, UNITS)


SQUASHING = (
    Check("sigmoid forward", sigmoid_by_hand, "sigmoid_forward"),
    Check("sigmoid backward", sigmoid_at_zero, "sigmoid_backward"),
    Check("sigmoid backward", sigmoid_slopes, "sigmoid_backward"),
    Check("tanh forward", tanh_by_hand, "tanh_forward"),
    Check("tanh backward", tanh_at_one, "tanh_backward"),
    Check("tanh backward", tanh_slopes, "tanh_backward"),
)

RELU = (
    Check("forward", relu_by_hand, "relu_forward"),
    Check("backward", relu_backward_by_hand, "relu_backward"),
    Check("backward", relu_slopes, "relu_backward"),
    Check("purity", relu_forward_kept, "relu_forward"),
    Check("purity", relu_backward_kept, "relu_backward"),
)

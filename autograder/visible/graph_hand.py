"""Visible checks of the graphs that are done by hand: worked numbers, and slopes of the result."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from autograder.exercise import Check
from autograder.judging import expect
from autograder.judging.expect import PRINTED
from autograder.judging.function import Function
from autograder.tolerance import ROUNDING, Tolerance

Array = NDArray[np.float64]
Named = Mapping[str, object]

PRODUCT: Named = {"q": 3.0, "f": -12.0, "dq": -4.0, "dx": -4.0, "dy": -4.0, "dz": 3.0}
LOG_SINE: Named = {
    "log": 0.6931, "product": 10.0, "sine": -0.9589, "f": 11.6521, "dx1": 5.5, "dx2": 1.7163
}  # fmt: skip
#: w = (2, -3), x = (-1, -2): u = 4.
NEURON: Named = {
    "u": 4.0, "p": 0.98201, "L": 0.01815, "dp": -1.01832, "du": -0.01799,
    "dw": np.array([0.01799, 0.03597]),
}  # fmt: skip
SQUARED: Named = {"f": 2.0, "L": 9.0, "df": 6.0, "dw": np.array([30.0, -12.0]), "db": 6.0}
HINGE: Named = {"f": 2.0, "L": 3.0, "df": 1.0, "dw": np.array([5.0, -2.0]), "db": 1.0}
#: The same unit at (-2, -4) with y = -1, whose margin is 2.5: nothing moves.
KEPT: Named = {"f": -2.5, "L": 0.0, "df": 0.0, "dw": np.zeros(2), "db": 0.0}

#: What known mistakes make of some of the entries.
PRODUCT_OF: Mapping[str, Named] = {
    "factor keeps its own": {"dq": 3.0, "dx": 3.0, "dy": 3.0, "dz": -4.0},
    "sum takes a share": {"dx": -2.0, "dy": -2.0},
    "upstream left out": {"dx": 1.0, "dy": 1.0},
}
LOG_SINE_OF: Mapping[str, Named] = {
    "one path forgotten": {"dx1": 5.0, "dx2": 2.0},
    "last path wins": {"dx1": 0.5, "dx2": -0.2837},
    "sine's minus forgotten": {"dx2": 2.2837},
}
NEURON_OF: Mapping[str, Named] = {
    "slope of the sigmoid left out": {"du": -1.01832, "dw": np.array([1.01832, 2.03663])},
    "sign flipped": {"dp": 1.01832, "du": 0.01799, "dw": np.array([-0.01799, -0.03597])},
    "gradient of the data": {"dw": np.array([-0.03597, 0.05396])},
}
SQUARED_OF: Mapping[str, Named] = {
    "half as large": {"df": 3.0, "dw": np.array([15.0, -6.0]), "db": 3.0},
    "sign flipped": {"df": -6.0, "dw": np.array([-30.0, 12.0]), "db": -6.0},
    "bias as if it were a feature's": {"db": 3.0},
}
KEPT_OF: Mapping[str, Named] = {
    "mask ignored": {"df": 1.0, "dw": np.array([-2.0, -4.0]), "db": 1.0},
    "margins not clipped": {"L": -1.5, "df": 1.0, "dw": np.array([-2.0, -4.0]), "db": 1.0},
}
HINGE_OF: Mapping[str, Named] = {
    "sign flipped": {"df": -1.0, "dw": np.array([-5.0, 2.0]), "db": -1.0},
    "difference the wrong way round": {
        "L": 0.0, "df": 0.0, "dw": np.array([0.0, 0.0]), "db": 0.0
    },
}  # fmt: skip


def _worked(
    got: object, right: Named, mistakes: Mapping[str, Named], tolerance: Tolerance = ROUNDING
) -> None:
    mistaken = {name: {**right, **wrong} for name, wrong in mistakes.items()}
    expect.value(got, right, "what it returns", tolerance, mistaken=mistaken)


def product_by_hand(f: Function, rng: np.random.Generator) -> None:
    """(x + y) z at -2, 5, -4: q = 3, f = -12, and the derivatives -4, -4, 3."""
    _worked(f(-2.0, 5.0, -4.0), PRODUCT, PRODUCT_OF)


def log_sine_by_hand(f: Function, rng: np.random.Generator) -> None:
    """ln x1 + x1 x2 - sin x2 at (2, 5): 11.6521, and the derivatives 5.5, 1.7163."""
    _worked(f(2.0, 5.0), LOG_SINE, LOG_SINE_OF, PRINTED)


def neuron_by_hand(f: Function, rng: np.random.Generator) -> None:
    """-log sigma(w.x) with w = (2, -3), x = (-1, -2): u = 4, and the derivatives of each node."""
    got = f(np.array([2.0, -3.0]), np.array([-1.0, -2.0]))
    _worked(got, NEURON, NEURON_OF, PRINTED)


UNIT = (np.array([0.5, 0.5]), 0.5)


def squared_by_hand(f: Function, rng: np.random.Generator) -> None:
    """w = (.5, .5), b = .5, the point (5, -2), y = -1: f = 2, L = 9, gradients 30, -12, 6."""
    _worked(f(*UNIT, np.array([5.0, -2.0]), -1.0), SQUARED, SQUARED_OF)


def hinge_by_hand(f: Function, rng: np.random.Generator) -> None:
    """w = (.5, .5), b = .5, the point (5, -2), y = -1: L = 3, gradients 5, -2, 1."""
    _worked(f(*UNIT, np.array([5.0, -2.0]), -1), HINGE, HINGE_OF)


def kept_margin(f: Function, rng: np.random.Generator) -> None:
    """The point (-2, -4), y = -1: f = -2.5 keeps the margin, so nothing moves."""
    _worked(f(*UNIT, np.array([-2.0, -4.0]), -1), KEPT, KEPT_OF)


BY_HAND = (
    Check("product", product_by_hand, "product_graph"),
    Check("logarithm", log_sine_by_hand, "log_sine_graph"),
    Check("neuron", neuron_by_hand, "neuron_graph"),
    Check("squares", squared_by_hand, "squared_graph"),
    Check("hinge", hinge_by_hand, "hinge_graph"),
    Check("hinge", kept_margin, "hinge_graph"),
)

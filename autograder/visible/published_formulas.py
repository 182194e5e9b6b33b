"""Visible checks of assignment 3's questions, of its hunt for wrong formulas, of dual numbers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from autograder.exercise import Check
from autograder.judging import expect
from autograder.judging.expect import PRINTED
from autograder.judging.function import Function
from autograder.outcome import Failed

# ------------------------------------------------------------------------------ shape_quiz


def a_shape(f: Function, axes: int, *sizes: int) -> None:
    """Raise unless `f` returns a shape of so many axes for these sizes."""
    expect.like(f(*sizes), (1,) * axes, "the shape")


def quiz_check(part: str, function: str, axes: int, *sizes: int) -> Check:
    """The check of one question: it tells the form of the answer and no more."""

    def is_a_shape(f: Function, rng: np.random.Generator) -> None:
        a_shape(f, axes, *sizes)

    is_a_shape.__doc__ = f"The answer is a shape: a tuple of {axes} ints."
    is_a_shape.__name__ = f"{function}_is_a_shape"
    return Check(part, is_a_shape, function)


QUIZ = (
    quiz_check("dv/ds", "shape_dv_ds", 2, 3),
    quiz_check("ds/dv", "shape_ds_dv", 2, 3),
    quiz_check("dv/dv", "shape_dv_dv", 2, 3, 4),
    quiz_check("ds/dM, dM/ds", "shape_ds_dM", 2, 3, 4),
    quiz_check("ds/dM, dM/ds", "shape_dM_ds", 2, 3, 4),
    quiz_check("dM/dv", "shape_dM_dv", 3, 3, 4, 5),
    quiz_check("dL/dW", "shape_dL_dW", 2, 3, 4),
    quiz_check("dh/dW", "shape_dh_dW", 2, 2, 3, 4),
)

# ------------------------------------------------------------------------------ wrong_formulas

#: The names of the notebook's claims.
NAMES = (
    "inner product",
    "quadratic form",
    "linear unit",
    "penalty",
    "log loss",
    "sigmoid",
    "hidden delta",
    "long derivative 1",
    "long derivative 2",
)


def names_of(got: object) -> list[str]:
    """The names in an answer, once they are names of claims."""
    if not isinstance(got, list | tuple) or not all(isinstance(name, str) for name in got):
        raise Failed("the answer is a list of names of claims, such as ['inner product']")
    names = [str(name) for name in got]
    if strange := sorted(set(names) - set(NAMES)):
        raise Failed(f"no claim is called {strange[0]!r}", mistake="no claim of that name")
    return names


def names_of_claims(f: Function, rng: np.random.Generator) -> None:
    """Some of the nine names, each once, and not all of them."""
    names = names_of(f())
    if len(set(names)) < len(names):
        raise Failed("a name is there twice")
    if not 0 < len(names) < len(NAMES):
        raise Failed(f"the answer has {len(names)} names: some formulas are right, some wrong")


def _differs(
    f: Callable[..., object], args: tuple[object, ...], right: object, **wrong: object
) -> None:
    mistaken = {name.replace("_", " "): value for name, value in wrong.items()}
    expect.value(f(*args), right, "the gradient", mistaken=mistaken)


def penalty_by_hand(f: Function, rng: np.random.Generator) -> None:
    """lam = 0.5, n = 4 and Theta = 8: the gradient is 1."""
    given = (np.array([[8.0]]), 0.5, 4)
    wrong = {"n left out": np.array([[4.0]]), "half left in": np.array([[0.5]])}
    _differs(f, given, np.array([[1.0]]), **wrong)


def log_loss_by_hand(f: Function, rng: np.random.Generator) -> None:
    """At w = 0, x = (4, -2) the gradient is (-2, 1)."""
    given = (np.zeros(2), np.array([4.0, -2.0]))
    wrong: dict[str, object] = {"sign flipped": np.array([2.0, -1.0])}
    wrong["slope of p for that of its logarithm"] = np.array([-1.0, 0.5])
    _differs(f, given, np.array([-2.0, 1.0]), **wrong)


def log_loss_far_out(f: Function, rng: np.random.Generator) -> None:
    """Where the score is 2, p is 0.8808, and the gradient for x = 1 is -0.1192."""
    got = f(np.array([2.0]), np.array([1.0]))
    wrong = {"p for 1 - p": -0.8808, "slope of p for that of its logarithm": -0.1050}
    mistaken = {name: np.array([value]) for name, value in wrong.items()}
    expect.value(got, np.array([-0.1192]), "the gradient", PRINTED, mistaken=mistaken)


def delta_by_hand(f: Function, rng: np.random.Generator) -> None:
    """At z = 0, Theta = (4, 8) and delta = 1 give (1, 2)."""
    given = (np.array([[4.0, 8.0]]), np.array([1.0]), np.zeros(2))
    wrong: dict[str, object] = {"slope of the sigmoid left out": np.array([4.0, 8.0])}
    wrong["activation for its slope"] = np.array([2.0, 4.0])
    _differs(f, given, np.array([1.0, 2.0]), **wrong)


def delta_of_two(f: Function, rng: np.random.Generator) -> None:
    """Theta = [[1, 2], [3, -1]], delta = (1, 0.5) and z = (1, -2) give (0.4915, 0.1575)."""
    got = f(np.array([[1.0, 2.0], [3.0, -1.0]]), np.array([1.0, 0.5]), np.array([1.0, -2.0]))
    mistaken = {
        "Theta not transposed": np.array([0.3932, 0.2625]),
        "slope from z for the activation": np.array([0.0, -9.0]),
        "slope of the sigmoid left out": np.array([2.5, 1.5]),
        "activation for its slope": np.array([1.8276, 0.1788]),
    }
    expect.value(got, np.array([0.4915, 0.1575]), "the gradient", PRINTED, mistaken=mistaken)


FORMULAS = (
    Check("which fail", names_of_claims, "wrong_formulas"),
    Check("penalty", penalty_by_hand, "penalty_gradient"),
    Check("log loss", log_loss_by_hand, "log_loss_gradient"),
    Check("log loss", log_loss_far_out, "log_loss_gradient"),
    Check("hidden delta", delta_of_two, "delta_through_sigmoid"),
    Check("hidden delta", delta_by_hand, "delta_through_sigmoid"),
)

# ------------------------------------------------------------------------------ logistic_map


def map_by_hand(f: Function, rng: np.random.Generator) -> None:
    """From 0.3 the terms are 0.3, 0.84, 0.5376 and 0.99434496."""
    for n, right in enumerate((0.3, 0.84, 0.5376, 0.99434496), 1):
        mistaken = {"one term too far": 4 * right * (1 - right)}
        expect.value(f(0.3, n), right, f"term {n}", mistaken=mistaken)


def dual_by_hand(f: Function, rng: np.random.Generator) -> None:
    """From 0.3 the derivatives are 1, 1.6, -4.352 and 1.3090816."""
    for n, right in enumerate((1.0, 1.6, -4.352, 1.3090816), 1):
        slope = expect.piece(f(0.3, n), ("value", "derivative"), "derivative")
        expect.value(slope, right, f"the derivative of term {n}")


MAP = (
    Check("value", map_by_hand, "logistic_map"),
    Check("derivative", dual_by_hand, "logistic_map_dual"),
)

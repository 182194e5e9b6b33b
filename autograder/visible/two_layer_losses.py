"""Visible checks of the two-layer loss: one example by hand, invariants, slopes of the loss."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from autograder.exercise import Check
from autograder.judging import expect
from autograder.judging.expect import PRINTED
from autograder.judging.function import Function
from autograder.outcome import Failed

Array = NDArray[np.float64]
Labels = NDArray[np.int64]
Params = dict[str, Array]

RETURNS = ("loss", "grads")
NAMES = ("W1", "b1", "W2", "b2")

#: A network whose numbers come out by hand for x = (1, 2): z = (3, -2, -1), scores (log 3, 0).
LOG3 = float(np.log(3.0))
BY_HAND: Params = {
    "W1": np.array([[1.0, -1.0, 0.0], [1.0, -1.0, -1.0]]),
    "b1": np.array([0.0, 1.0, 1.0]),
    "W2": np.array([[LOG3 / 3 - 1.0, -1.0], [5.0, 1.0], [2.0, 7.0]]),
    "b2": np.array([3.0, 3.0]),
}
X_BY_HAND, Y_BY_HAND = np.array([[1.0, 2.0]]), np.array([1])

#: Back through W2 come LOG3 / 4, 3 and -15/4 for the units; the first alone is active.
PULL = 0.25 * LOG3
RIGHT: Params = {
    "W1": np.array([[PULL, 0.0, 0.0], [2 * PULL, 0.0, 0.0]]),
    "b1": np.array([PULL, 0.0, 0.0]),
    "W2": np.array([[2.25, -2.25], [0.0, 0.0], [0.0, 0.0]]),
    "b2": np.array([0.75, -0.75]),
}
ALL_UNITS = np.array([PULL, 3.0, -3.75])
BEFORE = np.array([3.0, -2.0, -1.0])
MISTAKEN: Mapping[str, Mapping[str, Array]] = {
    "W1": {"mask missing": np.outer([1.0, 2.0], ALL_UNITS)},
    "b1": {"mask missing": ALL_UNITS},
    "W2": {
        "pre-activation for the activation": np.outer(BEFORE, [0.75, -0.75]),
        "labels not subtracted": np.array([[2.25, 0.75], [0.0, 0.0], [0.0, 0.0]]),
    },
    "b2": {"labels not subtracted": np.array([0.75, 0.25])},
}


def drawn(rng: np.random.Generator, N: int = 7, D: int = 4, H: int = 6, C: int = 5) -> Params:
    """Parameters, rows and labels, all in one dict; no pre-activation is near its kink.

    `X` holds whole numbers, `W1` too, and `b1` is a half or so: a ReLU's input is never near 0.
    """
    return {
        "W1": rng.integers(-2, 3, (D, H)).astype(float),
        "b1": 0.25 + 0.5 * rng.integers(-2, 2, H) + rng.uniform(-0.1, 0.1, H),
        "W2": rng.normal(size=(H, C)),
        "b2": rng.normal(size=C),
        "X": rng.integers(-2, 3, (N, D)).astype(float),
    }


def batch(rng: np.random.Generator, *sizes: int) -> tuple[Params, Array, Labels]:
    """`params`, `X`, `y`, with sizes `N, D, H, C` or of the usual ones."""
    found = drawn(rng, *sizes)
    X = found.pop("X")
    return found, X, rng.integers(0, len(found["b2"]), len(X))


def loss_of(f: Function, *args: object) -> object:
    """The loss alone."""
    return expect.piece(f(*args), RETURNS, "loss")


def grad_of(f: Function, name: str, *args: object) -> object:
    """One gradient alone."""
    return expect.piece(f(*args), RETURNS, f"grads.{name}")


def loss_by_hand(f: Function, rng: np.random.Generator) -> None:
    """The notebook's example, p = (3/4, 1/4): for y = 1 log 4 = 1.3863, for y = 0, 1, 1 1.0201."""
    three = np.array([np.log(4 / 3), np.log(4.0), np.log(4.0)])
    mistaken = {
        "log of the mean": -float(np.log(np.exp(-three).mean())),
        "mean of probabilities": -float(np.exp(-three).mean()),
        "sign flipped": -float(three.mean()),
    }
    X = np.repeat(X_BY_HAND, 3, axis=0)
    got = loss_of(f, BY_HAND, X, np.array([0, 1, 1]), 0.0, "relu")
    expect.value(got, float(three.mean()), "the loss", PRINTED, mistaken=mistaken, rows=3)
    got = loss_of(f, BY_HAND, np.repeat(X_BY_HAND, 3, axis=0), Y_BY_HAND.repeat(3), 0.0, "relu")
    expect.value(got, float(np.log(4.0)), "the loss", PRINTED, rows=3)


def loss_of_zeros(f: Function, rng: np.random.Generator) -> None:
    """With W2 = 0 and b2 = 0 all classes are equal: the loss is log C."""
    for C in (4, 10):
        params, X, y = batch(rng, 7, 3, 5, C)
        params |= {"W2": np.zeros((5, C)), "b2": np.zeros(C)}
        for activation in ("relu", "sigmoid"):
            got = loss_of(f, params, X, y, 0.0, activation)
            expect.value(got, float(np.log(C)), f"the loss with {C} equal classes", PRINTED)


def scores_below_zero(f: Function, rng: np.random.Generator) -> None:
    """All scores of a row lowered alike change no probability: the loss stays."""
    params, X, y = batch(rng)
    lower = params | {"b2": params["b2"] - 30.0}
    loss = loss_of(f, params, X, y, 0.0, "relu")
    expect.value(loss_of(f, lower, X, y, 0.0, "relu"), loss, "the loss of lowered scores")
    args = (X, y, 0.0, "relu")
    expect.depends(f, (params, *args), (params | {"W2": 2 * params["W2"]}, *args))


def _by_hand(name: str, what: str) -> Callable[[Function, np.random.Generator], None]:
    def check(f: Function, rng: np.random.Generator) -> None:
        for copies in (3, 1):
            X, y = np.repeat(X_BY_HAND, copies, axis=0), Y_BY_HAND.repeat(copies)
            got = grad_of(f, name, BY_HAND, X, y, 0.0, "relu")
            label = f"grads.{name}"
            expect.value(got, RIGHT[name], label, mistaken=MISTAKEN[name], rows=copies)

    check.__name__ = f"{name}_by_hand"
    check.__doc__ = f"The notebook's example, given three times and once: {what}."
    return check


def _fits_slopes(name: str) -> Callable[[Function, np.random.Generator], None]:
    def check(f: Function, rng: np.random.Generator) -> None:
        fit(f, rng, name, "relu")

    check.__name__ = f"{name}_fits_slopes"
    check.__doc__ = f"The gradient of {name} fits the slopes of your own loss."
    return check


def fit(f: Function, rng: np.random.Generator, name: str, activation: str) -> None:
    """The gradient of that name fits the slopes of the loss."""
    params, X, y = batch(rng)
    got = grad_of(f, name, params, X, y, 0.0, activation)
    expect.like(got, params[name], f"grads.{name}")
    try:
        loss_by_hand(f, rng)
        loss_of_zeros(f, rng)
    except Failed:
        return  # the loss is marked in its own part
    expect.gradient(
        lambda at: loss_of(f, params | {name: at}, X, y, 0.0, activation),
        params[name],
        got,
        rng,
        f"grads.{name}",
        rows=len(X),
    )


def sigmoid_by_hand(f: Function, rng: np.random.Generator) -> None:
    """One sigmoid unit, z = log 3 so a = 3/4, W2 = (4, 0), y = 1: the gradient of W1 is 0.7144."""
    params = {"W1": np.array([[LOG3]]), "b1": np.zeros(1)}
    params |= {"W2": np.array([[4.0, 0.0]]), "b2": np.zeros(2)}
    args = (params, np.ones((1, 1)), np.array([1]), 0.0, "sigmoid")
    p, relu = 1 / (1 + float(np.exp(-3))), 1 / (1 + float(np.exp(-4 * LOG3)))
    wrong = {
        "slope of the unit missing": np.array([[4 * p]]),
        "activation ignored": np.array([[4 * relu]]),
    }
    got = grad_of(f, "W1", *args)
    expect.value(got, np.array([[4 * p * 3 / 16]]), "grads.W1", mistaken=wrong)


def sigmoid_fits_slopes(f: Function, rng: np.random.Generator) -> None:
    """The gradient of W1 fits the slopes of your own loss with sigmoid units as well."""
    fit(f, rng, "W1", "sigmoid")


# ------------------------------------------------------------------------------ the penalty

#: Squares: 5 in W1, 10 in W2, 4 in the biases.
PENALISED: Params = {
    "W1": np.array([[1.0, -1.0, 0.0], [1.0, -1.0, -1.0]]),
    "b1": np.array([0.0, 1.0, 1.0]),
    "W2": np.array([[1.0, 0.0], [2.0, 1.0], [0.0, 2.0]]),
    "b2": np.array([1.0, -1.0]),
}


def more(f: Function, name: str, *args: object) -> object:
    """What a penalty of 0.2 adds to the loss or to a gradient, whatever its shape."""
    params = args[0]
    assert isinstance(params, dict)
    pieces = [expect.piece(f(*args, reg, "relu"), RETURNS, name) for reg in (0.2, 0.0)]
    for piece in pieces:
        if name == "loss":
            expect.like(piece, 1.0, "the loss")
        elif not isinstance(piece, np.ndarray | float) or not name.startswith("grads.b"):
            expect.like(piece, params[name.partition(".")[2]], name)
    return np.asarray(pieces[0], dtype=float) - np.asarray(pieces[1], dtype=float)


def penalty_of_loss(f: Function, rng: np.random.Generator) -> None:
    """Squares of 5 in W1, 10 in W2, 4 in the biases; reg = 0.2: the loss grows by 3."""
    X, y = rng.integers(-2, 3, (4, 2)).astype(float), rng.integers(0, 2, 4)
    mistaken = {
        "biases penalised": 3.8,
        "one matrix not penalised": 2.0,
        "penalty with a half": 1.5,
        "penalty divided by N": 0.75,
        "reg ignored": 0.0,
    }
    got = more(f, "loss", PENALISED, X, y)
    expect.value(got, 3.0, "what reg adds to the loss", mistaken=mistaken)


def penalty_of_gradients(f: Function, rng: np.random.Generator) -> None:
    """There the gradients of W1 and W2 grow by 0.4 times the weights."""
    X, y = rng.integers(-2, 3, (4, 2)).astype(float), rng.integers(0, 2, 4)
    for name in ("W1", "W2"):
        right = 0.4 * PENALISED[name]
        mistaken = {
            "penalty's gradient halved": right / 2,
            "penalty in the loss only": 0 * right,
            "penalty divided by N": right / 4,
        }
        got = more(f, f"grads.{name}", PENALISED, X, y)
        expect.value(got, right, f"what reg adds to grads.{name}", mistaken=mistaken)


def biases_not_penalised(f: Function, rng: np.random.Generator) -> None:
    """The gradients of the biases do not depend on reg."""
    params, X, y = batch(rng)
    for name in ("b1", "b2"):
        got = np.ravel(np.asarray(more(f, f"grads.{name}", params, X, y)))
        if got.any():
            expect.value(
                got,
                np.zeros(got.shape),
                f"what reg adds to grads.{name}",
                mistaken={"biases penalised": 0.4 * params[name]},
            )
    more(f, "loss", params, X, y)
    expect.depends(f, (params, X, y, 0.2, "relu"), (params, X + 1.0, y, 0.0, "relu"))


# ------------------------------------------------------------------------------ form


def large_scores(f: Function, rng: np.random.Generator) -> None:
    """Scores near 1000 and -1000, rows apart from each other: loss and gradients stay finite."""
    params = {"W1": np.eye(2), "b1": np.zeros(2), "W2": np.array([[1.0, 2.0], [-1.0, -2.0]])}
    params |= {"b2": np.zeros(2)}
    X, y = np.array([[1000.0, 0.0], [0.0, 1000.0], [1.0, 1.0]]), np.array([0, 1, 0])
    got = f(params, X, y, 0.0, "relu")
    expect.like(expect.piece(got, RETURNS, "loss"), 1.0, "the loss")
    for name in NAMES:
        grad = np.asarray(expect.piece(got, RETURNS, f"grads.{name}"))
        expect.like(np.ravel(grad), np.zeros(grad.size), f"grads.{name}")
    expect.depends(f, (params, X, y, 0.0, "relu"), (params, X / 1000, y, 0.0, "relu"))


def arguments_kept(f: Function, rng: np.random.Generator) -> None:
    """params, X and y are the same after the call, and a second call gives the same again."""
    given = (*batch(rng), 0.7, "relu")
    expect.untouched(f, *given, names=("params", "X", "y", "reg", "activation"))
    expect.repeatable(f, *given)
    expect.depends(f, given, (*batch(rng), 0.7, "relu"))


TWO_LAYER = (
    Check("loss", loss_by_hand),
    Check("loss", loss_of_zeros),
    Check("loss", scores_below_zero),
    Check("W2", _by_hand("W2", "2.25 and -2.25 for the one active unit")),
    Check("W2", _fits_slopes("W2")),
    Check("b2", _by_hand("b2", "0.75 and -0.75")),
    Check("b2", _fits_slopes("b2")),
    Check("W1", _by_hand("W1", "0.2747 and 0.5493 for the one active unit")),
    Check("W1", _fits_slopes("W1")),
    Check("b1", _by_hand("b1", "0.2747 for the one active unit")),
    Check("b1", _fits_slopes("b1")),
    Check("sigmoid", sigmoid_by_hand),
    Check("sigmoid", sigmoid_fits_slopes),
    Check("regularisation", penalty_of_loss),
    Check("regularisation", penalty_of_gradients),
    Check("regularisation", biases_not_penalised),
    Check("stability", large_scores),
    Check("purity", arguments_kept),
)

"""Visible checks of networks in Theta form: forward, conversions, deltas, cost and gradients."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from autograder.exercise import Check
from autograder.judging import expect
from autograder.judging.expect import PRINTED
from autograder.judging.function import Function
from autograder.outcome import Failed

Array = NDArray[np.float64]

COST = ("J", "grads")
HEADS = ("log", "softmax", "squared")

# ------------------------------------------------------------------------------ theta_forward

#: sigma(log 3) = 3/4 and sigma(0) = 1/2: a network whose activations are fractions.
FRACTIONS = [
    np.array([[0.0, np.log(3.0), 0.0], [np.log(3.0), 0.0, -np.log(3.0)]]),
    np.array([[-1.5, 2.0, 2.0]]) * np.log(3.0),
]


def drawn(rng: np.random.Generator, sizes: tuple[int, ...], N: int) -> tuple[list[Array], Array]:
    """`Thetas` of a network of these sizes and `N` rows."""
    shapes = [(out, into + 1) for into, out in pairwise(sizes)]
    return [rng.normal(size=shape) for shape in shapes], rng.normal(size=(N, sizes[0]))


def fractions(f: Function, rng: np.random.Generator) -> None:
    """The notebook's network: for the inputs 1, 1 the layers give 3/4, 1/2 and 3/4."""
    got = f(FRACTIONS, np.ones((1, 2)))
    right = [np.ones((1, 2)), np.array([[0.75, 0.5]]), np.array([[0.75]])]
    expect.like(got, right, "the activations")
    mistaken = {
        "bias left out": [right[0], np.array([[0.75, 0.25]]), np.array([[0.9]])],
    }
    expect.value(got, right, "the activations", mistaken=mistaken)


def four_layers(f: Function, rng: np.random.Generator) -> None:
    """Three matrices give four entries, `(5, 3)`, `(5, 6)`, `(5, 2)` and `(5, 4)`, all below 1."""
    Thetas, X = drawn(rng, (3, 6, 2, 4), 5)
    got = f(Thetas, X)
    expect.like(got, [X, np.zeros((5, 6)), np.zeros((5, 2)), np.zeros((5, 4))], "the activations")
    expect.like(f([], X), [X], "the activations of a network without a layer")
    expect.depends(f, (Thetas, X), (Thetas, X + 1.0))


def forward_leaves_arguments(f: Function, rng: np.random.Generator) -> None:
    """Thetas and X are the same after the call, and a second call gives the same again."""
    given = drawn(rng, (3, 5, 2), 4)
    expect.untouched(f, *given, names=("Thetas", "X"))
    expect.repeatable(f, *given)


THETA = np.array([[7.0, 1.0, 2.0, 3.0], [8.0, 4.0, 5.0, 6.0]])
W_OF_THETA = np.array([[1.0, 4.0], [2.0, 5.0], [3.0, 6.0]])
B_OF_THETA = np.array([7.0, 8.0])


def taken_apart(f: Function, rng: np.random.Generator) -> None:
    """Rows (7, 1, 2, 3) and (8, 4, 5, 6): the biases are 7 and 8, W is `(3, 2)`."""
    got = f(THETA)
    names = ("W", "b")
    mistaken = {"weights not transposed": W_OF_THETA.T, "biases in the last column": THETA[:, :3].T}
    expect.value(expect.piece(got, names, "W"), W_OF_THETA, "W", mistaken=mistaken)
    mistaken = {"biases in the last column": THETA[:, 3]}
    expect.value(expect.piece(got, names, "b"), B_OF_THETA, "b", mistaken=mistaken)


def put_together(f: Function, rng: np.random.Generator) -> None:
    """And back: the biases 7 and 8 come first in their rows."""
    last = np.column_stack([W_OF_THETA.T, B_OF_THETA])
    got = f(W_OF_THETA, B_OF_THETA)
    expect.value(got, THETA, "Theta", mistaken={"biases in the last column": last})


FORM = (
    Check("activations", fractions, "theta_forward"),
    Check("activations", four_layers, "theta_forward"),
    Check("activations", forward_leaves_arguments, "theta_forward"),
    Check("to W and b", taken_apart, "theta_to_wb"),
    Check("back to Theta", put_together, "wb_to_theta"),
)

# ------------------------------------------------------------------------------ hidden_delta


def delta_by_hand(f: Function, rng: np.random.Generator) -> None:
    """Theta = (9, 2, -4), delta_next = 0.5, a = (0.5, 0.2): delta = (0.25, -0.32)."""
    got = f(np.array([[9.0, 2.0, -4.0]]), np.array([[0.5]]), np.array([[0.5, 0.2]]))
    a = np.array([[0.5, 0.2]])
    squashed = 1 / (1 + np.exp(-a))
    mistaken = {
        "slope of the unit missing": np.array([[1.0, -2.0]]),
        "slope of the activation": np.array([[1.0, -2.0]]) * squashed * (1 - squashed),
        "activation for its slope": np.array([[0.5, -0.4]]),
        "biases in the last column": np.array([[4.5, 1.0]]) * a * (1 - a),
    }
    expect.value(got, np.array([[0.25, -0.32]]), "delta", mistaken=mistaken)


def delta_is_a_slope(f: Function, rng: np.random.Generator) -> None:
    """It fits the slopes of a loss, the next layer's pre-activations times fixed numbers."""
    (Theta,), z = drawn(rng, (4, 3), 6)
    numbers = rng.normal(size=(6, 3))

    def loss(at: Array) -> float:
        a = 0.5 + 0.5 * np.tanh(at / 2)
        return float(np.sum(numbers * (a @ Theta[:, 1:].T + Theta[:, 0])))

    got = f(Theta, numbers, 0.5 + 0.5 * np.tanh(z / 2))
    expect.gradient(loss, z, got, rng, "delta", rows=6)


def delta_leaves_arguments(f: Function, rng: np.random.Generator) -> None:
    """Theta, delta_next and a are the same after the call."""
    (Theta,), a = drawn(rng, (4, 3), 6)
    given = (Theta, rng.normal(size=(6, 3)), 1 / (1 + a**2))
    expect.untouched(f, *given, names=("Theta", "delta_next", "a"))
    expect.repeatable(f, *given)
    expect.depends(f, given, (Theta + 1.0, *given[1:]))


DELTA = (
    Check("delta", delta_by_hand),
    Check("delta", delta_is_a_slope),
    Check("purity", delta_leaves_arguments),
)

# ------------------------------------------------------------------------------ nn_cost


def network(
    rng: np.random.Generator, head: str, sizes: tuple[int, ...] = (3, 5, 4), N: int = 6
) -> tuple[list[Array], Array, Array]:
    """`Thetas`, `X` and targets that fit the head."""
    Thetas, X = drawn(rng, sizes, N)
    if head == "softmax":
        return Thetas, X, np.eye(sizes[-1])[rng.integers(0, sizes[-1], N)]
    if head == "log":
        return Thetas, X, rng.integers(0, 2, (N, sizes[-1])).astype(float)
    return Thetas, X, rng.normal(size=(N, sizes[-1]))


def cost_of(f: Function, *args: object) -> object:
    """The cost alone."""
    return expect.piece(f(*args), COST, "J")


def three_heads(f: Function, rng: np.random.Generator) -> None:
    """Weights 0, two rows with targets (1, 0) and (0, 1): log loss 1.3863, softmax 0.6931, 0.5."""
    Thetas, X, Y = [np.zeros((2, 4))], np.arange(6.0).reshape(2, 3), np.eye(2)
    right = {"log": 2 * np.log(2.0), "softmax": np.log(2.0), "squared": 0.5}
    wrong = {
        "log": {"terms of target 0 left out": np.log(2.0), "mean over outputs too": np.log(2.0)},
        "softmax": {"terms of target 0 added": 2 * np.log(2.0)},
        "squared": {"half missing": 1.0, "mean over outputs too": 0.25},
    }
    for head in HEADS:
        what = f"the cost with head {head!r}"
        got = cost_of(f, Thetas, X, Y, 0.0, head)
        expect.value(got, right[head], what, PRINTED, mistaken=wrong[head], rows=2)


def cost_of_repeated_rows(f: Function, rng: np.random.Generator) -> None:
    """Every row given twice: the mean stays as it was."""
    for head in HEADS:
        Thetas, X, Y = network(rng, head)
        twice = cost_of(f, Thetas, np.vstack([X, X]), np.vstack([Y, Y]), 0.0, head)
        once = cost_of(f, Thetas, X, Y, 0.0, head)
        expect.value(twice, once, f"the cost of each row given twice, head {head!r}")


def unit_by_hand(f: Function, rng: np.random.Generator) -> None:
    """One unit with weights 0, x = (2, 4), target 1: the gradient is (-0.5, -1, -2)."""
    args = ([np.zeros((1, 3))], np.array([[2.0, 4.0]]), np.array([[1.0]]), 0.0, "log")
    grads = expect.piece(f(*args), COST, "grads")
    mistaken = {
        "slope of the unit at the head": [np.array([[-0.125, -0.25, -0.5]])],
        "sign flipped": [np.array([[0.5, 1.0, 2.0]])],
        "no gradient of the biases": [np.array([[0.0, -1.0, -2.0]])],
    }
    expect.value(grads, [np.array([[-0.5, -1.0, -2.0]])], "grads", mistaken=mistaken)


def slopes_of_cost(f: Function, rng: np.random.Generator) -> None:
    """The gradients fit the slopes of your own cost, with each head, for 2 and for 4 matrices."""
    for head in HEADS:
        for sizes in ((3, 5, 4), (3, 2, 6, 5, 4)):
            Thetas, X, Y = network(rng, head, sizes)
            _fit(f, rng, (Thetas, X, Y, 0.0, head))


def _fit(f: Function, rng: np.random.Generator, args: tuple[object, ...]) -> None:
    Thetas, X, Y, lam, head = args
    assert isinstance(Thetas, list)
    grads = expect.piece(f(*args), COST, "grads")
    expect.like(grads, Thetas, "grads")
    assert isinstance(grads, list | tuple)
    try:
        three_heads(f, rng)
    except Failed:
        return  # the cost is marked in its own part
    for number, (Theta, grad) in enumerate(zip(Thetas, grads, strict=True)):

        def cost(at: Array, number: int = number) -> object:
            return cost_of(f, [*Thetas[:number], at, *Thetas[number + 1 :]], X, Y, lam, head)

        expect.gradient(cost, Theta, grad, rng, f"grads[{number}]", rows=6)


#: Squares without the first column: 1 + 4 + 9 + 1 + 0 + 4 = 19; with it 19 + 25 + 1 = 45.
PENALISED = np.array([[5.0, 1.0, 2.0, 3.0], [1.0, -1.0, 0.0, 2.0]])


def growth(f: Function, *args: object) -> tuple[float, list[Array]]:
    """What `lam` adds to the cost and to each gradient."""
    *rest, lam, head = args
    with_it, without = f(*rest, lam, head), f(*rest, 0.0, head)
    added = [expect.piece(v, COST, "J") for v in (with_it, without)]
    for value in added:
        expect.like(value, 1.0, "the cost")
    lists = [expect.piece(v, COST, "grads") for v in (with_it, without)]
    for value in lists:
        expect.like(value, rest[0], "grads")
    J = [float(np.asarray(value)) for value in added]
    first, second = ([np.asarray(g, dtype=float) for g in v] for v in lists)  # type: ignore[attr-defined]
    return J[0] - J[1], [a - b for a, b in zip(first, second, strict=True)]


def penalty_by_hand(f: Function, rng: np.random.Generator) -> None:
    """A matrix whose squares sum to 19 without biases; 4 rows, lam = 2: the cost grows by 4.75."""
    X, Y = rng.normal(size=(4, 3)), rng.normal(size=(4, 2))
    more, slopes = growth(f, [PENALISED], X, Y, 2.0, "squared")
    if not any(slope.any() for slope in slopes):
        nothing = "reg ignored"
    else:
        nothing = "penalty in the gradient only"
    mistaken: Mapping[str, float] = {
        "biases penalised": 2 / 8 * 45,
        "penalty not divided by n": 2 / 2 * 19,
        "half of the penalty missing": 2 / 4 * 19,
        "penalty divided by n squared": 2 / 32 * 19,
        nothing: 0.0,
    }
    expect.value(more, 4.75, "what lam adds to the cost", mistaken=mistaken)


def penalty_gradient_by_hand(f: Function, rng: np.random.Generator) -> None:
    """There lam / n is 1/2: the gradient grows by half of each weight, and by 0 for the biases."""
    X, Y = rng.normal(size=(4, 3)), rng.normal(size=(4, 2))
    _, slopes = growth(f, [PENALISED], X, Y, 2.0, "squared")
    right = PENALISED / 2
    right[:, 0] = 0.0
    mistaken = {
        "biases penalised": PENALISED / 2,
        "penalty's gradient not divided by n": 4 * right,
        "penalty's gradient halved": right / 2,
        "penalty in the loss only": 0 * right,
    }
    expect.value(slopes[0], right, "what lam adds to the gradient", mistaken=mistaken)


def large_scores(f: Function, rng: np.random.Generator) -> None:
    """Pre-activations of 1000 and -1000 in the last layer: all stays finite."""
    Theta, X = np.array([[0.0, 1000.0], [0.0, -1000.0]]), np.array([[1.0], [-1.0]])
    for head in ("log", "softmax"):
        args = (np.array([[1.0, 0.0], [1.0, 0.0]]), 0.0, head)
        got = f([Theta], X, *args)
        expect.like(expect.piece(got, COST, "J"), 1.0, f"the cost with head {head!r}")
        expect.like(expect.piece(got, COST, "grads"), [Theta], "grads")
        expect.depends(f, ([Theta], X, *args), ([0 * Theta], X + 1.0, *args))


def cost_leaves_arguments(f: Function, rng: np.random.Generator) -> None:
    """Thetas, X and Y are the same after the call, and a second call gives the same again."""
    given = (*network(rng, "softmax"), 0.7, "softmax")
    expect.untouched(f, *given, names=("Thetas", "X", "Y", "lam", "head"))
    expect.repeatable(f, *given)
    expect.depends(f, given, (given[0], given[1] + 1.0, *given[2:]))


BY_EXAMPLES = (
    Check("cost", three_heads),
    Check("cost", cost_of_repeated_rows),
    Check("gradient", unit_by_hand),
    Check("gradient", slopes_of_cost),
    Check("regularisation", penalty_by_hand),
    Check("regularisation", penalty_gradient_by_hand),
)

AT_ONCE = (
    *BY_EXAMPLES,
    Check("stability", large_scores),
    Check("purity", cost_leaves_arguments),
)

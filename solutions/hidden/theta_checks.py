"""Hidden checks of assignment 5's Theta form, by comparison with the reference on fresh inputs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from autograder.exercise import Check, Draw, Probe
from autograder.judging import expect
from autograder.judging.compare import compare
from autograder.judging.function import Function
from autograder.visible.theta_form import COST, HEADS, network
from solutions.hidden.theta_stages import squash

Array = NDArray[np.float64]

OF_DELTA = ("Theta", "delta_next", "a")
OF_COST = ("Thetas", "X", "Y", "lam", "head")

# ------------------------------------------------------------------------------ theta_forward


def sizes(rng: np.random.Generator, layers: int) -> tuple[int, ...]:
    """Different numbers of units in each layer, and of rows, which come last."""
    return tuple(int(s) for s in rng.choice(np.arange(2, 12), layers + 2, replace=False))


def chain(layers: int) -> Draw:
    """`Thetas` of that many layers, and `X`."""

    def draw(rng: np.random.Generator) -> tuple[object, ...]:
        *units, N = sizes(rng, layers)
        Thetas, X, _ = network(rng, "squared", tuple(units), N)
        return Thetas, X

    return draw


def one_row(rng: np.random.Generator) -> tuple[object, ...]:
    """Two layers and a single row."""
    Thetas, X, _ = network(rng, "squared", (4, 3, 5), 1)
    return Thetas, X


def far_off(rng: np.random.Generator) -> tuple[object, ...]:
    """Pre-activations of several hundred, of both signs."""
    Thetas, X, _ = network(rng, "squared", (4, 6, 3), 5)
    return [1000 * Thetas[0], Thetas[1]], X


def a_theta(rng: np.random.Generator) -> tuple[object, ...]:
    """One matrix."""
    out, into, _ = sizes(rng, 1)
    return (rng.normal(size=(out, into + 1)),)


def weights_and_biases(rng: np.random.Generator) -> tuple[object, ...]:
    """A matrix of weights and its biases."""
    into, out, _ = sizes(rng, 1)
    return rng.normal(size=(into, out)), rng.normal(size=out)


FORM_CHECKS: tuple[Probe | Check, ...] = (
    Probe("activations", "a fresh network of one layer", chain(1), function="theta_forward"),
    Probe("activations", "a fresh network of four layers", chain(4), function="theta_forward"),
    Probe("activations", "a single row", one_row, function="theta_forward"),
    Probe("activations", "large weights", far_off, function="theta_forward", draws=1),
    Probe("to W and b", "a fresh matrix", a_theta, function="theta_to_wb"),
    Probe("back to Theta", "fresh weights and biases", weights_and_biases, function="wb_to_theta"),
)

# ------------------------------------------------------------------------------ hidden_delta


def a_layer(rng: np.random.Generator) -> tuple[object, ...]:
    """A layer with biases that would be noticed."""
    units, following, N = sizes(rng, 1)
    Theta = rng.normal(size=(following, units + 1))
    return Theta, rng.normal(size=(N, following)), squash(rng.normal(size=(N, units)))


def frozen_layer(rng: np.random.Generator) -> tuple[object, ...]:
    """A single row, in arrays that refuse to be written to."""
    Theta = rng.normal(size=(3, 6))
    args = (np.asfortranarray(Theta), rng.normal(size=(1, 3)), squash(rng.normal(size=(1, 5))))
    for array in args:
        array.flags.writeable = False
    return args


def layer_kept(f: Function, rng: np.random.Generator) -> None:
    """Theta, delta_next and a are the same after the call."""
    args = a_layer(rng)
    expect.untouched(f, *args, names=OF_DELTA)
    expect.repeatable(f, *args)


DELTA_CHECKS: tuple[Probe | Check, ...] = (
    Probe("delta", "a fresh layer", a_layer),
    Probe("delta", "a single row", frozen_layer),
    Check("purity", layer_kept),
)

# ------------------------------------------------------------------------------ nn_cost


def case(head: str, layers: int, lam: float = 0.0, N: int = 0) -> Draw:
    """A network, rows and targets for that head."""

    def draw(rng: np.random.Generator) -> tuple[object, ...]:
        *units, rows = sizes(rng, layers)
        Thetas, X, Y = network(rng, head, tuple(units), N or max(rows, 4))
        return Thetas, X, Y, lam, head

    return draw


def soft_targets(rng: np.random.Generator) -> tuple[object, ...]:
    """Targets of the softmax head that are no one-hot rows."""
    Thetas, X, _ = network(rng, "softmax", (4, 6, 3), 7)
    Y = rng.uniform(size=(7, 3))
    return Thetas, X, Y / Y.sum(axis=1, keepdims=True), 0.0, "softmax"


def integers(rng: np.random.Generator) -> tuple[object, ...]:
    """`X` and `Y` of integers."""
    Thetas, X, Y = network(rng, "log", (4, 6, 3), 7)
    return Thetas, (3 * X).astype(int), Y.astype(int), 0.0, "log"


KINDS: tuple[tuple[str, Draw], ...] = (
    *((f"a network of two matrices, head {head!r}", case(head, 2)) for head in HEADS),
    ("a network of four matrices", case("log", 4)),
    ("a network of one matrix", case("softmax", 1)),
    ("a single row", case("squared", 2, N=1)),
    ("targets that are no one-hot rows", soft_targets),
    ("an X of integers", integers),
)


def added(f: Function, *args: object) -> object:
    """What `lam` adds, piece by piece."""
    *network_and_rows, weight, last = args
    large = f(*network_and_rows, weight, last)
    none = f(*network_and_rows, 0.0, last)
    if isinstance(large, list | tuple):
        assert isinstance(none, list | tuple)
        pairs = zip(large, none, strict=True)
        return [np.asarray(a, dtype=float) - np.asarray(b, dtype=float) for a, b in pairs]
    return float(np.asarray(large)) - float(np.asarray(none))  # type: ignore[arg-type]


_PENALTY = tuple(
    Probe("regularisation", f"what lam adds to {what}", case(head, layers, 0.7), piece, added)
    for what, piece in (("the cost", "J"), ("the gradients", "grads"))
    for head, layers in (("squared", 2), ("softmax", 3))
)

BY_EXAMPLES_CHECKS: tuple[Probe | Check, ...] = (
    *(Probe("cost", says, draw, "J", draws=1) for says, draw in KINDS),
    *(Probe("gradient", says, draw, "grads", draws=1) for says, draw in KINDS),
    *_PENALTY,
)


def shifted(f: Function, rng: np.random.Generator) -> None:
    """All scores of a row raised alike, by 1000 or so: the cost stays."""
    Thetas, X, Y = network(rng, "softmax", (4, 5), 6)
    X[:, 0], Thetas[0][:, 1] = 0.0, 1.0
    moved = X.copy()
    moved[:, 0] = [1000.0, -1000.0, 0.0, 500.0, -700.0, 20.0]
    cost = expect.piece(f(Thetas, X, Y, 0.0, "softmax"), COST, "J")
    got = expect.piece(f(Thetas, moved, Y, 0.0, "softmax"), COST, "J")
    expect.like(expect.piece(f(Thetas, moved, Y, 0.0, "softmax"), COST, "grads"), Thetas, "grads")
    expect.like(cost, 1.0, "the cost")
    compare(got, cost, expect.ROUNDING, "the cost")


def saturated(f: Function, rng: np.random.Generator) -> None:
    """Outputs that are sure, rightly and wrongly, scores from -1000 to 1000: all stays finite."""
    for head in ("log", "softmax"):
        Thetas, X, Y = network(rng, head, (4, 5), 6)
        z = Thetas[0][:, 0] + X @ Thetas[0][:, 1:].T
        got = f([1000.0 / np.ptp(z, axis=1).max() * Thetas[0]], X, Y, 0.0, head)
        expect.like(expect.piece(got, COST, "J"), 1.0, "the cost")
        expect.like(expect.piece(got, COST, "grads"), Thetas, "grads")


def kept(f: Function, rng: np.random.Generator) -> None:
    """The arguments are the same after the call, which gives the same when repeated."""
    for head in HEADS:
        args = (*network(rng, head), 0.7, head)
        expect.untouched(f, *args, names=OF_COST)
        expect.repeatable(f, *args)


AT_ONCE_CHECKS: tuple[Probe | Check, ...] = (
    *BY_EXAMPLES_CHECKS,
    Check("stability", shifted),
    Check("stability", saturated),
    Check("purity", kept),
)

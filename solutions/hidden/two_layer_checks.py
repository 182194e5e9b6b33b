"""Hidden checks of the two-layer loss, by comparison with the reference on fresh inputs."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from autograder.exercise import Check, Draw, Probe
from autograder.judging import expect
from autograder.judging.compare import compare
from autograder.judging.function import Function
from autograder.tolerance import SINGLE
from autograder.visible.two_layer_losses import NAMES, RETURNS

Array = NDArray[np.float64]
Labels = NDArray[np.int64]
Params = dict[str, Array]
Batch = tuple[Params, Array, Labels]

OF_LOSS = ("params", "X", "y", "reg", "activation")

#: No pre-activation of a ReLU comes nearer to its kink: far above round-off, far below 1.
CLEAR = 1e-3


def params(rng: np.random.Generator, D: int, H: int, C: int) -> Params:
    """Parameters of order 1, biases too."""
    return {
        "W1": rng.normal(size=(D, H)), "b1": rng.normal(size=H),
        "W2": rng.normal(size=(H, C)), "b2": rng.normal(size=C),
    }  # fmt: skip


def sizes(rng: np.random.Generator, C: int) -> tuple[int, int, int, int]:
    """`N`, `D`, `H`, `C`, all different."""
    N, D, H = rng.choice(np.setdiff1d(np.arange(5, 14), [C]), 3, replace=False)
    return int(N), int(D), int(H), C


def batch(
    rng: np.random.Generator,
    N: int,
    D: int,
    H: int,
    C: int,
    *,
    labels: int = 0,
    whole: bool = False,
) -> Batch:
    """Parameters, rows and labels; units on and off, clear of their kinks; scores of both signs."""
    while True:
        found = params(rng, D, H, C)
        X = rng.integers(-3, 4, (N, D)) if whole else rng.normal(size=(N, D))
        z = X @ found["W1"] + found["b1"]
        if np.abs(z).min() > CLEAR and z.min() < 0 < z.max():
            return found, X, rng.integers(0, labels or C, N)


def few(rng: np.random.Generator) -> Batch:
    """Four classes."""
    return batch(rng, *sizes(rng, 4))


def many(rng: np.random.Generator) -> Batch:
    """Ten classes, the top ones true for no row."""
    return batch(rng, *sizes(rng, 10), labels=8)


def one(rng: np.random.Generator) -> Batch:
    """A single row."""
    return batch(rng, 1, 6, 5, 4)


def whole(rng: np.random.Generator) -> Batch:
    """`X` of integers."""
    return batch(rng, *sizes(rng, 4), whole=True)


def views(rng: np.random.Generator) -> Batch:
    """The same numbers in other places in memory, and not to be written to."""
    found, X, y = batch(rng, *sizes(rng, 4))
    found = {name: np.asfortranarray(value) for name, value in found.items()}
    X, y = np.repeat(X, 2, axis=0)[::2], y[::-1].copy()[::-1]
    for array in (*found.values(), X, y):
        array.flags.writeable = False
    return found, X, y


def single(rng: np.random.Generator) -> Batch:
    """`X` in float32; with the parameters in float64, all that follows is float64."""
    while True:
        found, X, y = few(rng)
        X = X.astype(np.float32)
        if np.abs(X @ found["W1"] + found["b1"]).min() > CLEAR:
            return found, X, y


def called(draw: Callable[[np.random.Generator], Batch], reg: float, activation: str) -> Draw:
    """The same draw with the last two arguments."""
    return lambda rng: (*draw(rng), reg, activation)


KINDS: tuple[tuple[str, Callable[[np.random.Generator], Batch]], ...] = (
    ("fresh rows of 4 classes", few),
    ("fresh rows of 10 classes, the top ones true for no row", many),
    ("a single row", one),
    ("an X of integers", whole),
    ("arrays in other places in memory", views),
)


def added(f: Callable[..., object], *args: object) -> object:
    """What `reg` adds."""
    *rest, reg, activation = args
    with_it, without = f(*rest, reg, activation), f(*rest, 0.0, activation)
    return np.subtract(np.asarray(with_it, dtype=float), np.asarray(without, dtype=float))


def _probes(part: str, piece: str) -> tuple[Probe, ...]:
    coarse = called(single, 0.0, "relu")
    return (
        *(Probe(part, says, called(draw, 0.0, "relu"), piece, draws=1) for says, draw in KINDS),
        Probe(part, "an X in float32", coarse, piece, tolerance=SINGLE, draws=1),
    )


def biases_free(f: Function, rng: np.random.Generator) -> None:
    """What `reg` adds to the gradients of the biases, whatever their shape, is nothing."""
    args = few(rng)
    for name in ("b1", "b2"):
        with_it, without = (
            np.ravel(np.asarray(expect.piece(f(*args, reg, "relu"), RETURNS, f"grads.{name}")))
            for reg in (0.7, 0.0)
        )
        expect.like(with_it, np.zeros(without.shape), f"grads.{name}")
        compare(with_it, without, expect.ROUNDING, f"grads.{name} with a penalty")


def raised(f: Function, rng: np.random.Generator) -> None:
    """All scores raised by 1000, or lowered, or each row's by another amount: the loss stays."""
    found, X, y = batch(rng, 6, 4, 5, 4)
    # Unit 0 alone sees feature 0, and carries it to all classes alike: an offset for each row.
    found["W1"][0], found["W1"][:, 0], found["b1"][0], found["W2"][0] = 0.0, 0.0, 0.0, 1.0
    found["W1"][0, 0] = 1.0
    X[:, 0] = 1.0
    apart = np.array([1.0, 800.0, 3.0, 1500.0, 1.0, 20.0])
    still = expect.piece(f(found, X, y, 0.0, "relu"), RETURNS, "loss")
    expect.like(still, 1.0, "the loss")
    # In this order: exp(500) is finite, and what goes wrong first tells the mistakes apart.
    for offset, rows in ((500.0, 1.0), (1000.0, 1.0), (-1000.0, 1.0), (0.0, apart)):
        X = X.copy()  # the judge keeps what was handed over
        X[:, 0] = rows
        got = f(found | {"b2": found["b2"] + offset}, X, y, 0.0, "relu")
        loss = expect.piece(got, RETURNS, "loss")
        expect.like(loss, 1.0, "the loss of shifted scores")
        for name in NAMES:
            grad = np.ravel(np.asarray(expect.piece(got, RETURNS, f"grads.{name}")))
            expect.like(grad, np.zeros(grad.shape), f"grads.{name}")
        compare(loss, still, expect.ROUNDING, "the loss of shifted scores")
    # Scores 2000 apart within a row: a shift by any but the highest overflows.
    got = f(found | {"b2": np.array([1000.0, -1000.0, 0.0, 3.0])}, X, y, 0.0, "relu")
    expect.like(expect.piece(got, RETURNS, "loss"), 1.0, "the loss of scores far apart")


def kept(f: Function, rng: np.random.Generator) -> None:
    """The arguments are the same after the call, which gives the same when repeated."""
    for draw in (few, whole):
        args = (*draw(rng), 0.7, "relu")
        expect.untouched(f, *args, names=OF_LOSS)
        expect.repeatable(f, *args)


TWO_LAYER_CHECKS: tuple[Probe | Check, ...] = (
    *_probes("loss", "loss"),
    *(probe for name in NAMES for probe in _probes(name, f"grads.{name}")),
    *(
        Probe("sigmoid", f"sigmoid units and {says}", called(draw, 0.0, "sigmoid"), "grads.W1")
        for says, draw in KINDS[:3]
    ),
    *(
        Probe(
            "regularisation", f"what reg adds to {piece}", called(draw, 0.7, "relu"), piece, added
        )
        for draw, piece in ((few, "loss"), (many, "grads.W1"), (few, "grads.W2"))
    ),
    Check("regularisation", biases_free),
    Check("stability", raised),
    Check("purity", kept),
)

"""Hidden checks of assignment 1's losses, by comparison with the reference on fresh inputs."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from autograder.exercise import Check, Probe
from autograder.judging import expect
from autograder.judging.function import Function
from autograder.tolerance import SINGLE
from solutions.hidden import svm_draws as draws

#: What is drawn, in the words that follow "on".
KINDS: tuple[tuple[str, draws.Draw], ...] = (
    ("fresh rows of 4 classes", draws.few_classes),
    ("fresh rows of 10 classes, the top ones true for no row", draws.many_classes),
    ("a single row", draws.one_row),
    ("W = 0", draws.zero_weights),
    ("two classes with equal weights", draws.equal_columns),
    ("an X of integers", draws.whole_numbers),
    ("transposed and strided arrays", draws.transposed_views),
)


def added_by_reg(f: Callable[..., object], *args: object) -> object:
    """What `reg` adds: the penalty apart from all else. Arguments end with `reg`."""
    *rest, reg = args
    with_it, without = f(*rest, reg), f(*rest, 0.0)
    return np.asarray(with_it, dtype=float) - np.asarray(without, dtype=float)


def arguments_kept(f: Function, rng: np.random.Generator) -> None:
    """W, X and y are the same after the call, which gives the same when repeated."""
    for draw in (draws.few_classes, draws.transposed_views, draws.whole_numbers):
        args = draws.with_penalty(draw)(rng)
        expect.untouched(f, *args, names=("W", "X", "y", "reg"))
        expect.repeatable(f, *args)


def read_only_kept(f: Function, rng: np.random.Generator) -> None:
    """Arrays that refuse to be written to are enough."""
    f(*draws.with_penalty(draws.read_only)(rng))


def one_number(f: Function, rng: np.random.Generator) -> None:
    """The loss is one number and dW has the shape of W."""
    for draw in (draws.few_classes, draws.one_row, draws.whole_numbers, draws.transposed_views):
        args = draws.with_penalty(draw)(rng)
        got = f(*args)
        expect.like(expect.piece(got, ("loss", "dW"), "loss"), 1.0, "the loss")
        expect.like(expect.piece(got, ("loss", "dW"), "dW"), args[0], "dW")


def _probes(part: str, piece: str) -> tuple[Probe, ...]:
    exact = (Probe(part, says, draws.without_penalty(draw), piece, draws=1) for says, draw in KINDS)
    coarse = draws.without_penalty(draws.single_precision)
    # X[i] / N is right, and rounds to what X is.
    return (*exact, Probe(part, "an X in float32", coarse, piece, tolerance=SINGLE, draws=1))


SVM_CHECKS: tuple[Probe | Check, ...] = (
    *_probes("loss", "loss"),
    *_probes("gradient", "dW"),
    Probe(
        "regularisation",
        "what reg adds to the loss",
        draws.with_penalty(draws.few_classes),
        "loss",
        added_by_reg,
    ),
    Probe(
        "regularisation",
        "what reg adds to the gradient",
        draws.with_penalty(draws.many_classes),
        "dW",
        added_by_reg,
    ),
    Check("shape", one_number),
    Check("purity", arguments_kept),
    Check("purity", read_only_kept),
)


def hinge_kept(f: Function, rng: np.random.Generator) -> None:
    """w, X and y are the same after the call, which gives the same when repeated."""
    args = draws.hinge_batch(rng, 7, 4)
    expect.untouched(f, *args, names=("w", "b", "X", "y"))
    expect.repeatable(f, *args)
    for array in (args[0], args[2], args[3]):
        array.flags.writeable = False
    f(*args)


def hinge_numbers(f: Function, rng: np.random.Generator) -> None:
    """The loss and db are one number each, and dw has the shape of w."""
    for N in (7, 1):
        args = draws.hinge_batch(rng, N, 4)
        got = f(*args)
        for name, example in (("loss", 1.0), ("dw", args[0]), ("db", 1.0)):
            expect.like(expect.piece(got, ("loss", "dw", "db"), name), example, name)


def hinge_rows(rng: np.random.Generator) -> tuple[object, ...]:
    """Rows on both sides of the kink, with both labels."""
    N, D, _ = draws.sizes(rng)
    return draws.hinge_batch(rng, N, D)


def hinge_row(rng: np.random.Generator) -> tuple[object, ...]:
    """A single row."""
    return draws.hinge_batch(rng, 1, 5)


def hinge_integers(rng: np.random.Generator) -> tuple[object, ...]:
    """`X` of integers, `w` and `b` such that no `y f` is 1 or 0."""
    N, D, _ = draws.sizes(rng)
    w = rng.integers(-2, 3, D) / 2
    return w, float(rng.integers(-1, 2)) + 0.3, rng.integers(-3, 4, (N, D)), rng.choice([-1, 1], N)


HINGE_CHECKS: tuple[Probe | Check, ...] = (
    *(
        Probe(part, says, draw, piece)
        for part, piece in (("loss", "loss"), ("weight gradient", "dw"), ("bias gradient", "db"))
        for says, draw in (
            ("fresh rows on both sides of the margin", hinge_rows),
            ("a single row", hinge_row),
            ("an X of integers", hinge_integers),
        )
    ),
    Check("shape", hinge_numbers),
    Check("purity", hinge_kept),
)

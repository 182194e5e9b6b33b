"""Hidden checks of assignment 5's training loop: other numbers than the visible ones draw."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from autograder.exercise import Check, Draw, Probe
from autograder.judging import expect
from autograder.judging.function import Function
from autograder.visible.two_layer_training import (
    RETURNS,
    batches,
    halving,
    numbered,
    order_from_rng,
    orders,
    slide,
    stopped_after,
)

Array = NDArray[np.float64]
Params = dict[str, Array]


def loop(loss: Callable[..., object], *, momentum: bool = False, decay: bool = False) -> Draw:
    """A loop's arguments, with momentum or decay where asked for."""

    def draw(rng: np.random.Generator) -> tuple[object, ...]:
        # Full batches alone: what becomes of a short one is marked in its own part.
        batch, epochs = int(rng.integers(2, 4)), int(rng.integers(2, 5))
        N = batch * int(rng.integers(2, 5))
        start = {"w": rng.normal(size=(3, 2)), "b": rng.normal(size=4)}
        lr = float(rng.uniform(0.05, 0.2))
        beta = float(rng.uniform(0.3, 0.9)) if momentum else 0.0
        slower = float(rng.uniform(0.2, 1.5)) if decay else 0.0
        return loss, start, *numbered(N), lr, epochs, batch, rng, beta, slower, None

    return draw


def way(f: Callable[..., object], *args: object) -> object:
    """How far a parameter went: up or down is marked in its own part."""
    start = args[1]
    assert isinstance(start, dict)
    return np.abs(np.asarray(f(*args), dtype=float) - start["w"])


def integer_start(rng: np.random.Generator) -> tuple[object, ...]:
    """A start of integers: the parameters must not stay integers."""
    start = {"w": np.array([8, -4]), "b": np.array([2])}
    return halving, start, *numbered(6), 0.25, 2, 2, rng, 0.0, 0.0, None


def short_batches(f: Function, rng: np.random.Generator) -> None:
    """Batches that do not divide the rows."""
    for N, batch in ((11, 4), (5, 3), (3, 7)):
        batches(f, rng, N, batch, 3)


def new_orders(f: Function, rng: np.random.Generator) -> None:
    """Other numbers of rows, batches and epochs."""
    orders(f, rng, int(rng.integers(20, 30)), 6, 4)


def stuck(f: Function, rng: np.random.Generator) -> None:
    """A random number of good epochs, then worse ones, then a better one that comes too late."""
    good, patience = int(rng.integers(2, 6)), int(rng.integers(2, 5))
    # Falling each time after the first rise, and never below the best.
    worse = (10.0 - good + np.linspace(0.9, 0.1, patience)).tolist()
    values = [10.0 - k for k in range(good + 1)] + worse + [0.0, -1.0, -2.0, -3.0]
    stopped_after(f, rng, values, patience, good + 1 + patience)
    stopped_after(f, rng, values, patience, good + 1 + patience, steps=3)
    stopped_after(f, rng, [*values[: good + patience], -1.0], patience, good + patience + 1)


def equal_is_not_better(f: Function, rng: np.random.Generator) -> None:
    """The same loss again is no progress."""
    stopped_after(f, rng, [2.0] * 9, 3, 4)


def kept(f: Function, rng: np.random.Generator) -> None:
    """What was handed over is the same after training."""
    args = loop(halving, momentum=True)(rng)
    names = ("loss", "params", "X", "y", "lr", "epochs", "batch_size", "rng", "momentum", "decay")
    got = f(*args)
    expect.like(expect.piece(got, RETURNS, "params"), args[1], "params after training")
    expect.untouched(f, *args, names=(*names, "patience"))


TRAIN_CHECKS: tuple[Probe | Check, ...] = (
    Probe("steps", "a loss that halves what it is given", loop(halving), "params"),
    Probe("steps", "a loss that halves what it is given", loop(halving), "history"),
    Probe("steps", "a start of integers", integer_start, "params", draws=1),
    Probe("momentum", "a constant slope", loop(slide, momentum=True), "params.w", way),
    Probe("decay", "a constant slope", loop(slide, decay=True), "params.w", way),
    Check("last short batch", short_batches),
    Check("shuffling", new_orders),
    Check("shuffling", order_from_rng),
    Check("patience", stuck),
    Check("patience", equal_is_not_better),
    Check("purity", kept),
)

"""Hidden checks of the perceptron and of gradient descent.

The losses that are handed in are ours: one slip in a student's own costs nothing here.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from autograder.exercise import Check, Probe
from autograder.judging import expect
from autograder.judging.function import Function, Named
from autograder.visible import update_rules_training as visible
from solutions.hidden import training_loop_mistakes as mistakes

Array = NDArray[np.float64]
Rng = np.random.Generator

# ------------------------------------------------------------------------------ perceptron


def two_clouds(rng: Rng) -> tuple[Array, Array]:
    """Two clouds with a gap between them, the ones column first; neither surrounds the origin.

    The averaging perceptron takes several epochs on them, and some rows are right in between.
    """
    while True:
        N, D = int(rng.integers(9, 14)), int(rng.integers(3, 6))
        X = rng.normal(size=(N, D))
        direction = rng.normal(size=D)
        f = X @ direction + rng.normal()
        X = X + np.outer(0.2 * np.sign(f), direction)
        y = np.sign(f).astype(int)
        rows = np.column_stack([np.ones(N), X])
        theta, epochs = np.zeros(D + 1), 0
        counts = []
        while epochs < 40 and (y * (rows @ theta) <= 0).any():
            wrong = y * (rows @ theta) <= 0
            counts.append(int(wrong.sum()))
            theta, epochs = theta + (y * wrong) @ rows / N, epochs + 1
        if not (3 <= epochs < 40 and len(set(counts)) > 1 and len(set(y.tolist())) == 2):
            continue
        if _stops_tell_apart(rows, y):
            return rows, y


def _stops_tell_apart(rows: Array, y: Array) -> bool:
    """Whether each known mistake that can change the number of epochs does so here."""

    def epochs(average: bool, **code: mistakes.Epoch) -> object:
        answer = mistakes.classifier(**code)(rows, y, average=average)
        assert isinstance(answer, tuple)
        return answer[1]

    together, in_turn = epochs(True), epochs(False)
    others = [
        together != epochs(True, all_at_once=mistakes.over_wrong),
        together != epochs(True, all_at_once=mistakes.within),
        in_turn != epochs(False, by_row=mistakes.averaged),
        in_turn != epochs(False, by_row=mistakes.summed),
    ]
    return all(others)


def separable(rng: Rng) -> tuple[object, ...]:
    """Rows that a line has right, the usual arguments."""
    return two_clouds(rng)


def other_rate(rng: Rng) -> tuple[object, ...]:
    """Another alpha, and few epochs."""
    return *two_clouds(rng), float(rng.uniform(0.2, 0.6)), 1e-9, 2


def row_by_row(rng: Rng) -> tuple[object, ...]:
    """Fixed increment."""
    return *two_clouds(rng), float(rng.choice([0.5, 2.0])), 1e-9, 500, False


def few_epochs(rng: Rng) -> tuple[object, ...]:
    """Fixed increment, ended by max_epochs."""
    return *two_clouds(rng), 1.0, 1e-9, 2, False


def soon_enough(rng: Rng) -> tuple[object, ...]:
    """A wide eps: the first epoch is the last one."""
    return *two_clouds(rng), 1.0, 1e3, 50


def changes_below_eps(rng: Rng) -> tuple[object, ...]:
    """Fixed increment at so small an alpha that theta's own change is below eps from the start."""
    return *two_clouds(rng), 0.02, 0.3, 50, False


CLASSIFIER = (
    Probe("average", "fresh rows", separable, "theta"),
    Probe("average", "fresh rows, another alpha and two epochs", other_rate, "theta"),
    Probe("fixed increment", "fresh rows", row_by_row, "theta"),
    Probe("fixed increment", "fresh rows and two epochs", few_epochs, "theta"),
    Probe("stopping", "fresh rows", separable, "epochs"),
    Probe("stopping", "fresh rows, row by row", row_by_row, "epochs"),
    Probe("stopping", "two epochs at most", few_epochs, "epochs"),
    Probe("stopping", "a wide eps", soon_enough, "epochs"),
    Probe("stopping", "a small alpha, row by row", changes_below_eps, "epochs"),
)

# ------------------------------------------------------------------------------ gradient_descent


def squares(theta: Array, X: Array, y: Array) -> tuple[float, Array]:
    """The summed squared error of a linear unit without a bias."""
    off = X @ theta - y
    return float(np.sum(off * off)), 2 * X.T @ off


def named(f: Callable[..., object], *args: object) -> object:
    """Call with the last argument's entries as named arguments."""
    *rest, options = args
    assert isinstance(options, dict)
    return f(*rest, **options)


def fresh_data(rng: Rng) -> tuple[Array, Array, Array]:
    """A start, rows and labels."""
    N, D = int(rng.integers(7, 12)), int(rng.integers(3, 6))
    return rng.normal(size=D), rng.normal(size=(N, D)), rng.normal(size=N)


def all_rows(rng: Rng) -> tuple[object, ...]:
    """All rows in each step."""
    return squares, *fresh_data(rng), {"lr": 0.02, "epochs": 4}


def small_batches(rng: Rng) -> tuple[object, ...]:
    """Batches that leave a row or two over, the rows in their own order."""
    theta, X, y = fresh_data(rng)
    size = next(n for n in (4, 3, 5) if len(X) % n)
    return squares, theta, X, y, {"lr": 0.02, "epochs": 2, "batch_size": size}


def with_decay(rng: Rng) -> tuple[object, ...]:
    """Two steps an epoch on a loss of slope 1, and a rate that falls."""
    X, y = visible.numbered(6)
    options = {"lr": float(rng.uniform(0.3, 0.7)), "epochs": 4, "batch_size": 3}
    decay = float(rng.uniform(0.2, 0.8))
    return visible.slide, rng.normal(size=3), X, y, {**options, "decay": decay}


def a_rate(rng: Rng) -> tuple[object, ...]:
    """A rate, an epoch after the first, and a decay."""
    return float(rng.uniform(0.1, 0.9)), int(rng.integers(1, 9)), float(rng.uniform(0.1, 0.9))


def sizes_of_batches(f: Function, rng: Rng) -> None:
    """What is left over at the end of an epoch is a smaller batch."""
    for N, size in ((11, 4), (9, 2), (5, 8)):
        spy = visible.Spy(visible.halving)
        visible.descended(f, spy, np.ones(2), *visible.numbered(N), lr=0.1, epochs=2,
                          batch_size=size)  # fmt: skip
        visible.batches_are(spy, visible.sizes(N, size, epochs=2), size)


def each_row_once(f: Function, rng: Rng) -> None:
    """In each epoch each row is used once, with its own label, in a new order."""
    visible.orders_are_new(f, rng, 20, 5, 4)


def path_kept(f: Function, rng: Rng) -> None:
    """The history is the start, and theta after each step, short batches and all."""
    start = rng.normal(size=(3, 2))
    visible.path_is(f, start, *visible.numbered(7), lr=0.3, epochs=3, batch_size=3)
    visible.path_is(f, start[0], *visible.numbered(4), lr=0.3, epochs=5)


def divergence_named(f: Function, rng: Rng) -> None:
    """A loss that grows beyond all bounds ends in a FloatingPointError that names lr."""
    theta, X, y = fresh_data(rng)
    g = Named(f, lr=float(rng.uniform(50, 90)), epochs=400)
    kind, what = "FloatingPointError", "a bowl climbed in longer and longer steps"
    expect.refuses(g, squares, theta, X, y, error=kind, what=what, naming=("lr",))
    end = Named(f, lr=0.1, epochs=2, batch_size=4)
    for value, slope in ((-np.inf, 1.0), (np.nan, 1.0), (2.0, -np.inf), (2.0, np.nan)):
        loss, what = visible.ending(value, slope), f"a loss of {value} with a slope of {slope}"
        expect.refuses(end, loss, theta, X, y, error=kind, what=what, naming=("lr",))


def left_as_it_was(f: Function, rng: Rng) -> None:
    """theta, X and y are the same after the descent, integers and read-only arrays too."""
    theta, X, y = fresh_data(rng)
    g = Named(f, lr=0.02, epochs=2, batch_size=3, rng=visible.fresh(rng))
    for start in (theta, np.arange(X.shape[1])):
        expect.untouched(g, squares, start, X, y, names=("loss", "theta", "X", "y"))
    for array in (theta, X, y):
        array.flags.writeable = False
    g(squares, theta, X, y)


def _descent(part: str, says: str, draw: Callable[[Rng], tuple[object, ...]], piece: str) -> Probe:
    return Probe(part, says, draw, piece, named, function="gradient_descent")


def _watched(part: str, run: Callable[[Function, Rng], None]) -> Check:
    return Check(part, run, "gradient_descent")


DESCENT = (
    _descent("batch", "fresh rows", all_rows, "theta"),
    _descent("minibatches", "batches with a rest", small_batches, "theta"),
    _watched("minibatches", sizes_of_batches),
    _watched("order", each_row_once),
    _watched("order", visible.order_from_rng),
    Probe("decay", "a fresh rate", a_rate, function="learning_rate", draws=3),
    _descent("decay", "a loss of slope 1 and a rate that falls", with_decay, "theta"),
    _watched("history", path_kept),
    _watched("divergence", divergence_named),
    _watched("purity", left_as_it_was),
)

"""Visible checks of the training loop, by losses that watch how they are called."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.display import message
from autograder.exercise import Check
from autograder.judging import expect
from autograder.judging.function import Function
from autograder.outcome import Failed
from autograder.visible.batches import Batches

Array = NDArray[np.float64]
Params = dict[str, Array]
Loss = Callable[[Params, Array, Array], tuple[float, Params]]

RETURNS = ("params", "history")


class Watch(Batches):
    """A loss that writes down the rows and the labels of each step, and tells them in its value.

    So does the history, then: two loops that go through the rows differently return differently.
    """

    def __init__(self, loss: Loss) -> None:
        super().__init__()
        self._loss = loss

    def __call__(self, params: object, X: Any, y: Any) -> tuple[float, Params]:
        if not isinstance(params, dict):
            raise Failed(message.wrong_type("the params handed to loss", params, "a dict"))
        copies = {name: np.array(v, dtype=float) for name, v in params.items()}
        self.see(np.concatenate([[], *(v.ravel() for v in copies.values())]), X, y)
        value, grads = self._loss(copies, X, y)
        place = np.arange(1.0, len(y) + 1.0)
        return value + float(place @ X[:, 0] + place @ y / 1000), grads


def halving(params: Params, X: Array, y: Array) -> tuple[float, Params]:
    """The loss w^2 / 2, whatever the rows: its gradient is w."""
    return 0.5 * sum(float((w * w).sum()) for w in params.values()), {
        name: np.array(w) for name, w in params.items()
    }


def slide(params: Params, X: Array, y: Array) -> tuple[float, Params]:
    """A loss with the slope 1 everywhere."""
    return sum(float(w.sum()) for w in params.values()), {
        name: np.ones(w.shape) for name, w in params.items()
    }


def scripted(values: list[float]) -> Loss:
    """A loss of slope 1 whose values are given, by how many steps of length 1 were taken."""

    def loss(params: Params, X: Array, y: Array) -> tuple[float, Params]:
        steps = round(abs(float(params["w"][0])))
        return values[min(steps, len(values) - 1)], {"w": np.ones(1)}

    return loss


def numbered(N: int) -> tuple[Array, NDArray[np.int64]]:
    """`N` rows that say which row they are, and labels that say the same."""
    return np.column_stack([np.arange(N), np.ones(N)]).astype(float), np.arange(N)


def run(
    f: Function,
    loss: Callable[..., object],
    params: Params,
    N: int,
    rng: np.random.Generator,
    *,
    lr: float = 0.5,
    epochs: int = 1,
    batch: int = 1,
    more: tuple[object, ...] = (),
) -> tuple[Params, Array]:
    """Train and return parameters and history, both looked at for their form."""
    got = f(loss, params, *numbered(N), lr, epochs, batch, rng, *more)
    trained = expect.piece(got, RETURNS, "params")
    history = expect.piece(got, RETURNS, "history")
    expect.like(trained, params, "the trained params")
    assert isinstance(trained, dict)
    # As many steps as there were: their number is marked in another part.
    length = len(history) if isinstance(history, np.ndarray) and history.ndim else 1
    expect.like(history, np.zeros(length), "history")
    return {k: np.asarray(v, dtype=float) for k, v in trained.items()}, np.asarray(history)


def weight(value: float) -> Params:
    """One parameter, of one entry."""
    return {"w": np.array([value])}


# ------------------------------------------------------------------------------ steps


def halved(f: Function, rng: np.random.Generator) -> None:
    """The loss w^2 / 2 from w = 8 with rate 0.5: 4 rows, one at a time, 2 epochs end at 8 / 2^8."""
    params, history = run(f, halving, weight(8.0), 4, rng, epochs=2)
    mistaken = {"step uphill": np.array([8 * 1.5**8])}
    expect.value(params["w"], np.array([8 / 2**8]), 'params["w"]', mistaken=mistaken)
    expect.value(history, 32 / 4.0 ** np.arange(8), "history")


def all_parameters(f: Function, rng: np.random.Generator) -> None:
    """Two parameters, one step on all 6 rows with rate 0.25: 4 becomes 3, -8 becomes -6."""
    start = {"A": np.full((2, 3), 4.0), "c": np.full(3, -8.0)}
    params, _ = run(f, halving, start, 6, rng, lr=0.25, batch=6)
    mistaken = {
        "step uphill": {"A": np.full((2, 3), 5.0), "c": np.full(3, -10.0)},
        "rate divided by the batch": {"A": np.full((2, 3), 4 - 1 / 6), "c": np.full(3, 1 / 3 - 8)},
    }
    right = {"A": np.full((2, 3), 3.0), "c": np.full(3, -6.0)}
    expect.value(params, right, "params", mistaken=mistaken)


def way(f: Function, rng: np.random.Generator, N: int, **given: object) -> Array:
    """How far from 0 a slope of 1 leads; that a step goes downhill is marked in its own part."""
    params, _ = run(f, slide, weight(0.0), N, rng, **given)  # type: ignore[arg-type]
    return np.abs(params["w"])


def by_momentum(f: Function, rng: np.random.Generator) -> None:
    """Slope 1, rate 0.5, momentum 0.5: three steps of 0.5, 0.75 and 0.875 lead 2.125 away."""
    mistaken = {
        "momentum ignored": np.array([1.5]),
        "gradient weighted by 1 - momentum": np.array([1.0625]),
    }
    got = way(f, rng, 3, more=(0.5,))
    expect.value(got, np.array([2.125]), "the way of three steps", mistaken=mistaken)


def momentum_over_epochs(f: Function, rng: np.random.Generator) -> None:
    """The same with one row and three epochs: the velocity lasts."""
    got = way(f, rng, 1, epochs=3, more=(0.5,))
    mistaken = {"velocity lost after each epoch": np.array([1.5])}
    expect.value(got, np.array([2.125]), "the way of three epochs", mistaken=mistaken)


def rate_falls(f: Function, rng: np.random.Generator) -> None:
    """Slope 1, rate 1, decay 1, two steps an epoch: 2 + 2/2 + 2/3 = 3.6667 in three epochs."""
    mistaken = {
        "rate does not fall": np.array([6.0]),
        "decay by step": np.array([sum(1 / k for k in range(1, 7))]),
        "decay from the first epoch": np.array([2 * (1 / 2 + 1 / 3 + 1 / 4)]),
        "decay compounded": np.array([2 * (1 + 1 / 2 + 1 / 6)]),
    }
    got = way(f, rng, 2, lr=1.0, epochs=3, more=(0.0, 1.0))
    expect.value(got, np.array([11 / 3]), "the way of six steps", mistaken=mistaken)


# ------------------------------------------------------------------------------ batches


def batches(f: Function, rng: np.random.Generator, N: int, batch: int, epochs: int) -> None:
    """The sizes of all batches, and steps as long as one another."""
    watch = Watch(slide)
    params, _ = run(f, watch, weight(0.0), N, rng, epochs=epochs, batch=batch)
    expected = [min(batch, N - start) for start in range(0, N, batch)] * epochs
    if watch.sizes != expected:
        dropped = watch.sizes == [batch] * (N // batch) * epochs
        mistake = "short batch dropped" if dropped else ""
        raise Failed(message.other_batches(watch.sizes, expected), mistake=mistake)
    full, rest = divmod(N, batch)
    mistaken = {"short batch scaled": np.array([0.5 * epochs * (full + rest / batch)])}
    length = np.array([0.5 * len(expected)])
    what = f"the way of {len(expected)} steps of 0.5"
    expect.value(np.abs(params["w"]), length, what, mistaken=mistaken)


def short_batch(f: Function, rng: np.random.Generator) -> None:
    """10 rows in batches of 4 are batches of 4, 4 and 2, and each step is as long as another."""
    batches(f, rng, 10, 4, 2)


def orders(f: Function, rng: np.random.Generator, N: int, batch: int, epochs: int) -> None:
    """Each row once an epoch, with its label, in an order that changes."""
    watch = Watch(slide)
    run(f, watch, weight(0.0), N, rng, epochs=epochs, batch=batch)
    if len(watch.rows) % epochs or not watch.rows:
        raise Failed(message.other_batches(watch.sizes, [batch] * epochs * -(-N // batch)))
    if watch.labels != watch.rows:
        raise Failed(message.OTHER_LABELS, mistake="labels shuffled apart")
    share = len(watch.rows) // epochs
    spans = [watch.rows[k * share : (k + 1) * share] for k in range(epochs)]
    seen = [list(chain.from_iterable(span)) for span in spans]
    for order in seen:
        if len(set(order)) < len(order):
            raise Failed(message.repeated_row(order), mistake="rows drawn with replacement")
        if order == sorted(order):
            raise Failed(message.NO_NEW_ORDER, mistake="no shuffling")
    if seen[0] in seen[1:]:
        raise Failed(message.NO_NEW_ORDER, mistake="the same order in every epoch")


def each_row_once(f: Function, rng: np.random.Generator) -> None:
    """In each epoch each of 12 rows is used once, with its own label, in a new random order."""
    orders(f, rng, 12, 4, 3)


def order_from_rng(f: Function, rng: np.random.Generator) -> None:
    """The same generator gives the same order, another one another order."""
    seen = []
    for seed in (5, 5, 6):
        watch = Watch(slide)
        run(f, watch, weight(0.0), 30, np.random.default_rng(seed), batch=4)
        seen.append(watch.rows)
    if seen[0] != seen[1] or seen[0] == seen[2]:
        raise Failed(message.OTHER_GENERATOR, mistake="another generator")


# ------------------------------------------------------------------------------ patience


def stopped_after(
    f: Function,
    rng: np.random.Generator,
    values: list[float],
    patience: int | None,
    expected: int,
    steps: int = 1,
) -> None:
    """Epochs of so many steps of length 1, with these mean losses: the end is after `expected`."""
    more = (0.0, 0.0, patience)
    every = len(values)
    around = np.arange(steps) - (steps - 1) / 2
    losses = [value + off for value in values for off in around.tolist()]
    _, history = run(f, scripted(losses), weight(0.0), steps, rng, lr=1.0, epochs=every, more=more)
    taken = len(history) // steps
    if len(history) != expected * steps:
        names = {every: "patience ignored", expected + 1: "one epoch too many"}
        names |= dict.fromkeys(range(expected), "stops too early")
        text = message.steps_taken(len(history), expected * steps)
        raise Failed(text, mistake=names.get(taken, ""))


def stops_when_stuck(f: Function, rng: np.random.Generator) -> None:
    """Losses 3, 2, 2.5, 2.2, 2.1, 1, ... with a patience of 3: the end comes after epoch 5."""
    losses = [3.0, 2.0, 2.5, 2.2, 2.1, 1.0, 0.5, 0.4, 0.3]
    stopped_after(f, rng, losses, 3, 5)
    stopped_after(f, rng, losses, 3, 5, steps=2)


def goes_on_while_better(f: Function, rng: np.random.Generator) -> None:
    """Losses 3, 4, 2, 4, 1, 4, 0.5 with a patience of 2, or without any: no early end."""
    losses = [3.0, 4.0, 2.0, 4.0, 1.0, 4.0, 0.5]
    stopped_after(f, rng, losses, 2, len(losses))
    stopped_after(f, rng, [1.0] * 7, None, 7)


# ------------------------------------------------------------------------------ purity


def start_is_kept(f: Function, rng: np.random.Generator) -> None:
    """The params, X and y that were handed over are the same after training."""
    args = (halving, {"A": np.full((2, 3), 4.0)}, *numbered(6), 0.25, 2, 3, rng, 0.5)
    names = ("loss", "params", "X", "y", "lr", "epochs", "batch_size", "rng", "momentum")
    got = f(*args)
    expect.like(expect.piece(got, RETURNS, "params"), args[1], "the trained params")
    expect.untouched(f, *args, names=names)
    expect.depends(f, args, (halving, {"A": np.full((2, 3), 5.0)}, *args[2:]))


TRAIN = (
    Check("steps", halved),
    Check("steps", all_parameters),
    Check("momentum", by_momentum),
    Check("momentum", momentum_over_epochs),
    Check("decay", rate_falls),
    Check("last short batch", short_batch),
    Check("shuffling", each_row_once),
    Check("shuffling", order_from_rng),
    Check("patience", stops_when_stuck),
    Check("patience", goes_on_while_better),
    Check("purity", start_is_kept),
)

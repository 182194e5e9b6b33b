"""Known mistakes of assignment 5's training loop: a right loop with one thing done wrongly."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.exercise import KnownMistake

Array = NDArray[np.float64]
Params = dict[str, Any]
Rng = np.random.Generator


def shuffled(rng: Rng, N: int, epoch: int) -> Array:
    return rng.permutation(N)


def cut(order: Array, batch: int) -> Iterator[Array]:
    for start in range(0, len(order), batch):
        yield order[start : start + batch]


def falling(lr: float, decay: float, epoch: int, step: int, before: float) -> float:
    return lr / (1 + decay * epoch)


def heavy(v: Any, grad: Any, rate: float, momentum: float) -> Any:
    return momentum * v - rate * grad


def unscaled(rows: Array, batch: int) -> float:
    return 1.0


def labels_too(rng: Rng, rows: Array) -> Array:
    return rows


def best_so_far(means: list[float], patience: int) -> bool:
    return len(means) - 1 - int(np.argmin(means)) >= patience


@dataclass(frozen=True)
class Loop:
    """A training loop made of these stages."""

    order: Callable[[Rng, int, int], Array] = shuffled
    cut: Callable[[Array, int], Iterator[Array]] = cut
    rate: Callable[[float, float, int, int, float], float] = falling
    velocity: Callable[[Any, Any, float, float], Any] = heavy
    scale: Callable[[Array, int], float] = unscaled
    labels: Callable[[Rng, Array], Array] = labels_too
    stuck: Callable[[list[float], int], bool] = best_so_far
    copies: bool = True
    forgets: bool = False

    def __call__(
        self,
        loss: Callable[..., tuple[float, Params]],
        params: Params,
        X: Array,
        y: Array,
        lr: float,
        epochs: int,
        batch_size: int,
        rng: Rng,
        momentum: float = 0.0,
        decay: float = 0.0,
        patience: int | None = None,
    ) -> tuple[Params, Array]:
        now = {k: v + 0.0 for k, v in params.items()} if self.copies else params
        v = {k: 0.0 * w for k, w in now.items()}
        history: list[float] = []
        means: list[float] = []
        rate, step = lr, 0
        for epoch in range(epochs):
            seen = []
            if self.forgets:
                v = {k: 0.0 * w for k, w in now.items()}
            for rows in self.cut(self.order(rng, len(X), epoch), batch_size):
                rate = self.rate(lr, decay, epoch, step, rate)
                step += 1
                value, grads = loss(now, X[rows], y[self.labels(rng, rows)])
                for k in now:
                    scale = self.scale(rows, batch_size)
                    v[k] = self.velocity(v[k], scale * grads[k], rate, momentum)
                    if self.copies:
                        now[k] = now[k] + v[k]
                    else:
                        now[k] += v[k]
                seen.append(value)
            history += seen
            means.append(float(np.mean(seen)))
            if patience is not None and self.stuck(means, patience):
                break
        return now, np.array(history)


def made(**stages: object) -> Loop:
    """The right loop with these stages in place of its own."""
    return replace(Loop(), **stages)  # type: ignore[arg-type]


def full_batches(order: Array, batch: int) -> Iterator[Array]:
    # As if a batch larger than all the rows were one batch of them.
    whole = len(order) // batch * batch
    yield from cut(order[:whole] if whole else order, batch)


def same_seed(rng: Rng, N: int, epoch: int) -> Array:
    return np.random.default_rng(int(rng.bit_generator.state["state"]["inc"] % 2**32)).permutation(
        N
    )


def fixed_seed(rng: Rng, N: int, epoch: int) -> Array:
    return np.random.default_rng(epoch).permutation(N)


def rising(means: list[float], patience: int) -> bool:
    """Worse than the epoch before, so many times in a row."""
    steps = np.diff(means[-patience - 1 :])
    return len(steps) == patience and bool((steps >= 0).all())


def at_first(means: list[float], patience: int) -> bool:
    return len(means) > 1 and means[-1] >= min(means[:-1])


def one_more(means: list[float], patience: int) -> bool:
    return best_so_far(means, patience + 1)


def compounded(lr: float, decay: float, epoch: int, step: int, before: float) -> float:
    rate = lr
    for k in range(epoch + 1):
        rate /= 1 + decay * k
    return rate


def integers_kept(*args: Any) -> object:
    loss, params, *rest = args
    found, history = Loop()(loss, params, *rest)
    return {k: v.astype(params[k].dtype) for k, v in found.items()}, history


def history_of_epochs(*args: Any) -> object:
    X, batch = args[2], args[6]
    found, history = Loop()(*args)
    steps = -(-len(X) // batch)
    return found, np.array([h.mean() for h in np.split(history, len(history) // steps)])


def start_returned(*args: Any) -> object:
    _, history = Loop()(*args)
    return {k: v + 0.0 for k, v in args[1].items()}, history


def history_alone(*args: Any) -> object:
    return Loop()(*args)[1]


ALL = ("steps", "momentum", "decay", "last short batch", "shuffling", "patience", "purity")


def _m(name: str, *parts: str, **stages: object) -> KnownMistake:
    return KnownMistake(name, made(**stages), parts)


TRAIN_MISTAKES = (
    _m("step uphill", "steps", velocity=lambda v, g, rate, mu: mu * v + rate * g),
    _m(
        "rate divided by the batch",
        "steps",
        "momentum",
        "decay",
        "last short batch",
        scale=lambda rows, batch: 1 / len(rows),
    ),
    KnownMistake("parameters kept as integers", integers_kept, ("steps",)),
    _m("momentum ignored", "momentum", velocity=lambda v, g, rate, mu: -rate * g),
    _m(
        "gradient weighted by 1 - momentum",
        "momentum",
        velocity=lambda v, g, rate, mu: mu * v - (1 - mu) * rate * g,
    ),
    _m("velocity lost after each epoch", "momentum", forgets=True),
    _m("rate does not fall", "decay", rate=lambda lr, decay, epoch, step, before: lr),
    _m(
        "decay by step",
        "decay",
        rate=lambda lr, decay, epoch, step, before: lr / (1 + decay * step),
    ),
    _m(
        "decay from the first epoch",
        "decay",
        rate=lambda lr, decay, epoch, step, before: lr / (1 + decay * (epoch + 1)),
    ),
    _m("decay compounded", "decay", rate=compounded),
    _m("short batch dropped", "last short batch", cut=full_batches),
    _m(
        "short batch scaled",
        "last short batch",
        scale=lambda rows, batch: len(rows) / batch,
    ),
    _m("no shuffling", "shuffling", order=lambda rng, N, epoch: np.arange(N)),
    _m("the same order in every epoch", "shuffling", order=same_seed),
    _m("another generator", "shuffling", order=fixed_seed),
    _m(
        "rows drawn with replacement",
        "shuffling",
        order=lambda rng, N, epoch: rng.integers(0, N, N),
    ),
    _m("labels shuffled apart", "shuffling", labels=lambda rng, rows: rng.permutation(rows)),
    _m("patience ignored", "patience", stuck=lambda means, patience: False),
    _m("compared with the epoch before", "patience", stuck=rising),
    _m("stops too early", "patience", stuck=at_first),
    _m("one epoch too many", "patience", stuck=one_more),
    _m("argument changed", "purity", "steps", copies=False),
    KnownMistake(
        "start returned", start_returned, ("steps", "momentum", "decay", "last short batch")
    ),
    KnownMistake("loss without its gradient", history_alone, ALL),
)

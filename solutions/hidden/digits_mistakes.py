"""Hidden checks and known mistakes of where training starts, what it predicts and how well."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from chainrule_datasets import shifted_digits
from numpy.typing import NDArray

from autograder.exercise import Check, KnownMistake, Probe
from autograder.judging.function import Function
from autograder.outcome import Failed
from autograder.visible import two_layer_digits as visible
from solutions import two_layer_network as right
from solutions.hidden.two_layer_checks import params

Array = NDArray[np.float64]
Labels = NDArray[np.int64]
Params = dict[str, Any]
Rng = np.random.Generator

# ------------------------------------------------------------------------------ he_init


def other_sizes(f: Function, rng: Rng) -> None:
    """Two networks, with more inputs than units and with fewer."""
    visible.spread(f, rng, 500, int(rng.integers(150, 250)), 15)
    visible.spread(f, rng, 60, int(rng.integers(400, 600)), 12)


def generators(f: Function, rng: Rng) -> None:
    """The weights depend on the generator, and on nothing else."""
    seeds = [int(seed) for seed in rng.integers(0, 1000, 2)]
    one, same, other = (
        visible.started(f, 8, 6, 5, np.random.default_rng(seed))
        for seed in (seeds[0], seeds[0], seeds[1] + 1000)
    )
    if any(
        not np.array_equal(one[k], same[k]) or np.array_equal(one[k], other[k])
        for k in ("W1", "W2")
    ):
        raise Failed(visible.message.OTHER_START, mistake="another generator")


HE_CHECKS = (Check("scale", other_sizes), Check("generator", generators))


def drawn(
    first: Callable[[int, int, int], float],
    second: Callable[[int, int, int], float],
    biases: float = 0.0,
) -> Callable[..., Params]:
    """Weights with these standard deviations."""

    def init(D: int, H: int, C: int, rng: Rng) -> Params:
        return {
            "W1": first(D, H, C) * rng.standard_normal((D, H)),
            "b1": biases * rng.standard_normal(H),
            "W2": second(D, H, C) * rng.standard_normal((H, C)),
            "b2": biases * rng.standard_normal(C),
        }

    return init


def he(fan_in: float) -> float:
    return float(np.sqrt(2.0 / fan_in))


RIGHT_START = drawn(lambda D, H, C: he(D), lambda D, H, C: he(H))


def all_alike(D: int, H: int, C: int, rng: Rng) -> Params:
    found = RIGHT_START(D, H, C, rng)
    found["W1"] = np.tile(he(D) * rng.standard_normal((D, 1)), H)
    # The spread of D numbers only: made exact, so that it is the sameness that shows.
    found["W1"] *= he(D) / found["W1"].std()
    return found


def _he(name: str, part: str, code: Callable[..., object]) -> KnownMistake:
    return KnownMistake(name, code, (part,))


HE_MISTAKES = (
    _he(
        "fan-out for fan-in",
        "scale",
        drawn(lambda D, H, C: he(H), lambda D, H, C: he(C)),
    ),
    _he(
        "a variance for a standard deviation",
        "scale",
        drawn(lambda D, H, C: 2 / D, lambda D, H, C: 2 / H),
    ),
    _he(
        "1 for 2 in He's rule",
        "scale",
        drawn(lambda D, H, C: D**-0.5, lambda D, H, C: H**-0.5),
    ),
    _he(
        "both fans in He's rule",
        "scale",
        drawn(lambda D, H, C: he(D + H), lambda D, H, C: he(H + C)),
    ),
    _he("spread not scaled", "scale", drawn(lambda D, H, C: 1.0, lambda D, H, C: 1.0)),
    _he("a small constant spread", "scale", drawn(lambda D, H, C: 0.01, lambda D, H, C: 0.01)),
    _he("biases drawn too", "scale", drawn(lambda D, H, C: he(D), lambda D, H, C: he(H), 0.1)),
    _he("all units alike", "scale", all_alike),
    _he(
        "another generator",
        "generator",
        lambda D, H, C, rng: RIGHT_START(D, H, C, np.random.default_rng(0)),
    ),
    _he(
        "another generator",
        "generator",
        lambda D, H, C, rng: RIGHT_START(D, H, C, np.random.default_rng()),
    ),
)

# ------------------------------------------------------------------------------ network_predict


def scores(found: Params, X: Array) -> Array:
    return np.maximum(0, X @ found["W1"] + found["b1"]) @ found["W2"] + found["b2"]


def clear(rng: Rng) -> tuple[object, ...]:
    """Rows whose two best scores are apart, with and without biases."""
    while True:
        found = params(rng, 5, 7, 4)
        found["b2"] -= 30.0
        X = rng.normal(size=(25, 5))
        ordered = np.sort(scores(found, X), axis=1)
        if np.diff(ordered, axis=1).min() > 1e-6:
            return found, X


def tied(rng: Rng) -> tuple[object, ...]:
    """Two classes that score the same, exactly."""
    found = params(rng, 5, 7, 4)
    found["W2"][:] = 0.0
    found["b2"] = np.array([1.0, 3.0, 2.0, 3.0])
    return found, rng.normal(size=(6, 5))


def labelled(rng: Rng) -> tuple[object, ...]:
    """Labels and predictions of 5 classes, all pairs likely several times, the top one absent."""
    return rng.integers(0, 4, 90), rng.integers(0, 4, 90), 5


PREDICT_CHECKS = (
    Probe("labels", "fresh rows", clear, function="network_predict"),
    Probe("labels", "equal scores", tied, function="network_predict", draws=1),
    Probe("confusion", "fresh labels", labelled, function="confusion_matrix"),
)


def counted(y: Labels, predicted: Labels, C: int) -> NDArray[np.int64]:
    return np.bincount(C * y + predicted, minlength=C * C).reshape(C, C)


def _predict(part: str, function: str, table: Mapping[str, Callable[..., object]]) -> Any:
    return (KnownMistake(name, code, (part,), function) for name, code in table.items())


PREDICT_MISTAKES: tuple[KnownMistake, ...] = (
    *_predict(
        "labels",
        "network_predict",
        {
            "no activation": lambda p, X: ((X @ p["W1"] + p["b1"]) @ p["W2"] + p["b2"]).argmax(
                axis=1
            ),
            "ReLU on the scores": lambda p, X: np.maximum(scores(p, X), 0).argmax(axis=1),
            "bias left out": lambda p, X: (np.maximum(0, X @ p["W1"]) @ p["W2"] + p["b2"]).argmax(
                axis=1
            ),
            "lowest score wins": lambda p, X: scores(p, X).argmin(axis=1),
            "score for its index": lambda p, X: scores(p, X).max(axis=1),
            "best row of each class": lambda p, X: scores(p, X).argmax(axis=0),
            "scores for labels": scores,
        },
    ),
    *_predict(
        "confusion",
        "confusion_matrix",
        {
            "rows and columns swapped": lambda y, p, C: counted(p, y, C),
            "each pair counted once": lambda y, p, C: np.minimum(counted(y, p, C), 1),
            "classes miscounted": lambda y, p, C: counted(y, p, int(y.max()) + 1),
            "shares for counts": lambda y, p, C: counted(y, p, C) / len(y),
            "right answers left out": lambda y, p, C: counted(y, p, C) * (1 - np.eye(C, dtype=int)),
        },
    ),
)

# ------------------------------------------------------------------------------ learn_digits


def fresh_digits(f: Function, rng: Rng) -> None:
    """The digits, from another start."""
    visible.learned(f, visible.plain(), rng, visible.PLAIN)


def fresh_shifts(f: Function, rng: Rng) -> None:
    """Digits shifted afresh."""
    visible.learned(f, shifted_digits(rng), rng, visible.SHIFTED)


LEARN_CHECKS = (Check("digits", fresh_digits), Check("shifted digits", fresh_shifts))


def untrained(X: Array, y: Labels, rng: Rng) -> Params:
    return RIGHT_START(X.shape[1], 100, 10, rng)


def zeros(X: Array, y: Labels, rng: Rng) -> Params:
    return visible.shapes(X.shape[1], 100, 10)


def trained(epochs: int, lr: float, alive: int = 100) -> Callable[[Array, Labels, Rng], Params]:
    def learn(X: Array, y: Labels, rng: Rng) -> Params:
        start = untrained(X, y, rng)
        # The others are off for every image, and so for ever.
        start["W1"][:, alive:], start["b1"][alive:] = 0.0, -1.0
        found, _ = right.train(
            lambda p, X, y: right.two_layer_loss(p, X, y, 0.0),
            start, X, y, lr, epochs, 32, rng, 0.9,
        )  # fmt: skip
        return found

    return learn


BOTH = ("digits", "shifted digits")

LEARN_MISTAKES = (
    KnownMistake("nothing learned", untrained, BOTH),
    KnownMistake("nothing learned", zeros, BOTH),
    KnownMistake("trained too little", trained(4, 0.006), BOTH),
    KnownMistake("dead units", trained(30, 0.05, alive=14), ("shifted digits",)),
)

"""Visible checks of what surrounds training: where it starts, what it predicts, how well."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

import numpy as np
from chainrule_datasets import Images, load_digits, shifted_digits
from numpy.typing import NDArray

from autograder.display import message
from autograder.exercise import Check
from autograder.judging import expect
from autograder.judging.function import Function
from autograder.outcome import Failed

Array = NDArray[np.float64]
Labels = NDArray[np.int64]
Params = dict[str, Array]

# ------------------------------------------------------------------------------ he_init

#: Six standard errors of the standard deviation of the 1,000 weights or more that are drawn.
SPREAD = 0.14


def shapes(D: int, H: int, C: int) -> Params:
    """Parameters of these sizes, all zero."""
    return {"W1": np.zeros((D, H)), "b1": np.zeros(H), "W2": np.zeros((H, C)), "b2": np.zeros(C)}


def started(f: Function, D: int, H: int, C: int, rng: np.random.Generator) -> Params:
    """What the function draws, of the right form."""
    got = f(D, H, C, rng)
    expect.like(got, shapes(D, H, C), "params")
    assert isinstance(got, dict)
    return {name: np.asarray(value, dtype=float) for name, value in got.items()}


#: Standard deviations that are taken for He's, by the sizes before and behind the matrix.
OTHER_SPREADS: Mapping[str, Callable[[int, int], float]] = {
    "nothing but zeros": lambda into, out: 0.0,
    "fan-out for fan-in": lambda into, out: (2 / out) ** 0.5,
    "a variance for a standard deviation": lambda into, out: 2 / into,
    "1 for 2 in He's rule": lambda into, out: (1 / into) ** 0.5,
    "both fans in He's rule": lambda into, out: (2 / (into + out)) ** 0.5,
    "spread not scaled": lambda into, out: 1.0,
    "a small constant spread": lambda into, out: 0.01,
}


def _near(got: float, right: float) -> bool:
    return abs(got - right) <= SPREAD * right


def spread(f: Function, rng: np.random.Generator, D: int, H: int, C: int) -> None:
    """Weights of the right spread, units that differ, biases of 0."""
    params = started(f, D, H, C, rng)
    fans = {"W1": (D, H), "W2": (H, C)}
    for name, (into, _) in fans.items():
        got, right = float(params[name].std()), (2 / into) ** 0.5
        if not _near(got, right):
            low, high = right * (1 - SPREAD), right * (1 + SPREAD)
            fact = message.spread_off(f"the standard deviation of {name}", got, low, high)
            # One slip explains both matrices, or one of them and the other is right.
            spreads = [(float(params[name].std()), *fans[name]) for name in fans]
            names = [
                mistake
                for mistake, rule in OTHER_SPREADS.items()
                if all(_near(s, rule(*f)) or _near(s, (2 / f[0]) ** 0.5) for s, *f in spreads)
            ]
            raise Failed(fact, mistake="".join(names[:1]))
        # Six standard errors of the mean.
        mean, wide = float(params[name].mean()), 6 * right / params[name].size ** 0.5
        if abs(mean) > wide:
            raise Failed(message.spread_off(f"the mean of {name}", mean, -wide, wide))
        first = params[name][:, :1]
        if np.ptp(params[name], axis=1).max() == 0.0 and first.size:
            raise Failed(f"all columns of {name} are equal", mistake="all units alike")
    for name in ("b1", "b2"):
        if params[name].any():
            raise Failed(f"{name} is not zero everywhere", mistake="biases drawn too")


def he_spread(f: Function, rng: np.random.Generator) -> None:
    """For D = 400, H = 150, C = 20: standard deviations near 0.0707 and 0.1155, biases 0."""
    spread(f, rng, 400, 150, 20)


def start_from_rng(f: Function, rng: np.random.Generator) -> None:
    """The same generator gives the same weights, another one other weights."""
    drawn = [started(f, 6, 5, 4, np.random.default_rng(seed)) for seed in (5, 5, 6)]
    for name in ("W1", "W2"):
        one, same, other = (params[name] for params in drawn)
        if not np.array_equal(one, same) or np.array_equal(one, other):
            raise Failed(message.OTHER_START, mistake="another generator")


HE = (Check("scale", he_spread), Check("generator", start_from_rng))

# ------------------------------------------------------------------------------ network_predict

TWO_UNITS: Params = {
    "W1": np.array([[1.0, -1.0], [0.0, 0.0]]),
    "b1": np.array([0.0, 1.0]),
    "W2": np.array([[2.0, 0.0, -6.0], [0.0, 3.0, 0.0]]),
    "b2": np.array([-9.0, -9.0, -8.5]),
}


def four_points(f: Function, rng: np.random.Generator) -> None:
    """The notebook's network of two units: labels 0, 1, 1 and 0, all scores below 0."""
    X = np.array([[4.0, 1.0], [-1.0, 0.0], [0.5, -2.0], [0.75, 0.0]])
    got = f(TWO_UNITS, X)
    expect.value(got, np.array([0, 1, 1, 0]), "the labels")


def counts_by_hand(f: Function, rng: np.random.Generator) -> None:
    """Six examples of four classes; the last class is never predicted and never true."""
    y, predicted = np.array([0, 0, 0, 1, 2, 2]), np.array([0, 0, 1, 1, 0, 2])
    right = np.array([[2, 1, 0, 0], [0, 1, 0, 0], [1, 0, 1, 0], [0, 0, 0, 0]])
    mistaken = {
        "rows and columns swapped": right.T,
        "each pair counted once": np.minimum(right, 1),
    }
    expect.value(f(y, predicted, 4), right, "the counts", mistaken=mistaken)


PREDICT = (
    Check("labels", four_points, "network_predict"),
    Check("confusion", counts_by_hand, "confusion_matrix"),
)

# ------------------------------------------------------------------------------ learn_digits

#: The shares of the test images that must be right. `test_two_layer_digits.py` beside the
#: solutions says what a right answer reaches from each of 20 seeds.
PLAIN, SHIFTED = 0.93, 0.85
HIDDEN_UNITS = 100

#: Below the one lies what weights reach that were only drawn (0.01 to 0.24 in 300 draws), above
#: the other what was learned in a few epochs. Between them it may be either.
NOTHING, SOMETHING = 0.25, 0.3


@cache
def plain() -> Images:
    """The digits as they are; loaded once."""
    return load_digits()


def learned(f: Function, digits: Images, rng: np.random.Generator, asked: float) -> None:
    """Enough of the test images are right after training."""
    D = digits.X_train.shape[1]
    params = f(digits.X_train, digits.y_train, rng)
    expect.like(params, shapes(D, HIDDEN_UNITS, 10), "params")
    assert isinstance(params, dict)
    W1, b1, W2, b2 = (np.asarray(params[name], dtype=float) for name in ("W1", "b1", "W2", "b2"))
    on = (digits.X_test @ W1 + b1).clip(min=0.0)
    share = float(np.mean((on @ W2 + b2).argmax(axis=1) == digits.y_test))
    if share < asked:
        name = "trained too little" if share > SOMETHING else ""
        if share < NOTHING:
            name = "nothing learned"
        elif on.any(axis=0).sum() < HIDDEN_UNITS / 2:
            name = "dead units"
        raise Failed(message.too_few_right(share, asked), mistake=name)


def digits_learned(f: Function, rng: np.random.Generator) -> None:
    """The digits: 93 per cent of the test images are right."""
    learned(f, plain(), rng, PLAIN)


def shifted_learned(f: Function, rng: np.random.Generator) -> None:
    """The shifted digits, four copies to train on: 85 per cent of the test images are right."""
    learned(f, shifted_digits(rng), rng, SHIFTED)


LEARN = (Check("digits", digits_learned), Check("shifted digits", shifted_learned))

# ------------------------------------------------------------------------------ grid_search

GRID = ("scores", "lr", "reg")


def peak(lr: float, reg: float) -> float:
    """An accuracy with its best at a rate of 0.3 without a penalty; too high a rate diverges."""
    return float("nan") if lr > 0.8 else 0.9 - abs(lr - 0.3) - 2 * reg


def all_pairs(f: Function, rng: np.random.Generator) -> None:
    """Rates 0.1, 0.3, 1 by penalties 0, 0.2: six scores, those of the rate 1 are nan."""
    scores = expect.piece(f(peak, [0.1, 0.3, 1.0], [0.0, 0.2]), GRID, "scores")
    right = np.array([[0.7, 0.3], [0.9, 0.5], [np.nan, np.nan]])
    expect.like(np.nan_to_num(np.asarray(scores, dtype=float)), np.zeros((3, 2)), "scores")
    expect.value(np.nan_to_num(np.asarray(scores)), np.nan_to_num(right), "scores, 0 for nan")


def best_pair(f: Function, rng: np.random.Generator) -> None:
    """There the best pair is 0.3 and 0; where all are equal it is the first."""
    for score, lrs, right in (
        (peak, [0.1, 0.3, 1.0], (0.3, 0.0)),
        (lambda lr, reg: 0.5, [0.2, 0.1], (0.2, 0.0)),
    ):
        got = f(score, lrs, [0.0, 0.2])
        found = tuple(expect.piece(got, GRID, name) for name in ("lr", "reg"))
        mistaken = {"last wins a tie": (0.1, 0.2)}
        expect.value(found, right, "the best pair", mistaken=mistaken)


GRID_CHECKS = (Check("scores", all_pairs), Check("best", best_pair))

# ------------------------------------------------------------------------------ concepts


def four_bools(f: Function, rng: np.random.Generator) -> None:
    """Answered by four bools."""
    expect.like(f(), (True,) * 4, "the answer")


def four_bools_each(f: Function, rng: np.random.Generator) -> None:
    """Answered by four bools, for both activations."""
    for activation in ("relu", "sigmoid"):
        expect.like(f(activation), (True,) * 4, "the answer")


def an_int(f: Function, rng: np.random.Generator) -> None:
    """Answered by an int, for any number of hidden units."""
    for H in (2, 30):
        expect.like(f(H), 1, "the answer")


def a_number(f: Function, rng: np.random.Generator) -> None:
    """Answered by a number, for any number of classes."""
    for C in (2, 10):
        expect.like(f(C), 1.0, "the answer")


CONCEPTS = (
    Check("moving_from_zeros", four_bools_each, "moving_from_zeros"),
    Check("rank_from_constants", an_int, "rank_from_constants"),
    Check("heads_with_simple_delta", four_bools, "heads_with_simple_delta"),
    Check("largest_probability", a_number, "largest_probability"),
)

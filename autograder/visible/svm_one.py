"""Visible checks of one example's losses: the multiclass hinge with its slack, the binary hinge.

Where a worked number comes out as a known mistake makes it, the mistake is named.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from autograder.exercise import Check
from autograder.judging import expect
from autograder.judging.expect import PRINTED
from autograder.judging.function import Function
from autograder.outcome import Failed

Array = NDArray[np.float64]
Labels = NDArray[np.int64]

HINGE = ("loss", "dw", "db")

#: Cat, car and frog scores of three images; their true classes are 0, 1, 2 (GT-L2).
SCORES = np.array([[3.2, 5.1, -1.7], [1.3, 4.9, 2.0], [2.2, 2.5, -3.1]])

#: What known mistakes make of each image's loss and of their mean.
OF_ONE: Mapping[str, tuple[float, float, float]] = {
    "true class counted": (3.9, 1.0, 13.9),
    "margin without the 1": (1.9, 0.0, 10.9),
    "margin of minus 1": (0.9, 0.0, 8.9),
    "margins not clipped": (-1.0, -4.5, 12.9),
    "clipped before the 1 is added": (3.9, 2.0, 12.9),
    "largest margin only": (2.9, 0.0, 6.6),
    "squared hinge": (8.41, 0.0, 83.25),
    "difference the wrong way round": (5.9, 8.5, 0.0),
    "highest score for the true one": (1.0, 0.0, 1.7),
    "mean over classes too": (2.9 / 3, 0.0, 4.3),
}


# ------------------------------------------------------------------------------ svm_loss_one


def three_images(f: Function, rng: np.random.Generator) -> None:
    """The lecture's cat, car and frog: losses 2.9, 0 and 12.9."""
    got = [f(s, y) for y, s in enumerate(SCORES)]
    for loss in got:
        expect.like(loss, 1.0, "the loss")
    right, mistaken = np.array([2.9, 0.0, 12.9]), {n: np.array(v) for n, v in OF_ONE.items()}
    expect.value(np.array(got, dtype=float), right, "loss of image", PRINTED, mistaken=mistaken)


def equal_scores(f: Function, rng: np.random.Generator) -> None:
    """Where all scores are the same, each wrong class adds 1."""
    for C in (2, 4, 10):
        got = f(np.full(C, 0.5), C - 1)
        mistaken = {"true class found by its score": 0.0, "true class counted": float(C)}
        expect.value(got, C - 1.0, f"the loss over {C} equal scores", mistaken=mistaken)


def lecture_slack(f: Function, rng: np.random.Generator) -> None:
    """The car's score may fall by 1.9, the cat's not at all."""
    mistaken = {"slack without the margin": 2.9, "slack against the worst class": 2.6}
    expect.value(f(SCORES[1], 1), 1.9, "the car's slack", PRINTED, mistaken=mistaken)
    mistaken = {"slack below zero": -2.9, "slack without the margin": -1.9}
    expect.value(f(SCORES[0], 0), 0.0, "the cat's slack", PRINTED, mistaken=mistaken)


def slack_in_any_place(f: Function, rng: np.random.Generator) -> None:
    """The slack is the same whichever number the true class has."""
    for y in range(4):
        s = np.insert(np.array([0.5, -2.0, 1.0]), y, 6.0)
        mistaken = {"slack without the margin": 5.0, "slack against the worst class": 7.0}
        what = f"the slack of [6.0] among [0.5, -2.0, 1.0] as class {y}"
        expect.value(f(s, y), 4.0, what, mistaken=mistaken)


# ------------------------------------------------------------------------------ binary_hinge

#: f = 1.5, 2, 0.25, -2, -2: two points on the wrong side, one within its margin, two beyond it.
POINTS = np.array([[2.0, 0.0], [5.0, -2.0], [-2.0, 1.5], [-4.0, -1.0], [-3.0, -2.0]])
SIDES = np.array([-1, -1, 1, -1, -1])
UNIT = (np.array([0.5, 0.5]), 0.5)

#: What known mistakes make of the second point's loss, and of the sum over all five.
LOSS_OF = {
    "margin without the 1": (2.0, 3.5),
    "margins not clipped": (3.0, 4.25),
    "squared hinge": (9.0, 15.8125),
    "difference the wrong way round": (0.0, 7.25),
    "labels taken as 0 and 1": (7.0, 13.25),
    "bias left out": (2.5, 5.75),
}
#: What they make of the sum over all five of the gradients.
DW_OF = {
    "mask ignored": np.array([2.0, -6.5]),
    "threshold 0 in place of 1": np.array([7.0, -2.0]),
    "margins in place of the mask": np.array([21.5, -7.125]),
    "mask the wrong way round": np.array([-7.0, -3.0]),
}
DB_OF = {
    "mask ignored": 3.0,
    "threshold 0 in place of 1": 2.0,
    "margins in place of the mask": 4.75,
}


def lecture_point(f: Function, rng: np.random.Generator) -> None:
    """The lecture's point (5, -2) with y = -1: f = 2, loss 3."""
    got = expect.piece(f(*UNIT, POINTS[1:2], SIDES[1:2]), HINGE, "loss")
    mistaken = {name: losses[0] for name, losses in LOSS_OF.items()}
    expect.value(got, 3.0, "the loss", mistaken=mistaken)


def five_points(f: Function, rng: np.random.Generator) -> None:
    """Five points, two of them beyond their margin: losses 2.5, 3, 0.75, 0, 0."""
    got = expect.piece(f(*UNIT, POINTS, SIDES), HINGE, "loss")
    mistaken = {name: losses[1] / 5 for name, losses in LOSS_OF.items()}
    expect.value(got, 1.25, "the loss", mistaken=mistaken, rows=5)


def five_points_dw(f: Function, rng: np.random.Generator) -> None:
    """The same five points: dw by hand."""
    got = expect.piece(f(*UNIT, POINTS, SIDES), HINGE, "dw")
    mistaken = {name: dw / 5 for name, dw in DW_OF.items()}
    expect.value(got, np.array([1.8, -0.7]), "dw", mistaken=mistaken, rows=5)


def five_points_db(f: Function, rng: np.random.Generator) -> None:
    """The same five points: db by hand."""
    got = expect.piece(f(*UNIT, POINTS, SIDES), HINGE, "db")
    mistaken = {name: db / 5 for name, db in DB_OF.items()}
    expect.value(got, 0.2, "db", mistaken=mistaken, rows=5)


def half_batch(rng: np.random.Generator, N: int, D: int) -> tuple[Array, float, Array, Labels]:
    """Draw `w`, `b`, `X`, `y` such that no `y f` is near 1: all `f` are halves plus a quarter."""
    w, X = rng.integers(-1, 2, D) / 2, rng.integers(-2, 3, (N, D)).astype(float)
    return w, float(rng.integers(-1, 2)) + 0.25, X, 2 * rng.integers(0, 2, N) - 1


def hinge_slopes(f: Function, rng: np.random.Generator) -> None:
    """The gradient in w fits the slopes of your own loss along random directions."""
    _hinge_slopes(f, rng, "dw")


def hinge_slope_b(f: Function, rng: np.random.Generator) -> None:
    """The gradient in b fits the slope of your own loss."""
    _hinge_slopes(f, rng, "db")


def _hinge_slopes(f: Function, rng: np.random.Generator, wanted: str) -> None:
    w, b, X, y = half_batch(rng, 9, 4)
    got = expect.piece(f(w, b, X, y), HINGE, wanted)
    expect.like(got, w if wanted == "dw" else 1.0, wanted)
    try:
        five_points(f, rng)
    except Failed:
        return  # the loss is marked in its own part

    def loss(at: Array) -> object:
        moved = (at, b) if wanted == "dw" else (w, float(at))
        return expect.piece(f(*moved, X, y), HINGE, "loss")

    expect.gradient(loss, w if wanted == "dw" else np.array(b), got, rng, wanted, rows=9)


def hinge_types(f: Function, rng: np.random.Generator) -> None:
    """The loss and db are one number each, dw has the shape of w, on 6 rows of 4 features."""
    w, b, X, y = half_batch(rng, 6, 4)
    for rows in (X, X.astype(int)):
        got = f(w, b, rows, y)
        for name, example in (("loss", 1.0), ("dw", w), ("db", 1.0)):
            expect.like(expect.piece(got, HINGE, name), example, name)
    expect.depends(f, (w, b, X, y), (w + 1.0, 50.0, X, -np.ones_like(y)))


def hinge_arguments(f: Function, rng: np.random.Generator) -> None:
    """w, X and y are the same after the call, and a second call gives the same again."""
    w, b, X, y = half_batch(rng, 6, 4)
    expect.untouched(f, w, b, X, y, names=("w", "b", "X", "y"))
    expect.repeatable(f, w, b, X, y)
    expect.depends(f, (w, b, X, y), (w + 1.0, 50.0, X, -np.ones_like(y)))


ONE = (
    Check("loss", three_images, "svm_loss_one"),
    Check("loss", equal_scores, "svm_loss_one"),
    Check("slack", lecture_slack, "car_slack"),
    Check("slack", slack_in_any_place, "car_slack"),
)

BINARY = (
    Check("loss", lecture_point),
    Check("loss", five_points),
    Check("weight gradient", five_points_dw),
    Check("weight gradient", hinge_slopes),
    Check("bias gradient", five_points_db),
    Check("bias gradient", hinge_slope_b),
    Check("shape", hinge_types),
    Check("purity", hinge_arguments),
)

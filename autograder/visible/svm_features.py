"""Checks of feature maps: on these points, does a plane in feature space separate the classes?

The hidden checks run the same on fresh points. Where the features separate one half of the task,
which half it is names the mistake.
"""

from __future__ import annotations

import numpy as np
from chainrule_datasets import modes, parity, ring
from numpy.typing import NDArray

from autograder.display import message
from autograder.exercise import Check
from autograder.judging import expect
from autograder.judging.function import Function
from autograder.judging.separable import separable
from autograder.outcome import Failed

Array = NDArray[np.float64]
Labels = NDArray[np.int64]

#: How many points are drawn: far more than features, so that no plane fits by chance.
POINTS = 120
MOST_FEATURES = 10


def features_of(f: Function, X: Array, *more: object) -> Array:
    """The features of these points, once they have the right form and come row by row."""
    got = f(X, *more)
    rows = len(X)
    if not isinstance(got, np.ndarray) or got.ndim != 2 or len(got) != rows:
        raise Failed(message.wrong_type("the features", got, f"an array of shape ({rows}, F)"))
    if not 1 <= got.shape[1] <= MOST_FEATURES:
        raise Failed(message.too_many_features(got.shape[1], MOST_FEATURES))
    expect.like(got, np.zeros(got.shape), "the features")
    F = got.astype(float)
    # Alone, in other company, in another order: a row's features stay the same.
    for some in (slice(0, 1), slice(3, 40), slice(None, None, -1)):
        part = f(X[some], *more)
        expect.like(part, F[some], "the features of some of the rows")
        mistaken = {"rows mixed": part}
        what = "the features of a row, computed together with others,"
        expect.value(part, F[some], what, mistaken=mistaken)
    return F


def xor_separated(f: Function, X: Array, y: Labels) -> None:
    """Raise `Failed` unless a plane separates odd from even parity."""
    F = features_of(f, X)
    if not separable(F, y):
        each = separable(F, X[:, 0] > 0) and separable(F, X[:, 1] > 0)
        raise Failed(message.NO_PLANE, mistake="coordinates apart" if each else "")


def ring_separated(f: Function, X: Array, y: Labels) -> None:
    """Raise `Failed` unless a plane separates the ring from its hole and from the outside."""
    F = features_of(f, X)
    if not separable(F, y):
        radius = np.linalg.norm(X, axis=1)
        # The hole alone, or the outside alone, is what one threshold can cut off.
        one = separable(F, radius > 2.0) and separable(F, radius < 1.0)
        raise Failed(message.NO_PLANE, mistake="one threshold for a ring" if one else "")


def modes_separated(f: Function, X: Array, y: Labels, centres: Array) -> None:
    """Raise `Failed` unless a plane separates the three modes from the rest."""
    F = features_of(f, X, centres)
    if not separable(F, y):
        nearest = np.linalg.norm(X[:, None] - centres, axis=2).argmin(axis=1)
        each = all(separable(F, (y == 1) & (nearest == k)) for k in range(3))
        raise Failed(message.NO_PLANE, mistake="one mode at a time" if each else "")


def odd_from_even(f: Function, rng: np.random.Generator) -> None:
    """A plane separates the points with one positive coordinate from the others."""
    X, y = parity(rng, POINTS)
    xor_separated(f, X, y)


def ring_from_rest(f: Function, rng: np.random.Generator) -> None:
    """A plane separates the ring from its hole and from the outside."""
    X, y = ring(rng, POINTS)
    ring_separated(f, X, y)


def modes_from_rest(f: Function, rng: np.random.Generator) -> None:
    """A plane separates the three modes from the rest."""
    X, y, centres = modes(rng, POINTS)
    modes_separated(f, X, y, centres)


XOR = (Check("separable", odd_from_even),)
RING = (Check("separable", ring_from_rest),)
MODES = (Check("separable", modes_from_rest),)

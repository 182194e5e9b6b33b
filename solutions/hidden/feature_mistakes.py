"""Hidden checks and known mistakes of assignment 1's hard cases: five fresh draws each."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from chainrule_datasets import modes, parity, ring
from numpy.typing import NDArray

from autograder.exercise import Check, KnownMistake
from autograder.judging.function import Function
from autograder.visible import svm_features

Array = NDArray[np.float64]

DRAWS = 5
#: More points than a visible check draws.
COUNT = 200


def parity_afresh(f: Function, rng: np.random.Generator) -> None:
    """A plane separates odd from even on five fresh draws."""
    for _ in range(DRAWS):
        svm_features.xor_separated(f, *parity(rng, COUNT))


def ring_afresh(f: Function, rng: np.random.Generator) -> None:
    """A plane separates the ring from the rest on five fresh draws."""
    for _ in range(DRAWS):
        svm_features.ring_separated(f, *ring(rng, COUNT))


def modes_afresh(f: Function, rng: np.random.Generator) -> None:
    """A plane separates the modes from the rest on five fresh draws."""
    for _ in range(DRAWS):
        svm_features.modes_separated(f, *modes(rng, COUNT))


XOR_CHECKS = (Check("separable", parity_afresh),)
RING_CHECKS = (Check("separable", ring_afresh),)
MODES_CHECKS = (Check("separable", modes_afresh),)


def _known(table: dict[str, Callable[..., object]]) -> tuple[KnownMistake, ...]:
    return tuple(KnownMistake(name, code, ("separable",)) for name, code in table.items())


def columns(*features: Array) -> Array:
    """Features side by side."""
    return np.stack(features, axis=-1)


def radii(X: Array) -> Array:
    return np.hypot(X[:, 0], X[:, 1])


def squared_distances(X: Array, centres: Array) -> Array:
    return (X * X).sum(axis=1)[:, None] - 2 * X @ centres.T + (centres * centres).sum(axis=1)


XOR_MISTAKES = (
    *_known(
        {
            "coordinates apart": lambda X: X.copy(),
            "even powers": lambda X: X**2,
            "rows mixed": lambda X: columns(*(X - X.mean(axis=0)).T, X[:, 0] * X[:, 1]),
        }
    ),
    KnownMistake("coordinates apart", lambda X: np.sign(X), ("separable",)),
    KnownMistake("even powers", lambda X: np.abs(X), ("separable",)),
)

RING_MISTAKES = (
    *_known(
        {
            "one threshold for a ring": lambda X: columns((X * X).sum(axis=1)),
            "points as they are": lambda X: X.copy(),
            "rows mixed": lambda X: columns(radii(X), (radii(X) - radii(X).mean()) ** 2),
        }
    ),
    KnownMistake("one threshold for a ring", lambda X: columns(radii(X)), ("separable",)),
    KnownMistake("one threshold for a ring", lambda X: X * X, ("separable",)),
    KnownMistake(
        "one threshold for a ring", lambda X: columns(*X.T, (X * X).sum(axis=1)), ("separable",)
    ),
)

MODES_MISTAKES = (
    *_known(
        {
            "one mode at a time": squared_distances,
            "points as they are": lambda X, centres: X.copy(),
            "rows mixed": lambda X, centres: np.exp(
                -squared_distances(X, centres) / squared_distances(X, centres).mean()
            ),
        }
    ),
    KnownMistake(
        "one mode at a time", lambda X, c: columns(*X.T, (X * X).sum(axis=1)), ("separable",)
    ),
)

"""Hidden checks and known mistakes of assignment 2's one-hot labels."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from autograder.exercise import Check, Probe
from autograder.judging import expect
from autograder.judging.function import Function
from autograder.tolerance import EXACT
from solutions.hidden.score_mistakes import known
from solutions.hidden.svm_draws import sizes

Array = NDArray[np.float64]
Labels = NDArray[np.int64]


def some_labels(rng: np.random.Generator) -> tuple[object, ...]:
    """Labels of which the highest class is absent."""
    N, _, C = sizes(rng)
    return rng.integers(0, C - 1, N), C


def one_label(rng: np.random.Generator) -> tuple[object, ...]:
    """A single label."""
    return rng.integers(1, 6, 1), 6


def wrong_labels(f: Function, rng: np.random.Generator) -> None:
    """A label outside of 0 to C-1 is a ValueError that names it."""
    C = int(rng.integers(4, 9))
    good = rng.integers(0, C, 6)
    f(good, C)  # these are right: an error here is a crash
    for bad in (C, int(rng.integers(100, 999)), -1, -int(rng.integers(2, C))):
        y = good.copy()
        y[int(rng.integers(0, 6))] = bad
        expect.refuses(
            f, y, C, error="ValueError", what=f"label {bad} of {C} classes", naming=(str(bad),)
        )


ONE_HOT_CHECKS = (
    Probe("matrix", "fresh labels, the top class absent", some_labels, tolerance=EXACT),
    Probe("matrix", "a single label", one_label, tolerance=EXACT),
    Check("bad labels", wrong_labels),
)


def looked_at(y: Labels, C: int) -> None:
    """Raise ValueError for a label outside."""
    for label in y.tolist():
        if not 0 <= label < C:
            raise ValueError(f"label {label} is not one of 0 to {C - 1}")


def ones(y: Labels, C: int) -> Array:
    """The right rows, for labels that are right."""
    return (y[:, None] == np.arange(C)).astype(float)


def checked(make: Callable[[Labels, int], object]) -> Callable[..., object]:
    """The same, after a look at the labels."""

    def one_hot(y: Labels, C: int) -> object:
        looked_at(y, C)
        return make(y, C)

    return one_hot


def by_index(y: Labels, C: int) -> Array:
    Y = np.zeros((len(y), C))
    Y[np.arange(len(y)), y] = 1.0
    return Y


def half_checked(y: Labels, C: int) -> Array:
    if y.max() >= C:
        raise ValueError(f"label {y.max()} is too large")
    return by_index(y, C)


def unnamed(y: Labels, C: int) -> Array:
    if y.min() < 0 or y.max() >= C:
        raise ValueError("bad labels")
    return ones(y, C)


def asserts(y: Labels, C: int) -> Array:
    for label in y.tolist():
        assert 0 <= label < C, f"label {label}"
    return ones(y, C)


ONE_HOT_MISTAKES = (
    *known(
        "one_hot",
        "matrix",
        {
            "one-hot turned": checked(lambda y, C: ones(y, C).T),
            "label in place of the one": checked(lambda y, C: ones(y, C) * y[:, None]),
            "zeros and ones swapped": checked(lambda y, C: 1 - ones(y, C)),
            "classes miscounted": checked(lambda y, C: ones(y, int(y.max()) + 1)),
            "next class over": checked(lambda y, C: np.roll(ones(y, C), 1, axis=1)),
        },
    ),
    *known(
        "one_hot",
        "bad labels",
        {
            "error without the label": unnamed,
            "labels not looked at": by_index,
            "negative label counts from the end": half_checked,
            "row of zeros for a bad label": ones,
            "error of another kind": asserts,
        },
    ),
)

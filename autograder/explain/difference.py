"""Where two values differ: the first place, and the worst."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from autograder.display import message
from autograder.judging.compare import conform
from autograder.outcome import Failed
from autograder.tolerance import Tolerance


@dataclass(frozen=True)
class Place:
    """One entry that is off: its name, what came, what was expected, how far and how far it may."""

    what: str
    got: float
    expected: float
    error: float
    allowed: float


@dataclass(frozen=True)
class Difference:
    """How a value is unlike what was expected.

    `fact` says it in words. `first` and `worst` are None where there is no entry to name: another
    type or shape, or a text. `wrong` of `total` entries are off.
    """

    fact: str
    first: Place | None = None
    worst: Place | None = None
    wrong: int = 0
    total: int = 0


def of(got: object, expected: object, tolerance: Tolerance, what: str) -> Difference | None:
    """The first difference beyond the tolerance, in the order of the entries; None without one.

    >>> from autograder.tolerance import ROUNDING
    >>> found = of(np.array([1.0, 2.5, 9.0]), np.array([1.0, 2.0, 3.0]), ROUNDING, "dW")
    >>> found.first.what, found.worst.what, found.wrong
    ('dW[1]', 'dW[2]', 2)
    >>> of(1.0, 1.0, ROUNDING, "loss") is None
    True
    """
    for name, mine, right in leaves(got, expected, what):
        try:
            conform(mine, right, name)
        except Failed as failed:
            finite = _finite_places(mine, right, tolerance, name)
            return finite or Difference(failed.fact)
        if found := _leaf(mine, right, tolerance, name):
            return found
    return None


def leaves(
    got: object, expected: object, what: str, names: Sequence[str] = ()
) -> Iterator[tuple[str, object, object]]:
    """Pairs of values that hold no others, with their names, as far as the two are built alike."""
    if isinstance(expected, Mapping) and isinstance(got, Mapping) and set(got) == set(expected):
        for key, value in expected.items():
            yield from leaves(got[key], value, f"{what}[{key!r}]")
    elif (
        isinstance(expected, tuple | list)
        and isinstance(got, tuple | list)
        and len(got) == len(expected)
    ):
        for place, (mine, right) in enumerate(zip(got, expected, strict=True)):
            name = names[place] if len(names) == len(expected) else f"{what}[{place}]"
            yield from leaves(mine, right, name)
    else:
        yield what, got, expected


def _leaf(got: object, expected: object, tolerance: Tolerance, what: str) -> Difference | None:
    if expected is None or isinstance(expected, str):
        return None if got == expected else Difference(f"{what} is {got!r}; expected {expected!r}")
    return _places(np.asarray(got), np.asarray(expected), tolerance, what)


def _finite_places(
    got: object, expected: object, tolerance: Tolerance, what: str
) -> Difference | None:
    """The places where only finiteness is at fault: shapes and kinds of number are alike."""
    if isinstance(got, list | tuple | Mapping):  # rows of several lengths make no array
        return None
    mine, right = np.asarray(got), np.asarray(expected)
    alike = mine.shape == right.shape and mine.dtype.kind == right.dtype.kind == "f"
    return _places(mine, right, tolerance, what) if alike else None


def _places(
    got: np.ndarray, expected: np.ndarray, tolerance: Tolerance, what: str
) -> Difference | None:
    mine, right = np.atleast_1d(got.astype(float)), np.atleast_1d(expected.astype(float))
    allowed = tolerance.allowed(right) if expected.dtype.kind == "f" else 0.0
    with np.errstate(invalid="ignore"):
        error = np.where(mine == right, 0.0, np.abs(mine - right))
    bad = ~(error <= allowed)
    if not bad.any():
        return None

    def place(flat: int) -> Place:
        index = np.unravel_index(flat, mine.shape)
        name = message.entry(what, tuple(int(i) for i in index) if got.ndim else ())
        return Place(name, float(mine[index]), float(right[index]), float(error[index]), allowed)

    worst = int(np.argmax(np.where(np.isnan(error), np.inf, error)))
    first, wrong, total = int(np.argmax(bad)), int(bad.sum()), int(bad.size)
    found = place(first)
    fact = message.off(what, (), found.error, allowed, wrong, total)
    return Difference(fact, found, place(worst), wrong, total)

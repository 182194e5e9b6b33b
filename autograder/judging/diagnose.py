"""From outputs to the name of a known mistake.

The code of a mistake is run on the inputs that the student's function was run on; if the outputs
agree on all of them, that is the mistake. Where none agrees, a constant ratio to the right answer
(-1, 2, N, ...) is named. Listed mistakes come first because their names say more: half of a
*penalty's* gradient is a term differentiated wrongly, half of anything else is a lost factor.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from autograder.exercise import KnownMistake
from autograder.judging.compare import SINGLE_PRECISION, equal
from autograder.tolerance import ROUNDING, SINGLE, Tolerance

#: An answer that changes from call to call.
STATE = "state kept between calls"
#: An answer that writes into what it was given.
ARGUMENT_CHANGED = "argument changed"

#: The names of constant factors that depend on no size.
FACTORS = {
    "nothing but zeros": 0.0,
    "sign flipped": -1.0,
    "twice as large": 2.0,
    "half as large": 0.5,
}

#: The names of all constant factors.
RATIOS = frozenset({*FACTORS, "sum for mean", "mean taken twice"})


@dataclass(frozen=True)
class Evidence:
    """One measurement: what was expected and what came, or the type name of the error that came.

    `again(code)` measures the code of a mistake on the same inputs; `rows` is the number of
    examples among the inputs, 0 if there is none to speak of.
    """

    expected: object
    got: object
    error: str
    rows: int
    tolerance: Tolerance
    again: Callable[[Callable[..., object]], tuple[object, str]]


def agreeing(
    evidence: Sequence[Evidence], mistakes: Iterable[KnownMistake]
) -> tuple[KnownMistake, ...]:
    """Those of the mistakes that do on every input what the student's code does."""
    if not evidence:
        return ()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a mistake's code may well be worth a warning: not here
        return tuple(m for m in mistakes if all(_agrees(piece, m.code) for piece in evidence))


def _agrees(piece: Evidence, code: Callable[..., object]) -> bool:
    value, error = piece.again(code)
    if error or piece.error:
        return error == piece.error
    return equal(piece.got, value, piece.tolerance)


def common_ratio(evidence: Sequence[Evidence]) -> str:
    """The name of the one ratio that all evidence shows, `""` if there is none."""
    telling = [piece for piece in evidence if not _fits_any_ratio(piece)]
    found = {
        ratio_name(piece.got, piece.expected, piece.rows, piece.tolerance) for piece in telling
    }
    return found.pop() if len(found) == 1 else ""


def _fits_any_ratio(piece: Evidence) -> bool:
    """Whether the right answer came and says nothing: it is zero, or over one row N is 1."""
    if piece.error or not equal(piece.got, piece.expected, piece.tolerance):
        return False
    return piece.rows == 1 or (_floats(piece.expected) and not np.asarray(piece.expected).any())


def coarse_name(evidence: Sequence[Evidence]) -> str:
    """`"single precision"` if all values are right to the digits of float32, some no further.

    Only where rounding is what the tolerance is for: others allow for errors of other sources.
    """
    off = [p for p in evidence if p.error or not equal(p.got, p.expected, p.tolerance)]
    close = bool(off) and all(
        not piece.error
        and piece.tolerance in (ROUNDING, SINGLE)
        and _floats(piece.expected)
        and equal(piece.got, piece.expected, SINGLE)
        for piece in evidence
    )
    return SINGLE_PRECISION if close else ""


def ratio_name(got: object, expected: object, rows: int, tolerance: Tolerance) -> str:
    """The name of the constant factor between `got` and `expected`.

    The factor is `r = <got, expected> / <expected, expected>`, if `got` is parallel to `expected`.

    >>> from autograder.tolerance import ROUNDING
    >>> ratio_name(np.array([-1.0, 2.0]), np.array([1.0, -2.0]), 5, ROUNDING)
    'sign flipped'
    >>> ratio_name(np.array([5.0, 10.0]), np.array([1.0, 2.0]), 5, ROUNDING)
    'sum for mean'
    """
    if not _floats(expected) or not _floats(got):
        return ""
    g = np.asarray(got, dtype=float).ravel()
    e = np.asarray(expected, dtype=float).ravel()
    if g.shape != e.shape or not np.isfinite(g).all() or not np.isfinite(e).all() or not e.any():
        return ""
    r = float(g @ e / (e @ e))
    if np.abs(g - r * e).max() > tolerance.allowed(e) * max(1.0, abs(r)):
        return ""
    names = dict(FACTORS)
    # With one or two rows N could be mistaken for a plain factor 1 or 2: those names come first.
    if rows > 2:
        names |= {"sum for mean": float(rows), "mean taken twice": 1.0 / rows}
    for name, factor in names.items():
        if np.abs(g - factor * e).max() <= tolerance.allowed(e) * max(1.0, abs(factor)):
            return name
    return ""


def _floats(value: object) -> bool:
    numbers = isinstance(value, float | int | np.ndarray | np.generic)
    return numbers and np.asarray(value).dtype.kind in "fiu"

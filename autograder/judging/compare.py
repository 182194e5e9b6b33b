"""Compare a student's value with what is expected: type, then shape, then finiteness, then value.

What is accepted for what (one rule, for visible and hidden checks alike):

* a float: a Python or NumPy float or int, or a 0-d array; not a bool, not a list;
* an int: a Python or NumPy int, or a 0-d array of ints; a float is refused, 30730.0 too;
* a bool: a Python or NumPy bool;
* an array: an array of the same shape, no broadcasting; a list is refused with a message that
  says so. Where floats are expected, ints are taken as well (a mask times 1); where ints are
  expected, bools are taken as 0 and 1, floats are refused;
* a tuple: a tuple or list of the same length; a dict: a dict with the same keys.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from autograder.display import message
from autograder.outcome import Failed
from autograder.tolerance import ANSWER, Tolerance

#: The name of the mistake of computing in fewer than 64 bits.
SINGLE_PRECISION = "single precision"


def misfit(what: str, got: object, expected: str) -> Failed:
    """The verdict on a value that is not of the `expected` type, in words."""
    return Failed(message.wrong_type(what, got, expected), step=message.misshapen(got))


def conform(got: object, expected: object, what: str) -> None:
    """Raise `Failed` unless `got` has the type, shape and finiteness of `expected`.

    >>> conform(np.zeros((1, 3)), np.zeros(3), "db")
    Traceback (most recent call last):
    autograder.outcome.Failed: db has shape (1, 3); expected (3,)
    """
    if expected is None or isinstance(expected, str):
        if type(got) is not type(expected):
            raise misfit(what, got, message.kind(expected))
    elif isinstance(expected, Mapping):
        _conform_mapping(got, expected, what)
    elif isinstance(expected, tuple | list):
        if not isinstance(got, tuple | list) or len(got) != len(expected):
            raise misfit(what, got, f"a tuple of {len(expected)}")
        for i, (g, e) in enumerate(zip(got, expected, strict=True)):
            conform(g, e, f"{what}[{i}]")
    elif isinstance(expected, np.ndarray) and expected.ndim:
        _conform_array(got, expected, what)
    else:
        _conform_scalar(got, np.asarray(expected), what)


def _conform_mapping(got: object, expected: Mapping[object, object], what: str) -> None:
    if not isinstance(got, dict) or set(got) != set(expected):
        raise misfit(what, got, f"a dict with keys {sorted(map(str, expected))}")
    for key, value in expected.items():
        conform(got[key], value, f'{what}["{key}"]')


_WORDS = {"f": "a float", "i": "an int", "u": "an int", "b": "True or False"}
_ACCEPTED = {"f": "fiu", "i": "iu", "u": "iu", "b": "b"}


def _conform_scalar(got: object, expected: NDArray[np.generic], what: str) -> None:
    kind = expected.dtype.kind
    value = _numbers(got)
    if value is None:
        raise misfit(what, got, _WORDS[kind])
    if value.ndim:
        raise misfit(what, got, f"{_WORDS[kind]}, one number")
    if value.dtype.kind not in _ACCEPTED[kind]:
        raise misfit(what, got, _WORDS[kind])
    _conform_finite(value, expected, what)


def _conform_array(got: object, expected: NDArray[np.generic], what: str) -> None:
    asked = f"an array of shape {expected.shape}"
    if isinstance(got, list | tuple):
        raise Failed(message.wrong_type(what, got, asked), step="np.array(...) makes it an array.")
    if not isinstance(got, np.ndarray) or got.dtype.kind not in "fiub":
        raise misfit(what, got, asked)
    if got.shape != expected.shape:
        raise Failed(message.wrong_shape(what, got.shape, expected.shape), step=message.AS_PROMISED)
    # In arrays a bool mask may stand for 0 and 1 wherever numbers are asked for.
    if got.dtype.kind not in _ACCEPTED[expected.dtype.kind] + "b":
        raise misfit(what, got, asked + " of integers")
    _conform_finite(got, expected, what)


def _conform_finite(got: NDArray[np.generic], expected: NDArray[np.generic], what: str) -> None:
    if got.dtype.kind != "f":
        return
    values = np.atleast_1d(got.astype(float))
    wanted = np.atleast_1d(expected.astype(float))
    bad = np.isnan(values) | (np.isinf(values) & np.isfinite(wanted))
    if bad.any():
        index = tuple(int(i) for i in np.argwhere(bad)[0])
        fact = message.not_finite(what, index if got.ndim else (), values[index])
        raise Failed(fact, step=message.FIRST_NAN)


def compare(
    got: object, expected: object, tolerance: Tolerance, what: str, *, reveal: bool = False
) -> None:
    """Raise `Failed`, naming the worst entry, unless `got` equals `expected` within `tolerance`.

    `reveal` shows the expected value: for numbers that the notebook prints anyway.

    >>> from autograder.tolerance import ROUNDING
    >>> compare(np.array([1.0, 2.5]), np.array([1.0, 2.0]), ROUNDING, "scores")
    Traceback (most recent call last):
    autograder.outcome.Failed: scores[1] is off by 0.5, allowed 3e-09 (1 of 2 entries are off)
    """
    conform(got, expected, what)
    _compare(got, expected, tolerance, what, reveal)


def _compare(got: object, expected: object, tolerance: Tolerance, what: str, reveal: bool) -> None:
    if expected is None or isinstance(expected, str):
        if got != expected:
            raise Failed(message.other_than_expected(what))
    elif isinstance(expected, Mapping):
        assert isinstance(got, Mapping)
        for key, value in expected.items():
            _compare(got[key], value, tolerance, f'{what}["{key}"]', reveal)
    elif isinstance(expected, tuple | list):
        assert isinstance(got, tuple | list)
        for i, (g, e) in enumerate(zip(got, expected, strict=True)):
            _compare(g, e, tolerance, f"{what}[{i}]", reveal)
    else:
        _compare_numbers(np.asarray(got), np.asarray(expected), tolerance, what, reveal)


def _compare_numbers(
    got: NDArray[np.generic],
    expected: NDArray[np.generic],
    tolerance: Tolerance,
    what: str,
    reveal: bool,
) -> None:
    whole = expected.dtype.kind != "f"
    values, wanted = got.astype(float), expected.astype(float)
    allowed = 0.0 if whole else tolerance.allowed(wanted)
    with np.errstate(invalid="ignore"):
        # inf - inf is nan, but equal infinities are right.
        error = np.where(values == wanted, 0.0, np.abs(values - wanted))
    bad = ~(error <= allowed)
    if not bad.any():
        return
    flat = int(np.argmax(np.where(np.isnan(error), np.inf, error)))
    index = tuple(int(i) for i in np.unravel_index(flat, error.shape))
    wrong, total = int(bad.sum()), int(bad.size)
    mine, right = float(values[index]), float(wanted[index])
    if (whole or tolerance is ANSWER) and not reveal:
        raise Failed(message.labels_off(what, index, wrong, total))
    if np.isinf(right) and not reveal:
        raise Failed(message.should_be_infinite(what, index, mine))
    fact = message.off(
        what,
        index,
        float(error[index]),
        allowed,
        wrong,
        total,
        got=mine if reveal else None,
        expected=right if reveal else None,
    )
    if got.dtype.kind == "f" and got.dtype.itemsize < wanted.dtype.itemsize:
        step = message.single_precision(str(got.dtype))
        raise Failed(fact, step=step, mistake=SINGLE_PRECISION)
    raise Failed(fact)


def equal(got: object, other: object, tolerance: Tolerance) -> bool:
    """Whether two values are alike within `tolerance`; nan is like nan in the same place.

    >>> from autograder.tolerance import ROUNDING
    >>> equal((1.0, 2), (1.0, 2), ROUNDING), equal([1.0], 1.0, ROUNDING), equal("a", "a", ROUNDING)
    (True, False, True)
    >>> equal(np.array([np.nan, 1.0]), np.array([np.nan, 1.0]), ROUNDING)
    True
    """
    if isinstance(other, Mapping):
        return (
            isinstance(got, Mapping)
            and set(got) == set(other)
            and all(equal(got[key], other[key], tolerance) for key in other)
        )
    if isinstance(other, tuple | list):
        return (
            isinstance(got, tuple | list)
            and len(got) == len(other)
            and all(equal(g, o, tolerance) for g, o in zip(got, other, strict=True))
        )
    a, b = _numbers(got), _numbers(other)
    if a is None or b is None:
        return type(got) is type(other) and repr(got) == repr(other)
    if a.shape != b.shape:
        return False
    undefined = np.isnan(b.astype(float))
    if not np.array_equal(undefined, np.isnan(a.astype(float))):
        return False
    try:
        compare(a[~undefined], b[~undefined], tolerance, "value")
    except Failed:
        return False
    return True


def _numbers(value: object) -> NDArray[np.generic] | None:
    if not isinstance(value, bool | int | float | np.generic | np.ndarray):
        return None
    array = np.asarray(value)
    return array if array.dtype.kind in "fiub" else None

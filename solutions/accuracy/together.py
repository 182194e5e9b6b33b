"""Put two wrong answers together: one function that makes both mistakes."""

from __future__ import annotations

import copy
import functools
from collections.abc import Callable, Mapping
from types import FunctionType

import numpy as np

from autograder.judging.compare import equal
from autograder.tolerance import ROUNDING

Code = Callable[..., object]


def together(first: Code, second: Code, right: Code) -> Code:
    """A function that is as far off as `first` and `second` together.

    Numbers are `first + second - right`: two slips in two terms, or in two of the values returned,
    are just that. What cannot be added (an error, another shape, a word) is that one's which is
    wrong, and where both are, the first's. What either does to its arguments is done; a function
    among them is called as often as the first calls it.

    >>> doubled = together(lambda x: x + 1, lambda x: x, lambda x: x)  # one slip, and none
    >>> doubled(2.0)
    3.0
    >>> together(lambda x: (-x, x), lambda x: (x, x + 1), lambda x: (x, x))(2.0)
    (-2.0, 3.0)
    """

    @functools.wraps(first)  # what is read of its source is the first's
    def both(*args: object, **named: object) -> object:
        for_second, for_right = copy.deepcopy(args), copy.deepcopy(args)
        b, b_error = _outcome(second, for_second, named)
        r, r_error = _outcome(right, for_right, named)
        a, a_error = _outcome(first, args, named)
        for mine, theirs, untouched in zip(args, for_second, for_right, strict=True):
            if isinstance(mine, np.ndarray) and not _alike(theirs, untouched):
                mine[...] = theirs
        if a_error or b_error or r_error:
            value, error = (a, a_error) if type(a_error) is not type(r_error) else (b, b_error)
            if error:
                raise error
            return value
        return _sum(a, b, r)

    return both


def rebound(code: Code, names: Mapping[str, Code]) -> Code:
    """The function with these names in the place of its own globals of those names.

    >>> def half(x): return x / 2
    >>> def quarter(x): return half(half(x))
    >>> rebound(quarter, {"half": lambda x: x})(8)
    8
    """
    if not isinstance(code, FunctionType):
        return code
    own = {name: found for name, found in names.items() if name in code.__globals__}
    fresh = FunctionType(
        code.__code__,
        {**code.__globals__, **own},
        code.__name__,
        code.__defaults__,
        code.__closure__,
    )
    fresh.__kwdefaults__ = code.__kwdefaults__
    fresh.__annotations__ = code.__annotations__
    return fresh


def _outcome(
    code: Code, args: tuple[object, ...], named: Mapping[str, object]
) -> tuple[object, Exception | None]:
    try:
        return code(*args, **copy.deepcopy(named)), None
    except Exception as error:
        return None, error


def _alike(one: object, other: object) -> bool:
    return one is other or equal(one, other, ROUNDING)


def _sum(a: object, b: object, r: object) -> object:
    """`a + b - r` where there is such a thing, else the one that differs from `r`."""
    if isinstance(r, tuple | list) and _same_form(a, r) and _same_form(b, r):
        return type(r)(map(_sum, a, b, r))  # type: ignore[arg-type,call-overload]
    if isinstance(r, dict) and all(isinstance(v, dict) and set(v) == set(r) for v in (a, b)):
        return {key: _sum(a[key], b[key], r[key]) for key in r}  # type: ignore[index]
    if _alike(a, r):
        return b
    numbers = all(isinstance(v, float | np.floating | np.ndarray) for v in (a, b, r))
    if _alike(b, r) or not numbers:
        return a
    x, y, z = np.asarray(a), np.asarray(b), np.asarray(r)
    if not x.shape == y.shape == z.shape or any(v.dtype.kind != "f" for v in (x, y, z)):
        return a
    with np.errstate(all="ignore"):
        # Exactly one of them where the other is right: no rounding of a sum's own.
        total = np.where(x == z, y, np.where(y == z, x, x + y - z))
    dtype = x.dtype if x.dtype != z.dtype else y.dtype
    return total.astype(dtype) if isinstance(r, np.ndarray) else type(r)(total)


def _same_form(value: object, right: tuple[object, ...] | list[object]) -> bool:
    return isinstance(value, tuple | list) and len(value) == len(right)

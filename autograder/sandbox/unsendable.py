"""Say what a value that may not cross the boundary is, and what to return instead."""

from __future__ import annotations

import numpy as np


class Unsendable(Exception):
    """A value that may not cross; the text says what it is and what to return instead."""


def describe(value: object) -> str:
    """Say what a value that may not cross is, and what to return instead.

    >>> describe({1, 2})
    'a set: return a list instead'
    >>> describe(np.array([[1], [2, 3]], dtype=object))
    'an array of dtype object (rows of unequal length?): return an array of numbers instead'
    """
    kind = type(value)
    if kind is np.ndarray:
        assert isinstance(value, np.ndarray)
        note = " (rows of unequal length?)" if value.dtype == object else ""
        return (
            f"an array of dtype {str(value.dtype)[:60]}{note}: return an array of numbers instead"
        )
    name = f"{kind.__module__}.{kind.__qualname__}"[:80].removeprefix("builtins.")
    article = "an" if name[:1].lower() in "aeiou" else "a"
    if isinstance(value, np.ndarray):
        return f"{article} {name}: return a plain array instead, np.array(...)"
    for base, instead in (
        (np.generic, "a Python number"),
        ((bool, int, float, complex, str), "the plain type"),
        (list, "a plain list"),
        (tuple, "a plain tuple"),
        (dict, "a plain dict"),
    ):
        if isinstance(value, base):
            return f"{article} {name}: return {instead} instead"
    if callable(value):
        return f"{article} {name}: return its result instead (call it)"
    if hasattr(kind, "__iter__"):
        return f"{article} {name}: return a list instead"
    return f"{article} {name}: return numbers, arrays, lists, tuples or dicts instead"

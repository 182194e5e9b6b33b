"""Matrices of values: entries in a row, with a number of rows and columns."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from autograder.derivation.number import Value


@dataclass(frozen=True)
class Array:
    """A matrix of values, row by row; a vector is a column. 1 by 1 is no array but a value."""

    rows: int
    columns: int
    flat: tuple[Value, ...]


Result = Value  # a value or an Array


def made(rows: int, columns: int, flat: Iterator[Value] | tuple[Value, ...]) -> Result:
    """The array of these entries, or the one entry of it."""
    entries = tuple(flat)
    return entries[0] if rows == columns == 1 else Array(rows, columns, entries)


def entries(result: Result) -> tuple[Value, ...]:
    """The entries of a result, row by row."""
    return result.flat if isinstance(result, Array) else (result,)


def array(result: Result) -> Array:
    """A result as an array, if it has but one entry."""
    return result if isinstance(result, Array) else Array(1, 1, (result,))


def size_of(result: Result) -> tuple[int, int]:
    """Rows and columns."""
    return (result.rows, result.columns) if isinstance(result, Array) else (1, 1)


def transposed(a: Array) -> Result:
    """Rows as columns."""
    flat = tuple(a.flat[i * a.columns + j] for j in range(a.columns) for i in range(a.rows))
    return made(a.columns, a.rows, flat)


def mapped(rule: Callable[[Value], Value], result: Result) -> Result:
    """`rule` of every entry.

    >>> mapped(abs, Array(1, 2, (-1, 2))).flat
    (1, 2)
    """
    if isinstance(result, Array):
        return Array(result.rows, result.columns, tuple(map(rule, result.flat)))
    return rule(result)


def zipped(rule: Callable[[Value, Value], Value], a: Result, b: Result) -> Result:
    """`rule` of every pair of entries; a number goes with every entry of an array."""
    if isinstance(a, Array):
        other = b.flat if isinstance(b, Array) else itertools.repeat(b, len(a.flat))
        return Array(a.rows, a.columns, tuple(map(rule, a.flat, other)))
    if isinstance(b, Array):
        return Array(b.rows, b.columns, tuple(map(rule, itertools.repeat(a), b.flat)))
    return rule(a, b)

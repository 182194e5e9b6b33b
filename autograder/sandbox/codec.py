"""The tree that values become: JSON and raw bytes, and back, bit for bit.

`encoder.py` makes it and `decoder.py` reads it; both sides of a session have both. Scalars and
strings stand for themselves; everything else is a JSON list that starts with a tag:

    ["l", ...] list    ["t", ...] tuple    ["d", [key, value], ...] dict
    ["f", hex] float that JSON can't write    ["c", hex] complex    ["s", dtype, hex] numpy scalar
    ["a", dtype, shape, strides or null, writeable] array    ["fn", kind, key] function
    ["g", state, increment, half or null] random generator (numpy's default, PCG64)
    ["x", kind, ...] more of Python's values, where both sides have agreed on it: rich.py

Only exact types cross: a subclass can lie about itself (`__eq__`, `__array_ufunc__`). Every length
is checked before anything is allocated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

# Fixed-width, little-endian numbers. No objects, no records, no text, no long double (its padding
# differs from machine to machine).
DTYPES: Mapping[str, np.dtype[np.generic]] = {
    np.dtype(name).str: np.dtype(name)
    for name in (
        "?", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8",
        "f2", "f4", "f8", "c8", "c16",
    )
}  # fmt: skip
# By type, as `long` and `long long` are two scalar types of one dtype.
SCALARS = {np.dtype(code).type: np.dtype(code).str for code in "?bBhHiIlLqQefdFD"}


class ProtocolError(Exception):
    """What arrived is not a message of this protocol, or is over a limit."""


@dataclass(frozen=True, slots=True)
class Name:
    """As an argument of a call: one of the student's own functions, by its name."""

    name: str


class Functions(Protocol):
    """How one side names functions, and objects that stay where they are, to the other."""

    rich: bool
    """Whether sets, bytes and the like cross too (rich.py)."""

    def outgoing(self, value: object) -> tuple[str, int | str] | None:
        """Return (kind, key) for a function that may cross, None for anything else."""

    def incoming(self, kind: str, key: int | str) -> object:
        """Return what (kind, key) stands for here; raise ProtocolError where it can't be."""


def span(shape: Sequence[int], strides: Sequence[int], itemsize: int) -> tuple[int, int]:
    """Return where the first element lies and how many bytes the array reaches over."""
    reach = [(n - 1) * s for n, s in zip(shape, strides, strict=True)]
    before = -sum(r for r in reach if r < 0)
    return before, before + sum(r for r in reach if r > 0) + itemsize

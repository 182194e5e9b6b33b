"""Values to the tree of `codec.py`, with the bytes of their arrays beside it."""

from __future__ import annotations

import math
import struct
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from . import rich
from .codec import DTYPES, SCALARS, Functions, span
from .policy import Limits
from .unsendable import Unsendable, describe

#: What counts as a plain value, as nobody can have changed what it does: dicts of the library's,
#: and what an array of names holds. Test cells (rich) see them as they are.
_PLAIN: Mapping[type, Callable[[Any], object]] = {
    OrderedDict: dict,
    defaultdict: dict,
    Counter: dict,
    np.str_: str,
}
_SMALL = 1 << 53  # whole numbers below it need no look at their size


class Encoder:
    """Turns one value into a tree, and collects the arrays' bytes; raises Unsendable."""

    # A class, not a closure: a closure that calls itself is a reference cycle, and the arrays it
    # holds would pile up until the next garbage collection.
    def __init__(self, limits: Limits, keep_layout: bool, functions: Functions | None) -> None:
        self.limits = limits
        self.keep_layout = keep_layout
        self.functions = functions
        self.rich = functions is not None and functions.rich
        self.parts: list[memoryview] = []
        self.size = 0
        self.nodes = 0
        self.listed = 0

    def tree(self, value: object, depth: int = 0) -> object:
        self.nodes += 1
        if 2 * self.nodes > self.limits.tree_bytes:  # each node takes two bytes or more
            raise Unsendable("a list or dict with too many values: return a numpy array instead")
        kind = type(value)
        if value is None or kind is bool or (kind is int and -_SMALL < value < _SMALL):  # type: ignore[operator]
            return value
        if kind is str and len(value) < rich.LONG_TEXT:  # type: ignore[arg-type]
            return _checked_text(value)  # type: ignore[arg-type]
        if self.rich:
            if depth >= self.limits.tree_depth:
                raise Unsendable(f"a value nested more than {self.limits.tree_depth} deep")
            node = rich.tree(value, self.tree, depth)
            if node is not None:
                self._count(node, value)
                return node
            if _stays(value) and (reference := self._reference(value)):
                return reference
        if type(value) is str:
            return _checked_text(value)
        if type(value) is int:
            if value.bit_length() > self.limits.integer_bits:
                raise Unsendable(f"an integer of {value.bit_length()} bits: return a float instead")
            return value
        if type(value) is float:
            return value if math.isfinite(value) else ["f", struct.pack("<d", value).hex()]
        if type(value) is complex:
            return ["c", struct.pack("<dd", value.real, value.imag).hex()]
        if type(value) is np.ndarray:
            return self._array(value)
        if isinstance(value, np.generic) and type(value) in SCALARS:
            return ["s", SCALARS[type(value)], value.tobytes().hex()]
        if type(value) is np.random.Generator:
            return _generator_tree(value)
        if type(value) in (list, tuple, dict):
            return self._container(value, depth)
        if not self.rich and type(value) in _PLAIN:
            return self.tree(_PLAIN[type(value)](value), depth)
        if reference := self._reference(value):
            return reference
        raise Unsendable(describe(value))

    def _count(self, node: list[object], value: object) -> None:
        if node[1] == "numbers":
            self.listed += len(value)  # type: ignore[arg-type]
            if self.listed > rich.MOST_LISTED:
                raise Unsendable("lists of several million numbers: return a numpy array instead")

    def _reference(self, value: object) -> list[object] | None:
        found = None if self.functions is None else self.functions.outgoing(value)
        return None if found is None else ["fn", *found]

    def _container(self, value: object, depth: int) -> object:
        if depth >= self.limits.tree_depth:
            raise Unsendable(f"a value nested more than {self.limits.tree_depth} deep")
        if type(value) is dict:
            for key in value:
                if type(key) not in (str, int):
                    raise Unsendable(
                        f"a dict with {describe(key)} for a key: use text or whole numbers"
                    )
            return ["d", *([self.tree(k), self.tree(v, depth + 1)] for k, v in value.items())]
        assert isinstance(value, list | tuple)
        return ["l" if type(value) is list else "t", *(self.tree(v, depth + 1) for v in value)]

    def _array(self, array: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> object:
        name = array.dtype.str
        if name not in DTYPES:
            raise Unsendable(describe(array))
        self.size += array.nbytes
        if self.size > self.limits.message_bytes:
            raise Unsendable(
                f"more than {self.limits.message_bytes >> 20} MiB of arrays "
                f"(one has shape {array.shape})"
            )
        strides = None
        if self.keep_layout and not array.flags.c_contiguous:
            strides = list(array.strides)
            if span(array.shape, array.strides, array.itemsize)[1] > self.limits.message_bytes:
                raise Unsendable("an array whose strides reach too far: copy it first")
        if array.size:
            packed = np.asarray(array, order="C").reshape(-1).view(np.uint8)
            self.parts.append(memoryview(packed))  # type: ignore[arg-type]
        writeable = array.flags.writeable or not self.keep_layout
        return ["a", name, list(array.shape), strides, writeable]


def _stays(value: object) -> bool:
    """Whether a value of a type that crosses cannot, so that a handle must do."""
    if type(value) is np.ndarray:
        return value.dtype.str not in DTYPES
    if type(value) is np.random.Generator:
        return type(value.bit_generator) is not np.random.PCG64
    return type(value) is dict and any(type(key) not in (str, int) for key in value)


def _generator_tree(rng: np.random.Generator) -> object:
    if type(rng.bit_generator) is not np.random.PCG64:
        raise Unsendable(describe(rng))
    state = rng.bit_generator.state
    half = state["uinteger"] if state["has_uint32"] else None
    return ["g", state["state"]["state"], state["state"]["inc"], half]


def _checked_text(text: str) -> str:
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise Unsendable("text with half a character (a lone surrogate)") from None
    return text

"""Values as a JSON tree and raw bytes, and back, bit for bit.

Scalars and strings stand for themselves; everything else is a JSON list that starts with a tag:

    ["l", ...] list    ["t", ...] tuple    ["d", [key, value], ...] dict
    ["f", hex] float that JSON can't write    ["c", hex] complex    ["s", dtype, hex] numpy scalar
    ["a", dtype, shape, strides or null, writeable] array    ["fn", kind, key] function
    ["g", state, increment, half or null] random generator (numpy's default, PCG64)
    ["x", kind, ...] more of Python's values, where both sides have agreed on it: rich.py

Only exact types cross: a subclass can lie about itself (`__eq__`, `__array_ufunc__`). Every length
is checked before anything is allocated.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from . import rich
from .policy import Limits
from .unsendable import Unsendable, describe

WHOLE = 1 << 16  # array bytes up to here are read in one go; larger arrays straight into place

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
_SMALL = 1 << 53  # whole numbers below it need no look at their size


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


class Source(Protocol):
    """Where the raw bytes of arrays come from."""

    def read_into(self, view: memoryview) -> None:
        """Fill the whole view, or raise EOFError."""


# ------------------------------------------------------------------------------------- encoding
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
            if _span(array.shape, array.strides, array.itemsize)[1] > self.limits.message_bytes:
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


def _span(shape: Sequence[int], strides: Sequence[int], itemsize: int) -> tuple[int, int]:
    """Return where the first element lies and how many bytes the array reaches over."""
    reach = [(n - 1) * s for n, s in zip(shape, strides, strict=True)]
    before = -sum(r for r in reach if r < 0)
    return before, before + sum(r for r in reach if r > 0) + itemsize


# ------------------------------------------------------------------------------------- decoding
class Decoder:
    """Turns one tree into a value; raises ProtocolError, or ValueError for malformed text."""

    def __init__(
        self, source: Source, size: int, limits: Limits, functions: Functions | None
    ) -> None:
        self.limits = limits
        self.functions = functions
        self.rich = functions is not None and functions.rich
        self.left = size
        self.listed = 0
        self.source = source
        self.small: memoryview | None = None
        if size <= WHOLE:
            self.small = memoryview(bytearray(size))
            source.read_into(self.small)

    def value(self, tree: object, depth: int = 0) -> object:
        if tree is None or type(tree) is bool:
            return tree
        if type(tree) is str:
            if not tree.isascii():
                tree.encode()
            return tree
        if type(tree) is int:
            if tree.bit_length() > self.limits.integer_bits:
                raise ProtocolError("an integer over the limit")
            return tree
        if type(tree) is float:
            if not math.isfinite(tree):
                raise ProtocolError("a number that no float can hold")
            return tree
        if type(tree) is not list or not tree:
            raise ProtocolError("an untagged node")
        if tree[0] in ("l", "t", "d"):
            return self._container(tree, depth)
        return self._leaf(tree, depth)

    def _container(self, tree: list[object], depth: int) -> object:
        if depth >= self.limits.tree_depth:
            raise ProtocolError("nested too deeply")
        tag, *items = tree
        if tag == "l":
            return [self.value(item, depth + 1) for item in items]
        if tag == "t":
            return tuple(self.value(item, depth + 1) for item in items)
        found: dict[str | int, object] = {}
        for item in items:
            if type(item) is not list or len(item) != 2 or type(item[0]) not in (str, int):
                raise ProtocolError("a dict item that is no pair")
            key = self.value(item[0])
            assert isinstance(key, str | int)
            if key in found:
                raise ProtocolError("a key given twice")
            found[key] = self.value(item[1], depth + 1)
        return found

    def _rich(self, kind: str, payload: list[object], depth: int) -> object:
        if depth >= self.limits.tree_depth:
            raise ProtocolError("nested too deeply")
        try:
            found = rich.value(kind, payload, self.value, depth)
            if kind == "numbers":
                self.listed += len(found)  # type: ignore[arg-type]
                if self.listed > rich.MOST_LISTED:
                    raise ValueError("too many numbers")
            return found
        except (ValueError, TypeError, OverflowError, MemoryError) as error:
            raise ProtocolError(f"a malformed {kind[:20]} ({type(error).__name__})") from None

    def _leaf(self, tree: list[object], depth: int) -> object:
        match tree:
            case ["f", str(text)]:
                return struct.unpack("<d", bytes.fromhex(text))[0]
            case ["c", str(text)]:
                return complex(*struct.unpack("<dd", bytes.fromhex(text)))
            case ["s", str(name), str(text)] if name in DTYPES:
                raw = bytes.fromhex(text)
                if len(raw) != DTYPES[name].itemsize:
                    raise ProtocolError("a scalar of the wrong size")
                return np.frombuffer(raw, DTYPES[name])[0]
            case ["a", str(name), list(shape), strides, bool(writeable)] if name in DTYPES:
                array = self._array(DTYPES[name], shape, strides)
                array.flags.writeable = writeable
                return array
            case ["g", int(state), int(increment), int() | None as half]:
                return _generator(state, increment, half)
            case ["fn", str(kind), str() | int() as key]:
                if self.functions is None or type(key) is bool:
                    raise ProtocolError("a function where none may be")
                return self.functions.incoming(kind, key)
            case ["x", str(kind), *payload] if self.rich:
                return self._rich(kind, payload, depth)
        raise ProtocolError("an unknown node")

    def _array(
        self, dtype: np.dtype[np.generic], shape: list[object], strides: object
    ) -> np.ndarray[tuple[int, ...], np.dtype[np.generic]]:
        lengths = _integers(shape, low=0)
        nbytes = math.prod(lengths) * dtype.itemsize
        if nbytes > self.left:
            raise ProtocolError("an array larger than the data sent")
        self.left -= nbytes
        packed = np.empty(lengths, dtype)
        if nbytes:
            self._fill(memoryview(packed.reshape(-1).view(np.uint8)))  # type: ignore[arg-type]
        if strides is None or not nbytes:
            return packed
        if type(strides) is not list or len(strides) != len(lengths):
            raise ProtocolError("strides that don't fit the shape")
        steps = _integers(strides, low=-(1 << 40))
        offset, reach = _span(lengths, steps, dtype.itemsize)
        if reach > self.limits.message_bytes:
            raise ProtocolError("strides that reach too far")
        array: np.ndarray[tuple[int, ...], np.dtype[np.generic]]
        array = np.ndarray(lengths, dtype, np.zeros(reach, np.uint8), offset, steps)
        array[...] = packed
        return array

    def _fill(self, view: memoryview) -> None:
        if self.small is None:
            self.source.read_into(view)
        else:
            view[:] = self.small[: len(view)]
            self.small = self.small[len(view) :]


def _generator(state: int, increment: int, half: int | None) -> np.random.Generator:
    """A generator that goes on where the one that was sent stood."""
    for number, bits in ((state, 128), (increment, 128), (0 if half is None else half, 32)):
        if type(number) is not int or not 0 <= number < 1 << bits:
            raise ProtocolError("a generator in a state that there is not")
    source = np.random.PCG64(0)
    source.state = {
        "bit_generator": "PCG64",
        "state": {"state": state, "inc": increment},
        "has_uint32": int(half is not None),
        "uinteger": half or 0,
    }
    return np.random.Generator(source)


def _integers(values: list[object], low: int) -> tuple[int, ...]:
    if len(values) > 32:
        raise ProtocolError("more dimensions than numpy has")
    found = []
    for value in values:
        if type(value) is not int or not low <= value <= 1 << 40:
            raise ProtocolError("a length that is none")
        found.append(value)
    return tuple(found)

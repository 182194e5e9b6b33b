"""The tree of `codec.py` back to values. What arrives may be forged: everything is checked."""

from __future__ import annotations

import math
import struct
from typing import Protocol

import numpy as np

from . import rich
from .codec import DTYPES, Functions, ProtocolError, span
from .policy import Limits

WHOLE = 1 << 16  # array bytes up to here are read in one go; larger arrays straight into place


class Source(Protocol):
    """Where the raw bytes of arrays come from."""

    def read_into(self, view: memoryview) -> None:
        """Fill the whole view, or raise EOFError."""


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
        offset, reach = span(lengths, steps, dtype.itemsize)
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

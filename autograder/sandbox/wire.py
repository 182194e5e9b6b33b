"""Carry plain values between the trusted side and a student's process, without pickle.

A message is one frame: a header with two lengths, a JSON tree, and the raw bytes of the arrays in
the order in which the tree names them. The codec says what the tree looks like; both sides use it.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from typing import NoReturn, Protocol

from .codec import Functions, Name, ProtocolError
from .decoder import Decoder
from .encoder import Encoder
from .policy import Limits
from .unsendable import Unsendable

__all__ = [
    "Functions",
    "Name",
    "ProtocolError",
    "Stream",
    "Unsendable",
    "decode",
    "encode",
    "receive",
    "send",
]

HEADER = struct.Struct("<4sIQ")  # magic, bytes of the tree, bytes of the arrays
MAGIC = b"chr1"


class Stream(Protocol):
    """A byte stream to the other side."""

    def read_into(self, view: memoryview) -> None:
        """Fill the whole view, or raise EOFError."""

    def write(self, parts: Sequence[memoryview]) -> None:
        """Write all parts, or raise OSError."""


_dump = json.JSONEncoder(separators=(",", ":"), allow_nan=False, check_circular=False).encode


def encode(
    value: object,
    *,
    limits: Limits,
    keep_layout: bool = False,
    functions: Functions | None = None,
) -> list[memoryview]:
    """Return the parts of one frame; raise Unsendable where the value may not cross.

    With `keep_layout`, arrays arrive with their strides and writeability; without, as fresh
    C-contiguous arrays.
    """
    encoder = Encoder(limits, keep_layout, functions)
    tree = _dump(encoder.tree(value)).encode()
    if len(tree) > limits.tree_bytes:
        raise Unsendable(
            f"lists, dicts and text of {len(tree) >> 10} KB together, "
            f"over the {limits.tree_bytes >> 10} KB allowed: return a numpy array instead"
        )
    head = HEADER.pack(MAGIC, len(tree), encoder.size) + tree
    return [memoryview(head), *encoder.parts]


def _no_constant(text: str) -> NoReturn:
    raise ProtocolError(f"{text} is not JSON")


_load = json.JSONDecoder(parse_constant=_no_constant).decode


def send(
    stream: Stream,
    value: object,
    *,
    limits: Limits,
    keep_layout: bool = False,
    functions: Functions | None = None,
) -> None:
    """Encode a value and write its frame; Unsendable is raised before anything is written."""
    stream.write(encode(value, limits=limits, keep_layout=keep_layout, functions=functions))


def receive(stream: Stream, *, limits: Limits, functions: Functions | None = None) -> object:
    """Read one frame and return its value.

    Raises ProtocolError for anything that is not a frame within the limits, and what the stream
    raises (EOFError, TimeoutError). After an error the stream is of no further use.
    """
    header = bytearray(HEADER.size)
    stream.read_into(memoryview(header))
    magic, tree_size, size = HEADER.unpack(header)
    if magic != MAGIC:
        raise ProtocolError("not a frame")
    if tree_size > limits.tree_bytes:
        raise ProtocolError(f"a tree of {tree_size} bytes")
    if size > limits.message_bytes:
        raise ProtocolError(f"arrays of {size} bytes")
    text = bytearray(tree_size)
    stream.read_into(memoryview(text))
    try:
        tree = _load(text.decode())
        decoder = Decoder(stream, size, limits, functions)
        value = decoder.value(tree)
    except (ValueError, RecursionError, UnicodeError, struct.error) as error:
        raise ProtocolError(f"malformed: {type(error).__name__}") from None
    if decoder.left:
        raise ProtocolError("array data that no array claims")
    return value


class _Memory:
    """A stream over bytes at hand."""

    def __init__(self, data: bytes) -> None:
        self.rest = memoryview(data)

    def read_into(self, view: memoryview) -> None:
        if len(view) > len(self.rest):
            raise EOFError("the message ends early")
        view[:] = self.rest[: len(view)]
        self.rest = self.rest[len(view) :]

    def write(self, parts: Sequence[memoryview]) -> None:
        raise OSError("read-only")


def decode(data: bytes, *, limits: Limits, functions: Functions | None = None) -> object:
    """Return the value of one whole frame; raise ProtocolError for anything else."""
    memory = _Memory(data)
    try:
        value = receive(memory, limits=limits, functions=functions)
    except EOFError as error:
        raise ProtocolError(str(error)) from None
    if memory.rest:
        raise ProtocolError("bytes after the frame")
    return value

"""Read and write byte streams with few calls to the system: each costs as much as the message.

A message is a header, a tree and arrays: three things to read, and as many to write. What arrives
is read as it comes and handed out as it is asked for; what leaves is written in one call.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

#: Bytes read ahead. What is asked for beyond so many goes straight into place.
AHEAD = 1 << 16
#: Parts written in one call; Linux takes 1024, POSIX promises 16.
PARTS = 64


class Ahead:
    """What has arrived of a stream and was not yet asked for.

    >>> import io
    >>> ahead, wanted = Ahead(), bytearray(4)
    >>> len(ahead.more(memoryview(wanted), io.BytesIO(b"hello").readinto)), bytes(wanted)
    (0, b'hell')
    >>> len(ahead.take(memoryview(wanted))), bytes(wanted)
    (3, b'oell')
    """

    def __init__(self) -> None:
        self._room = memoryview(bytearray(AHEAD))
        self._rest = self._room[:0]

    def more(self, view: memoryview, read: Callable[[memoryview], int]) -> memoryview:
        """Read once, ahead of the view where it is small; the part of it that is still empty.

        Call it when everything was taken. Raises EOFError where nothing was read.
        """
        large = len(view) >= AHEAD
        count = read(view if large else self._room)
        if not count:
            raise EOFError
        if large:
            return view[count:]
        self._rest = self._room[:count]
        return self.take(view)

    def take(self, view: memoryview) -> memoryview:
        """Fill the view as far as what is there goes; the part of it that is still empty."""
        count = min(len(view), len(self._rest))
        view[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return view[count:]


def unsent(parts: Sequence[memoryview], count: int) -> list[memoryview]:
    """What is left to write of `parts` after `count` bytes.

    >>> [bytes(part) for part in unsent([memoryview(b"ab"), memoryview(b"cd")], 3)]
    [b'd']
    """
    left = list(parts)
    while left and count >= len(left[0]):
        count -= len(left.pop(0))
    if left:
        left[0] = left[0][count:]
    return left


class DescriptorStream:
    """A stream over plain descriptors; read and write block."""

    def __init__(self, reading: int, writing: int) -> None:
        self._reading = reading
        self._writing = writing
        self._ahead = Ahead()

    def read_into(self, view: memoryview) -> None:
        """Fill the view; raise EOFError where the other side has gone."""
        view = self._ahead.take(view)
        while len(view):
            view = self._ahead.more(view, self._read)

    def _read(self, into: memoryview) -> int:
        return os.readv(self._reading, [into])

    def write(self, parts: Sequence[memoryview]) -> None:
        """Write all parts."""
        left = list(parts)
        while left:
            left = unsent(left, os.writev(self._writing, left[:PARTS]))

"""Read and write byte streams with few calls to the system: each costs as much as the message.

A message is a header, a tree and arrays: three things to read, and as many to write. What arrives
is read as it comes and handed out as it is asked for; what leaves is written in one call.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

#: Bytes read ahead. What is asked for beyond so many goes straight into place.
AHEAD = 1 << 16
#: Parts written in one call; Linux takes 1024, POSIX promises 16.
PARTS = 64


class Ahead:
    """What has arrived of a stream and was not yet asked for.

    >>> ahead = Ahead()
    >>> ahead.room[:5] = b"hello"
    >>> ahead.filled(5)
    >>> wanted = bytearray(7)
    >>> missing = ahead.take(memoryview(wanted))
    >>> bytes(wanted[:5]), len(missing)
    (b'hello', 2)
    """

    def __init__(self) -> None:
        self.room = memoryview(bytearray(AHEAD))
        """Where to read into, once everything was taken."""
        self._rest = self.room[:0]

    def filled(self, count: int) -> None:
        """Say that so many bytes of `room` were read."""
        self._rest = self.room[:count]

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
            if len(view) >= AHEAD:
                count = os.readv(self._reading, [view])
                view = view[count:]
            else:
                count = os.readv(self._reading, [self._ahead.room])
                self._ahead.filled(count)
                view = self._ahead.take(view)
            if not count:
                raise EOFError

    def write(self, parts: Sequence[memoryview]) -> None:
        """Write all parts."""
        left = list(parts)
        while left:
            left = unsent(left, os.writev(self._writing, left[:PARTS]))

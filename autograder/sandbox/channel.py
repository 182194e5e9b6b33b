"""The trusted end of a session's byte stream: every read and write has an absolute deadline.

A timeout per read would not do: a process that sends a byte a second outlives it.
"""

from __future__ import annotations

import os
import queue
import threading
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import socket


class Channel(Protocol):
    """A `wire.Stream` with a deadline, in seconds of `time.monotonic`."""

    deadline: float

    def read_into(self, view: memoryview) -> None:
        """Fill the view; raise TimeoutError past the deadline, EOFError at the other's end."""

    def write(self, parts: Sequence[memoryview]) -> None:
        """Write all parts; raise TimeoutError past the deadline, EOFError at the other's end."""

    def close(self) -> None:
        """Close the stream: the other side reads its end."""


class SocketChannel:
    """A channel over one end of a socket pair."""

    def __init__(self, end: socket.socket) -> None:
        import select

        self.socket = end
        self.socket.setblocking(False)
        self.deadline = 0.0
        self._readable = select.poll()
        self._readable.register(end, select.POLLIN)
        self._writable = select.poll()
        self._writable.register(end, select.POLLOUT)

    def _left(self) -> float:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left * 1000

    def read_into(self, view: memoryview) -> None:
        """Fill the view."""
        while len(view):
            left = self._left()
            try:
                count = self.socket.recv_into(view)
            except BlockingIOError:
                self._readable.poll(left)
                continue
            except OSError:
                raise EOFError from None
            if not count:
                raise EOFError
            view = view[count:]

    def write(self, parts: Sequence[memoryview]) -> None:
        """Write all parts."""
        for part in parts:
            while len(part):
                left = self._left()
                try:
                    part = part[self.socket.send(part) :]
                except BlockingIOError:
                    self._writable.poll(left)
                except OSError:
                    raise EOFError from None

    def close(self) -> None:
        """Close the socket."""
        self.socket.close()


class PipeChannel:
    """A channel over two pipes, on any system: Windows can't wait for a pipe, so threads do."""

    CHUNK = 1 << 20  # bytes

    def __init__(self, reading: int, writing: int) -> None:
        self.deadline = 0.0
        self._reading = reading
        self._writing = writing
        # Few places: a process that sends more than is asked for waits, and our memory stays flat.
        self._arrived: queue.Queue[bytes] = queue.Queue(4)
        self._leaving: queue.Queue[memoryview | None] = queue.Queue()
        self._rest = memoryview(b"")
        self._closed = threading.Event()
        threading.Thread(target=self._read, daemon=True).start()
        threading.Thread(target=self._write, daemon=True).start()

    def _read(self) -> None:
        data = b"-"
        while data and not self._closed.is_set():
            try:
                data = os.read(self._reading, self.CHUNK)
            except OSError:
                data = b""
            while not self._closed.is_set():
                try:
                    self._arrived.put(data, timeout=0.2)
                    break
                except queue.Full:
                    continue
        os.close(self._reading)

    def _write(self) -> None:
        while (part := self._leaving.get()) is not None:
            try:
                while len(part) and not self._closed.is_set():
                    part = part[os.write(self._writing, part[: self.CHUNK]) :]
            except OSError:
                continue  # the other side has ended: the reader notices
        os.close(self._writing)

    def read_into(self, view: memoryview) -> None:
        """Fill the view."""
        while len(view):
            if not len(self._rest):
                try:
                    data = self._arrived.get(timeout=max(self.deadline - time.monotonic(), 0))
                except queue.Empty:
                    raise TimeoutError from None
                if not data:
                    self._arrived.put(b"")  # for whoever asks again
                    raise EOFError
                self._rest = memoryview(data)
            count = min(len(view), len(self._rest))
            view[:count] = self._rest[:count]
            view, self._rest = view[count:], self._rest[count:]

    def write(self, parts: Sequence[memoryview]) -> None:
        """Hand all parts to the writer; they are copied, as the caller may go on using them."""
        for part in parts:
            self._leaving.put(memoryview(bytes(part)))

    def close(self) -> None:
        """Close both pipes as soon as the threads let go of them."""
        self._closed.set()
        self._leaving.put(None)

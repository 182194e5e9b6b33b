"""The trusted end of a session's byte stream: every read and write has an absolute deadline.

A timeout per read would not do: a process that sends a byte a second outlives it. The deadline is
on two clocks, the wall's and that of the process's CPU time, which many threads run up faster.
"""

from __future__ import annotations

import os
import queue
import threading
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from .stream import PARTS, Ahead, unsent

if TYPE_CHECKING:
    import select
    import socket


#: Seconds between two looks at the CPU clock of a process that is waited for.
LOOK = 0.25


class Deadline:
    """When a request must be over, by the wall's clock and by the CPU clock of its process.

    `clock` says how many seconds of CPU time the process has used so far; nan if nobody knows.
    """

    def __init__(self) -> None:
        self.clock: Callable[[], float] = lambda: float("nan")
        self._wall = self._cpu = 0.0

    def set(self, seconds: float) -> None:
        """Allow so many seconds on each clock from now on."""
        self._wall = time.monotonic() + seconds
        self._cpu = self.clock() + seconds

    def left(self) -> float:
        """Wall seconds until the deadline; TimeoutError where there are none."""
        left = self._wall - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def wait(self) -> float:
        """Wall seconds to wait before calling `look`; TimeoutError where there are none."""
        return min(self.left(), LOOK)

    def look(self) -> None:
        """Raise TimeoutError where the process has used up its CPU time."""
        if self.clock() > self._cpu:  # False for nan
            raise TimeoutError


class Channel(Protocol):
    """A `wire.Stream` with a deadline."""

    deadline: Deadline

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
        self.deadline = Deadline()
        self._readable = select.poll()
        self._readable.register(end, select.POLLIN)
        self._writable = select.poll()
        self._writable.register(end, select.POLLOUT)
        self._ahead = Ahead()

    def _wait(self, ready: select.poll) -> None:
        if not ready.poll(self.deadline.wait() * 1000):
            self.deadline.look()

    def read_into(self, view: memoryview) -> None:
        """Fill the view."""
        view = self._ahead.take(view)
        while len(view):
            self.deadline.left()
            try:
                view = self._ahead.more(view, self.socket.recv_into)
            except BlockingIOError:
                self._wait(self._readable)
            except OSError:
                raise EOFError from None

    def write(self, parts: Sequence[memoryview]) -> None:
        """Write all parts."""
        left = list(parts)
        while left:
            self.deadline.left()
            try:
                left = unsent(left, self.socket.sendmsg(left[:PARTS]))
            except BlockingIOError:
                self._wait(self._writable)
            except OSError:
                raise EOFError from None

    def close(self) -> None:
        """Close the socket."""
        self.socket.close()


class PipeChannel:
    """A channel over two pipes, on any system: Windows can't wait for a pipe, so threads do."""

    CHUNK = 1 << 20  # bytes

    def __init__(self, reading: int, writing: int) -> None:
        self.deadline = Deadline()
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
                    data = self._arrived.get(timeout=self.deadline.wait())
                except queue.Empty:
                    self.deadline.look()
                    continue
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

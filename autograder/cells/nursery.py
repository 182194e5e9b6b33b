"""A process that has loaded what runners need, and forks one for each notebook.

To start an interpreter with NumPy and pyplot takes longer than the tests of most notebooks. What a
runner does is seen by no other: each is forked from a process that has run no test. Where there is
no fork, runners are started one by one.
"""

from __future__ import annotations

import array
import contextlib
import gc
import importlib
import os
import random
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol

_BOOT = (
    "import sys; sys.path.insert(0, sys.argv[1]); from autograder.cells.nursery import main; main()"
)
#: Modules that are loaded before the fork; they start no thread. Others load in the runner.
_EARLY = ("numpy", "numpy.testing", "matplotlib.pyplot")
_SECONDS = 60.0  # for a runner to be there; loading takes about one
_FORK, _END = b"f", b"e"


class Runner(Protocol):
    """A runner's process, as `subprocess.Popen` has it."""

    def kill(self) -> None: ...

    def wait(self) -> object: ...


class _Forked:
    """A runner that the nursery has forked, and that the nursery alone can end safely."""

    def __init__(self, nursery: Nursery, pid: int) -> None:
        self._nursery, self._pid = nursery, pid

    def kill(self) -> None:
        self._nursery.end(self._pid)

    def wait(self) -> object:
        return None


class Nursery:
    """Starts runners. It is started at first use, and once more where it was killed."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._socket: socket.socket | None = None

    def start(self, reading: int, writing: int) -> Runner | None:
        """A runner with these descriptors as its stdin and stdout; None where it can't be forked.

        The descriptors stay open here.
        """
        if not hasattr(os, "fork"):
            return None
        for _ in range(2):
            with contextlib.suppress(OSError, EOFError):
                return _Forked(self, int(self._ask(_FORK, reading, writing)))
            self.close()
        return None

    def end(self, pid: int) -> None:
        """Kill a runner; without a word where the nursery is gone, and it with it."""
        with contextlib.suppress(OSError, EOFError):
            self._ask(_END + str(pid).encode())

    def _ask(self, words: bytes, *descriptors: int) -> bytes:
        if self._socket is None:
            if words[:1] == _END:
                raise EOFError
            self._open()
        assert self._socket is not None
        rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", descriptors))]
        self._socket.sendmsg([words], rights if descriptors else [])
        if not (answer := self._socket.recv(64)):
            raise EOFError
        return answer

    def _open(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.settimeout(_SECONDS)
        single = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _BOOT, str(Path(__file__).resolve().parents[2])],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                env=os.environ | single,  # a process with threads can't be forked
                start_new_session=True,  # Ctrl-C in a terminal is for the grader to deal with
            )
        self._socket = ours

    def close(self) -> None:
        """End it, and all runners that it has forked."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None
        if self._process is not None:
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None


# -- in the process itself ------------------------------------------------------------------------


def main() -> None:
    """Fork runners until the grader has gone."""
    from autograder.cells import runner

    for name in _EARLY:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    gc.collect()
    gc.freeze()  # else a runner's first collection touches, and copies, every page
    with socket.socket(fileno=os.dup(0)) as grader:
        alive: set[int] = set()
        try:
            _serve(grader, alive, runner.main)
        finally:
            _kill(alive)


def _serve(grader: socket.socket, alive: set[int], run: Callable[[], None]) -> None:
    size = socket.CMSG_SPACE(2 * array.array("i").itemsize)
    while True:
        words, rights, _, _ = grader.recvmsg(64, size)
        if not words:
            return
        if words[:1] == _END:
            pid = int(words[1:])
            _kill(alive & {pid})
            alive.discard(pid)
            grader.send(b"0")
            continue
        descriptors = array.array("i")
        for _, _, data in rights:
            descriptors.frombytes(data)
        pid = os.fork()
        if not pid:
            _become(descriptors, grader, run)
        alive.add(pid)
        for descriptor in descriptors:
            os.close(descriptor)
        grader.send(str(pid).encode())


def _become(descriptors: array.array[int], grader: socket.socket, run: Callable[[], None]) -> None:
    """The forked process's whole life."""
    code = 1
    try:
        grader.close()
        for number, descriptor in enumerate(descriptors):
            os.dup2(descriptor, number)
            os.close(descriptor)
        # Else all runners would draw the same.
        random.seed()
        sys.modules["numpy"].random.seed()
        run()
        code = 0
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(code)


def _kill(pids: Iterable[int]) -> None:
    for one in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(one, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(one, 0)

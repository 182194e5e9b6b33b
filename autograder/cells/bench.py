"""The grader's side of ordinary test cells: starts the runner and passes on what it asks for.

The runner holds the hidden tests, the sandbox the student's code; they have no line to each other.
Everything goes through here, as plain values and numbers.
"""

from __future__ import annotations

import dataclasses
import logging
import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from autograder.cells import source, verdict
from autograder.cells.crossing import Crossing
from autograder.cells.nursery import Nursery, Runner
from autograder.cells.verdict import Found
from autograder.grading.sheet import HandedOut, TestCell
from autograder.judging.student import SandboxedStudent
from autograder.outcome import Fault
from autograder.report import ExerciseReport
from autograder.sandbox import Limits, WorkerFault, wire
from autograder.sandbox.channel import Channel, PipeChannel, SocketChannel
from autograder.sandbox.faults import FaultKind
from autograder.sandbox.remote import Done, RemoteError
from autograder.sandbox.session import Session

log = logging.getLogger(__name__)

#: Operations of one cell in the student's process: an endless iterator must end somewhere.
MOST_OPERATIONS = 100_000
#: Messages' worth of values that the student's code may give one cell.
MOST_MESSAGES = 8
START_SECONDS = 60.0

_BOOT = (
    "import sys; sys.path.insert(0, sys.argv[1]); from autograder.cells.runner import main; main()"
)
#: Seconds of the test's own between two operations that are nobody's fault: the way to us and back.
TRAVEL = 0.005


class _Slow(Exception):
    """The test itself, not the student's code, has used up its time."""


class Bench:
    """Judges the ordinary test cells of one notebook, one after the other. A context manager.

    `folder` is where the tests' helper modules and files lie, "" for nowhere. With `trusting`,
    objects of any class may answer for themselves. `nursery` starts the runner sooner. What tests
    draw without a seed of their own follows from the numbers `draws`, if there are any: the same
    for all students, and the same at a regrade.
    """

    def __init__(
        self,
        student: SandboxedStudent,
        limits: Limits,
        given: HandedOut,
        folder: str = "",
        trusting: bool = False,
        nursery: Nursery | None = None,
        draws: Sequence[int] = (),
    ) -> None:
        self.student = student
        self.draws = list(draws)
        self.limits = limits
        self.given = given
        self.folder = folder
        self.trusting = trusting
        self._nursery = nursery
        self._process: Runner | None = None
        self._channel: Channel | None = None
        self._crossing = Crossing(self.call_back)
        self._session: Session | None = None
        self._past: list[str] = []
        self._own = self._theirs = 0.0  # seconds left to the test, and to the student's code
        self._operations = self._bytes = 0
        self._lost: Fault | None = None

    def __enter__(self) -> Bench:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the runner, if there is one."""
        if self._process is not None:
            assert self._channel is not None
            self._channel.close()
            self._process.kill()
            self._process.wait()
            self._process = self._channel = None

    # -- one cell -------------------------------------------------------------------------------
    def judge(self, cell: TestCell) -> ExerciseReport:
        """Run a test cell and say what came of it; faults of the test's are no fault of the code's.

        Raises SandboxError for faults of the sandbox.
        """
        if source.calls_check(cell.source):
            found = Found("broken", "it is the check of an exercise that this course does not have")
        else:
            found = self._run(cell)
        if found.status == "broken":
            log.error("test cell %s can't be judged: %s", cell.name, found.reason)
        return verdict.report(cell, found)

    def _run(self, cell: TestCell) -> Found:
        self._crossing.callbacks.clear()
        self._own = self._theirs = self.limits.cell_seconds
        self._operations = self._bytes = 0
        self._lost = None
        try:
            self._start()
            self._say(
                {
                    "op": "cell",
                    "name": cell.name,
                    "source": cell.source,
                    "code": np.frombuffer(
                        source.marshalled(cell.source, source.NAME.format(cell.name)), np.uint8
                    ),
                    "hidden": sorted(cell.hidden),
                    "seconds": self.limits.cell_seconds * 2,
                }
            )
            while (message := self._hear())["op"] == "use":
                self._serve(message)
        except (_Slow, TimeoutError):
            self.close()
            seconds = f"{self.limits.cell_seconds:g}"
            return Found("broken", f"the course's own test ran out of time ({seconds} s)")
        except EOFError:
            self.close()
            return Found("broken", "the process of the tests has ended")
        except BaseException:
            self.close()
            raise
        finally:
            self._past.append(cell.source)
        fault: Fault | None = self._lost
        return Found.of(message) if fault is None else Found("lost", fault=fault)

    # -- the runner -----------------------------------------------------------------------------
    def _start(self) -> None:
        if self._process is not None:
            return
        self._channel, theirs = _line()
        try:
            forked = self._nursery and self._nursery.start(*theirs)
            self._process = forked or subprocess.Popen(
                [sys.executable, "-c", _BOOT, str(Path(__file__).resolve().parents[2])],
                stdin=theirs[0],
                stdout=theirs[1],
                start_new_session=True,  # Ctrl-C in a terminal is for the grader to deal with
            )
        finally:
            for descriptor in theirs:
                os.close(descriptor)
        self._channel.deadline.set(START_SECONDS)
        start = {
            "limits": dataclasses.asdict(self.limits),
            "folder": self.folder if os.path.isdir(self.folder) else "",
            "functions": sorted(self.given.functions),
            "classes": sorted(self.given.classes),
            "imports": self.given.imports,
            "trusting": self.trusting,
            "draws": self.draws,
        }
        wire.send(self._channel, start, limits=Limits())
        wire.receive(self._channel, limits=self.limits)  # it is ready
        for text in self._past:  # of cells before one that ran out of time
            self._say({"op": "define", "source": source.definitions(text)})

    def _say(self, message: dict[str, Any]) -> None:
        assert self._channel is not None
        self._channel.deadline.set(max(self._own, 1.0))
        if message["op"] in ("cell", "define"):
            wire.send(self._channel, message, limits=self.limits)
            return
        frame = wire.encode(message, limits=self.limits, keep_layout=True, functions=self._crossing)
        self._bytes += sum(len(part) for part in frame)
        self._channel.write(frame)

    def _hear(self) -> dict[str, Any]:
        """The runner's next message; the time until it comes is the test's own."""
        assert self._channel is not None
        started = time.monotonic()
        self._channel.deadline.set(max(self._own, 0.0) + TRAVEL)
        try:
            message = wire.receive(self._channel, limits=self.limits, functions=self._crossing)
        except TimeoutError:
            raise _Slow from None
        finally:
            self._own -= max(0.0, time.monotonic() - started - TRAVEL)
        assert isinstance(message, dict)
        return message

    # -- on to the student's process ------------------------------------------------------------
    def _serve(self, message: Mapping[str, Any]) -> None:
        started, before = time.monotonic(), self._own
        try:
            reply = self._pass_on(message)
        except wire.Unsendable as error:
            reply = _raised(RemoteError("Unsendable", str(error), "", None))
        # What a function of the tests' took within is in `_own` already.
        inner = before - self._own
        self._theirs -= time.monotonic() - started - inner
        try:
            self._say(reply)
        except wire.Unsendable as error:
            self._say(_raised(RemoteError("Unsendable", str(error), "", None)))

    def _pass_on(self, message: Mapping[str, Any]) -> dict[str, Any]:
        self._operations += 1
        if self._lost is None:
            self._lost = self._overrun()
        if self._lost is None:
            try:
                session = self._living()
                if not self._crossing.stale:
                    return _done(self._use(session, message))
                self._lost = verdict.died()
            except RemoteError as error:
                return _raised(error)
            except WorkerFault as death:
                self.student.close()
                self._lost = self._fault(death)
            except Fault as fault:
                self._lost = fault
        self._crossing.stale = False
        return {"op": "lost"}

    def _use(self, session: Session, message: Mapping[str, Any]) -> Done:
        seconds = min(self.limits.call_seconds, max(self._theirs, 0.1))
        return session.use(
            message["operation"],
            message["args"],
            message["kwargs"],
            drop=self._crossing.of_this_life(message["drop"]),
            seed=message["seed"],
            seconds=seconds,
        )

    def _living(self) -> Session:
        session = self.student.session
        if session is not self._session:
            self._session = session
            self._crossing.life += 1
            # Names are looked up anew at each cell; what is held from before is of no use.
            self._crossing.stale = self._crossing.stale or self._operations > 1
        return session

    def _overrun(self) -> Fault | None:
        if self._theirs <= 0:
            return verdict.out_of_time(self.limits.cell_seconds)
        if self._operations > MOST_OPERATIONS:
            return verdict.too_often(MOST_OPERATIONS)
        if self._bytes > MOST_MESSAGES * self.limits.message_bytes:
            return verdict.too_much(MOST_MESSAGES * self.limits.message_bytes)
        return None

    def _fault(self, death: WorkerFault) -> Fault:
        if death.kind is FaultKind.OUT_OF_TIME:
            return verdict.out_of_time(self.limits.call_seconds)
        if death.kind is FaultKind.OUT_OF_MEMORY:
            return verdict.out_of_memory()
        return verdict.died()

    def call_back(self, number: int, args: tuple[object, ...], named: dict[str, object]) -> object:
        """Have the runner call a function of the tests' with what the student's code passed."""
        if self._own <= 0:
            raise _Slow
        self._say({"op": "callback", "key": number, "args": args, "kwargs": named})
        while (message := self._hear())["op"] == "use":
            self._serve(message)
        if message["op"] == "returned":
            return message["value"]
        raise RemoteError(message["type_name"], message["message"], "", None)


def _line() -> tuple[Channel, tuple[int, int]]:
    """Our end of a line to a runner, and the runner's descriptors for reading and writing."""
    if hasattr(os, "fork"):  # a socket can be waited for; a pipe takes threads, and their time
        ours, theirs = socket.socketpair()
        descriptor = theirs.detach()
        return SocketChannel(ours), (descriptor, os.dup(descriptor))
    their_reading, writing = os.pipe()
    reading, their_writing = os.pipe()
    return PipeChannel(reading, writing), (their_reading, their_writing)


def _done(done: Done) -> dict[str, Any]:
    return {
        "op": "done",
        "value": done.value,
        "after": done.after,
        "named": dict(done.named or {}),
        "same": done.same,
        "warnings": list(done.warnings),
        "printed": done.printed,
    }


def _raised(error: RemoteError) -> dict[str, Any]:
    return {
        "op": "raised",
        "type_name": error.type_name,
        "message": error.message,
        "line": error.line,
        "lineage": [list(one) for one in error.lineage],
        "details": error.details,
        "made": error.made,
    }

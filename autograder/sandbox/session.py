"""The trusted side of one submission's process: run cells, call functions, judge nothing.

Everything that arrives here may be forged by the student's code, so every field is checked against
what it may be; a message that is something else ends the session with `FaultKind.PROTOCOL`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, Self, TypeVar

import numpy as np

from . import wire
from .channel import Channel
from .faults import CallError, FaultKind, SandboxError, WorkerFault
from .functions import Functions, StudentFunction
from .outputs import Page, clean
from .policy import Limits
from .remote import Done, parsed
from .trace import MAX_KINDS
from .usage import Usage, classify

T = TypeVar("T")
GRACE = 1.0  # seconds for a process to end when its stream is closed; then it is killed


@dataclass(frozen=True)
class CellResult:
    """What a cell showed and whether it raised."""

    outputs: tuple[Mapping[str, object], ...]
    """nbformat-4 outputs: streams, results and figures (text/plain, image/png), errors."""
    error: str | None
    """'NameError: ...', None where the cell ran through."""


@dataclass(frozen=True)
class Reply:
    """What a student's function returned."""

    value: object
    arguments: tuple[object, ...]
    """The positional arguments as they are after the call; functions as they were given."""
    warnings: tuple[str, ...] = ()
    """'RuntimeWarning: divide by zero ...', each text once."""


class Child(Protocol):
    """The process of a session, as the launcher holds it."""

    @property
    def channel(self) -> Channel:
        """The stream to it."""

    def kill(self) -> None:
        """Kill the process and all that it started, if it still runs."""

    def wait(self, seconds: float) -> Usage | None:
        """Return how it ended, None where it still runs after so many seconds."""


class Session:
    """One submission in one process. A context manager; not for use by several threads."""

    def __init__(self, child: Child, limits: Limits, on_close: Callable[[], None]) -> None:
        self.limits = limits
        self.callback_errors: tuple[Exception, ...] = ()
        """What our callbacks raised during the last request."""
        self.child = child
        self._on_close = on_close
        self._functions = Functions(
            remote=lambda key: StudentFunction(self._invoke, key, self._asked + 1)
        )
        self._page = Page(limits)
        self._request = 0
        self._asked = 0
        self._active: list[int] = []  # the callbacks that run now, by number, outermost first
        self._seconds = 0.0
        self._fault: WorkerFault | SandboxError | None = None
        self._usage: Usage | None = None
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- requests -------------------------------------------------------------------------------
    def run_cell(self, source: str, *, draw: bool = True, number: int = 0) -> CellResult:
        """Run a cell as IPython does; an error is part of the result.

        Without `draw` its figures are not drawn, which is most of what a cell costs. `number` is
        the one that tracebacks call it by; 0 for one more than the last.
        Raises WorkerFault where the process was lost, SandboxError for faults of our own.
        """
        text = np.frombuffer(source.encode("utf-8", "replace"), np.uint8)
        message: dict[str, object]
        message = {"op": "cell", "source": text, "draw": draw, "number": number}
        reply = self._converse(message, self.limits.cell_seconds)
        return self._guard(lambda: self._cell_result(reply))

    def call(
        self,
        function: str,
        args: Sequence[object] = (),
        kwargs: Mapping[str, object] = {},
        *,
        seconds: float | None = None,
    ) -> Reply:
        """Call a student's function by name with fresh copies of the arguments.

        Arguments are plain values, arrays (which arrive with their strides and writeability),
        functions of ours (valid during this call), and `wire.Name` for the student's own.
        `seconds` of wall time replaces the limit. Raises CallError where the function raised or
        its result can't cross, WorkerFault where the process was lost.
        """
        message: dict[str, object]
        message = {"op": "call", "function": function, "args": tuple(args), "kwargs": dict(kwargs)}
        reply = self._converse(message, seconds or self.limits.call_seconds)
        return self._guard(lambda: self._reply(reply, args))

    def kind(self, name: str) -> str:
        """Return what a name is in the student's namespace: 'function', 'value' or 'missing'."""
        reply = self._converse({"op": "kind", "name": name}, self.limits.call_seconds)
        return self._guard(lambda: _one_of(reply, "kind", ("function", "value", "missing")))

    def bind(self, name: str, callback: Callable[..., object] | None) -> None:
        """Put a function of ours under a name in the student's namespace; None puts theirs back.

        The student's own functions see it too. It stays until it is replaced or put back.
        """
        before = self._functions.bound.pop(name, None)
        if callback is not None:
            self._functions.bound[name] = callback
        elif before is None:
            return
        self._converse({"op": "bind", "name": name, "callback": callback}, self.limits.call_seconds)

    def put(self, files: Mapping[str, bytes]) -> None:
        """Write files, by their relative paths, into the folder that the student's code runs in."""
        arrays = {name: np.frombuffer(data, np.uint8) for name, data in files.items()}
        self._converse({"op": "put", "files": arrays}, self.limits.cell_seconds)

    def use(
        self,
        operation: str,
        args: Sequence[object] = (),
        kwargs: Mapping[str, object] = {},
        *,
        drop: Sequence[int] = (),
        seed: Mapping[str, object] = {},
        seconds: float | None = None,
    ) -> Done:
        """Do one of `objects.OPERATIONS` to values and handles, or look up a "name".

        Sets, bytes and more of Python's own types cross, and other objects by `Handle`. Those in
        `drop` are let go first; `seed` is a state for the generators there. May be called within a
        callback too. Raises RemoteError where the operation raised, WorkerFault where the process
        was lost.
        """
        message: dict[str, object] = {
            "op": "use", "operation": operation, "args": tuple(args), "kwargs": dict(kwargs),
            "drop": list(drop), "seed": dict(seed),
        }  # fmt: skip
        if self._active:  # the student's code waits for us to return
            self._send(message)
            return parsed(self._answer(), len(args), frozenset(kwargs))
        self._functions.rich = True
        try:
            reply = self._converse(message, seconds or self.limits.call_seconds)
            return self._guard(lambda: parsed(reply, len(args), frozenset(kwargs)))
        finally:
            self._functions.rich = False

    def close(self) -> Usage:
        """End the process and return what it used. May be called again."""
        if not self._closed:
            self._closed = True
            try:
                self._usage = self._end()
            finally:
                self._on_close()
        assert self._usage is not None
        return self._usage

    # -- conversation ---------------------------------------------------------------------------
    def greet(self, seconds: float) -> None:
        """Wait until the process says that it is confined; no student code has run by then.

        Raises SandboxError where it isn't within so many seconds.
        """
        self.child.channel.deadline.set(seconds)
        try:
            message = wire.receive(self.child.channel, limits=self.limits)
        except (wire.ProtocolError, TimeoutError, EOFError) as error:
            raise SandboxError(f"a new session did not start: {error!r}") from None
        match message:
            case {"op": "ready", "request": 0}:
                return
            case {"op": "broken", "message": str(text)}:
                raise SandboxError(text)
        raise SandboxError("a new session did not start: it sent something else")

    def _converse(self, message: dict[str, object], seconds: float) -> dict[str, object]:
        if self._closed:
            raise SandboxError("the session is closed")
        if self._fault is not None:
            raise self._fault
        left = min(seconds, self.limits.notebook_seconds - self._seconds)
        started = time.monotonic()
        self.child.channel.deadline.set(left)
        self._request += 1
        self._asked = 0
        self.callback_errors = ()
        try:
            frame = self._encode(message)
            return self._guard(lambda: self._exchange(frame), seconds=left)
        except wire.Unsendable as error:
            raise SandboxError(f"an argument can't be sent: {error}") from None
        except WorkerFault:
            raise
        except BaseException:  # Ctrl-C, or a fault of ours in a callback: cut in the middle
            self._fault = SandboxError("the session was interrupted")
            self.child.kill()
            raise
        finally:
            self._functions.end_request()
            self._seconds += time.monotonic() - started

    def _exchange(self, frame: list[memoryview]) -> dict[str, object]:
        self.child.channel.write(frame)
        return self._answer()

    def _encode(self, message: dict[str, object]) -> list[memoryview]:
        return wire.encode(
            {**message, "request": self._request},
            limits=self.limits,
            keep_layout=True,
            functions=self._functions,
        )

    def _send(self, message: dict[str, object]) -> None:
        self.child.channel.write(self._encode(message))

    def _answer(self) -> dict[str, object]:
        """Serve callbacks until the reply to the request arrives."""
        while True:
            message = wire.receive(
                self.child.channel, limits=self.limits, functions=self._functions
            )
            if type(message) is not dict:
                raise wire.ProtocolError("a message that is no dict")
            # Types first: an array compared with a number is an array, which is neither yes nor no.
            op, request = message.get("op"), message.get("request")
            if type(request) is not int or request != self._request or type(op) is not str:
                raise wire.ProtocolError("a reply that nobody asked for")
            if op in ("done", "raised"):
                return message
            if op != "callback":
                raise wire.ProtocolError("an unknown kind of message")
            self._serve_callback(message)

    def _serve_callback(self, message: dict[str, object]) -> None:
        self._asked += 1
        match message:
            case {"number": int(number), "key": int(key), "args": tuple(args), "kwargs": kwargs}:
                pass
            case _:
                raise wire.ProtocolError("a malformed callback")
        if number != self._asked:
            raise wire.ProtocolError("a callback out of turn")
        if type(kwargs) is not dict or not all(type(name) is str for name in kwargs):
            raise wire.ProtocolError("a malformed callback")
        try:
            value = self._run_callback(key, args, kwargs)
            self._send({"op": "returned", "number": number, "value": value})
        except (WorkerFault, SandboxError, wire.ProtocolError, TimeoutError, EOFError):
            raise
        except Exception as error:
            self.callback_errors += (error,)
            name = error.type_name if isinstance(error, CallError) else type(error).__name__
            text = error.message if isinstance(error, CallError) else str(error)
            text = clean(text)[:2000]
            self._send({"op": "failed", "number": number, "type_name": name, "message": text})

    def _run_callback(
        self, key: int, args: tuple[object, ...], kwargs: dict[str, object]
    ) -> object:
        callback = self._functions.get(key)
        if callback is None:
            raise RuntimeError("this function could be called only while it was passed to you")
        if self._asked > self.limits.callbacks_per_call:
            raise RuntimeError(f"called more than {self.limits.callbacks_per_call} times")
        if len(self._active) >= self.limits.callback_depth:
            raise RecursionError("functions that call each other too deeply")
        self._active.append(self._asked)
        try:
            return callback(*args, **kwargs)
        finally:
            self._active.pop()

    def _invoke(
        self, function: StudentFunction, args: tuple[object, ...], kwargs: dict[str, object]
    ) -> object:
        """Call a function that the student's code has passed to one of ours."""
        if function.during not in self._active:
            raise RuntimeError("a student's function was kept after the callback that got it")
        self._send({"op": "invoke", "key": function.key, "args": args, "kwargs": kwargs})
        return self._reply(self._answer(), args).value

    # -- replies --------------------------------------------------------------------------------
    def _cell_result(self, reply: dict[str, object]) -> CellResult:
        outputs, error = reply.get("outputs"), reply.get("error")
        if type(outputs) is not list or not (error is None or type(error) is str):
            raise wire.ProtocolError("a malformed cell result")
        return CellResult(self._page.cell(outputs), None if error is None else clean(error))

    def _reply(self, reply: dict[str, object], given: Sequence[object]) -> Reply:
        if reply["op"] == "raised":
            match reply:
                case {
                    "type_name": str(name),
                    "message": str(text),
                    "traceback": str(trace),
                    "line": int() | None as line,
                    "kinds": list(kinds),
                } if all(type(kind) is str for kind in kinds):
                    named = [clean(str(kind))[:200] for kind in kinds[:MAX_KINDS]]
                    raise CallError(clean(name)[:200], clean(text), clean(trace), line, named)
        match reply:
            case {"value": value, "arguments": tuple(after), "warnings": list(texts)}:
                if len(after) == len(given) and all(type(text) is str for text in texts):
                    restored = tuple(
                        old if callable(old) or type(old) is wire.Name else new
                        for old, new in zip(given, after, strict=True)
                    )
                    return Reply(value, restored, tuple(clean(str(text)) for text in texts[:50]))
        raise wire.ProtocolError("a malformed reply")

    # -- losing the process ---------------------------------------------------------------------
    def _guard(self, action: Callable[[], T], seconds: float = 0.0) -> T:
        """Do something with what arrived; end the session where the process is at fault."""
        try:
            return action()
        except wire.ProtocolError as error:
            raise self._lose(FaultKind.PROTOCOL, f"the notebook's process sent {error}") from None
        except TimeoutError:
            text = f"stopped after {seconds:.3g} seconds"
            raise self._lose(FaultKind.OUT_OF_TIME, text) from None
        except EOFError:
            raise self._lose(None, "") from None

    def _lose(self, kind: FaultKind | None, text: str) -> WorkerFault:
        if kind is None:  # it ended by itself, or the kernel ended it
            self._usage = self.child.wait(GRACE)
        self.child.kill()
        self._usage = self._usage or self.child.wait(10 * GRACE)
        if self._usage is None:
            raise SandboxError("a killed process did not end")
        if kind is None:
            kind, text = classify(self._usage, self.limits)
        self._fault = WorkerFault(kind, text)
        return self._fault

    def _end(self) -> Usage:
        self.child.channel.close()
        usage = self._usage or self.child.wait(GRACE)
        if usage is None:
            self.child.kill()
            usage = self.child.wait(10 * GRACE)
        if usage is None:
            raise SandboxError("a killed process did not end")
        return usage


def _one_of(reply: dict[str, object], name: str, allowed: Sequence[str]) -> str:
    value = reply.get(name)
    if type(value) is not str or value not in allowed:
        raise wire.ProtocolError(f"a malformed {name}")
    return value

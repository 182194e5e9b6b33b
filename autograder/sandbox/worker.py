"""Run one submission's cells and functions. The only file that runs students' code.

It imports the codec, what records outputs, and their limits; nothing else of ours. It holds no
check, no reference and no seed, so there is nothing in this process to find. Whatever it reports
may be forged by the code it runs: the trusted side believes values to be the student's own, and
nothing more.
"""

from __future__ import annotations

import builtins
import os
import random
import sys
import threading
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from . import objects, trace, wire
from .capture import CapturedText, Shell
from .plan import EXIT_BROKEN, EXIT_CLOSED, EXIT_MEMORY, EXIT_PROTOCOL
from .policy import Limits

MAX_WARNINGS, MAX_WARNING = 20, 300
MISSING = object()


class Proxy:
    """Stands, in the student's process, for a function of the trusted side."""

    def __init__(self, worker: Worker, key: int) -> None:
        self._worker = worker
        self._key = key
        self.__name__ = "function_of_the_grader"

    def __call__(self, *args: object, **kwargs: object) -> object:
        return self._worker.ask(self._key, args, kwargs)


class Worker:
    """Serves the requests of one session, one after the other."""

    def __init__(self, stream: wire.Stream, shell: Shell, limits: Limits) -> None:
        self.stream = stream
        self.shell = shell
        self.limits = limits
        self.namespace: dict[str, Any] = shell.user_ns
        self.shadowed: dict[str, object] = {}
        self.proxies: dict[int, Proxy] = {}
        self.local: list[Callable[..., object]] = []
        self.request = 0  # the number of the trusted side's request that is being served
        self.asked = 0  # how often that request has called back
        self.asking = False  # only arguments of a callback may hold functions of the student's
        self.objects = objects.Objects(limits.handles)
        self.rich = False  # whether the trusted side takes objects by their number
        self.depth = 0  # of operations that were asked for within others
        self.thread = threading.get_ident()
        self.streams = (
            CapturedText(shell.recorder, "stdout"),
            CapturedText(shell.recorder, "stderr"),
        )

    # -- functions on the wire ------------------------------------------------------------------
    def outgoing(self, value: object) -> tuple[str, int | str] | None:
        """Name a function to the trusted side."""
        if type(value) is Proxy:
            return "callback", value._key
        if self.rich:
            return self.objects.refer(value)
        if self.asking and callable(value):
            self.local.append(value)
            return "local", len(self.local) - 1
        return None

    def incoming(self, kind: str, key: int | str) -> object:
        """Return what stands for a function of the trusted side, or for one of the student's."""
        if kind == "callback" and isinstance(key, int):
            return self.proxies.setdefault(key, Proxy(self, key))
        if kind == "local" and isinstance(key, int) and 0 <= key < len(self.local):
            return self.local[key]
        if kind == "name" and isinstance(key, str):
            return wire.Name(key)
        if kind == "handle" and key in self.objects.held:
            return self.objects.held[int(key)]
        raise wire.ProtocolError("unknown function")

    def receive(self) -> dict[str, Any]:
        """Return the next message."""
        message = wire.receive(self.stream, limits=self.limits, functions=self)
        assert isinstance(message, dict)
        return message

    def send(self, message: dict[str, object]) -> None:
        """Send a message."""
        wire.send(self.stream, message, limits=self.limits, functions=self)

    # -- requests -------------------------------------------------------------------------------
    def serve(self) -> None:
        """Serve until the trusted side closes the stream; never returns to the caller's frames."""
        self._prepare()
        self.send({"op": "ready", "request": 0})
        try:
            while True:
                message = self.receive()
                trace.hold_reserve()
                self.request = message["request"]
                self.asked = 0
                self.local.clear()
                self.rich = message["op"] == "use"
                self.reply(self.handle(message))
        except EOFError:
            os._exit(EXIT_CLOSED)
        except wire.ProtocolError:
            os._exit(EXIT_PROTOCOL)
        except Exception as error:
            # Where memory is short, libraries fail in ways of their own.
            short = isinstance(error, MemoryError) or memory_is_short()
            os._exit(EXIT_MEMORY if short else EXIT_BROKEN)

    def _prepare(self) -> None:
        builtins.input = lambda prompt="": trace.unavailable("input(): nobody is there to type")
        sys.stdin = None
        # The same draws at every grading: a regrade must give the same grade.
        random.seed(0)
        np.random.seed(0)  # noqa: NPY002 - the student's code may use it
        warnings.formatwarning = _format_warning

    def handle(self, message: dict[str, Any]) -> dict[str, object]:
        """Carry a request out and return the reply."""
        sys.stdout, sys.stderr = self.streams
        match message["op"]:
            case "cell":
                source = message["source"].tobytes().decode()
                return self.run_cell(source, message["draw"], message["number"])
            case "call":
                function = self.namespace.get(message["function"], MISSING)
                if function is MISSING:
                    error = NameError(f"name {message['function']!r} is not defined")
                    return self.raised(trace.describe(error))
                return self.call(function, message)
            case "invoke":
                return self.call(self.local[message["key"]], message)
            case "kind":
                return {"op": "done", "kind": self.kind(message["name"])}
            case "bind":
                self.bind(message["name"], message["callback"])
                return {"op": "done"}
            case "put":
                self.put(message["files"])
                return {"op": "done"}
            case "use":
                return self.use(message)
        raise wire.ProtocolError("unknown request")

    def reply(self, message: dict[str, object]) -> None:
        """Send a reply; one that can't cross is replaced by the reason."""
        message["request"] = self.request
        try:
            self.send(message)
        except wire.Unsendable as error:
            unsendable = trace.Described("Unsendable", str(error), "", None)
            self.send(self.raised(unsendable) | {"request": self.request})

    def run_cell(self, source: str, draw: bool, number: int) -> dict[str, object]:
        """Run a cell as IPython does and return what it showed."""
        recorder = self.shell.recorder
        recorder.begin()
        error = self.shell.run(source, draw=draw, number=number)
        message = None
        if error is not None:
            found = trace.describe(error)
            message = f"{found.type_name[:200]}: {found.message}"
            if not recorder.has_error():
                recorder.error(found)
        return {"op": "done", "outputs": recorder.finished(), "error": message}

    def call(self, function: Any, message: dict[str, Any]) -> dict[str, object]:
        """Call one of the student's functions; return its value and the arguments afterwards."""
        self.shell.recorder.begin()
        sent = message["args"]
        try:
            args = [self.resolve(value) for value in sent]
            kwargs = {name: self.resolve(value) for name, value in message["kwargs"].items()}
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                value = function(*args, **kwargs)
        except BaseException as error:
            return self.raised(trace.describe(error))
        after = tuple(
            None if isinstance(before, wire.Name) or callable(before) else now
            for before, now in zip(sent, args, strict=True)
        )
        texts = [f"{w.category.__name__}: {w.message}"[:MAX_WARNING] for w in caught]
        texts = [text.encode("utf-8", "replace").decode() for text in texts]
        return {
            "op": "done",
            "value": value,
            "arguments": after,
            "warnings": list(dict.fromkeys(texts))[:MAX_WARNINGS],
        }

    def put(self, files: dict[str, Any]) -> None:
        """Write the files that lie beside the notebook, where its code finds them."""
        for name, data in files.items():
            os.makedirs(os.path.dirname(os.path.abspath(name)), exist_ok=True)
            with open(name, "wb") as file:
                file.write(data.tobytes())
        if os.getcwd() not in sys.path:
            sys.path.insert(0, os.getcwd())

    def use(self, message: dict[str, Any]) -> dict[str, object]:
        """Do one operation to objects; return the value and the arguments afterwards."""
        self.objects.drop(message["drop"])
        objects.seed(message["seed"])
        if not self.depth:
            self.shell.recorder.begin()
        name, args, kwargs = message["operation"], message["args"], message["kwargs"]
        operation = self.lookup if name == "name" else objects.OPERATIONS[name]
        self.depth += 1
        try:
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                value = operation(*args, **kwargs)
        except BaseException as error:
            return self.raised(trace.describe(error)) | {
                "lineage": objects.lineage(error),
                "details": tuple(error.args),
                "made": (type(error), error),
            }
        finally:
            self.depth -= 1
        called = name == "call"
        same = (i for i, arg in enumerate(args) if arg is value and type(arg) in objects.MUTABLE)
        texts = [_sendable(f"{w.category.__name__}: {w.message}", MAX_WARNING) for w in caught]
        shown = "" if self.depth else objects.printed(self.shell.recorder.outputs)
        return {
            "op": "done",
            "value": value,
            "after": tuple(_changed(arg) if called else None for arg in args),
            "named": {key: _changed(arg) for key, arg in kwargs.items() if called},
            "same": next(same, None) if called else None,
            "warnings": list(dict.fromkeys(texts))[:MAX_WARNINGS],
            "printed": _sendable(shown, self.limits.output_chars),
        }

    def lookup(self, name: str) -> object:
        """Return what a name means in the notebook."""
        if name not in self.namespace:
            raise NameError(f"name {name!r} is not defined")
        return self.namespace[name]

    def resolve(self, value: object) -> object:
        """Return the student's function that a Name means; other values as they are."""
        if not isinstance(value, wire.Name):
            return value
        if value.name not in self.namespace:
            raise NameError(f"name {value.name!r} is not defined")
        return self.namespace[value.name]

    def raised(self, found: trace.Described) -> dict[str, object]:
        """Return the reply that says what was raised."""
        return {
            "op": "raised",
            "type_name": _sendable(found.type_name, 200),
            "message": _sendable(found.message, 2 * trace.MAX_MESSAGE),
            "traceback": _sendable(found.traceback, 20_000),
            "line": found.line,
            "kinds": [_sendable(kind, 200) for kind in found.kinds],
        }

    def kind(self, name: str) -> str:
        """Return 'function', 'value' or 'missing'."""
        if name not in self.namespace:
            return "missing"
        return "function" if callable(self.namespace[name]) else "value"

    def bind(self, name: str, callback: object) -> None:
        """Put a callback under a name of the student's, or put back what was there."""
        if callback is not None:
            self.shadowed.setdefault(name, self.namespace.get(name, MISSING))
            self.namespace[name] = callback
        elif name in self.shadowed:
            before = self.shadowed.pop(name)
            if before is MISSING:
                self.namespace.pop(name, None)
            else:
                self.namespace[name] = before

    # -- calling back ---------------------------------------------------------------------------
    def ask(self, key: int, args: tuple[object, ...], kwargs: dict[str, object]) -> object:
        """Call a function of the trusted side and return its result, or raise its error."""
        if threading.get_ident() != self.thread:
            raise RuntimeError("this function can't be called from another thread")
        self.asked += 1
        number = self.asked
        message = {"op": "callback", "request": self.request, "number": number, "key": key}
        self.asking = True
        try:
            self.send({**message, "args": args, "kwargs": kwargs})
        except wire.Unsendable as error:
            self.asked -= 1
            raise TypeError(f"this function was given {error}".replace("return", "pass")) from None
        finally:
            self.asking = False
        while True:
            answer = self.receive()
            if answer["op"] in ("invoke", "use"):
                self.reply(self.handle(answer))
                continue
            if answer["number"] != number:
                raise wire.ProtocolError("answer out of order")
            if answer["op"] == "returned":
                return answer["value"]
            raise trace.plain_error(answer["type_name"], answer["message"])


def memory_is_short() -> bool:
    """Whether some megabytes more can't be had."""
    try:
        bytearray(8 << 20)
    except MemoryError:
        return True
    return False


def _format_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    line: str | None = None,
) -> str:
    """Return the text of a warning; where it arose only if that was in a cell."""
    place = f"{filename.strip('<>')}, line {lineno}: " if filename.startswith(trace.CELL) else ""
    return f"{place}{category.__name__}: {message}\n"


def _changed(argument: object) -> object:
    """Return an argument that may have been changed, None for one that cannot."""
    return argument if type(argument) in objects.MUTABLE else None


def _sendable(text: str, length: int) -> str:
    """Return text that the wire takes: cut, and without halves of characters."""
    return text[:length].encode("utf-8", "replace").decode()

"""The line from the process of the tests to the grader, which passes it on to the student's."""

from __future__ import annotations

import builtins
import random
import sys
import warnings
import weakref
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.cells import proxy
from autograder.cells.proxy import Remote, State, TestFault
from autograder.sandbox import Limits, Unsendable, wire
from autograder.sandbox.rich import TYPES

#: Classes of exceptions, beyond the built-in ones, that arrive as what they are.
ERRORS = {
    ("numpy.linalg", "LinAlgError"): np.linalg.LinAlgError,
    ("numpy.exceptions", "AxisError"): np.exceptions.AxisError,
}


class Lost(BaseException):
    """The student's process is gone. No test may catch this: `except Exception` does not."""


class RemoteErrorBase:
    """What exceptions of the student's own classes have in common: attributes are asked for."""

    _chainrule_error: Remote | None = None

    def __getattr__(self, name: str) -> Any:
        if self._chainrule_error is None or name.startswith("__"):
            raise AttributeError(name)
        return getattr(self._chainrule_error, name)

    def __str__(self) -> str:
        return str(getattr(self, "_chainrule_text", "") or Exception.__str__(self))  # type: ignore[arg-type]


class Link:
    """Sends one operation after the other and brings back what came of it."""

    rich = True

    def __init__(self, stream: wire.Stream, limits: Limits, trusting: bool = False) -> None:
        self.stream = stream
        self.limits = limits
        self.trusting = trusting
        """Whether every object of the student's may answer for itself."""
        self.classes: Callable[[], tuple[Remote, ...]] = tuple
        """The student's classes that the assignment asks for."""
        self.serial = 0
        """Grows with everything that may have changed the student's values."""
        self.seen: TestFault | None = None
        """The first fault of the test's, should the test itself have caught it (`except:`)."""
        self.offline = False
        """Whether nothing may be asked for just now."""
        self.raised: set[int] = set()
        """Exceptions that came out of the student's code, by `id`."""
        self._remotes: weakref.WeakValueDictionary[int, Remote] = weakref.WeakValueDictionary()
        self._errors: dict[int, type[Exception]] = {}
        self._kept: list[object] = []
        self._dropped: list[int] = []
        self._callbacks: list[Callable[..., Any]] = []
        self._fault: BaseException | None = None
        self._reseeded: set[str] = set()
        self._watch_seeds()

    # -- what crosses ---------------------------------------------------------------------------
    def outgoing(self, value: object) -> tuple[str, int | str] | None:
        """Number a stand-in, or a function of the tests'."""
        if proxy.is_remote(value):
            return "handle", proxy.state(value).number
        own = vars(value).get("_chainrule_class") if isinstance(value, type) else None
        if own is not None:
            return "handle", proxy.state(own).number
        if not callable(value):
            return None
        for number, known in enumerate(self._callbacks):
            if known is value:
                return "callback", number
        self._callbacks.append(value)
        return "callback", len(self._callbacks) - 1

    def incoming(self, kind: str, key: int | str) -> object:
        """The stand-in for an object; the same object, the same stand-in."""
        assert isinstance(key, int)
        if kind == "callback":
            return self._callbacks[key]
        if key in self._errors:
            return self._errors[key]
        found = self._remotes.get(key)
        if found is None:
            found = proxy.KINDS[kind](State(self, key))
            self._remotes[key] = found
            weakref.finalize(found, self._dropped.append, key).atexit = False
        if key in self._dropped:  # collected a moment ago, and here again
            self._dropped.remove(key)
        if kind == "error":
            self._kept.append(found)
        return found

    # -- operations -----------------------------------------------------------------------------
    def use(self, operation: str, *args: Any, **named: Any) -> Any:
        """Do something in the student's process; the exception that it raises is raised here."""
        if self._fault is not None:
            raise self._fault
        if self.offline:
            raise NameError("the student's process is not asked now")
        if operation != "name":
            self.serial += 1
        dropped, self._dropped[:] = list(self._dropped), []
        message = {
            "op": "use", "operation": operation, "args": args, "kwargs": named,
            "drop": dropped, "seed": self._seeds(),
        }  # fmt: skip
        try:
            self._send(message)
        except Unsendable as error:
            self._dropped += dropped
            text = str(error).partition(":")[0]
            raise self.note(f"the test hands {text} to the student's code") from None
        reply = self._answer()
        if self._fault is not None:  # out of a function of the tests' that the student's called
            raise self._fault
        if reply["op"] == "lost":
            raise Lost
        if reply["op"] == "raised":
            raise self._error(reply)
        return self._finish(reply, args, named)

    def _finish(self, reply: dict[str, Any], args: tuple[Any, ...], named: dict[str, Any]) -> Any:
        for old, new in zip(args, reply["after"], strict=True):
            update(old, new)
        for name, new in reply["named"].items():
            update(named[name], new)
        if reply["printed"]:
            sys.stdout.write(reply["printed"])
        for text in reply["warnings"]:
            name, _, rest = text.partition(": ")
            found = getattr(builtins, name, UserWarning)
            kind = found if isinstance(found, type) and issubclass(found, Warning) else UserWarning
            warnings.warn(rest, kind, stacklevel=4)
        return reply["value"] if reply["same"] is None else args[reply["same"]]

    def _answer(self) -> dict[str, Any]:
        """Serve the student's calls of the tests' functions until the reply arrives."""
        while True:
            message = wire.receive(self.stream, limits=self.limits, functions=self)
            assert isinstance(message, dict)
            if message["op"] != "callback":
                return message
            try:
                value = self._callbacks[message["key"]](*message["args"], **message["kwargs"])
                try:
                    self._send({"op": "returned", "value": value})
                except Unsendable as error:
                    text = str(error).partition(":")[0]
                    raise self.note(f"the test hands {text} to the student's code") from None
            except Exception as error:
                self._send(_failure(type(error).__name__, str(error)))
            except BaseException as error:
                self._fault = error
                self._send(_failure("RuntimeError", "the test has ended"))

    def _send(self, message: dict[str, Any]) -> None:
        wire.send(self.stream, message, limits=self.limits, keep_layout=True, functions=self)

    def note(self, text: str) -> TestFault:
        """A fault of the test's, to be raised."""
        self.seen = self.seen or TestFault(text)
        return self.seen

    def begin(self) -> None:
        """Forget what belonged to the last cell."""
        self.seen = None
        self._fault = None
        self.raised.clear()
        self._callbacks.clear()

    # -- exceptions -----------------------------------------------------------------------------
    def _error(self, reply: dict[str, Any]) -> Exception:
        made, details, text = reply["made"], reply["details"], reply["message"]
        if reply["type_name"] == "Unsendable":
            return proxy.NotPlain(f"your code gave {text}")
        kind, own = self._known(reply["lineage"]), False
        if made and tuple(reply["lineage"][0]) not in ERRORS and not _is_builtin(reply["lineage"]):
            kind, own = self.error_class(made[0]), True
        if not own and reply["lineage"] and kind.__name__ != reply["type_name"]:
            details = (f"{reply['type_name']}: {text}",)  # SystemExit would end the tests
        try:
            error = kind(*details)
        except Exception:  # some want other arguments than they keep
            error = RuntimeError(text) if not own else kind()
        if own:
            proxy.state(made[1]).reads = proxy.state(made[1]).passes = True
            error._chainrule_error, error._chainrule_text = made[1], text  # type: ignore[attr-defined]
        self.raised.add(id(error))
        self._kept.append(error)  # its `id` stays its own
        return error

    def _known(self, lineage: list[tuple[str, str]]) -> type[Exception]:
        for module, name in lineage:
            found = ERRORS.get((module, name)) or (
                TYPES.get(name) if module == "builtins" else None
            )
            if found is not None and issubclass(found, Exception):
                return found
        return RuntimeError

    def error_class(self, remote: Any) -> type[Exception]:
        """The class that stands for one of the student's exceptions in `except` clauses."""
        if isinstance(remote, type):
            return remote
        number = proxy.state(remote).number
        if number in self._errors:
            return self._errors[number]
        line = self.use("getattr", remote, "__mro__")
        module = self.use("getattr", remote, "__module__")
        name = str(self.use("getattr", remote, "__name__"))
        if (module, name) in ERRORS:
            return ERRORS[module, name]
        base: type[Exception] = RuntimeError
        for parent in line[1:] if type(line) is tuple else ():
            if isinstance(parent, type) and issubclass(parent, Exception):
                base = parent
                break
            if type(parent) is proxy.RemoteError:
                base = self.error_class(parent)
                break
        bases = (base,) if issubclass(base, RemoteErrorBase) else (RemoteErrorBase, base)
        made: type[Exception] = type(name, bases, {"_chainrule_class": remote})
        self._errors[number] = made
        return made

    # -- random numbers -------------------------------------------------------------------------
    def _watch_seeds(self) -> None:
        """A test that seeds a generator means the student's code too."""
        for module, kind in ((np.random, "numpy"), (random, "random")):
            seed = module.seed

            def seeded(*args: Any, _seed: Any = seed, _kind: str = kind, **named: Any) -> None:
                _seed(*args, **named)
                self._reseeded.add(_kind)

            setattr(module, "seed", seeded)  # noqa: B010 - mypy knows it as a function

    def _seeds(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if "numpy" in self._reseeded:
            state: Any = np.random.get_state()  # noqa: NPY002
            found["numpy"] = state[1:]
        if "random" in self._reseeded:
            version, numbers, gauss = random.getstate()
            found["random"] = (version, list(numbers), gauss)
        self._reseeded.clear()
        return found


def _is_builtin(lineage: list[tuple[str, str]]) -> bool:
    module, name = lineage[0]
    return module == "builtins" and name in TYPES


def _failure(name: str, text: str) -> dict[str, Any]:
    return {"op": "failed", "type_name": name, "message": text[:2000]}


def update(old: Any, new: Any) -> None:
    """Change a container that was handed over by copy into what the student's code made of it.

    >>> row = [1, 2]
    >>> table = [row, [3]]
    >>> update(table, [[1, 9], [3], [4]])
    >>> row, table
    ([1, 9], [[1, 9], [3], [4]])
    """
    if new is None or type(old) is not type(new) or old is new:
        return
    if type(old) is np.ndarray:
        if old.shape == new.shape and old.dtype == new.dtype and old.flags.writeable:
            old[...] = new
    elif type(old) is list:
        old[:] = [_updated(a, b) for a, b in zip(old, new, strict=False)] + new[len(old) :]
    elif type(old) is dict:
        fresh = {key: _updated(old.get(key), value) for key, value in new.items()}
        old.clear()
        old.update(fresh)
    elif type(old) is tuple:
        for one, other in zip(old, new, strict=False):
            update(one, other)
    elif type(old) is set:
        old.clear()
        old.update(new)
    elif type(old) is bytearray:
        old[:] = new


def _updated(old: Any, new: Any) -> Any:
    """The old object, changed, where it can be; else the new one."""
    if type(old) is type(new) and type(old) in (list, dict, set, bytearray):
        update(old, new)
        return old
    if type(old) is type(new) is np.ndarray and old.shape == new.shape and old.dtype == new.dtype:
        update(old, new)
        return old if old.flags.writeable else new
    return new

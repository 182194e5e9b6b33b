"""A student's function as a check sees it, wherever that function runs.

Checks are written once. In a notebook they call a `LocalFunction`; when a submission is graded
they call a function in a sandboxed process through `autograder.judging.student`. Both hand over
fresh copies of the arguments and take back plain values by the rule of `autograder.sandbox.wire`.
"""

from __future__ import annotations

import ast
import traceback
import warnings
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType

from autograder.display import message
from autograder.outcome import Failed, Fault, Status
from autograder.sandbox.roundtrip import roundtrip
from autograder.sandbox.session import Reply
from autograder.sandbox.unsendable import Unsendable

Definitions = Mapping[str, ast.FunctionDef]


class Function(ABC):
    """A function under judgement: call it for its value, or take the whole `reply`."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, *args: object, **named: object) -> object:
        """The value returned for copies of the arguments; `Fault` or `Failed` if there is none."""
        return self.reply(*args, **named).value

    @abstractmethod
    def reply(self, *args: object, **named: object) -> Reply:
        """The value, the arguments as they are after the call, and the warnings on the way.

        The values of `named` arguments are handed over too, and not seen again.
        """

    @property
    @abstractmethod
    def definitions(self) -> Definitions:
        """Syntax trees of the student's functions by name, for checks of how it is written."""


class LocalFunction(Function):
    """A Python function of this very process: in a student's kernel, or trusted code.

    >>> LocalFunction(lambda x: x + 1, name="successor")(41)
    42
    """

    def __init__(
        self, code: Callable[..., object], *, name: str = "", definitions: Definitions | None = None
    ) -> None:
        super().__init__(name or code.__name__)
        self._code = code
        self._definitions: Definitions = definitions or {}

    @property
    def definitions(self) -> Definitions:
        return self._definitions

    def reply(self, *args: object, **named: object) -> Reply:
        handed = tuple(_copy(arg) for arg in args)
        options = {name: _copy(value) for name, value in named.items()}
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                value = self._code(*handed, **options)
            except (Failed, Fault):
                raise  # a verdict of the judge's own, out of a callback it handed over
            except Exception as error:
                line = _line_in(error.__traceback__, self._code)
                kinds = [kind.__name__ for kind in type(error).__mro__]
                raise fault(self.name, kinds[0], str(error), line, kinds=kinds) from error
        try:
            value = roundtrip(value)
        except Unsendable as error:
            raise unsendable(self.name, str(error)) from None
        texts = tuple(f"{w.category.__name__}: {w.message}" for w in caught)
        return Reply(value, handed, tuple(dict.fromkeys(texts)))


def _copy(argument: object) -> object:
    return argument if callable(argument) else roundtrip(argument, keep_layout=True)


class TrustedFunction(LocalFunction):
    """A reference: if it gives no value, that is the grader's failure and not a student's."""

    def reply(self, *args: object, **named: object) -> Reply:
        try:
            return super().reply(*args, **named)
        except (Failed, Fault) as error:
            raise RuntimeError(f"the reference of {self.name}: {error}") from error


class Named(Function):
    """Another function with these named arguments: for checks that pass none themselves.

    >>> def power(x, *, n): return x**n
    >>> Named(LocalFunction(power), n=3)(2.0)
    8.0
    """

    def __init__(self, f: Function, **named: object) -> None:
        super().__init__(f.name)
        self._f = f
        self._named = named

    @property
    def definitions(self) -> Definitions:
        return self._f.definitions

    def reply(self, *args: object, **named: object) -> Reply:
        return self._f.reply(*args, **{**self._named, **named})


def fault(
    function: str, error: str, text: str, line: int | None = None, *, kinds: Sequence[str] = ()
) -> Fault:
    """The `Fault` for an exception of type name `error` that the student's function raised.

    `kinds` are the names of its class and of those that this derives from.

    >>> fault("predict", "NotImplementedError", "").status
    <Status.NOT_ATTEMPTED: 'not attempted'>
    """
    if error == "NotImplementedError":
        return Fault(Status.NOT_ATTEMPTED, message.not_attempted(function), error=error)
    if error == "MemoryError":
        fact = message.out_of_memory(function)
        return Fault(Status.OUT_OF_MEMORY, fact, step=message.SMALLER_ARRAYS, error=error)
    return Fault(
        Status.CRASHED,
        message.crashed(function, error, text, line),
        step=message.after_crash(error, text),
        error=error,
        text=text,
        kinds=kinds,
    )


def unsendable(function: str, reason: str) -> Failed:
    """The verdict on a returned value that is no plain number, array, string or collection."""
    return Failed(message.unsendable(function, reason), step=message.RETURN_PLAIN)


def _line_in(trace: TracebackType | None, code: Callable[..., object]) -> int | None:
    """The line of `code` where the exception passed, counted from its `def` line as 1."""
    inner = getattr(code, "__code__", None)
    for frame, line in traceback.walk_tb(trace):
        if inner is not None and frame.f_code is inner:
            return line - int(inner.co_firstlineno) + 1
    return None

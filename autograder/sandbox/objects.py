"""The student's objects that stay in the student's process, and what may be done to them there.

The trusted side knows an object by its number. It asks for one operation at a time; what comes
back is a plain value by copy, or another number.
"""

from __future__ import annotations

import builtins
import copy
import operator
import random
import types
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from .unsendable import Unsendable

KINDS = ("object", "function", "class", "error", "module")
"""What the trusted side is told of an object: how it may be used, at best."""

MUTABLE = (list, dict, set, bytearray, np.ndarray, tuple)
"""Arguments that a function may have changed; a tuple may hold such."""


def call(function: Callable[..., Any], /, *args: Any, **named: Any) -> Any:
    """Call a function."""
    return function(*args, **named)


def leave(manager: Any, name: str, text: str) -> Any:
    """End a `with` block, by the exception of that name if there is one."""
    kind = type(manager)
    if not name:
        return kind.__exit__(manager, None, None, None)
    raised = getattr(builtins, name, RuntimeError)
    return bool(kind.__exit__(manager, raised, raised(text), None))


def enter(manager: Any) -> Any:
    """Begin a `with` block."""
    return type(manager).__enter__(manager)


BINARY = (
    *("add", "sub", "mul", "truediv", "floordiv", "mod", "divmod", "pow", "matmul"),
    *("lshift", "rshift", "and_", "or_", "xor"),
)
COMPARING = ("eq", "ne", "lt", "le", "gt", "ge")
UNARY = ("neg", "pos", "abs", "invert")
IN_PLACE = tuple(f"i{name.rstrip('_')}" for name in BINARY if name != "divmod")

OPERATIONS: Mapping[str, Callable[..., Any]] = {
    **{name: getattr(operator, name) for name in (*COMPARING, *UNARY)},
    **{name: getattr(operator, name) for name in BINARY if name != "divmod"},
    **{name: getattr(operator, name) for name in IN_PLACE},
    **{name: getattr(operator, name) for name in ("getitem", "setitem", "delitem", "contains")},
    **{
        name: getattr(builtins, name)
        for name in (
            *("getattr", "setattr", "delattr", "dir", "hash", "repr", "str", "format", "bytes"),
            *("len", "iter", "next", "reversed", "bool", "int", "float", "complex", "round"),
            *("isinstance", "issubclass", "type", "divmod"),
        )
    },
    "call": call,
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "enter": enter,
    "leave": leave,
}


def kind_of(value: object) -> str:
    """What sort of object this is, by its type alone: nothing of the object's own is asked."""
    kind = type(value)
    if issubclass(kind, type):
        return "error" if type.__subclasscheck__(BaseException, value) else "class"  # type: ignore[arg-type]
    if issubclass(kind, types.ModuleType):
        return "module"
    return "function" if callable(value) else "object"


class Objects:
    """The objects that the trusted side holds, by number; each has one number at a time."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.held: dict[int, object] = {}
        self.numbers: dict[int, int] = {}
        self.last = 0

    def refer(self, value: object) -> tuple[str, int]:
        """The kind and the number of an object; Unsendable where too many are held."""
        number = self.numbers.get(id(value))
        if number is None:
            if len(self.held) >= self.most:
                raise Unsendable(f"more than {self.most} objects at once: return plain values")
            self.last = number = self.last + 1
            self.held[number] = value
            self.numbers[id(value)] = number
        return kind_of(value), number

    def drop(self, numbers: list[int]) -> None:
        """Forget objects that the trusted side no longer holds."""
        for number in numbers:
            if number in self.held:
                del self.numbers[id(self.held.pop(number))]


def lineage(error: BaseException) -> list[list[str]]:
    """The classes of an exception by module and name, its own first."""
    return [[str(c.__module__)[:100], c.__name__[:100]] for c in type(error).__mro__[:20]]


def seed(state: Mapping[str, Any]) -> None:
    """Put the generators of NumPy and `random` into the state that the trusted side's are in."""
    if "numpy" in state:
        keys, place, has_gauss, gauss = state["numpy"]
        np.random.set_state(("MT19937", keys, place, has_gauss, gauss))  # noqa: NPY002
    if "random" in state:
        version, numbers, gauss = state["random"]
        random.setstate((version, tuple(numbers), gauss))


def printed(outputs: list[dict[str, Any]]) -> str:
    """What was printed to stdout while an operation ran."""
    streams = (o for o in outputs if o.get("kind") == "stream" and o.get("name") == "stdout")
    return "".join(part for stream in streams for part in stream["parts"])

"""Notice which arguments a student's function changes, whatever it is called for."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from autograder.display import message
from autograder.judging.function import Definitions, Function
from autograder.sandbox.session import Reply


class Finder(Protocol):
    """Where a student's functions are found."""

    def function(self, name: str) -> Function:
        """The student's function of that name; `Fault` if there is none."""


class Noticing:
    """Finds a student's functions, and writes down what they do to their arguments.

    >>> from autograder.judging.student import LocalStudent
    >>> def doubled(x):
    ...     x *= 2
    ...     return x
    >>> student = Noticing(LocalStudent({"doubled": doubled}))
    >>> student.function("doubled")(np.ones(2))
    array([2., 2.])
    >>> student.notes()
    ['doubled changed its argument 1; a caller expects it untouched. It costs nothing here']
    """

    def __init__(self, student: Finder) -> None:
        self._student = student
        self._changed: dict[str, set[int]] = {}

    def function(self, name: str) -> Function:
        """The student's function of that name; `Fault` if there is none."""
        return _Noticed(self._student.function(name), self._changed.setdefault(name, set()))

    def notes(self) -> list[str]:
        """A sentence for each function that has changed arguments."""
        return [
            message.noticed(message.mutated(name, ", ".join(str(k + 1) for k in sorted(places))))
            for name, places in self._changed.items()
            if places
        ]


class _Noticed(Function):
    """Passes calls on, and keeps the places of arguments that are changed."""

    def __init__(self, f: Function, changed: set[int]) -> None:
        super().__init__(f.name)
        self._f = f
        self._changed = changed

    @property
    def definitions(self) -> Definitions:
        return self._f.definitions

    def reply(self, *args: object, **named: object) -> Reply:
        reply = self._f.reply(*args, **named)
        pairs = enumerate(zip(args, reply.arguments, strict=True))
        self._changed.update(k for k, (before, now) in pairs if not same_bits(before, now))
        return reply


def same_bits(before: object, now: object) -> bool:
    """Whether a value is what it was, bit for bit: nan is nan, and 0.0 is not -0.0."""
    if isinstance(before, np.ndarray):
        return (
            isinstance(now, np.ndarray)
            and now.dtype == before.dtype
            and now.shape == before.shape
            and now.tobytes() == before.tobytes()
        )
    if callable(before) or isinstance(before, np.random.Generator):
        return True  # a generator is there to be drawn from
    if isinstance(before, dict):
        return (
            isinstance(now, dict)
            and list(now) == list(before)
            and all(same_bits(value, now[key]) for key, value in before.items())
        )
    if isinstance(before, list | tuple):
        return (
            type(now) is type(before)
            and len(now) == len(before)
            and all(map(same_bits, before, now))
        )
    return type(before) is type(now) and repr(before) == repr(now)

"""How objects and functions are named between the grader and the tests' process: by numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from autograder.sandbox import wire
from autograder.sandbox.remote import Handle

#: Calls a function of the tests' by its number.
Run = Callable[[int, tuple[object, ...], dict[str, object]], object]

_LIFE = 1 << 32  # numbers of handles in one life of the student's process


@dataclass(frozen=True)
class Callback:
    """A function of the tests', as the student's code calls it."""

    number: int
    run: Run

    def __call__(self, /, *args: object, **named: object) -> object:
        return self.run(self.number, args, named)


class Crossing:
    """The `wire.Functions` of the line to the tests; `run` calls a function of theirs by number.

    A handle's number there holds which life of the student's process it is from: the next process
    counts its objects from 1 again.
    """

    rich = True

    def __init__(self, run: Run) -> None:
        self.run = run
        self.life = 0
        self.stale = False
        """Whether the tests have named an object of a process that is gone."""
        self.callbacks: dict[int, Callback] = {}

    def outgoing(self, value: object) -> tuple[str, int | str] | None:
        """The number of an object of the student's, or of a function of the tests'."""
        if type(value) is Handle:
            return value.kind, self.life * _LIFE + value.number
        if type(value) is Callback:
            return "callback", value.number
        return None

    def incoming(self, kind: str, key: int | str) -> object:
        """What the tests mean by a number; ProtocolError for what is none."""
        if type(key) is not int or kind not in ("handle", "callback"):
            raise wire.ProtocolError("an unknown reference")
        if kind == "callback":
            return self.callbacks.setdefault(key, Callback(key, self.run))
        life, number = divmod(key, _LIFE)
        self.stale = self.stale or life != self.life
        return Handle("object", number)

    def of_this_life(self, keys: Iterable[int]) -> list[int]:
        """The numbers, in the process that runs now, of those that are of it.

        >>> crossing = Crossing(lambda number, args, named: None)
        >>> crossing.life = 1
        >>> crossing.of_this_life([7, _LIFE + 7])
        [7]
        """
        return [key - self.life * _LIFE for key in keys if key // _LIFE == self.life]

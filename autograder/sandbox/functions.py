"""Functions on the wire: ours that a student's code may call, and theirs that it passes to ours.

Only numbers cross. Ours are valid during the request that they are an argument of, or as long as
they are bound to a name; a number is never used twice, so a kept one can't reach another function.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from . import wire
from .remote import Handle, valid


@dataclass
class Functions:
    """The functions that cross the wire by number: ours outwards, the student's inwards."""

    bound: dict[str, Callable[..., object]] = field(default_factory=dict)
    """Ours, by the names that they have in the student's namespace."""
    passing: set[int] = field(default_factory=set)
    """The numbers of ours that are arguments of the current request."""
    known: dict[int, Callable[..., object]] = field(default_factory=dict)
    last: int = 0
    remote: Callable[[int], object] | None = None
    """Makes the stand-in for a function that the student passes to one of ours."""
    rich: bool = False
    """Whether objects of the student's cross by handle, and more than the plain types by copy."""

    def outgoing(self, value: object) -> tuple[str, int | str] | None:
        """Number a function of ours; name one of the student's."""
        if type(value) is wire.Name:
            return "name", value.name
        if type(value) is StudentFunction:
            return "local", value.key
        if type(value) is Handle:
            return ("handle", value.number) if self.rich else None
        if not callable(value):
            return None
        key = next((key for key, known in self.known.items() if known is value), None)
        if key is None:
            self.last = key = self.last + 1  # a number is never used again
            self.known[key] = value
        self.passing.add(key)
        return "callback", key

    def incoming(self, kind: str, key: int | str) -> object:
        """Return our function that comes back, or a stand-in for the student's."""
        if isinstance(key, int):
            found = self.get(key)
            if kind == "callback" and found is not None:
                return found
            if self.rich and valid(kind, key):
                return Handle(kind, key)
            if kind == "local" and self.remote is not None:
                return self.remote(key)
        raise wire.ProtocolError("a function where none may be")

    def get(self, key: int) -> Callable[..., object] | None:
        """Return the function of that number, None where it is no longer valid."""
        found = self.known.get(key)
        if key in self.passing or any(found is function for function in self.bound.values()):
            return found
        return None

    def end_request(self) -> None:
        """Forget what was valid during the request alone."""
        self.passing.clear()
        self.known = {key: found for key, found in self.known.items() if self.get(key)}


class StudentFunction:
    """A function that the student's code passed to one of ours; good until ours returns."""

    def __init__(self, invoke: Invoke, key: int, during: int) -> None:
        self.key = key
        self.during = during
        """The number of the callback that it was passed to."""
        self._invoke = invoke

    def __call__(self, *args: object, **kwargs: object) -> object:
        return self._invoke(self, args, kwargs)


Invoke = Callable[[StudentFunction, tuple[object, ...], dict[str, object]], object]

"""The trusted side's view of objects that stay in a student's process.

All of it is the student's word: who compares an object asks its owner. So the trusted side compares
plain values, which have arrived as exactly the types that they claim to be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .codec import ProtocolError
from .faults import CallError
from .objects import KINDS
from .outputs import clean

MOST_LINEAGE = 20


@dataclass(frozen=True, slots=True)
class Handle:
    """An object in a student's process, by its number there."""

    kind: str
    number: int


@dataclass(frozen=True)
class Done:
    """What came of an operation in the student's process."""

    value: object
    after: tuple[object, ...] = ()
    """The arguments afterwards, None for those that cannot have changed."""
    named: Mapping[str, object] | None = None
    same: int | None = None
    """The argument, by its place, that the value is; None where it is none of them."""
    warnings: tuple[str, ...] = ()
    printed: str = ""


class RemoteError(CallError):
    """An operation raised: what, by which classes, and the exception itself by handle."""

    def __init__(
        self,
        type_name: str,
        message: str,
        traceback: str,
        line: int | None,
        lineage: tuple[tuple[str, str], ...] = (),
        details: tuple[object, ...] = (),
        made: tuple[object, ...] = (),
    ) -> None:
        super().__init__(type_name, message, traceback, line)
        self.lineage = lineage
        """(module, name) of its classes, its own first."""
        self.details = details
        """Its `args`."""
        self.made = made
        """The class and the exception by handle; nothing where they did not cross."""


def parsed(reply: Mapping[str, object], arguments: int, names: frozenset[str]) -> Done:
    """The result that a reply tells; RemoteError what it raised; ProtocolError for any other."""
    if reply.get("op") == "raised":
        raise _raised(reply)
    match reply:
        case {
            "value": value,
            "after": tuple(after),
            "named": dict(named),
            "same": int() | None as same,
            "warnings": list(texts),
            "printed": str(shown),
        } if len(after) == arguments and not set(named) - names:
            if type(same) is bool or (same is not None and not 0 <= same < arguments):
                raise ProtocolError("a malformed reply")
            if not all(type(text) is str for text in texts):
                raise ProtocolError("a malformed reply")
            told = tuple(clean(str(text)) for text in texts[:50])
            return Done(value, after, named, same, told, clean(shown))
    raise ProtocolError("a malformed reply")


def _raised(reply: Mapping[str, object]) -> RemoteError:
    match reply:
        case {
            "type_name": str(name),
            "message": str(text),
            "traceback": str(trace),
            "line": int() | None as line,
        }:
            known = reply.get("lineage", [])
            details, made = reply.get("details", ()), reply.get("made", ())
            if type(details) is not tuple or type(made) is not tuple:
                raise ProtocolError("a malformed exception")
            if type(known) is not list or len(known) > MOST_LINEAGE:
                raise ProtocolError("a malformed exception")
            return RemoteError(
                clean(name)[:200],
                clean(text),
                clean(trace),
                line,
                tuple(_named(one) for one in known),
                details,
                made if _are_handles(made) else (),
            )
    raise ProtocolError("a malformed exception")


def _named(one: object) -> tuple[str, str]:
    match one:
        case [str(module), str(name)]:
            return clean(module)[:100], clean(name)[:100]
    raise ProtocolError("a malformed exception")


def _are_handles(made: Sequence[object]) -> bool:
    return len(made) == 2 and all(type(one) is Handle for one in made)


def valid(kind: str, number: int | str) -> bool:
    """Whether this can name an object of a student's process."""
    return kind in KINDS and type(number) is int and 0 < number < 1 << 31

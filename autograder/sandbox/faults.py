"""What may go wrong, told apart: the student's function, the student's process, and our own."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum


class CallError(Exception):
    """The student's function raised, or returned something that can't cross (`Unsendable`).

    The session goes on.
    """

    def __init__(
        self,
        type_name: str,
        message: str,
        traceback: str,
        line: int | None,
        kinds: Sequence[str] = (),
    ) -> None:
        super().__init__(f"{type_name}: {message}")
        self.type_name = type_name
        self.kinds = tuple(kinds)
        """The names of its class and of those that this derives from."""
        self.message = message
        self.traceback = traceback
        """The student's own frames; no path of this machine."""
        self.line = line
        """The line in its cell, None where no frame is the student's."""


class FaultKind(StrEnum):
    """How a student's process was lost."""

    CRASHED = "crashed"
    OUT_OF_TIME = "out of time"
    OUT_OF_MEMORY = "out of memory"
    PROTOCOL = "broken protocol"


class WorkerFault(Exception):
    """The student's process is dead. The session must be closed; a new one may be made."""

    def __init__(self, kind: FaultKind, message: str) -> None:
        super().__init__(f"{kind}: {message}")
        self.kind = kind
        self.message = message


class SandboxError(Exception):
    """The sandbox itself failed: never the student's fault, never a zero."""

    def __init__(self, message: str, *, mend: str = "") -> None:
        super().__init__(message)
        self.mend = mend
        """What to do about it, '' where nobody knows."""

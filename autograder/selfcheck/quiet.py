"""Run a student's code beside the notebook without noise: what it prints and warns is kept."""

from __future__ import annotations

import io
import logging
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field

from autograder.judging.function import Definitions, Function, fault
from autograder.judging.student import LocalStudent
from autograder.sandbox.session import Reply

#: Characters of what a student's code prints while it is checked: a loop may print for ever.
MOST_PRINTED = 2_000

#: Warnings that a panel shows.
MOST_WARNINGS = 5


class Listening(LocalStudent):
    """A student whose warnings are remembered and whose `exit()` does not end the kernel."""

    def __init__(self, functions: Mapping[str, Callable[..., object]]) -> None:
        super().__init__(functions)
        self.warned: dict[str, None] = {}

    def function(self, name: str) -> Function:
        return _Listened(super().function(name), self.warned)

    def notes(self) -> list[str]:
        """What to tell of the warnings."""
        told = [f"Your code warned: {text}" for text in self.warned][:MOST_WARNINGS]
        left = len(self.warned) - len(told)
        return [*told, f"{left} more warnings"] if left else told


class _Listened(Function):
    def __init__(self, f: Function, warned: dict[str, None]) -> None:
        super().__init__(f.name)
        self._f = f
        self._warned = warned

    @property
    def definitions(self) -> Definitions:
        return self._f.definitions

    def reply(self, *args: object, **named: object) -> Reply:
        try:
            reply = self._f.reply(*args, **named)
        except SystemExit as leaving:
            raise fault(self.name, "SystemExit", str(leaving)) from None
        self._warned.update(dict.fromkeys(reply.warnings))
        return reply


@dataclass
class Noise:
    """What was written while a check ran: by the student's code, and by a grader that failed."""

    printed: str = ""
    faults: list[str] = field(default_factory=list)


class _Faults(logging.Handler):
    """Keeps what the judge logs: the one line that an instructor needs to mend it."""

    def __init__(self, told: list[str]) -> None:
        super().__init__(logging.ERROR)
        self._told = told

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        text = f" ({type(error).__name__}: {error})" if error else ""
        if record.name.startswith("autograder"):
            self._told.append(f"Please show your instructor: {record.getMessage()}{text}")


@contextmanager
def quiet() -> Iterator[Noise]:
    """Keep everything that is written meanwhile off stderr, and what is printed short."""
    noise, out = Noise(), io.StringIO()
    root = logging.getLogger()
    handlers = root.handlers[:]
    root.handlers[:] = [_Faults(noise.faults)]
    try:
        with redirect_stdout(out), redirect_stderr(out), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield noise
    finally:
        root.handlers[:] = handlers
        # A progress bar redraws its line: the last drawing is enough.
        lines = [line.rpartition("\r")[2] for line in out.getvalue().split("\n")]
        text = "\n".join(lines).strip()
        if len(text) > MOST_PRINTED:
            text = f"{text[:MOST_PRINTED]}\n... and {len(text) - MOST_PRINTED} characters more"
        noise.printed = text

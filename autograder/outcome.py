"""What can come of judging one part of an exercise, and how a check says so.

A student who is wrong, a student who has not started, and a grader that broke are different
things, and so they are different values here: a `GRADER_ERROR` never becomes a zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """The outcome types; only `PASSED` earns points, and `GRADER_ERROR` takes none away.

    >>> Status.PASSED.settled, Status.GRADER_ERROR.settled
    (True, False)
    """

    PASSED = "passed"
    FAILED = "failed"
    NOT_ATTEMPTED = "not attempted"
    CRASHED = "crashed"
    OUT_OF_TIME = "out of time"
    OUT_OF_MEMORY = "out of memory"
    NOT_GRADABLE = "not gradable"
    GRADER_ERROR = "grader error"

    @property
    def settled(self) -> bool:
        """Whether a grade may follow from it without a person looking at it."""
        return self not in (Status.NOT_GRADABLE, Status.GRADER_ERROR)

    @property
    def wrong(self) -> bool:
        """Whether an answer is there, and lost by its own doing."""
        return self.settled and self not in (Status.PASSED, Status.NOT_ATTEMPTED)


@dataclass(frozen=True)
class Outcome:
    """What came of one part: a status, and the words for it.

    `fact` says what was tested and how far off it is, `step` one thing to do next, `mistake` the
    name of a known mistake (a key of `autograder.hints.HINTS`), and `check` the check that
    decided. All are empty where they do not apply.
    """

    status: Status
    fact: str = ""
    step: str = ""
    mistake: str = ""
    check: str = ""


class Failed(Exception):
    """Raised by a check: the student's answer is wrong.

    >>> Failed("the loss is 3.9, expected 2.9", step="Which classes does the sum run over?").fact
    'the loss is 3.9, expected 2.9'
    """

    def __init__(self, fact: str, *, step: str = "", mistake: str = "") -> None:
        super().__init__(fact)
        self.fact = fact
        self.step = step
        self.mistake = mistake


class Fault(Exception):
    """Raised where a student's function gave no answer to judge: a crash, a stub, a missing name.

    `error` is the type name of the exception that the student's code raised and `text` what it
    said, `""` if none was; `kinds` are the names of the classes that it is of.
    """

    def __init__(
        self,
        status: Status,
        fact: str,
        *,
        step: str = "",
        error: str = "",
        text: str = "",
        kinds: Sequence[str] = (),
    ) -> None:
        super().__init__(fact)
        self.status = status
        self.fact = fact
        self.step = step
        self.error = error
        self.text = text
        self.kinds = frozenset({error, *kinds})

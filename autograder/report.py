"""What judging found: by part, by exercise, by notebook; its score; and its text as JSON."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from autograder.outcome import Outcome, Status


@dataclass(frozen=True)
class PartReport:
    """One part: the most it carries, what came of it, and what the visible checks alone said.

    `likeness` is the digest of a wrong answer's outputs, for the class report (see
    `autograder.judging.likeness`); it is empty where they would tell nothing.
    """

    name: str
    points: float
    outcome: Outcome
    visible: Status
    likeness: str = ""

    @property
    def earned(self) -> float:
        return self.points if self.outcome.status is Status.PASSED else 0.0


@dataclass(frozen=True)
class ReadLine:
    """One line of an answer that is judged line by line: how it was read, and the verdict on it.

    `latex` and `plain` are the line as mathematics, empty where it could not be read. `why` says
    what is to be put right, and `pointer` is the `text` with a caret under the place; both are
    empty where there is nothing to say.
    """

    number: int
    text: str
    latex: str
    plain: str
    verdict: str
    good: bool
    why: str = ""
    pointer: str = ""


@dataclass(frozen=True)
class ExerciseReport:
    """One exercise.

    `replaced` names functions of the student's for which correct ones stood in, `afresh` the parts
    that passed only in a process where nothing had been called before. `lines` are the answer's
    own, where it is judged line by line. `notes` are facts that no part is earned or lost by.
    """

    name: str
    title: str
    parts: tuple[PartReport, ...]
    extra: bool = False
    replaced: tuple[str, ...] = ()
    afresh: tuple[str, ...] = ()
    lines: tuple[ReadLine, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def points(self) -> float:
        return sum(part.points for part in self.parts)

    @property
    def earned(self) -> float:
        return sum(part.earned for part in self.parts)

    @property
    def passed(self) -> bool:
        return all(part.outcome.status is Status.PASSED for part in self.parts)

    @property
    def attempted(self) -> bool:
        return any(part.outcome.status is not Status.NOT_ATTEMPTED for part in self.parts)

    @property
    def settled(self) -> bool:
        """False where the grader failed: then the score is no grade, and a person must look."""
        return all(part.outcome.status.settled for part in self.parts)

    @property
    def mistakes(self) -> tuple[str, ...]:
        """The known mistakes that were named, each once, in order."""
        named = (p.outcome.mistake for p in self.parts if p.outcome.mistake)
        return tuple(dict.fromkeys(named))


@dataclass(frozen=True)
class NotebookReport:
    """One notebook of one student.

    `notes` are repairs and other things to tell the student; `tier` and `tier_reason` say how
    well the student's code was confined; `seed` is the seed's label, not the seed; `content` is
    the SHA-256 of what was judged, `grader` that of what judged it. `fault` is empty unless the
    notebook could not be judged at all; then `status` says whether that is the notebook's doing or
    the grader's.
    """

    student: str
    assignment: str
    notebook: str
    exercises: tuple[ExerciseReport, ...]
    notes: tuple[str, ...] = ()
    tier: int = 0
    tier_reason: str = ""
    seed: str = ""
    content: str = ""
    grader: str = ""
    status: Status = Status.PASSED
    fault: str = ""

    @property
    def points(self) -> float:
        return sum(e.points for e in self.exercises)

    @property
    def earned(self) -> float:
        return sum(e.earned for e in self.exercises)

    @property
    def settled(self) -> bool:
        return self.status.settled and all(e.settled for e in self.exercises)

    def exercise(self, name: str) -> ExerciseReport | None:
        return next((e for e in self.exercises if e.name == name), None)


def to_json(report: NotebookReport) -> str:
    """The report as JSON with sorted keys: the same report, the same bytes.

    >>> from_json(to_json(NotebookReport("ada", "a1", "svm", ()))).student
    'ada'
    """
    return json.dumps(dataclasses.asdict(report), indent=1, sort_keys=True, ensure_ascii=False)


def from_json(text: str) -> NotebookReport:
    """Read what `to_json` wrote; ValueError names what does not fit."""
    try:
        data = json.loads(text)
        exercises = tuple(_exercise(e) for e in data.pop("exercises"))
        status = Status(data.pop("status"))
        notes = tuple(data.pop("notes"))
        return NotebookReport(exercises=exercises, status=status, notes=notes, **data)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a report: {type(error).__name__} {error}") from error


def _exercise(data: Mapping[str, Any]) -> ExerciseReport:
    parts = tuple(
        PartReport(
            part["name"],
            part["points"],
            Outcome(**{**part["outcome"], "status": Status(part["outcome"]["status"])}),
            Status(part["visible"]),
            part.get("likeness", ""),  # reports of earlier versions have none
        )
        for part in data["parts"]
    )
    return ExerciseReport(
        data["name"],
        data["title"],
        parts,
        data["extra"],
        tuple(data["replaced"]),
        tuple(data["afresh"]),
        tuple(ReadLine(**line) for line in data["lines"]),
        tuple(data["notes"]),
    )

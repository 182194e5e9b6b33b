"""What is to be graded: one notebook of one student, and what its instructor gave with it."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass, field

from autograder import course
from autograder.exercise import Exercise


@dataclass(frozen=True)
class HandedOut:
    """What the instructor's own cells, apart from tests, define and import.

    These are the instructor's words: the submission may say otherwise.
    """

    functions: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    imports: str = ""


@dataclass(frozen=True)
class TestCell:
    """A test cell of the instructor's: `hidden` are the lines that students do not get."""

    __test__ = False  # pytest is not meant

    name: str
    source: str
    points: float
    hidden: frozenset[int] = frozenset()


@dataclass(frozen=True)
class SheetCell:
    """A code cell; `check` is the exercise that is judged in its place, `""` for ordinary code.

    A check that is no exercise of the course is an instructor's own test cell: it is worth
    `points`, and students do not get its lines `hidden`.
    """

    source: str
    check: str = ""
    points: float = 0.0
    hidden: tuple[int, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """One notebook of one student. Which cells are checks is the instructor's word.

    `given` is what the instructor's own cells define, for test cells that are no exercises.
    """

    student: str
    assignment: str
    notebook: str
    cells: tuple[SheetCell, ...] = ()
    notes: tuple[str, ...] = ()
    given: HandedOut = field(default_factory=HandedOut)

    @property
    def exercises(self) -> tuple[Exercise, ...]:
        """What the notebook has to hold, in order; none for a notebook that is not the course's."""
        declared = course.exercises().values()
        mine = (
            e for e in declared if (e.assignment, e.notebook) == (self.assignment, self.notebook)
        )
        return tuple(mine)

    @property
    def tests(self) -> dict[str, TestCell]:
        """The instructor's own test cells by name, in order."""
        mine = {exercise.name for exercise in self.exercises}
        return {
            cell.check: TestCell(cell.check, cell.source, cell.points, frozenset(cell.hidden))
            for cell in self.cells
            if cell.check and cell.check not in mine
        }

    @property
    def content(self) -> str:
        """The SHA-256 of all that is judged."""
        given = (sorted(self.given.functions), sorted(self.given.classes), self.given.imports)
        text = json.dumps(([dataclasses.astuple(cell) for cell in self.cells], given))
        return hashlib.sha256(text.encode()).hexdigest()

"""The known mistakes that were named, the most frequent first."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.classreport.roll import Roll
from autograder.hints import HINTS


@dataclass(frozen=True)
class Mistake:
    """A known mistake in one exercise: who made it, and what they were told."""

    name: str
    exercise: str
    parts: tuple[str, ...]
    students: tuple[str, ...]
    hint: str

    @property
    def count(self) -> int:
        return len(self.students)


def of(roll: Roll) -> tuple[Mistake, ...]:
    """Every mistake that was named, exercise by exercise, by the number of students."""
    found: dict[tuple[str, str], tuple[dict[str, None], dict[str, None]]] = {}
    for entry in roll.entries:
        for exercise in entry.exercises:
            for part in exercise.parts:
                if name := part.outcome.mistake:
                    parts, students = found.setdefault((name, exercise.name), ({}, {}))
                    parts[part.name] = students[entry.student] = None
    made = [
        Mistake(name, exercise, tuple(parts), tuple(students), HINTS.get(name, ""))
        for (name, exercise), (parts, students) in found.items()
    ]
    return tuple(sorted(made, key=lambda one: (-one.count, one.exercise, one.name)))

"""What a student of the sample class is: whose answers they hand in, and what they do besides."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import ModuleType

from nbformat import NotebookNode

from autograder.exercise import Exercise


def as_is(notebook: NotebookNode) -> None:
    """Hand the notebook in as it is."""


@dataclass(frozen=True)
class Student:
    """One student's submission of one assignment.

    `answers` are modules of functions: the first that has a function counts, and a function that
    none of them has is left as it was released. `only` lists the exercises that they got to, if
    not all. `cells` replaces the whole text of an exercise's cell, by exercise. `tamper` changes
    the filled notebook before it is handed in. `lost` says how many points it must lose, by
    exercise, and `named` which mistakes must be named there.
    """

    name: str
    says: str
    answers: tuple[ModuleType, ...] = ()
    cells: Mapping[str, str] = field(default_factory=dict)
    only: tuple[str, ...] = ()
    tamper: Callable[[NotebookNode], None] = as_is
    lost: Mapping[str, float] = field(default_factory=dict)
    named: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def answer(self, exercise: str, functions: tuple[str, ...]) -> str | None:
        """The text of the cell of `exercise`; None where the student left it as it was."""
        if exercise in self.cells:
            return self.cells[exercise]
        if self.only and exercise not in self.only:
            return None
        sources = [source for name in functions if (source := self._source(name))]
        return "\n\n\n".join(sources) if sources else None

    def earns(self, exercise: Exercise) -> float:
        """The points that they must get for `exercise`: none for what they left as it was."""
        if self.answer(exercise.name, exercise.functions) is None:
            return 0.0
        return exercise.points - self.lost.get(exercise.name, 0.0)

    def joined(self, other: Student) -> Student:
        """The same student with what they did in another notebook of the assignment."""
        return replace(
            self,
            answers=(*self.answers, *other.answers),
            cells={**self.cells, **other.cells},
            only=(*self.only, *other.only),
            tamper=other.tamper if self.tamper is as_is else self.tamper,
            lost={**self.lost, **other.lost},
            named={**self.named, **other.named},
        )

    def _source(self, function: str) -> str:
        for module in self.answers:
            text = inspect.getsource(module)
            for node in ast.parse(text).body:
                if isinstance(node, ast.FunctionDef) and node.name == function:
                    return ast.get_source_segment(text, node) or ""
        return ""


def together(*notebooks: tuple[Student, ...]) -> tuple[Student, ...]:
    """The class of an assignment with several notebooks: each student once, in order of names."""
    found: dict[str, Student] = {}
    for student in (one for students in notebooks for one in students):
        known = found.get(student.name)
        found[student.name] = known.joined(student) if known else student
    return tuple(found[name] for name in sorted(found))

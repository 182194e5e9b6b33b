"""Who is in the class, and what grading left of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from autograder.report import ExerciseReport, NotebookReport
from autograder.store import Results


@dataclass(frozen=True)
class Entry:
    """One student's reports on the assignment, and how long grading took as `Results.times`."""

    student: str
    notebooks: tuple[NotebookReport, ...]
    seconds: Mapping[str, float] = field(default_factory=dict)

    @property
    def judged(self) -> tuple[NotebookReport, ...]:
        """The reports on notebooks that could be judged at all."""
        return tuple(report for report in self.notebooks if not report.fault)

    @property
    def settled(self) -> bool:
        """Whether every score is one: nothing is left to a person."""
        return all(report.settled for report in self.notebooks)

    @property
    def earned(self) -> float:
        return sum(one.earned for one in self.notebooks)

    @property
    def exercises(self) -> Iterator[ExerciseReport]:
        """What was judged, in the order of the notebooks."""
        return (exercise for report in self.judged for exercise in report.exercises)

    def exercise(self, name: str) -> ExerciseReport | None:
        return next((one for one in self.exercises if one.name == name), None)


@dataclass(frozen=True)
class Roll:
    """The class on one assignment; `broken` says of result files why they cannot be read."""

    assignment: str
    entries: tuple[Entry, ...]
    broken: tuple[str, ...] = ()

    @property
    def points(self) -> float:
        """The most that can be earned, as the fullest reports have it."""
        return max((sum(r.points for r in e.notebooks) for e in self.entries), default=0.0)

    @property
    def exercises(self) -> tuple[ExerciseReport, ...]:
        """One report of each exercise, for its name, title, parts and points."""
        first: dict[str, ExerciseReport] = {}
        for entry in self.entries:
            for exercise in entry.exercises:
                first.setdefault(exercise.name, exercise)
        return tuple(first.values())


def read(course: Path, assignment: str) -> Roll:
    """The class as the files below `course/.chainrule/results` have it, by students' names."""
    results = Results(course)
    broken: list[str] = []
    entries = []
    for reports in results.of(assignment, broken.append):
        if reports:
            student = next(iter(reports.values())).student
            seconds = results.times(assignment, student)
            in_order = tuple(reports[name] for name in sorted(reports))
            entries.append(Entry(student, in_order, seconds))
    return Roll(assignment, tuple(sorted(entries, key=lambda entry: entry.student)), tuple(broken))

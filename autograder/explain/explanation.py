"""What is to be said of an exercise: the record, and what comes of judging it once more."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass

from autograder.exercise import Exercise, Hidden
from autograder.explain import trial
from autograder.explain.trial import Trial
from autograder.grading.grade import Grader, Sheet
from autograder.judging.judge import judge
from autograder.judging.student import SandboxedStudent
from autograder.outcome import Status
from autograder.report import ExerciseReport, NotebookReport


@dataclass(frozen=True)
class Explanation:
    """An exercise of one student: as `recorded`, as judged `now`, and the `trials` of its checks.

    `changes` say why the two may differ, `raised` what the cells above the check raised. `trials`
    is empty for an instructor's own test cell, which has no reference to compare with.
    """

    report: NotebookReport
    recorded: ExerciseReport
    now: ExerciseReport
    trials: tuple[Trial, ...]
    changes: tuple[str, ...]
    raised: tuple[str, ...] = ()
    own_cell: bool = False

    @property
    def reproduced(self) -> bool:
        """Whether every part has come out as it is recorded."""
        return _statuses(self.recorded) == _statuses(self.now)


def _statuses(report: ExerciseReport) -> list[tuple[str, Status]]:
    return [(part.name, part.outcome.status) for part in report.parts]


def explain(
    grader: Grader,
    sheet: Sheet,
    report: NotebookReport,
    name: str,
    *,
    parts: Collection[str] = (),
    everything: bool = False,
) -> Explanation:
    """Judge the exercise `name` of a sheet once more, and hold it against its report.

    Without `parts`, those are tried that were not passed, and of their checks those are kept that
    fail; with `everything`, all of both. Refused and SandboxError where students' code cannot be
    run.
    """
    recorded = report.exercise(name)
    if recorded is None:
        raise KeyError(name)
    changes = tuple(_changes(grader, sheet, report))
    exercise = next((one for one in sheet.exercises if one.name == name), None)
    if exercise is None or grader.hidden is None:
        graded = grader.grade(sheet).report.exercise(name)
        return Explanation(report, recorded, graded or recorded, (), changes, own_cell=True)
    hidden = grader.hidden[name]
    wanted = set(parts) or {
        part.name
        for part in recorded.parts
        if everything or part.outcome.status is not Status.PASSED
    }
    with grader.student_at(sheet, name) as (student, raised):
        now = _judged(grader, exercise, hidden, student, recorded)
        tried = _trials(grader, exercise, hidden, student, recorded, wanted, everything)
    return Explanation(report, recorded, now, tuple(tried), changes, raised)


def _judged(
    grader: Grader,
    exercise: Exercise,
    hidden: Hidden,
    student: SandboxedStudent,
    recorded: ExerciseReport,
) -> ExerciseReport:
    with student.substituted(_references(grader, recorded)):
        return judge(exercise, student, grader.seed, hidden)


def _trials(
    grader: Grader,
    exercise: Exercise,
    hidden: Hidden,
    student: SandboxedStudent,
    recorded: ExerciseReport,
    wanted: Collection[str],
    everything: bool,
) -> list[Trial]:
    """The checks of the wanted parts, in a worker that has not been called yet."""
    ends = time.monotonic() + grader.limits.notebook_seconds
    kept = []
    with (
        student.again(student.ran, ends) as fresh,
        fresh.substituted(_references(grader, recorded)),
    ):
        for part in exercise.parts:
            if part.name in wanted:
                for one in trial.of_part(part, exercise, fresh, grader.seed, hidden):
                    if everything or one.status is not Status.PASSED:
                        kept.append(one)
                    # After a crash the others would say the same, and after a timeout cost as much.
                    if not everything and one.status not in (Status.PASSED, Status.FAILED):
                        break
    return kept


def _references(grader: Grader, recorded: ExerciseReport) -> trial.References:
    """The correct functions that stood in for the student's at the recorded judging."""
    known = {n: code for one in (grader.hidden or {}).values() for n, code in one.reference.items()}
    return {name: known[name] for name in recorded.replaced if name in known}


def _changes(grader: Grader, sheet: Sheet, report: NotebookReport) -> list[str]:
    """What is not as it was when the report was made."""
    found = []
    if report.seed != grader.seed.label:
        found.append(
            f"The seed is another one (its label is {grader.seed.label}, recorded is "
            f"{report.seed or 'none'}): the inputs below are NOT those of the grading. Set the old "
            "one by --Judge.seed=..., if you still have it."
        )
    if report.content != sheet.content:
        found.append("The notebook is not the one that was graded: its cells have changed since.")
    if report.grader != grader.fingerprint:
        found.append(
            "The grader, its solutions or its options have changed since: what is shown is what "
            "they say now."
        )
    return found

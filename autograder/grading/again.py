"""Judge once more, in a fresh worker, what failed: what was called before must not decide a grade.

A function may lean on state: a global that an earlier call changed, a generator that was drawn
from, a cache. In the first run a worker serves all exercises of a notebook, one after the other;
here it has run the cells down to the exercise's check and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from autograder.exercise import Exercise, Hidden
from autograder.judging.judge import judge
from autograder.judging.student import SandboxedStudent
from autograder.outcome import Status
from autograder.report import ExerciseReport, PartReport
from autograder.seed import Seed

#: A pass counts if it comes in so many fresh workers, one after the other. The inputs are the same
#: each time, so an answer that leans on state passes in all of them; one that is drawn by lot
#: would gain from a second ticket, and loses it with the third.
TIMES = 2

#: What a fresh worker may mend. What nobody wrote, and faults of the grader, it can't.
MENDABLE = (Status.FAILED, Status.CRASHED, Status.OUT_OF_TIME, Status.OUT_OF_MEMORY)


def mendable(report: ExerciseReport) -> tuple[str, ...]:
    """The parts that are worth judging again."""
    return tuple(part.name for part in report.parts if part.outcome.status in MENDABLE)


def judge_again(
    exercise: Exercise,
    report: ExerciseReport,
    fresh: Callable[[], SandboxedStudent],
    seed: Seed,
    hidden: Mapping[str, Hidden] | None,
) -> ExerciseReport:
    """The report, with those failed parts as passed that pass in fresh workers.

    `fresh` makes a student in a worker of its own. Correct functions stand in where they stood in
    at the first judging. A fault of the grader here is one of the report.
    """
    mine = hidden[exercise.name] if hidden is not None else None
    references = _references(report.replaced, hidden)
    lost: Collection[str] = mendable(report)
    passed: dict[str, PartReport] = {}
    for _ in range(TIMES):
        if not lost:
            return report
        with fresh() as student, student.substituted(references):
            second = judge(exercise, student, seed, mine, lost)
        passed = {
            part.name: part
            for part in second.parts
            if part.outcome.status in (Status.PASSED, Status.GRADER_ERROR)
        }
        lost = passed
    parts = tuple(passed.get(part.name, part) for part in report.parts)
    return replace(report, parts=parts, afresh=tuple(passed))


def _references(
    names: Collection[str], hidden: Mapping[str, Hidden] | None
) -> dict[str, Callable[..., object]]:
    """The correct functions of these names."""
    known = {name: code for one in (hidden or {}).values() for name, code in one.reference.items()}
    return {name: known[name] for name in names}

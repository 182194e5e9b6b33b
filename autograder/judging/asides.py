"""What is told of an answer beside its parts: its lines as they were read, and notes.

Nothing here decides a point. Where it fails, the answer is judged all the same, and the failure is
logged for the instructor.
"""

from __future__ import annotations

import logging
from dataclasses import replace

import numpy as np

from autograder.exercise import Exercise, Find, Hidden
from autograder.judging.diagnose import ARGUMENT_CHANGED
from autograder.judging.noticed import Noticing
from autograder.outcome import Failed, Fault, Status
from autograder.report import ExerciseReport, ReadLine
from autograder.seed import Seed

log = logging.getLogger(__name__)


def beside(
    report: ExerciseReport, exercise: Exercise, student: Noticing, seed: Seed, hidden: Hidden | None
) -> ExerciseReport:
    """The report with the answer's lines and notes, where every part got an answer to judge.

    What `student` has noticed so far is told, unless a part was lost by it.
    """
    if any(part.outcome.status not in (Status.PASSED, Status.FAILED) for part in report.parts):
        return report
    lost = any(part.outcome.mistake == ARGUMENT_CHANGED for part in report.parts)
    noticed = () if lost else student.notes()
    return replace(
        report,
        lines=_lines(exercise, student.function, seed, hidden),
        notes=(*noticed, *_notes(exercise, student.function, seed, hidden)),
    )


def _lines(
    exercise: Exercise, find: Find, seed: Seed, hidden: Hidden | None
) -> tuple[ReadLine, ...]:
    """The answer's lines with a verdict each, where the exercise is judged line by line."""
    if exercise.reader is None:
        return ()
    try:
        answer = find(exercise.functions[0])()
        rng = seed.rng(exercise.assignment, exercise.name, "lines")
        return exercise.reader(answer, rng, hidden is not None)
    except (Failed, Fault):
        return ()
    except Exception as error:
        log.error("the grader failed to show the lines of %s", exercise.name, exc_info=error)
        return ()


def _notes(exercise: Exercise, find: Find, seed: Seed, hidden: Hidden | None) -> tuple[str, ...]:
    """What holding the answer against another exercise's found."""
    if hidden is None or hidden.linked is None:
        return ()
    try:
        with np.errstate(all="ignore"):
            said = hidden.linked(find, seed.rng(exercise.assignment, exercise.name, "linked"))
    except (Failed, Fault):
        return ()  # one of the two gives no value: its own parts say why
    except Exception as error:
        log.error("the grader failed to link %s", exercise.name, exc_info=error)
        return ()
    return (said,) if said else ()

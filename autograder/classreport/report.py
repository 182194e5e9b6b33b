"""The class report: every question's answer, as plain data."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograder.classreport import alike, clock, items, mistakes, spread, trouble
from autograder.classreport.alike import Likenesses
from autograder.classreport.clock import Clock
from autograder.classreport.items import ExerciseItems
from autograder.classreport.mistakes import Mistake
from autograder.classreport.roll import Roll
from autograder.classreport.spread import Spread
from autograder.classreport.trouble import Trouble

if TYPE_CHECKING:
    from autograder.nbgrader.standing import Standing


@dataclass(frozen=True)
class ClassReport:
    """All that is said of a class on one assignment; `by_hand` scores were given by a person."""

    assignment: str
    students: int
    trouble: Trouble
    spread: Spread
    by_hand: int
    exercises: tuple[ExerciseItems, ...]
    mistakes: tuple[Mistake, ...]
    alike: Likenesses
    clocks: tuple[Clock, ...]


def assemble(roll: Roll, gradebook: Sequence[Standing] | None = ()) -> ClassReport:
    """The report on a class; `gradebook` is what it says of each student, None where there is none.

    Scores are the gradebook's, before penalties, where it has the student.
    """
    standings = gradebook or ()
    known = {one.student: one for one in standings}
    scores = [
        known[e.student].raw if e.student in known else (e.earned if e.settled else None)
        for e in roll.entries
    ]
    return ClassReport(
        roll.assignment,
        len(roll.entries),
        trouble.of(roll, gradebook),
        spread.of(roll.points, scores),
        sum(one.by_hand for one in standings),
        items.of(roll),
        mistakes.of(roll),
        alike.of(roll),
        clock.of(roll),
    )


def to_json(report: ClassReport) -> str:
    """The report as JSON in ASCII: the same report, the same bytes."""
    told = dataclasses.asdict(report)
    told["definitions"] = {"discrimination": items.DISCRIMINATION, "alike": alike.CAUTION}
    return json.dumps(told, indent=1, sort_keys=True)

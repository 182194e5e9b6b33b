"""How much help a failing part gives: a rung higher at each new try that fails, or when asked.

First where and how far off, then the misconception, then the passage to read again. A new try is
one with other code or another result: running all cells again after a restart of the browser, or
out of habit, is no thought that failed, and should not spend the hints of somebody who has not
looked yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from autograder.outcome import Outcome, Status
from autograder.report import ExerciseReport

FACT, HINT, PASSAGE = 1, 2, 3

#: The rung of each part by its name; None stands for all the help there is.
Rungs = Mapping[str, int] | None


@dataclass(frozen=True)
class _Try:
    rung: int
    code: object
    outcome: Outcome


class Tries:
    """The rungs that the failing parts of each exercise have come to.

    >>> from autograder.report import PartReport
    >>> lost = PartReport("loss", 2, Outcome(Status.FAILED, "off by 2"), Status.FAILED)
    >>> report, tries = ExerciseReport("f", "F", (lost,)), Tries()
    >>> tries.rungs(report, "first try"), tries.rungs(report, "first try")
    ({'loss': 1}, {'loss': 1})
    >>> tries.rungs(report, "second try"), tries.rungs(report, "second try", asked=True)
    ({'loss': 2}, {'loss': 3})
    """

    def __init__(self) -> None:
        self._tries: dict[tuple[str, str], _Try] = {}

    def rungs(
        self, report: ExerciseReport, code: object, *, asked: bool = False
    ) -> Mapping[str, int]:
        """Count this try of an exercise, whose `code` is compared with the last try's.

        A part that passes starts anew. `asked` is one rung more.
        """
        found = {}
        for part in report.parts:
            place, outcome = (report.name, part.name), part.outcome
            if outcome.status is Status.PASSED:
                self._tries.pop(place, None)
            if not outcome.status.wrong:
                continue
            before = self._tries.get(place, _Try(0, None, Outcome(Status.PASSED)))
            new = before.code != code or before.outcome != outcome
            found[part.name] = min(before.rung + new + asked, PASSAGE)
            self._tries[place] = _Try(found[part.name], code, outcome)
        return found

"""What an instructor has to know before believing a number: faults, repairs, mixed gradings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograder.classreport.roll import Roll
from autograder.outcome import Status
from autograder.report import NotebookReport

if TYPE_CHECKING:
    from autograder.nbgrader.standing import Standing


NO_GRADEBOOK = (
    "there is no gradebook with this assignment: scores are the judge's, and those given by hand "
    "are not among them; --db names another gradebook"
)


@dataclass(frozen=True)
class Remark:
    """Something to know of one student; `student` is empty where it is of the whole class."""

    student: str
    notebook: str
    text: str


@dataclass(frozen=True)
class Trouble:
    """`faults` need a person; `missing` was not handed in; `notes` need nobody and explain much."""

    faults: tuple[Remark, ...]
    repairs: tuple[Remark, ...]
    missing: tuple[Remark, ...]
    notes: tuple[Remark, ...]


def of(roll: Roll, gradebook: Sequence[Standing] | None = ()) -> Trouble:
    """The class's troubles; `gradebook` is what it says of each student, None where it is none."""
    reports = [report for entry in roll.entries for report in entry.notebooks]
    standings = gradebook or ()
    unknown = [Remark("", "", NO_GRADEBOOK)] if gradebook is None else []
    return Trouble(
        (*unknown, *_faults(roll, reports), *_of_gradebook(roll, standings), *_mixed(reports)),
        tuple(Remark(r.student, r.notebook, note) for r in reports for note in r.notes),
        (*_missing(reports), *_absent(roll, standings)),
        tuple(_notes(reports)),
    )


def _faults(roll: Roll, reports: Sequence[NotebookReport]) -> Iterator[Remark]:
    for why in roll.broken:
        yield Remark("", "", f"a result cannot be read and is not counted: {why}")
    for report in reports:
        if not report.status.settled:
            yield Remark(report.student, report.notebook, f"{report.status}: {report.fault}")
            continue
        broken = [exercise.name for exercise in report.exercises if not exercise.settled]
        if broken:
            text = f"the grader failed on {', '.join(broken)}; there is no score"
            yield Remark(report.student, report.notebook, text)


def _of_gradebook(roll: Roll, standings: Sequence[Standing]) -> Iterator[Remark]:
    known = {entry.student: entry for entry in roll.entries}
    for one in standings:
        if one.status == "no submission":
            continue
        entry = known.get(one.student)
        if entry is None:
            yield Remark(one.student, "", "is in the gradebook, and there is no result of ours")
        elif one.raw is None and entry.settled:
            yield Remark(one.student, "", f"the gradebook has no score yet: {one.status}")
        elif one.status == "needs review":
            text = "a score was given by hand; the automatic one has changed since: needs review"
            yield Remark(one.student, "", text)


def _mixed(reports: Sequence[NotebookReport]) -> Iterator[Remark]:
    judged = [report for report in reports if report.grader]
    for what, kinds in (
        ("versions of the grader, its solutions or its options", [r.grader for r in judged]),
        ("seeds", [r.seed for r in judged]),
    ):
        counts = Counter(kinds)
        if len(counts) > 1:
            # Of equally many, the first by name: the same results, the same words.
            usual = min(counts, key=lambda kind: (-counts[kind], kind))
            odd = [r.student for r, k in zip(judged, kinds, strict=True) if k != usual]
            who = ", ".join(dict.fromkeys(odd))
            yield Remark("", "", f"graded with {len(counts)} {what}; apart from most: {who}")


def _missing(reports: Sequence[NotebookReport]) -> Iterator[Remark]:
    for report in reports:
        if report.fault and report.status is Status.NOT_ATTEMPTED:
            yield Remark(report.student, report.notebook, report.fault)


def _absent(roll: Roll, standings: Sequence[Standing]) -> Iterator[Remark]:
    known = {entry.student for entry in roll.entries}
    for one in standings:
        if one.status == "no submission" and one.student not in known:
            yield Remark(one.student, "", "handed in nothing")


def _notes(reports: Sequence[NotebookReport]) -> Iterator[Remark]:
    tiers = Counter((r.tier, r.tier_reason) for r in reports if r.grader and r.tier > 1)
    for (tier, reason), count in sorted(tiers.items()):
        yield Remark("", "", f"{count} notebooks were run at sandbox tier {tier}: {reason}")
    for report in reports:
        for exercise in report.exercises:
            if exercise.replaced:
                names = ", ".join(exercise.replaced)
                text = f"{exercise.name} was judged with correct functions in the place of {names}"
                yield Remark(report.student, report.notebook, text)
            if exercise.afresh:
                parts = ", ".join(exercise.afresh)
                text = f"{exercise.name} ({parts}) passed only where nothing had been called before"
                yield Remark(report.student, report.notebook, text)

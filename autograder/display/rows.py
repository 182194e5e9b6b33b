"""What a panel tells, row by row: from a report to lines of words, whatever they are shown in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from autograder import hints
from autograder.display import message
from autograder.display.plain import plain, sentence
from autograder.display.tries import HINT, PASSAGE, Rungs
from autograder.notebooks.passages import Passage, passage
from autograder.outcome import Outcome, Status
from autograder.report import ExerciseReport, PartReport

if TYPE_CHECKING:
    from autograder.exercise import Exercise

# Where a check says neither what is misunderstood nor what to try.
_NEXT = "Work the example in the text by hand and print the same numbers in your function."
_NEXT_BEYOND = (
    "What has the visible check not tried? Other sizes, a single row, large and negative numbers."
)

#: Per status: a symbol, and the class that colours it.
_LOOKS: Mapping[Status, tuple[str, str]] = {
    Status.PASSED: ("✓", "good"),
    Status.FAILED: ("✗", "bad"),
    Status.NOT_ATTEMPTED: ("○", "open"),
    Status.CRASHED: ("✗", "bad"),
    Status.OUT_OF_TIME: ("✗", "bad"),
    Status.OUT_OF_MEMORY: ("✗", "bad"),
    Status.NOT_GRADABLE: ("!", "odd"),
    Status.GRADER_ERROR: ("!", "odd"),
}


@dataclass(frozen=True)
class Line:
    """One row of a panel: what it is about, how it stands, and why.

    `why` holds pairs of a kind (`fact`, `hint`, `step`, `note`) and its text. `key` is the name of
    the part or the exercise, `look` the class of the colour, `address` what the title links to.
    """

    key: str
    title: str
    symbol: str
    look: str
    status: str
    points: str
    why: tuple[tuple[str, str], ...] = ()
    address: str = ""


LEADS: Mapping[str, str] = {"hint": "Hint: ", "step": "Next: "}


def points(earned: float, most: float) -> str:
    """How points are written.

    >>> points(12.0, 20)
    '12 of 20'
    """
    return f"{message.number(earned)} of {message.number(most)}"


def score(report: ExerciseReport) -> str:
    """The points of an exercise in words.

    >>> score(ExerciseReport("f", "F", (), extra=True))
    'extra, no points'
    """
    return "extra, no points" if report.extra else points(report.earned, report.points) + " points"


def tally(report: ExerciseReport) -> str:
    """How many parts passed, in words.

    >>> part = PartReport("loss", 2, Outcome(Status.PASSED), Status.PASSED)
    >>> tally(ExerciseReport("f", "F", (part,)))
    'passed'
    """
    if not report.attempted:
        return str(Status.NOT_ATTEMPTED)
    if report.passed:
        return str(Status.PASSED)
    if len(report.parts) == 1:
        return str(report.parts[0].outcome.status)
    count = sum(part.outcome.status is Status.PASSED for part in report.parts)
    return f"{count} of {len(report.parts)} parts passed"


def part_lines(report: ExerciseReport, rungs: Rungs = None) -> list[Line]:
    """The rows of an exercise's panel. A reason that parts share is told once, and so is a hint."""
    first: dict[tuple[tuple[str, str], ...], str] = {}
    told: dict[str, str] = {}
    lines = []
    for part in report.parts:
        why = tuple(_why(part, _rung(part, rungs)))
        if why and (before := first.setdefault(why, part.name)) != part.name:
            untouched = part.outcome.status is Status.NOT_ATTEMPTED
            why = () if untouched else (("note", f"For the same reason as {plain(before)}."),)
        why = tuple(_once(why, part.name, told))
        symbol, look = _LOOKS[part.outcome.status]
        carried = "extra" if report.extra else points(part.earned, part.points)
        status = str(part.outcome.status)
        lines.append(Line(part.name, plain(part.name), symbol, look, status, carried, why))
    return lines


def _once(
    why: Iterable[tuple[str, str]], part: str, told: dict[str, str]
) -> Iterator[tuple[str, str]]:
    """The reasons of a part: a hint that an earlier one had is named, a step left out."""
    for kind, said in why:
        before = told.setdefault(said, part) if kind in LEADS else part
        if before == part:
            yield kind, said
        elif kind == "hint":
            yield "note", f"The hint at {plain(before)} fits here too."


def _rung(part: PartReport, rungs: Rungs) -> int:
    return PASSAGE if rungs is None else rungs.get(part.name, PASSAGE)


def _why(part: PartReport, rung: int = PASSAGE) -> Iterator[tuple[str, str]]:
    outcome = part.outcome
    if outcome.status is Status.PASSED:
        return
    if outcome.fact:
        yield "fact", plain(sentence(outcome.fact))
    # What to do about a crash is no hint at the answer.
    if rung >= HINT or outcome.status is not Status.FAILED:
        hint = _hint(outcome)
        if hint:
            yield "hint", plain(hint)
        if outcome.step and not (hint and outcome.step in message.GENERAL_STEPS):
            yield "step", plain(outcome.step)
        elif outcome.status is Status.FAILED and not hint:
            yield "step", _NEXT_BEYOND if part.visible is Status.PASSED else _NEXT
    if part.visible is Status.PASSED and outcome.status.settled:
        yield "note", "Found on fresh inputs: the visible check had passed."


def reasons(part: PartReport, rung: int = PASSAGE) -> list[str]:
    """Why a part is not passed, one sentence or two a line: the fact, the hint, the next step.

    >>> lost = Outcome(Status.FAILED, "the loss is 3; expected 2", "Divide by N.")
    >>> reasons(PartReport("loss", 2, lost, Status.FAILED))
    ['the loss is 3; expected 2.', 'Next: Divide by N.']
    """
    return [LEADS.get(kind, "") + said for kind, said in _why(part, rung)]


def read_again(report: ExerciseReport, rungs: Rungs = None) -> Passage | None:
    """The passage to read again, where a failed part has come to that rung."""
    failed = [part for part in report.parts if part.outcome.status.wrong]
    if not any(_rung(part, rungs) >= PASSAGE for part in failed):
        return None
    return passage(report.name)


def next_rung(report: ExerciseReport, rungs: Rungs) -> str:
    """What may be asked for next, in words; `""` where all is told."""
    failed = [part for part in report.parts if part.outcome.status.wrong]
    if any(_rung(part, rungs) < HINT and part.outcome.status is Status.FAILED for part in failed):
        return "a hint"
    if failed and passage(report.name) and not read_again(report, rungs):
        return "the section to read again"
    return ""


def _hint(outcome: Outcome) -> str:
    # A mistake without words yet must not cost a student the rest of the panel.
    return hints.hint(outcome.mistake) if outcome.mistake in hints.HINTS else ""


def exercise_lines(
    reports: Sequence[ExerciseReport],
    *,
    unchecked: Collection[str] = (),
    changed: Collection[str] = (),
    addresses: Mapping[str, str] = MappingProxyType({}),
) -> list[Line]:
    """The rows of the progress panel; `unchecked` and `changed` are names of exercises.

    `addresses` are what their titles link to.
    """
    lines = []
    for report in reports:
        if report.name in unchecked:
            symbol, look, status = "○", "open", "not checked yet"
        elif not report.settled:
            symbol, look, status = "!", "odd", str(Status.GRADER_ERROR)
        elif report.passed or not report.attempted:
            symbol, look = _LOOKS[report.parts[0].outcome.status] if report.parts else ("○", "open")
            status = tally(report)
        else:
            symbol, look, status = "✗", "bad", tally(report)
        why: list[tuple[str, str]] = []
        if report.name in changed:
            why.append(("note", "Changed since it was checked: run its check again."))
        # The hints are for the exercise's own panel; here a list of what is left is enough.
        failed = [p.name for p in report.parts if p.outcome.status is not Status.PASSED]
        if report.attempted and report.name not in unchecked and failed:
            why.append(("note", "Left: " + ", ".join(plain(name) for name in failed) + "."))
        why += [("note", note) for note in notes_of(report)]
        carried = "extra" if report.extra else points(report.earned, report.points)
        title, address = plain(report.title), addresses.get(report.name, "")
        lines.append(Line(report.name, title, symbol, look, status, carried, tuple(why), address))
    return lines


def blank(exercise: Exercise) -> ExerciseReport:
    """The report of an exercise that nobody has checked yet."""
    unknown = Outcome(Status.NOT_ATTEMPTED)
    parts = tuple(
        PartReport(part.name, part.points, unknown, Status.NOT_ATTEMPTED) for part in exercise.parts
    )
    return ExerciseReport(exercise.name, exercise.title, parts, exercise.extra)


def notes_of(report: ExerciseReport, notes: Iterable[str] = (), footer: str = "") -> list[str]:
    """What stands below a panel, a sentence each: the report's own notes, then the others."""
    replaced = message.replaced(report.replaced) if report.replaced else ""
    afresh = message.afresh(report.afresh) if report.afresh else ""
    return [plain(sentence(note)) for note in (replaced, afresh, *notes, footer) if note]

"""What is reported of a derivation: a verdict by line, the goals, and the credit."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from autograder.derivation.fault import caret


class Verdict(StrEnum):
    """The verdict on a line.

    STARTS is the first line of a chain that claims nothing, GIVES an abbreviation, NOTE a remark.
    """

    FOLLOWS = "follows"
    FAILS = "does not follow"
    UNREADABLE = "not in the language"
    REPEATS = "repeats"
    SKIPS = "skips the required form"
    STARTS = "starts"
    GIVES = "gives a name"
    NOTE = "note"

    @property
    def good(self) -> bool:
        """Whether nothing is to be put right on the line."""
        return self not in (Verdict.FAILS, Verdict.UNREADABLE, Verdict.REPEATS, Verdict.SKIPS)


class Slip(StrEnum):
    """How a line fails, as far as it could be found out."""

    SIGN = "a sign"
    FACTOR = "a constant factor"
    INNER = "the inner derivative is dropped"
    SUM = "a sum is lost"
    INDEX = "a wrong index"
    KRONECKER = "a Kronecker case is dropped"
    TRANSPOSED = "a transposed product"
    SHAPE = "a shape"
    TERM = "a term is lost"
    FUNCTION = "a wrong function"
    CASE = "one case only"
    UPDATE = "not the update of gradient descent"
    UNDEFINED = "no value"
    UNKNOWN = "the two sides differ"


@dataclass(frozen=True)
class LineReport:
    """One line: its verdict, why, what to do next, and where in the text."""

    number: int
    text: str
    verdict: Verdict
    fact: str = ""
    step: str = ""
    at: int | None = None
    slip: Slip | None = None
    latex: str = ""
    plain: str = ""

    @property
    def pointer(self) -> str:
        """The text with a caret under the place, `""` where there is no place."""
        return "" if self.at is None else caret(self.text, self.at)

    def message(self) -> str:
        """The verdict in words, with a caret under the place.

        >>> print(LineReport(2, "= 2*x^2", Verdict.UNREADABLE, "`^` is no power", at=5).message())
        line 2: `^` is no power
          = 2*x^2
               ^
        """
        shown = [f"line {self.number}: {self.fact or self.verdict.value}"]
        shown += ["  " + part for part in self.pointer.splitlines()]
        if self.step:
            shown.append(self.step)
        return "\n".join(shown)


@dataclass(frozen=True)
class WaypointReport:
    """Whether a line shows what the waypoint asks for, and which."""

    name: str
    says: str
    line: int | None


@dataclass(frozen=True)
class GoalReport:
    """Whether a goal is reached; `fact` says what is missing."""

    name: str
    reached: bool
    fact: str
    waypoints: tuple[WaypointReport, ...]


#: How the credit is made up.
SHARES = {"waypoints": 0.4, "steps": 0.3, "result": 0.3}


@dataclass(frozen=True)
class Report:
    """What came of a derivation."""

    derivation: str
    lines: tuple[LineReport, ...]
    goals: tuple[GoalReport, ...]

    @property
    def complete(self) -> bool:
        """Whether every goal and waypoint is reached and no line is wrong."""
        return self.credit == 1.0

    @property
    def first_bad(self) -> LineReport | None:
        """The first line with something to put right."""
        return next((line for line in self.lines if not line.verdict.good), None)

    @property
    def slips(self) -> int:
        """How many lines do not follow or cannot be read."""
        return sum(line.verdict in (Verdict.FAILS, Verdict.UNREADABLE) for line in self.lines)

    @property
    def waypoints(self) -> float:
        """The share of the waypoints that are reached."""
        reached = [w.line is not None for goal in self.goals for w in goal.waypoints]
        return sum(reached) / len(reached) if reached else self.result

    @property
    def result(self) -> float:
        """The share of the goals that are reached."""
        return sum(goal.reached for goal in self.goals) / len(self.goals)

    @property
    def steps(self) -> float:
        """The share of the lines that follow, of those that claim something.

        True lines that lead nowhere earn nothing: they count as far as waypoints are reached.
        """
        good = sum(line.verdict is Verdict.FOLLOWS for line in self.lines)
        bad = sum(not line.verdict.good for line in self.lines)
        return self.waypoints * good / (good + bad) if good else 0.0

    @property
    def credit(self) -> float:
        """The share earned, from 0 to 1."""
        parts = {"waypoints": self.waypoints, "steps": self.steps, "result": self.result}
        return round(sum(SHARES[name] * parts[name] for name in SHARES), 9)

    def message(self) -> str:
        """The first thing to put right, in words; empty if all is well."""
        if self.first_bad is not None:
            return self.first_bad.message()
        missing = [goal.fact for goal in self.goals if goal.fact]
        missing += [
            f"no line shows {w.says}" for g in self.goals for w in g.waypoints if not w.line
        ]
        return missing[0] if missing else ""

    def text(self) -> str:
        """Every line with its verdict, as plain text."""
        rows = [
            f"{line.number:3}  {line.plain or line.text:<60}  {line.verdict.value}"
            for line in self.lines
        ]
        return "\n".join([*rows, "", self.message()]).rstrip() + "\n"

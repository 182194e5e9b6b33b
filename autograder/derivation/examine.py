"""Judge a derivation: every line against the one before, the waypoints, and the last line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from autograder.derivation import chain, form, letters, slip, tree, typeset
from autograder.derivation.abbreviation import define
from autograder.derivation.chain import Chain, Head, Step
from autograder.derivation.compare import POINTS, VISIBLE_SIZES, Trials, condition, draw_sizes
from autograder.derivation.declare import Derivation, Goal, Waypoint
from autograder.derivation.fault import LanguageError
from autograder.derivation.meaning import meaning
from autograder.derivation.number import Undefined
from autograder.derivation.parse import parse, parse_target
from autograder.derivation.reader import MAX_LINE, MAX_LINES, Line, Text, read
from autograder.derivation.scope import Expression, Scope
from autograder.derivation.shape import words
from autograder.derivation.tree import Node
from autograder.derivation.verdict import (
    GoalReport,
    LineReport,
    Report,
    Slip,
    Verdict,
    WaypointReport,
)


def examine(
    lines: object,
    derivation: Derivation,
    rng: np.random.Generator,
    *,
    hidden: bool = False,
    points: int = POINTS,
    explain: bool = True,
) -> Report:
    """The report on `lines`, whatever they are; with `hidden`, for sizes drawn at random.

    `points` are compared for each of three choices of the sizes; `explain` finds out how a line
    fails that does.
    """
    if not isinstance(lines, list | tuple) or not all(isinstance(line, str) for line in lines):
        bad = LineReport(1, "", Verdict.UNREADABLE, "a derivation is a list of strings, one a line")
        return _Examination(derivation, rng, VISIBLE_SIZES, 1, False).report([bad])
    sizes = draw_sizes(rng) if hidden else VISIBLE_SIZES
    examination = _Examination(derivation, rng, sizes, points, explain)
    return examination.report([examination.line(i, text) for i, text in _numbered(lines)])


def ends_of(lines: object, derivation: Derivation) -> tuple[Scope, Mapping[str, Expression]]:
    """What the names of a derivation mean, and the last expression from each declared left side.

    Where several chains begin with one, the last of them counts, be it right or wrong.
    """
    examination = _Examination(derivation, np.random.default_rng(0), VISIBLE_SIZES, 1, False)
    if isinstance(lines, list | tuple) and all(isinstance(line, str) for line in lines):
        for number, text in _numbered(lines):
            examination.line(number, text)
    ends = {
        left: c.final.expression
        for c in examination.chains
        for left, head in examination.heads.items()
        if c.head is not None and c.final is not None and chain.matches(head, c.head)
    }
    return examination.scope, ends


def _numbered(lines: Sequence[str]) -> list[tuple[int, str]]:
    return list(enumerate(lines[: MAX_LINES + 1], 1))


def scope_of(derivation: Derivation) -> Scope:
    """The names that an exercise gives."""
    scope = Scope({s.name: s.dims for s in derivation.symbols}, derivation.labels)
    for text in derivation.given:
        line = read(text)
        assert line.left is not None
        define(scope, parse_target(line.left), scope.resolved(parse(line.pieces[0])))
    return scope


@dataclass
class _Examination:
    derivation: Derivation
    rng: np.random.Generator
    sizes: Sequence[Mapping[str, int]]
    points: int
    explain: bool
    chains: list[Chain] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.scope = scope_of(self.derivation)
        self.given = frozenset(self.scope.definitions)
        self.lost: set[str] = set()
        self.open: Chain | None = None
        self.trials = Trials(self.derivation, self.scope, self.rng, self.sizes, self.points)
        self.regimes = tuple((text, condition(text)) for text in self.derivation.regimes)
        self.heads = {
            text: chain.head_of(text, self.scope)
            for goal in self.derivation.goals
            for text in (*(t for way in goal.ways for t in way), *goal.through)
        }

    def line(self, number: int, text: str) -> LineReport:
        """The verdict on one line, in its place among the others."""
        self.trials.arithmetic.allow()
        shown_text = text[: MAX_LINE + 1]
        try:
            if number > MAX_LINES:
                raise LanguageError(f"a derivation has at most {MAX_LINES} lines")
            line = read(text)
            shown = typeset.line(line, self.scope)
            report = LineReport(
                number, shown_text, Verdict.NOTE, latex=shown.latex, plain=shown.plain
            )
            if line.kind == "note":
                return report
            if line.kind == ":=":
                return self._definition(line, report)
            return self._chain(line, report)
        except LanguageError as error:
            self._lose(shown_text)
            return LineReport(number, shown_text, Verdict.UNREADABLE, error.fact, at=error.at)

    def _lose(self, text: str) -> None:
        """Remember the name that a line which cannot be read was to define."""
        found = re.match(r"\s*([A-Za-z][A-Za-z0-9]*)[^=]*:=", text)
        if found and self.scope.dims(found[1]) is None:
            self.lost.add(found[1])

    def _definition(self, line: Line, report: LineReport) -> LineReport:
        assert line.left is not None
        target = parse_target(line.left)
        define(self.scope, target, self.scope.resolved(parse(line.pieces[0])))
        self.lost.discard(target.name)
        return replace(report, verdict=Verdict.GIVES)

    def _expression(self, piece: Text) -> Expression:
        node = self.scope.resolved(parse(piece))
        for part in tree.walk(node):
            if isinstance(part, tree.Name | tree.Entry) and part.name in self.lost:
                raise LanguageError(
                    f"`{part.name}` has no meaning yet: its := line could not be read", part.at
                )
        return (
            meaning(self.scope, node, self.open.letters, self.open.why)
            if self.open
            else meaning(self.scope, node)
        )

    def _chain(self, line: Line, report: LineReport) -> LineReport:
        pieces = list(line.pieces)
        update = line.kind == "<-"
        if line.left is not None:
            self.open = Chain(len(self.chains) + 1)
            self.chains.append(self.open)
            if update:
                self._start_update(line.left)
            else:
                first = self._expression(line.left)
                self._evaluable(first)
                self.open.start(Head(first.node), first, report.number)
                self.open.why = dict(reversed(list(letters.free(self.scope, first.node))))
        elif self.open is None:
            raise LanguageError(f"nothing stands above to go on from; write A {line.kind} B")
        elif update != self.open.update:
            sign = "<-" if self.open.update else "="
            raise LanguageError(f"this chain goes on with {sign}", line.pieces[0].column(0))
        worst = replace(report, verdict=Verdict.STARTS)
        for piece in pieces:
            worst = _worse(worst, self._link(piece, report))
        return worst

    def _start_update(self, left: Text) -> None:
        assert self.open is not None
        target = self.scope.resolved(parse_target(left))
        self.open.update = True
        self.open.head = Head(target, update=True)
        self.open.base = meaning(self.scope, target)
        for head in self.heads.values():
            declared = chain.declared(head, self.open.head)
            if declared is not None:
                expression = meaning(self.scope, declared)
                self.open.start(self.open.head, expression, 0)

    def _evaluable(self, expression: Expression) -> None:
        try:
            self.trials.values(expression)
        except Undefined as error:
            raise LanguageError(error.fact, error.at) from None

    def _link(self, piece: Text, report: LineReport) -> LineReport:
        assert self.open is not None
        here = self._expression(piece)
        before = self.open.last
        step = Step(report.number, here, Verdict.FOLLOWS)
        found = report
        try:
            self.trials.values(here)
        except Undefined as error:
            return replace(
                report, verdict=Verdict.FAILS, fact=error.fact, at=error.at, slip=Slip.UNDEFINED
            )
        if before is None or (before.line == 0 and before.expression.node == here.node):
            # An update may begin with what the exercise means by it: that is no step.
            found = replace(report, verdict=Verdict.STARTS)
        elif self.open.repeats(here.node):
            found = replace(
                report,
                verdict=Verdict.REPEATS,
                fact="this line repeats one above: it is no step",
                step="Write the next step, or leave the line out.",
            )
        else:
            found = self._compared(before, here, report)
        self.open.steps.append(replace(step, verdict=found.verdict))
        return found

    def _compared(self, before: Step, here: Expression, report: LineReport) -> LineReport:
        assert self.open is not None
        origin = f"line {before.line}" if before.line not in (0, report.number) else ""
        from_ = origin or ("gradient descent" if before.line == 0 else "its left side")
        if here.kind != before.expression.kind:
            return replace(
                report,
                verdict=Verdict.FAILS,
                slip=Slip.SHAPE,
                fact=f"this is {words(here.kind)}, and {from_} is {words(before.expression.kind)}",
                at=here.node.at,
            )
        if self.trials.equal(before.expression, here):
            return replace(report, verdict=Verdict.FOLLOWS)
        earlier = self.open.sound
        back = earlier is not None and earlier is not before
        if earlier is not None and back and self.trials.equal(earlier.expression, here):
            fact = f"follows from line {earlier.line}, not from {from_}"
            return replace(report, verdict=Verdict.FOLLOWS, fact=fact)
        if not self.explain:
            return replace(report, verdict=Verdict.FAILS, fact=f"this does not follow from {from_}")
        found = slip.diagnose(
            before, here, self.trials, self.scope, self.open.letters, self.regimes, self.open.base
        )
        return replace(
            report,
            verdict=Verdict.FAILS,
            fact=f"this does not follow from {from_}: {found.fact}",
            step=found.step,
            at=found.at,
            slip=found.slip,
        )

    def report(self, lines: list[LineReport]) -> Report:
        """The report, once every line is in."""
        goals = tuple(self._goal(goal, lines) for goal in self.derivation.goals)
        return Report(self.derivation.name, tuple(lines), goals)

    def _goal(self, goal: Goal, lines: list[LineReport]) -> GoalReport:
        waypoints = self._waypoints(goal)
        lacks: list[_Lack] = []
        for way in goal.ways:
            missing = [lack for head in way if (lack := self._lack(head, goal)) is not None]
            if not missing:
                return GoalReport(goal.name, True, "", waypoints)
            # What is furthest on says most.
            lacks.append(max(missing, key=lambda lack: lack.line))
        lack = max(lacks, key=lambda lack: lack.line)
        if lack.line and lack.at is not None and lines[lack.line - 1].verdict.good:
            lines[lack.line - 1] = replace(
                lines[lack.line - 1], verdict=Verdict.SKIPS, fact=lack.fact, at=lack.at
            )
        return GoalReport(goal.name, False, lack.fact, waypoints)

    def _lack(self, head: str, goal: Goal) -> _Lack | None:
        """What the chains from `head` lack, and None if one has everything."""
        left = head.split(" <-")[0] + (" <-" if "<-" in head else "")
        lack = _Lack(f"no chain begins with {left}")
        for c in self.chains:
            if c.head is None or not chain.matches(self.heads[head], c.head):
                continue
            final = c.final
            if final is None:
                lack = _Lack(f"the chain from {left} has no second line")
            elif not self.trials.equal(c.steps[0].expression, final.expression):
                lack = _Lack(f"the chain from {left} ends in another value than it began with")
            else:
                why = form.reasons(final.expression.node, goal.form, self.scope, self.given)
                if why is None:
                    return None
                lack = _Lack(why[0], final.line, why[1])
        return lack

    def _waypoints(self, goal: Goal) -> tuple[WaypointReport, ...]:
        texts = [*(t for way in goal.ways for t in way), *goal.through]
        chains = [
            c
            for c in self.chains
            if c.head and any(chain.matches(self.heads[t], c.head) for t in texts)
        ]
        found: list[WaypointReport] = []
        for waypoint in goal.waypoints:
            line = next(
                (
                    step.line
                    for c in chains
                    for step in c.steps[1:]
                    if step.verdict is Verdict.FOLLOWS
                    and self._shows(
                        step.expression.node, c.steps[0].expression.node, waypoint, goal
                    )
                ),
                None,
            )
            found.append(WaypointReport(waypoint.name, waypoint.says, line))
        return tuple(found)

    def _same(self, a: Node, b: Node) -> bool:
        """Whether two expressions are equal, or opposite."""
        try:
            first = meaning(self.scope, a)
            return any(
                self.trials.equal(first, meaning(self.scope, other))
                for other in (b, tree.Negative(b))
            )
        except LanguageError:
            return False

    def _shows(self, node: Node, head: Node, waypoint: Waypoint, goal: Goal) -> bool:
        return form.shows(node, waypoint, head, goal.form, self.scope, self.given, self._same)


@dataclass(frozen=True)
class _Lack:
    """What a goal lacks, the line it is to be seen on, and where."""

    fact: str
    line: int = 0
    at: int | None = None


_ORDER = [Verdict.STARTS, Verdict.FOLLOWS, Verdict.REPEATS, Verdict.FAILS]


def _worse(a: LineReport, b: LineReport) -> LineReport:
    return b if _ORDER.index(b.verdict) > _ORDER.index(a.verdict) else a

"""Line against line: an identity in all free symbols, for several sizes, at random points.

Why a wrong line does not pass. Let g be the difference of two lines. Where the conditions go one
way it is analytic in the symbols, so if it is not 0 everywhere there, it is 0 on a set of measure
0. Lines count as equal where |g| <= eps = 1e-60 of their size. For a polynomial of degree d in n
coordinates, a uniform point of the box has |g| <= eps max|g| with probability at most
4 n (eps / 2)**(1/d) (Brudnyi and Ganzburg). With n = 20 and six independent points that is below
1e-12 up to d = 15, and up to d = 12 if g is smaller than the lines by the smallest constant there
is, 1e-9; a student's g has simple zeros as a rule, d = 1 near them, and 1e-58 for a single point.
For exp, sigma and the like g is no polynomial; on these boxes they are as tame as one of low
degree, and the bound is taken over as an estimate. The grid adds d / 2**64 a point (Schwartz and
Zippel). What could hide all the same is refused: numbers beyond 2**100 either way (`number`), and
constants beyond 1e9 (`parse`).

What this does not cover: a branch that no point visits. The exercise's `regimes` are each visited,
and points are added until every comparison on the lines has gone both ways, up to MORE points. A
condition of the student's own that holds almost nowhere can escape, and so can what differs at a
kink alone: there either side is accepted.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from autograder.derivation import point
from autograder.derivation.array import entries
from autograder.derivation.declare import Derivation
from autograder.derivation.number import DIGITS, Arithmetic, Undefined, Value
from autograder.derivation.parse import parse
from autograder.derivation.point import Point
from autograder.derivation.reader import normalise
from autograder.derivation.scope import Expression, Scope
from autograder.derivation.shape import Size
from autograder.derivation.tree import Condition, Indicator
from autograder.derivation.value import Evaluator

#: Sizes of the visible check: each name takes two values at least, and no two are always equal.
VISIBLE_SIZES = (
    {"N": 3, "m": 2, "C": 3},
    {"N": 2, "m": 3, "C": 4},
    {"N": 4, "m": 3, "C": 3},
)
POINTS = 2  # a size
MORE = 24
TRIES = 400

#: Two values are equal within this share of their size; see the module's sentence.
AGREE = 3 * DIGITS // 4
#: Where they agree to so many digits and not to AGREE, rounding is told apart by more digits.
DOUBTFUL = 15
PRECISE = 3 * DIGITS

Assignment = tuple[tuple[str, int], ...]
Table = Mapping[Assignment, tuple[Value, ...]]


def draw_sizes(rng: np.random.Generator) -> tuple[dict[str, int], ...]:
    """Three choices of sizes: each name takes two values at least, and no two always agree."""
    rows = rng.permutation([2, 3, 4])
    order = {"N": rows, "m": np.roll(rows, 1)}
    classes = rng.permutation([3, 4, 3])
    return tuple(
        {"N": int(order["N"][i]), "m": int(order["m"][i]), "C": int(classes[i])} for i in range(3)
    )


@dataclass(eq=False)
class Trial:
    """One point with one choice of the labels, and every expression's values at it."""

    scope: Scope
    point: Point
    labels: Mapping[str, int]
    arithmetic: Arithmetic
    _tables: dict[int, tuple[Expression, Table]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.evaluator = Evaluator(self.scope, self.point, self.labels, self.arithmetic)

    def size(self, size: Size) -> int:
        return size if isinstance(size, int) else self.point.sizes[size]

    def assignments(self, letters: Mapping[str, Size]) -> Iterator[Assignment]:
        """Every choice of the letters."""
        names = sorted(letters)
        for at in itertools.product(*(range(self.size(letters[n])) for n in names)):
            yield tuple(zip(names, at, strict=True))

    def table(self, expression: Expression) -> Table:
        """The entries of `expression` for every choice of its free letters."""
        kept = self._tables.get(id(expression))
        if kept is None:
            table = {
                at: entries(self.evaluator.evaluate(expression, dict(at)))
                for at in self.assignments(expression.letters)
            }
            kept = self._tables[id(expression)] = (expression, table)
        return kept[1]

    def precise(self) -> Trial:
        """The same trial in more digits."""
        return Trial(self.scope, self.point, self.labels, Arithmetic(PRECISE))


@dataclass(frozen=True)
class Mismatch:
    """Where two lines differ: a trial, the letters, and both values."""

    trial: Trial
    at: Assignment
    left: tuple[Value, ...]
    right: tuple[Value, ...]


class Trials:
    """The points on which the lines of one derivation are compared."""

    def __init__(
        self,
        derivation: Derivation,
        scope: Scope,
        rng: np.random.Generator,
        sizes: Sequence[Mapping[str, int]] = VISIBLE_SIZES,
        points: int = POINTS,
    ) -> None:
        self._derivation = derivation
        self._scope = scope
        self._rng = rng
        self._sizes = sizes
        self.arithmetic = Arithmetic()
        self.trials: list[Trial] = []
        for i in range(points * len(sizes)):
            self.trials.append(self._trial(sizes[i % len(sizes)], i))
        for regime in derivation.regimes:
            self._visit(condition(regime))

    def _trial(self, sizes: Mapping[str, int], turn: int) -> Trial:
        at = point.draw(self._derivation.symbols, sizes, self._rng, turn)
        counts = {
            letter: size if isinstance(size, int) else sizes[size]
            for letter, size in self._derivation.labels.items()
        }
        labels = {letter: int(self._rng.integers(count)) for letter, count in counts.items()}
        return Trial(self._scope, at, labels, self.arithmetic)

    def _visit(self, regime: Condition) -> None:
        """See to it that a point fulfils `regime`."""
        if any(trial.evaluator.holds(regime) for trial in self.trials):
            return
        for turn in range(TRIES):
            trial = self._trial(self._sizes[turn % len(self._sizes)], turn)
            if trial.evaluator.holds(regime):
                self.trials.append(trial)
                return
        raise RuntimeError(f"{self._derivation.name}: no point fulfils a regime")

    def values(self, expression: Expression) -> None:
        """Evaluate everywhere; `Undefined` where there is no value."""
        for trial in self.trials:
            trial.table(expression)
        while len(self.trials) < MORE and self._one_sided():
            trial = self._trial(self._sizes[len(self.trials) % len(self._sizes)], len(self.trials))
            trial.table(expression)
            self.trials.append(trial)

    def _one_sided(self) -> bool:
        """Whether some comparison of numbers has gone one way only."""
        ways: dict[int, set[bool]] = {}
        for trial in self.trials:
            for node, seen in trial.evaluator.branches.items():
                ways.setdefault(node, set()).update(seen)
        return any(len(seen) == 1 for seen in ways.values())

    def mismatches(
        self, left: Expression, right: Expression, trials: Sequence[Trial] = ()
    ) -> Iterator[Mismatch]:
        """Everywhere that two expressions of one shape differ."""
        letters = {**left.letters, **right.letters}
        for trial in trials or self.trials:
            a, b = trial.table(left), trial.table(right)
            for at in trial.assignments(letters):
                mine = a[tuple(p for p in at if p[0] in left.letters)]
                other = b[tuple(p for p in at if p[0] in right.letters)]
                if not all(map(_close, mine, other)) and not self._rounding(
                    trial, left, right, at, mine, other
                ):
                    yield Mismatch(trial, at, mine, other)

    def _rounding(
        self,
        trial: Trial,
        left: Expression,
        right: Expression,
        at: Assignment,
        a: tuple[Value, ...],
        b: tuple[Value, ...],
    ) -> bool:
        """Whether a small difference is rounding: it goes away with more digits."""
        if not all(_close(x, y, DOUBTFUL) for x, y in zip(a, b, strict=True)):
            return False
        precise = trial.precise().evaluator
        mine = entries(precise.evaluate(left, {k: v for k, v in at if k in left.letters}))
        other = entries(precise.evaluate(right, {k: v for k, v in at if k in right.letters}))
        return all(_close(x, y, 3 * PRECISE // 4) for x, y in zip(mine, other, strict=True))

    def equal(self, left: Expression, right: Expression, trials: Sequence[Trial] = ()) -> bool:
        """Whether two expressions are one, as far as all points go."""
        if left.kind != right.kind:
            return False
        if any(left.letters.get(k, v) != v for k, v in right.letters.items()):
            return False
        try:
            return next(self.mismatches(left, right, trials), None) is None
        except Undefined:
            return False


def _close(a: Value, b: Value, digits: int = AGREE) -> bool:
    """Whether two numbers agree to so many digits of the larger one, or of 1."""
    difference = abs(a - b)
    if not difference:
        return True
    scale = max(abs(a), abs(b), 1)
    return bool(difference * 10**digits <= scale)


def condition(text: str) -> Condition:
    """The tree of a condition that an exercise declares."""
    node = parse(normalise(f"ind({text})"))
    assert isinstance(node, Indicator)
    return node.condition

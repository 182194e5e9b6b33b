"""How a line fails: what was lost or turned on the way from the line before.

The causes are tried from the surest to the least sure: shape of the difference first (a constant
ratio, one Kronecker case, one side of a condition), then the chain rule done wrongly on purpose,
then every single change of either line. Each is a hypothesis, and is named only if it reproduces
the wrong line, or mends it, at random points. What would be right is not said.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from autograder.derivation import advice, letters, tree, typeset
from autograder.derivation.chain import Step
from autograder.derivation.compare import Assignment, Mismatch, Trial, Trials
from autograder.derivation.edit import Edit, edits
from autograder.derivation.fault import LanguageError
from autograder.derivation.meaning import meaning
from autograder.derivation.number import Arithmetic, Undefined, Value
from autograder.derivation.parse import ENTRYWISE
from autograder.derivation.scope import Expression, Scope
from autograder.derivation.shape import Size
from autograder.derivation.verdict import Slip

#: No more changes than these are tried on a line.
MOST = 400


@dataclass(frozen=True)
class Found:
    """The name of a slip, in words, with a next step and a place on the line."""

    slip: Slip
    fact: str
    step: str = ""
    at: int | None = None


class _Slipping(Arithmetic):
    """Arithmetic whose chain rule forgets the inner derivative, or the outer one."""

    def __init__(self, function: str, forgets: str) -> None:
        super().__init__()
        self._function = function
        self._forgets = forgets

    def chain(self, function: str, outer: Value, inner: Value) -> Value:
        if function != self._function:
            return super().chain(function, outer, inner)
        if self._forgets == "outer":
            return inner
        return outer if self.plain(inner) else 0


def diagnose(
    before: Step,
    here: Expression,
    trials: Trials,
    scope: Scope,
    taken: Mapping[str, Size],
    regimes: tuple[tuple[str, tree.Condition], ...] = (),
    base: Expression | None = None,
) -> Found:
    """The slip that leads from the line before to this one; `base` is what an update is of."""
    try:
        return _Diagnosis(before, here, trials, scope, taken, regimes, base).found()
    except Undefined as error:
        return Found(Slip.UNDEFINED, error.fact, advice.DOMAIN, error.at)


class _Diagnosis:
    def __init__(
        self,
        before: Step,
        here: Expression,
        trials: Trials,
        scope: Scope,
        taken: Mapping[str, Size],
        regimes: tuple[tuple[str, tree.Condition], ...],
        base: Expression | None,
    ) -> None:
        self._left, self._here = before.expression, here
        self._line = f"line {before.line}" if before.line else "gradient descent"
        self._trials, self._scope, self._taken = trials, scope, taken
        self._regimes, self._base = regimes, base
        self._wrong = list(trials.mismatches(self._left, here))
        # Hypotheses are tried on copies: they must not move the points of the comparison.
        differing = {id(m.trial): m.trial for m in self._wrong}
        self._scratch = [self._copy(t) for t in list(differing.values())[:2]]
        trials.arithmetic.allow()
        self._everywhere = [self._copy(t) for t in trials.trials]

    def _copy(self, trial: Trial, arithmetic: Arithmetic | None = None) -> Trial:
        return Trial(self._scope, trial.point, trial.labels, arithmetic or trial.arithmetic)

    def found(self) -> Found:
        ways = (self._free, self._ratio, self._kronecker, self._case, self._chain_rule, self._edit)
        for way in ways:
            found = way()
            if found is not None:
                return found
        return Found(Slip.UNKNOWN, self._where(self._wrong[0]), advice.CHECK, self._here.node.at)

    def _free(self) -> Found | None:
        """A letter that no Sum binds any more."""
        for letter in self._here.letters:
            if letter not in self._left.letters and letter not in self._taken:
                return Found(
                    Slip.SUM,
                    f"`{letter}` stands free here, and not in {self._line}",
                    f"Which Sum runs over {letter}, or which letter should it be?",
                    letters.place(letter, self._here.node),
                )
        return None

    def _ratio(self) -> Found | None:
        """One constant factor between the lines, or one that depends on a size alone."""
        ratios: dict[tuple[int, ...], set[Fraction]] = {}
        names = sorted(self._scope.sizes())
        for trial, a, b in self._pairs():
            if not a:
                if b:
                    return None
                continue
            ratio = _simple(b / a)
            if ratio is None:
                return None
            key = tuple(trial.point.sizes[n] for n in names)
            ratios.setdefault(key, set()).add(ratio)
        if not ratios or any(len(found) > 1 for found in ratios.values()):
            return None
        values = {key: next(iter(found)) for key, found in ratios.items()}
        candidates: list[tuple[str, list[Fraction]]] = [("", [Fraction(1)] * len(values))]
        for i, name in enumerate(names):
            candidates.append((name, [Fraction(key[i]) for key in values]))
            candidates.append((f"1/{name}", [Fraction(1, key[i]) for key in values]))
        for name, sizes in candidates:
            factors = {v / s for v, s in zip(values.values(), sizes, strict=True)}
            if len(factors) == 1:
                return self._factor(factors.pop(), name)
        return None

    def _factor(self, factor: Fraction, size: str) -> Found:
        at = self._mended(Slip.SIGN if factor == -1 else Slip.FACTOR)
        what, line = "it is", self._line
        if self._base is not None:
            what, line = "the step is", f"that of {line}"
        if factor == -1 and not size:
            return Found(Slip.SIGN, f"{what} -1 times {line}: a sign is lost", advice.SIGN, at)
        number = "" if abs(factor) == 1 and size else str(abs(factor))
        shown = ("-" if factor < 0 else "") + "*".join(filter(None, (number, size)))
        step = advice.MEAN if size else "Which constant is lost or doubled?"
        return Found(Slip.FACTOR, f"{what} {shown} times {line}: a factor", step, at)

    def _mended(self, slip: Slip) -> int:
        """Where a change of this kind mends the line; its beginning, if none does."""
        for edit in self._mending():
            if edit.slip is slip:
                return edit.at
        return self._here.node.at

    def _pairs(self) -> Iterator[tuple[Trial, Value, Value]]:
        all_letters = {**self._left.letters, **self._here.letters}
        for trial in self._trials.trials:
            a, b = trial.table(self._left), trial.table(self._here)
            for at in trial.assignments(all_letters):
                mine = a[tuple(p for p in at if p[0] in self._left.letters)]
                other = b[tuple(p for p in at if p[0] in self._here.letters)]
                base = self._of_update(trial, at, len(mine))
                for x, y, z in zip(mine, other, base, strict=True):
                    yield trial, x - z, y - z

    def _of_update(self, trial: Trial, at: Assignment, count: int) -> tuple[Value, ...]:
        """What an update is of: factors are told of its step, not of the whole."""
        base = self._base
        if base is None:
            return (0,) * count
        return trial.table(base)[tuple(p for p in at if p[0] in base.letters)]

    def _kronecker(self) -> Found | None:
        """The lines differ only where two letters are equal, or only where they are not."""
        sizes = {**self._scope.labels, **self._left.letters, **self._here.letters}
        wrong = {(id(m.trial), m.at) for m in self._wrong}
        for i, j in itertools.combinations(sorted(sizes), 2):
            if sizes[i] != sizes[j]:
                continue
            ways: dict[bool, list[bool]] = {True: [], False: []}
            free = {n: s for n, s in sizes.items() if n not in self._scope.labels}
            for trial in self._trials.trials:
                for at in trial.assignments(free):
                    where = {**trial.labels, **dict(at)}
                    ways[where[i] == where[j]].append((id(trial), at) in wrong)
            for equal, others in ((True, False), (False, True)):
                if any(ways[equal]) and ways[others] and not any(ways[others]):
                    sign = "==" if equal else "!="
                    return Found(
                        Slip.KRONECKER,
                        f"at {i} {sign} {j} the two sides differ",
                        f"{self._line.capitalize()} holds for every {i}; does yours treat "
                        f"{i} = {j} and {i} != {j} alike?",
                        self._here.node.at,
                    )
        return None

    def _case(self) -> Found | None:
        """The lines differ on one side of a condition only."""
        wrong = {id(m.trial) for m in self._wrong}
        for text, condition in self._regimes:
            sides: dict[bool, list[bool]] = {True: [], False: []}
            for trial in self._trials.trials:
                sides[trial.evaluator.holds(condition)].append(id(trial) in wrong)
            if any(sides[True]) and sides[False] and not any(sides[False]):
                return Found(
                    Slip.CASE,
                    f"the two sides differ where {text}, and there alone",
                    "Write that case out by itself.",
                    self._here.node.at,
                )
        return None

    def _chain_rule(self) -> Found | None:
        """The line before, differentiated without the inner or the outer derivative."""
        if not any(isinstance(part, tree.Derivative) for part in tree.walk(self._left.node)):
            return None
        for function, forgets in itertools.product(("**", *sorted(ENTRYWISE)), ("inner", "outer")):
            if function not in self._functions():
                continue
            slipping = [self._copy(t, _Slipping(function, forgets)) for t in self._scratch]
            if self._same(slipping, self._left):
                named = "the power" if function == "**" else function
                lost = f"the derivative of {named} itself"
                if forgets == "inner":
                    lost = f"the derivative of what stands inside {named}"
                return Found(Slip.INNER, f"{lost} is dropped", advice.CHAIN, self._here.node.at)
        return None

    def _functions(self) -> set[str]:
        found: set[str] = set()
        bodies = [self._left.node]
        for name in self._scope.reach(self._left.node):
            if name in self._scope.definitions:
                bodies.append(self._scope.definitions[name].body.node)
        for part in itertools.chain.from_iterable(map(tree.walk, bodies)):
            if isinstance(part, tree.Apply):
                found.add(part.function)
            elif isinstance(part, tree.Binary) and part.op in ("**", "/"):
                found.add("**")
        return found

    def _same(self, trials: list[Trial], changed: Expression) -> bool:
        """Whether `changed` at these trials is this line at the scratch points."""
        for trial, scratch in zip(trials, self._scratch, strict=True):
            try:
                a, b = trial.table(changed), scratch.table(self._here)
            except Undefined:
                return False
            for at in scratch.assignments({**changed.letters, **self._here.letters}):
                mine = a[tuple(p for p in at if p[0] in changed.letters)]
                other = b[tuple(p for p in at if p[0] in self._here.letters)]
                if len(mine) != len(other) or not all(map(_alike, mine, other)):
                    return False
        return bool(trials)

    def _changed(self, expression: Expression) -> Iterator[tuple[Edit, Expression]]:
        """Every single change of `expression` that still means something."""
        in_use = (*self._taken, *self._scope.labels, *expression.letters)
        for edit in itertools.islice(edits(expression.node, in_use), MOST):
            try:
                changed = meaning(self._scope, edit.node, self._taken)
            except LanguageError:
                continue
            if changed.kind == self._here.kind:
                yield edit, changed

    def _mending(self) -> Iterator[Edit]:
        """The changes of this line that make the line before of it."""
        for edit, changed in self._changed(self._here):
            try:
                if self._equal(changed, self._scratch) and self._equal(changed, self._everywhere):
                    yield edit
            except Undefined:
                continue

    def _equal(self, changed: Expression, trials: list[Trial]) -> bool:
        return self._trials.equal(self._left, changed, trials)

    def _edit(self) -> Found | None:
        for edit in self._mending():
            fact, step = advice.MENDED.get(
                edit.slip, ("this part is lost or too much", advice.CHECK)
            )
            return Found(edit.slip, fact, step, edit.at)
        for edit, changed in self._changed(self._left):
            if self._same(self._scratch, changed):
                fact, step = advice.MADE[edit.slip]
                part = typeset.plain(edit.part)
                where = f"{fact} (in {self._line}: {part[:60]})"
                return Found(edit.slip, where, step, self._here.node.at)
        return None

    def _where(self, wrong: Mismatch) -> str:
        used = self._scope.sizes()
        sizes = ", ".join(
            f"{n} = {s}" for n, s in sorted(wrong.trial.point.sizes.items()) if n in used
        )
        letters_ = ", ".join(f"{n} = {s}" for n, s in wrong.at)
        where = "; ".join(filter(None, (sizes, letters_)))
        return "the two sides differ" + (f", first at {where}" if where else "")


def _simple(value: Value) -> Fraction | None:
    """The simple fraction that `value` is, if it is one."""
    near = Fraction(str(value)).limit_denominator(64)
    if not near or abs(near) > 64:
        return None
    return near if abs(value * near.denominator - near.numerator) < 1e-40 else None


def _alike(a: Value, b: Value) -> bool:
    return bool(abs(a - b) <= 1e-50 * max(abs(a), abs(b), 1))

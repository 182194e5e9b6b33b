"""How many mutants of the references are killed: by the hidden checks all, by the visible most."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from autograder.exercise import Check, Hidden, Probe
from autograder.judging.judge import judge
from autograder.judging.student import LocalStudent
from autograder.outcome import Status
from autograder.seed import Seed
from solutions.accuracy.equivalent import EQUIVALENT
from solutions.accuracy.mutate import Mutant, compiled, mutants
from solutions.accuracy.seed import seeded
from solutions.accuracy.spread import spread
from solutions.tests import matrix
from solutions.tests.matrix import HIDDEN, TYPES_ONLY, Functions

#: Exercises whose visible checks say only whether a question is answered: to say more would be
#: to give the answer away.
QUESTIONS = frozenset(TYPES_ONLY) | {"wrong_line"}

#: Exercises that have no mutants, and why.
APART: Mapping[str, str] = {
    "learn_digits": "any rates are right that reach the accuracy, which takes seconds to see",
} | {
    name: "its lines are corrupted one by one in solutions/tests/test_derivations.py"
    for name, hidden in HIDDEN.items()
    if hidden.exercise.reader
}


@dataclass(frozen=True)
class Fate:
    """What came of one mutant under one seed or several.

    `hidden` and `visible` name the check that killed it, and are `""` where it survived any seed.
    `equivalent` is the reason why nothing can kill it.
    """

    mutant: str
    hidden: str
    visible: str
    equivalent: str = ""


@dataclass(frozen=True)
class Tally:
    """The mutants of one exercise: how many there are, and how many die.

    `survivors` are those that no hidden check kills, equivalents left out; `unseen` those that no
    visible check kills. `crashed` says how many of the killed end in an exception.
    """

    exercise: str
    assignment: str
    question: bool
    mutants: int
    equivalent: int
    hidden: int
    visible: int
    crashed: int
    survivors: tuple[str, ...]
    unseen: tuple[str, ...]

    @property
    def counted(self) -> int:
        """The mutants that are wrong, those that are equivalent left out."""
        return self.mutants - self.equivalent


@dataclass(frozen=True)
class Measured:
    """All tallies, and the equivalent mutants by reason."""

    seeds: int
    every: int
    tallies: tuple[Tally, ...]
    reasons: Mapping[str, int]

    @property
    def hidden_rate(self) -> float:
        """The share of the wrong mutants that the hidden checks kill."""
        return _share(self.tallies, lambda tally: tally.hidden)

    @property
    def visible_rate(self) -> float:
        """The share that the visible checks kill, questions left out."""
        graded = [tally for tally in self.tallies if not tally.question]
        return _share(graded, lambda tally: tally.visible)


def _share(tallies: Collection[Tally], killed: Callable[[Tally], int]) -> float:
    return sum(map(killed, tallies)) / max(1, sum(tally.counted for tally in tallies))


def measure(
    seeds: int = 1, exercises: Sequence[str] = (), every: int = 1, workers: int = 0
) -> Measured:
    """Judge the mutants of these exercises, all if none is named; of each function every n-th.

    A mutant counts as killed where it is under each of the seeds.
    """
    names = [name for name in exercises or HIDDEN if name not in APART]
    found = spread(partial(fates, seeds=seeds, every=every), names, workers)
    reasons = Counter(fate.equivalent for group in found for fate in group if fate.equivalent)
    tallies = tuple(tally(name, group) for name, group in zip(names, found, strict=True))
    return Measured(seeds, every, tallies, dict(reasons.most_common()))


def fates(name: str, seeds: int = 1, every: int = 1) -> tuple[Fate, ...]:
    """What comes of every n-th mutant of an exercise's functions."""
    hidden = HIDDEN[name]
    drawn = [seeded(number) for number in range(seeds)]
    secret = [Checks(hidden, visible=False, seed=seed) for seed in drawn]
    open_ = [Checks(hidden, visible=True, seed=seed) for seed in drawn]
    return tuple(
        Fate(
            mutant.name,
            killer(secret, {**hidden.reference, function: code}),
            killer(open_, {**hidden.reference, function: code}),
            EQUIVALENT.get(mutant.name, ""),
        )
        for function, mutant, code in sample(hidden, every)
    )


def sample(hidden: Hidden, every: int = 1) -> Iterator[tuple[str, Mutant, Callable[..., object]]]:
    """Every n-th mutant of an exercise: its function's name, the mutant, and it compiled."""
    number = 0
    for function, code in hidden.reference.items():
        for mutant in mutants(code):
            if number % every == 0:
                yield function, mutant, compiled(mutant, code)
            number += 1


def tally(name: str, found: Collection[Fate]) -> Tally:
    """The fates of one exercise's mutants, counted."""
    wrong = [fate for fate in found if not fate.equivalent]
    return Tally(
        name,
        HIDDEN[name].exercise.assignment,
        name in QUESTIONS,
        len(found),
        len(found) - len(wrong),
        sum(bool(fate.hidden) for fate in wrong),
        sum(bool(fate.visible) for fate in wrong),
        sum(fate.hidden.endswith(Status.CRASHED) for fate in wrong),
        tuple(fate.mutant for fate in wrong if not fate.hidden),
        tuple(fate.mutant for fate in wrong if not fate.visible),
    )


def killer(of_seeds: Collection[Checks], functions: Functions) -> str:
    """The check that kills under the first seed, if under every seed there is one; else `""`."""
    first = ""
    for checks in of_seeds:
        found = checks.killer(functions)
        if not found:
            return ""
        first = first or found
    return first


class Checks:
    """The checks of an exercise, hidden or visible, that kill mutants one at a time.

    A mutant is dead at the first check that it fails, so the check that killed last comes first.
    What a check draws depends on the seed and on its own name, not on its turn.
    """

    def __init__(self, hidden: Hidden, *, visible: bool, seed: Seed) -> None:
        checks = hidden.exercise.checks if visible else hidden.checks
        # Nothing is named here: that takes as many calls again as there are known mistakes.
        bare = dataclasses.replace(hidden, mistakes=())
        self._seed = seed
        self._visible = visible
        self._alone = [(_title(c), c, matrix.only(bare, c, visible=visible)) for c in checks]

    def killer(self, functions: Functions) -> str:
        """The name of a check that these functions fail; `""` if there is none.

        Raises RuntimeError where the grader itself fails.
        """
        student = LocalStudent(functions)
        for place, (title, check, alone) in enumerate(self._alone):
            report = judge(
                alone.exercise,
                student,
                self._seed,
                None if self._visible else alone,
                parts=(check.part,),
            )
            outcome = report.parts[0].outcome
            if outcome.status is Status.GRADER_ERROR:
                raise RuntimeError(f"the grader failed in {title}")
            if outcome.status is not Status.PASSED:
                self._alone.insert(0, self._alone.pop(place))
                return f"{title}: {outcome.status}"
        return ""


def _title(check: Probe | Check) -> str:
    name = check.name if isinstance(check, Check) else check.says
    return f"{check.part}: {name}"

"""Whether two known mistakes together fail, and bear one of their two names or none.

`python -m solutions.accuracy.pairs --pairs 20 svm_loss_naive` prints what went wrong.
"""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from autograder.exercise import Hidden, KnownMistake
from autograder.judging.judge import judge_following_through
from autograder.judging.student import LocalStudent
from autograder.report import ExerciseReport
from autograder.seed import Seed
from solutions.accuracy.seed import seeded
from solutions.accuracy.spread import spread
from solutions.accuracy.together import rebound, together
from solutions.tests.matrix import HIDDEN, Functions, judged, with_mistake

#: A pair that passes, or bears a third name, is judged with so many other seeds. If it does so
#: with all of them it is right, or that third mistake: two slips may cancel, or come to another.
AGAIN = 8

#: Where two answers cannot be added: the sum of two trained networks is none that was trained
#: wrongly in both ways.
NOT_ADDED = frozenset({"learn_digits"})


@dataclass(frozen=True)
class Odd:
    """A pair that passed (`said` is `""`) or bore a third name, with how many seeds of how many."""

    exercise: str
    first: str
    second: str
    said: str
    count: int
    judgements: int

    @property
    def always(self) -> bool:
        """Whether it is so on all inputs: the two slips come to that."""
        return self.count == self.judgements


@dataclass(frozen=True)
class Pairs:
    """Of so many pairs, judged with one seed each: how many bore both names, one, none, a third.

    `same` are pairs in one function, `apart` in two of an exercise, `across` in two exercises of
    which one uses the other. `odd` lists those that passed or bore a third name.
    """

    same: int
    apart: int
    across: int
    both: int
    one: int
    neither: int
    odd: tuple[Odd, ...]

    @property
    def wrong(self) -> tuple[Odd, ...]:
        """The pairs on which the grader was wrong."""
        return tuple(one for one in self.odd if not one.always)


@dataclass(frozen=True)
class _Pair:
    """Two mistakes, and how the answer that makes both is judged."""

    kind: str
    first: KnownMistake
    second: KnownMistake
    judge: Callable[[Seed], ExerciseReport]


def measure(pairs: int, exercises: Sequence[str] = (), workers: int = 0) -> Pairs:
    """Judge so many pairs of each kind by exercise, or all where there are fewer."""
    found = spread(partial(_judged, pairs), tuple(exercises) or tuple(HIDDEN), workers)
    counts = [sum(counted) for counted in zip(*(counted for counted, _ in found), strict=True)]
    return Pairs(*counts, tuple(odd for _, odds in found for odd in odds))


def _judged(pairs: int, name: str) -> tuple[tuple[int, ...], tuple[Odd, ...]]:
    """The counts of an exercise's pairs in the order of `Pairs`, and the odd ones."""
    counts = dict.fromkeys(("same", "apart", "across", "both", "one", "neither"), 0)
    odd = []
    for number, pair in enumerate(_pairs(pairs, HIDDEN[name])):
        counts[pair.kind] += 1
        report = pair.judge(seeded(number))
        own = {pair.first.name, pair.second.name}
        named = set(report.mistakes)
        counts[("neither", "one", "both")[len(named & own)]] += 1
        strange = [""] if report.passed else sorted(named - own)
        again = [pair.judge(Seed(f"again {k}")) for k in range(AGAIN if strange else 0)]
        for said in strange:
            times = sum(r.passed if said == "" else said in r.mistakes for r in again)
            found = Odd(name, pair.first.name, pair.second.name, said, 1 + times, 1 + AGAIN)
            odd.append(found)
    return tuple(counts.values()), tuple(odd)


def _pairs(most: int, hidden: Hidden) -> Iterator[_Pair]:
    """Some pairs of each kind, drawn without replacement and always the same."""
    rng = seeded(0).rng("pairs", hidden.exercise.name)
    possible = list(itertools.combinations(hidden.mistakes, 2))
    same = [pair for pair in possible if _function(hidden, pair[0]) == _function(hidden, pair[1])]
    apart = [pair for pair in possible if pair not in same]
    if hidden.exercise.name in NOT_ADDED:
        same = []
    for kind, pool in (("same", same), ("apart", apart)):
        for k in rng.permutation(len(pool))[:most]:
            first, second = pool[k]
            functions = _combined(hidden, first, second)
            yield _Pair(kind, first, second, partial(judged, hidden, functions))
    across = [
        (used, first, second)
        for used in hidden.exercise.uses
        for first in HIDDEN[used].mistakes
        for second in hidden.mistakes
    ]
    for k in rng.permutation(len(across))[:most]:
        used, first, second = across[k]
        code = partial(_following_through, HIDDEN[used], first, hidden, second)
        yield _Pair("across", first, second, code)


def _function(hidden: Hidden, mistake: KnownMistake) -> str:
    return mistake.function or hidden.exercise.functions[0]


def _combined(hidden: Hidden, first: KnownMistake, second: KnownMistake) -> Functions:
    """The exercise's answers with both mistakes in them."""
    name = _function(hidden, first)
    if name != _function(hidden, second):
        return {**with_mistake(hidden, first), _function(hidden, second): second.code}
    both = together(first.code, second.code, hidden.reference[name])
    return {**hidden.reference, name: both}


def _following_through(
    used: Hidden, first: KnownMistake, hidden: Hidden, second: KnownMistake, seed: Seed
) -> ExerciseReport:
    """Judge an exercise of somebody who made one mistake in it and one in what it uses."""
    below = with_mistake(used, first)
    above = {name: rebound(code, below) for name, code in with_mistake(hidden, second).items()}
    earlier = {used.exercise.name: judged(used, below, seed)}
    student = LocalStudent({**below, **above})
    return judge_following_through(hidden.exercise, student, seed, HIDDEN, earlier)


def main() -> int:
    """Measure and print the odd pairs; 1 if the grader was wrong on any."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("exercises", nargs="*", help="these alone")
    parser.add_argument("--pairs", type=int, default=20, help="of each kind, by exercise")
    parser.add_argument("--workers", type=int, default=0)
    args = parser.parse_args()
    found = measure(args.pairs, args.exercises, args.workers)
    for one in found.odd:
        what = f"named {one.said!r}" if one.said else "passed"
        always = "always" if one.always else f"{one.count} of {one.judgements} times: WRONG"
        print(f"{one.exercise}: {one.first} + {one.second}: {what} {always}")
    print(
        f"{found.same} pairs in one function, {found.apart} in two, {found.across} in two "
        f"exercises; named by both {found.both}, by one {found.one}, by neither {found.neither}"
    )
    return 1 if found.wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())

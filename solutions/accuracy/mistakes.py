"""Whether each known mistake fails, in its own parts, and is named; and right answers are not.

`python -m solutions.accuracy.mistakes --seeds 20 svm_loss_naive` prints what went wrong.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from autograder.exercise import Hidden, KnownMistake
from autograder.judging.judge import judge
from autograder.judging.student import LocalStudent
from solutions.accuracy.seed import seeded
from solutions.accuracy.spread import spread
from solutions.tests.matrix import HIDDEN, Functions, forms, judged, lost, with_mistake


@dataclass(frozen=True)
class Tally:
    """The known mistakes of one exercise, each judged with each seed.

    Of so many judgements the mistake `failed`, lost its `own` parts and no other, and was `named`,
    with no other name beside it.
    """

    exercise: str
    assignment: str
    mistakes: int
    judgements: int
    failed: int
    own: int
    named: int


@dataclass(frozen=True)
class Trouble:
    """A mistake that did not always come out as it should: how often of how many, and with what.

    `fault` is "passed", "parts", or "named"; then `said` is the name that was given, `""` for none.
    """

    exercise: str
    mistake: str
    fault: str
    said: str
    count: int
    judgements: int
    seed: int


@dataclass(frozen=True)
class Mistakes:
    """What `measure` finds; `right_named` lists right answers of which a mistake was told."""

    seeds: int
    tallies: tuple[Tally, ...]
    troubles: tuple[Trouble, ...]
    right_seeds: int
    right_judgements: int
    right_named: tuple[str, ...]

    @property
    def confusions(self) -> tuple[Trouble, ...]:
        """The cells off the confusion table's diagonal."""
        return tuple(one for one in self.troubles if one.fault == "named")


def measure(
    seeds: int, exercises: Sequence[str] = (), right_seeds: int = 1, workers: int = 0
) -> Mistakes:
    """Judge every known mistake with so many seeds, and right answers with `right_seeds`."""
    names = tuple(exercises) or tuple(HIDDEN)
    known = spread(partial(_known, seeds), names, workers)
    right = spread(partial(_right, right_seeds), names, workers)
    return Mistakes(
        seeds,
        tuple(tally for tally, _ in known),
        tuple(trouble for _, troubles in known for trouble in troubles),
        right_seeds,
        sum(count for count, _ in right),
        tuple(name for _, named in right for name in named),
    )


def _known(seeds: int, name: str) -> tuple[Tally, tuple[Trouble, ...]]:
    hidden = HIDDEN[name]
    sums: Counter[str] = Counter()
    found: list[Trouble] = []
    for mistake in hidden.mistakes:
        student = LocalStudent(with_mistake(hidden, mistake))
        faults: dict[tuple[str, str], list[int]] = {}
        for seed in range(seeds):
            for fault in _faults(hidden, mistake, student, seed):
                faults.setdefault(fault, []).append(seed)
            sums["judgements"] += 1
        wrong = {fault: {s for (f, _), at in faults.items() if f == fault for s in at}
                 for fault in ("passed", "parts", "named")}  # fmt: skip
        sums["failed"] += seeds - len(wrong["passed"])
        sums["own"] += seeds - len(wrong["parts"])
        sums["named"] += seeds - len(wrong["named"])
        found += [
            Trouble(name, mistake.name, fault, said, len(at), seeds, at[0])
            for (fault, said), at in faults.items()
        ]
    assignment, count = hidden.exercise.assignment, len(hidden.mistakes)
    sums_of = [sums[key] for key in ("judgements", "failed", "own", "named")]
    return Tally(name, assignment, count, *sums_of), tuple(found)


def _faults(
    hidden: Hidden, mistake: KnownMistake, student: LocalStudent, seed: int
) -> Iterator[tuple[str, str]]:
    """What is wrong with the judgement of one mistake, with what was said of it."""
    report = judge(hidden.exercise, student, seeded(seed), hidden)
    gone = lost(report)
    if not gone:
        yield "passed", ""
    if gone != set(mistake.parts):
        yield "parts", ", ".join(sorted(gone))
    others = [said for said in report.mistakes if said != mistake.name]
    if others:
        yield from (("named", said) for said in others)
    elif mistake.name not in report.mistakes:
        yield "named", ""


def _right(seeds: int, name: str) -> tuple[int, tuple[str, ...]]:
    """How many right answers were judged, and those that had a mistake or a bad line told."""
    hidden = HIDDEN[name]
    everything = {f: code for one in HIDDEN.values() for f, code in one.reference.items()}
    answers: list[Functions] = [hidden.reference, *forms(hidden)]
    told = []
    for seed in range(seeds):
        # With all the other answers right as well, so that what links two of them is told.
        notes = judged(hidden, everything, seeded(seed)).notes
        for number, functions in enumerate(answers):
            report = judged(hidden, {**everything, **functions}, seeded(seed))
            bad_lines = [line.text for line in report.lines if not line.good]
            if report.mistakes or bad_lines or report.notes != notes:
                said = (*report.mistakes, *bad_lines, *report.notes)
                told.append(f"{name}, answer {number}, seed {seed}: {'; '.join(said)}")
    return seeds * len(answers), tuple(told)


def main() -> int:
    """Measure and print every trouble; 1 if there is any."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("exercises", nargs="*", help="these alone")
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--right-seeds", type=int, default=1)
    parser.add_argument("--workers", type=int, default=0)
    args = parser.parse_args()
    found = measure(args.seeds, args.exercises, args.right_seeds, args.workers)
    for one in found.troubles:
        print(
            f"{one.exercise}: {one.mistake}: {one.fault} {one.said!r} "
            f"in {one.count} of {one.judgements}, first seed {one.seed}"
        )
    print(*found.right_named, sep="\n")
    judgements = sum(tally.judgements for tally in found.tallies)
    named = sum(tally.named for tally in found.tallies)
    print(f"{judgements} judgements, {named} named; {found.right_judgements} right answers")
    return 1 if found.troubles or found.right_named else 0


if __name__ == "__main__":
    raise SystemExit(main())

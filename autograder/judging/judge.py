"""Judge an exercise: run its checks against a student's functions, wherever those run.

The student's code is only ever *called*, through `autograder.judging.function.Function`; what it
returns is a value, never a verdict. Any exception that is not a verdict is the grader's own
failure, and is reported as such.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Protocol

import numpy as np

from autograder.display import message
from autograder.exercise import Check, Exercise, Hidden, KnownMistake, Part, Probe
from autograder.judging import asides, diagnose, draws, likeness, probe
from autograder.judging.backward import paired
from autograder.judging.diagnose import Evidence
from autograder.judging.noticed import Finder, Noticing
from autograder.outcome import Failed, Fault, Outcome, Status
from autograder.report import ExerciseReport, PartReport
from autograder.seed import Seed

log = logging.getLogger(__name__)

References = Mapping[str, Callable[..., object]]


class Student(Finder, Protocol):
    """Where a student's functions are found, and where others can be put in their place."""

    def substituted(self, references: References) -> AbstractContextManager[None]:
        """While it lasts, the student's code finds these functions under their names."""


def judge(
    exercise: Exercise,
    student: Student,
    seed: Seed,
    hidden: Hidden | None = None,
    parts: Collection[str] | None = None,
) -> ExerciseReport:
    """Judge `exercise`, by the visible checks and, if given, the hidden ones; `parts` of it or all.

    Inputs are drawn from `seed` and the names of assignment, exercise and check.
    """
    wanted = [part for part in exercise.parts if parts is None or part.name in parts]
    noticing = Noticing(student)
    with np.errstate(all="ignore"):
        judged = [_judge_part(part, exercise, noticing, seed, hidden) for part in wanted]
    lost = {part.name for part, _ in judged if part.outcome.status is not Status.PASSED}
    seen = Counter(mistake for _, agreeing in judged for mistake in agreeing)
    explained = tuple(
        _explained(part, [m for m in agreeing if lost.issuperset(m.parts)], seen)
        for part, agreeing in judged
    )
    steady = _without_chance_ratios(explained)
    report = ExerciseReport(exercise.name, exercise.title, steady, exercise.extra)
    return report if parts is not None else asides.beside(report, exercise, noticing, seed, hidden)


def _explained(
    part: PartReport, possible: list[KnownMistake], seen: Counter[KnownMistake]
) -> PartReport:
    """The part with the mistake that explains most parts: one slip should have one name."""
    if not possible:
        return part
    best = max(possible, key=lambda mistake: (len(mistake.parts), seen[mistake]))
    return replace(part, outcome=replace(part.outcome, mistake=best.name))


def _without_chance_ratios(parts: tuple[PartReport, ...]) -> tuple[PartReport, ...]:
    """A constant factor says nothing of an answer that changes from call to call."""
    if not any(part.outcome.mistake == diagnose.STATE for part in parts):
        return parts
    return tuple(
        replace(part, outcome=replace(part.outcome, mistake=diagnose.STATE))
        if part.outcome.mistake in diagnose.RATIOS
        else part
        for part in parts
    )


def judge_following_through(
    exercise: Exercise,
    student: Student,
    seed: Seed,
    hidden: Mapping[str, Hidden],
    earlier: Mapping[str, ExerciseReport],
) -> ExerciseReport:
    """Judge, and where an exercise that this one uses had failed, judge once more without it.

    The second time correct functions stand under the names of the failed exercises; the better
    result counts. One slip costs one exercise.
    """
    report = judge(exercise, student, seed, hidden[exercise.name])
    failed = [name for name in _upstream(exercise, hidden) if _failed(earlier.get(name))]
    if report.passed or not report.attempted or not report.settled or not failed:
        return report
    references = {name: code for used in failed for name, code in hidden[used].reference.items()}
    with student.substituted(references):
        second = judge(exercise, student, seed, hidden[exercise.name])
    if second.settled and second.earned > report.earned:
        return replace(second, replaced=tuple(references))
    return report


def _upstream(exercise: Exercise, hidden: Mapping[str, Hidden]) -> tuple[str, ...]:
    """All exercises that this one builds on, directly or through another."""
    found: dict[str, None] = {}
    waiting = list(exercise.uses)
    while waiting:
        name = waiting.pop(0)
        if name not in found:
            found[name] = None
            waiting.extend(hidden[name].exercise.uses)
    return tuple(found)


def _failed(report: ExerciseReport | None) -> bool:
    return report is None or not report.passed


def _judge_part(
    part: Part, exercise: Exercise, student: Finder, seed: Seed, hidden: Hidden | None
) -> tuple[PartReport, tuple[KnownMistake, ...]]:
    """What came of a part, and the known mistakes that do all that the student's code did."""
    seen = Outcome(Status.PASSED)
    for check in (c for c in exercise.checks if c.part == part.name):
        rng = draws.visible(seed, exercise, check)
        seen = _run_check(check, exercise, student, rng)
        if seen.status is not Status.PASSED:
            break
    final = seen
    agreeing: tuple[KnownMistake, ...] = ()
    like = ""
    # A visible failure still goes through the hidden checks: they may know the mistake's name.
    # After a crash or a timeout there is nothing to learn there, and time to lose.
    if hidden is not None and seen.status in (Status.PASSED, Status.FAILED):
        found, agreeing, like = _run_hidden(part, hidden, student, seed)
        if seen.status is Status.PASSED or found.status is Status.GRADER_ERROR:
            final = found
        elif found.mistake:
            final = replace(seen, mistake=found.mistake)
        elif found.status is Status.FAILED and not agreeing and _by_values(seen, part, hidden):
            # The visible check's few numbers looked like that mistake; on others it is not.
            final = replace(seen, mistake="")
    return PartReport(part.name, part.points, final, seen.status, like), agreeing


def _by_values(seen: Outcome, part: Part, hidden: Hidden) -> bool:
    """Whether the name that was given is one that the hidden checks would have given as well."""
    listed = {mistake.name for mistake in hidden.mistakes if part.name in mistake.parts}
    return seen.mistake in diagnose.RATIOS | listed


def _run_check(
    check: Check, exercise: Exercise, student: Finder, rng: np.random.Generator
) -> Outcome:
    name = draws.visible_name(check)
    try:
        f = student.function(check.function or exercise.functions[0])
        check.run(paired(f, exercise, student.function), rng)
    except Exception as error:
        return _outcome(error, name, check.says)
    return Outcome(Status.PASSED, check=name)


def _outcome(error: Exception, check: str, says: str = "") -> Outcome:
    """The outcome for what a check raised."""
    if isinstance(error, Failed):
        fact = message.contradicted(says, error.fact)
        return Outcome(Status.FAILED, fact, error.step, error.mistake, check)
    if isinstance(error, Fault):
        return Outcome(error.status, error.fact, error.step, "", check)
    # The traceback is for the instructor's log; the student reads one neutral sentence.
    log.error("the grader failed in %s", check, exc_info=error)
    return Outcome(Status.GRADER_ERROR, message.grader_error(), check=check)


def _run_hidden(
    part: Part, hidden: Hidden, student: Finder, seed: Seed
) -> tuple[Outcome, tuple[KnownMistake, ...], str]:
    """All hidden checks of a part: the first failure counts, and all of them name the mistake.

    The last of the three is the likeness of what failed.
    """
    exercise = hidden.exercise
    evidence: list[tuple[str, Evidence]] = []
    failing: set[str] = set()
    first = Outcome(Status.PASSED)
    for number, check in enumerate(c for c in hidden.checks if c.part == part.name):
        function = check.function or exercise.functions[0]
        kept: list[Evidence] = []
        outcome = Outcome(Status.PASSED)
        for draw in range(check.draws):
            rng = draws.hidden(seed, exercise, part.name, number, draw)
            try:
                f = paired(student.function(function), exercise, student.function)
                if isinstance(check, Probe):
                    probe.run(check, f, hidden, rng, kept)
                else:
                    check.run(probe.Recorder(f, kept, hidden), rng)
            except Exception as error:
                outcome = _outcome(error, draws.hidden_name(part.name, number))
                if isinstance(check, Probe) and outcome.status is Status.FAILED:
                    outcome = replace(outcome, fact=message.tested_on(check.says, outcome.fact))
                if first.status is Status.PASSED:
                    first = outcome
                if outcome.status is not Status.FAILED:
                    break
        evidence += [(function, piece) for piece in kept]
        if outcome.status is not Status.PASSED:
            failing.add(function)
        if outcome.status not in (Status.PASSED, Status.FAILED):
            break
    if first.status not in (Status.FAILED, Status.CRASHED):
        return first, (), ""
    agreeing: list[KnownMistake] = []
    ratio = ""
    # A mistake that passes the same checks as the right answer says nothing of one that passed.
    for function in dict.fromkeys(f for f, _ in evidence if f in failing):
        mine = [piece for f, piece in evidence if f == function]
        known = [
            mistake
            for mistake in hidden.mistakes
            if part.name in mistake.parts
            and (mistake.function or exercise.functions[0]) == function
        ]
        agreeing += diagnose.agreeing(mine, known)
        ratio = ratio or diagnose.common_ratio(mine) or diagnose.coarse_name(mine)
    like = likeness.of(evidence, seed) if first.status is Status.FAILED else ""
    return replace(first, mistake=ratio or first.mistake), tuple(agreeing), like

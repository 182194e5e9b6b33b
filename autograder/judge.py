"""Judge an exercise: run its checks against a student's functions, wherever those run.

The student's code is only ever *called*, through `autograder.function.Function`; what it returns
is a value, never a verdict. Any exception that is not a verdict is the grader's own failure, and
is reported as such.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from typing import Protocol

import numpy as np

from autograder import asides, diagnose, expect, message
from autograder.backward import paired, paired_reference, paired_variant, rows_of
from autograder.compare import compare, conform
from autograder.diagnose import Evidence
from autograder.exercise import Check, Exercise, Hidden, KnownMistake, Part, Probe
from autograder.function import Definitions, Function
from autograder.outcome import Failed, Fault, Outcome, Status
from autograder.report import ExerciseReport, PartReport
from autograder.sandbox.session import Reply
from autograder.seed import Seed
from autograder.tolerance import ROUNDING
from autograder.watched import Witness

log = logging.getLogger(__name__)

References = Mapping[str, Callable[..., object]]


class Student(Protocol):
    """Where a student's functions are found."""

    def function(self, name: str) -> Function:
        """The student's function of that name; `Fault` if there is none."""

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
    with np.errstate(all="ignore"):
        judged = [_judge_part(part, exercise, student, seed, hidden) for part in wanted]
    lost = {part.name for part, _ in judged if part.outcome.status is not Status.PASSED}
    seen = Counter(mistake for _, agreeing in judged for mistake in agreeing)
    explained = tuple(
        _explained(part, [m for m in agreeing if lost.issuperset(m.parts)], seen)
        for part, agreeing in judged
    )
    steady = _without_chance_ratios(explained)
    report = ExerciseReport(exercise.name, exercise.title, steady, exercise.extra)
    return report if parts is not None else asides.beside(report, exercise, student, seed, hidden)


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
    part: Part, exercise: Exercise, student: Student, seed: Seed, hidden: Hidden | None
) -> tuple[PartReport, tuple[KnownMistake, ...]]:
    """What came of a part, and the known mistakes that do all that the student's code did."""
    seen = Outcome(Status.PASSED)
    for check in (c for c in exercise.checks if c.part == part.name):
        rng = seed.rng(exercise.assignment, exercise.name, "visible", check.name)
        seen = _run_check(check, exercise, student, rng)
        if seen.status is not Status.PASSED:
            break
    final = seen
    agreeing: tuple[KnownMistake, ...] = ()
    # A visible failure still goes through the hidden checks: they may know the mistake's name.
    # After a crash or a timeout there is nothing to learn there, and time to lose.
    if hidden is not None and seen.status in (Status.PASSED, Status.FAILED):
        found, agreeing = _run_hidden(part, hidden, student, seed)
        if seen.status is Status.PASSED or found.status is Status.GRADER_ERROR:
            final = found
        elif found.mistake:
            final = replace(seen, mistake=found.mistake)
        elif found.status is Status.FAILED and not agreeing and _by_values(seen, part, hidden):
            # The visible check's few numbers looked like that mistake; on others it is not.
            final = replace(seen, mistake="")
    return PartReport(part.name, part.points, final, seen.status), agreeing


def _by_values(seen: Outcome, part: Part, hidden: Hidden) -> bool:
    """Whether the name that was given is one that the hidden checks would have given as well."""
    listed = {mistake.name for mistake in hidden.mistakes if part.name in mistake.parts}
    return seen.mistake in diagnose.RATIOS | listed


def _run_check(
    check: Check, exercise: Exercise, student: Student, rng: np.random.Generator
) -> Outcome:
    name = f"visible:{check.name}"
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
    part: Part, hidden: Hidden, student: Student, seed: Seed
) -> tuple[Outcome, tuple[KnownMistake, ...]]:
    """All hidden checks of a part: the first failure counts, and all of them name the mistake."""
    exercise = hidden.exercise
    evidence: list[tuple[str, Evidence]] = []
    first = Outcome(Status.PASSED)
    for number, check in enumerate(c for c in hidden.checks if c.part == part.name):
        function = check.function or exercise.functions[0]
        kept: list[Evidence] = []
        outcome = Outcome(Status.PASSED)
        for draw in range(check.draws):
            rng = seed.rng(exercise.assignment, exercise.name, part.name, str(number), str(draw))
            try:
                f = paired(student.function(function), exercise, student.function)
                if isinstance(check, Probe):
                    _probe(check, f, hidden, rng, kept)
                else:
                    check.run(_Recorder(f, kept, hidden), rng)
            except Exception as error:
                outcome = _outcome(error, f"hidden:{part.name}:{number}")
                if isinstance(check, Probe) and outcome.status is Status.FAILED:
                    outcome = replace(outcome, fact=message.tested_on(check.says, outcome.fact))
                if first.status is Status.PASSED:
                    first = outcome
                if outcome.status is not Status.FAILED:
                    break
        evidence += [(function, piece) for piece in kept]
        if outcome.status not in (Status.PASSED, Status.FAILED):
            break
    if first.status not in (Status.FAILED, Status.CRASHED):
        return first, ()
    agreeing: list[KnownMistake] = []
    ratio = ""
    for function in dict.fromkeys(f for f, _ in evidence):
        mine = [piece for f, piece in evidence if f == function]
        known = [
            mistake
            for mistake in hidden.mistakes
            if part.name in mistake.parts
            and (mistake.function or exercise.functions[0]) == function
        ]
        agreeing += diagnose.agreeing(mine, known)
        ratio = ratio or diagnose.common_ratio(mine) or diagnose.coarse_name(mine)
    return replace(first, mistake=ratio or first.mistake), tuple(agreeing)


class _Stopped(Exception):
    """Ends the replay of a mistake's code where the student's own run had ended."""

    def __init__(self, value: object) -> None:
        self.value = value


class _Measured:
    """The function that a probe's `measure` sees: it returns the one piece that is tested.

    `calls` counts, `last` is the raw piece of the latest call: where the student's run ends at a
    piece of the wrong shape, a mistake's code is stopped at the same call and compared there.
    """

    def __init__(self, f: Function, probe: Probe, hidden: Hidden, *, stop_at: int = 0) -> None:
        self.f = f
        self.probe = probe
        self.returns = hidden.exercise.returns.get(f.name, ())
        self.calls = 0
        self.last: object = None
        self.stop_at = stop_at

    def piece(self, value: object) -> object:
        return expect.piece(value, self.returns, self.probe.piece) if self.probe.piece else value

    def __call__(self, *args: object, **named: object) -> object:
        self.calls += 1
        self.last = None
        self.last = self.f(*args, **named)
        try:
            self.last = self.piece(self.last)
        finally:
            # Without that piece (no tuple, too short) the whole value is what is compared.
            if self.calls == self.stop_at:
                raise _Stopped(self.last)
        return self.last


class _Conforming(_Measured):
    """As `_Measured`, for the student: each piece must look like the reference's."""

    def __init__(self, f: Function, right: _Measured, probe: Probe, hidden: Hidden) -> None:
        super().__init__(f, probe, hidden)
        self.right = right
        self.what = probe.piece or f"{f.name}(...)"

    def __call__(self, *args: object, **named: object) -> object:
        value = super().__call__(*args, **named)
        conform(value, self.right(*args, **named), self.what)
        return value


def _probe(
    probe: Probe, f: Function, hidden: Hidden, rng: np.random.Generator, kept: list[Evidence]
) -> None:
    """Run one draw of a probe, keep what was measured, and raise if it is not right."""
    args = probe.draw(rng)

    def right() -> _Measured:
        return _Measured(paired_reference(f.name, hidden), probe, hidden)

    expected = probe.measure(right(), *args)
    mine = _Conforming(f, right(), probe, hidden)
    got, error, stop_at = None, "", 0
    try:
        got = probe.measure(mine, *args)
        compare(got, expected, probe.tolerance, mine.what)
    except Failed:
        if got is None:
            got, stop_at = mine.last, mine.calls
        raise
    except Fault as fault:
        error = fault.error or str(fault.status)
        raise
    finally:

        def again(code: Callable[..., object]) -> tuple[object, str]:
            wrong = paired_variant(code, f.name, hidden)
            variant = _Measured(wrong, probe, hidden, stop_at=stop_at)
            try:
                return probe.measure(variant, *args), ""
            except _Stopped as stopped:
                return stopped.value, ""
            except Fault as fault:
                return None, fault.error
            except Exception as other:
                return None, type(other).__name__

        rows = rows_of(f.name, hidden, args)
        kept.append(Evidence(expected, got, error, rows, probe.tolerance, again))


class _Recorder(Function):
    """Passes calls on and keeps each as evidence, for checks that are no comparison.

    What a call does to its arguments is part of the evidence: it is what a check of purity sees.
    So is what it does with a `Witness` among them.
    """

    def __init__(self, f: Function, kept: list[Evidence], hidden: Hidden) -> None:
        super().__init__(f.name)
        self._f = f
        self._kept = kept
        self._variant = partial(paired_variant, name=f.name, hidden=hidden)

    @property
    def definitions(self) -> Definitions:
        return self._f.definitions

    def reply(self, *args: object, **named: object) -> Reply:
        def again(code: Callable[..., object]) -> tuple[object, str]:
            try:
                return _seen(_watching(self._variant(code), args, named)), ""
            except Fault as fault:
                return None, fault.error
            except Failed:
                return None, "Failed"

        got: object = None
        error = ""
        try:
            reply = _watching(self._f, args, named)
            got = _seen(reply)
            return reply
        except Fault as fault:
            error = fault.error or str(fault.status)
            raise
        finally:
            self._kept.append(Evidence(None, got, error, 0, ROUNDING, again))


def _watching(f: Function, args: tuple[object, ...], named: Mapping[str, object]) -> Reply:
    for arg in args:
        if isinstance(arg, Witness):
            arg.begin()
    return f.reply(*args, **named)


def _seen(reply: Reply) -> object:
    watched = [arg.record() for arg in reply.arguments if isinstance(arg, Witness)]
    # What became of a generator is no part of it: how many draws an answer takes is its own affair.
    kept = [arg for arg in reply.arguments if not isinstance(arg, np.random.Generator)]
    return reply.value, [arg for arg in kept if not callable(arg)], watched

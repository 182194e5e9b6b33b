"""Run one check of an exercise once more, and keep every call: what went in and what came out."""

from __future__ import annotations

import copy
import dataclasses
import inspect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from autograder.display import message
from autograder.exercise import Check, Exercise, Hidden, Part, Probe
from autograder.explain import difference
from autograder.explain.difference import Difference
from autograder.judging import diagnose, draws, probe
from autograder.judging.backward import Backward, paired, paired_reference
from autograder.judging.diagnose import Evidence
from autograder.judging.function import Definitions, Function
from autograder.judging.judge import References as References
from autograder.judging.judge import Student
from autograder.outcome import Failed, Fault, Status
from autograder.sandbox.session import Reply
from autograder.seed import Seed
from autograder.tolerance import EXACT, ROUNDING, Tolerance


@dataclass(frozen=True)
class Call:
    """One call: the arguments by name, what the student's function gave, what the reference gives.

    `fault` and `reference_fault` say why there is no value. `changed` says of arguments that the
    student's function changed where it did so first. `pieces` are the names of what is returned,
    where it has some.
    """

    function: str
    arguments: Mapping[str, object]
    student: object
    fault: str
    reference: object
    reference_fault: str
    difference: Difference | None
    changed: Mapping[str, Difference] = field(default_factory=dict)
    pieces: tuple[str, ...] = ()

    @property
    def telling(self) -> bool:
        """Whether anything in it is not as it should be."""
        return bool(self.fault or self.difference or self.changed)


@dataclass(frozen=True)
class _Kept:
    """What was asked, before it could be changed, and what came."""

    args: tuple[object, ...]
    named: Mapping[str, object]
    value: object = None
    fault: str = ""
    after: tuple[object, ...] = ()


@dataclass(frozen=True)
class Trial:
    """One run of one check. `check` is its name in an `Outcome`; `draw` counts from 0.

    `tolerance` is None for a check that is no comparison with the reference: its own words say
    what it allows. `got` and `expected` are what a comparison measured of the calls. `mistakes`
    are the known mistakes whose code does here what the student's does.
    """

    check: str
    part: str
    says: str
    draw: int
    status: Status
    fact: str
    calls: tuple[Call, ...]
    tolerance: Tolerance | None = None
    piece: str = ""
    got: object = None
    expected: object = None
    difference: Difference | None = None
    mistakes: tuple[str, ...] = ()


@dataclass(eq=False)
class _Recording(Function):
    """Passes calls on and keeps them."""

    f: Function
    kept: list[_Kept] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(self.f.name)

    @property
    def definitions(self) -> Definitions:
        return self.f.definitions

    def reply(self, *args: object, **named: object) -> Reply:
        asked = tuple(_copy(arg) for arg in args), {n: _copy(v) for n, v in named.items()}
        try:
            reply = self.f.reply(*args, **named)
        except (Fault, Failed) as error:
            self.kept.append(_Kept(*asked, fault=error.fact))
            raise
        self.kept.append(_Kept(*asked, copy.deepcopy(reply.value), after=reply.arguments))
        return reply


class _RecordingBackward(Backward):
    """The same for a backward pass, which some checks ask for its forward pass."""

    def reply(self, *args: object, **named: object) -> Reply:
        return self._backward.reply(*args, **named)


def _copy(argument: object) -> object:
    return argument if callable(argument) else copy.deepcopy(argument)


def of_part(
    part: Part, exercise: Exercise, student: Student, seed: Seed, hidden: Hidden
) -> Iterator[Trial]:
    """Every check of a part, the visible ones first, each on the inputs that grading drew."""
    for check in exercise.checks:
        if check.part == part.name:
            rng = draws.visible(seed, exercise, check)
            name = draws.visible_name(check)
            yield _trial(check, name, 0, rng, exercise, student, hidden)
    for number, one in enumerate(c for c in hidden.checks if c.part == part.name):
        for draw in range(one.draws):
            rng = draws.hidden(seed, exercise, part.name, number, draw)
            name = draws.hidden_name(part.name, number)
            yield _trial(one, name, draw, rng, exercise, student, hidden)


def _trial(
    check: Check | Probe,
    name: str,
    draw: int,
    rng: np.random.Generator,
    exercise: Exercise,
    student: Student,
    hidden: Hidden,
) -> Trial:
    function = check.function or exercise.functions[0]
    evidence: list[Evidence] = []
    recording: _Recording | None = None
    status, fact = Status.PASSED, ""
    try:
        with np.errstate(all="ignore"):
            found = paired(student.function(function), exercise, student.function)
            recording = _Recording(found)
            seen: Function = recording
            if isinstance(found, Backward):
                seen = _RecordingBackward(recording, found.forward)
            if isinstance(check, Probe):
                probe.run(check, seen, hidden, rng, evidence)
            else:
                check.run(seen, rng)
    except Failed as failed:
        status, fact = Status.FAILED, failed.fact
    except Fault as fault:
        status, fact = fault.status, fault.fact
    except Exception as error:
        status, fact = Status.GRADER_ERROR, f"the grader failed: {type(error).__name__}: {error}"
    calls = tuple(_calls(recording.kept if recording else (), function, check, hidden))
    trial = Trial(name, check.part, check.says, draw, status, fact, calls)
    return _compared(trial, check, evidence, hidden, function) if evidence else trial


def _compared(
    trial: Trial, check: Check | Probe, evidence: list[Evidence], hidden: Hidden, function: str
) -> Trial:
    """The trial with what a probe's comparison says."""
    assert isinstance(check, Probe)
    piece = evidence[0]
    known = [
        mistake
        for mistake in hidden.mistakes
        if check.part in mistake.parts
        and (mistake.function or hidden.exercise.functions[0]) == function
    ]
    agreeing = () if trial.status is Status.PASSED else diagnose.agreeing(evidence, known)
    what = check.piece or f"{function}(...)"
    return dataclasses.replace(
        trial,
        tolerance=check.tolerance,
        piece=what,
        got=piece.got,
        expected=piece.expected,
        difference=(
            None if piece.error else difference.of(piece.got, piece.expected, check.tolerance, what)
        ),
        mistakes=tuple(dict.fromkeys(mistake.name for mistake in agreeing)),
    )


def _calls(
    kept: Sequence[_Kept], function: str, check: Check | Probe, hidden: Hidden
) -> Iterator[Call]:
    tolerance = check.tolerance if isinstance(check, Probe) else ROUNDING
    names = _parameters(function, hidden)
    pieces = hidden.exercise.returns.get(function, ())
    for one in kept:
        reference, trouble = _reference(function, hidden, one.args, one.named)
        found = None
        if not one.fault and not trouble:
            pairs = difference.leaves(one.value, reference, f"{function}(...)", pieces)
            compared = (difference.of(got, right, tolerance, what) for what, got, right in pairs)
            found = next(filter(None, compared), None)
        arguments = {_name(names, place): value for place, value in enumerate(one.args)}
        yield Call(
            function,
            {**arguments, **one.named},
            one.value,
            one.fault,
            reference,
            trouble,
            found,
            dict(_changed(arguments, one.after)),
            tuple(pieces),
        )


def _changed(
    arguments: Mapping[str, object], after: Sequence[object]
) -> Iterator[tuple[str, Difference]]:
    """Where arrays are not what they were before the call."""
    for (name, before), now in zip(arguments.items(), after, strict=False):
        arrays = isinstance(before, np.ndarray) and isinstance(now, np.ndarray)
        if arrays and (found := difference.of(now, before, EXACT, name)):
            yield name, found


def _reference(
    function: str, hidden: Hidden, args: tuple[object, ...], named: Mapping[str, object]
) -> tuple[object, str]:
    """What the reference gives for the same arguments, or why it gives nothing."""
    handed = tuple(_copy(arg) for arg in args), {n: _copy(v) for n, v in named.items()}
    try:
        with np.errstate(all="ignore"):
            return paired_reference(function, hidden)(*handed[0], **handed[1]), ""
    except Exception as error:  # a check may well ask for what must be refused
        return None, f"{type(error).__name__}: {error}"


def _parameters(function: str, hidden: Hidden) -> list[str]:
    """The names of the arguments as checks pass them; a backward pass takes its forward's too."""
    forward = hidden.exercise.after.get(function)
    names = list(inspect.signature(hidden.reference[forward or function]).parameters)
    return ["dout", *names] if forward else names


def _name(names: Sequence[str], place: int) -> str:
    return names[place] if place < len(names) else message.entry("argument ", (place,))

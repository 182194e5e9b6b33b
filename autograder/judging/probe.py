"""Measure a student's function as a hidden check says, and keep what came as evidence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np

from autograder.display import message
from autograder.exercise import Hidden, Probe, value_itself
from autograder.judging import expect
from autograder.judging.backward import paired_reference, paired_variant, rows_of
from autograder.judging.compare import compare, conform
from autograder.judging.diagnose import Evidence
from autograder.judging.function import Definitions, Function
from autograder.judging.watched import Witness
from autograder.outcome import Failed, Fault
from autograder.sandbox.session import Reply
from autograder.tolerance import ROUNDING


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

    def __init__(
        self, f: Function, right: Callable[..., object], probe: Probe, hidden: Hidden
    ) -> None:
        super().__init__(f, probe, hidden)
        self.right = right
        self.what = probe.piece or f"{f.name}(...)"

    def __call__(self, *args: object, **named: object) -> object:
        value = super().__call__(*args, **named)
        try:
            conform(value, self.right(*args, **named), self.what)
        except Failed as failed:
            if failed.step == message.FIRST_NAN and not args:  # an answer: nothing was computed
                raise Failed(failed.fact) from None
            raise
        return value


def run(
    probe: Probe, f: Function, hidden: Hidden, rng: np.random.Generator, kept: list[Evidence]
) -> None:
    """Run one draw of a probe, keep what was measured, and raise if it is not right."""
    args = probe.draw(rng)

    def right() -> _Measured:
        return _Measured(paired_reference(f.name, hidden), probe, hidden)

    expected = probe.measure(right(), *args)
    # Where the value itself is measured, what it must look like is there already.
    same = probe.measure is value_itself
    mine = _Conforming(f, (lambda *_: expected) if same else right(), probe, hidden)
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


class Recorder(Function):
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

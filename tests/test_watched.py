"""Checks that hand a function over, and checks that ask for an exception."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.exercise import Check, Exercise, Hidden, KnownMistake, Part
from autograder.judging import expect
from autograder.judging.function import LocalFunction
from autograder.judging.judge import judge
from autograder.judging.student import LocalStudent
from autograder.judging.watched import Watched
from autograder.outcome import Failed, Fault, Status
from autograder.seed import Seed


def once(f, rng):
    """It calls the function that it is given once."""
    given = Watched(lambda x: float(x.sum()), (2,))
    f(given, np.ones(2))
    expect.called(f, given, 1)


def apply(f, x):
    return f(x)


def twice(f, x):
    f(x)
    return f(x)


def in_complex(f, x):
    return float(f(x.astype(complex)))


EXERCISE = Exercise("apply", "a0", "toy", "A toy", (Part("calls", 1),), (Check("calls", once),))
MISTAKES = (
    KnownMistake("too many calls", twice, ("calls",)),
    KnownMistake("complex step", in_complex, ("calls",)),
)
HIDDEN = Hidden(EXERCISE, {"apply": apply}, (Check("calls", once),), MISTAKES)


@pytest.mark.parametrize("mistake", MISTAKES, ids=[m.name for m in MISTAKES])
def test_what_is_done_with_a_function_is_evidence(mistake):
    report = judge(EXERCISE, LocalStudent({"apply": mistake.code}), Seed("any"), HIDDEN)
    assert report.parts[0].outcome.status is Status.FAILED
    assert report.parts[0].outcome.mistake == mistake.name


def test_as_many_calls_as_allowed_pass():
    assert judge(EXERCISE, LocalStudent({"apply": apply}), Seed("any"), HIDDEN).passed


def test_another_shape_is_refused_in_the_words_of_whoever_calls():
    given = Watched(lambda x: float(x.sum()), (2, 3))
    with pytest.raises(Fault) as caught:
        LocalFunction(lambda f, x: f(x.ravel()), name="flat")(given, np.ones((2, 3)))
    assert "takes arrays of shape (2, 3)" in caught.value.fact


def refusing(error, text):
    def picky(x):
        raise error(text)

    return LocalFunction(picky)


def test_the_exception_that_is_asked_for_passes():
    expect.refuses(
        refusing(TypeError, "no integers"), 1, error="TypeError", what="an int", naming=("int",)
    )


@pytest.mark.parametrize(
    "f",
    [
        refusing(ValueError, "no integers"),
        refusing(TypeError, "no"),
        LocalFunction(lambda x: x, name="lenient"),
    ],
    ids=["another type", "without a reason", "none"],
)
def test_another_exception_or_none_fails(f):
    with pytest.raises(Failed):
        expect.refuses(f, 1, error="TypeError", what="an int", naming=("int",))


def test_a_stub_is_not_attempted_where_an_exception_is_asked_for():
    with pytest.raises(Fault) as caught:
        expect.refuses(refusing(NotImplementedError, ""), 1, error="TypeError", what="an int")
    assert caught.value.status is Status.NOT_ATTEMPTED

"""A backward pass is judged behind the student's own forward pass, whatever its cache holds."""

import numpy as np
import pytest

from autograder.exercise import Check, Exercise, Hidden, KnownMistake, Part, Probe
from autograder.judging import expect
from autograder.judging.backward import Backward
from autograder.judging.function import LocalFunction
from autograder.judging.judge import judge
from autograder.judging.student import LocalStudent
from autograder.outcome import Failed, Status
from autograder.seed import Seed


def square_forward(X):
    return X * X, X


def square_backward(dout, cache):
    return 2 * dout * cache


def draw(rng):
    X = rng.normal(size=(4, 3))
    return rng.normal(size=X.shape), X


def kept(f, rng):
    """The cache is as it was."""
    expect.value(f.reply(*draw(rng)).arguments[1], True, "whether the cache is as it was")


EXERCISE = Exercise(
    "square",
    "a0_toy",
    "toy",
    "Square",
    (Part("forward", 1), Part("backward", 1), Part("purity", 1)),
    functions=("square_forward", "square_backward"),
    returns={"square_forward": ("out", "cache")},
    after={"square_backward": "square_forward"},
)
HIDDEN = Hidden(
    EXERCISE,
    {"square_forward": square_forward, "square_backward": square_backward},
    (
        Probe("forward", "rows", lambda rng: draw(rng)[1:], "out", function="square_forward"),
        Probe("backward", "rows", draw, function="square_backward"),
        Check("purity", kept, "square_backward"),
    ),
    (KnownMistake("two lost", lambda d, X: d * X, ("backward",), "square_backward"),),
)


def judged(**functions):
    student = LocalStudent({**HIDDEN.reference, **functions})
    return {p.name: p.outcome for p in judge(EXERCISE, student, Seed("s"), HIDDEN).parts}


@pytest.mark.parametrize(
    ("keep", "take"),
    [
        (lambda X: {"slope": 2 * X}, lambda dout, cache: dout * cache["slope"]),
        (lambda X: [X.tolist(), ("two", 2)], lambda dout, c: c[1][1] * dout * np.array(c[0])),
    ],
)
def test_a_cache_may_hold_any_plain_values(keep, take):
    outcomes = judged(square_forward=lambda X: (X * X, keep(X)), square_backward=take)
    assert {outcome.status for outcome in outcomes.values()} == {Status.PASSED}


def test_a_mistake_in_a_backward_pass_is_named():
    outcomes = judged(square_backward=lambda dout, cache: np.multiply(dout, cache))
    assert outcomes["backward"].mistake == "two lost"
    assert outcomes["forward"].status is Status.PASSED


def test_a_ratio_in_a_backward_pass_counts_the_rows_of_the_forward_pass():
    outcomes = judged(square_backward=lambda dout, cache: 2 * dout * cache / len(cache))
    assert outcomes["backward"].mistake == "mean taken twice"


def test_a_cache_that_is_written_to_is_seen():
    def overwrites(dout, cache):
        cache *= 2
        return dout * cache

    assert [n for n, o in judged(square_backward=overwrites).items() if o.status != "passed"] == [
        "purity"
    ]


def test_a_forward_pass_without_a_cache_is_told_so():
    outcomes = judged(square_forward=lambda X: X * X)
    assert "what square_forward returns is a float64 array" in outcomes["backward"].fact


def test_an_unwritten_forward_pass_leaves_the_backward_pass_unattempted():
    def square_forward(X):
        raise NotImplementedError

    outcomes = judged(square_forward=square_forward)
    assert {outcome.status for outcome in outcomes.values()} == {Status.NOT_ATTEMPTED}


def test_dout_and_the_cache_are_seen_as_they_are_after_the_call():
    def both(dout, cache):
        dout[:] = 0
        cache.append(1)

    f = Backward(
        LocalFunction(both, name="backward"), LocalFunction(lambda x: (x, []), name="forward")
    )
    dout, unchanged = f.reply(np.ones(2), 1.0).arguments
    assert dout.tolist() == [0, 0]
    assert unchanged is False


def test_a_pair_of_functions_that_are_not_the_exercises_is_refused():
    with pytest.raises(ValueError, match="after names"):
        Exercise("x", "a0_toy", "toy", "X", (Part("x", 1),), after={"x": "y"})


def test_a_cache_that_cannot_cross_is_the_students_failure():
    outcomes = judged(square_forward=lambda X: (X * X, lambda: X))
    assert outcomes["backward"].status is Status.FAILED
    with pytest.raises(Failed):
        Backward(LocalFunction(square_backward), LocalFunction(lambda x: x, name="f"))(1, 2)

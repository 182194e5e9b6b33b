"""The judge on a toy exercise: parts apart, mistakes named, the grader's failures its own."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from autograder.exercise import Check, Exercise, Hidden, Keys, KnownMistake, Part, Probe
from autograder.judging import expect
from autograder.judging.judge import judge, judge_following_through
from autograder.judging.student import LocalStudent
from autograder.outcome import Outcome, Status
from autograder.report import ExerciseReport, PartReport
from autograder.seed import Seed

SEED = Seed("a test's")


def mean_square(X, w):
    """The reference: the mean over rows of (x.w)**2, and its gradient."""
    f = X @ w
    return float(np.mean(f**2)), 2 * X.T @ f / len(X)


def loss_of_ones(f, rng):
    """One row of ones and w of ones give 4."""
    loss = expect.piece(f(np.ones((1, 2)), np.ones(2)), ("loss", "dw"), "loss")
    expect.value(loss, 4.0, "the loss")


def draw(rng):
    return rng.standard_normal((7, 3)), rng.standard_normal(3)


EXERCISE = Exercise(
    "mean_square",
    "a0",
    "toy",
    "A toy",
    (Part("loss", 2), Part("gradient", 3), Part("purity", 1)),
    (Check("loss", loss_of_ones),),
    returns={"mean_square": ("loss", "dw")},
)


def leaves_its_arguments_alone(f, rng):
    """It changes nothing."""
    expect.untouched(f, *draw(rng), names=("X", "w"))


def squared_before_summed(X, w):
    loss, _ = mean_square(X, w)
    return loss, 2 * X.T @ (X @ w) ** 2 / len(X)


HIDDEN = Hidden(
    EXERCISE,
    {"mean_square": mean_square},
    (
        Probe("loss", "random rows", draw, piece="loss"),
        Probe("gradient", "random rows", draw, piece="dw"),
        Check("purity", leaves_its_arguments_alone),
    ),
    (KnownMistake("squared before summed", squared_before_summed, ("gradient",)),),
)


def judged(code, hidden=HIDDEN, exercise=EXERCISE):
    return judge(exercise, LocalStudent({"mean_square": code}), SEED, hidden)


def by_part(report):
    return {part.name: part.outcome for part in report.parts}


def test_the_reference_earns_everything():
    report = judged(mean_square)
    assert report.passed
    assert report.earned == report.points == 6


def test_a_wrong_gradient_costs_the_gradient_alone():
    report = judged(lambda X, w: (mean_square(X, w)[0], np.zeros(3)))
    assert report.earned == 3
    assert by_part(report)["gradient"].mistake == "nothing but zeros"


@pytest.mark.parametrize(
    ("factor", "name"),
    [
        (lambda X: -1.0, "sign flipped"),
        (lambda X: 2.0, "twice as large"),
        (lambda X: 0.5, "half as large"),
        (lambda X: float(len(X)), "sum for mean"),
        (lambda X: 1.0 / len(X), "mean taken twice"),
    ],
)
def test_a_constant_factor_is_named(factor, name):
    def code(X, w):
        loss, dw = mean_square(X, w)
        return loss, factor(X) * dw

    assert by_part(judged(code))["gradient"].mistake == name


def test_a_listed_mistake_is_named_by_its_outputs():
    outcome = by_part(judged(squared_before_summed))["gradient"]
    assert outcome.mistake == "squared before summed"
    assert outcome.fact.startswith("on random rows: dw[")


def test_two_slips_are_named_apart():
    def code(X, w):
        return -mean_square(X, w)[0], squared_before_summed(X, w)[1]

    outcomes = by_part(judged(code))
    assert outcomes["loss"].mistake == "sign flipped"
    assert outcomes["gradient"].mistake == "squared before summed"


def test_a_hidden_failure_shows_no_expected_value():
    report = judged(lambda X, w: (mean_square(X, w)[0] + 0.25, mean_square(X, w)[1]), HIDDEN)
    assert "expected 4" in by_part(report)["loss"].fact  # a worked number may be shown
    blind = dataclasses.replace(EXERCISE, checks=())
    hidden = dataclasses.replace(HIDDEN, exercise=blind)
    outcome = by_part(
        judged(lambda X, w: (mean_square(X, w)[0] + 0.25, np.zeros(3)), hidden, blind)
    )
    assert "expected" not in outcome["loss"].fact
    assert "off by 0.25" in outcome["loss"].fact


def test_a_stub_is_not_attempted_in_every_part():
    def code(X, w):
        raise NotImplementedError

    report = judged(code)
    assert not report.attempted
    assert {part.outcome.status for part in report.parts} == {Status.NOT_ATTEMPTED}


def test_a_function_that_is_not_there_is_not_attempted():
    report = judge(EXERCISE, LocalStudent({}), SEED, HIDDEN)
    assert not report.attempted


def test_a_crash_says_which_error_in_which_line():
    def code(X, w):
        total = 0
        return X @ w / total.size

    outcome = by_part(judged(code))["loss"]
    assert outcome.status is Status.CRASHED
    assert "AttributeError in line 3 of the function" in outcome.fact


def test_a_changed_argument_costs_purity_alone():
    def code(X, w):
        value = mean_square(X, w)
        w *= 0
        return value

    report = judged(code)
    assert by_part(report)["purity"].mistake == "argument changed"
    assert report.earned == 5


def test_warnings_on_the_way_cost_nothing():
    def code(X, w):
        np.log(np.zeros(1))
        return mean_square(X, w)

    assert judged(code).passed


def test_a_check_that_breaks_is_a_grader_error_and_no_zero():
    def broken(f, rng):
        """It divides by nothing."""
        return 1 / 0

    exercise = dataclasses.replace(EXERCISE, checks=(Check("loss", broken),))
    hidden = dataclasses.replace(HIDDEN, exercise=exercise)
    report = judged(mean_square, hidden, exercise)
    assert by_part(report)["loss"].status is Status.GRADER_ERROR
    assert not report.settled
    assert "division" not in by_part(report)["loss"].fact


def test_a_reference_that_breaks_is_a_grader_error():
    hidden = dataclasses.replace(HIDDEN, reference={"mean_square": lambda X, w: 1 / 0})
    assert by_part(judged(mean_square, hidden))["loss"].status is Status.GRADER_ERROR


def test_the_same_seed_gives_the_same_report_and_another_seed_other_inputs():
    def code(X, w):
        return float(X[0, 0]), np.zeros(3)

    blind = dataclasses.replace(EXERCISE, checks=())
    hidden = dataclasses.replace(HIDDEN, exercise=blind)
    student = LocalStudent({"mean_square": code})
    assert judge(blind, student, SEED, hidden) == judge(blind, student, SEED, hidden)
    other = judge(blind, student, Seed("another"), hidden)
    assert judge(blind, student, SEED, hidden) != other


def scale(x):
    """An upstream reference."""
    return 2 * x


UPSTREAM = Exercise("scale", "a0", "toy", "Upstream", (Part("value", 1),))
DOWNSTREAM = Exercise("twice", "a0", "toy", "Downstream", (Part("value", 2),), uses=("scale",))


def twice(x):
    return 4 * x


def one_number(rng):
    return (float(rng.standard_normal()),)


CHAIN = {
    "scale": Hidden(UPSTREAM, {"scale": scale}, (Probe("value", "a number", one_number),)),
    "twice": Hidden(DOWNSTREAM, {"twice": twice}, (Probe("value", "a number", one_number),)),
}


def chained(source):
    namespace: dict[str, object] = {}
    exec(source, namespace)  # the student's cell, in this test
    student = LocalStudent({name: namespace[name] for name in ("scale", "twice")})
    first = judge(UPSTREAM, student, SEED, CHAIN["scale"])
    return first, judge_following_through(DOWNSTREAM, student, SEED, CHAIN, {"scale": first})


def test_one_slip_costs_one_exercise():
    first, second = chained(
        "def scale(x):\n    return 3 * x\ndef twice(x):\n    return scale(scale(x))\n"
    )
    assert first.earned == 0
    assert second.earned == 2
    assert second.replaced == ("scale",)


def test_following_through_helps_nobody_who_is_wrong_himself():
    _, second = chained("def scale(x):\n    return 3 * x\ndef twice(x):\n    return scale(x)\n")
    assert second.earned == 0
    assert second.replaced == ()


def test_a_report_survives_json():
    from autograder.report import NotebookReport, from_json, to_json

    part = PartReport(
        "loss", 2, Outcome(Status.FAILED, "é < 3", mistake="sign flipped"), Status.PASSED
    )
    report = NotebookReport("ada", "a0", "toy", (ExerciseReport("f", "F", (part,)),), ("note",))
    assert from_json(to_json(report)) == report
    with pytest.raises(ValueError, match="not a report"):
        from_json('{"student": "ada"}')


def test_declarations_that_contradict_themselves_are_refused():
    with pytest.raises(ValueError, match="each once"):
        dataclasses.replace(EXERCISE, parts=(Part("loss", 1), Part("loss", 2)))
    with pytest.raises(ValueError, match="part 'los'"):
        dataclasses.replace(EXERCISE, checks=(Check("los", loss_of_ones),))
    with pytest.raises(ValueError, match="no piece 'dW'"):
        dataclasses.replace(HIDDEN, checks=(Probe("loss", "rows", draw, piece="dW"),))
    with pytest.raises(ValueError, match="extra"):
        dataclasses.replace(EXERCISE, extra=True)


BY_KEY = dataclasses.replace(
    EXERCISE,
    checks=(),
    parts=(Part("dw", 1), Part("db", 1)),
    returns={"mean_square": Keys(("dw", "db"))},
)
SLOPES = Hidden(
    BY_KEY,
    {"mean_square": lambda X, w: {"dw": 2 * w, "db": np.zeros(1)}},
    tuple(Probe(key, "random rows", draw, piece=key) for key in ("dw", "db")),
)


def test_the_values_of_a_dict_are_judged_apart():
    report = judged(lambda X, w: {"dw": 2 * w, "db": np.ones(2)}, SLOPES, BY_KEY)
    assert [part.earned for part in report.parts] == [1, 0]
    assert "db has shape (2,); expected (1,)" in by_part(report)["db"].fact


@pytest.mark.parametrize("value", [lambda w: (2 * w, np.zeros(1)), lambda w: {"dw": 2 * w}])
def test_a_dict_with_other_keys_or_none_at_all_is_refused(value):
    outcomes = by_part(judged(lambda X, w: value(w), SLOPES, BY_KEY))
    assert "expected a dict with keys ['db', 'dw']" in outcomes["dw"].fact


def three_doubled(f, rng):
    """1, 2 and 3 become 2, 4 and 6."""
    expect.value(f(np.array([1.0, 2.0, 3.0])), np.array([2.0, 4.0, 6.0]), "what comes")


def doubled_in_place(x):
    x *= 2
    return x


def test_a_changed_argument_is_told_where_no_part_is_lost_by_it():
    parts, checks = (Part("value", 1),), (Check("value", three_doubled),)
    exercise = Exercise("doubled", "a0", "toy", "Twice", parts, checks)
    report = judge(exercise, LocalStudent({"doubled": doubled_in_place}), SEED)
    assert report.passed
    assert report.notes == (
        "doubled changed its argument 1; a caller expects it untouched. It costs nothing here",
    )
    assert judge(exercise, LocalStudent({"doubled": lambda x: 2 * x}), SEED).notes == ()

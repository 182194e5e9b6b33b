"""The visible checks of assignment 1 take right numbers, and name planted wrong ones.

No answer's code stands here: planted functions give out constants.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.hints import HINTS
from autograder.judging.function import LocalFunction
from autograder.judging.separable import separable
from autograder.outcome import Failed, Fault
from autograder.visible import svm_concepts, svm_features, svm_losses, svm_one, svm_scores
from autograder.visible.svm_loss import EXERCISES

CHECKS = [
    pytest.param(check, id=f"{exercise.name}-{check.name}")
    for exercise in EXERCISES
    for check in exercise.checks
]
SEEDS = st.integers(0, 2**32 - 1)

#: The first linear program loads SciPy, which takes longer than a deadline.
UNHURRIED = settings(deadline=None)


def rng(seed=0):
    return np.random.default_rng(seed)


def verdict(check, code):
    with pytest.raises(Failed) as caught:
        check(LocalFunction(code, name="f"), rng())
    return caught.value


def test_every_part_of_every_exercise_is_looked_at():
    for exercise in EXERCISES:
        assert {check.part for check in exercise.checks} == {part.name for part in exercise.parts}


def test_every_function_of_every_exercise_is_looked_at():
    for exercise in EXERCISES:
        tested = {check.function or exercise.functions[0] for check in exercise.checks}
        assert tested == set(exercise.functions)


@pytest.mark.parametrize("check", CHECKS)
def test_a_check_says_what_it_tests_in_one_sentence(check):
    assert check.says.endswith(".")
    assert len(check.says) < 100


@pytest.mark.parametrize("check", CHECKS)
def test_nothing_returned_fails_every_check(check):
    with pytest.raises(Failed):
        check.run(LocalFunction(lambda *args: None, name="f"), rng())


@pytest.mark.parametrize("check", CHECKS)
def test_a_crash_is_handed_on_as_the_students(check):
    def crashes(*args):
        raise ArithmeticError

    with pytest.raises(Fault):
        check.run(LocalFunction(crashes, name="f"), rng())


def test_every_name_that_a_worked_number_may_get_has_a_hint():
    tables = [
        svm_one.OF_ONE, svm_one.LOSS_OF, svm_one.DW_OF, svm_one.DB_OF, svm_losses.PULLS_OF,
        svm_losses.PENALTY_OF, svm_scores.SCORES_OF,
        dict.fromkeys(svm_losses.OF_PENALTY.values()),
    ]  # fmt: skip
    assert {name for table in tables for name in table} <= set(HINTS)


@pytest.mark.parametrize("name", svm_one.OF_ONE)
def test_a_planted_loss_of_one_example_is_named(name):
    found = verdict(svm_one.three_images, lambda s, y: float(svm_one.OF_ONE[name][y]))
    assert found.mistake == name


@pytest.mark.parametrize("name", svm_losses.PULLS_OF)
def test_a_planted_gradient_is_named(name):
    found = verdict(
        svm_losses.lecture_gradient, lambda W, X, y, reg: (0.0, svm_losses.PULLS_OF[name] / 3)
    )
    assert found.mistake == name
    assert "dW" in found.fact


@pytest.mark.parametrize("name", sorted(set(svm_losses.PENALTY_OF) - {"reg squared"}))
def test_a_planted_penalty_is_named(name):
    worth = svm_losses.PENALTY_OF[name]
    found = verdict(svm_losses.penalty_of_weights, lambda W, X, y, reg: (reg * worth, reg + 0 * W))
    assert found.mistake == name or worth == 9.5


def test_a_loss_that_does_not_know_reg_is_told_apart_by_its_gradient():
    found = verdict(svm_losses.penalty_of_weights, lambda W, X, y, reg: (0.0, reg + 0 * W))
    assert found.mistake == "penalty in the gradient only"
    found = verdict(svm_losses.penalty_of_weights, lambda W, X, y, reg: (0.0, 0 * W))
    assert found.mistake == "reg ignored"


@pytest.mark.parametrize("name", svm_one.DW_OF)
def test_a_planted_gradient_of_the_binary_hinge_is_named(name):
    planted = svm_one.DW_OF[name] / 5
    found = verdict(svm_one.five_points_dw, lambda w, b, X, y: (1.25, planted, 0.2))
    assert found.mistake == name


@pytest.mark.parametrize(
    ("factor", "name"),
    [(-1, "sign flipped"), (2, "twice as large"), (5, "sum for mean"), (0.2, "mean taken twice")],
)
def test_a_planted_factor_is_named(factor, name):
    right = np.array([1.8, -0.7])
    found = verdict(svm_one.five_points_dw, lambda w, b, X, y: (1.25, factor * right, 0.2))
    assert found.mistake == name


@pytest.mark.parametrize("name", svm_scores.SCORES_OF)
def test_planted_scores_are_named(name):
    found = verdict(svm_scores.one_by_hand, lambda W, x, b: svm_scores.SCORES_OF[name])
    assert found.mistake == name


def test_a_gradient_of_the_wrong_shape_is_told_its_shape():
    found = verdict(svm_losses.svm_types, lambda W, X, y, reg: (1.0, W.T))
    assert "(3, 4)" in found.fact
    assert "(4, 3)" in found.fact


def test_a_constant_of_the_right_form_is_no_answer():
    found = verdict(svm_losses.svm_arguments, lambda W, X, y, reg: (0.0, np.zeros(W.shape)))
    assert "two inputs that call for different results" in found.fact


def test_a_changed_argument_is_named():
    def writes(W, X, y, reg):
        W[0] = 7.0
        return 0.0, np.zeros(W.shape)

    found = verdict(svm_losses.svm_arguments, writes)
    assert found.mistake == "argument changed"
    assert " W;" in found.fact


def test_what_one_call_leaves_behind_is_named():
    calls = []

    def counts(W, X, y, reg):
        calls.append(1)
        return float(len(calls)), np.zeros(W.shape)

    assert verdict(svm_losses.svm_arguments, counts).mistake == "state kept between calls"


@given(SEEDS)
def test_drawn_scores_of_two_classes_never_differ_by_a_whole_number(seed):
    W, X, y = svm_losses.whole_batch(rng(seed), 6, 4, 5)
    scores = np.sort(X @ W, axis=1)
    for apart in range(1, 5):
        steps = scores[:, apart:] - scores[:, :-apart]
        assert np.abs(steps - steps.round()).min() > 0.05
    assert y.max() < 5


@given(SEEDS)
def test_drawn_units_are_never_whole_numbers(seed):
    w, b, X, y = svm_one.half_batch(rng(seed), 9, 4)
    doubled = 2 * (X @ w) + 2 * b
    assert np.abs(doubled - doubled.round()).min() > 0.4
    assert set(y) <= {-1, 1}


# ------------------------------------------------------------------------------ feature maps


@UNHURRIED
@given(SEEDS, st.floats(1e-3, 1e3), st.floats(-1e3, 1e3))
def test_separability_does_not_depend_on_the_units_of_features(seed, unit, shift):
    F = rng(seed).normal(size=(40, 2))
    side = (F[:, 0] > F[:, 1]).astype(int)
    F[:, 0] += np.where(side == 1, 0.1, -0.1)
    assert separable(unit * F + shift, side)


@UNHURRIED
@given(SEEDS)
def test_random_labels_of_many_points_are_not_separable(seed):
    F = rng(seed).normal(size=(200, 3))
    assert not separable(F, rng(seed + 1).integers(0, 2, 200))


@UNHURRIED
@given(st.permutations(range(4)))
def test_the_order_of_the_points_does_not_matter(order):
    corners = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])[list(order)]
    assert not separable(corners, np.array([0, 1, 1, 0])[list(order)])
    assert separable(corners, np.array([0, 1, 1, 1])[list(order)])


def test_huge_tiny_and_constant_features_do_no_harm():
    labels = np.array([0, 1, 0, 1])
    assert separable(np.array([[-1e300], [1e300], [-1e300], [1e300]]), labels)
    assert separable(np.array([[-1e-200], [1e-200], [-1e-200], [1e-200]]), labels)
    assert not separable(np.ones((4, 2)), labels)


@pytest.mark.parametrize(
    ("check", "code", "mistake"),
    [
        (svm_features.odd_from_even, np.copy, "coordinates apart"),
        (svm_features.ring_from_rest, np.square, "one threshold for a ring"),
        (svm_features.ring_from_rest, np.copy, ""),
        (svm_features.modes_from_rest, lambda X, centres: np.copy(X), ""),
        (svm_features.odd_from_even, lambda X: X - X.mean(axis=0), "rows mixed"),
    ],
)
def test_a_feature_map_that_falls_short_is_told_how(check, code, mistake):
    assert verdict(check, code).mistake == mistake


def test_features_must_be_few_and_one_row_each():
    few = verdict(svm_features.odd_from_even, lambda X: np.eye(len(X)))
    assert "expected 1 to 10" in few.fact
    flat = verdict(svm_features.odd_from_even, lambda X: X[:, 0])
    assert "(120, F)" in flat.fact


# ------------------------------------------------------------------------------ questions


def test_a_question_takes_any_answer_of_its_kind_before_grading():
    for exercise in EXERCISES:
        if exercise.name == "concepts":
            for check in exercise.checks:
                for answer in (0, 1.5, -3, np.float64(7)):
                    whole = (True, False, True) if check.function == "still_moving" else answer
                    check.run(LocalFunction(lambda *args, a=whole: a, name="f"), rng())


def test_a_question_wants_an_answer():
    assert "expected a float" in verdict(svm_concepts.a_number, lambda: "infinite").fact
    assert "tuple of 3" in verdict(svm_concepts.three_bools, lambda margin: (True, False)).fact

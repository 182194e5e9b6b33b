"""What is hidden of assignment 2: for each exercise its reference, checks and known mistakes."""

from __future__ import annotations

from collections.abc import Mapping

from autograder.exercise import Check, Exercise, Hidden, KnownMistake, Probe
from autograder.visible.softmax import EXERCISES
from solutions import softmax as right
from solutions.hidden import (
    error_mistakes,
    local_mistakes,
    one_hot_mistakes,
    probability_mistakes,
    sigmoid_mistakes,
    softmax_mistakes,
    training_mistakes,
)

BY_NAME: Mapping[str, Exercise] = {exercise.name: exercise for exercise in EXERCISES}


def _hidden(
    name: str, checks: tuple[Probe | Check, ...], mistakes: tuple[KnownMistake, ...]
) -> Hidden:
    exercise = BY_NAME[name]
    return Hidden(exercise, {f: getattr(right, f) for f in exercise.functions}, checks, mistakes)


HIDDEN = (
    _hidden("softmax", probability_mistakes.SOFTMAX_CHECKS, probability_mistakes.SOFTMAX_MISTAKES),
    _hidden(
        "cross_entropy",
        probability_mistakes.CROSS_ENTROPY_CHECKS,
        probability_mistakes.CROSS_ENTROPY_MISTAKES,
    ),
    _hidden("one_hot", one_hot_mistakes.ONE_HOT_CHECKS, one_hot_mistakes.ONE_HOT_MISTAKES),
    _hidden("softmax_loss_naive", softmax_mistakes.CHECKS, softmax_mistakes.MISTAKES),
    _hidden(
        "softmax_loss_vectorized",
        softmax_mistakes.CHECKS,
        (*softmax_mistakes.MISTAKES, *softmax_mistakes.LOOP_MISTAKES),
    ),
    _hidden("softmax_jacobian", local_mistakes.JACOBIAN_CHECKS, local_mistakes.JACOBIAN_MISTAKES),
    _hidden(
        "softmax_backward_one", local_mistakes.BACKWARD_CHECKS, local_mistakes.BACKWARD_MISTAKES
    ),
    _hidden("sigmoid", sigmoid_mistakes.SIGMOID_CHECKS, sigmoid_mistakes.SIGMOID_MISTAKES),
    _hidden("logistic_loss", sigmoid_mistakes.LOGISTIC_CHECKS, sigmoid_mistakes.LOGISTIC_MISTAKES),
    _hidden("mse_vs_cross_entropy", error_mistakes.ERROR_CHECKS, error_mistakes.ERROR_MISTAKES),
    _hidden("kl_divergence", error_mistakes.KL_CHECKS, error_mistakes.KL_MISTAKES),
    _hidden("softmax_concepts", error_mistakes.CONCEPT_CHECKS, error_mistakes.CONCEPT_MISTAKES),
    _hidden("softmax_regression", training_mistakes.CHECKS, training_mistakes.MISTAKES),
)

"""What is hidden of assignment 1: for each exercise its reference, checks and known mistakes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from autograder.exercise import Check, Exercise, Hidden, KnownMistake, Probe
from autograder.visible.svm_loss import EXERCISES
from solutions import svm_loss as right
from solutions.hidden import (
    concept_mistakes,
    feature_mistakes,
    label_mistakes,
    one_mistakes,
    score_mistakes,
    svm_checks,
    svm_mistakes,
)

BY_NAME: Mapping[str, Exercise] = {exercise.name: exercise for exercise in EXERCISES}


def _hidden(
    name: str,
    checks: tuple[Probe | Check, ...],
    mistakes: tuple[KnownMistake, ...],
    reference: Mapping[str, Callable[..., object]] | None = None,
) -> Hidden:
    exercise = BY_NAME[name]
    found = reference or {f: getattr(right, f) for f in exercise.functions}
    return Hidden(exercise, found, checks, mistakes)


HIDDEN = (
    _hidden("stretch", score_mistakes.STRETCH_CHECKS, score_mistakes.STRETCH_MISTAKES),
    _hidden("linear_scores", score_mistakes.LINEAR_CHECKS, score_mistakes.LINEAR_MISTAKES),
    _hidden("fold_bias", score_mistakes.FOLD_CHECKS, score_mistakes.FOLD_MISTAKES),
    _hidden("predict", label_mistakes.PREDICT_CHECKS, label_mistakes.PREDICT_MISTAKES),
    _hidden("one_vs_all", label_mistakes.ONE_VS_ALL_CHECKS, label_mistakes.ONE_VS_ALL_MISTAKES),
    _hidden("svm_loss_one", one_mistakes.ONE_CHECKS, one_mistakes.ONE_MISTAKES),
    _hidden("svm_loss_naive", svm_checks.SVM_CHECKS, svm_mistakes.SVM_MISTAKES),
    _hidden(
        "svm_loss_vectorized",
        svm_checks.SVM_CHECKS,
        (*svm_mistakes.SVM_MISTAKES, *svm_mistakes.LOOP_MISTAKES),
    ),
    _hidden("binary_hinge", svm_checks.HINGE_CHECKS, one_mistakes.HINGE_MISTAKES),
    _hidden("xor_features", feature_mistakes.XOR_CHECKS, feature_mistakes.XOR_MISTAKES),
    _hidden("ring_features", feature_mistakes.RING_CHECKS, feature_mistakes.RING_MISTAKES),
    _hidden("modes_features", feature_mistakes.MODES_CHECKS, feature_mistakes.MODES_MISTAKES),
    _hidden(
        "concepts",
        concept_mistakes.CONCEPT_CHECKS,
        concept_mistakes.CONCEPT_MISTAKES,
        concept_mistakes.REFERENCE,
    ),
    _hidden("templates", concept_mistakes.TEMPLATE_CHECKS, concept_mistakes.TEMPLATE_MISTAKES),
)

"""What is hidden of assignment 1."""

from __future__ import annotations

from autograder.exercise import Exercise, Hidden
from autograder.visible.svm_loss import EXERCISES
from solutions import svm_loss as right
from solutions.hidden import svm_checks, svm_mistakes

BY_NAME: dict[str, Exercise] = {exercise.name: exercise for exercise in EXERCISES}


HIDDEN = (
    Hidden(
        BY_NAME["svm_loss_naive"],
        {"svm_loss_naive": right.svm_loss_naive},
        svm_checks.SVM_CHECKS,
        svm_mistakes.SVM_MISTAKES,
    ),
    Hidden(
        BY_NAME["svm_loss_vectorized"],
        {"svm_loss_vectorized": right.svm_loss_vectorized},
        svm_checks.SVM_CHECKS,
        (*svm_mistakes.SVM_MISTAKES, *svm_mistakes.LOOP_MISTAKES),
    ),
)

"""Correct answers to assignment 2 in other forms; every one earns full marks."""

from __future__ import annotations

from collections.abc import Mapping

from solutions.forms import (
    Form,
    softmax_errors,
    softmax_gradients,
    softmax_logistic,
    softmax_losses,
    softmax_outputs,
    softmax_training,
)

FORMS: Mapping[str, tuple[Form, ...]] = {
    "softmax": softmax_outputs.SOFTMAX,
    "cross_entropy": softmax_outputs.CROSS_ENTROPY,
    "one_hot": softmax_outputs.ONE_HOT,
    "softmax_loss_naive": softmax_losses.NAIVE,
    "softmax_loss_vectorized": softmax_losses.VECTORISED,
    "softmax_jacobian": softmax_gradients.JACOBIAN,
    "softmax_backward_one": softmax_gradients.BACKWARD,
    "sigmoid": softmax_outputs.SIGMOID,
    "logistic_loss": softmax_logistic.LOGISTIC,
    "mse_vs_cross_entropy": softmax_errors.TWO_ERRORS,
    "kl_divergence": softmax_errors.KL,
    "softmax_concepts": softmax_errors.CONCEPTS,
    "softmax_regression": softmax_training.TRAINING,
}

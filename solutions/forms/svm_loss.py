"""Correct answers to assignment 1 in other forms; every one earns full marks."""

from __future__ import annotations

from collections.abc import Mapping

from solutions.forms import svm_losses, svm_scores
from solutions.forms.svm_losses import Form

FORMS: Mapping[str, tuple[Form, ...]] = {
    "stretch": svm_scores.STRETCH,
    "linear_scores": svm_scores.LINEAR,
    "fold_bias": svm_scores.FOLD,
    "predict": svm_scores.PREDICT,
    "one_vs_all": svm_scores.ONE_VS_ALL,
    "svm_loss_one": svm_losses.ONE,
    "svm_loss_naive": svm_losses.NAIVE,
    "svm_loss_vectorized": svm_losses.VECTORISED,
    "binary_hinge": svm_losses.BINARY,
    "xor_features": svm_scores.XOR,
    "ring_features": svm_scores.RING,
    "modes_features": svm_scores.MODES,
    "concepts": svm_scores.CONCEPTS,
    "templates": svm_scores.TEMPLATES,
}

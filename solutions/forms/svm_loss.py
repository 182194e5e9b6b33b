"""Correct answers to assignment 1 in other forms; every one earns full marks."""

from __future__ import annotations

from collections.abc import Mapping

from solutions.forms import Form, svm_concepts, svm_features, svm_losses, svm_one, svm_scores

FORMS: Mapping[str, tuple[Form, ...]] = {
    "stretch": svm_scores.STRETCH,
    "linear_scores": svm_scores.LINEAR,
    "fold_bias": svm_scores.FOLD,
    "predict": svm_scores.PREDICT,
    "one_vs_all": svm_scores.ONE_VS_ALL,
    "svm_loss_one": svm_one.ONE,
    "svm_loss_naive": svm_losses.NAIVE,
    "svm_loss_vectorized": svm_losses.VECTORISED,
    "binary_hinge": svm_one.BINARY,
    "xor_features": svm_features.XOR,
    "ring_features": svm_features.RING,
    "modes_features": svm_features.MODES,
    "concepts": svm_concepts.CONCEPTS,
    "templates": svm_concepts.TEMPLATES,
}

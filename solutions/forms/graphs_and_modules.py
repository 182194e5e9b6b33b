"""Correct answers to assignment 5's first notebook in other forms; every one earns full marks."""

from __future__ import annotations

from collections.abc import Mapping

from solutions.forms import (
    Form,
    graph_engine,
    graph_hand,
    graph_order,
    graph_questions,
    module_activations,
    module_affine,
    module_losses,
)

FORMS: Mapping[str, tuple[Form, ...]] = {
    "topological_order": graph_order.ORDER,
    "graphs_by_hand": graph_hand.BY_HAND,
    "graph_engine": graph_engine.ENGINE,
    "affine": module_affine.AFFINE,
    "squashing": module_activations.SQUASHING,
    "relu": module_activations.RELU,
    "softmax_cross_entropy": module_losses.CROSS_ENTROPY,
    "squared_error": module_losses.SQUARES,
    "maxout": module_affine.MAXOUT,
    "slopes": graph_questions.SLOPES,
    "graph_concepts": graph_questions.CONCEPTS,
}

"""Correct answers to assignment 5's first notebook in other forms; every one earns full marks."""

from __future__ import annotations

from collections.abc import Mapping

from solutions.forms import graph_forms, module_forms
from solutions.forms.graph_forms import Form

FORMS: Mapping[str, tuple[Form, ...]] = {
    "topological_order": graph_forms.ORDER,
    "graphs_by_hand": graph_forms.BY_HAND,
    "graph_engine": graph_forms.ENGINE,
    "affine": module_forms.AFFINE,
    "squashing": module_forms.SQUASHING,
    "relu": module_forms.RELU,
    "softmax_cross_entropy": module_forms.CROSS_ENTROPY,
    "squared_error": module_forms.SQUARES,
    "maxout": module_forms.MAXOUT,
    "slopes": graph_forms.SLOPES,
    "graph_concepts": graph_forms.CONCEPTS,
}

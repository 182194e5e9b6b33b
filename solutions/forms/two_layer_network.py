"""Correct answers to assignment 5's second notebook in other forms; every one earns full marks."""

from __future__ import annotations

from collections.abc import Mapping

from solutions.forms import theta_forms, two_layer_forms
from solutions.forms.theta_forms import Form

FORMS: Mapping[str, tuple[Form, ...]] = {
    "boolean_networks": theta_forms.BOOLEAN,
    "theta_form": theta_forms.FORM,
    "hidden_delta": theta_forms.DELTA,
    "nn_cost_by_examples": theta_forms.BY_EXAMPLES,
    "nn_cost": theta_forms.AT_ONCE,
    "two_layer_loss": two_layer_forms.TWO_LAYER,
    "he_init": two_layer_forms.HE,
    "train": two_layer_forms.TRAIN,
    "network_predict": two_layer_forms.PREDICT,
    "learn_digits": two_layer_forms.LEARN,
    "grid_search": two_layer_forms.GRID,
    "network_concepts": two_layer_forms.CONCEPTS,
}

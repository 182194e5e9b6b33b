"""Correct answers to assignment 5's second notebook in other forms; every one earns full marks."""

from __future__ import annotations

from collections.abc import Mapping

from solutions.forms import (
    Form,
    theta_costs,
    theta_form,
    theta_gates,
    two_layer_digits,
    two_layer_losses,
    two_layer_questions,
    two_layer_training,
)

FORMS: Mapping[str, tuple[Form, ...]] = {
    "boolean_networks": theta_gates.BOOLEAN,
    "theta_form": theta_form.FORM,
    "hidden_delta": theta_form.DELTA,
    "nn_cost_by_examples": theta_costs.BY_EXAMPLES,
    "nn_cost": theta_costs.AT_ONCE,
    "two_layer_loss": two_layer_losses.TWO_LAYER,
    "he_init": two_layer_training.HE,
    "train": two_layer_training.TRAIN,
    "network_predict": two_layer_digits.PREDICT,
    "learn_digits": two_layer_digits.LEARN,
    "grid_search": two_layer_digits.GRID,
    "network_concepts": two_layer_questions.CONCEPTS,
}

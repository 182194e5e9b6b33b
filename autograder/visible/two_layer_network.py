"""Assignment 5, second notebook: boolean networks, the Theta form, the two-layer network."""

from __future__ import annotations

from collections.abc import Mapping

from autograder.exercise import Check, Exercise, Part
from autograder.visible import (
    theta_form,
    theta_gates,
    two_layer_digits,
    two_layer_losses,
    two_layer_training,
)


def _exercise(
    name: str,
    title: str,
    parts: Mapping[str, float],
    checks: tuple[Check, ...],
    *,
    functions: tuple[str, ...] = (),
    returns: Mapping[str, tuple[str, ...]] | None = None,
    uses: tuple[str, ...] = (),
    extra: bool = False,
) -> Exercise:
    return Exercise(
        name,
        "a5_two_layer_backprop",
        "two_layer_network",
        title,
        tuple(Part(part, points) for part, points in parts.items()),
        checks,
        functions,
        returns or {},
        uses,
        extra,
    )


CONCEPTS = (
    "moving_from_zeros",
    "rank_from_constants",
    "heads_with_simple_delta",
    "largest_probability",
)

EXERCISES = (
    _exercise(
        "boolean_networks",
        "Logic from sigmoid units",
        {"or": 1, "not": 1, "nor": 1, "xnor": 1, "xor": 1},
        theta_gates.BOOLEAN,
        functions=tuple(theta_gates.GATES),
    ),
    _exercise(
        "theta_form",
        "Forward, in Theta form",
        {"activations": 2, "to W and b": 1, "back to Theta": 1},
        theta_form.FORM,
        functions=("theta_forward", "theta_to_wb", "wb_to_theta"),
        returns={"theta_to_wb": ("W", "b")},
    ),
    _exercise(
        "hidden_delta", "Back through a hidden layer", {"delta": 2, "purity": 1}, theta_form.DELTA
    ),
    _exercise(
        "nn_cost_by_examples",
        "Cost and gradients, example by example",
        {"cost": 1, "gradient": 3, "regularisation": 1},
        theta_form.BY_EXAMPLES,
        returns={"nn_cost_by_examples": theta_form.COST},
        uses=("theta_form", "hidden_delta"),
    ),
    _exercise(
        "nn_cost",
        "Cost and gradients, all examples at once",
        {"cost": 1, "gradient": 2, "regularisation": 1, "stability": 1, "purity": 1},
        theta_form.AT_ONCE,
        returns={"nn_cost": theta_form.COST},
        uses=("theta_form", "hidden_delta"),
    ),
    _exercise(
        "two_layer_loss",
        "The two-layer network",
        {
            "loss": 2,
            "W2": 1,
            "b2": 1,
            "W1": 2,
            "b1": 1,
            "sigmoid": 1,
            "regularisation": 2,
            "stability": 1,
            "purity": 1,
        },
        two_layer_losses.TWO_LAYER,
        returns={"two_layer_loss": two_layer_losses.RETURNS},
    ),
    _exercise(
        "he_init", "Where training starts", {"scale": 1, "generator": 1}, two_layer_digits.HE
    ),
    _exercise(
        "train",
        "The training loop",
        {
            "steps": 2,
            "momentum": 1,
            "decay": 1,
            "last short batch": 1,
            "shuffling": 2,
            "patience": 1,
            "purity": 1,
        },
        two_layer_training.TRAIN,
        returns={"train": two_layer_training.RETURNS},
    ),
    _exercise(
        "network_predict",
        "Labels, and which are mixed up",
        {"labels": 1, "confusion": 1},
        two_layer_digits.PREDICT,
        functions=("network_predict", "confusion_matrix"),
    ),
    _exercise(
        "learn_digits",
        "Digits, then shifted digits",
        {"digits": 1, "shifted digits": 2},
        two_layer_digits.LEARN,
        uses=("two_layer_loss", "he_init", "train"),
    ),
    _exercise(
        "grid_search",
        "A grid of rates and penalties",
        {"scores": 0, "best": 0},
        two_layer_digits.GRID_CHECKS,
        returns={"grid_search": two_layer_digits.GRID},
        extra=True,
    ),
    _exercise(
        "network_concepts",
        "What moves, and what cannot",
        dict.fromkeys(CONCEPTS, 1),
        two_layer_digits.CONCEPTS,
        functions=CONCEPTS,
    ),
)

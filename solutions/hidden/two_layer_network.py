"""What is hidden of assignment 5's second notebook: reference, checks and known mistakes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from autograder.exercise import Check, Exercise, Hidden, KnownMistake, Probe
from autograder.visible.two_layer_network import EXERCISES
from solutions import theta_network, two_layer_network
from solutions.hidden import (
    digits_mistakes,
    gate_mistakes,
    network_questions,
    network_training_mistakes,
    theta_checks,
    theta_mistakes,
    training_checks,
    two_layer_checks,
    two_layer_mistakes,
)

BY_NAME: Mapping[str, Exercise] = {exercise.name: exercise for exercise in EXERCISES}


def _reference(function: str) -> Callable[..., object]:
    home = theta_network if hasattr(theta_network, function) else two_layer_network
    found: Callable[..., object] = getattr(home, function)
    return found


def _hidden(
    name: str, checks: tuple[Probe | Check, ...], mistakes: tuple[KnownMistake, ...]
) -> Hidden:
    exercise = BY_NAME[name]
    return Hidden(exercise, {f: _reference(f) for f in exercise.functions}, checks, mistakes)


HIDDEN = (
    _hidden("boolean_networks", gate_mistakes.GATE_CHECKS, gate_mistakes.GATE_MISTAKES),
    _hidden("theta_form", theta_checks.FORM_CHECKS, theta_mistakes.FORM_MISTAKES),
    _hidden("hidden_delta", theta_checks.DELTA_CHECKS, theta_mistakes.DELTA_MISTAKES),
    _hidden(
        "nn_cost_by_examples",
        theta_checks.BY_EXAMPLES_CHECKS,
        theta_mistakes.BY_EXAMPLES_MISTAKES,
    ),
    _hidden("nn_cost", theta_checks.AT_ONCE_CHECKS, theta_mistakes.AT_ONCE_MISTAKES),
    _hidden(
        "two_layer_loss",
        two_layer_checks.TWO_LAYER_CHECKS,
        two_layer_mistakes.TWO_LAYER_MISTAKES,
    ),
    _hidden("he_init", digits_mistakes.HE_CHECKS, digits_mistakes.HE_MISTAKES),
    _hidden("train", training_checks.TRAIN_CHECKS, network_training_mistakes.TRAIN_MISTAKES),
    _hidden("network_predict", digits_mistakes.PREDICT_CHECKS, digits_mistakes.PREDICT_MISTAKES),
    _hidden("learn_digits", digits_mistakes.LEARN_CHECKS, digits_mistakes.LEARN_MISTAKES),
    _hidden("grid_search", network_questions.GRID_CHECKS, network_questions.GRID_MISTAKES),
    _hidden(
        "network_concepts", network_questions.CONCEPT_CHECKS, network_questions.CONCEPT_MISTAKES
    ),
)

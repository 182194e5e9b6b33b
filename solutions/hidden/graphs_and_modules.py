"""What is hidden of assignment 5's first notebook: references, checks and known mistakes."""

from __future__ import annotations

from collections.abc import Mapping

from autograder.exercise import Check, Exercise, Hidden, KnownMistake, Probe
from autograder.visible.graphs_and_modules import EXERCISES
from solutions import graphs_and_modules as right
from solutions.hidden import (
    graph_answers,
    graph_hand,
    graph_mistakes,
    module_checks,
    module_loss_mistakes,
    module_mistakes,
)

BY_NAME: Mapping[str, Exercise] = {exercise.name: exercise for exercise in EXERCISES}


def _hidden(
    name: str, checks: tuple[Probe | Check, ...], mistakes: tuple[KnownMistake, ...]
) -> Hidden:
    exercise = BY_NAME[name]
    return Hidden(exercise, {f: getattr(right, f) for f in exercise.functions}, checks, mistakes)


HIDDEN = (
    _hidden("topological_order", graph_mistakes.ORDER_CHECKS, graph_mistakes.ORDER_MISTAKES),
    _hidden("graphs_by_hand", graph_hand.HAND_CHECKS, graph_hand.HAND_MISTAKES),
    _hidden("graph_engine", graph_mistakes.ENGINE_CHECKS, graph_mistakes.ENGINE_MISTAKES),
    _hidden("affine", module_checks.AFFINE_CHECKS, module_mistakes.AFFINE_MISTAKES),
    _hidden("squashing", module_checks.SQUASHING_CHECKS, module_mistakes.SQUASHING_MISTAKES),
    _hidden("relu", module_checks.RELU_CHECKS, module_mistakes.RELU_MISTAKES),
    _hidden(
        "softmax_cross_entropy",
        module_checks.CROSS_ENTROPY_CHECKS,
        module_loss_mistakes.CROSS_ENTROPY_MISTAKES,
    ),
    _hidden("squared_error", module_checks.SQUARES_CHECKS, module_loss_mistakes.SQUARES_MISTAKES),
    _hidden("maxout", module_checks.MAXOUT_CHECKS, module_mistakes.MAXOUT_MISTAKES),
    _hidden("slopes", graph_answers.SLOPE_CHECKS, graph_answers.SLOPE_MISTAKES),
    _hidden("graph_concepts", graph_answers.CONCEPT_CHECKS, graph_answers.CONCEPT_MISTAKES),
)

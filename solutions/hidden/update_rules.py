"""What is hidden of assignment 4: for each exercise its reference, checks and known mistakes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from autograder.exercise import Check, Hidden, KnownMistake, Probe
from autograder.visible.update_rules import EXERCISES
from solutions import update_rules as code
from solutions import update_rules_questions as questions
from solutions.hidden import (
    training_loop_mistakes,
    update_links,
    update_proofs,
    update_questions,
    update_steps,
    update_training,
)

_CHECKED: Mapping[str, tuple[tuple[Probe | Check, ...], tuple[KnownMistake, ...]]] = {
    "wrong_line": (update_questions.LINE_CHECKS, update_questions.LINE_MISTAKES),
    "update_linear": (update_steps.LINEAR_CHECKS, update_steps.LINEAR_MISTAKES),
    "update_sigmoid": (update_steps.SIGMOID_CHECKS, update_steps.SIGMOID_MISTAKES),
    "update_hinge": (update_steps.HINGE_CHECKS, update_steps.HINGE_MISTAKES),
    "update_softmax": (update_steps.SOFTMAX_CHECKS, update_steps.SOFTMAX_MISTAKES),
    "perceptron": (update_training.CLASSIFIER, training_loop_mistakes.CLASSIFIER_MISTAKES),
    "gradient_descent": (update_training.DESCENT, training_loop_mistakes.LOOP_MISTAKES),
    "update_concepts": (update_questions.QUESTION_CHECKS, update_questions.QUESTION_MISTAKES),
    "search": (update_questions.SEARCH_CHECKS, update_questions.SEARCH_MISTAKES),
}


def _reference(function: str) -> Callable[..., object]:
    if function in update_questions.REFERENCE:
        return update_questions.REFERENCE[function]
    found: Callable[..., object] = getattr(code if hasattr(code, function) else questions, function)
    return found


_DERIVED = update_proofs.hidden()

HIDDEN = tuple(
    _DERIVED.get(exercise.name)
    or Hidden(
        exercise,
        {f: _reference(f) for f in exercise.functions},
        *_CHECKED[exercise.name],
        linked=update_links.LINKS.get(exercise.name),
    )
    for exercise in EXERCISES
)

"""Correct answers to assignment 4 in other forms; every one earns full marks."""

from __future__ import annotations

from collections.abc import Mapping

from solutions.forms import (
    Form,
    update_derivations,
    update_questions,
    update_search,
    update_steps,
    update_training,
)

FORMS: Mapping[str, tuple[Form, ...]] = {
    **update_derivations.FORMS,
    "wrong_line": update_questions.WRONG_LINE,
    "update_linear": update_steps.LINEAR,
    "update_sigmoid": update_steps.SIGMOID,
    "update_hinge": update_steps.HINGE,
    "update_softmax": update_steps.SOFTMAX,
    "perceptron": update_training.PERCEPTRON,
    "gradient_descent": update_training.DESCENT,
    "update_concepts": update_questions.CONCEPTS,
    "search": update_search.SEARCH,
}

"""Assignment 2: softmax, cross-entropy, and learning them."""

from __future__ import annotations

from collections.abc import Mapping

from autograder.exercise import Check, Exercise, Part
from autograder.visible import (
    softmax_gradients,
    softmax_logistic,
    softmax_losses,
    softmax_outputs,
    softmax_training,
    svm_concepts,
)


def _exercise(
    name: str,
    title: str,
    parts: Mapping[str, float],
    checks: tuple[Check, ...] = (),
    *,
    functions: tuple[str, ...] = (),
    returns: Mapping[str, tuple[str, ...]] | None = None,
    uses: tuple[str, ...] = (),
    extra: bool = False,
) -> Exercise:
    return Exercise(
        name,
        "a2_softmax",
        "softmax",
        title,
        tuple(Part(part, points) for part, points in parts.items()),
        checks,
        functions,
        returns or {},
        uses,
        extra,
    )


CONCEPTS = (
    "lowest_cross_entropy",
    "highest_cross_entropy",
    "highest_squared_error",
    "cross_entropy_at_zero",
)

TWO_ERRORS = ("mse_vs_cross_entropy", "wrong_gradient")

EXERCISES = (
    _exercise(
        "softmax",
        "From scores to probabilities",
        {"probabilities": 4, "stability": 3, "shape": 1},
        softmax_outputs.SOFTMAX,
    ),
    _exercise(
        "cross_entropy",
        "The cross-entropy of one example, the likelihood of many",
        {"cross-entropy": 3, "stability": 2, "log-likelihood": 3},
        softmax_outputs.CROSS_ENTROPY,
        functions=("cross_entropy_one", "log_likelihood"),
        uses=("softmax",),
    ),
    _exercise(
        "one_hot",
        "Labels as probabilities",
        {"matrix": 2, "bad labels": 2},
        softmax_outputs.ONE_HOT,
    ),
    _exercise(
        "softmax_loss_naive",
        "The softmax loss and its gradient, by loops",
        {
            "loss": 4,
            "gradient": 5,
            "regularisation": 2,
            "stability": 3,
            "shape": 1,
            "purity": 1,
        },
        softmax_losses.LOOPS,
        returns={"softmax_loss_naive": softmax_losses.RETURNS},
        uses=("softmax", "cross_entropy", "one_hot"),
    ),
    _exercise(
        "softmax_loss_vectorized",
        "The softmax loss and its gradient, without a loop",
        {
            "loss": 3,
            "gradient": 4,
            "regularisation": 2,
            "stability": 2,
            "vectorised": 1,
            "shape": 1,
            "purity": 1,
        },
        softmax_losses.VECTORISED,
        returns={"softmax_loss_vectorized": softmax_losses.RETURNS},
        uses=("softmax", "one_hot"),
    ),
    _exercise(
        "softmax_jacobian",
        "The Jacobian of softmax, and the chain rule",
        {"jacobian": 4, "chain rule": 3},
        softmax_gradients.JACOBIANS,
        functions=("softmax_jacobian", "cross_entropy_grad_scores"),
        uses=("softmax", "one_hot"),
    ),
    _exercise(
        "softmax_backward_one",
        "One training step by local gradients",
        {"da": 1, "dz": 2, "dW": 2, "db": 1, "tensor": 2},
        softmax_gradients.BACKWARD,
        functions=("softmax_backward_one", "dz_dW"),
        returns={"softmax_backward_one": softmax_gradients.GRADIENTS},
        uses=("softmax", "one_hot", "softmax_jacobian"),
    ),
    _exercise(
        "sigmoid",
        "The sigmoid, and independent outputs",
        {"values": 1, "stability": 2, "derivative": 2, "outputs": 2},
        softmax_outputs.SIGMOID,
        functions=("sigmoid", "sigmoid_grad", "sigmoid_outputs"),
        returns={"sigmoid_outputs": ("a", "J")},
    ),
    _exercise(
        "logistic_loss",
        "The logistic unit",
        {"loss": 3, "gradient": 3, "regularisation": 2, "stability": 1, "purity": 1},
        softmax_logistic.LOGISTIC,
        returns={"logistic_loss": softmax_logistic.UNIT},
        uses=("sigmoid",),
    ),
    _exercise(
        "mse_vs_cross_entropy",
        "Squared error against cross-entropy",
        {"errors": 4, "gradients": 3},
        softmax_gradients.TWO_ERRORS,
        functions=TWO_ERRORS,
        returns=dict.fromkeys(TWO_ERRORS, softmax_gradients.ERRORS),
        uses=("sigmoid",),
    ),
    _exercise(
        "kl_divergence",
        "A distance between distributions",
        {"divergence": 0, "zeros": 0},
        softmax_gradients.DIVERGENCE,
        extra=True,
    ),
    _exercise(
        "softmax_concepts",
        "What the loss tells you",
        dict.fromkeys(CONCEPTS, 1),
        (
            *(Check(name, svm_concepts.a_number, name) for name in CONCEPTS[:3]),
            Check(CONCEPTS[3], svm_concepts.a_number_of_C, CONCEPTS[3]),
        ),
        functions=CONCEPTS,
    ),
    _exercise(
        "softmax_regression",
        "The training loop",
        {"steps": 2, "last short batch": 2, "shuffling": 1, "digits": 2},
        softmax_training.TRAINING,
        returns={"softmax_regression": softmax_training.RETURNS},
    ),
)

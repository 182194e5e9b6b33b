"""Assignment 1: the linear classifier and the multiclass hinge loss."""

from __future__ import annotations

from collections.abc import Mapping

from autograder.exercise import Check, Exercise, Part
from autograder.visible import svm_concepts, svm_features, svm_losses, svm_one, svm_scores


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
        "a1_svm_loss",
        "svm_loss",
        title,
        tuple(Part(part, points) for part, points in parts.items()),
        checks,
        functions,
        returns or {},
        uses,
        extra,
    )


EXERCISES = (
    _exercise(
        "stretch",
        "An image as a row of numbers",
        {"stretch": 1, "parameter_count": 2, "numbers_kept": 1},
        svm_scores.STRETCH,
        functions=("stretch", "parameter_count", "numbers_kept"),
    ),
    _exercise(
        "linear_scores",
        "Scores, in both conventions",
        {"one image": 2, "batch": 3},
        svm_scores.LINEAR,
        functions=("linear_scores", "batch_scores"),
    ),
    _exercise(
        "fold_bias",
        "The bias as one more weight",
        {"scores": 3, "layout": 1, "purity": 1},
        svm_scores.FOLD,
        returns={"fold_bias": ("X1", "W1")},
        uses=("linear_scores",),
    ),
    _exercise(
        "predict",
        "From scores to a label",
        {"labels": 3, "ties": 1, "binary": 2},
        svm_scores.PREDICT,
        functions=("predict", "predict_binary"),
        uses=("linear_scores",),
    ),
    _exercise(
        "one_vs_all",
        "Many classes from binary classifiers",
        {"labels": 2, "prediction": 3},
        svm_scores.ONE_VS_ALL,
        functions=("one_vs_all_labels", "predict_one_vs_all"),
        uses=("linear_scores", "predict"),
    ),
    _exercise(
        "svm_loss_one",
        "The hinge loss of one example",
        {"loss": 5, "slack": 3},
        svm_one.ONE,
        functions=("svm_loss_one", "car_slack"),
    ),
    _exercise(
        "svm_loss_naive",
        "The SVM loss and its gradient, by loops",
        {"loss": 5, "gradient": 8, "regularisation": 4, "shape": 1, "purity": 2},
        svm_losses.LOOPS,
        returns={"svm_loss_naive": svm_losses.SVM},
        uses=("linear_scores", "svm_loss_one"),
    ),
    _exercise(
        "svm_loss_vectorized",
        "The SVM loss and its gradient, without a loop",
        {
            "loss": 3,
            "gradient": 5,
            "regularisation": 3,
            "vectorised": 3,
            "shape": 1,
            "purity": 1,
        },
        svm_losses.VECTORISED,
        returns={"svm_loss_vectorized": svm_losses.SVM},
        uses=("linear_scores",),
    ),
    _exercise(
        "binary_hinge",
        "The binary hinge loss",
        {"loss": 3, "weight gradient": 4, "bias gradient": 2, "shape": 1, "purity": 1},
        svm_one.BINARY,
        returns={"binary_hinge": svm_one.HINGE},
    ),
    _exercise("xor_features", "Hard case 1: parity", {"separable": 4}, svm_features.XOR),
    _exercise("ring_features", "Hard case 2: a ring", {"separable": 4}, svm_features.RING),
    _exercise("modes_features", "Hard case 3: three modes", {"separable": 4}, svm_features.MODES),
    _exercise(
        "concepts",
        "What the loss tells you",
        {
            "smallest_loss": 1,
            "largest_loss": 1,
            "loss_at_zero": 1,
            "car_loss_change": 1,
            "loss_with_true_class": 1,
            "sum_over_mean": 1,
            "loss_of_doubled_weights": 1,
            "still_moving": 1,
        },
        svm_concepts.CONCEPTS,
        functions=(
            "smallest_loss",
            "largest_loss",
            "loss_at_zero",
            "car_loss_change",
            "loss_with_true_class",
            "sum_over_mean",
            "loss_of_doubled_weights",
            "still_moving",
        ),
    ),
    _exercise(
        "templates",
        "Two views of a linear classifier",
        {"images": 0, "boundary": 0},
        svm_concepts.TEMPLATES,
        functions=("template_images", "boundary"),
        extra=True,
    ),
)

"""Assignment 4: deriving gradient descent's updates, and running them."""

from __future__ import annotations

from collections.abc import Mapping

from autograder.derivation import Derivation
from autograder.exercise import Check, Exercise, Part, Reader
from autograder.visible import update_rules_derivations as derivations
from autograder.visible import update_rules_proofs as proofs
from autograder.visible import update_rules_questions as questions
from autograder.visible import update_rules_steps as steps
from autograder.visible import update_rules_training as training


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
    reader: Reader | None = None,
) -> Exercise:
    return Exercise(
        name,
        "a4_update_rules",
        "update_rules",
        title,
        tuple(Part(part, points) for part, points in parts.items()),
        checks,
        functions,
        returns or {},
        uses,
        extra,
        reader=reader,
    )


def _derivation(derivation: Derivation, *, extra: bool = False) -> Exercise:
    """The exercise `derive_...` of a derivation."""
    parts = {part: 0.0 if extra else points for part, points in proofs.PARTS.items()}
    return _exercise(
        f"derive_{derivation.name}",
        derivation.title,
        parts,
        proofs.checks(derivation),
        extra=extra,
        reader=proofs.reader(derivation),
    )


def _update(name: str, title: str, returns: tuple[str, str], checks: tuple[Check, ...]) -> Exercise:
    parts = {"weights": 3, "bias": 2, "purity": 1}
    return _exercise(name, title, parts, checks, returns={name: returns})


#: The questions, one function each.
ASKED = ("theta_of_alpha", "xor_epochs", "xor_rows_right", "rate_for_mean", "steps_per_epoch")

EXERCISES = (
    _derivation(derivations.LINEAR_UNIT),
    _exercise(
        "wrong_line",
        "Find the wrong line",
        {"line": 1, "mended": 2},
        questions.LINE,
        functions=("wrong_line", "mended_line"),
    ),
    _update("update_linear", "One step of a linear unit", steps.BINARY, steps.UPDATE_LINEAR),
    _derivation(derivations.SIGMOID_SLOPE),
    _derivation(derivations.SIGMOID_UNIT),
    _update("update_sigmoid", "One step of a sigmoid unit", steps.BINARY, steps.UPDATE_SIGMOID),
    _derivation(derivations.HINGE),
    _update("update_hinge", "One step under the hinge loss", steps.BINARY, steps.UPDATE_HINGE),
    _derivation(derivations.LOGISTIC),
    _derivation(derivations.SOFTMAX),
    _exercise(
        "update_softmax",
        "One step of softmax regression",
        {"weights": 3, "bias": 1, "large scores": 1, "purity": 1},
        steps.UPDATE_SOFTMAX,
        returns={"update_softmax": steps.SOFTMAX},
    ),
    _derivation(derivations.LONG_QUOTIENT, extra=True),
    _derivation(derivations.MULTICLASS_HINGE, extra=True),
    _exercise(
        "perceptron",
        "The perceptron",
        {"average": 3, "fixed increment": 2, "stopping": 1},
        training.CLASSIFIER,
        returns={"perceptron": training.PERCEPTRON},
    ),
    _exercise(
        "gradient_descent",
        "Gradient descent",
        {
            "batch": 2,
            "minibatches": 3,
            "order": 3,
            "decay": 2,
            "history": 2,
            "divergence": 1,
            "purity": 1,
        },
        training.TRAINING,
        functions=("learning_rate", "gradient_descent"),
        returns={"gradient_descent": training.DESCENT},
    ),
    _exercise(
        "update_concepts",
        "What descent does",
        dict.fromkeys(ASKED, 1),
        questions.QUESTIONS,
        functions=ASKED,
    ),
    _exercise(
        "search",
        "Two other ways to search",
        {"luck": 0, "small changes": 0},
        questions.SEARCH,
        functions=("random_search", "evolve"),
        returns={"random_search": questions.FOUND, "evolve": questions.FOUND},
        extra=True,
    ),
)

"""Assignment 3: numerical gradients, and using them."""

from __future__ import annotations

from collections.abc import Mapping

from autograder.exercise import Check, Exercise, Part
from autograder.visible import derivative_rules as rules
from autograder.visible import differences, gradient_checking, published_formulas


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
        "a3_numerical_gradients",
        "numerical_gradients",
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
        "forward_table",
        "The lecture's table of slopes",
        {"slopes": 2, "bounds": 2},
        differences.TABLE,
        functions=("forward_table", "table_bounds"),
        returns={"table_bounds": ("low", "high")},
    ),
    _exercise(
        "numerical_gradient",
        "The numerical gradient, centred and one-sided",
        {
            "values": 5,
            "forward": 4,
            "any shape": 4,
            "restores x": 3,
            "calls": 2,
            "integer input": 2,
        },
        differences.GRADIENT,
        functions=("numerical_gradient", "numerical_gradient_forward"),
    ),
    _exercise(
        "gradient_cost",
        "What a numerical gradient costs",
        {"one-sided": 1, "centred": 1},
        differences.COST,
        returns={"gradient_cost": ("forward", "centred")},
    ),
    _exercise(
        "error_against_h",
        "The error against the step",
        {"errors": 3, "best steps": 2},
        differences.ERRORS,
        functions=("error_against_h", "best_steps"),
        returns={"error_against_h": ("forward", "centred")},
        uses=("numerical_gradient",),
    ),
    _exercise(
        "kinks",
        "Differences across a kink",
        {"across": 2, "telling": 2, "places": 1},
        differences.KINKS,
        functions=("centred_at_kink", "has_kink", "kinks_of_max"),
    ),
    _exercise(
        "gradient_check",
        "The gradient check",
        {"relative error": 3, "finds": 4, "where": 2, "no false alarm": 3, "kinks": 3},
        gradient_checking.CHECKING,
        functions=("relative_error", "gradient_check"),
        uses=("numerical_gradient",),
    ),
    _exercise(
        "regression_losses",
        "Losses and penalties for regression",
        {
            "l1 loss": 2,
            "l1 gradient": 3,
            "l2 loss": 2,
            "l2 gradient": 3,
            "l1 penalty": 2,
            "l2 penalty": 2,
        },
        rules.REGRESSION,
        functions=("l1_loss", "l2_loss", "l1_penalty", "l2_penalty"),
        returns={
            "l1_loss": ("loss", "dw"),
            "l2_loss": ("loss", "dw"),
            "l1_penalty": ("value", "dW"),
            "l2_penalty": ("value", "dW"),
        },
    ),
    _exercise(
        "numerical_jacobian",
        "Jacobians and the chain rule",
        {"values": 3, "shape": 2, "purity": 1, "chain": 2, "where it is taken": 2},
        rules.JACOBIAN,
        functions=("numerical_jacobian", "chain_jacobian", "chain_jacobian_at"),
        uses=("numerical_gradient",),
    ),
    _exercise(
        "column_major",
        "Row by row, or column by column",
        {"flattening": 2, "Jacobian": 2},
        rules.COLUMNS,
        functions=("column_major", "column_major_jacobian"),
    ),
    _exercise(
        "shape_quiz",
        "Shapes of derivatives",
        {
            "dv/ds": 1,
            "ds/dv": 1,
            "dv/dv": 1,
            "ds/dM, dM/ds": 1,
            "dM/dv": 1,
            "dL/dW": 1,
            "dh/dW": 1,
        },
        published_formulas.QUIZ,
        functions=(
            "shape_dv_ds",
            "shape_ds_dv",
            "shape_dv_dv",
            "shape_ds_dM",
            "shape_dM_ds",
            "shape_dM_dv",
            "shape_dL_dW",
            "shape_dh_dW",
        ),
    ),
    _exercise(
        "matrix_identities",
        "Three identities",
        {"inner product": 1, "quadratic form": 4, "linear map": 1},
        rules.IDENTITIES,
        functions=("inner_product_jacobian", "quadratic_jacobian", "linear_map_jacobian"),
    ),
    _exercise(
        "wrong_formulas",
        "Find the wrong formula",
        {"which fail": 3, "penalty": 1, "log loss": 2, "hidden delta": 2},
        published_formulas.FORMULAS,
        functions=(
            "wrong_formulas",
            "penalty_gradient",
            "log_loss_gradient",
            "delta_through_sigmoid",
        ),
        uses=("gradient_check",),
    ),
    _exercise(
        "logistic_map",
        "Dual numbers",
        {"value": 0, "derivative": 0},
        published_formulas.MAP,
        functions=("logistic_map", "logistic_map_dual"),
        returns={"logistic_map_dual": ("value", "derivative")},
        extra=True,
    ),
)

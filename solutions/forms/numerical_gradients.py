"""Correct answers to assignment 3 in other forms; every one earns full marks."""

from __future__ import annotations

from collections.abc import Mapping

from solutions.forms import Form, derivative_rules, differences, gradient_checking, jacobians

FORMS: Mapping[str, tuple[Form, ...]] = {
    "forward_table": differences.TABLE,
    "numerical_gradient": differences.GRADIENT,
    "gradient_cost": differences.COST,
    "error_against_h": differences.ERRORS,
    "kinks": gradient_checking.KINKS,
    "gradient_check": gradient_checking.CHECKING,
    "regression_losses": derivative_rules.REGRESSION,
    "numerical_jacobian": jacobians.JACOBIAN,
    "column_major": jacobians.COLUMNS,
    "shape_quiz": jacobians.QUIZ,
    "matrix_identities": derivative_rules.IDENTITIES,
    "wrong_formulas": derivative_rules.FORMULAS,
    "logistic_map": derivative_rules.MAP,
}

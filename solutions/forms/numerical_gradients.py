"""Correct answers to assignment 3 in other forms; every one earns full marks."""

from __future__ import annotations

from collections.abc import Mapping

from solutions.forms import derivative_forms, difference_forms
from solutions.forms.svm_losses import Form

FORMS: Mapping[str, tuple[Form, ...]] = {
    "forward_table": difference_forms.TABLE,
    "numerical_gradient": difference_forms.GRADIENT,
    "gradient_cost": difference_forms.COST,
    "error_against_h": difference_forms.ERRORS,
    "kinks": difference_forms.KINKS,
    "gradient_check": difference_forms.CHECKING,
    "regression_losses": derivative_forms.REGRESSION,
    "numerical_jacobian": derivative_forms.JACOBIAN,
    "column_major": derivative_forms.COLUMNS,
    "shape_quiz": derivative_forms.QUIZ,
    "matrix_identities": derivative_forms.IDENTITIES,
    "wrong_formulas": derivative_forms.FORMULAS,
    "logistic_map": derivative_forms.MAP,
}

"""What is hidden of assignment 3: for each exercise its reference, checks and known mistakes."""

from __future__ import annotations

from collections.abc import Mapping

from autograder.exercise import Check, Exercise, Hidden, KnownMistake, Probe
from autograder.visible.numerical_gradients import EXERCISES
from solutions import derivative_rules, jacobians, numerical_gradients
from solutions.hidden import checking_mistakes as checking
from solutions.hidden import (
    difference_checks,
    difference_mistakes,
    formula_mistakes,
    jacobian_mistakes,
    rule_mistakes,
    step_mistakes,
)

BY_NAME: Mapping[str, Exercise] = {exercise.name: exercise for exercise in EXERCISES}
RIGHT = vars(numerical_gradients) | vars(jacobians) | vars(derivative_rules)


def _hidden(
    name: str, checks: tuple[Probe | Check, ...], mistakes: tuple[KnownMistake, ...]
) -> Hidden:
    exercise = BY_NAME[name]
    return Hidden(exercise, {f: RIGHT[f] for f in exercise.functions}, checks, mistakes)


HIDDEN = (
    _hidden("forward_table", difference_checks.TABLE, difference_mistakes.TABLE),
    _hidden("numerical_gradient", difference_checks.GRADIENT, difference_mistakes.GRADIENT),
    _hidden("gradient_cost", difference_checks.COST, step_mistakes.COST),
    _hidden("error_against_h", difference_checks.ERRORS, step_mistakes.ERRORS),
    _hidden("kinks", difference_checks.KINKS, step_mistakes.KINKS),
    _hidden("gradient_check", checking.GRADIENT_CHECK, (*checking.RELATIVE, *checking.CHECKERS)),
    _hidden(
        "regression_losses",
        rule_mistakes.REGRESSION,
        (*rule_mistakes.L1, *rule_mistakes.L2, *rule_mistakes.PENALTIES),
    ),
    _hidden("numerical_jacobian", jacobian_mistakes.JACOBIAN, jacobian_mistakes.JACOBIANS),
    _hidden("column_major", jacobian_mistakes.COLUMNS, jacobian_mistakes.ORDERS),
    _hidden("shape_quiz", formula_mistakes.QUIZ, formula_mistakes.SHAPES),
    _hidden("matrix_identities", rule_mistakes.IDENTITIES, rule_mistakes.RULES),
    _hidden("wrong_formulas", formula_mistakes.FORMULAS, formula_mistakes.HUNT),
    _hidden("logistic_map", formula_mistakes.MAP, formula_mistakes.DUALS),
)

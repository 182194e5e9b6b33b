"""Assignment 4's derivations: the references are complete, and the printed formulas are right.

SymPy and finite differences are the oracles.
"""

from __future__ import annotations

import ast
import math
import re
from pathlib import Path

import numpy as np
import pytest
import sympy
from scipy.optimize import approx_fprime
from scipy.special import expit

from autograder.derivation import examine
from autograder.visible.update_rules_derivations import DERIVATIONS, LINEAR_COORDINATES
from autograder.visible.update_rules_questions import WORKED
from solutions import update_rules_derivations as derived
from solutions.update_rules_questions import mended_line, wrong_line


@pytest.mark.parametrize("derivation", DERIVATIONS, ids=lambda d: d.name)
def test_reference_derivation_is_complete(derivation):
    if derivation is LINEAR_COORDINATES:
        pytest.skip("given, with a wrong line")
    lines = getattr(derived, f"derive_{derivation.name}")()
    assert examine(lines, derivation, np.random.default_rng()).complete


def test_one_line_of_the_worked_derivation_is_wrong_and_mended():
    rng = np.random.default_rng(0)
    verdicts = [line.verdict for line in examine(list(WORKED), LINEAR_COORDINATES, rng).lines]
    assert [k for k, v in enumerate(verdicts, 1) if v == "does not follow"] == [wrong_line()]
    mended = [mended_line() if k == wrong_line() else old for k, old in enumerate(WORKED, 1)]
    assert examine(mended, LINEAR_COORDINATES, rng).complete


def test_worked_derivation_has_the_lecture_s_numbers():
    w, b, x, y = np.array([0.5, 0.5]), 0.5, np.array([5.0, -2.0]), -1
    f = w @ x + b
    assert [f, 2 * (f - y) * x[0], 2 * (f - y) * x[1], 2 * (f - y)] == [2, 30, -12, 6]


def test_the_notebook_prints_the_worked_derivation_that_is_judged():
    text = (Path(__file__).parents[1] / "notebooks" / "update_rules.py").read_text()
    printed = re.search(r"^worked = (\[.*?^\])", text, re.DOTALL | re.MULTILINE)
    assert printed
    assert tuple(ast.literal_eval(printed[1])) == WORKED


def test_the_long_quotient_fits_its_second_printing_alone():
    x, w = sympy.symbols("x w", positive=True)
    printed = 3 * sympy.exp(3 * x * w) * (x * w - 1) / (x**3 * w**4)
    second = sympy.diff((sympy.exp(x * w) / (x * w)) ** 3, w)
    first = sympy.diff((sympy.exp(x * w) / x) ** 3, w)
    assert sympy.simplify(second - printed) == 0
    assert sympy.simplify(first - 3 * sympy.exp(3 * x * w) / x**2) == 0


def test_logistic_slope_at_y_1_is_negative():
    slope = approx_fprime(np.zeros(1), lambda w: -np.log(expit(w[0])), 1e-7)[0]
    assert math.isclose(slope, -(1 - 0.5), abs_tol=1e-6)

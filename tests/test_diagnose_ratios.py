"""A constant factor between what came and what is right has a name."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from autograder.hints import HINTS
from autograder.judging.diagnose import Evidence, coarse_name, common_ratio, ratio_name
from autograder.tolerance import DIRECTIONAL, ROUNDING

ROWS = st.integers(3, 50)
VECTORS = arrays.arrays(np.float64, st.integers(2, 6), elements=st.floats(-100, 100))


def factors(rows):
    return {
        "sign flipped": -1.0,
        "twice as large": 2.0,
        "half as large": 0.5,
        "sum for mean": float(rows),
        "mean taken twice": 1.0 / rows,
        "nothing but zeros": 0.0,
    }


def evidence(got, expected, rows=5, error="", tolerance=ROUNDING):
    return Evidence(expected, got, error, rows, tolerance, lambda code: (None, ""))


@given(VECTORS, ROWS, st.data())
def test_each_factor_is_named_whatever_the_vector(right, rows, data):
    assume(np.abs(right).max() > 1e-3)
    name = data.draw(st.sampled_from(sorted(factors(rows))))
    assert ratio_name(factors(rows)[name] * right, right, rows, ROUNDING) == name
    assert name in HINTS


@given(VECTORS, ROWS)
def test_the_right_answer_has_no_name(right, rows):
    assume(np.abs(right).max() > 1e-3)
    assert ratio_name(right, right, rows, ROUNDING) == ""


@given(VECTORS, ROWS, st.floats(2.1, 2.9))
def test_a_factor_that_means_nothing_has_no_name(right, rows, factor):
    assume(np.abs(right).max() > 1e-3)
    assert ratio_name(factor * right, right, rows, ROUNDING) == ""


@given(ROWS, st.integers(0, 3))
def test_what_is_not_parallel_has_no_name(rows, place):
    right = np.array([1.0, -2.0, 3.0, 0.5])
    bent = -right
    bent[place] += 0.01
    assert ratio_name(bent, right, rows, ROUNDING) == ""


def test_one_or_two_rows_name_no_missing_mean():
    right = np.array([1.0, -2.0])
    assert ratio_name(2 * right, right, 2, ROUNDING) == "twice as large"
    assert ratio_name(right, right, 1, ROUNDING) == ""


@pytest.mark.parametrize(
    "got",
    [None, "1", [1.0, 2.0], 1j, np.array([1j, 2j]), np.array(["a", "b"]), np.ones(3), np.inf,
     np.array([np.nan, 1.0]), 10**400, True, (1.0, 2.0), {}],
)  # fmt: skip
def test_what_is_no_vector_of_that_length_has_no_name(got):
    assert ratio_name(got, np.array([1.0, 2.0]), 5, ROUNDING) == ""


def test_nothing_is_a_multiple_of_zero():
    assert ratio_name(np.array([1.0, 1.0]), np.zeros(2), 5, ROUNDING) == ""


def test_slopes_are_compared_as_roughly_as_they_are_measured():
    right = np.array([1.0, -2.0, 3.0])
    assert ratio_name(-right + 1e-8, right, 5, DIRECTIONAL) == "sign flipped"


def test_all_evidence_must_show_the_same_factor():
    right = np.array([1.0, -2.0])
    assert (
        common_ratio([evidence(-right, right), evidence(-3 * right, 3 * right)]) == "sign flipped"
    )
    assert common_ratio([evidence(-right, right), evidence(2 * right, right)]) == ""
    assert common_ratio([evidence(-right, right), evidence(right, right)]) == ""
    assert common_ratio([evidence(-right, right), evidence(None, right, error="KeyError")]) == ""
    assert common_ratio([]) == ""


def test_a_missing_mean_is_right_over_one_row_and_that_says_nothing():
    right = np.array([1.0, -2.0])
    found = [evidence(7 * right, right, rows=7), evidence(right, right, rows=1)]
    assert common_ratio(found) == "sum for mean"


def test_a_right_zero_says_nothing_either():
    right = np.array([1.0, -2.0])
    found = [evidence(-right, right), evidence(np.zeros(2), np.zeros(2))]
    assert common_ratio(found) == "sign flipped"


def test_single_precision_is_named_by_the_digits_that_are_right():
    right = np.linspace(0.3, 3.0, 9) / 7
    single = right.astype(np.float32).astype(float)
    assert coarse_name([evidence(single, right)]) == "single precision"
    assert coarse_name([evidence(right + 0.01, right)]) == ""
    # Finite differences are off by as much for reasons of their own.
    assert coarse_name([evidence(single, right, tolerance=DIRECTIONAL)]) == ""
    assert coarse_name([]) == ""

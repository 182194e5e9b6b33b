"""What is accepted for what, and how a difference is told."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from autograder.judging.compare import SINGLE_PRECISION, compare, conform, equal
from autograder.outcome import Failed
from autograder.tolerance import ANSWER, EXACT, PRINTED, ROUNDING, SINGLE

FINITE = st.floats(-1e6, 1e6)
SHAPES = arrays.array_shapes(max_dims=3, max_side=4)
ARRAYS = SHAPES.flatmap(lambda shape: arrays.arrays(np.float64, shape, elements=FINITE))
VALUES = st.one_of(
    FINITE, st.integers(-(10**9), 10**9), st.booleans(), st.none(), st.text(max_size=5), ARRAYS,
    st.tuples(FINITE, ARRAYS), st.dictionaries(st.sampled_from("ab"), FINITE),
)  # fmt: skip
WILD = st.recursive(
    st.one_of(
        VALUES,
        st.complex_numbers(),
        st.floats(),
        st.integers(),
        st.sampled_from(
            [np.float32(1), np.int64(1), np.array(1j), np.array(["a"]), np.bool_(True)]
        ),
    ),
    lambda inner: st.lists(inner, max_size=3) | st.tuples(inner, inner),
    max_leaves=5,
)


def fact(got, expected, tolerance=ROUNDING, **options):
    with pytest.raises(Failed) as caught:
        compare(got, expected, tolerance, "x", **options)
    return caught.value.fact


@given(VALUES)
def test_every_value_equals_itself(value):
    compare(value, value, EXACT, "x")
    assert equal(value, value, EXACT)


@given(WILD, VALUES)
def test_whatever_comes_it_is_right_or_failed_and_nothing_else(got, expected):
    failed = None
    try:
        compare(got, expected, ROUNDING, "x")
    except Failed as failure:
        failed = failure
    assert failed is None or failed.fact.startswith("x")


@given(WILD, WILD)
def test_likeness_of_two_wild_values_is_decided_without_an_error(one, other):
    assert isinstance(equal(one, other, ROUNDING), bool)
    assert equal(one, one, ROUNDING)


@given(ARRAYS, st.floats(-0.99, 0.99))
def test_an_error_within_the_tolerance_passes(x, share):
    compare(x + share * ROUNDING.allowed(x) * 0.9, x, ROUNDING, "x")


@given(ARRAYS, st.floats(1.5, 1e6), st.data())
def test_an_error_beyond_the_tolerance_fails_and_its_place_is_named(x, times, data):
    index = data.draw(st.tuples(*(st.integers(0, n - 1) for n in x.shape)))
    moved = x.copy()
    moved[index] += times * ROUNDING.allowed(x)
    inside = ", ".join(str(i) for i in index)
    assert fact(moved, x).startswith(f"x[{inside}] is off by")


@given(ARRAYS)
def test_a_shape_is_compared_before_values_and_never_broadcast(x):
    assert "has shape" in fact(x[None], x)


@pytest.mark.parametrize("got", [2, 2.0, np.float64(2), np.float32(2), np.array(2.0), np.int8(2)])
def test_a_float_may_come_as_any_real_number(got):
    compare(got, 2.0, EXACT, "x")


@pytest.mark.parametrize("got", [True, [2.0], "2.0", None, np.array([2.0]), 2j, 10**400, {}])
def test_what_is_no_number_is_refused_for_a_float(got):
    assert "expected a float" in fact(got, 2.0)


@pytest.mark.parametrize("got", [30730.0, np.float64(30730), True, "30730", np.array([30730])])
def test_an_int_must_be_whole_by_type(got):
    assert "expected an int" in fact(got, 30730)


@pytest.mark.parametrize("got", [0, 1.0, "True", None])
def test_a_bool_must_be_one(got):
    assert "expected True or False" in fact(got, True)


def test_a_list_for_an_array_is_refused_and_the_way_out_is_said():
    with pytest.raises(Failed) as caught:
        conform([1.0, 2.0], np.zeros(2), "x")
    assert "array" in caught.value.step


def test_ints_pass_for_floats_and_bools_for_labels_but_floats_do_not():
    compare(np.array([1, 0]), np.array([1.0, 0.0]), EXACT, "x")
    compare(np.array([True, False]), np.array([1, 0]), EXACT, "x")
    assert "of integers" in fact(np.array([1.0, 0.0]), np.array([1, 0]))


def test_a_list_passes_for_a_tuple_of_its_length_only():
    compare([1.0, 2.0], (1.0, 2.0), EXACT, "x")
    assert "tuple of 2" in fact((1.0,), (1.0, 2.0))


def test_a_dict_must_have_the_same_keys():
    assert "keys ['a']" in fact({"b": 1.0}, {"a": 1.0})
    assert 'x["a"]' in fact({"a": 3.0}, {"a": 1.0})


def test_nan_and_infinity_are_no_numbers_unless_infinity_is_right():
    assert fact(np.array([0.0, np.nan]), np.zeros(2)).startswith("x[1] is nan")
    assert "inf" in fact(float("inf"), 0.0)
    compare(float("inf"), float("inf"), EXACT, "x")
    assert "limit" in fact(5.0, float("inf"))


def test_a_forgotten_return_is_asked_for():
    assert "forget the return" in fact(None, 1.0)


def test_an_expected_value_is_shown_where_it_is_no_secret_only():
    assert "expected 2" in fact(1.0, 2.0, reveal=True)
    assert "expected" not in fact(1.0, 2.0)


@given(st.floats(1.0, 1e6))
def test_the_distance_from_zero_does_not_give_the_answer_away(right):
    shown = re.findall(r"\d[\d.]*(?:e[+-]?\d+)?", fact(0.0, right))
    digits = [re.sub(r"e.*|\.", "", number).strip("0") for number in shown]
    assert all(len(number) <= 2 for number in digits)


def test_a_question_is_not_answered_by_how_far_off_one_is():
    assert fact(3.0, 9.0, ANSWER) == "x is wrong"
    assert fact(3.0, float("inf"), ANSWER) == "x is wrong"


def test_labels_are_wrong_by_no_distance():
    assert fact(np.array([1, 2, 3]), np.array([1, 2, 0])) == "x[2] is wrong (1 of 3 entries are)"


def test_single_precision_is_named_where_it_is_what_costs_the_digits():
    right = np.linspace(0.1, 1.0, 7)
    with pytest.raises(Failed) as caught:
        compare(right.astype(np.float32), right, ROUNDING, "x")
    assert caught.value.mistake == SINGLE_PRECISION
    assert "float32" in caught.value.step
    compare(right.astype(np.float32), right, SINGLE, "x")


@given(FINITE, st.floats(-4.9e-5, 4.9e-5))
def test_a_printed_number_is_right_to_its_last_digit(value, error):
    compare(value + error, value, PRINTED, "x")


def test_likeness_tells_types_apart_that_numbers_would_hide():
    assert not equal("1", 1, ROUNDING)
    assert not equal(None, 0.0, ROUNDING)
    assert not equal((1.0,), 1.0, ROUNDING)
    assert equal(1j, 1j, ROUNDING)
    assert not equal(1j, 2j, ROUNDING)
    assert not equal(float("nan"), 0.0, ROUNDING)
    assert equal({"a": float("nan")}, {"a": float("nan")}, ROUNDING)

"""Assignment 2's references against oracles that share no code with them.

SciPy's softmax and log-softmax, scikit-learn's log loss and logistic regression, finite and complex
steps, Python's exact fractions of logarithms; laws of shift, permutation, duplication and scaling;
and the numbers that the notebook asks students to work out by hand.
"""

from __future__ import annotations

import inspect
import math

import numpy as np
import pytest
import scipy.special
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import approx_fprime
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.preprocessing import label_binarize

from autograder.gradient import check_gradient
from autograder.visible.softmax import EXERCISES
from autograder.visible.svm_one import SCORES
from solutions import softmax as reference
from solutions.softmax import (
    cross_entropy_at_zero,
    cross_entropy_grad_scores,
    cross_entropy_one,
    dz_dW,
    highest_cross_entropy,
    highest_squared_error,
    kl_divergence,
    log_likelihood,
    logistic_loss,
    lowest_cross_entropy,
    mse_vs_cross_entropy,
    one_hot,
    sigmoid,
    sigmoid_grad,
    sigmoid_outputs,
    softmax,
    softmax_backward_one,
    softmax_jacobian,
    softmax_loss_naive,
    softmax_loss_vectorized,
    softmax_regression,
    wrong_gradient,
)

TRUTH = np.array([0, 1, 2])

#: Two float64 evaluations of sums of at most a few hundred terms of order one.
ROUNDING = {"rtol": 1e-11, "atol": 1e-11}
#: As above, where scores of 1000 and more were subtracted from each other.
SHIFTED = {"rtol": 1e-9, "atol": 1e-9}

both = pytest.mark.parametrize("softmax_loss", [softmax_loss_naive, softmax_loss_vectorized])
seeds = pytest.mark.parametrize("seed", range(3))
laws = settings(max_examples=40, deadline=None)


def problem(seed, N=7, D=5, C=4):
    rng = np.random.default_rng(seed)
    return rng.standard_normal((D, C)), rng.standard_normal((N, D)), rng.integers(0, C, N)


@st.composite
def problems(draw):
    """W, X, y of any small shape, y with classes that may be absent."""
    N, D, C = (
        draw(st.integers(low, high), label=name)
        for name, low, high in (("N", 1, 6), ("D", 1, 5), ("C", 2, 5))
    )
    return problem(draw(st.integers(0, 2**32 - 1), label="seed"), N, D, C)


scores = st.lists(st.floats(-30, 30), min_size=2, max_size=6).map(np.array)


def by_complex_step(f, x, h=1e-30):
    """The gradient of a function that is analytic, without cancellation: Im f(x + ih) / h."""
    grad = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        moved = x.astype(complex)
        moved[place] += 1j * h
        grad[place] = np.imag(f(moved)) / h
    return grad


# ------------------------------------------------------------------------------ the exercises


def test_there_is_a_documented_and_marked_reference_for_every_function_of_the_exercises():
    names = [name for exercise in EXERCISES for name in exercise.functions]
    written = [
        name
        for name, function in inspect.getmembers(reference, inspect.isfunction)
        if function.__module__ == reference.__name__
    ]
    assert sorted(names) == sorted(written)
    for name in names:
        source = inspect.getsource(getattr(reference, name))
        assert source.count("### BEGIN SOLUTION") == source.count("### END SOLUTION") == 1
        assert source.index('"""', source.index('"""') + 3) < source.index("### BEGIN SOLUTION")
        assert "Source" in source
        assert ">>> " in source


def test_the_exercises_are_worth_100_points():
    assert sum(exercise.points for exercise in EXERCISES) == 100


def test_no_function_changes_its_arguments_and_each_repeats_itself():
    W, X, y = problem(0)
    w, ones = X[0].copy(), np.column_stack([np.ones(7), X[:, 1:]])
    P, T = softmax(X @ W), np.eye(4)[y]
    calls = [
        (softmax, (X,)),
        (cross_entropy_one, (W[0], 2)),
        (log_likelihood, (P, y)),
        (one_hot, (y, 4)),
        (softmax_loss_naive, (W, X, y, 0.7)),
        (softmax_loss_vectorized, (W, X, y, 0.7)),
        (softmax_jacobian, (W[0],)),
        (cross_entropy_grad_scores, (W[0], 2)),
        (dz_dW, (X[0], 3)),
        (sigmoid, (X,)),
        (sigmoid_grad, (X,)),
        (sigmoid_outputs, (W[0],)),
        (logistic_loss, (w, ones, (y > 1).astype(int), 0.7)),
        (mse_vs_cross_entropy, (P, T)),
        (kl_divergence, (P[0], P[1])),
    ]
    for array in (W, X, y, w, ones, P, T):
        array.flags.writeable = False  # a change of an argument raises
    for function, arguments in calls:
        first, second = function(*arguments), function(*arguments)
        if not isinstance(first, tuple):
            first, second = (first,), (second,)
        for one, two in zip(first, second, strict=True):
            np.testing.assert_array_equal(one, two)


# ------------------------------------------------------------------------------ softmax


def test_softmax_of_the_worked_examples():
    assert softmax(SCORES[0]).round(2).tolist() == [0.13, 0.87, 0.0]
    assert softmax(np.array([-1.85, 0.42, 0.15])).round(3).tolist() == [0.055, 0.536, 0.409]
    assert softmax(np.array([4.0, 2.0, 0.0])).round(4).tolist() == [0.8668, 0.1173, 0.0159]
    for temperature, printed in ((1, [0.04, 0.11, 0.84]), (30, [0.32, 0.33, 0.35])):
        assert softmax(np.array([1.0, 2.0, 4.0]) / temperature).round(2).tolist() == printed


@given(problems())
@laws
def test_softmax_is_scipys(drawn):
    W, X, _ = drawn
    np.testing.assert_allclose(softmax(X @ W), scipy.special.softmax(X @ W, axis=1), **ROUNDING)
    np.testing.assert_allclose(softmax(W[0]), scipy.special.softmax(W[0]), **ROUNDING)


@given(scores, st.floats(-1e4, 1e4))
@laws
def test_a_shift_changes_no_probability(s, shift):
    np.testing.assert_allclose(softmax(s + shift), softmax(s), **SHIFTED)


@given(scores)
@laws
def test_probabilities_follow_the_order_of_the_scores_and_sum_to_one(s):
    a = softmax(s)
    assert abs(a.sum() - 1) < 1e-12
    assert (np.diff(a[np.argsort(s)]) >= 0).all()


def test_softmax_at_the_extremes_and_row_by_row():
    S = np.array([[1e4, 1e4, -1e4], [-1e4, -1e4, -1e4], [0.0, 1e4, -1e4]])
    expected = [[0.5, 0.5, 0.0], [1 / 3] * 3, [0.0, 1.0, 0.0]]
    np.testing.assert_allclose(softmax(S), expected, **ROUNDING)


# ------------------------------------------------------------------------------ cross-entropy


def test_cross_entropy_of_the_worked_examples():
    losses = [cross_entropy_one(s, y) for y, s in enumerate(SCORES)]
    assert np.round(losses, 4).tolist() == [2.0404, 0.0791, 6.1565]
    assert round(float(np.mean(losses)), 4) == 2.7587
    assert round(losses[0] / math.log(10), 2) == 0.89


@given(scores, st.data())
@laws
def test_cross_entropy_is_minus_scipys_log_softmax(s, data):
    y = data.draw(st.integers(0, len(s) - 1))
    expected = -scipy.special.log_softmax(s)[y]
    np.testing.assert_allclose(cross_entropy_one(s, y), expected, **ROUNDING)


@pytest.mark.parametrize("offset", [0.0, 1e4, -1e4])
def test_cross_entropy_of_a_gap_is_the_gap(offset):
    for gap in (1e3, 2e3, 1e4):
        assert cross_entropy_one(np.array([0.0, gap, -gap]) + offset, 0) == gap
        assert cross_entropy_one(np.array([0.0, gap, -gap]) + offset, 1) == 0.0


def test_the_likelihood_of_500_labels_underflows_and_its_log_does_not():
    P = np.tile([0.13, 0.87], (500, 1))
    assert 0.13**500 == 0.0
    assert round(log_likelihood(P, np.zeros(500, dtype=int)), 1) == -1020.1
    factors = next(k for k in range(1, 999) if np.prod(np.full(k, 0.13)) == 0.0)
    assert 360 < factors < 370


@given(problems())
@laws
def test_the_log_likelihood_is_minus_n_times_scikit_learns_log_loss(drawn):
    W, X, y = drawn
    P = softmax(X @ W)
    expected = -log_loss(y, P, labels=range(W.shape[1]), normalize=False)
    np.testing.assert_allclose(log_likelihood(P, y), expected, rtol=1e-9)


# ------------------------------------------------------------------------------ one_hot


def test_one_hot_is_scikit_learns_and_refuses_what_is_no_class():
    y = np.array([2, 0, 1, 1])
    assert one_hot(y, 5).tolist() == label_binarize(y, classes=range(5)).tolist()
    assert one_hot(y, 5).dtype == float
    for bad in (5, 99, -1):
        with pytest.raises(ValueError, match=f"label {bad} is outside"):
            one_hot(np.array([1, bad, 0]), 5)


# ------------------------------------------------------------------------------ the batch losses


@both
def test_losses_of_the_worked_example(softmax_loss):
    loss, dW = softmax_loss(SCORES, np.eye(3), TRUTH, 0.0)
    assert round(loss, 4) == 2.7587
    printed = [[-0.8700, 0.8690, 0.0010], [0.0252, -0.0761, 0.0508], [0.4247, 0.5732, -0.9979]]
    np.testing.assert_allclose(3 * dW, printed, atol=6e-5)
    loss, _ = softmax_loss(SCORES, np.eye(3), TRUTH, 0.1)
    assert round(loss, 4) == 11.7127
    assert type(loss) is float


@both
@given(drawn=problems())
@laws
def test_the_loss_is_scikit_learns_log_loss_and_the_penalty(softmax_loss, drawn):
    W, X, y = drawn
    P = scipy.special.softmax(X @ W, axis=1)
    expected = log_loss(y, P, labels=range(W.shape[1])) + 0.7 * np.linalg.norm(W) ** 2
    np.testing.assert_allclose(softmax_loss(W, X, y, 0.7)[0], expected, rtol=1e-9)


@both
@seeds
def test_the_gradient_is_that_of_a_complex_step(softmax_loss, seed):
    W, X, y = problem(seed)

    def loss(W):
        S = X @ W
        terms = np.log(np.exp(S).sum(axis=1)) - S[np.arange(len(y)), y]
        return terms.mean() + 0.7 * (W * W).sum()

    found = softmax_loss(W, X, y, 0.7)[1]
    np.testing.assert_allclose(found, by_complex_step(loss, W), **ROUNDING)


@both
@seeds
def test_the_gradient_is_that_of_finite_differences_and_of_directions(softmax_loss, seed):
    W, X, y = problem(seed, C=10)
    _, dW = softmax_loss(W, X, y, 0.7)

    def flat(w):
        return softmax_loss(w.reshape(W.shape), X, y, 0.7)[0]

    np.testing.assert_allclose(dW.ravel(), approx_fprime(W.ravel(), flat), rtol=1e-4, atol=1e-5)
    rng = np.random.default_rng(seed)
    assert check_gradient(lambda W: softmax_loss(W, X, y, 0.7)[0], W, dW, rng) < 1e-7


@given(problems(), st.floats(0, 2))
@laws
def test_with_and_without_loops_it_is_the_same(drawn, reg):
    W, X, y = drawn
    slow, fast = softmax_loss_naive(W, X, y, reg), softmax_loss_vectorized(W, X, y, reg)
    np.testing.assert_allclose(slow[0], fast[0], **ROUNDING)
    np.testing.assert_allclose(slow[1], fast[1], **ROUNDING)


@both
@given(drawn=problems(), offset=st.floats(-1e3, 1e3))
@laws
def test_a_weight_added_to_all_classes_changes_no_loss(softmax_loss, drawn, offset):
    W, X, y = drawn
    before, after = softmax_loss(W, X, y, 0.0), softmax_loss(W + offset, X, y, 0.0)
    np.testing.assert_allclose(after[0], before[0], **SHIFTED)
    np.testing.assert_allclose(after[1], before[1], **SHIFTED)
    np.testing.assert_allclose(before[1].sum(axis=1), 0, **ROUNDING)


@both
@given(drawn=problems(), data=st.data())
@laws
def test_the_order_of_rows_and_of_classes_plays_no_part(softmax_loss, drawn, data):
    W, X, y = drawn
    rows = data.draw(st.permutations(range(len(X))))
    classes = np.array(data.draw(st.permutations(range(W.shape[1]))))
    loss, dW = softmax_loss(W, X, y, 0.3)
    moved = softmax_loss(W[:, classes], X[rows], np.argsort(classes)[y[rows]], 0.3)
    np.testing.assert_allclose(moved[0], loss, **ROUNDING)
    np.testing.assert_allclose(moved[1], dW[:, classes], **ROUNDING)


@both
@given(drawn=problems(), copies=st.integers(2, 4))
@laws
def test_rows_given_several_times_change_no_mean(softmax_loss, drawn, copies):
    W, X, y = drawn
    once = softmax_loss(W, X, y, 0.3)
    often = softmax_loss(W, np.vstack([X] * copies), np.tile(y, copies), 0.3)
    np.testing.assert_allclose(often[0], once[0], **ROUNDING)
    np.testing.assert_allclose(often[1], once[1], **ROUNDING)


@both
@given(drawn=problems(), scale=st.floats(0.25, 4))
@laws
def test_scaled_features_and_weights_scaled_back_give_the_same_loss(softmax_loss, drawn, scale):
    W, X, y = drawn
    loss, dW = softmax_loss(W, X, y, 0.0)
    scaled = softmax_loss(W / scale, X * scale, y, 0.0)
    np.testing.assert_allclose(scaled[0], loss, **ROUNDING)
    np.testing.assert_allclose(scaled[1], dW * scale, **ROUNDING)


@both
def test_a_copy_of_a_class_takes_half_of_its_probability(softmax_loss):
    W, X, y = problem(4)
    y[:] = 3
    twins = np.column_stack([W, W[:, 3]])
    P = softmax(X @ W)[:, 3]
    expected = -np.log(P / (1 + P)).mean()
    np.testing.assert_allclose(softmax_loss(twins, X, y, 0.0)[0], expected, **ROUNDING)


@both
def test_rows_at_1000_and_gaps_of_1000_are_finite_and_right(softmax_loss):
    W, X, y = problem(5)
    loss, dW = softmax_loss(W, X, y, 0.0)
    offsets = np.linspace(-1000, 1000, 7)
    W1, X1 = np.vstack([W, np.ones(4)]), np.column_stack([X, offsets])
    moved = softmax_loss(W1, X1, y, 0.0)
    np.testing.assert_allclose(moved[0], loss, **SHIFTED)
    np.testing.assert_allclose(moved[1][:-1], dW, **SHIFTED)
    gaps = np.array([[0.0, 1e3], [1e3, 0.0]])
    loss, dW = softmax_loss(gaps, np.eye(2), np.array([0, 0]), 0.0)
    assert loss == 500.0
    assert dW.tolist() == [[-0.5, 0.5], [0.0, 0.0]]


@both
@pytest.mark.parametrize("C", [2, 10])
def test_at_zero_weights_the_loss_is_the_log_of_the_classes(softmax_loss, C):
    _, X, y = problem(1, C=C)
    expected = cross_entropy_at_zero(C)
    np.testing.assert_allclose(softmax_loss(np.zeros((5, C)), X, y, 0.0)[0], expected, **ROUNDING)
    assert round(cross_entropy_at_zero(10), 4) == 2.3026


# ------------------------------------------------------------------------------ local gradients


def test_the_jacobian_of_the_worked_example():
    s = np.log([1.0, 2.0, 3.0])
    printed = [[5, -2, -3], [-2, 8, -6], [-3, -6, 9]]
    np.testing.assert_allclose(36 * softmax_jacobian(s), printed, **ROUNDING)
    gradient = cross_entropy_grad_scores(s, 2)
    np.testing.assert_allclose(gradient, [1 / 6, 1 / 3, -0.5], **ROUNDING)


@given(scores)
@laws
def test_the_jacobian_is_that_of_a_complex_step_and_symmetric(s):
    J = softmax_jacobian(s)
    for i in range(len(s)):
        row = by_complex_step(
            lambda z, i=i: (np.exp(z - s.max()) / np.exp(z - s.max()).sum())[i], s
        )
        np.testing.assert_allclose(J[i], row, **ROUNDING)
    np.testing.assert_allclose(J, J.T, **ROUNDING)
    np.testing.assert_allclose(J.sum(axis=0), 0, **ROUNDING)


@given(st.lists(st.floats(-14, 14), min_size=2, max_size=6).map(np.array), st.data())
@laws
def test_the_chain_rule_gives_probabilities_minus_one_hot(s, data):
    y = data.draw(st.integers(0, len(s) - 1))
    expected = scipy.special.softmax(s) - one_hot(np.array([y]), len(s))[0]
    np.testing.assert_allclose(cross_entropy_grad_scores(s, y), expected, **SHIFTED)


def test_one_step_of_the_worked_example():
    grads = softmax_backward_one(np.zeros((3, 2)), np.log([1.0, 2, 3]), np.array([2.0, -1.0]), 2)
    np.testing.assert_allclose(grads["da"], [0, 0, -2], **ROUNDING)
    np.testing.assert_allclose(grads["dz"], [1 / 6, 1 / 3, -1 / 2], **ROUNDING)
    np.testing.assert_allclose(grads["db"], grads["dz"], **ROUNDING)
    expected = [[1 / 3, -1 / 6], [2 / 3, -1 / 3], [-1, 1 / 2]]
    np.testing.assert_allclose(grads["dW"], expected, **ROUNDING)


@seeds
def test_the_local_gradients_are_those_of_complex_steps_and_fit_together(seed):
    rng = np.random.default_rng(seed)
    W, b, x = rng.standard_normal((4, 3)), rng.standard_normal(4), rng.standard_normal(3)

    def loss(W, b):
        z = W @ x + b
        return np.log(np.exp(z).sum()) - z[2]

    grads = softmax_backward_one(W, b, x, 2)
    np.testing.assert_allclose(grads["dW"], by_complex_step(lambda at: loss(at, b), W), **ROUNDING)
    np.testing.assert_allclose(grads["db"], by_complex_step(lambda at: loss(W, at), b), **ROUNDING)
    J = softmax_jacobian(W @ x + b)
    np.testing.assert_allclose(grads["da"] @ J, grads["dz"], **ROUNDING)
    contracted = np.einsum("i,ikd->kd", grads["dz"], dz_dW(x, 4))
    np.testing.assert_allclose(contracted, grads["dW"], **ROUNDING)
    # One row of a batch in the other convention.
    _, dW = softmax_loss_vectorized(W.T, x[None], np.array([2]), 0.0)
    unbiased = softmax_backward_one(W, np.zeros(4), x, 2)["dW"]
    np.testing.assert_allclose(dW.T, unbiased, **ROUNDING)


def test_the_tensor_is_that_of_differences():
    rng = np.random.default_rng(8)
    x, W = rng.standard_normal(3), rng.standard_normal((2, 3))
    for i in range(2):
        row = by_complex_step(lambda at, i=i: (at @ x)[i], W)
        np.testing.assert_allclose(dz_dW(x, 2)[i], row, **ROUNDING)
    assert np.count_nonzero(dz_dW(np.ones(64), 10)) == 640


# ------------------------------------------------------------------------------ sigmoid


@given(st.floats(-1e4, 1e4))
@laws
def test_the_sigmoid_is_scipys_and_one_of_two_softmax_outputs(z):
    np.testing.assert_allclose(sigmoid(np.array(z)), scipy.special.expit(z), **ROUNDING)
    np.testing.assert_allclose(sigmoid(np.array(z)), softmax(np.array([z, 0.0]))[0], **ROUNDING)
    np.testing.assert_allclose(sigmoid(np.array(z)) + sigmoid(np.array(-z)), 1, **ROUNDING)


def test_the_slope_of_the_sigmoid_is_that_of_a_complex_step():
    z = np.linspace(-20, 20, 41)
    expected = np.imag(1 / (1 + np.exp(-(z + 1e-30j)))) / 1e-30
    np.testing.assert_allclose(sigmoid_grad(z), expected, **ROUNDING)
    assert sigmoid_grad(np.array([0.0, 2.0, -2.0])).round(4).tolist() == [0.25, 0.105, 0.105]
    assert np.isfinite(sigmoid_grad(np.array([1e4, -1e4]))).all()


def test_independent_outputs_of_the_worked_example():
    a, J = sigmoid_outputs(np.array([2.0, 0.0, -1.0]))
    assert a.round(3).tolist() == [0.881, 0.5, 0.269]
    assert round(float(a.sum()), 2) == 1.65
    assert np.diag(J).round(3).tolist() == [0.105, 0.25, 0.197]
    assert np.count_nonzero(J) == 3


# ------------------------------------------------------------------------------ logistic_loss


def logistic_problem(seed, N=9, D=4):
    rng = np.random.default_rng(seed)
    X = np.column_stack([np.ones(N), rng.standard_normal((N, D - 1))])
    return rng.standard_normal(D), X, rng.permutation(np.arange(N) % 2)


def test_the_logistic_unit_of_the_worked_example():
    w, X = np.array([0.0, math.log(3)]), np.array([[1.0, 1.0], [1.0, -1.0]])
    loss, dw = logistic_loss(w, X, np.array([1, 1]), 0.0)
    assert round(loss, 4) == 0.8370
    np.testing.assert_allclose(dw, [-0.5, 0.25], **ROUNDING)
    loss, dw = logistic_loss(w, X, np.array([1, 1]), 1.0)
    assert round(loss, 4) == 1.1387
    assert dw.round(4).tolist() == [-0.5, 0.7993]


@seeds
def test_the_logistic_loss_is_scikit_learns_and_its_gradient_a_complex_steps(seed):
    w, X, y = logistic_problem(seed)
    loss, dw = logistic_loss(w, X, y, 0.7)
    penalty = 0.7 / 18 * np.sum(w[1:] ** 2)
    expected = log_loss(y, scipy.special.expit(X @ w)) + penalty
    np.testing.assert_allclose(loss, expected, rtol=1e-9)

    def analytic(w):
        f = X @ w
        return (np.log(1 + np.exp(f)) - y * f).mean() + 0.7 / 18 * (w[1:] ** 2).sum()

    np.testing.assert_allclose(dw, by_complex_step(analytic, w), **ROUNDING)


@seeds
def test_the_logistic_gradient_vanishes_where_scikit_learn_ends(seed):
    _, X, y = logistic_problem(seed, N=60)
    # C is 1 / lam for a sum over the rows, and the intercept is not penalised.
    fitted = LogisticRegression(C=1 / 0.7, tol=1e-10, max_iter=5000).fit(X[:, 1:], y)
    w = np.concatenate([fitted.intercept_, fitted.coef_[0]])
    assert np.abs(logistic_loss(w, X, y, 0.7)[1]).max() < 1e-6


@seeds
def test_the_logistic_loss_is_a_softmax_loss_of_two_classes(seed):
    w, X, y = logistic_problem(seed)
    W = np.column_stack([np.zeros_like(w), w])
    expected = softmax_loss_vectorized(W, X, y, 0.0)
    loss, dw = logistic_loss(w, X, y, 0.0)
    np.testing.assert_allclose(loss, expected[0], **ROUNDING)
    np.testing.assert_allclose(dw, expected[1][:, 1], **ROUNDING)


def test_a_row_wrong_by_1000_costs_1000():
    X = np.array([[1.0, 1000.0]])
    assert logistic_loss(np.array([0.0, 1.0]), X, np.array([0]), 0.0)[0] == 1000.0
    assert logistic_loss(np.array([0.0, -1.0]), X, np.array([1]), 0.0)[0] == 1000.0


# ------------------------------------------------------------------------------ errors


def test_the_two_models_of_the_lecture():
    first = np.array([[0.3, 0.3, 0.4], [0.3, 0.4, 0.3], [0.1, 0.2, 0.7]])
    second = np.array([[0.1, 0.2, 0.7], [0.1, 0.7, 0.2], [0.3, 0.4, 0.3]])
    T = one_hot(np.array([2, 1, 0]), 3)
    for P, mse, ce in ((first, 0.8067, 1.3784), (second, 0.34, 0.6391)):
        assert np.round(mse_vs_cross_entropy(P, T), 4).tolist() == [mse, ce]
    rows = [mse_vs_cross_entropy(first[i : i + 1], T[i : i + 1]) for i in range(3)]
    assert np.round([mse for mse, _ in rows], 2).tolist() == [0.54, 0.54, 1.34]
    assert np.round([ce for _, ce in rows], 3).tolist() == [0.916, 0.916, 2.303]


def test_the_pull_of_two_losses_where_the_unit_is_sure_and_wrong():
    mse, ce = wrong_gradient(-10.0)
    assert round(mse, 6) == -9.1e-5
    assert round(ce, 5) == -0.99995
    for z in np.linspace(-9, 9, 19):
        at = complex(z, 1e-30)
        a = 1 / (1 + np.exp(-at))
        expected = [((a - 1) ** 2).imag / 1e-30, (-np.log(a)).imag / 1e-30]
        np.testing.assert_allclose(wrong_gradient(float(z)), expected, **ROUNDING)


def test_the_divergence_is_scipys_zeros_and_infinities_included():
    skewed, even = np.array([0.7, 0.3]), np.full(2, 0.5)
    assert round(kl_divergence(skewed, even), 4) == 0.0823
    assert round(float(-(skewed * np.log(even)).sum()), 4) == 0.6931
    rng = np.random.default_rng(8)
    pairs = [(softmax(rng.standard_normal(5)), softmax(rng.standard_normal(5))) for _ in range(9)]
    one, other = np.array([0.0, 1.0, 0.0]), np.array([0.5, 0.5, 0.0])
    pairs += [(one, other), (other, one), (one, one)]
    for p, q in pairs:
        np.testing.assert_allclose(kl_divergence(p, q), scipy.stats.entropy(p, q), **ROUNDING)


def test_the_questions_by_trying():
    rng = np.random.default_rng(8)
    losses = [cross_entropy_one(s, 0) for s in rng.normal(0, 60, (2000, 3))]
    assert min(losses) >= lowest_cross_entropy()
    assert min(losses) < 1e-9
    assert highest_cross_entropy() > max(losses) > 100
    errors = [((softmax(s) - [1, 0, 0]) ** 2).sum() for s in rng.normal(0, 60, (2000, 3))]
    assert max(errors) <= highest_squared_error() < max(errors) + 1e-9


# ------------------------------------------------------------------------------ training


def test_nine_steps_of_the_worked_example():
    seen = []

    def halving(W, X, y):
        seen.append(len(X))
        return 0.5 * float(W @ W), W

    X, y = np.zeros((10, 2)), np.zeros(10, dtype=int)
    W, history = softmax_regression(
        halving, np.array([8.0]), X, y, 0.5, 3, 4, np.random.default_rng(0)
    )
    assert W.tolist() == [0.015625]
    assert history[:3].tolist() == [32, 8, 2]
    assert seen == [4, 4, 2] * 3


def test_training_ends_near_the_least_loss_that_scipy_finds():
    W, X, y = problem(2, N=40)

    def loss(W, X, y):
        return softmax_loss_vectorized(W, X, y, 0.05)

    trained, _ = softmax_regression(loss, W, X, y, 0.5, 400, 40, np.random.default_rng(0))
    found = scipy.optimize.minimize(
        lambda w: loss(w.reshape(W.shape), X, y)[0], np.zeros(W.size), method="BFGS"
    )
    assert loss(trained, X, y)[0] < found.fun + 1e-6


def test_training_takes_whole_numbers_to_start_from_and_leaves_them():
    W, X, y = problem(3)
    start = np.zeros(W.shape, dtype=int)
    trained, _ = softmax_regression(
        lambda W, X, y: softmax_loss_vectorized(W, X, y, 0.0),
        start, X, y, 0.1, 2, 3, np.random.default_rng(0),
    )  # fmt: skip
    assert trained.dtype == float
    assert trained.any()
    assert not start.any()

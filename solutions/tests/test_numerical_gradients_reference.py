"""Assignment 3's references against oracles that share no code with them.

Closed forms, SciPy's differences, complex steps, dual numbers, and laws that derivatives obey; and
the numbers that the notebook asks students to work out by hand.
"""

from __future__ import annotations

import inspect

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import differentiate
from scipy.linalg import block_diag
from scipy.optimize import approx_fprime, check_grad
from scipy.special import expit

from autograder.visible.numerical_gradients import EXERCISES
from solutions import derivative_rules as rules
from solutions import jacobians
from solutions import numerical_gradients as reference
from solutions.forms.derivative_rules import Dual
from solutions.jacobians import (
    chain_jacobian,
    chain_jacobian_at,
    column_major,
    column_major_jacobian,
    numerical_jacobian,
)
from solutions.numerical_gradients import (
    best_steps,
    centred_at_kink,
    error_against_h,
    forward_table,
    gradient_check,
    gradient_cost,
    has_kink,
    kinks_of_max,
    numerical_gradient,
    numerical_gradient_forward,
    relative_error,
    table_bounds,
)

laws = settings(max_examples=40, deadline=None)
seeds = st.integers(0, 2**32 - 1)
shapes = st.lists(st.integers(0, 4), max_size=3).map(tuple)

#: Centred differences with h = 1e-5 of functions of order one to ten.
NEAR = {"rtol": 1e-8, "atol": 1e-8}


def analytic(x):
    """A function that NumPy extends to complex numbers, which binds all entries together."""
    return np.sum(np.sin(x) + x**3 / 3) + np.sum(x) ** 2 / 2


def complex_step(f, x):
    """An oracle without cancellation: the imaginary part of f(x + i h e_k) / h."""
    grad = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        z = x.astype(complex)
        z[index] += 1e-30j
        grad[index] = f(z).imag / 1e-30
    return grad


# ------------------------------------------------------------------------------ the exercises


def test_there_is_a_documented_and_marked_reference_for_every_function_of_the_exercises():
    names = [name for exercise in EXERCISES for name in exercise.functions]
    written = [
        name
        for module in (reference, jacobians, rules)
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__
    ]
    assert sorted(names) == sorted(written)
    for name in names:
        source = inspect.getsource((vars(reference) | vars(jacobians) | vars(rules))[name])
        assert source.count("### BEGIN SOLUTION") == source.count("### END SOLUTION") == 1
        assert ">>> " in source


def test_the_points_are_a_hundred():
    assert sum(exercise.points for exercise in EXERCISES) == 100


# ------------------------------------------------------------------------------ forward_table


def test_the_lecture_table_as_printed():
    table = (1.25347, np.array([1.25322, 1.25353, 1.25347]), 0.1**4)
    assert forward_table(*table) == pytest.approx([-2.5, 0.6, 0.0])
    low, high = table_bounds(*table, 5)
    assert low == pytest.approx([-2.6, 0.5, -0.1])
    assert high == pytest.approx([-2.4, 0.7, 0.1])


@laws
@given(seeds)
def test_slopes_of_unrounded_losses_lie_within_the_bounds(seed):
    rng = np.random.default_rng(seed)
    base, losses = rng.uniform(0, 2), rng.uniform(0, 2, 5)
    low, high = table_bounds(round(base, 3), losses.round(3), 1e-2, 3)
    slopes = forward_table(base, losses, 1e-2)
    assert ((low - 1e-9 <= slopes) & (slopes <= high + 1e-9)).all()
    assert high - low == pytest.approx(np.full(5, 2 * 1e-3 / 1e-2))


# ------------------------------------------------------------------------------ numerical_gradient


@laws
@given(shapes, seeds)
def test_gradient_of_any_shape_equals_the_complex_step(shape, seed):
    x = np.random.default_rng(seed).uniform(-1.5, 1.5, shape)
    found = numerical_gradient(analytic, x)
    assert found.shape == shape
    np.testing.assert_allclose(found, complex_step(analytic, x), rtol=1e-7, atol=1e-7)


@laws
@given(seeds)
def test_forward_gradient_equals_scipys(seed):
    x = np.random.default_rng(seed).uniform(-1.5, 1.5, 5)
    found = numerical_gradient_forward(analytic, x, 1e-7)
    np.testing.assert_allclose(found, approx_fprime(x, analytic, 1e-7), rtol=1e-6, atol=1e-6)


def test_gradient_equals_scipys_derivative():
    xs = np.linspace(-2, 2, 9)
    exact = differentiate.derivative(np.tanh, xs).df
    found = [float(numerical_gradient(np.tanh, np.array(x))) for x in xs]
    np.testing.assert_allclose(found, exact, **NEAR)


@laws
@given(seeds, st.floats(1e-3, 1.0))
def test_centred_difference_is_exact_on_parabolas_whatever_the_step(seed, h):
    rng = np.random.default_rng(seed)
    A, b, x = rng.normal(size=(4, 4)), rng.normal(size=4), rng.normal(size=4)
    found = numerical_gradient(lambda x: x @ A @ x + b @ x, x, h)
    np.testing.assert_allclose(found, (A + A.T) @ x + b, rtol=1e-9, atol=1e-9)


@laws
@given(seeds)
def test_gradient_is_linear_in_the_function(seed):
    x = np.random.default_rng(seed).normal(size=(2, 3))
    g = numerical_gradient(analytic, x)
    h = numerical_gradient(lambda x: np.sum(np.cos(x)), x)
    both = numerical_gradient(lambda x: 2 * analytic(x) - 3 * np.sum(np.cos(x)), x)
    np.testing.assert_allclose(both, 2 * g - 3 * h, rtol=1e-7, atol=1e-7)


@pytest.mark.parametrize(
    "gradient", [numerical_gradient, lambda f, x: numerical_gradient_forward(f, x, 1e-5)]
)
def test_x_is_left_alone_in_any_layout(gradient):
    base = np.random.default_rng(3).normal(size=(6, 8))
    for x in (base.T, base[::2, ::-3], np.asfortranarray(base), base[0, :0], np.array(0.1)):
        before = x.tobytes()
        x.setflags(write=False)
        assert gradient(lambda x: float(np.sum(x)), x) == pytest.approx(np.ones(x.shape), abs=1e-5)
        assert x.tobytes() == before


def test_each_call_moves_one_entry_alone_and_there_are_two_an_entry():
    seen = []
    x = np.random.default_rng(1).normal(size=(2, 3))
    numerical_gradient(lambda at: seen.append(at.copy()) or 0.0, x)
    assert len(seen) == 12
    assert all((at != x).sum() == 1 for at in seen)
    seen.clear()
    numerical_gradient_forward(lambda at: seen.append(at.copy()) or 0.0, x, 1e-5)
    assert len(seen) == 7


@pytest.mark.parametrize("dtype", [int, np.int8, np.uint16, bool, complex])
def test_what_cannot_be_moved_by_a_small_step_is_refused(dtype):
    for gradient in (numerical_gradient, numerical_gradient_forward):
        with pytest.raises(TypeError, match="float"):
            gradient(lambda x: 0.0, np.ones(3, dtype=dtype), 1e-5)


def test_float32_is_moved_in_float64():
    x = np.array([0.5, -1.25], dtype=np.float32)
    np.testing.assert_allclose(numerical_gradient(lambda x: np.sum(x**2), x), [1.0, -2.5], **NEAR)


# ------------------------------------------------------------------------------ cost and errors


def test_cost_of_the_cifar_classifier():
    assert gradient_cost(3072, 10) == (30_731, 61_460)


@laws
@given(st.integers(1, 5), st.integers(1, 4))
def test_cost_is_what_the_gradients_really_call(D, C):
    calls = []
    theta = np.zeros(D * C + C)
    numerical_gradient_forward(lambda x: calls.append(1) or 0.0, theta, 1e-5)
    forward = len(calls)
    numerical_gradient(lambda x: calls.append(1) or 0.0, theta)
    assert (forward, len(calls) - forward) == gradient_cost(D, C)


def test_errors_shrink_with_slopes_one_and_two():
    hs = np.array([1e-2, 1e-3])
    forward, centred = error_against_h(np.exp, np.exp, 0.7, hs)
    assert np.log10(forward[0] / forward[1]) == pytest.approx(1, abs=0.01)
    assert np.log10(centred[0] / centred[1]) == pytest.approx(2, abs=0.01)
    assert forward == pytest.approx(hs / 2 * np.exp(0.7), rel=0.01)
    assert centred == pytest.approx(hs**2 / 6 * np.exp(0.7), rel=0.01)


@pytest.mark.parametrize("count", [14, 27, 53])
def test_best_steps_are_the_best_by_the_mean_error_on_any_grid(count):
    hs = np.logspace(-13, 0, count)
    found = [error_against_h(np.exp, np.exp, x, hs) for x in np.linspace(0.5, 1.5, 41)]
    for errors, step in zip(np.mean(found, axis=0), best_steps(), strict=True):
        assert step / 10 <= hs[np.argmin(errors)] <= step * 10


# ------------------------------------------------------------------------------ kinks


@laws
@given(st.floats(-3, 3), st.floats(-3, 3), st.floats(-1, 1), st.floats(0.01, 2))
def test_difference_across_a_kink_equals_the_numerical_gradient(left, right, share, h):
    d = share * h

    def bent(x):
        return float(np.where(x < d, left * (x - d), right * (x - d)))

    found = float(numerical_gradient(bent, np.array(0.0), h))
    assert centred_at_kink(left, right, d, h) == pytest.approx(found, abs=1e-9)


@pytest.mark.parametrize(
    ("f", "x", "kink"),
    [
        (abs, 0.0, True),
        (abs, 0.5, False),
        (lambda x: max(1.0, x * x), 1.0, True),
        (lambda x: max(1.0, x * x), 0.0, False),
        (lambda x: 50 * x * x, 2.0 / 3, False),
        (lambda x: 0.03 * abs(x) + np.sin(9 * x), 0.0, True),
        (lambda x: -0.03 * abs(x) + np.sin(9 * x), 0.0, True),
        (lambda x: 100.0, 3.0, False),
        (np.exp, 4.6, False),
    ],
)
def test_kinks_are_told_from_bends(f, x, kink):
    assert has_kink(f, x) is kink


@laws
@given(st.floats(0.1, 9))
def test_kinks_of_max_are_kinks(c):
    for x in kinks_of_max(c):
        assert max(c, x * x) == pytest.approx(c)
        assert has_kink(lambda t: max(c, t * t), x)


# ------------------------------------------------------------------------------ gradient_check


@laws
@given(seeds)
def test_relative_error_is_symmetric_bounded_and_blind_to_scale(seed):
    rng = np.random.default_rng(seed)
    a, b = rng.normal(size=(2, 3, 4))
    a[0, 0] = b[0, 0] = 0.0
    error = relative_error(a, b)
    assert ((error >= 0) & (error <= 2)).all()
    np.testing.assert_allclose(error, relative_error(b, a))
    np.testing.assert_allclose(error, relative_error(1e-9 * a, 1e-9 * b))
    assert relative_error(a, -a).max() == 2.0


def hinges(z):
    return float(np.sum(np.maximum(0, 1 - z)) + np.sum(z**2) / 4)


def slopes(z):
    return np.where(z < 1, -1.0, 0.0) + z / 2


@pytest.mark.parametrize("seed", range(20))
def test_one_entry_in_three_thousand_is_found_amid_kinks(seed):
    rng = np.random.default_rng(seed)
    z = 1 + rng.normal(size=(60, 50))
    z[::6, ::5] = 1 + rng.uniform(-9e-6, 9e-6, (10, 10))
    right = slopes(z)
    report = gradient_check(hinges, right, z)
    assert report["passed"]
    assert report["kinks"] >= 99  # a kink at the very end of a step may leave hardly a trace
    place = (int(rng.integers(60)), 1 + 5 * int(rng.integers(9)))
    wrong = right.copy()
    wrong[place] = 1.001 * wrong[place] + np.sign(wrong[place]) * 1e-3
    report = gradient_check(hinges, wrong, z)
    assert not report["passed"]
    assert report["worst"] == place
    assert report["error"] == pytest.approx(abs(wrong - right)[place], rel=1e-3)


def test_checker_agrees_with_scipys_on_right_and_wrong_gradients():
    x = np.random.default_rng(0).normal(size=6)
    for factor, right in ((1.0, True), (1.001, False), (-1.0, False)):
        grad = factor * complex_step(analytic, x)
        assert gradient_check(analytic, grad, x)["passed"] is right
        assert bool(check_grad(analytic, lambda x, g=grad: g, x) < 1e-4) is right


def test_nan_and_infinity_are_never_right():
    x = np.array([1.0, 2.0])
    for bad in (np.nan, np.inf, -np.inf):
        report = gradient_check(lambda x: float(x @ x), np.array([2.0, bad]), x)
        assert not report["passed"]
        assert report["worst"] == (1,)


def test_checks_of_exact_zeros_and_of_huge_values_pass():
    for far in (0.0, 1e8):
        x = np.linspace(-1, 1, 7)
        report = gradient_check(lambda x, far=far: far + 0.0 * x[0] + x[6], np.eye(7)[6], x)
        assert report["passed"]


# ------------------------------------------------------------------------------ regression


@laws
@given(seeds, st.integers(1, 6), st.integers(1, 4))
def test_losses_fit_their_gradients_and_ignore_the_order_of_rows(seed, N, D):
    rng = np.random.default_rng(seed)
    w, X, y = rng.normal(size=D), rng.normal(size=(N, D)), rng.normal(size=N)
    order = rng.permutation(N)
    for loss in (rules.l1_loss, rules.l2_loss):
        value, dw = loss(w, X, y)
        assert gradient_check(lambda w, loss=loss: loss(w, X, y)[0], dw, w)["passed"]
        for again in (loss(w, X[order], y[order]), loss(w, np.tile(X, (3, 1)), np.tile(y, 3))):
            assert again[0] == pytest.approx(value)
            np.testing.assert_allclose(again[1], dw, rtol=1e-12, atol=1e-12)


@laws
@given(seeds, st.floats(0.1, 9))
def test_losses_scale_as_their_powers(seed, k):
    rng = np.random.default_rng(seed)
    w, X, y, W = rng.normal(size=3), rng.normal(size=(5, 3)), rng.normal(size=5), rng.normal(size=7)
    for power, loss, penalty in (
        (1, rules.l1_loss, rules.l1_penalty),
        (2, rules.l2_loss, rules.l2_penalty),
    ):
        assert loss(k * w, X, k * y)[0] == pytest.approx(k**power * loss(w, X, y)[0])
        np.testing.assert_allclose(
            loss(k * w, X, k * y)[1], k ** (power - 1) * loss(w, X, y)[1], atol=1e-12
        )
        value, dW = penalty(k * W)
        # Euler: the gradient of a homogeneous function times its argument is power * value.
        assert np.sum(dW * k * W) == pytest.approx(power * value)


def test_regression_by_hand_and_at_the_kinks():
    w, X, y = np.array([1.0, 2.0]), np.array([[1.0, 1.0], [2.0, 0.0]]), np.array([5.0, 1.0])
    for loss, value, dw in ((rules.l1_loss, 1.5, [0.5, -0.5]), (rules.l2_loss, 2.5, [0.0, -2.0])):
        assert loss(w, X, y)[0] == pytest.approx(value)
        assert loss(w, X, y)[1] == pytest.approx(dw)
    assert rules.l1_loss(w, X, X @ w)[1].tolist() == [0.0, 0.0]
    assert rules.l1_penalty(np.zeros((2, 2)))[1].tolist() == [[0.0, 0.0]] * 2
    assert rules.l1_penalty(np.array([[2, -3], [0, 1]]))[1].dtype == float


def test_least_squares_is_where_the_gradient_vanishes():
    rng = np.random.default_rng(8)
    X, y = rng.normal(size=(9, 3)), rng.normal(size=9)
    w = np.linalg.lstsq(X, y)[0]
    assert rules.l2_loss(w, X, y)[1] == pytest.approx(np.zeros(3), abs=1e-12)


# ------------------------------------------------------------------------------ jacobians


@laws
@given(seeds, st.integers(1, 4), st.integers(1, 4))
def test_jacobian_equals_the_closed_form_and_scipys(seed, m, n):
    rng = np.random.default_rng(seed)
    A, x = rng.normal(size=(m, n)), rng.normal(size=n)
    found = numerical_jacobian(lambda x: A @ np.sin(x), x)
    assert found.shape == (m, n)
    np.testing.assert_allclose(found, A * np.cos(x), **NEAR)
    theirs = approx_fprime(x, lambda x: A @ np.sin(x), 1e-7).reshape(m, n)
    np.testing.assert_allclose(found, theirs, rtol=1e-5, atol=1e-5)


@laws
@given(seeds, *[st.integers(1, 4)] * 3)
def test_chain_rule_equals_the_jacobian_of_the_composition(seed, m, k, n):
    rng = np.random.default_rng(seed)
    A, B, x = rng.normal(size=(m, k)), rng.normal(size=(k, n)), rng.normal(size=n)

    def f(u):
        return A @ np.tanh(u)

    def g(x):
        return np.sin(B @ x)

    whole = numerical_jacobian(lambda x: f(g(x)), x)
    product = chain_jacobian(numerical_jacobian(f, g(x)), numerical_jacobian(g, x))
    taken = chain_jacobian_at(
        lambda u: A / np.cosh(u) ** 2, g, lambda x: np.cos(B @ x)[:, None] * B, x
    )
    np.testing.assert_allclose(product, whole, rtol=1e-7, atol=1e-7)
    np.testing.assert_allclose(taken, whole, rtol=1e-7, atol=1e-7)


@laws
@given(seeds, st.integers(1, 4), st.integers(1, 4))
def test_columns_go_where_the_entries_go(seed, m, n):
    rng = np.random.default_rng(seed)
    M, B = rng.normal(size=(m, n)), rng.normal(size=(n, 2))
    assert column_major(M).tolist() == [M[i, j] for j in range(n) for i in range(m)]
    by_rows = numerical_jacobian(lambda v: (v.reshape(m, n) @ B).ravel(), M.ravel())
    by_columns = numerical_jacobian(
        lambda v: (v.reshape(m, n, order="F") @ B).ravel(), column_major(M)
    )
    np.testing.assert_allclose(column_major_jacobian(by_rows, (m, n)), by_columns, **NEAR)
    # vec(A X) has the Jacobian I (x) A by columns: GT-N's layout, a block for each column.
    A = rng.normal(size=(3, m))
    whole = numerical_jacobian(
        lambda v: column_major(A @ v.reshape(m, n, order="F")), column_major(M)
    )
    np.testing.assert_allclose(whole, block_diag(*[A] * n), **NEAR)


# ------------------------------------------------------------------------------ shapes, identities


def test_shapes_are_those_of_real_jacobians():
    N, D, H, m, n = 2, 3, 4, 5, 6
    rng = np.random.default_rng(0)
    X, W, A = rng.normal(size=(N, D)), rng.normal(size=(D, H)), rng.normal(size=(m, n))
    whole = numerical_jacobian(lambda v: (X @ v.reshape(D, H)).ravel(), W.ravel())
    assert whole.shape == rules.shape_dh_dW(N, D, H)
    assert numerical_jacobian(lambda v: A @ v, np.zeros(n)).shape == rules.shape_dv_dv(m, n)
    assert numerical_jacobian(lambda s: s * A[:, 0], np.zeros(1)).shape == rules.shape_dv_ds(m)
    assert numerical_jacobian(lambda v: v @ A[:, :1], np.zeros(m)).shape == rules.shape_ds_dv(m)
    gradient = numerical_gradient(lambda W: float(np.sum(X @ W)), W)
    assert gradient.shape == rules.shape_dL_dW(D, H)
    assert numerical_gradient(lambda M: float(M.sum()), A).shape == rules.shape_ds_dM(m, n)
    assert rules.shape_dM_ds(m, n) == A.shape
    assert rules.shape_dM_dv(m, n, 7) == np.zeros((m, n, 7)).shape


@laws
@given(seeds, st.integers(1, 5))
def test_identities_equal_numerical_jacobians(seed, n):
    rng = np.random.default_rng(seed)
    A, w, x = rng.normal(size=(n, n)), rng.normal(size=n), rng.normal(size=n)
    pairs = (
        (rules.inner_product_jacobian(w, x), lambda w: np.array([w @ x]), w),
        (rules.quadratic_jacobian(A, w), lambda w: np.array([w @ A @ w]), w),
        (rules.linear_map_jacobian(A[:2], x), lambda x: A[:2] @ x, x),
    )
    for found, f, at in pairs:
        np.testing.assert_allclose(found, numerical_jacobian(f, at), rtol=1e-7, atol=1e-7)
    symmetric = rules.quadratic_jacobian(A + A.T, w)
    np.testing.assert_allclose(symmetric, 2 * (w @ (A + A.T))[None])


# ------------------------------------------------------------------------------ formulas


@laws
@given(seeds)
def test_right_formulas_pass_and_published_ones_fail(seed):
    rng = np.random.default_rng(seed)
    Theta, w, x = rng.normal(size=(3, 4)), rng.normal(size=4), rng.normal(size=4)
    delta, z, lam, n = rng.normal(size=3), rng.normal(size=4), 0.7, 20
    cases = (
        (lambda T: lam / (2 * n) * np.sum(T**2), rules.penalty_gradient(Theta, lam, n), Theta),
        (lambda w: -np.log(expit(w @ x)), rules.log_loss_gradient(w, x), w),
        (lambda z: delta @ Theta @ expit(z), rules.delta_through_sigmoid(Theta, delta, z), z),
    )
    printed = (lam * Theta, (1 - expit(w @ x)) * x, delta @ Theta)
    for (f, right, at), wrong in zip(cases, printed, strict=True):
        assert gradient_check(f, right, at)["passed"]
        assert not gradient_check(f, wrong, at)["passed"]


# ------------------------------------------------------------------------------ logistic_map


@laws
@given(st.floats(0.01, 0.99), st.integers(1, 6))
def test_logistic_map_doubles_an_angle(x, n):
    angle = np.arcsin(np.sqrt(x))
    assert rules.logistic_map(x, n) == pytest.approx(np.sin(2 ** (n - 1) * angle) ** 2, abs=1e-9)


@laws
@given(st.floats(0.01, 0.99), st.integers(1, 6))
def test_dual_numbers_equal_a_class_of_them_and_the_complex_step(x, n):
    value, slope = rules.logistic_map_dual(x, n)
    assert value == rules.logistic_map(x, n)
    term = Dual(x, 1.0)
    z = x + 1e-30j
    for _ in range(n - 1):
        term = Dual(4.0, 0.0) * term * (Dual(1.0, 0.0) - term)
        z = 4 * z * (1 - z)
    assert slope == pytest.approx(term.b, rel=1e-9, abs=1e-9)
    assert slope == pytest.approx(z.imag / 1e-30, rel=1e-9, abs=1e-9)


def test_logistic_map_as_printed():
    assert rules.logistic_map(0.3) == pytest.approx(0.99434496)
    assert rules.logistic_map_dual(0.3)[1] == pytest.approx(1.3090816)
    step = (rules.logistic_map(0.3 + 1e-6) - rules.logistic_map(0.3)) / 1e-6
    assert step == pytest.approx(1.3090056, abs=1e-7)

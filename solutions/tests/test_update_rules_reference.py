"""Assignment 4's references against oracles that share no code with them.

SciPy's finite differences, least squares and optimiser, scikit-learn, laws that the formulas
obey; and the numbers that the notebook asks students to work out by hand.
"""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import approx_fprime, minimize
from scipy.special import expit, log_softmax
from sklearn.linear_model import Perceptron

from autograder.visible.update_rules import EXERCISES
from solutions.update_rules import (
    gradient_descent,
    learning_rate,
    perceptron,
    update_hinge,
    update_linear,
    update_sigmoid,
    update_softmax,
)
from solutions.update_rules_questions import (
    evolve,
    random_search,
    rate_for_mean,
    steps_per_epoch,
    theta_of_alpha,
    xor_epochs,
    xor_rows_right,
)

POINTS = np.array([2.0, 0, 5, -2, -2, 2, -1, -3]).reshape(4, 2)
SIDES = np.repeat([-1, 1], 2)
FOLDED = np.column_stack([POINTS, np.ones(4)])
START = np.array([0.5, 0.5, 0.5])

seeds = pytest.mark.parametrize("seed", range(3))
laws = settings(max_examples=30, deadline=None)


def squares(theta, X, y):
    off = X @ theta - y
    return float(off @ off), 2 * X.T @ off


def hinges(theta, X, y):
    gaps = 1 - y * (X @ theta)
    return float(gaps[gaps > 0].sum()), -(y * (gaps > 0)) @ X


def mean_at(loss, theta):
    return loss(theta, FOLDED, SIDES)[0] / 4


# ------------------------------------------------------------------------------ the course


def test_the_parts_add_up_to_100_and_derivations_to_about_half():
    assert sum(e.points for e in EXERCISES) == 100
    assert sum(e.points for e in EXERCISES if e.name.startswith("derive_")) == 48


# ------------------------------------------------------------------------------ one-step updates

UNITS = {
    update_linear: (lambda f, y: np.sum((y - f) ** 2), lambda rng, n: rng.normal(size=n)),
    update_sigmoid: (
        lambda f, y: np.sum((y - expit(f)) ** 2),
        lambda rng, n: rng.integers(0, 2, n),
    ),
    update_hinge: (
        lambda f, y: np.sum(np.maximum(0, 1 - y * f)),
        lambda rng, n: rng.choice([-1, 1], n),
    ),
}


@seeds
@pytest.mark.parametrize("update", UNITS)
def test_update_takes_off_the_gradient_that_differences_find(update, seed):
    rng = np.random.default_rng(seed)
    loss, labels = UNITS[update]
    X, w, b = rng.normal(size=(6, 4)), rng.normal(size=4), float(rng.normal())
    y = labels(rng, 6)
    new_w, new_b = update(w, b, X, y, 0.1)

    def of(theta):
        return loss(X @ theta[:-1] + theta[-1], y)

    slope = approx_fprime(np.append(w, b), of, 1e-7)
    assert np.allclose((np.append(w, b) - np.append(new_w, new_b)) / 0.1, slope, atol=1e-4)


@seeds
def test_softmax_update_takes_off_the_gradient_that_differences_find(seed):
    rng = np.random.default_rng(seed)
    X, W, b = rng.normal(size=(6, 3)), rng.normal(size=(3, 4)), rng.normal(size=4)
    y = rng.integers(0, 4, 6)
    new_W, new_b = update_softmax(W, b, X, y, 0.1)

    def of(theta):
        S = X @ theta[:12].reshape(3, 4) + theta[12:]
        return -log_softmax(S, axis=1)[np.arange(6), y].sum()

    theta = np.append(W, b)
    slope = approx_fprime(theta, of, 1e-7)
    assert np.allclose((theta - np.append(new_W, new_b)) / 0.1, slope, atol=1e-4)


@given(st.integers(0, 10**6), st.integers(2, 6))
@laws
def test_a_step_over_all_rows_is_the_sum_of_the_steps_over_single_rows(seed, n):
    rng = np.random.default_rng(seed)
    X, w, b = rng.normal(size=(n, 3)), rng.normal(size=3), float(rng.normal())
    for update, (_, labels) in UNITS.items():
        y = labels(rng, n)
        whole = np.append(*update(w, b, X, y, 0.3))
        parts = [np.append(*update(w, b, X[k : k + 1], y[k : k + 1], 0.3)) for k in range(n)]
        start = np.append(w, b)
        assert np.allclose(whole - start, np.sum([p - start for p in parts], axis=0))


def test_softmax_update_moves_all_scores_by_nothing_together():
    rng = np.random.default_rng(0)
    X, W, b, y = (
        rng.normal(size=(5, 3)),
        rng.normal(size=(3, 4)),
        rng.normal(size=4),
        np.arange(5) % 4,
    )
    new_W, new_b = update_softmax(W, b, X, y, 0.5)
    assert np.allclose((new_W - W).sum(axis=1), 0)
    assert math.isclose((new_b - b).sum(), 0, abs_tol=1e-12)
    far = update_softmax(W, b + 5000, X, y, 0.5)
    assert np.allclose(far[0], new_W)


def test_worked_steps_of_the_notebook():
    w, b = update_linear(START[:2], 0.5, POINTS[1:2], SIDES[1:2], 0.01)
    assert np.allclose([*w, b], [0.2, 0.62, 0.44])
    w, b = update_linear(START[:2], 0.5, POINTS, SIDES, 0.01)
    assert np.allclose([*w, b], [0.03, 0.49, 0.45])
    w, b = update_sigmoid(np.zeros(2), 0.0, POINTS, np.array([0, 0, 1, 0]), 0.5)
    assert np.allclose([*w, b], [-1, 0.875, -0.25])
    X = np.vstack([POINTS[:3], [[-4.0, -1.0]]])
    w, b = update_hinge(START[:2], 0.5, X, np.array([-1, -1, 1, -1]), 0.1)
    assert np.allclose([*w, b], [-0.4, 0.9, 0.4])
    W, b = update_softmax(np.zeros((2, 4)), np.zeros(4), np.array([[1.0, 2], [-1, 0], [3, 1]]),
                          np.array([0, 2, 0]), 0.4)  # fmt: skip
    assert np.allclose(W[:, 0], [1.3, 0.9])
    assert math.isclose(b[0], 0.5)


def test_a_confidently_wrong_sigmoid_hardly_moves():
    def step(z):
        return update_sigmoid(np.array([z]), 0.0, np.ones((1, 1)), np.array([1]), 1.0)[0][0] - z

    assert math.isclose(step(0.0), 0.25)
    assert round(step(-6.0) / step(0.0), 4) == 0.0197
    assert round(float(expit(4.0)), 3) == 0.982
    assert round(float(expit(4.0) * expit(-4.0)), 4) == 0.0177


# ------------------------------------------------------------------------------ the data's numbers


def at_start_of_epoch_20(loss, **options):
    path = gradient_descent(loss, START, FOLDED, SIDES, lr=0.01, epochs=20, **options)[1]
    return path, path[19 * (len(path) - 1) // 20]


def test_one_by_one_squared_reaches_0_1206_with_all_four_right():
    assert mean_at(squares, START) == 5.4375
    _, theta = at_start_of_epoch_20(squares, batch_size=1)
    assert round(mean_at(squares, theta), 4) == 0.1206
    assert (np.sign(FOLDED @ theta) == SIDES).all()


def test_one_by_one_hinge_reaches_0_2375():
    assert mean_at(hinges, START) == 2.125
    path, theta = at_start_of_epoch_20(hinges, batch_size=1)
    assert round(mean_at(hinges, theta), 4) == 0.2375
    assert np.allclose(path[-1], [-0.49, 0.08, 0.45])


def test_batch_reaches_0_1162_by_the_sum_and_0_3981_by_the_mean():
    _, theta = at_start_of_epoch_20(squares)
    assert round(mean_at(squares, theta), 4) == 0.1162

    def mean(theta, X, y):
        value, grad = squares(theta, X, y)
        return value / 4, grad / 4

    _, theta = at_start_of_epoch_20(mean)
    assert round(mean_at(squares, theta), 4) == 0.3981


def test_least_squares_and_the_largest_stable_rates():
    best = np.linalg.lstsq(FOLDED, SIDES, rcond=None)[0]
    assert best.round(4).tolist() == [-0.3686, -0.1321, 0.2695]
    assert round(mean_at(squares, best), 4) == 0.1116
    stable = 2 / np.linalg.eigvalsh(2 * FOLDED.T @ FOLDED).max()
    assert (round(stable, 5), round(4 * stable, 4)) == (0.02496, 0.0998)
    start = mean_at(squares, START)
    for share, grows in ((0.99, False), (1.01, True)):
        path = gradient_descent(squares, START, FOLDED, SIDES, lr=share * stable, epochs=400)[1]
        assert (mean_at(squares, path[-1]) > start) is grows
    assert math.isclose(rate_for_mean(stable, 4), 4 * stable)


def test_the_boundary_formula_is_right_and_the_lecture_s_is_not():
    w, b, x1 = np.array([0.5, -2.0]), 0.7, 1.3
    assert math.isclose(w @ [x1, -(b + w[0] * x1) / w[1]] + b, 0, abs_tol=1e-12)
    assert abs(w @ [x1, -b - (w[0] * x1) / w[1]] + b) > 1


# ------------------------------------------------------------------------------ perceptron


def test_perceptron_on_the_four_points():
    X = np.column_stack([np.ones(4), POINTS])
    theta, epochs = perceptron(X, SIDES)
    assert theta.tolist() == [0, -2.5, 0.25]
    assert (SIDES * (X @ theta)).tolist() == [5, 13, 5.5, 1.75]
    assert epochs == 2
    theta, epochs = perceptron(X, SIDES, average=False)
    assert (theta.tolist(), epochs) == ([-1, -2, 0], 2)


@seeds
def test_fixed_increment_is_scikit_learn_s(seed):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(30, 3))
    f = X @ rng.normal(size=3) + 0.3
    X, y = X[np.abs(f) > 0.3], np.sign(f[np.abs(f) > 0.3]).astype(int)
    X1 = np.column_stack([np.ones(len(X)), X])
    theta, _ = perceptron(X1, y, average=False)
    model = Perceptron(fit_intercept=False, shuffle=False, tol=None, max_iter=1000)
    found = model.fit(X1, y).coef_[0]
    assert np.allclose(theta, found)


@seeds
def test_alpha_only_scales_from_zeros(seed):
    rng = np.random.default_rng(seed)
    X = np.column_stack([np.ones(20), rng.normal(size=(20, 2))])
    y = np.where(X @ [0.2, 1.0, -1.0] > 0, 1, -1)
    for average, alpha in itertools.product((True, False), (0.25, 4.0)):
        theta, epochs = perceptron(X, y, average=average)
        other, as_many = perceptron(X, y, alpha, average=average)
        assert epochs == as_many
        assert np.allclose(other, theta_of_alpha(theta, alpha))


def test_xor_stops_at_once_with_nothing_right():
    X = np.array([[1, -1, -1], [1, -1, 1], [1, 1, -1], [1, 1, 1]], dtype=float)
    y = np.array([-1, 1, 1, -1])
    found, count = perceptron(X, y)
    assert count == xor_epochs() == 1
    assert np.sum(y * (X @ found) > 0) == xor_rows_right() == 0


# ------------------------------------------------------------------------------ gradient_descent


def test_long_descent_ends_at_the_least_squares_solution():
    theta, history = gradient_descent(squares, START, FOLDED, SIDES, lr=0.02, epochs=3000)
    assert np.allclose(theta, np.linalg.lstsq(FOLDED, SIDES, rcond=None)[0])
    assert history.shape == (3001, 3)


def test_descent_with_decay_ends_near_what_scipy_finds():
    rng = np.random.default_rng(20_261)
    X, w = rng.normal(size=(60, 3)), np.array([1.0, -2.0, 0.5])
    y = X @ w + 0.1 * rng.normal(size=60)
    theta, _ = gradient_descent(
        squares, np.zeros(3), X, y, lr=0.05, epochs=200, batch_size=7, decay=0.5, rng=rng
    )
    best = minimize(lambda t: squares(t, X, y)[0], np.zeros(3)).x
    assert np.allclose(theta, best, atol=5e-3)


@given(st.integers(1, 12), st.integers(1, 14), st.integers(1, 3))
@laws
def test_steps_are_as_many_as_the_batches(N, size, epochs):
    seen = []

    def watching(theta, X, y):
        seen.append(y.tolist())
        return 0.0, np.zeros(1)

    rng = np.random.default_rng(N)
    history = gradient_descent(
        watching, np.zeros(1), np.zeros((N, 1)), np.arange(N), lr=1.0, epochs=epochs,
        batch_size=size, rng=rng)[1]  # fmt: skip
    assert len(history) == len(seen) + 1 == epochs * steps_per_epoch(N, size) + 1
    rows = list(itertools.chain.from_iterable(seen))
    assert all(sorted(rows[k * N : (k + 1) * N]) == list(range(N)) for k in range(epochs))


def test_divergence_names_the_step_and_the_rate():
    with np.errstate(over="ignore"), pytest.raises(FloatingPointError, match=r"step \d+ .*lr = 5"):
        gradient_descent(squares, START, FOLDED, SIDES, lr=5.0, epochs=500)


def test_a_loss_that_is_nan_at_once_is_a_divergence():
    with pytest.raises(FloatingPointError):
        gradient_descent(lambda t, X, y: (math.nan, t), START, FOLDED, SIDES, lr=0.1, epochs=1)


def test_learning_rates_of_the_notebook():
    assert [round(learning_rate(0.6, e, 0.5), 12) for e in range(4)] == [0.6, 0.4, 0.3, 0.24]


# ------------------------------------------------------------------------------ search


def test_searches_find_less_than_they_began_with():
    def bowl(theta):
        return float(np.sum((theta - 2) ** 2))

    rng = np.random.default_rng(0)
    theta, value = random_search(bowl, (2,), 500, rng)
    assert math.isclose(value, bowl(theta))
    assert value < bowl(np.zeros(2))
    theta, value = evolve(bowl, (2,), 500, rng)
    assert math.isclose(value, bowl(theta))
    assert value < 0.01

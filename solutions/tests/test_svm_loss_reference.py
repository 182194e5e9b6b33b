"""Assignment 1's references against oracles that share no code with them.

Closed forms, SciPy's finite differences, scikit-learn, linear programs, and laws that the formulas
obey; and the numbers that the notebook asks students to work out by hand.
"""

from __future__ import annotations

import inspect
import itertools

import numpy as np
import pytest
from chainrule_datasets import load_digits, modes, parity, ring
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import approx_fprime, linprog
from sklearn.metrics import hinge_loss
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import LinearSVC

from autograder.gradient import check_gradient
from autograder.visible.svm_loss import EXERCISES
from solutions import svm_loss as reference
from solutions.svm_loss import (
    batch_scores,
    binary_hinge,
    boundary,
    car_loss_change,
    car_slack,
    fold_bias,
    largest_loss,
    linear_scores,
    loss_at_zero,
    loss_of_doubled_weights,
    loss_with_true_class,
    modes_features,
    numbers_kept,
    one_vs_all_labels,
    parameter_count,
    predict,
    predict_binary,
    predict_one_vs_all,
    ring_features,
    smallest_loss,
    still_moving,
    stretch,
    sum_over_mean,
    svm_loss_naive,
    svm_loss_one,
    svm_loss_vectorized,
    template_images,
    xor_features,
)

CAT, CAR, FROG = [3.2, 5.1, -1.7], [1.3, 4.9, 2.0], [2.2, 2.5, -3.1]
SCORES = np.array([CAT, CAR, FROG])
TRUTH = np.array([0, 1, 2])
D_SCORES = np.array([[-1, 1, 0], [0, 0, 0], [1, 1, -2]]) / 3

#: Two float64 evaluations of sums of at most a few hundred terms of order one.
ROUNDING = {"rtol": 1e-11, "atol": 1e-11}

both = pytest.mark.parametrize("svm_loss", [svm_loss_naive, svm_loss_vectorized])
seeds = pytest.mark.parametrize("seed", range(3))
laws = settings(max_examples=40, deadline=None)


def problem(seed: int, N=7, D=5, C=4):
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


def separable(F: np.ndarray, y: np.ndarray) -> bool:
    """Whether some (w, b) has sign * (F w + b) >= 1 everywhere: feasibility, nothing minimised."""
    sign = 2.0 * y - 1.0
    F1 = np.column_stack([F, np.ones(len(F))])
    program = linprog(
        np.zeros(F1.shape[1]), A_ub=-sign[:, None] * F1, b_ub=-np.ones(len(F)), bounds=(None, None)
    )
    assert program.status in (0, 2), program.message  # solved, or infeasible
    return program.status == 0


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


def test_no_function_changes_its_arguments_and_each_repeats_itself():
    W, X, y = problem(0)
    b, w, signs = W[0].copy(), W[:, 0].copy(), np.where(y == 0, 1, -1)
    calls = [
        (linear_scores, (W.T, X[0], b)),
        (batch_scores, (X, W, b)),
        (fold_bias, (X, W, b)),
        (predict, (X, W, b)),
        (predict_binary, (X, w, 0.3)),
        (one_vs_all_labels, (y, 1)),
        (predict_one_vs_all, (X, [(w, 0.3), (W[:, 1], -0.1)])),
        (svm_loss_one, (W[0], 2)),
        (car_slack, (W[0], 2)),
        (svm_loss_naive, (W, X, y, 0.7)),
        (svm_loss_vectorized, (W, X, y, 0.7)),
        (binary_hinge, (w, 0.3, X, signs)),
        (xor_features, (X[:, :2],)),
        (ring_features, (X[:, :2],)),
        (modes_features, (X[:, :2], X[:3, 2:4])),
        (template_images, (W[:4], (2, 2))),
        (boundary, (w, 0.3)),
    ]
    for array in (W, X, y, b, w, signs):
        array.flags.writeable = False  # a change of an argument raises
    for function, arguments in calls:
        first, second = function(*arguments), function(*arguments)
        if not isinstance(first, tuple):
            first, second = (first,), (second,)
        for one, two in zip(first, second, strict=True):
            np.testing.assert_array_equal(one, two)


# ------------------------------------------------------------------------------ scores and labels


@pytest.mark.parametrize("shape", [(2, 2), (3, 5), (4, 3, 2), (7,)])
def test_stretch_is_row_major_for_any_shape_and_any_memory_layout(shape):
    img = np.arange(np.prod(shape)).reshape(shape)
    by_index = [img[place] for place in itertools.product(*map(range, shape))]
    assert stretch(img).tolist() == by_index
    assert stretch(np.asfortranarray(img)).tolist() == by_index


def test_stretch_puts_pixel_1_0_channel_2_of_a_cifar_image_at_place_98():
    img = np.zeros((32, 32, 3))
    img[1, 0, 2] = 1.0
    assert stretch(img).shape == (3072,)
    assert np.flatnonzero(stretch(img)).tolist() == [98]


def test_parameter_count_is_that_of_a_fitted_linear_classifier():
    assert parameter_count(3072, 10) == 30_730
    digits = load_digits()
    X, y = digits.X_train[:200], digits.y_train[:200]
    for bias in (True, False):
        fitted = LinearSVC(fit_intercept=bias, random_state=0).fit(X, y)
        learned = fitted.coef_.size + (fitted.intercept_.size if bias else 0)
        assert parameter_count(64, 10, bias) == learned
    kept = KNeighborsClassifier().fit(X, y)._fit_X.size
    assert numbers_kept(200, 64, 10) == (650, kept)
    assert type(parameter_count(3, 2)) is int


def test_scores_of_the_worked_example():
    W = np.array([[1, -1], [2, 0.5], [0, 1]])
    x, b = np.array([4.0, 2.0]), np.array([0.5, -1.0, 3.0])
    assert linear_scores(W, x, b).tolist() == [2.5, 8, 5]
    assert batch_scores(2 * x[None], W.T, b)[0, 1] == 17
    assert predict(x[None], W.T, b).tolist() == [1]


@given(problems())
@laws
def test_scores_are_the_sums_of_products_in_both_conventions(drawn):
    W, X, _ = drawn
    b = W[0] - 0.5
    by_hand = [
        [sum(X[i, d] * W[d, c] for d in range(len(W))) + b[c] for c in range(len(b))]
        for i in range(len(X))
    ]
    np.testing.assert_allclose(batch_scores(X, W, b), by_hand, **ROUNDING)
    for x, row in zip(X, by_hand, strict=True):
        np.testing.assert_allclose(linear_scores(W.T, x, b), row, **ROUNDING)


@given(problems())
@laws
def test_folding_the_bias_changes_no_score_and_puts_the_ones_last(drawn):
    W, X, _ = drawn
    b = W[0] - 0.5
    X1, W1 = fold_bias(X, W, b)
    np.testing.assert_allclose(X1 @ W1, batch_scores(X, W, b), **ROUNDING)
    assert (X1[:, -1] == 1).all()
    np.testing.assert_array_equal(W1[-1], b)
    assert not np.shares_memory(X1, X)
    assert not np.shares_memory(W1, W)


def test_the_first_of_the_highest_scores_wins_a_tie():
    W = np.array([[2.5, 2.5, -3.1], [1.0, 7.0, 7.0]])
    assert predict(np.eye(2), W, np.zeros(3)).tolist() == [0, 1]
    assert predict(np.ones((4, 2)), np.zeros((2, 3)), np.zeros(3)).tolist() == [0] * 4


def test_binary_prediction_counts_the_line_itself_as_class_1():
    X = np.array([[3.0, 0.0], [0.0, 3.0], [2.0, 1.0]])
    labels = predict_binary(X, np.array([1.0, -1.0]), -1.0)
    assert labels.tolist() == [1, 0, 1]
    assert labels.dtype.kind == "i"


@given(problems())
@laws
def test_one_vs_all_by_pairs_predicts_as_the_matrix_does(drawn):
    W, X, y = drawn
    b = W[0] - 0.5
    pairs = [(W[:, c], float(b[c])) for c in range(W.shape[1])]
    np.testing.assert_array_equal(predict_one_vs_all(X, pairs), predict(X, W, b))
    labels = np.array([one_vs_all_labels(y, c) for c in range(W.shape[1])])
    assert set(labels.ravel()) <= {-1, 1}
    np.testing.assert_array_equal(labels.argmax(axis=0), y)


def test_one_vs_all_takes_the_highest_score_where_all_say_no():
    pairs = [(np.zeros(1), score) for score in (-0.5, -2.0, -0.1)]
    assert predict_one_vs_all(np.ones((1, 1)), pairs).tolist() == [2]
    assert one_vs_all_labels(np.array([0, 2, 1, 2]), 2).tolist() == [-1, 1, -1, 1]


# ------------------------------------------------------------------------------ the loss of one


@pytest.mark.parametrize(("s", "y", "loss"), [(CAT, 0, 2.9), (CAR, 1, 0.0), (FROG, 2, 12.9)])
def test_losses_of_cat_car_and_frog(s, y, loss):
    assert svm_loss_one(np.array(s), y) == pytest.approx(loss, abs=1e-12)
    assert type(svm_loss_one(np.array(s), y)) is float


@pytest.mark.parametrize(("own", "loss"), [(4.9, 0), (3.0, 0), (2.3, 0.7), (1.0, 3.3)])
def test_loss_of_the_falling_car(own, loss):
    assert svm_loss_one(np.array([1.3, own, 2.0]), 1) == pytest.approx(loss, abs=1e-12)


@given(
    st.lists(st.floats(-50, 50), min_size=2, max_size=6), st.integers(0, 5), st.floats(-1e3, 1e3)
)
@laws
def test_loss_of_one_does_not_change_with_a_shift_and_is_never_negative(s, y, shift):
    s, y = np.array(s), y % len(s)
    assert svm_loss_one(s, y) >= 0
    # A shift by up to 1e3 rounds each score by 1e-13.
    assert svm_loss_one(s + shift, y) == pytest.approx(svm_loss_one(s, y), abs=1e-11)


@given(st.lists(st.floats(-50, 50), min_size=3, max_size=6), st.integers(0, 5))
@laws
def test_loss_of_one_is_bounded_by_scikit_learns_which_takes_the_best_wrong_class_alone(s, y):
    s, y = np.array(s), y % len(s)
    worst = hinge_loss([y], s[None], labels=list(range(len(s))))
    assert worst - 1e-11 <= svm_loss_one(s, y) <= (len(s) - 1) * worst + 1e-11


def test_the_car_has_1_9_to_spare_and_the_cat_nothing():
    assert car_slack(np.array(CAR), 1) == pytest.approx(1.9, abs=1e-12)
    assert car_slack(np.array(CAT), 0) == 0.0
    assert type(car_slack(np.array(CAT), 0)) is float


@given(st.lists(st.floats(-5, 5), min_size=2, max_size=6), st.integers(0, 5))
@laws
def test_the_loss_moves_just_after_the_slack_is_used_up(s, y):
    s, y = np.array(s), y % len(s)
    slack = car_slack(s, y)
    before, after = s.copy(), s.copy()
    before[y] -= slack - 1e-9
    after[y] -= slack + 1e-6
    if slack > 0:
        assert svm_loss_one(before, y) == 0.0
    assert svm_loss_one(after, y) > svm_loss_one(s, y)


# ------------------------------------------------------------------------------ the loss of a batch


@both
def test_worked_batch_of_three(svm_loss):
    loss, dW = svm_loss(SCORES, np.eye(3), TRUTH, 0.0)
    assert loss == pytest.approx(15.8 / 3, abs=1e-12)
    assert loss == pytest.approx(5.2667, abs=5e-5)
    np.testing.assert_allclose(dW, D_SCORES, **ROUNDING)
    loss, dW = svm_loss(SCORES, np.eye(3), TRUTH, 0.1)
    assert loss == pytest.approx(14.2207, abs=5e-5)
    assert dW[0, 0] == pytest.approx(0.3067, abs=5e-5)


def test_stages_of_the_worked_batch_are_those_that_the_notebook_prints():
    margins = np.maximum(0, SCORES - np.diag(SCORES)[:, None] + 1) - np.eye(3)
    np.testing.assert_allclose(margins, [[0, 2.9, 0], [0, 0, 0], [6.3, 6.6, 0]], atol=1e-12)
    np.testing.assert_allclose(np.sum(SCORES**2), 89.54)


@both
@given(drawn=problems(), reg=st.sampled_from([0.0, 0.7]))
@laws
def test_batch_loss_is_the_mean_of_the_single_losses_plus_the_sum_of_squares(svm_loss, drawn, reg):
    W, X, y = drawn
    single = [svm_loss_one(x @ W, label) for x, label in zip(X, y, strict=True)]
    penalty = reg * sum(weight**2 for weight in W.ravel())
    loss, dW = svm_loss(W, X, y, reg)
    np.testing.assert_allclose(loss, np.mean(single) + penalty, **ROUNDING)
    assert type(loss) is float
    assert dW.shape == W.shape
    assert dW.dtype == np.float64


@given(drawn=problems(), reg=st.sampled_from([0.0, 0.7]))
@laws
def test_loops_and_arrays_agree(drawn, reg):
    for one, other in zip(
        svm_loss_naive(*drawn, reg), svm_loss_vectorized(*drawn, reg), strict=True
    ):
        np.testing.assert_allclose(one, other, **ROUNDING)


def off_the_kinks(W, X, y):
    """Whether no margin is so near 0 that a difference with steps of 1e-5 could cross it."""
    S = X @ W
    margins = S - S[np.arange(len(y)), y][:, None] + 1.0
    return np.abs(margins).min() > 4e-5 * np.abs(X).max()


@both
@seeds
@pytest.mark.parametrize("reg", [0.0, 0.7])
def test_gradient_is_that_of_finite_differences(svm_loss, seed, reg):
    W, X, y = problem(seed, N=11, D=6, C=4)
    assert off_the_kinks(W, X, y)
    _, dW = svm_loss(W, X, y, reg)
    numerical = approx_fprime(
        W.ravel(), lambda w: svm_loss(w.reshape(W.shape), X, y, reg)[0], epsilon=1e-6
    )
    # One-sided: off by 1e-6 * reg from the curvature, and by round-off 1e-15 / 1e-6.
    np.testing.assert_allclose(dW.ravel(), numerical, atol=1e-5)
    error = check_gradient(lambda V: svm_loss(V, X, y, reg)[0], W, dW, np.random.default_rng(seed))
    assert error < 1e-8


@both
@given(drawn=problems(), order=st.randoms(use_true_random=False))
@laws
def test_the_order_of_rows_and_the_names_of_classes_do_not_matter(svm_loss, drawn, order):
    W, X, y = drawn
    loss, dW = svm_loss(W, X, y, 0.7)
    rows = order.sample(range(len(X)), len(X))
    columns = order.sample(range(W.shape[1]), W.shape[1])
    renamed = np.argsort(columns)[y]
    permuted_loss, permuted_dW = svm_loss(W[:, columns], X[rows], renamed[rows], 0.7)
    np.testing.assert_allclose(permuted_loss, loss, **ROUNDING)
    np.testing.assert_allclose(permuted_dW, dW[:, columns], **ROUNDING)


@both
@given(drawn=problems(), times=st.integers(2, 4))
@laws
def test_rows_given_several_times_leave_the_mean_as_it_is(svm_loss, drawn, times):
    W, X, y = drawn
    loss, dW = svm_loss(W, X, y, 0.7)
    again_loss, again_dW = svm_loss(W, np.tile(X, (times, 1)), np.tile(y, times), 0.7)
    np.testing.assert_allclose(again_loss, loss, **ROUNDING)
    np.testing.assert_allclose(again_dW, dW, **ROUNDING)


@both
@given(drawn=problems())
@laws
def test_the_same_vector_added_to_all_columns_changes_nothing_without_penalty(svm_loss, drawn):
    W, X, y = drawn
    shift = np.linspace(-2, 2, len(W))[:, None]
    np.testing.assert_allclose(
        svm_loss(W + shift, X, y, 0.0)[0], svm_loss(W, X, y, 0.0)[0], **ROUNDING
    )
    np.testing.assert_allclose(svm_loss(W, X, y, 0.0)[1].sum(axis=1), 0.0, atol=1e-11)


@both
@given(drawn=problems(), factor=st.floats(0.25, 4))
@laws
def test_scaling_inputs_up_and_weights_down_keeps_the_loss(svm_loss, drawn, factor):
    W, X, y = drawn
    loss, dW = svm_loss(W, X, y, 0.0)
    scaled_loss, scaled_dW = svm_loss(W / factor, X * factor, y, 0.0)
    np.testing.assert_allclose(scaled_loss, loss, **ROUNDING)
    np.testing.assert_allclose(scaled_dW, dW * factor, **ROUNDING)


@both
def test_integer_inputs_get_the_same_answer_as_floats(svm_loss):
    W, X, y = (np.round(3 * array) for array in problem(1))
    y = np.abs(y).astype(int) % 4
    expected_loss, expected_dW = svm_loss(W, X, y, 0.7)
    for inputs in (X, X.astype(int)):
        loss, dW = svm_loss(W.astype(int), inputs, y, 0.7)
        assert loss == expected_loss
        np.testing.assert_array_equal(dW, expected_dW)


@both
def test_equal_columns_are_told_apart_by_label_not_by_score(svm_loss):
    W = np.repeat(np.array([[0.4], [-1.0]]), 4, axis=1)
    loss, dW = svm_loss(W, np.array([[1.0, 2.0]]), np.array([3]), 0.0)
    assert loss == 3.0
    np.testing.assert_array_equal(dW, [[1, 1, 1, -3], [2, 2, 2, -6]])


# ------------------------------------------------------------------------------ two classes


def test_worked_points_of_the_binary_hinge():
    w, b = np.array([0.5, 0.5]), 0.5
    X, y = np.array([[5.0, -2], [2, 0], [-2, 2], [-1, -3]]), np.array([-1, -1, 1, 1])
    loss, dw, db = binary_hinge(w, b, X[:1], y[:1])
    assert (loss, dw.tolist(), db) == (3.0, [5.0, -2.0], 1.0)
    assert [binary_hinge(w, b, X[i : i + 1], y[i : i + 1])[0] for i in range(4)] == [
        3,
        2.5,
        0.5,
        2.5,
    ]
    loss, dw, db = binary_hinge(w, b, X, y)
    assert (loss, dw.tolist(), db) == (2.125, [2.5, -0.25], 0.0)


@seeds
def test_binary_hinge_is_scikit_learns_and_its_gradient_is_that_of_differences(seed):
    W, X, labels = problem(seed, N=12, D=3, C=2)
    w, b, y = W[:, 0], 0.3, 2 * labels - 1
    assert np.abs(1 - y * (X @ w + b)).min() > 1e-4
    loss, dw, db = binary_hinge(w, b, X, y)
    assert loss == pytest.approx(hinge_loss(y, X @ w + b), abs=1e-12)
    numerical = approx_fprime(
        np.append(w, b), lambda p: binary_hinge(p[:-1], p[-1], X, y)[0], epsilon=1e-6
    )
    np.testing.assert_allclose(np.append(dw, db), numerical, atol=1e-8)
    assert type(loss) is type(db) is float


@seeds
def test_binary_hinge_is_the_multiclass_loss_of_opposite_half_scores(seed):
    W, X, labels = problem(seed, D=3, C=2)
    w = W[:, 0]
    loss, dw, _ = binary_hinge(w, 0.0, X, 2 * labels - 1)
    multi, dW = svm_loss_vectorized(np.column_stack([-w / 2, w / 2]), X, labels, 0.0)
    assert loss == pytest.approx(multi, abs=1e-12)
    np.testing.assert_allclose(dw, (dW[:, 1] - dW[:, 0]) / 2, **ROUNDING)


def test_at_its_kink_a_row_adds_nothing_to_the_binary_gradient():
    loss, dw, db = binary_hinge(np.array([1.0]), 0.0, np.array([[1.0]]), np.array([1]))
    assert (loss, dw.tolist(), db) == (0.0, [0.0], 0.0)


# ------------------------------------------------------------------------------ hard cases

CASES = {
    "parity": lambda rng: (lambda X, y: (X, y, xor_features(X)))(*parity(rng, 200)),
    "ring": lambda rng: (lambda X, y: (X, y, ring_features(X)))(*ring(rng, 200)),
    "modes": lambda rng: (lambda X, y, c: (X, y, modes_features(X, c)))(*modes(rng, 200)),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("seed", range(5))
def test_a_plane_separates_the_features_and_no_line_the_points(case, seed):
    X, y, F = CASES[case](np.random.default_rng(seed))
    assert not separable(X, y)
    assert separable(F, y)
    assert len(F) == len(X)
    assert 1 <= F.shape[1] <= 10


@pytest.mark.parametrize("case", CASES)
def test_features_of_a_row_depend_on_that_row_alone(case):
    rng = np.random.default_rng(0)
    X, _, centres = modes(rng, 9)
    features = {
        "parity": xor_features,
        "ring": ring_features,
        "modes": lambda rows: modes_features(rows, centres),
    }[case]
    alone = np.concatenate([features(row[None]) for row in X])
    np.testing.assert_allclose(features(X), alone, **ROUNDING)


@seeds
def test_the_notebook_is_right_about_the_ring_and_the_modes(seed):
    rng = np.random.default_rng(seed)
    X, y = ring(rng, 200)
    r = np.hypot(*X.T)[:, None]
    assert not separable(r, y)
    assert not separable(r**2, y)
    X, y, centres = modes(rng, 400)
    distance = np.linalg.norm(X[:, None] - centres, axis=2)
    assert not separable(distance, y)
    assert separable(distance.min(axis=1, keepdims=True), y)
    middle = centres.mean(axis=0)
    sums = np.linalg.norm(np.vstack([middle, centres])[:, None] - centres, axis=2).sum(axis=1)
    assert sums[0] < sums[1:].min()


# ------------------------------------------------------------------------------ concepts


def test_concepts_are_what_the_loss_itself_says():
    rng = np.random.default_rng(0)
    s = 3 * rng.standard_normal((500, 4))
    losses = [svm_loss_one(row, 0) for row in s]
    assert min(losses) == smallest_loss() == 0.0
    far = [svm_loss_one(np.array([0.0, score]), 0) for score in (1e3, 1e6, 1e9)]
    assert max(losses) < far[0] < far[1] < far[2] < largest_loss()
    assert largest_loss() == np.inf
    for C in (2, 4, 10):
        tiny = 1e-9 * rng.standard_normal(C)
        assert svm_loss_one(tiny, 1) == pytest.approx(loss_at_zero(C), abs=1e-7)
    for change in itertools.product((-0.1, 0.1), repeat=3):
        assert svm_loss_one(np.array(CAR) + change, 1) - svm_loss_one(np.array(CAR), 1) == (
            car_loss_change()
        )


def test_the_true_class_in_the_sum_adds_one_to_the_loss_and_nothing_to_its_gradient():
    def over_all(s):
        return float(np.sum(np.maximum(0, s - s[0] + 1)))

    s = np.array(CAT)
    assert over_all(s) == pytest.approx(loss_with_true_class(svm_loss_one(s, 0)), abs=1e-12)
    np.testing.assert_array_equal(
        approx_fprime(s, over_all, epsilon=2.0**-20).round(6),
        approx_fprime(s, lambda s: svm_loss_one(s, 0), epsilon=2.0**-20).round(6),
    )


@seeds
def test_the_sum_is_n_times_the_mean(seed):
    W, X, y = problem(seed)
    mean, dW = svm_loss_vectorized(W, X, y, 0.0)
    each = [svm_loss_vectorized(W, X[i : i + 1], y[i : i + 1], 0.0) for i in range(len(X))]
    assert sum(loss for loss, _ in each) == pytest.approx(sum_over_mean(len(X)) * mean)
    np.testing.assert_allclose(sum(grad for _, grad in each), sum_over_mean(len(X)) * dW)


def test_doubling_weights_without_loss_leaves_them_without():
    W = np.array([[5.0, 0.0, 0.0], [0.0, 5.0, 0.0], [0.0, 0.0, 5.0]])
    for factor in (1, 2):
        assert svm_loss_vectorized(factor * W, np.eye(3), TRUTH, 0.0)[0] == 0.0
    assert loss_of_doubled_weights() == 0.0


@pytest.mark.parametrize("margin", [0.01, 0.5, 0.99, 1.01, 3.0])
def test_losses_still_move_where_their_slope_is_not_zero(margin):
    losses = (
        lambda m: max(0.0, -m),
        lambda m: max(0.0, 1.0 - m),
        lambda m: float(np.log1p(np.exp(-m))),
    )
    slopes = [(loss(margin + 1e-4) - loss(margin - 1e-4)) / 2e-4 for loss in losses]
    assert list(still_moving(margin)) == [abs(slope) > 1e-9 for slope in slopes]


# ------------------------------------------------------------------------------ two views


def test_templates_are_the_columns_each_on_its_own_scale():
    W = np.random.default_rng(0).standard_normal((12, 5))
    images = template_images(W, (3, 4))
    assert images.shape == (5, 3, 4)
    assert (images.min(axis=(1, 2)) == 0).all()
    assert (images.max(axis=(1, 2)) == 1).all()
    for c in range(5):
        np.testing.assert_allclose(np.corrcoef(images[c].ravel(), W[:, c])[0, 1], 1.0)
    np.testing.assert_array_equal(
        template_images(np.array([[0.0], [1], [2], [4]]), (2, 2)), [[[0, 0.25], [0.5, 1]]]
    )


@pytest.mark.parametrize(("b", "expected"), [(-10.0, 2.0), (10.0, -2.0)])
def test_worked_boundary(b, expected):
    normal, distance = boundary(np.array([3.0, 4.0]), b)
    np.testing.assert_allclose(normal, [0.6, 0.8])
    assert distance == pytest.approx(expected)
    assert type(distance) is float


@given(st.integers(0, 2**32 - 1), st.integers(1, 5), st.floats(-3, 3), st.floats(0.1, 10))
@laws
def test_boundary_is_on_the_line_points_to_the_positive_side_and_ignores_scale(seed, D, b, scale):
    w = np.random.default_rng(seed).standard_normal(D)
    normal, distance = boundary(w, b)
    assert np.linalg.norm(normal) == pytest.approx(1.0)
    foot = distance * normal
    assert w @ foot + b == pytest.approx(0.0, abs=1e-11)
    assert w @ (foot + normal) + b > 0
    again = boundary(scale * w, scale * b)
    np.testing.assert_allclose(again[0], normal, **ROUNDING)
    # A short w puts the line far away: relative to that distance, rounding is the same.
    assert again[1] == pytest.approx(distance, rel=1e-11, abs=1e-11)


# ------------------------------------------------------------------------------ training


def test_plain_descent_on_the_digits_reaches_what_scikit_learn_does():
    digits = load_digits()
    X1, W = fold_bias(digits.X_train, np.zeros((64, 10)), np.zeros(10))
    for _ in range(400):
        W = W - 0.3 * svm_loss_vectorized(W, X1, digits.y_train, 1e-3)[1]
    ours = np.mean(predict(digits.X_test, W[:-1], W[-1]) == digits.y_test)
    oracle = LinearSVC(multi_class="crammer_singer", C=0.1, random_state=0)
    theirs = oracle.fit(digits.X_train, digits.y_train).score(digits.X_test, digits.y_test)
    assert ours > 0.94
    assert abs(ours - theirs) < 0.02

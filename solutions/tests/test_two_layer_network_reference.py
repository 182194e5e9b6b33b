"""The references of assignment 5's second notebook, against oracles that we did not write.

SciPy's special functions give the values, complex steps the derivatives: neither knows of
backpropagation.
"""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest
from scipy import optimize, special

from solutions import theta_network as theta
from solutions import two_layer_network as net

SEEDS = range(4)


def drawn_thetas(rng, sizes):
    return [rng.normal(size=(out, into + 1)) for into, out in pairwise(sizes)]


def complex_gradient(f, x, h=1e-30):
    """The derivatives of `f`, an analytic function, exact to rounding."""
    grad = np.zeros(x.shape)
    for index in np.ndindex(*x.shape):
        moved = x.astype(complex)
        moved[index] += 1j * h
        grad[index] = f(moved).imag / h
    return grad


# ------------------------------------------------------------------------------ boolean networks


@pytest.mark.parametrize(
    ("layers", "truth"),
    [
        ([theta.or_weights()[None]], lambda p, q: p or q),
        ([theta.nor_weights()[None]], lambda p, q: not (p or q)),
        (theta.xnor_network(), lambda p, q: p == q),
        (theta.xor_network(), lambda p, q: p != q),
    ],
    ids=["or", "nor", "xnor", "xor"],
)
def test_gates_follow_their_tables_with_room_to_spare(layers, truth):
    near = np.array(list(product((-0.1, 0.0, 0.1), repeat=2)))
    for p, q in product((0, 1), repeat=2):
        out = theta.theta_forward(layers, near + np.array([p, q]))[-1]
        assert (out > 0.9).all() if truth(p, q) else (out < 0.1).all()


def test_not_turns_its_input_round():
    out = theta.theta_forward([theta.not_weights()[None]], np.array([[0.0], [1.0]]))[-1]
    assert out.ravel().round().tolist() == [1.0, 0.0]


def test_no_single_unit_does_xor():
    """A linear program finds no line that has XOR's corners on their sides."""
    corners = np.array(list(product((0.0, 1.0), repeat=2)))
    for gate, solvable in ((lambda p, q: p != q, False), (lambda p, q: p or q, True)):
        sign = np.array([1.0 if gate(*c) else -1.0 for c in corners])
        rows = -sign[:, None] * np.column_stack([np.ones(4), corners])
        found = optimize.linprog(np.zeros(3), rows, -np.ones(4), bounds=[(None, None)] * 3)
        assert found.success is solvable


# ------------------------------------------------------------------------------ Theta form


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("sizes", [(3, 4), (3, 6, 2), (5, 2, 7, 3, 4)])
def test_forward_is_a_chain_of_affine_maps_and_expit(seed, sizes):
    rng = np.random.default_rng(seed)
    Thetas, X = drawn_thetas(rng, sizes), rng.normal(size=(6, sizes[0]))
    layers = theta.theta_forward(Thetas, X)
    assert [a.shape for a in layers] == [(6, s) for s in sizes]
    for Theta, below, above in zip(Thetas, layers, layers[1:], strict=False):
        W, b = theta.theta_to_wb(Theta)
        np.testing.assert_allclose(above, special.expit(below @ W + b), atol=1e-13)


def test_both_conversions_are_inverse_to_each_other():
    rng = np.random.default_rng(0)
    Theta = rng.normal(size=(4, 6))
    np.testing.assert_array_equal(theta.wb_to_theta(*theta.theta_to_wb(Theta)), Theta)


def oracle_cost(Thetas, X, Y, lam, head):
    """The cost by its definition, for complex weights too."""
    a = X
    for Theta in Thetas[:-1]:
        a = 1 / (1 + np.exp(-(Theta[:, 0] + a @ Theta[:, 1:].T)))
    z = Thetas[-1][:, 0] + a @ Thetas[-1][:, 1:].T
    if head == "log":
        p = 1 / (1 + np.exp(-z))
        loss = -np.sum(Y * np.log(p) + (1 - Y) * np.log(1 - p))
    elif head == "softmax":
        loss = -np.sum(Y * np.log(np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)))
    else:
        loss = 0.5 * np.sum((z - Y) ** 2)
    return loss / len(X) + lam / (2 * len(X)) * sum(np.sum(T[:, 1:] ** 2) for T in Thetas)


def targets(rng, head, N, K):
    if head == "softmax":
        return np.eye(K)[rng.integers(0, K, N)]
    return rng.integers(0, 2, (N, K)).astype(float) if head == "log" else rng.normal(size=(N, K))


@pytest.mark.parametrize("cost", [theta.nn_cost, theta.nn_cost_by_examples])
@pytest.mark.parametrize("head", ["log", "softmax", "squared"])
@pytest.mark.parametrize("sizes", [(3, 4), (3, 5, 4), (2, 4, 3, 5)])
def test_cost_and_gradients_are_those_of_the_definition(cost, head, sizes):
    rng = np.random.default_rng(len(sizes))
    Thetas, X = drawn_thetas(rng, sizes), rng.normal(size=(6, sizes[0]))
    Y = targets(rng, head, 6, sizes[-1])
    J, grads = cost(Thetas, X, Y, 0.7, head)
    assert pytest.approx(float(np.real(oracle_cost(Thetas, X, Y, 0.7, head))), abs=1e-12) == J
    for j in range(len(Thetas)):
        oracle = complex_gradient(
            lambda T, j=j: oracle_cost([*Thetas[:j], T, *Thetas[j + 1 :]], X, Y, 0.7, head),
            Thetas[j],
        )
        np.testing.assert_allclose(grads[j], oracle, atol=1e-12)


@pytest.mark.parametrize("head", ["log", "softmax", "squared"])
def test_both_costs_agree_to_1e_10(head):
    rng = np.random.default_rng([5, 1])
    Thetas, X = drawn_thetas(rng, (8, 10, 6)), rng.normal(size=(30, 8))
    Y = targets(rng, head, 30, 6)
    J, grads = theta.nn_cost(Thetas, X, Y, 0.3, head)
    slow, slow_grads = theta.nn_cost_by_examples(Thetas, X, Y, 0.3, head)
    assert abs(J - slow) < 1e-10
    for a, b in zip(grads, slow_grads, strict=True):
        assert np.abs(a - b).max() < 1e-10


def test_the_printed_penalty_gradient_is_wrong():
    """WPI-NN prints `lam * Theta`: off by a factor of n."""
    rng = np.random.default_rng([5, 2])
    Theta, X, Y = rng.normal(size=(2, 4)), rng.normal(size=(5, 3)), rng.normal(size=(5, 2))
    oracle = complex_gradient(lambda T: oracle_cost([T], X, Y, 0.7, "squared"), Theta)
    bare = theta.nn_cost([Theta], X, Y, 0.0, "squared")[1][0]
    weights = np.column_stack([np.zeros(2), Theta[:, 1:]])
    np.testing.assert_allclose(oracle, bare + 0.7 / 5 * weights, atol=1e-12)
    assert np.abs(oracle - (bare + 0.7 * weights)).max() > 0.1


def test_sure_outputs_cost_finite_amounts():
    X, Theta = np.array([[1.0], [-1.0]]), np.array([[0.0, 1000.0], [0.0, -1000.0]])
    for head in ("log", "softmax"):
        J, grads = theta.nn_cost([Theta], X, np.array([[1.0, 0.0], [1.0, 0.0]]), 0.0, head)
        assert pytest.approx(1000.0) == J
        assert np.isfinite(grads[0]).all()


# ------------------------------------------------------------------------------ two-layer network


def drawn_network(rng, N=7, D=5, H=6, C=4):
    params = net.he_init(D, H, C, rng)
    params["b1"], params["b2"] = rng.normal(size=H), rng.normal(size=C)
    return params, rng.normal(size=(N, D)), rng.integers(0, C, N)


def oracle_loss(params, X, y, reg, activation):
    z = X @ params["W1"] + params["b1"]
    a = np.where(z.real > 0, z, 0) if activation == "relu" else 1 / (1 + np.exp(-z))
    scores = a @ params["W2"] + params["b2"]
    p = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    penalty = np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2)
    return -np.log(p[np.arange(len(y)), y]).mean() + reg * penalty


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("activation", ["relu", "sigmoid"])
def test_two_layer_gradients_are_those_of_the_definition(seed, activation):
    params, X, y = drawn_network(np.random.default_rng(seed))
    loss, grads = net.two_layer_loss(params, X, y, 0.7, activation)
    assert type(loss) is float
    assert loss == pytest.approx(float(np.real(oracle_loss(params, X, y, 0.7, activation))))
    for name, value in params.items():
        oracle = complex_gradient(
            lambda at, name=name: oracle_loss(params | {name: at}, X, y, 0.7, activation), value
        )
        np.testing.assert_allclose(grads[name], oracle, atol=1e-12)


def test_two_layer_loss_is_scipys_log_softmax():
    params, X, y = drawn_network(np.random.default_rng(0))
    a = np.maximum(0, X @ params["W1"] + params["b1"])
    log_p = special.log_softmax(1000 * (a @ params["W2"] + params["b2"]), axis=1)
    large = params | {"W2": 1000 * params["W2"], "b2": 1000 * params["b2"]}
    loss, grads = net.two_layer_loss(large, X, y, 0.0)
    assert loss == pytest.approx(-log_p[np.arange(len(y)), y].mean(), rel=1e-12)
    assert all(np.isfinite(grad).all() for grad in grads.values())


def test_arguments_are_left_alone():
    params, X, y = drawn_network(np.random.default_rng(0))
    for array in (*params.values(), X, y):
        array.flags.writeable = False
    net.two_layer_loss(params, X, y, 0.1)
    net.train(
        lambda p, X, y: net.two_layer_loss(p, X, y, 0.1),
        params, X, y, 0.1, 2, 3, np.random.default_rng(0), momentum=0.9,
    )  # fmt: skip


@pytest.mark.parametrize("activation", ["relu", "sigmoid"])
def test_what_moves_from_zeros_is_what_the_answer_says(activation):
    params, X, y = drawn_network(np.random.default_rng(3))
    zeros = {name: np.zeros_like(value) for name, value in params.items()}
    _, grads = net.two_layer_loss(zeros, X, y, 0.0, activation)
    moved = tuple(bool(grads[name].any()) for name in ("W1", "b1", "W2", "b2"))
    assert net.moving_from_zeros(activation) == moved


def test_equal_units_stay_equal():
    params, X, y = drawn_network(np.random.default_rng(3))
    same = {name: np.full_like(value, 0.1) for name, value in params.items()}
    trained, _ = net.train(
        lambda p, X, y: net.two_layer_loss(p, X, y, 0.0),
        same, X, y, 0.1, 20, 3, np.random.default_rng(0),
    )  # fmt: skip
    rank = np.linalg.matrix_rank(trained["W1"], tol=1e-9)
    assert rank == net.rank_from_constants(6) == 1


def test_delta_is_simple_for_the_pairs_that_the_answer_names():
    z, y = np.array([[0.3, -1.2, 0.7]]), np.array([[0.0, 1.0, 0.0]])

    def squashed(z):
        return (1 + np.exp(-z)) ** -1  # SciPy's takes no complex numbers

    def soft(z):
        return np.exp(z) / np.exp(z).sum()

    pairs = (
        (squashed, lambda a: -np.sum(y * np.log(a) + (1 - y) * np.log(1 - a))),
        (soft, lambda a: -np.sum(y * np.log(a))),
        (lambda z: z, lambda a: 0.5 * np.sum((a - y) ** 2)),
        (squashed, lambda a: 0.5 * np.sum((a - y) ** 2)),
    )
    simple = tuple(
        bool(np.allclose(complex_gradient(lambda z: loss(output(z)), z), output(z) - y))  # noqa: B023
        for output, loss in pairs
    )
    assert simple == net.heads_with_simple_delta()


@pytest.mark.parametrize("C", [2, 10])
def test_squashed_scores_bound_the_probability(C):
    scores = np.append(1.0, np.zeros(C - 1))
    assert special.softmax(scores)[0] == pytest.approx(net.largest_probability(C), rel=1e-14)
    assert net.largest_probability(10) == pytest.approx(0.232, abs=5e-4)


# ------------------------------------------------------------------------------ training


def test_he_weights_keep_the_size_of_what_passes():
    params = net.he_init(400, 900, 30, np.random.default_rng(0))
    x = np.random.default_rng(1).normal(size=(500, 400))
    a = np.maximum(0, x @ params["W1"])
    assert (a**2).mean() == pytest.approx((x**2).mean(), rel=0.05)
    assert params["W2"].std() == pytest.approx((2 / 900) ** 0.5, rel=0.03)


def test_momentum_follows_its_closed_form():
    """On a constant slope: v_t = -lr (1 - mu^t) / (1 - mu)."""
    lr, mu, steps = 0.1, 0.8, 12
    trained, history = net.train(
        lambda p, X, y: (float(p["w"]), {"w": np.array(1.0)}),
        {"w": np.array(0.0)}, np.ones((1, 1)), np.zeros(1), lr, steps, 1,
        np.random.default_rng(0), mu,
    )  # fmt: skip
    t = np.arange(1, steps + 1)
    assert float(trained["w"]) == pytest.approx(-np.sum(lr * (1 - mu**t) / (1 - mu)))
    assert len(history) == steps


def test_training_on_all_rows_goes_where_scipy_finds_the_minimum():
    rng = np.random.default_rng(0)
    X, w = rng.normal(size=(40, 3)), rng.normal(size=3)
    y = X @ w + 0.1 * rng.normal(size=40)

    def squares(params, X, y):
        off = X @ params["w"] - y
        return float(off @ off) / len(y), {"w": 2 * off @ X / len(y)}

    trained, history = net.train(squares, {"w": np.zeros(3)}, X, y, 0.1, 400, 40, rng, 0.5)
    np.testing.assert_allclose(trained["w"], np.linalg.lstsq(X, y)[0], atol=1e-10)
    assert history[-1] < history[0]


def test_training_stops_where_patience_ends():
    values = iter([3.0, 2.0, 2.5, 2.2, 2.1, 1.0])
    _, history = net.train(
        lambda p, X, y: (next(values), {"w": np.array(0.0)}),
        {"w": np.array(0.0)}, np.ones((1, 1)), np.zeros(1), 0.1, 6, 1,
        np.random.default_rng(0), patience=3,
    )  # fmt: skip
    assert history.tolist() == [3.0, 2.0, 2.5, 2.2, 2.1]


def test_confusion_matrix_is_scikit_learns():
    metrics = pytest.importorskip("sklearn.metrics")
    rng = np.random.default_rng(0)
    y, predicted = rng.integers(0, 6, 200), rng.integers(0, 6, 200)
    oracle = metrics.confusion_matrix(y, predicted, labels=range(7))
    np.testing.assert_array_equal(net.confusion_matrix(y, predicted, 7), oracle)


def test_nan_is_never_the_best_of_a_grid():
    scores, lr, reg = net.grid_search(
        lambda lr, reg: float("nan") if lr > 1 else lr - reg, [2.0, 0.5, 0.1], [0.1, 0.0]
    )
    assert (lr, reg) == (0.5, 0.0)
    assert np.isnan(scores[0]).all()

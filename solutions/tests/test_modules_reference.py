"""The references of the modules against oracles that share no code with them.

Centred differences, closed forms, SciPy, and PyTorch where it is installed.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.special

from solutions import graphs_and_modules as reference
from solutions.graphs_and_modules import (
    affine_backward,
    affine_forward,
    maxout_backward,
    maxout_forward,
    relu_backward,
    relu_forward,
    sigmoid_backward,
    sigmoid_forward,
    softmax_cross_entropy_backward,
    softmax_cross_entropy_forward,
    squared_error_backward,
    squared_error_forward,
    tanh_backward,
    tanh_forward,
)
from solutions.hidden import module_checks
from solutions.tests.differences import DIFFERENCE, ROUNDING, pulled_back, seeds

AFFINE = [draw for _, draw in module_checks.AFFINE_KINDS]


@pytest.mark.parametrize("draw", AFFINE)
@seeds
def test_affine_gradients_are_those_of_differences(seed, draw):
    dout, *inputs = draw(np.random.default_rng(seed))
    grads = affine_backward(dout, affine_forward(*inputs)[1])
    for at, grad in enumerate(grads):
        right = pulled_back(affine_forward, dout, inputs, at)
        assert grad.shape == right.shape
        np.testing.assert_allclose(grad, right, **DIFFERENCE)


@seeds
def test_affine_is_a_sum_over_features_with_a_bias(seed):
    _, X, W, b = module_checks.images(np.random.default_rng(seed))
    out = affine_forward(X, W, b)[0]
    for i, h in np.ndindex(*out.shape):
        right = math.fsum(x * w for x, w in zip(X[i].flat, W[:, h], strict=True)) + b[h]
        assert math.isclose(out[i, h], right, rel_tol=1e-11, abs_tol=1e-11)


MODULES = {
    "sigmoid": (sigmoid_forward, sigmoid_backward, scipy.special.expit),
    "tanh": (tanh_forward, tanh_backward, lambda z: (np.exp(2 * z) - 1) / (np.exp(2 * z) + 1)),
    "relu": (relu_forward, relu_backward, lambda z: z * (z > 0)),
}


@pytest.mark.parametrize("name", MODULES)
@pytest.mark.parametrize("shape", [(7,), (4, 5), (2, 3, 4)])
def test_activations_and_their_slopes(name, shape):
    forward, backward, right = MODULES[name]
    dout, Z = module_checks.entries(*shape)(np.random.default_rng(3))
    out, cache = forward(Z)
    np.testing.assert_allclose(out, right(Z), **ROUNDING)
    np.testing.assert_allclose(
        backward(dout, cache), pulled_back(forward, dout, (Z,), 0), **DIFFERENCE
    )


@pytest.mark.parametrize("name", ["sigmoid", "tanh"])
def test_far_from_zero_nothing_overflows(name):
    forward, backward, _ = MODULES[name]
    Z = np.array([-1000.0, -720.0, 720.0, 1000.0])
    with np.errstate(all="raise"):
        out, cache = forward(Z)
        back = backward(np.ones(4), cache)
    assert out.tolist() == ([0, 0, 1, 1] if name == "sigmoid" else [-1, -1, 1, 1])
    assert back.tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize("draw", [module_checks.few_classes, module_checks.wide_gaps])
@seeds
def test_softmax_cross_entropy_is_scipys_log_softmax(seed, draw):
    dout, S, y = draw(np.random.default_rng(seed))
    loss, cache = softmax_cross_entropy_forward(S, y)
    right = -np.mean([row[k] for row, k in zip(scipy.special.log_softmax(S, 1), y, strict=True)])
    assert math.isclose(loss, right, rel_tol=1e-12)
    dS = softmax_cross_entropy_backward(dout, cache)
    closed = dout * (scipy.special.softmax(S, axis=1) - np.eye(S.shape[1])[y]) / len(y)
    np.testing.assert_allclose(dS, closed, **ROUNDING)
    np.testing.assert_allclose(dS.sum(axis=1), 0, atol=1e-12)


@seeds
def test_gradients_of_losses_are_those_of_differences(seed):
    rng = np.random.default_rng(seed)
    dout, S, y = module_checks.few_classes(rng)
    dS = softmax_cross_entropy_backward(dout, softmax_cross_entropy_forward(S, y)[1])
    right = pulled_back(softmax_cross_entropy_forward, dout, (S, y), 0)
    np.testing.assert_allclose(dS, right, **DIFFERENCE)
    dout, P, T = module_checks.targets(rng)
    dP = squared_error_backward(dout, squared_error_forward(P, T)[1])
    right = pulled_back(squared_error_forward, dout, (P, T), 0)
    np.testing.assert_allclose(dP, right, **DIFFERENCE)


@seeds
def test_squared_error_is_the_mean_over_rows_of_squared_lengths(seed):
    _, P, T = module_checks.targets(np.random.default_rng(seed))
    lengths = [math.dist(p, t) ** 2 for p, t in zip(P, T, strict=True)]
    assert math.isclose(squared_error_forward(P, T)[0], sum(lengths) / len(P), rel_tol=1e-12)


@seeds
def test_maxout_gradients_are_those_of_differences(seed):
    dout, *inputs = module_checks.pieces(np.random.default_rng(seed))
    for at, grad in enumerate(maxout_backward(dout, maxout_forward(*inputs)[1])):
        right = pulled_back(maxout_forward, dout, inputs, at)
        np.testing.assert_allclose(grad, right, **DIFFERENCE)


@seeds
def test_relu_is_a_maxout_of_an_affine_map_and_zero(seed):
    dout, X, W, b = module_checks.one_relu(np.random.default_rng(seed))
    out, cache = maxout_forward(X, W, b)
    Z, below = affine_forward(X, W[0], b[0])
    A, active = relu_forward(Z)
    np.testing.assert_allclose(out, A, **ROUNDING)
    dX, dW, db = maxout_backward(dout, cache)
    for mine, right in zip(
        (dX, dW[0], db[0]), affine_backward(relu_backward(dout, active), below), strict=True
    ):
        np.testing.assert_allclose(mine, right, **ROUNDING)


def test_neither_inputs_nor_dout_nor_caches_are_written_to():
    rng = np.random.default_rng(0)

    def frozen(value):
        if isinstance(value, np.ndarray):
            value.flags.writeable = False
        elif isinstance(value, tuple):
            for inner in value:
                frozen(inner)
        return value

    for name, draw in (
        ("affine", module_checks.images),
        ("sigmoid", module_checks.entries(3, 4)),
        ("tanh", module_checks.entries(3, 4)),
        ("relu", module_checks.sided_units),
        ("softmax_cross_entropy", module_checks.few_classes),
        ("squared_error", module_checks.targets),
        ("maxout", module_checks.pieces),
    ):
        dout, *inputs = frozen(draw(rng))
        cache = frozen(getattr(reference, f"{name}_forward")(*inputs)[1])
        backward = getattr(reference, f"{name}_backward")
        first, second = backward(dout, cache), backward(dout, cache)
        for one, two in zip(np.atleast_1d(first[0]), np.atleast_1d(second[0]), strict=True):
            np.testing.assert_array_equal(one, two)


def test_the_modules_chained_agree_with_pytorch():
    torch = pytest.importorskip("torch", reason="PyTorch is an oracle here, not a dependency")
    rng = np.random.default_rng(1105)
    X, y = rng.normal(size=(6, 5)), rng.integers(0, 3, 6)
    arrays = [rng.normal(size=shape) for shape in ((5, 4), (4,), (4, 3), (3,))]
    tensors = [torch.tensor(a, requires_grad=True) for a in arrays]
    hidden = torch.relu(torch.tensor(X) @ tensors[0] + tensors[1])
    right = torch.nn.functional.cross_entropy(hidden @ tensors[2] + tensors[3], torch.tensor(y))
    right.backward()
    Z, first = affine_forward(X, *arrays[:2])
    A, active = relu_forward(Z)
    S, second = affine_forward(A, *arrays[2:])
    mean, last = softmax_cross_entropy_forward(S, y)
    dA, dW2, db2 = affine_backward(softmax_cross_entropy_backward(1.0, last), second)
    _, dW1, db1 = affine_backward(relu_backward(dA, active), first)
    assert math.isclose(mean, right.item(), rel_tol=1e-12)
    for mine, tensor in zip((dW1, db1, dW2, db2), tensors, strict=True):
        np.testing.assert_allclose(mine, tensor.grad.numpy(), **ROUNDING)

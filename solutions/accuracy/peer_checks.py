"""Checks in the styles of three well-known courses, for exercises that they have too.

They are reconstructions, written afresh, of what the courses' public notebooks and tests are known
to do: sizes, fixtures, tolerances and what is looked at at all. Where a course compares with stored
numbers, ours are computed from the reference on the same fixture, once. Arguments are put into our
conventions, and what a style never varies (biases of zero, a penalty of zero) stays as it is there.

* CS231n (Stanford, assignments 1 and 2): notebooks print a relative error at ten sampled entries,
  between the student's gradient and differences of the *student's own* loss; the reader looks
  whether it is small, `1e-7` or so. Weights are tiny, 1e-4. A loss is held against `log C` by eye.
  Loops and matrices are held against each other: here against the *right* other one, which is
  generous, as a student takes the same slip along.
* CMU 10-714 (homework 0 and needle): one seeded fixture each, `np.testing.assert_allclose`, and
  gradients by differences of the *right* loss within `1e-4`.
* deeplearning.ai: two or three small fixed inputs, shapes and types asserted, `np.allclose` with
  its own tolerances.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from solutions.tests.matrix import HIDDEN, Functions

Check = Callable[[Functions], None]

#: The peers' answers are arrays and tuples as our exercises return them.
Answer = Callable[..., Any]


def right(name: str) -> Answer:
    """The reference of that function."""
    found: Mapping[str, Answer] = {
        function: code for hidden in HIDDEN.values() for function, code in hidden.reference.items()
    }
    return found[name]


def differences(f: Callable[[np.ndarray], float], x: np.ndarray, h: float = 1e-5) -> np.ndarray:
    """Centred differences in every entry of `x`, which is moved and put back."""
    grad = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        old = x[index]
        x[index] = old + h
        above = f(x)
        x[index] = old - h
        below = f(x)
        x[index] = old
        grad[index] = (above - below) / (2 * h)
    return grad


# ------------------------------------------------------------------------------ CS231n

#: What a reader of the notebook lets pass, in a relative error at one entry or over an array.
SMALL = 1e-6


def at_sampled_entries(f: Callable[[np.ndarray], float], x: np.ndarray, grad: np.ndarray) -> None:
    """The relative error at ten entries."""
    rng = np.random.default_rng(231)
    for _ in range(10):
        index = tuple(int(rng.integers(n)) for n in x.shape)
        old, h = x[index], 1e-5
        x[index] = old + h
        above = f(x)
        x[index] = old - h
        below = f(x)
        x[index] = old
        slope = (above - below) / (2 * h)
        assert abs(slope - grad[index]) <= SMALL * (abs(slope) + abs(grad[index])) + 1e-11


def close_by_eye(got: Any, expected: Any) -> None:
    """The largest relative error over an array, as the notebooks define it."""
    got, expected = np.asarray(got, dtype=float), np.asarray(expected, dtype=float)
    size = np.maximum(1e-8, np.abs(got) + np.abs(expected))
    assert np.max(np.abs(got - expected) / size) < SMALL


def linear_classifier(name: str, other: str, at_start: float) -> Check:
    """A loss on weights of 1e-4, by eye; sampled gradients at two penalties; the other version."""

    def check(answer: Functions) -> None:
        f: Answer = answer[name]
        rng = np.random.default_rng(0)
        W, X = 1e-4 * rng.normal(size=(13, 10)), rng.normal(size=(20, 13))
        y = rng.integers(0, 10, 20)
        loss, grad = f(W, X, y, 5e-6)
        assert abs(loss - at_start) < 0.05 * at_start
        for reg in (0.0, 5e1):
            _, grad = f(W, X, y, reg)
            at_sampled_entries(lambda W, reg=reg: f(W, X, y, reg)[0], W, grad)
        loss, grad = f(W, X, y, 5e-6)
        same, slope = right(other)(W, X, y, 5e-6)
        assert abs(loss - same) < SMALL
        assert np.linalg.norm(grad - slope, ord="fro") < SMALL

    return check


def affine_by_eye(answer: Functions) -> None:
    """Evenly spaced numbers forward; random ones back, against the student's own forward pass."""
    forward, backward = answer["affine_forward"], answer["affine_backward"]
    x = np.linspace(-0.1, 0.5, 2 * 24).reshape(2, 4, 3, 2)
    w, b = np.linspace(-0.2, 0.3, 24 * 3).reshape(24, 3), np.linspace(-0.3, 0.1, 3)
    close_by_eye(forward(x, w, b)[0], right("affine_forward")(x, w, b)[0])  # type: ignore[index]
    rng = np.random.default_rng(231)
    x, w, b = rng.normal(size=(10, 2, 3)), rng.normal(size=(6, 5)), rng.normal(size=5)
    dout = rng.normal(size=(10, 5))
    own: Answer = forward
    found: Any = backward(dout, own(x, w, b)[1])
    for k, value in enumerate((x, w, b)):
        slope = differences(lambda _: float(np.sum(own(x, w, b)[0] * dout)), value)
        close_by_eye(found[k], slope)


def relu_by_eye(answer: Functions) -> None:
    """The same for ReLU."""
    forward: Answer = answer["relu_forward"]
    x = np.linspace(-0.5, 0.5, 12).reshape(3, 4)
    close_by_eye(forward(x)[0], right("relu_forward")(x)[0])
    rng = np.random.default_rng(231)
    x, dout = rng.normal(size=(10, 10)), rng.normal(size=(10, 10))
    found = answer["relu_backward"](dout, forward(x)[1])
    close_by_eye(found, differences(lambda x: float(np.sum(forward(x)[0] * dout)), x))


def softmax_layer_by_eye(answer: Functions) -> None:
    """Scores of a thousandth: the loss near log 10, and the gradient of the student's own loss."""
    forward: Answer = answer["softmax_cross_entropy_forward"]
    rng = np.random.default_rng(231)
    x, y = 0.001 * rng.normal(size=(50, 10)), rng.integers(0, 10, 50)
    loss, cache = forward(x, y)
    assert abs(loss - np.log(10)) < 0.05
    found = answer["softmax_cross_entropy_backward"](1.0, cache)
    close_by_eye(found, differences(lambda x: forward(x, y)[0], x))


def toy_network(answer: Functions) -> None:
    """A toy network: its stored loss, and all gradients against the student's own loss."""
    f: Answer = answer["two_layer_loss"]
    rng = np.random.default_rng(0)
    params = {
        "W1": 0.1 * rng.normal(size=(4, 10)), "b1": np.zeros(10),
        "W2": 0.1 * rng.normal(size=(10, 3)), "b2": np.zeros(3),
    }  # fmt: skip
    X, y = 10 * np.random.default_rng(1).normal(size=(5, 4)), np.array([0, 1, 2, 2, 1])
    loss, grads = f(params, X, y, 0.05)
    assert abs(loss - right("two_layer_loss")(params, X, y, 0.05)[0]) < 1e-10
    for name, value in params.items():
        close_by_eye(grads[name], differences(lambda _: f(params, X, y, 0.05)[0], value))


# ------------------------------------------------------------------------------ CMU 10-714


def softmax_homework(name: str) -> Check:
    """The loss of zeros and of one seeded draw; a step against differences of the right loss."""

    def check(answer: Functions) -> None:
        f: Answer = answer[name]
        rng = np.random.default_rng(0)
        X, y = rng.normal(size=(50, 5)), rng.integers(0, 3, 50)
        np.testing.assert_allclose(f(np.zeros((5, 10)), X, y, 0.0)[0], 2.3025850, rtol=1e-6)
        W = rng.normal(size=(5, 3))
        np.testing.assert_allclose(f(W, X, y, 0.0)[0], right(name)(W, X, y, 0.0)[0])
        W = np.zeros((5, 3))
        slope = differences(lambda W: right(name)(W, X, y, 0.0)[0], W)
        np.testing.assert_allclose(f(W, X, y, 0.0)[1], slope, rtol=1e-4, atol=1e-4)

    return check


def network_homework(answer: Functions) -> None:
    """A network of ReLUs without biases: its gradients against differences of the right loss."""
    f: Answer = answer["two_layer_loss"]
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(50, 5)), rng.integers(0, 3, 50)
    params = {
        "W1": rng.normal(size=(5, 10)) / 10**0.5, "b1": np.zeros(10),
        "W2": rng.normal(size=(10, 3)) / 3**0.5, "b2": np.zeros(3),
    }  # fmt: skip
    grads = f(params, X, y, 0.0)[1]
    for name in ("W1", "W2"):
        slope = differences(lambda _: right("two_layer_loss")(params, X, y, 0.0)[0], params[name])
        np.testing.assert_allclose(grads[name], slope, rtol=1e-4, atol=1e-4)


def backward_homework(layer: str, *shapes: tuple[int, ...]) -> Check:
    """One seeded draw forward; back against differences of the right forward pass."""

    def check(answer: Functions) -> None:
        forward: Answer = answer[f"{layer}_forward"]
        backward: Answer = answer[f"{layer}_backward"]
        same: Answer = right(f"{layer}_forward")
        rng = np.random.default_rng(0)
        inputs = [rng.normal(size=shape) for shape in shapes]
        out, cache = forward(*inputs)
        np.testing.assert_allclose(out, same(*inputs)[0], rtol=1e-4, atol=1e-4)
        dout = rng.normal(size=np.shape(out))
        found = backward(dout, cache)
        for k, value in enumerate(inputs):
            slope = differences(lambda _: float(np.sum(same(*inputs)[0] * dout)), value)
            one = found[k] if len(inputs) > 1 else found
            assert np.linalg.norm(one - slope) < 1e-4

    return check


# ------------------------------------------------------------------------------ deeplearning.ai


def allclose(got: Any, expected: Any) -> None:
    """The shape and `np.allclose`, as the courses' own test functions assert them."""
    assert np.shape(got) == np.shape(expected), "wrong shape"
    assert np.allclose(got, expected), "wrong values"


def fixed(name: str, *cases: tuple[Any, ...], kind: type = np.ndarray) -> Check:
    """The function on a few fixed inputs, one array or number returned."""

    def check(answer: Functions) -> None:
        for case in cases:
            got = answer[name](*case)
            assert isinstance(got, kind), "wrong type"
            allclose(got, right(name)(*case))

    return check


def several(*checks: Check) -> Check:
    """All of these."""

    def check(answer: Functions) -> None:
        for one in checks:
            one(answer)

    return check


def logistic_fixed(answer: Functions) -> None:
    """The cost and its gradient for two weights and three examples, without a penalty."""
    X = np.array([[1.0, 1.0, 3.0], [1.0, 2.0, 4.0], [1.0, -1.0, -3.2]])
    w, y = np.array([1.5, 1.0, 2.0]), np.array([1, 0, 1])
    got: Any = answer["logistic_loss"](w, X, y, 0.0)
    expected: Any = right("logistic_loss")(w, X, y, 0.0)
    for one, other in zip(got, expected, strict=True):
        allclose(one, other)


def layer_fixed(layer: str, dout: np.ndarray, *inputs: np.ndarray) -> Check:
    """A layer forward and back on one fixed input."""

    def check(answer: Functions) -> None:
        forward, backward = (answer[f"{layer}_{way}"] for way in ("forward", "backward"))
        same, slopes = (right(f"{layer}_{way}") for way in ("forward", "backward"))
        out, cache = forward(*inputs)  # type: ignore[misc]
        allclose(out, same(*inputs)[0])
        found, expected = backward(dout, cache), slopes(dout, same(*inputs)[1])
        if not isinstance(expected, tuple):
            found, expected = (found,), (expected,)
        for one, other in zip(found, expected, strict=True):
            allclose(one, other)

    return check


def network_fixed(answer: Functions) -> None:
    """A network of sigmoid units on one fixed input, without a penalty."""
    rng = np.random.default_rng(1)
    params = {
        "W1": 0.01 * rng.normal(size=(2, 4)), "b1": np.zeros(4),
        "W2": 0.01 * rng.normal(size=(4, 2)), "b2": np.zeros(2),
    }  # fmt: skip
    X, y = rng.normal(size=(3, 2)), np.array([0, 1, 0])
    f, same = answer["two_layer_loss"], right("two_layer_loss")
    loss, grads = f(params, X, y, 0.0, "sigmoid")  # type: ignore[misc]
    expected, slopes = same(params, X, y, 0.0, "sigmoid")
    allclose(loss, expected)
    for name, value in slopes.items():
        allclose(grads[name], value)


#: A small matrix, as the courses write them out.
SMALL_MATRIX = np.array([[9.0, 2.0, 5.0, 0.0, 0.0], [7.0, 5.0, 0.0, 0.0, 0.0]])
POINT = np.array([1.0, 2.0, 3.0])

#: By style, then by exercise.
PEERS: Mapping[str, Mapping[str, Check]] = {
    "CS231n": {
        "svm_loss_naive": linear_classifier("svm_loss_naive", "svm_loss_vectorized", 9.0),
        "svm_loss_vectorized": linear_classifier("svm_loss_vectorized", "svm_loss_naive", 9.0),
        "softmax_loss_naive": linear_classifier(
            "softmax_loss_naive", "softmax_loss_vectorized", float(np.log(10))
        ),
        "softmax_loss_vectorized": linear_classifier(
            "softmax_loss_vectorized", "softmax_loss_naive", float(np.log(10))
        ),
        "affine": affine_by_eye,
        "relu": relu_by_eye,
        "softmax_cross_entropy": softmax_layer_by_eye,
        "two_layer_loss": toy_network,
    },
    "CMU 10-714": {
        "softmax_loss_naive": softmax_homework("softmax_loss_naive"),
        "softmax_loss_vectorized": softmax_homework("softmax_loss_vectorized"),
        "affine": backward_homework("affine", (5, 4), (4, 5), (5,)),
        "relu": backward_homework("relu", (5, 4)),
        "two_layer_loss": network_homework,
    },
    "deeplearning.ai": {
        "softmax": fixed("softmax", (SMALL_MATRIX,)),
        "sigmoid": several(
            fixed("sigmoid", (np.array([0.0, 2.0]),), (POINT,)), fixed("sigmoid_grad", (POINT,))
        ),
        "one_hot": fixed("one_hot", (np.array([1, 2, 3, 0, 2, 1]), 4)),
        "logistic_loss": logistic_fixed,
        "numerical_gradient": fixed(
            "numerical_gradient", (lambda theta: float(4.0 * theta[0]), np.array([2.0]))
        ),
        "affine": layer_fixed(
            "affine", np.array([[1.6, -0.6], [-0.5, 0.2]]), np.array([[1.0, 2.0], [-0.3, 0.9]]),
            np.array([[0.5, -1.0], [1.2, 0.4]]), np.array([[0.1, -0.7]])[0],
        ),
        "relu": layer_fixed(
            "relu", np.array([[-0.4, 0.1], [1.3, 0.8]]), np.array([[1.0, -2.0], [0.5, -0.1]])
        ),
        "two_layer_loss": network_fixed,
    },
}  # fmt: skip

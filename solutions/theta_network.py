"""References of assignment 5's Theta form, the only copy: the builder takes out what is marked.

Conventions of WPI-NN: `Theta` `(s_next, s + 1)`, one row for each unit of the next layer, its bias
in column 0; activations `(N, s)` without the ones; sigmoid units. float64; losses are a mean over
rows, the penalty is `lam / (2 * n)` times the squares of all but the biases.
"""

# Students read `np.ndarray`, not `NDArray[np.float64]`; arithmetic on it has the type Any.
# mypy: disable-error-code="no-any-return"

from __future__ import annotations

import numpy as np


def sigmoid(z: np.ndarray) -> np.ndarray:
    """`1 / (1 + exp(-z))`, entry by entry, without overflow. Students have it from the start."""
    return np.exp(-np.logaddexp(0.0, -z))


# ------------------------------------------------------------------------------ boolean networks


def or_weights() -> np.ndarray:
    """Weights of one sigmoid unit that computes OR of two inputs, each 0 or 1.

    Returns `(3,)`, float64: bias, weight of x1, weight of x2. The unit's output is above 0.9 where
    OR is true and below 0.1 where it is false, also where inputs are off by up to 0.1.
    Source: WPI-NN.

    >>> or_weights().shape
    (3,)
    """
    ### BEGIN SOLUTION
    # Off at (0, 0), on as soon as one input is on.
    return np.array([-10.0, 20.0, 20.0])
    ### END SOLUTION


def not_weights() -> np.ndarray:
    """Weights of one sigmoid unit that computes NOT of one input, 0 or 1.

    Returns `(2,)`, float64: bias, weight of x1. The unit's output is above 0.9 where NOT is true
    and below 0.1 where it is false, also where the input is off by up to 0.1. Source: WPI-NN.

    >>> not_weights().shape
    (2,)
    """
    ### BEGIN SOLUTION
    return np.array([10.0, -20.0])
    ### END SOLUTION


def nor_weights() -> np.ndarray:
    """Weights of one sigmoid unit that computes NOR, (NOT x1) AND (NOT x2), of inputs 0 or 1.

    Returns `(3,)`, float64: bias, weight of x1, weight of x2. The unit's output is above 0.9 where
    NOR is true and below 0.1 where it is false, also where inputs are off by up to 0.1.
    Source: WPI-NN.

    >>> nor_weights().shape
    (3,)
    """
    ### BEGIN SOLUTION
    return np.array([10.0, -20.0, -20.0])
    ### END SOLUTION


def xnor_network() -> list[np.ndarray]:
    """A network of sigmoid units that computes XNOR: true where both inputs are equal.

    Returns a list of two matrices, bias in column 0: `Theta1` `(H, 3)`, a row for each hidden unit,
    and `Theta2` `(1, H + 1)`, the output unit's. Its output is above 0.9 where XNOR is true and
    below 0.1 where it is false, also where inputs are off by up to 0.1. Source: WPI-NN.

    >>> len(xnor_network())
    2
    """
    ### BEGIN SOLUTION
    # x1 XNOR x2 = (x1 AND x2) OR (x1 NOR x2)
    hidden = np.array([[-30.0, 20.0, 20.0], nor_weights()])
    return [hidden, or_weights()[np.newaxis]]
    ### END SOLUTION


def xor_network() -> list[np.ndarray]:
    """A network of sigmoid units that computes XOR: true where exactly one input is 1.

    Returns a list of two matrices, bias in column 0: `Theta1` `(H, 3)`, a row for each hidden unit,
    and `Theta2` `(1, H + 1)`, the output unit's. Its output is above 0.9 where XOR is true and
    below 0.1 where it is false, also where inputs are off by up to 0.1. Source: WPI-NN.

    >>> len(xor_network())
    2
    """
    ### BEGIN SOLUTION
    # x1 XOR x2 = (x1 OR x2) AND NOT (x1 AND x2)
    hidden = np.array([or_weights(), [30.0, -20.0, -20.0]])
    return [hidden, np.array([[-30.0, 20.0, 20.0]])]
    ### END SOLUTION


# ------------------------------------------------------------------------------ theta_forward


def theta_forward(Thetas: list[np.ndarray], X: np.ndarray) -> list[np.ndarray]:
    """Compute the activations of all layers of a network of sigmoid units.

    `Thetas` is a list of 0 to 4 matrices, the j-th of shape `(s_{j+1}, s_j + 1)` with the biases in
    column 0; `X` is `(N, s_1)`. None of them is changed. Returns a list with one entry more than
    `Thetas`: `X` itself, then the outputs `(N, s_j)` of each layer, float64, all of them without a
    column of ones. Every layer is sigmoid, the last one too. Source: WPI-NN.

    >>> AND = np.array([[-30.0, 20.0, 20.0]])
    >>> theta_forward([AND], np.array([[1.0, 1.0], [1.0, 0.0]]))[1].round(4).tolist()
    [[1.0], [0.0]]
    """
    ### BEGIN SOLUTION
    activations = [X]
    for Theta in Thetas:
        # a_{j+1} = sigma(Theta (1; a_j)), for all rows at once
        ones = np.ones((len(X), 1))
        activations.append(sigmoid(np.hstack([ones, activations[-1]]) @ Theta.T))
    return activations
    ### END SOLUTION


def theta_to_wb(Theta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Take a `Theta` apart into the weights and biases of the other convention.

    `Theta` is `(s_next, s + 1)` with the biases in column 0. Returns `W` `(s, s_next)` and `b`
    `(s_next,)`, such that `X @ W + b` are the pre-activations. Source: WPI-NN.

    >>> W, b = theta_to_wb(np.array([[7.0, 1.0, 2.0]]))
    >>> W.tolist(), b.tolist()
    ([[1.0], [2.0]], [7.0])
    """
    ### BEGIN SOLUTION
    return Theta[:, 1:].T, Theta[:, 0]
    ### END SOLUTION


def wb_to_theta(W: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Put weights and biases together into a `Theta`, the inverse of `theta_to_wb`.

    `W` is `(s, s_next)`, `b` is `(s_next,)`. Returns `(s_next, s + 1)` with the biases in column 0.
    Source: WPI-NN.

    >>> wb_to_theta(np.array([[1.0], [2.0]]), np.array([7.0])).tolist()
    [[7.0, 1.0, 2.0]]
    """
    ### BEGIN SOLUTION
    return np.column_stack([b, W.T])
    ### END SOLUTION


# ------------------------------------------------------------------------------ hidden_delta


def hidden_delta(Theta: np.ndarray, delta_next: np.ndarray, a: np.ndarray) -> np.ndarray:
    """Carry the gradient back through one layer of sigmoid units, to their pre-activations.

    `a` is `(N, s)`, the activations of the units, strictly between 0 and 1 and without ones;
    `Theta` is `(s_next, s + 1)`, the weights that they feed into, biases in column 0; `delta_next`
    is `(N, s_next)`, the gradient with respect to the next layer's pre-activations. None of them
    is changed. Returns `(N, s)`, the gradient with respect to these units' own pre-activations
    `z`, where `a = sigmoid(z)`. Source: WPI-NN.

    >>> Theta, delta_next = np.array([[9.0, 2.0, -4.0]]), np.array([[0.5]])
    >>> hidden_delta(Theta, delta_next, np.array([[0.5, 0.2]])).round(4).tolist()
    [[0.25, -0.32]]
    """
    ### BEGIN SOLUTION
    # delta = (delta_next Theta, without the bias's column) * g'(z), with g'(z) = a (1 - a)
    return (delta_next @ Theta[:, 1:]) * a * (1 - a)
    ### END SOLUTION


# ------------------------------------------------------------------------------ nn_cost


def nn_cost_by_examples(
    Thetas: list[np.ndarray], X: np.ndarray, Y: np.ndarray, lam: float, head: str
) -> tuple[float, list[np.ndarray]]:
    """Cost of a network and its gradients, one example after the other.

    `Thetas` is a list of 1 to 4 matrices, the j-th of shape `(s_{j+1}, s_j + 1)` with the biases in
    column 0; `X` is `(N, s_1)`; `Y` is `(N, K)`, the targets, `K` the number of outputs; `lam` is a
    number. Hidden layers are sigmoid; of the last layer's pre-activations `z` the `head` makes the
    outputs `a` and the loss of an example, a sum over its `K` outputs:

    * `"log"`: `a = sigmoid(z)`, loss `-sum(Y log a + (1 - Y) log(1 - a))`;
    * `"softmax"`: `a = softmax(z)`, loss `-sum(Y log a)`, each row of `Y` with a sum of 1;
    * `"squared"`: `a = z`, loss `1/2 sum((a - Y)**2)`.

    Returns `(J, grads)`: the *mean* over the rows plus `lam / (2 * N)` times the sum of the squares
    of all entries but the biases, as a float; and the list of its gradients, each of its `Theta`'s
    shape. None of the arguments is changed. Source: WPI-NN.

    >>> J, grads = nn_cost_by_examples(
    ...     [np.zeros((1, 3))], np.array([[2.0, 4.0]]), np.array([[1.0]]), 0.0, "log")
    >>> round(J, 4), grads[0].tolist()
    (0.6931, [[-0.5, -1.0, -2.0]])
    """
    ### BEGIN SOLUTION
    N = len(X)
    J = 0.0
    grads = [np.zeros(Theta.shape) for Theta in Thetas]
    for i in range(N):
        A = theta_forward(Thetas[:-1], X[i : i + 1])
        z = Thetas[-1][:, 0] + A[-1] @ Thetas[-1][:, 1:].T
        if head == "log":
            outputs = sigmoid(z)
            J += np.sum(np.logaddexp(0.0, z) - Y[i] * z)
        elif head == "softmax":
            log_p = z - z.max() - np.log(np.exp(z - z.max()).sum())
            outputs = np.exp(log_p)
            J -= np.sum(Y[i] * log_p)
        else:
            outputs = z
            J += 0.5 * np.sum((z - Y[i]) ** 2)
        # With each of the three heads, dL/dz = a - y.
        delta = outputs - Y[i]
        for j in reversed(range(len(Thetas))):
            # dL/dTheta = delta (1, a)
            grads[j] += delta.T @ np.column_stack([[1.0], A[j]])
            if j > 0:
                delta = hidden_delta(Thetas[j], delta, A[j])
    J /= N
    for Theta, grad in zip(Thetas, grads, strict=True):
        grad /= N
        # lam / (2 N) sum Theta^2 has the gradient lam / N Theta; biases are left out.
        J += lam / (2 * N) * np.sum(Theta[:, 1:] ** 2)
        grad[:, 1:] += lam / N * Theta[:, 1:]
    return float(J), grads
    ### END SOLUTION


def nn_cost(
    Thetas: list[np.ndarray], X: np.ndarray, Y: np.ndarray, lam: float, head: str
) -> tuple[float, list[np.ndarray]]:
    """Cost of a network and its gradients, all examples at once.

    The same function as `nn_cost_by_examples`, with matrices in place of the loop over examples:
    `Thetas` is a list of 1 to 4 matrices, the j-th of shape `(s_{j+1}, s_j + 1)` with the biases in
    column 0; `X` is `(N, s_1)`; `Y` is `(N, K)`; `lam` is a number; `head` is `"log"`, `"softmax"`
    or `"squared"`. Returns `(J, grads)`: the *mean* over the rows of a sum over the outputs, plus
    `lam / (2 * N)` times the sum of the squares of all entries but the biases, as a float; and the
    list of its gradients. Pre-activations of the last layer may be 1000 or -1000. None of the
    arguments is changed. Source: WPI-NN.

    >>> J, grads = nn_cost(
    ...     [np.zeros((1, 3))], np.array([[2.0, 4.0]]), np.array([[1.0]]), 0.0, "log")
    >>> round(J, 4), grads[0].tolist()
    (0.6931, [[-0.5, -1.0, -2.0]])
    """
    ### BEGIN SOLUTION
    N = len(X)
    A = theta_forward(Thetas[:-1], X)
    W, b = theta_to_wb(Thetas[-1])
    z = A[-1] @ W + b
    if head == "log":
        # -log sigma(z) = log(1 + exp(-z)), for the target 0 the same of -z
        losses = np.logaddexp(0.0, z) - Y * z
        outputs = sigmoid(z)
    elif head == "softmax":
        z = z - z.max(axis=1, keepdims=True)
        log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
        losses, outputs = -Y * log_p, np.exp(log_p)
    else:
        losses, outputs = 0.5 * (z - Y) ** 2, z
    J = losses.sum() / N
    delta = (outputs - Y) / N
    grads: list[np.ndarray] = []
    for j in reversed(range(len(Thetas))):
        # dJ/dTheta = delta^T (1, A): the sum over examples is in the product
        grad = delta.T @ np.hstack([np.ones((N, 1)), A[j]])
        grad[:, 1:] += lam / N * Thetas[j][:, 1:]
        J += lam / (2 * N) * np.sum(Thetas[j][:, 1:] ** 2)
        grads.insert(0, grad)
        if j > 0:
            delta = hidden_delta(Thetas[j], delta, A[j])
    return float(J), grads
    ### END SOLUTION

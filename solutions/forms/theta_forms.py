"""Other correct forms of assignment 5's boolean networks and Theta form."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np

Form = Mapping[str, Callable[..., object]]

# ------------------------------------------------------------------------------ boolean networks

BOOLEAN: tuple[Form, ...] = (
    {
        "or_weights": lambda: np.array([-5.0, 10.0, 10.0]),
        "not_weights": lambda: np.array([5, -10]),
        "nor_weights": lambda: np.array([30, -60, -60]),
        # XNOR as NOT of XOR, from three hidden units of which one is idle.
        "xnor_network": lambda: [
            np.array([[-10.0, 20, 20], [30.0, -20, -20], [0.0, 0.0, 0.0]]),
            np.array([[30.0, -20.0, -20.0, 0.0]]),
        ],
        # (x1 AND NOT x2) OR (NOT x1 AND x2)
        "xor_network": lambda: (
            np.array([[-10, 20, -20], [-10, -20, 20]]),
            np.array([[-10, 20, 20]]),
        ),
    },
    {
        "or_weights": lambda: 40.0 * np.array([-0.5, 1.0, 1.0]),
        "not_weights": lambda: -20.0 * np.array([-0.5, 1.0]),
        "nor_weights": lambda: -40.0 * np.array([-0.5, 1.0, 1.0]),
        "xnor_network": lambda: [
            100 * np.array([[-1.5, 1, 1], [0.5, -1, -1]]),
            100 * np.array([[-0.5, 1, 1]]),
        ],
        "xor_network": lambda: [
            100 * np.array([[-1.5, 1, 1], [0.5, -1, -1]]),
            100 * np.array([[0.5, -1, -1]]),
        ],
    },
    {
        "or_weights": lambda: np.array([-8, 16, 18]),
        "not_weights": lambda: np.array([12.0, -25.0]),
        "nor_weights": lambda: np.array([9.0, -17.0, -19.0]),
        # Three layers: OR and NAND, their AND, and its NOT.
        "xnor_network": lambda: [
            np.array([[-10.0, 20, 20], [30.0, -20, -20]]),
            np.array([[-30.0, 20, 20]]),
            np.array([[10.0, -20.0]]),
        ],
        "xor_network": lambda: [
            np.array([[-10.0, 20, 20], [-30.0, 20, 20]]),
            np.array([[-10.0, 20.0, -20.0]]),
        ],
    },
)

# ------------------------------------------------------------------------------ theta_forward


def logistic(t):
    return 1 / (1 + math.exp(-t)) if t > 0 else math.exp(t) / (1 + math.exp(t))


def forward_by_loops(Thetas, X):
    layers = [X.copy()]
    for Theta in Thetas:
        below = layers[-1]
        above = np.zeros((len(X), len(Theta)))
        for i in range(len(X)):
            for k in range(len(Theta)):
                z = Theta[k, 0]
                for j in range(below.shape[1]):
                    z += Theta[k, j + 1] * below[i, j]
                above[i, k] = logistic(z)
        layers.append(above)
    return layers


def forward_by_columns(Thetas, X):
    """The lecture's layout: one example a column, a row of ones on top."""
    a = X.T
    layers = [X]
    for Theta in Thetas:
        with np.errstate(over="ignore"):
            a = 1 / (1 + np.exp(-Theta @ np.vstack([np.ones(a.shape[1]), a])))
        layers.append(a.T)
    return tuple(layers)


def forward_by_wb(Thetas, X):
    if not Thetas:
        return [X]
    *lower, last = Thetas
    below = forward_by_wb(lower, X)
    z = np.einsum("nj,kj->nk", below[-1], last[:, 1:]) + last[:, 0]
    return [*below, 0.5 * (1 + np.tanh(z / 2))]


def apart_by_loops(Theta):
    W = np.zeros((Theta.shape[1] - 1, Theta.shape[0]))
    b = np.zeros(Theta.shape[0])
    for k, row in enumerate(Theta):
        b[k], W[:, k] = row[0], row[1:]
    return [W, b]


def together_by_filling(W, b):
    Theta = np.empty((W.shape[1], W.shape[0] + 1))
    Theta[:, 0] = b
    Theta[:, 1:] = W.T
    return Theta


FORM: tuple[Form, ...] = (
    {
        "theta_forward": forward_by_loops,
        "theta_to_wb": apart_by_loops,
        "wb_to_theta": together_by_filling,
    },
    {
        "theta_forward": forward_by_columns,
        "theta_to_wb": lambda Theta: (np.delete(Theta, 0, axis=1).T, Theta.T[0]),
        "wb_to_theta": lambda W, b: np.vstack([b, W]).T,
    },
    {
        "theta_forward": forward_by_wb,
        "theta_to_wb": lambda Theta: (Theta.T[1:].copy(), Theta[:, 0].copy()),
        "wb_to_theta": lambda W, b: np.insert(W.T, 0, b, axis=1),
    },
)

# ------------------------------------------------------------------------------ hidden_delta


def delta_by_loops(Theta, delta_next, a):
    delta = np.zeros(a.shape)
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            for k in range(Theta.shape[0]):
                delta[i, j] += delta_next[i, k] * Theta[k, j + 1]
            delta[i, j] *= a[i, j] - a[i, j] ** 2
    return delta


DELTA: tuple[Form, ...] = (
    {"hidden_delta": delta_by_loops},
    {"hidden_delta": lambda Theta, d, a: ((Theta.T @ d.T)[1:] * (a * (1 - a)).T).T},
    {"hidden_delta": lambda Theta, d, a: np.einsum("nk,kj,nj->nj", d, Theta[:, 1:], a - a * a)},
    {
        "hidden_delta": lambda Theta, d, a: np.delete(
            (d @ Theta) * np.insert(a * (1 - a), 0, 1, axis=1), 0, axis=1
        )
    },
)

# ------------------------------------------------------------------------------ nn_cost


def soft(z):
    e = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def cost_of_outputs(z, y, head):
    """One example's loss and the gradient in z, by the definitions."""
    if head == "log":
        loss = sum(
            np.logaddexp(0, -t) if hit else np.logaddexp(0, t) for t, hit in zip(z, y, strict=True)
        )
        return loss, np.array([logistic(t) for t in z]) - y
    if head == "softmax":
        top = z.max()
        log_p = z - top - np.log(sum(np.exp(t - top) for t in z))
        return -(y @ log_p), np.exp(log_p) - y
    return np.dot(z - y, z - y) / 2, z - y


def one_by_one(Thetas, X, Y, lam, head):
    n = X.shape[0]
    total = 0
    grads = [0 * Theta for Theta in Thetas]
    for x, y in zip(X, Y, strict=True):
        with_ones = [np.append(1.0, x)]
        for Theta in Thetas[:-1]:
            with_ones.append(np.append(1.0, [logistic(t) for t in Theta @ with_ones[-1]]))
        loss, delta = cost_of_outputs(Thetas[-1] @ with_ones[-1], y, head)
        total = total + loss
        for j in range(len(Thetas))[::-1]:
            grads[j] = grads[j] + np.outer(delta, with_ones[j])
            delta = (delta @ Thetas[j] * with_ones[j] * (1 - with_ones[j]))[1:]
    cost = total / n
    for j, Theta in enumerate(Thetas):
        bare = Theta.astype(float)
        bare[:, 0] = 0
        cost += lam * np.linalg.norm(bare) ** 2 / n / 2
        grads[j] = (grads[j] + lam * bare) / n
    return cost, grads


def by_columns(Thetas, X, Y, lam, head):
    n = len(Y)
    a = [np.vstack([np.ones(n), X.T])]
    for Theta in Thetas[:-1]:
        a.append(np.vstack([np.ones(n), 0.5 + 0.5 * np.tanh(0.5 * (Theta @ a[-1]))]))
    z = (Thetas[-1] @ a[-1]).T
    if head == "log":
        cost = np.sum(np.maximum(z, 0) - Y * z + np.log1p(np.exp(-np.abs(z))))
        p = 0.5 + 0.5 * np.tanh(0.5 * z)
    elif head == "softmax":
        p = soft(z)
        shifted = z - z.max(axis=1)[:, None]
        cost = -np.sum(Y * (shifted - np.log(np.exp(shifted).sum(axis=1))[:, None]))
    else:
        p, cost = z, ((z - Y) ** 2).sum() / 2
    delta = (p - Y).T
    grads = []
    for Theta, below in zip(Thetas[::-1], a[::-1], strict=True):
        mask = np.ones(Theta.shape)
        mask[:, 0] = 0.0
        cost = cost + lam / 2 * (Theta * Theta * mask).sum()
        grads.append(np.asarray(delta @ below.T + lam * mask * Theta) / n)
        delta = (Theta[:, 1:].T @ delta) * below[1:] * (1 - below[1:])
    return np.array(cost / n), tuple(reversed(grads))


def single_rows(Thetas, X, Y, lam, head):
    """The cost of each row by itself, summed; the penalty once."""
    parts = [by_columns(Thetas, X[i : i + 1], Y[i : i + 1], 0.0, head) for i in range(len(X))]
    cost = np.mean([part[0] for part in parts])
    grads = [np.mean(rows, axis=0) for rows in zip(*(part[1] for part in parts), strict=True)]
    for Theta, grad in zip(Thetas, grads, strict=True):
        cost += lam / (2 * len(X)) * np.square(Theta[:, 1:]).sum()
        grad[:, 1:] += lam * Theta[:, 1:] / len(X)
    return [cost, grads]


BY_EXAMPLES: tuple[Form, ...] = tuple(
    {"nn_cost_by_examples": form} for form in (one_by_one, by_columns, single_rows)
)
AT_ONCE: tuple[Form, ...] = tuple(
    {"nn_cost": form} for form in (one_by_one, by_columns, single_rows)
)

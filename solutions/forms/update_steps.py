"""Other correct forms of assignment 4's one-step updates."""

from __future__ import annotations

import math

import numpy as np

from solutions.forms import Form

# ------------------------------ update_linear


def linear_by_loops(w, b, X, y, lr):
    dw, db = [0.0] * len(w), 0.0
    for x, label in zip(X.tolist(), y.tolist(), strict=True):
        f = sum(w_j * x_j for w_j, x_j in zip(w.tolist(), x, strict=True)) + b
        for j in range(len(dw)):
            dw[j] += 2 * (f - label) * x[j]
        db += 2 * (f - label)
    return np.array([w[j] - lr * dw[j] for j in range(len(dw))]), b - lr * db


def linear_folded(w, b, X, y, lr):
    X1 = np.hstack([X, np.ones((X.shape[0], 1))])
    theta = np.append(w, b)
    theta = theta - lr * 2 * X1.T.dot(X1.dot(theta) - y)
    return theta[:-1], theta[-1]


def linear_einsum(w, b, X, y, lr):
    residual = np.einsum("kj,j->k", X, w) + b - y
    return [w - 2 * lr * np.einsum("k,kj->j", residual, X), np.array(b - 2 * lr * residual.sum())]


LINEAR: tuple[Form, ...] = tuple(
    {"update_linear": f} for f in (linear_by_loops, linear_folded, linear_einsum)
)

# ------------------------------ update_sigmoid


def sigmoid_by_loops(w, b, X, y, lr):
    new, bias = w.astype(float), float(b)
    for x, label in zip(X, y, strict=True):
        z = float(x @ w) + b
        s = 1 / (1 + math.exp(-z))
        pull = 2 * lr * (label - s) * s * (1 - s)
        new = new + pull * x
        bias += pull
    return new, bias


def sigmoid_from_exponentials(w, b, X, y, lr):
    e = np.exp(-(X @ w + b))
    s = 1 / (1 + e)
    slope = e / (1 + e) ** 2
    dz = -2 * (y - s) * slope
    return w - lr * X.T @ dz, b - lr * np.sum(dz)


def sigmoid_by_jacobians(w, b, X, y, lr):
    s = 1 / (1 + np.exp(-(X @ w) - b))
    row = -2 * (y - s)[None, :] @ np.diag(s * (1 - s))
    return w - lr * (row @ X).ravel(), (b - lr * row.sum(axis=1))[0]


SIGMOID: tuple[Form, ...] = tuple(
    {"update_sigmoid": f}
    for f in (sigmoid_by_loops, sigmoid_from_exponentials, sigmoid_by_jacobians)
)

# ------------------------------ update_hinge


def hinge_by_loops(w, b, X, y, lr):
    new, bias = np.array(w, dtype=float), float(b)
    for k in range(len(y)):
        if y[k] * (np.dot(w, X[k]) + b) >= 1:
            continue
        new += lr * y[k] * X[k]
        bias += lr * y[k]
    return new, bias


def hinge_by_selection(w, b, X, y, lr):
    close = 1 - y * (X @ w + b) > 0
    return w + lr * y[close] @ X[close], b + lr * y[close].sum()


def hinge_mask(w, b, X, y, lr):
    df = -y * np.heaviside(1 - y * (X @ w + b), 0)
    return w - lr * np.sum(df[:, None] * X, axis=0), b - lr * np.sum(df)


HINGE: tuple[Form, ...] = tuple(
    {"update_hinge": f} for f in (hinge_by_loops, hinge_by_selection, hinge_mask)
)

# ------------------------------ update_softmax


def softmax_by_loops(W, b, X, y, lr):
    new, bias = np.array(W, dtype=float), np.array(b, dtype=float)
    for x, label in zip(X, y, strict=True):
        s = x @ W + b
        e = [math.exp(s_j - max(s)) for s_j in s]
        for j in range(len(b)):
            dz = e[j] / sum(e) - (1 if j == label else 0)
            new[:, j] -= lr * dz * x
            bias[j] -= lr * dz
    return new, bias


def softmax_one_hot(W, b, X, y, lr):
    S = X @ W + b
    log_total = np.logaddexp.reduce(S, axis=1, keepdims=True)
    T = np.zeros_like(S)
    np.put_along_axis(T, y[:, None], 1.0, axis=1)
    dS = np.exp(S - log_total) - T
    return W - lr * np.einsum("nd,nc->dc", X, dS), b - lr * np.einsum("nc->c", dS)


def softmax_lecture(W, b, X, y, lr):
    """In the lectures' layout, one row of W for each class."""
    V, columns = W.T, X.T
    S = V @ columns + b[:, None]
    E = np.exp(S - S.max(axis=0))
    dS = E / E.sum(axis=0)
    np.subtract.at(dS, (y, np.arange(len(y))), 1)
    return (V - lr * dS @ X).T, b - lr * dS @ np.ones(len(y))


SOFTMAX: tuple[Form, ...] = tuple(
    {"update_softmax": f} for f in (softmax_by_loops, softmax_one_hot, softmax_lecture)
)

"""Other correct forms of assignment 4's one-step updates."""

from __future__ import annotations

import math

import numpy as np
import scipy.special

from solutions.forms import Form

# ------------------------------------------------------------------------------ update_linear


def linear_einsum(w, b, X, y, lr):
    residual = np.einsum("kj,j->k", X, w) + b - y
    return [w - 2 * lr * np.einsum("k,kj->j", residual, X), np.array(b - 2 * lr * residual.sum())]


def linear_by_recursion(w, b, X, y, lr):
    """The gradient of the first row, and of the rest."""

    def pull(rows, targets):
        if len(rows) == 0:
            return 0 * w, 0
        delta = targets[0] - w @ rows[0] - b
        dw, db = pull(rows[1:], targets[1:])
        return dw + delta * rows[0], db + delta

    dw, db = pull(X, y)
    return w + 2 * lr * dw, b + 2 * lr * db


def linear_by_normal_equations(w, b, X, y, lr):
    G, n = X.T @ X, len(X)
    dw = 2 * (G @ w + X.sum(axis=0) * b - X.T @ y)
    db = 2 * (X.sum(axis=0) @ w + n * b - y.sum())
    return w - lr * dw, np.float64(b - lr * db)


def linear_in_place(w, b, X, y, lr):
    w = np.array(w, dtype=np.float64)
    error = X.dot(w)
    error += b
    error -= y
    error *= 2 * lr
    w -= X.T.dot(error)
    b -= error.sum()
    return w, b


LINEAR: tuple[Form, ...] = tuple(
    {"update_linear": f}
    for f in (
        linear_einsum,
        linear_by_recursion,
        linear_by_normal_equations,
        linear_in_place,
    )
)

# ------------------------------------------------------------------------------ update_sigmoid


def sigmoid_by_jacobians(w, b, X, y, lr):
    s = 1 / (1 + np.exp(-(X @ w) - b))
    row = -2 * (y - s)[None, :] @ np.diag(s * (1 - s))
    return w - lr * (row @ X).ravel(), (b - lr * row.sum(axis=1))[0]


def sigmoid_by_scipy(w, b, X, y, lr):
    z = scipy.special.expit(X @ w + b), scipy.special.expit(-(X @ w) - b)
    dz = 2 * (z[0] - y) * z[0] * z[1]
    return w - lr * np.dot(dz, X), b - lr * dz.sum()


def sigmoid_folded(w, b, X, y, lr):
    """The bias first, and the ones with it."""
    theta, X1 = np.concatenate([[b], w]), np.insert(X, 0, 1.0, axis=1)
    s = np.exp(-np.logaddexp(0, -X1 @ theta))
    new = theta - lr * np.sum(
        [-2 * d * (v - v * v) * x for d, v, x in zip(y - s, s, X1, strict=True)], axis=0
    )
    return new[1:], new[0]


def sigmoid_from_lists(w, b, X, y, lr):
    dw, db = [0] * len(w), 0
    for k in range(len(X)):
        z = b + sum(w[j] * X[k][j] for j in range(len(w)))
        s = 1 / (1 + math.exp(-z)) if z > 0 else 1 - 1 / (1 + math.exp(z))
        db += 2 * (s - y[k]) * s * (1 - s)
        for j in range(len(w)):
            dw[j] += 2 * (s - y[k]) * s * (1 - s) * X[k][j]
    return np.array([wj - lr * d for wj, d in zip(w, dw, strict=True)]), b - lr * db


SIGMOID: tuple[Form, ...] = tuple(
    {"update_sigmoid": f}
    for f in (
        sigmoid_by_jacobians,
        sigmoid_by_scipy,
        sigmoid_folded,
        sigmoid_from_lists,
    )
)

# ------------------------------------------------------------------------------ update_hinge


def hinge_mask(w, b, X, y, lr):
    df = -y * np.heaviside(1 - y * (X @ w + b), 0)
    return w - lr * np.sum(df[:, None] * X, axis=0), b - lr * np.sum(df)


def hinge_by_masked_array(w, b, X, y, lr):
    kept = np.ma.masked_array(y, mask=y * (X @ w + b) >= 1).filled(0)
    return w + lr * (kept[:, None] * X).sum(axis=0), b + lr * kept.sum()


def hinge_by_classes(w, b, X, y, lr):
    """The rows of each sign by themselves."""
    new, bias = 1.0 * w, 1.0 * b
    for sign in (-1, 1):
        rows = X[y == sign]
        short = rows[sign * (rows @ w + b) < 1]
        new = new + sign * lr * short.sum(axis=0)
        bias = bias + sign * lr * len(short)
    return new, bias


def hinge_folded(w, b, X, y, lr):
    Z = np.column_stack([X, np.ones(X.shape[0])]) * y.reshape(-1, 1)
    theta = np.hstack([w, b])
    theta = theta + lr * np.einsum("nd,n->d", Z, Z @ theta < 1)
    return np.array(theta[:-1].tolist()), theta[-1].item()


HINGE: tuple[Form, ...] = tuple(
    {"update_hinge": f}
    for f in (
        hinge_mask,
        hinge_by_masked_array,
        hinge_by_classes,
        hinge_folded,
    )
)

# ------------------------------------------------------------------------------ update_softmax


def softmax_lecture(W, b, X, y, lr):
    """In the lectures' layout, one row of W for each class."""
    V, columns = W.T, X.T
    S = V @ columns + b[:, None]
    E = np.exp(S - S.max(axis=0))
    dS = E / E.sum(axis=0)
    np.subtract.at(dS, (y, np.arange(len(y))), 1)
    return (V - lr * dS @ X).T, b - lr * dS @ np.ones(len(y))


def softmax_by_scipy(W, b, X, y, lr):
    P = scipy.special.softmax(np.einsum("nd,dc->nc", X, W) + b, axis=1)
    T = (y[:, None] == np.arange(len(b))).astype(float)
    return W + lr * np.dot(X.T, T - P), b + lr * np.sum(T - P, axis=0)


def softmax_folded(W, b, X, y, lr):
    """The bias as one more row of W."""
    Theta = np.vstack([b, W])
    X1 = np.insert(X, 0, 1, axis=1)
    logP = scipy.special.log_softmax(X1 @ Theta, axis=-1)
    new = Theta - lr * X1.T @ np.exp(logP)
    for x, label in zip(X1, y, strict=True):
        new[:, label] += lr * x
    return new[1:], new[0]


def softmax_row_by_row(W, b, X, y, lr):
    """Outer products in a list, summed at the end; every slope at the old W."""
    dWs, dbs = [], []
    for x, label in zip(X, y, strict=True):
        s = W.T @ x + b
        a = np.exp(s - s.max()) / np.exp(s - s.max()).sum()
        a[label] -= 1
        dWs.append(np.outer(x, a))
        dbs.append(a)
    return W - lr * sum(dWs), b - lr * sum(dbs)


SOFTMAX: tuple[Form, ...] = tuple(
    {"update_softmax": f}
    for f in (
        softmax_lecture,
        softmax_by_scipy,
        softmax_folded,
        softmax_row_by_row,
    )
)

"""Other correct forms of assignment 2's training loop."""

from __future__ import annotations

import numpy as np

from solutions.forms import Form


def train_by_shuffling(loss, W, X, y, lr, epochs, batch_size, rng):
    W, values, order = np.array(W, dtype=float), [], np.arange(len(X))
    for _ in range(epochs):
        rng.shuffle(order)
        start = 0
        while start < len(X):
            chosen = order[start : start + batch_size]
            value, gradient = loss(W.copy(), X[chosen], y[chosen])
            W -= lr * gradient
            values += [value]
            start += batch_size
    return W, np.asarray(values)


def train_by_splitting(loss, W, X, y, lr, epochs, batch_size, rng):
    N = X.shape[0]
    steps = -(-N // batch_size)
    history = np.zeros((epochs, steps))
    for epoch in range(epochs):
        order = rng.permutation(N)
        Xs, ys = X[order], y[order]
        for k in range(steps):
            rows = slice(k * batch_size, min((k + 1) * batch_size, N))
            history[epoch, k], dW = loss(W, Xs[rows], ys[rows])
            W = W - lr * dW
    return W, history.ravel()


def train_by_sorting(loss, W, X, y, lr, epochs, batch_size, rng):
    W, values = 1.0 * W, []
    for _ in range(epochs):
        order = np.argsort(rng.random(len(y)))
        cuts = np.arange(batch_size, len(y), batch_size)
        for rows in np.split(order, cuts):
            value, dW = loss(W, X[rows], y[rows])
            W = W + -lr * dW
            values.append(float(value))
    return [W, np.array(values)]


def train_by_recursion(loss, W, X, y, lr, epochs, batch_size, rng):
    """An epoch, then the rest of them."""
    if epochs == 0:
        return np.array(W, dtype=float), np.zeros(0)
    values = []
    order = rng.choice(len(X), size=len(X), replace=False)
    for rows in [order[k : k + batch_size] for k in range(0, len(order), batch_size)]:
        value, dW = loss(W, X[rows], y[rows])
        W = np.subtract(W, np.multiply(lr, dW))
        values.append(value)
    W, later = train_by_recursion(loss, W, X, y, lr, epochs - 1, batch_size, rng)
    return W, np.concatenate([values, later])


def train_by_a_queue(loss, W, X, y, lr, epochs, batch_size, rng):
    """Rows are taken from a list until it is empty."""
    theta, history = W.astype(np.float64), np.array([])
    for _ in range(epochs):
        waiting = rng.permutation(X.shape[0]).tolist()
        while waiting:
            batch, waiting = waiting[:batch_size], waiting[batch_size:]
            value, gradient = loss(theta, X[batch, :], y[batch])
            theta = theta - gradient * lr
            history = np.append(history, value)
    return theta, history


def train_by_asking_twice(loss, W, X, y, lr, epochs, batch_size, rng):
    W, history = W + 0.0, []
    for _ in range(epochs):
        order = rng.permutation(len(y))
        for k in range(0, len(y), batch_size):
            batch = X[order[k : k + batch_size]], y[order[k : k + batch_size]]
            history.append(loss(W, *batch)[0])
            W = W - lr * loss(W, *batch)[1]
    return W, np.array(history)


TRAINING: tuple[Form, ...] = (
    {"softmax_regression": train_by_asking_twice},
    {"softmax_regression": train_by_shuffling},
    {"softmax_regression": train_by_splitting},
    {"softmax_regression": train_by_sorting},
    {"softmax_regression": train_by_recursion},
    {"softmax_regression": train_by_a_queue},
)

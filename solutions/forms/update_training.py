"""Other correct forms of assignment 4's perceptron and descent."""

from __future__ import annotations

import math

import numpy as np

from solutions.forms import Form

# ------------------------------ perceptron


def perceptron_by_loops(X, y, alpha=1.0, eps=1e-9, max_epochs=1000, average=True):
    theta, epochs = np.zeros(X.shape[1]), 0
    for _ in range(max_epochs):
        epochs += 1
        delta = np.zeros(X.shape[1])
        for i in range(len(y)):
            if y[i] * X[i].dot(theta) <= 0:
                delta += y[i] * X[i]
                if not average:
                    theta = theta + alpha * y[i] * X[i]
        if average:
            delta /= len(y)
            theta = theta + alpha * delta
        if math.sqrt(float(delta @ delta)) < eps:
            break
    return theta, epochs


def perceptron_signed(X, y, alpha=1.0, eps=1e-9, max_epochs=1000, average=True):
    Z = X * y[:, None]
    theta, epochs = np.zeros(Z.shape[1]), 0
    while epochs < max_epochs:
        epochs += 1
        if average:
            delta = np.where((Z @ theta <= 0)[:, None], Z, 0).mean(axis=0)
        else:
            walk = theta.copy()
            for z in Z:
                walk += alpha * z * (z @ walk <= 0)
            delta = (walk - theta) / alpha
        theta = theta + alpha * delta
        if (delta**2).sum() ** 0.5 < eps:
            return theta, epochs
    return theta, epochs


def perceptron_recursive(X, y, alpha=1.0, eps=1e-9, max_epochs=1000, average=True):
    def epoch(theta):
        if average:
            wrong = np.flatnonzero(y * (X @ theta) <= 0)
            return sum((y[i] * X[i] for i in wrong), np.zeros(len(theta))) / y.size
        new = theta
        for x, label in zip(X, y, strict=True):
            new = new + (alpha * label * x if label * np.dot(x, new) <= 0 else 0)
        return (new - theta) / alpha

    theta, number = np.zeros(X.shape[1]), np.int64(0)
    delta = np.full(X.shape[1], np.inf)
    while number < max_epochs and not np.linalg.norm(delta) < eps:
        delta = epoch(theta)
        theta, number = theta + alpha * delta, number + 1
    return theta, number


PERCEPTRON: tuple[Form, ...] = tuple(
    {"perceptron": f} for f in (perceptron_by_loops, perceptron_signed, perceptron_recursive)
)

# ------------------------------ gradient_descent


def descent_split(loss, theta, X, y, *, lr, epochs, batch_size=None, decay=0.0, rng=None):
    theta = theta.astype(float)
    history = [theta.copy()]
    size = len(X) if batch_size is None else min(batch_size, len(X))
    for epoch in range(epochs):
        order = np.arange(len(X)) if rng is None else rng.permutation(len(X))
        for rows in np.split(order, range(size, len(X), size)):
            value, grad = loss(theta, X[rows], y[rows])
            if not math.isfinite(value):
                raise FloatingPointError(f"the loss is {value}: try a smaller lr than {lr}")
            theta -= lr / (1 + decay * epoch) * grad
            if not np.all(np.isfinite(theta)):
                raise FloatingPointError(f"theta is no longer finite with lr={lr}")
            history.append(theta.copy())
    return theta, np.stack(history)


def descent_preallocated(loss, theta, X, y, *, lr, epochs, batch_size=None, decay=0.0, rng=None):
    N = X.shape[0]
    B = batch_size or N
    steps = epochs * math.ceil(N / B)
    history = np.empty((steps + 1, *theta.shape))
    history[0] = theta
    k = 0
    for epoch in range(epochs):
        Xs, ys = X, y
        if rng is not None:
            order = np.arange(N)
            rng.shuffle(order)
            Xs, ys = X[order], y[order]
        i = 0
        while i < N:
            value, grad = loss(history[k].copy(), Xs[i : i + B], ys[i : i + B])
            history[k + 1] = history[k] - learning_rate_power(lr, epoch, decay) * grad
            if np.isnan(value) or np.isinf(value) or not np.isfinite(history[k + 1]).all():
                raise FloatingPointError("diverged, lr")
            k, i = k + 1, i + B
    return history[-1].copy(), history


def descent_by_indices(loss, theta, X, y, *, lr, epochs, batch_size=None, decay=0.0, rng=None):
    def batches():
        for epoch in range(epochs):
            rows = list(range(len(y)))
            if rng is not None:
                rows = rng.choice(len(y), len(y), replace=False).tolist()
            while rows:
                now, rows = rows[: batch_size or len(y)], rows[batch_size or len(y) :]
                yield lr / (1.0 + decay * epoch), now

    path = [np.array(theta, dtype=np.float64)]
    for rate, rows in batches():
        value, grad = loss(path[-1], X[rows], y[rows])
        path.append(path[-1] - rate * np.asarray(grad))
        if not np.isfinite(np.append(path[-1], value)).all():
            raise FloatingPointError(f"lr = {lr}: step {len(path) - 1} is not finite")
    return path[-1], np.array(path)


def learning_rate_power(lr0, epoch, decay):
    return lr0 * (1 + decay * epoch) ** -1.0


DESCENT: tuple[Form, ...] = (
    {"learning_rate": learning_rate_power, "gradient_descent": descent_split},
    {
        "learning_rate": lambda lr0, epoch, decay: np.divide(lr0, 1 + epoch * decay),
        "gradient_descent": descent_preallocated,
    },
    {
        "learning_rate": lambda lr0, epoch, decay: 1 / (1 / lr0 + decay * epoch / lr0),
        "gradient_descent": descent_by_indices,
    },
)

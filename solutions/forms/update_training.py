"""Other correct forms of assignment 4's perceptron and descent."""

from __future__ import annotations

import math

import numpy as np

from solutions.forms import Form

# ------------------------------------------------------------------------------ perceptron


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


def perceptron_two_ways(X, y, alpha=1.0, eps=1e-9, max_epochs=1000, average=True):
    """A way for each rule, chosen first."""

    def together(theta):
        return np.mean(
            [t * x if t * (x @ theta) <= 0 else 0 * x for x, t in zip(X, y, strict=True)], axis=0
        )

    def in_turn(theta):
        moved = theta.copy()
        for k in range(len(X)):
            moved += alpha * y[k] * X[k] * (y[k] * X[k].dot(moved) <= 0)
        return (moved - theta) / alpha

    change = together if average else in_turn
    theta = np.zeros(X.shape[1], dtype=float)
    for epoch in range(1, max_epochs + 1):
        delta = change(theta)
        theta = theta + alpha * delta
        if np.sqrt(np.sum(delta * delta)) < eps:
            return theta, epoch
    return theta, max_epochs


def perceptron_by_sums(X, y, alpha=1.0, eps=1e-9, max_epochs=1000, average=True):
    """Signs from `np.sign`, one pass for both rules."""
    theta, epoch = np.zeros(len(X[0])), 0
    while True:
        old = theta
        if average:
            wrong = np.sign(X @ theta) != y
            theta = old + alpha / len(y) * np.sum(X[wrong] * y[wrong, None], axis=0)
        else:
            for x, target in zip(X, y.tolist(), strict=True):
                if np.sign(np.inner(x, theta)) != target:
                    theta = theta + alpha * target * x
        epoch += 1
        if math.dist(theta / alpha, old / alpha) < eps or epoch >= max_epochs:
            return [theta, epoch]


def perceptron_einsum(X, y, alpha=1.0, eps=1e-9, max_epochs=1000, average=True):
    theta, epochs = 0 * X[0], 0
    for epochs in range(1, max_epochs + 1):  # noqa: B007
        if average:
            hit = np.where(np.einsum("nd,d,n->n", X, theta, y) <= 0, 1 / len(X), 0.0)
            delta = np.einsum("n,n,nd->d", hit, y, X)
        else:
            total = np.zeros_like(theta)
            for x, t in zip(X, y, strict=True):
                if not t * np.dot(theta + alpha * total, x) > 0:
                    total += t * x
            delta = total
        theta = theta + alpha * delta
        if np.linalg.norm(delta) < eps:
            break
    return theta, epochs


PERCEPTRON: tuple[Form, ...] = tuple(
    {"perceptron": f}
    for f in (
        perceptron_recursive,
        perceptron_two_ways,
        perceptron_by_sums,
        perceptron_einsum,
    )
)

# ------------------------------------------------------------------------------ gradient_descent


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


def learning_rate_power(lr0, epoch, decay):
    return lr0 * (1 + decay * epoch) ** -1.0


def descent_recursive(loss, theta, X, y, *, lr, epochs, batch_size=None, decay=0.0, rng=None):
    """Steps as a list of thetas that grows; an epoch calls the next."""
    history = [np.array(theta, dtype=float)]

    def run(epoch):
        if epoch == epochs:
            return
        rows = np.arange(len(X)) if rng is None else np.argsort(rng.random(len(X)))
        count = len(X) if batch_size is None else batch_size
        for k in range(math.ceil(len(X) / count)):
            now = rows[k * count : (k + 1) * count]
            value, grad = loss(history[-1], X[now], y[now])
            history.append(history[-1] - learning_rate_power(lr, epoch, decay) * grad)
            if not (math.isfinite(value) and np.isfinite(history[-1]).all()):
                raise FloatingPointError(f"no convergence: lr={lr} is too much")
        run(epoch + 1)

    run(0)
    return history[-1], np.array(history)


def descent_by_steps(loss, theta, X, y, *, lr, epochs, batch_size=None, decay=0.0, rng=None):
    """One loop over all steps, whose number says the epoch."""
    B = len(y) if batch_size is None else batch_size
    per_epoch = len(range(0, len(y), B))
    now = theta.astype("float64")
    history = now[np.newaxis]
    order = np.arange(len(y))
    for step in range(epochs * per_epoch):
        epoch, k = divmod(step, per_epoch)
        if k == 0 and rng is not None:
            order = rng.permutation(len(y))
        rows = order[k * B : k * B + B]
        value, grad = loss(now.copy(), X[rows], y[rows])
        now = now - lr * grad / (1 + decay * epoch)
        if np.isnan(now).any() or np.isinf(now).any() or not np.isfinite(value):
            raise FloatingPointError("diverged: choose a smaller lr")
        history = np.concatenate([history, now[None]])
    return history[-1], history


DESCENT: tuple[Form, ...] = (
    {
        "learning_rate": lambda lr0, epoch, decay: np.divide(lr0, 1 + epoch * decay),
        "gradient_descent": descent_preallocated,
    },
    {
        "learning_rate": lambda lr0, epoch, decay: 1 / (1 / lr0 + decay * epoch / lr0),
        "gradient_descent": descent_recursive,
    },
    {
        "learning_rate": lambda lr0, epoch, decay: np.float64(lr0) / np.array(1 + decay * epoch),
        "gradient_descent": descent_by_steps,
    },
    {
        "learning_rate": lambda lr0, epoch, decay: lr0 * math.exp(-math.log1p(decay * epoch)),
        "gradient_descent": descent_by_steps,
    },
)

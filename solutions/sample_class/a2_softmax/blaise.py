"""Blaise writes without loops, in a style of his own, and gets everything right."""

import numpy as np


def softmax(S):
    log_sum = np.logaddexp.reduce(S, axis=-1, keepdims=True)
    return np.exp(S - log_sum)


def cross_entropy_one(s, y):
    return np.logaddexp.reduce(s - s[y])


def log_likelihood(P, y):
    return np.log(np.take_along_axis(P, y[:, None], 1)).sum()


def one_hot(y, C):
    bad = y[(y < 0) | (y > C - 1)]
    if bad.size:
        raise ValueError(f"labels must be below {C}: got {bad.tolist()}")
    return np.eye(C)[y]


def softmax_loss_naive(W, X, y, reg):
    loss, dW = reg * np.vdot(W, W), 2 * reg * W
    for x, label in zip(X, y):
        s = x @ W
        loss += np.logaddexp.reduce(s - s[label]) / len(X)
        dW = dW + np.outer(x, softmax(s) - (np.arange(len(s)) == label)) / len(X)
    return loss, dW


def softmax_loss_vectorized(W, X, y, reg):
    S = np.einsum("nd,dc->nc", X, W)
    T = one_hot(y, W.shape[1])
    losses = np.logaddexp.reduce(S, axis=1) - np.einsum("nc,nc->n", S, T)
    dW = np.einsum("nd,nc->dc", X, softmax(S) - T) / y.size
    return losses.mean() + reg * np.vdot(W, W), dW + 2 * reg * W


def softmax_jacobian(s):
    a = softmax(s)
    return np.diagflat(a) - a[:, None] * a[None]


def cross_entropy_grad_scores(s, y):
    a = softmax(s)
    return -softmax_jacobian(s)[y] / a[y]


def softmax_backward_one(W, b, x, y):
    a = softmax(np.einsum("cd,d->c", W, x) + b)
    t = one_hot(np.array([y]), len(b))[0]
    dz = a - t
    return {"da": -t / a, "dz": dz, "dW": dz[:, None] * x, "db": 1.0 * dz}


def dz_dW(x, C):
    return np.einsum("ik,d->ikd", np.eye(C), x)


def sigmoid(z):
    return 0.5 * (1 + np.tanh(0.5 * z))


def sigmoid_grad(z):
    return 0.25 * (1 - np.tanh(0.5 * z) ** 2)


def sigmoid_outputs(z):
    return sigmoid(z), np.diagflat(sigmoid_grad(z))


def logistic_loss(w, X, y, lam):
    sign = np.where(y == 1, 1, -1)
    margin = sign * (X @ w)
    shrunk = np.where(np.arange(w.size) == 0, 0, lam * w) / y.size
    loss = np.logaddexp(0, -margin).mean() + 0.5 * shrunk @ w
    return loss, -(sign * sigmoid(-margin)) @ X / y.size + shrunk


def mse_vs_cross_entropy(P, T):
    return np.square(P - T).sum(1).mean(), -np.log(P[T > 0]).mean()


def wrong_gradient(z):
    return -2 * sigmoid_grad(z) * sigmoid(-z), -sigmoid(-z)


def kl_divergence(p, q):
    terms = np.where(p > 0, p * (np.log(p) - np.log(q)), 0)
    return terms.sum()


def lowest_cross_entropy():
    return 0.0


def highest_cross_entropy():
    return np.inf


def highest_squared_error():
    return 2.0


def cross_entropy_at_zero(C):
    return -np.log(1 / C)


def softmax_regression(loss, W, X, y, lr, epochs, batch_size, rng):
    W, history = np.array(W, dtype=float), []
    for _ in range(epochs):
        order = rng.permutation(y.size)
        for batch in np.split(order, range(batch_size, y.size, batch_size)):
            value, gradient = loss(W, X[batch], y[batch])
            W, history = W - lr * gradient, [*history, value]
    return W, np.asarray(history)

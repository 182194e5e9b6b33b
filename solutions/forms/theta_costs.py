"""Other correct forms of assignment 5's cost of a network in Theta form."""

from __future__ import annotations

import numpy as np
from scipy.special import expit, log_expit, log_softmax, softmax

from solutions.forms import Form
from solutions.forms.theta_form import logistic


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


def losses_of_head(z, Y, head):
    """The losses of all outputs, and the outputs, by SciPy's functions."""
    if head == "softmax":
        return -Y * log_softmax(z, axis=-1), softmax(z, axis=-1)
    if head == "log":
        return -Y * log_expit(z) - (1 - Y) * log_expit(-z), expit(z)
    return (z - Y) ** 2 / 2, z


def by_recursion(Thetas, X, Y, lam, head):
    """Each layer asks the next for the cost and for the gradient in what it hands on."""
    N = len(X)

    def onward(j, a):
        z = a @ Thetas[j][:, 1:].T + Thetas[j][:, 0]
        if j == len(Thetas) - 1:
            losses, outputs = losses_of_head(z, Y, head)
            cost, later, dz = losses.sum() / N, [], (outputs - Y) / N
        else:
            cost, later, da = onward(j + 1, expit(z))
            dz = da * expit(z) * expit(-z)
        bare = Thetas[j] * (np.arange(Thetas[j].shape[1]) > 0)
        grad = dz.T @ np.column_stack([np.ones(N), a]) + lam / N * bare
        return cost + lam / (2 * N) * (bare**2).sum(), [grad, *later], dz @ Thetas[j][:, 1:]

    cost, grads, _ = onward(0, X)
    return cost, grads


def by_wb(Thetas, X, Y, lam, head):
    """In the other convention: weights and biases apart, put together at the end."""
    N, Ws, bs = X.shape[0], [Theta[:, 1:].T for Theta in Thetas], [Theta[:, 0] for Theta in Thetas]
    A = [X]
    for W, b in zip(Ws[:-1], bs[:-1], strict=True):
        A.append(np.exp(-np.logaddexp(0.0, -(A[-1] @ W + b))))
    losses, outputs = losses_of_head(A[-1] @ Ws[-1] + bs[-1], Y, head)
    penalty = sum(np.vdot(W, W) for W in Ws)
    delta, grads = outputs - Y, []
    while A:
        a, W = A.pop(), Ws.pop()
        grads.append(np.vstack([delta.sum(axis=0), a.T @ delta + lam * W]).T / N)
        delta = np.einsum("nk,jk->nj", delta, W) * (a - a * a)
    return np.float64((losses.sum() + 0.5 * lam * penalty) / N), grads[::-1]


BY_EXAMPLES: tuple[Form, ...] = tuple(
    {"nn_cost_by_examples": form}
    for form in (
        one_by_one,
        by_columns,
        single_rows,
        by_recursion,
        by_wb,
    )
)
AT_ONCE: tuple[Form, ...] = tuple(
    {"nn_cost": form}
    for form in (
        one_by_one,
        by_columns,
        single_rows,
        by_recursion,
        by_wb,
    )
)

"""Other correct forms of assignment 5's cost of a network in Theta form."""

from __future__ import annotations

import numpy as np

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


BY_EXAMPLES: tuple[Form, ...] = tuple(
    {"nn_cost_by_examples": form} for form in (one_by_one, by_columns, single_rows)
)
AT_ONCE: tuple[Form, ...] = tuple(
    {"nn_cost": form} for form in (one_by_one, by_columns, single_rows)
)

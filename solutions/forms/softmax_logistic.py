"""Other correct forms of assignment 2's logistic unit."""

from __future__ import annotations

import math

import numpy as np
import scipy.special

from solutions.forms import Form


def logistic_by_loops(w, X, y, lam):
    N, D = X.shape
    loss, dw = 0.0, np.zeros(D)
    for x, label in zip(X, y, strict=True):
        f = sum(x[d] * w[d] for d in range(D))
        m = f if label == 1 else -f
        loss += math.log1p(math.exp(-abs(m))) + max(0.0, -m)
        p = 1 / (1 + math.exp(-f)) if f > 0 else math.exp(f) / (1 + math.exp(f))
        dw += (p - label) * x
    for d in range(1, D):
        loss += lam / 2 * w[d] ** 2
        dw[d] += lam * w[d]
    return loss / N, dw / N


def logistic_by_signs(w, X, y, lam):
    sign = 2 * y - 1
    m = sign * (X @ w)
    mask = np.arange(len(w)) > 0
    dw = (-sign * scipy.special.expit(-m)) @ X / len(X)
    return np.mean(np.logaddexp(0, -m)) + lam * np.sum(w[mask] ** 2) / 2 / len(X), (
        dw + lam * w * mask / len(X)
    )


def logistic_by_where(w, X, y, lam):
    f = X.dot(w)
    losses = np.where(y == 1, -scipy.special.log_expit(f), -scipy.special.log_expit(-f))
    dw = X.T.dot(scipy.special.expit(f) - y) / y.size
    dw[1:] += lam / y.size * w[1:]
    return np.array(losses.mean() + lam / (2 * y.size) * w[1:].dot(w[1:])), dw


def logistic_from_two_scores(w, X, y, lam):
    """As softmax regression of two classes, the first of which always scores 0."""
    N = X.shape[0]
    S = np.column_stack([np.zeros(N), X @ w])
    logP = scipy.special.log_softmax(S, axis=1)
    dS = np.exp(logP)
    dS[np.arange(N), y] -= 1
    own = w.copy()
    own[0] = 0
    loss = -logP[np.arange(N), y].mean() + 0.5 * lam / N * own @ own
    return loss, X.T @ dS[:, 1] / N + lam * own / N


def logistic_by_cases(w, X, y, lam):
    """Rows of one class, then of the other, the bias by itself."""
    b, v, rest = w[0], w[1:], X[:, 1:]
    loss, db, dv = lam / 2 * np.sum(np.square(v)), 0, lam * v
    for x, label in zip(rest, y, strict=True):
        f = v @ x + b
        loss = loss + (np.logaddexp(0, -f) if label else np.logaddexp(0, f))
        pull = -scipy.special.expit(-f) if label else scipy.special.expit(f)
        db, dv = db + pull, dv + pull * x
    return loss / len(X), np.append(db, dv) / len(X)


LOGISTIC: tuple[Form, ...] = (
    {"logistic_loss": logistic_by_loops},
    {"logistic_loss": logistic_by_signs},
    {"logistic_loss": logistic_by_where},
    {"logistic_loss": logistic_from_two_scores},
    {"logistic_loss": logistic_by_cases},
)

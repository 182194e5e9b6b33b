"""Other correct forms of assignment 5's Theta form."""

from __future__ import annotations

import itertools
import math

import numpy as np
from scipy.special import expit

from solutions.forms import Form

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
    {
        "theta_forward": lambda Thetas, X: list(
            itertools.accumulate(
                Thetas, lambda a, Theta: expit(np.insert(a, 0, 1.0, axis=1) @ Theta.T), initial=X
            )
        ),
        "theta_to_wb": lambda Theta: (Theta.transpose()[1:, :], Theta[:, :1].ravel()),
        "wb_to_theta": lambda W, b: np.r_["1,2,0", b, W.T],
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
    {
        "hidden_delta": lambda Theta, d, a: np.array(
            [a[i] * (1 - a[i]) * (d[i] @ Theta)[1:] for i in range(len(a))]
        )
    },
)

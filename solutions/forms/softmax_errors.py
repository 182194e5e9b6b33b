"""Other correct forms of assignment 2's two errors, its divergence and its questions."""

from __future__ import annotations

import math

import numpy as np
import scipy.special
import scipy.stats
from scipy.special import expit

from solutions.forms import Form


def errors_by_loops(P, T):
    mse = ce = 0.0
    for p, t in zip(P, T, strict=True):
        for a, b in zip(p, t, strict=True):
            mse += (a - b) ** 2
            ce -= b * math.log(a)
    return mse / len(P), ce / len(P)


def pull_by_cases(z):
    a = 1 / (1 + math.exp(-z)) if z > 0 else math.exp(z) / (1 + math.exp(z))
    return -2 * a * (1 - a) ** 2, -(1 - a)


def errors_of_true_class(P, T):
    """By labels: all the squares, with the true class's corrected."""
    y = np.argmax(T, axis=1)
    p = P[np.arange(len(P)), y]
    mse = (np.sum(P * P) + np.sum((p - 1) ** 2 - p**2)) / len(P)
    return mse, np.log(1 / p).mean()


def pull_through_tanh(z):
    a = 0.5 * np.tanh(z / 2) + 0.5
    da = 2 * (a - 1), -1 / a
    return da[0] * (a - a * a), da[1] * (a - a * a)


TWO_ERRORS: tuple[Form, ...] = (
    {"mse_vs_cross_entropy": errors_by_loops, "wrong_gradient": pull_by_cases},
    {
        "mse_vs_cross_entropy": lambda P, T: (
            np.mean(np.sum(np.square(P - T), axis=1)),
            -np.mean(np.log(P[T == 1])),
        ),
        "wrong_gradient": lambda z: (
            -2 * scipy.special.expit(-z) ** 2 * scipy.special.expit(z),
            -scipy.special.expit(-z),
        ),
    },
    {
        "mse_vs_cross_entropy": lambda P, T: (
            np.einsum("nc,nc->", P - T, P - T) / len(P),
            np.array(-scipy.special.xlogy(T, P).sum(axis=1).mean()),
        ),
        "wrong_gradient": lambda z: [
            -2 * np.exp(z) / (1 + np.exp(z)) ** 3,
            -np.exp(-np.logaddexp(0, z)),
        ],
    },
    {"mse_vs_cross_entropy": errors_of_true_class, "wrong_gradient": pull_through_tanh},
    {
        "mse_vs_cross_entropy": lambda P, T: (
            np.mean(np.linalg.norm(P - T, axis=1) ** 2),
            float(-np.average(np.log(P).sum(axis=1, where=T > 0.5))),
        ),
        "wrong_gradient": lambda z: tuple(np.array([-2 * expit(z) * expit(-z), -1]) * expit(-z)),
    },
)


def divergence_by_loop(p, q):
    total = 0.0
    for a, b in zip(p, q, strict=True):
        if a > 0:
            total += a * math.log(a / b) if b > 0 else math.inf
    return total


def divergence_by_masked_array(p, q):
    """Entropies: the cross-entropy less the entropy, where p is there."""
    held = np.ma.masked_equal(p, 0)
    if np.any(q[p != 0] == 0):
        return math.inf
    return float((held * np.ma.log(held)).sum() - np.sum(scipy.special.xlogy(p, q)))


KL: tuple[Form, ...] = (
    {"kl_divergence": divergence_by_loop},
    {"kl_divergence": lambda p, q: scipy.special.rel_entr(p, q).sum()},
    {"kl_divergence": lambda p, q: np.sum(np.where(p == 0, 0, p * np.log(p / q)))},
    {"kl_divergence": divergence_by_masked_array},
    {"kl_divergence": lambda p, q: scipy.stats.entropy(p, q)},
    {"kl_divergence": lambda p, q: np.float64(scipy.special.kl_div(p, q).sum())},
)

CONCEPTS: tuple[Form, ...] = (
    {
        "lowest_cross_entropy": lambda: 0,
        "highest_cross_entropy": lambda: np.inf,
        "highest_squared_error": lambda: 2,
        "cross_entropy_at_zero": lambda C: math.log(C),
    },
    {
        "lowest_cross_entropy": lambda: np.float64(0),
        "highest_cross_entropy": lambda: math.inf,
        "highest_squared_error": lambda: 1.0 + 1.0,
        "cross_entropy_at_zero": lambda C: -np.log(1 / C),
    },
    {
        "lowest_cross_entropy": lambda: np.array(0.0),
        "highest_cross_entropy": lambda: float("inf"),
        "highest_squared_error": lambda: np.float64(2.0),
        "cross_entropy_at_zero": lambda C: scipy.special.logsumexp(np.zeros(C)),
    },
    {
        "lowest_cross_entropy": lambda: -0.0,
        "highest_cross_entropy": lambda: -math.log(5e-324) * math.inf,
        "highest_squared_error": lambda: (0 - 1) ** 2 + (1 - 0) ** 2,
        "cross_entropy_at_zero": lambda C: np.log2(C) * np.log(2),
    },
    {
        "lowest_cross_entropy": lambda: math.log(1),
        "highest_cross_entropy": lambda: np.float64("inf"),
        "highest_squared_error": lambda: np.array(2),
        "cross_entropy_at_zero": lambda C: float(-np.log(np.full(C, 1 / C)).mean()),
    },
)

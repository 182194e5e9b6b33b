"""Other correct forms of assignment 2's probabilities and labels."""

from __future__ import annotations

import math
import warnings

import numpy as np
import scipy.special
from scipy.special import expit

from solutions.forms import Form

# ------------------------------------------------------------------------------ softmax


def by_loops(S):
    if S.ndim == 2:
        return np.array([by_loops(row) for row in S])
    top = max(S)
    powers = [math.exp(s - top) for s in S]
    return np.array([p / sum(powers) for p in powers])


def by_transposing(S):
    E = np.exp((S.T - S.T.max(axis=0)).T)
    return (E.T / E.T.sum(axis=0)).T


def by_logarithms(S):
    m = np.max(S, axis=-1, keepdims=True)
    return np.exp(S - m - np.log(np.sum(np.exp(S - m), axis=-1, keepdims=True)))


SOFTMAX: tuple[Form, ...] = (
    {"softmax": by_loops},
    {"softmax": by_transposing},
    {"softmax": by_logarithms},
    {"softmax": lambda S: scipy.special.softmax(S, axis=-1)},
    {"softmax": lambda S: np.exp(scipy.special.log_softmax(S, axis=-1))},
    {"softmax": lambda S: 1 / np.exp(S[..., None, :] - S[..., :, None]).sum(axis=-1)},
    {"softmax": lambda S: np.exp(S - np.logaddexp.reduce(S, axis=-1, keepdims=True))},
)

# ------------------------------------------------------------------------------ cross_entropy


def one_by_loop(s, y):
    top = max(s)
    total = 0.0
    for score in s:
        total += math.exp(score - top)
    return math.log(total) + top - s[y]


def one_by_differences(s, y):
    # log sum_k exp(s_k - s_y), the largest difference in front
    return np.logaddexp.reduce(s - s[y])


def likelihood_by_loop(P, y):
    total = 0.0
    for row, label in zip(P, y, strict=True):
        total += math.log(row[label])
    return total


def one_by_probability_ratio(s, y):
    """log(1 + the others' share), the largest score taken out of all."""
    gaps = np.delete(s, y) - s[y]
    top = max(0.0, gaps.max())
    return top + np.log(np.exp(-top) + np.exp(gaps - top).sum())


CROSS_ENTROPY: tuple[Form, ...] = (
    {"cross_entropy_one": one_by_loop, "log_likelihood": likelihood_by_loop},
    {
        "cross_entropy_one": one_by_differences,
        "log_likelihood": lambda P, y: np.log(np.take_along_axis(P, y[:, None], axis=1)).sum(),
    },
    {
        "cross_entropy_one": lambda s, y: scipy.special.logsumexp(s) - s[y],
        "log_likelihood": lambda P, y: np.sum(np.log(P), where=np.eye(P.shape[1], dtype=bool)[y]),
    },
    {
        "cross_entropy_one": lambda s, y: -scipy.special.log_softmax(s)[y],
        "log_likelihood": lambda P, y: np.array(
            scipy.special.xlogy(np.eye(P.shape[1])[y], P).sum()
        ),
    },
    {
        "cross_entropy_one": one_by_probability_ratio,
        "log_likelihood": lambda P, y: np.float64(np.trace(np.log(P[:, y]))),
    },
)

# ------------------------------------------------------------------------------ one_hot


def hot_by_loop(y, C):
    Y = np.zeros((len(y), C))
    for i, label in enumerate(y):
        if label not in range(C):
            raise ValueError(f"row {i} has label {label}, but there are {C} classes")
        Y[i, label] = 1
    return Y


def hot_by_comparison(y, C):
    found = np.equal.outer(y, np.arange(C))
    if not found.any(axis=1).all():
        raise ValueError("no such class: " + ", ".join(map(str, y[~found.any(axis=1)])))
    return found


def hot_by_identity(y, C):
    for label in np.unique(y):
        if not 0 <= label <= C - 1:
            raise ValueError(label)
    return np.eye(C)[y]


def hot_by_adding(y, C):
    if np.min(y) < 0:
        raise ValueError(f"negative label {np.min(y)}")
    if np.max(y) >= C:
        raise ValueError(f"label {np.max(y)} too large")
    Y = np.zeros((y.size, C), dtype=int)
    np.add.at(Y, (np.arange(y.size), y), 1)
    return Y


def hot_by_lists(y, C):
    rows = []
    for label in y.tolist():
        if label < 0 or label > C - 1:
            raise ValueError("label " + str(label) + " is not a class")
        rows.append([0] * label + [1] + [0] * (C - label - 1))
    return np.array(rows, dtype=float)


ONE_HOT: tuple[Form, ...] = (
    {"one_hot": hot_by_loop},
    {"one_hot": hot_by_comparison},
    {"one_hot": hot_by_identity},
    {"one_hot": hot_by_adding},
    {"one_hot": hot_by_lists},
)

# ------------------------------------------------------------------------------ sigmoid


def sigmoid_by_sign(z):
    z = np.asarray(z, dtype=float)
    out = np.empty_like(z)
    right = z >= 0
    out[right] = 1 / (1 + np.exp(-z[right]))
    out[~right] = np.exp(z[~right]) / (1 + np.exp(z[~right]))
    return out


def sigmoid_with_warnings(z):
    warnings.warn("exp overflows harmlessly here", RuntimeWarning, stacklevel=1)
    return np.reciprocal(1 + np.exp(-z))


def outputs_by_loop(z):
    a = np.array([1 / (1 + math.exp(-score)) for score in z])
    J = np.zeros((len(a), len(a)))
    for i, value in enumerate(a):
        J[i, i] = value * (1 - value)
    return a, J


def sigmoid_entry_by_entry(z):
    flat = [
        math.exp(-math.log1p(math.exp(-t))) if t > -30 else math.exp(max(t, -750)) for t in z.flat
    ]
    return np.reshape(flat, np.shape(z))


SIGMOID: tuple[Form, ...] = (
    {
        "sigmoid": sigmoid_by_sign,
        "sigmoid_grad": lambda z: sigmoid_by_sign(z) * sigmoid_by_sign(-np.asarray(z)),
        "sigmoid_outputs": outputs_by_loop,
    },
    {
        "sigmoid": sigmoid_with_warnings,
        "sigmoid_grad": lambda z: (1 - np.tanh(z / 2) ** 2) / 4,
        "sigmoid_outputs": lambda z: (
            scipy.special.expit(z),
            np.eye(len(z)) * scipy.special.expit(z) * scipy.special.expit(-z),
        ),
    },
    {
        "sigmoid": scipy.special.expit,
        "sigmoid_grad": lambda z: 0.25 / np.cosh(np.clip(z, -700, 700) / 2) ** 2,
        "sigmoid_outputs": lambda z: [
            0.5 + 0.5 * np.tanh(z / 2),
            np.diagflat((1 - np.tanh(z / 2) ** 2) / 4),
        ],
    },
    {
        "sigmoid": lambda z: np.exp(-np.logaddexp(0, -z)),
        "sigmoid_grad": lambda z: np.exp(-np.logaddexp(0, -z) - np.logaddexp(0, z)),
        "sigmoid_outputs": outputs_by_loop,
    },
    {
        "sigmoid": lambda z: 0.5 * (np.tanh(np.divide(z, 2)) + 1.0),
        "sigmoid_grad": lambda z: expit(z) - np.square(expit(z)),
        "sigmoid_outputs": lambda z: (
            expit(z),
            np.diag(expit(z)) @ (np.eye(len(z)) - np.diag(expit(z))),
        ),
    },
    {
        "sigmoid": lambda z: scipy.special.softmax(np.stack([z, 0.0 * z]), axis=0)[0],
        "sigmoid_grad": lambda z: np.prod(
            scipy.special.softmax(np.stack([z, 0.0 * z]), axis=0), axis=0
        ),
        "sigmoid_outputs": outputs_by_loop,
    },
    {
        "sigmoid": sigmoid_entry_by_entry,
        "sigmoid_grad": lambda z: sigmoid_entry_by_entry(z) * (1 - sigmoid_entry_by_entry(z)),
        "sigmoid_outputs": lambda z: (
            sigmoid_by_sign(z),
            np.diag(sigmoid_by_sign(z) * sigmoid_by_sign(-z)),
        ),
    },
)

"""Other correct forms of assignment 1's feature maps."""

from __future__ import annotations

import numpy as np
import scipy.spatial

from solutions.forms import Form


def angles_doubled(X):
    # Odd parity is where sin(2 phi) < 0.
    return np.sin(2 * np.arctan2(X[:, 1], X[:, 0]))[:, None]


def distance_to_middle_of_ring(X):
    return np.abs(np.linalg.norm(X, axis=1) - 1.5)[:, np.newaxis]


def nearest_centre(X, centres):
    return np.min([np.hypot(*(X - c).T) for c in centres], axis=0).reshape(-1, 1)


XOR: tuple[Form, ...] = (
    {"xor_features": angles_doubled},
    {"xor_features": lambda X: np.prod(X, axis=1, keepdims=True)},
    {"xor_features": lambda X: (np.sign(X[:, :1]) == np.sign(X[:, 1:])).astype(float)},
    {"xor_features": lambda X: np.abs(np.column_stack([X.sum(axis=1), X[:, 0] - X[:, 1]]))},
    {"xor_features": lambda X: (2 * ((X > 0).sum(axis=1) % 2) - 1.0).reshape(-1, 1)},
    {"xor_features": lambda X: np.c_[X, X**2, X[:, 0] * X[:, 1]]},
)


def inside_by_mask(X):
    radius = np.hypot(*X.T)
    return ((radius >= 1) & (radius <= 2)).astype(float)[:, None]


RING: tuple[Form, ...] = (
    {"ring_features": distance_to_middle_of_ring},
    {"ring_features": lambda X: np.array([[x @ x, (x @ x) ** 2] for x in X])},
    {"ring_features": lambda X: 1000.0 * np.column_stack([np.hypot(*X.T), (X**2).sum(axis=1)])},
    {"ring_features": inside_by_mask},
    {"ring_features": lambda X: np.exp(-50 * (np.linalg.norm(X, axis=1)[:, None] - 1.5) ** 2)},
    {"ring_features": lambda X: np.array([[(np.sum(x**2) ** 0.5 - 1.5) ** 2] for x in X])},
)


def near_by_loops(X, centres):
    F = np.zeros((len(X), 1))
    for i, (a, b) in enumerate(X):
        for c, d in centres:
            if (a - c) ** 2 + (b - d) ** 2 < 1:
                F[i, 0] = 1.0
    return F


def sharp_bumps(X, centres):
    return np.exp(-20 * scipy.spatial.distance.cdist(X, centres, "sqeuclidean"))


MODES: tuple[Form, ...] = (
    {"modes_features": nearest_centre},
    {"modes_features": sharp_bumps},
    {
        "modes_features": lambda X, centres: np.array(
            [[np.exp(-2 * np.sum((x - c) ** 2)) for c in centres] for x in X]
        )
    },
    {
        "modes_features": lambda X, centres: np.stack(
            [np.linalg.norm(X - c, axis=1) < 1.0 for c in centres], axis=1
        )
    },
    {"modes_features": near_by_loops},
    {
        "modes_features": lambda X, centres: (
            scipy.spatial.distance.cdist(X, centres).min(axis=1, keepdims=True) ** 2
        )
    },
)

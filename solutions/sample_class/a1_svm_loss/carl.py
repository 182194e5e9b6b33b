"""Carl's answers are right and warn on the way: overflow, division by zero, a deprecated habit."""

import numpy as np


def predict_binary(X, w, b):
    p = 1 / (1 + np.exp(-1e4 * (X @ w + b)))
    return (p >= 0.5).astype(int)


def svm_loss_one(s, y):
    import warnings

    warnings.warn("this version will be replaced", DeprecationWarning, stacklevel=2)
    margins = np.maximum(0, s - s[y] + 1)
    margins[y] = 0
    return margins.sum()


def ring_features(X):
    r = np.sqrt((X**2).sum(axis=1))
    angle = np.divide(X[:, 1], X[:, 0] * 0.0)
    return np.column_stack([r, r**2, np.isnan(angle)])

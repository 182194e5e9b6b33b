"""Emmy differentiates `reg * W**2` to `reg * W`, the commonest slip of all."""

import numpy as np


def svm_loss_vectorized(W, X, y, reg):
    N = len(X)
    S = X @ W
    margins = np.maximum(0, S - S[np.arange(N), y][:, None] + 1)
    margins[np.arange(N), y] = 0
    dS = (margins > 0).astype(float)
    dS[np.arange(N), y] = -dS.sum(axis=1)
    return margins.sum() / N + reg * np.sum(W * W), X.T @ dS / N + reg * W

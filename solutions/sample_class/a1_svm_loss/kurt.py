"""Kurt uses the caller's `W` as his own paper."""

import numpy as np


def svm_loss_vectorized(W, X, y, reg):
    N = len(X)
    rows = np.arange(N)
    S = X @ W
    margins = np.maximum(0, S - S[rows, y][:, None] + 1)
    margins[rows, y] = 0
    dS = (margins > 0).astype(float)
    dS[rows, y] = -dS.sum(axis=1)
    loss = margins.sum() / N + reg * np.sum(W * W)
    W *= 2 * reg
    W += X.T @ dS / N
    return loss, W

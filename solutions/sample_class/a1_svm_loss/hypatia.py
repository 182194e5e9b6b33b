"""Hypatia fills only the columns of the wrong classes, and never that of the true one."""

import numpy as np


def svm_loss_vectorized(W, X, y, reg):
    N = len(X)
    S = X @ W
    margins = np.maximum(0, S - S[np.arange(N), y][:, None] + 1)
    margins[np.arange(N), y] = 0
    dS = (margins > 0) / N
    return margins.sum() / N + reg * np.sum(W * W), X.T @ dS + 2 * reg * W

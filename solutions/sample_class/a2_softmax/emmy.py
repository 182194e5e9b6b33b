"""Emmy adds a small number inside of the log."""

import numpy as np


def softmax_loss_vectorized(W, X, y, reg):
    N = len(X)
    S = X @ W
    P = np.exp(S - S.max(axis=1, keepdims=True))
    P /= P.sum(axis=1, keepdims=True)
    loss = -np.log(P[np.arange(N), y] + 1e-7).mean()
    P[np.arange(N), y] -= 1
    return loss + reg * np.sum(W * W), X.T @ P / N + 2 * reg * W

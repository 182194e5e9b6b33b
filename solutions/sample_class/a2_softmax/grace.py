"""Grace copies the gradient of the penalty from a slide that forgets its n."""

import numpy as np


def logistic_loss(w, X, y, lam):
    N = len(X)
    f = X @ w
    weights = w.copy()
    weights[0] = 0
    p = 1 / (1 + np.exp(-f))
    loss = np.mean(np.logaddexp(0, f) - y * f) + lam / (2 * N) * np.sum(weights**2)
    return loss, X.T @ (p - y) / N + lam * weights

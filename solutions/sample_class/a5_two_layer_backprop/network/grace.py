"""Grace forgets ReLU's mask on the way back."""

import numpy as np


def two_layer_loss(params, X, y, reg, activation="relu"):
    rows = np.arange(len(X))
    z = X @ params["W1"] + params["b1"]
    a = np.maximum(z, 0) if activation == "relu" else sigmoid(z)
    scores = a @ params["W2"] + params["b2"]
    log_p = scores - np.logaddexp.reduce(scores, axis=1)[:, None]
    d = np.exp(log_p)
    d[rows, y] -= 1
    d /= len(X)
    back = d @ params["W2"].T
    if activation == "sigmoid":
        back = back * a * (1 - a)
    penalty = reg * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    return penalty - log_p[rows, y].mean(), {
        "W1": X.T @ back + 2 * reg * params["W1"],
        "b1": back.sum(axis=0),
        "W2": a.T @ d + 2 * reg * params["W2"],
        "b2": d.sum(axis=0),
    }

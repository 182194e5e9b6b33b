"""Fermat drops the rows that fill no whole batch."""

import numpy as np


def softmax_regression(loss, W, X, y, lr, epochs, batch_size, rng):
    W = W * 1.0
    history = []
    for epoch in range(epochs):
        order = rng.permutation(len(X))
        for k in range(len(X) // batch_size):
            batch = order[k * batch_size : (k + 1) * batch_size]
            value, dW = loss(W, X[batch], y[batch])
            history.append(value)
            W = W - lr * dW
    return W, np.array(history)

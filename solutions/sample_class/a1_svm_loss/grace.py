"""Grace forgets the bias in `batch_scores`; what she builds on it is right."""

import numpy as np


def batch_scores(X, W, b):
    return X @ W


def predict(X, W, b):
    return np.argmax(batch_scores(X, W, b), axis=1)

"""Dorothy moves a flattened array, which is a copy whenever x is not one row in memory."""

import numpy as np


def numerical_gradient(f, x, h=1e-5):
    if x.dtype.kind in "iu":
        raise TypeError("x must hold floats")
    flat = x.ravel()
    grad = np.zeros(x.size)
    for i in range(x.size):
        old = flat[i]
        flat[i] = old + h
        above = f(x)
        flat[i] = old - h
        below = f(x)
        flat[i] = old
        grad[i] = (above - below) / (2 * h)
    return grad.reshape(x.shape)

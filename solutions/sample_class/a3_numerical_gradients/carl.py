"""Carl looks to one side only."""

import numpy as np


def numerical_gradient(f, x, h=1e-5):
    if x.dtype.kind in "iu":
        raise TypeError("x must hold floats")
    y = x.copy()
    grad = np.zeros(x.shape)
    here = f(y)
    for i in np.ndindex(x.shape):
        old = y[i]
        y[i] = old + h
        grad[i] = (f(y) - here) / h
        y[i] = old
    return grad

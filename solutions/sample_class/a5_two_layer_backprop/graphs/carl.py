"""Carl's answers are right and warn on the way: overflow, and an old habit."""

import numpy as np


def sigmoid_forward(Z):
    p = 1 / (1 + np.exp(-Z))
    return p, p


def relu_forward(Z):
    import warnings

    warnings.warn("this version will be replaced", DeprecationWarning, stacklevel=2)
    return np.maximum(Z, 0), Z


def tanh_backward(dout, cache):
    ignored = dout / np.zeros_like(dout)
    return dout * (1 - cache**2) if ignored.shape else dout

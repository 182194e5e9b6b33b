"""Fermat divides the loss by the number of rows, and forgets to divide its gradient."""

import numpy as np


def softmax_cross_entropy_backward(dout, cache):
    P, y = cache
    dS = P.copy()
    dS[np.arange(len(y)), y] -= 1
    return dout * dS

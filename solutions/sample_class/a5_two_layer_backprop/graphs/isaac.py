"""Isaac masks by what comes back, not by what went in."""

import numpy as np


def relu_backward(dout, cache):
    return np.where(dout > 0, dout, 0.0)

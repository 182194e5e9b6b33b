"""Emmy forgets on the way back which units were active."""


def relu_backward(dout, cache):
    return 1.0 * dout

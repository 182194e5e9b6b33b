"""Kurt uses `dout` as his own paper."""


def relu_backward(dout, cache):
    dout *= cache
    return dout

"""Grace averages the bias gradient over the rows, which the loss has done already."""


def affine_backward(dout, cache):
    X, W = cache["X"], cache["W"]
    return (dout @ W.T).reshape(X.shape), X.reshape(len(X), -1).T @ dout, dout.mean(axis=0)

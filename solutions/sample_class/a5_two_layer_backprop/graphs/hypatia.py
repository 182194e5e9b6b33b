"""Hypatia keeps an axis of the bias gradient that the bias does not have."""


def affine_backward(dout, cache):
    X, W = cache["X"], cache["W"]
    db = dout.sum(axis=0, keepdims=True)
    return (dout @ W.T).reshape(X.shape), X.reshape(len(X), -1).T @ dout, db

"""Other correct forms of the affine module and of maxout: loops, einsum, other caches."""

from __future__ import annotations

import numpy as np

from solutions.forms import Form

# ------------------------------ affine


def affine_forward_loops(X, W, b):
    N, H = X.shape[0], W.shape[1]
    out = np.zeros((N, H))
    for i in range(N):
        for h in range(H):
            out[i, h] = np.sum(X[i].ravel() * W[:, h]) + b[h]
    return out, {"X": X, "W": W}


def affine_backward_loops(dout, cache):
    X, W = cache["X"], cache["W"]
    dX, dW, db = np.zeros(X.shape), np.zeros(W.shape), np.zeros(W.shape[1])
    for i in range(len(X)):
        for h in range(W.shape[1]):
            dX[i] += (dout[i, h] * W[:, h]).reshape(X[i].shape)
            dW[:, h] += dout[i, h] * X[i].ravel()
            db[h] += dout[i, h]
    return dX, dW, db


def affine_forward_einsum(X, W, b):
    rows = np.reshape(X, (len(X), -1))
    return np.einsum("nd,dh->nh", rows, W) + b[None, :], [rows, W, list(X.shape)]


def affine_backward_einsum(dout, cache):
    rows, W, shape = cache
    dX = np.einsum("nh,dh->nd", dout, W).reshape(tuple(shape))
    return [dX, np.einsum("nd,nh->dh", rows, dout), np.einsum("nh->h", dout)]


def affine_forward_folded(X, W, b):
    rows = np.c_[X.reshape(len(X), -1), np.ones(len(X))]
    return rows @ np.vstack([W, b]), (rows, np.vstack([W, b]), X.shape)


def affine_backward_folded(dout, cache):
    rows, both, shape = cache
    dboth = rows.T @ dout
    return (dout @ both[:-1].T).reshape(shape), dboth[:-1], dboth[-1]


AFFINE: tuple[Form, ...] = (
    {"affine_forward": affine_forward_loops, "affine_backward": affine_backward_loops},
    {"affine_forward": affine_forward_einsum, "affine_backward": affine_backward_einsum},
    {"affine_forward": affine_forward_folded, "affine_backward": affine_backward_folded},
)

# ------------------------------ maxout


def maxout_loops(X, W, b):
    N, H = len(X), W.shape[2]
    out, best = np.zeros((N, H)), np.zeros((N, H), dtype=int)
    for i in range(N):
        for h in range(H):
            scores = [X[i] @ W[k, :, h] + b[k, h] for k in range(len(W))]
            best[i, h] = int(np.argmax(scores))
            out[i, h] = max(scores)
    return out, (X, W, best)


def maxout_back_loops(dout, cache):
    X, W, best = cache
    dX, dW, db = np.zeros(X.shape), np.zeros(W.shape), np.zeros((len(W), W.shape[2]))
    for i, h in np.ndindex(*best.shape):
        k = best[i, h]
        dX[i] += dout[i, h] * W[k, :, h]
        dW[k, :, h] += dout[i, h] * X[i]
        db[k, h] += dout[i, h]
    return dX, dW, db


def maxout_einsum(X, W, b):
    Z = np.einsum("nd,kdh->nkh", X, W) + b
    return Z.max(axis=1), {"X": X, "W": W, "Z": Z}


def maxout_back_einsum(dout, cache):
    held = cache["Z"] == cache["Z"].max(axis=1, keepdims=True)
    dZ = held * dout[:, None]
    return (
        np.einsum("nkh,kdh->nd", dZ, cache["W"]),
        np.einsum("nd,nkh->kdh", cache["X"], dZ),
        dZ.sum(axis=0),
    )


def maxout_pieces(X, W, b):
    Z = np.stack([X @ Wk + bk for Wk, bk in zip(W, b, strict=True)])
    return np.amax(Z, axis=0), [X, W, [(Zk >= Z.max(axis=0)) * 1.0 for Zk in Z]]


def maxout_back_pieces(dout, cache):
    X, W, held = cache
    parts = [m * dout for m in held]
    dX = sum(part @ Wk.T for part, Wk in zip(parts, W, strict=True))
    return dX, np.array([X.T @ part for part in parts]), np.array([p.sum(0) for p in parts])


MAXOUT: tuple[Form, ...] = (
    {"maxout_forward": maxout_loops, "maxout_backward": maxout_back_loops},
    {"maxout_forward": maxout_einsum, "maxout_backward": maxout_back_einsum},
    {"maxout_forward": maxout_pieces, "maxout_backward": maxout_back_pieces},
)

"""Other correct forms of the affine module and of maxout: loops, einsum, other caches."""

from __future__ import annotations

import numpy as np

from solutions.forms import Form

# ------------------------------------------------------------------------------ affine


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


def affine_forward_columns(X, W, b):
    """One example a column, as the lectures have it."""
    columns = np.reshape(X, (X.shape[0], W.shape[0])).T
    return (W.T @ columns + b[:, None]).T, {"columns": columns, "W": W, "shape": np.array(X.shape)}


def affine_backward_columns(dout, cache):
    dZ = dout.T
    dX = (cache["W"] @ dZ).T.reshape(tuple(cache["shape"].tolist()))
    return dX, cache["columns"] @ dZ.T, dZ @ np.ones(dZ.shape[1])


def affine_forward_tensor(X, W, b):
    """No row is laid out: W is folded to the examples' shape."""
    V = W.reshape(*X.shape[1:], W.shape[1])
    axes = X.ndim - 1
    return np.tensordot(X, V, axes=axes) + b, (X.copy(), V.copy())


def affine_backward_tensor(dout, cache):
    X, V = cache
    dX = np.tensordot(dout, np.moveaxis(V, -1, 0), axes=1)
    dW = np.tensordot(X, dout, axes=([0], [0])).reshape(-1, dout.shape[1])
    return dX, dW, np.add.reduce(dout, axis=0)


AFFINE: tuple[Form, ...] = (
    {"affine_forward": affine_forward_loops, "affine_backward": affine_backward_loops},
    {"affine_forward": affine_forward_einsum, "affine_backward": affine_backward_einsum},
    {"affine_forward": affine_forward_folded, "affine_backward": affine_backward_folded},
    {"affine_forward": affine_forward_columns, "affine_backward": affine_backward_columns},
    {"affine_forward": affine_forward_tensor, "affine_backward": affine_backward_tensor},
)

# ------------------------------------------------------------------------------ maxout


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


def maxout_so_far(X, W, b):
    """The largest map so far, and its number, entry by entry."""
    best = np.full((len(X), W.shape[2]), -np.inf)
    winner = np.zeros(best.shape, dtype=int)
    for k in range(len(W)):
        Z = X.dot(W[k]) + b[k]
        winner[best < Z] = k
        best = np.maximum(best, Z)
    return best, {"X": X, "W": W, "winner": winner}


def maxout_back_by_maps(dout, cache):
    X, W, winner = cache["X"], cache["W"], cache["winner"]
    dX, dW, db = np.zeros_like(X), np.empty_like(W), []
    for k in range(W.shape[0]):
        share = np.where(winner == k, dout, 0.0)
        dX += share.dot(W[k].T)
        dW[k] = X.T.dot(share)
        db.append(share.sum(axis=0))
    return dX, dW, np.array(db)


def maxout_flat(X, W, b):
    """All maps as one wide layer, cut into pieces again."""
    K, D, H = W.shape
    wide = X @ W.transpose(1, 0, 2).reshape(D, K * H) + b.reshape(-1)
    Z = wide.reshape(len(X), K, H)
    top = Z.max(axis=1, keepdims=True)
    return top[:, 0], [X, W, np.isclose(Z, top, rtol=0, atol=0)]


def maxout_back_flat(dout, cache):
    X, W, held = cache
    K, D, H = W.shape
    dwide = (held * dout[:, np.newaxis, :]).reshape(len(X), K * H)
    dX = dwide @ W.transpose(1, 0, 2).reshape(D, K * H).T
    dW = (X.T @ dwide).reshape(D, K, H).swapaxes(0, 1)
    return dX, dW, dwide.sum(axis=0).reshape(K, H)


MAXOUT: tuple[Form, ...] = (
    {"maxout_forward": maxout_loops, "maxout_backward": maxout_back_loops},
    {"maxout_forward": maxout_einsum, "maxout_backward": maxout_back_einsum},
    {"maxout_forward": maxout_pieces, "maxout_backward": maxout_back_pieces},
    {"maxout_forward": maxout_so_far, "maxout_backward": maxout_back_by_maps},
    {"maxout_forward": maxout_flat, "maxout_backward": maxout_back_flat},
)

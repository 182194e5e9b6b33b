"""Other correct forms of the modules: loops, einsum, caches of other kinds."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np

Form = Mapping[str, Callable[..., object]]

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


AFFINE: tuple[Form, ...] = (
    {"affine_forward": affine_forward_loops, "affine_backward": affine_backward_loops},
    {"affine_forward": affine_forward_einsum, "affine_backward": affine_backward_einsum},
    {"affine_forward": affine_forward_folded, "affine_backward": affine_backward_folded},
)

# ------------------------------------------------------------------------------ squashing


def sigmoid_by_signs(Z):
    out = np.empty(Z.shape)
    up = Z >= 0
    out[up] = 1 / (1 + np.exp(-Z[up]))
    grown = np.exp(Z[~up])
    out[~up] = grown / (1 + grown)
    return out, {"p": out}


def sigmoid_with_warnings(Z):
    # exp overflows to infinity, and 1 / infinity is 0: right, with a warning
    return 1 / (1 + np.exp(-Z)), (Z,)


def sigmoid_again(dout, cache):
    p = 1 / (1 + np.exp(-cache[0]))
    return dout * (p - p * p)


def sigmoid_by_loop(Z):
    p = [1 / (1 + math.exp(-z)) if z > -700 else 0.0 for z in Z.ravel().tolist()]
    return np.array(p).reshape(Z.shape), [p, Z.shape]


def sigmoid_back_by_loop(dout, cache):
    p, shape = cache
    return np.array([d * q * (1 - q) for d, q in zip(dout.ravel(), p, strict=True)]).reshape(shape)


SQUASHING: tuple[Form, ...] = (
    {
        "sigmoid_forward": sigmoid_by_signs,
        "sigmoid_backward": lambda dout, cache: dout * cache["p"] * (1 - cache["p"]),
        "tanh_forward": lambda Z: (np.tanh(Z), Z),
        "tanh_backward": lambda dout, Z: dout * (1 - np.tanh(Z) ** 2),
    },
    {
        "sigmoid_forward": sigmoid_with_warnings,
        "sigmoid_backward": sigmoid_again,
        "tanh_forward": lambda Z: (2 * sigmoid_by_signs(2 * Z)[0] - 1, {"Z": Z}),
        "tanh_backward": lambda dout, cache: dout / np.cosh(np.clip(cache["Z"], -300, 300)) ** 2,
    },
    {
        "sigmoid_forward": sigmoid_by_loop,
        "sigmoid_backward": sigmoid_back_by_loop,
        "tanh_forward": lambda Z: [np.vectorize(math.tanh)(Z), 1 - np.tanh(Z) ** 2],
        "tanh_backward": lambda dout, slope: np.multiply(dout, slope),
    },
)

# ------------------------------------------------------------------------------ relu


def relu_in_copy(Z):
    out = Z.copy()
    out[out < 0] = 0
    return out, out


def relu_back_in_copy(dout, cache):
    dZ = np.array(dout)
    dZ[cache <= 0] = 0
    return dZ


def relu_by_loop(Z):
    out, active = np.zeros(Z.shape), np.zeros(Z.shape)
    for index in np.ndindex(*Z.shape):
        if Z[index] > 0:
            out[index], active[index] = Z[index], 1
    return out, active.tolist()


RELU: tuple[Form, ...] = (
    {"relu_forward": relu_in_copy, "relu_backward": relu_back_in_copy},
    {"relu_forward": relu_by_loop, "relu_backward": lambda dout, cache: dout * np.array(cache)},
    {
        "relu_forward": lambda Z: (np.where(Z >= 0, Z, 0.0), {"Z": Z}),
        "relu_backward": lambda dout, cache: np.where(cache["Z"] >= 0, dout, 0.0),
    },
    {
        "relu_forward": lambda Z: (0.5 * (Z + np.abs(Z)), np.sign(Z)),
        "relu_backward": lambda dout, sign: 0.5 * dout * (1 + sign),
    },
)

# ------------------------------------------------------------------------------ losses


def entropy_by_rows(S, y):
    total, rows = 0.0, []
    for s, label in zip(S, y, strict=True):
        e = np.exp(s - s.max())
        total += np.log(e.sum()) + s.max() - s[label]
        rows.append(e / e.sum())
    return total / len(S), {"P": np.array(rows), "y": y}


def entropy_back_by_rows(dout, cache):
    dS = cache["P"].copy()
    for i, label in enumerate(cache["y"]):
        dS[i, label] -= 1
    return dS * (dout / len(dS))


def entropy_one_hot(S, y):
    Y = (y[:, None] == np.arange(S.shape[1])).astype(float)
    shifted = S - S.max(axis=1)[:, None]
    log_sum = np.log(np.exp(shifted).sum(axis=1))
    loss = np.mean(log_sum - (shifted * Y).sum(axis=1))
    return np.float64(loss), np.exp(shifted - log_sum[:, None]) - Y


def entropy_by_logaddexp(S, y):
    log_sum = np.logaddexp.reduce(S, axis=1, keepdims=True)
    return -np.mean(np.take_along_axis(S - log_sum, y[:, None], axis=1)), [S, y.tolist()]


def entropy_back_by_logaddexp(dout, cache):
    S, y = cache
    P = np.exp(S - np.logaddexp.reduce(S, axis=1, keepdims=True))
    return dout * (P - np.eye(S.shape[1])[y]) / S.shape[0]


CROSS_ENTROPY: tuple[Form, ...] = (
    {
        "softmax_cross_entropy_forward": entropy_by_rows,
        "softmax_cross_entropy_backward": entropy_back_by_rows,
    },
    {
        "softmax_cross_entropy_forward": entropy_one_hot,
        "softmax_cross_entropy_backward": lambda dout, away: dout / len(away) * away,
    },
    {
        "softmax_cross_entropy_forward": entropy_by_logaddexp,
        "softmax_cross_entropy_backward": entropy_back_by_logaddexp,
    },
)

SQUARES: tuple[Form, ...] = (
    {
        "squared_error_forward": lambda P, T: (
            np.mean([np.dot(p - t, p - t) for p, t in zip(P, T, strict=True)]),
            [P, T],
        ),
        "squared_error_backward": lambda dout, cache: (
            2 * dout * (cache[0] - cache[1]) / cache[0].shape[0]
        ),
    },
    {
        "squared_error_forward": lambda P, T: (((P - T) ** 2).mean() * P.shape[1], T - P),
        "squared_error_backward": lambda dout, back: (-2.0 * dout / len(back)) * back,
    },
    {
        "squared_error_forward": lambda P, T: (
            np.linalg.norm(P - T) ** 2 / len(P),
            {"slope": 2 / len(P) * (P - T)},
        ),
        "squared_error_backward": lambda dout, cache: dout * cache["slope"],
    },
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


MAXOUT: tuple[Form, ...] = (
    {"maxout_forward": maxout_loops, "maxout_backward": maxout_back_loops},
    {"maxout_forward": maxout_einsum, "maxout_backward": maxout_back_einsum},
    {"maxout_forward": maxout_pieces, "maxout_backward": maxout_back_pieces},
)

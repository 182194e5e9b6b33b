"""Other correct forms of the two-layer network's loss."""

from __future__ import annotations

import math

import numpy as np
from scipy.special import expit, logsumexp, softmax

from solutions.forms import Form


def squashed(z):
    return np.where(
        z > 0, 1 / (1 + np.exp(-np.abs(z))), np.exp(-np.abs(z)) / (1 + np.exp(-np.abs(z)))
    )


def by_loops(params, X, y, reg, activation="relu"):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    N = len(X)
    grads = {name: np.zeros(value.shape) for name, value in params.items()}
    loss = 0.0
    for x, label in zip(X, y, strict=True):
        z = b1 + sum(x[d] * W1[d] for d in range(len(x)))
        a = np.array([max(t, 0.0) for t in z]) if activation == "relu" else squashed(z)
        s = b2 + sum(a[h] * W2[h] for h in range(len(a)))
        s = s - max(s)
        total = sum(math.exp(t) for t in s)
        loss += math.log(total) - s[label]
        for c in range(len(s)):
            ds = (math.exp(s[c]) / total - (c == label)) / N
            grads["b2"][c] += ds
            for h in range(len(a)):
                grads["W2"][h, c] += ds * a[h]
                dz = ds * W2[h, c] * ((z[h] >= 0) if activation == "relu" else a[h] * (1 - a[h]))
                grads["b1"][h] += dz
                grads["W1"][:, h] += dz * x
    loss /= N
    for name in ("W1", "W2"):
        loss += reg * (params[name] ** 2).sum()
        grads[name] += 2 * reg * params[name]
    return loss, grads


def by_einsum(params, X, y, reg, activation="relu"):
    z = np.einsum("nd,dh->nh", X, params["W1"]) + params["b1"]
    a = z.clip(0) if activation == "relu" else 0.5 * (1 + np.tanh(z / 2))
    s = np.einsum("nh,hc->nc", a, params["W2"]) + params["b2"]
    s -= s.max(axis=1)[:, None]
    e = np.exp(s)
    total = e.sum(axis=1)
    loss = np.mean(np.log(total) - s[np.arange(len(y)), y])
    d = (e / total[:, None] - np.eye(s.shape[1])[y]) / len(y)
    back = np.einsum("nc,hc->nh", d, params["W2"])
    back = np.where(z > 0, back, 0) if activation == "relu" else back * (a - a**2)
    grads = {"b2": np.einsum("nc->c", d), "W2": np.einsum("nh,nc->hc", a, d)}
    grads |= {"b1": np.einsum("nh->h", back), "W1": np.einsum("nd,nh->dh", X, back)}
    for key in ("W1", "W2"):
        loss = loss + reg * np.vdot(params[key], params[key])
        grads[key] = grads[key] + reg * (params[key] + params[key])
    return loss, grads


def by_theta(params, X, y, reg, activation="relu"):
    """Biases folded into the matrices, ones last."""
    ones = np.ones((len(X), 1))
    X1 = np.hstack([X, ones])
    first = np.vstack([params["W1"], params["b1"]])
    second = np.vstack([params["W2"], params["b2"]])
    z = X1 @ first
    a = np.maximum(z, 0) if activation == "relu" else np.exp(-np.logaddexp(0, -z))
    s = np.hstack([a, ones]) @ second
    log_p = s - np.logaddexp.reduce(s, axis=1, keepdims=True)
    d = np.exp(log_p)
    np.subtract.at(d, (np.arange(len(y)), y), 1)
    d /= len(y)
    d2 = np.hstack([a, ones]).T @ d
    slope = np.heaviside(z, 0.5) if activation == "relu" else a * (1 - a)
    d1 = X1.T @ (slope * (d @ second[:-1].T))
    penalty = reg * (np.linalg.norm(params["W1"]) ** 2 + np.linalg.norm(params["W2"]) ** 2)
    loss = np.array(penalty - np.take_along_axis(log_p, y[:, None], 1).sum() / len(y))
    return [
        loss,
        {
            "W2": d2[:-1] + 2 * reg * params["W2"],
            "b2": d2[-1],
            "W1": d1[:-1] + 2 * reg * params["W1"],
            "b1": d1[-1],
        },
    ]


def by_scipy(params, X, y, reg, activation="relu"):
    """What SciPy has, and masked arrays for what is switched off."""
    N = X.shape[0]
    z = np.add(X @ params["W1"], params["b1"])
    a = np.ma.masked_less(z, 0).filled(0.0) if activation == "relu" else expit(z)
    s = np.dot(a, params["W2"]) + params["b2"]
    losses = logsumexp(s, axis=1) - s[np.arange(N), y]
    ds = softmax(s, axis=1)
    ds[np.arange(N), y] -= 1.0
    da = np.dot(ds, params["W2"].T)
    if activation == "relu":
        dz = np.ma.masked_array(da, mask=z <= 0).filled(0.0)
    else:
        dz = da * expit(z) * expit(-z)
    grads = {"W1": X.T @ dz / N, "b1": dz.mean(axis=0), "W2": a.T @ ds / N, "b2": ds.mean(axis=0)}
    penalty = 0
    for name in ("W1", "W2"):
        penalty += np.square(params[name]).sum()
        grads[name] += 2 * reg * params[name]
    return losses.mean() + reg * penalty, grads


def by_columns(params, X, y, reg, activation="relu"):
    """One example a column, one row a unit: the lectures' layout."""
    V1, V2 = params["W1"].T, params["W2"].T
    N, columns = len(y), X.T
    Z = V1 @ columns + params["b1"].reshape(-1, 1)
    A = Z * (Z > 0) if activation == "relu" else 0.5 + 0.5 * np.tanh(Z / 2)
    S = V2 @ A + params["b2"].reshape(-1, 1)
    log_p = S - np.logaddexp.reduce(S, axis=0)
    T = np.zeros(S.shape)
    T[y, np.arange(N)] = 1.0
    dS = (np.exp(log_p) - T) / N
    dZ = (V2.T @ dS) * (np.sign(A) if activation == "relu" else A * (1 - A))
    loss = -np.sum(T * log_p) / N + reg * ((V1**2).sum() + (V2**2).sum())
    return float(loss), {
        "W1": (dZ @ columns.T + 2 * reg * V1).T,
        "b1": dZ.sum(axis=1),
        "W2": (dS @ A.T + 2 * reg * V2).T,
        "b2": dS.sum(axis=1),
    }


def row_by_row(params, X, y, reg, activation="relu"):
    """A list of gradients, one dict an example; their mean, and the penalty once."""
    W1, b1, W2, b2 = map(params.get, ("W1", "b1", "W2", "b2"))
    losses, all_grads = [], []
    for x, label in zip(X, y, strict=True):
        z = x @ W1 + b1
        a = np.fmax(z, 0) if activation == "relu" else expit(z)
        s = a @ W2 + b2
        losses.append(np.log(np.sum(np.exp(s - s.max()))) + s.max() - s[label])
        ds = np.exp(s - s.max() - np.log(np.sum(np.exp(s - s.max()))))
        ds[label] -= 1
        dz = (W2 @ ds) * ((z > 0) if activation == "relu" else a * (1 - a))
        all_grads.append({"W1": np.outer(x, dz), "b1": dz, "W2": np.outer(a, ds), "b2": ds})
    grads = {name: sum(g[name] for g in all_grads) / len(X) for name in params}
    for name in ("W1", "W2"):
        grads[name] = grads[name] + 2 * reg * params[name]
    return np.mean(losses) + reg * (np.sum(W1 * W1) + np.sum(W2 * W2)), grads


TWO_LAYER: tuple[Form, ...] = tuple(
    {"two_layer_loss": f}
    for f in (
        by_loops,
        by_einsum,
        by_theta,
        by_scipy,
        by_columns,
        row_by_row,
    )
)

"""Other correct forms of the two-layer network's loss."""

from __future__ import annotations

import math

import numpy as np

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


TWO_LAYER: tuple[Form, ...] = tuple({"two_layer_loss": f} for f in (by_loops, by_einsum, by_theta))

"""Other correct forms of the two-layer network and of what trains it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np

from solutions.two_layer_network import he_init, two_layer_loss

Form = Mapping[str, Callable[..., object]]

# ------------------------------------------------------------------------------ two_layer_loss


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

# ------------------------------------------------------------------------------ he_init


def he_by_matrix(D, H, C, rng):
    W1 = np.array([[rng.standard_normal() for _ in range(H)] for _ in range(D)]) * math.sqrt(2 / D)
    return {
        "W1": W1,
        "W2": rng.standard_normal((H, C)) / (H / 2) ** 0.5,
        "b1": np.zeros(H),
        "b2": np.zeros(C),
    }


def he_second_first(D, H, C, rng):
    params = {"b2": np.zeros((C,)), "b1": 0.0 * np.ones(H)}
    params["W2"] = rng.normal(scale=(2 / H) ** 0.5, size=(H, C))
    params["W1"] = rng.normal(scale=(2 / D) ** 0.5, size=(D, H))
    return params


def he_by_truncation(D, H, C, rng):
    both = rng.standard_normal(D * H + H * C)
    W1 = both[: D * H].reshape(D, H)
    W2 = both[D * H :].reshape(H, C)
    return {
        "W1": W1 * (2.0 / D) ** 0.5,
        "b1": np.zeros(H),
        "W2": W2 * (2.0 / H) ** 0.5,
        "b2": np.zeros(C),
    }


HE: tuple[Form, ...] = tuple(
    {"he_init": form} for form in (he_by_matrix, he_second_first, he_by_truncation)
)

# ------------------------------------------------------------------------------ train


def train_by_index(
    loss, params, X, y, lr, epochs, batch_size, rng, momentum=0.0, decay=0.0, patience=None
):
    """Shuffled in place, steps of one size taken off, an epoch's means kept."""
    params = {k: np.asarray(v) + 0.0 for k, v in params.items()}
    steps = {k: np.zeros(np.shape(v)) for k, v in params.items()}
    history, means = np.array([]), []
    index = np.arange(len(X))
    epoch = 0
    while epoch < epochs:
        rng.shuffle(index)
        count = -(-len(index) // batch_size)
        for k in range(count):
            chosen = index[k * batch_size : min((k + 1) * batch_size, len(index))]
            value, grads = loss(params, X[chosen], y[chosen])
            history = np.append(history, value)
            for name, grad in grads.items():
                steps[name] = momentum * steps[name] + lr / (1 + decay * epoch) * grad
                params[name] = params[name] - steps[name]
        means.append(history[-count:].mean())
        if patience is not None and epoch - int(np.argmin(means)) >= patience:
            return params, history
        epoch += 1
    return params, history


def train_in_place(
    loss, params, X, y, lr, epochs, batch_size, rng, momentum=0.0, decay=0.0, patience=None
):
    """On copies of all, changed in place; both arrays shuffled alike."""
    new = {k: v.astype(np.float64, copy=True) for k, v in params.items()}
    v = {k: np.zeros_like(w) for k, w in new.items()}
    history, best, bad = [], math.inf, 0
    for epoch in range(epochs):
        order = rng.permutation(X.shape[0])
        Xs, ys = X[order], y[order]
        seen = 0
        total = 0.0
        while Xs.shape[0]:
            value, grads = loss(new, Xs[:batch_size], ys[:batch_size])
            Xs, ys = Xs[batch_size:], ys[batch_size:]
            history.append(value)
            total, seen = total + value, seen + 1
            for k in list(new):
                v[k] *= momentum
                v[k] -= lr * grads[k] / (1.0 + decay * epoch)
                new[k] += v[k]
        bad = 0 if total / seen < best else bad + 1
        best = min(best, total / seen)
        if patience and bad == patience:
            break
    return [new, np.array(history)]


def train_with_helper(
    loss, params, X, y, lr, epochs, batch_size, rng, momentum=0.0, decay=0.0, patience=None
):
    """Batches by `array_split` points, random keys sorted."""
    state = {k: (np.array(v, float), 0.0 * np.array(v, float)) for k, v in params.items()}
    history, by_epoch = [], []
    for epoch in range(epochs):
        rate = lr * (1 + decay * epoch) ** -1
        order = np.argsort(rng.random(len(y)))
        groups = np.split(order, range(batch_size, len(y), batch_size))
        values = []
        for rows in groups:
            value, grads = loss({k: w for k, (w, _) in state.items()}, X[rows], y[rows])
            values.append(float(value))
            moved = {k: momentum * v - rate * grads[k] for k, (_, v) in state.items()}
            state = {k: (w + moved[k], moved[k]) for k, (w, _) in state.items()}
        history.extend(values)
        by_epoch.append(sum(values) / len(values))
        late = patience is not None and len(by_epoch) > patience
        if late and min(by_epoch[-patience:]) >= min(by_epoch[:-patience]):
            break
    return {k: w for k, (w, _) in state.items()}, np.array(history, dtype=float)


TRAIN: tuple[Form, ...] = tuple(
    {"train": form} for form in (train_by_index, train_in_place, train_with_helper)
)

# ------------------------------------------------------------------------------ labels


def predict_by_rows(params, X):
    labels = []
    for x in X:
        a = [max(0.0, t) for t in x @ params["W1"] + params["b1"]]
        s = (np.array(a) @ params["W2"] + params["b2"]).tolist()
        labels.append(s.index(max(s)))
    return np.array(labels)


def counts_by_loop(y, predicted, C):
    table = np.zeros((C, C), dtype=np.int32)
    for true, said in zip(y, predicted, strict=True):
        table[true, said] += 1
    return table


def scores_of(params, X):
    a = X @ params["W1"] + params["b1"]
    return (a * (a > 0)) @ params["W2"] + params["b2"]


PREDICT: tuple[Form, ...] = (
    {"network_predict": predict_by_rows, "confusion_matrix": counts_by_loop},
    {
        "network_predict": lambda p, X: scores_of(p, X).argmax(1),
        "confusion_matrix": lambda y, p, C: np.bincount(y * C + p, minlength=C**2).reshape(C, C),
    },
    {
        "network_predict": lambda p, X: np.argsort(-scores_of(p, X), axis=1, kind="stable")[:, 0],
        "confusion_matrix": lambda y, p, C: np.eye(C, dtype=int)[y].T @ np.eye(C, dtype=int)[p],
    },
)

# ------------------------------------------------------------------------------ learn_digits


def learner(train, **given):
    def learn(X, y, rng):
        def loss(params, X, y):
            return two_layer_loss(params, X, y, given.get("reg", 0.0))

        start = he_init(X.shape[1], 100, 10, rng)
        return train(
            loss, start, X, y, given["lr"], given["epochs"], given["batch"], rng,
            given.get("momentum", 0.0), given.get("decay", 0.0),
        )[0]  # fmt: skip

    return learn


LEARN: tuple[Form, ...] = (
    {"learn_digits": learner(train_in_place, lr=0.5, epochs=45, batch=32, decay=0.02)},
    {"learn_digits": learner(train_by_index, lr=0.05, epochs=30, batch=32, momentum=0.9, reg=1e-4)},
    {"learn_digits": learner(train_with_helper, lr=0.2, epochs=40, batch=64, momentum=0.8)},
)

# ------------------------------------------------------------------------------ grid_search


def grid_by_loops(score, lrs, regs):
    table = np.full((len(lrs), len(regs)), np.nan)
    best = (-math.inf, None, None)
    for i, lr in enumerate(lrs):
        for j, reg in enumerate(regs):
            table[i, j] = score(lr, reg)
            if table[i, j] > best[0]:
                best = (table[i, j], lr, reg)
    return table, best[1], best[2]


def grid_by_product(score, lrs, regs):
    pairs = [(lr, reg) for lr in lrs for reg in regs]
    flat = np.array([score(*pair) for pair in pairs])
    lr, reg = pairs[int(np.argmax(np.nan_to_num(flat, nan=-np.inf)))]
    return flat.reshape(len(lrs), len(regs)), lr, reg


def grid_by_columns(score, lrs, regs):
    table = np.array([[score(lr, reg) for lr in lrs] for reg in regs]).T
    where = np.argwhere(table == np.nanmax(table))[0]
    return [table, lrs[where[0]], regs[where[1]]]


GRID: tuple[Form, ...] = tuple(
    {"grid_search": form} for form in (grid_by_loops, grid_by_product, grid_by_columns)
)

# ------------------------------------------------------------------------------ concepts

CONCEPTS: tuple[Form, ...] = (
    {
        "moving_from_zeros": lambda activation: [False, False, activation != "relu", True],
        "rank_from_constants": lambda H: int(np.linalg.matrix_rank(np.ones((5, H)))),
        "heads_with_simple_delta": lambda: [True, True, True, False],
        "largest_probability": lambda C: 1 / (1 + (C - 1) / math.e),
    },
    {
        "moving_from_zeros": lambda activation: tuple(
            bool(m) for m in (0, 0, {"relu": 0, "sigmoid": 1}[activation], 1)
        ),
        "rank_from_constants": lambda H: np.int64(1),
        "heads_with_simple_delta": lambda: (np.True_, np.True_, np.True_, np.False_),
        "largest_probability": lambda C: np.array(math.e / (math.e + (C - 1))),
    },
    {
        "moving_from_zeros": lambda a: (False, False, 0.5 * (a == "sigmoid") != 0, not False),
        "rank_from_constants": lambda H: min(1, H),
        "heads_with_simple_delta": lambda: tuple(k < 3 for k in range(4)),
        "largest_probability": lambda C: np.exp(1 - np.log(np.e + C - 1)),
    },
)

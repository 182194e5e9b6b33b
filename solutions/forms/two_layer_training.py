"""Other correct forms of what the two-layer network starts from and is trained by."""

from __future__ import annotations

import math

import numpy as np

from solutions.forms import Form

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


def he_column_by_column(D, H, C, rng):
    """A unit's weights at a time."""

    def layer(fan_in, units):
        return np.stack([rng.normal(0, 1, fan_in) for _ in range(units)], axis=1) / np.sqrt(
            fan_in / 2
        )

    W1, W2 = layer(D, H), layer(H, C)
    return {"W1": W1, "W2": W2, "b1": np.zeros(H), "b2": np.zeros(C)}


def he_scaled_in_place(D, H, C, rng):
    params = {}
    for k, (rows, columns) in enumerate([(D, H), (H, C)], start=1):
        weights = rng.standard_normal(size=(rows, columns))
        weights *= math.sqrt(2.0) / math.sqrt(rows)
        params[f"W{k}"], params[f"b{k}"] = weights, np.zeros(columns, dtype=float)
    return params


def he_transposed(D, H, C, rng):
    """Drawn in the lectures' layout."""
    return {
        "W1": rng.normal(scale=np.sqrt(2 / D), size=(H, D)).T,
        "b1": np.array([0.0] * H),
        "W2": rng.normal(scale=np.sqrt(2 / H), size=(C, H)).T,
        "b2": np.array([0.0] * C),
    }


HE: tuple[Form, ...] = tuple(
    {"he_init": form}
    for form in (
        he_by_matrix,
        he_second_first,
        he_by_truncation,
        he_column_by_column,
        he_scaled_in_place,
        he_transposed,
    )
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


def train_by_steps(
    loss, params, X, y, lr, epochs, batch_size, rng, momentum=0.0, decay=0.0, patience=None
):
    """One loop over steps; an epoch's end is where no rows are left."""
    now = {name: 1.0 * value for name, value in params.items()}
    moving = dict.fromkeys(now, 0.0)
    history, begun, epoch, rows = [], 0, 0, np.arange(0)
    best, since = math.inf, 0
    while epoch < epochs:
        if len(rows) == 0:
            rows = rng.choice(len(y), len(y), replace=False)
        batch, rows = np.split(rows, [batch_size])
        value, grads = loss(now, X[batch], y[batch])
        history.append(value)
        for name in now:
            moving[name] = momentum * moving[name] - lr / (1 + decay * epoch) * grads[name]
            now[name] = now[name] + moving[name]
        if len(rows) == 0:
            mean, begun = np.mean(history[begun:]), len(history)
            since = 0 if mean < best else since + 1
            best = min(best, mean)
            if since == patience:
                break
            epoch += 1
    return now, np.array(history, dtype=float)


def train_as_one_vector(
    loss, params, X, y, lr, epochs, batch_size, rng, momentum=0.0, decay=0.0, patience=None
):
    """All parameters in one vector, cut into arrays for the loss."""
    names = list(params)
    sizes = np.cumsum([np.size(params[name]) for name in names])[:-1]

    def cut(vector):
        pieces = np.split(vector, sizes)
        return {
            name: piece.reshape(np.shape(params[name]))
            for name, piece in zip(names, pieces, strict=True)
        }

    theta = np.concatenate([np.ravel(params[name]) for name in names]).astype(float)
    v = np.zeros(theta.shape)
    history, means = [], []
    for epoch in range(epochs):
        order = rng.permutation(len(X))
        values = []
        for start in range(0, len(X), batch_size):
            rows = order[start : start + batch_size]
            value, grads = loss(cut(theta.copy()), X[rows], y[rows])
            gradient = np.concatenate([np.ravel(grads[name]) for name in names])
            v = momentum * v - lr / (1 + decay * epoch) * gradient
            theta = theta + v
            values.append(value)
        history += values
        means.append(np.mean(values))
        if patience is not None and len(means) - 1 - np.argmin(means) >= patience:
            break
    return cut(theta), np.asarray(history, dtype=float)


TRAIN: tuple[Form, ...] = tuple(
    {"train": form}
    for form in (
        train_by_index,
        train_in_place,
        train_with_helper,
        train_by_steps,
        train_as_one_vector,
    )
)

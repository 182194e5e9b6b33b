"""Other correct forms of the two-layer network's labels, and of learning digits."""

from __future__ import annotations

import math

import numpy as np

from solutions.forms import Form
from solutions.forms.two_layer_training import (
    train_as_one_vector,
    train_by_index,
    train_by_steps,
    train_in_place,
    train_with_helper,
)
from solutions.two_layer_network import he_init, two_layer_loss

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


def predict_by_columns(params, X):
    A = np.maximum(params["W1"].T @ X.T + params["b1"][:, None], 0)
    return np.argmax(params["W2"].T @ A + params["b2"][:, None], axis=0)


def counts_by_class(y, predicted, C):
    return np.array([np.bincount(predicted[y == c], minlength=C) for c in range(C)])


def counts_of_pairs(y, predicted, C):
    pairs = list(zip(y.tolist(), predicted.tolist(), strict=True))
    return np.array([[pairs.count((i, j)) for j in range(C)] for i in range(C)])


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
    {"network_predict": predict_by_columns, "confusion_matrix": counts_by_class},
    {
        "network_predict": lambda p, X: np.array(
            [int(np.argmax(scores_of(p, x[None])[0])) for x in X], dtype=np.int32
        ),
        "confusion_matrix": counts_of_pairs,
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
    {
        "learn_digits": learner(
            train_by_steps, lr=0.1, epochs=30, batch=32, momentum=0.8, decay=0.05
        )
    },
    {
        "learn_digits": learner(
            train_as_one_vector, lr=0.3, epochs=45, batch=32, reg=1e-5, decay=0.01
        )
    },
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


def grid_recursive(score, lrs, regs):
    """The first rate's row, then the others'."""
    row = np.array([score(lrs[0], reg) for reg in regs], dtype=float)
    seen = np.where(np.isnan(row), -np.inf, row)
    here = (row, lrs[0], regs[int(seen.argmax())], seen.max())
    if len(lrs) == 1:
        return row[None], here[1], here[2]
    table, lr, reg = grid_recursive(score, lrs[1:], regs)
    after = np.nanmax(table) if not np.isnan(table).all() else -np.inf
    return np.vstack([row, table]), *((lr, reg) if after > here[3] else here[1:3])


def grid_by_masked_array(score, lrs, regs):
    table = np.ma.masked_invalid(np.vectorize(score, otypes=[float])(*np.ix_(lrs, regs)))
    i, j = divmod(int(np.ma.argmax(table)), len(regs))
    return table.filled(np.nan), lrs[i], regs[j]


def grid_sorted(score, lrs, regs):
    """All the scores in a list of lines, the best of which is the least by its key."""
    lines = [(i, j, score(lr, reg)) for i, lr in enumerate(lrs) for j, reg in enumerate(regs)]
    table = np.zeros((len(lrs), len(regs)))
    for i, j, value in lines:
        table[i][j] = value
    i, j, _ = min((line for line in lines if line[2] == line[2]), key=lambda line: -line[2])
    return table, np.float64(lrs[i]), np.float64(regs[j])


GRID: tuple[Form, ...] = tuple(
    {"grid_search": form}
    for form in (
        grid_by_loops,
        grid_by_product,
        grid_by_columns,
        grid_recursive,
        grid_by_masked_array,
        grid_sorted,
    )
)

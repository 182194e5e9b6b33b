"""Other correct forms of the two-layer network's labels, and of learning digits."""

from __future__ import annotations

import math

import numpy as np

from solutions.forms import Form
from solutions.forms.two_layer_training import train_by_index, train_in_place, train_with_helper
from solutions.two_layer_network import he_init, two_layer_loss

# ------------------------------ labels


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

# ------------------------------ learn_digits


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

# ------------------------------ grid_search


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

"""Other correct forms of assignment 1's images, scores and labels."""

from __future__ import annotations

import math

import numpy as np

from solutions.forms import Form

# ------------------------------------------------------------------------------ stretch


def stretch_by_loops(img: np.ndarray) -> np.ndarray:
    out = np.empty(img.size, img.dtype)
    for k, index in enumerate(np.ndindex(*img.shape)):
        out[k] = img[index]
    return out


def stretch_by_list(img):
    return np.array(img.tolist(), dtype=img.dtype).flatten()


def count_in_words(D, C, bias=True):
    per_class = D + 1 if bias else D
    return np.int64(per_class * C)


def count_by_arrays(D, C, bias=True):
    total = np.zeros((D, C)).size
    total += np.zeros(C).size * int(bias)
    return total


def kept_as_list(N, D, C):
    return [(D + 1) * C, N * D]


def kept_in_numpy(N, D, C):
    return np.int64(np.prod([D, C]) + C), np.prod([N, D])


def stretch_recursive(img):
    if img.ndim == 1:
        return img.copy()
    return np.hstack([stretch_recursive(part) for part in img])


STRETCH: tuple[Form, ...] = (
    {
        "stretch": stretch_by_loops,
        "parameter_count": count_in_words,
        "numbers_kept": kept_as_list,
    },
    {
        "stretch": stretch_by_list,
        "parameter_count": count_by_arrays,
        "numbers_kept": kept_in_numpy,
    },
    {
        "stretch": lambda img: np.concatenate([np.ravel(part) for part in img]),
        "parameter_count": lambda D, C, bias=True: sum([D + bool(bias)] * C),
        "numbers_kept": lambda N, D, C: (count_in_words(D, C), int(np.zeros((N, D)).size)),
    },
    {
        "stretch": stretch_recursive,
        "parameter_count": lambda D, C, bias=True: (D + 1) * C if bias else D * C,
        "numbers_kept": lambda N, D, C: tuple(np.array([D * C + C, N * D])),
    },
    {
        "stretch": lambda img: np.fromiter(img.flat, dtype=img.dtype, count=img.size),
        "parameter_count": lambda D, C, bias=True: np.full((D + int(bias), C), 1).sum(),
        "numbers_kept": lambda N, D, C: ((D + 1) * C, len(range(N)) * D),
    },
)

# ------------------------------------------------------------------------------ linear_scores


def scores_by_loops(W, x, b):
    s = [0.0] * len(b)
    for c in range(len(b)):
        for d in range(len(x)):
            s[c] += W[c, d] * x[d]
        s[c] += b[c]
    return np.array(s)


def batch_in_place(X, W, b):
    S = np.zeros((X.shape[0], W.shape[1]))
    S += b
    S += np.dot(X, W)
    return S


def batch_by_lecture(X, W, b):
    return np.array([scores_by_loops(W.T, x, b) for x in X])


def scores_folded(W, x, b):
    return np.dot(np.column_stack([W, b]), np.append(x, 1.0))


LINEAR: tuple[Form, ...] = (
    {"linear_scores": scores_by_loops, "batch_scores": batch_by_lecture},
    {
        "linear_scores": lambda W, x, b: np.dot(x, W.T) + b,
        "batch_scores": lambda X, W, b: (W.T @ X.T + b[:, None]).T,
    },
    {
        "linear_scores": lambda W, x, b: np.einsum("cd,d->c", W, x) + b,
        "batch_scores": lambda X, W, b: np.einsum("nd,dc->nc", X, W) + b[None, :],
    },
    {"linear_scores": lambda W, x, b: (W * x).sum(axis=1) + b, "batch_scores": batch_in_place},
    {
        "linear_scores": scores_folded,
        "batch_scores": lambda X, W, b: np.insert(X, 0, 1.0, axis=1) @ np.insert(W, 0, b, axis=0),
    },
)

# ------------------------------------------------------------------------------ fold_bias


def fold_by_filling(X, W, b):
    X1 = np.ones((X.shape[0], X.shape[1] + 1))
    X1[:, :-1] = X
    W1 = np.empty((W.shape[0] + 1, W.shape[1]))
    W1[:-1], W1[-1] = W, b
    return X1, W1


def fold_by_lists(X, W, b):
    X1 = [[*row, 1.0] for row in X.tolist()]
    W1 = W.tolist()
    W1.append(b.tolist())
    return np.array(X1), np.array(W1)


FOLD: tuple[Form, ...] = (
    {"fold_bias": fold_by_filling},
    {
        "fold_bias": lambda X, W, b: [
            np.c_[X, np.ones(X.shape[0])],
            np.r_[W, b.reshape(1, -1)],
        ]
    },
    {
        "fold_bias": lambda X, W, b: (
            np.pad(X, ((0, 0), (0, 1)), constant_values=1),
            np.append(W, [b], axis=0),
        )
    },
    {"fold_bias": fold_by_lists},
    {
        "fold_bias": lambda X, W, b: (
            np.insert(X, X.shape[1], 1, axis=1),
            np.concatenate([W.T, b[:, None]], axis=1).T,
        )
    },
)

# ------------------------------------------------------------------------------ predict


def predict_by_loops(X, W, b):
    labels = []
    for x in X:
        best, label = -math.inf, -1
        for c in range(W.shape[1]):
            score = float(sum(x[d] * W[d, c] for d in range(len(x))) + b[c])
            if score > best:
                best, label = score, c
        labels.append(label)
    return np.array(labels)


def predict_by_sorting(X, W, b):
    # Stable, so that the first of equals stays first.
    return np.argsort(-(X @ W + b), axis=1, kind="stable")[:, 0]


def binary_by_loops(X, w, b):
    labels = np.zeros(len(X), dtype=np.int32)
    for i in range(len(X)):
        if X[i].dot(w) + b >= 0:
            labels[i] = 1
    return labels


def predict_by_maximum(X, W, b):
    S = X @ W + b
    return np.array([np.flatnonzero(s == s.max())[0] for s in S])


PREDICT: tuple[Form, ...] = (
    {"predict": predict_by_loops, "predict_binary": binary_by_loops},
    {
        "predict": predict_by_sorting,
        "predict_binary": lambda X, w, b: np.where(np.dot(X, w) + b < 0, 0, 1),
    },
    {
        "predict": lambda X, W, b: (X.dot(W) + b).T.argmax(axis=0).astype(np.uint8),
        "predict_binary": lambda X, w, b: ~(X @ w + b < 0),
    },
    {
        "predict": predict_by_maximum,
        "predict_binary": lambda X, w, b: np.heaviside(X @ w + b, 1).astype(int),
    },
    {
        "predict": lambda X, W, b: np.nanargmax(np.einsum("nd,dc->cn", X, W) + b[:, None], axis=0),
        "predict_binary": lambda X, w, b: 1 - np.signbit(np.inner(X, w) + b + 0.0),
    },
)

# ------------------------------------------------------------------------------ one_vs_all


def signs_by_loop(y, c):
    out = y.copy()
    for i, label in enumerate(y):
        out[i] = 1 if label == c else -1
    return out


def surest_by_loops(X, classifiers):
    labels = np.zeros(len(X), dtype=int)
    for i, x in enumerate(X):
        scores = [w @ x + b for w, b in classifiers]
        labels[i] = scores.index(max(scores))
    return labels


def surest_so_far(X, classifiers):
    best = np.full(len(X), -np.inf)
    labels = np.zeros(len(X), dtype=int)
    for c, (w, b) in enumerate(classifiers):
        score = X @ w + b
        better = score > best
        labels[better], best[better] = c, score[better]
    return labels


def signs_in_place(y, c):
    labels = -np.ones(y.shape, dtype=int)
    labels[y == c] += 2
    return labels


def surest_folded(X, classifiers):
    Theta = np.vstack([np.append(w, b) for w, b in classifiers])
    X1 = np.hstack([X, np.ones((len(X), 1))])
    return (Theta @ X1.T).argmax(axis=0)


def surest_by_tournament(X, classifiers):
    def winner(x, best, others):
        if not others:
            return best
        c = others[0]
        score = [np.sum(classifiers[k][0] * x) + classifiers[k][1] for k in (best, c)]
        return winner(x, c if score[1] > score[0] else best, others[1:])

    return np.array([winner(x, 0, list(range(1, len(classifiers)))) for x in X])


ONE_VS_ALL: tuple[Form, ...] = (
    {"one_vs_all_labels": signs_by_loop, "predict_one_vs_all": surest_by_loops},
    {
        "one_vs_all_labels": lambda y, c: 2 * (y == c) - 1,
        "predict_one_vs_all": surest_so_far,
    },
    {
        "one_vs_all_labels": lambda y, c: np.array([-1, 1])[(y == c).astype(int)],
        "predict_one_vs_all": lambda X, classifiers: np.argmax(
            np.stack([X @ w + b for w, b in classifiers]), axis=0
        ),
    },
    {"one_vs_all_labels": signs_in_place, "predict_one_vs_all": surest_folded},
    {
        "one_vs_all_labels": lambda y, c: np.select([y == c, y != c], [1, -1]),
        "predict_one_vs_all": surest_by_tournament,
    },
)

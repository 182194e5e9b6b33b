"""Other correct forms of assignment 1's scores, labels, feature maps and questions."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np

Form = Mapping[str, Callable[..., object]]

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
)

# ------------------------------------------------------------------------------ fold_bias


def fold_by_filling(X, W, b):
    X1 = np.ones((X.shape[0], X.shape[1] + 1))
    X1[:, :-1] = X
    W1 = np.empty((W.shape[0] + 1, W.shape[1]))
    W1[:-1], W1[-1] = W, b
    return X1, W1


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
)

# ------------------------------------------------------------------------------ hard cases


def angles_doubled(X):
    # Odd parity is where sin(2 phi) < 0.
    return np.sin(2 * np.arctan2(X[:, 1], X[:, 0]))[:, None]


def distance_to_middle_of_ring(X):
    return np.abs(np.linalg.norm(X, axis=1) - 1.5)[:, np.newaxis]


def nearest_centre(X, centres):
    return np.min([np.hypot(*(X - c).T) for c in centres], axis=0).reshape(-1, 1)


XOR: tuple[Form, ...] = (
    {"xor_features": angles_doubled},
    {"xor_features": lambda X: np.prod(X, axis=1, keepdims=True)},
    {"xor_features": lambda X: (np.sign(X[:, :1]) == np.sign(X[:, 1:])).astype(float)},
    {"xor_features": lambda X: np.abs(np.column_stack([X.sum(axis=1), X[:, 0] - X[:, 1]]))},
)

RING: tuple[Form, ...] = (
    {"ring_features": distance_to_middle_of_ring},
    {"ring_features": lambda X: np.array([[x @ x, (x @ x) ** 2] for x in X])},
    {"ring_features": lambda X: 1000.0 * np.column_stack([np.hypot(*X.T), (X**2).sum(axis=1)])},
)

MODES: tuple[Form, ...] = (
    {"modes_features": nearest_centre},
    {
        "modes_features": lambda X, centres: np.array(
            [[np.exp(-2 * np.sum((x - c) ** 2)) for c in centres] for x in X]
        )
    },
    {
        "modes_features": lambda X, centres: np.stack(
            [np.linalg.norm(X - c, axis=1) < 1.0 for c in centres], axis=1
        )
    },
)

# ------------------------------------------------------------------------------ concepts


def moving_by_slopes(margin):
    slopes = (-1.0 * (margin < 0), -1.0 * (margin < 1), -1 / (1 + math.exp(margin)))
    return tuple(slope != 0 for slope in slopes)


CONCEPTS: tuple[Form, ...] = (
    {
        "smallest_loss": lambda: 0,
        "largest_loss": lambda: math.inf,
        "loss_at_zero": lambda C: sum(max(0, 0 - 0 + 1) for _ in range(C - 1)),
        "car_loss_change": lambda: 0,
        "loss_with_true_class": lambda loss: 1 + loss,
        "sum_over_mean": lambda N: N,
        "loss_of_doubled_weights": lambda: 0,
        "still_moving": moving_by_slopes,
    },
    {
        "smallest_loss": lambda: np.float64(0),
        "largest_loss": lambda: np.inf,
        "loss_at_zero": lambda C: float(C - 1),
        "car_loss_change": lambda: np.zeros(()),
        "loss_with_true_class": lambda loss: np.add(loss, 1),
        "sum_over_mean": lambda N: np.float64(N),
        "loss_of_doubled_weights": lambda: -0.0,
        "still_moving": lambda margin: [False, bool(margin < 1.0), True],
    },
    {
        "smallest_loss": lambda: max(0.0, float("-inf")),
        "largest_loss": lambda: np.array(np.inf),
        "loss_at_zero": lambda C: np.ones(C).sum() - 1,
        "car_loss_change": lambda: max(0.0, -1.9 + 0.2),
        "loss_with_true_class": lambda loss: loss + max(0, 0 + 1),
        "sum_over_mean": lambda N: 1 / (1 / N),
        "loss_of_doubled_weights": lambda: 2 * 0.0,
        "still_moving": lambda margin: (np.bool_(False), np.bool_(margin < 1), np.bool_(True)),
    },
)

# ------------------------------------------------------------------------------ templates


def images_one_by_one(W, shape):
    images = []
    for column in W.T:
        image = column.copy().reshape(shape)
        image -= image.min()
        image /= image.max()
        images.append(image)
    return np.array(images)


TEMPLATES: tuple[Form, ...] = (
    {
        "template_images": images_one_by_one,
        "boundary": lambda w, b: [w / np.sqrt(w @ w), -b / np.sqrt(w @ w)],
    },
    {
        "template_images": lambda W, shape: np.stack(
            [np.interp(c, (c.min(), c.max()), (0, 1)).reshape(shape) for c in W.T]
        ),
        "boundary": lambda w, b: (w / math.hypot(*w), np.array(-b / math.hypot(*w))),
    },
    {
        "template_images": lambda W, shape: np.moveaxis(
            ((W - W.min(0)) / np.ptp(W, axis=0)).reshape(*shape, -1), -1, 0
        ),
        "boundary": lambda w, b: (w * np.sum(w**2) ** -0.5, float(-b * np.sum(w**2) ** -0.5)),
    },
)

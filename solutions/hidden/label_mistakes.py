"""Hidden checks and known mistakes of assignment 1's labels: predictions and one against all."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from autograder.exercise import KnownMistake, Probe
from solutions.hidden.score_mistakes import known, rows_and_weights
from solutions.hidden.svm_draws import sizes

Array = NDArray[np.float64]

# ------------------------------------------------------------------------------ predict


def all_equal(rng: np.random.Generator) -> tuple[object, ...]:
    """Every class scores the same, so that the tie's rule alone decides."""
    X, W, b = rows_and_weights(rng)
    return X, np.repeat(W[:, :1], W.shape[1], axis=1).round(1), np.full(len(b), b[0].round(1))


def two_equal(rng: np.random.Generator) -> tuple[object, ...]:
    """Two classes with the same weights, which beat all others: numbers that add up exactly."""
    N, D, C = sizes(rng)
    X, W = np.ones((N, D)), rng.integers(-2, 3, (D, C)).astype(float)
    W[:, C - 1] = W[:, C - 2] = 3.0
    return X, W, np.zeros(C)


def clear_scores(X: Array, W: Array, b: Array) -> bool:
    """Whether no two scores of a row are nearly equal."""
    ordered = np.sort(X @ W + b, axis=1)
    return bool(np.diff(ordered, axis=1).min() > 1e-6)


def untied(rng: np.random.Generator) -> tuple[object, ...]:
    """Rows without ties, whose predictions change when the biases are left out."""
    while True:
        X, W, b = rows_and_weights(rng)
        b *= 3
        moved = ((X @ W + b).argmax(axis=1) != (X @ W).argmax(axis=1)).any()
        if moved and clear_scores(X, W, b):
            return X, W, b


def half_plane(rng: np.random.Generator) -> tuple[object, ...]:
    """Rows on both sides, some of which the bias moves over."""
    while True:
        N, D, _ = sizes(rng)
        X, w, b = rng.normal(size=(N, D)), rng.normal(size=D), float(rng.normal())
        f = X @ w
        if len(set((f + b > 0) != (f > 0))) == 2 and 0 < (f + b > 0).sum() < N:
            return X, w, b


def on_the_boundary(rng: np.random.Generator) -> tuple[object, ...]:
    """Integer points, some of them exactly on the line."""
    while True:
        X, w = rng.integers(-3, 4, (9, 2)).astype(float), rng.integers(1, 4, 2).astype(float)
        b = float(rng.integers(-2, 3))
        if (X @ w + b == 0).any():
            return X, w, b


PREDICT_CHECKS = (
    Probe("labels", "fresh rows", untied, function="predict"),
    Probe("ties", "rows where all classes score the same", all_equal, function="predict"),
    Probe("ties", "rows where the two best score the same", two_equal, function="predict"),
    Probe("binary", "fresh rows", half_plane, function="predict_binary"),
    Probe("binary", "points on the line", on_the_boundary, function="predict_binary"),
)


def last_best(S: Array) -> NDArray[np.int64]:
    """The last of the highest, by row."""
    return S.shape[1] - 1 - S[:, ::-1].argmax(axis=1)


PREDICT_MISTAKES = (
    KnownMistake(
        "lowest score wins",
        lambda X, W, b: (X @ W + b).argmin(axis=1),
        ("labels", "ties"),
        "predict",
    ),
    KnownMistake(
        "score for its index",
        lambda X, W, b: (X @ W + b).max(axis=1),
        ("labels", "ties"),
        "predict",
    ),
    KnownMistake(
        "best row of each class",
        lambda X, W, b: (X @ W + b).argmax(axis=0),
        ("labels", "ties"),
        "predict",
    ),
    KnownMistake(
        "next class over",
        lambda X, W, b: (X @ W + b).argmax(axis=1) + 1,
        ("labels", "ties"),
        "predict",
    ),
    *known("predict", "labels", {"bias left out": lambda X, W, b: (X @ W).argmax(axis=1)}),
    *known("predict", "ties", {"last wins a tie": lambda X, W, b: last_best(X @ W + b)}),
    *known(
        "predict_binary",
        "binary",
        {
            "boundary counted as 0": lambda X, w, b: (X @ w + b > 0).astype(int),
            "labels of another kind": lambda X, w, b: np.where(X @ w + b >= 0, 1, -1),
            "sides swapped": lambda X, w, b: (X @ w + b < 0).astype(int),
            "bias left out": lambda X, w, b: (X @ w >= 0).astype(int),
            "score for its index": lambda X, w, b: X @ w + b,
        },
    ),
)


# ------------------------------------------------------------------------------ one_vs_all


def labels_and_class(rng: np.random.Generator) -> tuple[object, ...]:
    """Labels of 5 classes, all of which occur, and one of them."""
    return rng.permutation(np.append(np.arange(5), rng.integers(0, 5, 7))), int(rng.integers(0, 5))


def some_classifiers(rng: np.random.Generator) -> tuple[object, ...]:
    """A batch and a list of binary classifiers."""
    X, W, b = untied(rng)
    assert isinstance(W, np.ndarray)
    assert isinstance(b, np.ndarray)
    return X, [(w, float(bias)) for w, bias in zip(W.T.copy(), b, strict=True)]


def equal_classifiers(rng: np.random.Generator) -> tuple[object, ...]:
    """Two best classifiers that are the same one."""
    X, W, _ = two_equal(rng)
    assert isinstance(W, np.ndarray)
    return X, [(w, 0.0) for w in W.T.copy()]


ONE_VS_ALL_CHECKS = (
    Probe("labels", "fresh labels", labels_and_class, function="one_vs_all_labels"),
    Probe("prediction", "fresh rows", some_classifiers, function="predict_one_vs_all", draws=4),
    Probe("prediction", "equal scores", equal_classifiers, function="predict_one_vs_all"),
)


def table(X: Array, classifiers: list[tuple[Array, float]], *, bias: float = 1.0) -> Array:
    """The scores, a column for each classifier."""
    return np.stack([X @ w + bias * b for w, b in classifiers], axis=1)


ONE_VS_ALL_MISTAKES = (
    *known(
        "one_vs_all_labels",
        "labels",
        {
            "labels of another kind": lambda y, c: (y == c).astype(int),
            "sides swapped": lambda y, c: 1 - 2 * (y == c),
            "next class over": lambda y, c: 2 * (y == c + 1) - 1,
            "nothing but zeros": lambda y, c: 0 * y,
        },
    ),
    *known(
        "predict_one_vs_all",
        "prediction",
        {
            "sign in place of the score": lambda X, classifiers: np.sign(
                table(X, classifiers)
            ).argmax(axis=1),
            "score without its sign": lambda X, classifiers: np.abs(table(X, classifiers)).argmax(
                axis=1
            ),
            "lowest score wins": lambda X, classifiers: table(X, classifiers).argmin(axis=1),
            "bias left out": lambda X, classifiers: table(X, classifiers, bias=0.0).argmax(axis=1),
            "last wins a tie": lambda X, classifiers: last_best(table(X, classifiers)),
            "score for its index": lambda X, classifiers: table(X, classifiers).max(axis=1),
        },
    ),
)

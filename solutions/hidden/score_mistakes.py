"""Hidden checks and known mistakes of assignment 1's scores and labels."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from autograder import expect
from autograder.exercise import Check, KnownMistake, Probe
from autograder.function import Function
from autograder.tolerance import EXACT
from solutions.hidden.svm_draws import sizes

Array = NDArray[np.float64]


def known(
    function: str, part: str, table: dict[str, Callable[..., object]]
) -> tuple[KnownMistake, ...]:
    """Mistakes of one function that lose one part."""
    return tuple(KnownMistake(name, code, (part,), function) for name, code in table.items())


# ------------------------------------------------------------------------------ stretch


def an_image(rng: np.random.Generator) -> tuple[object, ...]:
    """An image of three colours, no two of whose sides are equal."""
    return (rng.normal(size=(int(rng.integers(4, 7)), int(rng.integers(7, 9)), 3)),)


def a_grey_image(rng: np.random.Generator) -> tuple[object, ...]:
    """Whole numbers in a transposed view: the order in memory is no guide."""
    return (rng.integers(0, 256, (5, 4)).astype(np.uint8).T,)


def a_model(rng: np.random.Generator) -> tuple[object, ...]:
    """Sizes and a choice, by keyword order."""
    return int(rng.integers(20, 99)), int(rng.integers(3, 19)), False


def a_model_with_bias(rng: np.random.Generator) -> tuple[object, ...]:
    """Sizes alone: the bias is there unless one says otherwise."""
    return int(rng.integers(20, 99)), int(rng.integers(3, 19))


def a_training_set(rng: np.random.Generator) -> tuple[object, ...]:
    """`N`, `D`, `C`."""
    return int(rng.integers(100, 999)), *a_model_with_bias(rng)


STRETCH_CHECKS = (
    Probe("stretch", "a fresh image", an_image, function="stretch", tolerance=EXACT),
    Probe("stretch", "a transposed image", a_grey_image, function="stretch", tolerance=EXACT),
    Probe("parameter_count", "fresh D and C", a_model_with_bias, function="parameter_count"),
    Probe("parameter_count", "D and C without a bias", a_model, function="parameter_count"),
    Probe("numbers_kept", "fresh N, D and C", a_training_set, function="numbers_kept"),
)

STRETCH_MISTAKES = (
    *known(
        "stretch",
        "stretch",
        {
            "column by column": lambda img: img.ravel(order="F"),
            "colours apart": lambda img: np.moveaxis(img, -1, 0).ravel(),
            "one row in a matrix": lambda img: img.reshape(1, -1),
        },
    ),
    *known(
        "parameter_count",
        "parameter_count",
        {
            "one bias for all classes": lambda D, C, bias=True: D * C + bool(bias),
            "bias for each input": lambda D, C, bias=True: D * (C + bool(bias)),
            "bias always counted": lambda D, C, bias=True: (D + 1) * C,
            "bias left out": lambda D, C, bias=True: D * C,
            "inputs and classes added": lambda D, C, bias=True: D + C + bool(bias) * C,
        },
    ),
    *known(
        "numbers_kept",
        "numbers_kept",
        {
            "bias left out": lambda N, D, C: (D * C, N * D),
            "parameters grow with N": lambda N, D, C: (N * (D + 1) * C, N * D),
            "labels kept too": lambda N, D, C: ((D + 1) * C, N * (D + 1)),
            "distances kept": lambda N, D, C: ((D + 1) * C, N),
            "returned the other way round": lambda N, D, C: (N * D, (D + 1) * C),
        },
    ),
)


# ------------------------------------------------------------------------------ linear_scores


def lecture_layout(rng: np.random.Generator) -> tuple[object, ...]:
    """`W` `(C, D)`, `x`, `b`."""
    _, D, C = sizes(rng)
    return rng.normal(size=(C, D)), rng.normal(size=D), rng.normal(size=C)


def rows_and_weights(rng: np.random.Generator) -> tuple[Array, Array, Array]:
    """`X`, `W` `(D, C)`, `b`, with sizes all different."""
    N, D, C = sizes(rng)
    return rng.normal(size=(N, D)), rng.normal(size=(D, C)), rng.normal(size=C)


def whole_rows(rng: np.random.Generator) -> tuple[object, ...]:
    """The same with an `X` of integers and a transposed `W`."""
    X, W, b = rows_and_weights(rng)
    return rng.integers(-3, 4, X.shape), np.asfortranarray(W), b


def one_row(rng: np.random.Generator) -> tuple[object, ...]:
    """The same with a single row."""
    X, W, b = rows_and_weights(rng)
    return X[:1], W, b


LINEAR_CHECKS = (
    Probe("one image", "a fresh image", lecture_layout, function="linear_scores"),
    *(
        Probe("batch", says, draw, function="batch_scores")
        for says, draw in (
            ("fresh rows", rows_and_weights),
            ("an X of integers", whole_rows),
            ("a single row", one_row),
        )
    ),
)

LINEAR_MISTAKES = (
    *known(
        "linear_scores",
        "one image",
        {
            "bias left out": lambda W, x, b: W @ x,
            "bias subtracted": lambda W, x, b: W @ x - b,
            "bias counted twice": lambda W, x, b: W @ x + 2 * b,
            "one bias for all scores": lambda W, x, b: W @ x + b[0],
            "scores clipped": lambda W, x, b: np.maximum(W @ x + b, 0),
        },
    ),
    *known(
        "batch_scores",
        "batch",
        {
            "bias left out": lambda X, W, b: X @ W,
            "bias subtracted": lambda X, W, b: X @ W - b,
            "bias counted twice": lambda X, W, b: X @ W + 2 * b,
            "one bias for all scores": lambda X, W, b: X @ W + b[0],
            "scores clipped": lambda X, W, b: np.maximum(X @ W + b, 0),
            "scores squashed": lambda X, W, b: 1 / (1 + np.exp(-(X @ W + b))),
            "scores transposed": lambda X, W, b: (X @ W + b).T,
            "bias by row": lambda X, W, b: X @ W + np.resize(b, len(X))[:, None],
            "single precision": lambda X, W, b: X.astype("f4") @ W.astype("f4") + b.astype("f4"),
        },
    ),
)


# ------------------------------------------------------------------------------ fold_bias


def product(f: Callable[..., tuple[Array, Array]], *args: object) -> object:
    """What the two matrices are for."""
    X1, W1 = f(*args)
    return X1 @ W1


def arguments_as_before(f: Function, rng: np.random.Generator) -> None:
    """X, W and b are the same after the call."""
    args = rows_and_weights(rng)
    expect.untouched(f, *args, names=("X", "W", "b"))
    expect.repeatable(f, *args)


FOLD_CHECKS = (
    Probe("scores", "fresh rows: X1 @ W1", rows_and_weights, measure=product),
    Probe("scores", "an X of integers: X1 @ W1", whole_rows, measure=product),
    Probe("layout", "fresh rows", rows_and_weights, "X1"),
    Probe("layout", "fresh rows", rows_and_weights, "W1"),
    Check("purity", arguments_as_before),
)


def folded(X: Array, W: Array, b: Array, *, at: int = -1, one: float = 1.0) -> tuple[Array, Array]:
    """Both matrices with the new column and row at one end or the other."""
    column, row = np.full((len(X), 1), one), b[None]
    if at == 0:
        return np.hstack([column, X]), np.vstack([row, W])
    return np.hstack([X, column]), np.vstack([W, row])


def centred(X: Array, W: Array, b: Array) -> object:
    found = folded(X, W, b)
    X -= X.mean(axis=0).astype(X.dtype)
    return found


def clears_bias(X: Array, W: Array, b: Array) -> object:
    found = folded(X, W, b)
    b[:] = 0
    return found


FOLD_MISTAKES = (
    KnownMistake("ones first", lambda X, W, b: folded(X, W, b, at=0), ("layout",)),
    KnownMistake("column of zeros", lambda X, W, b: folded(X, W, b, one=0.0), ("scores", "layout")),
    KnownMistake(
        "bias not in the weights", lambda X, W, b: folded(X, W, 0 * b), ("scores", "layout")
    ),
    KnownMistake(
        "weights not extended", lambda X, W, b: (folded(X, W, b)[0], W), ("scores", "layout")
    ),
    KnownMistake(
        "returned in another order", lambda X, W, b: folded(X, W, b)[::-1], ("scores", "layout")
    ),
    KnownMistake("argument changed", centred, ("purity",)),
    KnownMistake("argument changed", clears_bias, ("purity",)),
)


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

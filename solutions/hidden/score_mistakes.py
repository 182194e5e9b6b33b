"""Hidden checks and known mistakes of assignment 1's images, scores and folded biases."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from autograder.exercise import Check, KnownMistake, Probe
from autograder.judging import expect
from autograder.judging.function import Function
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

"""Hidden checks and known mistakes of assignment 3's losses, Jacobians and identities."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from autograder.exercise import Check, Probe
from autograder.visible import derivative_rules as visible
from solutions.hidden.score_mistakes import known

Array = NDArray[np.float64]
Vector = Callable[[Array], Array]

# ------------------------------------------------------------------------------ regression_losses


def some_rows(rng: np.random.Generator) -> tuple[object, ...]:
    """Fresh rows, no residual near its kink, of both signs."""
    N, D = (int(n) for n in rng.choice(np.arange(5, 12), 2, replace=False))
    while True:
        w, X, y = rng.normal(size=D), rng.normal(size=(N, D)), rng.normal(size=N)
        r = X @ w - y
        # Not 0 in sum, so that a lost sign shows.
        if np.abs(r).min() > 1e-3 and r.min() < 0 < r.max() and abs(r.sum()) > 0.1:
            return w, X, y


def whole_rows(rng: np.random.Generator) -> tuple[object, ...]:
    """`X` and `y` of integers."""
    w, X, y = some_rows(rng)
    return w, np.round(3 * X).astype(int), np.round(3 * y).astype(int)


def some_weights(rng: np.random.Generator) -> tuple[object, ...]:
    """A matrix with no entry near 0, not square."""
    return (rng.uniform(0.2, 2.0, (4, 7)) * rng.choice([-1.0, 1.0], (4, 7)),)


def a_vector(rng: np.random.Generator) -> tuple[object, ...]:
    """The same of one axis."""
    return (some_weights(rng)[0][0],)


REGRESSION = (
    *(
        Probe(part, says, draw, piece, function=function)
        for part, function, piece in (
            ("l1 loss", "l1_loss", "loss"),
            ("l1 gradient", "l1_loss", "dw"),
            ("l2 loss", "l2_loss", "loss"),
            ("l2 gradient", "l2_loss", "dw"),
        )
        for says, draw in (("fresh rows", some_rows), ("rows of integers", whole_rows))
    ),
    Check("l1 gradient", visible.l1_at_a_kink, "l1_loss"),
    *(
        Probe(part, says, draw, piece, function=function)
        for part, function in (("l1 penalty", "l1_penalty"), ("l2 penalty", "l2_penalty"))
        for piece in ("value", "dW")
        for says, draw in (("fresh weights", some_weights), ("a vector", a_vector))
    ),
)


def off(w: Array, X: Array, y: Array) -> Array:
    return X @ w - y


def absolute(
    loss: Callable[[Array], float] = lambda r: np.abs(r).mean(),
    pull: Callable[[Array, Array], Array] = lambda r, X: np.sign(r) @ X / len(X),
) -> Callable[..., object]:
    return lambda w, X, y: (float(loss(off(w, X, y))), pull(off(w, X, y), X))


def squared(
    loss: Callable[[Array], float] = lambda r: (r * r).mean(),
    pull: Callable[[Array, Array], Array] = lambda r, X: 2 * r @ X / len(X),
) -> Callable[..., object]:
    return lambda w, X, y: (float(loss(off(w, X, y))), pull(off(w, X, y), X))


L1 = (
    *known(
        "l1_loss",
        "l1 loss",
        {
            "sum for mean": absolute(lambda r: np.abs(r).sum()),
            "residuals not made positive": absolute(np.mean),
            "squared residuals": absolute(lambda r: (r * r).mean()),
        },
    ),
    *known(
        "l1_loss",
        "l1 gradient",
        {
            "sum for mean": absolute(pull=lambda r, X: np.sign(r) @ X),
            "sign flipped": absolute(pull=lambda r, X: -np.sign(r) @ X / len(X)),
            "residual for its sign": absolute(pull=lambda r, X: r @ X / len(X)),
            "sign left out": absolute(pull=lambda r, X: X.mean(axis=0)),
            "nan at the kink": absolute(pull=lambda r, X: (r / np.abs(r)) @ X / len(X)),
            "inputs left out": absolute(pull=lambda r, X: np.full(X.shape[1], np.sign(r).mean())),
        },
    ),
)

L2 = (
    *known(
        "l2_loss",
        "l2 loss",
        {
            "sum for mean": squared(lambda r: (r * r).sum()),
            "squared error with a half": squared(lambda r: (r * r).mean() / 2),
            "root of the squares": squared(lambda r: np.sqrt((r * r).sum())),
            "root of the mean square": squared(lambda r: np.sqrt((r * r).mean())),
            "absolute residuals": squared(lambda r: np.abs(r).mean()),
        },
    ),
    *known(
        "l2_loss",
        "l2 gradient",
        {
            "sum for mean": squared(pull=lambda r, X: 2 * r @ X),
            "sign flipped": squared(pull=lambda r, X: -2 * r @ X / len(X)),
            "inner derivative's 2 left out": squared(pull=lambda r, X: r @ X / len(X)),
            "sign for the residual": squared(pull=lambda r, X: 2 * np.sign(r) @ X / len(X)),
        },
    ),
)

PENALTIES = (
    *known(
        "l1_penalty",
        "l1 penalty",
        {
            "penalty without absolute values": lambda W: (float(W.sum()), np.sign(W)),
            "squares for absolute values": lambda W: (float((W * W).sum()), np.sign(W)),
            "mean for sum": lambda W: (float(np.abs(W).mean()), np.sign(W) / W.size),
            "sign left out": lambda W: (float(np.abs(W).sum()), np.ones(W.shape)),
            "weights for their signs": lambda W: (float(np.abs(W).sum()), 1.0 * W),
            "nan at the kink": lambda W: (float(np.abs(W).sum()), W / np.abs(W)),
        },
    ),
    *known(
        "l2_penalty",
        "l2 penalty",
        {
            "penalty with a half": lambda W: (float((W * W).sum() / 2), 1.0 * W),
            "penalty's gradient halved": lambda W: (float((W * W).sum()), 1.0 * W),
            "root of the squares": lambda W: (float(np.sqrt((W * W).sum())), 2.0 * W),
            "sum of absolute weights": lambda W: (float(np.abs(W).sum()), 2.0 * W),
            "mean for sum": lambda W: (float((W * W).mean()), 2.0 * W / W.size),
            "gradient transposed": lambda W: (float((W * W).sum()), 2.0 * W.T),
        },
    ),
)

# ------------------------------------------------------------------------------ matrix_identities


def two_vectors(rng: np.random.Generator) -> tuple[object, ...]:
    """`w` and `x`."""
    return rng.normal(size=5), rng.normal(size=5)


def a_form(rng: np.random.Generator) -> tuple[object, ...]:
    """A matrix far from symmetric, and `w`."""
    return rng.normal(size=(4, 4)), rng.normal(size=4)


def a_map(rng: np.random.Generator) -> tuple[object, ...]:
    """A matrix that is not square, and `x`."""
    return rng.normal(size=(3, 5)), rng.normal(size=5)


IDENTITIES = (
    Probe("inner product", "fresh vectors", two_vectors, function="inner_product_jacobian"),
    Probe("quadratic form", "a fresh matrix", a_form, function="quadratic_jacobian"),
    Probe("linear map", "a fresh matrix", a_map, function="linear_map_jacobian"),
)

RULES = (
    *known(
        "inner_product_jacobian",
        "inner product",
        {
            "the other factor": lambda w, x: w[None],
            "column for a row": lambda w, x: x[:, None],
            "gradient for a Jacobian": lambda w, x: 1.0 * x,
        },
    ),
    *known(
        "quadratic_jacobian",
        "quadratic form",
        {
            "A taken as symmetric": lambda A, w: 2 * (w @ A)[None],
            "A transposed taken as symmetric": lambda A, w: 2 * (A @ w)[None],
            "one of the two factors": lambda A, w: (w @ A)[None],
            "the other of the two factors": lambda A, w: (A @ w)[None],
            "gradient for a Jacobian": lambda A, w: w @ A + A @ w,
            "half as large": lambda A, w: (w @ A + A @ w)[None] / 2,
        },
    ),
    *known(
        "linear_map_jacobian",
        "linear map",
        {
            "Jacobian transposed": lambda A, x: A.T,
            "the function for its Jacobian": lambda A, x: A @ x,
        },
    ),
)

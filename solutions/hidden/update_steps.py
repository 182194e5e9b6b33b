"""Hidden checks and known mistakes of one-step updates.

What is compared is the change of a parameter, divided by the rate: minus the gradient. A factor
that is off shows in it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from autograder.exercise import Check, KnownMistake, Probe
from autograder.judging import expect
from autograder.judging.function import Function
from solutions.hidden.svm_draws import CLEAR, hinge_batch, sizes

Array = NDArray[np.float64]
Rng = np.random.Generator
Draw = Callable[[Rng], tuple[object, ...]]
Update = Callable[..., object]

#: A rate at which a bias that sees the new w ends far from where it should.
RATE = 0.3


def change_of_weights(f: Callable[..., object], *args: object) -> object:
    """By how much the weights moved, a unit of rate."""
    return (np.asarray(f(*args), dtype=float) - np.asarray(args[0])) / np.asarray(args[4])


def change_of_bias(f: Callable[..., object], *args: object) -> object:
    """By how much the bias moved, a unit of rate."""
    return (np.asarray(f(*args), dtype=float) - np.asarray(args[1])) / np.asarray(args[4])


# ------------------------------------------------------------------------------ draws


def of_linear(rng: Rng) -> tuple[object, ...]:
    """Any numbers for labels."""
    N, D, _ = sizes(rng)
    X, y = rng.normal(size=(N, D)), rng.normal(size=N)
    return rng.normal(size=D), float(rng.normal()), X, y, RATE


def of_sigmoid(rng: Rng) -> tuple[object, ...]:
    """Labels 0 and 1, both of them there."""
    w, b, X, _, lr = of_linear(rng)
    y = rng.permutation(np.arange(len(np.asarray(X))) % 2)
    return w, b, X, y, lr


def telling(w: Array, b: float, X: Array, y: NDArray[np.int64], lr: float) -> bool:
    """Whether the bias moves otherwise under each wrong mask, a late one too, than it should."""
    margins = y * (X @ w + b)
    after = y * (X @ (w + lr * (y * (margins < 1)) @ X) + b)
    masks = (margins < 1, margins < 0, margins > 1, np.ones(len(X)), after < 1)
    apart = len({0, *(int(y @ mask) for mask in masks)}) == len(masks) + 1
    return apart and bool(np.abs(after - 1).min() > CLEAR)


def of_hinge(rng: Rng) -> tuple[object, ...]:
    """Rows on both sides of the margin, some of which change sides with the new w."""
    while True:
        N, D, _ = sizes(rng)
        w, b, X, y = hinge_batch(rng, N, D)
        if telling(w, b, X, y, RATE):
            return w, b, X, y, RATE


def of_softmax(rng: Rng) -> tuple[object, ...]:
    """More rows than classes, and a class that no row has."""
    N, D, C = sizes(rng)
    W, X = rng.normal(size=(D, C)), rng.normal(size=(N, D))
    return W, rng.normal(size=C), X, rng.integers(0, C - 1, N), RATE


def one_row(draw: Draw) -> Draw:
    """The first row of a draw alone."""

    def drawn(rng: Rng) -> tuple[object, ...]:
        w, b, X, y, lr = draw(rng)
        return w, b, np.asarray(X)[:1], np.asarray(y)[:1], lr

    return drawn


def whole_numbers(draw: Draw) -> Draw:
    """Weights, rows and labels of integers, and a bias that is none: no `y f` is 1."""

    def drawn(rng: Rng) -> tuple[object, ...]:
        w, b, X, y, lr = draw(rng)
        w, X = (rng.integers(-2, 3, np.shape(v)) for v in (w, X))
        bias = np.full(np.shape(b), 0.25) if np.ndim(np.asarray(b)) else 0.25
        return w, bias, X, np.rint(np.asarray(y)).astype(int), lr

    return drawn


def at_the_margin(rng: Rng) -> tuple[object, ...]:
    """Integers alone, and rows with `y f` exactly 1, which move nothing."""
    while True:
        N, D, _ = sizes(rng)
        w, X, y = rng.integers(-2, 3, D), rng.integers(-2, 3, (N, D)), rng.choice([-1, 1], N)
        margins = y * (X @ w + 1)
        if y @ (margins == 1) and y @ (margins < 1):
            return w.astype(float), 1.0, X.astype(float), y, RATE


def far_scores(rng: Rng) -> tuple[object, ...]:
    """Scores around 800 in one row, around -800 in another, and of both kinds in a third."""
    W, b, X, y, lr = of_softmax(rng)
    rows, weights = np.array(X), np.array(W)
    rows[:, 0], weights[0] = 0.0, 1.0
    rows[0, 0], rows[1, 0] = 800.0, -800.0
    rows[:, 1], weights[1, :2] = 0.0, (1.0, -1.0)
    rows[2, 1] = 800.0
    return weights, b, rows, y, lr


# ------------------------------------------------------------------------------ checks


def checks(draw: Draw, weights: str) -> tuple[Probe | Check, ...]:
    """The hidden checks of one rule; `weights` is what the docstring calls them."""

    def arguments_kept(f: Function, rng: Rng) -> None:
        """All that is given is the same after the call, which gives the same when repeated."""
        for made in (draw(rng), whole_numbers(draw)(rng)):
            expect.untouched(f, *made, names=(weights, "b", "X", "y", "lr"))
            expect.repeatable(f, *made)
        for array in made:
            if isinstance(array, np.ndarray):
                array.flags.writeable = False
        f(*made)

    kinds = (
        ("fresh rows", draw, 3),
        ("a single row", one_row(draw), 2),
        ("integers for weights and rows", whole_numbers(draw), 1),
    )
    return (
        *(
            Probe(part, says, made, piece, measure, draws=draws)
            for part, piece, measure in (
                ("weights", weights, change_of_weights),
                ("bias", "b", change_of_bias),
            )
            for says, made, draws in kinds
        ),
        Check("purity", arguments_kept),
    )


LINEAR_CHECKS = checks(of_linear, "w")
SIGMOID_CHECKS = checks(of_sigmoid, "w")
HINGE_CHECKS = (
    *checks(of_hinge, "w"),
    Probe("weights", "rows at the margin", at_the_margin, "w", change_of_weights),
    Probe("bias", "rows at the margin", at_the_margin, "b", change_of_bias),
)
SOFTMAX_CHECKS = (
    *checks(of_softmax, "W"),
    Probe("large scores", "scores around 800 and -800", far_scores, "W", change_of_weights),
    Probe("large scores", "scores around 800 and -800", far_scores, "b", change_of_bias),
)

# ------------------------------------------------------------------------------ mistakes

Pull = Callable[[Array, Array], Array]
"""From f and y to what each row pulls the parameters by, minus the loss's slope in f."""


def squashed(f: Array) -> Array:
    """The sigmoid."""
    return np.asarray(np.exp(-np.logaddexp(0.0, -f)))


def linear_pull(f: Array, y: Array) -> Array:
    return 2 * (y - f)


def sigmoid_pull(f: Array, y: Array) -> Array:
    s = squashed(f)
    return 2 * (y - s) * (s - s * s)


def hinge_pull(f: Array, y: Array) -> Array:
    return y * (y * f < 1)


def softmax_pull(S: Array, y: Array) -> Array:
    P = np.exp(S - S.max(axis=1)[:, None])
    return np.asarray(np.eye(S.shape[1])[y] - P / P.sum(axis=1)[:, None])


def update(
    pull: Pull,
    *,
    weights: float = 1.0,
    bias: float = 1.0,
    seen: float = 1.0,
    mean: bool = False,
    late: bool = False,
    rows: slice = slice(None),
) -> Update:
    """An answer made of these: factors of the two steps, and of the bias in f; `late` for a bias
    that sees the new weights.
    """

    def step(w: Array, b: Array, X: Array, y: Array, lr: float) -> object:
        rate = lr / len(X) if mean else lr
        X, y = X[rows], y[rows]
        new = w + weights * rate * X.T @ pull(X @ w + seen * b, y)
        moved = b + bias * rate * pull(X @ (new if late else w) + seen * b, y).sum(axis=0)
        return new, moved if np.ndim(moved) else float(moved)

    return step


def in_place(right: Update) -> Update:
    """Writes the result into the caller's array, where that takes it."""

    def step(w: Array, b: Array, X: Array, y: Array, lr: float) -> object:
        new, moved = right(w, b, X, y, lr)  # type: ignore[misc]
        w[...] = new.astype(w.dtype)
        return new, moved

    return step


def column(right: Update) -> Update:
    """Returns weights with an axis too many."""

    def step(w: Array, b: Array, X: Array, y: Array, lr: float) -> object:
        new, moved = right(w, b, X, y, lr)  # type: ignore[misc]
        return new[:, None], moved

    return step


BOTH = ("weights", "bias")


def common(pull: Pull, parts: tuple[str, ...] = BOTH) -> tuple[KnownMistake, ...]:
    """The mistakes that every rule can be written with; `parts` are lost by a wrong step."""
    right = update(pull)
    late = tuple(part for part in parts if part != "weights")
    weights = tuple(part for part in parts if part != "bias")
    made = {
        "sign flipped": (update(pull, weights=-1.0, bias=-1.0), parts),
        "averaged over the rows": (update(pull, mean=True), parts),
        "new w for the bias": (update(pull, late=True), late),
        "bias left out": (update(pull, seen=0.0), parts),
        "last row only": (update(pull, rows=slice(-1, None)), parts),
        "gradient transposed": (column(right), weights),
        "argument changed": (in_place(right), ("purity",)),
    }
    found = [KnownMistake(name, code, lost) for name, (code, lost) in made.items()]
    found.append(KnownMistake("nothing but zeros", update(pull, bias=0.0), late))
    found.append(KnownMistake("sign flipped", update(pull, bias=-1.0), late))
    return tuple(found)


def _more(table: dict[str, Update], parts: tuple[str, ...] = BOTH) -> tuple[KnownMistake, ...]:
    return tuple(KnownMistake(name, code, parts) for name, code in table.items())


LINEAR_MISTAKES = (
    *common(linear_pull),
    *_more(
        {
            "half as large": update(lambda f, y: y - f),
            "twice as large": update(lambda f, y: 4 * (y - f)),
            "sign in place of the error": update(lambda f, y: 2 * np.sign(y - f)),
            "mask of the hinge": update(lambda f, y: 2 * (y - f) * (y * f < 1)),
        }
    ),
)

SIGMOID_MISTAKES = (
    *common(sigmoid_pull),
    *_more(
        {
            "half as large": update(lambda f, y: sigmoid_pull(f, y) / 2),
            "slope of the sigmoid forgotten": update(lambda f, y: 2 * (y - squashed(f))),
            "slope at the output": update(
                lambda f, y: 2 * (y - squashed(f)) * squashed(squashed(f)) * squashed(-squashed(f))
            ),
            "output not squashed": update(lambda f, y: 2 * (y - f) * squashed(f) * squashed(-f)),
            "z in place of sigma": update(lambda f, y: 2 * (y - squashed(f)) * f * (1 - f)),
        }
    ),
)

HINGE_MISTAKES = (
    *common(hinge_pull),
    *_more(
        {
            "twice as large": update(lambda f, y: 2 * hinge_pull(f, y)),
            "labels taken as 0 and 1": update(lambda f, y: hinge_pull(f, 2 * y - 1)),
            "threshold 0 in place of 1": update(lambda f, y: y * (y * f < 0)),
            "mask ignored": update(lambda f, y: y),
            "mask the wrong way round": update(lambda f, y: y * (y * f > 1)),
            "margins in place of the mask": update(lambda f, y: y * np.maximum(0, 1 - y * f)),
        }
    ),
)


def no_shift(S: Array, y: Array) -> Array:
    P = np.exp(S)
    return np.asarray(np.eye(S.shape[1])[y] - P / P.sum(axis=1)[:, None])


def whole_columns(S: Array, y: Array) -> Array:
    found = softmax_pull(S, y) - np.eye(S.shape[1])[y]
    found[:, y] += 1.0
    return np.asarray(found)


SOFTMAX_PARTS = ("weights", "bias", "large scores")

SOFTMAX_MISTAKES = (
    *common(softmax_pull, SOFTMAX_PARTS),
    *_more(
        {
            "twice as large": update(lambda S, y: 2 * softmax_pull(S, y)),
            "true class left in": update(lambda S, y: softmax_pull(S, y) - np.eye(S.shape[1])[y]),
            "true column changed for all rows": update(whole_columns),
            "true class alone": update(lambda S, y: softmax_pull(S, y) * np.eye(S.shape[1])[y]),
        },
        SOFTMAX_PARTS,
    ),
    KnownMistake("scores overflow", update(no_shift), ("large scores",)),
)

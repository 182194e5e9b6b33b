"""Known mistakes of the multiclass hinge loss: one stage of a right answer, done wrongly.

`assemble` puts an answer together from five stages; a mistake replaces one or two of them.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from autograder.exercise import KnownMistake

Array = NDArray[np.float64]
Labels = NDArray[np.int64]
Svm = Callable[..., object]


def at_labels(M: Array, y: Labels) -> Array:
    """The entries in the true columns, `(N, 1)`."""
    return np.take_along_axis(M, y[:, None], axis=1)


def put_at_labels(M: Array, y: Labels, values: object) -> Array:
    """A copy of `M` with these values in the true columns."""
    out = M.copy()
    np.put_along_axis(out, y[:, None], np.reshape(values, (-1, 1)), axis=1)
    return out


# The stages of a right answer.


def hinges(S: Array, y: Labels) -> Array:
    return put_at_labels(np.maximum(0, S - at_labels(S, y) + 1), y, np.zeros(len(y)))


def mean_loss(M: Array) -> float:
    return M.sum() / len(M)


def pulls(M: Array, y: Labels) -> Array:
    violated = (M > 0).astype(float)
    return put_at_labels(violated, y, -violated.sum(axis=1)) / len(M)


def squares(W: Array, reg: float, N: int) -> float:
    return reg * (W * W).sum()


def twice(W: Array, reg: float, N: int) -> Array:
    return 2 * reg * W


def assemble(
    *,
    margins: Callable[[Array, Labels], Array] = hinges,
    loss: Callable[[Array], float] = mean_loss,
    dS: Callable[[Array, Labels], Array] = pulls,
    penalty: Callable[[Array, float, int], float] = squares,
    slope: Callable[[Array, float, int], Array] = twice,
) -> Svm:
    """An answer made of these stages."""

    def svm_loss(W: Array, X: Array, y: Labels, reg: float) -> tuple[float, Array]:
        M = margins(X @ W, y)
        value = loss(M) + penalty(W, reg, len(X))
        return float(value), X.T @ dS(M, y) + slope(W, reg, len(X))

    return svm_loss


# Which terms are summed.


def all_classes(S: Array, y: Labels) -> Array:
    return np.maximum(0, S - at_labels(S, y) + 1)


def by_score(S: Array, y: Labels) -> Array:
    true = at_labels(S, y)
    return np.where(true == S, 0, np.maximum(0, S - true + 1))


def against_highest(S: Array, y: Labels) -> Array:
    return put_at_labels(np.maximum(0, S - S.max(axis=1, keepdims=True) + 1), y, np.zeros(len(y)))


def classes_seen(S: Array, y: Labels) -> Array:
    return np.where(np.arange(S.shape[1]) > y.max(), 0, hinges(S, y))


def three_classes(S: Array, y: Labels) -> Array:
    return np.where(np.arange(S.shape[1]) >= 3, 0, hinges(S, y))


def worst_only(S: Array, y: Labels) -> Array:
    M = hinges(S, y)
    return np.where(np.arange(M.shape[1]) == M.argmax(axis=1)[:, None], M, 0)


def hinge_at(margin: float, direction: float = 1) -> Callable[[Array, Labels], Array]:
    """The margins with another constant than 1, or with the difference the other way round."""

    def shifted(S: Array, y: Labels) -> Array:
        M = np.maximum(0, direction * (S - at_labels(S, y)) + margin)
        return put_at_labels(M, y, np.zeros(len(y)))

    return shifted


def unclipped(S: Array, y: Labels) -> Array:
    return put_at_labels(S - at_labels(S, y) + 1, y, np.zeros(len(y)))


def clipped_early(S: Array, y: Labels) -> Array:
    return put_at_labels(np.maximum(0, S - at_labels(S, y)) + 1, y, np.zeros(len(y)))


# The gradient in the scores.


def wrong_columns_only(M: Array, y: Labels) -> Array:
    return put_at_labels((M > 0) / len(M), y, np.zeros(len(y)))


def true_column_only(M: Array, y: Labels) -> Array:
    return pulls(M, y) - wrong_columns_only(M, y)


def own_count_too(M: Array, y: Labels) -> Array:
    return put_at_labels((M > 0) / len(M), y, -((M > 0).sum(axis=1) + 1) / len(M))


def no_minus(M: Array, y: Labels) -> Array:
    return np.abs(pulls(M, y))


def once_a_row(M: Array, y: Labels) -> Array:
    return put_at_labels((M > 0) / len(M), y, -np.ones(len(y)) / len(M))


def unmasked(M: Array, y: Labels) -> Array:
    return pulls(np.ones_like(M), y) + put_at_labels(np.zeros_like(M), y, np.ones(len(y))) / len(M)


def sizes_for_mask(M: Array, y: Labels) -> Array:
    return put_at_labels(M, y, -M.sum(axis=1)) / len(M)


def whole_columns(M: Array, y: Labels) -> Array:
    violated = (M > 0).astype(float)
    violated[:, y] -= violated.sum(axis=1)
    return violated / len(M)


def scaled(factor: Callable[[Array], float]) -> Callable[[Array, Labels], Array]:
    """The right gradient times a factor of the margins' shape."""
    return lambda M, y: factor(M) * pulls(M, y)


# The penalty.


def halved(W: Array, reg: float, N: int) -> float:
    return 0.5 * squares(W, reg, N)


def once(W: Array, reg: float, N: int) -> Array:
    return reg * W


def none(W: Array, reg: float, N: int) -> Array:
    return 0 * W


def zero(W: Array, reg: float, N: int) -> float:
    return 0.0


def head(W: Array) -> Array:
    """`W` without its last row, which is taken for the biases."""
    return np.vstack([W[:-1], 0 * W[-1:]])


# Form.


def transposed(W: Array, X: Array, y: Labels, reg: float) -> object:
    value, dW = RIGHT(W, X, y, reg)
    return value, dW.T


def loss_of_each_row(W: Array, X: Array, y: Labels, reg: float) -> object:
    return hinges(X @ W, y).sum(axis=1) + squares(W, reg, 1), RIGHT(W, X, y, reg)[1]


def loss_alone(W: Array, X: Array, y: Labels, reg: float) -> object:
    return RIGHT(W, X, y, reg)[0]


def gradient_first(W: Array, X: Array, y: Labels, reg: float) -> object:
    value, dW = RIGHT(W, X, y, reg)
    return dW, value


def in_single_precision(W: Array, X: Array, y: Labels, reg: float) -> object:
    value, dW = RIGHT(W.astype(np.float32), X.astype(np.float32), y, reg)
    return np.float32(value), dW.astype(np.float32)


# Purity.


def changes_weights(W: Array, X: Array, y: Labels, reg: float) -> object:
    found = RIGHT(W, X, y, reg)
    W *= 2 * reg
    return found


def zeroes_last_row(W: Array, X: Array, y: Labels, reg: float) -> object:
    found = RIGHT(W, X, y, reg)
    W[-1] = 0.0
    return found


def changes_rows(W: Array, X: Array, y: Labels, reg: float) -> object:
    found = RIGHT(W, X, y, reg)
    X -= X.mean(axis=0).astype(X.dtype)
    return found


def changes_labels(W: Array, X: Array, y: Labels, reg: float) -> object:
    found = RIGHT(W, X, y, reg)
    y += 1
    return found


KEPT: dict[tuple[int, ...], Array] = {}


def accumulates(W: Array, X: Array, y: Labels, reg: float) -> object:
    value, dW = RIGHT(W, X, y, reg)
    KEPT[W.shape] = KEPT.get(W.shape, 0.0) + dW
    return value, KEPT[W.shape].copy()


def loops(W: Array, X: Array, y: Labels, reg: float) -> object:
    value, dW = 0.0, np.zeros(W.shape)
    for x, label in zip(X, y, strict=True):
        one, change = RIGHT(W, x[None], label[None], 0.0)
        value, dW = value + one, dW + change
    return value / len(X) + squares(W, reg, 1), dW / len(X) + twice(W, reg, 1)


def comprehends(W: Array, X: Array, y: Labels, reg: float) -> object:
    values = [RIGHT(W, x[None], label[None], 0.0)[0] for x, label in zip(X, y, strict=True)]
    return np.mean(values) + squares(W, reg, 1), RIGHT(W, X, y, reg)[1]


def in_a_helper(W: Array, X: Array, y: Labels, reg: float) -> object:
    return loops(W, X, y, reg)


RIGHT = assemble()

L, G, R, S, P = "loss", "gradient", "regularisation", "shape", "purity"


def _m(name: str, parts: tuple[str, ...], **stages: Callable[..., object]) -> KnownMistake:
    return KnownMistake(name, assemble(**stages), parts)  # type: ignore[arg-type]


Row = tuple[str, dict[str, Callable[..., object]]]


def _row(name: str, **stages: Callable[..., object]) -> Row:
    return name, stages


#: The penalty alone done wrongly, whatever loss it is added to: a name and the stages that differ.
PENALTY_MISTAKES: tuple[Row, ...] = (
    _row("penalty's gradient halved", slope=once),
    _row("penalty with a half", penalty=halved, slope=once),
    _row("penalty with a half", penalty=halved),
    _row("penalty in the loss only", slope=none),
    _row("penalty in the gradient only", penalty=zero),
    _row("reg ignored", penalty=zero, slope=none),
    _row("penalty divided by N", penalty=lambda W, reg, N: squares(W, reg / N, N)),
    _row("penalty divided by N", slope=lambda W, reg, N: twice(W, reg / N, N)),
    _row(
        "penalty divided by N",
        penalty=lambda W, reg, N: squares(W, reg / N, N),
        slope=lambda W, reg, N: twice(W, reg / N, N),
    ),
    _row(
        "penalty once a row",
        penalty=lambda W, reg, N: squares(W, reg * N, N),
        slope=lambda W, reg, N: twice(W, reg * N, N),
    ),
    _row("penalty's sign flipped", slope=lambda W, reg, N: -twice(W, reg, N)),
    _row("penalty by a matrix product", penalty=lambda W, reg, N: reg * (W @ W.T).sum()),
    _row("sum of absolute weights", penalty=lambda W, reg, N: reg * np.abs(W).sum()),
    _row(
        "sum of absolute weights",
        penalty=lambda W, reg, N: reg * np.abs(W).sum(),
        slope=lambda W, reg, N: reg * np.sign(W),
    ),
    _row("square of the sum", penalty=lambda W, reg, N: reg * W.sum() ** 2),
    _row("root of the squares", penalty=lambda W, reg, N: reg * np.linalg.norm(W)),
    _row("reg squared", penalty=lambda W, reg, N: squares(reg * W, 1.0, N)),
    _row(
        "last row not penalised",
        penalty=lambda W, reg, N: squares(head(W), reg, N),
        slope=lambda W, reg, N: twice(head(W), reg, N),
    ),
)

SVM_MISTAKES = (
    _m("true class counted", (L,), margins=all_classes, dS=lambda M, y: pulls(hinges(M, y), y)),
    _m("true class found by its score", (L, G), margins=by_score),
    _m("highest score for the true one", (L, G), margins=against_highest),
    _m("classes miscounted", (L, G), margins=classes_seen),
    _m("classes miscounted", (L, G), margins=three_classes),
    _m("largest margin only", (L, G), margins=worst_only),
    _m("margin without the 1", (L, G), margins=hinge_at(0.0)),
    _m("margin of minus 1", (L, G), margins=hinge_at(-1.0)),
    _m("difference the wrong way round", (L, G), margins=hinge_at(1.0, -1.0)),
    _m("margins not clipped", (L,), margins=unclipped),
    _m("clipped before the 1 is added", (L, G), margins=clipped_early),
    _m(
        "squared hinge",
        (L, G),
        loss=lambda M: mean_loss(M * M),
        dS=lambda M, y: 2 * sizes_for_mask(M, y),
    ),
    _m("squared hinge", (L,), loss=lambda M: mean_loss(M * M)),
    _m("mean over classes too", (L,), loss=lambda M: M.mean()),
    _m(
        "mean over classes too",
        (L, G),
        loss=lambda M: M.mean(),
        dS=scaled(lambda M: 1 / M.shape[1]),
    ),
    _m("sum for mean", (L, G), loss=lambda M: M.sum(), dS=scaled(len)),
    _m("sum for mean", (L,), loss=lambda M: M.sum()),
    _m("sum for mean", (G,), dS=scaled(len)),
    _m("mean taken twice", (L,), loss=lambda M: mean_loss(M) / len(M)),
    _m("mean taken twice", (G,), dS=scaled(lambda M: 1 / len(M))),
    _m("sign flipped", (G,), dS=scaled(lambda M: -1.0)),
    _m("twice as large", (G,), dS=scaled(lambda M: 2.0)),
    _m("half as large", (L,), loss=lambda M: mean_loss(M) / 2),
    _m("nothing but zeros", (G,), dS=scaled(lambda M: 0.0)),
    _m("true column missing", (G,), dS=wrong_columns_only),
    _m("true column only", (G,), dS=true_column_only),
    _m("true class counts itself", (G,), dS=own_count_too),
    _m("true column without its minus", (G,), dS=no_minus),
    _m("true column once a row", (G,), dS=once_a_row),
    _m("mask ignored", (G,), dS=unmasked),
    _m("margins in place of the mask", (G,), dS=sizes_for_mask),
    _m("whole columns changed", (G,), dS=whole_columns),
    *(_m(name, (R,), **stages) for name, stages in PENALTY_MISTAKES),
    _m(
        "reg ignored",
        (L, G, R),
        penalty=lambda W, reg, N: squares(W, 1.0, N),
        slope=lambda W, reg, N: twice(W, 1.0, N),
    ),
    KnownMistake("gradient transposed", transposed, (S, G, R)),
    KnownMistake("loss of each row", loss_of_each_row, (S, L, R)),
    KnownMistake("loss without its gradient", loss_alone, (S, L, G, R)),
    KnownMistake("returned in another order", gradient_first, (S, L, G, R)),
    KnownMistake("single precision", in_single_precision, (L, G, R)),
    KnownMistake("argument changed", changes_weights, (P,)),
    KnownMistake("argument changed", zeroes_last_row, (P,)),
    KnownMistake("argument changed", changes_rows, (P,)),
    KnownMistake("argument changed", changes_labels, (P,)),
    KnownMistake("state kept between calls", accumulates, (G, R, P)),
)

LOOP_MISTAKES = (
    KnownMistake("loop in a vectorised function", loops, ("vectorised",)),
    KnownMistake("loop in a vectorised function", comprehends, ("vectorised",)),
    KnownMistake("loop in a vectorised function", in_a_helper, ("vectorised",)),
)

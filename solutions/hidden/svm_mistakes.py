"""Known mistakes of the multiclass hinge loss: one or two stages of a right answer done wrongly.

Or a right answer in the wrong form, or one that leaves traces.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from autograder.exercise import KnownMistake
from solutions.hidden import svm_stages as stages
from solutions.hidden.penalty_mistakes import PENALTY_MISTAKES
from solutions.hidden.svm_stages import Array, Labels

# Form.


def transposed(W: Array, X: Array, y: Labels, reg: float) -> object:
    value, dW = RIGHT(W, X, y, reg)
    return value, dW.T


def loss_of_each_row(W: Array, X: Array, y: Labels, reg: float) -> object:
    return stages.hinges(X @ W, y).sum(axis=1) + stages.squares(W, reg, 1), RIGHT(W, X, y, reg)[1]


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
    return value / len(X) + stages.squares(W, reg, 1), dW / len(X) + stages.twice(W, reg, 1)


def comprehends(W: Array, X: Array, y: Labels, reg: float) -> object:
    values = [RIGHT(W, x[None], label[None], 0.0)[0] for x, label in zip(X, y, strict=True)]
    return np.mean(values) + stages.squares(W, reg, 1), RIGHT(W, X, y, reg)[1]


def in_a_helper(W: Array, X: Array, y: Labels, reg: float) -> object:
    return loops(W, X, y, reg)


RIGHT = stages.assemble()

L, G, R, S, P = "loss", "gradient", "regularisation", "shape", "purity"


def _m(name: str, parts: tuple[str, ...], **replaced: Callable[..., object]) -> KnownMistake:
    return KnownMistake(name, stages.assemble(**replaced), parts)  # type: ignore[arg-type]


SVM_MISTAKES = (
    _m(
        "true class counted",
        (L,),
        margins=stages.all_classes,
        dS=lambda M, y: stages.pulls(stages.hinges(M, y), y),
    ),
    _m("true class found by its score", (L, G), margins=stages.by_score),
    _m("highest score for the true one", (L, G), margins=stages.against_highest),
    _m("classes miscounted", (L, G), margins=stages.classes_seen),
    _m("classes miscounted", (L, G), margins=stages.three_classes),
    _m("largest margin only", (L, G), margins=stages.worst_only),
    _m("margin without the 1", (L, G), margins=stages.hinge_at(0.0)),
    _m("margin of minus 1", (L, G), margins=stages.hinge_at(-1.0)),
    _m("difference the wrong way round", (L, G), margins=stages.hinge_at(1.0, -1.0)),
    _m("margins not clipped", (L,), margins=stages.unclipped),
    _m("clipped before the 1 is added", (L, G), margins=stages.clipped_early),
    _m(
        "squared hinge",
        (L, G),
        loss=lambda M: stages.mean_loss(M * M),
        dS=lambda M, y: 2 * stages.sizes_for_mask(M, y),
    ),
    _m("squared hinge", (L,), loss=lambda M: stages.mean_loss(M * M)),
    _m("mean over classes too", (L,), loss=lambda M: M.mean()),
    _m(
        "mean over classes too",
        (L, G),
        loss=lambda M: M.mean(),
        dS=stages.scaled(lambda M: 1 / M.shape[1]),
    ),
    _m("sum for mean", (L, G), loss=lambda M: M.sum(), dS=stages.scaled(len)),
    _m("sum for mean", (L,), loss=lambda M: M.sum()),
    _m("sum for mean", (G,), dS=stages.scaled(len)),
    _m("mean taken twice", (L,), loss=lambda M: stages.mean_loss(M) / len(M)),
    _m("mean taken twice", (G,), dS=stages.scaled(lambda M: 1 / len(M))),
    _m("sign flipped", (G,), dS=stages.scaled(lambda M: -1.0)),
    _m("twice as large", (G,), dS=stages.scaled(lambda M: 2.0)),
    _m("half as large", (L,), loss=lambda M: stages.mean_loss(M) / 2),
    _m("nothing but zeros", (G,), dS=stages.scaled(lambda M: 0.0)),
    _m("true column missing", (G,), dS=stages.wrong_columns_only),
    _m("true column only", (G,), dS=stages.true_column_only),
    _m("true class counts itself", (G,), dS=stages.own_count_too),
    _m("true column without its minus", (G,), dS=stages.no_minus),
    _m("true column once a row", (G,), dS=stages.once_a_row),
    _m("mask ignored", (G,), dS=stages.unmasked),
    _m("margins in place of the mask", (G,), dS=stages.sizes_for_mask),
    _m("whole columns changed", (G,), dS=stages.whole_columns),
    *(_m(name, (R,), **replaced) for name, replaced in PENALTY_MISTAKES),
    _m(
        "reg ignored",
        (L, G, R),
        penalty=lambda W, reg, N: stages.squares(W, 1.0, N),
        slope=lambda W, reg, N: stages.twice(W, 1.0, N),
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

"""The stages of the multiclass hinge loss, right and wrong, and answers put together from them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

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

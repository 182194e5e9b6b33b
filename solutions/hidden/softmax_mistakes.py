"""Hidden checks and known mistakes of assignment 2's batch losses: one stage of a right answer.

`assemble` puts an answer together from stages; a mistake replaces one or two of them. Stability is
judged by what must not change under a shift of a row, and by what must double with the gaps.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from autograder.exercise import Check, KnownMistake, Probe
from autograder.visible.softmax_losses import with_offsets
from solutions.hidden import svm_checks, svm_draws
from solutions.hidden import svm_stages as svm
from solutions.hidden.penalty_mistakes import PENALTY_MISTAKES

Array = NDArray[np.float64]
Labels = NDArray[np.int64]

# ------------------------------------------------------------------------------ checks


def at_one_height(f: Callable[..., object], W: Array, X: Array, y: Labels, reg: float) -> object:
    """What changes when all scores rise or fall by 1000."""
    return _moved(f, W, X, y, reg, np.full(len(X), 1e3), np.full(len(X), -1e3))


def at_many_heights(f: Callable[..., object], W: Array, X: Array, y: Labels, reg: float) -> object:
    """What changes when each row gets an offset of its own, up to 1000."""
    return _moved(f, W, X, y, reg, np.linspace(-1e3, 1e3, len(X)))


def _moved(
    f: Callable[..., object], W: Array, X: Array, y: Labels, reg: float, *offsets: Array
) -> object:
    before = np.asarray(f(W, X, y, reg), dtype=float)
    changes = []
    for offset in offsets:
        after = np.asarray(f(*with_offsets(W, X, offset), y, reg), dtype=float)
        # The gradient has a row more, that of the added feature.
        changes.append((after[:-1] if after.ndim else after) - before)
    return np.stack(changes)


def far_apart(rng: np.random.Generator) -> tuple[object, ...]:
    """Scores at least 80 apart, the true ones 500 to 1500 below the highest of their row."""
    N, C = 5, 8
    S = -200.0 * np.stack([rng.permutation(C) for _ in range(N)]) + rng.uniform(-50, 50, (N, C))
    S -= S.max(axis=1, keepdims=True)
    return S, np.eye(N), np.array([rng.choice(np.flatnonzero(s < -500)) for s in S]), 0.0


def loss_at_twice(f: Callable[..., object], W: Array, X: Array, y: Labels, reg: float) -> object:
    """How far the loss is from doubling with all gaps, and whether it moves at all."""
    once, twice = (float(np.asarray(f(k * W, X, y, reg))) for k in (1.0, 2.0))
    return np.array([twice - 2.0 * once, float(abs(twice - once) > 1.0)])


def slope_at_twice(f: Callable[..., object], W: Array, X: Array, y: Labels, reg: float) -> object:
    """How the gradient changes as all gaps double, where it is level."""
    once, twice = (np.asarray(f(k * W, X, y, reg), dtype=float) for k in (1.0, 2.0))
    return twice - once


KEPT = tuple(check for check in svm_checks.SVM_CHECKS if check.part != "stability")
SHIFTED = svm_draws.without_penalty(svm_draws.few_classes)

CHECKS: tuple[Probe | Check, ...] = (
    *KEPT,
    *(
        Probe("stability", says, draw, piece, measure)
        for says, draw, piece, measure in (
            ("scores at 1000 and at -1000", SHIFTED, "loss", at_one_height),
            ("scores at 1000 and at -1000", SHIFTED, "dW", at_one_height),
            ("rows that lie up to 2000 apart", SHIFTED, "loss", at_many_heights),
            ("rows that lie up to 2000 apart", SHIFTED, "dW", at_many_heights),
            ("true scores 500 to 3000 below the highest", far_apart, "loss", loss_at_twice),
            ("true scores 500 to 3000 below the highest", far_apart, "dW", slope_at_twice),
        )
    ),
)

# ------------------------------------------------------------------------------ stages


def rowmax(S: Array) -> Array:
    return S.max(axis=1, keepdims=True)


def soft(shift: Callable[[Array], Array | float] = rowmax) -> Callable[[Array], Array]:
    """Probabilities with this shift."""

    def probabilities(S: Array) -> Array:
        E = np.exp(S - shift(S))
        return E / E.sum(axis=1, keepdims=True)

    return probabilities


def log_sum_exp(S: Array, y: Labels) -> Array:
    """Each row's loss, right."""
    Z = S - rowmax(S)
    return np.log(np.exp(Z).sum(axis=1)) - svm.at_labels(Z, y)[:, 0]


def of_true(
    loss: Callable[[Array], Array], shift: Callable[[Array], Array | float] = rowmax
) -> Callable[[Array, Labels], Array]:
    """Each row's loss from the probability of the true class."""
    return lambda S, y: loss(svm.at_labels(soft(shift)(S), y)[:, 0])


def raw_loss(S: Array, y: Labels) -> Array:
    return np.log(np.exp(S).sum(axis=1)) - svm.at_labels(S, y)[:, 0]


def lifted_loss(shift: Callable[[Array], Array | float]) -> Callable[[Array, Labels], Array]:
    """Log-sum-exp with this shift."""
    return lambda S, y: raw_loss(S - shift(S), y)


def errors(P: Array, y: Labels) -> Array:
    """Probabilities minus one-hot."""
    return svm.put_at_labels(P, y, svm.at_labels(P, y) - 1)


def whole_columns(P: Array, y: Labels) -> Array:
    dS = P.copy()
    dS[:, y] -= 1
    return dS


def highest_taken(P: Array, y: Labels) -> Array:
    return errors(P, P.argmax(axis=1))


def true_only(P: Array, y: Labels) -> Array:
    return svm.put_at_labels(np.zeros_like(P), y, svm.at_labels(P, y) - 1)


def classes_seen(P: Array, y: Labels) -> Array:
    return np.where(np.arange(P.shape[1]) > y.max(), 0, errors(P, y))


def average(losses: Array, C: int) -> float:
    return losses.sum() / len(losses)


def by_rows(dS: Array) -> Array:
    return dS / len(dS)


def assemble(
    *,
    probabilities: Callable[[Array], Array] | None = None,
    losses: Callable[[Array, Labels], Array] = log_sum_exp,
    dS: Callable[[Array, Labels], Array] = errors,
    mean: Callable[[Array, int], float] = average,
    scale: Callable[[Array], Array] = by_rows,
    penalty: Callable[[Array, float, int], float] = svm.squares,
    slope: Callable[[Array, float, int], Array] = svm.twice,
) -> svm.Svm:
    """An answer made of these stages."""
    given = probabilities or soft()

    def softmax_loss(W: Array, X: Array, y: Labels, reg: float) -> tuple[float, Array]:
        S = X @ W
        value = mean(losses(S, y), W.shape[1]) + penalty(W, reg, len(X))
        return float(value), X.T @ scale(dS(given(S), y)) + slope(W, reg, len(X))

    return softmax_loss


RIGHT = assemble()

# ------------------------------------------------------------------------------ form, purity


def transposed(W: Array, X: Array, y: Labels, reg: float) -> object:
    value, dW = RIGHT(W, X, y, reg)  # type: ignore[misc]
    return value, dW.T


def loss_of_each_row(W: Array, X: Array, y: Labels, reg: float) -> object:
    _, dW = RIGHT(W, X, y, reg)  # type: ignore[misc]
    return log_sum_exp(X @ W, y) + svm.squares(W, reg, 1), dW


def loss_alone(W: Array, X: Array, y: Labels, reg: float) -> object:
    return RIGHT(W, X, y, reg)[0]  # type: ignore[index]


def gradient_first(W: Array, X: Array, y: Labels, reg: float) -> object:
    return RIGHT(W, X, y, reg)[::-1]  # type: ignore[index]


def in_single_precision(W: Array, X: Array, y: Labels, reg: float) -> object:
    value, dW = RIGHT(W.astype(np.float32), X.astype(np.float32), y, reg)  # type: ignore[misc]
    return np.float32(value), dW.astype(np.float32)


def changing(change: Callable[[Array, Array, Labels], None]) -> svm.Svm:
    """A right answer that then changes its arguments."""

    def softmax_loss(W: Array, X: Array, y: Labels, reg: float) -> object:
        found = RIGHT(W, X, y, reg)
        change(W, X, y)
        return found

    return softmax_loss


def step_down(W: Array, X: Array, y: Labels) -> None:
    W -= 0.1 * RIGHT(W, X, y, 0.0)[1]  # type: ignore[index]


def zero_last(W: Array, X: Array, y: Labels) -> None:
    W[-1] = 0.0


def centre(W: Array, X: Array, y: Labels) -> None:
    X -= X.mean(axis=0).astype(X.dtype)


GATHERED: dict[tuple[int, ...], Array] = {}


def accumulates(W: Array, X: Array, y: Labels, reg: float) -> object:
    value, dW = RIGHT(W, X, y, reg)  # type: ignore[misc]
    GATHERED[W.shape] = GATHERED.get(W.shape, 0.0) + dW
    return value, GATHERED[W.shape].copy()


def loops(W: Array, X: Array, y: Labels, reg: float) -> object:
    value, dW = 0.0, np.zeros(W.shape)
    for x, label in zip(X, y, strict=True):
        one, change = RIGHT(W, x[None], label[None], 0.0)  # type: ignore[misc]
        value, dW = value + one, dW + change
    return value / len(X) + svm.squares(W, reg, 1), dW / len(X) + svm.twice(W, reg, 1)


def comprehends(W: Array, X: Array, y: Labels, reg: float) -> object:
    S = X @ W
    values = [log_sum_exp(S[i : i + 1], y[i : i + 1])[0] for i in range(len(X))]
    _, dW = RIGHT(W, X, y, reg)  # type: ignore[misc]
    return np.mean(values) + svm.squares(W, reg, 1), dW


def in_a_helper(W: Array, X: Array, y: Labels, reg: float) -> object:
    return comprehends(W, X, y, reg)


# ------------------------------------------------------------------------------ the mistakes

L, G, R, T, S, P = "loss", "gradient", "regularisation", "stability", "shape", "purity"


def _m(name: str, parts: tuple[str, ...], **stages: Callable[..., object]) -> KnownMistake:
    return KnownMistake(name, assemble(**stages), parts)  # type: ignore[arg-type]


def _shift(name: str, shift: Callable[[Array], Array | float], *parts: str) -> KnownMistake:
    return _m(name, (*parts, T), probabilities=soft(shift), losses=lifted_loss(shift))


def _log_of(name: str, loss: Callable[[Array], Array], *parts: str) -> KnownMistake:
    return _m(name, parts, losses=of_true(loss))


MISTAKES = (
    _shift("no shift", lambda S: 0.0),
    _shift("no shift", lambda S: -rowmax(S)),
    _shift("one shift for all rows", lambda S: S.max()),
    _shift("shift starts at 0", lambda S: np.maximum(0, rowmax(S))),
    _m(
        "shift along the wrong axis",
        (L, G, T),
        probabilities=soft(lambda S: S.max(axis=0)),
        losses=lifted_loss(lambda S: S.max(axis=0)),
    ),
    _log_of("log of a rounded probability", lambda p: -np.log(p), T),
    _log_of("epsilon in the log", lambda p: -np.log(p + 1e-60), T),
    _log_of("epsilon in the log", lambda p: -np.log(np.maximum(p, 1e-60)), T),
    *(_log_of("epsilon in the log", lambda p, e=e: -np.log(p + e), L, T) for e in (1e-5, 1e-7)),
    _log_of("one minus the probability", lambda p: 1 - p, L, T),
    _log_of("log of the mean", lambda p: np.full(len(p), -np.log(p.mean())), L, T),
    _m("logarithm of another base", (L,), losses=lambda S, y: log_sum_exp(S, y) / np.log(2.0)),
    _m("logarithm of another base", (L,), losses=lambda S, y: log_sum_exp(S, y) / np.log(10.0)),
    _m("sign flipped", (L,), losses=lambda S, y: -log_sum_exp(S, y)),
    _m("every class counted", (L,), losses=lambda S, y: _all_classes(S)),
    _m("highest score for the true one", (L, T), losses=lambda S, y: log_sum_exp(S, S.argmax(1))),
    _m("mean over classes too", (L,), mean=lambda losses, C: losses.mean() / C),
    _m(
        "mean over classes too",
        (L, G),
        mean=lambda losses, C: losses.mean() / C,
        scale=lambda dS: dS / dS.size,
    ),
    _m("sum for mean", (L,), mean=lambda losses, C: losses.sum()),
    _m("sum for mean", (G,), scale=lambda dS: dS),
    _m("sum for mean", (L, G), mean=lambda losses, C: losses.sum(), scale=lambda dS: dS),
    _m("mean taken twice", (L,), mean=lambda losses, C: losses.mean() / len(losses)),
    _m("mean taken twice", (G,), scale=lambda dS: dS / len(dS) ** 2),
    _m("labels not subtracted", (G,), dS=lambda P, y: P),
    _m("1 subtracted everywhere", (G,), dS=lambda P, y: P - 1),
    _m("whole columns changed", (G,), dS=whole_columns),
    _m("diagonal of the Jacobian only", (G,), dS=lambda P, y: P * (1 - P)),
    _m("highest score for the true one", (G,), dS=highest_taken),
    _m("only the true class learns", (G,), dS=true_only),
    _m("classes miscounted", (G,), dS=classes_seen),
    _m("sign flipped", (G,), dS=lambda P, y: -errors(P, y)),
    _m("twice as large", (G,), scale=lambda dS: 2 * by_rows(dS)),
    *(_m(name, (R,), **replaced) for name, replaced in PENALTY_MISTAKES),
    KnownMistake("gradient transposed", transposed, (S, G, R, T)),
    KnownMistake("loss of each row", loss_of_each_row, (S, L, R, T)),
    KnownMistake("loss without its gradient", loss_alone, (S, L, G, R, T)),
    KnownMistake("returned in another order", gradient_first, (S, L, G, R, T)),
    KnownMistake("single precision", in_single_precision, (L, G, R, T)),
    KnownMistake("argument changed", changing(step_down), (P,)),
    KnownMistake("argument changed", changing(zero_last), (P,)),
    KnownMistake("argument changed", changing(centre), (P,)),
    KnownMistake("state kept between calls", accumulates, (G, R, T, P)),
)


def _all_classes(S: Array) -> Array:
    Z = S - rowmax(S)
    return S.shape[1] * np.log(np.exp(Z).sum(axis=1)) - Z.sum(axis=1)


LOOP_MISTAKES = tuple(
    KnownMistake("loop in a vectorised function", code, ("vectorised",))
    for code in (loops, comprehends, in_a_helper)
)

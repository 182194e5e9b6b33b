"""Hidden checks and known mistakes of one example's losses: multiclass, its slack, and binary."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from autograder.exercise import KnownMistake, Probe
from solutions.hidden import svm_stages as svm
from solutions.hidden.score_mistakes import known
from solutions.hidden.svm_draws import CLEAR

Array = NDArray[np.float64]


# ------------------------------------------------------------------------------ svm_loss_one


def scores(rng: np.random.Generator) -> tuple[object, ...]:
    """Scores of either sign with margins on both sides of 0, and a class in the middle."""
    while True:
        C = int(rng.integers(6, 12))
        s, y = 2 * rng.normal(size=C), int(rng.integers(1, C - 1))
        gaps = np.delete(s, y) - s[y] + 1
        if np.abs(gaps).min() > CLEAR and gaps.min() < 0 < gaps.max():
            return s, y


def scores_with_double(rng: np.random.Generator) -> tuple[object, ...]:
    """Another class has the true one's score."""
    s, y = scores(rng)
    assert isinstance(s, np.ndarray)
    s[0] = s[-1] = s[y]
    return s, y


def whole_scores(rng: np.random.Generator) -> tuple[object, ...]:
    """Scores that are integers, and a label of NumPy's."""
    return rng.integers(-4, 5, 7) * 2, np.int64(rng.integers(0, 7))


def safe_scores(rng: np.random.Generator) -> tuple[object, ...]:
    """The true class is ahead by more than the margin."""
    s, y = scores(rng)
    assert isinstance(s, np.ndarray)
    s[y] = s.max() + rng.uniform(2.5, 6.0)
    return s, y


def behind(rng: np.random.Generator) -> tuple[object, ...]:
    """The true class is behind."""
    s, y = scores(rng)
    assert isinstance(s, np.ndarray)
    s[y] = s.max() - rng.uniform(0.5, 2.0)
    return s, y


ONE_CHECKS = (
    *(
        Probe("loss", says, draw, function="svm_loss_one")
        for says, draw in (
            ("fresh scores", scores),
            ("two classes of the same score", scores_with_double),
            ("scores that are integers", whole_scores),
        )
    ),
    Probe("slack", "a true class far ahead", safe_scores, function="car_slack"),
    Probe("slack", "a true class that is behind", behind, function="car_slack"),
)


def of_one(margins: Callable[[Array, NDArray[np.int64]], Array], power: int = 1) -> svm.Svm:
    """The loss of one example from margins of a batch."""
    return lambda s, y: float((margins(s[None], np.array([y])) ** power).sum())


def others(s: Array, y: int) -> Array:
    """The scores of the wrong classes."""
    return s[np.arange(len(s)) != y]


ONE_MISTAKES = (
    *known(
        "svm_loss_one",
        "loss",
        {
            "true class counted": of_one(svm.all_classes),
            "true class found by its score": of_one(svm.by_score),
            "highest score for the true one": of_one(svm.against_highest),
            "largest margin only": of_one(svm.worst_only),
            "margin without the 1": of_one(svm.hinge_at(0.0)),
            "margin of minus 1": of_one(svm.hinge_at(-1.0)),
            "difference the wrong way round": of_one(svm.hinge_at(1.0, -1.0)),
            "margins not clipped": of_one(svm.unclipped),
            "clipped before the 1 is added": of_one(svm.clipped_early),
            "squared hinge": of_one(svm.hinges, 2),
            "mean over classes too": lambda s, y: of_one(svm.hinges)(s, y) / len(s),
        },
    ),
    *known(
        "car_slack",
        "slack",
        {
            "slack without the margin": lambda s, y: max(0.0, float(s[y] - others(s, y).max())),
            "slack against the worst class": lambda s, y: max(
                0.0, float(s[y] - others(s, y).min()) - 1
            ),
            "slack below zero": lambda s, y: float(s[y] - others(s, y).max()) - 1.0,
            "loss is the slack": lambda s, y: of_one(svm.hinges)(s, y),
        },
    ),
)


# ------------------------------------------------------------------------------ binary_hinge


def hinge(
    *,
    margins: Callable[[Array, Array], Array] = lambda f, y: np.maximum(0, 1 - y * f),
    mask: Callable[[Array, Array], Array] = lambda f, y: y * f < 1,
    loss: Callable[[Array], float] = svm.mean_loss,
    scale: Callable[[int], float] = lambda N: 1 / N,
    bias: float = 1.0,
    dw: float = 1.0,
    db: float = 1.0,
) -> svm.Svm:
    """An answer made of these stages; the gradients can be multiplied by a factor."""

    def binary(w: Array, b: float, X: Array, y: Array) -> object:
        f = X @ w + bias * b
        pull = -y * mask(f, y) * scale(len(X))
        return float(loss(margins(f, y))), dw * (pull @ X), float(db * pull.sum())

    return binary


HINGE_RIGHT = hinge()


def hinge_in_place(w: Array, b: float, X: Array, y: Array) -> object:
    found = HINGE_RIGHT(w, b, X, y)
    X *= y[:, None]
    return found


def hinge_relabels(w: Array, b: float, X: Array, y: Array) -> object:
    found = HINGE_RIGHT(w, b, X, y)
    y[y < 0] = 0
    return found


def _h(name: str, parts: tuple[str, ...], **stages: object) -> KnownMistake:
    return KnownMistake(name, hinge(**stages), parts)  # type: ignore[arg-type]


W, B, BOTH = ("weight gradient",), ("bias gradient",), ("weight gradient", "bias gradient")
ALL = ("loss", *BOTH)

HINGE_MISTAKES = (
    _h("margin without the 1", ("loss",), margins=lambda f, y: np.maximum(0, -y * f)),
    _h("margins not clipped", ("loss",), margins=lambda f, y: 1 - y * f),
    _h("squared hinge", ("loss",), margins=lambda f, y: np.maximum(0, 1 - y * f) ** 2),
    _h("difference the wrong way round", ("loss",), margins=lambda f, y: np.maximum(0, 1 + y * f)),
    _h("sum for mean", ("loss",), loss=lambda M: M.sum()),
    _h("sum for mean", BOTH, scale=lambda N: 1.0),
    _h("sum for mean", ALL, loss=lambda M: M.sum(), scale=lambda N: 1.0),
    _h("mean taken twice", BOTH, scale=lambda N: 1 / N**2),
    _h("mask ignored", BOTH, mask=lambda f, y: np.ones(len(f))),
    _h("threshold 0 in place of 1", BOTH, mask=lambda f, y: y * f < 0),
    _h("mask the wrong way round", BOTH, mask=lambda f, y: y * f > 1),
    _h("margins in place of the mask", BOTH, mask=lambda f, y: np.maximum(0, 1 - y * f)),
    _h("sign flipped", BOTH, dw=-1.0, db=-1.0),
    _h("sign flipped", W, dw=-1.0),
    _h("sign flipped", B, db=-1.0),
    _h("nothing but zeros", B, db=0.0),
    _h("twice as large", W, dw=2.0),
    _h("bias left out", ALL, bias=0.0),
    KnownMistake(
        "labels taken as 0 and 1", lambda w, b, X, y: HINGE_RIGHT(w, b, X, 2 * y - 1), ALL
    ),
    KnownMistake(
        "threshold 0 in place of 1",
        hinge(margins=lambda f, y: np.maximum(0, -y * f), mask=lambda f, y: y * f < 0),
        ALL,
    ),
    KnownMistake(
        "gradient transposed",
        lambda w, b, X, y: (
            *HINGE_RIGHT(w, b, X, y)[:1],
            HINGE_RIGHT(w, b, X, y)[1][:, None],
            *HINGE_RIGHT(w, b, X, y)[2:],
        ),
        (*W, "shape"),
    ),
    KnownMistake("argument changed", hinge_in_place, ("purity",)),
    KnownMistake("argument changed", hinge_relabels, ("purity",)),
)

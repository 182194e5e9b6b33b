"""Hidden checks and known mistakes of assignment 2's probabilities and cross-entropy.

Stability is judged by what must not change: a wrong factor is another part's affair.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from autograder.exercise import Check, KnownMistake, Probe
from autograder.judging import expect
from autograder.judging.function import Function
from solutions.hidden.score_mistakes import known
from solutions.hidden.svm_draws import sizes

Array = NDArray[np.float64]
Labels = NDArray[np.int64]

# ------------------------------------------------------------------------------ softmax


def a_batch(rng: np.random.Generator) -> tuple[object, ...]:
    """Rows of scores of either sign."""
    N, _, C = sizes(rng)
    return (2 * rng.normal(size=(N, C)),)


def a_square_batch(rng: np.random.Generator) -> tuple[object, ...]:
    """As many rows as classes, turned: no size tells the axes apart."""
    return (2 * rng.normal(size=(6, 6)).T,)


def a_row(rng: np.random.Generator) -> tuple[object, ...]:
    """The scores of one example."""
    return (2 * rng.normal(size=sizes(rng)[2]),)


def whole_scores(rng: np.random.Generator) -> tuple[object, ...]:
    """Scores that are integers, some of them equal."""
    return (rng.integers(-3, 4, (5, 7)),)


def row_by_itself(f: Callable[..., object], s: Array) -> object:
    """How the probabilities change as all scores of a row rise or fall by 1e4.

    Every second one by 2e4 more than the others, too: there they must be finite.
    """
    f(s + np.where(np.arange(len(s)) % 2, 1e4, -1e4))
    there = [np.asarray(f(s + shift), dtype=float) for shift in (1e4, -1e4)]
    return np.stack(there) - np.asarray(f(s), dtype=float)


def rows_at_offsets(f: Callable[..., object], S: Array) -> object:
    """How they change as each row gets an offset of its own, up to 1000."""
    offsets = np.linspace(-1000.0, 1000.0, len(S))[:, None]
    return np.asarray(f(S + offsets), dtype=float) - np.asarray(f(S), dtype=float)


def of_any_shape(f: Function, rng: np.random.Generator) -> None:
    """What comes out has the shape of what went in."""
    for shape in ((int(rng.integers(2, 9)),), (int(rng.integers(4, 9)), 3), (1, 5), (2, 1)):
        S = rng.normal(size=shape)
        expect.like(f(S), S, f"what comes of {shape}")


SOFTMAX_CHECKS = (
    Probe("probabilities", "fresh rows of scores", a_batch),
    Probe("probabilities", "as many rows as classes", a_square_batch),
    Probe("probabilities", "one row of scores", a_row),
    Probe("probabilities", "scores that are integers", whole_scores),
    Probe("stability", "scores at 1e4 and at -1e4", a_row, measure=row_by_itself),
    Probe("stability", "rows that lie up to 2000 apart", a_batch, measure=rows_at_offsets),
    Check("shape", of_any_shape),
)


def shifted(S: Array) -> Array:
    """The exponentials, each row shifted by its own highest score."""
    return np.exp(S - S.max(axis=-1, keepdims=True))


def normal(E: Array) -> Array:
    """Each row divided by its sum."""
    return E / E.sum(axis=-1, keepdims=True)


def squashed(S: Array) -> Array:
    """Sigmoids, made to sum to 1."""
    return normal(0.5 + 0.5 * np.tanh(S / 2))


ALL = ("probabilities", "stability", "shape")
SOFTMAX_MISTAKES = (
    *known(
        "softmax",
        "stability",
        {
            "no shift": lambda S: normal(np.exp(S)),
            "highest score added": lambda S: normal(np.exp(S + S.max(axis=-1, keepdims=True))),
            "one shift for all rows": lambda S: normal(np.exp(S - S.max())),
            "shift starts at 0": lambda S: normal(
                np.exp(S - np.maximum(0, S.max(axis=-1, keepdims=True)))
            ),
            "epsilon for the shift": lambda S: (
                np.exp(S) / (np.exp(S).sum(-1, keepdims=True) + 1e-99)
            ),
        },
    ),
    *known(
        "softmax",
        "probabilities",
        {
            "not normalised": shifted,
            "normalised over everything": lambda S: shifted(S) / shifted(S).sum(),
            "normalised along the wrong axis": lambda S: shifted(S) / shifted(S).sum(axis=0),
            "exponential of another base": lambda S: normal(
                np.exp2(S - S.max(axis=-1, keepdims=True))
            ),
            "largest only": lambda S: normal((S.max(axis=-1, keepdims=True) == S).astype(float)),
        },
    ),
    KnownMistake(
        "shift along the wrong axis",
        lambda S: normal(np.exp(S - S.max(axis=0))),
        ("probabilities", "stability"),
    ),
    KnownMistake("no exponential", lambda S: normal(1.0 * S), ("probabilities", "stability")),
    KnownMistake("scores squashed", squashed, ("probabilities", "stability")),
    KnownMistake(
        "single precision",
        lambda S: normal(shifted(S.astype(np.float32))),
        ("probabilities", "stability"),
    ),
    KnownMistake("one row in a matrix", lambda S: normal(shifted(np.atleast_2d(S))), ALL),
    KnownMistake("batch flattened", lambda S: normal(shifted(S)).ravel(), ALL),
)

# ------------------------------------------------------------------------------ cross_entropy


def one_example(rng: np.random.Generator) -> tuple[object, ...]:
    """Scores of one example and its class, somewhere in the middle."""
    C = int(rng.integers(4, 11))
    return 2 * rng.normal(size=C), int(rng.integers(1, C - 1))


def whole_example(rng: np.random.Generator) -> tuple[object, ...]:
    """Integer scores, and a label of NumPy's."""
    return rng.integers(-4, 5, 6), np.int64(rng.integers(0, 6))


def spread_example(rng: np.random.Generator) -> tuple[object, ...]:
    """Scores whose true one lies 500 below the highest, or up to 700; all gaps above 50."""
    s = -100.0 * rng.permutation(np.arange(8)) + rng.uniform(-20, 20, 8)
    s -= s.max()
    return s, int(rng.choice(np.flatnonzero(s < -450)))


def at_twice_the_gap(f: Callable[..., object], s: Array, y: int) -> object:
    """How far the loss is from doubling when all gaps double, and whether it moves at all."""
    once, twice = (float(np.asarray(f(k * s, y))) for k in (1.0, 2.0))
    return np.array([twice - 2.0 * once, float(abs(twice - once) > 1.0)])


def at_offsets(f: Callable[..., object], s: Array, y: int) -> object:
    """How the loss changes as all scores rise or fall by 1e4."""
    there = [float(np.asarray(f(s + shift, y))) for shift in (1e4, -1e4)]
    return np.array(there) - float(np.asarray(f(s, y)))


def predictions(rng: np.random.Generator) -> tuple[object, ...]:
    """Probabilities of some rows, and labels of which the highest is absent."""
    N, _, C = sizes(rng)
    return normal(np.exp(rng.normal(size=(N, C)))), rng.integers(0, C - 1, N)


def many_predictions(rng: np.random.Generator) -> tuple[object, ...]:
    """As many rows as no product survives."""
    return normal(np.exp(rng.normal(size=(600, 5)))), rng.integers(0, 5, 600)


def unlikely_labels(rng: np.random.Generator) -> tuple[object, ...]:
    """Three rows whose true classes have probabilities of 1e-250 to 1e-20."""
    y = rng.integers(0, 4, 3)
    P = rng.uniform(0.1, 0.5, (3, 4))
    P[np.arange(3), y] = 0.0
    P /= P.sum(axis=1, keepdims=True)
    P[np.arange(3), y] = 10.0 ** -rng.uniform(20, 250, 3)
    return P, y


CROSS_ENTROPY_CHECKS = (
    Probe("cross-entropy", "fresh scores", one_example, function="cross_entropy_one"),
    Probe("cross-entropy", "integer scores", whole_example, function="cross_entropy_one"),
    Probe(
        "stability",
        "scores at 1e4 and at -1e4",
        one_example,
        measure=at_offsets,
        function="cross_entropy_one",
    ),
    Probe(
        "stability",
        "a true score 500 to 1400 below the highest",
        spread_example,
        measure=at_twice_the_gap,
        function="cross_entropy_one",
    ),
    Probe("log-likelihood", "fresh probabilities", predictions, function="log_likelihood"),
    Probe("log-likelihood", "600 rows", many_predictions, function="log_likelihood"),
    Probe("log-likelihood", "unlikely labels", unlikely_labels, function="log_likelihood"),
)


def lse(s: Array) -> float:
    """Log-sum-exp."""
    return float(np.log(np.exp(s - s.max()).sum()) + s.max())


def smoothed(epsilon: float) -> Callable[..., object]:
    """The log of the probability and a small number."""
    return lambda s, y: float(-np.log(normal(shifted(s))[y] + epsilon))


def clipped(least: float) -> Callable[..., object]:
    """The log of the probability, which is kept above a small number."""
    return lambda s, y: float(-np.log(np.clip(normal(shifted(s))[y], least, 1.0)))


BOTH = ("cross-entropy", "stability")


def _one(name: str, code: Callable[..., object], parts: tuple[str, ...]) -> KnownMistake:
    return KnownMistake(name, code, parts, "cross_entropy_one")


def true_of(P: Array, y: Labels) -> Array:
    """The probabilities of the true classes."""
    return P[np.arange(len(y)), y]


CROSS_ENTROPY_MISTAKES = (
    *known(
        "cross_entropy_one",
        "stability",
        {
            "no shift": lambda s, y: float(np.log(np.exp(s).sum()) - s[y]),
            "log of a rounded probability": lambda s, y: float(-np.log(normal(shifted(s))[y])),
        },
    ),
    *(_one("epsilon in the log", smoothed(e), ("stability",)) for e in (1e-15, 1e-20)),
    *(_one("epsilon in the log", clipped(e), ("stability",)) for e in (1e-12, 1e-15)),
    *(_one("epsilon in the log", smoothed(e), BOTH) for e in (1e-5, 1e-7)),
    *known(
        "cross_entropy_one",
        "cross-entropy",
        {
            "sign flipped": lambda s, y: s[y] - lse(s),
            "every class counted": lambda s, y: float(len(s) * lse(s) - s.sum()),
        },
    ),
    *(
        _one(
            "logarithm of another base",
            lambda s, y, b=base: (lse(s) - float(s[y])) / np.log(b),
            ("cross-entropy",),
        )
        for base in (2.0, 10.0)
    ),
    _one("one minus the probability", lambda s, y: float(1 - normal(shifted(s))[y]), BOTH),
    _one("highest score for the true one", lambda s, y: lse(s) - float(s.max()), BOTH),
    _one("no logarithm", lambda s, y: float(normal(shifted(s))[y]), BOTH),
    *known(
        "log_likelihood",
        "log-likelihood",
        {
            "product before the log": lambda P, y: float(np.log(true_of(P, y).prod())),
            "sign flipped": lambda P, y: float(-np.log(true_of(P, y)).sum()),
            "mean for sum": lambda P, y: float(np.log(true_of(P, y)).mean()),
            "logarithm of another base": lambda P, y: float(np.log2(true_of(P, y)).sum()),
            "no logarithm": lambda P, y: float(true_of(P, y).prod()),
            "log of the sum": lambda P, y: float(np.log(true_of(P, y).sum())),
            "every class counted": lambda P, y: float(np.log(P).sum()),
            "highest score for the true one": lambda P, y: float(np.log(P.max(axis=1)).sum()),
        },
    ),
    *(
        KnownMistake(
            "epsilon in the log",
            lambda P, y, e=epsilon: float(np.log(true_of(P, y) + e).sum()),
            ("log-likelihood",),
            "log_likelihood",
        )
        for epsilon in (1e-7, 1e-10, 1e-15)
    ),
)

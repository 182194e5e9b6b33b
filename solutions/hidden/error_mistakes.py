"""Hidden checks and known mistakes of assignment 2's two errors, its divergence and questions."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from autograder.exercise import KnownMistake, Probe
from autograder.tolerance import ANSWER
from solutions.hidden.concept_mistakes import a_count, nothing
from solutions.hidden.local_mistakes import hot, soft
from solutions.hidden.score_mistakes import known
from solutions.hidden.svm_draws import sizes

Array = NDArray[np.float64]

# ------------------------------------------------------------------------------ two errors


def predictions(rng: np.random.Generator) -> tuple[object, ...]:
    """Probabilities and one-hot truths, the top class absent."""
    N, _, C = sizes(rng)
    P = np.stack([soft(rng.normal(size=C)) for _ in range(N)])
    return P, np.stack([hot(int(y), C) for y in rng.integers(0, C - 1, N)])


def one_prediction(rng: np.random.Generator) -> tuple[object, ...]:
    """A single row, its truth in integers."""
    return soft(rng.normal(size=5))[None], hot(int(rng.integers(0, 5)), 5)[None].astype(int)


def a_score(rng: np.random.Generator) -> tuple[object, ...]:
    """A moderate score."""
    return (float(rng.normal() * 2),)


def relative_pull(f: Callable[..., object], z: float) -> object:
    """The pull where the unit is sure and wrong, in units of its own size there."""
    size = np.exp(-abs(z))
    return float(np.asarray(f(z))) / size


def sure_and_wrong(rng: np.random.Generator) -> tuple[object, ...]:
    """A score far below 0, yet near enough for the slope to have its digits in any formula.

    One by tanh, `(1 - tanh(z/2)**2) / 4`, is off by an ulp of 1: at -12 by 1e-11 of itself, at -20
    by 3e-8.
    """
    return (-float(rng.uniform(6.0, 12.0)),)


ERROR_CHECKS = (
    *(
        Probe("errors", says, draw, piece, function="mse_vs_cross_entropy")
        for says, draw in (("fresh rows", predictions), ("a single row", one_prediction))
        for piece in ("mse", "ce")
    ),
    *(Probe("gradients", "z near 0", a_score, p, function="wrong_gradient") for p in ("mse", "ce")),
    Probe(
        "gradients",
        "z far below 0",
        sure_and_wrong,
        "mse",
        relative_pull,
        function="wrong_gradient",
    ),
)


def errors(
    *,
    squares: Callable[[Array, Array], float] = lambda P, T: ((P - T) ** 2).sum() / len(P),
    logs: Callable[[Array, Array], float] = lambda P, T: -(T * np.log(P)).sum() / len(P),
) -> Callable[..., object]:
    """Two errors, made of these."""
    return lambda P, T: (float(squares(P, T)), float(logs(P, T)))


def both(change: Callable[[float, Array], float]) -> Callable[..., object]:
    """Both errors, changed alike."""

    def changed(P: Array, T: Array) -> object:
        mse, ce = errors()(P, T)  # type: ignore[misc]
        return float(change(mse, P)), float(change(ce, P))

    return changed


def pulls(
    mse: Callable[[float], float] = lambda a: 2 * (a - 1) * a * (1 - a),
    ce: Callable[[float], float] = lambda a: a - 1,
) -> Callable[..., object]:
    """Two derivatives as functions of the output."""

    def wrong_gradient(z: float) -> object:
        a = float(1 / (1 + np.exp(-z)))
        return mse(a), ce(a)

    return wrong_gradient


ERROR_MISTAKES = (
    *known(
        "mse_vs_cross_entropy",
        "errors",
        {
            "mean over classes too": both(lambda error, P: error / P.shape[1]),
            "sum for mean": both(lambda error, P: error * len(P)),
            "half as large": errors(squares=lambda P, T: ((P - T) ** 2).sum() / 2 / len(P)),
            "root of the squares": errors(
                squares=lambda P, T: np.sqrt(((P - T) ** 2).sum(axis=1)).mean()
            ),
            "absolute errors": errors(squares=lambda P, T: np.abs(P - T).sum() / len(P)),
            "true class's error alone": errors(
                squares=lambda P, T: (T * (P - T) ** 2).sum() / len(P)
            ),
            "sign flipped": errors(logs=lambda P, T: (T * np.log(P)).sum() / len(P)),
            "logarithm of another base": errors(logs=lambda P, T: -(T * np.log2(P)).sum() / len(P)),
            "log of the mean": errors(logs=lambda P, T: -np.log((T * P).sum(axis=1).mean())),
            "wrong classes counted too": errors(
                logs=lambda P, T: -(T * np.log(P) + (1 - T) * np.log(1 - P)).sum() / len(P)
            ),
            "epsilon in the log": errors(logs=lambda P, T: -(T * np.log(P + 1e-7)).sum() / len(P)),
            "returned in another order": lambda P, T: errors()(P, T)[::-1],  # type: ignore[index]
        },
    ),
    KnownMistake(
        "mean over classes too",
        errors(squares=lambda P, T: ((P - T) ** 2).mean()),
        ("errors",),
        "mse_vs_cross_entropy",
    ),
    *known(
        "wrong_gradient",
        "gradients",
        {
            "stopped at the probabilities": pulls(lambda a: 2 * (a - 1), lambda a: -1 / a),
            "slope of the sigmoid kept": pulls(ce=lambda a: (a - 1) * a * (1 - a)),
            "slope of the sigmoid lost": pulls(mse=lambda a: 2 * (a - 1)),
            "derivative of the square halved": pulls(mse=lambda a: (a - 1) * a * (1 - a)),
            "sign flipped": pulls(lambda a: 2 * (1 - a) * a * (1 - a), lambda a: 1 - a),
            "label 0 for 1": pulls(lambda a: 2 * a * a * (1 - a), lambda a: a),
            "returned in another order": lambda z: pulls()(z)[::-1],  # type: ignore[index]
        },
    ),
)

# ------------------------------------------------------------------------------ kl_divergence


def two_distributions(rng: np.random.Generator) -> tuple[object, ...]:
    """Two distributions over the same classes."""
    C = sizes(rng)[2]
    return soft(rng.normal(size=C)), soft(rng.normal(size=C))


def with_zeros(rng: np.random.Generator) -> tuple[object, ...]:
    """Where `p` is 0, `q` is too in one place and not in another."""
    p, q = soft(rng.normal(size=6)), soft(rng.normal(size=6))
    p[[1, 3]] = 0.0
    q[1] = 0.0
    return p / p.sum(), q / q.sum()


def ruled_out(rng: np.random.Generator) -> tuple[object, ...]:
    """`q` is 0 where `p` is not."""
    p, q = soft(rng.normal(size=5)), soft(rng.normal(size=5))
    q[2] = 0.0
    return p, q / q.sum()


def all_on_one(rng: np.random.Generator) -> tuple[object, ...]:
    """Both rule out all classes but one, the first among them."""
    certain = hot(int(rng.integers(1, 5)), 5)
    return certain, certain.copy()


KL_CHECKS = (
    Probe("divergence", "fresh distributions", two_distributions),
    Probe("zeros", "a p with zeros", with_zeros),
    Probe("zeros", "a q that is 0 where p is not", ruled_out),
    Probe("zeros", "a p and a q that are sure of the same class", all_on_one),
)


def terms(p: Array, q: Array) -> Array:
    """`p log(p / q)` with all that belongs to zeros."""
    with np.errstate(all="ignore"):
        return np.where(p > 0, p * np.log(np.where(p > 0, p, 1.0) / q), 0.0)


KL_MISTAKES = (
    *known(
        "kl_divergence",
        "zeros",
        {
            "zeros in the log": lambda p, q: float(np.sum(p * np.log(p / q))),
            "infinity left out": lambda p, q: float(terms(p, q)[q > 0].sum()),
        },
    ),
    KnownMistake(
        "epsilon in the log",
        lambda p, q: float(np.sum(p * np.log((p + 1e-7) / (q + 1e-7)))),
        ("divergence", "zeros"),
    ),
    KnownMistake(
        "cross-entropy for the divergence",
        lambda p, q: float(-np.sum(np.where(p > 0, p * np.log(q), 0.0))),
        ("divergence", "zeros"),
    ),
    KnownMistake(
        "returned the other way round",
        lambda p, q: float(terms(q, p).sum()),
        ("divergence", "zeros"),
    ),
    KnownMistake(
        "logarithm of another base",
        lambda p, q: float(terms(p, q).sum() / np.log(2)),
        ("divergence", "zeros"),
    ),
)

# ------------------------------------------------------------------------------ concepts


def _ask(name: str, says: str, draw: Callable[..., tuple[object, ...]]) -> Probe:
    return Probe(name, says, draw, tolerance=ANSWER, function=name)


CONCEPT_CHECKS = (
    _ask("lowest_cross_entropy", "", nothing),
    _ask("highest_cross_entropy", "", nothing),
    _ask("highest_squared_error", "", nothing),
    _ask("cross_entropy_at_zero", "another number of classes", a_count),
)

WRONG: Mapping[str, dict[str, Callable[..., object]]] = {
    "lowest_cross_entropy": {
        "no bound below": lambda: float("-inf"),
        "probability for its log": lambda: 1.0,
    },
    "highest_cross_entropy": {
        "probability for its log": lambda: 1.0,
        "guessing is not the worst": lambda: float(np.log(10)),
    },
    "highest_squared_error": {
        "squared error without bound": lambda: float("inf"),
        "true class's error alone": lambda: 1.0,
    },
    "cross_entropy_at_zero": {
        "equal scores cost nothing": lambda C: 0.0,
        "hinge for log": lambda C: C - 1.0,
        "sign flipped": lambda C: -float(np.log(C)),
        "no logarithm": lambda C: 1.0 / C,
        "logarithm of another base": lambda C: float(np.log10(C)),
    },
}

CONCEPT_MISTAKES: tuple[KnownMistake, ...] = tuple(
    mistake for name, table in WRONG.items() for mistake in known(name, name, table)
)

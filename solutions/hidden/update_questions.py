"""Hidden checks and known mistakes of assignment 4's questions and of its other searches."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from autograder.exercise import Check, KnownMistake, Probe
from autograder.judging.function import Function
from autograder.tolerance import ANSWER
from autograder.visible import update_rules_questions as visible
from solutions import update_rules_questions as right
from solutions.hidden.concept_mistakes import as_float, nothing
from solutions.hidden.score_mistakes import known

Array = NDArray[np.float64]
Rng = np.random.Generator

# ------------------------------------------------------------------------------ the wrong line


def a_mended_line(f: Function, rng: Rng) -> None:
    """In its place the line follows from the one above and leads to the one below."""
    visible.mended(f(), rng, hidden=True)


LINE_CHECKS = (
    Probe("line", "", nothing, tolerance=ANSWER, function="wrong_line"),
    Check("mended", a_mended_line, "mended_line"),
)

LINE_MISTAKES = (
    *known(
        "wrong_line",
        "line",
        {
            "line counted from 0": lambda: 5,
            "line that copes with the wrong one": lambda: 7,
            "wrong line overlooked": lambda: 2,
            "line for its number": lambda: visible.WORKED[5],
        },
    ),
    *known(
        "mended_line",
        "mended",
        {
            "derivation: a sign": lambda: visible.WORKED[5],
            "derivation: the inner derivative is dropped": lambda: "= 2*(f - y)",
            "derivation: a wrong index": lambda: "= 2*(f - y)*x[0]",
            "derivation: not in the language": lambda: "= 2(f - y)x1",
            "derivation: a constant factor": lambda: "= (f - y)*x[1]",
        },
    ),
)

# ------------------------------------------------------------------------------ questions


def a_theta(rng: Rng) -> tuple[object, ...]:
    """What a perceptron ended at, and another rate."""
    return rng.normal(size=int(rng.integers(3, 6))), float(rng.uniform(0.1, 0.8))


def a_rate(rng: Rng) -> tuple[object, ...]:
    """A rate and a number of rows."""
    return float(rng.uniform(0.01, 0.5)), int(rng.integers(3, 60))


def with_rest(rng: Rng) -> tuple[object, ...]:
    """Rows that leave a short batch."""
    size = int(rng.integers(4, 9))
    return size * int(rng.integers(2, 9)) + 1, size


def without_rest(rng: Rng) -> tuple[object, ...]:
    """Rows that the batches use up."""
    size = int(rng.integers(4, 9))
    return size * int(rng.integers(2, 9)), size


def one_batch(rng: Rng) -> tuple[object, ...]:
    """A batch larger than all rows."""
    return int(rng.integers(3, 7)), int(rng.integers(8, 20))


REFERENCE: Mapping[str, Callable[..., object]] = {
    "theta_of_alpha": right.theta_of_alpha,
    "xor_epochs": right.xor_epochs,
    "xor_rows_right": right.xor_rows_right,
    "rate_for_mean": as_float(right.rate_for_mean),
    "steps_per_epoch": right.steps_per_epoch,
}


def _ask(name: str, says: str, draw: Callable[[Rng], tuple[object, ...]]) -> Probe:
    return Probe(name, says, draw, tolerance=ANSWER, function=name)


QUESTION_CHECKS = (
    _ask("theta_of_alpha", "another theta and alpha", a_theta),
    _ask("xor_epochs", "", nothing),
    _ask("xor_rows_right", "", nothing),
    _ask("rate_for_mean", "another number of rows", a_rate),
    _ask("steps_per_epoch", "rows with a rest", with_rest),
    _ask("steps_per_epoch", "rows without a rest", without_rest),
    _ask("steps_per_epoch", "a batch larger than all rows", one_batch),
)

_WRONG: Mapping[str, dict[str, Callable[..., object]]] = {
    "theta_of_alpha": {
        "alpha changes nothing": lambda theta, alpha: theta * 1.0,
        "divided by alpha": lambda theta, alpha: theta / alpha,
        "alpha added": lambda theta, alpha: theta + alpha,
    },
    "xor_epochs": {
        "delta of XOR is not zero": lambda: 1000,
        "last epoch not counted": lambda: 0,
        "two epochs for XOR": lambda: 2,
    },
    "xor_rows_right": {
        "stopping taken for success": lambda: 4,
        "half of XOR right": lambda: 2,
        "three of XOR right": lambda: 3,
    },
    "rate_for_mean": {
        "rate divided by N": lambda rate, N: rate / N,
        "same rate for both": lambda rate, N: rate,
    },
    "steps_per_epoch": {
        "short batch not counted": lambda N, size: N // size,
        "one step too many": lambda N, size: N // size + 1,
        "a step a row": lambda N, size: N,
        "one batch always": lambda N, size: max(1, round(N / size)),
    },
}

QUESTION_MISTAKES: tuple[KnownMistake, ...] = tuple(
    mistake for name, table in _WRONG.items() for mistake in known(name, name, table)
)

# ------------------------------------------------------------------------------ search


def luck(f: Function, rng: Rng) -> None:
    """As many calls as tries, drawn from the standard normal, and the best of them comes back."""
    visible.luck(f, rng)


def small_changes(f: Function, rng: Rng) -> None:
    """One call more than tries, each near the best before it, and the best of them comes back."""
    visible.small_changes(f, rng)


SEARCH_CHECKS = (
    # By chance the last draw of one search is the worst of it, and the first the best.
    Check("luck", luck, "random_search", draws=3),
    Check("small changes", small_changes, "evolve"),
)

Loss = Callable[[Array], float]
Tried = list[tuple[float, Array]]


def lucky(loss: Loss, shape: tuple[int, ...], tries: int, rng: Rng, spread: float = 1.0) -> Tried:
    """All that is tried, with its loss."""
    tried = []
    for _ in range(tries):
        theta = spread * rng.standard_normal(shape)
        tried.append((loss(theta), theta))
    return tried


def evolved(
    loss: Loss,
    shape: tuple[int, ...],
    tries: int,
    rng: Rng,
    spread: float = 0.2,
    *,
    drifting: bool = False,
    start: float = 0.0,
) -> Tried:
    """The same, each try near the best before it, or `drifting` from the one before it."""
    theta = np.full(shape, start)
    tried = [(loss(theta), theta)]
    for _ in range(tries):
        parent = tried[-1] if drifting else min(tried, key=lambda pair: pair[0])
        theta = parent[1] + spread * rng.standard_normal(shape)
        tried.append((loss(theta), theta))
    return tried


def best(tried: Tried) -> tuple[Array, float]:
    """The pair with the least loss."""
    value, theta = min(tried, key=lambda pair: pair[0])
    return theta, value


def worst(tried: Tried) -> tuple[Array, float]:
    """The pair with the largest loss."""
    value, theta = max(tried, key=lambda pair: pair[0])
    return theta, value


def last(tried: Tried) -> tuple[Array, float]:
    """What was tried last."""
    return tried[-1][1], tried[-1][0]


def _same_draw(loss: Loss, shape: tuple[int, ...], tries: int, rng: Rng) -> object:
    drawn = rng.standard_normal(shape)
    return min(((drawn, loss(drawn)) for _ in range(tries)), key=lambda pair: pair[1])


SEARCH_MISTAKES = (
    *known(
        "random_search",
        "luck",
        {
            "worst kept": lambda loss, shape, n, rng: worst(lucky(loss, shape, n, rng)),
            "last kept": lambda loss, shape, n, rng: last(lucky(loss, shape, n, rng)),
            "another spread": lambda loss, shape, n, rng: best(lucky(loss, shape, n, rng, 0.1)),
            "another number of tries": lambda loss, shape, n, rng: best(
                lucky(loss, shape, n + 1, rng)
            ),
            "the same draw again": _same_draw,
        },
    ),
    *known(
        "evolve",
        "small changes",
        {
            "worst kept": lambda loss, shape, n, rng: worst(evolved(loss, shape, n, rng)),
            "last kept": lambda loss, shape, n, rng: last(evolved(loss, shape, n, rng)),
            "another number of tries": lambda loss, shape, n, rng: best(
                evolved(loss, shape, n - 1, rng)
            ),
            "parents of another kind": lambda loss, shape, n, rng: best(
                evolved(loss, shape, n, rng, drifting=True)
            ),
            "another start": lambda loss, shape, n, rng: best(
                evolved(loss, shape, n, rng, start=1.0)
            ),
        },
    ),
)

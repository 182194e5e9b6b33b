"""Hidden checks and known mistakes of assignment 1's questions and of the two views."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Mapping

import numpy as np

from autograder.exercise import KnownMistake, Probe
from autograder.tolerance import ANSWER
from solutions import svm_loss as right
from solutions.hidden.score_mistakes import known
from solutions.hidden.svm_draws import sizes


def nothing(rng: np.random.Generator) -> tuple[object, ...]:
    """No arguments."""
    return ()


def a_count(rng: np.random.Generator) -> tuple[object, ...]:
    """A number of classes or rows."""
    return (int(rng.integers(3, 60)),)


def a_loss(rng: np.random.Generator) -> tuple[object, ...]:
    """A loss, which is never negative."""
    return (float(rng.uniform(0.5, 9.0)),)


def thin_margin(rng: np.random.Generator) -> tuple[object, ...]:
    """Right, but within the margin, if only just."""
    return (float(rng.uniform(0.8, 0.99)),)


def wide_margin(rng: np.random.Generator) -> tuple[object, ...]:
    """Right and beyond the margin, not so far that log(1 + exp(-m)) is rounded to 0."""
    return (float(rng.uniform(1.01, 9.0)),)


def just_enough(rng: np.random.Generator) -> tuple[object, ...]:
    """Right and just beyond the margin."""
    return (float(rng.uniform(1.01, 1.2)),)


def as_float(f: Callable[..., float]) -> Callable[..., float]:
    """The same answer as a float: a question asks for a number, be it 9 or 9.0."""

    @functools.wraps(f)
    def answer(*args: object) -> float:
        return float(f(*args))

    return answer


REFERENCE: Mapping[str, Callable[..., object]] = {
    "smallest_loss": right.smallest_loss,
    "largest_loss": right.largest_loss,
    "loss_at_zero": as_float(right.loss_at_zero),
    "car_loss_change": right.car_loss_change,
    "loss_with_true_class": right.loss_with_true_class,
    "sum_over_mean": as_float(right.sum_over_mean),
    "loss_of_doubled_weights": right.loss_of_doubled_weights,
    "still_moving": right.still_moving,
}


def _ask(name: str, says: str, draw: Callable[..., tuple[object, ...]]) -> Probe:
    return Probe(name, says, draw, tolerance=ANSWER, function=name)


CONCEPT_CHECKS = (
    _ask("smallest_loss", "", nothing),
    _ask("largest_loss", "", nothing),
    _ask("loss_at_zero", "another number of classes", a_count),
    _ask("car_loss_change", "", nothing),
    _ask("loss_with_true_class", "another loss", a_loss),
    _ask("sum_over_mean", "another number of rows", a_count),
    _ask("loss_of_doubled_weights", "", nothing),
    _ask("still_moving", "a point within its margin", thin_margin),
    _ask("still_moving", "a point beyond its margin", wide_margin),
    _ask("still_moving", "a point just beyond its margin", just_enough),
)

WRONG: Mapping[str, dict[str, Callable[..., object]]] = {
    "smallest_loss": {
        "no smallest loss": lambda: float("-inf"),
        "margin as the smallest loss": lambda: 1.0,
    },
    "largest_loss": {
        "a largest loss": lambda: 12.9,
        "nothing but zeros": lambda: 0.0,
    },
    "loss_at_zero": {
        "true class counted": lambda C: float(C),
        "equal scores cost nothing": lambda C: 0.0,
        "log for hinge": math.log,
        "mean over classes too": lambda C: (C - 1) / C,
    },
    "car_loss_change": {
        "change of the score": lambda: 0.1,
        "slack for the change": lambda: 1.9,
    },
    "loss_with_true_class": {
        "true class adds nothing": lambda loss: loss,
        "true class taken off": lambda loss: loss - 1,
    },
    "sum_over_mean": {
        "factor the other way": lambda N: 1 / N,
        "factor left out": lambda N: 1.0,
    },
    "loss_of_doubled_weights": {
        "doubled weights cost more": lambda: 2.0,
        "margin as the smallest loss": lambda: 1.0,
    },
    "still_moving": {
        "perceptron always moves": lambda margin: (True, margin < 1, True),
        "hinge stops at zero": lambda margin: (False, False, True),
        "hinge always moves": lambda margin: (False, True, True),
        "logistic stops": lambda margin: (False, margin < 1, False),
    },
}

CONCEPT_MISTAKES: tuple[KnownMistake, ...] = tuple(
    mistake for name, table in WRONG.items() for mistake in known(name, name, table)
)


# ------------------------------------------------------------------------------ templates


def weights(rng: np.random.Generator) -> tuple[object, ...]:
    """Columns on scales of their own, and the shape of a small colour image."""
    return rng.normal(size=(60, 7)) * rng.uniform(0.5, 5.0, 7), (4, 5, 3)


def origin_inside(rng: np.random.Generator) -> tuple[np.ndarray, float]:
    """A hyperplane with the origin on its positive side."""
    return rng.normal(size=sizes(rng)[1]) * 2, float(rng.uniform(0.5, 2.0))


def origin_outside(rng: np.random.Generator) -> tuple[object, ...]:
    """A hyperplane with the origin on its negative side."""
    w, b = origin_inside(rng)
    return w, -b


TEMPLATE_CHECKS = (
    Probe("images", "fresh weights", weights, function="template_images"),
    Probe("boundary", "a fresh line with b > 0", origin_inside, function="boundary"),
    Probe("boundary", "a fresh line with b < 0", origin_outside, function="boundary"),
)


def squeezed(W: np.ndarray) -> np.ndarray:
    """Each column between 0 and 1."""
    return (W - W.min(axis=0)) / np.ptp(W, axis=0)


TEMPLATE_MISTAKES = (
    *known(
        "template_images",
        "images",
        {
            "one scale for all images": lambda W, shape: ((W - W.min()) / np.ptp(W)).T.reshape(
                -1, *shape
            ),
            "no scaling": lambda W, shape: W.T.reshape(-1, *shape),
            "images from rows": lambda W, shape: squeezed(W).reshape(-1, *shape),
            "column by column": lambda W, shape: np.stack(
                [column.reshape(shape, order="F") for column in squeezed(W).T]
            ),
        },
    ),
    *known(
        "boundary",
        "boundary",
        {
            "normal not of length 1": lambda w, b: (w, float(-b / np.linalg.norm(w))),
            "distance without its sign": lambda w, b: (
                w / np.linalg.norm(w),
                float(abs(b) / np.linalg.norm(w)),
            ),
            "distance's sign flipped": lambda w, b: (
                w / np.linalg.norm(w),
                float(b / np.linalg.norm(w)),
            ),
            "distance not scaled": lambda w, b: (w / np.linalg.norm(w), -b),
        },
    ),
)

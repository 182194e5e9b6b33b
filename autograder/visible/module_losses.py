"""Visible checks of the losses as modules: worked numbers, invariants, slopes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from autograder.exercise import Check
from autograder.judging import expect
from autograder.judging.backward import Backward
from autograder.judging.expect import PRINTED
from autograder.judging.function import Function
from autograder.visible.module_slopes import backward_kept, forward_kept, out_of, works

Array = NDArray[np.float64]

#: Cat, car and frog scores of three images, each image's true class on the diagonal (GT-L2).
SCORES = np.array([[3.2, 5.1, -1.7], [1.3, 4.9, 2.0], [2.2, 2.5, -3.1]])
TRUTH = np.arange(3)
LOSSES = (2.040355, 0.079132, 6.156477)
PROBABILITIES = np.array(
    [[0.129983, 0.869050, 0.000968], [0.025245, 0.923918, 0.050837], [0.424655, 0.573225, 0.002120]]
)


def three_images(f: Function, rng: np.random.Generator) -> None:
    """The cat, the car and the frog: losses 2.0404, 0.0791 and 6.1565, their mean 2.7587."""
    mean = sum(LOSSES) / 3
    # -log of the mean of the probabilities of the true classes
    mistaken = {
        "sum for mean": 3 * mean,
        "mean over columns too": mean / 3,
        "sign flipped": -mean,
        "log base 2": mean / np.log(2.0),
        "log of the mean": 1.043307,
    }
    expect.value(out_of(f, SCORES, TRUTH), mean, "the loss", PRINTED, mistaken=mistaken)


def equal_scores(f: Function, rng: np.random.Generator) -> None:
    """Where all scores of a row are the same, the loss is log C."""
    for N, C in ((5, 4), (1, 10)):
        S, y = np.full((N, C), 0.5), rng.integers(0, C, N)
        got = out_of(f, S, y)
        mistaken = {"sum for mean": N * np.log(C), "sign flipped": -np.log(C)}
        expect.value(got, float(np.log(C)), f"the loss over {C} classes", mistaken=mistaken)


#: N = 4, C = 3, so that a factor 1/N and a factor 1/C have names of their own.
FOUR = (np.vstack([SCORES, SCORES[:1]]), np.array([0, 1, 2, 0]))
PULLS = np.vstack([PROBABILITIES - np.eye(3), PROBABILITIES[:1] - np.eye(3)[:1]])


def pulls_by_hand(f: Function, rng: np.random.Generator) -> None:
    """The three images, the cat twice: each row of 4 dS is its probabilities less the label."""
    held = np.array([PROBABILITIES[k] for k in (0, 1, 2, 0)])
    mistaken: Mapping[str, object] = {
        "sum for mean": PULLS,
        "mean taken twice": PULLS / 16,
        "mean over columns too": PULLS / 12,
        "labels not subtracted": held / 4,
        "sign flipped": -PULLS / 4,
    }
    expect.value(f(1.0, *FOUR), PULLS / 4, "dS", PRINTED, mistaken=mistaken)


def upstream_scales(f: Function, rng: np.random.Generator) -> None:
    """dout = -3 gives -3 times what dout = 1 gives; dout and the cache stay as they were."""
    one, scaled = f(1.0, *FOUR), f(-3.0, *FOUR)
    expect.like(one, FOUR[0], "dS")
    mistaken = {"upstream left out": one}
    expect.value(scaled, -3.0 * np.asarray(one), "dS for dout = -3", mistaken=mistaken)
    backward_kept(f, 1.5, *FOUR)


def cross_entropy_slopes(f: Function, rng: np.random.Generator) -> None:
    """dS fits the slopes of your own loss, and each of its rows adds up to 0."""
    S, y = rng.normal(size=(5, 4)), rng.integers(0, 3, 5)
    got = f(1.0, S, y)
    assert isinstance(f, Backward)
    if works(three_images, f.forward) and works(equal_scores, f.forward):
        forward = f.forward
        expect.gradient(lambda at: out_of(forward, at, y), S, got, rng, "dS", rows=5)
    expect.like(got, S, "dS")
    expect.value(np.asarray(got).sum(axis=1), np.zeros(5), "the row sums of dS")


def scores_kept(f: Function, rng: np.random.Generator) -> None:
    """S and y are the same after the forward pass, which gives the same when repeated."""
    forward_kept(f, ("S", "y"), SCORES, TRUTH)


#: A mean loss of 1000: one row in two is wrong by a gap of 2000.
GAPS = np.array([[2000.0, 0.0, 0.0], [0.0, 0.0, 2000.0]])
GAPS_TRUTH = np.array([1, 2])


def large_scores(f: Function, rng: np.random.Generator) -> None:
    """Scores moved by 1e4, and gaps of 2000 within a row: the loss stays right."""
    mean = sum(LOSSES) / 3
    mistaken = {"exponential overflows": np.nan}
    for shift in (1e4, -1e4):
        got = out_of(f, SCORES + shift, TRUTH)
        expect.value(got, mean, "the loss of moved scores", PRINTED, mistaken=mistaken)
    got = out_of(f, SCORES + np.array([[1e4], [-1e4], [0.0]]), TRUTH)
    mistaken = {"one shift for all rows": np.nan}
    expect.value(got, mean, "the loss of rows moved apart", PRINTED, mistaken=mistaken)
    expect.value(out_of(f, GAPS, GAPS_TRUTH), 1000.0, "the loss of large gaps")


def large_score_gradient(f: Function, rng: np.random.Generator) -> None:
    """At gaps of 2000 the gradient is finite: the row that is right does not pull."""
    right = np.array([[0.5, -0.5, 0.0], [0.0, 0.0, 0.0]])
    expect.value(f(1.0, GAPS, GAPS_TRUTH), right, "dS at large gaps")


# ------------------------------------------------------------------------------ squared error

#: N = 3, K = 2: squares 9 + 1, 0 + 4, 1 + 1.
PREDICTED = np.array([[2.0, 0.0], [1.0, 3.0], [0.0, -1.0]])
TARGETS = np.array([[-1.0, 1.0], [1.0, 1.0], [1.0, 0.0]])


def worked_errors(f: Function, rng: np.random.Generator) -> None:
    """Three rows with the squared errors 10, 4 and 2: their mean is 16/3."""
    mistaken = {
        "sum for mean": 16.0,
        "half as large": 8 / 3,
    }
    # A half and a mean over two columns look alike here, and not on three columns.
    wide = out_of(f, np.full((2, 3), 5.0), np.zeros((2, 3)))
    wide_of = {
        "mean over columns too": 25.0,
        "half as large": 37.5,
        "sum for mean": 150.0,
        "absolute errors": 15.0,
        "root of the squares": 75.0**0.5,
    }
    expect.value(wide, 75.0, "the loss of two rows of three fives", mistaken=wide_of)
    expect.value(out_of(f, PREDICTED, TARGETS), 16 / 3, "the loss", mistaken=mistaken)


def errors_kept(f: Function, rng: np.random.Generator) -> None:
    """P and T are the same after the forward pass, which gives the same when repeated."""
    forward_kept(f, ("P", "T"), PREDICTED, TARGETS)


def error_pulls(f: Function, rng: np.random.Generator) -> None:
    """The same rows: dP by hand, for dout = 1.5; dout and the cache stay as they were."""
    away = PREDICTED - TARGETS
    mistaken = {
        "sum for mean": 3 * away,
        "mean taken twice": away / 3,
        "half as large": away / 2,
        "sign flipped": -away,
        "upstream left out": 2 * away / 3,
        "error in place of its gradient": away**2 / 2,
    }
    expect.value(f(1.5, PREDICTED, TARGETS), away, "dP", mistaken=mistaken)
    backward_kept(f, 1.5, PREDICTED, TARGETS)


def error_slopes(f: Function, rng: np.random.Generator) -> None:
    """dP fits the slopes of your own loss."""
    P, T = rng.normal(size=(5, 3)), rng.normal(size=(5, 3))
    got = f(1.0, P, T)
    expect.like(got, P, "dP")
    assert isinstance(f, Backward)
    if works(worked_errors, f.forward):
        forward = f.forward
        expect.gradient(lambda at: out_of(forward, at, T), P, got, rng, "dP", rows=5)


CROSS_ENTROPY = (
    Check("loss", three_images, "softmax_cross_entropy_forward"),
    Check("loss", equal_scores, "softmax_cross_entropy_forward"),
    Check("loss", scores_kept, "softmax_cross_entropy_forward"),
    Check("gradient", pulls_by_hand, "softmax_cross_entropy_backward"),
    Check("gradient", upstream_scales, "softmax_cross_entropy_backward"),
    Check("gradient", cross_entropy_slopes, "softmax_cross_entropy_backward"),
    Check("stability", large_scores, "softmax_cross_entropy_forward"),
    Check("stability", large_score_gradient, "softmax_cross_entropy_backward"),
)

SQUARES = (
    Check("loss", worked_errors, "squared_error_forward"),
    Check("loss", errors_kept, "squared_error_forward"),
    Check("gradient", error_pulls, "squared_error_backward"),
    Check("gradient", error_slopes, "squared_error_backward"),
)

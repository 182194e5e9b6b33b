"""Visible checks of the affine layer and of maxout: worked numbers, and slopes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from autograder.exercise import Check
from autograder.judging import expect
from autograder.judging.backward import Backward
from autograder.judging.function import Function
from autograder.visible.module_slopes import (
    backward_kept,
    follows_slopes,
    forward_kept,
    out_of,
    works,
)

Array = NDArray[np.float64]
Batch = tuple[Array, Array, Array]

GRADIENTS = ("dX", "dW", "db")

#: N = 3, D = 2, H = 4.
ROWS = np.array([[1.0, 2.0], [3.0, -1.0], [0.0, 2.0]])
WEIGHTS = np.array([[1.0, 0.0, 2.0, -1.0], [0.0, 1.0, -1.0, 2.0]])
BIASES = np.array([0.5, -1.0, 0.0, 1.0])
PLAIN = np.array([[1.0, 2.0, 0.0, 3.0], [3.0, -1.0, 7.0, -5.0], [0.0, 2.0, -2.0, 4.0]])
OUT = np.array([[1.5, 1.0, 0.0, 4.0], [3.5, -2.0, 7.0, -4.0], [0.5, 1.0, -2.0, 5.0]])

#: What comes back, and the gradients that it makes.
DOUT = np.array([[1.0, 0.0, -1.0, 2.0], [0.0, 3.0, 1.0, 0.0], [2.0, 1.0, 0.0, -1.0]])
DX = np.array([[-3.0, 5.0], [2.0, 2.0], [3.0, -1.0]])
DW = np.array([[1.0, 9.0, 2.0, 2.0], [6.0, -1.0, -3.0, 2.0]])
DB = np.array([3.0, 4.0, 0.0, 1.0])


def worked_rows(f: Function, rng: np.random.Generator) -> None:
    """Three rows of two numbers, four units: the notebook's numbers."""
    mistaken = {
        "bias left out": PLAIN,
        "bias counted twice": 2 * OUT - PLAIN,
        "bias subtracted": 2 * PLAIN - OUT,
        "one bias for all scores": PLAIN + 0.5,
        "relu on the scores": np.maximum(OUT, 0.0),
        "scores transposed": OUT.T,
    }
    got = out_of(f, ROWS, WEIGHTS, BIASES)
    expect.value(got, OUT, "out", mistaken=mistaken)


def worked_images(f: Function, rng: np.random.Generator) -> None:
    """Images of (2, 3) pixels give what their rows of six numbers give."""
    X, W, b = images(rng)
    flat = out_of(f, X.reshape(len(X), -1), W, b)
    expect.like(flat, np.zeros((len(X), len(b))), "out")
    turned = out_of(f, np.swapaxes(X, 1, 2).reshape(len(X), -1), W, b)
    mistaken = {"column by column": turned}
    expect.value(out_of(f, X, W, b), flat, "out of images", mistaken=mistaken)


def images(rng: np.random.Generator) -> Batch:
    """Draw five images of (2, 3) numbers, weights for four units, and biases."""
    return rng.normal(size=(5, 2, 3)), rng.normal(size=(6, 4)), rng.normal(size=4)


def dX_by_hand(f: Function, rng: np.random.Generator) -> None:
    """The worked example's dX."""
    _by_hand(f, "dX", DX)


def dW_by_hand(f: Function, rng: np.random.Generator) -> None:
    """The worked example's dW."""
    _by_hand(f, "dW", DW)


def db_by_hand(f: Function, rng: np.random.Generator) -> None:
    """The worked example's db."""
    _by_hand(f, "db", DB)


def _by_hand(f: Function, wanted: str, right: Array) -> None:
    got = expect.piece(f(DOUT, ROWS, WEIGHTS, BIASES), GRADIENTS, wanted)
    mistaken: dict[str, object] = {"gradient transposed": right.T if right.ndim > 1 else None}
    if wanted == "db":
        mistaken = {
            "bias gradient as a row": right[None],
            "bias sums over the units": DOUT.sum(axis=1),
            "upstream left out": np.full(4, 3.0),
        }
    expect.value(got, right, wanted, mistaken=mistaken, rows=3)


def dX_of_images(f: Function, rng: np.random.Generator) -> None:
    """dX has the shape of the images, and fits the slopes of your own forward pass."""
    _slopes(f, rng, "dX", 0)


def dW_of_images(f: Function, rng: np.random.Generator) -> None:
    """For images, too, dW fits the slopes of your own forward pass."""
    _slopes(f, rng, "dW", 1)


def db_of_images(f: Function, rng: np.random.Generator) -> None:
    """For images, too, db fits the slopes of your own forward pass."""
    _slopes(f, rng, "db", 2)


def _slopes(f: Function, rng: np.random.Generator, wanted: str, at: int) -> None:
    batch = images(rng)
    dout = rng.normal(size=(5, 4))
    got = expect.piece(f(dout, *batch), GRADIENTS, wanted)
    expect.like(got, batch[at], wanted)
    assert isinstance(f, Backward)
    if works(worked_rows, f.forward) and works(worked_images, f.forward):
        follows_slopes(f, dout, batch, rng, returns=GRADIENTS, wanted=wanted, at=at, rows=5)


def affine_forward_kept(f: Function, rng: np.random.Generator) -> None:
    """X, W and b are the same after the forward pass, which gives the same when repeated."""
    batch = images(rng)
    forward_kept(f, ("X", "W", "b"), *batch)


def affine_backward_kept(f: Function, rng: np.random.Generator) -> None:
    """dout and the cache are the same after the backward pass, which gives the same again."""
    batch = images(rng)
    dout = rng.normal(size=(5, 4))
    backward_kept(f, dout, *batch)


# ------------------------------------------------------------------------------ maxout

#: N = 2, D = 1, K = 2, H = 3: |x|, a ReLU, and the larger of x + 1 and 2 x.
PIECES = (
    np.array([[2.0], [-3.0]]),
    np.array([[[1.0, 1.0, 1.0]], [[-1.0, 0.0, 2.0]]]),
    np.array([[0.0, 0.0, 1.0], [0.0, 0.0, 0.0]]),
)
LARGEST = np.array([[2.0, 2.0, 4.0], [3.0, 0.0, -2.0]])


def worked_pieces(f: Function, rng: np.random.Generator) -> None:
    """|x|, max(x, 0) and max(x + 1, 2x) at 2 and -3: the notebook's numbers."""
    mistaken = {
        "bias left out": np.array([[2.0, 2.0, 4.0], [3.0, 0.0, -3.0]]),
        "pieces added": np.array([[0.0, 2.0, 7.0], [0.0, -3.0, -8.0]]),
        "smallest piece": np.array([[-2.0, 0.0, 3.0], [-3.0, -3.0, -6.0]]),
    }
    expect.value(out_of(f, *PIECES), LARGEST, "out", mistaken=mistaken)


def maxout_slopes(f: Function, rng: np.random.Generator) -> None:
    """dX, dW and db have the shapes of X, W, b, and fit the slopes of your own forward pass."""
    dout = np.array([[1.0, -2.0, 0.5], [3.0, 4.0, -1.0]])
    expect.like(f(dout, *PIECES), PIECES, "what it returns")
    assert isinstance(f, Backward)
    if works(worked_pieces, f.forward):
        for at, wanted in enumerate(GRADIENTS):
            follows_slopes(f, dout, PIECES, rng, returns=GRADIENTS, wanted=wanted, at=at, rows=2)


AFFINE = (
    Check("forward", worked_rows, "affine_forward"),
    Check("forward", worked_images, "affine_forward"),
    Check("input gradient", dX_by_hand, "affine_backward"),
    Check("input gradient", dX_of_images, "affine_backward"),
    Check("weight gradient", dW_by_hand, "affine_backward"),
    Check("weight gradient", dW_of_images, "affine_backward"),
    Check("bias gradient", db_by_hand, "affine_backward"),
    Check("bias gradient", db_of_images, "affine_backward"),
    Check("purity", affine_forward_kept, "affine_forward"),
    Check("purity", affine_backward_kept, "affine_backward"),
)

MAXOUT = (
    Check("forward", worked_pieces, "maxout_forward"),
    Check("backward", maxout_slopes, "maxout_backward"),
)

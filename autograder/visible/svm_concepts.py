"""Visible checks of questions: that they are answered by the right kind of value, no more.

Also of the two views of a classifier, whose numbers the notebook works out.
"""

from __future__ import annotations

import numpy as np

from autograder.exercise import Check
from autograder.judging import expect
from autograder.judging.function import Function

# ------------------------------------------------------------------------------ concepts


def a_number(f: Function, rng: np.random.Generator) -> None:
    """Answered by a number."""
    expect.like(f(), np.inf, "the answer")


def a_number_of_C(f: Function, rng: np.random.Generator) -> None:
    """Answered by a number, for any number of classes."""
    for C in (2, 5):
        expect.like(f(C), 1.0, "the answer")


def a_number_of_N(f: Function, rng: np.random.Generator) -> None:
    """Answered by a number, for any number of rows."""
    for N in (1, 5):
        expect.like(f(N), 1.0, "the answer")


def a_number_of_loss(f: Function, rng: np.random.Generator) -> None:
    """Answered by a number, for any loss."""
    for loss in (0.0, 2.9):
        expect.like(f(loss), 1.0, "the answer")


def three_bools(f: Function, rng: np.random.Generator) -> None:
    """Answered by three bools, for any margin."""
    for margin in (0.25, 3.0):
        expect.like(f(margin), (True, True, True), "the answer")


# ------------------------------------------------------------------------------ templates

COLUMNS = np.array([[0.0, 5.0], [1.0, 9.0], [2.0, 5.0], [4.0, 7.0]])


def two_templates(f: Function, rng: np.random.Generator) -> None:
    """Two columns of four weights make two images of (2, 2), each from 0 to 1."""
    right = np.array([[[0.0, 0.25], [0.5, 1.0]], [[0.0, 1.0], [0.0, 0.5]]])
    mistaken = {
        "one scale for all images": COLUMNS.T.reshape(2, 2, 2) / 9.0,
        "no scaling": COLUMNS.T.reshape(2, 2, 2),
        "column by column": right.transpose(0, 2, 1),
    }
    expect.value(f(COLUMNS, (2, 2)), right, "the images", mistaken=mistaken)


def line_by_hand(f: Function, rng: np.random.Generator) -> None:
    """w = (0, 2) with b = -6 and 6: normal (0, 1), distances 3 and -3."""
    names = ("normal", "distance")
    for b, right, wrong in ((-6.0, 3.0, "distance's sign flipped"),
                            (6.0, -3.0, "distance without its sign")):  # fmt: skip
        got = f(np.array([0.0, 2.0]), b)
        mistaken: dict[str, object] = {"normal not of length 1": np.array([0.0, 2.0])}
        normal = expect.piece(got, names, "normal")
        expect.value(normal, np.array([0.0, 1.0]), "normal", mistaken=mistaken)
        mistaken = {wrong: -right, "distance not scaled": -b}
        what = f"distance for b = {b}"
        expect.value(expect.piece(got, names, "distance"), right, what, mistaken=mistaken)


def line_twice(f: Function, rng: np.random.Generator) -> None:
    """Twice w and twice b are the same line."""
    w, b = rng.normal(size=3), 1.5
    once = f(w, b)
    expect.like(once, (w, b), "normal and distance")
    expect.value(f(2.0 * w, 2.0 * b), once, "normal and distance of 2 w, 2 b")


CONCEPTS = (
    Check("smallest_loss", a_number, "smallest_loss"),
    Check("largest_loss", a_number, "largest_loss"),
    Check("loss_at_zero", a_number_of_C, "loss_at_zero"),
    Check("car_loss_change", a_number, "car_loss_change"),
    Check("loss_with_true_class", a_number_of_loss, "loss_with_true_class"),
    Check("sum_over_mean", a_number_of_N, "sum_over_mean"),
    Check("loss_of_doubled_weights", a_number, "loss_of_doubled_weights"),
    Check("still_moving", three_bools, "still_moving"),
)

TEMPLATES = (
    Check("images", two_templates, "template_images"),
    Check("boundary", line_by_hand, "boundary"),
    Check("boundary", line_twice, "boundary"),
)

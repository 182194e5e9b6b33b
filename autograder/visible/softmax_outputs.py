"""Visible checks of assignment 2's probabilities: numbers by hand, shifts, extreme scores."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from autograder.exercise import Check
from autograder.judging import expect
from autograder.judging.expect import EXACT, PRINTED
from autograder.judging.function import Function
from autograder.visible.svm_one import SCORES

Array = NDArray[np.float64]

#: Probabilities of the lecture's three images, to six decimals.
PROBABILITIES = np.array(
    [[0.129983, 0.869050, 0.000968], [0.025245, 0.923918, 0.050837], [0.424655, 0.573225, 0.002120]]
)

# ------------------------------------------------------------------------------ softmax


def lecture_probabilities(f: Function, rng: np.random.Generator) -> None:
    """The lecture's cat: scores 3.2, 5.1, -1.7 give 0.13, 0.87, 0.00."""
    mistaken = {
        "not normalised": np.array([0.149569, 1.0, 0.001114]),
        "no exponential": SCORES[0] / 6.6,
        "exponential of another base": np.array([0.209836, 0.783136, 0.007028]),
        "largest only": np.array([0.0, 1.0, 0.0]),
        "log-probabilities": np.array([-2.040355, -0.140355, -6.940355]),
    }
    expect.value(f(SCORES[0]), PROBABILITIES[0], "the probabilities", PRINTED, mistaken=mistaken)


def each_row_alone(f: Function, rng: np.random.Generator) -> None:
    """In a batch each row is turned into probabilities by itself: cat, car, frog, car."""
    four = np.array([0, 1, 2, 1])
    right = PROBABILITIES[four]
    mistaken = {"normalised over everything": right / 4}
    expect.value(f(SCORES[four]), right, "the probabilities", PRINTED, mistaken=mistaken)


def sums_to_one(f: Function, rng: np.random.Generator) -> None:
    """Each row sums to 1, and none of its entries is negative."""
    got = f(rng.normal(size=(6, 4)))
    expect.like(got, np.zeros((6, 4)), "the probabilities")
    values = np.asarray(got, dtype=float)
    expect.value(values.sum(axis=1), np.ones(6), "the sums of the rows")
    expect.value(np.minimum(values, 0.0), np.zeros((6, 4)), "what is below 0 of the probabilities")


def huge_scores(f: Function, rng: np.random.Generator) -> None:
    """Scores at 1e4 and at -1e4 give the probabilities that the same scores at 0 give."""
    s = np.array([0.0, 0.0, -1.0])
    for size in (1e4, -1e4):
        expect.same(f, (s,), (s + size,), s, f"the probabilities at scores of {size:g}")
    expect.depends(f, (s,), (s[::-1],))


def offset_rows(f: Function, rng: np.random.Generator) -> None:
    """Rows whose scores lie at -1000, 0 and 1000: each has a shift of its own."""
    S = rng.normal(size=(3, 4))
    offsets = np.array([[-1000.0], [0.0], [1000.0]])
    expect.same(f, (S,), (S + offsets,), S, "the probabilities")


def one_axis_or_two(f: Function, rng: np.random.Generator) -> None:
    """One row in, one row out; a batch in, a batch of the same shape out."""
    for shape in ((5,), (4, 3), (1, 6)):
        expect.like(f(rng.normal(size=shape)), np.zeros(shape), f"what comes of shape {shape}")
    expect.like(f(np.array([1, 2, 4])), np.zeros(3), "what comes of integers")
    expect.depends(f, (np.array([0.0, 1.0]),), (np.array([1.0, 0.0]),))


SOFTMAX = (
    Check("probabilities", lecture_probabilities),
    Check("probabilities", each_row_alone),
    Check("probabilities", sums_to_one),
    Check("stability", huge_scores),
    Check("stability", offset_rows),
    Check("shape", one_axis_or_two),
)

# ------------------------------------------------------------------------------ cross_entropy

#: What known mistakes make of the losses of cat, car and frog.
OF_ONE: Mapping[str, Array] = {
    "logarithm of another base": np.array([2.943610, 0.114163, 8.881919]),
    "sign flipped": np.array([-2.040355, -0.079132, -6.156477]),
    "one minus the probability": np.array([0.870017, 0.076082, 0.997880]),
    "highest score for the true one": np.array([0.140355, 0.079132, 0.556477]),
    "every class counted": np.array([9.121065, 6.737395, 7.569432]),
}


def three_images(f: Function, rng: np.random.Generator) -> None:
    """The lecture's cat, car and frog: losses 2.0404, 0.0791 and 6.1565."""
    got = [f(s, y) for y, s in enumerate(SCORES)]
    for loss in got:
        expect.like(loss, 1.0, "the loss")
    right = np.array([2.040355, 0.079132, 6.156477])
    expect.value(np.array(got, dtype=float), right, "loss of image", PRINTED, mistaken=OF_ONE)


def equal_scores(f: Function, rng: np.random.Generator) -> None:
    """Four equal scores: twice the loss of two. No small number is added anywhere."""
    two, four = f(np.zeros(2), 1), f(np.full(4, 0.5), 2)
    for loss in (two, four):
        expect.like(loss, 1.0, "the loss")
    twice = 2 * float(np.asarray(two))
    expect.value(four, twice, "the loss of 4 equal scores, compared with that of 2,")


def far_apart(f: Function, rng: np.random.Generator) -> None:
    """True scores 500, 1000 and 2000 below the highest: each loss is twice the one before."""
    losses = []
    for gap in (500.0, 1000.0, 2000.0):
        s = np.array([0.0, gap, 0.25 * gap])
        losses.append(f(s, 0))
        expect.like(losses[-1], 1.0, f"the loss of {s.tolist()} and class 0")
    once, *more = (float(np.asarray(loss)) for loss in losses)
    for twice in more:
        held = 10.0 < abs(twice) < 1.9 * abs(once)
        names = {"epsilon in the log": twice} if held else {}
        expect.value(twice, 2 * once or 1.0, "the loss at twice the gap", mistaken=names)
        once = twice


def lifted(f: Function, rng: np.random.Generator) -> None:
    """Raising or lowering all scores by 1e4 changes nothing."""
    s = rng.normal(size=5)
    for offset in (1e4, -1e4):
        what = f"the loss of scores moved by {offset:g}"
        expect.same(f, (s, 3), (s + offset, 3), 1.0, what)
    expect.depends(f, (s, 3), (2 * s, 1))


def two_labels(f: Function, rng: np.random.Generator) -> None:
    """Labels with the probabilities 0.7 and 0.6: log 0.42 = -0.8675."""
    P = np.array([[0.3, 0.7], [0.6, 0.4]])
    mistaken = {
        "sign flipped": 0.867501,
        "mean for sum": -0.433750,
        "logarithm of another base": -1.251539,
        "no logarithm": 0.42,
        "every class counted": -2.987764,
        "log of the sum": 0.262364,
    }
    expect.value(f(P, np.array([1, 0])), -0.867501, "the sum", PRINTED, mistaken=mistaken)
    mistaken = {"highest score for the true one": -0.867501}
    got = f(P, np.array([0, 1]))
    expect.value(got, -2.120264, "the sum for labels 0 and 1", PRINTED, mistaken=mistaken)


def five_hundred_labels(f: Function, rng: np.random.Generator) -> None:
    """500 labels, each with the probability 0.13: -1020.1104."""
    P = np.tile([0.57, 0.13, 0.3], (500, 1))
    mistaken = {"product before the log": -np.inf}
    got = f(P, np.ones(500, dtype=np.int64))
    expect.value(got, -1020.110414, "the sum", PRINTED, mistaken=mistaken)


CROSS_ENTROPY = (
    Check("cross-entropy", three_images, "cross_entropy_one"),
    Check("cross-entropy", equal_scores, "cross_entropy_one"),
    Check("stability", lifted, "cross_entropy_one"),
    Check("stability", far_apart, "cross_entropy_one"),
    Check("log-likelihood", two_labels, "log_likelihood"),
    Check("log-likelihood", five_hundred_labels, "log_likelihood"),
)

# ------------------------------------------------------------------------------ one_hot


def two_labels_in_rows(f: Function, rng: np.random.Generator) -> None:
    """Labels 2 and 0 of three classes: 0 0 1 and 1 0 0."""
    right = np.array([[0.0, 0, 1], [1, 0, 0]])
    mistaken = {
        "one-hot turned": right.T,
        "label in place of the one": 2 * right * right[0],
        "zeros and ones swapped": 1 - right,
    }
    expect.value(f(np.array([2, 0]), 3), right, "the rows", EXACT, mistaken=mistaken)


def top_class_absent(f: Function, rng: np.random.Generator) -> None:
    """Labels 1, 0, 1, 1 of four classes make four columns: C says how many there are."""
    right = np.zeros((4, 4))
    right[[0, 2, 3], 1] = right[1, 0] = 1.0
    expect.value(f(np.array([1, 0, 1, 1]), 4), right, "the rows", EXACT)


def labels_outside(f: Function, rng: np.random.Generator) -> None:
    """A label that is no class is a ValueError that names it: 7 of 5 classes, or -1."""
    f(np.array([0, 4, 2]), 5)  # these are right: an error here is a crash
    for y, bad in ((np.array([0, 7, 2]), "7"), (np.array([3, 5]), "5"), (np.array([-1, 2]), "-1")):
        expect.refuses(f, y, 5, error="ValueError", what=f"label {bad} of 5 classes", naming=(bad,))


ONE_HOT = (
    Check("matrix", two_labels_in_rows),
    Check("matrix", top_class_absent),
    Check("bad labels", labels_outside),
)

# ------------------------------------------------------------------------------ sigmoid


def sigmoid_by_hand(f: Function, rng: np.random.Generator) -> None:
    """At 0, 2 and -2 the sigmoid is 0.5, 0.8808 and 0.1192."""
    right = np.array([0.5, 0.880797, 0.119203])
    mistaken = {
        "exponent's sign flipped": right[[0, 2, 1]],
        "tanh for the sigmoid": np.array([0.0, 0.964028, -0.964028]),
    }
    z = np.array([0.0, 2.0, -2.0])
    expect.value(f(z), right, "the sigmoid", PRINTED, mistaken=mistaken)
    expect.value(f(z[:, None]), right[:, None], "the sigmoid of a column", PRINTED)


def sigmoid_far_out(f: Function, rng: np.random.Generator) -> None:
    """Beyond 1000, on both sides, the sigmoid is level: the same at 1e4, and a number."""
    z = np.array([1e3, -1e3])
    what = "the sigmoid at 1e4 and -1e4, compared with that at 1e3 and -1e3,"
    expect.same(f, (z,), (10 * z,), z, what)
    expect.depends(f, (z,), (-z,))


def slopes_far_out(f: Function, rng: np.random.Generator) -> None:
    """Beyond 1000, on both sides, the derivative no longer changes, and is a number."""
    z = np.array([1e3, -1e3])
    what = "the derivative at 1e4 and -1e4, compared with that at 1e3 and -1e3,"
    expect.same(f, (z,), (10 * z,), z, what)
    expect.depends(f, (np.array([0.0]),), (np.array([3.0]),))


def slope_by_hand(f: Function, rng: np.random.Generator) -> None:
    """The slope at 0 is 0.25, at 2 and -2 it is 0.1050."""
    right = np.array([0.25, 0.104994, 0.104994])
    mistaken = {
        "derivative of the value": np.array([0.0, -2.0, -6.0]),
        "sigmoid for its slope": np.array([0.5, 0.880797, 0.119203]),
        "sigmoid taken twice": np.array([0.235004, 0.207156, 0.249114]),
    }
    got = f(np.array([0.0, 2.0, -2.0]))
    expect.value(got, right, "the derivative", PRINTED, mistaken=mistaken)


def independent_outputs(f: Function, rng: np.random.Generator) -> None:
    """Scores 2, 0, -1: outputs 0.8808, 0.5, 0.2689, each moved by its own score alone."""
    returns = ("a", "J")
    got = f(np.array([2.0, 0.0, -1.0]))
    a = np.array([0.880797, 0.5, 0.268941])
    mistaken = {
        "outputs normalised": a / 1.649738,
        "softmax for sigmoids": np.array([0.843795, 0.114195, 0.042010]),
    }
    outputs = expect.piece(got, returns, "a")
    expect.value(outputs, a, "the outputs", PRINTED, mistaken=mistaken)
    slopes = np.array([0.104994, 0.25, 0.196612])
    own = np.zeros((3, 3))
    own.flat[::4] = slopes
    full = np.array(
        [[0.104994, -0.440399, -0.236883], [-0.440399, 0.25, -0.134471],
         [-0.236883, -0.134471, 0.196612]]
    )  # fmt: skip
    mistaken = {
        "slopes repeated": np.tile(slopes, (3, 1)),
        "full Jacobian for independent outputs": full,
    }
    expect.value(expect.piece(got, returns, "J"), own, "J", PRINTED, mistaken=mistaken)


SIGMOID = (
    Check("values", sigmoid_by_hand, "sigmoid"),
    Check("stability", sigmoid_far_out, "sigmoid"),
    Check("stability", slopes_far_out, "sigmoid_grad"),
    Check("derivative", slope_by_hand, "sigmoid_grad"),
    Check("outputs", independent_outputs, "sigmoid_outputs"),
)

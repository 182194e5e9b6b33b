"""Visible checks of assignment 1's scores and labels: numbers by hand, shapes, invariants."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from autograder.exercise import Check
from autograder.judging import expect
from autograder.judging.expect import EXACT
from autograder.judging.function import Function

# ------------------------------------------------------------------------------ stretch


def small_image(f: Function, rng: np.random.Generator) -> None:
    """The pixels [[9, 0], [3, 7]] in a row are 9, 0, 3, 7."""
    right = np.array([9, 0, 3, 7])
    mistaken = {"column by column": np.array([9, 3, 0, 7]), "one row in a matrix": right[None]}
    expect.value(f(np.array([[9, 0], [3, 7]])), right, "the row", EXACT, mistaken=mistaken)


def colour_image(f: Function, rng: np.random.Generator) -> None:
    """In an image of shape (2, 3, 3) that counts up, the row counts up."""
    pixels = np.arange(18.0)
    image = pixels.reshape(2, 3, 3)
    mistaken = {
        "column by column": image.ravel(order="F"),
        "colours apart": np.moveaxis(image, 2, 0).ravel(),
    }
    expect.value(f(image), pixels, "the row", EXACT, mistaken=mistaken)


def cifar_parameters(f: Function, rng: np.random.Generator) -> None:
    """3072 inputs and 10 classes: 30,730 numbers to learn, and 30,720 without the bias."""
    mistaken = {"one bias for all classes": 30721, "bias for each input": 33792,
                "inputs and classes added": 3092, "bias left out": 30720}  # fmt: skip
    expect.value(f(3072, 10), 30730, "the count", EXACT, mistaken=mistaken)
    mistaken = {"bias always counted": 30730, "one bias for all classes": 30721}
    expect.value(f(3072, 10, False), 30720, "the count without bias", EXACT, mistaken=mistaken)


def numbers_kept_kinds(f: Function, rng: np.random.Generator) -> None:
    """The linear classifier keeps 30,730 numbers however many examples there were."""
    for N in (100, 50_000):
        got = f(N, 3072, 10)
        expect.like(got, (1, 1), "the two counts")
        mistaken = {
            "bias left out": 30720,
            "returned the other way round": N * 3072,
            "parameters grow with N": N * 30730,
        }
        linear = expect.piece(got, ("linear", "nearest"), "linear")
        expect.value(linear, 30730, f"its count for N = {N}", EXACT, mistaken=mistaken)


def neighbour_needs_all(f: Function, rng: np.random.Generator) -> None:
    """Twice the examples, or twice the features: nearest neighbour keeps twice the numbers."""
    once, examples, features = f(10, 7, 4), f(20, 7, 4), f(10, 14, 4)
    for counts in (once, examples, features):
        expect.like(counts, (1, 1), "the two counts")
    expect.value(_second(examples), 2 * _second(once), "its count for twice the examples", EXACT)
    mistaken = {"distances kept": 10, "labels kept too": 2 * _second(once) - 10}
    what = "its count for twice the features"
    expect.value(_second(features), 2 * _second(once), what, EXACT, mistaken=mistaken)
    expect.depends(f, (10, 7, 4), (20, 7, 4))


def _second(counts: object) -> int:
    return int(np.asarray(counts)[1])


# ------------------------------------------------------------------------------ linear_scores

#: Scores by hand for x = (4, 2): 4 - 2 + 0.5, 8 + 1 - 1, 2 + 3.
WEIGHTS = np.array([[1.0, -1.0], [2.0, 0.5], [0.0, 1.0]])
BIASES = np.array([0.5, -1.0, 3.0])
INPUT = np.array([4.0, 2.0])
SCORES = np.array([2.5, 8.0, 5.0])

SCORES_OF = {
    "bias left out": np.array([2.0, 9.0, 2.0]),
    "bias subtracted": np.array([1.5, 10.0, -1.0]),
    "bias counted twice": np.array([3.0, 7.0, 8.0]),
    "one bias for all scores": np.array([2.5, 9.5, 2.5]),
}


def one_by_hand(f: Function, rng: np.random.Generator) -> None:
    """x = (4, 2) has the scores 2.5, 8 and 5."""
    expect.value(f(WEIGHTS, INPUT, BIASES), SCORES, "the scores", mistaken=SCORES_OF)


def one_at_zero(f: Function, rng: np.random.Generator) -> None:
    """At x = 0 the scores are the biases, negative ones too."""
    b = rng.normal(size=4)
    expect.value(f(rng.normal(size=(4, 6)), np.zeros(6), b), b, "the scores at x = 0")


def batch_by_hand(f: Function, rng: np.random.Generator) -> None:
    """Two rows: (4, 2) has the scores 2.5, 8 and 5, the zero row has the biases."""
    X = np.vstack([INPUT, np.zeros(2)])
    right = np.vstack([SCORES, BIASES])
    mistaken = {
        "bias left out": np.vstack([SCORES_OF["bias left out"], np.zeros(3)]),
        "bias subtracted": np.vstack([SCORES_OF["bias subtracted"], -BIASES]),
        "bias counted twice": np.vstack([SCORES_OF["bias counted twice"], 2 * BIASES]),
        "one bias for all scores": np.vstack(
            [SCORES_OF["one bias for all scores"], np.full(3, 0.5)]
        ),
        "scores transposed": right.T,
        "scores clipped": np.maximum(right, 0.0),
    }
    expect.value(f(X, WEIGHTS.T, BIASES), right, "the scores", mistaken=mistaken)


def batch_row_by_row(f: Function, rng: np.random.Generator) -> None:
    """The scores of 5 rows are those of each row alone."""
    X, W, b = rng.normal(size=(5, 4)), rng.normal(size=(4, 3)), rng.normal(size=3)
    whole = f(X, W, b)
    expect.like(whole, np.zeros((5, 3)), "the scores")
    for i in range(5):
        what = f"row {i} of the scores"
        expect.value(f(X[i : i + 1], W, b), np.asarray(whole)[i : i + 1], what)


# ------------------------------------------------------------------------------ fold_bias


def folded(
    f: Function, X: NDArray[np.float64], W: NDArray[np.float64], b: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """`X1` and `W1`, once they have the right shapes."""
    got = f(X, W, b)
    example = (np.zeros((len(X), len(W) + 1)), np.zeros((len(W) + 1, len(b))))
    for name, like in zip(("X1", "W1"), example, strict=True):
        expect.like(expect.piece(got, ("X1", "W1"), name), like, name)
    X1, W1 = (np.asarray(expect.piece(got, ("X1", "W1"), name)) for name in ("X1", "W1"))
    return X1, W1


def same_scores(f: Function, rng: np.random.Generator) -> None:
    """X1 @ W1 gives the scores with the bias: 2.5, 8, 5 and the biases."""
    X = np.vstack([INPUT, np.zeros(2)])
    X1, W1 = folded(f, X, WEIGHTS.T, BIASES)
    without = np.vstack([SCORES_OF["bias left out"], np.zeros(3)])
    zeros = "bias not in the weights" if (X1 == 1.0).all(axis=0).any() else "column of zeros"
    expect.value(X1 @ W1, np.vstack([SCORES, BIASES]), "X1 @ W1", mistaken={zeros: without})


def ones_last(f: Function, rng: np.random.Generator) -> None:
    """The ones are the last column of X1 and b is the last row of W1."""
    X, W, b = rng.normal(size=(5, 4)), rng.normal(size=(4, 3)), rng.normal(size=3)
    X1, W1 = folded(f, X, W, b)
    first = np.array_equal(X1[:, 0], np.ones(5)) and np.array_equal(W1[0], b)
    name = "ones first" if first else "column of zeros"
    expect.value(X1[:, -1], np.ones(5), "the last column of X1", mistaken={name: X1[:, -1]})
    name = "bias not in the weights"
    expect.value(W1[-1], b, "the last row of W1", mistaken={name: np.zeros(3)})


def fold_arguments(f: Function, rng: np.random.Generator) -> None:
    """X, W and b are the same after the call."""
    X, W, b = rng.normal(size=(5, 4)), rng.normal(size=(4, 3)), rng.normal(size=3)
    expect.untouched(f, X, W, b, names=("X", "W", "b"))
    expect.repeatable(f, X, W, b)
    expect.depends(f, (X, W, b), (X + 1.0, W, b + 1.0))


# ------------------------------------------------------------------------------ predict

#: Highest scores: class 1, class 2, class 0; lowest: 2, 0, 1.
TABLE = np.array([[3.2, 5.1, -1.7], [1.3, 2.0, 4.9], [2.5, -3.1, 2.2]])


def highest_score(f: Function, rng: np.random.Generator) -> None:
    """Three rows of scores whose highest stand in columns 1, 2 and 0."""
    mistaken = {"lowest score wins": np.array([2, 0, 1]), "next class over": np.array([2, 3, 1])}
    expect.value(f(np.eye(3), TABLE, np.zeros(3)), np.array([1, 2, 0]), "the labels", EXACT,
                 mistaken=mistaken)  # fmt: skip


def highest_with_bias(f: Function, rng: np.random.Generator) -> None:
    """The biases count: with b = (9, 0, 0) class 0 wins each of four rows."""
    X = np.vstack([np.eye(3), np.zeros(3)])
    got = f(X, TABLE, np.array([9.0, 0.0, 0.0]))
    mistaken = {"bias left out": np.array([1, 2, 0, 0])}
    expect.value(got, np.zeros(4, dtype=int), "the labels", EXACT, mistaken=mistaken)


def first_of_equals(f: Function, rng: np.random.Generator) -> None:
    """With all scores equal, and with the last two equal, the first of the best is taken."""
    got = f(np.ones((2, 4)), np.zeros((4, 5)), np.full(5, 0.5))
    mistaken = {"last wins a tie": np.array([4, 4])}
    expect.value(got, np.zeros(2, dtype=int), "the labels", EXACT, mistaken=mistaken)
    expect.depends(f, (np.eye(3), TABLE, np.zeros(3)), (np.eye(3), TABLE[::-1], np.zeros(3)))


BINARY_ROWS = np.array([[3.0, 0.0], [0.0, 3.0], [2.0, 2.0]])


def two_sides(f: Function, rng: np.random.Generator) -> None:
    """w = (1, -1), b = -1: of three points the first is on the positive side."""
    mistaken = {"labels of another kind": np.array([1, -1, -1]),
                "sides swapped": np.array([0, 1, 1]),
                "bias left out": np.array([1, 0, 1])}  # fmt: skip
    got = f(BINARY_ROWS, np.array([1.0, -1.0]), -1.0)
    expect.value(got, np.array([1, 0, 0]), "the labels", EXACT, mistaken=mistaken)


def on_the_line(f: Function, rng: np.random.Generator) -> None:
    """A point on the line itself, w.x + b = 0, gets a 1."""
    mistaken = {"boundary counted as 0": np.array([0])}
    got = f(np.array([[2.0, 1.0]]), np.array([1.0, -1.0]), -1.0)
    expect.value(got, np.array([1]), "the label", EXACT, mistaken=mistaken)


# ------------------------------------------------------------------------------ one_vs_all


def labels_by_hand(f: Function, rng: np.random.Generator) -> None:
    """Of the classes 0, 2, 1, 2 the second and the fourth are class 2."""
    mistaken = {
        "labels of another kind": np.array([0, 1, 0, 1]),
        "sides swapped": np.array([1, -1, 1, -1]),
        "next class over": np.array([-1, -1, -1, -1]),
    }
    got = f(np.array([0, 2, 1, 2]), 2)
    expect.value(got, np.array([-1, 1, -1, 1]), "the labels", EXACT, mistaken=mistaken)


def class_nobody_has(f: Function, rng: np.random.Generator) -> None:
    """A class that no row belongs to: every label is -1."""
    got = f(np.array([0, 2, 1, 2, 0]), 3)
    expect.value(got, np.full(5, -1), "the labels", EXACT)


def surest_wins(f: Function, rng: np.random.Generator) -> None:
    """Scores (2, 3), (-1, -4) and (-5, 0.5) of two classifiers: labels 1, 0, 1."""
    X = np.array([[2.0, 3.0], [-1.0, -4.0], [-5.0, 0.5]])
    classifiers = [(np.array([1.0, 0.0]), 0.0), (np.array([0.0, 1.0]), 0.0)]
    mistaken = {
        "sign in place of the score": np.array([0, 0, 1]),
        "score without its sign": np.array([1, 1, 0]),
        "lowest score wins": np.array([0, 1, 0]),
    }
    right = np.array([1, 0, 1])
    expect.value(f(X, classifiers), right, "the labels", EXACT, mistaken=mistaken)


def biases_decide(f: Function, rng: np.random.Generator) -> None:
    """At x = 0 the classifier with the largest bias wins, the first of equals."""
    classifiers = [(rng.normal(size=4), b) for b in (-2.0, 1.5, 1.5)]
    mistaken = {"bias left out": np.array([0]), "last wins a tie": np.array([2])}
    expect.value(f(np.zeros((1, 4)), classifiers), np.array([1]), "the label", EXACT,
                 mistaken=mistaken)  # fmt: skip


STRETCH = (
    Check("stretch", colour_image, "stretch"),
    Check("stretch", small_image, "stretch"),
    Check("parameter_count", cifar_parameters, "parameter_count"),
    Check("numbers_kept", numbers_kept_kinds, "numbers_kept"),
    Check("numbers_kept", neighbour_needs_all, "numbers_kept"),
)

LINEAR = (
    Check("one image", one_by_hand, "linear_scores"),
    Check("one image", one_at_zero, "linear_scores"),
    Check("batch", batch_by_hand, "batch_scores"),
    Check("batch", batch_row_by_row, "batch_scores"),
)

FOLD = (
    Check("scores", same_scores),
    Check("layout", ones_last),
    Check("purity", fold_arguments),
)

PREDICT = (
    Check("labels", highest_score, "predict"),
    Check("labels", highest_with_bias, "predict"),
    Check("ties", first_of_equals, "predict"),
    Check("binary", two_sides, "predict_binary"),
    Check("binary", on_the_line, "predict_binary"),
)

ONE_VS_ALL = (
    Check("labels", labels_by_hand, "one_vs_all_labels"),
    Check("labels", class_nobody_has, "one_vs_all_labels"),
    Check("prediction", surest_wins, "predict_one_vs_all"),
    Check("prediction", biases_decide, "predict_one_vs_all"),
)

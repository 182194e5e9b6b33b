"""Visible checks of assignment 2's local gradients: the Jacobian, one training step, two errors."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from autograder.exercise import Check, Keys
from autograder.judging import expect
from autograder.judging.expect import EXACT, PRINTED
from autograder.judging.function import Function

Array = NDArray[np.float64]

#: Scores whose probabilities are 1/6, 1/3 and 1/2.
THIRDS = np.log(np.array([1.0, 2.0, 3.0]))
JACOBIAN = np.array([[5.0, -2.0, -3.0], [-2.0, 8.0, -6.0], [-3.0, -6.0, 9.0]]) / 36
ERROR = np.array([1.0, 2.0, -3.0]) / 6  # probabilities minus one-hot for class 2

# ------------------------------------------------------------------------------ softmax_jacobian


def jacobian_by_hand(f: Function, rng: np.random.Generator) -> None:
    """The scores 0, log 2, log 3: 36 J has the rows 5 -2 -3, -2 8 -6, -3 -6 9."""
    diagonal = np.array([5.0, 8.0, 9.0]) / 36
    mistaken = {
        "diagonal of the Jacobian only": np.eye(3) * diagonal,
        "delta left out": np.array([[-1.0, -2, -3], [-2, -4, -6], [-3, -6, -9]]) / 36,
        "plus for minus": np.array([[7.0, 2, 3], [2, 16, 6], [3, 6, 27]]) / 36,
        "sign flipped": -JACOBIAN,
    }
    expect.value(f(THIRDS), JACOBIAN, "J", PRINTED, mistaken=mistaken)


def jacobian_balance(f: Function, rng: np.random.Generator) -> None:
    """Raising all scores alike changes nothing: each row of J sums to 0, and each column too."""
    got = f(rng.normal(size=5))
    expect.like(got, np.zeros((5, 5)), "J")
    values = np.asarray(got, dtype=float)
    expect.value(values.sum(axis=1), np.zeros(5), "the row sums of J")
    expect.value(values.sum(axis=0), np.zeros(5), "the column sums of J")


def jacobian_lifted(f: Function, rng: np.random.Generator) -> None:
    """Scores at 1000 have the Jacobian of the same scores at 0."""
    s = rng.normal(size=4)
    expect.same(f, (s,), (s + 1e3,), np.zeros((4, 4)), "J at scores of 1000")
    expect.depends(f, (s,), (2 * s,))


def gradient_by_hand(f: Function, rng: np.random.Generator) -> None:
    """The same scores and class 2: 1/6, 1/3, -1/2."""
    mistaken = {
        "labels not subtracted": np.array([1.0, 2, 3]) / 6,
        "1 subtracted everywhere": np.array([-5.0, -4, -3]) / 6,
        "sign flipped": -ERROR,
        "diagonal of the Jacobian only": np.array([0.0, 0, -0.5]),
        "stopped at the probabilities": np.array([0.0, 0, -2]),
        "derivative of the probability": np.array([-3.0, -6, 9]) / 36,
    }
    expect.value(f(THIRDS, 2), ERROR, "the gradient", PRINTED, mistaken=mistaken)


def gradient_balance(f: Function, rng: np.random.Generator) -> None:
    """For any scores the entries sum to 0, and only the true class's is negative."""
    for y in range(4):
        got = f(rng.normal(size=4), y)
        expect.like(got, np.zeros(4), "the gradient")
        values = np.asarray(got, dtype=float)
        expect.value(float(values.sum()), 0.0, "the sum of the gradient")
        signs = np.where(np.arange(4) == y, -1.0, 1.0)
        expect.value(np.sign(values), signs, "the signs of the gradient", EXACT)


JACOBIANS = (
    Check("jacobian", jacobian_by_hand, "softmax_jacobian"),
    Check("jacobian", jacobian_balance, "softmax_jacobian"),
    Check("jacobian", jacobian_lifted, "softmax_jacobian"),
    Check("chain rule", gradient_by_hand, "cross_entropy_grad_scores"),
    Check("chain rule", gradient_balance, "cross_entropy_grad_scores"),
)

# ------------------------------------------------------------------------------ backward_one

GRADIENTS = Keys(("da", "dz", "dW", "db"))
#: `W`, `b`, `x`, `y` with those same scores.
STEP = (np.zeros((3, 2)), THIRDS, np.array([2.0, -1.0]), 2)


def _entry(f: Function, name: str, right: Array, mistaken: dict[str, Array]) -> None:
    got = expect.piece(f(*STEP), GRADIENTS, name)
    expect.value(got, right, f'"{name}"', PRINTED, mistaken=mistaken)


def step_da(f: Function, rng: np.random.Generator) -> None:
    """W = 0, b = (0, log 2, log 3), x = (2, -1), y = 2: da = (0, 0, -2)."""
    mistaken = {
        "every class counted": np.array([-6.0, -3.0, -2.0]),
        "sign flipped": np.array([0.0, 0.0, 2.0]),
        "gradient of another stage": ERROR,
        "derivative of the log left out": np.array([0.0, 0.0, -1.0]),
    }
    _entry(f, "da", STAGE, mistaken)


def step_dz(f: Function, rng: np.random.Generator) -> None:
    """The same step: dz = (1/6, 1/3, -1/2)."""
    mistaken = {
        "labels not subtracted": np.array([1.0, 2, 3]) / 6,
        "sign flipped": -ERROR,
        "1 subtracted everywhere": np.array([-5.0, -4, -3]) / 6,
        "diagonal of the Jacobian only": np.array([0.0, 0, -0.5]),
    }
    _entry(f, "dz", ERROR, mistaken)


def step_dW(f: Function, rng: np.random.Generator) -> None:
    """The same step: dW has the rows (1/3, -1/6), (2/3, -1/3), (-1, 1/2), if dz is right."""
    dz = step_scores(f)
    right = np.stack([2 * dz, -dz]).T
    mistaken = {
        "sign flipped": -right,
        "input left out": np.stack([dz, dz]).T,
        "biases' gradient added": right + dz[:, None],
    }
    _entry(f, "dW", right, mistaken)


def step_db(f: Function, rng: np.random.Generator) -> None:
    """The same step: db = (1/6, 1/3, -1/2), if dz is right."""
    dz = step_scores(f)
    _entry(f, "db", dz, {"sign flipped": -dz, "gradient of another stage": STAGE})


#: dL/da of that step.
STAGE = np.array([0.0, 0.0, -2.0])


def step_scores(f: Function) -> Array:
    """The student's own dz, as what follows from it is judged by it; the right one, if unusable."""
    return own_dz(f(*STEP), ERROR)


def own_dz(got: object, right: Array) -> Array:
    """The dz among the gradients, or `right` where that has no use."""
    dz = np.asarray(got.get("dz") if isinstance(got, dict) else None)
    usable = dz.shape == right.shape and dz.dtype.kind == "f" and np.isfinite(dz).all()
    return dz.astype(float) if usable and dz.any() else right


def step_shapes(f: Function, rng: np.random.Generator) -> None:
    """The four gradients have the shapes of a, z, W and b, for 4 classes and 3 features."""
    W, b, x = rng.normal(size=(4, 3)), rng.normal(size=4), rng.normal(size=3)
    got = expect.piece(f(W, b, x, 1), GRADIENTS, "dW")
    expect.like(got, W, '"dW"')
    expect.depends(f, (W, b, x, 1), (W, b, x, 2))


def tensor_by_hand(f: Function, rng: np.random.Generator) -> None:
    """x = (5, 7) and two classes: slice 0 is (5 7; 0 0), slice 1 is (0 0; 5 7)."""
    right = np.array([[[5.0, 7], [0, 0]], [[0, 0], [5, 7]]])
    mistaken = {
        "every score moved by every row": np.tile([5.0, 7.0], (2, 2, 1)),
        "1 in place of x": (right > 0).astype(float),
    }
    expect.value(f(np.array([5.0, 7.0]), 2), right, "the tensor", mistaken=mistaken)


def tensor_axes(f: Function, rng: np.random.Generator) -> None:
    """For 3 features and 4 classes the tensor is (4, 4, 3), and slice i holds x in its row i."""
    x = rng.normal(size=3)
    got = f(x, 4)
    expect.like(got, np.zeros((4, 4, 3)), "the tensor")
    values = np.asarray(got, dtype=float)
    for i in range(4):
        expect.value(values[i, i], x, f"row {i} of slice {i}")
    filled = np.count_nonzero(values)
    expect.value(filled, 12, "the number of entries that are not 0", EXACT)


BACKWARD = (
    Check("da", step_da, "softmax_backward_one"),
    Check("dz", step_dz, "softmax_backward_one"),
    Check("dW", step_dW, "softmax_backward_one"),
    Check("dW", step_shapes, "softmax_backward_one"),
    Check("db", step_db, "softmax_backward_one"),
    Check("tensor", tensor_by_hand, "dz_dW"),
    Check("tensor", tensor_axes, "dz_dW"),
)

# ------------------------------------------------------------------------------ two errors

ERRORS = ("mse", "ce")
#: Democrat, Republican, Other; classes Other, Republican, Democrat (QCRI-L4).
TRUTH = np.array([[0.0, 0, 1], [0, 1, 0], [1, 0, 0]])
MODELS = (
    (
        np.array([[0.3, 0.3, 0.4], [0.3, 0.4, 0.3], [0.1, 0.2, 0.7]]),
        2.42 / 3,
        -np.log(0.4 * 0.4 * 0.1) / 3,
    ),
    (
        np.array([[0.1, 0.2, 0.7], [0.1, 0.7, 0.2], [0.3, 0.4, 0.3]]),
        0.34,
        -np.log(0.7 * 0.7 * 0.3) / 3,
    ),
)


def two_models(f: Function, rng: np.random.Generator) -> None:
    """The two models of three people: .8067 and .34, 1.378 and .639."""
    for number, (P, mse, ce) in enumerate(MODELS, 1):
        # Twice as well: so that a mean over people and one over classes have names of their own.
        for rows, what in ((slice(None), f"of model {number}"), ([0, 1, 2] * 2, "of each twice")):
            got = f(P[rows], TRUTH[rows])
            n = len(P[rows])
            for name, right in (("mse", mse), ("ce", ce)):
                mistaken = {
                    "mean over classes too": right / 3,
                    "sum for mean": right * n,
                    "logarithm of another base": right / np.log(2.0),
                    "sign flipped": -right,
                    "half as large": right / 2,
                    "returned in another order": ce if name == "mse" else mse,
                }
                value = expect.piece(got, ERRORS, name)
                expect.value(value, right, f"{name} {what}", mistaken=mistaken)


def pull_by_hand(f: Function, rng: np.random.Generator) -> None:
    """At z = 0 the two derivatives are -0.25 and -0.5."""
    got = f(0.0)
    mistaken = {
        "sign flipped": 0.25,
        "derivative of the square halved": -0.125,
        "stopped at the probabilities": -1.0,
    }
    expect.value(expect.piece(got, ERRORS, "mse"), -0.25, "mse at z = 0", mistaken=mistaken)
    mistaken = {
        "sign flipped": 0.5,
        "stopped at the probabilities": -2.0,
        "slope of the sigmoid kept": -0.125,
    }
    expect.value(expect.piece(got, ERRORS, "ce"), -0.5, "ce at z = 0", mistaken=mistaken)


def pull_where_wrong(f: Function, rng: np.random.Generator) -> None:
    """At z = -10 they are -9.1e-5 and -0.99995: one of them still learns."""
    got = f(-10.0)
    for name, right in (("mse", -9.0787e-5), ("ce", -0.9999546)):
        value = expect.piece(got, ERRORS, name)
        expect.like(value, 1.0, name)
        ratio = float(np.asarray(value)) / right
        expect.value(ratio, 1.0, f"{name} at z = -10, divided by {right:.5g},", PRINTED)


TWO_ERRORS = (
    Check("errors", two_models, "mse_vs_cross_entropy"),
    Check("gradients", pull_by_hand, "wrong_gradient"),
    Check("gradients", pull_where_wrong, "wrong_gradient"),
)


# ------------------------------------------------------------------------------ kl_divergence


def divergence_by_hand(f: Function, rng: np.random.Generator) -> None:
    """(.7, .3) from (.5, .5): 0.0823. From itself: 0."""
    p, q = np.array([0.7, 0.3]), np.array([0.5, 0.5])
    mistaken = {
        "cross-entropy for the divergence": 0.693147,
        "returned the other way round": 0.087177,
        "sign flipped": -0.082283,
        "logarithm of another base": 0.118709,
    }
    expect.value(f(p, q), 0.082283, "the divergence", PRINTED, mistaken=mistaken)
    mistaken = {"cross-entropy for the divergence": 0.610864}
    expect.value(f(p, p), 0.0, "the divergence of (.7, .3) from itself", PRINTED, mistaken=mistaken)


def divergence_at_zero(f: Function, rng: np.random.Generator) -> None:
    """One-hot p: minus the log of q there. Where q rules out what happens: infinite."""
    sure, half = np.array([0.0, 1.0]), np.array([0.5, 0.5])
    expect.value(f(sure, half), 0.693147, "the divergence of (0, 1) from (.5, .5)", PRINTED)
    expect.value(f(half, sure), np.inf, "the divergence of (.5, .5) from (0, 1)", PRINTED)
    expect.value(f(sure, sure), 0.0, "the divergence of (0, 1) from itself", PRINTED)


DIVERGENCE = (
    Check("divergence", divergence_by_hand),
    Check("zeros", divergence_at_zero),
)

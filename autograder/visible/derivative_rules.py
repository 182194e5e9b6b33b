"""Visible checks of assignment 3's rules: worked numbers for losses, Jacobians, identities."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from autograder.exercise import Check
from autograder.judging import expect
from autograder.judging.expect import DIFFERENCE, EXACT, ROUNDING
from autograder.judging.function import Function
from autograder.outcome import Failed

Array = NDArray[np.float64]

# ------------------------------------------------------------------------------ regression_losses

WEIGHTS, ROWS = np.array([1.0, 2.0]), np.array([[1.0, 1.0], [2.0, 0.0]])
TARGETS = np.array([5.0, 1.0])

LOSS, PENALTY = ("loss", "dw"), ("value", "dW")


def _worked(
    f: Function, name: str, right: object, mistaken: Mapping[str, object], rows: int = 0
) -> None:
    got = expect.piece(f(WEIGHTS, ROWS, TARGETS), LOSS, name)
    expect.value(got, right, name, mistaken=mistaken, rows=rows)


def l1_loss_by_hand(f: Function, rng: np.random.Generator) -> None:
    """Residuals -2 and 1 have the mean absolute error 1.5."""
    mistaken = {"sum for mean": 3.0, "residuals not made positive": -0.5, "squared residuals": 2.5}
    _worked(f, "loss", 1.5, mistaken)


def l1_gradient_by_hand(f: Function, rng: np.random.Generator) -> None:
    """The gradient of that mean is (0.5, -0.5)."""
    mistaken = {
        "sum for mean": np.array([1.0, -1.0]),
        "sign flipped": np.array([-0.5, 0.5]),
        "residual for its sign": np.array([0.0, -1.0]),
        "sign left out": np.array([1.5, 0.5]),
        "inputs left out": np.zeros(2),
    }
    _worked(f, "dw", np.array([0.5, -0.5]), mistaken)


def l1_at_a_kink(f: Function, rng: np.random.Generator) -> None:
    """Where a residual is 0, the gradient is a number all the same, and no steeper than a side."""
    dw = expect.piece(f(np.array([2.0]), np.array([[3.0]]), np.array([6.0])), LOSS, "dw")
    if isinstance(dw, np.ndarray) and np.isnan(dw).any():
        raise Failed("dw is nan where a residual is 0", mistake="nan at the kink")
    expect.like(dw, np.zeros(1), "dw")
    if abs(float(np.asarray(dw)[0])) > 3.0:
        raise Failed("at a kink dw lies between the slopes of its sides, here -3 and 3")


def l2_loss_by_hand(f: Function, rng: np.random.Generator) -> None:
    """Residuals -2 and 1 have the mean squared error 2.5."""
    mistaken = {
        "sum for mean": 5.0,
        "squared error with a half": 1.25,
        "root of the squares": np.sqrt(5.0),
        "root of the mean square": np.sqrt(2.5),
        "absolute residuals": 1.5,
    }
    _worked(f, "loss", 2.5, mistaken)


def l2_gradient_by_hand(f: Function, rng: np.random.Generator) -> None:
    """The gradient of that mean is (0, -2)."""
    mistaken = {
        "sum for mean": np.array([0.0, -4.0]),
        "sign flipped": np.array([0.0, 2.0]),
        "inner derivative's 2 left out": np.array([0.0, -1.0]),
        "sign for the residual": np.array([1.0, -1.0]),
    }
    _worked(f, "dw", np.array([0.0, -2.0]), mistaken)


MATRIX = np.array([[3.0, -0.5], [0.0, 1.5]])


def l1_penalty_by_hand(f: Function, rng: np.random.Generator) -> None:
    """Of [[3, -0.5], [0, 1.5]] the absolute values sum to 5; at the entry 0 take no nan."""
    got = f(MATRIX)
    value = expect.piece(got, PENALTY, "value")
    wrong = {"penalty without absolute values": 4.0, "squares for absolute values": 11.5}
    expect.value(value, 5.0, "value", mistaken=wrong | {"mean for sum": 1.25})
    dW = expect.piece(got, PENALTY, "dW")
    if isinstance(dW, np.ndarray) and np.isnan(dW).any():
        raise Failed("dW is nan where an entry of W is 0", mistake="nan at the kink")
    expect.like(dW, MATRIX, "dW")
    away = MATRIX != 0
    mistaken = {"sign left out": np.ones(3), "weights for their signs": MATRIX[away]}
    mistaken["mean for sum"] = np.sign(MATRIX[away]) / 4
    expect.value(np.asarray(dW)[away], np.sign(MATRIX[away]), "dW, zeros left out",
                 mistaken=mistaken)  # fmt: skip
    if abs(float(np.asarray(dW)[1, 0])) > 1:
        raise Failed("at an entry 0, dW lies between the slopes of its sides, -1 and 1")


def l2_penalty_by_hand(f: Function, rng: np.random.Generator) -> None:
    """Of [[3, -0.5], [0, 1.5]] the squares sum to 11.5, and the gradient is twice the matrix."""
    got = f(MATRIX)
    mistaken: dict[str, object] = {
        "penalty with a half": 5.75,
        "root of the squares": np.sqrt(11.5),
        "sum of absolute weights": 5.0,
        "penalty by a matrix product": float(np.sum(MATRIX @ MATRIX.T)),
        "mean for sum": 2.875,
    }
    expect.value(expect.piece(got, PENALTY, "value"), 11.5, "value", mistaken=mistaken)
    mistaken = {
        "penalty's gradient halved": MATRIX,
        "mean for sum": MATRIX / 2,
        "gradient transposed": 2 * MATRIX.T,
    }
    expect.value(expect.piece(got, PENALTY, "dW"), 2 * MATRIX, "dW", mistaken=mistaken)


REGRESSION = (
    Check("l1 loss", l1_loss_by_hand, "l1_loss"),
    Check("l1 gradient", l1_gradient_by_hand, "l1_loss"),
    Check("l1 gradient", l1_at_a_kink, "l1_loss"),
    Check("l2 loss", l2_loss_by_hand, "l2_loss"),
    Check("l2 gradient", l2_gradient_by_hand, "l2_loss"),
    Check("l1 penalty", l1_penalty_by_hand, "l1_penalty"),
    Check("l2 penalty", l2_penalty_by_hand, "l2_penalty"),
)

# ------------------------------------------------------------------------------ numerical_jacobian


def three_outputs(x: Array) -> Array:
    """The notebook's worked example, of two inputs."""
    return np.array([x[0] * x[1], x[0] + x[1], 7.0])


def jacobian_by_hand(f: Function, rng: np.random.Generator) -> None:
    """(x0 x1, x0 + x1, 7) at (2, 3) has the Jacobian [[3, 2], [1, 1], [0, 0]]."""
    right = np.array([[3.0, 2.0], [1.0, 1.0], [0.0, 0.0]])
    got = f(three_outputs, np.array([2.0, 3.0]))
    if isinstance(got, np.ndarray) and got.shape == (2, 3):
        got = got.T  # the shape is judged apart
    mistaken = {"width of the step": 2 * right, "sign flipped": -right}
    expect.value(got, right, "J", DIFFERENCE, mistaken=mistaken)


def jacobian_both_sides(f: Function, rng: np.random.Generator) -> None:
    """With h = 1, the centred differences of x^3 at 2 and 1 are 13 and 4."""
    wrong = {"one-sided difference": [19.0, 7.0], "step ignored": [12.0, 3.0]}
    mistaken = {name: np.diag(slopes) for name, slopes in wrong.items()}
    got = f(lambda x: x**3, np.array([2.0, 1.0]), 1.0)
    expect.value(got, np.diag([13.0, 4.0]), "J", DIFFERENCE, mistaken=mistaken)


def jacobian_shapes(f: Function, rng: np.random.Generator) -> None:
    """One row an output, one column an input, of one output or one input too."""
    for m, n in ((3, 2), (1, 4), (4, 1), (1, 1)):
        A = rng.normal(size=(m, n))
        expect.like(f(lambda x, A=A: A @ x, rng.normal(size=n)), A, f"J of {m} outputs, {n} inputs")


def jacobian_keeps_x(f: Function, rng: np.random.Generator) -> None:
    """The caller's x is the same bit for bit afterwards."""
    x = rng.normal(size=30)
    expect.like(f(lambda x: 2 * x, x), np.zeros((30, 30)), "J")
    expect.untouched(f, lambda x: 2 * x, x, 1e-5, names=("f", "x", "h"))
    expect.depends(f, (lambda x: 2 * x, x), (lambda x: 3 * x, x))


def chain_by_hand(f: Function, rng: np.random.Generator) -> None:
    """(5, 6, 0) times [[3, 2], [1, 1], [0, 0]] is (21, 16)."""
    Jg = np.array([[3.0, 2.0], [1.0, 1.0], [0.0, 0.0]])
    expect.value(f(np.array([[5.0, 6.0, 0.0]]), Jg), np.array([[21.0, 16.0]]), "J")


def chain_of_squares(f: Function, rng: np.random.Generator) -> None:
    """For square Jacobians too, that of the outer function stands on the left."""
    Jf, Jg = np.array([[1.0, 2.0], [0.0, 1.0]]), np.array([[1.0, 0.0], [3.0, 1.0]])
    mistaken = {
        "product the other way round": np.array([[1.0, 2.0], [3.0, 7.0]]),
        "entries multiplied one by one": np.array([[1.0, 0.0], [0.0, 1.0]]),
        "a transpose too many": np.array([[1.0, 0.0], [5.0, 1.0]]),
    }
    expect.value(f(Jf, Jg), np.array([[7.0, 2.0], [3.0, 1.0]]), "J", mistaken=mistaken)


def taken_at_g(f: Function, rng: np.random.Generator) -> None:
    """(x^2 + 1)^2 at x = 2 has the derivative 40."""
    inner = (lambda x: x**2 + 1, lambda x: np.diag(2 * x))
    mistaken = {
        "outer Jacobian taken at x": np.array([[16.0]]),
        "inner Jacobian left out": np.array([[10.0]]),
        "inner Jacobian taken at g(x)": np.array([[100.0]]),
    }
    got = f(lambda u: np.diag(2 * u), *inner, np.array([2.0]))
    expect.value(got, np.array([[40.0]]), "J", mistaken=mistaken)


JACOBIAN = (
    Check("values", jacobian_by_hand, "numerical_jacobian"),
    Check("values", jacobian_both_sides, "numerical_jacobian"),
    Check("shape", jacobian_shapes, "numerical_jacobian"),
    Check("purity", jacobian_keeps_x, "numerical_jacobian"),
    Check("chain", chain_of_squares, "chain_jacobian"),
    Check("chain", chain_by_hand, "chain_jacobian"),
    Check("where it is taken", taken_at_g, "chain_jacobian_at"),
)

# ------------------------------------------------------------------------------ column_major


def columns_by_hand(f: Function, rng: np.random.Generator) -> None:
    """[[9, 0, 1], [3, 7, 2]] is 9, 3, 0, 7, 1, 2."""
    mistaken = {
        "row by row": np.array([9, 0, 1, 3, 7, 2]),
        "columns from the last": np.array([1, 2, 0, 7, 9, 3]),
    }
    got = f(np.array([[9, 0, 1], [3, 7, 2]]))
    expect.value(got, np.array([9, 3, 0, 7, 1, 2]), "the vector", EXACT, mistaken=mistaken)


def columns_moved(f: Function, rng: np.random.Generator) -> None:
    """For a 2 x 3 matrix, the columns 0, 1, 2, 3, 4, 5 become 0, 3, 1, 4, 2, 5."""
    J = np.arange(12.0).reshape(2, 6)
    mistaken = {
        "columns not moved": J,
        "moved the other way": J[:, [0, 2, 4, 1, 3, 5]],
        "rows moved too": J[::-1][:, [0, 3, 1, 4, 2, 5]],
    }
    expect.value(f(J, (2, 3)), J[:, [0, 3, 1, 4, 2, 5]], "J", EXACT, mistaken=mistaken)


COLUMNS = (
    Check("flattening", columns_by_hand, "column_major"),
    Check("Jacobian", columns_moved, "column_major_jacobian"),
)

# ------------------------------------------------------------------------------ matrix_identities


def inner_by_hand(f: Function, rng: np.random.Generator) -> None:
    """w.x with x = (5, 7) has the Jacobian (5, 7), a row."""
    mistaken = {"the other factor": np.array([[1.0, 2.0]])}
    got = f(np.array([1.0, 2.0]), np.array([5.0, 7.0]))
    expect.value(got, np.array([[5.0, 7.0]]), "the Jacobian", mistaken=mistaken)


def quadratic_by_hand(f: Function, rng: np.random.Generator) -> None:
    """[[0, 1], [0, 0]] and w = (5, 7): the Jacobian of w0 w1 is (7, 5), a row."""
    mistaken = {
        "A taken as symmetric": np.array([[0.0, 10.0]]),
        "A transposed taken as symmetric": np.array([[14.0, 0.0]]),
        "one of the two factors": np.array([[0.0, 5.0]]),
        "the other of the two factors": np.array([[7.0, 0.0]]),
        "half as large": np.array([[3.5, 2.5]]),
    }
    got = f(np.array([[0.0, 1.0], [0.0, 0.0]]), np.array([5.0, 7.0]))
    expect.value(got, np.array([[7.0, 5.0]]), "the Jacobian", ROUNDING, mistaken=mistaken)


def linear_by_hand(f: Function, rng: np.random.Generator) -> None:
    """(x0 + 2 x1, 3 x1) has the Jacobian [[1, 2], [0, 3]]."""
    A = np.array([[1.0, 2.0], [0.0, 3.0]])
    mistaken = {"Jacobian transposed": A.T}
    expect.value(f(A, np.array([5.0, 7.0])), A, "the Jacobian", mistaken=mistaken)


IDENTITIES = (
    Check("inner product", inner_by_hand, "inner_product_jacobian"),
    Check("quadratic form", quadratic_by_hand, "quadratic_jacobian"),
    Check("linear map", linear_by_hand, "linear_map_jacobian"),
)

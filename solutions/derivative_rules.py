"""References of assignment 3, the half of the rules: gradients to be checked, shapes, identities.

The only copy: the builder takes out what stands between the marks. The numerical half is in
`numerical_gradients.py` and `jacobians.py`. Conventions: `X` `(N, D)`, `w` `(D,)`; losses are a
mean over rows; a gradient has its parameter's shape, a Jacobian is `(outputs, inputs)`. Sources by
their short names: GT-L2, GT-L3, GT-N (Georgia Tech, lectures 2 and 3, notes), WPI-NN, QCRI-L4.
"""

# Students read `np.ndarray`, not `NDArray[np.float64]`; arithmetic on it has the type Any.
# mypy: disable-error-code="no-any-return"

from __future__ import annotations

import numpy as np

# ------------------------------------------------------------------------------ regression


def l1_loss(w: np.ndarray, X: np.ndarray, y: np.ndarray) -> tuple[float, np.ndarray]:
    """The mean absolute error of a linear unit `f = X @ w`, and its gradient.

    `w` is `(D,)`, `X` is `(N, D)`, `y` is `(N,)`; none of them is changed. Returns `(loss, dw)`:
    the *mean* over the rows of `|f_i - y_i|`, not regularised, as a float; and its gradient `(D,)`,
    float64. A row with `f_i = y_i` is at a kink: take the subgradient 0. Source: GT-L2.

    >>> loss, dw = l1_loss(np.array([2.0]), np.array([[1.0], [1.0]]), np.array([1.0, 5.0]))
    >>> loss, dw.tolist()
    (2.0, [0.0])
    """
    ### BEGIN SOLUTION
    N = len(X)
    r = X @ w - y
    # d|r|/dr = sign(r), and 0 at r = 0; dr_i/dw = x_i
    return float(np.abs(r).sum() / N), X.T @ np.sign(r) / N
    ### END SOLUTION


def l2_loss(w: np.ndarray, X: np.ndarray, y: np.ndarray) -> tuple[float, np.ndarray]:
    """The mean squared error of a linear unit `f = X @ w`, and its gradient.

    `w` is `(D,)`, `X` is `(N, D)`, `y` is `(N,)`; none of them is changed. Returns `(loss, dw)`:
    the *mean* over the rows of `(f_i - y_i)**2`, without a half, not regularised, as a float; and
    its gradient `(D,)`, float64. Source: GT-L2.

    >>> loss, dw = l2_loss(np.array([2.0]), np.array([[1.0], [1.0]]), np.array([1.0, 5.0]))
    >>> loss, dw.tolist()
    (5.0, [-2.0])
    """
    ### BEGIN SOLUTION
    N = len(X)
    r = X @ w - y
    # d(r^2)/dr = 2 r
    return float((r**2).sum() / N), 2.0 * X.T @ r / N
    ### END SOLUTION


def l1_penalty(W: np.ndarray) -> tuple[float, np.ndarray]:
    """The sum of the absolute values of all entries of `W`, and its gradient.

    `W` is an array of any shape, and is not changed. Returns `(value, dW)`: a float, and the
    gradient in the shape of `W`, float64. An entry 0 is at a kink: take the subgradient 0.
    Source: GT-L2.

    >>> value, dW = l1_penalty(np.array([[3.0, -0.5]]))
    >>> value, dW.tolist()
    (3.5, [[1.0, -1.0]])
    """
    ### BEGIN SOLUTION
    return float(np.abs(W).sum()), np.sign(W).astype(float)
    ### END SOLUTION


def l2_penalty(W: np.ndarray) -> tuple[float, np.ndarray]:
    """The sum of the squares of all entries of `W`, and its gradient.

    `W` is an array of any shape, and is not changed. Returns `(value, dW)`: a float, without a half
    and without a root, and the gradient in the shape of `W`, float64. Source: GT-L2.

    >>> value, dW = l2_penalty(np.array([[3.0, -0.5]]))
    >>> value, dW.tolist()
    (9.25, [[6.0, -1.0]])
    """
    ### BEGIN SOLUTION
    # d(W_ij^2)/dW_ij = 2 W_ij
    return float((W * W).sum()), 2.0 * W
    ### END SOLUTION


# ------------------------------------------------------------------------------ shape_quiz


def shape_dv_ds(m: int) -> tuple[int, ...]:
    """The shape of dv/ds: the vector `v` has `m` entries, `s` is a number.

    A Jacobian: one row an output, one column an input; a tuple of two ints. Source: GT-L2.

    >>> len(shape_dv_ds(3))
    2
    """
    ### BEGIN SOLUTION
    return m, 1
    ### END SOLUTION


def shape_ds_dv(m: int) -> tuple[int, ...]:
    """The shape of ds/dv: `s` is a number, the vector `v` has `m` entries.

    A Jacobian: one row an output, one column an input; a tuple of two ints. Source: GT-L2.

    >>> len(shape_ds_dv(3))
    2
    """
    ### BEGIN SOLUTION
    return 1, m
    ### END SOLUTION


def shape_dv_dv(m: int, n: int) -> tuple[int, ...]:
    """The shape of dv1/dv2: `v1` has `m` entries, `v2` has `n`.

    A Jacobian: one row an output, one column an input; a tuple of two ints. Source: GT-L2.

    >>> len(shape_dv_dv(3, 4))
    2
    """
    ### BEGIN SOLUTION
    return m, n
    ### END SOLUTION


def shape_ds_dM(m: int, n: int) -> tuple[int, ...]:
    """The shape of ds/dM: `s` is a number, the matrix `M` is `(m, n)`.

    Not flattened, in the lecture's way: a number's derivatives, one for each entry of `M`, in the
    order in which those stand. A tuple of ints. Source: GT-L2.

    >>> len(shape_ds_dM(3, 4))
    2
    """
    ### BEGIN SOLUTION
    return m, n
    ### END SOLUTION


def shape_dM_ds(m: int, n: int) -> tuple[int, ...]:
    """The shape of dM/ds: the matrix `M` is `(m, n)`, `s` is a number.

    Not flattened. A tuple of ints. Source: GT-L2.

    >>> len(shape_dM_ds(3, 4))
    2
    """
    ### BEGIN SOLUTION
    return m, n
    ### END SOLUTION


def shape_dM_dv(m: int, n: int, k: int) -> tuple[int, ...]:
    """The shape of dM/dv: the matrix `M` is `(m, n)`, the vector `v` has `k` entries.

    Not flattened: a tensor, the output's axes first, then the input's. A tuple of three ints.
    Source: GT-L2.

    >>> len(shape_dM_dv(3, 4, 5))
    3
    """
    ### BEGIN SOLUTION
    return m, n, k
    ### END SOLUTION


def shape_dL_dW(D: int, C: int) -> tuple[int, ...]:
    """The shape of dL/dW as code keeps it: `L` is the loss of `S = X @ W`, with `W` `(D, C)`.

    A gradient, ready to be subtracted from `W`. A tuple of ints. Source: GT-L2.

    >>> len(shape_dL_dW(3, 4))
    2
    """
    ### BEGIN SOLUTION
    return D, C
    ### END SOLUTION


def shape_dh_dW(N: int, D: int, H: int) -> tuple[int, ...]:
    """The shape of the whole Jacobian dh/dW of a batch `h = X @ W`, both flattened.

    `X` is `(N, D)`, `W` is `(D, H)`. One row for each entry of `h`, one column for each of `W`: a
    tuple of two ints. Source: GT-L3.

    >>> len(shape_dh_dW(2, 3, 4))
    2
    """
    ### BEGIN SOLUTION
    return N * H, D * H
    ### END SOLUTION


# ------------------------------------------------------------------------------ matrix_identities


def inner_product_jacobian(w: np.ndarray, x: np.ndarray) -> np.ndarray:
    """The Jacobian of the number `w.x` with respect to `w`: a row.

    `w` and `x` are `(n,)`. Returns `(1, n)`, float64. Source: GT-N.

    >>> inner_product_jacobian(np.array([1.0, 2.0]), np.array([5.0, 7.0])).shape
    (1, 2)
    """
    ### BEGIN SOLUTION
    # d(w.x)/dw = x^T
    return x[None, :].astype(float)
    ### END SOLUTION


def quadratic_jacobian(A: np.ndarray, w: np.ndarray) -> np.ndarray:
    """The Jacobian of the number `w^T A w` with respect to `w`: a row. `A` need not be symmetric.

    `A` is `(n, n)`, `w` is `(n,)`. Returns `(1, n)`, float64. Source: GT-N, corrected.

    >>> quadratic_jacobian(np.diag([1.0, 3.0]), np.array([5.0, 7.0]))
    array([[10., 42.]])
    """
    ### BEGIN SOLUTION
    # d(w^T A w)/dw = w^T (A + A^T): w_i stands in a row of A and in a column of it
    return (w @ (A + A.T))[None, :]
    ### END SOLUTION


def linear_map_jacobian(A: np.ndarray, x: np.ndarray) -> np.ndarray:
    """The Jacobian of the vector `A x` with respect to `x`.

    `A` is `(m, n)`, `x` is `(n,)`. Returns `(m, n)`, float64. Source: GT-N.

    >>> linear_map_jacobian(np.ones((3, 2)), np.array([5.0, 7.0])).shape
    (3, 2)
    """
    ### BEGIN SOLUTION
    # d(A x)_i/dx_j = A_ij, wherever x is
    return np.array(A, dtype=float)
    ### END SOLUTION


# ------------------------------------------------------------------------------ wrong_formulas


def wrong_formulas() -> list[str]:
    """The names, among `CLAIMS`, of the formulas that fail your gradient check.

    Returns a list of strings, in any order, each once. Sources: WPI-NN, GT-N, QCRI-L4.

    >>> all(isinstance(name, str) for name in wrong_formulas())
    True
    """
    ### BEGIN SOLUTION
    return ["penalty", "quadratic form", "log loss", "long derivative 1", "hidden delta"]
    ### END SOLUTION


def penalty_gradient(Theta: np.ndarray, lam: float, n: int) -> np.ndarray:
    """The right gradient of WPI-NN's penalty, `lam / (2 * n) * np.sum(Theta**2)`.

    `Theta` is an array of any shape, `lam` a number, `n` the number of examples, an int. Returns
    the gradient in the shape of `Theta`, float64. Source: WPI-NN, corrected.

    >>> penalty_gradient(np.array([[1.0, 3.0]]), 0.0, 4).tolist()
    [[0.0, 0.0]]
    """
    ### BEGIN SOLUTION
    # lam / (2 n) * 2 Theta
    return lam / n * Theta
    ### END SOLUTION


def log_loss_gradient(w: np.ndarray, x: np.ndarray) -> np.ndarray:
    """The right gradient of the log loss of one example labelled 1, `-log p`, `p = sigma(w.x)`.

    `w` and `x` are `(D,)`. Returns the gradient with respect to `w`, `(D,)`, float64. Source: GT-N,
    corrected.

    >>> log_loss_gradient(np.array([1.0, 2.0]), np.zeros(2)).shape
    (2,)
    """
    ### BEGIN SOLUTION
    # dL/dz = -(1 - p): a larger score lowers the loss; dz/dw = x
    p = 1.0 / (1.0 + np.exp(-(w @ x)))
    return -(1.0 - p) * x
    ### END SOLUTION


def delta_through_sigmoid(Theta: np.ndarray, delta: np.ndarray, z: np.ndarray) -> np.ndarray:
    """The right gradient with respect to `z`, where `z` acts through `Theta @ sigma(z)` alone.

    `z` is `(k,)`, a layer's pre-activations; `Theta` is `(m, k)`; `delta` is `(m,)`, the gradient
    of the loss with respect to `Theta @ sigma(z)`. Returns `(k,)`, float64. Source: WPI-NN,
    corrected.

    >>> delta_through_sigmoid(np.array([[4.0, 8.0]]), np.array([1.0]), np.zeros(2)).tolist()
    [1.0, 2.0]
    """
    ### BEGIN SOLUTION
    # dL/da = Theta^T delta, and da/dz = sigma(z) (1 - sigma(z))
    a = 1.0 / (1.0 + np.exp(-z))
    return Theta.T @ delta * a * (1.0 - a)
    ### END SOLUTION


# ------------------------------------------------------------------------------ logistic_map


def logistic_map(x: float, n: int = 4) -> float:
    """The `n`-th term of `l_1 = x`, `l_{k+1} = 4 l_k (1 - l_k)`.

    `x` is a number, `n` is at least 1. Returns a float. Source: GT-L3.

    >>> logistic_map(0.5, 2)
    1.0
    """
    ### BEGIN SOLUTION
    value = float(x)
    for _ in range(n - 1):
        value = 4.0 * value * (1.0 - value)
    return value
    ### END SOLUTION


def logistic_map_dual(x: float, n: int = 4) -> tuple[float, float]:
    """The `n`-th term of the same sequence and its derivative in `x`, by dual numbers.

    `x` is a number, `n` is at least 1. Returns `(value, derivative)`, two floats: exact up to
    rounding, as no step is taken. Source: GT-L3.

    >>> logistic_map_dual(0.5, 2)
    (1.0, 0.0)
    """
    ### BEGIN SOLUTION
    value, slope = float(x), 1.0  # the dual number x + 1 e, with e^2 = 0
    for _ in range(n - 1):
        # 4 (l + s e) (1 - l - s e) = 4 l (1 - l) + 4 (s (1 - l) - l s) e
        value, slope = 4.0 * value * (1.0 - value), 4.0 * (slope * (1.0 - value) - value * slope)
    return value, slope
    ### END SOLUTION

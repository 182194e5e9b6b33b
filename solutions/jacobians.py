"""References of assignment 3: Jacobians, the chain rule, and the order of a matrix's entries.

The only copy: the builder takes out what stands between the marks. Arrays are float64 and never
changed for the caller. Source by its short name: GT-N (Georgia Tech, handwritten notes).
"""

# Students read `np.ndarray`, not `NDArray[np.float64]`; arithmetic on it has the type Any.
# mypy: disable-error-code="no-any-return"

from __future__ import annotations

from collections.abc import Callable

import numpy as np

# ------------------------------------------------------------------------------ jacobians


def numerical_jacobian(
    f: Callable[[np.ndarray], np.ndarray], x: np.ndarray, h: float = 1e-5
) -> np.ndarray:
    """The Jacobian of `f` at `x` by centred differences, column by column.

    `f` takes a float64 array `(n,)` and returns one `(m,)`; `x` is `(n,)`, `n` at least 1, and is
    not changed. Returns `(m, n)`, float64: row `i`, column `j` is the derivative of output `i` with
    respect to input `j`. Source: GT-N.

    >>> f = lambda x: np.array([x[0] * x[1], x[0] + x[1], 7.0])
    >>> numerical_jacobian(f, np.array([2.0, 3.0])).round(6).tolist()
    [[3.0, 2.0], [1.0, 1.0], [0.0, 0.0]]
    """
    ### BEGIN SOLUTION
    columns = []
    for j in range(len(x)):
        step = np.zeros(len(x))
        step[j] = h
        # column j: (f(x + h e_j) - f(x - h e_j)) / (2 h)
        columns.append((f(x + step) - f(x - step)) / (2.0 * h))
    return np.column_stack(columns)
    ### END SOLUTION


def chain_jacobian(Jf: np.ndarray, Jg: np.ndarray) -> np.ndarray:
    """The Jacobian of `f(g(x))` from those of `f` and `g`, by the chain rule.

    `Jg` is `(k, n)`, the Jacobian of `g` at `x`; `Jf` is `(m, k)`, that of `f` at `g(x)`. Returns
    `(m, n)`: each entry is a sum over the `k` paths from that input to that output. Source: GT-N.

    >>> chain_jacobian(np.array([[2.0, 0.0]]), np.array([[1.0], [5.0]]))
    array([[2.]])
    """
    ### BEGIN SOLUTION
    # J_{f o g} = J_f J_g: entry (i, j) is sum_l (Jf)_il (Jg)_lj
    return Jf @ Jg
    ### END SOLUTION


def chain_jacobian_at(
    jacobian_f: Callable[[np.ndarray], np.ndarray],
    g: Callable[[np.ndarray], np.ndarray],
    jacobian_g: Callable[[np.ndarray], np.ndarray],
    x: np.ndarray,
) -> np.ndarray:
    """The Jacobian of `f(g(x))` at `x`, from functions that give the Jacobians of `f` and `g`.

    `jacobian_f(u)` is the Jacobian of `f` at `u`, `jacobian_g(x)` that of `g` at `x`; `g` takes
    `(n,)` and returns `(k,)`; `x` is `(n,)`. Returns `(m, n)`. Source: GT-N.

    >>> square, double = lambda u: np.diag(2 * u), lambda x: 2 * np.eye(len(x))
    >>> chain_jacobian_at(square, lambda x: 2 * x, double, np.array([3.0])).tolist()
    [[24.0]]
    """
    ### BEGIN SOLUTION
    # J_{f o g}(x) = J_f(g(x)) J_g(x)
    return chain_jacobian(jacobian_f(g(x)), jacobian_g(x))
    ### END SOLUTION


# ------------------------------------------------------------------------------ column_major


def column_major(M: np.ndarray) -> np.ndarray:
    """Lay the entries of a matrix out column by column, as the notes' `x(:)` does.

    `M` is `(m, n)`. Returns `(m n,)`, of the same dtype: the first column, then the second, ...
    Source: GT-N.

    >>> column_major(np.array([[9, 0], [3, 7]]))
    array([9, 3, 0, 7])
    """
    ### BEGIN SOLUTION
    # The columns of M are the rows of its transpose.
    return M.T.reshape(-1)
    ### END SOLUTION


def column_major_jacobian(J: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Rearrange a Jacobian whose input is a matrix, from NumPy's order of entries to the notes'.

    `J` is `(p, m n)`: its columns belong to the entries of a matrix of the given `shape` `(m, n)`,
    in the order of `ravel`, row by row. Returns the same Jacobian with its columns in the order of
    `column_major`. The rows stay where they are. Source: GT-N.

    >>> column_major_jacobian(np.array([[10, 20, 30, 40]]), (2, 2))
    array([[10, 30, 20, 40]])
    """
    ### BEGIN SOLUTION
    # The numbers 0, 1, ... as NumPy lays them in the matrix, read column by column.
    order = column_major(np.arange(J.shape[1]).reshape(shape))
    return J[:, order]
    ### END SOLUTION

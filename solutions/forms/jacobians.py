"""Other correct forms of assignment 3's Jacobians and of their shapes."""

from __future__ import annotations

import numpy as np

from solutions.forms import Form

# ------------------------------------------------------------------------------ numerical_jacobian


def jacobian_entry_by_entry(f, x, h=1e-5):
    m = len(f(x))
    J = np.zeros((m, x.size))
    for j in range(x.size):
        up, down = x.astype(float), x.astype(float)
        up[j] += h
        down[j] -= h
        above, below = f(up), f(down)
        for i in range(m):
            J[i, j] = (above[i] - below[i]) / (2 * h)
    return J


def jacobian_by_gradients(f, x, h=1e-5):
    """A gradient for each output."""
    rows = []
    for i in range(np.size(f(x))):
        steps = h * np.identity(len(x))
        rows.append([(f(x + step)[i] - f(x - step)[i]) / (2 * h) for step in steps])
    return np.array(rows)


def chain_by_paths(Jf, Jg):
    J = np.zeros((Jf.shape[0], Jg.shape[1]))
    for i in range(J.shape[0]):
        for j in range(J.shape[1]):
            for path in range(Jf.shape[1]):
                J[i, j] += Jf[i, path] * Jg[path, j]
    return J


def jacobian_vectorized(f, x, h=1e-5):
    """All the points first, one a row."""
    steps = h * np.eye(x.size)
    up = np.apply_along_axis(f, 1, x + steps)
    down = np.apply_along_axis(f, 1, x - steps)
    return ((up - down) / (2 * h)).T


def jacobian_in_place(f, x, h=1e-5):
    at = np.array(x, dtype=float)
    J = None
    for j in range(len(at)):
        before = at[j]
        at[j] = before + h
        above = np.array(f(at))
        at[j] = before - h
        below = np.array(f(at))
        at[j] = before
        if J is None:
            J = np.zeros((above.size, at.size))
        J[:, j] = above / (2 * h) - below / (2 * h)
    return J


JACOBIAN: tuple[Form, ...] = (
    {
        "numerical_jacobian": jacobian_entry_by_entry,
        "chain_jacobian": chain_by_paths,
        "chain_jacobian_at": lambda df, g, dg, x: chain_by_paths(df(g(x)), dg(x)),
    },
    {
        "numerical_jacobian": jacobian_by_gradients,
        "chain_jacobian": lambda Jf, Jg: np.einsum("ik,kj->ij", Jf, Jg),
        "chain_jacobian_at": lambda df, g, dg, x: np.einsum("ik,kj->ij", df(g(x)), dg(x)),
    },
    {
        "numerical_jacobian": lambda f, x, h=1e-5: (
            np.array([(f(x + e) - f(x - e)) / (2 * h) for e in h * np.eye(len(x))]).T
        ),
        "chain_jacobian": lambda Jf, Jg: (Jg.T @ Jf.T).T,
        "chain_jacobian_at": lambda df, g, dg, x: np.dot(df(g(x)), dg(x)),
    },
    {
        "numerical_jacobian": jacobian_vectorized,
        "chain_jacobian": lambda Jf, Jg: np.tensordot(Jf, Jg, axes=1),
        "chain_jacobian_at": lambda df, g, dg, x: np.matmul(df(g(x.copy())), dg(x.copy())),
    },
    {
        "numerical_jacobian": jacobian_in_place,
        "chain_jacobian": lambda Jf, Jg: (Jf[:, :, None] * Jg[None]).sum(axis=1),
        "chain_jacobian_at": lambda df, g, dg, x: np.array([row @ dg(x) for row in df(g(x))]),
    },
)

# ------------------------------------------------------------------------------ column_major


def columns_by_loop(M):
    found = []
    for j in range(M.shape[1]):
        for i in range(M.shape[0]):
            found.append(M[i, j])
    return np.array(found)


def moved_by_index(J, shape):
    m, n = shape
    return J[:, [i * n + j for j in range(n) for i in range(m)]]


COLUMNS: tuple[Form, ...] = (
    {"column_major": columns_by_loop, "column_major_jacobian": moved_by_index},
    {
        "column_major": lambda M: M.flatten(order="F"),
        "column_major_jacobian": lambda J, shape: (
            J.reshape(len(J), *shape).transpose(0, 2, 1).reshape(len(J), -1)
        ),
    },
    {
        "column_major": lambda M: np.concatenate(list(M.T)),
        "column_major_jacobian": lambda J, shape: np.array(
            [row.reshape(shape).ravel(order="F") for row in J]
        ),
    },
    {
        "column_major": lambda M: np.ravel(M, "F"),
        "column_major_jacobian": lambda J, shape: np.swapaxes(
            np.reshape(J, (-1, shape[0], shape[1])), 1, 2
        ).reshape(J.shape),
    },
    {
        "column_major": lambda M: np.array([M[k % len(M), k // len(M)] for k in range(M.size)]),
        "column_major_jacobian": lambda J, shape: np.einsum(
            "pij->pji", J.reshape(-1, *shape)
        ).reshape(len(J), -1),
    },
)

# ------------------------------------------------------------------------------ shape_quiz


def shape_of_matrix(rows, columns):
    return np.ones((rows, columns)).shape


QUIZ: tuple[Form, ...] = (
    {
        "shape_dv_ds": lambda m: [m, 1],
        "shape_ds_dv": lambda m: [1, m],
        "shape_dv_dv": lambda m, n: [m, n],
        "shape_ds_dM": lambda m, n: [m, n],
        "shape_dM_ds": lambda m, n: [m, n],
        "shape_dM_dv": lambda m, n, k: [m, n, k],
        "shape_dL_dW": lambda D, C: [D, C],
        "shape_dh_dW": lambda N, D, H: [N * H, D * H],
    },
    {
        "shape_dv_ds": lambda m: np.zeros((m, 1)).shape,
        "shape_ds_dv": lambda m: np.zeros((1, m)).shape,
        "shape_dv_dv": lambda m, n: np.zeros((m, n)).shape,
        "shape_ds_dM": lambda m, n: np.zeros((m, n)).shape,
        "shape_dM_ds": lambda m, n: np.zeros((m, n)).shape,
        "shape_dM_dv": lambda m, n, k: np.zeros((m, n, k)).shape,
        "shape_dL_dW": lambda D, C: np.zeros((D, C)).shape,
        "shape_dh_dW": lambda N, D, H: (np.zeros((N, H)).size, np.zeros((D, H)).size),
    },
    {
        "shape_dv_ds": lambda m: (np.int64(m), 1),
        "shape_ds_dv": lambda m: (1, np.int64(m)),
        "shape_dv_dv": lambda m, n: tuple(np.array([m, n])),
        "shape_ds_dM": lambda m, n: (m, n),
        "shape_dM_ds": lambda m, n: (m, n),
        "shape_dM_dv": lambda m, n, k: (m, n, k),
        "shape_dL_dW": lambda D, C: tuple(np.array([D, C])),
        "shape_dh_dW": lambda N, D, H: tuple(H * np.array([N, D])),
    },
    {
        "shape_dv_ds": lambda m: np.outer(np.ones(m), [1]).shape,
        "shape_ds_dv": lambda m: np.outer([1], np.ones(m)).shape,
        "shape_dv_dv": lambda m, n: np.outer(np.ones(m), np.ones(n)).shape,
        "shape_ds_dM": lambda m, n: tuple(d for d in (m, n)),
        "shape_dM_ds": lambda m, n: (*(m, n),),
        "shape_dM_dv": lambda m, n, k: (*shape_of_matrix(m, n), k),
        "shape_dL_dW": lambda D, C: shape_of_matrix(D, C),
        "shape_dh_dW": lambda N, D, H: (H * N, H * D),
    },
    {
        "shape_dv_ds": lambda m: (m, len("s")),
        "shape_ds_dv": lambda m: (m, 1)[::-1],
        "shape_dv_dv": lambda m, n: tuple(np.shape(np.eye(m, n))),
        "shape_ds_dM": lambda m, n: np.array([m, n]).tolist(),
        "shape_dM_ds": lambda m, n: np.array([m, n]).tolist(),
        "shape_dM_dv": lambda m, n, k: np.empty((m, n, k)).shape,
        "shape_dL_dW": lambda D, C: (D * 1, C * 1),
        "shape_dh_dW": lambda N, D, H: [int(np.prod((N, H))), int(np.prod((D, H)))],
    },
)

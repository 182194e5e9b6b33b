"""Other correct forms of assignment 2's local gradients."""

from __future__ import annotations

import numpy as np
import scipy.special

from solutions.forms import Form
from solutions.forms.softmax_outputs import by_logarithms, by_loops

# ------------------------------------------------------------------------------ softmax_jacobian


def jacobian_by_loops(s):
    a = scipy.special.softmax(s)
    J = np.empty((len(a), len(a)))
    for i in range(len(a)):
        for j in range(len(a)):
            J[i, j] = a[i] * ((i == j) - a[j])
    return J


def chain_by_loops(s, y):
    a, J = scipy.special.softmax(s), jacobian_by_loops(s)
    return np.array([-sum(J[i, j] / a[y] for i in range(len(a)) if i == y) for j in range(len(a))])


def chain_in_short(s, y):
    dz = scipy.special.softmax(s)
    dz[y] -= 1
    return dz


def jacobian_by_columns(s):
    """A column for each score: a_j, spread over the others' loss."""
    a = np.exp(scipy.special.log_softmax(s))
    J = np.zeros((s.size, s.size))
    for j, share in enumerate(a):
        J[:, j] = -a * share
        J[j, j] += share
    return J


def chain_by_logsumexp(s, y):
    """The slope of log-sum-exp, less the true class's own."""
    slope = np.exp(s - scipy.special.logsumexp(s)).tolist()
    slope[y] = slope[y] - 1
    return np.array(slope)


def jacobian_in_place(s):
    a = by_loops(s)
    J = -a.reshape(-1, 1) * a.reshape(1, -1)
    J[np.diag_indices(len(s))] += a
    return J


JACOBIAN: tuple[Form, ...] = (
    {"softmax_jacobian": jacobian_by_loops, "cross_entropy_grad_scores": chain_by_loops},
    {
        "softmax_jacobian": lambda s: (
            scipy.special.softmax(s)[:, None] * (np.eye(len(s)) - scipy.special.softmax(s))
        ),
        "cross_entropy_grad_scores": chain_in_short,
    },
    {
        "softmax_jacobian": lambda s: (
            np.einsum("i,ij->ij", by_logarithms(s), np.eye(s.size))
            - np.einsum("i,j->ij", by_logarithms(s), by_logarithms(s))
        ),
        "cross_entropy_grad_scores": lambda s, y: by_logarithms(s) - (np.arange(len(s)) == y),
    },
    {"softmax_jacobian": jacobian_by_columns, "cross_entropy_grad_scores": chain_by_logsumexp},
    {
        "softmax_jacobian": jacobian_in_place,
        "cross_entropy_grad_scores": lambda s, y: (
            -jacobian_in_place(s)[y] / scipy.special.softmax(s)[y]
        ),
    },
)

# ------------------------------------------------------------------------------ backward_one


def step_by_loops(W, b, x, y):
    C, D = W.shape
    z = [sum(W[c, d] * x[d] for d in range(D)) + b[c] for c in range(C)]
    a = by_loops(np.array(z))
    da, dz, dW, db = np.zeros(C), np.zeros(C), np.zeros((C, D)), np.zeros(C)
    da[y] = -1 / a[y]
    for c in range(C):
        dz[c] = a[c] - 1 if c == y else a[c]
        db[c] = dz[c]
        for d in range(D):
            dW[c, d] = dz[c] * x[d]
    return {"da": da, "dz": dz, "dW": dW, "db": db}


def step_by_matrices(W, b, x, y):
    a = by_logarithms(W @ x + b)
    t = np.eye(len(b))[y]
    da = -t / a
    dz = da @ (np.diag(a) - np.outer(a, a))
    return {"db": dz, "dW": dz[:, None] @ x[None, :], "dz": dz, "da": da}


def step_by_tensor(W, b, x, y):
    a = scipy.special.softmax(np.einsum("cd,d->c", W, x) + b)
    dz = np.where(np.arange(len(a)) == y, a - 1, a)
    tensor = tensor_by_loop(x, len(b))
    return {
        "da": np.where(np.arange(len(a)) == y, -1 / a, 0),
        "dz": dz,
        "dW": np.tensordot(dz, tensor, axes=1),
        "db": np.eye(len(b)) @ dz,
    }


def tensor_by_loop(x, C):
    tensor = np.zeros((C, C, len(x)))
    for c in range(C):
        tensor[c, c, :] = x
    return tensor


def tensor_by_index(x, C):
    tensor = np.zeros((C, C, x.size))
    tensor[range(C), range(C)] = x
    return tensor


def step_with_folded_bias(W, b, x, y):
    """The bias as one more column, for an input that is always 1."""
    W1, x1 = np.column_stack([W, b]), np.append(x, 1.0)
    a = np.exp(scipy.special.log_softmax(W1 @ x1))
    dz = a - (np.arange(a.size) == y)
    dW1 = np.multiply.outer(dz, x1)
    da = np.zeros_like(a)
    da[y] = -np.reciprocal(a[y])
    return {"da": da, "dz": dz, "dW": dW1[:, :-1], "db": dW1[:, -1]}


def step_by_columns(W, b, x, y):
    """Everything a column, flattened at the end."""
    z = W @ x[:, None] + b[:, None]
    e = np.exp(z - z.max())
    a = e / e.sum()
    t = np.zeros(a.shape)
    t[y, 0] = 1
    grads = {"da": -t / a, "dz": a - t, "dW": (a - t) @ x[None, :], "db": a - t}
    return {name: g if name == "dW" else g.ravel() for name, g in grads.items()}


BACKWARD: tuple[Form, ...] = (
    {"softmax_backward_one": step_by_loops, "dz_dW": tensor_by_loop},
    {"softmax_backward_one": step_by_matrices, "dz_dW": tensor_by_index},
    {
        "softmax_backward_one": step_by_tensor,
        "dz_dW": lambda x, C: np.einsum("ik,d->ikd", np.eye(C), x),
    },
    {
        "softmax_backward_one": step_with_folded_bias,
        "dz_dW": lambda x, C: np.array([np.outer(row, x) for row in np.eye(C)]),
    },
    {
        "softmax_backward_one": step_by_columns,
        "dz_dW": lambda x, C: np.kron(np.eye(C), x).reshape(C, C, len(x)),
    },
)

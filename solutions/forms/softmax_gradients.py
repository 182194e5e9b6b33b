"""Other correct forms of assignment 2's local gradients."""

from __future__ import annotations

import numpy as np
import scipy.special

from solutions.forms import Form
from solutions.forms.softmax_outputs import by_logarithms, by_loops

# ------------------------------ softmax_jacobian


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
)

# ------------------------------ backward_one


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


BACKWARD: tuple[Form, ...] = (
    {"softmax_backward_one": step_by_loops, "dz_dW": tensor_by_loop},
    {"softmax_backward_one": step_by_matrices, "dz_dW": tensor_by_index},
    {
        "softmax_backward_one": step_by_tensor,
        "dz_dW": lambda x, C: np.einsum("ik,d->ikd", np.eye(C), x),
    },
)

"""Other correct forms of assignment 3's losses, identities and formulas."""

from __future__ import annotations

import numpy as np
from scipy.special import expit

from solutions.forms import Form

# ------------------------------------------------------------------------------ regression_losses


def l1_by_loop(w, X, y):
    loss, dw = 0.0, np.zeros(len(w))
    for x, target in zip(X, y, strict=True):
        r = x @ w - target
        loss += abs(r) / len(X)
        if r > 0:
            dw += x / len(X)
        elif r < 0:
            dw -= x / len(X)
    return loss, dw


def l1_by_sides(w, X, y):
    """At a kink the slope of the right side."""
    r = X.dot(w) - y
    side = np.where(r >= 0, 1.0, -1.0)
    return np.mean(np.abs(r)), np.mean(side[:, None] * X, axis=0)


def l2_by_loop(w, X, y):
    loss, dw = 0.0, np.zeros(len(w))
    for x, target in zip(X, y, strict=True):
        r = float(np.dot(x, w)) - target
        loss += r**2
        dw = dw + 2 * r * x
    return loss / len(X), dw / len(X)


def l1_penalty_by_loop(W):
    total, dW = 0.0, np.zeros(W.shape)
    for index, entry in np.ndenumerate(W):
        total += abs(entry)
        dW[index] = (entry > 0) - float(entry < 0)
    return total, dW


def l1_by_selection(w, X, y):
    """Rows above and below the line, each summed by itself."""
    f = np.matmul(X, w)
    above, below = f > y, f < y
    loss = (f[above] - y[above]).sum() + (y[below] - f[below]).sum()
    return loss / len(y), (X[above].sum(axis=0) - X[below].sum(axis=0)) / len(y)


def l2_by_normal_equations(w, X, y):
    """The square multiplied out."""
    N = len(y)
    G, c = X.T @ X, X.T @ y
    return (w @ G @ w - 2 * c @ w + y @ y) / N, 2 * (G @ w - c) / N


def l2_in_place(w, X, y):
    r = X @ w
    r -= y
    dw = np.zeros(X.shape[1])
    for d in range(len(dw)):
        dw[d] = 2 * np.mean(r * X[:, d])
    r *= r
    return np.average(r), dw


REGRESSION: tuple[Form, ...] = (
    {
        "l1_loss": l1_by_loop,
        "l2_loss": l2_by_loop,
        "l1_penalty": l1_penalty_by_loop,
        "l2_penalty": lambda W: (sum(entry**2 for entry in W.ravel().tolist()), W + W),
    },
    {
        "l1_loss": l1_by_sides,
        "l2_loss": lambda w, X, y: (
            np.mean((X @ w - y) ** 2),
            2 / len(y) * np.einsum("nd,n->d", X, X @ w - y),
        ),
        "l1_penalty": lambda W: (np.abs(W).sum(), np.where(W > 0, 1, -1)),
        "l2_penalty": lambda W: (np.vdot(W, W), np.multiply(2, W)),
    },
    {
        "l1_loss": lambda w, X, y: (
            np.linalg.norm(X @ w - y, 1) / len(y),
            np.average(X * np.sign(X @ w - y)[:, None], axis=0),
        ),
        "l2_loss": lambda w, X, y: (
            np.array(np.square(y - X @ w).mean()),
            -2 * (y - X @ w) @ X / X.shape[0],
        ),
        "l1_penalty": lambda W: (np.linalg.norm(W.ravel(), 1), np.sign(W)),
        "l2_penalty": lambda W: (np.linalg.norm(W) ** 2, 2.0 * W),
    },
    {
        "l1_loss": l1_by_selection,
        "l2_loss": l2_by_normal_equations,
        "l1_penalty": lambda W: (np.sum(W * np.sign(W)), (W > 0) * 1.0 - (W < 0)),
        "l2_penalty": lambda W: (np.sum(W**2), np.add(W, W)),
    },
    {
        "l1_loss": lambda w, X, y: (
            np.array(abs(y - X @ w).mean()),
            -np.sign(y - X @ w) @ X / len(y),
        ),
        "l2_loss": l2_in_place,
        "l1_penalty": lambda W: (
            np.maximum(W, 0).sum() + np.maximum(-W, 0).sum(),
            np.heaviside(W, 0) - np.heaviside(-W, 0),
        ),
        "l2_penalty": lambda W: (np.einsum("i,i", W.ravel(), W.ravel()), W / 0.5),
    },
)

# ------------------------------------------------------------------------------ matrix_identities


def quadratic_by_loop(A, w):
    n = len(w)
    row = np.zeros((1, n))
    for k in range(n):
        for j in range(n):
            row[0, k] += A[k, j] * w[j] + w[j] * A[j, k]
    return row


def row_of_slopes(f, n):
    """A linear function's slopes are its values at the unit vectors."""
    return np.array([[f(e) for e in np.eye(n)]], dtype=float)


IDENTITIES: tuple[Form, ...] = (
    {
        "inner_product_jacobian": lambda w, x: np.array([x]),
        "quadratic_jacobian": quadratic_by_loop,
        "linear_map_jacobian": lambda A, x: A,
    },
    {
        "inner_product_jacobian": lambda w, x: x.reshape(1, -1),
        "quadratic_jacobian": lambda A, w: (A @ w + A.T @ w).reshape(1, -1),
        "linear_map_jacobian": lambda A, x: 1.0 * A,
    },
    {
        "inner_product_jacobian": lambda w, x: np.atleast_2d(x),
        "quadratic_jacobian": lambda A, w: np.einsum("i,ij->j", w, A + A.T)[np.newaxis],
        "linear_map_jacobian": lambda A, x: np.array([A @ e for e in np.eye(len(x))]).T,
    },
    {
        "inner_product_jacobian": lambda w, x: row_of_slopes(lambda e: e @ x, len(x)),
        "quadratic_jacobian": lambda A, w: row_of_slopes(lambda e: e @ A @ w + w @ A @ e, len(w)),
        "linear_map_jacobian": lambda A, x: np.column_stack([A @ e for e in np.eye(A.shape[1])]),
    },
    {
        "inner_product_jacobian": lambda w, x: np.expand_dims(np.copy(x), 0),
        "quadratic_jacobian": lambda A, w: 2 * (w[None] @ ((A + A.T) / 2)),
        "linear_map_jacobian": lambda A, x: np.array([[float(a) for a in row] for row in A]),
    },
)

# ------------------------------------------------------------------------------ wrong_formulas

WRONG = ("hidden delta", "log loss", "long derivative 1", "penalty", "quadratic form")


def delta_by_loop(Theta, delta, z):
    found = []
    for k in range(len(z)):
        s = expit(z[k])
        found.append(sum(Theta[i, k] * delta[i] for i in range(len(delta))) * (s - s**2))
    return np.array(found)


FORMULAS: tuple[Form, ...] = (
    {
        "wrong_formulas": lambda: list(WRONG),
        "penalty_gradient": lambda Theta, lam, n: lam * Theta / n,
        "log_loss_gradient": lambda w, x: (expit(w @ x) - 1) * x,
        "delta_through_sigmoid": delta_by_loop,
    },
    {
        "wrong_formulas": lambda: list(np.array(WRONG)),
        "penalty_gradient": lambda Theta, lam, n: 2 * Theta * lam / (2 * n),
        "log_loss_gradient": lambda w, x: -x / (1 + np.exp(w @ x)),
        "delta_through_sigmoid": lambda Theta, delta, z: delta @ Theta * expit(z) * expit(-z),
    },
    {
        "wrong_formulas": lambda: sorted(WRONG, reverse=True),
        "penalty_gradient": lambda Theta, lam, n: np.divide(Theta, n / lam),
        "log_loss_gradient": lambda w, x: -expit(-np.dot(w, x)) * x,
        "delta_through_sigmoid": lambda Theta, delta, z: (
            np.diag(0.25 / np.cosh(z / 2) ** 2) @ Theta.T @ delta
        ),
    },
    {
        "wrong_formulas": lambda: np.array(WRONG).tolist(),
        "penalty_gradient": lambda Theta, lam, n: np.multiply(Theta, lam) * (1 / n),
        "log_loss_gradient": lambda w, x: np.array([-d * expit(-(w @ x)) for d in x]),
        "delta_through_sigmoid": lambda Theta, delta, z: np.einsum(
            "ik,i,k->k", Theta, delta, expit(z) - expit(z) ** 2
        ),
    },
    {
        "wrong_formulas": lambda: list(dict.fromkeys(WRONG[::-1])),
        "penalty_gradient": lambda Theta, lam, n: sum(lam / (2 * n) * Theta for _ in range(2)),
        "log_loss_gradient": lambda w, x: -0.5 * (1 - np.tanh(0.5 * np.vdot(w, x))) * x,
        "delta_through_sigmoid": lambda Theta, delta, z: (
            (Theta * (expit(z) * expit(-z))).T @ delta.reshape(-1, 1)
        ).ravel(),
    },
)

# ------------------------------------------------------------------------------ logistic_map


def map_by_recursion(x, n=4):
    if n == 1:
        return x
    before = map_by_recursion(x, n - 1)
    return 4 * before * (1 - before)


class Dual:
    """A number `a + b e` with `e * e = 0`."""

    def __init__(self, a, b):
        self.a, self.b = a, b

    def __mul__(self, other):
        return Dual(self.a * other.a, self.a * other.b + self.b * other.a)

    def __sub__(self, other):
        return Dual(self.a - other.a, self.b - other.b)


def dual_by_class(x, n=4):
    term = Dual(x, 1.0)
    for _ in range(n - 1):
        term = Dual(4.0, 0.0) * term * (Dual(1.0, 0.0) - term)
    return term.a, term.b


def dual_by_product(x, n=4):
    terms = [x]
    while len(terms) < n:
        terms.append(4 * terms[-1] * (1 - terms[-1]))
    return terms[-1], np.prod([4 - 8 * term for term in terms[:-1]])


def dual_by_angle(x, n=4):
    """In closed form: x = sin(t)**2, and each term doubles the angle."""
    angle, times = np.arcsin(np.sqrt(x)), 2 ** (n - 1)
    return np.sin(times * angle) ** 2, times * np.sin(2 * times * angle) / np.sin(2 * angle)


def dual_by_pairs(x, n=4):
    """A pair for each number; products by a rule of their own."""

    def times(u, v):
        return u[0] * v[0], u[0] * v[1] + u[1] * v[0]

    term = (x, 1)
    for _ in range(1, n):
        term = times((4, 0), times(term, (1 - term[0], -term[1])))
    return term


def dual_by_recursion(x, n=4):
    if n == 1:
        return x, 1.0
    value, slope = dual_by_recursion(x, n - 1)
    return 4 * (value - value * value), (4 - 8 * value) * slope


def dual_by_matrices(x, n=4):
    """[[l, l'], [0, l]] multiplies as a dual number does."""
    L = np.array([[x, 1.0], [0.0, x]])
    for _ in range(n - 1):
        L = 4 * L @ (np.eye(2) - L)
    return L[0, 0], L[0, 1]


MAP: tuple[Form, ...] = (
    {"logistic_map": map_by_recursion, "logistic_map_dual": dual_by_class},
    {"logistic_map": lambda x, n=4: dual_by_product(x, n)[0], "logistic_map_dual": dual_by_product},
    {"logistic_map": lambda x, n=4: dual_by_angle(x, n)[0], "logistic_map_dual": dual_by_angle},
    {"logistic_map": lambda x, n=4: dual_by_pairs(x, n)[0], "logistic_map_dual": dual_by_pairs},
    {
        "logistic_map": lambda x, n=4: dual_by_recursion(x, n)[0],
        "logistic_map_dual": dual_by_recursion,
    },
    {
        "logistic_map": lambda x, n=4: dual_by_matrices(x, n)[0],
        "logistic_map_dual": dual_by_matrices,
    },
)

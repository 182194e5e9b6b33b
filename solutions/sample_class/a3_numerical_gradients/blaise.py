"""Blaise writes whole arrays where he can, and gets everything right."""

import numpy as np


def forward_table(base, losses, h):
    return (losses - base) / h


def table_bounds(base, losses, h, decimals):
    slopes, most = forward_table(base, losses, h), 10.0 ** (-decimals) / h
    return slopes - most, slopes + most


def numerical_gradient(f, x, h=1e-5):
    if x.dtype.kind in "iu":
        raise TypeError(f"expected floats, got {x.dtype}: a small step would be cut off")
    steps = h * np.eye(x.size).reshape(x.size, *x.shape)
    slopes = [(f(x + step) - f(x - step)) / (2 * h) for step in steps]
    return np.array(slopes, dtype=float).reshape(x.shape)


def numerical_gradient_forward(f, x, h):
    if x.dtype.kind in "iu":
        raise TypeError(f"expected floats, got {x.dtype}: a small step would be cut off")
    here = f(x)
    steps = h * np.eye(x.size).reshape(x.size, *x.shape)
    return np.array([(f(x + step) - here) / h for step in steps], dtype=float).reshape(x.shape)


def gradient_cost(D, C):
    n = (D + 1) * C
    return n + 1, 2 * n


def error_against_h(f, df, x, hs):
    up = np.array([f(x + h) for h in hs])
    down = np.array([f(x - h) for h in hs])
    return np.abs((up - f(x)) / hs - df(x)), np.abs((up - down) / (2 * hs) - df(x))


def best_steps():
    return 2e-8, 1e-5


def centred_at_kink(left, right, d, h):
    share = (h + d) / (2 * h)
    return share * left + (1 - share) * right


def has_kink(f, x, h=1e-3):
    steps = h * np.array([1e-2, 1e-3])
    big, small = [abs(f(x + s) - 2 * f(x) + f(x - s)) / s for s in steps]
    return bool(small > 0.5 * big and small > 1e-3)


def kinks_of_max(c):
    return tuple(np.sqrt(c) * np.array([-1.0, 1.0]))


def relative_error(a, b):
    size = np.maximum(np.abs(a), np.abs(b))
    return np.divide(np.abs(a - b), size, out=np.zeros(a.shape), where=size > 0)


def gradient_check(f, grad, x, h=1e-5, rtol=1e-5, c=10.0):
    n, p = numerical_gradient(f, x, h), numerical_gradient_forward(f, x, h)
    off = np.abs(grad - n)
    allowed = rtol * np.maximum(np.abs(grad), np.abs(n))
    allowed = allowed + c * np.finfo(float).eps * abs(f(x)) / h + 1e-300
    kink = (off > allowed) & (off <= 1.2 * np.abs(p - n))
    off = np.where(kink, 0.0, off)
    ratio = np.nan_to_num(off / allowed, nan=np.inf)
    worst = np.unravel_index(ratio.argmax(), x.shape)
    return {
        "passed": bool((ratio <= 1).all()),
        "worst": worst,
        "error": float(off[worst]),
        "kinks": int(kink.sum()),
    }


def l1_loss(w, X, y):
    r = X @ w - y
    return np.abs(r).mean(), (np.sign(r)[:, None] * X).mean(axis=0)


def l2_loss(w, X, y):
    r = X @ w - y
    return (r**2).mean(), 2 * (r[:, None] * X).mean(axis=0)


def l1_penalty(W):
    return np.abs(W).sum(), np.sign(W)


def l2_penalty(W):
    return (W**2).sum(), 2 * W


def numerical_jacobian(f, x, h=1e-5):
    return np.array([(f(x + s) - f(x - s)) / (2 * h) for s in h * np.eye(len(x))]).T


def chain_jacobian(Jf, Jg):
    return Jf @ Jg


def chain_jacobian_at(jacobian_f, g, jacobian_g, x):
    return jacobian_f(g(x)) @ jacobian_g(x)


def column_major(M):
    return M.ravel(order="F")


def column_major_jacobian(J, shape):
    return J[:, np.arange(J.shape[1]).reshape(shape).ravel(order="F")]


def shape_dv_ds(m):
    return (m, 1)


def shape_ds_dv(m):
    return (1, m)


def shape_dv_dv(m, n):
    return (m, n)


def shape_ds_dM(m, n):
    return (m, n)


def shape_dM_ds(m, n):
    return (m, n)


def shape_dM_dv(m, n, k):
    return (m, n, k)


def shape_dL_dW(D, C):
    return (D, C)


def shape_dh_dW(N, D, H):
    return (N * H, D * H)


def inner_product_jacobian(w, x):
    return x[None]


def quadratic_jacobian(A, w):
    return (w @ A + A @ w)[None]


def linear_map_jacobian(A, x):
    return A


def wrong_formulas():
    return ("hidden delta", "log loss", "long derivative 1", "penalty", "quadratic form")


def penalty_gradient(Theta, lam, n):
    return lam * Theta / n


def log_loss_gradient(w, x):
    return -x / (1 + np.exp(w @ x))


def delta_through_sigmoid(Theta, delta, z):
    s = 1 / (1 + np.exp(-z))
    return (delta @ Theta) * (s - s**2)


def logistic_map(x, n=4):
    return np.sin(2 ** (n - 1) * np.arcsin(np.sqrt(x))) ** 2


def logistic_map_dual(x, n=4):
    a, b = x, 1.0
    for _ in range(n - 1):
        a, b = 4 * a * (1 - a), 4 * b * (1 - 2 * a)
    return a, b

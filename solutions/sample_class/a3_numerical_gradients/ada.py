"""Ada writes loops, and gets everything right."""

import numpy as np


def forward_table(base, losses, h):
    slopes = []
    for loss in losses:
        slopes.append((loss - base) / h)
    return np.array(slopes)


def table_bounds(base, losses, h, decimals):
    half = 0.5 / 10**decimals
    low, high = [], []
    for loss in losses:
        low.append((loss - half - base - half) / h)
        high.append((loss + half - base + half) / h)
    return np.array(low), np.array(high)


def numerical_gradient(f, x, h=1e-5):
    if np.issubdtype(x.dtype, np.integer):
        raise TypeError("x is an array of integers; I need floats")
    copy = x.copy()
    grad = np.zeros_like(copy)
    for i in np.ndindex(x.shape):
        before = copy[i]
        copy[i] = before + h
        f_plus = f(copy)
        copy[i] = before - h
        f_minus = f(copy)
        copy[i] = before
        grad[i] = (f_plus - f_minus) / (2 * h)
    return grad


def numerical_gradient_forward(f, x, h):
    if np.issubdtype(x.dtype, np.integer):
        raise TypeError("x is an array of integers; I need floats")
    copy = x.copy()
    f_here = f(copy)
    grad = np.zeros_like(copy)
    for i in np.ndindex(x.shape):
        before = copy[i]
        copy[i] = before + h
        grad[i] = (f(copy) - f_here) / h
        copy[i] = before
    return grad


def gradient_cost(D, C):
    moved = 0
    for _ in range(C):
        moved += D + 1
    return 1 + moved, moved + moved


def error_against_h(f, df, x, hs):
    forward, centred = [], []
    for h in hs:
        forward.append(abs((f(x + h) - f(x)) / h - df(x)))
        centred.append(abs((f(x + h) - f(x - h)) / (2 * h) - df(x)))
    return np.array(forward), np.array(centred)


def best_steps():
    return 1e-8, 3.2e-6


def centred_at_kink(left, right, d, h):
    climbed_left = left * (d - -h)
    climbed_right = right * (h - d)
    return (climbed_left + climbed_right) / (2 * h)


def has_kink(f, x, h=1e-3):
    gaps = []
    for step in (h, h / 100, h / 1000):
        right = (f(x + step) - f(x)) / step
        left = (f(x) - f(x - step)) / step
        gaps.append(abs(right - left))
    return bool(gaps[2] > gaps[1] / 2 and gaps[2] > 0.001)


def kinks_of_max(c):
    return -np.sqrt(c), np.sqrt(c)


def relative_error(a, b):
    out = np.zeros(a.shape)
    for i in np.ndindex(a.shape):
        larger = max(abs(a[i]), abs(b[i]))
        if larger != 0:
            out[i] = abs(a[i] - b[i]) / larger
    return out


def gradient_check(f, grad, x, h=1e-5, rtol=1e-5, c=10.0):
    n = numerical_gradient(f, x, h)
    f_here = f(x)
    passed, kinks, most = True, 0, -1.0
    for i in np.ndindex(x.shape):
        a = grad[i]
        off = abs(a - n[i])
        allowed = rtol * max(abs(a), abs(n[i])) + c * 2.2e-16 * abs(f_here) / h + 1e-300
        if not off <= allowed:
            moved = x.copy()
            moved[i] += h
            p = (f(moved) - f_here) / h
            moved[i] = x[i] - h
            q = (f_here - f(moved)) / h
            if off <= 0.6 * abs(p - q):
                kinks += 1
                off = 0.0
            else:
                passed = False
        score = np.inf if np.isnan(off) else off / allowed
        if score > most:
            most, worst, error = score, i, float(off)
    return {"passed": passed, "worst": worst, "error": error, "kinks": kinks}


def l1_loss(w, X, y):
    loss, dw = 0.0, np.zeros(len(w))
    for i in range(len(X)):
        r = X[i] @ w - y[i]
        loss += abs(r)
        if r > 0:
            dw += X[i]
        if r < 0:
            dw -= X[i]
    return loss / len(X), dw / len(X)


def l2_loss(w, X, y):
    loss, dw = 0.0, np.zeros(len(w))
    for i in range(len(X)):
        r = X[i] @ w - y[i]
        loss += r * r
        dw += 2 * r * X[i]
    return loss / len(X), dw / len(X)


def l1_penalty(W):
    value, dW = 0.0, np.zeros(W.shape)
    for i in np.ndindex(W.shape):
        value += abs(W[i])
        if W[i] != 0:
            dW[i] = 1 if W[i] > 0 else -1
    return value, dW


def l2_penalty(W):
    value, dW = 0.0, np.zeros(W.shape)
    for i in np.ndindex(W.shape):
        value += W[i] ** 2
        dW[i] = 2 * W[i]
    return value, dW


def numerical_jacobian(f, x, h=1e-5):
    m, n = len(f(x)), len(x)
    J = np.zeros((m, n))
    for j in range(n):
        up, down = x.copy(), x.copy()
        up[j] += h
        down[j] -= h
        above, below = f(up), f(down)
        for i in range(m):
            J[i, j] = (above[i] - below[i]) / (2 * h)
    return J


def chain_jacobian(Jf, Jg):
    J = np.zeros((Jf.shape[0], Jg.shape[1]))
    for i in range(J.shape[0]):
        for j in range(J.shape[1]):
            for k in range(Jg.shape[0]):
                J[i, j] += Jf[i, k] * Jg[k, j]
    return J


def chain_jacobian_at(jacobian_f, g, jacobian_g, x):
    return chain_jacobian(jacobian_f(g(x)), jacobian_g(x))


def column_major(M):
    entries = []
    for j in range(M.shape[1]):
        for i in range(M.shape[0]):
            entries.append(M[i, j])
    return np.array(entries)


def column_major_jacobian(J, shape):
    columns = []
    for j in range(shape[1]):
        for i in range(shape[0]):
            columns.append(J[:, i * shape[1] + j])
    return np.column_stack(columns)


def shape_dv_ds(m):
    return m, 1


def shape_ds_dv(m):
    return 1, m


def shape_dv_dv(m, n):
    return m, n


def shape_ds_dM(m, n):
    return m, n


def shape_dM_ds(m, n):
    return m, n


def shape_dM_dv(m, n, k):
    return m, n, k


def shape_dL_dW(D, C):
    return D, C


def shape_dh_dW(N, D, H):
    outputs, inputs = N * H, D * H
    return outputs, inputs


def inner_product_jacobian(w, x):
    return np.array([x])


def quadratic_jacobian(A, w):
    row = np.zeros((1, len(w)))
    for k in range(len(w)):
        for i in range(len(w)):
            row[0, k] += w[i] * A[i, k] + A[k, i] * w[i]
    return row


def linear_map_jacobian(A, x):
    return A.copy()


def wrong_formulas():
    return ["quadratic form", "penalty", "log loss", "hidden delta", "long derivative 1"]


def penalty_gradient(Theta, lam, n):
    return 2 * Theta * lam / (2 * n)


def log_loss_gradient(w, x):
    p = 1 / (1 + np.exp(-sum(w * x)))
    return (p - 1) * x


def delta_through_sigmoid(Theta, delta, z):
    out = np.zeros(len(z))
    for k in range(len(z)):
        s = 1 / (1 + np.exp(-z[k]))
        for m in range(len(delta)):
            out[k] += Theta[m, k] * delta[m] * s * (1 - s)
    return out


def logistic_map(x, n=4):
    for _ in range(n - 1):
        x = 4 * x * (1 - x)
    return x


def logistic_map_dual(x, n=4):
    dx = 1.0
    for _ in range(n - 1):
        x, dx = 4 * x * (1 - x), 4 * dx * (1 - x) + 4 * x * (-dx)
    return x, dx

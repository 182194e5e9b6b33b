"""Other correct forms of assignment 1's losses."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping

import numpy as np

Form = Mapping[str, Callable[..., object]]

# ------------------------------------------------------------------------------ svm_loss_one


def one_by_loop(s, y):
    total = 0
    for j, score in enumerate(s):
        if j == y:
            continue
        margin = score - s[y] + 1
        if margin > 0:
            total += margin
    return total


def one_minus_one(s, y):
    # The true class adds exactly 1.
    return np.maximum(0, s - s[y] + 1).sum() - 1.0


def slack_by_sorting(s, y):
    rivals = sorted(score for j, score in enumerate(s) if j != y)
    return np.maximum(0.0, s[y] - 1 - rivals[-1])


def slack_by_mask(s, y):
    wrong = np.ones(len(s), dtype=bool)
    wrong[y] = False
    return np.array(max(s[y] - s[wrong].max() - 1, 0))


ONE: tuple[Form, ...] = (
    {"svm_loss_one": one_by_loop, "car_slack": slack_by_sorting},
    {"svm_loss_one": one_minus_one, "car_slack": slack_by_mask},
    {
        "svm_loss_one": lambda s, y: np.clip(np.delete(s, y) - s[y] + 1, 0, None).sum(),
        "car_slack": lambda s, y: max(0.0, min(s[y] - 1.0 - t for t in np.delete(s, y))),
    },
)

# ------------------------------------------------------------------------------ by loops


def naive_two_sums(W, X, y, reg):
    """Counts the violations of a row first; means over rows as it goes."""
    N, C = X.shape[0], W.shape[1]
    loss, dW = 0.0, np.zeros(W.shape)
    for i in range(N):
        scores = X[i].dot(W)
        violated = 0
        for j in range(C):
            margin = scores[j] - scores[y[i]] + 1
            if j != y[i] and margin >= 0:
                violated += 1
                loss += margin / N
                dW[:, j] += X[i] / N
        dW[:, y[i]] -= violated * X[i] / N
    for d in range(W.shape[0]):
        for j in range(C):
            loss += reg * W[d, j] ** 2
            dW[d, j] += 2 * reg * W[d, j]
    return loss, dW


def naive_scalar_by_scalar(W, X, y, reg):
    """Nothing but Python numbers until the end, the penalty first."""
    (D, C), N = W.shape, len(X)
    loss = float(reg * sum(float(w) ** 2 for w in W.ravel()))
    grad = [[2.0 * reg * float(W[d, c]) for c in range(C)] for d in range(D)]
    for x, label in zip(X.tolist(), y.tolist(), strict=True):
        s = [sum(x[d] * float(W[d, c]) for d in range(D)) for c in range(C)]
        for c in range(C):
            if c != label and s[c] - s[label] + 1 > 0:
                loss += (s[c] - s[label] + 1) / N
                for d in range(D):
                    grad[d][c] += x[d] / N
                    grad[d][label] -= x[d] / N
    return loss, np.array(grad)


def naive_by_rows(W, X, y, reg):
    """A vector a row; the gradient by outer products, from the lecture's transposed layout."""
    V = np.array(W.T, dtype=float)
    grad = np.zeros_like(V)
    losses = []
    for x, label in zip(X, y, strict=True):
        s = V @ x
        margins = np.maximum(0, s - s[label] + 1)
        margins[label] = 0
        losses.append(margins.sum())
        pull = np.where(margins > 0, 1.0, 0.0)
        pull[label] = -pull.sum()
        grad += np.outer(pull, x)
    grad /= len(X)
    grad += 2 * reg * V
    return np.mean(losses) + reg * np.sum(V**2), grad.T


def naive_all_classes(W, X, y, reg):
    """Sums over the true class too and takes the constant 1 off again."""
    N = X.shape[0]
    loss = np.zeros(())
    dW = 0.0 * W
    for i in range(N):
        for j in range(W.shape[1]):
            margin = X[i] @ W[:, j] - X[i] @ W[:, y[i]] + 1
            if margin > 0:
                loss = loss + margin
                dW[:, j] = dW[:, j] + X[i]
                dW[:, y[i]] = dW[:, y[i]] - X[i]
    return loss / N - 1 + reg * np.linalg.norm(W) ** 2, dW / N + reg * (W + W)


NAIVE: tuple[Form, ...] = tuple(
    {"svm_loss_naive": form}
    for form in (naive_two_sums, naive_scalar_by_scalar, naive_by_rows, naive_all_classes)
)

# ------------------------------------------------------------------------------ without loops


def by_einsum(W, X, y, reg):
    N, C = len(y), W.shape[1]
    truth = np.eye(C)[y]
    S = np.einsum("nd,dc->nc", X, W)
    margins = S - np.einsum("nc,nc->n", S, truth)[:, None] + 1
    active = (margins > 0) * (1 - truth)
    loss = np.einsum("nc,nc->", margins, active) / N
    pull = active - truth * active.sum(axis=1, keepdims=True)
    dW = np.einsum("nd,nc->dc", X, pull) / N
    return loss + reg * np.einsum("dc,dc->", W, W), dW + 2 * reg * W


def by_add_at(W, X, y, reg):
    N = X.shape[0]
    S = X.dot(W)
    margins = np.maximum(0, S - np.choose(y, S.T)[:, np.newaxis] + 1)
    margins[np.arange(N), y] = 0
    rows, classes = np.nonzero(margins)
    dW = np.zeros(W.shape)
    np.add.at(dW.T, classes, X[rows])
    np.subtract.at(dW.T, y[rows], X[rows])
    dW /= N
    dW += 2 * reg * W
    return np.float64(margins.sum() / N + reg * (W**2).sum()), dW


def by_masked_array(W, X, y, reg):
    """The other subgradient at the kink, and the true class taken off as a constant."""
    N = X.shape[0]
    S = X @ W
    margins = S - np.take_along_axis(S, y.reshape(-1, 1), axis=1) + 1
    mask = (margins >= 0).astype(float)
    # The true column counts itself once in the row's sum, and that is taken off by itself.
    mask[np.arange(N), y] -= mask.sum(axis=1)
    loss = np.array(margins[margins >= 0].sum() / N - 1 + reg * np.vdot(W, W))
    return loss, (X.T @ mask) / N + 2 * reg * W


def by_one_hot_product(W, X, y, reg):
    """Works on copies in place, keeps `D` first throughout, and warns on the way."""
    N = len(X)
    warnings.warn("about to compute", RuntimeWarning, stacklevel=2)
    S = np.array(W.T @ X.T, dtype=float)
    S -= S[y, np.arange(N)].copy()
    S += 1.0
    S[y, np.arange(N)] = 0.0
    S[S < 0] = 0.0
    loss = S.sum() / N
    S[S > 0] = 1.0
    S[y, np.arange(N)] = -S.sum(axis=0)
    gradient = (S @ X).T
    gradient *= 1.0 / N
    return [loss + reg * np.square(W).sum(), gradient + reg * 2.0 * W]


def penalty(W, reg):
    return reg * np.sum(W * W), 2.0 * reg * W


def with_helpers(W, X, y, reg):
    scores = X @ W
    violations = np.fmax(scores - scores[np.arange(len(y)), y, None] + 1, 0)
    violations[np.arange(len(y)), y] = 0
    sign = np.sign(violations)
    np.put_along_axis(sign, y[:, None], -sign.sum(axis=1, keepdims=True), axis=1)
    extra, slope = penalty(W, reg)
    return violations.sum(axis=1).mean() + extra, np.tensordot(X, sign, (0, 0)) / len(X) + slope


VECTORISED: tuple[Form, ...] = tuple(
    {"svm_loss_vectorized": form}
    for form in (by_einsum, by_add_at, by_masked_array, by_one_hot_product, with_helpers)
)

# ------------------------------------------------------------------------------ binary_hinge


def hinge_by_loop(w, b, X, y):
    N, D = X.shape
    loss, dw, db = 0.0, np.zeros(D), 0.0
    for i in range(N):
        f = b
        for d in range(D):
            f += w[d] * X[i, d]
        if y[i] * f <= 1:
            loss += 1 - y[i] * f
            dw -= y[i] * X[i]
            db -= y[i]
    return loss / N, dw / N, db / N


def hinge_with_folded_bias(w, b, X, y):
    theta = np.append(w, b)
    Z = y[:, None] * np.hstack([X, np.ones((len(X), 1))])
    margins = 1 - Z @ theta
    gradient = -Z[margins > 0].sum(axis=0) / len(X)
    return np.clip(margins, 0, None).mean(), gradient[:-1], gradient[-1]


def hinge_by_mean(w, b, X, y):
    inside = np.where(y * (X.dot(w) + b) < 1, -y, 0)
    loss = np.mean((1 + inside * (X.dot(w) + b)) * (inside != 0))
    return np.array(loss), np.mean(inside[:, None] * X, axis=0), inside.mean()


BINARY: tuple[Form, ...] = tuple(
    {"binary_hinge": form} for form in (hinge_by_loop, hinge_with_folded_bias, hinge_by_mean)
)

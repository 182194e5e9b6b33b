"""Other correct forms of assignment 1's multiclass hinge loss."""

from __future__ import annotations

import warnings

import numpy as np

from solutions.forms import Form

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


def naive_with_lists(W, X, y, reg):
    """Lists appended to, the mean at the end, an int where the loss begins."""
    loss = 0
    grads = []
    for i in range(len(X)):
        s = np.dot(X[i], W)
        dS = np.zeros(len(s))
        for j, score in enumerate(s):
            if j != y[i]:
                m = max(0, score - s[y[i]] + 1)
                loss += m
                dS[j] += m > 0
                dS[y[i]] -= m > 0
        grads.append(X[i].reshape(-1, 1) * dS)
    return loss / len(X) + reg * (W * W).sum(), sum(grads) / len(X) + 2 * reg * W


NAIVE: tuple[Form, ...] = tuple(
    {"svm_loss_naive": form}
    for form in (
        naive_two_sums,
        naive_scalar_by_scalar,
        naive_by_rows,
        naive_all_classes,
        naive_with_lists,
    )
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


def by_true_masked_array(W, X, y, reg):
    """The true class masked, and zeros in its place at the end."""
    N = len(y)
    S = X @ W
    true = np.arange(W.shape[1]) == y[:, None]
    margins = np.ma.masked_array(S - S[true].reshape(N, 1) + 1, mask=true)
    hinge = np.ma.maximum(margins, 0.0).filled(0.0)
    dS = (hinge > 0).astype(float)
    dS[true] = -dS.sum(axis=1)
    return hinge.sum() / N + reg * np.sum(np.power(W, 2)), X.T @ dS / N + 2 * reg * W


def by_columns(W, X, y, reg):
    """The lectures' layout: classes down, examples across."""
    V, Z = W.T, X.T
    N = Z.shape[1]
    S = V @ Z
    away = S - S[y, range(N)] + 1 > 0
    away[y, range(N)] = False
    counts = away.sum(axis=0)
    total = ((S + 1) * away).sum() - (S[y, range(N)] * counts).sum()
    pull = away.astype(np.float64)
    pull[y, range(N)] -= counts
    return total / N + reg * (V * V).sum(), (pull @ Z.T / N + 2 * reg * V).T


VECTORISED: tuple[Form, ...] = tuple(
    {"svm_loss_vectorized": form}
    for form in (
        by_einsum,
        by_add_at,
        by_masked_array,
        by_one_hot_product,
        with_helpers,
        by_true_masked_array,
        by_columns,
    )
)

"""Other correct forms of assignment 1's loss of one example and of its binary hinge."""

from __future__ import annotations

import numpy as np

from solutions.forms import Form

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


def one_recursive(s, y, j=0):
    if j == len(s):
        return 0
    rest = one_recursive(s, y, j + 1)
    return rest if j == y else rest + max(0, s[j] - s[y] + 1)


def one_by_masked_array(s, y):
    margins = np.ma.masked_array(s - s[y] + 1, mask=np.arange(len(s)) == y)
    return float(np.ma.clip(margins, 0, None).sum())


def slack_by_partition(s, y):
    rest = np.concatenate([s[:y], s[y + 1 :]])
    return np.float64(np.clip(s[y] - np.partition(rest, -1)[-1] - 1, 0, None))


ONE: tuple[Form, ...] = (
    {"svm_loss_one": one_by_loop, "car_slack": slack_by_sorting},
    {"svm_loss_one": one_minus_one, "car_slack": slack_by_mask},
    {
        "svm_loss_one": lambda s, y: np.clip(np.delete(s, y) - s[y] + 1, 0, None).sum(),
        "car_slack": lambda s, y: max(0.0, min(s[y] - 1.0 - t for t in np.delete(s, y))),
    },
    {"svm_loss_one": one_by_masked_array, "car_slack": slack_by_partition},
    {
        "svm_loss_one": one_recursive,
        "car_slack": lambda s, y: np.fmax(
            s[y] - 1 - np.where(np.arange(s.size) == y, -np.inf, s).max(), 0
        ),
    },
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


def hinge_from_lists(w, b, X, y):
    losses, pulls = [], []
    for x, label in zip(X.tolist(), y.tolist(), strict=True):
        m = label * (sum(a * c for a, c in zip(w.tolist(), x, strict=True)) + b)
        losses.append(max(0, 1 - m))
        pulls.append([-label * a for a in [*x, 1.0]] if m < 1 else [0.0] * (len(x) + 1))
    g = np.mean(pulls, axis=0)
    return sum(losses) / len(losses), g[:-1], g[-1]


def hinge_from_zero_one(w, b, X, y):
    """With labels 0 and 1, as the logistic unit has them."""
    t = (y + 1) // 2
    f = X @ w + b
    short = np.where(t == 1, f < 1, f > -1)
    dS = np.where(t == 1, -1.0, 1.0) * short / len(t)
    loss = np.sum(np.where(t == 1, 1 - f, 1 + f) * short) / len(t)
    return loss, np.einsum("n,nd->d", dS, X), dS.sum()


def hinge_by_clipping(w, b, X, y):
    """Half of x plus its size is its positive part."""
    slack = 1 - y * (np.matmul(X, w) + b)
    half = 0.5 * (np.sign(slack) + np.abs(np.sign(slack)))
    weighted = -half * y
    return 0.5 * np.mean(slack + abs(slack)), weighted.dot(X) / len(X), np.array(weighted.mean())


BINARY: tuple[Form, ...] = tuple(
    {"binary_hinge": form}
    for form in (
        hinge_by_loop,
        hinge_with_folded_bias,
        hinge_by_mean,
        hinge_from_lists,
        hinge_from_zero_one,
        hinge_by_clipping,
    )
)

"""Other correct forms of the modules of losses."""

from __future__ import annotations

import numpy as np
import scipy.special

from solutions.forms import Form


def entropy_by_rows(S, y):
    total, rows = 0.0, []
    for s, label in zip(S, y, strict=True):
        e = np.exp(s - s.max())
        total += np.log(e.sum()) + s.max() - s[label]
        rows.append(e / e.sum())
    return total / len(S), {"P": np.array(rows), "y": y}


def entropy_back_by_rows(dout, cache):
    dS = cache["P"].copy()
    for i, label in enumerate(cache["y"]):
        dS[i, label] -= 1
    return dS * (dout / len(dS))


def entropy_one_hot(S, y):
    Y = (y[:, None] == np.arange(S.shape[1])).astype(float)
    shifted = S - S.max(axis=1)[:, None]
    log_sum = np.log(np.exp(shifted).sum(axis=1))
    loss = np.mean(log_sum - (shifted * Y).sum(axis=1))
    return np.float64(loss), np.exp(shifted - log_sum[:, None]) - Y


def entropy_by_logaddexp(S, y):
    log_sum = np.logaddexp.reduce(S, axis=1, keepdims=True)
    return -np.mean(np.take_along_axis(S - log_sum, y[:, None], axis=1)), [S, y.tolist()]


def entropy_back_by_logaddexp(dout, cache):
    S, y = cache
    P = np.exp(S - np.logaddexp.reduce(S, axis=1, keepdims=True))
    return dout * (P - np.eye(S.shape[1])[y]) / S.shape[0]


def entropy_by_scipy(S, y):
    log_p = scipy.special.log_softmax(S, axis=1)
    losses = -log_p[range(len(y)), y]
    return np.array(losses.mean()), {"P": scipy.special.softmax(S, axis=1), "labels": y.copy()}


def entropy_back_by_scipy(dout, cache):
    dS = np.array(cache["P"])
    np.subtract.at(dS, (range(len(dS)), cache["labels"]), 1)
    return np.multiply(dS, dout / dS.shape[0])


def entropy_by_gaps(S, y):
    """From the gaps to the true score, one row after the other."""
    gaps = [s - s[label] for s, label in zip(S, y, strict=True)]
    losses = [scipy.special.logsumexp(gap) for gap in gaps]
    return sum(losses) / len(losses), [np.array(gaps), np.array(losses), y]


def entropy_back_by_gaps(dout, cache):
    gaps, losses, y = cache
    dS = np.exp(gaps - losses[:, None])
    for i in range(len(y)):
        dS[i, y[i]] = np.expm1(-losses[i])
    return dout / len(y) * dS


CROSS_ENTROPY: tuple[Form, ...] = (
    {
        "softmax_cross_entropy_forward": entropy_by_rows,
        "softmax_cross_entropy_backward": entropy_back_by_rows,
    },
    {
        "softmax_cross_entropy_forward": entropy_one_hot,
        "softmax_cross_entropy_backward": lambda dout, away: dout / len(away) * away,
    },
    {
        "softmax_cross_entropy_forward": entropy_by_logaddexp,
        "softmax_cross_entropy_backward": entropy_back_by_logaddexp,
    },
    {
        "softmax_cross_entropy_forward": entropy_by_scipy,
        "softmax_cross_entropy_backward": entropy_back_by_scipy,
    },
    {
        "softmax_cross_entropy_forward": entropy_by_gaps,
        "softmax_cross_entropy_backward": entropy_back_by_gaps,
    },
)


def squares_by_loops(P, T):
    total, slopes = 0, []
    for p, t in zip(P.tolist(), T.tolist(), strict=True):
        total += sum((a - b) ** 2 for a, b in zip(p, t, strict=True))
        slopes.append([2 * (a - b) / len(P) for a, b in zip(p, t, strict=True)])
    return total / len(P), slopes


SQUARES: tuple[Form, ...] = (
    {
        "squared_error_forward": lambda P, T: (
            np.mean([np.dot(p - t, p - t) for p, t in zip(P, T, strict=True)]),
            [P, T],
        ),
        "squared_error_backward": lambda dout, cache: (
            2 * dout * (cache[0] - cache[1]) / cache[0].shape[0]
        ),
    },
    {
        "squared_error_forward": lambda P, T: (((P - T) ** 2).mean() * P.shape[1], T - P),
        "squared_error_backward": lambda dout, back: (-2.0 * dout / len(back)) * back,
    },
    {
        "squared_error_forward": lambda P, T: (
            np.linalg.norm(P - T) ** 2 / len(P),
            {"slope": 2 / len(P) * (P - T)},
        ),
        "squared_error_backward": lambda dout, cache: dout * cache["slope"],
    },
    {
        "squared_error_forward": squares_by_loops,
        "squared_error_backward": lambda dout, slopes: dout * np.array(slopes),
    },
    {
        "squared_error_forward": lambda P, T: (
            np.trace((P - T) @ (P - T).T) / P.shape[0],
            {"P": P.copy(), "T": T.copy(), "N": P.shape[0]},
        ),
        "squared_error_backward": lambda dout, c: (c["P"] - c["T"]) * (dout + dout) / c["N"],
    },
)

"""Other correct forms of assignment 2's cross-entropy loss."""

from __future__ import annotations

import math

import numpy as np
import scipy.special

from solutions.forms import Form

# ------------------------------------------------------------------------------ by loops


def naive_scalar_by_scalar(W, X, y, reg):
    """Nothing but Python numbers until the end, the penalty first."""
    (D, C), N = W.shape, len(X)
    loss = float(reg * sum(float(w) ** 2 for w in W.ravel()))
    grad = [[2.0 * reg * float(W[d, c]) for c in range(C)] for d in range(D)]
    for x, label in zip(X.tolist(), y.tolist(), strict=True):
        s = [sum(x[d] * float(W[d, c]) for d in range(D)) for c in range(C)]
        top = max(s)
        total = sum(math.exp(t - top) for t in s)
        loss += (math.log(total) + top - s[label]) / N
        for c in range(C):
            pull = math.exp(s[c] - top) / total - (1.0 if c == label else 0.0)
            for d in range(D):
                grad[d][c] += x[d] * pull / N
    return loss, np.array(grad)


def naive_by_rows(W, X, y, reg):
    """A vector a row, the gradient by outer products, means as it goes."""
    loss, dW = 0.0, np.zeros_like(W, dtype=float)
    for i in range(X.shape[0]):
        logp = scipy.special.log_softmax(X[i] @ W)
        loss -= logp[y[i]] / X.shape[0]
        a = np.exp(logp)
        a[y[i]] -= 1
        dW += np.outer(X[i], a) / X.shape[0]
    return loss + reg * np.linalg.norm(W) ** 2, dW + 2 * reg * W


def naive_by_differences(W, X, y, reg):
    """From the differences to the true score; probabilities as their reciprocals."""
    losses, dW = [], 2 * reg * W.T
    for x, label in zip(X, y, strict=True):
        s = W.T @ x
        losses.append(np.logaddexp.reduce(s - s[label]))
        pull = np.exp(s - s[label] - losses[-1])
        pull[label] -= 1
        dW = dW + pull[:, None] * x / len(X)
    return np.mean(losses) + reg * sum(w**2 for w in W.flat), dW.T


def naive_with_one_hot(W, X, y, reg):
    """One-hot targets made first, then a list of gradients, one a row."""
    T = np.zeros((len(y), W.shape[1]))
    for i, label in enumerate(y):
        T[i][label] = 1
    loss, grads = 0, []
    for x, t in zip(X, T, strict=True):
        s = x.dot(W)
        logp = s - scipy.special.logsumexp(s)
        loss += -np.sum(t * logp)
        grads.append(x[:, None] * (np.exp(logp) - t)[None, :])
    return loss / len(X) + reg * np.sum(W**2), sum(grads) / len(grads) + 2 * reg * W


def naive_by_columns(W, X, y, reg):
    """In the lectures' layout, on copies changed in place."""
    V, N = W.T.copy(), X.shape[0]
    dV = np.multiply(V, 2 * reg * N)
    loss = 0.0
    for i in range(N):
        s = V.dot(X[i])
        s -= np.amax(s)
        e = np.exp(s)
        loss -= s[y[i]] - math.log(np.sum(e))
        e /= e.sum()
        for c in range(len(e)):
            dV[c] += (e[c] - 1) * X[i] if c == y[i] else e[c] * X[i]
    dV /= N
    return np.float64(loss / N + reg * np.einsum("cd,cd", V, V)), dV.T


NAIVE: tuple[Form, ...] = (
    {"softmax_loss_naive": naive_scalar_by_scalar},
    {"softmax_loss_naive": naive_by_rows},
    {"softmax_loss_naive": naive_by_differences},
    {"softmax_loss_naive": naive_with_one_hot},
    {"softmax_loss_naive": naive_by_columns},
)

# ------------------------------------------------------------------------------ without loops


def vectorized_einsum(W, X, y, reg):
    S = np.einsum("nd,dc->nc", X, W)
    logP = S - scipy.special.logsumexp(S, axis=1, keepdims=True)
    T = np.eye(W.shape[1])[y]
    loss = -np.einsum("nc,nc->", T, logP) / len(X) + reg * np.einsum("dc,dc->", W, W)
    return loss, np.einsum("nd,nc->dc", X, np.exp(logP) - T) / len(X) + 2 * reg * W


def vectorized_adding(W, X, y, reg):
    N = X.shape[0]
    logP = scipy.special.log_softmax(X @ W, axis=1)
    dS = scipy.special.softmax(X @ W, axis=-1)
    np.add.at(dS, (np.arange(N), y), -1.0)
    loss = -np.mean(np.take_along_axis(logP, y.reshape(-1, 1), axis=1))
    return np.array(loss + reg * np.vdot(W, W)), (X.T / N).dot(dS) + reg * (W + W)


def vectorized_two_sums(W, X, y, reg):
    """The gradient as what is said minus what is true, each summed by itself."""
    N, C = len(y), W.shape[1]
    S = X @ W
    top = S.max(1)[:, None]
    E = np.exp(S - top)
    said = X.T @ (E / E.sum(1)[:, None])
    true = X.T @ (y[:, None] == np.arange(C))
    losses = np.log(E.sum(1)) + top.ravel() - S[np.arange(N), y]
    return losses.sum() / N + reg * (W**2).sum(), (said - true) / N + 2.0 * reg * W


def _stages(S, y):
    Z = S - np.amax(S, axis=1, keepdims=True)
    logsum = np.log(np.sum(np.exp(Z), axis=1, keepdims=True))
    return Z - logsum, y[:, np.newaxis] == np.arange(S.shape[1])


def vectorized_with_a_helper(W, X, y, reg):
    logP, true = _stages(X @ W, y)
    dS = np.where(true, np.expm1(logP), np.exp(logP)) / true.shape[0]
    loss = np.where(true, -logP, 0.0).sum(axis=1).mean()
    return float(loss) + reg * np.sum(np.square(W)), X.T @ dS + reg * 2 * W


def vectorized_by_logaddexp(W, X, y, reg):
    S = X @ W
    logs = np.logaddexp.reduce(S, axis=1)
    chosen = np.choose(y, S.T) if S.shape[1] < 32 else S[np.arange(len(S)), y]
    dS = np.exp(S - logs[:, None]) - np.equal.outer(y, np.arange(S.shape[1]))
    return np.mean(logs - chosen) + reg * np.add.reduce(W**2, axis=None), (
        X.T @ dS / len(X) + 2 * reg * W
    )


def vectorized_by_masked_array(W, X, y, reg):
    """The true class's probability less 1, by its complement: the sum of the others."""
    N = len(X)
    P = scipy.special.softmax(X @ W, axis=1)
    true = np.equal.outer(y, np.arange(W.shape[1]))
    others = np.ma.masked_array(P, mask=true)
    dS = others.filled(0.0)
    dS[true] = -others.sum(axis=1).filled(0.0)
    losses = -scipy.special.log_softmax(X @ W, axis=1)[true]
    return np.average(losses) + reg * (W**2).sum(), X.T @ dS / N + 2 * reg * W


VECTORISED: tuple[Form, ...] = (
    {"softmax_loss_vectorized": vectorized_by_logaddexp},
    {"softmax_loss_vectorized": vectorized_einsum},
    {"softmax_loss_vectorized": vectorized_adding},
    {"softmax_loss_vectorized": vectorized_two_sums},
    {"softmax_loss_vectorized": vectorized_with_a_helper},
    {"softmax_loss_vectorized": vectorized_by_masked_array},
)

"""Ada writes loops, and gets everything right."""

import numpy as np


def softmax(S):
    if S.ndim == 1:
        e = np.exp(S - max(S))
        return e / sum(e)
    return np.array([softmax(s) for s in S])


def cross_entropy_one(s, y):
    biggest = max(s)
    total = 0.0
    for score in s:
        total += np.exp(score - biggest)
    return np.log(total) + biggest - s[y]


def log_likelihood(P, y):
    total = 0.0
    for i in range(len(y)):
        total += np.log(P[i, y[i]])
    return total


def one_hot(y, C):
    Y = np.zeros((len(y), C))
    for i in range(len(y)):
        if y[i] < 0 or y[i] >= C:
            raise ValueError(f"there is no class {y[i]}")
        Y[i, y[i]] = 1
    return Y


def softmax_loss_naive(W, X, y, reg):
    loss = 0.0
    dW = np.zeros(W.shape)
    for i in range(len(X)):
        s = X[i] @ W
        loss += cross_entropy_one(s, y[i])
        a = softmax(s)
        for c in range(W.shape[1]):
            if c == y[i]:
                dW[:, c] += (a[c] - 1) * X[i]
            else:
                dW[:, c] += a[c] * X[i]
    return loss / len(X) + reg * np.sum(W**2), dW / len(X) + 2 * reg * W


def softmax_loss_vectorized(W, X, y, reg):
    N = len(X)
    S = X @ W
    S = S - S.max(axis=1, keepdims=True)
    log_p = S - np.log(np.exp(S).sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(N), y].sum() / N
    dS = np.exp(log_p)
    dS[np.arange(N), y] -= 1
    return loss + reg * np.sum(W**2), X.T @ dS / N + 2 * reg * W


def softmax_jacobian(s):
    a = softmax(s)
    J = np.zeros((len(s), len(s)))
    for i in range(len(s)):
        for j in range(len(s)):
            if i == j:
                J[i, j] = a[i] * (1 - a[i])
            else:
                J[i, j] = -a[i] * a[j]
    return J


def cross_entropy_grad_scores(s, y):
    da = np.zeros(len(s))
    da[y] = -1 / softmax(s)[y]
    return da @ softmax_jacobian(s)


def softmax_backward_one(W, b, x, y):
    a = softmax(W @ x + b)
    da = np.zeros(len(a))
    da[y] = -1 / a[y]
    dz = a.copy()
    dz[y] = dz[y] - 1
    dW = np.zeros(W.shape)
    for c in range(W.shape[0]):
        for d in range(W.shape[1]):
            dW[c, d] = dz[c] * x[d]
    return {"da": da, "dz": dz, "dW": dW, "db": dz.copy()}


def dz_dW(x, C):
    T = np.zeros((C, C, len(x)))
    for i in range(C):
        for d in range(len(x)):
            T[i, i, d] = x[d]
    return T


def sigmoid(z):
    out = np.zeros(np.shape(z))
    for place, value in np.ndenumerate(z):
        if value >= 0:
            out[place] = 1 / (1 + np.exp(-value))
        else:
            out[place] = np.exp(value) / (1 + np.exp(value))
    return out


def sigmoid_grad(z):
    return sigmoid(z) * (1 - sigmoid(z))


def sigmoid_outputs(z):
    J = np.zeros((len(z), len(z)))
    for i in range(len(z)):
        J[i, i] = sigmoid_grad(z[i])
    return sigmoid(z), J


def logistic_loss(w, X, y, lam):
    N = len(X)
    loss = 0.0
    dw = np.zeros(len(w))
    for i in range(N):
        f = X[i] @ w
        loss += np.logaddexp(0, f) - y[i] * f
        dw += (sigmoid(f) - y[i]) * X[i]
    for j in range(1, len(w)):
        loss += lam / 2 * w[j] ** 2
        dw[j] += lam * w[j]
    return loss / N, dw / N


def mse_vs_cross_entropy(P, T):
    mse, ce = 0.0, 0.0
    for p, t in zip(P, T):
        mse += sum((p - t) ** 2)
        ce -= sum(t * np.log(p))
    return mse / len(P), ce / len(P)


def wrong_gradient(z):
    a = float(sigmoid(z))
    return 2 * (a - 1) * a * (1 - a), a - 1


def kl_divergence(p, q):
    total = 0.0
    for i in range(len(p)):
        if p[i] == 0:
            continue
        if q[i] == 0:
            return float("inf")
        total += p[i] * np.log(p[i] / q[i])
    return total


def lowest_cross_entropy():
    return 0


def highest_cross_entropy():
    return float("inf")


def highest_squared_error():
    return 2


def cross_entropy_at_zero(C):
    return np.log(C)


def softmax_regression(loss, W, X, y, lr, epochs, batch_size, rng):
    W = W.astype(float)
    history = []
    for epoch in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            value, dW = loss(W, X[batch], y[batch])
            history.append(value)
            W = W - lr * dW
    return W, np.array(history)

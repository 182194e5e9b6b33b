"""References of assignment 2, the only copy: the builder takes out what stands between the marks.

Conventions: `X` `(N, D)`, `W` `(D, C)`, scores `(N, C)`; float64; natural logarithms; losses are a
mean over rows, except where a docstring says sum. Each docstring says which grade of stability is
asked for. Sources by their short names: GT-L2, GT-N (Georgia Tech, lecture 2 and notes), WPI-NN,
QCRI-L4.
"""

# Students read `np.ndarray`, not `NDArray[np.float64]`; arithmetic on it has the type Any.
# mypy: disable-error-code="no-any-return"

from __future__ import annotations

from collections.abc import Callable

import numpy as np

#: `loss(W, X, y)` returns the mean over the rows of `X`, and its gradient, of the shape of `W`.
Loss = Callable[[np.ndarray, np.ndarray, np.ndarray], tuple[float, np.ndarray]]

# ------------------------------------------------------------------------------ softmax


def softmax(S: np.ndarray) -> np.ndarray:
    """Turn scores into probabilities: `exp(s_j) / sum_k exp(s_k)`, along the last axis.

    `S` is `(C,)` or `(N, C)`, not changed. Returns an array of the same shape, float64: each row
    is positive and sums to 1. Stability: by a shift of each row; scores of +-1e4, and offsets that
    differ from row to row, give the probabilities that they should. Sources: GT-L2, QCRI-L4.

    >>> softmax(np.array([3.2, 5.1, -1.7])).round(2)
    array([0.13, 0.87, 0.  ])
    """
    ### BEGIN SOLUTION
    # a_j = exp(s_j - m) / sum_k exp(s_k - m) for any m; with m = max_k s_k nothing overflows
    E = np.exp(S - np.max(S, axis=-1, keepdims=True))
    return E / E.sum(axis=-1, keepdims=True)
    ### END SOLUTION


# ------------------------------------------------------------------------------ cross_entropy


def cross_entropy_one(s: np.ndarray, y: int) -> float:
    """Cross-entropy loss of one example: minus the log of the true class's probability.

    `s` is `(C,)`, the scores; `y` is an integer, the true class. Returns a float,
    `-log softmax(s)[y]`, natural logarithm, not regularised. Stability: by log-sum-exp; where the
    true score is 1000 below the highest, the loss is 1000. Sources: GT-L2, QCRI-L4.

    >>> round(cross_entropy_one(np.array([3.2, 5.1, -1.7]), 0), 4)
    2.0404
    """
    ### BEGIN SOLUTION
    # L = log sum_k exp(s_k) - s_y; both terms shifted by the highest score
    z = s - s.max()
    return float(np.log(np.exp(z).sum()) - z[y])
    ### END SOLUTION


def log_likelihood(P: np.ndarray, y: np.ndarray) -> float:
    """Log-likelihood of the labels: the log of the product of the true classes' probabilities.

    `P` is `(N, C)`, the probabilities of each row; `y` is `(N,)`, integers 0 to C-1. Returns a
    float, a *sum* over the rows, natural logarithm. Stability: the product itself underflows to 0
    for some hundred rows; its logarithm does not. Source: QCRI-L4.

    >>> P = np.array([[0.3, 0.7], [0.6, 0.4]])
    >>> round(log_likelihood(P, np.array([1, 0])), 4)
    -0.8675
    """
    ### BEGIN SOLUTION
    # log prod_i p_i = sum_i log p_i
    return float(np.log(P[np.arange(len(y)), y]).sum())
    ### END SOLUTION


# ------------------------------------------------------------------------------ one_hot


def one_hot(y: np.ndarray, C: int) -> np.ndarray:
    """Write labels as rows of zeros with a single one.

    `y` is `(N,)`, integers 0 to C-1; `C` is the number of classes. Returns `(N, C)`, float64: row
    `i` has a 1 in column `y[i]`. Raises ValueError, with the label in its message, where a label
    is negative or not below `C`. Source: WPI-NN.

    >>> one_hot(np.array([2, 0]), 3)
    array([[0., 0., 1.],
           [1., 0., 0.]])
    """
    ### BEGIN SOLUTION
    # Checked first: as an index, -1 would count from the end and mark the top class.
    outside = (y < 0) | (y >= C)
    if outside.any():
        raise ValueError(f"label {y[outside][0]} is outside; expected 0 to {C - 1}")
    Y = np.zeros((len(y), C))
    Y[np.arange(len(y)), y] = 1.0
    return Y
    ### END SOLUTION


# ------------------------------------------------------------------------------ softmax_loss_naive


def softmax_loss_naive(
    W: np.ndarray, X: np.ndarray, y: np.ndarray, reg: float
) -> tuple[float, np.ndarray]:
    """Cross-entropy loss of a linear classifier with softmax and its gradient, by loops.

    `W` is `(D, C)`, `X` is `(N, D)`, `y` is `(N,)`, integers 0 to C-1; `reg` is a number. None of
    them is changed. Returns `(loss, dW)`: the *mean* over the rows of `-log softmax(x_i W)[y_i]`,
    plus `reg * np.sum(W * W)` over every entry of `W`, as a float; and its gradient `(D, C)`,
    float64, the penalty's included. Stability: both, a shift of each row and log-sum-exp; scores
    of +-1000, offsets by row and gaps of 1000 within a row. Sources: GT-L2, QCRI-L4.

    >>> W = np.array([[3.2, 5.1, -1.7], [0.0, 0.0, 0.0]])
    >>> loss, dW = softmax_loss_naive(W, np.eye(2), np.array([0, 1]), 0.0)
    >>> round(loss, 4)  # (2.0404 + log 3) / 2
    1.5695
    """
    ### BEGIN SOLUTION
    N, C = X.shape[0], W.shape[1]
    loss = 0.0
    dW = np.zeros(W.shape)  # not zeros_like: it would round the gradient of an integer W
    for i in range(N):
        s = X[i] @ W
        z = s - s.max()
        total = np.exp(z).sum()
        # L_i = log sum_k exp(z_k) - z_y
        loss += np.log(total) - z[y[i]]
        for j in range(C):
            # dL_i/ds_j = a_j - 1{j = y_i}
            a_j = np.exp(z[j]) / total
            dW[:, j] += (a_j - (j == y[i])) * X[i]
    # L = (1/N) sum_i L_i + reg sum W^2
    loss = loss / N + reg * np.sum(W * W)
    dW = dW / N + 2 * reg * W
    return float(loss), dW
    ### END SOLUTION


# -------------------------------------------------------------------------- softmax_loss_vectorized


def softmax_loss_vectorized(
    W: np.ndarray, X: np.ndarray, y: np.ndarray, reg: float
) -> tuple[float, np.ndarray]:
    """Cross-entropy loss of a linear classifier and its gradient, without a Python loop.

    `W` is `(D, C)`, `X` is `(N, D)`, `y` is `(N,)`, integers 0 to C-1; `reg` is a number. None of
    them is changed. Returns `(loss, dW)`: the *mean* over the rows of `-log softmax(x_i W)[y_i]`,
    plus `reg * np.sum(W * W)` over every entry of `W`, as a float; and its gradient `(D, C)`,
    float64, the penalty's included. Stability: both, a shift of each row and log-sum-exp; scores
    of +-1000, offsets by row and gaps of 1000 within a row. Sources: GT-L2, QCRI-L4.

    >>> W = np.array([[3.2, 5.1, -1.7], [0.0, 0.0, 0.0]])
    >>> loss, dW = softmax_loss_vectorized(W, np.eye(2), np.array([0, 1]), 0.0)
    >>> (2 * dW).round(4)[1].tolist()
    [0.3333, -0.6667, 0.3333]
    """
    ### BEGIN SOLUTION
    N = len(X)
    rows = np.arange(N)
    S = X @ W
    # shifted_ij = s_ij - max_k s_ik
    shifted = S - S.max(axis=1, keepdims=True)
    E = np.exp(shifted)
    total = E.sum(axis=1)
    # losses_i = log sum_k exp(shifted_ik) - shifted_{i y_i}
    losses = np.log(total) - shifted[rows, y]
    # dS_ij = (a_ij - 1{j = y_i}) / N
    dS = E / total[:, None]
    dS[rows, y] -= 1.0
    dS /= N
    # dW = X^T dS + 2 reg W
    dW = X.T @ dS + 2 * reg * W
    # L = (1/N) sum_i losses_i + reg sum W^2
    loss = losses.mean() + reg * np.sum(W * W)
    return float(loss), dW
    ### END SOLUTION


# ------------------------------------------------------------------------------ softmax_jacobian


def softmax_jacobian(s: np.ndarray) -> np.ndarray:
    """Jacobian of softmax: how each probability changes with each score.

    `s` is `(C,)`. Returns `(C, C)`, float64: entry `[i, j]` is `da_i/ds_j` with `a = softmax(s)`.
    Stability: that of `softmax`. Source: WPI-NN.

    >>> softmax_jacobian(np.array([0.0, 0.0]))
    array([[ 0.25, -0.25],
           [-0.25,  0.25]])
    """
    ### BEGIN SOLUTION
    # da_i/ds_j = a_i (1{i = j} - a_j)
    a = softmax(s)
    return np.diag(a) - np.outer(a, a)
    ### END SOLUTION


def cross_entropy_grad_scores(s: np.ndarray, y: int) -> np.ndarray:
    """Gradient of `-log softmax(s)[y]` in the scores, by the chain rule through `a = softmax(s)`.

    `s` is `(C,)`, the scores; `y` is an integer, the true class. Returns `(C,)`, float64:
    `dL/da` times the Jacobian `da/ds`. Stability: moderate scores only, gaps up to 30 (`dL/da` is
    `-1 / a_y`, without bound). Source: WPI-NN.

    >>> cross_entropy_grad_scores(np.array([0.0, 0.0]), 1)
    array([ 0.5, -0.5])
    """
    ### BEGIN SOLUTION
    a = softmax(s)
    # dL/da_i = -1{i = y} / a_y
    da = np.zeros(len(a))
    da[y] = -1.0 / a[y]
    # dL/ds = dL/da da/ds
    return da @ softmax_jacobian(s)
    ### END SOLUTION


# ---------------------------------------------------------------------------- softmax_backward_one


def softmax_backward_one(
    W: np.ndarray, b: np.ndarray, x: np.ndarray, y: int
) -> dict[str, np.ndarray]:
    """All local gradients of one training step, in the lectures' convention.

    `z = W x + b`, `a = softmax(z)`, `L = -log a_y`: here `W` is `(C, D)`, one *row* a class; `b` is
    `(C,)`, `x` is `(D,)`, `y` is an integer. None of them is changed. Returns a dict of float64
    arrays: `"da"` `(C,)`, the gradient of `L` in `a`; `"dz"` `(C,)`; `"dW"` `(C, D)`; `"db"`
    `(C,)`. Stability: moderate scores only, gaps up to 30. Source: WPI-NN.

    >>> grads = softmax_backward_one(np.zeros((2, 3)), np.zeros(2), np.array([1.0, 2.0, 3.0]), 0)
    >>> grads["dW"]
    array([[-0.5, -1. , -1.5],
           [ 0.5,  1. ,  1.5]])
    """
    ### BEGIN SOLUTION
    a = softmax(W @ x + b)
    # dL/da_i = -1{i = y} / a_y
    da = np.zeros(len(a))
    da[y] = -1.0 / a[y]
    # dL/dz_i = a_i - 1{i = y}
    dz = a.copy()
    dz[y] -= 1.0
    # dL/dW_id = dL/dz_i x_d, dL/db_i = dL/dz_i
    return {"da": da, "dz": dz, "dW": np.outer(dz, x), "db": dz.copy()}
    ### END SOLUTION


def dz_dW(x: np.ndarray, C: int) -> np.ndarray:
    """The derivative of all scores `z = W x + b` in all weights, written out as a tensor.

    `x` is `(D,)`, `C` is the number of classes; the lectures' `W` is `(C, D)`. Returns
    `(C, C, D)`, float64: entry `[i, k, d]` is `dz_i/dW_kd`. Source: WPI-NN.

    >>> dz_dW(np.array([5.0, 7.0]), 2)[1]
    array([[0., 0.],
           [5., 7.]])
    """
    ### BEGIN SOLUTION
    # dz_i/dW_kd = 1{i = k} x_d
    return np.eye(C)[:, :, None] * x
    ### END SOLUTION


# ------------------------------------------------------------------------------ sigmoid


def sigmoid(z: np.ndarray) -> np.ndarray:
    """The sigmoid `1 / (1 + exp(-z))`, entry by entry.

    `z` is an array of any shape, not changed. Returns an array of the same shape, float64.
    Stability: on both sides; z of +-1e4 gives 1 and 0, never nan. Sources: GT-N, WPI-NN.

    >>> sigmoid(np.array([0.0, 2.0, -2.0])).round(4)
    array([0.5   , 0.8808, 0.1192])
    """
    ### BEGIN SOLUTION
    # exp(-|z|) is at most 1: sigma(z) = 1 / (1 + e^-z) for z >= 0, and e^z / (1 + e^z) for z < 0
    e = np.exp(-np.abs(z))
    return np.where(np.asarray(z) >= 0, 1.0, e) / (1.0 + e)
    ### END SOLUTION


def sigmoid_grad(z: np.ndarray) -> np.ndarray:
    """The derivative of the sigmoid at `z`, entry by entry.

    `z` is an array of any shape: the argument of the sigmoid, not its value. Returns an array of
    the same shape, float64. Stability: on both sides; z of +-1e4 gives 0, never nan.
    Sources: GT-N, WPI-NN.

    >>> sigmoid_grad(np.array([0.0, 2.0, -2.0])).round(4)
    array([0.25 , 0.105, 0.105])
    """
    ### BEGIN SOLUTION
    # sigma' = sigma (1 - sigma)
    a = sigmoid(z)
    return a * (1.0 - a)
    ### END SOLUTION


def sigmoid_outputs(z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Independent outputs, one sigmoid for each class, and their Jacobian.

    `z` is `(C,)`. Returns `(a, J)`: the outputs `(C,)`, and their derivatives `(C, C)`, float64,
    entry `[i, j]` being `da_i/dz_j`. The outputs need not sum to 1. Source: WPI-NN.

    >>> a, J = sigmoid_outputs(np.array([0.0, 2.0]))
    >>> J.round(4)
    array([[0.25 , 0.   ],
           [0.   , 0.105]])
    """
    ### BEGIN SOLUTION
    # da_i/dz_j = 1{i = j} sigma'(z_i): no output looks at another's score
    return sigmoid(z), np.diag(sigmoid_grad(z))
    ### END SOLUTION


# ------------------------------------------------------------------------------ logistic_loss


def logistic_loss(
    w: np.ndarray, X: np.ndarray, y: np.ndarray, lam: float
) -> tuple[float, np.ndarray]:
    """Log loss of a logistic unit `p = sigmoid(X w)` and its gradient; the bias comes first.

    `X` is `(N, D)`, its *first* column all ones; `w` is `(D,)`, `w[0]` being the bias; `y` is
    `(N,)`, integers 0 and 1; `lam` is a number. None of them is changed. Returns `(loss, dw)`: the
    *mean* over the rows of `-y log p - (1 - y) log(1 - p)`, plus `lam / (2 N)` times the sum of
    squares of all weights but `w[0]`, as a float; and its gradient `(D,)`, float64, the penalty's
    included. Stability: by log-sum-exp; a row on the wrong side by 1000 has loss 1000.
    Source: WPI-NN.

    >>> X = np.array([[1.0, 2.0], [1.0, -1.0]])
    >>> loss, dw = logistic_loss(np.zeros(2), X, np.array([1, 0]), 0.0)
    >>> round(loss, 4), dw.tolist()
    (0.6931, [0.0, -0.75])
    """
    ### BEGIN SOLUTION
    N = len(X)
    f = X @ w
    weights = np.concatenate([[0.0], w[1:]])
    # -y log p - (1 - y) log(1 - p) = log(1 + e^f) - y f
    losses = np.logaddexp(0.0, f) - y * f
    # dL/df_i = (p_i - y_i) / N
    dw = X.T @ (sigmoid(f) - y) / N + lam / N * weights
    return float(losses.mean() + lam / (2 * N) * np.sum(weights**2)), dw
    ### END SOLUTION


# ---------------------------------------------------------------------------- mse_vs_cross_entropy


def mse_vs_cross_entropy(P: np.ndarray, T: np.ndarray) -> tuple[float, float]:
    """Two errors of predicted probabilities: the mean squared error, and the cross-entropy.

    `P` is `(N, C)`, the predicted probabilities, all positive; `T` is `(N, C)`, one-hot rows.
    Returns two floats, `(mse, ce)`: of `(P - T)**2` and of `-T log P` the *sum* over the classes
    and the *mean* over the examples. Source: QCRI-L4.

    >>> mse, ce = mse_vs_cross_entropy(np.array([[0.3, 0.3, 0.4]]), np.array([[0.0, 0.0, 1.0]]))
    >>> round(mse, 4), round(ce, 4)
    (0.54, 0.9163)
    """
    ### BEGIN SOLUTION
    mse = ((P - T) ** 2).sum(axis=1).mean()
    ce = -(T * np.log(P)).sum(axis=1).mean()
    return float(mse), float(ce)
    ### END SOLUTION


def wrong_gradient(z: float) -> tuple[float, float]:
    """How two losses pull at the score of one sigmoid unit whose label is 1.

    `z` is a number, `a` the sigmoid of it. Returns two floats, `(mse, ce)`: the derivatives in `z`
    of `(a - 1)**2` and of `-log a`. Source: QCRI-L4.

    >>> mse, ce = wrong_gradient(0.0)
    >>> mse, ce
    (-0.25, -0.5)
    """
    ### BEGIN SOLUTION
    a = float(sigmoid(np.asarray(z)))
    # d(a - 1)^2/dz = 2 (a - 1) a (1 - a), and d(-log a)/dz = -(1/a) a (1 - a) = a - 1
    return 2.0 * (a - 1.0) * a * (1.0 - a), a - 1.0
    ### END SOLUTION


# ------------------------------------------------------------------------------ kl_divergence


def kl_divergence(p: np.ndarray, q: np.ndarray) -> float:
    """Kullback-Leibler divergence from `q` to `p`: the sum of `p_i log(p_i / q_i)`.

    `p` and `q` are `(C,)`, probabilities. Returns a float, natural logarithm. Where `p_i` is 0 the
    term is 0; where `q_i` is 0 and `p_i` is not, the divergence is `inf`. Source: GT-N.

    >>> round(kl_divergence(np.array([0.7, 0.3]), np.array([0.5, 0.5])), 4)
    0.0823
    """
    ### BEGIN SOLUTION
    there = p > 0
    if (q[there] == 0).any():
        return float("inf")
    # sum_i p_i log(p_i / q_i), and x log x -> 0 as x -> 0
    return float(np.sum(p[there] * np.log(p[there] / q[there])))
    ### END SOLUTION


# ------------------------------------------------------------------------------ concepts


def lowest_cross_entropy() -> float:
    """The largest number that the cross-entropy of one example never falls below.

    Not regularised. Write `float("-inf")` if there is none. Source: GT-L2.

    >>> float(lowest_cross_entropy()) < 100
    True
    """
    ### BEGIN SOLUTION
    # p_y < 1 for scores that are finite: 0 is never reached, and no larger number will do
    return 0.0
    ### END SOLUTION


def highest_cross_entropy() -> float:
    """The largest value that the cross-entropy of one example can take, as a number.

    Not regularised. Write `float("inf")` if there is no largest. Source: GT-L2.

    >>> float(highest_cross_entropy()) > 2.1
    True
    """
    ### BEGIN SOLUTION
    # -log p grows without bound as p falls to 0
    return float("inf")
    ### END SOLUTION


def highest_squared_error() -> float:
    """What the squared error of one example can come as near to as you like, but not exceed.

    The error is the sum over the classes of `(a_j - t_j)**2`, with `a` a softmax and `t` one-hot.
    Write `float("inf")` if there is no such number. Source: QCRI-L4.

    >>> float(highest_squared_error()) > 1.3
    True
    """
    ### BEGIN SOLUTION
    # All probability on one wrong class: (0 - 1)^2 + (1 - 0)^2
    return 2.0
    ### END SOLUTION


def cross_entropy_at_zero(C: int) -> float:
    """The mean cross-entropy, not regularised, when all scores are equal, as at the start.

    `C` is the number of classes, at least 2. Returns a number. Source: GT-L2.

    >>> float(cross_entropy_at_zero(10)) < 100
    True
    """
    ### BEGIN SOLUTION
    # -log(1 / C)
    return float(np.log(C))
    ### END SOLUTION


# ------------------------------------------------------------------------------ softmax_regression


def softmax_regression(
    loss: Loss,
    W: np.ndarray,
    X: np.ndarray,
    y: np.ndarray,
    lr: float,
    epochs: int,
    batch_size: int,
    rng: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray]:
    """Train by stochastic gradient descent on minibatches, for any loss.

    `loss(W, X, y)` returns `(value, dW)`, the mean over the rows it is given and its gradient. `W`
    is an array to start from, `X` is `(N, D)`, `y` is `(N,)`; none of them is changed. In each of
    the `epochs` all rows are used once, in a new order drawn from `rng`, `batch_size` of them a
    step; what is left over at the end is a smaller batch. A step is `W - lr * dW`. Returns
    `(W, history)`: the trained array, and the value of the loss at each step, before the step, an
    array `(epochs * ceil(N / batch_size),)`, float64. Source: WPI-NN.

    >>> def distance(W, X, y):  # to the mean of the rows
    ...     return 0.5 * float(((X - W) ** 2).sum() / len(X)), W - X.mean(axis=0)
    >>> X, y = np.array([[1.0], [3.0]]), np.array([0, 0])
    >>> W, history = softmax_regression(
    ...     distance, np.zeros(1), X, y, lr=0.5, epochs=2, batch_size=2,
    ...     rng=np.random.default_rng(0))
    >>> W, history
    (array([1.5]), array([2.5, 1. ]))
    """
    ### BEGIN SOLUTION
    W = W.astype(float)  # a copy, and never of integers
    history = []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            rows = order[start : start + batch_size]
            value, dW = loss(W, X[rows], y[rows])
            history.append(value)
            # W <- W - eta dL/dW
            W = W - lr * dW
    return W, np.array(history, dtype=float)
    ### END SOLUTION

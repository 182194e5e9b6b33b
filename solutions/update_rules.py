"""References of assignment 4, the only copy: the builder takes out what stands between the marks.

Conventions: `X` `(N, D)`, one example a row; losses are a *sum* over the rows given, without a
half. Sources by their short names: GT-L2, GT-L3 (Georgia Tech, lectures 2 and 3), WPI-NN, QCRI-L4.
"""

# Students read `np.ndarray`, not `NDArray[np.float64]`; arithmetic on it has the type Any.
# mypy: disable-error-code="no-any-return"

from __future__ import annotations

from collections.abc import Callable

import numpy as np

Loss = Callable[[np.ndarray, np.ndarray, np.ndarray], tuple[float, np.ndarray]]

# ------------------------------------------------------------------------------ one-step updates


def update_linear(
    w: np.ndarray, b: float, X: np.ndarray, y: np.ndarray, lr: float
) -> tuple[np.ndarray, float]:
    """One step of gradient descent for a linear unit `f = w.x + b` under the squared loss.

    `w` is `(D,)`, `b` is a number, `X` is `(N, D)`, `y` is `(N,)`, any numbers; `lr` is the step's
    rate. The loss is the *sum* over the rows of `(y - f)**2`, without a half. Returns the new
    `(w, b)`: a new array `(D,)`, float64, and a float; nothing that was given is changed. Sources:
    GT-L2, GT-L3.

    >>> X, y = np.array([[5.0, -2.0]]), np.array([-1])
    >>> w, b = update_linear(np.array([0.5, 0.5]), 0.5, X, y, 0.01)
    >>> w.round(4).tolist(), round(b, 4)
    ([0.2, 0.62], 0.44)
    """
    ### BEGIN SOLUTION
    # delta_k = y_k - f_k
    delta = y - (X @ w + b)
    # w_j <- w_j + 2 eta sum_k delta_k x_kj
    return w + 2 * lr * (delta @ X), float(b + 2 * lr * delta.sum())
    ### END SOLUTION


def update_sigmoid(
    w: np.ndarray, b: float, X: np.ndarray, y: np.ndarray, lr: float
) -> tuple[np.ndarray, float]:
    """One step of gradient descent for a sigmoid unit `s = sigma(w.x + b)` under the squared loss.

    `w` is `(D,)`, `b` is a number, `X` is `(N, D)`, `y` is `(N,)`, numbers from 0 to 1; `lr` is
    the step's rate. The loss is the *sum* over the rows of `(y - s)**2`, without a half. Returns
    the new `(w, b)`: a new array `(D,)`, float64, and a float; nothing that was given is changed.
    Sources: GT-L2, GT-L3.

    >>> w, b = update_sigmoid(np.zeros(2), 0.0, np.array([[4.0, -2.0]]), np.array([1]), 0.5)
    >>> w.tolist(), b
    ([0.5, -0.25], 0.125)
    """
    ### BEGIN SOLUTION
    # sigma(z) = (1 + tanh(z / 2)) / 2, which overflows nowhere
    s = 0.5 * (1.0 + np.tanh(0.5 * (X @ w + b)))
    # pull_i = delta_i sigma_i (1 - sigma_i)
    pull = (y - s) * s * (1.0 - s)
    # w_j <- w_j + 2 eta sum_i pull_i x_ij
    return w + 2 * lr * (pull @ X), float(b + 2 * lr * pull.sum())
    ### END SOLUTION


def update_hinge(
    w: np.ndarray, b: float, X: np.ndarray, y: np.ndarray, lr: float
) -> tuple[np.ndarray, float]:
    """One step of gradient descent for a linear unit `f = w.x + b` under the binary hinge loss.

    `w` is `(D,)`, `b` is a number, `X` is `(N, D)`, `y` is `(N,)`, integers -1 and +1; `lr` is the
    step's rate. The loss is the *sum* over the rows of `max(0, 1 - y f)`; a row with `y f >= 1`
    moves nothing. Returns the new `(w, b)`: a new array `(D,)`, float64, and a float; nothing that
    was given is changed. Source: QCRI-L4.

    >>> X, y = np.array([[5.0, -2.0]]), np.array([-1])
    >>> w, b = update_hinge(np.array([0.5, 0.5]), 0.5, X, y, 0.01)
    >>> w.round(4).tolist(), round(b, 4)
    ([0.45, 0.52], 0.49)
    """
    ### BEGIN SOLUTION
    # pull_i = y_i where y_i f_i < 1, else 0
    pull = np.where(y * (X @ w + b) < 1, y, 0)
    # w_j <- w_j + eta sum_i pull_i x_ij
    return w + lr * (pull @ X), float(b + lr * pull.sum())
    ### END SOLUTION


def update_softmax(
    W: np.ndarray, b: np.ndarray, X: np.ndarray, y: np.ndarray, lr: float
) -> tuple[np.ndarray, np.ndarray]:
    """One step of gradient descent for softmax regression under the cross-entropy.

    `W` is `(D, C)`, `b` is `(C,)`, `X` is `(N, D)`, `y` is `(N,)`, integers 0 to C-1; `lr` is the
    step's rate. The loss is the *sum* over the rows of `-log(a_y)`, where `a` is the softmax of the
    row's scores `X @ W + b`. Returns the new `(W, b)`: new arrays of the same shapes, float64;
    nothing that was given is changed. Source: WPI-NN.

    >>> X, y = np.array([[1.0, 2.0]]), np.array([0])
    >>> W, b = update_softmax(np.zeros((2, 4)), np.zeros(4), X, y, 0.4)
    >>> W.round(4).tolist(), b.round(4).tolist()
    ([[0.3, -0.1, -0.1, -0.1], [0.6, -0.2, -0.2, -0.2]], [0.3, -0.1, -0.1, -0.1])
    """
    ### BEGIN SOLUTION
    S = X @ W + b
    # a_ij = exp(s_ij) / sum_k exp(s_ik), each row shifted by its largest score
    A = np.exp(S - S.max(axis=1, keepdims=True))
    A /= A.sum(axis=1, keepdims=True)
    # dS_ij = a_ij - 1{j = y_i}
    A[np.arange(len(y)), y] -= 1.0
    return W - lr * (X.T @ A), b - lr * A.sum(axis=0)
    ### END SOLUTION


# ------------------------------------------------------------------------------ perceptron


def perceptron(
    X: np.ndarray,
    y: np.ndarray,
    alpha: float = 1.0,
    eps: float = 1e-9,
    max_epochs: int = 1000,
    average: bool = True,
) -> tuple[np.ndarray, int]:
    """Train a perceptron from `theta = 0`, all rows at once or row by row.

    `X` is `(N, D)` with a *first* column of ones, `y` is `(N,)`, integers -1 and +1. In an epoch,
    with `average`, `delta` is the sum of `y_i * x_i` over the rows with `y_i * (x_i @ theta) <= 0`,
    divided by *all* `N`, and then `theta` grows by `alpha * delta`. Without it (fixed increment),
    each such row in turn adds `alpha * y_i * x_i` to `theta` at once, and `delta` is the change of
    `theta` over the epoch, divided by `alpha`. The epoch whose `delta` has a length below `eps` is
    the last one; so is number `max_epochs`. Returns `(theta, epochs)`: an array `(D,)`, float64,
    and how many epochs there were, the last one counted. Source: WPI-NN.

    >>> X, y = np.array([[1.0, 2.0, 0.0], [1.0, -2.0, 0.0]]), np.array([-1, 1])
    >>> theta, epochs = perceptron(X, y)
    >>> theta.tolist(), epochs
    ([0.0, -2.0, 0.0], 2)
    """
    ### BEGIN SOLUTION
    N, D = X.shape
    theta, epochs, settled = np.zeros(D), 0, False
    while not settled and epochs < max_epochs:
        if average:
            wrong = y * (X @ theta) <= 0
            delta = (y * wrong) @ X / N
            theta = theta + alpha * delta
        else:
            before = theta
            for x_i, y_i in zip(X, y, strict=True):
                if y_i * (x_i @ theta) <= 0:
                    theta = theta + alpha * y_i * x_i
            delta = (theta - before) / alpha
        settled = bool(np.linalg.norm(delta) < eps)
        epochs += 1
    return theta, epochs
    ### END SOLUTION


# ------------------------------------------------------------------------------ gradient_descent


def learning_rate(lr0: float, epoch: int, decay: float) -> float:
    """The rate in an epoch, numbered from 0: `lr0` divided by `1 + decay * epoch`.

    All three are numbers, `decay` at least 0. Returns a float. Source: QCRI-L4.

    >>> learning_rate(0.5, 4, 0.25)
    0.25
    """
    ### BEGIN SOLUTION
    return lr0 / (1.0 + decay * epoch)
    ### END SOLUTION


def gradient_descent(
    loss: Loss,
    theta: np.ndarray,
    X: np.ndarray,
    y: np.ndarray,
    *,
    lr: float,
    epochs: int,
    batch_size: int | None = None,
    decay: float = 0.0,
    rng: np.random.Generator | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Descend on any loss: with all rows a step, with a few, or one by one.

    `loss(theta, X, y)` returns `(value, grad)` of the rows it is given, `grad` of the shape of
    `theta`; what it sums or averages is its own affair: nothing is divided here. `theta` is an
    array to start from, of any shape; `X` is `(N, D)`, `y` is `(N,)`; none of them is changed.

    An epoch uses each row once, `batch_size` of them a step (all, if it is None); what is left at
    the end is a smaller batch. The rows come in the order given, or, with `rng`, in a new order
    drawn from it for each epoch. A step is `theta - rate * grad`, and the rate of epoch 0, 1, ...
    is `learning_rate(lr, epoch, decay)`. Returns `(theta, history)`: the last `theta`, float64, and
    an array `(steps + 1, *theta.shape)` of what `theta` was before the first step and after each.

    Raises FloatingPointError, with "lr" in its text, as soon as a value of the loss or an entry of
    `theta` is infinite or nan. Sources: GT-L2, QCRI-L4.

    >>> def halving(theta, X, y):
    ...     return 0.5 * float(theta @ theta), theta
    >>> X, y = np.zeros((3, 1)), np.zeros(3)
    >>> theta, history = gradient_descent(
    ...     halving, np.array([8.0]), X, y, lr=0.5, epochs=1, batch_size=2)
    >>> history.tolist()
    [[8.0], [4.0], [2.0]]
    """
    ### BEGIN SOLUTION
    theta, N = np.array(theta, dtype=float), len(X)
    size = N if batch_size is None else batch_size
    history = [theta]
    for epoch in range(epochs):
        rate = learning_rate(lr, epoch, decay)
        order = np.arange(N) if rng is None else rng.permutation(N)
        for start in range(0, N, size):
            rows = order[start : start + size]
            value, grad = loss(theta, X[rows], y[rows])
            theta = theta - rate * grad  # a new array: the history keeps the old one
            if not (np.isfinite(value) and np.isfinite(theta).all()):
                raise FloatingPointError(f"step {len(history)} diverged: lr = {lr} is too large")
            history.append(theta)
    return theta, np.array(history)
    ### END SOLUTION

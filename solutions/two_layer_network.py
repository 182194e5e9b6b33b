"""References of assignment 5's two-layer network, the only copy: the builder takes out the marked.

Conventions: `X` `(N, D)`; `params` a dict of `W1` `(D, H)`, `b1` `(H,)`, `W2` `(H, C)`, `b2`
`(C,)`; float64; the loss is a mean over rows, biases are not penalised.
"""

# Students read `np.ndarray`, not `NDArray[np.float64]`; arithmetic on it has the type Any.
# mypy: disable-error-code="no-any-return"

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from solutions.theta_network import sigmoid

Params = dict[str, np.ndarray]

# ------------------------------------------------------------------------------ two_layer_loss


def two_layer_loss(
    params: Params, X: np.ndarray, y: np.ndarray, reg: float, activation: str = "relu"
) -> tuple[float, Params]:
    """Softmax cross-entropy of a network with one hidden layer, and its gradients.

    `params` is a dict of `W1` `(D, H)`, `b1` `(H,)`, `W2` `(H, C)`, `b2` `(C,)`; `X` is `(N, D)`;
    `y` is `(N,)`, integers 0 to C-1; `reg` is a number. None of them is changed. The hidden units
    are `relu`, `max(0, z)`, or `sigmoid`; the scores `(N, C)` are a plain sum of them, and may be
    1000 or -1000. Returns `(loss, grads)`: the *mean* over the rows of `-log softmax(scores)[y]`
    plus `reg * (np.sum(W1 * W1) + np.sum(W2 * W2))`, biases left out, as a float; and a dict of
    its gradients with the keys of `params`, each of its parameter's shape. Sources: GT-L3, WPI-NN.

    >>> params = {"W1": np.zeros((2, 5)), "b1": np.zeros(5), "W2": np.zeros((5, 4))}
    >>> params["b2"] = np.zeros(4)
    >>> loss, grads = two_layer_loss(params, np.ones((3, 2)), np.array([0, 3, 3]), 0.1)
    >>> round(loss, 4), grads["b2"].round(4).tolist()
    (1.3863, [-0.0833, 0.25, 0.25, -0.4167])
    """
    ### BEGIN SOLUTION
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    rows = np.arange(len(X))
    z = X @ W1 + b1
    a = np.maximum(0.0, z) if activation == "relu" else sigmoid(z)
    scores = a @ W2 + b2
    # log p_c = s_c - log sum_j exp(s_j), the same for all shifts of a row
    shifted = scores - scores.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -log_p[rows, y].mean() + reg * (np.sum(W1 * W1) + np.sum(W2 * W2))
    # dscores = (p - 1{c = y}) / N
    dscores = np.exp(log_p)
    dscores[rows, y] -= 1.0
    dscores /= len(X)
    # dz = (dscores W2^T) * g'(z): 1{z > 0}, or a (1 - a)
    dz = dscores @ W2.T
    dz *= z > 0 if activation == "relu" else a * (1.0 - a)
    grads = {
        "W1": X.T @ dz + 2 * reg * W1,
        "b1": dz.sum(axis=0),
        "W2": a.T @ dscores + 2 * reg * W2,
        "b2": dscores.sum(axis=0),
    }
    return float(loss), grads
    ### END SOLUTION


# ------------------------------------------------------------------------------ network_predict


def network_predict(params: Params, X: np.ndarray) -> np.ndarray:
    """Predict for each row the class of the highest score, by a network of hidden ReLUs.

    `params` as for `two_layer_loss`, `X` is `(N, D)`. Returns integers `(N,)`, 0 to C-1; the first
    class wins a tie. Source: GT-L3.

    >>> params = {"W1": np.eye(2), "b1": np.zeros(2), "W2": np.eye(2), "b2": np.zeros(2)}
    >>> network_predict(params, np.array([[2.0, 1.0], [-3.0, 1.0]])).tolist()
    [0, 1]
    """
    ### BEGIN SOLUTION
    a = np.maximum(0.0, X @ params["W1"] + params["b1"])
    return np.argmax(a @ params["W2"] + params["b2"], axis=1)
    ### END SOLUTION


def confusion_matrix(y: np.ndarray, predicted: np.ndarray, C: int) -> np.ndarray:
    """Count which classes are taken for which.

    `y` and `predicted` are `(N,)`, integers 0 to C-1. Returns integers `(C, C)`: in row `i`, column
    `j` the number of examples of class `i` that were predicted to be `j`.

    >>> confusion_matrix(np.array([0, 0, 1]), np.array([0, 1, 1]), 3).tolist()
    [[1, 1, 0], [0, 1, 0], [0, 0, 0]]
    """
    ### BEGIN SOLUTION
    counts = np.zeros((C, C), dtype=int)
    np.add.at(counts, (y, predicted), 1)
    return counts
    ### END SOLUTION


# ------------------------------------------------------------------------------ he_init


def he_init(D: int, H: int, C: int, rng: np.random.Generator) -> Params:
    """Draw the parameters that a network of hidden ReLUs starts from, by He's rule.

    Returns a dict of `W1` `(D, H)`, `b1` `(H,)`, `W2` `(H, C)`, `b2` `(C,)`, float64. The weights
    are normal with mean 0, their standard deviation is `sqrt(2 / fan_in)`, where `fan_in` is the
    number of inputs that a unit of that layer sums up; they come from `rng`, by any of its methods
    and in any order of drawing. The biases are zero. Source: He et al. 2015.

    >>> params = he_init(50, 200, 10, np.random.default_rng(0))
    >>> round(float(params["W1"].std()), 1), float(params["b2"].max())
    (0.2, 0.0)
    """
    ### BEGIN SOLUTION
    return {
        "W1": rng.normal(0.0, np.sqrt(2.0 / D), (D, H)),
        "b1": np.zeros(H),
        "W2": rng.normal(0.0, np.sqrt(2.0 / H), (H, C)),
        "b2": np.zeros(C),
    }
    ### END SOLUTION


# ------------------------------------------------------------------------------ train


def train(
    loss: Callable[..., tuple[float, Params]],
    params: Params,
    X: np.ndarray,
    y: np.ndarray,
    lr: float,
    epochs: int,
    batch_size: int,
    rng: np.random.Generator,
    momentum: float = 0.0,
    decay: float = 0.0,
    patience: int | None = None,
) -> tuple[Params, np.ndarray]:
    """Train by stochastic gradient descent on minibatches with momentum, for any loss.

    `loss(params, X, y)` returns `(value, grads)`, the mean over the rows it is given and a dict of
    gradients. `params` is a dict of arrays to start from, `X` is `(N, D)`, `y` is `(N,)`; none of
    them is changed. In each epoch all rows are used once, in a new order drawn from `rng`,
    `batch_size` of them a step; what is left over at the end is a smaller batch. In epoch `e`,
    counted from 0, the rate is `lr / (1 + decay * e)`. Each parameter has a velocity `v`, zero at
    first; a step is `v <- momentum * v - rate * gradient`, then `parameter <- parameter + v`.
    Training ends after `epochs` epochs, or, if `patience` is given, after the `patience`-th epoch
    in a row whose loss, the mean of `value` over its steps, was not below that of every earlier
    epoch. Returns `(params, history)`: a dict of trained arrays, and the value of the loss at each
    step, before the step, `(steps,)`, float64. Source: GT-L3.

    >>> def squares(params, X, y):
    ...     return float(params["w"] ** 2) / 2, {"w": params["w"]}
    >>> rng = np.random.default_rng(0)
    >>> trained, history = train(
    ...     squares, {"w": np.array(8.0)}, np.ones((2, 1)), np.zeros(2), 0.5, 3, 2, rng)
    >>> float(trained["w"]), history.tolist()
    (1.0, [32.0, 8.0, 2.0])
    """
    ### BEGIN SOLUTION
    params = {name: np.array(value, dtype=float) for name, value in params.items()}
    velocity = {name: np.zeros_like(value) for name, value in params.items()}
    history: list[float] = []
    best, waited = np.inf, 0
    for epoch in range(epochs):
        rate = lr / (1.0 + decay * epoch)
        order = rng.permutation(len(X))
        values = []
        for start in range(0, len(X), batch_size):
            rows = order[start : start + batch_size]
            value, grads = loss(params, X[rows], y[rows])
            values.append(value)
            for name in params:
                velocity[name] = momentum * velocity[name] - rate * grads[name]
                params[name] = params[name] + velocity[name]
        history += values
        waited = 0 if np.mean(values) < best else waited + 1
        best = min(best, float(np.mean(values)))
        if patience is not None and waited >= patience:
            break
    return params, np.array(history, dtype=float)
    ### END SOLUTION


# ------------------------------------------------------------------------------ learn_digits


def learn_digits(X: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> Params:
    """Train a network of 100 hidden ReLUs on images of ten classes, at rates of your choice.

    `X` is `(N, D)`, pixels between 0 and 1; `y` is `(N,)`, integers 0 to 9; all that is random
    comes from `rng`. None of them is changed. Returns trained `params` as for `two_layer_loss`.
    Of the test images 93 per cent must be right for the digits, and 85 per cent for digits that
    are shifted at random (144 pixels, 4,308 images to train on); it may take 8 seconds.

    >>> X, y = np.eye(10), np.arange(10)
    >>> learn_digits(X, y, np.random.default_rng(0))["W1"].shape
    (10, 100)
    """
    ### BEGIN SOLUTION
    start = he_init(X.shape[1], 100, 10, rng)
    found, _ = train(
        lambda params, X, y: two_layer_loss(params, X, y, 1e-4),
        start, X, y, lr=0.1, epochs=40, batch_size=32, rng=rng, momentum=0.9, decay=0.1,
    )  # fmt: skip
    return found
    ### END SOLUTION


# ------------------------------------------------------------------------------ grid


def grid_search(
    score: Callable[[float, float], float], lrs: Sequence[float], regs: Sequence[float]
) -> tuple[np.ndarray, float, float]:
    """Try all pairs of a rate and a penalty, and find the best.

    `score(lr, reg)` is the validation accuracy of a network that was trained with them, or `nan`
    where training diverged. `lrs` and `regs` are lists of floats. Returns `(scores, lr, reg)`: an
    array `(len(lrs), len(regs))`, float64, with one call of `score` for each entry, and the pair
    with the highest, the first in row-major order if there are several; `nan` is never the best.

    >>> scores, lr, reg = grid_search(lambda lr, reg: lr - reg, [0.1, 0.5], [0.0, 0.2])
    >>> scores.round(1).tolist(), lr, reg
    ([[0.1, -0.1], [0.5, 0.3]], 0.5, 0.0)
    """
    ### BEGIN SOLUTION
    scores = np.array([[score(lr, reg) for reg in regs] for lr in lrs], dtype=float)
    i, j = np.unravel_index(np.nanargmax(scores), scores.shape)
    return scores, lrs[i], regs[j]
    ### END SOLUTION


# ------------------------------------------------------------------------------ concepts


def moving_from_zeros(activation: str) -> tuple[bool, bool, bool, bool]:
    """Which of `W1`, `b1`, `W2`, `b2` the first step of descent changes, from all zeros.

    `activation` is `"relu"` or `"sigmoid"`, of the hidden units; the classes of the batch are not
    equally frequent, the derivative of ReLU at 0 is taken as 0. Returns four bools.

    >>> len(moving_from_zeros("relu"))
    4
    """
    ### BEGIN SOLUTION
    # W2 = 0 lets nothing through to W1 and b1. W2's gradient is a^T dscores: a is 0, or 1/2.
    return (False, False, activation == "sigmoid", True)
    ### END SOLUTION


def rank_from_constants(H: int) -> int:
    """The rank of `W1` after training from weights that are all 0.1, of `H` hidden units.

    All biases start at the same number too, and every step takes a gradient. Returns an int.

    >>> type(rank_from_constants(7))
    <class 'int'>
    """
    ### BEGIN SOLUTION
    # The same weights, hence the same activations, hence the same gradients: H equal columns.
    return 1
    ### END SOLUTION


def heads_with_simple_delta() -> tuple[bool, bool, bool, bool]:
    """For which pairs of output and loss the gradient in the pre-activation `z` is `a - y`.

    In this order: sigmoid with log loss; softmax with cross-entropy; no squashing, `a = z`, with
    half the squared error; sigmoid with half the squared error. Returns four bools.

    >>> len(heads_with_simple_delta())
    4
    """
    ### BEGIN SOLUTION
    return (True, True, True, False)
    ### END SOLUTION


def largest_probability(C: int) -> float:
    """The number that no softmax probability can exceed if a sigmoid squashes the `C` scores.

    Each score is then between 0 and 1, ends left out. Returns a float: the least upper bound.

    >>> 0 < largest_probability(10) < 1
    True
    """
    ### BEGIN SOLUTION
    # One score of 1 against C - 1 scores of 0.
    return float(np.e / (np.e + C - 1))
    ### END SOLUTION

"""References of assignment 1, the only copy: the builder takes out what stands between the marks.

Conventions: `X` `(N, D)`, `W` `(D, C)`, `b` `(C,)`, scores `(N, C)`; float64; losses are a mean
over rows. Sources by their short names: GT-L2 (Georgia Tech, lecture 2), GT-N (its notes), QCRI-L4.
"""

# Students read `np.ndarray`, not `NDArray[np.float64]`; arithmetic on it has the type Any.
# mypy: disable-error-code="no-any-return"

from __future__ import annotations

import numpy as np

# ------------------------------------------------------------------------------ stretch


def stretch(img: np.ndarray) -> np.ndarray:
    """Lay the pixels of an image out in one row, row by row (row-major).

    `img` is an array of any shape, such as `(32, 32, 3)`. Returns `(D,)`, `D` the number of its
    entries, of the same dtype: the last axis runs fastest. Source: GT-L2.

    >>> stretch(np.array([[9, 0], [3, 7]]))
    array([9, 0, 3, 7])
    """
    ### BEGIN SOLUTION
    return img.reshape(-1)
    ### END SOLUTION


def parameter_count(D: int, C: int, bias: bool = True) -> int:
    """Count the numbers that a linear classifier of `D` inputs and `C` classes learns.

    Returns an int: the entries of `W`, and those of `b` where `bias` is true. Source: GT-L2.

    >>> parameter_count(3072, 10)
    30730
    """
    ### BEGIN SOLUTION
    return D * C + (C if bias else 0)
    ### END SOLUTION


def numbers_kept(N: int, D: int, C: int) -> tuple[int, int]:
    """Count what two classifiers must keep after training on `N` examples of `D` features.

    Returns two ints: the numbers that a linear classifier with bias keeps, and those that a
    nearest-neighbour classifier keeps (entries of the features alone, labels not counted).
    Source: GT-L2.

    >>> numbers_kept(50_000, 3072, 10)[0]
    30730
    """
    ### BEGIN SOLUTION
    # Parametric: D C + C, whatever N is. Nearest neighbour: all the data, N D.
    return D * C + C, N * D
    ### END SOLUTION


# ------------------------------------------------------------------------------ linear_scores


def linear_scores(W: np.ndarray, x: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Score one example, in the lectures' convention: one row of `W` for each class.

    `W` is `(C, D)`, `x` is `(D,)`, `b` is `(C,)`. Returns the scores `(C,)`, float64.
    Source: GT-L2.

    >>> W = np.array([[1.0, -1.0], [2.0, 0.5], [0.0, 1.0]])
    >>> linear_scores(W, np.array([4.0, 2.0]), np.array([0.5, -1.0, 3.0]))
    array([2.5, 8. , 5. ])
    """
    ### BEGIN SOLUTION
    # s = W x + b
    return W @ x + b
    ### END SOLUTION


def batch_scores(X: np.ndarray, W: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Score a batch, in the convention of all that follows: one column of `W` for each class.

    `X` is `(N, D)`, `W` is `(D, C)`, `b` is `(C,)`. Returns the scores `(N, C)`, float64: row `i`
    holds those of example `i`. Source: GT-L2, transposed.

    >>> X = np.array([[4.0, 2.0], [0.0, 0.0]])
    >>> W = np.array([[1.0, 2.0, 0.0], [-1.0, 0.5, 1.0]])
    >>> batch_scores(X, W, np.array([0.5, -1.0, 3.0]))
    array([[ 2.5,  8. ,  5. ],
           [ 0.5, -1. ,  3. ]])
    """
    ### BEGIN SOLUTION
    # S = X W + 1 b^T
    return X @ W + b
    ### END SOLUTION


# ------------------------------------------------------------------------------ fold_bias


def fold_bias(X: np.ndarray, W: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Turn the bias into one more row of `W`, so that `X1 @ W1` equals `X @ W + b`.

    `X` is `(N, D)`, `W` is `(D, C)`, `b` is `(C,)`; none of them is changed. Returns `X1`
    `(N, D + 1)`, whose *last* column is all ones, and `W1` `(D + 1, C)`, whose last row is `b`.
    Source: GT-L2.

    >>> X1, W1 = fold_bias(np.array([[5.0, 7.0]]), np.zeros((2, 3)), np.array([1.0, 2.0, 3.0]))
    >>> X1
    array([[5., 7., 1.]])
    >>> W1.shape
    (3, 3)
    """
    ### BEGIN SOLUTION
    X1 = np.column_stack([X, np.ones(len(X))])
    W1 = np.vstack([W, b])
    return X1, W1
    ### END SOLUTION


# ------------------------------------------------------------------------------ predict


def predict(X: np.ndarray, W: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Predict for each row the class of the highest score; the first of those wins a tie.

    `X` is `(N, D)`, `W` is `(D, C)`, `b` is `(C,)`. Returns integers `(N,)`, 0 to C-1.
    Source: GT-L2.

    >>> predict(np.eye(2), np.array([[1.3, 4.9, 2.0], [2.5, 2.5, -3.1]]), np.zeros(3)).tolist()
    [1, 0]
    """
    ### BEGIN SOLUTION
    return np.argmax(batch_scores(X, W, b), axis=1)
    ### END SOLUTION


def predict_binary(X: np.ndarray, w: np.ndarray, b: float) -> np.ndarray:
    """Predict 1 for each row on the line `w.x + b = 0` or on its positive side, and else 0.

    `X` is `(N, D)`, `w` is `(D,)`, `b` is a number. Returns integers `(N,)`, each 0 or 1.
    Source: GT-L2.

    >>> X = np.array([[3.0, 0.0], [0.0, 3.0], [2.0, 2.0]])
    >>> predict_binary(X, np.array([1.0, -1.0]), -1.0).tolist()
    [1, 0, 0]
    """
    ### BEGIN SOLUTION
    # 1{w.x + b >= 0}
    return (X @ w + b >= 0).astype(int)
    ### END SOLUTION


# ------------------------------------------------------------------------------ one_vs_all


def one_vs_all_labels(y: np.ndarray, c: int) -> np.ndarray:
    """Label the examples for the binary classifier that tells class `c` from all others.

    `y` is `(N,)`, integers 0 to C-1. Returns integers `(N,)`: +1 for class `c`, -1 for the others.
    Source: GT-L2.

    >>> one_vs_all_labels(np.array([0, 2, 1, 2]), 2).tolist()
    [-1, 1, -1, 1]
    """
    ### BEGIN SOLUTION
    return np.where(y == c, 1, -1)
    ### END SOLUTION


def predict_one_vs_all(X: np.ndarray, classifiers: list[tuple[np.ndarray, float]]) -> np.ndarray:
    """Predict for each row the class whose own binary classifier scores it highest.

    `X` is `(N, D)`; `classifiers[c]` is the pair `(w, b)` of the classifier for class `c`, with `w`
    `(D,)` and `b` a number, which scores `x` by `w.x + b`. Returns integers `(N,)`, 0 to C-1; the
    first class wins a tie. The sign of a score plays no part: all may be negative, or several
    positive. Source: GT-L2.

    >>> classifiers = [(np.array([1.0]), -3.0), (np.array([-1.0]), -1.0)]
    >>> predict_one_vs_all(np.array([[2.0], [0.0]]), classifiers).tolist()
    [0, 1]
    """
    ### BEGIN SOLUTION
    # Side by side, the C vectors w are the columns of W and the C numbers b are its biases.
    W = np.column_stack([w for w, _ in classifiers])
    b = np.array([b for _, b in classifiers])
    return predict(X, W, b)
    ### END SOLUTION


# ------------------------------------------------------------------------------ svm_loss_one


def svm_loss_one(s: np.ndarray, y: int) -> float:
    """Multiclass hinge loss of one example: the sum over `j != y` of `max(0, s_j - s_y + 1)`.

    `s` is `(C,)`, the scores; `y` is an integer, the true class. Returns a float: a sum over the
    wrong classes, not regularised. Source: GT-L2.

    >>> round(svm_loss_one(np.array([3.2, 5.1, -1.7]), 0), 4)
    2.9
    """
    ### BEGIN SOLUTION
    # L = sum_{j != y} max(0, s_j - s_y + 1)
    margins = np.maximum(0.0, s - s[y] + 1.0)
    margins[y] = 0.0
    return float(margins.sum())
    ### END SOLUTION


def car_slack(s: np.ndarray, y: int) -> float:
    """By how much the score of the true class may fall before the hinge loss moves.

    `s` is `(C,)`, the scores; `y` is an integer, the true class. Returns a float: 0.0 where the
    loss is positive already. Source: GT-L2, the car.

    >>> round(car_slack(np.array([1.3, 4.9, 2.0]), 1), 4)
    1.9
    """
    ### BEGIN SOLUTION
    # The first term to move is that of the best wrong class: s_y - 1 - max_{j != y} s_j
    best_wrong = np.delete(s, y).max()
    return max(0.0, float(s[y] - 1.0 - best_wrong))
    ### END SOLUTION


# ------------------------------------------------------------------------------ svm_loss_naive


def svm_loss_naive(
    W: np.ndarray, X: np.ndarray, y: np.ndarray, reg: float
) -> tuple[float, np.ndarray]:
    """Multiclass hinge loss of a linear classifier and its gradient, by loops.

    `W` is `(D, C)`, `X` is `(N, D)`, `y` is `(N,)`, integers 0 to C-1; `reg` is a number. None of
    them is changed. Returns `(loss, dW)`: the *mean* over the rows of the sum over `j != y_i` of
    `max(0, s_j - s_{y_i} + 1)`, plus `reg * np.sum(W * W)` over every entry of `W`, as a float; and
    its gradient `(D, C)`, float64, the penalty's included. Source: GT-L2.

    >>> S = np.array([[3.2, 5.1, -1.7], [1.3, 4.9, 2.0], [2.2, 2.5, -3.1]])
    >>> loss, dW = svm_loss_naive(S, np.eye(3), np.array([0, 1, 2]), 0.0)
    >>> round(loss, 4)
    5.2667
    """
    ### BEGIN SOLUTION
    N, C = X.shape[0], W.shape[1]
    loss = 0.0
    dW = np.zeros(W.shape)  # not zeros_like: of an integer W it could not hold a float X
    for i in range(N):
        s = X[i] @ W
        for j in range(C):
            if j == y[i]:
                continue
            # L_ij = max(0, s_j - s_y + 1)
            margin = s[j] - s[y[i]] + 1.0
            if margin > 0:
                loss += margin
                # dL_ij/dw_j = x_i, dL_ij/dw_y = -x_i
                dW[:, j] += X[i]
                dW[:, y[i]] -= X[i]
    # L = (1/N) sum_ij L_ij + reg sum W^2
    loss = loss / N + reg * np.sum(W * W)
    dW = dW / N + 2 * reg * W
    return float(loss), dW
    ### END SOLUTION


# ------------------------------------------------------------------------------ svm_loss_vectorized


def svm_loss_vectorized(
    W: np.ndarray, X: np.ndarray, y: np.ndarray, reg: float
) -> tuple[float, np.ndarray]:
    """Multiclass hinge loss of a linear classifier and its gradient, without a Python loop.

    `W` is `(D, C)`, `X` is `(N, D)`, `y` is `(N,)`, integers 0 to C-1; `reg` is a number. None of
    them is changed. Returns `(loss, dW)`: the *mean* over the rows of the sum over `j != y_i` of
    `max(0, s_j - s_{y_i} + 1)`, plus `reg * np.sum(W * W)` over every entry of `W`, as a float; and
    its gradient `(D, C)`, float64, the penalty's included. Source: GT-L2.

    >>> S = np.array([[3.2, 5.1, -1.7], [1.3, 4.9, 2.0], [2.2, 2.5, -3.1]])
    >>> loss, dW = svm_loss_vectorized(S, np.eye(3), np.array([0, 1, 2]), 0.0)
    >>> (3 * dW).round(4)[0].tolist()
    [-1.0, 1.0, 0.0]
    """
    ### BEGIN SOLUTION
    N = len(X)
    rows = np.arange(N)
    S = X @ W
    # margins_ij = max(0, s_ij - s_{i y_i} + 1) for j != y_i, and 0 in the true column
    margins = np.maximum(0.0, S - S[rows, y][:, None] + 1.0)
    margins[rows, y] = 0.0
    # mask_ij = 1{margins_ij > 0}
    mask = margins > 0
    # dS_ij = mask_ij / N for j != y_i; each of a row's margins pulls at the true score too
    dS = mask / N
    dS[rows, y] = -mask.sum(axis=1) / N
    # dW = X^T dS + 2 reg W
    dW = X.T @ dS + 2 * reg * W
    # L = (1/N) sum_ij margins_ij + reg sum W^2
    loss = margins.sum() / N + reg * np.sum(W * W)
    return float(loss), dW
    ### END SOLUTION


# ------------------------------------------------------------------------------ binary_hinge


def binary_hinge(
    w: np.ndarray, b: float, X: np.ndarray, y: np.ndarray
) -> tuple[float, np.ndarray, float]:
    """Binary hinge loss `max(0, 1 - y f)` of a linear unit `f = w.x + b`, and its gradients.

    `w` is `(D,)`, `b` is a number, `X` is `(N, D)`, `y` is `(N,)`, integers -1 and +1. None of them
    is changed. Returns `(loss, dw, db)`: the *mean* over the rows, not regularised, as a float; its
    gradient in `w`, `(D,)`, float64; and in `b`, a float. A row with `y f >= 1` adds nothing to
    any of them. Sources: QCRI-L4, GT-N.

    >>> X, y = np.array([[5.0, -2.0]]), np.array([-1])
    >>> loss, dw, db = binary_hinge(np.array([0.5, 0.5]), 0.5, X, y)
    >>> loss, dw.tolist(), db
    (3.0, [5.0, -2.0], 1.0)
    """
    ### BEGIN SOLUTION
    N = len(X)
    f = X @ w + b
    # margins_i = max(0, 1 - y_i f_i)
    margins = np.maximum(0.0, 1.0 - y * f)
    # df_i = -y_i 1{y_i f_i < 1} / N
    df = -y * (margins > 0) / N
    # dw = X^T df, db = sum_i df_i
    dw = X.T @ df
    return float(margins.sum() / N), dw, float(df.sum())
    ### END SOLUTION


# ------------------------------------------------------------------------------ hard cases


def xor_features(X: np.ndarray) -> np.ndarray:
    """Map points so that a plane separates odd from even numbers of positive coordinates.

    `X` is `(N, 2)`, float64, no coordinate 0. Returns `(N, F)`, float64, with `F` from 1 to 10: the
    features of a row depend on that row alone. Source: GT-L2, hard cases.

    >>> len(xor_features(np.array([[1.0, -2.0], [0.5, 0.5], [-1.0, -1.0]])))
    3
    """
    ### BEGIN SOLUTION
    # One positive coordinate: x_1 x_2 < 0. None or two: x_1 x_2 > 0.
    return np.column_stack([X, X[:, 0] * X[:, 1]])
    ### END SOLUTION


def ring_features(X: np.ndarray) -> np.ndarray:
    """Map points so that a plane separates the ring `1 <= ||x|| <= 2` from the rest.

    `X` is `(N, 2)`, float64. Returns `(N, F)`, float64, with `F` from 1 to 10: the features of a
    row depend on that row alone. Source: GT-L2, hard cases.

    >>> len(ring_features(np.array([[0.0, 1.5], [0.0, 0.0], [3.0, 0.0]])))
    3
    """
    ### BEGIN SOLUTION
    # 1 <= r <= 2 if and only if (r - 1)(2 - r) = 3 r - r^2 - 2 >= 0: linear in (r, r^2)
    r = np.linalg.norm(X, axis=1)
    return np.column_stack([r, r**2])
    ### END SOLUTION


def modes_features(X: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """Map points so that a plane separates those near one of three centres from the rest.

    `X` is `(N, 2)` and `centres` is `(3, 2)`, float64. The one class lies within 0.8 of a centre,
    the other farther than 1.2 from all of them, and the centres lie more than 3 apart. Returns
    `(N, F)`, float64, with `F` from 1 to 10: the features of a row depend on that row and the
    centres alone. Source: GT-L2, hard cases.

    >>> centres = np.array([[-3.0, 0.0], [3.0, 0.0], [0.0, 4.0]])
    >>> len(modes_features(np.array([[-3.0, 0.1], [0.0, 0.0]]), centres))
    2
    """
    ### BEGIN SOLUTION
    # phi_k(x) = exp(-||x - c_k||^2): their sum is above 0.52 near a centre, below 0.34 elsewhere
    squared = ((X[:, None] - centres) ** 2).sum(axis=2)
    return np.exp(-squared)
    ### END SOLUTION


# ------------------------------------------------------------------------------ concepts


def smallest_loss() -> float:
    """The smallest value that the multiclass hinge loss of one example can take, as a number.

    Not regularised. Write `float("-inf")` if there is no smallest. Source: GT-L2.

    >>> float(smallest_loss()) < 100
    True
    """
    ### BEGIN SOLUTION
    return 0.0
    ### END SOLUTION


def largest_loss() -> float:
    """The largest value that the multiclass hinge loss of one example can take, as a number.

    Not regularised. Write `float("inf")` if there is no largest. Source: GT-L2.

    >>> float(largest_loss()) > 12.9
    True
    """
    ### BEGIN SOLUTION
    # One score may be as far above the true one as you like.
    return float("inf")
    ### END SOLUTION


def loss_at_zero(C: int) -> float:
    """The mean hinge loss, not regularised, when all scores are about 0, as at the start.

    `C` is the number of classes, at least 2. Returns a number. Source: GT-L2.

    >>> float(loss_at_zero(10)) < 100
    True
    """
    ### BEGIN SOLUTION
    # C - 1 terms max(0, 0 - 0 + 1)
    return C - 1
    ### END SOLUTION


def car_loss_change() -> float:
    """The change of the car's loss when each of its scores changes by at most 0.1, as a number.

    The car's scores are `[1.3, 4.9, 2.0]` and the true class is 1. Source: GT-L2.

    >>> abs(float(car_loss_change())) < 100
    True
    """
    ### BEGIN SOLUTION
    # The slack is 1.9, and two scores move by 0.2 against each other at most.
    return 0.0
    ### END SOLUTION


def loss_with_true_class(loss: float) -> float:
    """What the hinge loss of one example becomes when the sum runs over the true class too.

    `loss` is the sum over `j != y`, a number. Returns the sum over all `j`. Source: GT-L2.

    >>> abs(float(loss_with_true_class(2.9))) < 100
    True
    """
    ### BEGIN SOLUTION
    # max(0, s_y - s_y + 1) = 1: a constant, so its gradient is 0
    return loss + 1.0
    ### END SOLUTION


def sum_over_mean(N: int) -> float:
    """The factor by which loss and gradient grow when rows are summed instead of averaged.

    `N` is the number of rows; nothing is regularised. Returns a number. Source: GT-L2.

    >>> abs(float(sum_over_mean(3))) < 100
    True
    """
    ### BEGIN SOLUTION
    return N
    ### END SOLUTION


def loss_of_doubled_weights() -> float:
    """The loss L(2W) where L(W) = 0, as a number.

    The bias is folded into `W` and `reg` is 0. Source: GT-L2.

    >>> abs(float(loss_of_doubled_weights())) < 100
    True
    """
    ### BEGIN SOLUTION
    # s_y - s_j >= 1 for all j, so 2 s_y - 2 s_j >= 2: W is not unique
    return 0.0
    ### END SOLUTION


def still_moving(margin: float) -> tuple[bool, bool, bool]:
    """Which losses still move on a correctly classified point: perceptron, hinge, logistic.

    `margin` is `y f`, a number above 0, and not 1. Returns three bools, in this order: True where
    the loss's gradient at the point is not zero. The losses are `max(0, -m)`, `max(0, 1 - m)` and
    `log(1 + exp(-m))` of the margin `m`. Sources: GT-L2, QCRI-L4.

    >>> len(still_moving(0.5))
    3
    """
    ### BEGIN SOLUTION
    return False, margin < 1, True
    ### END SOLUTION


# ------------------------------------------------------------------------------ templates


def template_images(W: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Turn each column of `W` into an image, scaled to 0..1 by its own least and largest weight.

    `W` is `(D, C)`, without a bias row; `shape` is the images' own, row-major, with `D` pixels. No
    column is constant. Returns `(C, *shape)`, float64. Source: GT-L2, the visual view.

    >>> W = np.array([[0.0, 5.0], [1.0, 9.0], [2.0, 5.0], [4.0, 7.0]])
    >>> template_images(W, (2, 2))[0]
    array([[0.  , 0.25],
           [0.5 , 1.  ]])
    """
    ### BEGIN SOLUTION
    lowest, highest = W.min(axis=0), W.max(axis=0)
    scaled = (W - lowest) / (highest - lowest)
    return scaled.T.reshape(-1, *shape)
    ### END SOLUTION


def boundary(w: np.ndarray, b: float) -> tuple[np.ndarray, float]:
    """The line `w.x + b = 0` as a unit normal and a signed distance from the origin.

    `w` is `(D,)`, not zero; `b` is a number. Returns `(normal, distance)`: `normal` is `(D,)`, of
    length 1, and points to the side where `w.x + b > 0`; `distance` is a float such that `x` is on
    the line where `normal @ x == distance`. Source: GT-L2, the geometric view.

    >>> normal, distance = boundary(np.array([0.0, 2.0]), 6.0)
    >>> normal.tolist(), distance
    ([0.0, 1.0], -3.0)
    """
    ### BEGIN SOLUTION
    # w.x + b = 0 divided by ||w||
    length = np.linalg.norm(w)
    return w / length, float(-b / length)
    ### END SOLUTION

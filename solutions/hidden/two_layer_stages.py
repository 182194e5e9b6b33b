"""The stages of the two-layer loss, right and wrong, and answers put together from them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Labels = NDArray[np.int64]
Params = dict[str, Array]


def unit(z: Array, activation: str) -> Array:
    return np.exp(-np.logaddexp(0, -z)) if activation == "sigmoid" else np.where(z > 0, z, 0.0)


def slope(z: Array, a: Array, pull: Array, activation: str) -> Array:
    return a - a * a if activation == "sigmoid" else (z > 0) * 1.0


def log_softmax(S: Array) -> Array:
    top = S.max(axis=1, keepdims=True)
    return S - top - np.log(np.exp(S - top).sum(axis=1, keepdims=True))


def mean_loss(log_p: Array, y: Labels) -> float:
    return -float(np.take_along_axis(log_p, y[:, None], axis=1).mean())


def pulls(p: Array, y: Labels) -> Array:
    return (p - np.eye(p.shape[1])[y]) / len(p)


def scores(a: Array, params: Params) -> Array:
    return a @ params["W2"] + params["b2"]


def hidden(X: Array, params: Params) -> Array:
    return X @ params["W1"] + params["b1"]


def column_sums(dz: Array) -> Array:
    return dz.sum(axis=0)


def taken_for_W2(z: Array, a: Array) -> Array:
    return a


def itself(grads: Params, N: int) -> Params:
    return grads


def squares(params: Params, N: int) -> float:
    return float((params["W1"] ** 2).sum() + (params["W2"] ** 2).sum())


def doubles(params: Params, N: int) -> Params:
    return {
        name: 2 * value if name.startswith("W") else 0 * value for name, value in params.items()
    }


def W2_for_W1(params: Params, dW2: Array) -> Array:
    return params["W2"]


@dataclass(frozen=True)
class TwoLayer:
    """An answer made of these stages."""

    hidden: Callable[[Array, Params], Array] = hidden
    unit: Callable[[Array, str], Array] = unit
    scores: Callable[[Array, Params], Array] = scores
    log_softmax: Callable[[Array], Array] = log_softmax
    mean_loss: Callable[[Array, Labels], float] = mean_loss
    pulls: Callable[[Array, Labels], Array] = pulls
    slope: Callable[[Array, Array, Array, str], Array] = slope
    taken: Callable[[Array, Array], Array] = taken_for_W2
    back: Callable[[Params, Array], Array] = W2_for_W1
    db1: Callable[[Array], Array] = column_sums
    db2: Callable[[Array], Array] = column_sums
    scaled: Callable[[Params, int], Params] = itself
    squares: Callable[[Params, int], float] = squares
    doubles: Callable[[Params, int], Params] = doubles

    def __call__(
        self, params: Params, X: Array, y: Labels, reg: float, activation: str = "relu"
    ) -> tuple[float, Params]:
        N = len(X)
        z = self.hidden(X, params)
        a = self.unit(z, activation)
        log_p = self.log_softmax(self.scores(a, params))
        dS = self.pulls(np.exp(log_p), y)
        dW2 = self.taken(z, a).T @ dS
        pull = dS @ self.back(params, dW2).T
        dz = pull * self.slope(z, a, pull, activation)
        grads = {"W1": X.T @ dz, "b1": self.db1(dz), "W2": dW2, "b2": self.db2(dS)}
        more = self.doubles(params, N)
        value = self.mean_loss(log_p, y) + reg * self.squares(params, N)
        found = self.scaled(grads, N)
        # One entry by one: a bias gradient of a wrong shape keeps it.
        return value, {k: g + reg * more[k] if k[0] == "W" or more[k].any() else g
                       for k, g in found.items()}  # fmt: skip


RIGHT = TwoLayer()


def made(**stages: object) -> TwoLayer:
    """The right answer with these stages in place of its own."""
    return replace(RIGHT, **stages)  # type: ignore[arg-type]


# Forward.


def relu_on_scores(a: Array, params: Params) -> Array:
    return np.maximum(scores(a, params), 0)


def relu_whatever(z: Array, activation: str) -> Array:
    return unit(z, "relu")


def no_unit(z: Array, activation: str) -> Array:
    return unit(z, activation) if activation == "sigmoid" else z


def bias_inside(X: Array, params: Params) -> Array:
    """The bias added to each row of W1: the product then counts it once a feature."""
    return X @ (params["W1"] + params["b1"])


def unshifted(S: Array) -> Array:
    with np.errstate(all="ignore"):
        return np.log(np.exp(S) / np.exp(S).sum(axis=1, keepdims=True))


def one_shift(S: Array) -> Array:
    return unshifted(S - S.max())


def shift_added(S: Array) -> Array:
    return unshifted(S + S.max(axis=1, keepdims=True))


# Backward.


def no_slope(z: Array, a: Array, pull: Array, activation: str) -> Array:
    return np.ones_like(z) if activation == "relu" else slope(z, a, pull, activation)


def no_sigmoid_slope(z: Array, a: Array, pull: Array, activation: str) -> Array:
    return np.ones_like(z) if activation == "sigmoid" else slope(z, a, pull, activation)


def slope_of_activation(z: Array, a: Array, pull: Array, activation: str) -> Array:
    s = unit(a, "sigmoid")
    return s * (1 - s) if activation == "sigmoid" else slope(z, a, pull, activation)


def masked_by_pull(z: Array, a: Array, pull: Array, activation: str) -> Array:
    return (pull > 0) * 1.0 if activation == "relu" else slope(z, a, pull, activation)


def of_relu(z: Array, a: Array, pull: Array, activation: str) -> Array:
    return slope(z, a, pull, "relu")


def new_W2(params: Params, dW2: Array) -> Array:
    return params["W2"] - dW2


def not_subtracted(p: Array, y: Labels) -> Array:
    return p / len(p)


def subtracted_everywhere(p: Array, y: Labels) -> Array:
    return (p - 1) / len(p)


def whole_columns(p: Array, y: Labels) -> Array:
    return (p - np.isin(np.arange(p.shape[1]), y)) / len(p)


def times(factor: Callable[[int], float], *names: str) -> Callable[[Params, int], Params]:
    """The gradients of these names off by a factor of the number of rows."""

    def scaled(grads: Params, N: int) -> Params:
        return {k: factor(N) * g if k in names else g for k, g in grads.items()}

    return scaled


# Penalty.


def all_squares(params: Params, N: int) -> float:
    return sum(float((value**2).sum()) for value in params.values())


def all_doubles(params: Params, N: int) -> Params:
    return {name: 2 * value for name, value in params.items()}


def squares_times(factor: Callable[[int], float]) -> Callable[[Params, int], float]:
    return lambda params, N: factor(N) * squares(params, N)


def doubles_times(factor: Callable[[int], float]) -> Callable[[Params, int], Params]:
    return lambda params, N: {k: factor(N) * v for k, v in doubles(params, N).items()}


def squares_of(name: str) -> Callable[[Params, int], float]:
    return lambda params, N: float((params[name] ** 2).sum())


def doubles_of(name: str) -> Callable[[Params, int], Params]:
    return lambda params, N: {k: (2.0 if k == name else 0.0) * v for k, v in params.items()}

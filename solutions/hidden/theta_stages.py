"""The stages of a network's cost in Theta form, right and wrong, and answers put together of them.

`Layers` are the inputs and the pre-activations of each layer: a mistake may take the wrong ones.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def squash(z: Array) -> Array:
    surprise = np.logaddexp(0.0, -z)
    return np.exp(-surprise)


def outputs(z: Array, head: str) -> Array:
    if head == "log":
        return squash(z)
    return np.exp(log_p(z)) if head == "softmax" else z


def log_p(z: Array) -> Array:
    top = z.max(axis=1, keepdims=True)
    return z - top - np.log(np.exp(z - top).sum(axis=1, keepdims=True))


def losses(z: Array, Y: Array, head: str) -> Array:
    if head == "log":
        return np.logaddexp(0.0, z) - Y * z
    return -Y * log_p(z) if head == "softmax" else 0.5 * (z - Y) ** 2


def difference(z: Array, Y: Array, head: str) -> Array:
    return outputs(z, head) - Y


def back(Theta: Array, delta: Array, a: Array) -> Array:
    return delta @ Theta[:, 1:] * a * (1 - a)


def outer(delta: Array, a: Array, z: Array) -> Array:
    return np.column_stack([delta.sum(axis=0), delta.T @ a])


def weights(Theta: Array) -> Array:
    """The matrix with zeros for the biases."""
    return np.column_stack([np.zeros(len(Theta)), Theta[:, 1:]])


def squares(Thetas: list[Array], lam: float, n: int) -> float:
    return lam / (2 * n) * sum(float((weights(Theta) ** 2).sum()) for Theta in Thetas)


def slopes(Thetas: list[Array], lam: float, n: int) -> list[Array]:
    return [lam / n * weights(Theta) for Theta in Thetas]


def total(L: Array) -> float:
    return float(L.sum()) / len(L)


def as_they_are(grads: list[Array], n: int) -> list[Array]:
    return grads


@dataclass(frozen=True)
class Cost:
    """An answer made of these stages; `scaled` is what becomes of the data's gradients."""

    losses: Callable[[Array, Array, str], Array] = losses
    total: Callable[[Array], float] = total
    difference: Callable[[Array, Array, str], Array] = difference
    back: Callable[[Array, Array, Array], Array] = back
    outer: Callable[[Array, Array, Array], Array] = outer
    squares: Callable[[list[Array], float, int], float] = squares
    slopes: Callable[[list[Array], float, int], list[Array]] = slopes
    scaled: Callable[[list[Array], int], list[Array]] = as_they_are

    def __call__(
        self, Thetas: list[Array], X: Array, Y: Array, lam: float, head: str
    ) -> tuple[float, list[Array]]:
        n = len(X)
        a: list[Array] = [X]
        z: list[Array] = [X]
        for Theta in Thetas:
            z.append(a[-1] @ Theta[:, 1:].T + Theta[:, 0])
            a.append(squash(z[-1]))
        delta = self.difference(z[-1], Y, head) / n
        grads: list[Array] = []
        for j in range(len(Thetas) - 1, -1, -1):
            grads.insert(0, self.outer(delta, a[j], z[j]))
            if j:
                delta = self.back(Thetas[j], delta, a[j])
        value = self.total(self.losses(z[-1], Y, head)) + self.squares(Thetas, lam, n)
        pulls = self.slopes(Thetas, lam, n)
        return value, [g + p for g, p in zip(self.scaled(grads, n), pulls, strict=True)]


RIGHT = Cost()


def made(**stages: object) -> Cost:
    """The right answer with these stages in place of its own."""
    return replace(RIGHT, **stages)  # type: ignore[arg-type]


# Losses.


def one_sided(z: Array, Y: Array, head: str) -> Array:
    return Y * np.logaddexp(0.0, -z) if head == "log" else losses(z, Y, head)


def two_sided_softmax(z: Array, Y: Array, head: str) -> Array:
    if head != "softmax":
        return losses(z, Y, head)
    # Cut off: that log 0 is infinite is another mistake.
    return losses(z, Y, head) - (1 - Y) * np.log(np.maximum(1 - outputs(z, head), 1e-300))


def in_bits(z: Array, Y: Array, head: str) -> Array:
    return losses(z, Y, head) / (1.0 if head == "squared" else np.log(2.0))


def no_half(z: Array, Y: Array, head: str) -> Array:
    return losses(z, Y, head) * (2.0 if head == "squared" else 1.0)


def squashed_square(z: Array, Y: Array, head: str) -> Array:
    return 0.5 * (squash(z) - Y) ** 2 if head == "squared" else losses(z, Y, head)


def log_of_zero(z: Array, Y: Array, head: str) -> Array:
    if head != "log":
        return losses(z, Y, head)
    with np.errstate(all="ignore"):
        p = squash(z)
        return -Y * np.log(p) - (1 - Y) * np.log(1 - p)


def unshifted(z: Array, Y: Array, head: str) -> Array:
    if head != "softmax":
        return losses(z, Y, head)
    with np.errstate(all="ignore"):
        return -Y * np.log(np.exp(z) / np.exp(z).sum(axis=1, keepdims=True))


def shifted_by_one_number(z: Array, Y: Array, head: str) -> Array:
    return unshifted(z - z.max(), Y, head) if head == "softmax" else losses(z, Y, head)


def unshifted_difference(z: Array, Y: Array, head: str) -> Array:
    if head != "softmax":
        return difference(z, Y, head)
    with np.errstate(all="ignore"):
        return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True) - Y


# Gradients.


def squared_difference(z: Array, Y: Array, head: str) -> Array:
    if head != "squared":
        return difference(z, Y, head)
    return (squash(z) - Y) * squash(z) * (1 - squash(z))


def slope_at_head(z: Array, Y: Array, head: str) -> Array:
    slope = squash(z) * (1 - squash(z)) if head == "log" else 1.0
    return difference(z, Y, head) * slope


def no_slope(Theta: Array, delta: Array, a: Array) -> Array:
    return delta @ Theta[:, 1:]


def slope_of_activation(Theta: Array, delta: Array, a: Array) -> Array:
    return delta @ Theta[:, 1:] * squash(a) * (1 - squash(a))


def activation_for_slope(Theta: Array, delta: Array, a: Array) -> Array:
    return delta @ Theta[:, 1:] * a


def last_column_dropped(Theta: Array, delta: Array, a: Array) -> Array:
    return delta @ Theta[:, :-1] * a * (1 - a)


def no_bias_gradient(delta: Array, a: Array, z: Array) -> Array:
    return weights(outer(delta, a, z))


def mean_bias_gradient(delta: Array, a: Array, z: Array) -> Array:
    return np.column_stack([delta.mean(axis=0), delta.T @ a])


def bias_last(delta: Array, a: Array, z: Array) -> Array:
    return np.column_stack([delta.T @ a, delta.sum(axis=0)])


def of_pre_activation(delta: Array, a: Array, z: Array) -> Array:
    return outer(delta, z, z)


def last_row_only(delta: Array, a: Array, z: Array) -> Array:
    return outer(delta[-1:], a[-1:], z[-1:])


# Penalties.


def all_squares(Thetas: list[Array], lam: float, n: int) -> float:
    return lam / (2 * n) * sum(float((Theta**2).sum()) for Theta in Thetas)


def all_slopes(Thetas: list[Array], lam: float, n: int) -> list[Array]:
    return [lam / n * Theta for Theta in Thetas]


def times(factor: Callable[[int], float]) -> dict[str, object]:
    """Penalty and its gradient, both off by a factor of the number of rows."""
    return {"squares": value_times(factor), "slopes": slopes_times(factor)}


def value_times(factor: Callable[[int], float]) -> Callable[..., object]:
    return lambda Thetas, lam, n: factor(n) * squares(Thetas, lam, n)


def slopes_times(factor: Callable[[int], float]) -> Callable[..., object]:
    return lambda Thetas, lam, n: [factor(n) * slope for slope in slopes(Thetas, lam, n)]


def but_first(Thetas: list[Array], lam: float, n: int) -> list[Array]:
    first, *rest = slopes(Thetas, lam, n)
    return [0 * first, *rest]

"""Known mistakes of assignment 3's differences."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from autograder.exercise import KnownMistake
from solutions.hidden.score_mistakes import known

Array = NDArray[np.float64]
Scalar = Callable[[Array], float]
Quotient = Callable[[Scalar, Array, tuple[int, ...], float], float]

# ------------------------------------------------------------------------------ forward_table

TABLE = (
    *known(
        "forward_table",
        "slopes",
        {
            "sign flipped": lambda base, losses, h: (base - losses) / h,
            "not divided by the step": lambda base, losses, h: losses - base,
            "width of the step": lambda base, losses, h: (losses - base) / 2 / h,
            "slopes from one weight to the next": lambda base, losses, h: (
                np.diff(losses, prepend=base) / h
            ),
        },
    ),
    *known(
        "table_bounds",
        "bounds",
        {
            name: lambda base, losses, h, decimals, width=width: (
                (losses - base) / h - width(h, decimals),
                (losses - base) / h + width(h, decimals),
            )
            for name, width in {
                "one loss rounded": lambda h, d: 0.5 * 10.0**-d / h,
                "rounding not divided by the step": lambda h, d: 10.0**-d,
                "a whole unit for each loss": lambda h, d: 2 * 10.0**-d / h,
                "rounding left out": lambda h, d: 0.0,
                "returned the other way round": lambda h, d: -(10.0**-d) / h,
            }.items()
        },
    ),
)

# ------------------------------------------------------------------------------ numerical_gradient


def floats(x: Array) -> Array:
    if np.asarray(x).dtype.kind != "f":
        raise TypeError("floats, please, no integers")
    return np.asarray(x)


def centred(f: Scalar, x: Array, index: tuple[int, ...], h: float) -> float:
    old = x[index]
    x[index] = old + h
    up = f(x)
    x[index] = old - h
    down = f(x)
    x[index] = old
    return (up - down) / h / 2


def forward(f: Scalar, x: Array, index: tuple[int, ...], h: float) -> float:
    old = x[index]
    x[index] = old + h
    up = f(x)
    x[index] = old
    return up / h


def left_in_place(f: Scalar, x: Array, index: tuple[int, ...], h: float) -> float:
    old = x[index]
    x[index] = old + h
    up = f(x)
    x[index] = old - h
    return (up - f(x)) / h / 2


def added_and_taken(f: Scalar, x: Array, index: tuple[int, ...], h: float) -> float:
    x[index] += h
    up = f(x)
    x[index] -= 2 * h
    down = f(x)
    x[index] += h
    return (up - down) / h / 2


def looked_at_again(f: Scalar, x: Array, index: tuple[int, ...], h: float) -> float:
    f(x)
    return centred(f, x, index, h)


def scaled(factor: float, quotient: Quotient = centred) -> Quotient:
    return lambda f, x, index, h: factor * quotient(f, x, index, h)


def always(step: float) -> Quotient:
    return lambda f, x, index, h: centred(f, x, index, step)


def imaginary(f: Scalar, x: Array, index: tuple[int, ...], h: float) -> float:
    z = x.astype(complex)
    z[index] += 1j * h
    return np.imag(f(z)) / h


def gradient(quotient: Quotient, *, own: bool = True, h: float = 1e-5) -> Callable[..., Array]:
    """A numerical gradient by this quotient, on a copy of its own or on the caller's array."""
    default = h

    def numerical_gradient(f: Scalar, x: Array, h: float = default) -> Array:
        x = floats(x)
        place = x.astype(float) if own else x
        grad = np.zeros(x.shape)
        for index in np.ndindex(x.shape):
            grad[index] = quotient(f, place, index, h)
        return grad

    return numerical_gradient


def one_sided(f: Scalar, x: Array, h: float = 1e-5) -> Array:
    x, grad = floats(x).astype(float), np.zeros(np.shape(x))
    here = f(x)
    for index in np.ndindex(x.shape):
        grad[index] = forward(f, x, index, h) - here / h
    return grad


def in_single(f: Scalar, x: Array, h: float = 1e-5) -> Array:
    x = floats(x).astype(np.float32)
    grad = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        grad[index] = centred(f, x, index, h)
    return grad


def moved_flat(flat: Callable[[Array], Array]) -> Callable[..., Array]:
    def numerical_gradient(f: Scalar, x: Array, h: float = 1e-5) -> Array:
        row = flat(floats(x))
        grad = np.zeros(row.shape)
        for k in range(len(row)):
            old = row[k]
            row[k] = old + h
            up = f(x)
            row[k] = old - h
            down = f(x)
            row[k] = old
            grad[k] = (up - down) / (h + h)
        return grad.reshape(x.shape)

    return numerical_gradient


def flattened(f: Scalar, x: Array, h: float = 1e-5) -> Array:
    return gradient(centred)(f, x, h).reshape(-1)


def by_rows(f: Scalar, x: Array, h: float = 1e-5) -> Array:
    x, grad = floats(x).astype(float), np.zeros(np.shape(x))
    for i in range(len(x)):
        old = np.copy(x[i])
        x[i] = old + h
        up = f(x)
        x[i] = old - h
        grad[i] = (up - f(x)) / (h + h)
        x[i] = old
    return grad


def truncating(f: Scalar, x: Array, h: float = 1e-5) -> Array:
    x, grad = np.array(x), np.zeros(np.shape(x))
    for index in np.ndindex(x.shape):
        grad[index] = centred(f, x, index, h)
    return grad


def converting(f: Scalar, x: Array, h: float = 1e-5) -> Array:
    return gradient(centred)(f, np.asarray(x, dtype=float), h)


def refusing_without_a_word(f: Scalar, x: Array, h: float = 1e-5) -> Array:
    if np.asarray(x).dtype.kind != "f":
        raise TypeError("wrong x")
    return gradient(centred)(f, x, h)


def from_base(quotient: Callable[[float, float, float, float], float]) -> Callable[..., Array]:
    """A one-sided gradient: `quotient(f(x + h), f(x), f(x - h), h)`, from two calls an entry."""

    def numerical_gradient_forward(f: Scalar, x: Array, h: float) -> Array:
        x, grad = floats(x).astype(float), np.zeros(np.shape(x))
        for index in np.ndindex(x.shape):
            old = x[index]
            x[index] = old + h
            up = f(x)
            x[index] = old - h
            down = f(x)
            x[index] = old
            grad[index] = quotient(up, f(x), down, h)
        return grad

    return numerical_gradient_forward


def backward_only(f: Scalar, x: Array, h: float) -> Array:
    return one_sided(f, x, -h)


def forward_in_place(f: Scalar, x: Array, h: float) -> Array:
    grad, here = np.zeros(np.shape(floats(x))), f(x)
    for index in np.ndindex(x.shape):
        grad[index] = forward(f, x, index, h) - here / h
    return grad


def not_put_back(f: Scalar, x: Array, h: float) -> Array:
    x, grad = floats(x).astype(float), np.zeros(np.shape(x))
    here = f(x)
    for index in np.ndindex(x.shape):
        x[index] += h
        grad[index] = (f(x) - here) / h
    return grad


def base_every_time(f: Scalar, x: Array, h: float) -> Array:
    x, grad = floats(x).astype(float), np.zeros(np.shape(x))
    for index in np.ndindex(x.shape):
        here = f(x)
        grad[index] = forward(f, x, index, h) - here / h
    return grad


def _gradient(name: str, code: Callable[..., object], *parts: str) -> KnownMistake:
    return KnownMistake(name, code, parts, "numerical_gradient")


def _forward(name: str, code: Callable[..., object], *parts: str) -> KnownMistake:
    return KnownMistake(name, code, parts, "numerical_gradient_forward")


GRADIENT = (
    _gradient("one-sided difference", one_sided, "values"),
    _gradient("width of the step", gradient(scaled(2.0)), "values"),
    _gradient("half as large", gradient(scaled(0.5)), "values"),
    _gradient("sign flipped", gradient(scaled(-1.0)), "values"),
    _gradient("step ignored", gradient(always(1e-5)), "values"),
    _gradient("step too large", gradient(centred, h=1e-3), "values"),
    _gradient("step too small", gradient(centred, h=1e-11), "values"),
    _gradient("complex step", gradient(imaginary), "values", "calls"),
    _gradient("single precision", in_single, "values", "any shape", "calls"),
    _gradient("moves left in place", gradient(left_in_place), "values"),
    _gradient(
        "moves left in place",
        gradient(left_in_place, own=False),
        "values",
        "any shape",
        "restores x",
    ),
    _gradient(
        "steps added and taken back",
        gradient(added_and_taken, own=False),
        "any shape",
        "restores x",
    ),
    _gradient("written to the caller's x", gradient(centred, own=False), "any shape"),
    _gradient("flattened copy moved", moved_flat(np.ravel), "any shape"),
    _gradient(
        "flattened copy moved",
        moved_flat(lambda x: x.flatten()),
        "values",
        "any shape",
        "restores x",
        "calls",
        "integer input",
    ),
    _gradient("gradient flattened", flattened, "any shape"),
    _gradient("whole rows moved", by_rows, "any shape"),
    _gradient("too many calls", gradient(looked_at_again), "calls"),
    _gradient("integers truncated", truncating, "integer input"),
    _gradient("integers converted", converting, "integer input"),
    _gradient("error without a reason", refusing_without_a_word, "integer input"),
    _forward("backward difference", backward_only, "forward"),
    _forward(
        "centred difference", from_base(lambda up, at, down, h: (up - down) / 2 / h), "forward",
        "calls",
    ),
    _forward("width of the step", lambda f, x, h: one_sided(f, x, h) / 2, "forward"),
    _forward("sign flipped", lambda f, x, h: -one_sided(f, x, h), "forward"),
    _forward("moves left in place", not_put_back, "forward"),
    _forward("too many calls", base_every_time, "calls"),
    _forward("written to the caller's x", forward_in_place, "any shape"),
    _forward(
        "integers converted",
        lambda f, x, h: one_sided(f, np.asarray(x, dtype=float), h),
        "integer input",
    ),
)  # fmt: skip

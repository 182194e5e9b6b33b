"""Known mistakes of the modules. A forward pass that goes wrong keeps the right cache."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from autograder.exercise import KnownMistake
from solutions import graphs_and_modules as right
from solutions.hidden.score_mistakes import known

Array = NDArray[np.float64]
Code = Callable[..., object]


def given_out(forward: Code, change: Code) -> Code:
    """A right forward pass, but for its result: `change(out, *inputs)`."""

    def wrong(*inputs: object) -> object:
        out, cache = forward(*inputs)  # type: ignore[misc]
        return change(out, *inputs), cache

    return wrong


def given_back(backward: Code, change: Code) -> Code:
    """A right backward pass, but for its result: `change(found, dout, cache)`."""
    return lambda dout, cache: change(backward(dout, cache), dout, cache)


def outs(
    function: str, part: str, forward: Code, table: Mapping[str, Code]
) -> tuple[KnownMistake, ...]:
    return known(function, part, {n: given_out(forward, change) for n, change in table.items()})


def backs(
    function: str, part: str, backward: Code, table: Mapping[str, Code]
) -> tuple[KnownMistake, ...]:
    return known(function, part, {n: given_back(backward, change) for n, change in table.items()})


class Counting:
    """A backward pass that adds to what earlier calls left: call number k gives k times as much."""

    def __init__(self, backward: Code) -> None:
        self._right = backward
        self._calls = 0

    def __call__(self, dout: object, cache: object) -> object:
        self._calls += 1
        found = self._right(dout, cache)
        if isinstance(found, tuple):
            return (found[0], self._calls * found[1], *found[2:])
        return self._calls * np.asarray(found)


def dout_overwritten(backward: Code) -> Code:
    def wrong(dout: Array, cache: object) -> object:
        found = backward(dout, cache)
        dout *= 0.5
        return found

    return wrong


def first_of(cache: object) -> Array:
    """The first array of a cache."""
    return first_of(cache[0]) if isinstance(cache, tuple | list) else np.asarray(cache)


def cache_overwritten(backward: Code) -> Code:
    def wrong(dout: object, cache: object) -> object:
        found = backward(dout, cache)
        held = first_of(cache)
        held[...] = ~held if held.dtype == bool else held + 1.0
        return found

    return wrong


def flat(X: Array) -> Array:
    return X.reshape(len(X), -1)


# ------------------------------------------------------------------------------ affine

FORWARD, BACKWARD = right.affine_forward, right.affine_backward


def centred(X: Array, W: Array, b: Array) -> object:
    found = FORWARD(X.copy(), W, b)
    X -= X.mean(axis=0).astype(X.dtype)
    return found


def by_columns(out: Array, X: Array, W: Array, b: Array) -> Array:
    return np.stack([x.ravel(order="F") for x in X]) @ W + b


def coarse(out: Array, X: Array, W: Array, b: Array) -> Array:
    return flat(X).astype("f4") @ W.astype("f4") + b.astype("f4")


def without_dout(dout: Array, cache: object) -> object:
    return BACKWARD(np.ones_like(dout), cache)


AFFINE_MISTAKES = (
    *outs(
        "affine_forward",
        "forward",
        FORWARD,
        {
            "bias left out": lambda out, X, W, b: out - b,
            "bias counted twice": lambda out, X, W, b: out + b,
            "bias subtracted": lambda out, X, W, b: out - 2 * b,
            "one bias for all scores": lambda out, X, W, b: out - b + b[0],
            "bias inside the product": lambda out, X, W, b: flat(X) @ (W + b),
            "relu on the scores": lambda out, X, W, b: np.maximum(out, 0),
            "scores transposed": lambda out, X, W, b: out.T,
            "column by column": by_columns,
            "single precision": coarse,
        },
    ),
    *backs(
        "affine_backward",
        "input gradient",
        BACKWARD,
        {
            "gradient left flat": lambda g, dout, cache: (flat(g[0]), *g[1:]),
            "gradient transposed": lambda g, dout, cache: (g[0].T, *g[1:]),
        },
    ),
    *backs(
        "affine_backward",
        "weight gradient",
        BACKWARD,
        {
            "gradient transposed": lambda g, dout, cache: (g[0], g[1].T, g[2]),
            "mean taken twice": lambda g, dout, cache: (g[0], g[1] / len(dout), g[2]),
            "sign flipped": lambda g, dout, cache: (g[0], -g[1], g[2]),
        },
    ),
    *backs(
        "affine_backward",
        "bias gradient",
        BACKWARD,
        {
            "mean taken twice": lambda g, dout, cache: (*g[:2], g[2] / len(dout)),
            "bias gradient as a row": lambda g, dout, cache: (*g[:2], g[2][None]),
            "bias sums over the units": lambda g, dout, cache: (*g[:2], dout.sum(axis=1)),
            "nothing but zeros": lambda g, dout, cache: (*g[:2], 0 * g[2]),
        },
    ),
    KnownMistake(
        "upstream left out",
        without_dout,
        ("input gradient", "weight gradient", "bias gradient", "purity"),
        "affine_backward",
    ),
    KnownMistake("argument changed", centred, ("purity",), "affine_forward"),
    KnownMistake("argument changed", dout_overwritten(BACKWARD), ("purity",), "affine_backward"),
    KnownMistake("argument changed", cache_overwritten(BACKWARD), ("purity",), "affine_backward"),
    KnownMistake(
        "state kept between calls",
        Counting(BACKWARD),
        ("weight gradient", "purity"),
        "affine_backward",
    ),
)

# ------------------------------------------------------------------------------ maxout


def shares(dout: Array, cache: object, held: Callable[[Array], Array]) -> object:
    """The gradients where `held` says which piece has a share, given who won."""
    X, W, winner = cache  # type: ignore[misc]
    dZ = dout * held(np.arange(len(W))[:, None, None] == winner)
    return np.einsum("knh,kdh->nd", dZ, W), np.einsum("nd,knh->kdh", X, dZ), dZ.sum(axis=1)


MAXOUT_MISTAKES = (
    *outs(
        "maxout_forward",
        "forward",
        right.maxout_forward,
        {
            "bias left out": lambda out, X, W, b: np.max(X @ W, axis=0),
            "pieces added": lambda out, X, W, b: (X @ W + b[:, None]).sum(axis=0),
            "smallest piece": lambda out, X, W, b: (X @ W + b[:, None]).min(axis=0),
        },
    ),
    *known(
        "maxout_backward",
        "backward",
        {
            "mask ignored": lambda dout, cache: shares(dout, cache, np.ones_like),
            "mask the wrong way round": lambda dout, cache: shares(dout, cache, np.logical_not),
            "upstream left out": lambda dout, cache: right.maxout_backward(
                np.ones_like(dout), cache
            ),
        },
    ),
)

# ------------------------------------------------------------------------------ activations


def overflowing(forward: Code, limit: float) -> Code:
    return given_out(forward, lambda out, Z: np.where(np.abs(Z) * (Z > 0) < limit, out, np.nan))


def overflowing_both(forward: Code, limit: float) -> Code:
    return given_out(forward, lambda out, Z: np.where(np.abs(Z) < limit, out, np.nan))


def sigma(z: Array) -> Array:
    return np.exp(-np.logaddexp(0, -z))


def common(function: str, part: str, backward: Code) -> tuple[KnownMistake, ...]:
    """What goes wrong in any backward pass: its arguments are written to."""
    return tuple(
        KnownMistake("argument changed", change(backward), (part,), function)
        for change in (dout_overwritten, cache_overwritten)
    )


SQUASHING_MISTAKES = (
    *outs(
        "sigmoid_forward",
        "sigmoid forward",
        right.sigmoid_forward,
        {
            "tanh for sigmoid": lambda out, Z: np.tanh(Z),
            "exponent's sign lost": lambda out, Z: 1 - out,
        },
    ),
    *known(
        "sigmoid_forward",
        "sigmoid forward",
        {"exponential overflows": overflowing(right.sigmoid_forward, 709)},
    ),
    *backs(
        "sigmoid_backward",
        "sigmoid backward",
        right.sigmoid_backward,
        {
            "upstream left out": lambda g, dout, p: p * (1 - p),
            "value in place of the slope": lambda g, dout, p: dout * p,
            "slope left out": lambda g, dout, p: dout.copy(),
            "slope of a slope": lambda g, dout, p: dout * sigma(p) * (1 - sigma(p)),
        },
    ),
    *common("sigmoid_backward", "sigmoid backward", right.sigmoid_backward),
    *outs(
        "tanh_forward",
        "tanh forward",
        right.tanh_forward,
        {
            "sigmoid for tanh": lambda out, Z: sigma(Z),
            "not stretched": lambda out, Z: np.tanh(Z / 2),
        },
    ),
    *known(
        "tanh_forward",
        "tanh forward",
        {"exponential overflows": overflowing_both(right.tanh_forward, 709)},
    ),
    *backs(
        "tanh_backward",
        "tanh backward",
        right.tanh_backward,
        {
            "upstream left out": lambda g, dout, a: 1 - a * a,
            "value in place of the slope": lambda g, dout, a: dout * a,
            "slope left out": lambda g, dout, a: dout.copy(),
            "slope of a slope": lambda g, dout, a: dout * (1 - np.tanh(a) ** 2),
            "slope of the sigmoid": lambda g, dout, a: dout * a * (1 - a),
        },
    ),
    *common("tanh_backward", "tanh backward", right.tanh_backward),
)


def cut_in_place(Z: Array) -> object:
    active = Z > 0
    Z[~active] = 0
    return Z, active


RELU_MISTAKES = (
    *outs(
        "relu_forward",
        "forward",
        right.relu_forward,
        {
            "relu lets all pass": lambda out, Z: Z,
            "absolute value": lambda out, Z: np.abs(Z),
            "mask in place of the value": lambda out, Z: Z > 0,
            "leaky": lambda out, Z: np.where(Z > 0, Z, Z / 100),
        },
    ),
    *backs(
        "relu_backward",
        "backward",
        right.relu_backward,
        {
            "mask ignored": lambda g, dout, active: dout,
            "mask of dout": lambda g, dout, active: np.maximum(dout, 0),
            "mask of both": lambda g, dout, active: np.maximum(dout, 0) * active,
            "mask the wrong way round": lambda g, dout, active: dout * ~active,
        },
    ),
    KnownMistake(
        "upstream left out",
        lambda dout, active: active * 1.0,
        ("backward", "purity"),
        "relu_backward",
    ),
    KnownMistake("argument changed", cut_in_place, ("purity",), "relu_forward"),
    KnownMistake(
        "argument changed", dout_overwritten(right.relu_backward), ("purity",), "relu_backward"
    ),
    KnownMistake(
        "argument changed", cache_overwritten(right.relu_backward), ("purity",), "relu_backward"
    ),
    KnownMistake(
        "state kept between calls",
        Counting(right.relu_backward),
        ("backward", "purity"),
        "relu_backward",
    ),
)

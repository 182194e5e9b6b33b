"""Other correct forms of the modules of activations."""

from __future__ import annotations

import math

import numpy as np
from scipy.special import expit

from solutions.forms import Form

# ------------------------------------------------------------------------------ squashing


def sigmoid_by_signs(Z):
    out = np.empty(Z.shape)
    up = Z >= 0
    out[up] = 1 / (1 + np.exp(-Z[up]))
    grown = np.exp(Z[~up])
    out[~up] = grown / (1 + grown)
    return out, {"p": out}


def sigmoid_with_warnings(Z):
    # exp overflows to infinity, and 1 / infinity is 0: right, with a warning
    return 1 / (1 + np.exp(-Z)), (Z,)


def sigmoid_again(dout, cache):
    p = 1 / (1 + np.exp(-cache[0]))
    return dout * (p - p * p)


def sigmoid_by_loop(Z):
    p = [1 / (1 + math.exp(-z)) if z > -700 else 0.0 for z in Z.ravel().tolist()]
    return np.array(p).reshape(Z.shape), [p, Z.shape]


def sigmoid_back_by_loop(dout, cache):
    p, shape = cache
    return np.array([d * q * (1 - q) for d, q in zip(dout.ravel(), p, strict=True)]).reshape(shape)


SQUASHING: tuple[Form, ...] = (
    {
        "sigmoid_forward": sigmoid_by_signs,
        "sigmoid_backward": lambda dout, cache: dout * cache["p"] * (1 - cache["p"]),
        "tanh_forward": lambda Z: (np.tanh(Z), Z),
        "tanh_backward": lambda dout, Z: dout * (1 - np.tanh(Z) ** 2),
    },
    {
        "sigmoid_forward": sigmoid_with_warnings,
        "sigmoid_backward": sigmoid_again,
        "tanh_forward": lambda Z: (2 * sigmoid_by_signs(2 * Z)[0] - 1, {"Z": Z}),
        "tanh_backward": lambda dout, cache: dout / np.cosh(np.clip(cache["Z"], -300, 300)) ** 2,
    },
    {
        "sigmoid_forward": sigmoid_by_loop,
        "sigmoid_backward": sigmoid_back_by_loop,
        "tanh_forward": lambda Z: [np.vectorize(math.tanh)(Z), 1 - np.tanh(Z) ** 2],
        "tanh_backward": lambda dout, slope: np.multiply(dout, slope),
    },
    {
        "sigmoid_forward": lambda Z: (expit(Z), [expit(Z), expit(-Z)]),
        "sigmoid_backward": lambda dout, both: dout * both[0] * both[1],
        "tanh_forward": lambda Z: (1 - 2 * expit(-2 * Z), Z.copy()),
        "tanh_backward": lambda dout, Z: 4 * dout * expit(2 * Z) * expit(-2 * Z),
    },
)

# ------------------------------------------------------------------------------ relu


def relu_in_copy(Z):
    out = Z.copy()
    out[out < 0] = 0
    return out, out


def relu_back_in_copy(dout, cache):
    dZ = np.array(dout)
    dZ[cache <= 0] = 0
    return dZ


def relu_by_loop(Z):
    out, active = np.zeros(Z.shape), np.zeros(Z.shape)
    for index in np.ndindex(*Z.shape):
        if Z[index] > 0:
            out[index], active[index] = Z[index], 1
    return out, active.tolist()


def relu_by_masked_array(Z):
    return np.ma.masked_less(Z, 0).filled(0.0), {"off": Z <= 0}


RELU: tuple[Form, ...] = (
    {"relu_forward": relu_in_copy, "relu_backward": relu_back_in_copy},
    {"relu_forward": relu_by_loop, "relu_backward": lambda dout, cache: dout * np.array(cache)},
    {
        "relu_forward": lambda Z: (np.where(Z >= 0, Z, 0.0), {"Z": Z}),
        "relu_backward": lambda dout, cache: np.where(cache["Z"] >= 0, dout, 0.0),
    },
    {
        "relu_forward": lambda Z: (0.5 * (Z + np.abs(Z)), np.sign(Z)),
        "relu_backward": lambda dout, sign: 0.5 * dout * (1 + sign),
    },
    {
        "relu_forward": relu_by_masked_array,
        "relu_backward": lambda dout, cache: np.ma.masked_array(dout, mask=cache["off"]).filled(
            0.0
        ),
    },
    {
        "relu_forward": lambda Z: (Z.clip(min=0), np.flatnonzero(Z > 0)),
        "relu_backward": lambda dout, on: np.where(
            np.isin(np.arange(dout.size), on).reshape(dout.shape), dout, 0
        ),
    },
)

"""Oracles of gradients that share no code with the references: centred differences."""

from __future__ import annotations

import numpy as np
import pytest

#: Two float64 evaluations of sums of at most a few hundred terms of order one.
ROUNDING = {"rtol": 1e-11, "atol": 1e-11}

#: A centred difference with h = 1e-6: truncation h**2, round-off 2e-16 / h for values of order one.
DIFFERENCE = {"rtol": 1e-7, "atol": 1e-7}

seeds = pytest.mark.parametrize("seed", range(4))


def differences(f, x, h=1e-6):
    """The gradient of a number by centred differences, entry by entry."""
    x = np.array(x, dtype=float)
    out = np.empty(x.shape)
    for index in np.ndindex(*x.shape):
        up, down = x.copy(), x.copy()
        up[index] += h
        down[index] -= h
        out[index] = (f(up) - f(down)) / (2 * h)
    return out


def pulled_back(forward, dout, inputs, at):
    """What a backward pass must return for input number `at`, by differences of the forward."""

    def total(x):
        return float(np.sum(dout * forward(*inputs[:at], x, *inputs[at + 1 :])[0]))

    return differences(total, inputs[at])

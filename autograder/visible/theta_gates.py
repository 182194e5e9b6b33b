"""Visible checks of boolean networks: all rows of the truth table, and small perturbations.

A unit's weights are given away by nobody: what is judged is what it computes, so any weights that
do it are right.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray

from autograder.display import message
from autograder.exercise import Check
from autograder.judging import expect
from autograder.judging.function import Function
from autograder.outcome import Failed

Array = NDArray[np.float64]
Truth = Callable[..., bool]

#: Above `ON` is true and below `OFF` is false, also where inputs are off by up to `NOISE`.
ON, OFF, NOISE = 0.9, 0.1, 0.1

GATES: Mapping[str, tuple[int, Truth]] = {
    "or_weights": (2, lambda p, q: p or q),
    "not_weights": (1, lambda p: not p),
    "nor_weights": (2, lambda p, q: not (p or q)),
    "xnor_network": (2, lambda p, q: p == q),
    "xor_network": (2, lambda p, q: p != q),
}

BIT = (False, True)


def response(layers: Sequence[Array], point: Sequence[float]) -> float:
    """What a chain of sigmoid layers, biases in column 0, answers to one point."""
    signal = np.asarray(point, dtype=float)
    for layer in layers:
        total = layer[:, 0] + layer[:, 1:] @ signal
        signal = 0.5 + 0.5 * np.tanh(total / 2)
    return float(signal[0])


def single(f: Function, inputs: int) -> list[Array]:
    """The weights of one unit, as a layer."""
    got = f()
    expect.like(got, np.zeros(inputs + 1), "the weights")
    return [np.asarray(got, dtype=float)[None, :]]


def network(f: Function) -> list[Array]:
    """A list of layers from two inputs to one output."""
    got = f()
    if not isinstance(got, tuple | list) or not got:
        raise Failed(message.wrong_type("the network", got, "a list of two matrices"))
    layers: list[Array] = []
    for number, layer in enumerate(got):
        what = f"matrix {number} of the network"
        rows = layer.shape[0] if isinstance(layer, np.ndarray) and layer.ndim == 2 else 1
        width = 1 + (layers[-1].shape[0] if layers else 2)
        expect.like(layer, np.zeros((rows, width)), what)
        layers.append(np.asarray(layer, dtype=float))
    if layers[-1].shape[0] != 1:
        raise Failed(message.no_network("what it returns"))
    if len(layers) == 1:
        fact = message.wrong_type("the network", got, "a list of two matrices")
        raise Failed(fact, mistake="one unit for XOR")
    return layers


def layers_of(f: Function) -> list[Array]:
    """The unit or the network that the function returns."""
    inputs, _ = GATES[f.name]
    return network(f) if f.name.endswith("_network") else single(f, inputs)


def slip(layers: list[Array], name: str) -> str:
    """The name of the mistake that shows in the four rows, as far as they tell."""
    inputs, truth = GATES[name]
    rows = list(product(BIT, repeat=inputs))
    outputs = [response(layers, row) for row in rows]
    if any(OFF < out < ON for out in outputs):
        return "threshold on the boundary"
    table = [out > 0.5 for out in outputs]
    if all(said != truth(*row) for said, row in zip(table, rows, strict=True)):
        return "output inverted"
    signs = [response(layers, [2.0 * bit - 1.0 for bit in row]) for row in rows]
    if all((out > 0.5) == truth(*row) for out, row in zip(signs, rows, strict=True)):
        return "inputs of -1 and 1"
    return "another gate's table"


def answers(f: Function, offsets: Sequence[Sequence[float]], mistake: str = "") -> None:
    """The right answer in all rows of the table, with each of the offsets added to them."""
    layers = layers_of(f)
    inputs, truth = GATES[f.name]
    for row in product(BIT, repeat=inputs):
        for offset in offsets:
            point = [bit + off for bit, off in zip(row, offset, strict=False)]
            out, true = response(layers, point), truth(*row)
            if not (out > ON if true else out < OFF):
                name = mistake if right_rows(layers, f.name) else slip(layers, f.name)
                raise Failed(message.gate_off(point, out, true), mistake=name)


def right_rows(layers: list[Array], name: str) -> bool:
    """Whether the rows themselves are right."""
    inputs, truth = GATES[name]
    outputs = ((response(layers, row), truth(*row)) for row in product(BIT, repeat=inputs))
    return all(out > ON if true else out < OFF for out, true in outputs)


def table(f: Function, rng: np.random.Generator) -> None:
    """The output is right for every combination of 0 and 1."""
    answers(f, [(0.0, 0.0)])


def near_corners(f: Function, rng: np.random.Generator) -> None:
    """It is right as well where each input is off by 0.1."""
    answers(f, list(product((-NOISE, NOISE), repeat=2)), "threshold near a corner")


PARTS: Mapping[str, str] = {name: name.partition("_")[0] for name in GATES}

BOOLEAN = tuple(
    Check(PARTS[name], check, name) for name in GATES for check in (table, near_corners)
)

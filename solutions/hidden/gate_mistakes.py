"""Hidden checks and known mistakes of assignment 5's boolean networks."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np

from autograder.exercise import Check, KnownMistake
from autograder.judging.function import Function
from autograder.visible.theta_gates import GATES, NOISE, PARTS, answers


def anywhere_near(f: Function, rng: np.random.Generator) -> None:
    """The output is right wherever the inputs are off by up to 0.1."""
    near = rng.uniform(-NOISE, NOISE, (40, 2))
    # A single unit is worst at a corner, a network may be worst anywhere.
    corners = product((-NOISE, NOISE), repeat=2)
    answers(f, [(0.0, 0.0), *corners, *near.tolist()], "threshold near a corner")


GATE_CHECKS = tuple(Check(PARTS[name], anywhere_near, name) for name in GATES)


def _known(function: str, name: str, *weights: list[float]) -> list[KnownMistake]:
    def of(row: list[float]) -> Callable[..., object]:
        return lambda: np.array(row)

    return [KnownMistake(name, of(row), (PARTS[function],), function) for row in weights]


AND, OR, NAND, NOR = [-30.0, 20, 20], [-10.0, 20, 20], [30.0, -20, -20], [10.0, -20, -20]


def _networks(function: str) -> list[KnownMistake]:
    """Mistakes of a network; XNOR's are XOR's with the output turned round."""
    part = PARTS[function]
    flip = function == "xnor_network"

    def made(name: str, *layers: list[list[float]]) -> KnownMistake:
        found = [np.array(rows, dtype=float) for rows in layers]
        if flip:
            found[-1] = -found[-1]
        return KnownMistake(name, lambda: [layer.copy() for layer in found], (part,), function)

    return [
        made("one unit for XOR", [OR]),
        made("one unit for XOR", [NAND]),
        made("another gate's table", [OR, NAND], [OR]),
        made("another gate's table", [AND, NOR], [[-10.0, 20, 0]]),
        made("output inverted", [OR, NAND], [NAND]),
        made("threshold on the boundary", [OR, NAND], [[-20.0, 20, 20]]),
        made("threshold near a corner", [[-2.5, 20, 20], NAND], [AND]),
    ]


GATE_MISTAKES = (
    *_known("or_weights", "threshold on the boundary", [0.0, 20, 20], [-20.0, 20, 20]),
    *_known("or_weights", "another gate's table", AND, NAND),
    *_known("or_weights", "output inverted", NOR),
    *_known("or_weights", "inputs of -1 and 1", [10.0, 20, 20]),
    *_known("or_weights", "threshold near a corner", [-2.5, 20, 20], [-18.0, 20.5, 20.5]),
    *_known("not_weights", "threshold on the boundary", [0.0, -20], [0.5, -1]),
    *_known("not_weights", "output inverted", [-10.0, 20]),
    *_known("not_weights", "another gate's table", [10.0, 20]),
    *_known("not_weights", "threshold near a corner", [2.5, -20]),
    *_known("nor_weights", "threshold on the boundary", [0.0, -20, -20]),
    *_known("nor_weights", "another gate's table", NAND, AND),
    *_known("nor_weights", "output inverted", OR),
    *_known("nor_weights", "inputs of -1 and 1", [-10.0, -20, -20]),
    *_known("nor_weights", "threshold near a corner", [2.5, -20, -20]),
    *_networks("xnor_network"),
    *_networks("xor_network"),
)

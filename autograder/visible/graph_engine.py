"""Visible checks of the graph engine: worked graphs, and slopes of a graph that has every op."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from autograder.exercise import Check
from autograder.judging import expect
from autograder.judging.expect import PRINTED
from autograder.judging.function import Function

Node = tuple[str, str, list[str]]
Values = Mapping[str, float]

#: (x + y) z, the result first.
PRODUCT: list[Node] = [
    ("f", "mul", ["q", "z"]),
    ("x", "input", []),
    ("q", "add", ["x", "y"]),
    ("y", "input", []),
    ("z", "input", []),
]
PRODUCT_VALUES: Values = {"x": -2.0, "y": 5.0, "z": -4.0, "q": 3.0, "f": -12.0}
PRODUCT_GRADS: Values = {"x": -4.0, "y": -4.0, "z": 3.0, "q": -4.0, "f": 1.0}

#: ln x1 + x1 x2 - sin x2
LECTURE: list[Node] = [
    ("x1", "input", []),
    ("x2", "input", []),
    ("f", "sub", ["s", "c"]),
    ("s", "add", ["a", "b"]),
    ("a", "log", ["x1"]),
    ("b", "mul", ["x1", "x2"]),
    ("c", "sin", ["x2"]),
]
LECTURE_VALUES: Values = {
    "x1": 2.0, "x2": 5.0, "a": 0.6931472, "b": 10.0, "c": -0.9589243, "s": 10.6931472,
    "f": 11.6520715,
}  # fmt: skip
LECTURE_GRADS: Values = {
    "x1": 5.5, "x2": 1.7163378, "a": 1.0, "b": 1.0, "c": -1.0, "s": 1.0, "f": 1.0
}  # fmt: skip

#: One chain through the other ops: sigma(exp(relu(u) - v + relu(w))), and one that is apart.
CHAIN: list[Node] = [
    ("p", "sigmoid", ["e"]),
    ("e", "exp", ["t"]),
    ("t", "add", ["d", "off"]),
    ("d", "sub", ["r", "v"]),
    ("r", "relu", ["u"]),
    ("u", "input", []),
    ("v", "input", []),
    ("off", "relu", ["w"]),
    ("w", "input", []),
    ("apart", "sin", ["a"]),
    ("a", "input", []),
]
CHAIN_INPUTS: Values = {"u": 0.5, "v": 1.5, "w": -2.0, "a": 0.0}
CHAIN_VALUES: Values = {
    **CHAIN_INPUTS, "r": 0.5, "off": 0.0, "d": -1.0, "t": -1.0, "e": 0.3678794, "p": 0.5909464,
    "apart": 0.0,
}  # fmt: skip
CHAIN_GRADS: Values = {
    "u": 0.0889270, "v": -0.0889270, "w": 0.0, "r": 0.0889270, "off": 0.0889270, "d": 0.0889270,
    "t": 0.0889270, "e": 0.2417288, "p": 1.0, "apart": 0.0, "a": 0.0,
}  # fmt: skip

#: y = x x, and z = y + x: each x is used again.
SQUARE: list[Node] = [
    ("x", "input", []),
    ("y", "mul", ["x", "x"]),
    ("z", "add", ["y", "x"]),
]
SQUARE_VALUES: Values = {"x": 3.0, "y": 9.0, "z": 12.0}
SQUARE_GRADS: Values = {"x": 7.0, "y": 1.0, "z": 1.0}

#: What known mistakes make of the square's dx: the last path alone, the first alone, ...
SQUARE_OF: Mapping[str, float] = {"last path wins": 3.0, "one path forgotten": 1.0}


def lecture_values(f: Function, rng: np.random.Generator) -> None:
    """(x + y) z at -2, 5, -4 and ln x1 + x1 x2 - sin x2 at (2, 5): all the values."""
    got = f(PRODUCT, {"x": -2.0, "y": 5.0, "z": -4.0})
    expect.value(got, PRODUCT_VALUES, "the values of (x + y) z")
    got = f(LECTURE, {"x1": 2.0, "x2": 5.0})
    turned = dict(LECTURE_VALUES) | {"f": -11.6520715}
    mistaken = {"difference the wrong way round": turned}
    expect.value(got, LECTURE_VALUES, "the values", PRINTED, mistaken=mistaken)


def other_values(f: Function, rng: np.random.Generator) -> None:
    """sigma(exp(relu(.5) - 1.5 + relu(-2))), and a node apart: all the values."""
    mistaken = {
        "difference the wrong way round": dict(CHAIN_VALUES)
        | {"d": 1.0, "t": 1.0, "e": 2.7182818, "p": 0.9380968},
        "relu lets all pass": dict(CHAIN_VALUES)
        | {"off": -2.0, "t": -3.0, "e": 0.0497871, "p": 0.5124442},
    }
    got = f(CHAIN, CHAIN_INPUTS)
    expect.value(got, CHAIN_VALUES, "the values", PRINTED, mistaken=mistaken)


def lecture_gradients(f: Function, rng: np.random.Generator) -> None:
    """(x + y) z at -2, 5, -4: the derivatives -4, -4, 3, and those of q and f itself."""
    mistaken: dict[str, object] = {
        "factor keeps its own": {"x": 3.0, "y": 3.0, "z": -4.0, "q": 3.0, "f": 1.0},
        "upstream left out": {**PRODUCT_GRADS, "x": 1.0, "y": 1.0},
        "nothing but zeros": dict.fromkeys(PRODUCT_GRADS, 0.0),
    }
    got = f(PRODUCT, PRODUCT_VALUES, "f")
    expect.value(got, PRODUCT_GRADS, "the derivatives of (x + y) z", mistaken=mistaken)


def other_gradients(f: Function, rng: np.random.Generator) -> None:
    """sigma(exp(relu(.5) - 1.5 + relu(-2))): derivatives, 0 for what does not move it."""
    got = f(CHAIN, CHAIN_VALUES, "p")
    mistaken = {
        "minus of a difference lost": {**CHAIN_GRADS, "v": CHAIN_GRADS["d"]},
        "every last node seeded": {**CHAIN_GRADS, "apart": 1.0, "a": 1.0},
        "mask ignored": {**CHAIN_GRADS, "w": CHAIN_GRADS["off"]},
        "slope at the parent's value": _slope_at_parent(),
    }  # fmt: skip
    expect.value(got, CHAIN_GRADS, "the derivatives", PRINTED, mistaken=mistaken)


def _slope_at_parent() -> dict[str, float]:
    """`s (1 - s)` of what goes into the sigmoid, not of what comes out."""
    e = CHAIN_VALUES["e"]
    wrong = e - e * e
    down = wrong * e
    along = dict.fromkeys(("t", "off", "d", "r", "u"), down)
    return {**CHAIN_GRADS, "e": wrong, **along, "v": -down}


def paths_add_up(f: Function, rng: np.random.Generator) -> None:
    """z = x x + x at 3 has the derivative 7; at (2, 5) the lecture's are 5.5 and 1.7163."""
    mistaken = {name: {**SQUARE_GRADS, "x": x} for name, x in SQUARE_OF.items()}
    got = f(SQUARE, SQUARE_VALUES, "z")
    expect.value(got, SQUARE_GRADS, "the derivatives of x x + x", mistaken=mistaken)
    got = f(LECTURE, LECTURE_VALUES, "f")
    expect.value(got, LECTURE_GRADS, "the derivatives", PRINTED)


def inner_output(f: Function, rng: np.random.Generator) -> None:
    """The output may be any node: what comes after it has the derivative 0."""
    got = f(SQUARE, SQUARE_VALUES, "y")
    right = {"x": 6.0, "y": 1.0, "z": 0.0}
    mistaken = {
        "last path wins": {**right, "x": 3.0},
        "one path forgotten": {**right, "x": 3.0},
        "every last node seeded": {"x": 13.0, "y": 2.0, "z": 1.0},
    }
    expect.value(got, right, "the derivatives of y", mistaken=mistaken)


def forward_arguments(f: Function, rng: np.random.Generator) -> None:
    """nodes and inputs are the same after the call, and a second call gives the same again."""
    args = (LECTURE, {"x1": 2.0, "x2": 5.0})
    expect.like(f(*args), LECTURE_VALUES, "what it returns")
    forward_keeps(f, args)
    expect.depends(f, args, (LECTURE, {"x1": 1.0, "x2": 4.0}))


def forward_keeps(f: Function, given: tuple[object, ...]) -> None:
    """A call of `graph_forward` changes nothing, and repeats itself."""
    expect.untouched(f, *given, names=("nodes", "inputs"))
    expect.repeatable(f, *given)


def backward_arguments(f: Function, rng: np.random.Generator) -> None:
    """nodes and values are the same after the call, and a second call gives the same again."""
    args = (LECTURE, LECTURE_VALUES, "f")
    expect.like(f(*args), LECTURE_GRADS, "what it returns")
    backward_keeps(f, args, "b")


def backward_keeps(f: Function, given: tuple[object, ...], other: str) -> None:
    """A call of `graph_backward` changes nothing, repeats itself, and knows its output."""
    expect.untouched(f, *given, names=("nodes", "values", "output"))
    expect.repeatable(f, *given)
    expect.depends(f, given, (*given[:2], other))


ENGINE = (
    Check("values", lecture_values, "graph_forward"),
    Check("values", other_values, "graph_forward"),
    Check("gradients", lecture_gradients, "graph_backward"),
    Check("gradients", other_gradients, "graph_backward"),
    Check("used twice", paths_add_up, "graph_backward"),
    Check("used twice", inner_output, "graph_backward"),
    Check("purity", forward_arguments, "graph_forward"),
    Check("purity", backward_arguments, "graph_backward"),
)

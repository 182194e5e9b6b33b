"""Hidden checks and known mistakes of the graphs that are done by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from autograder.exercise import KnownMistake, Probe
from solutions import graphs_and_modules as right
from solutions.hidden.score_mistakes import known

Draw = Callable[[np.random.Generator], tuple[object, ...]]
Named = dict[str, object]


def three_numbers(rng: np.random.Generator) -> tuple[object, ...]:
    """`x`, `y`, `z`."""
    return tuple(float(number) for number in rng.normal(size=3) * 3)


def two_numbers(rng: np.random.Generator) -> tuple[object, ...]:
    """`x1` above 0, and `x2`."""
    return float(rng.uniform(0.5, 4.0)), float(rng.normal() * 3)


def two_vectors(rng: np.random.Generator) -> tuple[object, ...]:
    """`w` and `x`."""
    D = int(rng.integers(3, 8))
    return rng.normal(size=D), rng.normal(size=D)


def unit_and_target(rng: np.random.Generator) -> tuple[object, ...]:
    """`w`, `b`, `x`, and a target of any size."""
    w, x = two_vectors(rng)
    return w, float(rng.normal()), x, float(rng.normal() * 2)


def unit_and_side(least: float, most: float) -> Draw:
    """`w`, `b`, `x`, and a label such that `1 - y f` lies between the two."""

    def draw(rng: np.random.Generator) -> tuple[object, ...]:
        while True:
            w, b, x, _ = unit_and_target(rng)
            y = int(rng.choice([-1, 1]))
            gap = 1.0 - y * (np.dot(w, x) + b)  # type: ignore[arg-type]
            # Clear of a threshold at 0 as well, and of gaps that a wrong sign would keep.
            if least < gap < most and abs(gap - 2.0) > 0.01:
                return w, b, x, y

    return draw


HAND_CHECKS = (
    Probe("product", "fresh numbers", three_numbers, function="product_graph"),
    Probe("logarithm", "fresh numbers", two_numbers, function="log_sine_graph"),
    Probe("neuron", "fresh vectors", two_vectors, function="neuron_graph"),
    Probe("squares", "a fresh point", unit_and_target, function="squared_graph"),
    *(
        Probe("hinge", f"a point {says}", unit_and_side(*gap), function="hinge_graph")
        for says, gap in (
            ("that violates its margin", (1.01, 9.0)),
            ("on the right side, within its margin", (0.01, 0.9)),
            ("that keeps its margin", (-9.0, -0.01)),
        )
    ),
)


def altered(
    code: Callable[..., Mapping[str, object]], change: Callable[..., Mapping[str, object]]
) -> Callable[..., object]:
    """A right answer in which some entries are made anew: `change(found, *args)`."""

    def answer(*args: object) -> object:
        found = dict(code(*args))
        return {**found, **change(found, *args)}

    return answer


def scaled(factor: float, *names: str) -> Callable[..., Named]:
    return lambda found, *args: {name: factor * found[name] for name in names}


def wrong_side(found: Mapping[str, object], w, b, x, y):  # type: ignore[no-untyped-def]
    f = float(w @ x + b)
    loss = max(0.0, 1.0 + y * f)
    df = float(y) if loss > 0 else 0.0
    return {"L": loss, "df": df, "dw": df * x, "db": df}


def unclipped(found: Mapping[str, object], w, b, x, y):  # type: ignore[no-untyped-def]
    return {"L": 1.0 - y * float(w @ x + b), **unmasked(found, w, b, x, y)}


def unmasked(found: Mapping[str, object], w, b, x, y):  # type: ignore[no-untyped-def]
    return {"df": -float(y), "dw": -y * x, "db": -float(y)}


def kept_factor(f: Mapping[str, float], x: float, y: float, z: float) -> Named:
    return {"dq": f["q"], "dx": f["q"], "dy": f["q"], "dz": z}


def factorless(f: Mapping[str, float], w: np.ndarray, x: np.ndarray) -> Named:
    return {"du": f["dp"], "dw": f["dp"] * x}


HAND_MISTAKES: tuple[KnownMistake, ...] = (
    *known(
        "product_graph",
        "product",
        {
            "factor keeps its own": altered(right.product_graph, kept_factor),
            "sum takes a share": altered(right.product_graph, scaled(0.5, "dx", "dy")),
            "upstream left out": altered(
                right.product_graph, lambda found, *args: {"dx": 1.0, "dy": 1.0}
            ),
        },
    ),
    *known(
        "log_sine_graph",
        "logarithm",
        {
            "one path forgotten": altered(
                right.log_sine_graph, lambda found, x1, x2: {"dx1": x2, "dx2": x1}
            ),
            "last path wins": altered(
                right.log_sine_graph,
                lambda found, x1, x2: {"dx1": 1 / x1, "dx2": -float(np.cos(x2))},
            ),
            "sine's minus forgotten": altered(
                right.log_sine_graph, lambda found, x1, x2: {"dx2": x1 + float(np.cos(x2))}
            ),
        },
    ),
    *known(
        "neuron_graph",
        "neuron",
        {
            "slope of the sigmoid left out": altered(right.neuron_graph, factorless),
            "sign flipped": altered(right.neuron_graph, scaled(-1.0, "dp", "du", "dw")),
            "gradient of the data": altered(
                right.neuron_graph, lambda found, w, x: {"dw": found["du"] * w}
            ),
        },
    ),
    *known(
        "squared_graph",
        "squares",
        {
            "half as large": altered(right.squared_graph, scaled(0.5, "df", "dw", "db")),
            "sign flipped": altered(right.squared_graph, scaled(-1.0, "df", "dw", "db")),
            "bias as if it were a feature's": altered(
                right.squared_graph, lambda found, w, b, x, y: {"db": found["df"] * b}
            ),
        },
    ),
    *known(
        "hinge_graph",
        "hinge",
        {
            "mask ignored": altered(right.hinge_graph, unmasked),
            "margins not clipped": altered(right.hinge_graph, unclipped),
            "sign flipped": altered(right.hinge_graph, scaled(-1.0, "df", "dw", "db")),
            "difference the wrong way round": altered(right.hinge_graph, wrong_side),
        },
    ),
)

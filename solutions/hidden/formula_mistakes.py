"""Hidden checks and known mistakes of assignment 3's questions, hunt and dual numbers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from autograder.exercise import Check, KnownMistake, Probe
from autograder.judging.function import Function
from autograder.outcome import Failed
from autograder.tolerance import ANSWER
from autograder.visible.published_formulas import names_of
from solutions.derivative_rules import wrong_formulas
from solutions.hidden.score_mistakes import known

Array = NDArray[np.float64]

# ------------------------------------------------------------------------------ shape_quiz


def sizes(count: int) -> Callable[[np.random.Generator], tuple[object, ...]]:
    """Draw so many sizes, all different and none of them 1."""
    return lambda rng: tuple(int(n) for n in rng.choice(np.arange(2, 12), count, replace=False))


def _ask(part: str, function: str, count: int) -> Probe:
    return Probe(part, "other sizes", sizes(count), tolerance=ANSWER, function=function)


QUIZ = (
    _ask("dv/ds", "shape_dv_ds", 1),
    _ask("ds/dv", "shape_ds_dv", 1),
    _ask("dv/dv", "shape_dv_dv", 2),
    _ask("ds/dM, dM/ds", "shape_ds_dM", 2),
    _ask("ds/dM, dM/ds", "shape_dM_ds", 2),
    _ask("dM/dv", "shape_dM_dv", 3),
    _ask("dL/dW", "shape_dL_dW", 2),
    _ask("dh/dW", "shape_dh_dW", 3),
)

SHAPES = (
    *known("shape_dv_ds", "dv/ds", {
        "row for a column": lambda m: (1, m),
        "axis of length 1 dropped": lambda m: (m,),
    }),
    *known("shape_ds_dv", "ds/dv", {
        "column for a row": lambda m: (m, 1),
        "axis of length 1 dropped": lambda m: (m,),
    }),
    *known("shape_dv_dv", "dv/dv", {
        "inputs before outputs": lambda m, n: (n, m),
        "one vector's square": lambda m, n: (m, m),
    }),
    *known("shape_ds_dM", "ds/dM, dM/ds", {
        "matrix flattened": lambda m, n: (1, m * n),
        "matrix transposed": lambda m, n: (n, m),
    }),
    *known("shape_dM_ds", "ds/dM, dM/ds", {
        "matrix flattened": lambda m, n: (m * n, 1),
        "matrix transposed": lambda m, n: (n, m),
    }),
    *known("shape_dM_dv", "dM/dv", {
        "inputs before outputs": lambda m, n, k: (k, m, n),
        "matrix flattened": lambda m, n, k: (m * n, k),
    }),
    *known("shape_dL_dW", "dL/dW", {
        "gradient transposed": lambda D, C: (C, D),
        "matrix flattened": lambda D, C: (1, D * C),
    }),
    *known("shape_dh_dW", "dh/dW", {
        "inputs before outputs": lambda N, D, H: (D * H, N * H),
        "one row of the batch": lambda N, D, H: (H, D * H),
        "a gradient's shape": lambda N, D, H: (D, H),
    }),
)  # fmt: skip

# ------------------------------------------------------------------------------ wrong_formulas


def which_fail(f: Function, rng: np.random.Generator) -> None:
    """The names are those of the formulas that fail, and of no other."""
    got, right = set(names_of(f())), set(wrong_formulas())
    if got == right:
        return
    # In whatever order the names stand: the judge compares lists, order and all.
    mistake = "right formula accused" if got > right else "wrong formula overlooked"
    if right - got == {"quadratic form"}:
        mistake = "symmetry taken for granted"
    fact = "the list is not right: run every claim through your gradient check again"
    raise Failed(fact, mistake=mistake if got < right or got > right else "")


def a_penalty(rng: np.random.Generator) -> tuple[object, ...]:
    """A matrix, a coefficient, a number of examples."""
    return rng.normal(size=(3, 5)), float(rng.uniform(0.3, 3)), int(rng.integers(3, 40))


def an_example(rng: np.random.Generator) -> tuple[object, ...]:
    """One example and weights, the score far from 0."""
    while True:
        w, x = rng.normal(size=4), rng.normal(size=4)
        if 0.3 < abs(w @ x) < 4:
            return w, x


def square_layer(rng: np.random.Generator) -> tuple[object, ...]:
    """As many units above as below."""
    return rng.normal(size=(4, 4)), rng.normal(size=4), rng.normal(size=4)


def a_layer(rng: np.random.Generator) -> tuple[object, ...]:
    """Three units above five."""
    return rng.normal(size=(3, 5)), rng.normal(size=3), rng.normal(size=5)


FORMULAS = (
    Check("which fail", which_fail, "wrong_formulas"),
    Probe("penalty", "a fresh matrix", a_penalty, function="penalty_gradient"),
    Probe("log loss", "a fresh example", an_example, function="log_loss_gradient"),
    Probe("hidden delta", "a square layer", square_layer, function="delta_through_sigmoid"),
    Probe("hidden delta", "a fresh layer", a_layer, function="delta_through_sigmoid"),
)


def squash(z: Array) -> Array:
    return np.reciprocal(1 + np.exp(-z))


def all_but(*names: str) -> Callable[[], object]:
    return lambda: [name for name in wrong_formulas() if name not in names]


def besides(*names: str) -> Callable[[], object]:
    return lambda: [*wrong_formulas(), *names]


def _hunt(name: str, code: Callable[[], object]) -> tuple[KnownMistake, ...]:
    return known("wrong_formulas", "which fail", {name: code})


HUNT = (
    *_hunt("symmetry taken for granted", all_but("quadratic form")),
    *_hunt("wrong formula overlooked", all_but("penalty")),
    *_hunt("wrong formula overlooked", all_but("hidden delta")),
    *_hunt("right formula accused", besides("sigmoid")),
    *_hunt("right formula accused", besides("long derivative 2")),
    *_hunt("no claim of that name", besides("hidden deltas")),
    *known("penalty_gradient", "penalty", {
        "n left out": lambda T, lam, n: lam * T,
        "half left in": lambda T, lam, n: lam * T / n / 2,
    }),
    *known("log_loss_gradient", "log loss", {
        "sign flipped": lambda w, x: squash(-(w @ x)) * x,
        "p for 1 - p": lambda w, x: -squash(w @ x) * x,
        "slope of p for that of its logarithm": lambda w, x: (
            -squash(w @ x) * squash(-(w @ x)) * x
        ),
    }),
    *known("delta_through_sigmoid", "hidden delta", {
        "slope of the sigmoid left out": lambda T, delta, z: delta @ T,
        "activation for its slope": lambda T, delta, z: delta @ T * squash(z),
        "Theta not transposed": lambda T, delta, z: T @ delta * squash(z) * squash(-z),
        "slope from z for the activation": lambda T, delta, z: delta @ T * (z - z * z),
    }),
)  # fmt: skip

# ------------------------------------------------------------------------------ logistic_map


def a_start(rng: np.random.Generator) -> tuple[object, ...]:
    """A start and a number of terms."""
    return float(rng.uniform(0.05, 0.45)), int(rng.integers(3, 6))


def four_terms(rng: np.random.Generator) -> tuple[object, ...]:
    """A start alone: four terms unless one says otherwise."""
    return a_start(rng)[:1]


MAP = (
    Probe("value", "a fresh start", a_start, function="logistic_map"),
    Probe("value", "the number of terms left out", four_terms, function="logistic_map"),
    Probe("derivative", "a fresh start", a_start, "value", function="logistic_map_dual"),
    Probe("derivative", "a fresh start", a_start, "derivative", function="logistic_map_dual"),
    Probe(
        "derivative",
        "the number of terms left out",
        four_terms,
        "derivative",
        function="logistic_map_dual",
    ),
)


def terms(x: float, n: int) -> list[float]:
    found = [x]
    for _ in range(n):
        found.append(4 * found[-1] - 4 * found[-1] ** 2)
    return found


def dual(rule: Callable[[float, float], float]) -> Callable[..., object]:
    """The derivative where each term's is `rule(term before, its derivative)`."""

    def logistic_map_dual(x: float, n: int = 4) -> object:
        slope = 1.0
        for before in terms(x, n)[: n - 1]:
            slope = rule(before, slope)
        return terms(x, n)[n - 1], slope

    return logistic_map_dual


DUALS = (
    *known("logistic_map", "value", {
        "one term too far": lambda x, n=4: terms(x, n)[n],
        "factor 4 left out": lambda x, n=4: terms(x, n)[n - 1] / 4 if n > 1 else x,
    }),
    *known("logistic_map_dual", "derivative", {
        "inner derivative left out": dual(lambda t, s: 4 - 8 * t),
        "one half of the product rule": dual(lambda t, s: 4 * s * (1 - t)),
        "one term too far": lambda x, n=4: dual(lambda t, s: 4 * s - 8 * t * s)(x, n + 1),
    }),
)  # fmt: skip

"""Hidden checks and known mistakes of the grid of rates, and of the notebook's questions."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.exercise import Check, KnownMistake, Probe
from autograder.judging import expect
from autograder.judging.compare import compare
from autograder.judging.function import Function
from autograder.tolerance import ANSWER
from autograder.visible.two_layer_digits import GRID

Array = NDArray[np.float64]
Rng = np.random.Generator

# ------------------------------------------------------------------------------ grid_search


def surface(lr: float, reg: float) -> float:
    """Scores with one highest point; some diverge."""
    if lr * reg > 0.3:
        return float("nan")
    return round(0.8 - (np.log10(lr) + 1.2) ** 2 / 9 - (reg - 0.1) ** 2, 6)


def whole_grid(f: Function, rng: Rng) -> None:
    """All scores, in their places."""
    lrs, regs = [0.01, 0.03, 0.1, 0.3, 1.0], [0.0, 0.1, 0.5]
    got = expect.piece(f(surface, lrs, regs), GRID, "scores")
    wanted = np.array([[surface(lr, reg) for reg in regs] for lr in lrs])
    if not isinstance(got, np.ndarray) or got.dtype.kind != "f":
        expect.like(got, np.zeros(wanted.shape), "scores")
    compare(np.nan_to_num(np.asarray(got)), np.nan_to_num(wanted), expect.ROUNDING, "scores")


def best_of_grid(f: Function, rng: Rng) -> None:
    """The best pair, whatever the order of the rates."""
    lrs = [float(lr) for lr in rng.permutation([0.01, 0.05, 0.2, 4.0])]
    regs = [float(reg) for reg in rng.permutation([0.0, 0.1, 0.5])]
    got = f(surface, lrs, regs)
    best = tuple(expect.piece(got, GRID, name) for name in GRID[1:])
    compare(best, (0.05, 0.1), ANSWER, "the best pair")


GRID_CHECKS = (Check("scores", whole_grid), Check("best", best_of_grid))


def grid(
    *,
    turned: bool = False,
    pick: Callable[[Array], Any] = np.nanargmax,
    index: bool = False,
    swapped: bool = False,
) -> Callable[..., object]:
    """A search of the whole grid with one thing done wrongly."""

    def search(score: Callable[..., float], lrs: list[float], regs: list[float]) -> object:
        if swapped:
            table = np.array([[score(reg, lr) for reg in regs] for lr in lrs])
        else:
            table = np.array([[score(lr, reg) for reg in regs] for lr in lrs])
        i, j = np.unravel_index(pick(table), table.shape)
        found = (int(i), int(j)) if index else (lrs[i], regs[j])
        return (table.T if turned else table), *found

    return search


def last_of_equals(table: Array) -> int:
    flat = np.nan_to_num(table, nan=-np.inf).ravel()
    return int(flat.size - 1 - flat[::-1].argmax())


GRID_MISTAKES = (
    KnownMistake("rows and columns swapped", grid(turned=True), ("scores",)),
    KnownMistake("nan taken for the best", grid(pick=np.argmax), ("best",)),
    KnownMistake("worst pair", grid(pick=np.nanargmin), ("best",)),
    KnownMistake("last wins a tie", grid(pick=last_of_equals), ("best",)),
    KnownMistake("index for the value", grid(index=True), ("best",)),
)

# ------------------------------------------------------------------------------ concepts


def an_activation(name: str) -> Callable[[Rng], tuple[object, ...]]:
    return lambda rng: (name,)


def a_number(rng: Rng) -> tuple[object, ...]:
    return (int(rng.integers(3, 60)),)


def nothing(rng: Rng) -> tuple[object, ...]:
    return ()


_ask = functools.partial(Probe, tolerance=ANSWER)

CONCEPT_CHECKS = (
    *(
        _ask(
            "moving_from_zeros", f"{name} units", an_activation(name), function="moving_from_zeros"
        )
        for name in ("relu", "sigmoid")
    ),
    _ask("rank_from_constants", "another H", a_number, function="rank_from_constants"),
    _ask("heads_with_simple_delta", "", nothing, function="heads_with_simple_delta"),
    _ask("largest_probability", "another C", a_number, function="largest_probability"),
)

WRONG: Mapping[str, tuple[tuple[str, Callable[..., object]], ...]] = {
    "moving_from_zeros": (
        ("everything moves from zeros", lambda activation: (True,) * 4),
        ("nothing moves from zeros", lambda activation: (False,) * 4),
        ("active units from zeros", lambda activation: (False, False, True, True)),
        ("dead sigmoid units", lambda activation: (False, False, False, True)),
        (
            "gradient through W2 = 0",
            lambda activation: (activation == "sigmoid",) * 3 + (True,),
        ),
    ),
    "rank_from_constants": (
        ("units grow apart", lambda H: H),
        ("rank of nothing", lambda H: 0),
    ),
    "heads_with_simple_delta": (
        ("all pairs simple", lambda: (True,) * 4),
        ("log loss alone", lambda: (True, False, False, False)),
        ("classification alone", lambda: (True, True, False, False)),
        ("squared error with sigmoid", lambda: (True, True, False, True)),
    ),
    "largest_probability": (
        ("certainty", lambda C: 1.0),
        ("equal probabilities", lambda C: 1 / C),
        ("the others at 1/2", lambda C: float(np.e / (np.e + (C - 1) * np.e**0.5))),
        ("one class too many", lambda C: float(np.e / (np.e + C))),
    ),
}

CONCEPT_MISTAKES = tuple(
    KnownMistake(name, code, (function,), function)
    for function, table in WRONG.items()
    for name, code in table
)

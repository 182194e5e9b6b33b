"""Visible checks of assignment 4's questions, of the line to be found, and of other searches."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from autograder.derivation import examine
from autograder.display import message
from autograder.exercise import Check
from autograder.judging import expect
from autograder.judging.function import Function
from autograder.judging.watched import Witness
from autograder.outcome import Failed
from autograder.visible.update_rules_derivations import LINEAR_COORDINATES

Array = NDArray[np.float64]

# ------------------------------------------------------------------------------ the wrong line

#: The worked derivation of the notebook: two inputs and a bias, coordinate by coordinate. One line
#: does not follow from the one above it.
WORKED = (
    "D(L, w[0]) = 2*(f - y)*D(f - y, w[0])",
    "= 2*(f - y)*D(w[0]*x[0] + w[1]*x[1] + b - y, w[0])",
    "= 2*(f - y)*x[0]",
    "D(L, w[1]) = 2*(f - y)*D(f - y, w[1])",
    "= 2*(f - y)*D(w[0]*x[0] + w[1]*x[1] + b - y, w[1])",
    "= 2*(y - f)*x[1]",
    "D(L, b) = 2*(f - y)*D(f - y, b)",
    "= 2*(f - y)",
)


def a_line_number(f: Function, rng: np.random.Generator) -> None:
    """Answered by the number of a line."""
    got = f()
    expect.like(got, 1, "the answer")
    if not 1 <= int(np.asarray(got)) <= len(WORKED):
        raise Failed(f"the lines are numbered 1 to {len(WORKED)}")


def a_line(f: Function, rng: np.random.Generator) -> None:
    """A line that follows in one of the places of the derivation, where the printed one is not."""
    mended(f(), rng)


def mended(line: object, rng: np.random.Generator, *, hidden: bool = False) -> None:
    """Raise `Failed` unless `line`, in the place of one of the lines, makes all of them follow."""
    if not isinstance(line, str):
        raise Failed(message.wrong_type("the line", line, "a string"))
    alone = examine([WORKED[3], line], LINEAR_COORDINATES, rng, explain=False).lines[1]
    if alone.verdict == "not in the language":
        raise Failed(f"the line cannot be read: {alone.fact}")
    for place in range(len(WORKED)):
        lines = [*WORKED[:place], line, *WORKED[place + 1 :]]
        if examine(lines, LINEAR_COORDINATES, rng, hidden=hidden, explain=False).complete:
            return
    raise Failed("in no place of the derivation does this line mend it")


LINE = (
    Check("line", a_line_number, "wrong_line"),
    Check("mended", a_line, "mended_line"),
)

# ------------------------------------------------------------------------------ questions


def an_array(f: Function, rng: np.random.Generator) -> None:
    """Answered by an array of theta's shape."""
    for theta in (np.array([0.0, -2.5, 0.25]), np.ones(2)):
        expect.like(f(theta, 0.5), theta, "the answer")


def a_whole_number(f: Function, rng: np.random.Generator) -> None:
    """Answered by an int."""
    expect.like(f(), 1, "the answer")


def a_rate(f: Function, rng: np.random.Generator) -> None:
    """Answered by a number, for any number of rows."""
    for N in (1, 5):
        expect.like(f(0.25, N), 1.0, "the answer")


def a_count(f: Function, rng: np.random.Generator) -> None:
    """Answered by an int, for any number of rows."""
    for N in (8, 9):
        expect.like(f(N, 4), 1, "the answer")


QUESTIONS = (
    Check("theta_of_alpha", an_array, "theta_of_alpha"),
    Check("xor_epochs", a_whole_number, "xor_epochs"),
    Check("xor_rows_right", a_whole_number, "xor_rows_right"),
    Check("rate_for_mean", a_rate, "rate_for_mean"),
    Check("steps_per_epoch", a_count, "steps_per_epoch"),
)

# ------------------------------------------------------------------------------ search

FOUND = ("theta", "value")


class Tried(Witness):
    """A loss that writes down where it was asked."""

    def __init__(self, loss: Callable[[Array], float]) -> None:
        self._loss = loss
        self.begin()

    def begin(self) -> None:
        self.thetas: list[Array] = []
        self.values: list[float] = []

    def record(self) -> object:
        return self.thetas, self.values

    def __call__(self, theta: object) -> float:
        if not isinstance(theta, np.ndarray):
            raise Failed(message.wrong_type("the theta handed to loss", theta, "an array"))
        self.thetas.append(np.array(theta, dtype=float))
        self.values.append(self._loss(self.thetas[-1]))
        return self.values[-1]


def bowl(theta: Array) -> float:
    """The squared distance from a point that is not the origin."""
    return float(np.sum((theta - 1.5) ** 2))


def best_of(f: Function, calls: int, tries: int, rng: np.random.Generator) -> Tried:
    """Search, and raise `Failed` unless the best of what was tried comes back."""
    spy = Tried(bowl)
    shape = (2, 3)
    got = f(spy, shape, tries, np.random.default_rng(int(rng.integers(2**32))))
    theta, value = (expect.piece(got, FOUND, name) for name in FOUND)
    expect.like(theta, np.zeros(shape), "theta")
    expect.like(value, 1.0, "value")
    if len(spy.values) != calls:
        fact = f"the loss was called {len(spy.values)} times with tries = {tries}; expected {calls}"
        raise Failed(fact, mistake="another number of tries")
    best = int(np.argmin(spy.values))
    mistaken = {"worst kept": spy.thetas[int(np.argmax(spy.values))], "last kept": spy.thetas[-1]}
    expect.value(theta, spy.thetas[best], "theta", mistaken=mistaken)
    expect.value(value, spy.values[best], "value")
    return spy


def luck(f: Function, rng: np.random.Generator) -> None:
    """40 tries are 40 calls, each somewhere else around 0, and the best of them comes back."""
    spy = best_of(f, 40, 40, rng)
    drawn = np.array(spy.thetas)
    if len(np.unique(drawn[:, 0, 0])) < 40:
        raise Failed("some arrays were tried twice", mistake="the same draw again")
    # 240 draws: their mean is within 0.065 of 0 and their spread within 0.046 of 1, as a rule.
    if abs(drawn.mean()) > 0.45 or not 0.7 < drawn.std() < 1.3:
        raise Failed("the arrays are not drawn from the standard normal", mistake="another spread")


def small_changes(f: Function, rng: np.random.Generator) -> None:
    """200 tries are 201 calls, the first at 0, each other near the best before it."""
    spy = best_of(f, 201, 200, rng)
    if spy.thetas[0].any():
        raise Failed("the search does not start from zeros", mistake="another start")
    best, steps = 0, []
    for k in range(1, len(spy.values)):
        steps.append(spy.thetas[k] - spy.thetas[best])
        if spy.values[k] < spy.values[best]:
            best = k
    # 1200 draws: their spread is within 0.0082 of 0.2, as a rule, and their mean within 0.012 of 0.
    if not 0.15 < float(np.std(steps)) < 0.25 or abs(float(np.mean(steps))) > 0.05:
        fact = "the arrays do not lie around the best one so far, 0.2 of a normal draw away"
        raise Failed(fact, mistake="parents of another kind")


SEARCH = (
    Check("luck", luck, "random_search"),
    Check("small changes", small_changes, "evolve"),
)

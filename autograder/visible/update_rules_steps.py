"""Visible checks of one-step updates: worked steps, and slopes of the loss that is descended.

What is compared is the *change* of a parameter: a factor that is off shows in it. Where a worked
step comes out as a known mistake makes it, the mistake is named.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from autograder.exercise import Check
from autograder.judging import expect
from autograder.judging.expect import DIRECTIONAL
from autograder.judging.function import Function
from autograder.outcome import Failed

Array = NDArray[np.float64]
Args = tuple[Array, object, Array, NDArray[np.int64], float]

BINARY = ("w", "b")
SOFTMAX = ("W", "b")

#: The lecture's four points, and one that is far on its right side (QCRI-L4).
POINTS = np.array([[2.0, 0.0], [5.0, -2.0], [-2.0, 2.0], [-1.0, -3.0]])
SIDES = np.array([-1, -1, 1, 1])
UNIT = (np.array([0.5, 0.5]), 0.5)

#: How a factor that is off is called where the loss is a sum over the rows.
OF_SUM: Mapping[str, str] = {"mean taken twice": "averaged over the rows"}


def change(f: Function, args: Args, returns: tuple[str, str], wanted: int) -> Array:
    """By how much the weights (0) or the bias (1) changed, looked at for its form."""
    end = expect.piece(f(*args), returns, returns[wanted])
    expect.like(end, args[wanted], f"the new {returns[wanted]}")
    moved: Array = np.asarray(end, dtype=float) - np.asarray(args[wanted], dtype=float)
    return moved


@dataclass(frozen=True)
class Worked:
    """A step worked by hand: its arguments, the changes, and what mistakes make of them."""

    says: str
    args: Args
    right: tuple[object, object]
    mistaken: Mapping[str, tuple[object, object]]


@dataclass(frozen=True)
class Rule:
    """What the checks of one update rule need.

    `loss(w, b, X, y)` is what is descended, the sum over the rows; `draw` makes arguments away from
    its kinks.
    """

    returns: tuple[str, str]
    loss: Callable[[Array, Array, Array, NDArray[np.int64]], float]
    draw: Callable[[np.random.Generator, int], Args]
    worked: tuple[Worked, ...]

    def by_hand(self, f: Function, which: int, wanted: int) -> None:
        """Raise `Failed` unless the worked step comes out, for the weights (0) or the bias (1)."""
        step = self.worked[which]
        got = change(f, step.args, self.returns, wanted)
        right = np.asarray(step.right[wanted], dtype=float)
        mistaken = {name: np.asarray(wrong[wanted]) for name, wrong in step.mistaken.items()}
        what = f"the change of {self.returns[wanted]}"
        renamed(
            lambda: expect.value(got, right, what, mistaken=mistaken, rows=len(step.args[2])),
        )

    def by_slopes(self, f: Function, rng: np.random.Generator, wanted: int) -> None:
        """Raise `Failed` unless the step goes down the loss's own slope, for w (0) or b (1)."""
        w, b, X, y, lr = self.draw(rng, 7)
        moved = change(f, (w, b, X, y, lr), self.returns, wanted)
        start = [np.asarray(w, dtype=float), np.asarray(b, dtype=float)]

        def loss(at: Array) -> float:
            there = [*start]
            there[wanted] = at
            return self.loss(there[0], there[1], X, y)

        what = f"the change of {self.returns[wanted]}, divided by -lr,"
        renamed(
            lambda: expect.gradient(
                loss, start[wanted], moved / -lr, rng, what, rows=7, tolerance=DIRECTIONAL
            )
        )


def renamed(run: Callable[[], None]) -> None:
    """Run a check in which a factor 1/N has the name that it has where a sum is asked for."""
    try:
        run()
    except Failed as failed:
        name = OF_SUM.get(failed.mistake, failed.mistake)
        raise Failed(failed.fact, step=failed.step, mistake=name) from None


# ------------------------------------------------------------------------------ the four rules


def _unit(rng: np.random.Generator, N: int, labels: Array) -> Args:
    w, X = rng.normal(size=4), rng.normal(size=(N, 4))
    return w, float(rng.normal()), X, rng.choice(labels, N), 0.25


def off_the_kink(rng: np.random.Generator, N: int) -> Args:
    """All `f` are halves plus a quarter: no `y f` is 1, and some are beyond it."""
    X = rng.integers(-2, 3, (N, 4)).astype(float)
    w = rng.integers(-1, 2, 4) / 2
    return w, float(rng.integers(-1, 2)) + 0.25, X, 2 * rng.integers(0, 2, N) - 1, 0.25


def _scores(rng: np.random.Generator, N: int) -> Args:
    W, X = rng.normal(size=(4, 5)), rng.normal(size=(N, 4))
    return W, rng.normal(size=5), X, rng.integers(0, 5, N), 0.25


def cross_entropy(W: Array, b: Array, X: Array, y: NDArray[np.int64]) -> float:
    """The sum over the rows of `-log(a_y)`."""
    total = 0.0
    for x, label in zip(X, y, strict=True):
        s = x @ W + b
        total += float(np.log(np.sum(np.exp(s - s[label]))))
    return total


LINEAR = Rule(
    BINARY,
    lambda w, b, X, y: float(sum((y - X @ w - b) ** 2)),
    lambda rng, N: _unit(rng, N, np.linspace(-2.0, 2.0, 9)),
    (
        Worked(
            "The lecture's point (5, -2) with y = -1: f = 2, so w moves by (-0.3, 0.12)",
            (*UNIT, POINTS[1:2], SIDES[1:2], 0.01),
            ([-0.3, 0.12], -0.06),
            {"bias left out": ([-0.25, 0.1], -0.05)},
        ),
        Worked(
            "The lecture's four points: w moves by (-0.47, -0.01), b by -0.05",
            (*UNIT, POINTS, SIDES, 0.01),
            ([-0.47, -0.01], -0.05),
            {
                "bias left out": ([-0.43, -0.04], -0.01),
                "new w for the bias": ([-0.47, -0.01], -0.013),
                "last row only": ([-0.05, -0.15], 0.05),
            },
        ),
    ),
)

SIGMOID = Rule(
    BINARY,
    lambda w, b, X, y: float(sum((y - 1.0 / (1.0 + np.exp(-(X @ w) - b))) ** 2)),
    lambda rng, N: _unit(rng, N, np.array([0.0, 1.0])),
    (
        Worked(
            "From zeros, where all outputs are 1/2: w moves by (-1, 0.875), b by -0.25",
            (np.zeros(2), 0.0, POINTS, np.array([0, 0, 1, 0]), 0.5),
            ([-1.0, 0.875], -0.25),
            {
                "slope of the sigmoid forgotten": ([-4.0, 3.5], -1.0),
                "slope at the output": (
                    [-0.940014848806378, 0.822512992705581],
                    -0.2350037122015945,
                ),
                "output not squashed": ([-0.5, 0.5], 0.25),
                "last row only": ([0.125, 0.375], -0.125),
            },
        ),
    ),
)

HINGE = Rule(
    BINARY,
    lambda w, b, X, y: float(sum(np.maximum(0.0, 1.0 - y * (X @ w + b)))),
    off_the_kink,
    (
        Worked(
            "Three points within their margin and one beyond it: w moves by (-0.9, 0.4), b by -0.1",
            (*UNIT, np.vstack([POINTS[:3], [[-4.0, -1.0]]]), np.array([-1, -1, 1, -1]), 0.1),
            ([-0.9, 0.4], -0.1),
            {
                "mask ignored": ([-0.5, 0.5], -0.2),
                "threshold 0 in place of 1": ([-0.7, 0.2], -0.2),
                "mask the wrong way round": ([0.4, 0.1], -0.1),
                "last row only": ([0.0, 0.0], 0.0),
            },
        ),
    ),
)

_ROWS = np.array([[1.0, 2.0], [-1.0, 0.0], [3.0, 1.0]])

CLASSES = Rule(
    SOFTMAX,
    cross_entropy,
    _scores,
    (
        Worked(
            "From zeros with four classes, where all probabilities are 1/4: three rows by hand",
            (np.zeros((2, 4)), np.zeros(4), _ROWS, np.array([0, 2, 0]), 0.4),
            (
                [[1.3, -0.3, -0.7, -0.3], [0.9, -0.3, -0.3, -0.3]],
                [0.5, -0.3, 0.1, -0.3],
            ),
            {
                "true class left in": ([[-0.3] * 4, [-0.3] * 4], [-0.3] * 4),
                "true column changed for all rows": (
                    [[2.1, -0.3, 0.9, -0.3], [2.1, -0.3, 0.9, -0.3]],
                    [2.1, -0.3, 0.9, -0.3],
                ),
            },
        ),
    ),
)


# ------------------------------------------------------------------------------ as checks


def _check(part: str, name: str, says: str, run: Callable[..., None]) -> Check:
    run.__name__, run.__doc__ = name, says
    return Check(part, run)


def checks(rule: Rule) -> tuple[Check, ...]:
    """The checks of one update rule."""
    made = []
    for wanted, part in enumerate(("weights", "bias")):
        for which, step in enumerate(rule.worked):

            def by_hand(
                f: Function, rng: np.random.Generator, which: int = which, wanted: int = wanted
            ) -> None:
                rule.by_hand(f, which, wanted)

            made.append(_check(part, f"step_{which}_{part}", f"{step.says}.", by_hand))

        def by_slopes(f: Function, rng: np.random.Generator, wanted: int = wanted) -> None:
            rule.by_slopes(f, rng, wanted)

        says = "On random rows the step goes straight down the slope of the summed loss."
        made.append(_check(part, f"slopes_{part}", says, by_slopes))

    def kept(f: Function, rng: np.random.Generator) -> None:
        step = rule.draw(rng, 6)
        expect.untouched(f, *step, names=(*rule.returns, "X", "y", "lr"))
        expect.repeatable(f, *step)
        depends_on_rows(f, step)

    says = "All that is given stays as it was, and a second call gives the same again."
    made.append(_check("purity", "arguments_kept", says, kept))
    return tuple(made)


def depends_on_rows(f: Function, step: Args) -> None:
    """Raise `Failed` if other rows, whichever, make no other step.

    Under the hinge some rows make none, so several are tried. Of the last two, far out on opposite
    sides, one makes a step whatever the weights and the bias are: no weights that are fractions
    have a score of 0 for powers of e.
    """
    X = step[2]
    far = 1000.0 * np.exp(-np.arange(X.shape[1]))
    for rows in (2.0 * X + 0.5, -3.0 * X + 0.5, 0.25 * X + 0.5, X + far, X - far):
        try:
            expect.depends(f, step, (*step[:2], rows, *step[3:]))
            return
        except Failed as failed:
            constant = failed
    raise constant


def large_scores(f: Function, rng: np.random.Generator) -> None:
    """Scores of 1000 and -1000 give finite steps: one score far above all others has a = 1."""
    W, b, X, y, lr = _scores(rng, 6)
    for offset in (1000.0, -1000.0):
        try:
            far = change(f, (W, np.asarray(b) + offset, X, y, lr), SOFTMAX, 0)
        except Failed as failed:
            raise Failed(failed.fact, step=failed.step, mistake="scores overflow") from None
        near = change(f, (W, b, X, y, lr), SOFTMAX, 0)
        expect.value(far, near, f"the change of W with all scores moved by {offset:g}")


UPDATE_LINEAR = checks(LINEAR)
UPDATE_SIGMOID = checks(SIGMOID)
UPDATE_HINGE = checks(HINGE)
UPDATE_SOFTMAX = (*checks(CLASSES), Check("large scores", large_scores))

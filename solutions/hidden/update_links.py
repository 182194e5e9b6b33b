"""The update that a student derived against the update that the student coded.

Both are evaluated on the same fresh rows, and held against the reference. What comes of it is a
sentence and no points: a wrong derivation has lost its own points and so has a wrong step, and
whoever coded faithfully what they had derived wrongly would pay for one slip three times.

The unit derived has no bias: its bias is the weight of a column of ones. What is derived for one
row, or for its scores, is carried on to the parameters here, by the sum over the rows and by the
last link of the chain rule, which the exercises give.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from autograder.derivation import Derivation
from autograder.derivation.derived import Derived
from autograder.display import message
from autograder.exercise import Find
from autograder.judging.compare import equal
from autograder.judging.function import Function, TrustedFunction
from autograder.outcome import Failed
from autograder.tolerance import ROUNDING
from autograder.visible import update_rules_derivations as derivations
from autograder.visible import update_rules_steps as steps
from solutions import update_rules as code
from solutions.hidden.svm_draws import hinge_batch
from solutions.hidden.update_steps import telling

Array = NDArray[np.float64]
Args = steps.Args
Pieces = Mapping[str, Array]
"""By how much each parameter moves, a unit of rate."""

#: Small enough that the evaluator's many digits cost little, and no two sizes are alike.
ROWS, FEATURES, CLASSES = 4, 3, 5
RATE = 0.25
DRAWS = 2


def _first(found: Derived, lefts: Sequence[str]) -> str:
    """The first of these left sides that was derived; `Failed` if none was."""
    for left in lefts:
        if found.has(left):
            return left
    raise Failed(f"nothing was derived from {lefts[0]}")


def of_unit(found: Derived, args: Args) -> Pieces:
    """An update of weights, or the slope that it takes."""
    w, b, X, y, lr = args
    theta, X1 = np.append(w, b), np.column_stack([X, np.ones(len(X))])
    updates = ("w[j] <- w[j] - eta*D(L, w[j])", "w <- w - eta*grad(L, w)")
    slopes = ("D(L, w[j])", "D(L, w)", "grad(L, w)")
    left = _first(found, updates + slopes)
    value = found.value(left, {"w": theta, "x": X1, "y": y, "eta": lr})
    moved = (value - theta) / lr if left in updates else -value
    return {"w": moved[:-1], "b": moved[-1]}


def of_cases(found: Derived, args: Args) -> Pieces:
    """The slopes of one row's hinge, added up over the rows."""
    w, b, X, y, _ = args
    whole = _first(found, ("D(L, w[j])", "D(L, w)", "grad(L, w)", "D(L, w[0])"))
    weights = ("D(L, w[0])", "D(L, w[1])") if whole == "D(L, w[0])" else (whole,)
    moved_w, moved_b = np.zeros(2), np.zeros(())
    for x, label in zip(X, y, strict=True):
        at = {"w": w, "x": x, "b": np.asarray(b, dtype=float), "y": label}
        moved_w -= np.hstack([found.value(left, at) for left in weights])
        if found.has("D(L, b)"):
            moved_b = moved_b - found.value("D(L, b)", at)
    return {"w": moved_w, "b": moved_b} if found.has("D(L, b)") else {"w": moved_w}


def of_scores(found: Derived, args: Args) -> Pieces:
    """The slope in one row's scores, carried on to the weights and added up."""
    W, b, X, y, _ = args
    left = _first(found, ("D(L, z[i])", "D(L, z)", "grad(L, z)"))
    slopes = np.array(
        [
            found.value(left, {"z": z}, {"y": int(label)})
            for z, label in zip(X @ W + b, y, strict=True)
        ]
    )
    return {"W": -X.T @ slopes, "b": -slopes.sum(axis=0)}


@dataclass(frozen=True)
class Link:
    """A derivation and the step that it is coded as."""

    derives: Derivation
    function: str
    moves: tuple[str, str]
    draw: Callable[[np.random.Generator], Args]
    derived: Callable[[Derived, Args], Pieces]
    #: How the derivation comes to the parameters, where it leaves a part of the way out.
    through: str

    def coded(self, f: Function, args: Args, pieces: Collection[str]) -> Pieces:
        """By how much a function moves these parameters, a unit of rate."""
        return {
            name: steps.change(f, args, self.moves, self.moves.index(name)) / args[4]
            for name in pieces
        }

    def __call__(self, find: Find, rng: np.random.Generator) -> str:
        """What holding the two halves against each other finds, in a sentence or two."""
        derive = f"derive_{self.derives.name}"
        found = Derived(find(derive)(), self.derives)
        mine = find(self.function)
        reference = TrustedFunction(getattr(code, self.function))
        derived, coded, right = [], [], []
        for _ in range(DRAWS):
            args = self.draw(rng)
            derived.append(self.derived(found, args))
            coded.append(self.coded(mine, args, derived[-1]))
            right.append(self.coded(reference, args, derived[-1]))
        derivation_right, code_right = (equal(half, right, ROUNDING) for half in (derived, coded))
        if equal(derived, coded, ROUNDING) or (derivation_right and code_right):
            return message.halves_agree(derive, code_right)
        where, one, other = _widest(derived, coded)
        return message.halves_differ(
            derive, where, one, other, derivation_right, code_right, self.through
        )


def _widest(derived: Sequence[Pieces], coded: Sequence[Pieces]) -> tuple[str, float, float]:
    """The entry in which two halves are furthest apart, and both values of it.

    It is one of the weights, unless these agree: what differs there differs in the bias too.
    """
    name = next(
        name
        for name in derived[0]
        if not equal([one[name] for one in derived], [one[name] for one in coded], ROUNDING)
    )
    pairs = [
        (message.entry(name, at), float(one[name][at]), float(other[name][at]))
        for one, other in zip(derived, coded, strict=True)
        for at in np.ndindex(one[name].shape)
    ]
    return max(pairs, key=lambda pair: abs(pair[1] - pair[2]))


# ------------------------------------------------------------------------------ draws


def _unit(rng: np.random.Generator, y: NDArray[np.int64] | Array) -> Args:
    X = rng.normal(size=(ROWS, FEATURES))
    return rng.normal(size=FEATURES), float(rng.normal()), X, y, RATE  # type: ignore[return-value]


def linear_rows(rng: np.random.Generator) -> Args:
    """Any numbers for labels."""
    return _unit(rng, rng.normal(size=ROWS))


def sigmoid_rows(rng: np.random.Generator) -> Args:
    """Labels 0 and 1."""
    return _unit(rng, rng.permutation(np.arange(ROWS) % 2))


def hinge_rows(rng: np.random.Generator) -> Args:
    """Rows in the plane: on the wrong side, within the margin, and beyond it."""
    while True:
        w, b, X, y = hinge_batch(rng, 9, 2)
        if telling(w, b, X, y, RATE):
            return w, b, X, y, RATE


def softmax_rows(rng: np.random.Generator) -> Args:
    """Rows of different classes."""
    W, X = rng.normal(size=(FEATURES, CLASSES)), rng.normal(size=(ROWS, FEATURES))
    return W, rng.normal(size=CLASSES), X, rng.permutation(CLASSES)[:ROWS], RATE


_ONES = "the bias is the weight of a column of ones"
_ROWS = "added up over the rows"
_SCORES = "carried on from the scores to W and b, and added up over the rows"

LINKS: Mapping[str, Link] = {
    link.function: link
    for link in (
        Link(derivations.LINEAR_UNIT, "update_linear", steps.BINARY, linear_rows, of_unit, _ONES),
        Link(
            derivations.SIGMOID_UNIT, "update_sigmoid", steps.BINARY, sigmoid_rows, of_unit, _ONES
        ),
        Link(derivations.HINGE, "update_hinge", steps.BINARY, hinge_rows, of_cases, _ROWS),
        Link(
            derivations.SOFTMAX, "update_softmax", steps.SOFTMAX, softmax_rows, of_scores, _SCORES
        ),
    )
}

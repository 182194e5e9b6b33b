"""What an exercise declares of a derivation: all that students may see, and no route."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from autograder.derivation.shape import Size


@dataclass(frozen=True)
class Domain:
    """Where a symbol's entries are drawn: between two bounds in thousandths, or from `values`.

    `signed` draws from the mirrored interval too. Bounds keep away from 0, where quotients and
    logarithms have no value, and small enough that no exponential swamps its neighbours.
    """

    low: int = 200
    high: int = 1500
    signed: bool = False
    values: tuple[int, ...] = ()


REAL = Domain(signed=True)
POSITIVE = Domain()
#: Between 0 and 1, as a probability is.
UNIT = Domain(low=50, high=950)
#: The labels of the hinge, and those of the log loss.
SIGN = Domain(values=(-1, 1))
BIT = Domain(values=(0, 1))


@dataclass(frozen=True)
class Symbol:
    """A given name: `Symbol("x", ("N", "m"))` has entries `x[k, i]`."""

    name: str
    dims: tuple[Size, ...] = ()
    domain: Domain = REAL


class Shows(StrEnum):
    """What a line can show of the way to the result.

    LINEAR: every D that is left is of a term linear in its variable.
    LINKED: a product of derivatives through an intermediate, like D(L, s)*D(s, z).
    PASSED: every D that is left is of a given intermediate, or linear: the outer one is done.
    INNER: every D that is left is of something else than the whole.
    OPENED: every D that is left is of something written without abbreviations.
    CARRIED_OUT: no D is left that is not linear, and the rest is not simplified yet.
    """

    LINEAR = "linear"
    LINKED = "linked"
    PASSED = "passed"
    INNER = "inner"
    OPENED = "opened"
    CARRIED_OUT = "carried out"


@dataclass(frozen=True)
class Waypoint:
    """A line that a derivation must pass: it shows one of `shows`, and holds `functions`."""

    name: str
    says: str
    shows: tuple[Shows, ...]
    functions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Form:
    """How the last line is written: no D, these names alone, no function but the listed ones.

    `cases` allows ind(...), cases(...) and `if`; `sums` is the most Sum it may hold, and `size`
    the most parts: a right value in an unfinished form is not the last line.
    """

    names: tuple[str, ...]
    functions: tuple[str, ...] = ()
    cases: bool = False
    sums: int = 0
    size: int = 16


@dataclass(frozen=True)
class Goal:
    """What is to be derived. Each of `ways` is a set of left sides that together reach it.

    A left side is an expression, `D(L, w[j])`, or an update with its meaning,
    `w[j] <- w[j] - eta*D(L, w[j])`. `through` are further left sides whose chains may hold the
    waypoints.
    """

    name: str
    ways: tuple[tuple[str, ...], ...]
    form: Form
    waypoints: tuple[Waypoint, ...] = ()
    through: tuple[str, ...] = ()


@dataclass(frozen=True)
class Derivation:
    """A derivation to be written: what is given, and what is asked.

    `labels` are index letters that the exercise gives, like the true class y in C. `given` are
    the exercise's own abbreviations, lines with :=. `regimes` are conditions each of which some
    random point must fulfil: both sides of a hinge.
    """

    name: str
    title: str
    symbols: tuple[Symbol, ...]
    goals: tuple[Goal, ...]
    given: tuple[str, ...] = ()
    labels: dict[str, Size] = field(default_factory=dict)
    regimes: tuple[str, ...] = ()

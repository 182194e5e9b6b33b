"""The expressions of the language as small frozen trees.

Positions are columns of the line that an expression stands in. They take no part in equality:
two trees are equal if they say the same thing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TypeAlias


@dataclass(frozen=True, kw_only=True)
class _Placed:
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Number(_Placed):
    """An exact number: `2`, `0.5`."""

    value: Fraction


@dataclass(frozen=True)
class Name(_Placed):
    """A whole name: `eta`, `X`, `N`, `pi`, and in conditions an index letter."""

    name: str


@dataclass(frozen=True)
class Index(_Placed):
    """What stands in brackets: a letter, or a number from 0."""

    is_: str | int


@dataclass(frozen=True)
class Entry(_Placed):
    """`x[k, i]`, or a row as a column: `x[k]`."""

    name: str
    indices: tuple[Index, ...]


@dataclass(frozen=True)
class Negative(_Placed):
    """`-E`."""

    of: Node


@dataclass(frozen=True)
class Binary(_Placed):
    """`E + F`; `op` is one of + - * / @ **. `op_at` is where it stands."""

    op: str
    left: Node
    right: Node
    op_at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Transpose(_Placed):
    """`E.T`."""

    of: Node


@dataclass(frozen=True)
class Apply(_Placed):
    """A function of the list applied: `exp(E)`, `max(E, F)`, `dot(u, v)`."""

    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class Compare(_Placed):
    """A condition: `i == j`, `y*f >= 1`."""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Both(_Placed):
    """Conditions joined by `and`, or by `or`."""

    op: str
    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Sum(_Placed):
    """`Sum(k, i, E)`; a letter may be restricted: `Sum(j != y, E)`."""

    letters: tuple[Index, ...]
    conditions: tuple[Compare, ...]
    body: Node


@dataclass(frozen=True)
class Indicator(_Placed):
    """`ind(condition)`: 1 where it holds, else 0."""

    condition: Condition


@dataclass(frozen=True)
class Cases(_Placed):
    """`cases((E, condition), ...)`; the condition None is "otherwise"."""

    branches: tuple[tuple[Node, Condition | None], ...]


@dataclass(frozen=True)
class Derivative(_Placed):
    """`D(E, v)`, or with `gradient` `grad(E, v)`."""

    of: Node
    by: Name | Entry
    gradient: bool = False


Condition: TypeAlias = Compare | Both
Node: TypeAlias = (
    Number
    | Name
    | Entry
    | Negative
    | Binary
    | Transpose
    | Apply
    | Sum
    | Indicator
    | Cases
    | Derivative
)


def conditions_of(condition: Condition | None) -> Iterator[Compare]:
    """The comparisons that a condition is made of."""
    if isinstance(condition, Compare):
        yield condition
    elif isinstance(condition, Both):
        for part in condition.parts:
            yield from conditions_of(part)


def children(node: Node) -> tuple[Node, ...]:
    """The expressions directly inside `node`; conditions and the v of D(E, v) are none."""
    match node:
        case Negative(of) | Transpose(of) | Derivative(of):
            return (of,)
        case Binary(_, left, right):
            return (left, right)
        case Apply(_, arguments):
            return arguments
        case Sum(_, _, body):
            return (body,)
        case Cases(branches):
            return tuple(expression for expression, _ in branches)
        case _:
            return ()


def with_children(node: Node, new: tuple[Node, ...]) -> Node:
    """`node` with other expressions inside."""
    match node:
        case Negative() | Transpose() | Derivative():
            return replace(node, of=new[0])
        case Binary():
            return replace(node, left=new[0], right=new[1])
        case Apply():
            return replace(node, arguments=new)
        case Sum():
            return replace(node, body=new[0])
        case Cases(branches):
            pairs = zip(new, branches, strict=True)
            return replace(node, branches=tuple((e, c) for e, (_, c) in pairs))
        case _:
            return node


def sides(node: Node) -> tuple[Node, ...]:
    """Both sides of every comparison that `node` itself makes."""
    compares: list[Compare] = []
    if isinstance(node, Sum):
        compares = list(node.conditions)
    elif isinstance(node, Indicator):
        compares = list(conditions_of(node.condition))
    elif isinstance(node, Cases):
        compares = [c for _, condition in node.branches for c in conditions_of(condition)]
    return tuple(side for compare in compares for side in (compare.left, compare.right))


def walk(node: Node) -> Iterator[Node]:
    """`node` and every expression inside it, the sides of conditions included."""
    yield node
    for part in (*children(node), *sides(node)):
        yield from walk(part)


def names(node: Node) -> set[str]:
    """Every name in `node`, that of the v of a D included."""
    found = {n.name for n in walk(node) if isinstance(n, Name | Entry)}
    return found | {n.by.name for n in walk(node) if isinstance(n, Derivative)}


def size(node: Node) -> int:
    """How many expressions `node` is made of.

    >>> size(Binary("*", Number(Fraction(2)), Name("w")))
    3
    """
    return sum(1 for _ in walk(node))

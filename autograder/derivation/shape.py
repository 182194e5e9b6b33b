"""Shapes of expressions in the sizes' own names: `X` is N by m whatever N and m are.

Shapes are checked by name, so that a product which fits only because two sizes happen to be equal
is refused. Vectors are columns, and 1 by 1 is a number.
"""

from __future__ import annotations

from autograder.derivation.fault import LanguageError
from autograder.derivation.parse import ENTRYWISE, constant
from autograder.derivation.tree import Apply, Binary, Derivative, Node

Size = str | int
Kind = tuple[Size, Size]

NUMBER: Kind = (1, 1)


def words(kind: Kind) -> str:
    """A shape in words.

    >>> words(("N", "m")), words(("m", 1)), words((1, "m")), words((1, 1))
    ('N by m', 'a column of m', 'a row of m', 'a number')
    """
    rows, columns = kind
    if kind == NUMBER:
        return "a number"
    if columns == 1:
        return f"a column of {rows}"
    return f"a row of {columns}" if rows == 1 else f"{rows} by {columns}"


def of_dims(dims: tuple[Size, ...]) -> Kind:
    """The shape of a whole name with that many indices: vectors are columns."""
    if not dims:
        return NUMBER
    return (dims[0], 1) if len(dims) == 1 else (dims[0], dims[1])


def to_dims(kind: Kind) -> tuple[Size, ...]:
    """The indices that a value of this shape takes.

    >>> to_dims(("N", 1)), to_dims((1, 1)), to_dims((1, "m"))
    (('N',), (), (1, 'm'))
    """
    if kind == NUMBER:
        return ()
    return (kind[0],) if kind[1] == 1 else kind


def binary(node: Binary, left: Kind, right: Kind) -> Kind:
    """The shape of `left op right`; LanguageError if they do not fit."""
    if node.op == "@":
        if left[1] != right[0]:
            raise LanguageError(
                f"@ does not fit: {words(left)} @ {words(right)}; "
                "the columns on the left must be the rows on the right",
                node.op_at,
            )
        return (left[0], right[1])
    if node.op == "**":
        if right != NUMBER:
            raise LanguageError(f"a power is a number, this is {words(right)}", node.op_at)
        return left
    if left == right:
        return left
    if NUMBER in (left, right):
        number = node.left if left == NUMBER else node.right
        if node.op in "*/" or constant(number) is not None:
            return right if left == NUMBER else left
        raise LanguageError(
            f"`{node.op}` joins {words(left)} and {words(right)}; "
            "only a literal number is added to every entry",
            node.op_at,
        )
    raise LanguageError(
        f"`{node.op}` needs equal shapes: {words(left)} and {words(right)}", node.op_at
    )


def apply(node: Apply, kinds: tuple[Kind, ...]) -> Kind:
    """The shape of a function's value."""
    first = kinds[0]
    if node.function in ENTRYWISE:
        return first
    if node.function == "diag":
        if first == NUMBER or first[1] != 1:
            raise LanguageError(f"diag takes a column, this is {words(first)}", node.at)
        return (first[0], first[0])
    if node.function == "dot":
        if first != kinds[1] or first[1] != 1:
            raise LanguageError(
                f"dot takes two columns alike, these are {words(first)} and {words(kinds[1])}",
                node.at,
            )
        return NUMBER
    plus = Binary("+", node.arguments[0], node.arguments[1], op_at=node.at)
    return binary(plus, first, kinds[1])


def derivative(node: Derivative, of: Kind, by: Kind) -> Kind:
    """The shape of D(E, v), rows the entries of E, or of grad(E, v), that of v."""
    if node.gradient:
        if of != NUMBER:
            raise LanguageError(f"grad is of a number, this is {words(of)}; use D", node.at)
        return by
    if by == NUMBER:
        return of
    if of[1] == 1 and by[1] == 1:
        return (of[0], by[0])
    raise LanguageError(
        f"D of {words(of)} by {words(by)} is no matrix; use grad, or D with respect to one entry",
        node.at,
    )


def same(kinds: tuple[Kind, ...], node: Node) -> Kind:
    """The one shape that all cases have."""
    for kind in kinds[1:]:
        if kind != kinds[0]:
            raise LanguageError(
                f"the cases differ in shape: {words(kinds[0])} and {words(kind)}", node.at
            )
    return kinds[0]

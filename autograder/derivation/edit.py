"""Single changes of an expression, each the making or the undoing of a slip.

`edits(right)` are the wrong lines that one slip makes of a right one; among `edits(wrong)`, where
the slip can be undone by one change, is the right one, and its place is where the caret goes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from autograder.derivation import tree
from autograder.derivation.parse import constant
from autograder.derivation.tree import Node
from autograder.derivation.verdict import Slip

_OTHER_FUNCTIONS = {
    "sin": ("cos",),
    "cos": ("sin",),
    "exp": ("log", "sigma"),
    "log": ("exp",),
    "sigma": ("tanh", "exp"),
    "tanh": ("sigma",),
    "sqrt": ("log",),
    "abs": (),
}
_ONE, _ZERO = tree.Number(Fraction(1)), tree.Number(Fraction(0))


@dataclass(frozen=True)
class Edit:
    """A changed expression: the kind of slip, the part changed, and the place of the change."""

    slip: Slip
    node: Node
    part: Node
    at: int


def edits(node: Node, letters_in_use: tuple[str, ...]) -> Iterator[Edit]:
    """Every single change of `node`; indices become other letters of those in use.

    >>> from autograder.derivation.reader import normalise
    >>> from autograder.derivation.parse import parse
    >>> from autograder.derivation.typeset import plain
    >>> [(e.slip.name, plain(e.node)) for e in edits(parse(normalise("-x[k]")), ("k", "j"))]
    [('SIGN', 'x[k]'), ('INDEX', '-x[j]')]
    """
    if isinstance(node, tree.Sum):
        letters_in_use += tuple(str(letter.is_) for letter in node.letters)
    for slip, changed, at in _here(node, tuple(dict.fromkeys(letters_in_use))):
        yield Edit(slip, changed, node, at)
    inside = tree.children(node)
    for i, child in enumerate(inside):
        for edit in edits(child, letters_in_use):
            whole = tree.with_children(node, (*inside[:i], edit.node, *inside[i + 1 :]))
            yield replace(edit, node=whole)


def _here(node: Node, in_use: tuple[str, ...]) -> Iterator[tuple[Slip, Node, int]]:
    match node:
        case tree.Negative(of):
            yield Slip.SIGN, of, node.at
        case tree.Binary():
            yield from _binary(node)
        case tree.Transpose(of):
            yield Slip.TRANSPOSED, of, node.at
        case tree.Apply(function, (of,)) if function != "diag":
            for other in _OTHER_FUNCTIONS[function]:
                yield Slip.FUNCTION, replace(node, function=other), node.at
            yield Slip.FUNCTION, of, node.at
        case tree.Sum(summed, _, body):
            yield Slip.SUM, body, node.at
            if node.conditions:
                yield Slip.KRONECKER, replace(node, conditions=()), node.at
            if len(summed) > 1:
                for i in range(len(summed)):
                    rest = summed[:i] + summed[i + 1 :]
                    yield Slip.SUM, replace(node, letters=rest), summed[i].at
        case tree.Entry(_, indices):
            for i, index in enumerate(indices):
                for letter in in_use:
                    if letter != index.is_:
                        new = replace(index, is_=letter)
                        changed = replace(node, indices=(*indices[:i], new, *indices[i + 1 :]))
                        yield Slip.INDEX, changed, index.at
        case tree.Indicator(condition):
            kind = Slip.KRONECKER if _of_letters(condition) else Slip.CASE
            yield kind, _ONE, node.at
            yield kind, _ZERO, node.at
            for turned in _opposite(condition):
                yield kind, replace(node, condition=turned), node.at
        case tree.Cases(branches):
            for expression, _ in branches:
                yield Slip.CASE, expression, node.at
            if len(branches) == 2:
                (a, p), (b, q) = branches
                yield Slip.CASE, replace(node, branches=((b, p), (a, q))), node.at


def _binary(node: tree.Binary) -> Iterator[tuple[Slip, Node, int]]:
    left, right, at = node.left, node.right, node.op_at
    match node.op:
        case "+" | "-":
            yield Slip.SIGN, replace(node, op="-" if node.op == "+" else "+"), at
            yield Slip.TERM, left, at
            yield Slip.TERM, right if node.op == "+" else tree.Negative(right, at=right.at), at
        case "*":
            yield _lost(right), left, at
            yield _lost(left), right, at
        case "/":
            yield _lost(right), left, at
            yield Slip.FUNCTION, replace(node, op="*"), at
        case "**":
            yield Slip.FUNCTION, left, at
            power = constant(right)
            if power is not None:
                lower = tree.Number(power - 1, at=right.at)
                yield Slip.FUNCTION, replace(node, right=lower), right.at
                higher = tree.Number(power + 1, at=right.at)
                yield Slip.FUNCTION, replace(node, right=higher), right.at
        case "@":
            yield Slip.TRANSPOSED, replace(node, left=right, right=left), at
            yield Slip.TRANSPOSED, replace(node, left=tree.Transpose(left, at=left.at)), left.at
            yield Slip.TRANSPOSED, replace(node, right=tree.Transpose(right, at=right.at)), right.at
            yield Slip.TERM, left, at
            yield Slip.TERM, right, at


def _lost(factor: Node) -> Slip:
    """What it is called when this factor is lost."""
    if constant(factor) is not None or isinstance(factor, tree.Name):
        return Slip.FACTOR
    if any(isinstance(part, tree.Derivative) for part in tree.walk(factor)):
        return Slip.INNER
    return Slip.KRONECKER if isinstance(factor, tree.Indicator) else Slip.TERM


def _of_letters(condition: tree.Condition) -> bool:
    """Whether only names and numbers are compared, as index letters are."""
    sides = [side for c in tree.conditions_of(condition) for side in (c.left, c.right)]
    return all(isinstance(side, tree.Name | tree.Number) for side in sides)


def _opposite(condition: tree.Condition) -> Iterator[tree.Condition]:
    signs = {"==": "!=", "!=": "==", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
    if isinstance(condition, tree.Compare):
        yield replace(condition, op=signs[condition.op])

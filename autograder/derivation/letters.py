"""The index letters that stand free in an expression."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from autograder.derivation import tree
from autograder.derivation.parse import RESERVED
from autograder.derivation.scope import Scope
from autograder.derivation.tree import Node


def free(
    scope: Scope, node: Node, bound: frozenset[str] = frozenset()
) -> Iterator[tuple[str, str]]:
    """The letters that stand free in `node`, each with the words for where it does."""
    match node:
        case tree.Entry(_, indices):
            for index in indices:
                if isinstance(index.is_, str) and index.is_ not in bound:
                    yield index.is_, "free on this line"
        case tree.Derivative(of, tree.Entry(name, indices)):
            whole = of.name if isinstance(of, tree.Name) else "..."
            inside = ", ".join(str(index.is_) for index in indices)
            for index in indices:
                if isinstance(index.is_, str) and index.is_ not in bound:
                    yield index.is_, f"the coordinate in D({whole}, {name}[{inside}])"
        case tree.Sum(letters):
            bound = bound | {str(letter.is_) for letter in letters}
    for side in tree.sides(node):
        if isinstance(side, tree.Name):
            unknown = scope.dims(side.name) is None and side.name not in RESERVED
            if unknown and side.name not in bound:
                yield side.name, "free on this line"
    for part in (*tree.children(node), *tree.sides(node)):
        yield from free(scope, part, bound)


def of(entry: tree.Entry) -> list[str]:
    """The letters in an entry's brackets."""
    return [index.is_ for index in entry.indices if isinstance(index.is_, str)]


def all_of(node: Node) -> tuple[str, ...]:
    """Every index letter that stands in brackets in `node`, in order."""
    found: list[str] = []
    for part in tree.walk(node):
        if isinstance(part, tree.Entry):
            found += of(part)
        elif isinstance(part, tree.Derivative) and isinstance(part.by, tree.Entry):
            found += of(part.by)
    return tuple(dict.fromkeys(found))


def place(letter: str, node: Node) -> int:
    """The column where `letter` first stands in `node`."""
    for part in tree.walk(node):
        if isinstance(part, tree.Entry):
            for index in part.indices:
                if index.is_ == letter:
                    return index.at
        elif isinstance(part, tree.Name) and part.name == letter:
            return part.at
    return node.at


def renamed(node: Node, names: Mapping[str, str]) -> Node:
    """`node` with its index letters called otherwise."""
    if isinstance(node, tree.Entry):
        return replace(node, indices=tuple(_index(i, names) for i in node.indices))
    if isinstance(node, tree.Sum):
        node = replace(node, letters=tuple(_index(i, names) for i in node.letters))
    if isinstance(node, tree.Derivative) and isinstance(node.by, tree.Entry):
        by = replace(node.by, indices=tuple(_index(i, names) for i in node.by.indices))
        node = replace(node, by=by)
    return tree.with_children(node, tuple(renamed(c, names) for c in tree.children(node)))


def _index(index: tree.Index, names: Mapping[str, str]) -> tree.Index:
    return (
        replace(index, is_=names.get(index.is_, index.is_)) if isinstance(index.is_, str) else index
    )

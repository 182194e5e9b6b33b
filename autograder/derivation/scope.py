"""The names of a derivation: what is given, what is abbreviated, and what reaches what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from autograder.derivation import tree
from autograder.derivation.parse import SIZES
from autograder.derivation.shape import Kind, Size
from autograder.derivation.tree import Node


@dataclass(frozen=True)
class Expression:
    """A tree with its meaning: its shape, and the ranges of its free letters and of its sums.

    `ranges` gives the ranges of the letters of each Sum, by the identity of its node.
    """

    node: Node
    kind: Kind
    letters: Mapping[str, Size]
    ranges: Mapping[int, tuple[Size, ...]]


@dataclass(frozen=True)
class Definition:
    """An abbreviation: `name[parameters] := body`. `dims` are the ranges of all its indices."""

    name: str
    parameters: tuple[str, ...]
    body: Expression
    dims: tuple[Size, ...]


@dataclass
class Scope:
    """The names of a derivation: its symbols, labels and abbreviations so far."""

    symbols: Mapping[str, tuple[Size, ...]]
    labels: Mapping[str, Size] = field(default_factory=dict)
    definitions: dict[str, Definition] = field(default_factory=dict)

    def dims(self, name: str) -> tuple[Size, ...] | None:
        """The ranges of the indices of `name`, None if there is no such name."""
        if name in self.symbols:
            return self.symbols[name]
        found = self.definitions.get(name)
        return found.dims if found else None

    def resolved(self, node: Node) -> Node:
        """`node` with X read as x where only x is there (they are one array), and so on."""
        match node:
            case tree.Name(name) | tree.Entry(name):
                return replace(node, name=self._canonical(name))
            case tree.Derivative(by=by):
                by = replace(by, name=self._canonical(by.name))
                return replace(node, of=self.resolved(node.of), by=by)
            case tree.Sum(conditions=conditions):
                node = replace(node, conditions=tuple(map(self._compare, conditions)))
            case tree.Indicator(condition):
                return replace(node, condition=self._condition(condition))
            case tree.Cases(branches):
                pairs = tuple((e, c and self._condition(c)) for e, c in branches)
                node = replace(node, branches=pairs)
        return tree.with_children(node, tuple(self.resolved(c) for c in tree.children(node)))

    def _condition(self, condition: tree.Condition) -> tree.Condition:
        if isinstance(condition, tree.Compare):
            return self._compare(condition)
        return replace(condition, parts=tuple(self._condition(p) for p in condition.parts))

    def _compare(self, compare: tree.Compare) -> tree.Compare:
        left, right = self.resolved(compare.left), self.resolved(compare.right)
        return replace(compare, left=left, right=right)

    def _canonical(self, name: str) -> str:
        if self.dims(name) is None and len(name) == 1:
            other = name.swapcase()
            dims = self.dims(other)
            if dims is not None and len(dims) == 2 and other not in SIZES:
                return other
        return name

    def reach(self, node: Node, stop: str = "") -> frozenset[str]:
        """Every name that `node` leads to, abbreviations opened, that of `stop` not."""
        found: set[str] = set()
        waiting = list(tree.names(node))
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                if name in self.definitions and name != stop:
                    waiting.extend(tree.names(self.definitions[name].body.node))
        return frozenset(found)

    def sizes(self) -> set[str]:
        """The sizes that the exercise has, by name."""
        all_dims = [*self.symbols.values(), *((size,) for size in self.labels.values())]
        return {size for dims in all_dims for size in dims if isinstance(size, str)}

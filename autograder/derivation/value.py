"""The value of an expression at a point, for sizes that are plain numbers."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from autograder.derivation import tree
from autograder.derivation.array import (
    Array,
    Result,
    array,
    entries,
    made,
    mapped,
    size_of,
    transposed,
    zipped,
)
from autograder.derivation.number import Arithmetic, Dual, Undefined, Value, ordered
from autograder.derivation.parse import ENTRYWISE
from autograder.derivation.point import Point
from autograder.derivation.scope import Expression, Scope
from autograder.derivation.shape import Size


@dataclass
class _Layer:
    """A name of which an entry is moved by epsilon, and the abbreviations seen through it.

    `inner` are the layers within, by name and entry: every D by the same entry shares one, so
    that an abbreviation is differentiated once, however many lines and terms ask for it.
    """

    parent: _Layer | None = None
    name: str = ""
    whole: Result = None
    tag: int = 0
    cache: dict[str, Result] = field(default_factory=dict)
    entries: dict[tuple[str, tuple[int, ...]], Result] = field(default_factory=dict)
    inner: dict[tuple[str, int], _Layer] = field(default_factory=dict)


class Evaluator:
    """Evaluates expressions of one scope at one point, for one choice of the given labels."""

    def __init__(
        self, scope: Scope, point: Point, labels: Mapping[str, int], arithmetic: Arithmetic
    ) -> None:
        self._scope = scope
        self._point = point
        self._labels = dict(labels)
        self._number = arithmetic
        self._symbols = {name: self._symbol(name) for name in scope.symbols}
        self._ground = _Layer()
        self._layer = self._ground
        self._ranges: Mapping[int, tuple[Size, ...]] = {}
        self._letters: dict[str, int] = {}
        self._reach: dict[str, frozenset[str]] = {}
        #: Which way each comparison of numbers went, by the identity of its node.
        self.branches: dict[int, set[bool]] = {}
        self._rules: dict[type, Callable[..., Result]] = {
            tree.Number: self._literal,
            tree.Name: self._name,
            tree.Entry: self._entry,
            tree.Negative: self._negative,
            tree.Binary: self._binary,
            tree.Transpose: self._transpose,
            tree.Apply: self._apply,
            tree.Sum: self._sum,
            tree.Indicator: self._indicator,
            tree.Cases: self._cases,
            tree.Derivative: self._derivative,
        }

    def evaluate(self, expression: Expression, letters: Mapping[str, int]) -> Result:
        """The value of `expression` with its free letters as given; `Undefined` if it has none."""
        before = self._letters, self._ranges
        self._letters, self._ranges = {**self._labels, **letters}, expression.ranges
        try:
            return self._value(expression.node)
        finally:
            self._letters, self._ranges = before

    def holds(self, condition: tree.Condition) -> bool:
        """Whether a condition without free letters holds here."""
        self._letters = dict(self._labels)
        return self._condition(condition)

    def _size(self, size: Size) -> int:
        return size if isinstance(size, int) else self._point.sizes[size]

    def _symbol(self, name: str) -> Result:
        dims = tuple(self._size(d) for d in self._scope.symbols[name])
        flat = tuple(self._number.number(*pair) for pair in self._point.values[name])
        return made(dims[0] if dims else 1, dims[1] if len(dims) == 2 else 1, flat)

    def _value(self, node: tree.Node) -> Result:
        self._number.step()
        try:
            return self._rules[type(node)](node)
        except Undefined as error:
            at = error.at or (node.op_at if isinstance(node, tree.Binary) else node.at)
            raise Undefined(error.fact, at) from None

    def _literal(self, node: tree.Number) -> Value:
        value = node.value
        if value.denominator == 1:
            return int(value)
        return self._number.number(value.numerator, value.denominator)

    def _name(self, node: tree.Name) -> Result:
        name = node.name
        if name in self._letters:
            return self._letters[name]
        if name in self._point.sizes:
            return self._point.sizes[name]
        if name in ("e", "pi") and self._scope.dims(name) is None:
            context = self._number.context
            return +context.pi if name == "pi" else +context.e
        return self._whole(name)

    def _at(self, node: tree.Entry) -> tuple[int, ...]:
        letters = self._letters
        return tuple([i.is_ if isinstance(i.is_, int) else letters[i.is_] for i in node.indices])

    def _entry(self, node: tree.Entry) -> Result:
        at = self._at(node)
        definition = self._scope.definitions.get(node.name)
        if definition is not None and len(definition.parameters) == len(at):
            layer = self._seen_from(node.name)
            if layer.name != node.name:
                return self._defined(node.name, at, layer)
        whole = self._whole(node.name)
        if not isinstance(whole, Array):
            return whole
        if len(at) == 2:
            return whole.flat[at[0] * whole.columns + at[1]]
        if whole.columns == 1 and len(self._scope.dims(node.name) or ()) == 1:
            return whole.flat[at[0]]
        start = at[0] * whole.columns
        return made(whole.columns, 1, whole.flat[start : start + whole.columns])

    def _whole(self, name: str) -> Result:
        """All of a name, seen through the derivatives around."""
        layer = self._seen_from(name)
        if layer.name == name:
            return layer.whole
        if name in self._symbols:
            return self._symbols[name]
        if name not in layer.cache:
            layer.cache[name] = self._family(name, layer)
        return layer.cache[name]

    def _seen_from(self, name: str) -> _Layer:
        """The innermost layer that moves `name`, or something that it depends on."""
        layer = self._layer
        while layer.parent is not None:
            if layer.name == name or self._depends(name, layer.name):
                break
            layer = layer.parent
        return layer

    def _defined(self, name: str, at: tuple[int, ...], layer: _Layer) -> Result:
        """An abbreviation for its parameters `at`, as seen from a layer."""
        found = layer.entries.get((name, at))
        if found is None:
            definition = self._scope.definitions[name]
            before = self._layer
            self._layer = layer
            try:
                letters = dict(zip(definition.parameters, at, strict=True))
                found = self.evaluate(definition.body, letters)
            finally:
                self._layer = before
            layer.entries[name, at] = found
        return found

    def _depends(self, name: str, on: str) -> bool:
        definition = self._scope.definitions.get(name)
        if definition is None:
            return False
        if name not in self._reach:
            self._reach[name] = self._scope.reach(definition.body.node)
        return on in self._reach[name]

    def _family(self, name: str, layer: _Layer) -> Result:
        """Every entry of an abbreviation."""
        definition = self._scope.definitions[name]
        sizes = [self._size(d) for d in definition.dims]
        parameters = definition.parameters
        flat: list[Value] = []
        for at in itertools.product(*(range(s) for s in sizes[: len(parameters)])):
            flat.extend(entries(self._defined(name, at, layer)))
        rows = sizes[0] if sizes else 1
        return made(rows, sizes[1] if len(sizes) == 2 else 1, tuple(flat))

    def _negative(self, node: tree.Negative) -> Result:
        return mapped(self._number.negative, self._value(node.of))

    def _binary(self, node: tree.Binary) -> Result:
        left, right = self._value(node.left), self._value(node.right)
        number = self._number
        match node.op:
            case "+":
                return zipped(number.add, left, right)
            case "-":
                return zipped(number.subtract, left, right)
            case "*":
                return zipped(number.multiply, left, right)
            case "/":
                return zipped(number.divide, left, right)
            case "**":
                return mapped(lambda base: number.power(base, right), left)
        return self._product(left, right)

    def _product(self, left: Result, right: Result) -> Result:
        a, b = array(left), array(right)
        flat = [
            self._total(
                self._number.multiply(a.flat[i * a.columns + k], b.flat[k * b.columns + j])
                for k in range(a.columns)
            )
            for i in range(a.rows)
            for j in range(b.columns)
        ]
        return made(a.rows, b.columns, tuple(flat))

    def _total(self, values: Iterator[Value]) -> Value:
        total = next(values)
        for value in values:
            total = self._number.add(total, value)
        return total

    def _transpose(self, node: tree.Transpose) -> Result:
        result = self._value(node.of)
        return transposed(result) if isinstance(result, Array) else result

    def _apply(self, node: tree.Apply) -> Result:
        arguments = [self._value(a) for a in node.arguments]
        if node.function in ENTRYWISE:
            if node.function == "abs":
                self._went(node, self._number.plain(entries(arguments[0])[0]) > 0)
            return mapped(partial(self._number.apply, node.function), arguments[0])
        match node.function:
            case "max":
                return zipped(partial(self._larger, node), *arguments)
            case "dot":
                return self._product(transposed(array(arguments[0])), arguments[1])
        column = entries(arguments[0])
        n = len(column)
        return made(n, n, tuple(column[i] if i == j else 0 for i in range(n) for j in range(n)))

    def _larger(self, node: tree.Apply, a: Value, b: Value) -> Value:
        left = bool(self._number.plain(a) > self._number.plain(b))
        self._went(node, left)
        return a if left else b

    def _went(self, node: tree.Node | tree.Compare, way: bool) -> None:
        self.branches.setdefault(id(node), set()).add(way)

    def _sum(self, node: tree.Sum) -> Result:
        total: Result = None
        names = [str(letter.is_) for letter in node.letters]
        sizes = [self._size(s) for s in self._ranges[id(node)]]
        for at in itertools.product(*(range(s) for s in sizes)):
            self._letters.update(zip(names, at, strict=True))
            if all(self._condition(c) for c in node.conditions):
                term = self._value(node.body)
                total = term if total is None else zipped(self._number.add, total, term)
        for name in names:
            self._letters.pop(name, None)
        return 0 if total is None else total

    def _indicator(self, node: tree.Indicator) -> Value:
        return 1 if self._condition(node.condition) else 0

    def _cases(self, node: tree.Cases) -> Result:
        exclusive = node.branches[-1][1] is not None  # cases(...), and no chain of if and else
        chosen: tree.Node | None = None
        for expression, condition in node.branches:
            if condition is not None and not self._condition(condition):
                continue
            if chosen is not None:
                raise Undefined("two cases hold at once; their conditions must exclude", node.at)
            chosen = expression
            if not exclusive:
                break
        if chosen is not None:
            return self._value(chosen)
        raise Undefined("no case covers this point; add one, or end with `else`", node.at)

    def _condition(self, condition: tree.Condition) -> bool:
        if isinstance(condition, tree.Both):
            join = all if condition.op == "and" else any
            return join([self._condition(part) for part in condition.parts])
        a = self._number.plain(self._value(condition.left))
        b = self._number.plain(self._value(condition.right))
        way = ordered(condition.op, a, b)
        if not (type(a) is int and type(b) is int):
            self._went(condition, way)
        return way

    def _derivative(self, node: tree.Derivative) -> Result:
        """Move each entry of v by an epsilon of its own, and read off what comes of E."""
        whole = self._whole(node.by.name)
        flat = entries(whole)
        moved = self._moved(node.by, whole)
        outer = self._layer
        tag = outer.tag + 1
        columns: list[tuple[Value, ...]] = []
        of: Result = None
        for k in moved:
            inner = outer.inner.get((node.by.name, k))
            if inner is None:
                seeded = (*flat[:k], Dual(tag, flat[k], 1), *flat[k + 1 :])
                moved_whole = replace(whole, flat=seeded) if len(flat) > 1 else seeded[0]
                inner = _Layer(outer, node.by.name, moved_whole, tag)
                outer.inner[node.by.name, k] = inner
            self._layer = inner
            try:
                of = self._value(node.of)
            finally:
                self._layer = outer
            columns.append(tuple(_slope(v, tag) for v in entries(of)))
        if len(moved) == 1:  # by a number: the shape of E
            return made(*size_of(of), columns[0])
        if node.gradient:
            by = self._value(node.by)
            return Array(by.rows, by.columns, tuple(column[0] for column in columns))
        rows = len(columns[0])
        jacobian = tuple(columns[j][i] for i in range(rows) for j in range(len(moved)))
        return made(rows, len(moved), jacobian)

    def _moved(self, by: tree.Name | tree.Entry, whole: Result) -> list[int]:
        """Which entries of a name `by` stands for, row by row."""
        if isinstance(by, tree.Name) or not isinstance(whole, Array):
            return list(range(len(entries(whole))))
        first, *second = self._at(by)
        start = first * whole.columns
        return [start + second[0]] if second else list(range(start, start + whole.columns))


def _slope(value: Value, tag: int) -> Value:
    return value.slope if isinstance(value, Dual) and value.tag == tag else 0

"""What an expression means: its shape, and the ranges of its index letters.

An index's range comes from where it stands (`x[k, i]` makes k run over N and i over m); a letter
with two ranges, a letter in use bound again and a name that nothing gives are errors with a place.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass

from autograder.derivation import letters, shape, tree
from autograder.derivation.fault import LanguageError
from autograder.derivation.parse import CONSTANTS, SIZES
from autograder.derivation.scope import Expression, Scope
from autograder.derivation.shape import NUMBER, Kind, Size
from autograder.derivation.tree import Name, Node

#: The most terms that a line may have once its sums are written out, every range as LARGEST: what
#: is beyond it is refused before anything is computed. `number` bounds the work itself.
MAX_TERMS = 60_000
LARGEST = 4


def meaning(
    scope: Scope,
    node: Node,
    taken: Mapping[str, Size | None] | None = None,
    why: Mapping[str, str] | None = None,
) -> Expression:
    """`node` with its meaning in a chain whose coordinates are `taken`; LanguageError if none.

    `why` says of a coordinate what it is, after "is already".
    """
    walk = _Walk(scope, taken or {}, why or {}, node)
    kind = walk.kind(node)
    return Expression(node, kind, walk.free(), walk.ranges)


@dataclass
class _Letter:
    why: str
    range: Size | None = None
    used: bool = False


class _Walk:
    """One walk over an expression, with the letters in use on the way."""

    def __init__(
        self,
        scope: Scope,
        taken: Mapping[str, Size | None],
        why: Mapping[str, str],
        node: Node,
    ) -> None:
        self._scope = scope
        self._node = node
        self._terms = 0
        self.ranges: dict[int, tuple[Size, ...]] = {}
        self._factor = 1
        self._equal: list[tuple[str, str]] = []
        self._letters = {
            letter: _Letter("given", size, used=True) for letter, size in scope.labels.items()
        }
        for letter, size in taken.items():
            words = why.get(letter, "a letter on the left side")
            self._letters.setdefault(letter, _Letter(words, size))
        for letter, words in letters.free(scope, node):
            self._letters.setdefault(letter, _Letter(words))

    def free(self) -> dict[str, Size]:
        """The ranges of the free letters that stand on the line."""
        self._settle()
        found: dict[str, Size] = {}
        for letter, state in self._letters.items():
            if state.used and state.range is not None and state.why != "given":
                found[letter] = state.range
        return found

    def kind(self, node: Node) -> Kind:
        self._terms += self._factor
        if self._terms > MAX_TERMS:
            raise LanguageError("sums nest too deep here: this would take too long", node.at)
        match node:
            case tree.Number():
                return NUMBER
            case tree.Name():
                return self._name(node)
            case tree.Entry():
                return self._entry(node)
            case tree.Negative(of):
                return self.kind(of)
            case tree.Transpose(of):
                rows, columns = self.kind(of)
                return (columns, rows)
            case tree.Binary(_, left, right):
                return shape.binary(node, self.kind(left), self.kind(right))
            case tree.Apply(_, arguments):
                return shape.apply(node, tuple(self.kind(a) for a in arguments))
            case tree.Sum():
                return self._sum(node)
            case tree.Indicator(condition):
                self._condition(condition)
                return NUMBER
            case tree.Cases(branches):
                kinds = tuple(self.kind(expression) for expression, _ in branches)
                for _, test in branches:
                    self._condition(test)
                return shape.same(kinds, node)
            case tree.Derivative():
                return self._derivative(node)

    def _name(self, node: Name) -> Kind:
        name = node.name
        if name in CONSTANTS:
            return NUMBER
        if name in SIZES:
            if name not in self._scope.sizes():
                raise LanguageError(f"there is no size {name} in this exercise", node.at)
            return NUMBER
        dims = self._scope.dims(name)
        if dims is not None:
            return shape.of_dims(dims)
        if name in self._letters:
            raise LanguageError(
                f"`{name}` is an index; it stands in brackets and in conditions only", node.at
            )
        raise LanguageError(f"`{name}` is not given{self._close(name)}", node.at)

    def _close(self, name: str) -> str:
        known = [*self._scope.symbols, *self._scope.definitions]
        if name[0] == "d" and name[1:] in known:
            return f"; a derivative is written D({name[1:]}, v)"
        close = difflib.get_close_matches(name, known, n=1)
        return f"; did you mean {close[0]}?" if close else "; define it by :="

    def _entry(self, node: tree.Entry) -> Kind:
        dims = self._scope.dims(node.name)
        if dims is None:
            if node.name in self._letters:
                raise LanguageError(f"`{node.name}` is an index and has no entries", node.at)
            raise LanguageError(f"`{node.name}` is not given{self._close(node.name)}", node.at)
        if len(node.indices) > len(dims):
            has = ("no index", "one index", "two indices")[len(dims)]
            raise LanguageError(f"{node.name} has {has}", node.indices[len(dims)].at)
        for index, size in zip(node.indices, dims, strict=False):
            self._stands(index, size)
        return shape.of_dims(dims[len(node.indices) :])

    def _stands(self, index: tree.Index, size: Size) -> None:
        """Note that `index` stands where `size` entries are."""
        if isinstance(index.is_, int):
            # A size that has a name is at least 2.
            if index.is_ >= (size if isinstance(size, int) else 2):
                raise LanguageError(
                    f"there may be no entry {index.is_}; indices count from 0", index.at
                )
            return
        if self._scope.dims(index.is_) is not None and index.is_ not in self._scope.labels:
            raise LanguageError(f"`{index.is_}` is a name, not an index letter", index.at)
        state = self._letters[index.is_]
        state.used = True
        if state.range is None:
            state.range = size
        elif state.range != size:
            raise LanguageError(
                f"`{index.is_}` runs over {state.range} in one place and over {size} here",
                index.at,
            )

    def _sum(self, node: tree.Sum) -> Kind:
        for letter in node.letters:
            name = str(letter.is_)
            if self._scope.dims(name) is not None:
                raise LanguageError(f"`{name}` is a name; Sum runs over a letter", letter.at)
            if name in self._letters:
                why = self._letters[name].why
                raise LanguageError(f"`{name}` is already {why}; use another letter", letter.at)
        for letter in node.letters:
            self._letters[str(letter.is_)] = _Letter("a letter of the Sum around")
        factor = self._factor
        self._factor *= LARGEST ** len(node.letters)
        kind = self.kind(node.body)
        for compare in node.conditions:
            self._condition(compare)
        self._factor = factor
        self._settle()
        sizes: list[Size] = []
        for letter in node.letters:
            size = self._letters.pop(str(letter.is_)).range
            if size is None:
                raise LanguageError(f"`{letter.is_}` does not stand in what is summed", letter.at)
            sizes.append(size)
        self.ranges[id(node)] = tuple(sizes)
        return kind

    def _derivative(self, node: tree.Derivative) -> Kind:
        by = self.kind(node.by)
        if node.by.name not in self._scope.reach(node.of, stop=node.by.name):
            raise LanguageError(
                f"`{node.by.name}` is not reached by name from what is differentiated",
                node.by.at,
            )
        factor = self._factor
        rows, columns = by
        self._factor *= 2 * (1 if rows == 1 else LARGEST) * (1 if columns == 1 else LARGEST)
        of = self.kind(node.of)
        self._factor = factor
        return shape.derivative(node, of, by)

    def _condition(self, condition: tree.Condition | None) -> None:
        for compare in tree.conditions_of(condition):
            sides = (compare.left, compare.right)
            letters = [self._letter(side) for side in sides]
            if letters[0] is not None and letters[1] is not None:
                self._compared(letters[0], letters[1])
            elif letters[0] is not None or letters[1] is not None:
                other = sides[1] if letters[0] is not None else sides[0]
                if not isinstance(other, tree.Number):
                    raise LanguageError("an index is compared with an index", other.at)
            else:
                for side in sides:
                    if self.kind(side) != NUMBER:
                        raise LanguageError("a condition compares numbers", side.at)

    def _letter(self, node: Node) -> str | None:
        if not isinstance(node, Name) or node.name not in self._letters:
            return None
        known = self._scope.dims(node.name) is not None and node.name not in self._scope.labels
        return None if known else node.name

    def _compared(self, left: str, right: str) -> None:
        self._letters[left].used = self._letters[right].used = True
        self._equal.append((left, right))

    def _settle(self) -> None:
        """Give letters that are compared one range."""
        for left, right in [*self._equal, *reversed(self._equal)]:
            a, b = self._letters.get(left), self._letters.get(right)
            if a and b:
                a.range = a.range or b.range
                b.range = b.range or a.range
                if a.range != b.range:
                    raise LanguageError(
                        f"`{left}` runs over {a.range} and `{right}` over {b.range}: "
                        "they are never compared",
                        self._node.at,
                    )

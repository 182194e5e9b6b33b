"""A chain of lines, and whether its left side is the one that an exercise asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from autograder.derivation import letters
from autograder.derivation.parse import parse, parse_target
from autograder.derivation.reader import read
from autograder.derivation.scope import Expression, Scope
from autograder.derivation.shape import Size
from autograder.derivation.tree import Node
from autograder.derivation.verdict import Verdict


@dataclass(frozen=True)
class Step:
    """One expression of a chain; line 0 is what the exercise itself declares."""

    line: int
    expression: Expression
    verdict: Verdict


@dataclass(frozen=True)
class Head:
    """The left side of a chain; that of an update has its meaning in `value`."""

    node: Node
    update: bool = False
    value: Node | None = None


@dataclass
class Chain:
    """The expressions that are linked by = or by <-."""

    number: int
    update: bool = False
    head: Head | None = None
    steps: list[Step] = field(default_factory=list)
    why: Mapping[str, str] = field(default_factory=dict)
    base: Expression | None = None

    def start(self, head: Head, expression: Expression, line: int) -> None:
        """Begin with what the left side means."""
        self.head = head
        self.steps = [Step(line, expression, Verdict.STARTS)]

    @property
    def letters(self) -> Mapping[str, Size]:
        """The coordinates: the free letters of the left side."""
        return self.steps[0].expression.letters if self.steps else {}

    @property
    def last(self) -> Step | None:
        return self.steps[-1] if self.steps else None

    @property
    def final(self) -> Step | None:
        """The last line that a student wrote."""
        return self.steps[-1] if len(self.steps) > 1 else None

    @property
    def sound(self) -> Step | None:
        """The last step before the first slip."""
        found = None
        for step in self.steps:
            if step.verdict is Verdict.FAILS:
                break
            found = step
        return found

    def repeats(self, node: Node) -> bool:
        """Whether this very expression stands above in the chain, as a line."""
        return any(step.line and step.expression.node == node for step in self.steps)


def head_of(text: str, scope: Scope) -> Head:
    """The left side that an exercise declares: `D(L, w[j])`, or `w[j] <- w[j] - eta*D(L, w[j])`."""
    line = read(text if "<-" in text else "= " + text)
    if line.kind == "<-":
        assert line.left is not None
        target = scope.resolved(parse_target(line.left))
        return Head(target, True, scope.resolved(parse(line.pieces[0])))
    return Head(scope.resolved(parse(line.pieces[0])))


def matches(asked: Head, got: Head) -> bool:
    """Whether two left sides are the same up to the names of their free letters."""
    return asked.update == got.update and _renaming(asked.node, got.node) is not None


def declared(asked: Head, got: Head) -> Node | None:
    """What the exercise takes the update `got` to mean, in the letters that `got` uses."""
    if not asked.update or asked.value is None:
        return None
    names = _renaming(asked.node, got.node)
    return None if names is None else letters.renamed(asked.value, names)


def _renaming(asked: Node, got: Node) -> dict[str, str] | None:
    """How the letters of `asked` are called in `got`; None if the two differ in more."""
    mine, other = letters.all_of(asked), letters.all_of(got)
    if len(mine) != len(other):
        return None
    names: dict[str, str] = {}
    for a, b in zip(mine, other, strict=True):
        if names.setdefault(a, b) != b:
            return None
    if len(set(names.values())) < len(names):
        return None
    return names if letters.renamed(asked, names) == got else None

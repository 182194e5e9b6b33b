"""How a line is written: what a waypoint shows, and what the last line must look like."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from autograder.derivation import tree
from autograder.derivation.declare import Form, Shows, Waypoint
from autograder.derivation.parse import CONSTANTS
from autograder.derivation.scope import Scope
from autograder.derivation.tree import Node

#: Whether two expressions have one value.
Same = Callable[[Node, Node], bool]

#: Stands for "not a polynomial" among degrees.
_NOT = 99


def reasons(node: Node, form: Form, scope: Scope, given: frozenset[str]) -> tuple[str, int] | None:
    """Why `node` has not the form of a last line, with the place; None if it has.

    Abbreviations of the student's own are opened: a D behind a name is still a D.
    """
    letters = _letters(node)
    derivatives = [part for part in tree.walk(node) if isinstance(part, tree.Derivative)]
    if derivatives:
        return "a D is left in the last line: carry it out", derivatives[0].at
    for part in tree.walk(node):
        if isinstance(part, tree.Indicator | tree.Cases) and not form.cases:
            return "the last line needs no cases", part.at
        if isinstance(part, tree.Apply) and part.function not in (*form.functions, "dot", "diag"):
            return (
                f"the last line is written without {part.function}: use {_listed(form.names)}",
                part.at,
            )
        if isinstance(part, tree.Name | tree.Entry):
            name = part.name
            if name in letters or name in CONSTANTS or name in form.names:
                if name in scope.definitions and name not in given:
                    inner = _hidden(name, scope, given)
                    if inner:
                        return inner, part.at
                continue
            return (
                f"`{name}` is not among the names of the last line: {_listed(form.names)}",
                part.at,
            )
    sums = [part for part in tree.walk(node) if isinstance(part, tree.Sum)]
    if len(sums) > form.sums:
        return "a Sum too many is left in the last line: simplify", sums[form.sums].at
    if tree.size(node) > form.size:
        return "the last line is not simplified yet: it can be written much shorter", node.at
    return None


def _hidden(name: str, scope: Scope, given: frozenset[str]) -> str:
    """What is wrong with a name of the student's own, if anything."""
    for body in _opened(scope.definitions[name].body.node, scope, given):
        if any(isinstance(part, tree.Derivative) for part in tree.walk(body)):
            return f"`{name}` hides a D: carry it out"
    return ""


def _opened(node: Node, scope: Scope, given: frozenset[str]) -> Iterator[Node]:
    """`node`, and what stands behind the student's own names in it."""
    waiting, seen = [node], set(given)
    while waiting:
        body = waiting.pop()
        yield body
        for name in sorted(tree.names(body) & set(scope.definitions) - seen):
            seen.add(name)
            waiting.append(scope.definitions[name].body.node)


def _letters(node: Node) -> set[str]:
    """The letters that stand in conditions."""
    return {
        s.name for part in tree.walk(node) for s in tree.sides(part) if isinstance(s, tree.Name)
    }


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names)


def shows(
    node: Node,
    waypoint: Waypoint,
    head: Node,
    form: Form,
    scope: Scope,
    given: frozenset[str],
    same: Same,
) -> bool:
    """Whether a line shows what the waypoint asks for; `head` is the left side of its chain.

    `form` is that of the last line; `same` says whether two expressions have one value. A function
    counts behind a name of the student's own too.
    """
    parts = (part for body in _opened(node, scope, given) for part in tree.walk(body))
    functions = {part.function for part in parts if isinstance(part, tree.Apply)}
    if not set(waypoint.functions) <= functions:
        return False
    derivatives = [part for part in tree.walk(node) if isinstance(part, tree.Derivative)]
    others = [d for d in derivatives if not _is_linear(d, scope)]

    def inner() -> bool:
        whole = [d.of for d in tree.walk(head) if isinstance(d, tree.Derivative)]
        return not any(same(d.of, w) for d in derivatives for w in whole)

    def passed() -> bool:
        return bool(others) and all(_abbreviation(d.of) in given for d in others) and inner()

    def opened() -> bool:
        return not any(tree.names(d.of) & set(scope.definitions) for d in derivatives)

    def carried_out() -> bool:
        # What a linear D comes to has no part in whether the rest is simplified.
        rest = _without_derivatives(node)
        return not others and reasons(rest, form, scope, given) is not None

    # Each is asked when it is its turn: `same` evaluates both in many digits.
    with_derivatives: Mapping[Shows, Callable[[], bool]] = {
        Shows.LINEAR: lambda: _linear(derivatives, scope),
        Shows.LINKED: lambda: _linked(derivatives),
        Shows.PASSED: passed,
        Shows.INNER: inner,
        Shows.OPENED: opened,
    }
    if Shows.CARRIED_OUT in waypoint.shows and carried_out():
        return True
    asked = (with_derivatives[one] for one in waypoint.shows if one in with_derivatives)
    return bool(derivatives) and any(holds() for holds in asked)


def _without_derivatives(node: Node) -> Node:
    """`node` with a 1 in the place of every D."""
    if isinstance(node, tree.Derivative):
        return tree.Number(Fraction(1), at=node.at)
    inner = tuple(_without_derivatives(child) for child in tree.children(node))
    return tree.with_children(node, inner)


def _abbreviation(node: Node) -> str:
    """The name of an intermediate, indexed or not; empty for anything else."""
    return node.name if isinstance(node, tree.Name | tree.Entry) else ""


def _linked(derivatives: list[tree.Derivative]) -> bool:
    """Whether one D is of what another is with respect to."""
    passed = {d.by.name for d in derivatives}
    return any(_abbreviation(d.of) in passed - {d.by.name} for d in derivatives)


def _is_linear(d: tree.Derivative, scope: Scope) -> bool:
    return degree(d.of, d.by.name, scope) == 1


def _linear(derivatives: list[tree.Derivative], scope: Scope) -> bool:
    """Whether every D is of a term linear in its v, and one of them of more than v alone."""
    others = [scope.reach(d.of, stop=d.by.name) & set(scope.symbols) for d in derivatives]
    return all(_is_linear(d, scope) for d in derivatives) and any(
        names - {d.by.name} for names, d in zip(others, derivatives, strict=True)
    )


def degree(node: Node, name: str, scope: Scope) -> int:
    """The degree of `node` as a polynomial in `name`, abbreviations opened; _NOT if it is none."""
    match node:
        case tree.Name(other) | tree.Entry(other):
            if other == name:
                return 1
            definition = scope.definitions.get(other)
            return degree(definition.body.node, name, scope) if definition else 0
        case tree.Binary("*" | "@", left, right):
            return min(degree(left, name, scope) + degree(right, name, scope), _NOT)
        case tree.Binary("/", left, right):
            return degree(left, name, scope) if degree(right, name, scope) == 0 else _NOT
        case tree.Apply("dot", (left, right)):
            return min(degree(left, name, scope) + degree(right, name, scope), _NOT)
    inner = max((degree(child, name, scope) for child in tree.children(node)), default=0)
    if isinstance(node, tree.Binary) and node.op == "**" and inner:
        return _NOT
    if isinstance(node, tree.Apply) and node.function != "diag" and inner:
        return _NOT
    return inner

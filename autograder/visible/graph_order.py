"""Checks of a topological order: several may be right, so the rule is checked, not the list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from autograder.display import message
from autograder.exercise import Check
from autograder.judging import expect
from autograder.judging.function import Function
from autograder.outcome import Failed, Fault

Edge = tuple[str, str]

CHAIN: list[Edge] = [("q", "f"), ("x", "q"), ("z", "f"), ("y", "q")]
DIAMOND: list[Edge] = [("d", "e"), ("b", "d"), ("a", "c"), ("c", "d"), ("a", "b"), ("a", "e")]
SQUARE: list[Edge] = [("y", "z"), ("x", "y"), ("x", "y"), ("x", "z")]

#: Names that are in no word of an error's text by accident.
LOOP: list[Edge] = [("fig", "kiwi"), ("kiwi", "plum"), ("plum", "kiwi"), ("plum", "quince")]


def is_order(got: object, edges: Sequence[Edge]) -> None:
    """Raise `Failed` unless `got` is a list of all names in which parents come first."""
    if not isinstance(got, tuple | list) or not all(isinstance(name, str) for name in got):
        raise Failed(message.wrong_type("the order", got, "a list of names"))
    names = {name for edge in edges for name in edge}
    found = Counter(got)
    wrong = [name for name in sorted(names | set(found)) if found[name] != (name in names)]
    if wrong:
        count, due = found[wrong[0]], int(wrong[0] in names)
        raise Failed(message.named_times(wrong[0], count, due), mistake=_miscounted(found, names))
    place = {name: k for k, name in enumerate(got)}
    early = [(parent, child) for parent, child in edges if place[parent] > place[child]]
    if early:
        turned = all(place[parent] > place[child] for parent, child in edges)
        raise Failed(message.child_first(*early[0]), mistake="children first" if turned else "")


def _miscounted(found: Counter[str], names: set[str]) -> str:
    if set(found) == names:
        return "a name twice"
    return "childless nodes left out" if set(found) < names else ""


def small_graphs(f: Function, rng: np.random.Generator) -> None:
    """(x + y) z, a diamond and x * x: every parent comes before its children."""
    several_in_order(f, (CHAIN, DIAMOND, SQUARE))


def drawn_graph(f: Function, rng: np.random.Generator) -> None:
    """Twelve nodes and edges between them, drawn at random: every parent comes first."""
    several_in_order(f, [random_edges(rng, 12)])


def several_in_order(f: Function, graphs: Iterable[Sequence[Edge]]) -> None:
    """Each graph's nodes come out in a right order."""
    for edges in graphs:
        is_order(f(edges), edges)


def random_edges(rng: np.random.Generator, count: int) -> list[Edge]:
    """Edges of a graph without a cycle; its names say nothing about the order, some come twice."""
    names = [f"n{k}" for k in rng.permutation(count)]
    edges = [(names[int(rng.integers(child))], names[child]) for child in range(1, count)]
    for _ in range(count):
        parent, child = sorted(rng.choice(count, 2, replace=False))
        edges.append((names[parent], names[child]))
    edges.append(edges[0])
    return [edges[k] for k in rng.permutation(len(edges))]


def cycle_is_named(f: Function, rng: np.random.Generator) -> None:
    """fig -> kiwi -> plum -> kiwi: a ValueError that names kiwi and plum."""
    f(CHAIN)  # an answer that fails everywhere does not know a cycle when it sees one
    refuses_cycle(f, LOOP, ("kiwi", "plum"))


def refuses_cycle(f: Function, edges: list[Edge], names: tuple[str, ...]) -> None:
    """A ValueError whose text holds each of the names, which are those on the cycle."""
    try:
        f(edges)
    except Fault:
        mistake = "another kind of error"
    else:
        mistake = "cycle not noticed"
    try:
        expect.refuses(f, edges, error="ValueError", what="edges with a cycle")
    except Failed as failed:
        raise Failed(failed.fact, step=failed.step, mistake=mistake) from None
    for name in names:
        try:
            expect.refuses(
                f, edges, error="ValueError", what=f"the cycle through {name}", naming=(name,)
            )
        except Failed as failed:
            raise Failed(failed.fact, step=failed.step, mistake="cycle not named") from None


def lone_loop(f: Function, rng: np.random.Generator) -> None:
    """A node that is its own parent is a cycle, too."""
    f(DIAMOND)
    refuses_cycle(f, [("fig", "plum"), ("plum", "plum")], ("plum",))


ORDER = (
    Check("order", small_graphs),
    Check("order", drawn_graph),
    Check("cycle", cycle_is_named),
    Check("cycle", lone_loop),
)

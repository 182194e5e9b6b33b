"""Fresh graphs: edges to be ordered, trees that use nothing twice, and graphs that do."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from autograder.visible.graph_engine import Node
from autograder.visible.graph_order import Edge, random_edges
from solutions.graphs_and_modules import graph_backward, graph_forward

Graph = tuple[list[Node], dict[str, float], str]

BINARY = ("add", "sub", "mul")

#: A gradient below it would hide a mistake; a value above it would hide the others' digits.
LEAST, MOST = 1e-2, 20.0


def edges_with_cycle(rng: np.random.Generator, length: int) -> tuple[list[Edge], tuple[str, ...]]:
    """A random graph with one cycle of that length, reached from before and left behind."""
    names = tuple(f"ring{k}" for k in rng.permutation(length))
    edges = random_edges(rng, 8)
    edges += zip(names, names[1:] + names[:1], strict=True)
    edges += [(edges[0][0], names[0]), (names[-1], "behind"), ("behind", "last")]
    return [edges[k] for k in rng.permutation(len(edges))], names


def some_edges(rng: np.random.Generator) -> list[Edge]:
    """Edges between 5 to 30 nodes."""
    return random_edges(rng, int(rng.integers(5, 31)))


def _names(rng: np.random.Generator) -> Iterator[str]:
    yield from (f"v{k}" for k in rng.permutation(100))


def _grow(rng: np.random.Generator, ops: list[str], reuse: bool) -> Graph:
    """A graph with these ops, its inputs, and the last node."""
    names = _names(rng)
    nodes: list[Node] = []
    inputs: dict[str, float] = {}

    def add(op: str, *parents: str) -> str:
        name = next(names)
        nodes.append((name, op, list(parents)))
        return name

    for _ in range(sum(op in BINARY for op in ops)):
        inputs[add("input")] = float(rng.uniform(0.5, 1.5))
    pool = list(inputs)
    # A unit that is cut off: it takes part, and nothing goes back through it.
    off = add("input")
    inputs[off] = -float(rng.uniform(0.5, 1.5))
    cut = add("relu", off)
    pool.append(cut)
    for op in rng.permutation(ops):
        parents = [pool[k] for k in rng.choice(len(pool), 1 + (op in BINARY), replace=False)]
        pool = [name for name in pool if name not in parents]
        pool.append(add(str(op), *parents))
    output = pool[-1]
    if reuse:
        for op in rng.permutation(BINARY):
            again = nodes[int(rng.integers(len(nodes)))][0]
            output = add(str(op), *rng.permutation([output, again]).tolist())
        # One input for certain along several paths, and twice into one node.
        first = next(iter(inputs))
        squared = add("add", add("mul", first, first), add("add", first, cut))
        output = add("sub", add("mul", output, first), squared)
        add("sigmoid", add("add", output, off))  # what comes after the output
    return nodes, inputs, output


def _fits(nodes: list[Node], inputs: dict[str, float], output: str, reuse: bool) -> bool:
    """Whether values and gradients are of order one, and no relu is near its kink."""
    with np.errstate(all="ignore"):
        values = graph_forward(nodes, inputs)
    if not all(abs(v) < MOST for v in values.values()):  # nan is not below it, either
        return False
    cut = [parents[0] for _, op, parents in nodes if op in ("relu", "log")]
    if min(abs(values[name]) for name in cut) < LEAST:
        return False
    grads = graph_backward(nodes, values, output)
    if not all(abs(g) < MOST for g in grads.values()):
        return False
    moving = {name for name, g in grads.items() if abs(g) > LEAST}
    if reuse:  # every op takes part
        return {op for name, op, _ in nodes if name in moving} == {op for _, op, _ in nodes}
    dead = {name for name in cut if values[name] < 0}
    return len(dead) == 1 and moving | dead == set(grads)


def _drawn(rng: np.random.Generator, reuse: bool) -> Graph:
    ops = ["add", "sub", "mul", "add", "log", "exp", "sin", "sigmoid", "relu"]
    while True:
        nodes, inputs, output = _grow(rng, ops, reuse)
        if _fits(nodes, inputs, output, reuse):
            return [nodes[k] for k in rng.permutation(len(nodes))], inputs, output


def relu_at_kink(rng: np.random.Generator) -> tuple[object, ...]:
    """Arguments of `graph_backward`, with a relu at 0, where its slope is to be 0."""
    nodes: list[Node] = [
        ("sum", "add", ["product", "v"]),
        ("u", "input", []),
        ("unit", "relu", ["u"]),
        ("product", "mul", ["unit", "v"]),
        ("v", "input", []),
    ]
    return nodes, graph_forward(nodes, {"u": 0.0, "v": float(rng.uniform(0.5, 1.5))}), "sum"


Draw = Callable[[np.random.Generator], tuple[object, ...]]


def forward_of(reuse: bool) -> Draw:
    """Arguments of `graph_forward`."""
    return lambda rng: _drawn(rng, reuse)[:2]


def backward_of(reuse: bool) -> Draw:
    """Arguments of `graph_backward`, with the right values."""

    def draw(rng: np.random.Generator) -> tuple[object, ...]:
        nodes, inputs, output = _drawn(rng, reuse)
        return nodes, graph_forward(nodes, inputs), output

    return draw

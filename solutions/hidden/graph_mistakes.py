"""Hidden checks and known mistakes of the order of nodes and of the graph engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import numpy as np

from autograder.exercise import Check, KnownMistake, Probe
from autograder.judging.function import Function
from autograder.visible.graph_engine import backward_keeps, forward_keeps
from autograder.visible.graph_order import Edge, refuses_cycle, several_in_order
from solutions.graphs_and_modules import graph_backward, graph_forward, topological_order
from solutions.hidden import graph_draws as draws
from solutions.hidden.score_mistakes import known

# ------------------------------------------------------------------------------ topological_order


def fresh_graphs(f: Function, rng: np.random.Generator) -> None:
    """Fresh graphs: every parent comes before its children."""
    for _ in range(4):
        several_in_order(f, [draws.some_edges(rng)])


def fresh_cycles(f: Function, rng: np.random.Generator) -> None:
    """Fresh graphs with a cycle: a ValueError that names it."""
    f(draws.some_edges(rng))
    # Several times: whether a walk back leaves the cycle depends on the edges' order.
    for length in (1, 2, 5, 3, 3, 4, 4):
        refuses_cycle(f, *draws.edges_with_cycle(rng, length))


ORDER_CHECKS = (Check("order", fresh_graphs), Check("cycle", fresh_cycles))


def first_seen(edges: list[Edge]) -> list[str]:
    names = [name for edge in edges for name in edge]
    return sorted(topological_order(edges), key=names.index)  # a cycle is found all the same


def repeated(edges: list[Edge]) -> list[str]:
    order = topological_order(edges)
    return [name for name in order for _ in range(max(1, sum(c == name for _, c in edges)))]


def parents_only(edges: list[Edge]) -> list[str]:
    parents = {parent for parent, _ in edges}
    return [name for name in topological_order(edges) if name in parents]


def raising(wrong: Callable[[str], Exception]) -> Callable[[list[Edge]], list[str]]:
    def order(edges: list[Edge]) -> list[str]:
        try:
            return topological_order(edges)
        except ValueError as error:
            raise wrong(str(error)) from None

    return order


def stops_at_cycle(edges: list[Edge]) -> list[str]:
    try:
        return topological_order(edges)
    except ValueError:
        return sorted({name for edge in edges for name in edge})


ORDER_MISTAKES = (
    *known(
        "",
        "order",
        {
            "children first": lambda edges: topological_order(edges)[::-1],
            "order of appearance": first_seen,
            "a name twice": repeated,
            "childless nodes left out": parents_only,
        },
    ),
    *known(
        "",
        "cycle",
        {
            "cycle not noticed": stops_at_cycle,
            "cycle not named": raising(lambda text: ValueError("there is a cycle")),
            "another kind of error": raising(RuntimeError),
        },
    ),
)

# ------------------------------------------------------------------------------ graph_engine


def forward_kept(f: Function, rng: np.random.Generator) -> None:
    """nodes and inputs are the same after the call, which gives the same when repeated."""
    forward_keeps(f, draws.forward_of(True)(rng))


def backward_kept(f: Function, rng: np.random.Generator) -> None:
    """nodes and values are the same after the call, which gives the same when repeated."""
    args = draws.backward_of(True)(rng)
    nodes, values, output = args
    assert isinstance(nodes, list)
    inner = next(name for name, op, _ in nodes if op == "log" and name != output)
    backward_keeps(f, (nodes, values, output), inner)


ENGINE_CHECKS = (
    Probe("values", "a fresh tree", draws.forward_of(False), function="graph_forward"),
    Probe("values", "a fresh graph", draws.forward_of(True), function="graph_forward"),
    Probe(
        "gradients",
        "a fresh graph in which no node is used twice",
        draws.backward_of(False),
        function="graph_backward",
        draws=3,
    ),
    Probe(
        "used twice",
        "a graph with a relu at 0",
        draws.relu_at_kink,
        function="graph_backward",
    ),
    Probe(
        "used twice",
        "a fresh graph in which nodes are used again",
        draws.backward_of(True),
        function="graph_backward",
        draws=3,
    ),
    Check("purity", forward_kept, "graph_forward"),
    Check("purity", backward_kept, "graph_backward"),
)

Slopes = Mapping[str, Callable[..., tuple[float, ...]]]

OPS: Mapping[str, Callable[..., float]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "log": lambda a: float(np.log(a)),
    "exp": lambda a: float(np.exp(a)),
    "sin": lambda a: float(np.sin(a)),
    "sigmoid": lambda a: float(1 / (1 + np.exp(-a))),
    "relu": lambda a: max(a, 0.0),
}

SLOPES: Slopes = {
    "add": lambda v, a, b: (1, 1),
    "sub": lambda v, a, b: (1, -1),
    "mul": lambda v, a, b: (b, a),
    "log": lambda v, a: (1 / a,),
    "exp": lambda v, a: (v,),
    "sin": lambda v, a: (np.cos(a),),
    "sigmoid": lambda v, a: (v * (1 - v),),
    "relu": lambda v, a: (a > 0,),
}


def ordered(nodes: list[draws.Node]) -> list[draws.Node]:
    """The same nodes, parents first."""
    done: dict[str, draws.Node] = {}
    while len(done) < len(nodes):
        done |= {n[0]: n for n in nodes if n[0] not in done and all(p in done for p in n[2])}
    return list(done.values())


def _by_edges(nodes: list[draws.Node]) -> list[draws.Node]:
    """As they stand in the edges."""
    named = {node[0]: node for node in nodes}
    edges = [(parent, name) for name, _, parents in nodes for parent in parents]
    return [named[name] for name in dict.fromkeys(name for edge in edges for name in edge)]


def _by_reference(nodes: list[draws.Node]) -> list[draws.Node]:
    """In the order of the reference."""
    named = {node[0]: node for node in nodes}
    edges = [(parent, name) for name, _, parents in nodes for parent in parents]
    return [named[name] for name in topological_order(edges)]


#: Ways to put parents first; which path is the last depends on it, and any is right.
ORDERS = (ordered, _by_reference, lambda nodes: ordered(_by_edges(nodes)))


def forward_with(
    ops: Mapping[str, Callable[..., float]] = OPS,
    order: Callable[[list[draws.Node]], Iterable[draws.Node]] = ordered,
) -> Callable[..., dict[str, float]]:
    """A forward pass with other ops, or in another order."""

    def forward(nodes: list[draws.Node], inputs: dict[str, float]) -> dict[str, float]:
        values = dict.fromkeys([name for name, _, _ in nodes], 0.0)
        values.update(inputs)
        with np.errstate(all="ignore"):
            for name, op, parents in order(nodes):
                if op != "input":
                    values[name] = ops[op](*(values[p] for p in parents))
        return values

    return forward


def backward_with(
    slopes: Slopes = SLOPES,
    order: Callable[[list[draws.Node]], list[draws.Node]] = ordered,
    put: Callable[[float, float], float] = lambda old, new: old + new,
    chain: Callable[[float, float], float] = lambda upstream, slope: upstream * slope,
    seed: float = 1.0,
    every_end: bool = False,
) -> Callable[..., dict[str, float]]:
    """A backward pass with other slopes, in another order, put together in another way."""

    def backward(
        nodes: list[draws.Node], values: dict[str, float], output: str
    ) -> dict[str, float]:
        grads = {name: 0.0 for name, _, _ in nodes}
        used = {p for _, _, parents in nodes for p in parents}
        grads |= {name: 1.0 for name in grads if every_end and name not in used}
        grads[output] = seed
        for name, op, parents in reversed(list(order(nodes))):
            if op != "input" and grads[name] != 0.0:
                local = slopes[op](values[name], *(values[p] for p in parents))
                for p, slope in zip(parents, local, strict=True):
                    grads[p] = float(put(grads[p], chain(grads[name], float(slope))))
        return grads

    return backward


def with_slope(op: str, slope: Callable[..., tuple[float, ...]]) -> Callable[..., object]:
    return backward_with({**SLOPES, op: slope})


def inputs_changed(nodes: list[draws.Node], inputs: dict[str, float]) -> dict[str, float]:
    inputs.update(graph_forward(nodes, inputs))
    return inputs


def nodes_sorted(
    nodes: list[draws.Node], values: dict[str, float], output: str
) -> dict[str, float]:
    found = graph_backward(nodes, values, output)
    nodes.sort()
    return found


LEFT: dict[str, float] = {}


def accumulates(nodes: list[draws.Node], values: dict[str, float], output: str) -> object:
    for name, grad in graph_backward(nodes, values, output).items():
        LEFT[name] = LEFT.get(name, 0.0) + grad
    return {name: LEFT[name] for name, _, _ in nodes}


BOTH = ("gradients", "used twice")

BACKWARD_MISTAKES: Mapping[str, Callable[..., object]] = {
    "nodes taken as listed": backward_with(order=list),
    "factor keeps its own": with_slope("mul", lambda v, a, b: (a, b)),
    "minus of a difference lost": with_slope("sub", lambda v, a, b: (1, 1)),
    "slope at the parent's value": with_slope("sigmoid", lambda v, a: (a * (1 - a),)),
    "mask ignored": with_slope("relu", lambda v, a: (1,)),
    "upstream left out": backward_with(chain=lambda upstream, slope: slope),
    "sine for cosine": with_slope("sin", lambda v, a: (v,)),
}

ENGINE_MISTAKES = (
    *known(
        "graph_forward",
        "values",
        {
            "nodes taken as listed": forward_with(order=list),
            "difference the wrong way round": forward_with({**OPS, "sub": lambda a, b: b - a}),
            "relu lets all pass": forward_with({**OPS, "relu": lambda a: a}),
        },
    ),
    *(KnownMistake(name, code, BOTH, "graph_backward") for name, code in BACKWARD_MISTAKES.items()),
    *known(
        "graph_backward",
        "used twice",
        {
            "one path forgotten": backward_with(put=lambda old, new: old if old else new),
        },
    ),
    *(
        KnownMistake(
            "last path wins",
            backward_with(order=order, put=lambda old, new: new),
            ("used twice",),
            "graph_backward",
        )
        for order in ORDERS
    ),
    KnownMistake("nothing but zeros", backward_with(seed=0.0), (*BOTH, "purity"), "graph_backward"),
    KnownMistake("every last node seeded", backward_with(every_end=True), BOTH, "graph_backward"),
    KnownMistake("argument changed", inputs_changed, ("purity",), "graph_forward"),
    KnownMistake("argument changed", nodes_sorted, ("purity",), "graph_backward"),
    KnownMistake("state kept between calls", accumulates, (*BOTH, "purity"), "graph_backward"),
)

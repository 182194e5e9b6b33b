"""Other correct forms of the order of a graph's nodes."""

from __future__ import annotations

import graphlib
from collections import deque

from solutions.forms import Form


def order_by_library(edges):
    sorter = graphlib.TopologicalSorter()
    for parent, child in edges:
        sorter.add(child, parent)
    try:
        return list(sorter.static_order())
    except graphlib.CycleError as error:
        raise ValueError(f"cycle: {error.args[1]}") from error


def order_by_depth(edges):
    parents = {}
    for parent, child in edges:
        parents.setdefault(parent, set())
        parents.setdefault(child, set()).add(parent)
    done, path = [], []

    def visit(node):
        if node in done:
            return
        if node in path:
            raise ValueError("these nodes wait for each other: " + ", ".join(path))
        path.append(node)
        for parent in sorted(parents[node]):
            visit(parent)
        path.pop()
        done.append(node)

    for node in parents:
        visit(node)
    return tuple(done)


def order_by_queue(edges):
    nodes = {n for edge in edges for n in edge}
    incoming = {n: {p for p, c in edges if c == n} for n in nodes}
    ready = deque(sorted(n for n in nodes if not incoming[n]))
    order = []
    while ready:
        n = ready.popleft()
        order.append(n)
        for m in nodes:
            if n in incoming[m]:
                incoming[m].discard(n)
                if not incoming[m]:
                    ready.append(m)
    if len(order) < len(nodes):
        raise ValueError(f"no order: {nodes - set(order)} hang on a cycle")
    return order


ORDER: tuple[Form, ...] = tuple(
    {"topological_order": f} for f in (order_by_library, order_by_depth, order_by_queue)
)

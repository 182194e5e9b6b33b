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


def order_by_peeling(edges):
    """Takes off what nothing is left to come before, round by round."""
    left, order = set(sum(edges, ())), []
    while left:
        first = [n for n in left if all(p not in left for p, c in edges if c == n)]
        if not first:
            raise ValueError("cycle among " + " ".join(sorted(left)))
        order.extend(first)
        left.difference_update(first)
    return order


def order_by_levels(edges):
    """By the length of the longest way to a node; one that goes on growing is on a cycle."""
    level = {node: 0 for edge in edges for node in edge}
    for _ in range(len(level) + 1):
        for parent, child in edges:
            level[child] = max(level[child], level[parent] + 1)
    endless = [node for node in level if level[node] > len(level)]
    if endless:
        raise ValueError(f"these have no place: {endless}")
    return sorted(level, key=level.get)


def order_backwards(edges):
    """From the last nodes up, by a stack, and turned round at the end."""
    names, edges = list(dict.fromkeys(n for e in edges for n in e)), set(edges)
    found = []
    stack = [n for n in names if not any(p == n for p, _ in edges)]
    while stack:
        node = stack.pop()
        found.append(node)
        for edge in [e for e in edges if e[1] == node]:
            edges.remove(edge)
            if not any(p == edge[0] for p, _ in edges):
                stack.append(edge[0])
    if edges:
        raise ValueError("a cycle, among: " + "; ".join(f"{p} to {c}" for p, c in edges))
    return found[::-1]


def order_by_library_alone(edges):
    parents = {}
    for parent, child in edges:
        parents.setdefault(child, []).append(parent)
    return list(graphlib.TopologicalSorter(parents).static_order())  # a CycleError is a ValueError


ORDER: tuple[Form, ...] = tuple(
    {"topological_order": f}
    for f in (
        order_by_library,
        order_by_library_alone,
        order_by_depth,
        order_by_queue,
        order_by_peeling,
        order_by_levels,
        order_backwards,
    )
)

"""Other correct forms of the engine of graphs."""

from __future__ import annotations

import math
from collections import defaultdict

import numpy as np

from solutions.forms import Form
from solutions.graphs_and_modules import topological_order


def _sigmoid(a):
    return 1 / (1 + math.exp(-a))


def forward_recursive(nodes, inputs):
    values = {}
    table = {name: (op, parents) for name, op, parents in nodes}

    def value(name):
        if name not in values:
            op, parents = table[name]
            v = [value(p) for p in parents]
            if op == "input":
                values[name] = inputs[name]
            elif op == "add":
                values[name] = v[0] + v[1]
            elif op == "sub":
                values[name] = v[0] - v[1]
            elif op == "mul":
                values[name] = v[0] * v[1]
            elif op == "sigmoid":
                values[name] = _sigmoid(v[0])
            elif op == "relu":
                values[name] = v[0] if v[0] > 0 else 0.0
            else:
                values[name] = getattr(math, op)(v[0])
        return values[name]

    for name in table:
        value(name)
    return values


def _slope(op, v, k):
    """The slope of an op of the values `v` in number `k` of them."""
    if op == "add":
        return 1
    if op == "sub":
        return 1 - 2 * k
    if op == "mul":
        return v[1 - k]
    a = v[0]
    return {
        "log": lambda: 1 / a,
        "exp": lambda: math.exp(a),
        "sin": lambda: math.cos(a),
        "sigmoid": lambda: _sigmoid(a) * _sigmoid(-a),
        "relu": lambda: np.heaviside(a, 0.0),
    }[op]()


def backward_over_children(nodes, values, output):
    """Each node asks its children what comes back."""
    grads = {}

    def grad(name):
        if name not in grads:
            total = 1.0 if name == output else 0.0
            for child, op, parents in nodes:
                for k, p in enumerate(parents):
                    if p == name:
                        total += grad(child) * _slope(op, [values[q] for q in parents], k)
            grads[name] = float(total)
        return grads[name]

    for name, _, _ in nodes:
        grad(name)
    return grads


def forward_until_done(nodes, inputs):
    values = dict(inputs)
    while len(values) < len(nodes):
        for name, op, parents in nodes:
            if name not in values and all(p in values for p in parents):
                v = np.array([values[p] for p in parents])
                values[name] = {
                    "add": v.sum,
                    "mul": v.prod,
                    "sub": lambda v=v: v[0] - v[-1],
                    "log": lambda v=v: np.log(v[0]),
                    "exp": lambda v=v: np.exp(v[0]),
                    "sin": lambda v=v: np.sin(v[0]),
                    "sigmoid": lambda v=v: 1 / (1 + np.exp(-v[0])),
                    "relu": lambda v=v: np.maximum(v[0], 0),
                }[op]()
    return {name: values[name] for name, _, _ in nodes}


def backward_by_order(nodes, values, output):
    table = {name: (op, parents) for name, op, parents in nodes}
    grads = dict.fromkeys(table, 0.0)
    grads[output] += 1
    for name in topological_order([(p, n) for n, _, ps in nodes for p in ps])[::-1]:
        op, parents = table[name]
        v = [values[p] for p in parents]
        for k in range(len(parents)):
            grads[parents[k]] = grads[parents[k]] + grads[name] * _slope(op, v, k)
    return grads


def backward_by_default(nodes, values, output):
    table, grads = {name: (op, parents) for name, op, parents in nodes}, defaultdict(float)
    grads.update(dict.fromkeys(table, 0.0) | {output: 1.0})
    for name in reversed(topological_order([(p, n) for n, _, ps in nodes for p in ps])):
        op, parents = table[name]
        for k, parent in enumerate(parents):
            grads[parent] += grads[name] * _slope(op, [values[p] for p in parents], k)
    return grads


def backward_by_matrix(nodes, values, output):
    """Solve (I - A) g = e, where A holds the slopes between neighbours."""
    place = {name: k for k, (name, _, _) in enumerate(nodes)}
    A = np.zeros((len(nodes), len(nodes)))
    for name, op, parents in nodes:
        for k, p in enumerate(parents):
            A[place[p], place[name]] += _slope(op, [values[q] for q in parents], k)
    e = np.zeros(len(nodes))
    e[place[output]] = 1
    g = np.linalg.solve(np.eye(len(nodes)) - A, e)
    return {name: g[k] for name, k in place.items()}


#: Each op's value, and its slopes, at the values of its parents.
OPS = {
    "add": (lambda a, b: a + b, lambda a, b: [1, 1]),
    "sub": (lambda a, b: a - b, lambda a, b: [1, -1]),
    "mul": (lambda a, b: a * b, lambda a, b: [b, a]),
    "log": (math.log, lambda a: [1 / a]),
    "exp": (math.exp, lambda a: [math.exp(a)]),
    "sin": (math.sin, lambda a: [math.cos(a)]),
    "sigmoid": (_sigmoid, lambda a: [_sigmoid(a) - _sigmoid(a) ** 2]),
    "relu": (lambda a: a * (a > 0), lambda a: [1.0 if a > 0 else 0.0]),
}


def forward_by_table(nodes, inputs):
    values = {name: inputs[name] for name, op, _ in nodes if op == "input"}
    waiting = [node for node in nodes if node[1] != "input"]
    while waiting:
        name, op, parents = waiting.pop(0)
        if all(p in values for p in parents):
            values[name] = OPS[op][0](*[values[p] for p in parents])
        else:
            waiting.append((name, op, parents))
    return values


def backward_by_paths(nodes, values, output):
    """Pushes what arrives at a node on to its parents, path by path."""
    table = {name: (op, parents) for name, op, parents in nodes}
    grads = dict.fromkeys(table, 0.0)
    arriving = [(output, 1.0)]
    while arriving:
        name, share = arriving.pop()
        grads[name] += share
        op, parents = table[name]
        if op != "input":
            slopes = OPS[op][1](*(values[p] for p in parents))
            arriving += [(p, share * s) for p, s in zip(parents, slopes, strict=True)]
    return grads


def backward_by_duals(nodes, values, output):
    """Forward slopes, from every node in turn to the output."""
    table = {name: (op, parents) for name, op, parents in nodes}

    def slope(name, source):
        if name == source:
            return 1.0
        op, parents = table[name]
        if op == "input":
            return 0.0
        local = OPS[op][1](*[values[p] for p in parents])
        return float(sum(s * slope(p, source) for p, s in zip(parents, local, strict=True)))

    return {name: slope(output, name) for name in table}


ENGINE: tuple[Form, ...] = (
    {"graph_forward": forward_recursive, "graph_backward": backward_over_children},
    {"graph_forward": forward_until_done, "graph_backward": backward_by_order},
    {"graph_forward": forward_recursive, "graph_backward": backward_by_default},
    {"graph_forward": forward_recursive, "graph_backward": backward_by_matrix},
    {"graph_forward": forward_by_table, "graph_backward": backward_by_paths},
    {"graph_forward": forward_by_table, "graph_backward": backward_by_duals},
)

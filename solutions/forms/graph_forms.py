"""Other correct forms of the order of nodes, the graphs by hand, the engine and the questions."""

from __future__ import annotations

import graphlib
import math
from collections import deque
from collections.abc import Callable, Mapping

import numpy as np

from solutions.graphs_and_modules import topological_order

Form = Mapping[str, Callable[..., object]]

# ------------------------------------------------------------------------------ topological_order


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

# ------------------------------------------------------------------------------ by hand


def product_by_paths(x, y, z):
    return {"f": x * z + y * z, "q": x + y, "dx": z, "dy": z, "dz": x + y, "dq": z}


def log_sine_in_numpy(x1, x2):
    out = {"log": np.log(x1), "product": np.multiply(x1, x2), "sine": np.sin(x2)}
    out["f"] = out["log"] + out["product"] - out["sine"]
    out["dx1"], out["dx2"] = np.array(1 / x1 + x2), x1 - np.cos(x2)
    return out


def log_sine_in_math(x1, x2):
    a, b, c = math.log(x1), x1 * x2, math.sin(x2)
    da, db, dc = 1.0, 1.0, -1.0
    dx1 = da / x1
    dx1 += db * x2
    dx2 = db * x1
    dx2 += dc * math.cos(x2)
    return {"log": a, "product": b, "sine": c, "f": a + b - c, "dx1": dx1, "dx2": dx2}


def neuron_simplified(w, x):
    u = np.dot(w, x)
    p = 1 / (1 + math.exp(-u))
    return {"u": u, "p": p, "L": math.log1p(math.exp(-u)), "dp": -1 / p, "du": p - 1,
            "dw": (p - 1) * x}  # fmt: skip


def neuron_stable(w, x):
    u = (w * x).sum()
    p = 0.5 * (1 + np.tanh(u / 2))
    dp = -(p**-1)
    du = dp * p * (1 - p)
    return {"u": u, "p": p, "L": np.logaddexp(0, -u), "dp": dp, "du": du, "dw": np.multiply(du, x)}


def squared_by_loop(w, b, x, y):
    f = b
    for wi, xi in zip(w, x, strict=True):
        f += wi * xi
    dw = np.zeros(len(w))
    for i in range(len(w)):
        dw[i] = 2 * (f - y) * x[i]
    return {"f": f, "L": (f - y) * (f - y), "df": 2 * (f - y), "dw": dw, "db": 2 * f - 2 * y}


def hinge_by_cases(w, b, x, y):
    f = x @ w + b
    if y * f >= 1:
        return {"f": f, "L": 0, "df": 0, "dw": np.zeros_like(x), "db": 0}
    return {"f": f, "L": 1 - y * f, "df": -y, "dw": -y * x, "db": -y}


def hinge_by_mask(w, b, x, y):
    f = np.sum(w * x) + b
    active = (1 - y * f > 0) * 1.0
    df = active * -y
    return {"f": f, "L": active * (1 - y * f), "df": df, "dw": df * x, "db": df}


def _squared_in_steps(w, b, x, y):
    r = w.dot(x) + b - y
    return {"f": r + y, "L": r**2, "df": r + r, "dw": (r + r) * x, "db": np.float64(2 * r)}


BY_HAND: tuple[Form, ...] = (
    {
        "product_graph": product_by_paths,
        "log_sine_graph": log_sine_in_math,
        "neuron_graph": neuron_simplified,
        "squared_graph": squared_by_loop,
        "hinge_graph": hinge_by_cases,
    },
    {
        "product_graph": lambda x, y, z: {
            "q": x + y, "f": (x + y) * z, "dq": z, "dx": 1 * z, "dy": 1.0 * z, "dz": x + y
        },
        "log_sine_graph": log_sine_in_numpy,
        "neuron_graph": neuron_stable,
        "squared_graph": _squared_in_steps,
        "hinge_graph": hinge_by_mask,
    },
    {
        "product_graph": lambda x, y, z: dict(
            zip(
                ("dz", "dy", "dx", "dq", "f", "q"),
                np.array([x + y, z, z, z, (x + y) * z, x + y]).tolist(),
                strict=True,
            )
        ),
        "log_sine_graph": log_sine_in_math,
        "neuron_graph": neuron_simplified,
        "squared_graph": _squared_in_steps,
        "hinge_graph": hinge_by_cases,
    },
)  # fmt: skip

# ------------------------------------------------------------------------------ graph_engine


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


ENGINE: tuple[Form, ...] = (
    {"graph_forward": forward_recursive, "graph_backward": backward_over_children},
    {"graph_forward": forward_until_done, "graph_backward": backward_by_order},
    {"graph_forward": forward_recursive, "graph_backward": backward_by_matrix},
)

# ------------------------------------------------------------------------------ slopes, questions

SLOPES: tuple[Form, ...] = (
    {
        "tanh_by_sigmoid": lambda a, sigmoid: sigmoid(2 * a) - sigmoid(-2 * a),
        "kept_by_sigmoids": lambda depth: math.prod([0.25] * depth),
        "dead_relus": lambda Z: sum(not (column > 0).any() for column in Z.T),
    },
    {
        "tanh_by_sigmoid": lambda a, sigmoid: np.subtract(np.multiply(sigmoid(a + a), 2), 1),
        "kept_by_sigmoids": lambda depth: 4.0**-depth,
        "dead_relus": lambda Z: np.sum(Z.max(axis=0) <= 0),
    },
    {
        "tanh_by_sigmoid": lambda a, sigmoid: 1 - 2 * sigmoid(-2 * a),
        "kept_by_sigmoids": lambda depth: np.full(depth, 0.25).prod(),
        "dead_relus": lambda Z: Z.shape[1] - np.count_nonzero(np.maximum(Z, 0).sum(axis=0)),
    },
)

CONCEPTS: tuple[Form, ...] = (
    {
        "largest_slopes": lambda: [0.25, 1],
        "needs_forward_values": lambda op: op in {"mul", "exp", "sigmoid", "relu"},
        "whose_job": lambda step: [1, 3, 2, 1][step - 1],
        "is_true": lambda claim: claim == 3 or claim == 5,
    },
    {
        "largest_slopes": lambda: (0.5 * 0.5, 1.0 - math.tanh(0) ** 2),
        "needs_forward_values": lambda op: not (op == "add" or op == "sub"),
        "whose_job": lambda step: np.int64({2: 3, 3: 2}.get(step, 1)),
        "is_true": lambda claim: np.bool_(claim in (3, 5)),
    },
    {
        "largest_slopes": lambda: (np.float64(0.25), np.array(1)),
        "needs_forward_values": lambda op: len(op) != 3 or op in ("mul", "exp"),
        "whose_job": lambda step: 1 + (step in (2, 3)) + (step == 2),
        "is_true": lambda claim: claim % 2 == 1 and claim > 1,
    },
)

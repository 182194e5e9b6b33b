"""Dorothy overwrites where she should add: of several paths the last one is left."""

import numpy as np


def graph_backward(nodes, values, output):
    grads = {name: 0.0 for name, op, parents in nodes}
    grads[output] = 1.0
    info = {name: (op, parents) for name, op, parents in nodes}
    for name in reversed(topological_order([(p, n) for n, _, ps in nodes for p in ps])):
        op, parents = info[name]
        g, v = grads[name], [values[p] for p in parents]
        if g == 0:
            continue
        if op == "add":
            grads[parents[0]] = g
            grads[parents[1]] = g
        elif op == "sub":
            grads[parents[0]] = g
            grads[parents[1]] = -g
        elif op == "mul":
            grads[parents[0]] = g * v[1]
            grads[parents[1]] = g * v[0]
        elif op == "log":
            grads[parents[0]] = g / v[0]
        elif op == "exp":
            grads[parents[0]] = g * values[name]
        elif op == "sin":
            grads[parents[0]] = g * np.cos(v[0])
        elif op == "sigmoid":
            grads[parents[0]] = g * values[name] * (1 - values[name])
        elif op == "relu":
            grads[parents[0]] = g * (v[0] > 0)
    return grads

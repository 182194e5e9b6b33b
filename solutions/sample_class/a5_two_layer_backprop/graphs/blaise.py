"""Blaise writes without loops where he can, in a style of his own, and gets everything right."""

import numpy as np


def topological_order(edges):
    parents = {}
    for p, c in edges:
        parents.setdefault(p, set())
        parents.setdefault(c, set()).add(p)
    order = []

    def visit(name, path):
        if name in path:
            raise ValueError(" -> ".join([*path[path.index(name) :], name]) + " is a cycle")
        if name not in order:
            for p in parents[name]:
                visit(p, [*path, name])
            order.append(name)

    for name in parents:
        visit(name, [])
    return order


def product_graph(x, y, z):
    return dict(q=x + y, f=(x + y) * z, dq=z, dx=z, dy=z, dz=x + y)


def log_sine_graph(x1, x2):
    terms = np.array([np.log(x1), x1 * x2, np.sin(x2)])
    return dict(log=terms[0], product=terms[1], sine=terms[2], f=terms @ [1, 1, -1],
                dx1=1 / x1 + x2, dx2=x1 - np.cos(x2))


def neuron_graph(w, x):
    u = w @ x
    p = 1 / (1 + np.exp(-u))
    return dict(u=u, p=p, L=np.logaddexp(0, -u), dp=-1 / p, du=p - 1, dw=(p - 1) * x)


def squared_graph(w, b, x, y):
    f = w @ x + b
    return dict(f=f, L=(f - y) ** 2, df=2 * (f - y), dw=2 * (f - y) * x, db=2 * (f - y))


def hinge_graph(w, b, x, y):
    f = w @ x + b
    df = -y * (y * f < 1)
    return dict(f=f, L=max(0, 1 - y * f), df=df, dw=df * x, db=df)


def graph_forward(nodes, inputs):
    ops = dict(add=np.add, sub=np.subtract, mul=np.multiply, log=np.log, exp=np.exp, sin=np.sin,
               sigmoid=lambda a: 1 / (1 + np.exp(-a)), relu=lambda a: a * (a > 0))
    kind = {name: op for name, op, _ in nodes}
    above = {name: list(parents) for name, _, parents in nodes}
    values = dict(inputs)
    for name in topological_order([(p, name) for name in above for p in above[name]]):
        if kind[name] != "input":
            values[name] = ops[kind[name]](*[values[p] for p in above[name]])
    return values


def graph_backward(nodes, values, output):
    slopes = dict(add=lambda a, b: (1, 1), sub=lambda a, b: (1, -1), mul=lambda a, b: (b, a),
                  log=lambda a: (1 / a,), exp=lambda a: (np.exp(a),), sin=lambda a: (np.cos(a),),
                  sigmoid=lambda a: (np.exp(-a) / (1 + np.exp(-a)) ** 2,), relu=lambda a: (a > 0,))
    kind = {name: op for name, op, _ in nodes}
    above = {name: list(parents) for name, _, parents in nodes}
    grads = dict.fromkeys(above, 0.0)
    grads[output] = 1.0
    for name in topological_order([(p, name) for name in above for p in above[name]])[::-1]:
        if kind[name] != "input":
            local = slopes[kind[name]](*[values[p] for p in above[name]])
            for p, slope in zip(above[name], local):
                grads[p] = grads[p] + grads[name] * slope
    return grads


def affine_forward(X, W, b):
    return X.reshape(len(X), -1) @ W + b, dict(X=X, W=W)


def affine_backward(dout, cache):
    X, W = cache["X"], cache["W"]
    return (dout @ W.T).reshape(X.shape), X.reshape(len(X), -1).T @ dout, dout.sum(0)


def sigmoid_forward(Z):
    p = np.exp(-np.logaddexp(0, -Z))
    return p, p * (1 - p)


def sigmoid_backward(dout, cache):
    return dout * cache


def tanh_forward(Z):
    a = np.tanh(Z)
    return a, (1 - a) * (1 + a)


def tanh_backward(dout, cache):
    return dout * cache


def relu_forward(Z):
    return Z.clip(0), Z > 0


def relu_backward(dout, cache):
    return np.where(cache, dout, 0)


def softmax_cross_entropy_forward(S, y):
    log_p = S - S.max(1, keepdims=True)
    log_p = log_p - np.log(np.exp(log_p).sum(1, keepdims=True))
    onehot = y[:, None] == np.arange(S.shape[1])
    return -log_p[onehot].mean(), (np.exp(log_p) - onehot) / len(S)


def softmax_cross_entropy_backward(dout, cache):
    return dout * cache


def squared_error_forward(P, T):
    return np.square(P - T).sum(axis=1).mean(), 2 * (P - T) / len(P)


def squared_error_backward(dout, cache):
    return dout * cache


def maxout_forward(X, W, b):
    Z = np.einsum("nd,kdh->knh", X, W) + b[:, None, :]
    return Z.max(axis=0), (X, W, np.eye(len(W))[Z.argmax(axis=0)])


def maxout_backward(dout, cache):
    X, W, won = cache
    dZ = won * dout[:, :, None]
    return (np.einsum("nhk,kdh->nd", dZ, W), np.einsum("nd,nhk->kdh", X, dZ),
            np.einsum("nhk->kh", dZ))


def tanh_by_sigmoid(a, sigmoid):
    return sigmoid(2 * a) * 2 - 1


def kept_by_sigmoids(depth):
    return 0.25**depth


def dead_relus(Z):
    return int(np.all(Z <= 0, axis=0).sum())


def largest_slopes():
    return (0.25, 1.0)


def needs_forward_values(op):
    return op != "add" and op != "sub"


def whose_job(step):
    return [1, 3, 2, 1][step - 1]


def is_true(claim):
    return bool(claim == 3 or claim == 5)

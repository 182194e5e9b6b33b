"""Ada writes loops, and gets everything right."""

import math

import numpy as np


def topological_order(edges):
    nodes = []
    for parent, child in edges:
        for name in (parent, child):
            if name not in nodes:
                nodes.append(name)
    order = []
    while len(order) < len(nodes):
        ready = []
        for name in nodes:
            waits = [p for p, c in edges if c == name and p not in order]
            if name not in order and not waits:
                ready.append(name)
        if not ready:
            stuck = [name for name in nodes if name not in order]
            raise ValueError("cycle among " + ", ".join(stuck))
        order.extend(ready)
    return order


def product_graph(x, y, z):
    q = x + y
    f = q * z
    df = 1.0
    dq = df * z
    dz = df * q
    return {"q": q, "f": f, "dq": dq, "dx": dq * 1.0, "dy": dq * 1.0, "dz": dz}


def log_sine_graph(x1, x2):
    import math

    dx1 = 1 / x1
    dx1 += x2
    dx2 = x1
    dx2 -= math.cos(x2)
    a, b, c = math.log(x1), x1 * x2, math.sin(x2)
    return {"log": a, "product": b, "sine": c, "f": a + b - c, "dx1": dx1, "dx2": dx2}


def neuron_graph(w, x):
    u = 0.0
    for i in range(len(w)):
        u += w[i] * x[i]
    p = 1 / (1 + np.exp(-u))
    dp = -1 / p
    du = dp * p * (1 - p)
    dw = np.zeros(len(w))
    for i in range(len(w)):
        dw[i] = du * x[i]
    return {"u": u, "p": p, "L": -np.log(p), "dp": dp, "du": du, "dw": dw}


def squared_graph(w, b, x, y):
    f = sum(w[i] * x[i] for i in range(len(w))) + b
    df = 2 * (f - y)
    return {"f": f, "L": (f - y) ** 2, "df": df, "dw": df * x, "db": df}


def hinge_graph(w, b, x, y):
    f = sum(w[i] * x[i] for i in range(len(w))) + b
    if 1 - y * f > 0:
        return {"f": f, "L": 1 - y * f, "df": -1.0 * y, "dw": -y * x, "db": -1.0 * y}
    return {"f": f, "L": 0.0, "df": 0.0, "dw": 0.0 * x, "db": 0.0}


def graph_forward(nodes, inputs):
    values = {}
    while len(values) < len(nodes):
        for name, op, parents in nodes:
            if name in values or any(p not in values for p in parents):
                continue
            v = [values[p] for p in parents]
            if op == "input":
                values[name] = inputs[name]
            elif op == "add":
                values[name] = v[0] + v[1]
            elif op == "sub":
                values[name] = v[0] - v[1]
            elif op == "mul":
                values[name] = v[0] * v[1]
            elif op == "sigmoid":
                values[name] = 1 / (1 + np.exp(-v[0]))
            elif op == "relu":
                values[name] = max(0.0, v[0])
            else:
                values[name] = {"log": np.log, "exp": np.exp, "sin": np.sin}[op](v[0])
    return values


def graph_backward(nodes, values, output):
    grads = {name: 0.0 for name, op, parents in nodes}
    grads[output] = 1.0
    info = {name: (op, parents) for name, op, parents in nodes}
    edges = [(p, name) for name, op, parents in nodes for p in parents]
    for name in reversed(topological_order(edges)):
        op, parents = info[name]
        g = grads[name]
        v = [values[p] for p in parents]
        if op == "add":
            grads[parents[0]] += g
            grads[parents[1]] += g
        elif op == "sub":
            grads[parents[0]] += g
            grads[parents[1]] -= g
        elif op == "mul":
            grads[parents[0]] += g * v[1]
            grads[parents[1]] += g * v[0]
        elif op == "log":
            grads[parents[0]] += g / v[0]
        elif op == "exp":
            grads[parents[0]] += g * values[name]
        elif op == "sin":
            grads[parents[0]] += g * np.cos(v[0])
        elif op == "sigmoid":
            grads[parents[0]] += g * values[name] * (1 - values[name])
        elif op == "relu" and v[0] > 0:
            grads[parents[0]] += g
    return grads


def affine_forward(X, W, b):
    out = np.zeros((len(X), W.shape[1]))
    for i in range(len(X)):
        out[i] = X[i].reshape(-1) @ W + b
    return out, (X, W)


def affine_backward(dout, cache):
    X, W = cache
    dX, dW, db = np.zeros(X.shape), np.zeros(W.shape), np.zeros(W.shape[1])
    for i in range(len(X)):
        dX[i] = (W @ dout[i]).reshape(X[i].shape)
        dW += np.outer(X[i].reshape(-1), dout[i])
        db += dout[i]
    return dX, dW, db


def sigmoid_forward(Z):
    out = np.zeros(Z.shape)
    for index in np.ndindex(*Z.shape):
        z = Z[index]
        out[index] = 1 / (1 + np.exp(-z)) if z > 0 else np.exp(z) / (1 + np.exp(z))
    return out, out


def sigmoid_backward(dout, cache):
    dZ = np.zeros(dout.shape)
    for index in np.ndindex(*dout.shape):
        dZ[index] = dout[index] * cache[index] * (1 - cache[index])
    return dZ


def tanh_forward(Z):
    out = np.tanh(Z)
    return out, out


def tanh_backward(dout, cache):
    dZ = np.zeros(dout.shape)
    for index in np.ndindex(*dout.shape):
        dZ[index] = dout[index] * (1 - cache[index] ** 2)
    return dZ


def relu_forward(Z):
    out = np.zeros(Z.shape)
    for index in np.ndindex(*Z.shape):
        if Z[index] > 0:
            out[index] = Z[index]
    return out, Z


def relu_backward(dout, cache):
    dZ = np.zeros(dout.shape)
    for index in np.ndindex(*dout.shape):
        if cache[index] > 0:
            dZ[index] = dout[index]
    return dZ


def softmax_cross_entropy_forward(S, y):
    loss, P = 0.0, np.zeros(S.shape)
    for i in range(len(S)):
        e = np.exp(S[i] - S[i].max())
        P[i] = e / e.sum()
        loss += np.log(e.sum()) - (S[i, y[i]] - S[i].max())
    return loss / len(S), (P, y)


def softmax_cross_entropy_backward(dout, cache):
    P, y = cache
    dS = np.zeros(P.shape)
    for i in range(len(P)):
        for j in range(P.shape[1]):
            dS[i, j] = dout * (P[i, j] - (j == y[i])) / len(P)
    return dS


def squared_error_forward(P, T):
    loss = 0.0
    for i in range(len(P)):
        for j in range(P.shape[1]):
            loss += (P[i, j] - T[i, j]) ** 2
    return loss / len(P), (P, T)


def squared_error_backward(dout, cache):
    P, T = cache
    dP = np.zeros(P.shape)
    for i in range(len(P)):
        dP[i] = dout * 2 * (P[i] - T[i]) / len(P)
    return dP


def maxout_forward(X, W, b):
    out = np.full((len(X), W.shape[2]), -np.inf)
    for k in range(len(W)):
        out = np.maximum(out, X @ W[k] + b[k])
    return out, (X, W, b, out)


def maxout_backward(dout, cache):
    X, W, b, out = cache
    dX, dW, db = np.zeros(X.shape), np.zeros(W.shape), np.zeros(b.shape)
    for k in range(len(W)):
        dZ = np.where(X @ W[k] + b[k] == out, dout, 0.0)
        dX += dZ @ W[k].T
        dW[k] = X.T @ dZ
        db[k] = dZ.sum(axis=0)
    return dX, dW, db


def tanh_by_sigmoid(a, sigmoid):
    return 2 * sigmoid(2 * a) - 1


def kept_by_sigmoids(depth):
    left = 1.0
    for _ in range(depth):
        left *= 0.25
    return left


def dead_relus(Z):
    dead = 0
    for column in Z.T:
        if max(column) <= 0:
            dead += 1
    return dead


def largest_slopes():
    return 0.25, 1.0


def needs_forward_values(op):
    return op in ["mul", "exp", "sigmoid", "relu"]


def whose_job(step):
    if step == 2:
        return 3
    return 2 if step == 3 else 1


def is_true(claim):
    return claim in (3, 5)

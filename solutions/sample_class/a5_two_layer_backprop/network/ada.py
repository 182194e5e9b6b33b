"""Ada writes loops wherever they are fast enough, and gets everything right."""

import numpy as np

from solutions.theta_network import sigmoid  # the notebook has it


def or_weights():
    return np.array([-15.0, 30.0, 30.0])


def not_weights():
    return np.array([15.0, -30.0])


def nor_weights():
    return -or_weights()


def xnor_network():
    both = [-30.0, 20.0, 20.0]
    neither = nor_weights()
    return [np.array([both, neither]), np.array([or_weights()])]


def xor_network():
    first, last = xnor_network()
    return [first, -last]


def theta_forward(Thetas, X):
    layers = [X]
    for Theta in Thetas:
        rows = []
        for a in layers[-1]:
            rows.append(sigmoid(Theta[:, 0] + Theta[:, 1:] @ a))
        layers.append(np.array(rows))
    return layers


def theta_to_wb(Theta):
    W = []
    for j in range(1, Theta.shape[1]):
        W.append(Theta[:, j])
    return np.array(W), Theta[:, 0]


def wb_to_theta(W, b):
    rows = []
    for k in range(len(b)):
        rows.append([b[k]] + list(W[:, k]))
    return np.array(rows)


def hidden_delta(Theta, delta_next, a):
    delta = np.zeros(a.shape)
    for i in range(len(a)):
        delta[i] = Theta[:, 1:].T @ delta_next[i] * a[i] * (1 - a[i])
    return delta


def nn_cost_by_examples(Thetas, X, Y, lam, head):
    n = len(X)
    J = 0.0
    grads = [np.zeros(Theta.shape) for Theta in Thetas]
    for x, y in zip(X, Y):
        layers = theta_forward(Thetas[:-1], x[None])
        z = Thetas[-1][:, 0] + Thetas[-1][:, 1:] @ layers[-1][0]
        if head == "log":
            a = sigmoid(z)
            J += np.sum(np.logaddexp(0, z) - y * z) / n
        elif head == "softmax":
            e = np.exp(z - z.max())
            a = e / e.sum()
            J -= np.sum(y * (z - z.max() - np.log(e.sum()))) / n
        else:
            a = z
            J += np.sum((a - y) ** 2) / (2 * n)
        delta = (a - y)[None]
        for j in range(len(Thetas) - 1, -1, -1):
            grads[j][:, 0] += delta[0] / n
            grads[j][:, 1:] += np.outer(delta[0], layers[j][0]) / n
            if j:
                delta = hidden_delta(Thetas[j], delta, layers[j])
    for Theta, grad in zip(Thetas, grads):
        J += lam / (2 * n) * np.sum(Theta[:, 1:] ** 2)
        grad[:, 1:] += lam / n * Theta[:, 1:]
    return J, grads


def nn_cost(Thetas, X, Y, lam, head):
    return nn_cost_by_examples(Thetas, X, Y, lam, head)


def two_layer_loss(params, X, y, reg, activation="relu"):
    N = len(X)
    z = X @ params["W1"] + params["b1"]
    a = np.maximum(z, 0) if activation == "relu" else sigmoid(z)
    scores = a @ params["W2"] + params["b2"]
    scores = scores - scores.max(axis=1, keepdims=True)
    p = np.exp(scores)
    total = p.sum(axis=1, keepdims=True)
    loss = 0.0
    d = p / total
    for i in range(N):
        loss += np.log(total[i, 0]) - scores[i, y[i]]
        d[i, y[i]] -= 1
    d = d / N
    back = d @ params["W2"].T
    if activation == "relu":
        back[z <= 0] = 0
    else:
        back = back * a * (1 - a)
    loss = loss / N + reg * np.sum(params["W1"] ** 2) + reg * np.sum(params["W2"] ** 2)
    return loss, {
        "W1": X.T @ back + 2 * reg * params["W1"],
        "b1": back.sum(axis=0),
        "W2": a.T @ d + 2 * reg * params["W2"],
        "b2": d.sum(axis=0),
    }


def he_init(D, H, C, rng):
    W1 = rng.standard_normal((D, H)) * np.sqrt(2 / D)
    W2 = rng.standard_normal((H, C)) * np.sqrt(2 / H)
    return {"W1": W1, "b1": np.zeros(H), "W2": W2, "b2": np.zeros(C)}


def train(loss, params, X, y, lr, epochs, batch_size, rng, momentum=0.0, decay=0.0, patience=None):
    params = {name: np.array(value, dtype=float) for name, value in params.items()}
    v = {name: np.zeros(value.shape) for name, value in params.items()}
    history = []
    means = []
    for epoch in range(epochs):
        order = rng.permutation(len(X))
        values = []
        start = 0
        while start < len(X):
            rows = order[start : start + batch_size]
            value, grads = loss(params, X[rows], y[rows])
            values.append(value)
            for name in params:
                v[name] = momentum * v[name] - lr / (1 + decay * epoch) * grads[name]
                params[name] = params[name] + v[name]
            start += batch_size
        history.extend(values)
        means.append(np.mean(values))
        best = means.index(min(means))
        if patience is not None and epoch - best >= patience:
            break
    return params, np.array(history)


def network_predict(params, X):
    a = np.maximum(0, X @ params["W1"] + params["b1"])
    return (a @ params["W2"] + params["b2"]).argmax(axis=1)


def confusion_matrix(y, predicted, C):
    counts = np.zeros((C, C), dtype=int)
    for true, said in zip(y, predicted):
        counts[true, said] += 1
    return counts


def grid_search(score, lrs, regs):
    scores = np.zeros((len(lrs), len(regs)))
    best = (-1.0, None, None)
    for i, lr in enumerate(lrs):
        for j, reg in enumerate(regs):
            scores[i, j] = score(lr, reg)
            if scores[i, j] > best[0]:
                best = (scores[i, j], lr, reg)
    return scores, best[1], best[2]


def moving_from_zeros(activation):
    return (False, False, activation == "sigmoid", True)


def rank_from_constants(H):
    return 1


def heads_with_simple_delta():
    return (True, True, True, False)


def largest_probability(C):
    return np.exp(1) / (np.exp(1) + C - 1)

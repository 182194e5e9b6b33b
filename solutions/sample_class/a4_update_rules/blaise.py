"""Blaise's answers: right, with vectors and matrices, and without loops where there need be none."""

import numpy as np


def derive_linear_rule():
    return [
        "r := y - X@w",
        "D(L, w) = D(r.T@r, w)",
        "= 2*r.T@D(r, w)",
        "= -2*r.T@D(X@w, w)",
        "= -2*r.T@X",
        "grad(L, w) = -2*X.T@r",
        "w <- w - eta*grad(L, w)",
        "<- w + 2*eta*X.T@r",
        "<- w + 2*eta*X.T@delta",
    ]


def derive_sigmoid_slope():
    return [
        "u := 1 + exp(-z)",
        "D(s, z) = D(1/u, u)*D(u, z)",
        "= (-1/u**2)*(-exp(-z))",
        "= exp(-z)/(1 + exp(-z))**2",
        "= s*exp(-z)*s",
        "= s**2*(1/s - 1)",
        "= s*(1 - s)",
    ]


def derive_sigmoid_rule():
    return [
        "D(L, w) = D(L, s)@D(s, z)@D(z, w)",
        "= -2*delta.T@diag(s*(1 - s))@X",
        "grad(L, w) = -2*X.T@(delta*s*(1 - s))",
        "w <- w - eta*grad(L, w)",
        "<- w + 2*eta*X.T@(delta*s*(1 - s))",
    ]


def derive_hinge_cases():
    return [
        "margin := y*f",
        "grad(L, w) = ind(margin < 1)*grad(1 - margin, w)",
        "= -ind(margin < 1)*y*grad(w.T@x, w)",
        "= -ind(y*f < 1)*y*x",
        "D(L, b) = ind(y*f < 1)*D(1 - y*f, b)",
        "= -ind(y*f < 1)*y",
    ]


def derive_logistic_slope():
    return [
        "D(L, w) = D(L, p)*D(p, z)*D(z, w)",
        "= (p - y)/(p*(1 - p))*p*(1 - p)*x.T",
        "= (p - y)*x.T",
        "D(L1, w) = D(L1, z)*D(z, w)",
        "= -(1 - p)*x.T",
    ]


def derive_softmax_slope():
    return [
        "D(L, z) = D(L, a)@D(a, z)",
        "= -(t/a).T@(diag(a) - a@a.T)",
        "= -t.T + dot(t/a, a)*a.T",
        "= (a - t).T",
    ]


def derive_long_quotient():
    return [
        "v := x*w",
        "D(f, w) = D(exp(3*v)*v**(-3), v)*D(v, w)",
        "= (3*exp(3*v)*v**(-3) - 3*exp(3*v)*v**(-4))*x",
        "= 3*exp(3*v)*(v - 1)/v**4*x",
        "= 3*e**(3*x*w)*(x*w - 1)/(x**3*w**4)",
    ]


def derive_multiclass_hinge():
    return [
        "D(L, s[c]) = Sum(j != y, ind(s[j] - s[y] + 1 > 0)*(D(s[j], s[c]) - D(s[y], s[c])))",
        "= ind(c != y)*ind(s[c] - s[y] + 1 > 0) - ind(c == y)*Sum(j != y, ind(s[j] - s[y] + 1 > 0))",
    ]


def wrong_line():
    return 6


def mended_line():
    return "= -2*(y - f)*x[1]"


def update_linear(w, b, X, y, lr):
    X1 = np.hstack([X, np.ones((X.shape[0], 1))])
    theta = np.append(w, b)
    theta = theta - lr * 2 * X1.T.dot(X1.dot(theta) - y)
    return theta[:-1], theta[-1]


def update_sigmoid(w, b, X, y, lr):
    e = np.exp(-(X @ w + b))
    s = 1 / (1 + e)
    slope = e / (1 + e) ** 2
    dz = -2 * (y - s) * slope
    return w - lr * X.T @ dz, b - lr * np.sum(dz)


def update_hinge(w, b, X, y, lr):
    close = 1 - y * (X @ w + b) > 0
    return w + lr * y[close] @ X[close], b + lr * y[close].sum()


def update_softmax(W, b, X, y, lr):
    S = X @ W + b
    log_total = np.logaddexp.reduce(S, axis=1, keepdims=True)
    T = np.zeros_like(S)
    np.put_along_axis(T, y[:, None], 1.0, axis=1)
    dS = np.exp(S - log_total) - T
    return W - lr * np.einsum("nd,nc->dc", X, dS), b - lr * np.einsum("nc->c", dS)


def perceptron(X, y, alpha=1.0, eps=1e-9, max_epochs=1000, average=True):
    Z = X * y[:, None]
    theta, epochs = np.zeros(Z.shape[1]), 0
    while epochs < max_epochs:
        epochs += 1
        if average:
            delta = np.where((Z @ theta <= 0)[:, None], Z, 0).mean(axis=0)
        else:
            walk = theta.copy()
            for z in Z:
                walk += alpha * z * (z @ walk <= 0)
            delta = (walk - theta) / alpha
        theta = theta + alpha * delta
        if (delta**2).sum() ** 0.5 < eps:
            return theta, epochs
    return theta, epochs


def learning_rate(lr0, epoch, decay):
    return np.divide(lr0, 1 + decay * epoch)


def gradient_descent(loss, theta, X, y, *, lr, epochs, batch_size=None, decay=0.0, rng=None):
    theta = theta.astype(float)
    history = [theta.copy()]
    size = len(X) if batch_size is None else min(batch_size, len(X))
    for epoch in range(epochs):
        order = np.arange(len(X)) if rng is None else rng.permutation(len(X))
        for rows in np.split(order, range(size, len(X), size)):
            value, grad = loss(theta, X[rows], y[rows])
            if not np.isfinite(value):
                raise FloatingPointError(f"the loss is {value}: try a smaller lr than {lr}")
            theta -= lr / (1 + decay * epoch) * grad
            if not np.all(np.isfinite(theta)):
                raise FloatingPointError(f"theta is no longer finite with lr={lr}")
            history.append(theta.copy())
    return theta, np.stack(history)


def theta_of_alpha(theta, alpha):
    return theta * alpha


def xor_epochs():
    return 1


def xor_rows_right():
    return 0


def rate_for_mean(rate, N):
    return rate / (1 / N)


def steps_per_epoch(N, batch_size):
    return N // batch_size + (N % batch_size > 0)


def random_search(loss, shape, tries, rng):
    thetas = rng.normal(0.0, 1.0, (tries, *shape))
    values = np.array([loss(theta) for theta in thetas])
    return thetas[values.argmin()], values.min()


def evolve(loss, shape, tries, rng):
    family = [np.zeros(shape)]
    losses = [loss(family[0])]
    while len(losses) <= tries:
        parent = family[int(np.argmin(losses))]
        family.append(parent + rng.standard_normal(shape) * 0.2)
        losses.append(loss(family[-1]))
    k = int(np.argmin(losses))
    return family[k], losses[k]

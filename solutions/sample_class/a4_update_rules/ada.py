"""Ada's answers: right, in index form and by loops."""


import numpy as np


def derive_linear_rule():
    return [
        "D(L, w[j]) = Sum(k, D((y[k] - Sum(i, w[i]*x[k,i]))**2, w[j]))",
        "= Sum(k, 2*(y[k] - Sum(i, w[i]*x[k,i]))*D(y[k] - Sum(i, w[i]*x[k,i]), w[j]))",
        "= -2*Sum(k, delta[k]*D(Sum(i, w[i]*x[k,i]), w[j]))",
        "= -2*Sum(k, delta[k]*x[k,j])",
        "w[j] <- w[j] - eta*D(L, w[j])",
        "<- w[j] + 2*eta*Sum(k, delta[k]*x[k,j])",
    ]


def derive_sigmoid_slope():
    return [
        "D(s, z) = (0*(1 + exp(-z)) - 1*D(1 + exp(-z), z))/(1 + exp(-z))**2",
        "= -(-exp(-z))/(1 + exp(-z))**2",
        "= exp(-z)*s**2",
        "= (1/s - 1)*s*s",
        "= (1 - s)*s",
    ]


def derive_sigmoid_rule():
    return [
        "D(L, w[j]) = Σ(k, D(L, δ[k])*D(δ[k], s[k])*D(s[k], z[k])*D(z[k], w[j]))",
        "= −Σ(k, 2*δ[k]*σ(z[k])*(1 − σ(z[k]))*D(z[k], w[j]))",
        "= −2*Σ(k, δ[k]*s[k]*(1 − s[k])*x[k,j])",
        "w[j] ← w[j] − η*D(L, w[j])",
        "← w[j] + 2*η*Σ(k, δ[k]*s[k]*(1 − s[k])*x[k,j])",
    ]


def derive_hinge_cases():
    return [
        "D(L, w[0]) = 0 if y*f >= 1 else D(1 - y*f, w[0])",
        "= 0 if y*f >= 1 else -y*x[0]",
        "D(L, w[1]) = 0 if y*f >= 1 else D(1 - y*f, w[1])",
        "= 0 if y*f >= 1 else -y*x[1]",
        "D(L, b) = 0 if y*f >= 1 else D(1 - y*f, b)",
        "= 0 if y*f >= 1 else -y",
    ]


def derive_logistic_slope():
    return [
        "D(L, w[j]) = -y*D(log(p), w[j]) - (1 - y)*D(log(1 - p), w[j])",
        "= -y/p*D(p, w[j]) + (1 - y)/(1 - p)*D(p, w[j])",
        "= (-y*(1 - p) + (1 - y)*p)*D(z, w[j])",
        "= (-y*(1 - p) + (1 - y)*p)*x[j]",
        "= p*x[j] - y*x[j]",
        "D(L1, w[j]) = -D(log(p), w[j])",
        "= -(1 - p)*D(Sum(i, w[i]*x[i]), w[j])",
        "= (p - 1)*x[j]",
    ]


def derive_softmax_slope():
    return [
        "D(a[j], z[i]) = a[j]*(ind(i == j) - a[i])",
        "D(L, z[i]) = Sum(j, D(L, a[j])*D(a[j], z[i]))",
        "= Sum(j, -ind(j == y)/a[j]*a[j]*(ind(i == j) - a[i]))",
        "= -Sum(j, ind(j == y)*ind(i == j)) + a[i]*Sum(j, ind(j == y))",
        "= -ind(i == y) + a[i]",
    ]


def derive_long_quotient():
    return [
        "D(f, w) = f*D(3*x*w - 3*log(x*w), w)",
        "= f*(3*x - 3/w)",
        "= exp(3*x*w)/(x*w)**3*(3*x - 3/w)",
        "= 3*exp(3*x*w)*(x*w - 1)/(x**3*w**4)",
    ]


def derive_multiclass_hinge():
    return [
        "D(L, s[c]) = Sum(j != y, D(max(0, s[j] - s[y] + 1), s[c]))",
        "= Sum(j != y, ind(s[j] - s[y] + 1 > 0)*D(s[j] - s[y] + 1, s[c]))",
        "= Sum(j != y, ind(s[j] - s[y] + 1 > 0)*(ind(j == c) - ind(y == c)))",
        "= cases((-Sum(j != y, ind(s[j] - s[y] + 1 > 0)), c == y), (ind(s[c] - s[y] + 1 > 0), c != y))",
    ]


def wrong_line():
    # 6 gives 2*(-1 - 2)*(-2) = 12 where -12 is right
    return 6


def mended_line():
    return "= 2*x[1]*(f - y)"


def update_linear(w, b, X, y, lr):
    dw, db = [0.0] * len(w), 0.0
    for x, label in zip(X.tolist(), y.tolist(), strict=True):
        f = sum(w_j * x_j for w_j, x_j in zip(w.tolist(), x, strict=True)) + b
        for j in range(len(dw)):
            dw[j] += 2 * (f - label) * x[j]
        db += 2 * (f - label)
    return np.array([w[j] - lr * dw[j] for j in range(len(dw))]), b - lr * db


def update_sigmoid(w, b, X, y, lr):
    new, bias = w.astype(float), float(b)
    for x, label in zip(X, y, strict=True):
        z = float(x @ w) + b
        s = 1 / (1 + np.exp(-z))
        pull = 2 * lr * (label - s) * s * (1 - s)
        new = new + pull * x
        bias += pull
    return new, bias


def update_hinge(w, b, X, y, lr):
    new, bias = np.array(w, dtype=float), float(b)
    for k in range(len(y)):
        if y[k] * (np.dot(w, X[k]) + b) >= 1:
            continue
        new += lr * y[k] * X[k]
        bias += lr * y[k]
    return new, bias


def update_softmax(W, b, X, y, lr):
    new, bias = np.array(W, dtype=float), np.array(b, dtype=float)
    for x, label in zip(X, y, strict=True):
        s = x @ W + b
        e = [np.exp(s_j - max(s)) for s_j in s]
        for j in range(len(b)):
            dz = e[j] / sum(e) - (1 if j == label else 0)
            new[:, j] -= lr * dz * x
            bias[j] -= lr * dz
    return new, bias


def perceptron(X, y, alpha=1.0, eps=1e-9, max_epochs=1000, average=True):
    theta, epochs = np.zeros(X.shape[1]), 0
    for _ in range(max_epochs):
        epochs += 1
        delta = np.zeros(X.shape[1])
        for i in range(len(y)):
            if y[i] * X[i].dot(theta) <= 0:
                delta += y[i] * X[i]
                if not average:
                    theta = theta + alpha * y[i] * X[i]
        if average:
            delta /= len(y)
            theta = theta + alpha * delta
        if np.sqrt(float(delta @ delta)) < eps:
            break
    return theta, epochs


def learning_rate(lr0, epoch, decay):
    return lr0 / (1 + decay * epoch)


def gradient_descent(loss, theta, X, y, *, lr, epochs, batch_size=None, decay=0.0, rng=None):
    def batches():
        for epoch in range(epochs):
            rows = list(range(len(y)))
            if rng is not None:
                rows = rng.choice(len(y), len(y), replace=False).tolist()
            while rows:
                now, rows = rows[: batch_size or len(y)], rows[batch_size or len(y) :]
                yield lr / (1.0 + decay * epoch), now

    path = [np.array(theta, dtype=np.float64)]
    for rate, rows in batches():
        value, grad = loss(path[-1], X[rows], y[rows])
        path.append(path[-1] - rate * np.asarray(grad))
        if not np.isfinite(np.append(path[-1], value)).all():
            raise FloatingPointError(f"lr = {lr}: step {len(path) - 1} is not finite")
    return path[-1], np.array(path)


def theta_of_alpha(theta, alpha):
    return np.array([alpha * t for t in theta])


def xor_epochs():
    return 1


def xor_rows_right():
    return 0


def rate_for_mean(rate, N):
    return rate * N


def steps_per_epoch(N, batch_size):
    return int(np.ceil(N / batch_size))


def random_search(loss, shape, tries, rng):
    best, least = None, float("inf")
    for _ in range(tries):
        theta = rng.normal(size=shape)
        value = loss(theta)
        if value < least:
            best, least = theta, value
    return best, least


def evolve(loss, shape, tries, rng):
    theta = np.zeros(shape)
    value = loss(theta.copy())
    for noise in rng.normal(scale=0.2, size=(tries, *shape)):
        new = loss(theta + noise)
        theta, value = (theta + noise, new) if new <= value else (theta, value)
    return theta, np.float64(value)

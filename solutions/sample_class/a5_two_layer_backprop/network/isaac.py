"""Isaac goes on to the next epoch when the rows left over fill no batch."""

import numpy as np


def train(loss, params, X, y, lr, epochs, batch_size, rng, momentum=0.0, decay=0.0, patience=None):
    params = {name: np.array(value, dtype=float) for name, value in params.items()}
    v = {name: np.zeros(value.shape) for name, value in params.items()}
    batch_size = min(batch_size, len(X))
    history = []
    means = []
    for epoch in range(epochs):
        order = rng.permutation(len(X))
        values = []
        for k in range(len(X) // batch_size):
            rows = order[k * batch_size : (k + 1) * batch_size]
            value, grads = loss(params, X[rows], y[rows])
            values.append(value)
            for name in params:
                v[name] = momentum * v[name] - lr / (1 + decay * epoch) * grads[name]
                params[name] = params[name] + v[name]
        history.extend(values)
        means.append(np.mean(values))
        if patience is not None and epoch - means.index(min(means)) >= patience:
            break
    return params, np.array(history)

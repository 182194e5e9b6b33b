"""Blaise writes without loops, in a style of his own, and gets everything right."""

import numpy as np


def stretch(img):
    return np.ravel(img, order="C")


def parameter_count(D, C, bias=True):
    return C * (D + int(bias))


def numbers_kept(N, D, C):
    return C * (D + 1), N * D


def linear_scores(W, x, b):
    return np.einsum("cd,d->c", W, x) + b


def batch_scores(X, W, b):
    return np.einsum("nd,dc->nc", X, W) + b[np.newaxis, :]


def fold_bias(X, W, b):
    ones = np.ones((X.shape[0], 1))
    return np.hstack((X, ones)), np.concatenate((W, b[None]), axis=0)


def predict(X, W, b):
    return (X @ W + b).argmax(axis=-1)


def predict_binary(X, w, b):
    return np.where(X.dot(w) + b < 0, 0, 1)


def one_vs_all_labels(y, c):
    return 2 * (y == c).astype(int) - 1


def predict_one_vs_all(X, classifiers):
    w, b = zip(*classifiers)
    return np.argmax(np.array(w) @ X.T + np.array(b)[:, None], axis=0)


def svm_loss_one(s, y):
    return np.maximum(0, s - s[y] + 1).sum() - 1


def car_slack(s, y):
    others = s[np.arange(len(s)) != y]
    return np.maximum(0.0, (s[y] - others - 1).min())


def svm_loss_naive(W, X, y, reg):
    gradient = 2 * reg * W
    loss = reg * np.square(W).sum()
    for x, label in zip(X, y):
        s = x @ W
        violated = s - s[label] + 1 > 0
        violated[label] = False
        loss += (s - s[label] + 1)[violated].sum() / len(X)
        pull = violated.astype(float)
        pull[label] = -violated.sum()
        gradient = gradient + np.outer(x, pull) / len(X)
    return loss, gradient


def svm_loss_vectorized(W, X, y, reg):
    n = y.shape[0]
    scores = np.einsum("nd,dc->nc", X, W)
    onehot = y[:, None] == np.arange(W.shape[1])
    hinge = np.where(onehot, 0, np.maximum(0, scores - scores[onehot][:, None] + 1))
    active = (hinge > 0) * 1.0
    active = active - onehot * active.sum(1, keepdims=True)
    return hinge.sum() / n + reg * np.vdot(W, W), np.einsum("nd,nc->dc", X, active) / n + 2 * reg * W


def binary_hinge(w, b, X, y):
    slack = 1 - y * (X @ w + b)
    active = slack >= 0
    pull = np.where(active, -y, 0)
    return np.mean(slack * active), (pull[:, None] * X).mean(axis=0), pull.mean()


def xor_features(X):
    return np.sign(X).prod(axis=1, keepdims=True)


def ring_features(X):
    squared = (X**2).sum(axis=1)
    return np.stack((squared, squared**2), axis=1)


def modes_features(X, centres):
    distance = np.linalg.norm(X[:, None, :] - centres[None, :, :], axis=-1)
    return (distance < 1.0).astype(float)


def smallest_loss():
    return 0.0


def largest_loss():
    return float("inf")


def loss_at_zero(C):
    return C - 1


def car_loss_change():
    return 0.0


def loss_with_true_class(loss):
    return loss + 1


def sum_over_mean(N):
    return N


def loss_of_doubled_weights():
    return 0


def still_moving(margin):
    return False, bool(margin < 1), True


def template_images(W, shape):
    low = W.min(axis=0, keepdims=True)
    return np.moveaxis(((W - low) / np.ptp(W, axis=0)).reshape(*shape, -1), -1, 0)


def boundary(w, b):
    return w / np.sqrt(w @ w), -b / np.sqrt(w @ w)

"""Ada writes loops, and gets everything right."""

import numpy as np


def stretch(img):
    return np.array(list(img.flat))


def parameter_count(D, C, bias=True):
    count = 0
    for _ in range(C):
        count += D
        if bias:
            count += 1
    return count


def numbers_kept(N, D, C):
    return parameter_count(D, C), N * D


def linear_scores(W, x, b):
    s = []
    for c in range(W.shape[0]):
        total = b[c]
        for d in range(W.shape[1]):
            total += W[c, d] * x[d]
        s.append(total)
    return np.array(s)


def batch_scores(X, W, b):
    S = np.zeros((X.shape[0], W.shape[1]))
    for i in range(len(X)):
        S[i] = linear_scores(W.T, X[i], b)
    return S


def fold_bias(X, W, b):
    X1 = np.ones((X.shape[0], X.shape[1] + 1))
    X1[:, :-1] = X
    W1 = np.zeros((W.shape[0] + 1, W.shape[1]))
    W1[:-1] = W
    W1[-1] = b
    return X1, W1


def predict(X, W, b):
    best = []
    for s in batch_scores(X, W, b):
        c = 0
        for j in range(1, len(s)):
            if s[j] > s[c]:
                c = j
        best.append(c)
    return np.array(best)


def predict_binary(X, w, b):
    labels = []
    for x in X:
        labels.append(1 if x.dot(w) + b >= 0 else 0)
    return np.array(labels)


def one_vs_all_labels(y, c):
    labels = []
    for label in y:
        labels.append(1 if label == c else -1)
    return np.array(labels)


def predict_one_vs_all(X, classifiers):
    best = []
    for x in X:
        s = []
        for w, b in classifiers:
            s.append(x @ w + b)
        best.append(s.index(max(s)))
    return np.array(best)


def svm_loss_one(s, y):
    loss = 0.0
    for j in range(len(s)):
        if j != y:
            loss += max(0.0, s[j] - s[y] + 1.0)
    return loss


def car_slack(s, y):
    slack = float("inf")
    for j in range(len(s)):
        if j != y:
            slack = min(slack, s[y] - s[j] - 1.0)
    return max(0.0, slack)


def svm_loss_naive(W, X, y, reg):
    D, C = W.shape
    N = len(X)
    loss = 0.0
    dW = np.zeros((D, C))
    for i in range(N):
        s = [X[i] @ W[:, j] for j in range(C)]
        loss += svm_loss_one(s, y[i]) / N
        for j in range(C):
            if j != y[i] and s[j] + 1 > s[y[i]]:
                for d in range(D):
                    dW[d, j] += X[i, d] / N
                    dW[d, y[i]] -= X[i, d] / N
    for d in range(D):
        for j in range(C):
            loss += reg * W[d, j] ** 2
            dW[d, j] += 2 * reg * W[d, j]
    return loss, dW


def svm_loss_vectorized(W, X, y, reg):
    S = X.dot(W)
    right = np.take_along_axis(S, y[:, None], axis=1)
    margins = (S - right + 1.0).clip(min=0.0)
    np.put_along_axis(margins, y[:, None], 0.0, axis=1)
    mask = (margins > 0).astype(float)
    dS = mask.copy()
    np.put_along_axis(dS, y[:, None], -mask.sum(axis=1, keepdims=True), axis=1)
    loss = margins.sum(axis=1).mean() + reg * (W**2).sum()
    return loss, X.T.dot(dS) / len(y) + 2.0 * reg * W


def binary_hinge(w, b, X, y):
    loss, dw, db = 0.0, np.zeros(len(w)), 0.0
    for x, label in zip(X, y):
        m = label * (w @ x + b)
        if m < 1:
            loss += 1 - m
            dw = dw - label * x
            db = db - label
    return loss / len(X), dw / len(X), db / len(X)


def xor_features(X):
    return np.array([[x1 * x2] for x1, x2 in X])


def ring_features(X):
    F = []
    for x in X:
        r = (x[0] ** 2 + x[1] ** 2) ** 0.5
        F.append([r, r * r])
    return np.array(F)


def modes_features(X, centres):
    F = []
    for x in X:
        F.append([min(np.linalg.norm(x - c) for c in centres)])
    return np.array(F)


def smallest_loss():
    return 0


def largest_loss():
    return np.inf


def loss_at_zero(C):
    return C - 1.0


def car_loss_change():
    return 0


def loss_with_true_class(loss):
    return 1 + loss


def sum_over_mean(N):
    return float(N)


def loss_of_doubled_weights():
    return 0.0


def still_moving(margin):
    hinge = True
    if margin > 1:
        hinge = False
    return (False, hinge, True)


def template_images(W, shape):
    images = []
    for c in range(W.shape[1]):
        w = W[:, c]
        images.append(((w - min(w)) / (max(w) - min(w))).reshape(shape))
    return np.array(images)


def boundary(w, b):
    length = (w**2).sum() ** 0.5
    return w / length, -b / length

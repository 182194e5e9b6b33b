"""Isaac maps the ring by the squared radius alone: an interval on a line is no half line."""


def ring_features(X):
    return (X**2).sum(axis=1, keepdims=True)

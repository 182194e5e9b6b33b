"""Julia labels the others 0, where the hinge loss needs -1."""

import numpy as np


def one_vs_all_labels(y, c):
    return np.where(y == c, 1, 0)

"""Carl's answers are right and warn on the way: a sigmoid that overflows."""

import numpy as np


def theta_forward(Thetas, X):
    layers = [X]
    for Theta in Thetas:
        z = layers[-1] @ Theta[:, 1:].T + Theta[:, 0]
        layers.append(1 / (1 + np.exp(-z)))
    return layers

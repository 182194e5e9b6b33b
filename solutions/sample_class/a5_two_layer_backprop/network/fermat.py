"""Fermat's bias starts at the corner: the unit for OR cannot decide at (0, 0)."""

import numpy as np


def or_weights():
    return np.array([0.0, 30.0, 30.0])


def nor_weights():
    return np.array([15.0, -30.0, -30.0])


def xnor_network():
    return [np.array([[-30.0, 20, 20], nor_weights()]), np.array([[-15.0, 30.0, 30.0]])]

"""Other correct forms of assignment 5's boolean networks."""

from __future__ import annotations

import numpy as np

from solutions.forms import Form

BOOLEAN: tuple[Form, ...] = (
    {
        "or_weights": lambda: np.array([-5.0, 10.0, 10.0]),
        "not_weights": lambda: np.array([5, -10]),
        "nor_weights": lambda: np.array([30, -60, -60]),
        # XNOR as NOT of XOR, from three hidden units of which one is idle.
        "xnor_network": lambda: [
            np.array([[-10.0, 20, 20], [30.0, -20, -20], [0.0, 0.0, 0.0]]),
            np.array([[30.0, -20.0, -20.0, 0.0]]),
        ],
        # (x1 AND NOT x2) OR (NOT x1 AND x2)
        "xor_network": lambda: (
            np.array([[-10, 20, -20], [-10, -20, 20]]),
            np.array([[-10, 20, 20]]),
        ),
    },
    {
        "or_weights": lambda: 40.0 * np.array([-0.5, 1.0, 1.0]),
        "not_weights": lambda: -20.0 * np.array([-0.5, 1.0]),
        "nor_weights": lambda: -40.0 * np.array([-0.5, 1.0, 1.0]),
        "xnor_network": lambda: [
            100 * np.array([[-1.5, 1, 1], [0.5, -1, -1]]),
            100 * np.array([[-0.5, 1, 1]]),
        ],
        "xor_network": lambda: [
            100 * np.array([[-1.5, 1, 1], [0.5, -1, -1]]),
            100 * np.array([[0.5, -1, -1]]),
        ],
    },
    {
        "or_weights": lambda: np.array([-8, 16, 18]),
        "not_weights": lambda: np.array([12.0, -25.0]),
        "nor_weights": lambda: np.array([9.0, -17.0, -19.0]),
        # Three layers: OR and NAND, their AND, and its NOT.
        "xnor_network": lambda: [
            np.array([[-10.0, 20, 20], [30.0, -20, -20]]),
            np.array([[-30.0, 20, 20]]),
            np.array([[10.0, -20.0]]),
        ],
        "xor_network": lambda: [
            np.array([[-10.0, 20, 20], [-30.0, 20, 20]]),
            np.array([[-10.0, 20.0, -20.0]]),
        ],
    },
)

"""Other correct forms of assignment 5's boolean networks."""

from __future__ import annotations

import numpy as np

from solutions.forms import Form


def nand_everywhere():
    """XOR from four NANDs, two of which are one."""
    nand = [30.0, -20.0, -20.0]
    return [
        # x1 and x2 themselves are carried on beside their NAND
        np.array([nand, [-10.0, 20.0, 0.0], [-10.0, 0.0, 20.0]]),
        np.array([[30.0, -20.0, -20.0, 0.0], [30.0, -20.0, 0.0, -20.0]]),
        np.array([nand]),
    ]


def xnor_from_minterms():
    """A hidden unit for each row of the truth table; the output adds up those that are true."""
    rows = [(0, 0), (0, 1), (1, 0), (1, 1)]
    hidden = [[20.0 - 40.0 * (a + b), 80.0 * a - 40.0, 80.0 * b - 40.0] for a, b in rows]
    out = [-20.0] + [40.0 if a == b else 0.0 for a, b in rows]
    return np.array(hidden), np.array([out])


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
    {
        "or_weights": lambda: np.array([-1.0, 2.0, 2.0]) * 12,
        "not_weights": lambda: np.linspace(7.5, -15.0, 2),
        "nor_weights": lambda: -np.array([-1.0, 2.0, 2.0]) * 12,
        "xnor_network": lambda: (
            nand_everywhere()[0],
            nand_everywhere()[1],
            -nand_everywhere()[2],
        ),
        "xor_network": nand_everywhere,
    },
    {
        "or_weights": lambda: np.append(-20.0, np.full(2, 40.0)),
        "not_weights": lambda: np.array([1, -2]) * 50,
        "nor_weights": lambda: np.append(20.0, np.full(2, -40.0)),
        "xnor_network": xnor_from_minterms,
        "xor_network": lambda: [
            xnor_from_minterms()[0],
            np.array([[-20.0, 0.0, 40.0, 40.0, 0.0]]),
        ],
    },
)

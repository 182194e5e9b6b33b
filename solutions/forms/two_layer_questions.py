"""Other correct answers to the questions on networks."""

from __future__ import annotations

import math

import numpy as np
import scipy.special

from solutions.forms import Form

CONCEPTS: tuple[Form, ...] = (
    {
        "moving_from_zeros": lambda activation: [False, False, activation != "relu", True],
        "rank_from_constants": lambda H: int(np.linalg.matrix_rank(np.ones((5, H)))),
        "heads_with_simple_delta": lambda: [True, True, True, False],
        "largest_probability": lambda C: 1 / (1 + (C - 1) / math.e),
    },
    {
        "moving_from_zeros": lambda activation: tuple(
            bool(m) for m in (0, 0, {"relu": 0, "sigmoid": 1}[activation], 1)
        ),
        "rank_from_constants": lambda H: np.int64(1),
        "heads_with_simple_delta": lambda: (np.True_, np.True_, np.True_, np.False_),
        "largest_probability": lambda C: np.array(math.e / (math.e + (C - 1))),
    },
    {
        "moving_from_zeros": lambda a: (False, False, 0.5 * (a == "sigmoid") != 0, not False),
        "rank_from_constants": lambda H: min(1, H),
        "heads_with_simple_delta": lambda: tuple(k < 3 for k in range(4)),
        "largest_probability": lambda C: np.exp(1 - np.log(np.e + C - 1)),
    },
    {
        "moving_from_zeros": lambda activation: (
            (False, False, False, True) if activation == "relu" else (False, False, True, True)
        ),
        "rank_from_constants": lambda H: len({0.1 for _ in range(H)}),
        "heads_with_simple_delta": lambda: [
            np.bool_(head != "sigmoid, squared")
            for head in ("sigmoid, log", "softmax", "plain", "sigmoid, squared")
        ],
        "largest_probability": lambda C: scipy.special.softmax(np.eye(C)[0])[0],
    },
    {
        "moving_from_zeros": lambda activation: [m in activation for m in ("?", "?", "sig", "")],
        "rank_from_constants": lambda H: int(np.linalg.matrix_rank(np.full((9, H), 0.1))),
        "heads_with_simple_delta": lambda: (1 < 2, 1 < 2, 1 < 2, 1 > 2),
        "largest_probability": lambda C: math.exp(1) / sum([math.exp(1), *([1] * (C - 1))]),
    },
    {
        "moving_from_zeros": lambda activation: tuple(
            np.array([0, 0, scipy.special.expit(0) if activation == "sigmoid" else 0, 1]) > 0
        ),
        "rank_from_constants": lambda H: np.array(1),
        "heads_with_simple_delta": lambda: tuple([True] * 3 + [False]),
        "largest_probability": lambda C: float(scipy.special.expit(1 - math.log(C - 1))),
    },
)

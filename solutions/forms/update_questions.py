"""Other correct answers to assignment 4's questions."""

from __future__ import annotations

import math

import numpy as np

from solutions.forms import Form

# ------------------------------------------------------------------------------ the wrong line

WRONG_LINE: tuple[Form, ...] = (
    {"wrong_line": lambda: np.int64(6), "mended_line": lambda: "= -2*(y - f)*x[1]"},
    {"wrong_line": lambda: int("6"), "mended_line": lambda: "= (f - y)*2*x[1]"},
    {"wrong_line": lambda: 3 + 3, "mended_line": lambda: "D(L, w[1]) = 2*(f - y)*x[1]"},
    {"wrong_line": lambda: round(6.0), "mended_line": lambda: "= x[1]*2*(f - y)"},
    {"wrong_line": lambda: np.array(6), "mended_line": lambda: "= (2*f - 2*y)*x[1]"},
    {"wrong_line": lambda: len("line 6"), "mended_line": lambda: "= 2*f*x[1] - 2*y*x[1]"},
)

# ------------------------------------------------------------------------------ questions

CONCEPTS: tuple[Form, ...] = (
    {
        "theta_of_alpha": lambda theta, alpha: np.multiply(theta, alpha),
        "xor_epochs": lambda: np.array(1),
        "xor_rows_right": lambda: np.int64(0),
        "rate_for_mean": lambda rate, N: np.float64(rate) * N,
        "steps_per_epoch": lambda N, size: math.ceil(N / size),
    },
    {
        "theta_of_alpha": lambda theta, alpha: alpha * np.asarray(theta),
        "xor_epochs": lambda: 2 - 1,
        "xor_rows_right": lambda: int(np.sum(np.zeros(4) > 0)),
        "rate_for_mean": lambda rate, N: rate / (1 / N),
        "steps_per_epoch": lambda N, size: len(range(0, N, size)),
    },
    {
        "theta_of_alpha": lambda theta, alpha: np.array([alpha * t for t in theta]),
        "xor_epochs": lambda: len(["the first"]),
        "xor_rows_right": lambda: 0,
        "rate_for_mean": lambda rate, N: sum(rate for _ in range(N)),
        "steps_per_epoch": lambda N, size: N // size + (1 if N % size else 0),
    },
    {
        "theta_of_alpha": lambda theta, alpha: theta / (1 / alpha),
        "xor_epochs": lambda: int(True),
        "xor_rows_right": lambda: 4 - 4,
        "rate_for_mean": lambda rate, N: np.array(rate * N),
        "steps_per_epoch": lambda N, size: int((N + size - 1) / size),
    },
    {
        "theta_of_alpha": lambda theta, alpha: np.einsum("d,->d", theta, alpha),
        "xor_epochs": lambda: np.int64(1),
        "xor_rows_right": lambda: np.count_nonzero([0, 0, 0, 0]),
        "rate_for_mean": lambda rate, N: np.prod([rate, N]),
        "steps_per_epoch": lambda N, size: np.int64(np.ceil(N / size)),
    },
)

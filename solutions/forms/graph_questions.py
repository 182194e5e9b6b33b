"""Other correct answers to the questions on slopes and graphs."""

from __future__ import annotations

import math

import numpy as np

from solutions.forms import Form

SLOPES: tuple[Form, ...] = (
    {
        "tanh_by_sigmoid": lambda a, sigmoid: sigmoid(2 * a) - sigmoid(-2 * a),
        "kept_by_sigmoids": lambda depth: math.prod([0.25] * depth),
        "dead_relus": lambda Z: sum(not (column > 0).any() for column in Z.T),
    },
    {
        "tanh_by_sigmoid": lambda a, sigmoid: np.subtract(np.multiply(sigmoid(a + a), 2), 1),
        "kept_by_sigmoids": lambda depth: 4.0**-depth,
        "dead_relus": lambda Z: np.sum(Z.max(axis=0) <= 0),
    },
    {
        "tanh_by_sigmoid": lambda a, sigmoid: 1 - 2 * sigmoid(-2 * a),
        "kept_by_sigmoids": lambda depth: np.full(depth, 0.25).prod(),
        "dead_relus": lambda Z: Z.shape[1] - np.count_nonzero(np.maximum(Z, 0).sum(axis=0)),
    },
    {
        "tanh_by_sigmoid": lambda a, sigmoid: (sigmoid(2 * a) - 0.5) / 0.5,
        "kept_by_sigmoids": lambda depth: math.exp(depth * math.log(0.25)),
        "dead_relus": lambda Z: int(np.logical_not(np.any(Z > 0, axis=0)).sum()),
    },
    {
        "tanh_by_sigmoid": lambda a, sigmoid: np.array(
            [2 * sigmoid(np.array([2 * t]))[0] - 1 for t in a.ravel()]
        ).reshape(a.shape),
        "kept_by_sigmoids": lambda depth: (0.5 * (1 - 0.5)) ** depth,
        "dead_relus": lambda Z: len([h for h in range(Z.shape[1]) if max(Z[:, h]) <= 0]),
    },
)

CONCEPTS: tuple[Form, ...] = (
    {
        "largest_slopes": lambda: [0.25, 1],
        "needs_forward_values": lambda op: op in {"mul", "exp", "sigmoid", "relu"},
        "whose_job": lambda step: [1, 3, 2, 1][step - 1],
        "is_true": lambda claim: claim == 3 or claim == 5,
    },
    {
        "largest_slopes": lambda: (0.5 * 0.5, 1.0 - math.tanh(0) ** 2),
        "needs_forward_values": lambda op: not (op == "add" or op == "sub"),
        "whose_job": lambda step: np.int64({2: 3, 3: 2}.get(step, 1)),
        "is_true": lambda claim: np.bool_(claim in (3, 5)),
    },
    {
        "largest_slopes": lambda: (np.float64(0.25), np.array(1)),
        "needs_forward_values": lambda op: len(op) != 3 or op in ("mul", "exp"),
        "whose_job": lambda step: 1 + (step in (2, 3)) + (step == 2),
        "is_true": lambda claim: claim % 2 == 1 and claim > 1,
    },
    {
        "largest_slopes": lambda: (1 / 4, 1),
        "needs_forward_values": lambda op: {"add": False, "sub": False}.get(op, True),
        "whose_job": lambda step: 3 if step == 2 else 2 if step == 3 else 1,
        "is_true": lambda claim: [None, False, False, True, False, True][claim],
    },
    {
        "largest_slopes": lambda: (
            np.max(0.25 - np.linspace(-0.5, 0.5, 11) ** 2),
            np.cosh(0) ** -2,
        ),
        "needs_forward_values": lambda op: np.bool_(op.startswith(("m", "e", "r", "sig"))),
        "whose_job": lambda step: int(np.array([1, 3, 2, 1])[step - 1]),
        "is_true": lambda claim: bool(claim & 1) and claim != 1,
    },
)

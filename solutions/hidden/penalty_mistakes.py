"""Known mistakes of a penalty `reg * sum(W * W)`, whatever loss it is added to.

Each is a name and the stages that it replaces: `penalty`, what is added to the loss, and `slope`,
what is added to the gradient.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from solutions.hidden import svm_stages as stages

Row = tuple[str, dict[str, Callable[..., object]]]


def _row(name: str, **replaced: Callable[..., object]) -> Row:
    return name, replaced


PENALTY_MISTAKES: tuple[Row, ...] = (
    _row("penalty's gradient halved", slope=stages.once),
    _row("penalty with a half", penalty=stages.halved, slope=stages.once),
    _row("penalty with a half", penalty=stages.halved),
    _row("penalty in the loss only", slope=stages.none),
    _row("penalty in the gradient only", penalty=stages.zero),
    _row("reg ignored", penalty=stages.zero, slope=stages.none),
    _row("penalty divided by N", penalty=lambda W, reg, N: stages.squares(W, reg / N, N)),
    _row("penalty divided by N", slope=lambda W, reg, N: stages.twice(W, reg / N, N)),
    _row(
        "penalty divided by N",
        penalty=lambda W, reg, N: stages.squares(W, reg / N, N),
        slope=lambda W, reg, N: stages.twice(W, reg / N, N),
    ),
    _row(
        "penalty once a row",
        penalty=lambda W, reg, N: stages.squares(W, reg * N, N),
        slope=lambda W, reg, N: stages.twice(W, reg * N, N),
    ),
    _row("penalty's sign flipped", slope=lambda W, reg, N: -stages.twice(W, reg, N)),
    _row("penalty by a matrix product", penalty=lambda W, reg, N: reg * (W @ W.T).sum()),
    _row("sum of absolute weights", penalty=lambda W, reg, N: reg * np.abs(W).sum()),
    _row(
        "sum of absolute weights",
        penalty=lambda W, reg, N: reg * np.abs(W).sum(),
        slope=lambda W, reg, N: reg * np.sign(W),
    ),
    _row("square of the sum", penalty=lambda W, reg, N: reg * W.sum() ** 2),
    _row("root of the squares", penalty=lambda W, reg, N: reg * np.linalg.norm(W)),
    _row("reg squared", penalty=lambda W, reg, N: stages.squares(reg * W, 1.0, N)),
    _row(
        "last row not penalised",
        penalty=lambda W, reg, N: stages.squares(stages.head(W), reg, N),
        slope=lambda W, reg, N: stages.twice(stages.head(W), reg, N),
    ),
)

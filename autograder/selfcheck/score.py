"""The points that `check` returns: a number, and shown as nothing but a number."""

from __future__ import annotations

import math
from typing import Protocol


class _Printer(Protocol):
    def text(self, text: str) -> None: ...


class Score(float):
    """Points earned, within 0 and the most there are.

    A check cell ends in its score. nbgrader's stock pipeline reads the points off that last line
    and takes whatever is not a number for full marks, so a score is shown as a plain number
    whatever formatting the notebook has asked for.

    >>> Score(7, most=20), Score(20.000000000000004, most=20), Score(3, most=3) == 3.0
    (7.0, 20.0, True)
    """

    def __new__(cls, earned: float, most: float) -> Score:
        if not (math.isfinite(earned) and math.isfinite(most) and most >= 0):
            raise ValueError(f"{earned} of {most} points is no score")
        return super().__new__(cls, min(max(earned, 0.0), most))

    def __repr__(self) -> str:
        return float.__repr__(float(self))

    __str__ = __repr__

    def _repr_pretty_(self, printer: _Printer, cycle: bool) -> None:
        # Before IPython's own rule for floats, which %precision changes.
        printer.text(repr(self))

    def __reduce__(self) -> tuple[type[float], tuple[float]]:
        # Copied and stored as the number that it is.
        return float, (float(self),)

"""Stands for the package `autograder` inside the sandbox, where nothing is judged.

In grading, the cells of a notebook run first, with this in place of the real package; another
process judges the functions afterwards.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from typing import NoReturn

__all__ = ["animate", "check", "guess", "progress", "reveal"]

try:
    check_gradient = importlib.import_module("autograder.gradient").check_gradient
    __all__ += ["check_gradient"]
except (ImportError, AttributeError):  # a course without it
    pass


class _Note:
    """A line of text as the result of a cell."""

    def __repr__(self) -> str:
        return "judged after submission"


def check(*functions: object, **options: object) -> float:
    """Say that the functions are judged after submission; return no points."""
    from IPython.display import display

    display(_Note())  # type: ignore[no-untyped-call]
    return 0.0


def progress(*arguments: object, **options: object) -> float:
    """Say the same."""
    return check()


_guesses: dict[str, object] = {}


def guess(name: str, value: object) -> None:
    """Remember a prediction, which decides nothing."""
    _guesses[name] = value


def reveal(name: str, value: object) -> None:
    """Print what came out beside what was predicted, for the feedback page."""
    predicted = _guesses.get(name)
    said = "" if predicted is None else f"You predicted {predicted!s:.60}. "
    print(f"{said}The cell gives {value!s:.60}.")


def animate(
    figure: object, draw: Callable[[int], object], frames: Sequence[int], **options: object
) -> None:
    """Draw the last frame alone: a feedback page shows no film, and a film takes seconds."""
    import matplotlib.pyplot as plt

    draw(frames[-1])
    plt.show()


def __getattr__(name: str) -> NoReturn:
    raise AttributeError(
        f"autograder.{name} is not available while grading; a notebook needs check() alone"
    )

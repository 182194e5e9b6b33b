"""Show a derivation back as it was read: each line typeset, with its verdict."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import numpy as np

from autograder.derivation import Report, examine
from autograder.visible.update_rules_derivations import DERIVATIONS


class Shown:
    """A report that a notebook shows with formulas, and a terminal as text."""

    def __init__(self, report: Report) -> None:
        self._report = report

    def __repr__(self) -> str:
        return self._report.text()

    def _repr_markdown_(self) -> str:
        rows = [
            f"| {line.number} | {_formula(line.latex) or _code(line.text)} | {line.verdict} |"
            for line in self._report.lines
        ]
        table = "\n".join(["| line | as it was read | |", "| ---: | :--- | :--- |", *rows])
        said = self._report.message()
        # Four blanks make a text block, which keeps the caret below its character.
        block = "\n".join("    " + line for line in said.split("\n")) if said else ""
        return f"{table}\n\n{block}\n"


def _formula(latex: str) -> str:
    # A bar would end the cell of the table.
    return f"${latex}$".replace("|", r"\vert ") if latex else ""


def _code(text: str) -> str:
    return f"<code>{escape(text).replace('|', '&#124;')}</code>"


def report(derive: Callable[[], object]) -> Report:
    """The report on the lines that a function `derive_...` of assignment 4 returns.

    >>> def derive_sigmoid_slope():
    ...     return ["D(s, z) = exp(-z)/(1 + exp(-z))**2", "= s**2"]
    >>> report(derive_sigmoid_slope).lines[1].verdict
    <Verdict.FAILS: 'does not follow'>
    """
    for derivation in DERIVATIONS:
        if derive.__name__ == f"derive_{derivation.name}":
            return examine(derive(), derivation, np.random.default_rng())
    known = ", ".join(f"derive_{derivation.name}" for derivation in DERIVATIONS)
    raise ValueError(f"{derive.__name__} is no derivation; there are {known}")


def show_lines(derive: Callable[[], object]) -> None:
    """Show every line of a derivation as it was read, and whether it follows."""
    from IPython.display import display

    try:
        found = report(derive)
    except NotImplementedError:
        print(f"Come back to this cell when {derive.__name__} is done.")
        return
    display(Shown(found))  # type: ignore[no-untyped-call]

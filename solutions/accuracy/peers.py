"""How many mutants three courses' own ways of checking kill, beside our checks on the same ones."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from solutions.accuracy.equivalent import EQUIVALENT
from solutions.accuracy.mutants import Checks, sample
from solutions.accuracy.peer_checks import PEERS, Check
from solutions.accuracy.seed import seeded
from solutions.accuracy.spread import spread
from solutions.tests.matrix import HIDDEN, Functions


@dataclass(frozen=True)
class Row:
    """One exercise that one style has too: its wrong mutants, and how many of them die of what."""

    style: str
    exercise: str
    mutants: int
    theirs: int
    visible: int
    hidden: int


@dataclass(frozen=True)
class Peers:
    """All rows; a style's sums are over the exercises that it has a counterpart of."""

    rows: tuple[Row, ...]

    @property
    def sums(self) -> tuple[Row, ...]:
        """One row for each style, of all its exercises."""
        return tuple(
            Row(style, "", *(sum(getattr(row, field) for row in mine) for field in _COUNTS))
            for style in PEERS
            if (mine := [row for row in self.rows if row.style == style])
        )


_COUNTS = ("mutants", "theirs", "visible", "hidden")


def measure(exercises: Sequence[str] = (), every: int = 1, workers: int = 0) -> Peers:
    """Run the peers' checks and ours on every n-th mutant of these exercises, all if none."""
    known = dict.fromkeys(name for checks in PEERS.values() for name in checks)
    names = [name for name in known if name in exercises or not exercises]
    found = spread(partial(rows, every=every), names, workers)
    return Peers(tuple(row for group in found for row in group))


def rows(name: str, every: int = 1) -> tuple[Row, ...]:
    """One exercise's rows, one for each style that has it."""
    hidden = HIDDEN[name]
    ours = {
        "visible": Checks(hidden, visible=True, seed=seeded(0)),
        "hidden": Checks(hidden, visible=False, seed=seeded(0)),
    }
    styles = [style for style, checks in PEERS.items() if name in checks]
    counts: Counter[str] = Counter()
    for function, mutant, code in sample(hidden, every):
        if mutant.name in EQUIVALENT:
            continue
        answer = {**hidden.reference, function: code}
        counts["mutants"] += 1
        counts.update(kind for kind, checks in ours.items() if checks.killer(answer))
        counts.update(style for style in styles if fails(PEERS[style][name], answer))
    return tuple(
        Row(style, name, *(counts[key] for key in ("mutants", style, "visible", "hidden")))
        for style in styles
    )


def fails(check: Check, answer: Functions) -> bool:
    """Whether an answer fails a peer's check; an exception of any kind is a failure there."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            check(answer)
        except Exception:
            return True
    return False

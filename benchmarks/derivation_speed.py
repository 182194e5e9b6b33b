"""How long a derivation takes to judge: `python -m benchmarks.derivation_speed`.

Prints milliseconds for ten lines of each right route, warm, and the same as a ratio to a fixed
amount of mpmath's own arithmetic, which two machines can compare. Needs the solutions.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import mpmath
import numpy as np

from autograder.derivation import examine
from autograder.visible.update_rules_derivations import DERIVATIONS
from solutions.forms.derivations import ROUTES

REPEATS = 5
#: The aim of the course: ten lines, warm.
AIM = 300.0


def milliseconds(work: Callable[[], object]) -> float:
    """The median time of `work`, after one run that warms it."""
    work()
    times = []
    for _ in range(REPEATS):
        begin = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - begin))
    return statistics.median(times)


def unit() -> None:
    """A thousand products and sums, and a hundred exponentials, in 80 digits."""
    context = mpmath.MPContext()
    context.dps = 80
    x = context.mpf(2) / 3
    for i in range(1000):
        x = x * x + context.mpf(1) / 7 if x < 1 else x - 1
        if i % 10 == 0:
            context.exp(x)


def main() -> None:
    """Print the table."""
    of_machine = milliseconds(unit)
    print(f"{'derivation, route':<48}{'lines':>6}{'ms / 10 lines':>15}{'ratio':>8}")
    worst = 0.0
    for derivation in DERIVATIONS:
        for route, lines in ROUTES[derivation.name].items():
            rng = np.random.default_rng(0)
            took = milliseconds(lambda: examine(lines, derivation, rng, hidden=True))  # noqa: B023
            ten = took / len(lines) * 10
            worst = max(worst, ten)
            name = f"{derivation.name}, {route}"
            print(f"{name:<48}{len(lines):>6}{ten:>15.1f}{ten / of_machine:>8.1f}")
    print(f"worst: {worst:.0f} ms for ten lines; the aim is {AIM:.0f} ms")


if __name__ == "__main__":
    main()

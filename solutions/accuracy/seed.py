"""The seeds of all measures."""

from __future__ import annotations

from autograder.seed import Seed


def seeded(number: int) -> Seed:
    """The seed of this number, the same in every measure."""
    return Seed(f"accuracy {number}")

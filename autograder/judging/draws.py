"""Which generator each check of an exercise draws its inputs from, and what the check is called.

The judge draws by these names, and whoever explains a grade later draws the same once more.
"""

from __future__ import annotations

import numpy as np

from autograder.exercise import Check, Exercise
from autograder.seed import Seed


def visible(seed: Seed, exercise: Exercise, check: Check) -> np.random.Generator:
    """The generator of a visible check."""
    return seed.rng(exercise.assignment, exercise.name, "visible", check.name)


def visible_name(check: Check) -> str:
    """What an `Outcome` calls a visible check."""
    return f"visible:{check.name}"


def hidden(
    seed: Seed, exercise: Exercise, part: str, number: int, draw: int
) -> np.random.Generator:
    """The generator of one draw of the hidden check `number` of a part, both counted from 0."""
    return seed.rng(exercise.assignment, exercise.name, part, str(number), str(draw))


def hidden_name(part: str, number: int) -> str:
    """What an `Outcome` calls a hidden check."""
    return f"hidden:{part}:{number}"

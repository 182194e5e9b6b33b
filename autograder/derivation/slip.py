"""How a line fails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from autograder.derivation.chain import Step
from autograder.derivation.compare import Trials
from autograder.derivation.scope import Expression, Scope
from autograder.derivation.shape import Size
from autograder.derivation.verdict import Slip


@dataclass(frozen=True)
class Found:
    slip: Slip
    fact: str
    step: str = ""
    at: int | None = None


def diagnose(
    before: Step, here: Expression, trials: Trials, scope: Scope, taken: Mapping[str, Size]
) -> Found:
    return Found(Slip.UNKNOWN, "the two sides differ", at=here.node.at)

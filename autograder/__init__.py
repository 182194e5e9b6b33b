"""Judge answers to the Chainrule assignments; see README.md for the map.

What a notebook imports from here is loaded when it is first asked for, so that tools which only
pass by (pytest in another project) pay nothing:

>>> from autograder import check, check_gradient, progress
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograder.display.film import animate
    from autograder.gradient import check_gradient
    from autograder.selfcheck.kernel import check, progress
    from autograder.selfcheck.prediction import guess, reveal
    from autograder.selfcheck.score import Score

__all__ = ["Score", "animate", "check", "check_gradient", "guess", "progress", "reveal"]

# No module may be called like one of these names: importing it would put it in the name's place.
_HOMES = {
    "Score": "autograder.selfcheck.score",
    "animate": "autograder.display.film",
    "check": "autograder.selfcheck.kernel",
    "check_gradient": "autograder.gradient",
    "guess": "autograder.selfcheck.prediction",
    "progress": "autograder.selfcheck.kernel",
    "reveal": "autograder.selfcheck.prediction",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(_HOMES[name]), name)
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})

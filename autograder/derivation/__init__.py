"""Check a derivation line by line: sums over examples, vectors and matrices included.

A derivation is a list of strings in the language of `docs/derivation_language.md`. The way of a
line through the package: `reader` splits it, `parse` makes a `tree`, `meaning` finds ranges and
shapes, `value` evaluates it, `compare` holds it against the line before, `slip` finds out how it
fails, `form` looks at how it is written, `typeset` shows it back, and `examine` reports.
"""

from autograder.derivation.declare import Derivation, Form, Goal, Shows, Symbol, Waypoint
from autograder.derivation.examine import examine
from autograder.derivation.fault import LanguageError
from autograder.derivation.verdict import Report, Verdict

__all__ = [
    "Derivation",
    "Form",
    "Goal",
    "LanguageError",
    "Report",
    "Shows",
    "Symbol",
    "Verdict",
    "Waypoint",
    "examine",
]

"""What to say of each known mistake: the misconception, never the line that mends it.

Keys are the names of mistakes; several exercises may share one. The code that makes a mistake is
not here but in `solutions/hidden/`.
"""

from __future__ import annotations

from collections.abc import Mapping

HINTS: Mapping[str, str] = {
    # Ratios: any exercise whose answer is a number, a vector or a matrix.
    "sign flipped": "Right size, wrong sign. Does the loss rise or fall when this number grows?",
    "twice as large": "Exactly twice too large. Is something counted twice, or a half left out?",
    "half as large": "Exactly half of what it should be. Which factor got lost on the way?",
    "sum for mean": "Too large by the number of examples: is the loss a sum or a mean over them?",
    "mean taken twice": "Too small by the number of examples: how often is it divided by N?",
    "nothing but zeros": "Everything is zero. Is what you computed also what you return?",
}


def hint(mistake: str) -> str:
    """The words for a mistake; `""` for none.

    >>> hint("sign flipped").startswith("Right size"), hint("")
    (True, '')
    """
    return HINTS[mistake] if mistake else ""

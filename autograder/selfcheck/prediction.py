"""Predict, then run: `guess` a number or a sign before a cell, and let the cell `reveal` it.

Nothing here earns or loses a point, and nothing raises: a notebook runs from top to bottom
whatever was predicted, and untouched too.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from autograder.display import panel
from autograder.display.message import kind, number, rough
from autograder.display.plain import plain
from autograder.display.show import show

#: How near a number must be, as a share of what came out: well predicted, and exactly.
NEAR, EXACT = 0.1, 1e-9

#: How a sign may be written.
SIGNS: Mapping[str, int] = {"+": 1, "-": -1, "−": -1, "0": 0}

_made: dict[str, object] = {}


def guess(name: str, value: object) -> None:
    """Remember the prediction `value`: a number, or a sign as "+", "-" or "0"; None for none.

    >>> guess("brightness", 16)
    """
    _made[name] = value


def reveal(name: str, value: object) -> None:
    """Compare what came out with what was predicted under that name, and show it.

    Where nothing was predicted, what came out is not told either, but how to predict it.

    >>> guess("brightness", 16)
    >>> reveal("brightness", 17.0)
    You predicted 16. The cell gives 17: too low by 1 (5.9 %). Well predicted.
    """
    text = said(name, _made.get(name), value)
    show(panel.note_html(f"Prediction: {name}", text), text)


def said(name: str, predicted: object, value: object) -> str:
    """The comparison in words.

    >>> said("change", "-", -0.3)
    'You predicted a minus sign. The cell gives -0.3: right.'
    >>> said("change", None, 4.0)
    'Predict first: write a number or a sign in place of None in guess("change", None), run that
    cell, and then this one again.'
    """
    if predicted is None:
        return (
            f'Predict first: write a number or a sign in place of None in guess("{name}", None), '
            "run that cell, and then this one again."
        )
    sign = SIGNS.get(predicted.strip()) if isinstance(predicted, str) else None
    mine, answer = _finite(predicted), _finite(value)
    if sign is None and mine is None:
        return f'A prediction is a number, or a sign: "+", "-" or "0". This is {_kind(predicted)}.'
    if answer is None:
        return "What came out is no number: there is nothing to compare your prediction with yet."
    if sign is not None:
        right = sign == (answer > 0) - (answer < 0)
        begin = f"You predicted {_SIGN_WORDS[sign]}. The cell gives {number(answer)}"
        return f"{begin}: right." if right else f"{begin}. {_ASK}"
    assert mine is not None
    begin = f"You predicted {mine:.10g}. The cell gives {number(answer)}"
    off = abs(mine - answer)
    if off <= EXACT * abs(answer) or off == 0:
        return f"{begin}: exactly."
    share = f" ({_size(100 * off / abs(answer))} %)" if answer else ""
    way = "high" if mine > answer else "low"
    verdict = "Well predicted." if off <= NEAR * abs(answer) else _ASK
    return f"{begin}: too {way} by {_size(off)}{share}. {verdict}"


_SIGN_WORDS: Mapping[int, str] = {1: "a plus sign", -1: "a minus sign", 0: "zero"}
_ASK = "What did you expect to happen?"


def _size(value: float) -> str:
    """Two digits of a number, written out."""
    return number(float(rough(value)))


def _finite(value: object) -> float | None:
    """A finite number; None for all else."""
    try:
        found = float(value)  # type: ignore[arg-type] # what cannot be one, says so
    except (TypeError, ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def _kind(value: object) -> str:
    return f"the text {plain(value)!r}" if isinstance(value, str) else kind(value)

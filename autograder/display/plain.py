"""A student's text made safe to show: on one line, nothing in it that a terminal obeys."""

from __future__ import annotations

from autograder.display.legible import spelt

#: The longest text of one line of a panel: an exception may carry a whole array.
LONGEST = 600


def plain(text: str) -> str:
    r"""A student's text on one line: control and bidirectional characters spelt out, cut if long.

    >>> print(plain("two\nlines, \x1b[31mred\x1b[0m"))
    two lines, \x1b[31mred\x1b[0m
    """
    flat = " ".join(str(text).split())
    clean = spelt(flat)
    return clean if len(clean) <= LONGEST else clean[: LONGEST - 1] + "…"


def sentence(fact: str) -> str:
    """A fact with a full stop. Its first letter stays: it may be a name such as `dW`."""
    return fact if fact.endswith((".", "?", "!")) else fact + "."

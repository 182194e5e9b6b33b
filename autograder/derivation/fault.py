"""What is wrong with a line that is not in the language: the sentence and the place."""

from __future__ import annotations


class LanguageError(Exception):
    """A line cannot be read, or means nothing; `at` is the offending column of its text.

    >>> LanguageError("`^` is no power; write **", 2).pointer("2*x^2")
    '2*x^2\\n  ^'
    """

    def __init__(self, fact: str, at: int = 0) -> None:
        super().__init__(fact)
        self.fact = fact
        self.at = at

    def pointer(self, text: str) -> str:
        """`text` with a caret under the place."""
        return caret(text, self.at)


#: No more of a line than this stands above a caret.
WIDTH = 96


def caret(text: str, at: int) -> str:
    """`text` and, under column `at`, a caret; a long text is cut around it.

    >>> print(caret("w[j] + y", 7))
    w[j] + y
           ^
    """
    at = min(max(at, 0), len(text))
    start = 0 if at < WIDTH - 8 else at - WIDTH // 2
    shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
    return f"{shown[start : start + WIDTH]}\n{' ' * (at - start)}^"

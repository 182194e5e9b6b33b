"""Text that can be shown in a terminal: what would command it is spelt out."""

from __future__ import annotations

import logging
from typing import Any


def spelt(text: str) -> str:
    r"""The text with control and bidirectional characters as escapes; lines stay lines.

    >>> print(spelt("two\nlines, \x1b[31mred\x1b[0m"))
    two
    lines, \x1b[31mred\x1b[0m
    """
    return "".join(
        c if c.isprintable() or c in "\n\t" else c.encode("unicode_escape").decode() for c in text
    )


class _Record(logging.LogRecord):
    """A log record that may quote a student: in its message, or in the error that it tells of."""

    def __init__(self, *values: Any, **named: Any) -> None:
        super().__init__(*values, **named)
        if self.exc_info and self.exc_info[0]:
            self.exc_text = spelt(logging.Formatter().formatException(self.exc_info))

    def getMessage(self) -> str:
        return spelt(super().getMessage())


def keep_logs_legible() -> None:
    """From now on, no log line of this process commands the terminal that shows it."""
    logging.setLogRecordFactory(_Record)

"""Write text to a terminal, a pipe or a file of whatever encoding."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TextIO

#: Columns of text where nobody knows the terminal's.
WIDTH = 88

#: What stands for a symbol where the encoding lacks it (the Windows console's code page 1252).
_ASCII = str.maketrans(
    {"✓": "+", "✗": "x", "○": "o", "…": "...", "−": "-", "×": "x"} | dict.fromkeys("“”", '"')
)


def write(text: str, stream: TextIO | None = None) -> None:
    """Print `text`; a character that the stream cannot take becomes a near one or a `?`.

    >>> import io
    >>> narrow = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    >>> write("✓ “naïve”", narrow)
    >>> narrow.seek(0), narrow.read()
    (0, '+ "na?ve"\\n')
    """
    out = sys.stdout if stream is None else stream
    encoding = getattr(out, "encoding", None) or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        text = text.translate(_ASCII).encode(encoding, "replace").decode(encoding)
    print(text, file=out)


def coloured(stream: TextIO) -> bool:
    """Whether to write ANSI colours: on a terminal, unless NO_COLOR is set (no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def width() -> int:
    """The columns of text to write to stdout: the terminal's, within what is good to read."""
    columns = shutil.get_terminal_size((WIDTH, 24)).columns if sys.stdout.isatty() else WIDTH
    return min(max(columns, 40), 100)

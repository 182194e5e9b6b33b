"""Show the lines of an answer back: as it was read, in mathematics, with the verdict on each.

A caret stands under its character wherever that is shown: the line is never wrapped, and every
character of it has one width.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from html import escape

from autograder.display.mathml import mathml
from autograder.display.plain import plain, sentence
from autograder.report import ReadLine

TITLE = "Your lines, as they were read"

#: What a verdict looks like. A line that claims nothing is neither good nor bad.
_CLAIMS_NOTHING = ("starts", "gives a name", "note")


def look(line: ReadLine) -> tuple[str, str]:
    """A symbol, and the class that colours it.

    >>> look(ReadLine(1, "= 2", "= 2", "= 2", "follows", True))
    ('✓', 'good')
    """
    if line.verdict in _CLAIMS_NOTHING:
        return "·", "open"
    return ("✓", "good") if line.good else ("✗", "bad")


def html(lines: Sequence[ReadLine]) -> str:
    """The lines as a table, `""` if there are none."""
    if not lines:
        return ""
    rows = "".join(map(_row, lines))
    return (
        f'<table class="chainrule-table chainrule-read"><caption>{TITLE}</caption>\n'
        '<thead><tr><th scope="col">Line</th><th scope="col">Verdict</th>'
        f'<th scope="col">As it was read</th></tr></thead>\n<tbody>\n{rows}</tbody>\n'
        "</table>\n"
    )


def _row(line: ReadLine) -> str:
    symbol, colour = look(line)
    read = mathml(line.latex) if line.latex else f"<code>{escape(plain(line.text))}</code>"
    why = f'<p class="chainrule-fact">{escape(plain(sentence(line.why)))}</p>' if line.why else ""
    caret = f'<pre class="chainrule-caret">{escape(line.pointer)}</pre>' if line.pointer else ""
    return (
        f'<tr class="chainrule-{colour}"><th scope="row">{line.number}</th>'
        f'<td><span class="chainrule-status"><span class="chainrule-symbol" aria-hidden="true">'
        f"{symbol}</span>{escape(line.verdict)}</span></td>"
        f'<td><div class="chainrule-formula">{read}</div>{why}{caret}</td></tr>\n'
    )


def text(lines: Sequence[ReadLine], width: int) -> str:
    """The lines for a terminal, `""` if there are none.

    >>> shown = {"why": "a factor", "pointer": "= 3*u\\n  ^"}
    >>> print(text([ReadLine(2, "= 3*u", "= 3 u", "= 3 u", "does not follow", False, **shown)], 80))
      Your lines, as they were read:
         2  ✗ does not follow   = 3 u
               a factor.
                 = 3*u
                   ^
    """
    if not lines:
        return ""
    longest = max(len(line.verdict) for line in lines)
    rows = [f"  {TITLE}:"]
    for line in lines:
        head = f"  {line.number:>4}  {look(line)[0]} {line.verdict.ljust(longest)}   "
        rows.append(
            textwrap.fill(
                plain(line.plain or line.text),
                max(width, len(head) + 20),
                initial_indent=head,
                subsequent_indent=" " * len(head),
                break_on_hyphens=False,
            )
        )
        if line.why:
            indent = " " * 12
            said = plain(sentence(line.why))
            rows.append(textwrap.fill(said, width, initial_indent=indent, subsequent_indent=indent))
        rows += [" " * 14 + part for part in line.pointer.splitlines()]
    return "\n".join(rows)

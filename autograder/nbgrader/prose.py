"""Turn a notebook's prose and code into HTML that runs nothing and fetches nothing.

Students write both. Raw HTML is shown as the text that it is, pictures from elsewhere as their
description, and formulas become MathML here, so that no page needs a script.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import mistune
from markupsafe import Markup, escape
from mistune.plugins import import_plugin
from nbconvert.filters.markdown_mistune import MathBlockParser, MathInlineParser
from pygments import highlight  # type: ignore[import-untyped]
from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped]
from pygments.lexers import PythonLexer  # type: ignore[import-untyped]

from autograder.display.mathml import mathml

#: Characters of a cell that are formatted: beyond, the patterns' time grows with the square.
LONGEST = 20_000
_LINK = re.compile(r"(?:https?://|mailto:|#)", flags=re.IGNORECASE)


class _Renderer(mistune.HTMLRenderer):
    """Markdown as nbgrader's users write it, one heading level down: the page has the first."""

    def __init__(self) -> None:
        super().__init__(escape=True)

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        level = min(level + 1, 6)
        return f"<h{level}>{text}</h{level}>\n"

    def image(self, text: str, url: str, title: str | None = None) -> str:
        # Whatever it points to, a page that fetches it tells somebody that it was opened.
        return str(Markup("<em>[picture: {}]</em>").format(text))

    def link(self, text: str, url: str, title: str | None = None) -> str:
        if not _LINK.match(url):
            return text
        return f'<a href="{escape(url)}" rel="noopener noreferrer">{text}</a>'

    def block_code(self, code: str, info: str | None = None) -> str:
        python = (info or "python").strip().startswith("py")
        return f"<pre>{python_code(code) if python else escape(code)}</pre>\n"

    def inline_math(self, body: str) -> str:
        return mathml(body)

    def block_math(self, body: str) -> str:
        return mathml(body, block=True)

    def latex_environment(self, name: str, body: str) -> str:
        return mathml(rf"\begin{{{name}}}{body}\end{{{name}}}", block=True)


@cache
def _markdown() -> mistune.Markdown:
    plugins = [import_plugin(name) for name in ("strikethrough", "table")]
    return mistune.Markdown(_Renderer(), MathBlockParser(), MathInlineParser(), plugins)


def markdown(text: str) -> Markup:
    """A prose cell as HTML.

    >>> print(markdown("*one* <script>alert(1)</script> [two](javascript:alert(2))"))
    <p><em>one</em> &lt;script&gt;alert(1)&lt;/script&gt; two</p>
    """
    if len(text) > LONGEST:
        return Markup("<pre>{}</pre>").format(text)
    return Markup(str(_markdown()(text)))


def python_code(text: str) -> Markup:
    """Python with its words marked, for a `<pre>`.

    >>> print(python_code("x < 1"))
    <span class="n">x</span> <span class="o">&lt;</span> <span class="mi">1</span>
    """
    if len(text) > LONGEST:
        return escape(text)
    # The lexer drops nothing that a student wrote: neither blank lines nor the case of letters.
    shown = highlight(text, PythonLexer(stripnl=False, ensurenl=False), HtmlFormatter(nowrap=True))
    return Markup(shown.rstrip("\n"))


def plain(text: str) -> Markup:
    """A raw cell: text."""
    return Markup("<pre>{}</pre>").format(text)

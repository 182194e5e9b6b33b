"""How Sphinx makes the site of these pages: `make site`."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from pygments.lexers.python import Python3Lexer
from pygments.lexers.special import TextLexer

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_ROOT = Path(__file__).parents[1]

project = "Chainrule"
author = "The Chainrule authors"
project_copyright = author
release = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
    "version"
]

extensions = ["myst_parser"]
# Links to headings are written as GitHub names them.
myst_heading_anchors = 3

html_theme = "furo"
html_title = f"Chainrule {release}"
# The site can be read without a network, and tells nobody who reads it.
html_show_sourcelink = False
html_copy_source = False
html_theme_options = {"navigation_with_keys": False}

# A block that names no language holds commands.
highlight_language = "text"

# Blocks that a page's own test tells apart by these names.
_BLOCKS = {
    "answer": Python3Lexer,
    "config": Python3Lexer,
    "test": Python3Lexer,
    "refused": TextLexer,  # some of it is no Python
    "derivation": TextLexer,
    "given": TextLexer,
    "output": TextLexer,
}


def setup(app: Sphinx) -> None:
    """Colour those blocks."""
    for name, lexer in _BLOCKS.items():
        app.add_lexer(name, lexer)

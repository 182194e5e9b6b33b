"""The HTML that panels are made of: a labelled region with a table in it and notes below."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from importlib import resources


@cache
def style() -> str:
    """The style sheet that panels need, once a page."""
    return (resources.files("autograder.display") / "panel.css").read_text(encoding="utf-8")


def region(label: str, data: str, inner: str, notes: Iterable[str], styled: bool) -> str:
    """A panel: `inner` is HTML, `notes` are paragraphs of HTML for its foot."""
    sheet = f"<style>\n{style()}</style>\n" if styled else ""
    said = "".join(f"<p>{note}</p>\n" for note in notes)
    foot = f'<div class="chainrule-foot">\n{said}</div>\n' if said else ""
    return (
        f'<section class="chainrule-panel" role="region" aria-label="{escape(label)}" {data}>\n'
        f"{sheet}{inner}{foot}</section>\n"
    )


def table(columns: tuple[str, str, str], head: str, bodies: Sequence[str], bar: str = "") -> str:
    """A table with a heading; `bodies` are rows, each group of them a body of its own."""
    first, second, third = columns
    rows = "".join(f"<tbody>\n{body}</tbody>\n" for body in bodies or ("",))
    return (
        '<table class="chainrule-table">\n'
        f'<caption><div class="chainrule-head">{head}</div>{bar}</caption>\n'
        f'<thead><tr><th scope="col">{first}</th><th scope="col">{second}</th>'
        f'<th scope="col" class="chainrule-points">{third}</th></tr></thead>\n'
        f"{rows}</table>\n"
    )


def group(title: str) -> str:
    """The row above a group of rows, which names it."""
    return f'<tr><th colspan="3" scope="rowgroup">{escape(title)}</th></tr>\n'


def link(address: str, text: str) -> str:
    """A link within JupyterLab or a page: to a heading, or to another notebook."""
    return f'<a href="{escape(address)}">{escape(text)}</a>'

"""Self-contained pages of HTML, filled from a template: mailed, opened years later, the same."""

from __future__ import annotations

from functools import cache
from importlib import resources

import jinja2

#: What a browser would act upon or swallow: control characters, and those that turn text around.
_UNSEEN = [*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0), 0x61C, 0x200E, 0x200F]
_UNSEEN += [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]
_SHOWN = {code: f"[U+{code:04X}]" for code in _UNSEEN} | {0x0D: "\n"}


def asset(name: str) -> str:
    """The text of a file of `autograder/templates`.

    >>> "<main" in asset("feedback.html.j2")
    True
    """
    return (resources.files("autograder.templates") / name).read_text(encoding="utf-8")


def fill(template: str, **values: object) -> str:
    """The page: every value is escaped unless it is `Markup`, and what cannot be seen is spelt."""
    return _template(template).render(**values).translate(_SHOWN)


@cache
def _template(name: str) -> jinja2.Template:
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(asset(name))

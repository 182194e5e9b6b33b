"""What to say of each known mistake: the misconception, never the line that mends it.

Keys are the names of mistakes; several exercises may share one. Each notebook's stand in a module
of their own, those that any exercise may need in `common`. The code that makes a mistake is not
here but in `solutions/hidden/`.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping


def _gathered() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for info in pkgutil.iter_modules(__path__):
        for name, words in importlib.import_module(f"{__name__}.{info.name}").HINTS.items():
            if name in found:
                raise ValueError(f"two hints are called {name!r}; the second is in {info.name}")
            found[name] = words
    return found


HINTS: Mapping[str, str] = _gathered()


def hint(mistake: str) -> str:
    """The words for a mistake; `""` for none.

    >>> hint("sign flipped").startswith("Right size"), hint("")
    (True, '')
    """
    return HINTS[mistake] if mistake else ""

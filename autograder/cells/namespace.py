"""The names that a test cell sees: its own and the instructor's first, then the student's."""

from __future__ import annotations

import ast
import builtins
import contextlib
import importlib
import sys
from typing import Any

import numpy as np

from autograder.cells import proxy
from autograder.cells.link import Link
from autograder.cells.source import text_as_code
from autograder.grading.sheet import HandedOut

#: Modules that stand under a name of the student's because somebody imported them there: a test
#: means the real one, whatever the name holds. Nothing else is imported at a student's word.
MODULES = frozenset(
    {
        *("bisect", "cmath", "collections", "copy", "datetime", "decimal", "fractions"),
        *("functools", "heapq", "itertools", "json", "math", "matplotlib", "networkx", "numpy"),
        *("operator", "pandas", "pytest", "random", "re", "scipy", "sklearn", "statistics"),
        *("string", "time", "typing", "unittest"),
    }
)


class Namespace(dict[str, Any]):
    """The globals of all test cells of a notebook.

    A name that no test has bound is looked up in the student's notebook, where it stands at that
    moment. Python's own functions, and what the instructor's cells import, are never the
    student's, unless the assignment asks for a function or class of that name.
    """

    def __init__(self, link: Link, given: HandedOut) -> None:
        super().__init__(
            __name__="__main__",
            __builtins__=builtins,
        )
        self._link = link
        self._given = given
        self._asked_for = given.functions | given.classes
        self._held: dict[str, Any] = {}
        self._values: dict[str, tuple[int, Any]] = {}
        link.classes = self.classes
        for node in ast.parse(given.imports).body:
            names = {a.asname or a.name.partition(".")[0] for a in node.names}  # type: ignore[attr-defined]
            if not names & self._asked_for and not text_as_code(node):
                self._try(node)

    def _try(self, node: ast.stmt) -> None:
        """Import what an instructor's cell imports; what is not here may yet be the student's."""
        with contextlib.suppress(Exception):
            exec(compile(ast.Module([node], []), "<imports>", "exec", dont_inherit=True), self)

    def begin(self) -> None:
        """Look everything up anew: the student's cells have run on since the last test."""
        self._held.clear()
        self._values.clear()

    def __missing__(self, name: str) -> Any:
        if name.startswith("__") or (hasattr(builtins, name) and name not in self._asked_for):
            raise KeyError(name)
        known = getattr(np.testing, name, None) if name.startswith("assert") else None
        if known is not None and name not in self._asked_for:
            return known  # not the student's, wherever it was imported
        if name in self._held:
            return self._held[name]
        serial, value = self._values.get(name, (-1, None))
        if serial == self._link.serial:
            return value
        try:
            found = self._link.use("name", name)
        except NameError:
            raise KeyError(name) from None
        if not proxy.is_remote(found):
            # Asked for again once the student's code has run: it may have changed.
            self._values[name] = (self._link.serial, found)
            return found
        self._held[name] = found = self._known(name, found)
        return found

    def _known(self, name: str, found: Any) -> Any:
        if type(found) is proxy.RemoteError:
            return self._link.error_class(found)
        if type(found) is proxy.RemoteClass:
            unsaid = name[:1].isupper() and name not in self._given.functions
            known = proxy.state(found)
            known.expected = known.passes = name in self._given.classes or unsaid
        elif type(found) is proxy.RemoteModule:
            found = _module(found)
        if proxy.is_remote(found) and type(found) is not proxy.Remote:
            proxy.state(found).reads = True
        return found

    def classes(self) -> tuple[proxy.Remote, ...]:
        """The classes that the assignment asks for, as far as they are there."""
        for name in self._given.classes:
            with contextlib.suppress(KeyError):
                self.__missing__(name)
        held = self._held.values()
        return tuple(one for one in held if proxy.is_remote(one) and proxy.state(one).expected)


def _module(found: proxy.Remote) -> Any:
    name = found.__name__
    if type(name) is not str or name.partition(".")[0] not in MODULES:
        return found
    try:
        return sys.modules.get(name) or importlib.import_module(name)
    except ImportError:
        return found

"""Which names a notebook's cell defines, and which it needs from elsewhere."""

from __future__ import annotations

import builtins
import symtable
from collections.abc import Iterator

#: Names that are there in every notebook.
GIVEN = frozenset(dir(builtins)) | {"display", "get_ipython", "__name__"}


def defined(source: str) -> frozenset[str]:
    """The names that a cell binds at its top level.

    >>> sorted(defined("import numpy as np\\ndef f(x): y = x\\nfor i in [1]: pass"))
    ['f', 'i', 'np']
    """
    return frozenset(
        symbol.get_name()
        for symbol in symtable.symtable(source, "cell", "exec").get_symbols()
        if symbol.is_assigned() or symbol.is_imported()
    )


def needed(source: str) -> frozenset[str]:
    """The global names that a cell reads, in functions too, and does not define itself.

    >>> sorted(needed("def f(X: np.ndarray, n=N):\\n    return len(X) + helper(n)"))
    ['N', 'helper', 'np']
    """
    table = symtable.symtable(source, "cell", "exec")
    return frozenset(_read(table)) - defined(source) - GIVEN


def needed_at_once(source: str) -> frozenset[str]:
    """As `needed`, without what functions read: they may be called later.

    >>> sorted(needed_at_once("def f():\\n    return helper()\\nx = N"))
    ['N']
    """
    table = symtable.symtable(source, "cell", "exec")
    read = (symbol.get_name() for symbol in table.get_symbols() if symbol.is_referenced())
    return frozenset(read) - defined(source) - GIVEN


def _read(table: symtable.SymbolTable) -> Iterator[str]:
    top = table.get_type() == "module"
    for symbol in table.get_symbols():
        if symbol.is_referenced() and (top or symbol.is_global()):
            yield symbol.get_name()
    for child in table.get_children():
        yield from _read(child)

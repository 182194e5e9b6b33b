"""What a derivation came to, as numbers: to hold the update derived against the update coded."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from autograder.derivation.compare import Trial
from autograder.derivation.declare import Derivation
from autograder.derivation.examine import last_of
from autograder.derivation.number import Arithmetic, Undefined
from autograder.derivation.point import Point
from autograder.outcome import Failed


def derived(
    lines: object,
    derivation: Derivation,
    left: str,
    values: Mapping[str, ArrayLike],
    labels: Mapping[str, int] | None = None,
) -> NDArray[np.float64]:
    """The value of the last line that `lines` derive for the left side `left`, right or wrong.

    `left` is one that the derivation declares, `values` gives every symbol. The result has an axis
    for each free letter, or the shape of a vector (n,) or a matrix. Raises `Failed` where no such
    line can be read, or it has no value there.

    >>> from autograder.derivation import Form, Goal, Symbol
    >>> square = Derivation("square", "A square", (Symbol("w", ("m",)),), (
    ...     Goal("slope", (("D(L, w[j])",),), Form(("w",))),), ("L := Sum(i, w[i]**2)",))
    >>> derived(["D(L, w[j]) = 2*w[j]"], square, "D(L, w[j])", {"w": [1.5, 2.0, -1.0]})
    array([ 3.,  4., -2.])
    """
    found = last_of(lines, derivation, left)
    if found is None:
        raise Failed(f"no chain from {left.split(' <-')[0]} can be read to its last line")
    scope, expression = found
    sizes: dict[str, int] = {}
    exact: dict[str, tuple[tuple[int, int], ...]] = {}
    for symbol in derivation.symbols:
        array = np.asarray(values[symbol.name], dtype=np.float64)
        if array.ndim != len(symbol.dims):
            raise ValueError(f"{symbol.name} has shape {array.shape}; expected {symbol.dims}")
        for size, count in zip(symbol.dims, array.shape, strict=True):
            if isinstance(size, str) and sizes.setdefault(size, count) != count:
                raise ValueError(f"{size} is {sizes[size]} and, in {symbol.name}, {count}")
        exact[symbol.name] = tuple(float(v).as_integer_ratio() for v in array.ravel())
    trial = Trial(scope, Point(sizes, exact), labels or {}, Arithmetic())
    try:
        table = trial.table(expression)
    except Undefined as error:
        raise Failed(f"the last line has no value here: {error.fact}") from None
    flat = np.array([[float(v) for v in entries] for entries in table.values()])
    if expression.letters:
        counts = [trial.size(expression.letters[letter]) for letter in sorted(expression.letters)]
        return flat.reshape(counts)
    rows, columns = (trial.size(size) for size in expression.kind)
    return flat.reshape(rows) if columns == 1 < rows else flat.reshape(rows, columns).squeeze()

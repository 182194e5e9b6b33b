"""What a derivation came to, as numbers: to hold the update derived against the update coded."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from autograder.derivation.compare import Trial
from autograder.derivation.declare import Derivation
from autograder.derivation.examine import ends_of
from autograder.derivation.fault import LanguageError
from autograder.derivation.number import Arithmetic, Undefined
from autograder.derivation.point import Point
from autograder.outcome import Failed


class Derived:
    """The last lines of a derivation, right or wrong, to be evaluated where one likes.

    >>> from autograder.derivation import Form, Goal, Symbol
    >>> square = Derivation("square", "A square", (Symbol("w", ("m",)),), (
    ...     Goal("slope", (("D(L, w[j])",),), Form(("w",))),), ("L := Sum(i, w[i]**2)",))
    >>> found = Derived(["D(L, w[j]) = 3*w[j]"], square)
    >>> found.value("D(L, w[j])", {"w": [1.5, 2.0, -1.0]})
    array([ 4.5,  6. , -3. ])
    """

    def __init__(self, lines: object, derivation: Derivation) -> None:
        self._derivation = derivation
        self._scope, self._ends = ends_of(lines, derivation)

    def has(self, left: str) -> bool:
        """Whether a chain from `left`, one that the derivation declares, can be read to its end."""
        return left in self._ends

    def value(
        self,
        left: str,
        values: Mapping[str, ArrayLike],
        labels: Mapping[str, int] | None = None,
    ) -> NDArray[np.float64]:
        """The value of the last line from `left`, where every symbol is as `values` gives it.

        The result has an axis for each free letter, or the shape of a vector (n,) or a matrix.
        Raises `Failed` where there is no such line, or it has no value there.
        """
        if left not in self._ends:
            raise Failed(f"no chain from {left.split(' <-')[0]} can be read to its last line")
        expression = self._ends[left]
        sizes: dict[str, int] = {}
        exact: dict[str, tuple[tuple[int, int], ...]] = {}
        for symbol in self._derivation.symbols:
            array = np.asarray(values[symbol.name], dtype=np.float64)
            if array.ndim != len(symbol.dims):
                raise ValueError(f"{symbol.name} has shape {array.shape}; expected {symbol.dims}")
            for size, count in zip(symbol.dims, array.shape, strict=True):
                if isinstance(size, str) and sizes.setdefault(size, count) != count:
                    raise ValueError(f"{size} is {sizes[size]} and, in {symbol.name}, {count}")
            exact[symbol.name] = tuple(float(v).as_integer_ratio() for v in array.ravel())
        trial = Trial(self._scope, Point(sizes, exact), labels or {}, Arithmetic())
        try:
            table = trial.table(expression)
        except (Undefined, LanguageError) as error:
            raise Failed(f"the last line has no value here: {error.fact}") from None
        flat = np.array([[float(v) for v in entries] for entries in table.values()])
        if expression.letters:
            letters = sorted(expression.letters)
            return flat.reshape([trial.size(expression.letters[letter]) for letter in letters])
        rows, columns = (trial.size(size) for size in expression.kind)
        return flat.reshape(rows) if columns == 1 < rows else flat.reshape(rows, columns).squeeze()

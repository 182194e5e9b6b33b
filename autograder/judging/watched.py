"""A function of ours that a student's function is given as an argument, and what became of it.

It is called here, in the trusted process, wherever the student's code runs: so the count is ours.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.display import message


class Witness(ABC):
    """A function handed to a student's function that writes down what is done with it.

    What it writes down is evidence, as what the student's function returns is: two mistakes may
    return the same by chance, and have tried other things.
    """

    @abstractmethod
    def begin(self) -> None:
        """Forget the calls so far."""

    @abstractmethod
    def record(self) -> object:
        """The calls so far, as a plain value that later calls do not change."""


class Watched(Witness):
    """A function of an array: counts its calls, and remembers the types that it was given.

    Calls with arrays of another shape than `shape` are refused. The count is since `begin`.

    >>> f = Watched(lambda x: float(x.sum()), (2,))
    >>> f(np.ones(2)), f(np.array([1.0, 2.0])), f.calls
    (2.0, 3.0, 2)
    """

    def __init__(self, f: Callable[[NDArray[Any]], object], shape: tuple[int, ...]) -> None:
        self._f = f
        self._shape = shape
        self.begin()

    def begin(self) -> None:
        self.calls = 0
        self.kinds: list[str] = []

    def record(self) -> object:
        return self.calls, self.kinds

    def __call__(self, x: object) -> object:
        self.calls += 1
        array = np.asarray(x)
        if str(array.dtype) not in self.kinds:
            self.kinds.append(str(array.dtype))
        if array.shape != self._shape:
            raise ValueError(message.given_shape(array.shape, self._shape))
        return self._f(array)

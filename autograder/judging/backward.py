"""A backward pass as a check sees it: called with `dout` and the inputs of its forward pass.

A cache holds whatever its author likes, so a check cannot make one. It calls the student's forward
pass first, and hands the cache that comes out to the student's backward pass.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable

import numpy as np

from autograder.display import message
from autograder.exercise import Exercise, Hidden
from autograder.judging.function import Definitions, Function, LocalFunction, TrustedFunction
from autograder.outcome import Failed
from autograder.sandbox import wire
from autograder.sandbox.policy import DEFAULT_LIMITS
from autograder.sandbox.session import Reply

Find = Callable[[str], Function]


class Backward(Function):
    """`backward(dout, cache)`, called as `f(dout, *inputs)`: `forward(*inputs)` makes the cache.

    Named arguments are the forward pass's. The `arguments` of its reply are `dout` after the call,
    and whether the cache is as it was.

    >>> from autograder.judging.function import LocalFunction
    >>> double = LocalFunction(lambda x: (2 * x, None), name="double_forward")
    >>> Backward(LocalFunction(lambda dout, cache: 2 * dout, name="double_backward"), double)(3, 1)
    6
    """

    def __init__(self, backward: Function, forward: Function) -> None:
        super().__init__(backward.name)
        self.forward = forward
        self._backward = backward

    @property
    def definitions(self) -> Definitions:
        return self._backward.definitions

    def reply(self, *args: object, **named: object) -> Reply:
        dout, *inputs = args
        found = self.forward(*inputs, **named)
        if not isinstance(found, tuple | list) or len(found) != 2:
            what = f"what {self.forward.name} returns"
            raise Failed(message.wrong_type(what, found, "the 2 values (out, cache)"))
        cache = found[1]
        before = _bytes(cache)
        reply = self._backward.reply(dout, cache)
        after = reply.arguments[1]
        return Reply(reply.value, (reply.arguments[0], _bytes(after) == before), reply.warnings)


def _bytes(value: object) -> bytes:
    """A value bit for bit: nan is nan, and 0.0 is not -0.0."""
    return b"".join(wire.encode(value, limits=DEFAULT_LIMITS))


def paired(f: Function, exercise: Exercise, find: Find) -> Function:
    """`f` as checks call it: a backward pass behind the forward pass that `find` finds for it."""
    forward = exercise.after.get(f.name)
    return Backward(f, find(forward)) if forward else f


def paired_reference(name: str, hidden: Hidden) -> Function:
    """The reference called `name` as checks call it."""
    return paired(_reference(name, hidden), hidden.exercise, lambda n: _reference(n, hidden))


def paired_variant(code: Callable[..., object], name: str, hidden: Hidden) -> Function:
    """The `code` of a mistake in the place of that reference."""
    variant = LocalFunction(code, name=name)
    return paired(variant, hidden.exercise, lambda n: _reference(n, hidden))


def _reference(name: str, hidden: Hidden) -> Function:
    return TrustedFunction(hidden.reference[name], name=name)


def rows_of(function: str, hidden: Hidden, args: tuple[object, ...]) -> int:
    """The number of examples among the arguments: the length of the one called `X`.

    Those of a backward pass are those of its forward pass, after `dout`.
    """
    if forward := hidden.exercise.after.get(function):
        function, args = forward, args[1:]
    names = list(inspect.signature(hidden.reference[function]).parameters)
    found = dict(zip(names, args, strict=False)).get("X")
    return len(found) if isinstance(found, np.ndarray) and found.ndim else 0

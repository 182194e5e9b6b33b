"""What visible checks say of a student's function, in one line each; all raise `Failed`.

None of these needs the right answer's code: they take worked numbers, invariants, and the
function's own loss to judge its gradient by.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from autograder.display import message
from autograder.exercise import Keys
from autograder.gradient import slopes
from autograder.judging import syntax
from autograder.judging.compare import compare, conform, equal, misfit
from autograder.judging.diagnose import ARGUMENT_CHANGED, STATE, ratio_name
from autograder.judging.function import Function
from autograder.judging.noticed import same_bits
from autograder.judging.watched import Watched
from autograder.outcome import Failed, Fault, Status
from autograder.tolerance import DIFFERENCE, DIRECTIONAL, EXACT, PRINTED, ROUNDING, Tolerance

Array = NDArray[np.float64]

__all__ = [
    "DIFFERENCE", "DIRECTIONAL", "EXACT", "PRINTED", "ROUNDING", "called", "depends", "gradient",
    "like", "loopless", "piece", "refuses", "repeatable", "same", "untouched", "value",
]  # fmt: skip


def value(
    got: object,
    right: object,
    what: str,
    tolerance: Tolerance = ROUNDING,
    *,
    mistaken: Mapping[str, object] | None = None,
    rows: int = 0,
) -> None:
    """`got` equals a worked number that the notebook prints.

    `mistaken` holds what comes of known mistakes, by their names. With `rows`, the number of
    examples behind it, a constant factor (-1, 2, `rows`, ...) is named as well.
    """
    try:
        compare(got, right, tolerance, what, reveal=True)
    except Failed as failed:
        names = [name for name, wrong in (mistaken or {}).items() if equal(got, wrong, tolerance)]
        if rows and not names:
            names = [ratio_name(got, right, rows, tolerance)]
        name = failed.mistake or "".join(names[:1])
        raise Failed(failed.fact, step=failed.step, mistake=name) from None


def like(got: object, example: object, what: str) -> None:
    """`got` has the type and shape of `example`, and is finite where that is."""
    conform(got, example, what)


def piece(got: object, returns: tuple[str, ...], wanted: str) -> object:
    """The part called `wanted` of a returned tuple `(loss, dW)`, or of a dict if these are `Keys`.

    `"grads.W1"` is the entry `"W1"` of the dict that the tuple calls `grads`.

    >>> piece((2.5, [1]), ("loss", "dW"), "loss")
    2.5
    >>> piece({"dW": [1], "db": [2]}, Keys(("dW", "db")), "db")
    [2]
    >>> piece((2.5, {"W1": [1]}), ("loss", "grads"), "grads.W1")
    [1]
    """
    wanted, _, key = wanted.partition(".")
    if key:
        inner = piece(got, returns, wanted)
        if not isinstance(inner, dict) or key not in inner:
            raise misfit(wanted, inner, f"a dict with the key {key!r}")
        return inner[key]
    if isinstance(returns, Keys):
        if not isinstance(got, dict) or set(got) != set(returns):
            expected = f"a dict with keys {sorted(returns)}"
            raise misfit("what it returns", got, expected)
        return got[wanted]
    if not isinstance(got, tuple | list) or len(got) != len(returns):
        expected = f"the {len(returns)} values ({', '.join(returns)})"
        raise misfit("what it returns", got, expected)
    return got[returns.index(wanted)]


def gradient(
    loss: Callable[[Array], object],
    x: Array,
    grad: object,
    rng: np.random.Generator,
    what: str,
    *,
    rows: int = 0,
    tolerance: Tolerance = DIRECTIONAL,
) -> None:
    """`grad` is the gradient at `x` of the student's own `loss`, by slopes along directions.

    Where all slopes are off by one factor (-1, 2, the number of `rows`, ...) that is named.
    """
    conform(grad, x, what)

    def number(at: Array) -> float:
        out = loss(at)
        conform(out, 1.0, "the loss")
        return float(np.asarray(out))

    measured, claimed = slopes(number, x, np.asarray(grad, dtype=float), rng)
    error = float(np.abs(claimed - measured).max())
    allowed = tolerance.allowed(measured)
    if error > allowed:
        raise Failed(
            message.slopes_off(what, error, allowed),
            mistake=ratio_name(claimed, measured, rows, DIRECTIONAL),
        )


def untouched(f: Function, *args: object, names: tuple[str, ...]) -> None:
    """A call leaves its arguments, called `names`, as they were, bit for bit."""
    after = f.reply(*args).arguments
    for name, before, now in zip(names, args, after, strict=True):
        if not same_bits(before, now):
            raise Failed(message.mutated(f.name, name), mistake=ARGUMENT_CHANGED)


def repeatable(f: Function, *args: object) -> None:
    """Two calls with the same arguments give the same values."""
    first = f(*args)
    # Not bit for bit: a sum's order may depend on where in memory its terms lie.
    if not equal(f(*args), first, ROUNDING):
        raise Failed(message.unequal_calls(f.name), mistake=STATE)


def same(
    f: Function,
    args: tuple[object, ...],
    others: tuple[object, ...],
    example: object,
    what: str,
) -> None:
    """Two sets of arguments, `others` the harder one, give the same value, as `example` is formed.

    For laws (a shift changes nothing): `what` says how `others` differ.
    """
    first, second = f(*args), f(*others)
    conform(first, example, f"{f.name}(...)")
    conform(second, example, what)
    value(second, first, what)


def refuses(
    f: Function, *args: object, error: str, what: str, naming: tuple[str, ...] = ()
) -> None:
    """The call raises an exception of the class `error`, whose text holds one word of `naming`.

    `what` says which of the arguments is not to be taken. Case is of no account.
    """
    try:
        f(*args)
    except Fault as fault:
        if fault.status is not Status.CRASHED:
            raise
        if error not in fault.kinds:
            raise Failed(message.another_error(f.name, what, fault.error, error)) from None
        if naming and not any(word in fault.text.lower() for word in naming):
            raise Failed(message.unnamed(f.name, error, what)) from None
        return
    raise Failed(message.accepted(f.name, what, error))


def called(f: Function, given: Watched, most: int) -> None:
    """In its last call `f` called the function `given` at most so often, with real float64."""
    if given.calls > most:
        raise Failed(message.called_too_often(f.name, given.calls, most), mistake="too many calls")
    for kind in given.kinds:
        if kind != "float64":
            fact = message.called_with(f.name, f"{kind} numbers", "float64 numbers")
            mistake = "complex step" if kind.startswith("complex") else ""
            raise Failed(fact, mistake=mistake)


def depends(f: Function, args: tuple[object, ...], others: tuple[object, ...]) -> None:
    """Different arguments give different values.

    Checks of form (shape, purity, no loop) ask for this too: a constant has the right form.
    """
    if equal(f(*args), f(*others), ROUNDING):
        raise Failed(message.constant(f.name))


def loopless(f: Function) -> None:
    """Neither the function nor a helper that it names loops in Python."""
    if f.name not in f.definitions:
        raise Failed(message.unreadable(f.name))
    found = syntax.first_loop(f.name, f.definitions)
    if found:
        raise Failed(message.loops(*found), mistake="loop in a vectorised function")

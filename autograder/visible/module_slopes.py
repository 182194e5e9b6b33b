"""What visible checks of modules share: a backward pass against slopes of its own forward pass."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from autograder.display import message
from autograder.judging import expect
from autograder.judging.backward import Backward
from autograder.judging.diagnose import ARGUMENT_CHANGED, STATE
from autograder.judging.function import Function
from autograder.outcome import Failed

Array = NDArray[np.float64]

PASS = ("out", "cache")


def out_of(f: Function, *inputs: object) -> object:
    """What a forward pass hands on, without its cache."""
    return expect.piece(f(*inputs), PASS, "out")


def works(check: Callable[[Function, np.random.Generator], None], f: Function) -> bool:
    """Whether a forward pass holds a check of its own: else its slopes say nothing."""
    try:
        check(f, np.random.default_rng(0))
    except Failed:
        return False
    return True


def follows_slopes(
    f: Function,
    dout: Array | float,
    inputs: tuple[Array, ...],
    rng: np.random.Generator,
    *,
    returns: tuple[str, ...] = (),
    wanted: str = "",
    at: int = 0,
    rows: int = 0,
) -> None:
    """The gradient called `wanted` fits the slopes of `sum(dout * out)` in input number `at`.

    A backward pass that returns one gradient alone has no `returns`.
    """
    assert isinstance(f, Backward)
    forward = f.forward
    got = f(dout, *inputs)
    what = wanted or f"what {f.name} returns"
    grad = expect.piece(got, returns, wanted) if returns else got
    out = out_of(forward, *inputs)
    expect.like(out, np.asarray(dout), "out")
    if np.asarray(out).dtype != np.float64:
        return  # too coarse to measure slopes by; the forward pass is marked in its own part

    def total(x: Array) -> float:
        moved = (*inputs[:at], x, *inputs[at + 1 :])
        return float(np.sum(dout * np.asarray(out_of(forward, *moved), dtype=float)))

    expect.gradient(total, inputs[at], grad, rng, what, rows=rows)


def forward_kept(f: Function, names: tuple[str, ...], *inputs: object) -> None:
    """A forward pass leaves its inputs as they were, and gives the same when called again."""
    expect.untouched(f, *inputs, names=names)
    expect.depends(f, inputs, (-3.0 * np.asarray(inputs[0]), *inputs[1:]))
    if not _same(out_of(f, *inputs), out_of(f, *inputs)):
        raise Failed(message.unequal_calls(f.name), mistake=STATE)


def _same(first: object, second: object) -> bool:
    try:
        expect.value(first, second, "out")
    except (Failed, ValueError):
        return False
    return True


def backward_kept(f: Function, dout: Array | float, *inputs: object) -> None:
    """A backward pass leaves `dout` and the cache as they were, and repeats itself."""
    after, unchanged = f.reply(dout, *inputs).arguments
    if isinstance(dout, np.ndarray) and dout.tobytes() != np.asarray(after).tobytes():
        raise Failed(message.mutated(f.name, "dout"), mistake=ARGUMENT_CHANGED)
    if not unchanged:
        raise Failed(message.mutated(f.name, "cache"), mistake=ARGUMENT_CHANGED)
    expect.repeatable(f, dout, *inputs)
    expect.depends(f, (dout, *inputs), (-2.0 * dout, *inputs))

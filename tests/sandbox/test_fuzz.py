"""Whatever a student's process sends, the judge goes on: a value, an error, or a lost process.

Nothing else may come out of a session: not a fault of the grader's, which would be no zero, and
no hang, and no memory beyond what one message may take.
"""

from __future__ import annotations

import contextlib
import tracemalloc
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.judging.watched import Watched
from autograder.sandbox import CallError, FaultKind, Limits, Session, Unsendable, WorkerFault
from autograder.sandbox.channel import Deadline
from autograder.sandbox.codec import DTYPES
from autograder.sandbox.usage import Usage
from autograder.sandbox.wire import encode

LIMITS = Limits(message_bytes=1 << 16, tree_bytes=1 << 13, callbacks_per_call=20, call_seconds=5)
MEMORY = 4 << 20  # bytes: a message of 64 KB, read and copied, with room for Python's own
law = settings(
    max_examples=250,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


class Wire:
    """The trusted end of a channel whose other end has said all that it will say."""

    def __init__(self, data: bytes) -> None:
        self.rest = memoryview(data)
        self.deadline = Deadline()

    def read_into(self, view: memoryview) -> None:
        if len(view) > len(self.rest):
            raise EOFError
        view[:] = self.rest[: len(view)]
        self.rest = self.rest[len(view) :]

    def write(self, parts: Sequence[memoryview]) -> None:
        pass

    def close(self) -> None:
        pass


class Child:
    """A process that has written these bytes and ended."""

    def __init__(self, data: bytes) -> None:
        self.channel = Wire(data)

    def kill(self) -> None:
        pass

    def wait(self, seconds: float) -> Usage | None:
        return Usage(0.1, 0, 1)


names = st.sampled_from(["op", "request", "number", "key", "args", "kwargs", "value", "arguments"])
plain = (
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.integers(-(2**900), 2**900)
    | st.floats()
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
    | hnp.arrays(st.sampled_from(list(DTYPES.values())), hnp.array_shapes(min_dims=0, max_side=3))
)
anything = st.recursive(
    plain,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(names | st.integers(0, 3), inner, max_size=3)
    ),
    max_leaves=6,
)


def mostly(usual: object) -> st.SearchStrategy[Any]:
    """The usual value of a field, or anything."""
    return st.one_of(st.just(usual), st.just(usual), st.just(usual), anything)


outputs = st.lists(
    st.fixed_dictionaries(
        {
            "kind": mostly("stream"),
            "name": mostly("stdout"),
            "text": mostly(np.frombuffer(b"said", np.uint8)),
        },
        optional={"png": anything, "type_name": mostly("E"), "message": mostly("m")},
    )
    | anything,
    max_size=3,
)
done = st.fixed_dictionaries(
    {"op": mostly("done"), "request": mostly(1)},
    optional={
        "value": anything,
        "arguments": mostly((0,)),
        "warnings": mostly(["UserWarning: x"]),
        "outputs": outputs | anything,
        "error": mostly(None),
        "kind": mostly("function"),
    },
)
raised = st.fixed_dictionaries(
    {
        "op": mostly("raised"),
        "request": mostly(1),
        "type_name": mostly("ValueError"),
        "message": mostly("no"),
        "traceback": mostly(""),
        "line": mostly(None),
    }
)
callback = st.fixed_dictionaries(
    {
        "op": mostly("callback"),
        "request": mostly(1),
        "number": mostly(1) | st.integers(1, 4),
        "key": mostly(1),
        "args": mostly((np.ones(3),)) | anything.map(lambda value: (value,)),
        "kwargs": mostly({}),
    }
)


@st.composite
def messages(draw: st.DrawFn) -> list[object]:
    """A few messages, most of them nearly right."""
    return draw(st.lists(st.one_of(done, raised, callback, anything), min_size=1, max_size=4))


def frames(sent: list[object]) -> bytes:
    """The bytes of several messages; those that the codec itself refuses are left out."""
    data = b""
    for one in sent:
        try:
            data += b"".join(encode(one, limits=LIMITS))
        except Unsendable:
            continue
    return data


def converse(data: bytes, ask: str) -> None:
    """Ask something of a process that answers with these bytes."""
    session = Session(Child(data), LIMITS, lambda: None)
    try:
        match ask:
            case "cell":
                session.run_cell("1")
            case "kind":
                session.kind("f")
            case "call":
                total = Watched(lambda x: float(x.sum()), (3,))
                session.call("f", [total])
    except (CallError, WorkerFault):
        pass
    session.close()


asked = st.sampled_from(["cell", "kind", "call"])


@law
@given(messages(), asked)
@example([{"op": "done", "request": np.zeros(2)}], "call")
@example([{"op": np.zeros(2), "request": 1}], "call")
@example([{"op": "callback", "request": 1, "number": np.ones(2), "key": 1, "args": ()}], "call")
@example([{"op": "done", "request": 1, "kind": np.array(["a"])}], "kind")
@example([{"op": "done", "request": 1, "outputs": [{"kind": np.ones(2), "text": ""}]}], "cell")
@example(
    [{"op": "done", "request": 1, "outputs": [{"kind": "stream", "name": np.ones(2)}]}], "cell"
)
@example([{"op": "done", "request": True, "kind": "value"}], "kind")
def test_any_messages_are_an_answer_or_a_lost_process(sent: list[object], ask: str) -> None:
    converse(frames(sent), ask)


@law
@given(messages(), asked, st.data())
def test_any_damage_to_messages_is_an_answer_or_a_lost_process(
    sent: list[object], ask: str, data: st.DataObject
) -> None:
    whole = bytearray(frames(sent) or b"?")
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(whole) - 1))
        how = data.draw(st.sampled_from(["flip", "cut", "repeat", "insert"]))
        if how == "flip":
            whole[place] ^= 1 << data.draw(st.integers(0, 7))
        elif how == "cut":
            del whole[place : place + data.draw(st.integers(1, 8))]
        elif how == "repeat":
            whole[place:place] = whole[place : place + 40]
        else:
            whole[place:place] = data.draw(st.binary(max_size=12))
        whole = whole or bytearray(b"?")
    converse(bytes(whole), ask)


@settings(law, max_examples=40)
@given(messages(), asked, st.binary(max_size=2000))
def test_no_messages_take_more_memory_than_their_size(
    sent: list[object], ask: str, rest: bytes
) -> None:
    data = frames(sent) + rest
    tracemalloc.start()
    try:
        converse(data, ask)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < MEMORY


@pytest.mark.parametrize("seed", range(8))
def test_a_worker_that_hears_nonsense_ends(confined: Session, seed: int) -> None:
    """The other side: nobody sends it any, and it would not hang if somebody did."""
    noise = np.random.default_rng(seed).bytes(100 * (seed + 1))
    if seed % 2:
        sent = noise
    else:
        sent = frames([{"op": ["cell", "call", "bind", 7, "kind"][seed // 2], "request": 1}])
    confined.child.channel.deadline.set(5)
    with contextlib.suppress(EOFError):  # it may have ended before it has heard all
        confined.child.channel.write([memoryview(sent), memoryview(bytes(4096))])
    with pytest.raises(WorkerFault) as caught:
        confined.kind("f")
    assert caught.value.kind in (FaultKind.PROTOCOL, FaultKind.CRASHED)

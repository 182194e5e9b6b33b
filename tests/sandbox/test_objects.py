"""Objects by handle and the richer values: what crosses, and what a forged message cannot do."""

from __future__ import annotations

import collections
import contextlib
import json
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.sandbox import CallError, Limits, SandboxError, Session, WorkerFault, Zygote, wire
from autograder.sandbox.functions import Functions
from autograder.sandbox.remote import Handle, RemoteError
from autograder.sandbox.wire import HEADER, MAGIC, ProtocolError, Unsendable

LIMITS = Limits(message_bytes=32 << 20)


def there_and_back(value: object) -> Any:
    functions = Functions(rich=True)
    frame = wire.encode(value, limits=LIMITS, functions=functions)
    return wire.decode(b"".join(frame), limits=LIMITS, functions=functions)


VALUES = (
    {1, 2.5, "a", None, (1, "b"), frozenset({3})}, frozenset(), b"\x00bytes", bytearray(b"x"),
    2**3000, -(2**70_000), range(1, 10, 2), slice(None, 3), ..., NotImplemented, Fraction(1, 3),
    Decimal("1.50"), collections.Counter("aab"), {(1, 2): {3}, None: [1.0], 2.5: True},
    collections.deque([1, 2], maxlen=3), list(range(100)), tuple(range(100)), [0.5] * 100,
    [0.1] * 2, "x" * 50_000, int, ValueError, np.float64, np.dtype("<i8"),
    [[1] * 40, {"a": {1}}], {"k": [{"deep": ({1},)}]},
    {b"abc", b"de", b"f"}, {tuple(range(n)) for n in (40, 50, 60)}, {"x" * 20_000, "y" * 30_000},
    {frozenset({b"abc", b"de"}), frozenset({b"f"}), b"ghij"},
)  # fmt: skip


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_a_value_arrives_as_what_it_was(value: object) -> None:
    found = there_and_back(value)
    assert type(found) is type(value)
    assert found == value


ITEMS = st.recursive(
    st.binary(max_size=9) | st.text("ab", max_size=3) | st.integers(-3, 3) | st.none(),
    lambda inner: st.frozensets(inner, max_size=3) | st.lists(inner, max_size=3).map(tuple),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None, database=None)
@given(st.sets(ITEMS, max_size=6))
def test_a_set_arrives_whole_and_in_bytes_that_its_order_does_not_change(items: Any) -> None:
    assert there_and_back(items) == items
    # Filled in another order, and after it had been larger: then it is gone through in another.
    other: set[Any] = {*range(100, 200)}
    for item in sorted(items, key=repr, reverse=True):
        other.add(item)
    other -= {*range(100, 200)}
    functions = Functions(rich=True)
    one, two = (wire.encode(s, limits=LIMITS, functions=functions) for s in (items, other))
    assert b"".join(one) == b"".join(two)


def test_arrays_of_text_arrive() -> None:
    words = np.array([["a", "bcd"], ["", "é"]])
    np.testing.assert_array_equal(there_and_back(words), words)


def test_dicts_of_other_classes_arrive_as_dicts() -> None:
    counts: collections.defaultdict[object, int] = collections.defaultdict(int, {(1, 2): 3})
    assert there_and_back(counts) == {(1, 2): 3}
    assert type(there_and_back(counts)) is dict


class Sly(int):
    """An int that says of itself whatever helps."""

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = int.__hash__


@pytest.mark.parametrize("value", [Sly(3), [Sly(3)], {Sly(3)}, {Sly(3): 1}, (1, {"a": Sly(3)})])
def test_no_subclass_crosses_as_a_value(value: object) -> None:
    with pytest.raises(Unsendable):
        there_and_back(value)


@pytest.mark.parametrize(
    "value",
    [2**200_000, [0.5] * 5_000_000, Decimal("1e99999")],
    ids=["a whole number", "a list", "a decimal number"],
)
def test_what_is_too_large_does_not_cross(value: object) -> None:
    with pytest.raises(Unsendable):
        there_and_back(value)


def frame(tree: object, data: bytes = b"") -> bytes:
    text = json.dumps(tree).encode()
    return HEADER.pack(MAGIC, len(text), len(data)) + text + data


def decoded(data: bytes) -> object:
    return wire.decode(data, limits=LIMITS, functions=Functions(rich=True))


FORGED = (
    ["x"], ["x", 3], ["x", "nothing"], ["x", "set", ["l", 1]], ["x", "dict", 3], ["x", "dict", [1]],
    ["x", "dict", [["l"], 1]], ["x", "int", "f" * 50_000], ["x", "int", "zz"],
    ["x", "numbers", "list", 3], ["x", "numbers", "set", ["a", "<i8", [0], None, True]],
    ["x", "decimal", "1e999999999"], ["x", "decimal", "sNaN"], ["x", "fraction", 1.5, 2],
    ["x", "range", 1, 2, 0], ["x", "range", 1, 2, "a"], ["x", "deque", -1], ["x", "slice", 1, 2],
    ["x", "texts", [1 << 40], "a"], ["x", "texts", [1], 3], ["x", "type", "eval"],
    ["x", "type", "builtins.int"], ["x", "dtype", "O"], ["x", "dtype", "V8"],
    ["x", "dtype", "<U99999"], ["x", "dtype", "a"],
    ["x", "name", "Exit"], ["x", "bytes", "text"], ["x", "text", 3], ["fn", "object", 0],
    ["fn", "object", -1], ["fn", "object", 1 << 40], ["fn", "object", "a"], ["fn", "other", 1],
    ["x", "texts", [30_001], *[""] * 30_000, "x" * 90_000],
)  # fmt: skip


@pytest.mark.parametrize("tree", FORGED, ids=lambda tree: repr(tree)[:40])
def test_a_forged_value_is_refused(tree: object) -> None:
    with pytest.raises(ProtocolError):
        decoded(frame(tree))


@pytest.mark.parametrize("tree", [["x", "set", 1], ["fn", "object", 1]])
def test_objects_cross_in_no_other_request(tree: object) -> None:
    with pytest.raises(ProtocolError):
        wire.decode(frame(tree), limits=LIMITS, functions=Functions())


NAMES = (
    *("x", "fn", "l", "d", "a", "set", "frozenset", "dict", "counter", "int", "text", "texts"),
    *("numbers", "bytes", "deque", "range", "slice", "fraction", "decimal", "type", "dtype"),
    *("object", "handle", "<i8", "|u1", "list", "None", "name"),
)
TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.sampled_from(NAMES),
    lambda inner: st.lists(inner, max_size=5) | st.tuples(st.sampled_from(NAMES[:2]), inner, inner),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None, database=None)
@given(TREES, st.binary(max_size=64))
def test_any_tree_is_a_value_or_refused(tree: object, data: bytes) -> None:
    with contextlib.suppress(ProtocolError):
        decoded(frame(tree, data))


# -- in a session ---------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def objects(zygote: Zygote) -> Iterator[Session]:
    with zygote.session() as session:
        source = (
            "class A:\n    n = 1\na, b = A(), A()\ndef f(x): return x\ndef call(g): return g(a)"
        )
        assert session.run_cell(source).error is None
        yield session


def named(session: Session, name: str) -> Any:
    return session.use("name", [name]).value


def test_an_object_has_one_number_and_another_has_another(objects: Session) -> None:
    a, b = named(objects, "a"), named(objects, "b")
    assert type(a) is Handle
    assert a.kind == "object"
    assert named(objects, "a") == a != b
    assert objects.use("call", [named(objects, "f"), a]).value == a
    assert (named(objects, "A").kind, named(objects, "f").kind) == ("class", "function")


def test_an_object_that_was_dropped_has_a_new_number(objects: Session) -> None:
    a = named(objects, "a")
    assert objects.use("name", ["a"], drop=[a.number]).value.number > a.number


def test_a_callback_may_use_objects(objects: Session) -> None:
    def ours(given: object) -> object:
        return objects.use("getattr", [given, "n"]).value

    assert objects.use("call", [named(objects, "call"), ours]).value == 1


def test_an_error_says_its_classes(objects: Session) -> None:
    with pytest.raises(RemoteError) as caught:
        objects.use("getattr", [named(objects, "a"), "m"])
    assert caught.value.lineage[0] == ("builtins", "AttributeError")


def test_a_call_outside_of_it_gives_no_handles(objects: Session) -> None:
    with pytest.raises(CallError, match="Unsendable"):
        objects.call("A")
    with pytest.raises(SandboxError):
        objects.call("f", [Handle("object", 1)])


def test_a_number_that_nobody_has_ends_the_session(zygote: Zygote) -> None:
    with zygote.session() as session, pytest.raises(WorkerFault):
        session.use("repr", [Handle("object", 99)])


def test_so_many_objects_at_once_and_no_more(zygote: Zygote) -> None:
    with zygote.session() as session:
        session.run_cell("class A: pass\ndef many(n): return [A() for _ in range(n)]")
        many = named(session, "many")
        assert len(session.use("call", [many, 5000]).value) == 5000  # type: ignore[arg-type]
        with pytest.raises(RemoteError, match="more than 10000 objects"):
            session.use("call", [many, 6000])

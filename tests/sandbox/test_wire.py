"""The codec keeps what crosses bit for bit, and refuses everything else by name."""

from __future__ import annotations

import contextlib
import json
import math
import pickle
import struct
from collections import Counter, OrderedDict, defaultdict, namedtuple
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.sandbox import Limits, Unsendable, roundtrip
from autograder.sandbox.codec import DTYPES
from autograder.sandbox.decoder import WHOLE
from autograder.sandbox.policy import DEFAULT_LIMITS
from autograder.sandbox.roundtrip import INTRICATE, small_copy
from autograder.sandbox.wire import HEADER, MAGIC, ProtocolError, decode, encode

LIMITS = Limits(message_bytes=1 << 20, tree_bytes=1 << 14)
# No time limit an example: the machine may be busy. No database: the folder may be read-only.
law = settings(max_examples=150, deadline=None, database=None)

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**1000), 2**1000)
    | st.floats()
    | st.complex_numbers()
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
)
arrays = hnp.arrays(
    st.sampled_from(list(DTYPES.values())), hnp.array_shapes(min_dims=0, min_side=0, max_side=5)
)
values = st.recursive(
    scalars | arrays,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.text("abc", max_size=3) | st.integers(-9, 9), inner, max_size=4)
    ),
    max_leaves=12,
)


def same(a: object, b: object) -> bool:
    """Whether two values are of the same types and the same bits."""
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray | np.generic):
        assert isinstance(b, np.ndarray | np.generic)
        return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    if isinstance(a, list | tuple):
        assert isinstance(b, list | tuple)
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        assert isinstance(b, dict)
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    if isinstance(a, float):
        assert isinstance(b, float)
        return struct.pack("d", a) == struct.pack("d", b)
    if isinstance(a, complex):
        assert isinstance(b, complex)
        return same(a.real, b.real) and same(a.imag, b.imag)
    return a == b


@law
@given(values)
def test_a_round_trip_keeps_types_and_bits(value: object) -> None:
    assert same(roundtrip(value), value)


@law
@given(values, st.booleans())
def test_the_short_way_brings_what_the_whole_way_brings(value: object, layout: bool) -> None:
    short = small_copy(value)
    whole = decode(
        b"".join(encode(value, limits=DEFAULT_LIMITS, keep_layout=layout)), limits=DEFAULT_LIMITS
    )
    assert short is INTRICATE or (same(short, whole) and type(short) is type(whole))


def test_what_looks_like_a_plain_number_and_is_another_takes_the_whole_way() -> None:
    counted = np.dtype("f8", metadata={"unit": "m"})
    for value in (np.longlong(3), np.arange(3, dtype=np.longlong), np.zeros(2, counted)):
        assert small_copy(value) is INTRICATE


@law
@given(arrays, st.data())
def test_a_round_trip_keeps_layout_and_writeability(array: Any, data: st.DataObject) -> None:
    array = array.transpose(data.draw(st.permutations(range(array.ndim))))
    steps = [data.draw(st.sampled_from([1, 2, -1, -2])) for _ in range(array.ndim)]
    array = array[tuple(slice(None, None, step) for step in steps)]
    array = array.view() if isinstance(array, np.ndarray) else np.asarray(array)
    array.flags.writeable = data.draw(st.booleans())
    back = roundtrip(array, keep_layout=True)
    assert isinstance(back, np.ndarray)
    assert same(back, array)
    assert back.flags.writeable == array.flags.writeable
    if array.size and not array.flags.c_contiguous:
        assert back.strides == array.strides
    assert back.flags.c_contiguous == array.flags.c_contiguous
    assert back.flags.f_contiguous == array.flags.f_contiguous


@pytest.mark.parametrize("count", [WHOLE // 8 - 1, WHOLE // 8, WHOLE // 8 + 1])
def test_arrays_are_whole_on_both_sides_of_the_buffered_size(count: int) -> None:
    pair = [np.arange(count, dtype=float), np.arange(3)]
    assert same(roundtrip(pair), pair)


def test_what_arrives_is_a_fresh_writeable_copy_that_owns_its_data() -> None:
    array = np.zeros((300, 300))
    array.flags.writeable = False
    back = roundtrip(array)
    assert isinstance(back, np.ndarray)
    assert back.flags.owndata
    assert back.flags.writeable
    assert not np.shares_memory(array, back)


def test_a_generator_goes_on_where_the_one_that_was_sent_stands() -> None:
    rng = np.random.default_rng(7)
    for _ in range(3):  # odd and even numbers of 32-bit draws leave half a state over, or none
        rng.integers(10, dtype=np.int32)
        back = roundtrip({"rng": rng})
        assert isinstance(back, dict)
        expected = np.random.default_rng()
        expected.bit_generator.state = rng.bit_generator.state
        for draw in (lambda g: g.integers(10, size=3, dtype=np.int32), lambda g: g.permutation(9)):
            assert draw(back["rng"]).tolist() == draw(expected).tolist()


def test_a_generator_of_another_kind_is_refused() -> None:
    with pytest.raises(Unsendable):
        roundtrip(np.random.Generator(np.random.MT19937(0)))


def test_a_broadcast_array_arrives_as_such() -> None:
    back = roundtrip(np.broadcast_to(np.arange(3.0), (4, 3)), keep_layout=True)
    assert isinstance(back, np.ndarray)
    assert back.strides == (0, 8)
    assert back.tolist() == [[0, 1, 2]] * 4


@law
@given(st.binary(max_size=200))
def test_garbage_only_ever_raises_protocol_error(data: bytes) -> None:
    with pytest.raises(ProtocolError):
        decode(data, limits=LIMITS)


@law
@given(values, st.data())
def test_a_damaged_frame_is_refused_or_read_as_another_value(
    value: object, data: st.DataObject
) -> None:
    frame = bytearray(b"".join(encode(value, limits=Limits())))
    for _ in range(data.draw(st.integers(1, 4))):
        frame[data.draw(st.integers(0, len(frame) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(ProtocolError):  # and nothing else
        decode(bytes(frame), limits=LIMITS)


json_trees = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
    | st.sampled_from(["l", "t", "d", "f", "c", "s", "a", "g", "fn", "<f8", "|b1"]),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(max_size=2), inner),
    max_leaves=20,
)  # fmt: skip


def frame_of(tree: object, data: bytes = b"") -> bytes:
    text = tree if isinstance(tree, bytes) else json.dumps(tree).encode()
    return HEADER.pack(MAGIC, len(text), len(data)) + text + data


@law
@given(json_trees, st.binary(max_size=40))
def test_any_tree_is_a_value_or_a_protocol_error(tree: object, data: bytes) -> None:
    with contextlib.suppress(ProtocolError):  # and nothing else
        decode(frame_of(tree, data), limits=LIMITS)


BAD_TREES: dict[str, tuple[object, bytes]] = {
    "an array larger than its data": (["a", "<f8", [1 << 39], None, True], b""),
    "an array with a negative length": (["a", "<f8", [-1], None, True], b""),
    "lengths whose product overflows": (["a", "|u1", [1 << 40] * 8, None, True], b""),
    "many dimensions": (["a", "|u1", [1] * 65, None, True], b"x"),
    "strides that reach far": (["a", "|u1", [2], [1 << 39], True], b"xy"),
    "strides that are too few": (["a", "|u1", [2, 1], [1], True], b"xy"),
    "a length that is a truth value": (["a", "|u1", [True], None, True], b"x"),
    "an object array": (["a", "|O", [1], None, True], b"12345678"),
    "a record array": (["a", "[('x', '<f8')]", [1], None, True], b"12345678"),
    "data that nothing claims": (["l"], b"x"),
    "a nested list bomb": (b"[" * 5000 + b"]" * 5000, b""),
    "a number that is none": (b"NaN", b""),
    "a float beyond floats": (b"1e999", b""),
    "an integer of five thousand digits": (b"9" * 5000, b""),
    "a scalar of the wrong size": (["s", "<f8", "00"], b""),
    "a key given twice": (["d", ["x", 1], ["x", 2]], b""),
    "a key that is a float": (["d", [1.5, 1]], b""),
    "a function": (["fn", "callback", 1], b""),
    "a generator's state out of range": (["g", 1 << 128, 1, None], b""),
    "a generator's increment below 0": (["g", 1, -1, None], b""),
    "a generator's half that is a truth value": (["g", 1, 1, False], b""),
    "half a character": (b'"\\ud800"', b""),
    "an object": ({"__class__": "x"}, b""),
}


@pytest.mark.parametrize("what", BAD_TREES)
def test_the_decoder_refuses(what: str) -> None:
    tree, data = BAD_TREES[what]
    with pytest.raises(ProtocolError):
        decode(frame_of(tree, data), limits=LIMITS)


def test_lengths_are_refused_before_anything_is_read() -> None:
    for header in ((MAGIC, 1 << 31, 0), (MAGIC, 2, 1 << 62), (b"chr0", 2, 0)):
        with pytest.raises(ProtocolError):
            decode(HEADER.pack(*header) + b"[]", limits=LIMITS)


class Sly(np.ndarray[Any, Any]):
    """An array that says that it equals everything."""

    def __eq__(self, other: object) -> Any:
        return True


class Equal(float):
    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = float.__hash__


def nested(depth: int) -> list[Any]:
    return [] if depth == 0 else [nested(depth - 1)]


def test_the_librarys_dicts_and_numpys_names_arrive_as_plain_values() -> None:
    sums = defaultdict(float, {"W": 1.5})
    arrived = roundtrip([OrderedDict(x=1), sums, Counter("aab"), np.array(["relu"])[0]])
    assert arrived == [{"x": 1}, {"W": 1.5}, {"a": 2, "b": 1}, "relu"]
    assert isinstance(arrived, list)
    assert [type(value) for value in arrived] == [dict, dict, dict, str]


UNSENDABLE = {
    "a generator": ((i for i in range(3)), "generator: return a list"),
    "a set": ({1}, "set: return a list"),
    "bytes": (b"x", "bytes: return"),
    "a function": (len, "return its result"),
    "an object array": (np.array([None]), "dtype object"),
    "a record array": (np.zeros(2, "f8,i4"), "dtype [("),
    "a text array": (np.array(["x"]), "dtype <U1"),
    "a big-endian array": (np.zeros(2, ">f8"), "dtype >f8"),
    "a date array": (np.zeros(2, "M8[s]"), "dtype datetime64"),
    "a masked array": (np.ma.masked_array([1.0]), "MaskedArray: return a plain array"),
    "an array subclass": (np.zeros(2).view(Sly), "Sly: return a plain array"),
    "a float subclass": (Equal(1.0), "Equal: return the plain type"),
    "a named tuple": (namedtuple("P", "x")(1), "P: return a plain tuple"),
    "a dict with a tuple key": ({(1, 2): 3}, "tuple"),
    "a dict with a truth value for a key": ({True: 3}, "bool"),
    "a huge integer": (1 << 5000, "5001 bits"),
    "deep nesting": (nested(40), "nested more than 16"),
    "a long list": ([0] * 200_000, "numpy array"),
    "much text": ("x" * 300_000, "numpy array"),
    "half a character": ("\ud800", "surrogate"),
}


@pytest.mark.parametrize("what", UNSENDABLE)
def test_the_encoder_refuses_by_name(what: str) -> None:
    value, says = UNSENDABLE[what]
    with pytest.raises(Unsendable) as caught:
        roundtrip(value)
    assert says in str(caught.value)


def test_a_matrix_is_refused() -> None:
    matrix = np.zeros((2, 2)).view(np.matrix)
    with pytest.raises(Unsendable, match="matrix: return a plain array"):
        roundtrip(matrix)


def test_a_list_that_holds_itself_is_refused() -> None:
    loop: list[Any] = []
    loop.append(loop)
    with pytest.raises(Unsendable, match="nested"):
        roundtrip(loop)


def test_a_list_shared_many_times_is_refused_before_it_fills_memory() -> None:
    value: list[Any] = [0]
    for _ in range(12):
        value = [value] * 50
    with pytest.raises(Unsendable, match="too many values"):
        roundtrip(value)


def test_arrays_over_the_limit_are_refused_with_their_shape() -> None:
    with pytest.raises(Unsendable, match=r"\(2000, 2000\)"):
        roundtrip(np.zeros((2000, 2000)), limits=LIMITS)


def test_a_pickle_is_not_a_frame() -> None:
    with pytest.raises(ProtocolError):
        decode(pickle.dumps(math.pi), limits=LIMITS)

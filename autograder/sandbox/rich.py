"""More of Python's own values on the wire: for tests that were written for one process.

Exercises of a course of ours take numbers, arrays, lists, tuples and dicts. An ordinary test cell
compares with sets, bytes, large integers or a Counter as well. They cross as nodes

    ["x", kind, payload...]

and arrive as exactly these types; whatever holds anything else crosses as a handle, or not at all.
"""

from __future__ import annotations

import builtins
import collections
import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

import numpy as np

PACKED = 32
"""Items from which on a list of whole numbers, or of floats, is sent as one array."""
LONG_TEXT = 20_000
"""Characters from which on a text is sent as bytes: the tree has little room."""
MOST_NUMBERS = 1 << 20
"""Of one list: a Python number takes five times the memory of an array's."""
MOST_LISTED = 1 << 22
"""Numbers of all lists of a message."""
MOST_TEXT = 1 << 24
"""Characters of an array of text, of which each entry takes as many as the longest."""
INTEGER_BITS = 1 << 17
"""Of a whole number: 1000! has 8530; hashing and printing stay quick."""
EXPONENT = 10_000
"""Of a Decimal: `int()` of one with a large exponent would take all memory."""

_NUMBERS = {np.dtype(code).type for code in "?bBhHiIlLqQefdFD"}
TYPES: Mapping[str, type] = {
    name: found
    for name, found in vars(builtins).items()
    if isinstance(found, type) and not name.startswith("_")
} | {f"numpy.{found.__name__}": found for found in _NUMBERS}
"""The types that cross by name, in both directions."""
_NAMES = {found: name for name, found in TYPES.items()}

_DICTS = (dict, collections.OrderedDict, collections.defaultdict, collections.Counter)
_DTYPE = re.compile(r"[<>|=][?biufcU][0-9]{0,4}")
_NONE: dict[str, object] = {}
_VIEWS = (type(_NONE.keys()), type(_NONE.values()), type(_NONE.items()))
_HASHABLE = (bool, int, float, complex, str, bytes, type(None), Fraction, Decimal)

Tree = Callable[..., Any]


def hashable(value: object, depth: int = 0) -> bool:
    """Whether a value is plain and has a hash of Python's own making."""
    if type(value) in (tuple, frozenset):
        assert isinstance(value, tuple | frozenset)
        return depth < 8 and all(hashable(item, depth + 1) for item in value)
    return type(value) in _HASHABLE or type(value) in _NUMBERS


def _place(item: object) -> str:
    """Where an item stands among those of its set, whatever the order in which they come."""
    if isinstance(item, frozenset):
        return "{" + ",".join(sorted(map(_place, item))) + "}"
    if isinstance(item, tuple):
        return "(" + ",".join(map(_place, item)) + ")"
    return f"{type(item).__name__} {item!r}"


def tree(value: Any, child: Tree, depth: int) -> list[object] | None:
    """The node of a value, None for one that is not of these; `child` makes those inside it."""
    kind = type(value)
    if kind is str:
        if len(value) < LONG_TEXT:
            return None
        data = np.frombuffer(value.encode("utf-8", "surrogatepass"), np.uint8)
        return ["x", "text", child(data)]
    if kind is int:
        if value.bit_length() <= 1024 or value.bit_length() > INTEGER_BITS:
            return None
        return ["x", "int", format(value, "x")]
    if kind in (list, tuple):
        return _packed(value, child)
    if kind in _DICTS:
        plain_keys = kind is dict and all(type(key) in (str, int) for key in value)
        if plain_keys or not all(map(hashable, value)):
            return None
        name = "counter" if kind is collections.Counter else "dict"
        return ["x", name, *([child(k, depth + 1), child(v, depth + 1)] for k, v in value.items())]
    if kind in (set, frozenset) and all(map(hashable, value)):
        # In an order of their own: the same set, the same bytes. It is made before `child` looks at
        # them, as that puts the bytes of arrays down in the order in which it is called.
        ordered = sorted(value, key=_place)
        return ["x", kind.__name__, *(child(item, depth + 1) for item in ordered)]
    if kind in _VIEWS:
        return ["l", *(child(item, depth + 1) for item in value)]
    if kind in (bytes, bytearray):
        return ["x", kind.__name__, child(np.frombuffer(bytes(value), np.uint8))]
    return _leaf(kind, value, child, depth)


def _leaf(kind: type, value: Any, child: Tree, depth: int) -> list[object] | None:
    if kind is collections.deque:
        return ["x", "deque", value.maxlen, *(child(item, depth + 1) for item in value)]
    if kind is range:
        return ["x", "range", *(child(n) for n in (value.start, value.stop, value.step))]
    if kind is slice:
        parts = (value.start, value.stop, value.step)
        if all(part is None or type(part) is int for part in parts):
            return ["x", "slice", *(child(part) for part in parts)]
    if kind is Fraction:
        return ["x", "fraction", child(value.numerator), child(value.denominator)]
    if kind is Decimal and value.is_finite() and abs(value.adjusted()) < EXPONENT:
        return ["x", "decimal", str(value)]
    if kind is np.ndarray and value.dtype.kind == "U" and value.nbytes <= 4 * MOST_TEXT:
        return ["x", "texts", list(value.shape), *(child(str(text)) for text in value.flat)]
    if value is Ellipsis or value is NotImplemented:
        return ["x", "name", str(value)]
    if issubclass(kind, np.dtype) and value.names is None and value.kind in "?biufcU":
        return ["x", "dtype", value.str]
    if kind is type and value in _NAMES:
        return ["x", "type", _NAMES[value]]
    return None


def _packed(value: list[Any] | tuple[Any, ...], child: Tree) -> list[object] | None:
    if not PACKED <= len(value) <= MOST_NUMBERS or type(value[0]) not in (int, float):
        return None
    first = type(value[0])
    if any(type(item) is not first for item in value):
        return None
    if first is int and not all(-(1 << 63) <= item < 1 << 63 for item in value):
        return None
    data = np.array(value, np.int64 if first is int else np.float64)
    return ["x", "numbers", type(value).__name__, child(data)]


def value(kind: str, payload: list[Any], child: Tree, depth: int) -> object:
    """What a node stands for; ValueError where it is none of these."""
    match kind, payload:
        case "text", [data]:
            return _bytes(child(data)).decode("utf-8", "surrogatepass")
        case "int", [str(text)] if len(text) <= INTEGER_BITS // 4 + 2:
            return int(text, 16)
        case "numbers", ["list" | "tuple" as name, data]:
            found = child(data)
            if type(found) is not np.ndarray or found.ndim != 1 or found.size > MOST_NUMBERS:
                raise ValueError("numbers that are no array")
            if found.dtype not in (np.dtype(np.int64), np.dtype(np.float64)):
                raise ValueError("numbers of another type")
            return found.tolist() if name == "list" else tuple(found.tolist())
        case (("dict" | "counter"), pairs):
            made = {_key(child(k, depth + 1)): child(v, depth + 1) for k, v in pairs}
            return collections.Counter(made) if kind == "counter" else made
        case (("set" | "frozenset"), items):
            members = {_key(child(item, depth + 1)) for item in items}
            return members if kind == "set" else frozenset(members)
        case (("bytes" | "bytearray"), [data]):
            return _bytes(child(data)) if kind == "bytes" else bytearray(_bytes(child(data)))
    return _leaf_value(kind, payload, child, depth)


def _leaf_value(kind: str, payload: list[Any], child: Tree, depth: int) -> object:
    match kind, payload:
        case "deque", [int() | None as most, *items]:
            return collections.deque((child(item, depth + 1) for item in items), most)
        case "range", [start, stop, step]:
            return range(*(_whole(child(n)) for n in (start, stop, step)))
        case "slice", [start, stop, step]:
            parts = [child(n) for n in (start, stop, step)]
            return slice(*(None if n is None else _whole(n) for n in parts))
        case "fraction", [above, below]:
            return Fraction(_whole(child(above)), _whole(child(below)) or 1)
        case "decimal", [str(text)] if len(text) <= EXPONENT:
            return _decimal(text)
        case "texts", [list(shape), *items] if all(type(n) is int for n in shape):
            texts = [child(item) for item in items]
            if not all(type(text) is str for text in texts):
                raise ValueError("texts that are none")
            if len(texts) * max(map(len, texts), default=0) > MOST_TEXT:
                raise ValueError("texts that take too much memory")
            return np.array(texts, dtype=np.str_).reshape(shape)
        case "name", ["Ellipsis" | "NotImplemented" as name]:
            return Ellipsis if name == "Ellipsis" else NotImplemented
        case "dtype", [str(name)] if _DTYPE.fullmatch(name):
            return np.dtype(name)
        case "type", [str(name)] if name in TYPES:
            return TYPES[name]
    raise ValueError("an unknown node")


def _key(found: object) -> Any:
    if not hashable(found):
        raise ValueError("a key that has no hash of Python's own")
    return found


def _whole(found: object) -> int:
    if type(found) is not int:
        raise ValueError("not a whole number")
    return found


def _bytes(found: object) -> bytes:
    if type(found) is not np.ndarray or found.dtype != np.uint8:
        raise ValueError("not bytes")
    return found.tobytes()


def _decimal(text: str) -> Decimal:
    try:
        found = Decimal(text)
    except InvalidOperation:
        raise ValueError("not a decimal number") from None
    if not found.is_finite() or abs(found.adjusted()) >= EXPONENT:
        raise ValueError("a decimal number too large")
    return found

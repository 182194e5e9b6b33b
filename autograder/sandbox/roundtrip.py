"""A value as the trusted side would receive it, where the student's code runs beside the checks.

Nearly always that is a small array, a number, or a few of them together. Of a value as plain as
these a copy is what the codec would make of it, at a tenth of the cost or less (0.7 us for 16: an
array of 5 by 3).
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from .codec import DTYPES
from .decoder import WHOLE
from .policy import DEFAULT_LIMITS, Limits
from .wire import decode, encode


class _Intricate:
    """What `small_copy` returns for a value that takes the whole way."""


INTRICATE: Final = _Intricate()

# So few, so deep, and of so much text that all together is far below every limit of the codec's:
# 256 arrays of WHOLE bytes are 16 MiB, as many texts and keys with every character escaped 200 KB.
_FEW, _DEEP, _SHORT = 16, 2, 64
_DTYPES = frozenset(id(dtype) for dtype in DTYPES.values())
_SCALARS = frozenset(dtype.type for dtype in DTYPES.values())


def roundtrip(
    value: object, *, limits: Limits = DEFAULT_LIMITS, keep_layout: bool = False
) -> object:
    """Return the value as the trusted side would receive it; raise Unsendable where it can't be.

    Checks that run beside the student's code judge a result through this, so that they accept
    and refuse exactly what grading accepts and refuses.

    >>> import numpy as np
    >>> roundtrip([1, (2.5, None), {"a": np.float32(0.5)}])
    [1, (2.5, None), {'a': np.float32(0.5)}]
    >>> roundtrip(x for x in [1])
    Traceback (most recent call last):
        ...
    autograder.sandbox.unsendable.Unsendable: a generator: return a list instead
    """
    found = small_copy(value) if limits is DEFAULT_LIMITS else INTRICATE
    if found is not INTRICATE:
        return found
    frame = encode(value, limits=limits, keep_layout=keep_layout)
    return decode(b"".join(frame), limits=limits)


def small_copy(value: object, depth: int = 0) -> object:
    """What arrives of a plain value, with or without its layout; INTRICATE for any other value.

    >>> small_copy((0.5, {"W": np.eye(2)}))
    (0.5, {'W': array([[1., 0.],
           [0., 1.]])})
    >>> small_copy({1, 2}) is INTRICATE
    True
    """
    kind = type(value)
    if kind is np.ndarray:
        return _array(value)  # type: ignore[arg-type]
    if value is None or kind is bool or kind in _SCALARS:
        return value
    if kind is float:
        return value if math.isfinite(value) else INTRICATE  # type: ignore[arg-type]
    if kind is int:
        return value if -(1 << 63) <= value < 1 << 63 else INTRICATE  # type: ignore[operator]
    if kind is str:
        return value if _is_short(value) else INTRICATE  # type: ignore[arg-type]
    if depth < _DEEP and kind in (tuple, list, dict) and len(value) <= _FEW:  # type: ignore
        return _container(value, depth + 1)
    return INTRICATE


def _is_short(text: str) -> bool:
    return len(text) <= _SHORT and text.isascii()


def _array(array: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> object:
    # By identity: a dtype may look like one of these and carry more (metadata, `long long`).
    plain = id(array.dtype) in _DTYPES and array.nbytes <= WHOLE
    if plain and array.flags.c_contiguous and array.flags.writeable:
        return array.copy()
    return INTRICATE


def _container(value: object, depth: int) -> object:
    if isinstance(value, dict):
        if not all(type(key) is str and _is_short(key) for key in value):
            return INTRICATE
        copies = {key: small_copy(item, depth) for key, item in value.items()}
        return INTRICATE if any(copy is INTRICATE for copy in copies.values()) else copies
    assert isinstance(value, list | tuple)
    items = [small_copy(item, depth) for item in value]
    if any(item is INTRICATE for item in items):
        return INTRICATE
    return items if type(value) is list else tuple(items)

"""What a wrong answer looked like, as a keyed digest: equal digests are equal wrong outputs.

Two students who give the same unusual wrong numbers on inputs that nobody has seen may have worked
together. The class report asks that question; it needs to know that outputs were equal and nothing
else of them. The key is the secret seed's, so that nobody can look a digest up.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from autograder.judging.compare import equal
from autograder.judging.diagnose import Evidence
from autograder.seed import Seed

#: Decimals of an array's entries, in units of its largest one: below what the order of summation
#: changes (under 1e-11, see `autograder.tolerance.ROUNDING`), above what two formulas share.
DECIMALS = 8

#: Numbers that are neither whole nor equal that an answer must hold, over all draws, before its
#: being equal to another's says anything: two who guess a label or return a constant agree often.
ENOUGH = 2


def of(evidence: Sequence[tuple[str, Evidence]], seed: Seed) -> str:
    """The digest of the functions' wrong outputs; `""` where a likeness would say nothing.

    >>> from autograder.tolerance import ROUNDING
    >>> def given(*values):
    ...     pieces = [Evidence(9.0, v, "", 0, ROUNDING, lambda code: (None, "")) for v in values]
    ...     return of([("f", piece) for piece in pieces], Seed("spring"))
    >>> given(0.1 + 0.2, 1.5) == given(0.3, 1.5), given(0.3, 1.5) == given(0.3, 1.6)
    (True, False)
    >>> given(0.5, 0.5), given(3, 4), given("yes", None), given(9.0, 9.0)
    ('', '', '', '')
    """
    words: list[str] = []
    telling: set[float] = set()
    for function, piece in evidence:
        # Without `expected` it is the record of a call: inputs too, which are everybody's.
        if piece.error or piece.expected is None:
            continue
        if not equal(piece.got, piece.expected, piece.tolerance):
            words.append(function)
            for leaf in _leaves(piece.got):
                words.append(_rounded(leaf))
                telling |= _fractions(leaf)
    return seed.digest("likeness", *words)[:16] if len(telling) >= ENOUGH else ""


def _leaves(value: object) -> Iterator[object]:
    """A value's arrays and scalars in order, with marks that keep (1, (2, 3)) from ((1, 2), 3)."""
    if isinstance(value, Mapping):
        for key in sorted(value, key=repr):
            yield f"key {key!r}"
            yield from _leaves(value[key])
    elif isinstance(value, tuple | list):
        yield f"{len(value)} values"
        for entry in value:
            yield from _leaves(entry)
    else:
        yield value


def _rounded(leaf: object) -> str:
    if not isinstance(leaf, float | np.generic | np.ndarray):
        return repr(leaf)
    values = np.asarray(leaf)
    if values.dtype.kind == "f":
        finite = np.abs(values[np.isfinite(values)].astype(float))
        size = float(finite.max(initial=0.0)) or 1.0
        values = np.atleast_1d(np.round(values.astype(float) / size, DECIMALS))
        values += 0.0  # -0 + 0 is 0
        values[np.isnan(values)] = np.nan  # of several bit patterns, one
        return f"{values.shape} {size:.7e} {hashlib.sha256(values.tobytes()).hexdigest()}"
    return f"{values.shape} {values.dtype.kind} {hashlib.sha256(values.tobytes()).hexdigest()}"


def _fractions(leaf: object) -> set[float]:
    """Some of the numbers that are not whole, rounded."""
    if not isinstance(leaf, float | np.floating | np.ndarray):
        return set()
    values = np.ravel(leaf)
    if values.dtype.kind != "f":
        return set()
    values = values[np.isfinite(values)].astype(float)
    return {float(f"{value:.7e}") for value in values[values != np.round(values)][:100]}

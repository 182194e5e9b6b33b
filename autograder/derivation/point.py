"""Random points: a value for every symbol, for sizes that are plain numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod

import numpy as np

from autograder.derivation.declare import Domain, Symbol

#: Random bits in a coordinate: exact in any precision, and enough for the bound in `compare`.
BITS = 64

Rational = tuple[int, int]


@dataclass(frozen=True)
class Point:
    """Sizes, and for each symbol its entries, row by row, as exact fractions."""

    sizes: Mapping[str, int]
    values: Mapping[str, tuple[Rational, ...]]


def draw(
    symbols: tuple[Symbol, ...], sizes: Mapping[str, int], rng: np.random.Generator, turn: int = 0
) -> Point:
    """A random point; of the values of a discrete symbol, each turn takes the next one."""
    values: dict[str, tuple[Rational, ...]] = {}
    for symbol in symbols:
        count = prod(size if isinstance(size, int) else sizes[size] for size in symbol.dims)
        if symbol.domain.values:
            start = turn if count == 1 else int(rng.integers(2**16))
            choice = symbol.domain.values
            steps = [start + (int(rng.integers(2**16)) if i else 0) for i in range(count)]
            values[symbol.name] = tuple((choice[s % len(choice)], 1) for s in steps)
        else:
            values[symbol.name] = tuple(_real(symbol.domain, rng) for _ in range(count))
    return Point(dict(sizes), values)


def _real(domain: Domain, rng: np.random.Generator) -> Rational:
    low, high = domain.low, domain.high
    bits = (
        int(rng.integers(0, 2**BITS, dtype=np.uint64, endpoint=False))
        if BITS < 64
        else (int.from_bytes(rng.bytes(8), "little"))
    )
    # low + (high - low) * bits / 2**BITS, bounds in thousandths
    value = low * 2**BITS + (high - low) * bits
    if domain.signed and rng.integers(2):
        value = -value
    return value, 1000 * 2**BITS

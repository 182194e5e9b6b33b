"""Shares with their bounds, in words."""

from __future__ import annotations

from math import sqrt

#: The quantile of the normal distribution for bounds that hold 95 times in a hundred.
Z = 1.959964


def wilson(hits: int, of: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share, each end in [0, 1].

    Source: E. B. Wilson, JASA 22 (1927) 209-212.

    >>> [round(end, 4) for end in wilson(95, 100)]
    [0.8882, 0.9785]
    """
    if not of:
        return 0.0, 1.0
    p, square = hits / of, Z * Z
    centre = (p + square / (2 * of)) / (1 + square / of)
    half = Z * sqrt(p * (1 - p) / of + square / (4 * of * of)) / (1 + square / of)
    return max(0.0, centre - half), min(1.0, centre + half)


def never(of: int) -> float:
    """The rate up to which 0 in so many is no surprise: the rule of three, at 95 %.

    >>> never(10_000)
    0.0003
    """
    return min(1.0, 3 / of) if of else 1.0


def percent(share: float) -> str:
    """A share in percent, with as many digits as tell it from 0 and from 100.

    >>> percent(1.0), percent(0.9987), percent(0.99996), percent(0.0003)
    ('100 %', '99.87 %', '99.996 %', '0.03 %')
    """
    digits = 2
    while 0 < share < 1 and digits < 6 and float(f"{100 * share:.{digits}f}") in (0.0, 100.0):
        digits += 1
    return f"{100 * share:.{digits}f}".rstrip("0").rstrip(".") + " %"


def share(hits: int, of: int) -> str:
    """A share in percent; of nothing there is none.

    >>> share(1, 8), share(0, 0)
    ('12.5 %', 'none')
    """
    return percent(hits / of) if of else "none"


def bounded(hits: int, of: int) -> str:
    """A share with its bound: below for what should always be, by Wilson or the rule of three.

    >>> bounded(95, 100), bounded(100, 100)
    ('95 % (95 of 100; at least 88.82 %)', '100 % (100 of 100; at least 97 %)')
    """
    low = 1 - never(of) if hits == of else wilson(hits, of)[0]
    return f"{share(hits, of)} ({hits} of {of}; at least {percent(low)})"


def seldom(hits: int, of: int) -> str:
    """A share of what should never be, with its bound above.

    >>> seldom(0, 10_000), seldom(1, 100)
    ('0 of 10000 (at most 0.03 %)', '1 of 100 (at most 5.45 %)')
    """
    high = never(of) if not hits else wilson(hits, of)[1]
    return f"{hits} of {of} (at most {percent(high)})"

"""Named tolerances: how far a right answer may be off, and why no further.

An error is measured against the largest entry of what is expected, not entry by entry: a sum of
`n` float64 terms is accurate to about `n * 2.2e-16` of the size of its *terms*, so an entry that
is small by cancellation may be relatively far off in a correct answer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike


@dataclass(frozen=True)
class Tolerance:
    """`allowed = atol + rtol * max|expected|`; `why` derives the two numbers.

    >>> ROUNDING.allowed([3.0, -500.0])
    5.01e-07
    """

    name: str
    rtol: float
    atol: float
    why: str

    def allowed(self, expected: ArrayLike) -> float:
        """The largest absolute error that passes, for these expected values."""
        values = np.abs(np.asarray(expected, dtype=float))
        finite = values[np.isfinite(values)]
        return self.atol + self.rtol * float(finite.max(initial=0.0))


EXACT = Tolerance("exact", 0.0, 0.0, "integers, labels, copies: nothing is rounded")

ROUNDING = Tolerance(
    "rounding",
    1e-9,
    1e-9,
    "Two correct float64 evaluations differ by the order of summation: below n * 2.2e-16 for n "
    "terms of like size, under 1e-11 for the n <= 1e4 that checks draw, with a hundredfold margin "
    "for cancellation between terms. float32 arithmetic errs by 6e-8 a rounding and fails. "
    "Drawn inputs are of order one, so the same bound serves where the expected value is 0.",
)

ANSWER = Tolerance(
    "answer",
    ROUNDING.rtol,
    ROUNDING.atol,
    "As for rounding. A message that names this tolerance's verdict never says how far off: a "
    "question with few possible answers would be answered by the distance.",
)

SINGLE = Tolerance(
    "single precision",
    2e-4,
    2e-4,
    "Where inputs are float32 themselves, and for naming. float32 errs by 6e-8 a rounding, so a "
    "sum of n <= 1e3 terms with cancellation stays below 1e-4. The slightest mistake of another "
    "kind on the inputs that checks draw (a count off by one in N <= 50 rows) errs by over 1e-3.",
)

DIRECTIONAL = Tolerance(
    "directional derivative",
    1e-6,
    1e-7,
    "Centred difference with h = 1e-5: truncation h**2/6 * |f'''| is about 2e-11 * |f'''|, "
    "round-off 2.2e-16 * |f| / h about 2e-11 * |f|, for f of order one to a thousand at most 2e-8. "
    "The slightest named mistake (a count off by one among N <= 50 rows) errs by over 1e-3.",
)

DIFFERENCE = Tolerance(
    "difference quotient",
    1e-8,
    1e-8,
    "Two centred differences with h >= 1e-5 of one function differ by the rounding of its values, "
    "2.2e-16 * |f| / h, at most 2e-9 for the |f| <= 100 that checks draw, and from the derivative "
    "by h**2/6 * |f'''| besides, under 1e-9 for |f'''| <= 50 at h = 1e-5. A one-sided difference "
    "errs by h/2 * |f''|, over 1e-6, a step of 1e-7 or 1e-3 by over 1e-7, float32 by over 1e-3.",
)

PRINTED = Tolerance(
    "printed digits",
    0.0,
    5e-5,
    "Worked numbers are printed to four decimals: half a unit of the last one.",
)

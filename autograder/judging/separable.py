"""Whether a plane separates two classes of points: a linear program decides."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

#: What the plane must clear both classes by, where features span -1 to 1 and the sizes of its
#: weights sum to 1: far above the rounding of features (1e-16), and below what sharp ones reach
#: (exp(-50 u^2) clears the ring's points by 1e-6).
CLEARANCE = 1e-9


def separable(F: ArrayLike, labels: ArrayLike) -> bool:
    """Whether some plane has all rows of `F` `(N, K)` with `labels` 1 on one side, 0 on the other.

    Features are first moved and scaled to span -1 to 1, so their units do not matter.

    >>> points = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    >>> separable(points, [0, 1, 1, 1]), separable(points, [0, 1, 1, 0])
    (True, False)
    """
    # Only here: students import this package, and SciPy's optimisers take half a second.
    from scipy.optimize import linprog

    scaled = _spanning(np.asarray(F, dtype=float))
    side = np.where(np.asarray(labels) == 1, 1.0, -1.0)
    # Minimise sum_k |w_k| under side_i (w . f_i + b) >= 1, with w = u - v, u and v >= 0: however
    # little the classes are apart, the solver's tolerance of 1e-7 stays small beside the 1.
    signed = side[:, None] * scaled
    width = scaled.shape[1]
    found = linprog(
        np.append(np.ones(2 * width), 0.0),
        A_ub=-np.column_stack([signed, -signed, side]),
        b_ub=-np.ones(len(side)),
        bounds=[(0.0, None)] * (2 * width) + [(None, None)],
        method="highs",
    )
    if found.status != 0:
        return False
    w, b = found.x[:width] - found.x[width:-1], found.x[-1]
    cleared = (signed @ w + side * b).min()
    return bool(cleared > CLEARANCE * max(np.abs(w).sum(), 1.0))


def _spanning(F: NDArray[np.float64]) -> NDArray[np.float64]:
    lowest, highest = F.min(axis=0), F.max(axis=0)
    # Halves first: the difference of two huge numbers may be no number.
    half = highest / 2 - lowest / 2
    middle = highest / 2 + lowest / 2
    varies = half > 0
    return np.where(varies, (F - middle) / np.where(varies, half, 1.0), 0.0)

"""Whether a plane separates two classes of points: a linear program decides."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

#: What the plane must clear both classes by, where features span -1 to 1 and weights too: a
#: hundred times the solver's own tolerance of 1e-7, a thousandth of what good features reach.
CLEARANCE = 1e-5


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
    # Maximise t under side_i (w . f_i + b) >= t, |w_k| <= 1; b is free, t at most 1.
    rows = np.column_stack([-side[:, None] * scaled, -side, np.ones(len(side))])
    width = scaled.shape[1]
    bounds = [(-1.0, 1.0)] * width + [(None, None), (None, 1.0)]
    goal = np.append(np.zeros(width + 1), -1.0)
    found = linprog(goal, A_ub=rows, b_ub=np.zeros(len(side)), bounds=bounds, method="highs")
    return bool(found.status == 0 and -found.fun > CLEARANCE)


def _spanning(F: NDArray[np.float64]) -> NDArray[np.float64]:
    lowest, highest = F.min(axis=0), F.max(axis=0)
    # Halves first: the difference of two huge numbers may be no number.
    half = highest / 2 - lowest / 2
    middle = highest / 2 + lowest / 2
    varies = half > 0
    return np.where(varies, (F - middle) / np.where(varies, half, 1.0), 0.0)

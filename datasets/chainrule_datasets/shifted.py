"""The digits on a larger canvas, each at a place drawn at random: no pixel has its own meaning.

One template a class, all that a linear classifier has, no longer does: where is the ink of a 1?
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from chainrule_datasets.digits import load_digits
from chainrule_datasets.images import Images


def shifted_digits(
    rng: np.random.Generator, copies: int = 4, canvas: int = 12, digits: Images | None = None
) -> Images:
    """Put each digit somewhere on an empty `canvas` of 12 x 12 pixels, drawn by `rng`.

    Returns `Images` with `shape` `(canvas, canvas)`: `X_train` `(copies * 1077, canvas**2)`, each
    training digit `copies` times, at places of its own; `X_val` and `X_test` `(360, canvas**2)`,
    each digit once. The split is that of `load_digits`, so no digit is in two parts. `digits` are
    others to shift. Raises ValueError where the canvas is smaller than a digit.

    >>> shifted = shifted_digits(np.random.default_rng(0))
    >>> shifted.X_train.shape, shifted.X_test.shape, shifted.shape
    ((4308, 144), (360, 144), (12, 12))
    """
    found = digits or load_digits()
    if canvas < max(found.shape):
        raise ValueError(f"a canvas of {canvas} pixels; expected {max(found.shape)} or more")
    y_train = np.tile(found.y_train, copies)
    # The test part is drawn first: how many copies there are to train on does not change it.
    X_test = _placed(rng, found.X_test, found.shape, canvas)
    X_val = _placed(rng, found.X_val, found.shape, canvas)
    X_train = _placed(rng, np.tile(found.X_train, (copies, 1)), found.shape, canvas)
    y_val, y_test = found.y_val.copy(), found.y_test.copy()
    return Images(X_train, y_train, X_val, y_val, X_test, y_test, (canvas, canvas))


def _placed(
    rng: np.random.Generator, X: NDArray[np.float64], shape: tuple[int, ...], canvas: int
) -> NDArray[np.float64]:
    """Each image on a canvas of its own, all places equally likely."""
    height, width = shape
    placed = np.zeros((len(X), canvas, canvas))
    tops = rng.integers(0, canvas - height + 1, len(X))
    lefts = rng.integers(0, canvas - width + 1, len(X))
    for image, top, left, pixels in zip(placed, tops, lefts, X, strict=True):
        image[top : top + height, left : left + width] = pixels.reshape(shape)
    return placed.reshape(len(X), canvas * canvas)

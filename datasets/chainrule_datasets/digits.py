"""The 8 x 8 handwritten digits: 1,797 images with a fixed split; README.md says where from."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FILE = Path(__file__).with_name("digits.npy")
SHA256 = "bc762d2fc2bfa86632717e477bc339ecaa89465a1408549080710037b80d3523"
TRAIN, VAL, TEST = 1077, 360, 360  # the rows of the file, in this order


@dataclass(frozen=True, eq=False)
class Digits:
    """Images as rows of pixels, and what they show, in three parts that share no image.

    `X_train` is `(1077, 64)`, `X_val` and `X_test` are `(360, 64)`, float64 between 0 (paper) and
    1 (ink), row-major: `X_train[0].reshape(digits.shape)` is the first image. `y_train` `(1077,)`,
    `y_val` and `y_test` `(360,)` are the integers 0 to 9.
    """

    X_train: NDArray[np.float64]
    y_train: NDArray[np.int64]
    X_val: NDArray[np.float64]
    y_val: NDArray[np.int64]
    X_test: NDArray[np.float64]
    y_test: NDArray[np.int64]
    shape: tuple[int, int] = (8, 8)


def load_digits(path: Path = FILE) -> Digits:
    """Load the digits, in arrays that are yours to change.

    The split is fixed: rows were shuffled and stratified once (36 of each digit for validation and
    36 for the test), and stand in the file in that order. Raises FileNotFoundError where the file
    is missing and ValueError where its SHA-256 is not the known one.

    >>> digits = load_digits()
    >>> digits.X_train.shape, digits.X_train.dtype, digits.y_test.shape
    ((1077, 64), dtype('float64'), (360,))
    """
    advice = f"Restore it with `git checkout -- {path}` in the course, or install chainrule again."
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise FileNotFoundError(f"No data file {path}. {advice}") from None
    checksum = hashlib.sha256(content).hexdigest()
    if checksum != SHA256:
        raise ValueError(
            f"The data file {path} is not the one that was published: "
            f"its SHA-256 is {checksum}, expected {SHA256}. {advice}"
        )
    table = np.load(io.BytesIO(content), allow_pickle=False)
    X = table[:, :-1] / 16.0  # pixels are counts of 0 to 16
    y = table[:, -1].astype(np.int64)
    X_train, X_val, X_test = np.split(X, [TRAIN, TRAIN + VAL])
    y_train, y_val, y_test = np.split(y, [TRAIN, TRAIN + VAL])
    # Copies, so that a change to one part cannot reach another through a shared base.
    return Digits(
        X_train.copy(), y_train.copy(), X_val.copy(), y_val.copy(), X_test.copy(), y_test.copy()
    )

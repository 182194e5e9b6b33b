"""The 8 x 8 handwritten digits: 1,797 images with a fixed split; README.md says where from."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import numpy as np

from chainrule_datasets.images import Images

FILE = Path(__file__).with_name("digits.npy")
SHA256 = "bc762d2fc2bfa86632717e477bc339ecaa89465a1408549080710037b80d3523"
TRAIN, VAL, TEST = 1077, 360, 360  # the rows of the file, in this order
SHAPE = (8, 8)


def load_digits(path: Path = FILE) -> Images:
    """Load the digits, 8 x 8 pixels from 0 (paper) to 1 (ink), in arrays that are yours to change.

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
    return Images(
        X_train.copy(), y_train.copy(), X_val.copy(), y_val.copy(), X_test.copy(), y_test.copy(),
        SHAPE,
    )  # fmt: skip

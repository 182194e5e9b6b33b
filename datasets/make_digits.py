"""Make `chainrule_datasets/digits.npy` from the copy of the UCI digits in scikit-learn.

Run by hand, once: `python datasets/make_digits.py`. It writes the same bytes on every machine, for
it draws nothing: rows are put in order by a hash of their number. scikit-learn is needed here and
nowhere else.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits

SEED = "chainrule digits 1"
HELD_OUT = 36  # of each digit, for validation; as many again for the test
TARGET = Path(__file__).parent / "chainrule_datasets" / "digits.npy"


def shuffled(rows: list[int]) -> list[int]:
    """`rows` in an order that depends on SEED alone: NumPy's streams may change, SHA-256 won't."""
    return sorted(rows, key=lambda row: hashlib.sha256(f"{SEED}:{row}".encode()).digest())


def split(y: np.ndarray) -> tuple[list[int], list[int], list[int]]:
    """Row numbers for training, validation and test, stratified by label and shuffled."""
    train, val, test = [], [], []
    for c in range(10):
        rows = shuffled([int(row) for row in np.flatnonzero(y == c)])
        test += rows[:HELD_OUT]
        val += rows[HELD_OUT : 2 * HELD_OUT]
        train += rows[2 * HELD_OUT :]
    return shuffled(train), shuffled(val), shuffled(test)


def main() -> None:
    """Write the file and print its checksum."""
    digits = load_digits()
    table = np.column_stack([digits.data, digits.target]).astype(np.uint8)  # pixels, then label
    train, val, test = split(digits.target)
    np.save(TARGET, table[train + val + test])
    checksum = hashlib.sha256(TARGET.read_bytes()).hexdigest()
    print(f"{TARGET.name}: {len(train)} + {len(val)} + {len(test)} rows, SHA-256 {checksum}")


if __name__ == "__main__":
    main()

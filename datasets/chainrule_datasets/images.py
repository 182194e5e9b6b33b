"""Images of ten classes in three parts, whatever they were read from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

CLASSES = 10
DIGIT_NAMES = tuple("0123456789")

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Images:
    """Images as rows of pixels, and what they show, in three parts that share no image.

    `X_train`, `X_val` and `X_test` are `(N, D)`, each with its own `N`, float64 from 0 to 1,
    row-major: `X_train[0].reshape(images.shape)` is the first image. `y_train`, `y_val` and
    `y_test` are `(N,)`, the integers 0 to 9; `names[c]` says what class `c` shows.
    """

    X_train: NDArray[np.float64]
    y_train: NDArray[np.int64]
    X_val: NDArray[np.float64]
    y_val: NDArray[np.int64]
    X_test: NDArray[np.float64]
    y_test: NDArray[np.int64]
    shape: tuple[int, ...]
    names: tuple[str, ...] = DIGIT_NAMES


@dataclass(frozen=True)
class Sizes:
    """How many images each part gets; None is all that there are.

    >>> Sizes(train=None, val=2, test=1).of(5, 3)
    (3, 2, 1)
    """

    train: int | None
    val: int
    test: int | None

    def of(self, training: int, testing: int) -> tuple[int, int, int]:
        """The numbers for files of so many images; ValueError where the files have fewer."""
        train = max(training - self.val, 0) if self.train is None else self.train
        test = testing if self.test is None else self.test
        for name, asked in (("train", train), ("val", self.val), ("test", test)):
            if asked < 0:
                raise ValueError(f"{name}={asked}; expected a number of images, 0 or more")
        if train + self.val > training:
            raise ValueError(
                f"train={train} and val={self.val} ask for {train + self.val} images; "
                f"the training files hold {training}. Ask for fewer."
            )
        if test > testing:
            raise ValueError(
                f"test={test}; the test file holds {testing} images. Ask for that many or fewer."
            )
        return train, self.val, test


def parted(
    training: tuple[Pixels, Pixels],
    testing: tuple[Pixels, Pixels],
    sizes: Sizes,
    shape: tuple[int, ...],
    names: tuple[str, ...],
) -> Images:
    """Cut published training and test images, bytes `(N, D)` and labels `(N,)`, into three parts.

    The first training images are for training, the last ones for validation, so that a change of
    `train` leaves the validation images alone. Only what is asked for becomes float64.
    """
    train, val, test = sizes.of(len(training[0]), len(testing[0]))
    held = len(training[0]) - val
    cuts = [
        (array[rows], labels[rows])
        for (array, labels), rows in (
            (training, slice(0, train)),
            (training, slice(held, None)),
            (testing, slice(0, test)),
        )
    ]
    (X, y), (X_val, y_val), (X_test, y_test) = ((a / 255.0, b.astype(np.int64)) for a, b in cuts)
    return Images(X, y, X_val, y_val, X_test, y_test, shape, names)


def labels_in_range(labels: Pixels, where: object) -> None:
    """ValueError naming the first label that is no class."""
    wrong = np.flatnonzero(labels >= CLASSES)
    if wrong.size:
        raise ValueError(
            f"{where}: label {labels[wrong[0]]} at image {wrong[0]}; expected 0 to {CLASSES - 1}. "
            "The file is damaged, or of another data set."
        )

"""MNIST in its published format: four IDX files, of big-endian sizes and then bytes, gzipped."""

from __future__ import annotations

import gzip
import math
import zlib
from pathlib import Path

import numpy as np

from chainrule_datasets.download import Published, fetched
from chainrule_datasets.images import DIGIT_NAMES, Images, Pixels, Sizes, labels_in_range, parted

# README.md says where the checksums are from. The author's own server is gone; both are copies.
_MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)
FILES = tuple(
    Published(name, sha256, tuple(mirror + name for mirror in _MIRRORS))
    for name, sha256 in (
        (
            "train-images-idx3-ubyte.gz",
            "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
        ),
        (
            "train-labels-idx1-ubyte.gz",
            "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
        ),
        (
            "t10k-images-idx3-ubyte.gz",
            "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
        ),
        (
            "t10k-labels-idx1-ubyte.gz",
            "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
        ),
    )
)
BYTES = 0x08  # the third byte of the magic number: unsigned bytes; the fourth counts the axes
LARGEST = 1 << 30  # bytes: twenty times MNIST, so that no damaged header fills the memory


def load_mnist(
    path: str | Path | None = None,
    *,
    train: int | None = None,
    val: int = 5_000,
    test: int | None = None,
) -> Images:
    """Load MNIST, 28 x 28 pixels, downloaded at the first call (11 MB) and kept.

    Of the 60,000 training images the last `val` are for validation and the first `train` for
    training, all others by default; of the 10,000 test images the first `test`. Each image takes
    6 kB as float64. `path` is a folder with the four published files, gzipped or not; then nothing
    is downloaded. Other sets in the same format, as Fashion-MNIST is, can be loaded so.

    Raises ConnectionError where a file is neither there nor to be had, FileNotFoundError where
    `path` lacks it, and ValueError where a file is not of the format, or has too few images.
    """
    sizes = Sizes(train, val, test)
    training, shape = _pair(FILES[0], FILES[1], path)
    testing, test_shape = _pair(FILES[2], FILES[3], path)
    if test_shape != shape:
        raise ValueError(
            f"{FILES[2].name} has images of shape {test_shape}, {FILES[0].name} of {shape}; "
            "expected one shape. The files are not of one set."
        )
    return parted(training, testing, sizes, shape, DIGIT_NAMES)


def _pair(
    images: Published, labels: Published, path: str | Path | None
) -> tuple[tuple[Pixels, Pixels], tuple[int, ...]]:
    """Images as rows of bytes, their labels, and the shape of an image."""
    X, y = read_idx(_found(images, path), 3), read_idx(_found(labels, path), 1)
    if len(X) != len(y):
        raise ValueError(
            f"{images.name} holds {len(X)} images, {labels.name} {len(y)} labels; "
            "expected as many. The files are not of one set."
        )
    labels_in_range(y, labels.name)
    return (X.reshape(len(X), math.prod(X.shape[1:])), y), X.shape[1:]


def _found(file: Published, path: str | Path | None) -> Path:
    """Where the file lies: in the folder given by hand, unpacked or not, or in the cache."""
    plain = file.name.removesuffix(".gz")
    if path is None:
        by_hand = "Put all four files into a folder, and call load_mnist(path=folder)."
        return fetched(file, by_hand)
    folder = Path(path).expanduser()
    for candidate in (folder / file.name, folder / plain):
        if candidate.is_file():
            return candidate
    raise FileNotFoundError(
        f"{folder} has neither {file.name} nor {plain}; expected a folder with "
        f"{', '.join(known.name for known in FILES)}."
    )


def read_idx(path: Path, axes: int) -> Pixels:
    """The array of unsigned bytes in an IDX file of so many axes, gzipped where it ends in `.gz`.

    Raises ValueError where the magic number, the sizes or the number of bytes are not right.
    """
    expected = f"expected an IDX file of unsigned bytes with {axes} axes"
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as stream:
            header = stream.read(4 + 4 * axes)
            magic = bytes([0, 0, BYTES, axes])
            if header[:4] != magic:
                raise ValueError(
                    f"{path}: begins with {header[:4].hex() or 'nothing'}, not {magic.hex()}; "
                    f"{expected}. It is another file."
                )
            if len(header) < 4 + 4 * axes:
                raise ValueError(f"{path}: ends within its header; {expected}. Get it again.")
            shape = tuple(np.frombuffer(header, ">u4", offset=4).tolist())
            size = math.prod(shape)
            if size > LARGEST:
                raise ValueError(
                    f"{path}: its header speaks of {shape}, {size} bytes; expected {LARGEST} or "
                    "fewer. The file is damaged."
                )
            content = stream.read(size + 1)  # one more, to see that there is no more
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise ValueError(
            f"{path}: can't be unpacked ({error}). The download may have broken off: get it again."
        ) from None
    if len(content) != size:
        more = "more" if len(content) > size else f"{len(content)}"
        raise ValueError(
            f"{path}: its header speaks of {shape}, {size} bytes, but {more} follow. "
            "The file is damaged: get it again."
        )
    return np.frombuffer(content, np.uint8).reshape(shape)

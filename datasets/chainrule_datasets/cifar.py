"""CIFAR-10 in its published binary version: records of a label and three planes of 32 x 32 bytes.

Not the version for Python, which is the better known: it is a pickle, and to load a pickle is to
run whatever its maker wrote into it.
"""

from __future__ import annotations

import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

import numpy as np

from chainrule_datasets.download import Published, fetched
from chainrule_datasets.images import Images, Pixels, Sizes, labels_in_range, parted

ARCHIVE = Published(
    "cifar-10-binary.tar.gz",
    # README.md says where the checksum is from.
    "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
    ("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",),
)
FOLDER = "cifar-10-batches-bin"  # in the archive
TRAINING = tuple(f"data_batch_{k}.bin" for k in range(1, 6))
TESTING = "test_batch.bin"
#: In the order of the labels, as in the archive's `batches.meta.txt`.
NAMES = (
    "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
)  # fmt: skip
SHAPE = (32, 32, 3)
RECORD = 1 + 3 * 32 * 32  # bytes: the label, then red, green and blue, each row by row
BATCH = 10_000  # images of a file


def load_cifar10(
    path: str | Path | None = None,
    *,
    train: int | None = None,
    val: int = 5_000,
    test: int | None = None,
) -> Images:
    """Load CIFAR-10, 32 x 32 pixels in colour, downloaded at the first call (170 MB) and kept.

    Of the 50,000 training images the last `val` are for validation and the first `train` for
    training, all others by default; of the 10,000 test images the first `test`. Each image takes
    25 kB as float64, all of them 1.5 GB. `path` is the published archive `cifar-10-binary.tar.gz`,
    or a folder with it or with the six files out of it; then nothing is downloaded.

    Raises ConnectionError where the archive is neither there nor to be had, FileNotFoundError
    where `path` lacks it, and ValueError where a file is not of the format, or has too few images.
    """
    sizes = Sizes(train, val, test)
    source = _source(path)
    read = _in_archive if source.is_file() else _in_folder
    found = read(source)
    images, labels = zip(*(found[name] for name in TRAINING), strict=True)
    training = np.concatenate(images), np.concatenate(labels)
    return parted(training, found[TESTING], sizes, SHAPE, NAMES)


def _source(path: str | Path | None) -> Path:
    """The archive, or the folder with the files out of it."""
    if path is None:
        return fetched(ARCHIVE, "Then call load_cifar10(path=...) with the place of the archive.")
    given = Path(path).expanduser()
    if given.is_file():
        return given
    for folder in (given, given / FOLDER):
        if (folder / TESTING).is_file():
            return folder
        if (folder / ARCHIVE.name).is_file():
            return folder / ARCHIVE.name
    raise FileNotFoundError(
        f"{given} is neither {ARCHIVE.name} nor a folder with it, or with "
        f"{', '.join((*TRAINING, TESTING))}."
    )


def _in_folder(folder: Path) -> dict[str, tuple[Pixels, Pixels]]:
    """Images and labels of each of the six files in a folder."""
    found = {}
    for name in (*TRAINING, TESTING):
        path = folder / name
        if not path.is_file():
            raise FileNotFoundError(f"{folder} has no {name}; expected {', '.join(TRAINING)} too.")
        with path.open("rb") as stream:
            found[name] = _records(stream, path.stat().st_size, path)
    return found


def _in_archive(archive: Path) -> dict[str, tuple[Pixels, Pixels]]:
    """Images and labels of each of the six files in the archive.

    Nothing is unpacked to the disk: names that lead elsewhere and links have nowhere to lead to.
    """
    found = {}
    with _opened(archive) as tar:
        for member in tar:
            place = PurePosixPath(member.name)
            stream = tar.extractfile(member) if member.isreg() else None
            if stream is not None and place.parent.name == FOLDER and _asked(place.name):
                found[place.name] = _records(stream, member.size, f"{archive}: {place.name}")
    missing = [name for name in (*TRAINING, TESTING) if name not in found]
    if missing:
        raise ValueError(
            f"{archive}: has no {FOLDER}/{missing[0]}; expected {ARCHIVE.name}, the binary version "
            "of CIFAR-10. It is another archive."
        )
    return found


def _asked(name: str) -> bool:
    return name in TRAINING or name == TESTING


@contextmanager
def _opened(archive: Path) -> Iterator[tarfile.TarFile]:
    """The archive as a stream; ValueError where it is none, or breaks off."""
    try:
        with tarfile.open(archive, "r|gz") as tar:
            yield tar
    except (tarfile.TarError, EOFError, zlib.error) as error:
        raise ValueError(
            f"{archive}: can't be read as {ARCHIVE.name} ({error}). Another file, or a download "
            "that broke off: get it again."
        ) from None


def _records(stream: IO[bytes], size: int, where: object) -> tuple[Pixels, Pixels]:
    """Images `(N, 3072)`, their pixels (red, green, blue) row by row, and labels `(N,)`."""
    count, rest = divmod(size, RECORD)
    if rest or not 0 < count <= BATCH:
        raise ValueError(
            f"{where}: {size} bytes; expected 1 to {BATCH} records of {RECORD} bytes. "
            "The file is damaged, or of another data set."
        )
    content = stream.read(size)
    if len(content) != size:
        raise ValueError(f"{where}: ends after {len(content)} of {size} bytes. Get it again.")
    table = np.frombuffer(content, np.uint8).reshape(count, RECORD)
    labels_in_range(table[:, 0], where)
    planes = table[:, 1:].reshape(count, 3, 32, 32)
    return planes.transpose(0, 2, 3, 1).reshape(count, RECORD - 1), table[:, 0]

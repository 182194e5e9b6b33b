"""MNIST and CIFAR-10: small archives of the published formats, made here, and damaged ones."""

from __future__ import annotations

import gzip
import io
import struct
import tarfile
from pathlib import Path

import numpy as np
import pytest
from chainrule_datasets import cifar, load_cifar10, load_mnist, mnist

TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS = (file.name for file in mnist.FILES)

# ------------------------------------------------------------------------------ small archives


def packed(data: bytes) -> bytes:
    """The same bytes at any time of day: gzip notes when."""
    return gzip.compress(data, mtime=0)


def idx(array: np.ndarray) -> bytes:
    """The array as an IDX file, written as the format's page says."""
    return struct.pack(f">BBBB{array.ndim}I", 0, 0, 8, array.ndim, *array.shape) + array.tobytes()


def digits(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    drawn = np.random.default_rng(seed)
    images = drawn.integers(0, 256, (count, 28, 28), dtype=np.uint8)
    return images, drawn.integers(0, 10, count, dtype=np.uint8)


@pytest.fixture
def mnist_folder(tmp_path: Path) -> Path:
    (X, y), (X_test, y_test) = digits(9, 1), digits(4, 2)
    for name, array in zip(
        (TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS), (X, y, X_test, y_test), strict=True
    ):
        (tmp_path / name).write_bytes(packed(idx(array)))
    return tmp_path


def batch(count: int, seed: int) -> tuple[bytes, np.ndarray, np.ndarray]:
    """A file of the binary version, its images `(count, 32, 32, 3)` and its labels."""
    drawn = np.random.default_rng(seed)
    images = drawn.integers(0, 256, (count, 32, 32, 3), dtype=np.uint8)
    labels = drawn.integers(0, 10, count, dtype=np.uint8)
    content = b"".join(
        bytes([label]) + b"".join(image[:, :, colour].tobytes() for colour in range(3))
        for image, label in zip(images, labels, strict=True)
    )
    return content, images, labels


def tar(path: Path, files: dict[str, bytes], folder: str = "cifar-10-batches-bin/") -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(folder + name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return path


def batches(count: int = 3) -> dict[str, bytes]:
    names = (*cifar.TRAINING, cifar.TESTING)
    return {name: batch(count, seed)[0] for seed, name in enumerate(names)}


# ------------------------------------------------------------------------------ MNIST


@pytest.mark.parametrize("unpacked", [False, True])
def test_mnist_gives_the_pixels_labels_and_split_of_its_files(mnist_folder, unpacked):
    if unpacked:
        for file in mnist_folder.iterdir():
            file.with_suffix("").write_bytes(gzip.decompress(file.read_bytes()))
            file.unlink()
    (X, y), (X_test, y_test) = digits(9, 1), digits(4, 2)
    found = load_mnist(mnist_folder, val=2)
    assert found.shape == (28, 28)
    assert found.names == tuple("0123456789")
    for got, right in (
        (found.X_train, X[:7].reshape(7, 784) / 255),
        (found.X_val, X[7:].reshape(2, 784) / 255),
        (found.X_test, X_test.reshape(4, 784) / 255),
        (found.y_train, y[:7]),
        (found.y_val, y[7:]),
        (found.y_test, y_test),
    ):
        np.testing.assert_array_equal(got, right)
    assert found.X_train.dtype == np.float64
    assert found.y_val.dtype == np.int64


def test_fewer_training_images_leave_validation_and_test_as_they_are(mnist_folder):
    few, all_ = load_mnist(mnist_folder, train=3, val=2), load_mnist(mnist_folder, val=2)
    assert len(few.X_train) == 3
    np.testing.assert_array_equal(few.X_train, all_.X_train[:3])
    np.testing.assert_array_equal(few.X_val, all_.X_val)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"train": 8, "val": 2}, "train=8 and val=2 ask for 10 images; the training files hold 9"),
        ({"val": 10}, "the training files hold 9"),
        ({"val": 2, "test": 5}, "test=5; the test file holds 4"),
        ({"val": -1}, "val=-1; expected a number of images, 0 or more"),
    ],
)
def test_more_images_than_there_are_are_refused_with_both_numbers(mnist_folder, asked, told):
    with pytest.raises(ValueError, match=told):
        load_mnist(mnist_folder, **asked)


GOOD_LABELS = idx(np.zeros(9, np.uint8))  # as many as there are images


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        (TRAIN_LABELS, packed(idx(np.zeros((9, 2, 2), np.uint8))), "00000803, not 00000801"),
        (TRAIN_LABELS, packed(b""), "begins with nothing"),
        (TRAIN_LABELS, packed(b"<!doctype html>"), "It is another file"),
        (TRAIN_LABELS, packed(GOOD_LABELS[:6]), "ends within its header"),
        (TRAIN_LABELS, packed(GOOD_LABELS[:-1]), "9 bytes, but 8 follow"),
        (TRAIN_LABELS, packed(GOOD_LABELS + b"x"), "9 bytes, but more follow"),
        (TRAIN_LABELS, packed(GOOD_LABELS)[:-9], "can't be unpacked"),
        (TRAIN_LABELS, packed(GOOD_LABELS)[:12], "can't be unpacked"),
        (TRAIN_LABELS, b"<!doctype html>", "can't be unpacked"),
        (TRAIN_LABELS, b"", "begins with nothing"),
        (TRAIN_LABELS, packed(idx(np.zeros(8, np.uint8))), "holds 9 images, .* 8 labels"),
        (TRAIN_LABELS, packed(idx(np.full(9, 10, np.uint8))), "label 10 at image 0"),
        (
            TRAIN_IMAGES,
            packed(struct.pack(">BBBB3I", 0, 0, 8, 3, *(3 * [2**32 - 1]))),
            "The file is damaged",
        ),
        (TEST_IMAGES, packed(idx(np.zeros((4, 5, 5), np.uint8))), "expected one shape"),
    ],
)
def test_a_damaged_or_wrong_idx_file_is_refused_by_its_name(mnist_folder, name, content, told):
    (mnist_folder / name).write_bytes(content)
    with pytest.raises(ValueError, match=told) as caught:
        load_mnist(mnist_folder, val=2)
    assert name in str(caught.value)


def test_a_folder_without_a_file_of_mnist_is_told_which(mnist_folder):
    (mnist_folder / TEST_LABELS).unlink()
    with pytest.raises(
        FileNotFoundError, match=r"neither t10k-labels-idx1-ubyte\.gz nor"
    ) as caught:
        load_mnist(mnist_folder)
    assert str(mnist_folder) in str(caught.value)


# ------------------------------------------------------------------------------ CIFAR-10


@pytest.mark.parametrize("given", ["archive", "its folder", "unpacked", "the unpacked folder"])
def test_cifar_gives_the_pixels_labels_and_split_of_its_files(tmp_path, given):
    if given in ("archive", "its folder"):
        path = tar(tmp_path / "cifar-10-binary.tar.gz", {**batches(), "readme.html": b"text"})
        path = path if given == "archive" else tmp_path
    else:
        (tmp_path / cifar.FOLDER).mkdir()
        for name, content in batches().items():
            (tmp_path / cifar.FOLDER / name).write_bytes(content)
        path = tmp_path if given == "unpacked" else tmp_path / cifar.FOLDER
    made = [batch(3, seed)[1:] for seed in range(6)]
    X, y = (np.concatenate(parts) for parts in zip(*made[:5], strict=True))
    found = load_cifar10(path, val=4, test=2)
    assert found.shape == (32, 32, 3)
    assert found.names[0] == "airplane"
    assert len(found.names) == 10
    np.testing.assert_array_equal(found.X_train.reshape(11, 32, 32, 3), X[:11] / 255)
    np.testing.assert_array_equal(found.X_val.reshape(4, 32, 32, 3), X[11:] / 255)
    np.testing.assert_array_equal(found.X_test.reshape(2, 32, 32, 3), made[5][0][:2] / 255)
    np.testing.assert_array_equal(found.y_train, y[:11])
    np.testing.assert_array_equal(found.y_val, y[11:])
    np.testing.assert_array_equal(found.y_test, made[5][1][:2])


WRONG_LABEL = bytes([10]) + bytes(3072)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"data_batch_2.bin": b""}, "data_batch_2.bin: 0 bytes; expected 1 to 10000 records"),
        ({"data_batch_2.bin": bytes(3072)}, "data_batch_2.bin: 3072 bytes"),
        ({"test_batch.bin": bytes(3073) + WRONG_LABEL}, "test_batch.bin: label 10 at image 1"),
        ({"test_batch.bin": None}, "has no cifar-10-batches-bin/test_batch.bin"),
    ],
)
def test_a_damaged_file_in_the_archive_is_refused_by_its_name(tmp_path, change, told):
    files = {k: v for k, v in (batches() | change).items() if v is not None}
    with pytest.raises(ValueError, match=told):
        load_cifar10(tar(tmp_path / "cifar-10-binary.tar.gz", files))


def test_more_records_than_a_file_holds_are_not_read(tmp_path):
    path = tmp_path / cifar.FOLDER
    path.mkdir()
    for name, content in batches().items():
        (path / name).write_bytes(content)
    with (path / "data_batch_1.bin").open("wb") as sparse:
        sparse.truncate(10_001 * 3073)
    with pytest.raises(ValueError, match="expected 1 to 10000 records"):
        load_cifar10(path)


@pytest.mark.parametrize("keep", [0, 5, 60, -9000])
def test_a_cut_off_archive_is_refused_with_what_to_do(tmp_path, keep):
    path = tar(tmp_path / "cifar-10-binary.tar.gz", batches())
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(ValueError, match=r"[Gg]et it again|another archive") as caught:
        load_cifar10(path)
    assert str(path) in str(caught.value)


def test_the_python_version_is_another_archive_and_no_pickle_is_loaded(tmp_path):
    pickled = {name.removesuffix(".bin"): b"\x80\x02}q\x00." for name in batches()}
    path = tar(tmp_path / "cifar-10-python.tar.gz", pickled, "cifar-10-batches-py/")
    with pytest.raises(ValueError, match="the binary version"):
        load_cifar10(path)


def test_nothing_of_an_archive_is_unpacked_wherever_its_names_and_links_lead(tmp_path):
    inside = tmp_path / "inside"
    inside.mkdir()
    path = inside / "cifar-10-binary.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for name, kind in (("../../escaped.bin", tarfile.REGTYPE), ("/escaped", tarfile.REGTYPE)):
            member = tarfile.TarInfo(name)
            member.type, member.size = kind, 4
            archive.addfile(member, io.BytesIO(b"evil"))
        link = tarfile.TarInfo(f"{cifar.FOLDER}/data_batch_1.bin")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/hostname"
        archive.addfile(link)
    with pytest.raises(ValueError, match=r"has no cifar-10-batches-bin/data_batch_1\.bin"):
        load_cifar10(path)
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["cifar-10-binary.tar.gz", "inside"]


def test_a_place_without_cifar_is_told_what_is_looked_for(tmp_path):
    for path in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(FileNotFoundError, match=r"is neither cifar-10-binary\.tar\.gz nor"):
            load_cifar10(path)


def test_a_folder_that_lacks_a_batch_is_told_which(tmp_path):
    for name, content in batches().items():
        if name != "data_batch_4.bin":
            (tmp_path / name).write_bytes(content)
    with pytest.raises(FileNotFoundError, match=r"has no data_batch_4\.bin"):
        load_cifar10(tmp_path)


def test_readme_names_the_checksums_and_where_they_are_from():
    readme = Path(cifar.__file__).with_name("README.md").read_text(encoding="utf-8")
    for file in (*mnist.FILES, cifar.ARCHIVE):
        assert file.sha256 in readme
        assert len(file.sha256) == 64
    assert "CHAINRULE_DATA" in readme

"""The notebook's `study` runs on other images by one argument: here, files in CIFAR-10's format."""

from __future__ import annotations

import io
import tarfile

import matplotlib
import numpy as np
import pytest
from chainrule_datasets import cifar, load_digits

from autograder import course
from autograder.authoring import textnotebook

matplotlib.use("Agg")

#: What `study` needs of the notebook, besides the exercises.
CELLS = ("imports", "helpers", "linear-helpers", "study-helpers")
NOTEBOOK = course.find_root() / "solutions" / "notebooks" / "two_layer_network.py"


@pytest.fixture
def notebook(monkeypatch):
    """The names that the notebook has where `study` is called, and the figures that are shown."""
    cells = textnotebook.read(NOTEBOOK)
    answers = [cell for cell in cells if cell.source.startswith("from solutions.")]
    found: dict[str, object] = {}
    for cell in (*answers, *(cell for cell in cells if cell.key in CELLS)):
        exec(cell.source, found)
    plt = found["plt"]
    yield found
    plt.close("all")


@pytest.fixture
def archive(tmp_path):
    """Digits, four times as large and in colours that say nothing, as CIFAR-10's binary version."""
    digits, rng = load_digits(), np.random.default_rng(0)
    images = np.kron(digits.X_train.reshape(-1, 1, 8, 8), np.ones((1, 1, 4, 4)))
    colours = rng.uniform(0.7, 1.0, (len(images), 3, 1, 1))
    planes = (255 * images * colours).astype(np.uint8).reshape(len(images), -1)
    records = np.column_stack([digits.y_train.astype(np.uint8), planes])
    path = tmp_path / cifar.ARCHIVE.name
    with tarfile.open(path, "w:gz") as tar:
        files = [*cifar.TRAINING, cifar.TESTING]
        for name, part in zip(files, np.array_split(records, len(files)), strict=True):
            member = tarfile.TarInfo(f"{cifar.FOLDER}/{name}")
            member.size = part.nbytes
            tar.addfile(member, io.BytesIO(part.tobytes()))
    return path


@pytest.mark.slow
def test_study_learns_from_files_of_cifar_and_shows_weights_in_colour(notebook, archive, capsys):
    notebook["study"]("cifar10", archive, train=600, val=200)
    said = capsys.readouterr().out
    assert "cifar10: trained on 600 images; of 200 others" in said
    share = float(said.split("the network ")[1].split(" %")[0])
    assert share > 85, said  # of large digits in colours, as of small grey ones
    plt = notebook["plt"]
    weights, confusion = (plt.figure(number) for number in plt.get_fignums())
    shown = [ax.images[0].get_array() for ax in weights.axes]
    assert [image.shape for image in shown] == 40 * [(32, 32, 3)]
    assert all(0 <= image.min() < image.max() <= 1 for image in shown)
    assert [ax.get_title() for ax in weights.axes[:10]] == list(cifar.NAMES)
    labels = [tick.get_text() for tick in confusion.axes[0].get_xticklabels()]
    assert labels == list(cifar.NAMES)


def test_a_set_that_study_does_not_know_is_told_which_it_knows(notebook):
    with pytest.raises(ValueError, match="no images called 'cifar'; expected"):
        notebook["study"]("cifar")

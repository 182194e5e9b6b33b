"""The data: the published digits and no others, a fixed split, sets drawn as documented."""

from __future__ import annotations

import dataclasses
import hashlib
import importlib.util
import shutil
from pathlib import Path

import numpy as np
import pytest
from chainrule_datasets import (
    Images,
    blobs,
    load_digits,
    modes,
    parity,
    ring,
    shifted_digits,
)
from chainrule_datasets.digits import FILE, SHA256
from chainrule_datasets.toy import GAP

SEEDS = range(5)


def parts(digits: Images) -> list[tuple[np.ndarray, np.ndarray]]:
    return [
        (digits.X_train, digits.y_train),
        (digits.X_val, digits.y_val),
        (digits.X_test, digits.y_test),
    ]


# ------------------------------------------------------------------------------ digits


def test_digits_have_the_documented_shapes_types_and_range():
    digits = load_digits()
    for (X, y), n in zip(parts(digits), (1077, 360, 360), strict=True):
        assert X.shape == (n, 64)
        assert X.dtype == np.float64
        assert y.shape == (n,)
        assert y.dtype == np.int64
        assert X.min() == 0.0
        assert X.max() == 1.0
        assert set(y) == set(range(10))


def test_digits_are_those_of_uci_as_scikit_learn_has_them():
    oracle = pytest.importorskip("sklearn.datasets").load_digits()
    ours = sorted(
        (*(16 * x).astype(int), int(label))
        for X, y in parts(load_digits())
        for x, label in zip(X, y, strict=True)
    )
    theirs = sorted(
        (*x.astype(int), int(label)) for x, label in zip(oracle.data, oracle.target, strict=True)
    )
    assert ours == theirs


def test_no_image_is_in_two_parts():
    rows = np.concatenate([X for X, _ in parts(load_digits())])
    assert len(np.unique(rows, axis=0)) == len(rows) == 1797


def test_split_is_stratified():
    digits = load_digits()
    assert (np.bincount(digits.y_val) == 36).all()
    assert (np.bincount(digits.y_test) == 36).all()
    share = np.bincount(digits.y_train) / len(digits.y_train)
    assert np.abs(share - 0.1).max() < 0.01  # 8 is the rarest in the source too


def test_every_part_is_shuffled():
    for _, y in parts(load_digits()):
        # Ten classes in random order: neighbours agree in about one case of ten.
        assert 0.05 < np.mean(y[1:] == y[:-1]) < 0.15


def test_a_change_to_loaded_digits_reaches_neither_another_part_nor_the_next_load():
    first = load_digits()
    first.X_train[:] = -1.0
    assert first.X_val.min() == 0.0
    assert load_digits().X_train.min() == 0.0


def test_digits_are_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        load_digits().X_train = np.zeros(1)  # type: ignore[misc]


def test_a_missing_file_is_named_with_what_to_do(tmp_path: Path):
    missing = tmp_path / "digits.npy"
    with pytest.raises(FileNotFoundError) as caught:
        load_digits(missing)
    assert str(missing) in str(caught.value)
    assert "git checkout" in str(caught.value)


@pytest.mark.parametrize("damage", [b"", b"changed", FILE.read_bytes()[:-1]])
def test_a_changed_file_is_refused_naming_file_got_expected_and_what_to_do(
    tmp_path: Path, damage: bytes
):
    changed = tmp_path / "digits.npy"
    changed.write_bytes(damage)
    with pytest.raises(ValueError, match="SHA-256") as caught:
        load_digits(changed)
    message = str(caught.value)
    for expected in (str(changed), hashlib.sha256(damage).hexdigest(), SHA256, "git checkout"):
        assert expected in message


def test_readme_names_the_checksum_and_the_licence():
    readme = FILE.with_name("README.md").read_text(encoding="utf-8")
    assert SHA256 in readme
    assert "CC BY 4.0" in readme


def test_the_script_makes_the_same_bytes_again(tmp_path: Path, monkeypatch, capsys):
    pytest.importorskip("sklearn")
    script = FILE.parents[1] / "make_digits.py"
    copy = shutil.copy(script, tmp_path / "make_digits.py")
    spec = importlib.util.spec_from_file_location("make_digits", copy)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "TARGET", tmp_path / "digits.npy")
    module.main()
    assert (tmp_path / "digits.npy").read_bytes() == FILE.read_bytes()
    assert SHA256 in capsys.readouterr().out


# ------------------------------------------------------------------------------ shifted digits


def test_shifted_digits_have_the_documented_shapes_and_labels():
    digits, shifted = load_digits(), shifted_digits(np.random.default_rng(0))
    assert [X.shape for X, _ in parts(shifted)] == [(4308, 144), (360, 144), (360, 144)]
    assert shifted.shape == (12, 12)
    np.testing.assert_array_equal(shifted.y_train, np.tile(digits.y_train, 4))
    np.testing.assert_array_equal(shifted.y_test, digits.y_test)


def test_each_shifted_digit_is_the_digit_somewhere_on_empty_paper():
    digits, shifted = load_digits(), shifted_digits(np.random.default_rng(1), copies=1)
    for image, pixels in zip(shifted.X_test[:50], digits.X_test[:50], strict=True):
        canvas, digit = image.reshape(12, 12), pixels.reshape(8, 8)
        assert canvas.sum() == pytest.approx(digit.sum())
        windows = np.lib.stride_tricks.sliding_window_view(canvas, (8, 8))
        assert (windows == digit).all(axis=(2, 3)).any()


def test_all_places_of_the_canvas_are_used_and_copies_differ():
    ones = dataclasses.replace(
        load_digits(), X_train=np.ones((500, 64)), y_train=np.zeros(500, int)
    )
    shifted = shifted_digits(np.random.default_rng(2), copies=2, digits=ones)
    assert len(np.unique(shifted.X_train, axis=0)) == 25
    assert not np.array_equal(shifted.X_train[:500], shifted.X_train[500:])


def test_the_generator_alone_decides_where_digits_go():
    one, same, other = (shifted_digits(np.random.default_rng(seed), copies=1) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one.X_train, same.X_train)
    assert not np.array_equal(one.X_train, other.X_train)


def test_a_canvas_too_small_is_refused():
    with pytest.raises(ValueError, match="canvas of 7 pixels; expected 8 or more"):
        shifted_digits(np.random.default_rng(0), canvas=7)


# ------------------------------------------------------------------------------ 2-D sets


@pytest.mark.parametrize("draw", [parity, ring, lambda rng, n: modes(rng, n)[:2]])
@pytest.mark.parametrize("n", [1, 8, 200])
def test_hard_cases_have_documented_shapes_and_both_classes(draw, n):
    X, y = draw(np.random.default_rng(n), n)
    assert X.shape == (n, 2)
    assert X.dtype == np.float64
    assert y.shape == (n,)
    assert y.dtype == np.int64
    if n == 200:
        assert 70 <= y.sum() <= 130


@pytest.mark.parametrize("draw", [parity, ring, modes, lambda rng, n: blobs(rng, n, np.eye(3))])
def test_the_generator_alone_decides_what_is_drawn(draw):
    one, same, other = (draw(np.random.default_rng(seed), 50) for seed in (1, 1, 2))
    for a, b in zip(one, same, strict=True):
        np.testing.assert_array_equal(a, b)
    assert not np.array_equal(one[0], other[0])


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("dim", [1, 2, 3])
def test_parity_counts_positive_coordinates_and_stays_off_the_axes(seed, dim):
    X, y = parity(np.random.default_rng(seed), 300, dim)
    assert X.shape == (300, dim)
    np.testing.assert_array_equal(y == 0, np.prod(X, axis=1) * (-1) ** dim > 0)
    assert GAP <= np.abs(X).min() <= np.abs(X).max() <= 2.0


@pytest.mark.parametrize("seed", SEEDS)
def test_ring_lies_between_one_and_two_with_a_gap_on_both_sides(seed):
    X, y = ring(np.random.default_rng(seed), 400)
    r = np.hypot(*X.T)
    np.testing.assert_array_equal(y == 1, (r >= 1) & (r <= 2))
    rest = r[y == 0]
    assert (rest < 1).sum() == (rest > 2).sum() == 100
    assert not ((rest > 1 - GAP + 1e-12) & (rest < 2 + GAP - 1e-12)).any()
    assert r.max() <= 3.0


@pytest.mark.parametrize("seed", SEEDS)
def test_modes_surround_their_centres_and_the_rest_keeps_off(seed):
    X, y, centres = modes(np.random.default_rng(seed), 300)
    distance = np.linalg.norm(X[:, None] - centres, axis=2)
    assert distance[y == 1].min(axis=1).max() <= 0.8
    assert distance[y == 0].min() > 1.2
    assert set(distance[y == 1].argmin(axis=1)) == {0, 1, 2}
    for i in range(3):
        assert np.linalg.norm(centres[i] - centres[i - 1]) > 3.0


def test_blobs_have_the_centres_and_the_spread_asked_for():
    centres = np.array([[0.0, 5.0, 1.0], [9.0, 0.0, -1.0]])
    X, y = blobs(np.random.default_rng(0), 4000, centres, spread=0.3)
    assert np.bincount(y).tolist() == [2000, 2000]
    for c in range(2):
        # Six standard errors of a mean and of a standard deviation of 2,000 draws.
        assert np.abs(X[y == c].mean(axis=0) - centres[c]).max() < 6 * 0.3 / 2000**0.5
        assert np.abs(X[y == c].std(axis=0) - 0.3).max() < 6 * 0.3 / 4000**0.5

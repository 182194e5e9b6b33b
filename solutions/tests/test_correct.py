"""The measure of lost marks finds the ones that are lost, and says whose they are."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest

from autograder.exercise import Exercise
from solutions.accuracy import correct
from solutions.forms import Form
from solutions.tests import matrix


@pytest.fixture
def unlucky(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two forms of `predict` besides the reference, the second of which takes the last of a tie."""

    def other(exercise: Exercise) -> tuple[Form, ...]:
        right = matrix.HIDDEN[exercise.name].reference

        def last_of_a_tie(X: np.ndarray, W: np.ndarray, b: np.ndarray) -> np.ndarray:
            return W.shape[1] - 1 - np.argmax((X @ W + b)[:, ::-1], axis=1)

        return right, {**right, "predict": last_of_a_tie}

    monkeypatch.setattr(correct, "forms", other)


@pytest.mark.usefixtures("unlucky")
def test_a_lost_mark_is_told_with_form_seed_part_and_fact() -> None:
    found = correct.measure(["predict"], seeds=2, first=7, workers=1)
    assert {(at.exercise, at.form, at.seed, at.part) for at in found.lost} == {
        ("predict", "form 2", 7, "ties"),
        ("predict", "form 2", 8, "ties"),
    }
    assert all(at.status == "failed" and at.fact for at in found.lost)
    assert (found.gradings, found.flakes) == (6, 2)
    assert "predict, form 2, seed 8: ties" in correct.said(found)


@pytest.mark.usefixtures("unlucky")
def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    found = correct.measure(["predict"], seeds=1, workers=1)
    (tmp_path / "found.json").write_text(json.dumps(dataclasses.asdict(found)), "utf-8")
    assert correct.read(tmp_path / "found.json") == found


def test_another_interpreter_measures_the_same_with_the_threads_it_is_told() -> None:
    here = correct.measure(["stretch"], seeds=1, workers=1)
    there = correct.measure_elsewhere(["stretch"], seeds=1, workers=1, threads=2)
    assert there == dataclasses.replace(here, threads="2")

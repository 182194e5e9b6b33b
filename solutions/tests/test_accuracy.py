"""The measures of the grader's accuracy: they see what is planted, and CI holds their lines."""

from __future__ import annotations

import copy
import dataclasses
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder import course
from solutions.accuracy import document, mistakes, page, pairs
from solutions.accuracy.spread import spread
from solutions.accuracy.together import together
from solutions.tests import matrix
from solutions.tests.matrix import HIDDEN

DOCS = course.find_root(Path(__file__)) / "docs"

#: Cheap ones of each assignment: numbers, matrices, labels, functions handed in, backward passes.
SAMPLE = ["predict", "svm_loss_one", "sigmoid", "numerical_gradient", "search", "relu", "train"]


@pytest.fixture(scope="module")
def sample() -> dict[str, Any]:
    """The whole run in small: `make accuracy` for a few exercises."""
    arguments = ["--date=2026-01-31", "--seeds=1", "--pairs=3", "--workers=1", "--every=40"]
    figures, seconds = document.measured(document.options([*arguments, *SAMPLE]))
    assert set(seconds) == set(document.MEASURES)
    return figures


def published() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DOCS / "accuracy.json").read_text("utf-8"))
    return found


def test_a_sample_keeps_every_claim(sample: dict[str, Any]) -> None:
    # The visible checks' rate says something of all mutants, not of a dozen.
    assert [said for said in page.crossed(sample) if "visible checks alone" not in said] == []


def test_the_published_figures_keep_every_claim() -> None:
    assert page.crossed(published()) == []


def test_the_published_page_is_made_of_the_published_figures() -> None:
    figures = published()
    assert (DOCS / "accuracy.md").read_text("utf-8") == page.markdown(figures)
    measured = {tally["exercise"] for tally in figures["mistakes"]["tallies"]}
    assert measured == set(HIDDEN), "measured before an exercise came or went"


def test_what_is_written_is_what_was_measured(sample: dict[str, Any], tmp_path: Path) -> None:
    document.write(sample, tmp_path)
    assert json.loads((tmp_path / "accuracy.json").read_text("utf-8")) == sample
    assert page.markdown(sample) == (tmp_path / "accuracy.md").read_text("utf-8")
    for part in (sample["date"], *sample["versions"].values(), sample["command"]):
        assert part in page.markdown(sample)


def test_the_same_seeds_give_the_same_numbers_in_any_number_of_processes() -> None:
    again = [mistakes.measure(2, ["search", "predict"], 1, workers) for workers in (1, 2)]
    assert again[0] == again[1]
    assert [tally.exercise for tally in again[0].tallies] == ["search", "predict"]


@pytest.mark.parametrize("column", ["failed", "own", "named"])
def test_a_claim_that_does_not_hold_is_said(sample: dict[str, Any], column: str) -> None:
    worse = copy.deepcopy(sample)
    worse["mistakes"]["tallies"][0][column] -= 10
    assert len(page.crossed(worse)) == len(page.crossed(sample)) + 1


def test_a_wrong_name_is_found_and_stands_in_the_confusion_table(
    sample: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    right = HIDDEN["predict"]
    first = right.mistakes[0]
    swapped = (
        dataclasses.replace(first, name="sign flipped"),
        dataclasses.replace(first, name="half as large"),
    )
    monkeypatch.setitem(HIDDEN, "predict", dataclasses.replace(right, mistakes=swapped))  # type: ignore[arg-type]
    found = mistakes.measure(2, ["predict"], 0, workers=1)
    [cell] = found.confusions
    assert (cell.mistake, cell.said, cell.count) == ("half as large", "sign flipped", 2)
    figures = {**sample, "mistakes": json.loads(json.dumps(dataclasses.asdict(found)))}
    assert "| `predict` | half as large | sign flipped | 2 of 2 | 0 |" in page.markdown(figures)
    assert any("it is named" in said for said in page.crossed(figures))


def test_a_mistake_that_passes_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    right = HIDDEN["predict"]
    harmless = dataclasses.replace(
        right.mistakes[0], code=right.reference[right.mistakes[0].function]
    )
    monkeypatch.setitem(HIDDEN, "predict", dataclasses.replace(right, mistakes=(harmless,)))  # type: ignore[arg-type]
    found = mistakes.measure(1, ["predict"], 0, workers=1)
    assert {trouble.fault for trouble in found.troubles} == {"passed", "parts", "named"}
    assert found.tallies[0].failed == 0


def test_a_pair_that_cancels_is_told_apart_from_one_that_slips_through(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scores = HIDDEN["linear_scores"]
    cancelling = [m for m in scores.mistakes if m.name in ("bias left out", "bias counted twice")]
    function = cancelling[0].function
    pair = tuple(m for m in cancelling if m.function == function)
    monkeypatch.setitem(HIDDEN, "linear_scores", dataclasses.replace(scores, mistakes=pair))  # type: ignore[arg-type]
    found = pairs.measure(1, ["linear_scores"], workers=1)
    assert [(odd.said, odd.always) for odd in found.odd] == [("", True)]
    assert found.wrong == ()


def test_together_makes_both_mistakes_and_changes_what_either_changes() -> None:
    def right(x: np.ndarray) -> tuple[float, np.ndarray]:
        return float(x.sum()), 2 * x

    def wrong_sum(x: np.ndarray) -> tuple[float, np.ndarray]:
        return float(x.mean()), 2 * x

    def writes(x: np.ndarray) -> tuple[float, np.ndarray]:
        value, x[...] = x.sum(), 2 * x
        return float(value), x + 1

    x = np.array([1.0, 2.0, 6.0])
    value, twice = together(wrong_sum, writes, right)(x)  # type: ignore[misc]
    assert value == 3.0
    assert twice.tolist() == [3.0, 5.0, 13.0]
    assert x.tolist() == [2.0, 4.0, 12.0]


def test_an_exercise_that_fails_to_be_measured_is_named() -> None:
    with pytest.raises(KeyError) as caught:
        spread(HIDDEN.__getitem__, ["predict", "no_such_exercise"], workers=1)
    assert "in the exercise no_such_exercise" in caught.value.__notes__


def test_right_answers_are_told_no_mistake_even_where_two_exercises_are_linked() -> None:
    linked = [name for name, hidden in HIDDEN.items() if hidden.linked][:1]
    assert linked
    found = mistakes.measure(0, linked, 1, workers=1)
    assert found.right_judgements == 1 + len(matrix.forms(HIDDEN[linked[0]]))
    assert found.right_named == ()

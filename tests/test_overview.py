"""The progress over a whole assignment: this kernel's checks, and what another notebook saved."""

from __future__ import annotations

import nbformat
import pytest

from autograder import course
from autograder.display import panel
from autograder.exercise import Exercise, Part
from autograder.notebooks.passages import Passage
from autograder.outcome import Outcome, Status
from autograder.report import ExerciseReport, PartReport
from autograder.selfcheck import overview, saved


def toy(name, notebook, parts, *, extra=False):
    declared = tuple(Part(part, points) for part, points in parts.items())
    return Exercise(name, "a0_toy", notebook, f"The {name}", declared, extra=extra)


EXERCISES = {
    e.name: e
    for e in (
        toy("early", "graphs", {"forward": 3, "back & forth": 2}),
        toy("late", "graphs", {"value": 4}),
        toy("first", "nets", {"value": 1}),
        toy("second", "nets", {"value": 1}),
        toy("bonus", "nets", {"value": 0}, extra=True),
    )
}
PASSAGES = {"early": Passage("How, and why?"), "second": Passage("Two", "1. One")}


@pytest.fixture(autouse=True)
def toy_course(monkeypatch, tmp_path):
    monkeypatch.setattr(course, "exercises", lambda: EXERCISES)
    monkeypatch.setattr(overview, "passage", PASSAGES.get)
    monkeypatch.chdir(tmp_path)


def report(name, *statuses):
    exercise = EXERCISES[name]
    parts = tuple(
        PartReport(part.name, part.points, Outcome(status, "it is off"), status)
        for part, status in zip(exercise.parts, statuses, strict=True)
    )
    return ExerciseReport(name, exercise.title, parts, exercise.extra)


GOOD, BAD = Status.PASSED, Status.FAILED
EARLY = report("early", GOOD, BAD)


def save(path, *reports):
    """A notebook as it is saved with these panels in it."""
    cells = []
    for one in reports:
        data = {"text/html": panel.html(one), "text/plain": panel.text(one)}
        cell = nbformat.v4.new_code_cell("check()")
        cell.outputs = [nbformat.v4.new_output("display_data", data=data)]
        cells.append(cell)
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)


def seen(*reports, changed=()):
    """The overview from the notebook `nets`, in which these were checked."""
    return overview.overview(EXERCISES["first"], {one.name: one for one in reports}, changed)


def test_a_saved_panel_is_read_back_part_by_part(tmp_path):
    save(tmp_path / "graphs.ipynb", EARLY)
    ((name, read),) = saved.reports(tmp_path / "graphs.ipynb").items()
    assert name == "early"
    assert [(p.name, p.outcome.status, p.earned) for p in read.parts] == [
        ("forward", GOOD, 3),
        ("back & forth", BAD, 0),
    ]


def test_what_is_no_panel_of_ours_is_passed_over(tmp_path):
    strange = nbformat.v4.new_code_cell("x")
    strange.outputs = [
        nbformat.v4.new_output("display_data", data={"text/html": "<b>hello</b>"}),
        nbformat.v4.new_output("stream", text="nothing"),
        nbformat.v4.new_output(
            "display_data", data={"text/html": panel.html(EARLY).replace("early", "unknown")}
        ),
        nbformat.v4.new_output(
            "display_data", data={"text/html": panel.html(EARLY).replace("failed", "splendid")}
        ),
    ]
    path = tmp_path / "graphs.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[strange]), path)
    assert saved.reports(path)["early"].earned == 3


def test_the_other_notebook_counts_as_it_was_saved(tmp_path):
    save(tmp_path / "graphs.ipynb", EARLY)
    told = seen(report("first", GOOD))
    assert told.text.split("\n") == [
        "Progress in a0_toy: 4 of 11 points",
        "  graphs.ipynb, as it was last saved",
        "  ✗ The early    1 of 2 parts passed   3 of 5",
        "      Left: back & forth.",
        "  ○ The late     not checked yet       0 of 4",
        "  nets.ipynb, this notebook",
        "  ✓ The first    passed                1 of 1",
        "  ○ The second   not checked yet       0 of 1",
        "  ○ The bonus    not checked yet       extra",
        "  Next: The second.",
        f"  {panel.VISIBLE_ONLY}",
    ]
    assert '<a href="graphs.ipynb#How,-and-why?">The early</a>' in told.html
    assert '<p>Next: <a href="#Two">The second</a>.</p>' in told.html
    assert told.html.count('scope="rowgroup">') == 2


def test_when_this_notebook_is_done_the_other_is_next(tmp_path):
    save(tmp_path / "graphs.ipynb", report("early", GOOD, GOOD), report("late", BAD))
    assert "Next: The late." in seen(report("first", GOOD), report("second", GOOD)).text


def test_when_all_is_done_the_next_thing_is_to_hand_it_in(tmp_path):
    save(tmp_path / "graphs.ipynb", report("early", GOOD, GOOD), report("late", GOOD))
    text = " ".join(seen(report("first", GOOD), report("second", GOOD)).text.split())
    assert "All passed. Before you hand in: chainrule submit-check nets.ipynb" in text


@pytest.mark.parametrize("content", [None, "{", '{"nbformat": 4, "cells": 3}'])
def test_without_the_other_notebook_this_one_alone_is_counted(tmp_path, content):
    if content is not None:
        (tmp_path / "graphs.ipynb").write_text(content)
    text = " ".join(seen(report("first", GOOD)).text.split())
    assert "1 of 2 points" in text
    assert "graphs.ipynb is not in this folder, or cannot be read" in text
    assert "this notebook" not in text

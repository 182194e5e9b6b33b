"""Where an exercise is taught: every passage is a section of the very notebook, and one alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from autograder import course
from autograder.notebooks import passages
from autograder.notebooks.passages import Passage

ROOT = Path(__file__).parents[1]


def sections(exercise):
    """The headings of an exercise's released notebook, and the index of its cell among them."""
    path = ROOT / "assignments" / exercise.assignment / f"{exercise.notebook}.ipynb"
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    above, found = [], []
    for cell in cells:
        if cell["cell_type"] == "markdown":
            found += passages.headings(["".join(cell["source"])])
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == f"{exercise.name}-answer":
            above = list(found)
    return above, found


@pytest.mark.parametrize("exercise", course.exercises().values(), ids=lambda e: e.name)
def test_every_exercise_has_a_passage_above_it_in_its_notebook(exercise):
    passage = passages.passage(exercise.name)
    above, found = sections(exercise)
    texts = [text for _, text in found]
    assert texts.count(passage.heading) == 1
    assert above[-1][1] == passage.heading
    assert not passage.section or passage.section in [text for level, text in above if level == 2]


def test_headings_are_plain_words_that_a_link_can_name():
    headings = {passages.passage(name).heading for name in course.exercises()}
    odd = [
        h
        for h in headings
        if not h.isascii() or not h.isprintable() or set(h) & set('$*_`<>[]"%#\\')
    ]
    assert odd == []


def test_an_anchor_is_what_jupyterlab_and_nbconvert_make_of_a_heading():
    assert Passage("2. How wrong is it? The loss").anchor == "#2.-How-wrong-is-it?-The-loss"


def test_what_is_no_exercise_has_no_passage():
    assert passages.passage("nothing") is None


def test_code_in_prose_is_no_heading():
    assert passages.headings(["```\n# a comment\n```\n#no heading\n## One"]) == [(2, "One")]
    assert passages.last(["# Title"]) is None
    assert passages.last(["## 1\n### a", "# Title", "## 2"]) == Passage("2")

"""A film fetches nothing, stays small, and is a picture alone while a notebook is graded."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import matplotlib.pyplot as plt
import pytest
from matplotlib.figure import Figure

from autograder.display.film import film
from autograder.grading.grade import Grader, Sheet, SheetCell
from autograder.sandbox import Tier
from autograder.seed import VISIBLE

FRAMES = (0, 3, 7)


@pytest.fixture(scope="module")
def markup() -> str:
    figure = Figure(figsize=(2, 1))
    ax = figure.subplots()
    ax.set(xlim=(0, 8), ylim=(0, 8))
    (dot,) = ax.plot([], [], "o")

    def draw(frame: int) -> None:
        dot.set_data([frame], [frame])

    return film(figure, draw, FRAMES, alt='a dot, "<up>"')


def test_it_fetches_nothing(markup: str) -> None:
    # What an element or a style would load, and what a script could.
    assert not re.search(r"https?:|//cdn|<link|@import|url\(|fetch\(|XMLHttp|import\(", markup)
    sources = re.findall(r"(?:src|href)\s*=\s*[\"']([^\"']*)", markup)
    assert all(source.startswith("data:") for source in sources)


def test_every_button_has_a_sign_and_a_name(markup: str) -> None:
    buttons = re.findall(r"<button([^>]*)>\s*(.*?)</button>", markup, re.DOTALL)
    assert len(buttons) == 9
    assert len({sign.strip() for _, sign in buttons}) == 9
    for attributes, sign in buttons:
        assert "aria-label=" in attributes
        assert len(sign.strip()) == 1


def test_its_frames_are_embedded_in_order_and_differ(markup: str) -> None:
    pictures = re.findall(r'frames\[(\d+)\] = "data:image/png;base64,([^"]*)"', markup)
    assert [int(number) for number, _ in pictures] == [0, 1, 2]
    raw = [base64.b64decode(data) for _, data in pictures]
    assert all(picture.startswith(b"\x89PNG") for picture in raw)
    assert len(set(raw)) == len(FRAMES)


def test_it_says_what_is_to_be_seen(markup: str) -> None:
    assert ' alt="a dot, &quot;&lt;up&gt;&quot;" id=' in markup


def test_its_first_frame_is_there_without_a_script(markup: str) -> None:
    still = re.search(r'<img src="([^"]*)"', markup)
    assert still
    assert f'frames[0] = "{still[1]}"' in markup


def test_while_grading_only_the_last_frame_is_drawn() -> None:
    cell = """
import matplotlib.pyplot as plt
from autograder import animate
drawn = []
figure, ax = plt.subplots()
animate(figure, drawn.append, [0, 3, 7], alt="numbers")
"""
    with Grader(VISIBLE, None, Path(__file__).parents[1], worst=Tier.PROCESS) as grader:
        sheet = Sheet("ada", "a0", "toy", (SheetCell(cell), SheetCell("drawn")))
        shown, kept = grader.grade(sheet).outputs
    assert [sorted(output["data"]) for output in shown] == [["image/png", "text/plain"]]
    assert kept[0]["data"] == {"text/plain": "[7]"}
    assert plt.get_fignums() == []

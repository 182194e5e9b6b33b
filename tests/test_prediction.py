"""`guess` before a cell and `reveal` in it: what is said, and that nothing depends on it."""

from __future__ import annotations

import ast
import importlib.util
import json
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from autograder.display import panel
from autograder.selfcheck import prediction
from autograder.selfcheck.prediction import guess, reveal, said

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "assignments").glob("*/*.ipynb"))


@pytest.mark.parametrize(
    ("predicted", "value", "words"),
    [
        (
            2.3,
            np.log(10),
            "You predicted 2.3. The cell gives 2.30259: too low by 0.0026 (0.11 %). Well",
        ),
        (8, 4.0, "You predicted 8. The cell gives 4: too high by 4 (100 %). What did you expect"),
        (13.00004, 13, "You predicted 13.00004. The cell gives 13: too high by 4e-05"),
        (np.float64(16), 16.0, "You predicted 16. The cell gives 16: exactly."),
        (0.1 + 0.2, 0.3, "The cell gives 0.3: exactly."),
        (1, 0, "You predicted 1. The cell gives 0: too high by 1. What did you expect"),
        (0, 0, "You predicted 0. The cell gives 0: exactly."),
        ("+", 0.2, "You predicted a plus sign. The cell gives 0.2: right."),
        (" − ", 0.2, "You predicted a minus sign. The cell gives 0.2. What did you expect"),
        ("0", 0.0, "You predicted zero. The cell gives 0: right."),
        ("-3", -3, "You predicted -3. The cell gives -3: exactly."),
        (True, 1, "You predicted 1. The cell gives 1: exactly."),
    ],
)
def test_a_prediction_is_compared_with_what_came_out(predicted, value, words):
    assert words in said("it", predicted, value)


@pytest.mark.parametrize(
    "predicted", ["up", "", [1, 2], float("nan"), 10**400, object(), np.eye(2)]
)
def test_what_is_no_prediction_is_told_so_and_the_answer_is_not(predicted):
    assert said("it", predicted, 4.25).startswith("A prediction is a number, or a sign")
    assert "4.25" not in said("it", predicted, 4.25)


def test_an_untouched_cell_says_how_to_predict_and_not_what_comes_out():
    words = said("brightness", None, 4.25)
    assert 'in place of None in guess("brightness", None)' in words
    assert "4.25" not in words


@pytest.mark.parametrize("value", [None, "x", float("nan"), np.eye(2), float("inf")])
def test_a_cell_that_gives_no_number_is_no_error(value):
    assert said("it", 3, value).startswith("What came out is no number")


def test_each_prediction_has_a_name_of_its_own(capsys, monkeypatch):
    monkeypatch.setattr(prediction, "_made", {})
    guess("one", 1)
    guess("two", 2)
    reveal("one", 1)
    reveal("three", 3)
    shown = " ".join(capsys.readouterr().out.split())
    assert shown.startswith("You predicted 1. The cell gives 1: exactly. Predict first:")


def test_a_notebook_shows_a_panel_and_the_cell_has_no_value():
    shell = InteractiveShell.instance()
    try:
        with capture_output() as captured:
            shell.run_cell(
                'from autograder import guess, reveal\nguess("<b>", "<i>")\nreveal("<b>", 1)'
            )
        (shown,) = captured.outputs
    finally:
        InteractiveShell.clear_instance()
    markup = shown.data["text/html"]
    ElementTree.fromstring(markup.replace(panel.style(), ""))
    assert "<b>" not in markup
    assert "<i>" not in markup
    assert shown.data["text/plain"].startswith("A prediction is a number")


def test_where_a_notebook_is_graded_both_names_are_there_and_decide_nothing(capsys):
    file = Path(prediction.__file__).parents[1] / "sandbox" / "stub.py"
    spec = importlib.util.spec_from_file_location("stand_in", file)
    stub = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(stub)
    assert {"guess", "reveal"} <= set(stub.__all__)
    assert stub.guess("one", 16) is None
    assert stub.reveal("one", 17.0) is None
    assert stub.reveal("two", object) is None
    assert capsys.readouterr().out.startswith(
        "You predicted 16. The cell gives 17.0.\nThe cell gives <class"
    )


# -- in the released notebooks --------------------------------------------------------------------


def calls(path, function):
    """The names that a notebook's cells pass to a function first, in order."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    return [
        (node.args[0].value, ast.unparse(node.args[1]))
        for text in code
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == function
    ]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_notebook_asks_for_predictions_and_reveals_each(path):
    asked = calls(path, "guess")
    assert asked
    assert {value for _, value in asked} == {"None"}
    names = [name for name, _ in asked]
    assert len(set(names)) == len(names)
    assert sorted(name for name, _ in calls(path, "reveal")) == sorted(names)


def test_a_sign_is_asked_for_somewhere():
    prose = "".join(path.read_text(encoding="utf-8") for path in NOTEBOOKS)
    assert '\\"+\\", \\"-\\" or \\"0\\" in place of None' in prose

"""`chainrule submit-check`: what would be lost, of notebooks broken as students break them."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import nbformat
import pytest

from autograder import cli, course
from autograder.exercise import Check, Exercise, Part
from autograder.notebooks import notebook
from autograder.outcome import Failed
from autograder.sandbox import Limits
from autograder.selfcheck import handin, run

ROOT = Path(__file__).parents[1]


def is_a_quarter(f, rng):
    """A quarter of eight."""
    if f(8.0) != 2.0:
        raise Failed("it is not 2")


def toy(name, *, extra=False):
    parts = (Part("value", 0 if extra else 2),)
    checks = (Check("value", is_a_quarter),)
    return Exercise(name, "a0_toy", "toy", f"The {name}", parts, checks, extra=extra)


EXERCISES = {e.name: e for e in (toy("quarter"), toy("fourth"), toy("bonus", extra=True))}


@pytest.fixture(autouse=True)
def toy_course(monkeypatch):
    monkeypatch.setattr(course, "exercises", lambda: EXERCISES)


@pytest.fixture(scope="module")
def warm():
    """One sandbox for all notebooks here."""
    with run.grader(Limits(cell_seconds=2)) as grader:
        yield grader


class _Kept:
    def __init__(self, grader):
        self.grader = grader

    def __enter__(self):
        return self.grader

    def __exit__(self, *_):
        pass


def cell(source, grade_id="", kind="code"):
    made = {"code": nbformat.v4.new_code_cell, "markdown": nbformat.v4.new_markdown_cell}[kind]
    ours = {"grade_id": grade_id, "grade": not grade_id.endswith("-answer")}
    return made(source, metadata={"nbgrader": ours} if grade_id else {})


def whole():
    """The notebook of a student who is done."""
    return [
        cell("from autograder import check, guess, progress, reveal\nguess('it', None)"),
        cell("def quarter(x): return x / 4", "quarter-answer"),
        cell("check(quarter)", "quarter"),
        cell("def fourth(x):\n    reveal('it', x)\n    return 0.25 * x", "fourth-answer"),
        cell("check(fourth)", "fourth"),
        cell("def bonus(x):\n    raise NotImplementedError()", "bonus-answer"),
        cell("check(bonus)", "bonus"),
        cell("progress()"),
    ]


def as_it_is(cells):
    """The text of a notebook of these cells, which nbformat would mend."""
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


@pytest.fixture
def told(tmp_path, capsys, monkeypatch, warm):
    """Submit-check these cells; the exit code and all that is said, on one line."""
    monkeypatch.setattr(run, "grader", lambda limits: _Kept(warm))

    def tell(cells, name="toy.ipynb"):
        path = tmp_path / name
        path.write_text(as_it_is(cells))
        handed_in = path.read_bytes()
        code = cli.main(["submit-check", str(path)])
        assert path.read_bytes() == handed_in
        shown = capsys.readouterr()
        assert shown.err == ""
        return code, " ".join(shown.out.split())

    return tell


def test_a_notebook_that_is_done_is_ready_and_extra_ones_decide_nothing(told):
    code, text = told(whole())
    assert code == 0
    assert "Ready to hand in: all visible checks pass." in text
    assert "Mend this" not in text
    assert "Good to know" not in text


def test_what_is_not_right_yet_is_listed_with_its_points(told):
    cells = whole()
    cells[1].source = "def quarter(x): return x / 5"
    cells[3].source = "def fourth(x):\n    raise NotImplementedError()"
    code, text = told(cells)
    assert code == 1
    assert "✗ The quarter failed 0 of 2" in text
    assert "○ The fourth not attempted 0 of 2" in text
    assert "it has 0 of 4 points by the visible checks" in text


def test_a_name_that_only_the_running_kernel_knows_is_found(told):
    cells = whole()
    cells[1].source = "def quarter(x): return x / parts"
    code, text = told(cells)
    assert code == 1
    assert "Cell [2] uses parts, which no cell defines: your running kernel may still know" in text


def test_a_cell_that_was_run_before_the_one_above_it_is_found_and_told_once(told):
    cells = [cell("print(parts)"), *whole(), cell("parts = 4")]
    code, text = told(cells)
    assert code == 1
    assert "Cell [1] uses parts, which is defined further down, in cell [10]" in text
    assert "NameError" not in text


def test_a_function_may_use_what_is_defined_below_it(told):
    cells = whole()
    cells[1].source = "def quarter(x): return x / parts"
    cells.insert(2, cell("parts = 4"))
    assert told(cells)[0] == 0


def test_cells_that_raise_run_too_long_or_show_too_much_are_found(told):
    cells = [*whole(), cell("1 / 0"), cell("while True: pass"), cell("print('x' * 200_000)")]
    code, text = told(cells)
    assert code == 1
    assert "Cell [9] raised ZeroDivisionError: division by zero." in text
    assert "Cell [10] raised Stopped: this cell was stopped:" in text
    assert "Cell [11] shows more than grading keeps: output cut after 100000 characters." in text


def test_a_file_that_is_not_handed_in_with_it_is_missed(told):
    code, text = told([cell("open('mine.csv')"), *whole()])
    assert code == 1
    assert "Cell [1] raised FileNotFoundError" in text


def test_another_name_is_told_with_the_right_one(told):
    code, text = told(whole(), "toy (1).ipynb")
    assert code == 1
    assert "The file is called toy (1).ipynb; grading looks for toy.ipynb. Rename it." in text


def test_what_grading_repairs_is_told_and_costs_nothing(told):
    cells = whole()
    cells[4].source = "check(fourth, hint=True)"
    cells.insert(1, copy.deepcopy(cells[1]))
    del cells[3]  # the check of quarter
    code, text = told(cells)
    assert code == 0
    assert "The check cell check(quarter) is gone; grading puts it back." in text
    assert "The check cell check(fourth) was changed; grading takes the one" in text
    assert "The cell of quarter is there 2 times; the last one counts." in text


def test_an_answer_that_is_gone_or_prose_or_below_its_check_is_found(told):
    cells = whole()
    cells[1] = cell(cells[1].source, "quarter-answer", "markdown")
    cells[3], cells[4] = cells[4], cells[3]
    code, text = told(cells)
    assert code == 1
    assert "The cell of quarter is prose; make it a code cell again." in text
    assert "The check cell check(fourth) stands above the answer; move it below." in text
    del cells[4]
    assert "The cell of fourth is gone: its functions must be in other cells." in told(cells)[1]


def test_a_second_notebook_of_the_assignment_is_named(told, tmp_path, monkeypatch):
    more = Exercise("more", "a0_toy", "second", "More", (Part("value", 1),))
    monkeypatch.setattr(course, "exercises", lambda: EXERCISES | {"more": more})
    code, text = told(whole())
    assert code == 1
    assert "a0_toy has second.ipynb too, for 1 points: it is not beside this one." in text
    (tmp_path / "second.ipynb").write_text("{}")
    code, text = told(whole())
    assert code == 0
    assert "second.ipynb too, for 1 points: look at it as well, and hand in both." in text


def test_what_cannot_be_read_would_all_be_lost(tmp_path, capsys):
    path = tmp_path / "toy.ipynb"
    path.write_text('{"cells": [')
    assert cli.main(["submit-check", str(path)]) == 1
    assert capsys.readouterr().out.startswith("All of it would be lost. toy.ipynb: not JSON")


def test_what_is_no_notebook_of_the_course_is_refused(tmp_path, capsys):
    path = tmp_path / "toy.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[cell("x = 1")]), path)
    assert cli.main(["submit-check", str(path)]) == 2
    assert cli.main(["submit-check", str(tmp_path / "no.ipynb")]) == 2
    assert cli.main(["submit-check", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert "has no cell of this course" in said
    assert f"there is no file {tmp_path}\n" in said


def test_a_notebook_without_any_check_cell_is_known_by_its_answers(told):
    code, text = told([one for one in whole() if not one.source.startswith("check(")])
    assert code == 0
    assert "The check cell check(quarter) is gone; grading puts it back." in text


@pytest.mark.parametrize(
    "path", sorted((ROOT / "assignments").glob("*/*.ipynb")), ids=lambda p: p.stem
)
def test_no_released_notebook_uses_a_name_that_it_does_not_define(path):
    assert list(handin._of_the_names(notebook.read_cells(path))) == []


def test_cells_that_star_or_break_are_left_to_the_run(tmp_path):
    for odd in ("from math import *\nprint(pi)", "def ("):
        path = tmp_path / "toy.ipynb"
        path.write_text(as_it_is([cell(odd), cell("print(tau)")]))
        assert list(handin._of_the_names(notebook.read_cells(path))) == []

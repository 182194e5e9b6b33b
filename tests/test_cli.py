"""The command line: what it prints, what it writes, and its exit codes."""

from __future__ import annotations

import json
import pkgutil
import re
import subprocess
import sys
from importlib.metadata import version
from xml.etree import ElementTree

import nbformat
import pytest

from autograder import cli, commands, course, report
from autograder.display import junit, rows, terminal
from autograder.exercise import Check, Exercise, Part
from autograder.notebooks.passages import Passage
from autograder.outcome import Failed, Outcome, Status
from autograder.report import ExerciseReport, NotebookReport, PartReport
from autograder.sandbox import SandboxError
from autograder.selfcheck import run


def quarters(f, rng):
    """A quarter of eight."""
    if f(8.0) != 2.0:
        raise Failed("it is not 2", step="Divide by four.")


def toy(name, *, extra=False):
    parts = (Part("value", 0 if extra else 2),)
    checks = (Check("value", quarters),)
    return Exercise(name, "a0_toy", "toy", f"The {name}", parts, checks, extra=extra)


EXERCISES = {e.name: e for e in (toy("quarter"), toy("fourth"), toy("bonus", extra=True))}


@pytest.fixture(autouse=True)
def toy_course(monkeypatch):
    monkeypatch.setattr(course, "exercises", lambda: EXERCISES)


@pytest.fixture
def written(tmp_path):
    """Write a notebook of code cells; its path."""

    def write(*cells, name="mine.ipynb"):
        made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
        path = tmp_path / name
        nbformat.write(made, path)
        return path

    return write


CELLS = (
    "from autograder import check\n%matplotlib inline",
    "def quarter(x): return x / 4",
    "check(quarter)",
    "def fourth(x): return x / 5",
    "1 / 0",
    "check(fourth)",
    "fourth = None",
    "def bonus(x): raise NotImplementedError()",
)


@pytest.fixture
def judged(monkeypatch):
    """Answer with a report of these outcomes instead of running a notebook."""

    def answer(**outcomes):
        reports = []
        for name, outcome in outcomes.items():
            e = EXERCISES[name]
            part = PartReport("value", e.points, outcome, outcome.status)
            reports.append(ExerciseReport(name, e.title, (part,), e.extra))
        found = NotebookReport("", "a0_toy", "toy", tuple(reports))
        monkeypatch.setattr(run, "judge_notebook", lambda path, only: found)
        return found

    return answer


GOOD = Outcome(Status.PASSED)
BAD = Outcome(Status.FAILED, "it is not <2> \x1b[31m", "Divide by four.")
OPEN = Outcome(Status.NOT_ATTEMPTED, "fourth is not written yet")
FAULT = Outcome(Status.GRADER_ERROR, "The grader itself failed here.")


# -- with the sandbox -----------------------------------------------------------------------------


def test_a_notebook_is_run_and_judged_where_its_check_cells_stand(written, capsys, tmp_path):
    xml = tmp_path / "report.xml"
    assert cli.main(["check", str(written(*CELLS)), "--junit", str(xml)]) == 1
    shown = capsys.readouterr()
    assert shown.err == ""
    assert "fourth: The fourth, 0 of 2 points" in shown.out
    assert "A quarter of eight. But it is not 2." in shown.out
    assert "Divide by four" not in shown.out
    assert "For a hint: the same command with --hint." in shown.out
    assert "a0_toy/toy: 2 of 4 points" in shown.out
    assert "✓ The quarter   passed          2 of 2" in shown.out
    assert "○ The bonus     not attempted   extra" in shown.out
    assert "Cell [5] raised ZeroDivisionError: division by zero." in shown.out
    assert "\x1b" not in shown.out
    suite = ElementTree.parse(xml).find("testsuite")
    assert dict(suite.attrib) == {
        "name": "toy", "tests": "3", "failures": "1", "errors": "0", "skipped": "1",
    }  # fmt: skip


@pytest.mark.parametrize(("asked", "told"), [([], 1), (["--hint"], 2), (["--hint", "--hint"], 3)])
def test_each_hint_that_is_asked_for_is_one_rung_more(
    judged, written, capsys, monkeypatch, asked, told
):
    monkeypatch.setattr(rows, "passage", {"quarter": Passage("Four parts")}.get)
    judged(quarter=BAD)
    cli.main(["check", str(written("1")), *asked])
    shown = " ".join(capsys.readouterr().out.split())
    assert ("Next: Divide by four." in shown) == (told > 1)
    assert ("Read again: section “Four parts”." in shown) == (told > 2)
    assert ("For a hint: the same command with --hint." in shown) == (told == 1)
    assert ("read again: the same command with --hint --hint." in shown) == (told == 2)


def test_a_released_notebook_is_not_written_yet(tmp_path):
    """As a program, on the real course: a check cell alone, no function above it."""
    path = tmp_path / "mine.ipynb"
    cells = [
        nbformat.v4.new_code_cell("def svm_loss_naive(W, X, y, reg): raise NotImplementedError()"),
        nbformat.v4.new_code_cell("check(svm_loss_naive)"),
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    done = subprocess.run(
        [sys.executable, "-m", "autograder.cli", "check", str(path), "--json", "svm_loss_naive"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, "")
    found = report.from_json(done.stdout)
    assert [e.name for e in found.exercises] == ["svm_loss_naive"]
    assert not found.exercises[0].attempted


# -- exit codes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcomes", "code"),
    [
        ({"quarter": GOOD, "fourth": GOOD, "bonus": GOOD}, 0),
        ({"quarter": GOOD, "fourth": GOOD, "bonus": OPEN}, 0),
        ({"quarter": GOOD, "fourth": BAD}, 1),
        ({"quarter": GOOD, "fourth": OPEN}, 1),
        ({"quarter": GOOD, "fourth": FAULT}, 1),
    ],
    ids=["all", "all but extra", "failed", "not attempted", "grader error"],
)
def test_the_exit_code_says_whether_all_passed(judged, written, outcomes, code):
    judged(**outcomes)
    assert cli.main(["check", str(written())]) == code


def test_an_extra_exercise_counts_where_it_is_asked_for(judged, written):
    judged(bonus=OPEN)
    assert cli.main(["check", str(written()), "bonus"]) == 1


# -- forms ----------------------------------------------------------------------------------------


def test_json_is_the_report_and_nothing_else(judged, written, capsys):
    found = judged(quarter=GOOD, fourth=BAD)
    cli.main(["check", str(written()), "--json"])
    printed = capsys.readouterr().out
    assert printed.isascii()
    assert report.from_json(printed) == found
    assert json.loads(printed)["exercises"][1]["parts"][0]["outcome"]["status"] == "failed"


def test_junit_tells_failures_from_skips_and_from_the_graders_errors(judged):
    root = ElementTree.fromstring(junit.to_xml(judged(quarter=BAD, fourth=OPEN, bonus=FAULT)))
    kinds = {case.get("classname"): case[0] for case in root.iter("testcase")}
    assert kinds["a0_toy.quarter"].tag == "failure"
    assert kinds["a0_toy.quarter"].text == "it is not <2> \\x1b[31m.\nNext: Divide by four."
    assert kinds["a0_toy.fourth"].tag == "skipped"
    assert kinds["a0_toy.bonus"].tag == "error"


class Terminal:
    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("settings", "expected"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False)],
)
def test_colours_are_for_terminals_that_want_them(monkeypatch, settings, expected):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert terminal.coloured(Terminal()) is expected
    assert terminal.coloured(sys.stdout) is False


# -- what it refuses ------------------------------------------------------------------------------


def refusal(capsys, *words):
    assert cli.main(list(words)) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.count("\n") == 1
    assert shown.err.startswith("chainrule check: ")
    return shown.err


def test_help_says_of_each_command_what_it_does(capsys):
    with pytest.raises(SystemExit) as end:
        cli.main(["--help"])
    assert end.value.code == 0
    listed = capsys.readouterr().out
    names = [info.name.replace("_", "-") for info in pkgutil.iter_modules(commands.__path__)]
    for name in names:
        assert re.search(rf"^  {name} +[A-Z].+[.:]$", listed, re.M), name


def test_a_file_that_is_not_there_is_named(capsys, tmp_path):
    missing = str(tmp_path / "none.ipynb")
    assert f"there is no file {missing}" in refusal(capsys, "check", missing)


def test_what_is_no_notebook_is_named(capsys, tmp_path):
    path = tmp_path / "mine.ipynb"
    path.write_text("hello", encoding="utf-8")
    assert "mine.ipynb: not JSON" in refusal(capsys, "check", str(path))
    assert "expected a notebook" in refusal(capsys, "check", str(tmp_path))


def test_a_notebook_of_another_course_is_named(capsys, written):
    said = refusal(capsys, "check", str(written("print(1)")))
    assert "mine.ipynb has no cell of this course's assignments: a0_toy" in said


def test_an_unknown_exercise_is_named_with_those_there_are(capsys, written):
    said = refusal(capsys, "check", str(written(*CELLS)), "quartre")
    assert "mine.ipynb has no exercise 'quartre'; it has quarter, fourth, bonus" in said


def test_a_report_that_cannot_be_written_is_named(capsys, judged, written, tmp_path):
    judged(quarter=GOOD)
    target = tmp_path / "no" / "report.xml"
    said = refusal(capsys, "check", str(written()), "--junit", str(target))
    assert f"cannot write {target}" in said


def test_a_sandbox_that_does_not_start_is_no_failure_of_the_students(capsys, monkeypatch, written):
    def judge_notebook(path, only):
        raise SandboxError("no process could be started", mend="Free some memory.")

    monkeypatch.setattr(run, "judge_notebook", judge_notebook)
    said = refusal(capsys, "check", str(written()))
    assert said.endswith("no process could be started. Free some memory.\n")


@pytest.mark.parametrize("words", [[], ["chekc"], ["check"], ["check", "a.ipynb", "--jsno"]])
def test_bad_use_is_told_with_the_usage(capsys, words):
    with pytest.raises(SystemExit) as left:
        cli.main(words)
    assert left.value.code == 2
    assert "usage: chainrule" in capsys.readouterr().err


def test_only_what_is_missing_is_asked_for(capsys):
    with pytest.raises(SystemExit):
        cli.main(["check"])
    assert capsys.readouterr().err.endswith("the following arguments are required: NOTEBOOK\n")


def test_the_version_is_the_distributions(capsys):
    with pytest.raises(SystemExit) as left:
        cli.main(["--version"])
    assert left.value.code == 0
    assert capsys.readouterr().out == f"chainrule {version('chainrule')}\n"


def test_an_interrupt_ends_it_as_shells_expect(monkeypatch, written):
    def judge_notebook(path, only):
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "judge_notebook", judge_notebook)
    assert cli.main(["check", str(written())]) == 130

"""`pytest assignments/`: what is collected, what is told, and that other projects see nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from autograder import course
from autograder.exercise import Check, Exercise, Part
from autograder.outcome import Failed, Outcome, Status
from autograder.report import ExerciseReport, NotebookReport, PartReport
from autograder.sandbox import SandboxError
from autograder.selfcheck import pytest_plugin, run

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parents[1]

#: The course itself; tests in this process see a toy instead.
DECLARED = course.exercises


def thirds(f, rng):
    """A third of nine."""
    if f(9.0) != 3.0:
        raise Failed("it is not 3", step="Divide by three.")


def of_nothing(f, rng):
    """A third of nothing."""
    if f(0.0) != 0.0:
        raise Failed("it is not 0")


def toy(name, parts, checks):
    named = tuple(Part(part, points) for part, points in parts.items())
    return Exercise(name, "a0_toy", "toy", f"The {name}", named, checks)


EXERCISES = {
    "third": toy(
        "third",
        {"value": 2, "of nothing": 1},
        (Check("value", thirds), Check("of nothing", of_nothing)),
    ),
    "later": toy("later", {"value": 1}, (Check("value", thirds),)),
}


@pytest.fixture(autouse=True)
def toy_course(monkeypatch):
    monkeypatch.setattr(course, "exercises", lambda: EXERCISES)


def notebook(*cells):
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    for cell in made.cells:
        if cell.source.startswith("check("):
            cell.metadata.nbgrader = {"grade_id": cell.source[len("check(") : -1]}
    return nbformat.writes(made)


IMPORT = "from autograder import check"
STUB = "def later(x):\n    raise NotImplementedError()"
WRONG = notebook(
    IMPORT,
    "def third(x):\n    return x / 2",
    "check(third)",
    "raise RuntimeError('in between')",
    STUB,
    "check(later)",
)


@pytest.fixture
def project(pytester, monkeypatch):
    """Write files into a fresh project and run pytest on it, in this process.

    Ours is the only plugin there: loading the others again each time takes a second.
    """
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")

    class Project:
        def write(self, path, text):
            target = pytester.path / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
            return target

        def run(self, *args):
            words = ("-W", "error", "-p", "no:cacheprovider", *args)
            return pytester.runpytest_inprocess(*words, plugins=[pytest_plugin])

    return Project()


@pytest.fixture
def judged(monkeypatch):
    """Reports to answer with instead of running notebooks; and the paths that were asked for."""
    asked = []

    def answer(outcome):
        def judge_notebook(path):
            asked.append(path)
            if isinstance(outcome, Exception):
                raise outcome
            reports = tuple(
                ExerciseReport(
                    e.name,
                    e.title,
                    tuple(PartReport(p.name, p.points, outcome, outcome.status) for p in e.parts),
                )
                for e in EXERCISES.values()
            )
            return NotebookReport("", "a0_toy", "toy", reports)

        monkeypatch.setattr(run, "judge_notebook", judge_notebook)
        return asked

    return answer


def test_each_part_is_a_test_that_passes_fails_or_is_skipped(project):
    project.write("assignments/a0_toy/toy.ipynb", WRONG)
    result = project.run("-v", "-rs", "assignments")
    result.assert_outcomes(passed=1, failed=1, skipped=1)
    result.stdout.fnmatch_lines(
        [
            "assignments/a0_toy/toy.ipynb::third::value FAILED*",
            "assignments/a0_toy/toy.ipynb::third::of nothing PASSED*",
            "assignments/a0_toy/toy.ipynb::later::value SKIPPED*",
            "*third: value*",
            "A third of nine. But it is not 3.",
            "For a hint: chainrule check toy.ipynb --hint",
            "SKIPPED*toy.ipynb*later is not written yet.",
        ]
    )
    assert "Traceback" not in result.stdout.str()
    assert "pytest_plugin.py" not in result.stdout.str()


def test_a_notebook_runs_once_and_only_when_it_is_tested(project, judged):
    asked = judged(Outcome(Status.PASSED))
    path = project.write("assignments/toy.ipynb", WRONG)
    project.run("--collect-only", "assignments").assert_outcomes()
    assert asked == []
    project.run("assignments").assert_outcomes(passed=3)
    assert asked == [path]


def test_a_part_can_be_asked_for_by_its_id(project, judged):
    judged(Outcome(Status.PASSED))
    project.write("assignments/toy.ipynb", WRONG)
    project.run("assignments/toy.ipynb::third").assert_outcomes(passed=2)
    project.run("assignments/toy.ipynb::third::value").assert_outcomes(passed=1)
    project.run("assignments", "-k", "third and nothing").assert_outcomes(
        passed=1, deselected=1 + 1
    )


@pytest.mark.parametrize("status", [s for s in Status if s not in ("passed", "not attempted")])
def test_whatever_else_comes_of_a_part_is_a_failure_that_says_why(project, judged, status):
    judged(Outcome(status, "it did something odd", "Look at it."))
    project.write("assignments/toy.ipynb", WRONG)
    result = project.run("assignments")
    result.assert_outcomes(failed=3)
    # What to do about a crash is told at once, what to do about a wrong answer when asked for.
    hint = status is Status.FAILED
    then = "For a hint: chainrule check toy.ipynb --hint" if hint else "Next: Look at it."
    result.stdout.fnmatch_lines(["it did something odd.", then])


def test_a_sandbox_that_does_not_start_fails_each_part_in_one_line(project, judged):
    asked = judged(SandboxError("no process could be started"))
    project.write("assignments/toy.ipynb", WRONG)
    result = project.run("assignments")
    result.assert_outcomes(failed=3)
    result.stdout.fnmatch_lines(["toy.ipynb could not be run: no process could be started"])
    assert len(asked) == 1


@pytest.mark.parametrize(
    "broken", [WRONG[:-20], '"from autograder import check"'], ids=["cut", "text"]
)
def test_a_notebook_that_is_none_is_one_error_in_one_line(project, broken):
    project.write("assignments/toy.ipynb", broken)
    result = project.run("assignments")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*ERROR collecting assignments/toy.ipynb*", "toy.ipynb: *"])
    assert "Traceback" not in result.stdout.str()
    assert "notebook.py" not in result.stdout.str()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("toy.ipynb", WRONG, id="at the top"),
        pytest.param("notes/toy.ipynb", WRONG, id="elsewhere"),
        pytest.param("assignments/a/b/toy.ipynb", WRONG, id="too deep"),
        pytest.param("assignments/a0_toy/.ipynb_checkpoints/toy.ipynb", WRONG, id="a checkpoint"),
        pytest.param("assignments/toy.py", "from autograder import check", id="a program"),
        pytest.param("assignments/other.ipynb", notebook("import pandas"), id="without a check"),
        pytest.param("assignments/other.ipynb", "not a notebook", id="no notebook"),
        pytest.param(
            "assignments/other.ipynb",
            notebook("from autograder import check_gradient"),
            id="another import",
        ),
    ],
)
def test_other_files_are_left_alone(project, path, text):
    project.write(path, text)
    project.run(".").assert_outcomes()


def test_a_folder_of_that_name_is_no_trouble(project):
    project.write("assignments/folder.ipynb/test_inside.py", "def test_it(): pass")
    project.run(".").assert_outcomes(passed=1)


@pytest.mark.slow
def test_as_installed_it_skips_what_nobody_has_written_on_several_workers(tmp_path):
    pytest.importorskip("xdist")
    declared = [e for e in DECLARED().values() if e.assignment == "a1_svm_loss"]
    stub = "def {}(*args):\n    raise NotImplementedError()"
    stubs = [stub.format(name) for e in declared for name in e.functions]
    path = tmp_path / "assignments" / "a1_svm_loss" / "svm_loss.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(notebook(IMPORT, "\n".join(stubs), declared[0].call), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "2", "-q", "-p", "no:cacheprovider", "assignments"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    parts = sum(len(e.parts) for e in declared)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{parts} skipped" in done.stdout


def test_the_projects_own_tests_never_collect_assignments():
    import tomllib

    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "assignments" not in settings["tool"]["pytest"]["ini_options"]["testpaths"]


def test_notebooks_of_a_large_project_cost_one_reading_each(project, monkeypatch):
    project.write("assignments/big.ipynb", json.dumps({"cells": [], "text": "x" * 100_000}))
    monkeypatch.setattr(course, "exercises", lambda: pytest.fail("the course was loaded"))
    project.run(".").assert_outcomes()

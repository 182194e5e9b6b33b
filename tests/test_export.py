"""Exports are what the other systems read, and no grader's fault becomes a zero in any of them."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from nbgrader.api import Gradebook

from autograder.commands import CommandError
from autograder.commands import export as command
from autograder.export import canvas, gradescope, gradescope_run, moodle
from autograder.nbgrader import settings
from autograder.nbgrader.standing import Standing
from autograder.outcome import Outcome, Status
from autograder.report import ExerciseReport, NotebookReport, PartReport

from .attacks.xss import STUDENTS, TEXTS
from .toy_course import RIGHT, Toy

# Warnings of nbgrader's and nbconvert's own making are theirs to mend.
pytestmark = pytest.mark.filterwarnings("ignore")

ROOT = Path(__file__).parents[1]


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


# -- Canvas ---------------------------------------------------------------------------------------

HEAD = "Student,ID,SIS User ID,SIS Login ID,Section,a0 (71),Essay (72),Final Score (read only)"
CANVAS = f"""\ufeff{HEAD}
,,,,,Manual Posting,,
    Points Possible,,,,,6.00,10.00,(read only)
"Lovelace, Ada",101,u-ada,ada,"Mon, 10",,8,80
"Noether, Emmy",102,u-emmy,EMMY@example.org,"Mon, 10",3.00,9,90
"Curie, Marie",103,u-marie,marie,"Mon, 10",2.00,7,70
"Student, Test",199,,,"Mon, 10",,,
"""
SCORES = {"ada": 4.5, "emmy@example.org": 6.0, "marie": None, "zoe": 1.0}


def test_canvas_gets_its_own_ids_back_with_our_scores():
    found = canvas.merge(CANVAS, SCORES, "a0", 6.0)
    table = rows(found.text)
    assert list(table[0]) == [
        "Student", "ID", "SIS User ID", "SIS Login ID", "Section", "a0 (71)",
    ]  # fmt: skip
    assert table[0]["a0 (71)"] == "Manual Posting"
    assert (table[1]["Student"].strip(), table[1]["a0 (71)"]) == ("Points Possible", "6.00")
    assert {row["ID"]: row["a0 (71)"] for row in table[2:]} == {
        "101": "4.5",
        "102": "6",
        "103": "2.00",  # nobody has given a score: what Canvas has stays
        "199": "",
    }
    assert table[2]["Student"] == "Lovelace, Ada"
    # Canvas's own student is nobody.
    assert (found.unknown, found.absent, found.open) == ((), ("zoe",), ("marie",))


def test_canvas_reads_back_what_was_written():
    once = canvas.merge(CANVAS, SCORES, "a0", 6.0)
    assert canvas.merge(once.text, SCORES, "a0", 6.0) == once


def test_canvas_may_have_other_points_only_if_asked():
    with pytest.raises(canvas.Mismatch, match="Canvas has 6 points for it, the gradebook 3"):
        canvas.merge(CANVAS, SCORES, "a0", 3.0)
    found = canvas.merge(CANVAS, {"ada": 1.0}, "a0", 3.0, scale=True)
    assert rows(found.text)[2]["a0 (71)"] == "2"


@pytest.mark.parametrize("column", ["72", "Essay (72)"])
def test_canvas_columns_have_other_names_and_are_chosen(column):
    found = canvas.merge(CANVAS, SCORES, "a0", 10.0, column=column)
    assert found.column == "Essay (72)"
    assert rows(found.text)[2]["Essay (72)"] == "4.5"


@pytest.mark.parametrize(
    ("export", "assignment", "why"),
    [
        ("a,b\n1,2\n", "a0", "no column ID"),
        (CANVAS, "a9", "a0 \\(71\\), Essay \\(72\\)"),
        (CANVAS.replace("Points Possible", "Points"), "a0", "Points Possible"),
        (CANVAS.replace("u-emmy,EMMY@example.org", "u-emmy,ada"), "a0", "two rows are ada's"),
        ("", "a0", "no column ID"),
    ],
)
def test_what_canvas_did_not_export_is_refused(export, assignment, why):
    with pytest.raises(canvas.Mismatch, match=why):
        canvas.merge(export, SCORES, assignment, 6.0)


def test_students_whose_names_differ_in_case_alone_are_not_mixed_up():
    export = CANVAS.replace("u-ada,ada", "u-ada,Ada").replace("u-marie,marie", "u-marie,ada")
    found = canvas.merge(export, {"Ada": 1.0, "ada": 2.0}, "a0", 6.0)
    assert {row["ID"]: row["a0 (71)"] for row in rows(found.text)[2:]} == {
        "101": "1", "102": "3.00", "103": "2", "199": "",
    }  # fmt: skip


# -- Moodle ---------------------------------------------------------------------------------------


def standing(student: str, score: float | None, **more: str) -> Standing:
    who = (more.get("last"), more.get("first"), more.get("email"))
    return Standing(student, *who, 6.0, score, 0.0, score, "graded")


def test_moodle_gets_who_has_a_score():
    text = moodle.to_csv(
        [
            standing("ada", 4.5, last="Lovelace", first="Ada", email="ada@example.org"),
            standing("bob", None),
            standing("cyd", 0.0),
        ],
        "Assignment: a0 (Real)",
    )
    assert rows(text) == [
        {
            "First name": "Ada",
            "Last name": "Lovelace",
            "ID number": "ada",
            "Email address": "ada@example.org",
            "Assignment: a0 (Real)": "4.5",
        },
        {
            "First name": "",
            "Last name": "",
            "ID number": "cyd",
            "Email address": "",
            "Assignment: a0 (Real)": "0.0",
        },
    ]


@pytest.mark.parametrize("name", [*STUDENTS, *(text for text in TEXTS if text[0] in "=+-@")])
def test_no_cell_is_a_formula(name):
    quoted = name.replace('"', '""')
    for text in (
        moodle.to_csv([standing(name, 1.0, last=name, first=name, email=name)], name),
        canvas.merge(CANVAS.replace("Lovelace, Ada", quoted), SCORES, "a0", 6.0).text,
    ):
        cells = [value for row in csv.reader(io.StringIO(text)) for value in row]
        assert not any(value.startswith(("=", "+", "-", "@")) for value in cells)


# -- Gradescope -----------------------------------------------------------------------------------


def report(*statuses: Status, **more: object) -> NotebookReport:
    parts = tuple(
        PartReport(f"p{n}", 2.0, Outcome(status, f"fact {n}", mistake=""), status)
        for n, status in enumerate(statuses)
    )
    return NotebookReport("ada", "a0", "toy", (ExerciseReport("loss", "Loss", parts),), **more)


def assert_is_gradescopes(text: str) -> dict[str, object]:
    """The rules of Gradescope's page on `results.json`, field by field."""
    found = json.loads(text)
    top = {"score", "output", "output_format", "visibility", "stdout_visibility", "tests"}
    assert set(found) <= top | {"execution_time", "extra_data", "leaderboard"}
    assert isinstance(found["score"], float | int)
    assert found["score"] == sum(test["score"] for test in found["tests"])
    assert {found["visibility"], found["stdout_visibility"]} <= {*gradescope.VISIBILITIES}
    fields = {"score", "max_score", "status", "name", "number", "output", "output_format"}
    for test in found["tests"]:
        assert set(test) <= fields | {"tags", "visibility", "extra_data", "name_format"}
        assert 0 <= test["score"] <= test["max_score"]
        assert test["status"] in ("passed", "failed")
        assert test["output_format"] in ("text", "html", "simple_format", "md", "ansi")
        assert test["visibility"] in gradescope.VISIBILITIES
    return found


def test_gradescope_shows_a_test_for_each_part():
    found = assert_is_gradescopes(
        gradescope.to_json([report(Status.PASSED, Status.FAILED, notes=("repaired",))])
    )
    assert [(t["name"], t["number"], t["score"], t["status"]) for t in found["tests"]] == [
        ("loss: p0", "1.1", 2.0, "passed"),
        ("loss: p1", "1.2", 0.0, "failed"),
    ]
    assert "Fact 1" in found["tests"][1]["output"].replace("fact", "Fact")
    assert (found["output"], found["stdout_visibility"]) == ("repaired", "hidden")


@pytest.mark.parametrize(
    "unsettled",
    [
        report(Status.PASSED, Status.GRADER_ERROR),
        report(Status.NOT_GRADABLE, fault="not JSON", status=Status.NOT_GRADABLE),
    ],
)
def test_gradescope_gets_nothing_where_a_person_must_look(unsettled):
    with pytest.raises(gradescope.Unsettled, match=r"toy: (not JSON|no verdict on loss)"):
        gradescope.to_json([report(Status.PASSED), unsettled])


@pytest.fixture
def container(toy: Toy, tmp_path, monkeypatch) -> Path:
    """Gradescope's folder, with the toy course in the place of ours."""
    root = tmp_path / "autograder"
    home = root / "source" / "course"
    shutil.copytree(toy.root / "assignments", home / "assignments")
    (root / "source" / "seed").write_text("a test's\n")
    chosen = {
        "assignment": "a0",
        "visibility": "after_due_date",
        "allow_unsafe": True,
        "limits": {},
    }
    (root / "source" / "settings.json").write_text(json.dumps(chosen))
    (root / "submission").mkdir()
    return root


def hand_in(toy: Toy, container: Path, answers: dict[str, str], tamper=None) -> None:
    path = toy.submit("ada", answers, tamper)
    shutil.copy(path, container / "submission" / "toy.ipynb")


def test_gradescope_gets_the_grade_that_nbgrader_gives(toy, container, capsys):
    hand_in(toy, container, {"double": RIGHT["double"]}, lambda notebook: notebook.cells.pop(-1))
    assert gradescope_run.main([str(container)]) == 0
    text = (container / "results" / "results.json").read_text(encoding="utf-8")
    found = assert_is_gradescopes(text)
    toy.grade()
    mine = toy.report("ada")
    assert found["score"] == mine.earned == 3.0
    assert [t["score"] for t in found["tests"]] == [
        part.earned for exercise in mine.exercises for part in exercise.parts
    ]
    assert found["output"] == "\n".join(mine.notes)
    assert found["tests"][0]["visibility"] == "after_due_date"
    assert "sandbox tier" in capsys.readouterr().out


@pytest.mark.parametrize("content", ["<html>Your session has expired</html>", "{}", ""])
def test_gradescope_gets_no_zero_for_a_broken_notebook(container, capsys, content):
    results = container / "results" / "results.json"
    results.parent.mkdir()
    results.write_text('{"score": 6}')  # of an earlier run, or a student's
    (container / "submission" / "toy.ipynb").write_text(content)
    assert gradescope_run.main([str(container)]) == 1
    assert not results.exists()
    assert "Nothing was graded: toy" in capsys.readouterr().out


def test_gradescope_says_what_is_missing(container):
    assert gradescope_run.main([str(container)]) == 0
    found = assert_is_gradescopes((container / "results" / "results.json").read_text())
    assert found["score"] == 0
    assert "toy" in found["output"]


def test_gradescope_grades_nothing_below_the_tier_that_was_asked_for(
    toy, container, monkeypatch, capsys
):
    from autograder.grading import grade
    from autograder.sandbox import Tier, TierReport

    low = TierReport(Tier.PROCESS, "no user namespaces", "use another machine")
    path = container / "source" / "settings.json"
    chosen = json.loads(path.read_text()) | {"allow_unsafe": False}
    path.write_text(json.dumps(chosen))
    monkeypatch.setattr(grade.Zygote, "report", low)
    hand_in(toy, container, RIGHT)
    assert gradescope_run.main([str(container)]) == 1
    assert not (container / "results" / "results.json").exists()
    assert "no user namespaces" in capsys.readouterr().out


# -- the command ----------------------------------------------------------------------------------


@pytest.fixture
def course(toy: Toy, monkeypatch):
    """A class of three, of whom one has no score."""
    for student, answers in (("ada", RIGHT), ("bob", {"double": RIGHT["double"]}), ("cyd", RIGHT)):
        toy.submit(student, answers)
    (toy.folder("cyd") / "toy.ipynb").write_text("<html></html>")
    toy.grade()
    (toy.root / "nbgrader_config.py").write_text("c = get_config()\n")
    monkeypatch.chdir(toy.root)
    monkeypatch.setattr(sys, "path", [*sys.path])  # which nbgrader adds the folder to
    yield toy
    settings.Settings.clear_instance()


def test_scores_by_hand_and_nobodys_zero_reach_canvas(course, capsys):
    with Gradebook(course.url) as gradebook:
        given = gradebook.find_grade("triple", "toy", "a0", "bob")
        given.manual_score, given.needs_manual_grade = 1.5, False
        gradebook.db.commit()
    export = CANVAS.replace("u-emmy,EMMY@example.org", "u-bob,bob").replace("marie", "cyd")
    (course.root / "canvas.csv").write_text(export, encoding="utf-8")
    assert command.main(["canvas", "a0", "--gradebook=canvas.csv"]) == 1
    table = rows((course.root / "exports" / "a0_canvas.csv").read_text(encoding="utf-8"))
    assert [row["a0 (71)"] for row in table[2:]] == ["6", "4.5", "2.00", ""]
    said = capsys.readouterr().err
    assert "not in the gradebook" not in said
    assert "without a score, left as in Canvas: cyd" in said


def test_names_with_commas_can_be_told_apart(course, capsys):
    (course.root / "canvas.csv").write_text(CANVAS, encoding="utf-8")
    assert command.main(["canvas", "a0", "--gradebook=canvas.csv"]) == 1
    shown = capsys.readouterr()
    assert "in Canvas and not in the gradebook: Noether, Emmy; Curie, Marie\n" in shown.err
    assert "1 scores in the column a0 (71)" in shown.out


def test_a_gradebook_that_cannot_be_opened_is_named(course):
    with pytest.raises(CommandError, match="'nonsense' is no database; expected sqlite:///FILE"):
        command.main(["moodle", "a0", "--db=nonsense"])
    settings.Settings.clear_instance()
    with pytest.raises(CommandError, match=r"there is no gradebook sqlite:///none[.]db"):
        command.main(["moodle", "a0", "--db=sqlite:///none.db"])


def test_junit_says_why_a_notebook_has_no_score(course):
    assert command.main(["junit", "a0"]) == 0
    text = (course.root / "exports" / "a0_junit" / "cyd.toy.xml").read_text(encoding="utf-8")
    assert 'message="not gradable"' not in text
    assert "JSON" in text


def test_the_other_formats_leave_out_who_has_no_score(course, capsys):
    folder = course.root / "exports"
    assert command.main(["moodle", "a0"]) == 1
    table = rows((folder / "a0_moodle.csv").read_text(encoding="utf-8"))
    assert [(row["ID number"], row["a0"]) for row in table] == [("ada", "6.0"), ("bob", "3.0")]
    assert command.main(["gradescope", "a0", "--visibility=hidden"]) == 1
    assert sorted(path.name for path in (folder / "a0_gradescope").iterdir()) == [
        "ada.json",
        "bob.json",
    ]
    assert_is_gradescopes((folder / "a0_gradescope" / "bob.json").read_text(encoding="utf-8"))
    assert "left out: cyd (toy" in capsys.readouterr().err


def test_junit_has_a_case_for_each_part_and_an_error_for_what_was_not_judged(course):
    assert command.main(["junit", "a0"]) == 0
    counts = {}
    for student in ("ada", "bob", "cyd"):
        place = course.root / "exports" / "a0_junit" / f"{student}.toy.xml"
        (suite,) = ElementTree.parse(place).getroot()
        counts[student] = [suite.get(name) for name in ("tests", "failures", "errors", "skipped")]
        kinds = [child.tag for case in suite for child in case]
        assert len(suite) == int(suite.get("tests"))
        assert counts[student][1:] == [str(kinds.count(k)) for k in ("failure", "error", "skipped")]
    assert counts == {
        "ada": ["3", "0", "0", "0"],
        "bob": ["3", "0", "0", "1"],
        "cyd": ["3", "0", "3", "0"],
    }


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["canvas", "a0"], "--gradebook"),
        (["canvas", "a0", "--gradebook=none.csv"], "cannot read none.csv"),
        (["moodle", "a9"], "no assignment 'a9'"),
        (["junit", "a9"], "no results of 'a9'"),
        (["gradescope-zip", "a0"], "expected a git repository"),
    ],
)
def test_what_cannot_be_exported_is_said_in_a_line(course, words, why):
    with pytest.raises(CommandError, match=why):
        command.main(words)


# -- GitHub Classroom -----------------------------------------------------------------------------

WORKFLOW = ROOT / "docs" / "github_classroom" / "classroom.yml"


def test_the_workflow_runs_the_visible_checks_as_it_stands(tmp_path):
    """Its `run:` lines, in a repository of a student's; the installation alone is stood in for."""
    yaml = pytest.importorskip("yaml")
    workflow = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
    assert set(workflow[True]) == {"push", "workflow_dispatch"}  # YAML's word for `on`
    assert workflow["permissions"] == {"contents": "read"}
    (job,) = workflow["jobs"].values()
    install, check = (step["run"] for step in job["steps"] if "run" in step)
    assert install == "python -m pip install --constraint constraints.txt --editable ."
    assignment = workflow["env"]["ASSIGNMENT"]
    folder = tmp_path / "assignments" / assignment
    shutil.copytree(ROOT / "assignments" / assignment, folder)
    tools = tmp_path / "bin"
    tools.mkdir()
    chainrule = tools / "chainrule"
    chainrule.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m autograder.cli "$@"\n')
    chainrule.chmod(chainrule.stat().st_mode | stat.S_IXUSR)
    summary = tmp_path / "summary.md"
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", check],  # as GitHub's runners do
        cwd=tmp_path,
        env=os.environ
        | workflow["env"]
        | {
            "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
            "GITHUB_STEP_SUMMARY": str(summary),
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "datasets")]),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr  # nothing is written yet
    assert "not attempted" in done.stdout
    assert summary.read_text(encoding="utf-8").startswith("### svm_loss\n```text\n")
    tree = ElementTree.parse(tmp_path / "reports" / "svm_loss.xml")
    assert int(tree.getroot()[0].get("skipped")) > 0

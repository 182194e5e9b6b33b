"""nbgrader's own converters with our settings, on a toy course: from source to feedback.

The commands themselves, on a real assignment, are tested in `solutions/tests/test_pipeline.py`.
"""

from __future__ import annotations

import html
import itertools
import json
import os
import re
import shutil
import sqlite3
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest
from nbformat import v4
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde, NbGraderException
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from autograder import course
from autograder.display import message
from autograder.grading import grade
from autograder.nbgrader import configure, intake, save, seal
from autograder.outcome import Outcome, Status
from autograder.report import ExerciseReport, PartReport
from autograder.sandbox import Tier, TierReport

from .toy_course import FULL, RIGHT, Shared, Toy

# Warnings of nbgrader's and nbconvert's own making are theirs to mend.
pytestmark = pytest.mark.filterwarnings("ignore")

SECRET = "hidden-number"


def cell_of(notebook: nbformat.NotebookNode, grade_id: str) -> nbformat.NotebookNode:
    return next(
        c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == grade_id
    )


# -- what is graded -------------------------------------------------------------------------------


def test_scores_come_from_the_judge_and_pages_from_its_reports(toy):
    toy.submit("ada")
    toy.submit("bob", RIGHT | {"double": "def double(x):\n    return 3 * x"})
    toy.submit("cyd", {})
    toy.autograde()
    assert toy.grades("ada") == {"double": (3.0, False), "triple": (3.0, False)}
    assert toy.scores("bob") == {"double": 1.0, "triple": 3.0}
    assert toy.scores("cyd") == {"double": 0.0, "triple": 0.0}
    page = toy.feedback("bob")
    assert "Twice as much" in page
    assert "1 of 3" in page
    assert "return 3 * x" in re.sub(r"<[^>]*>", "", page)
    rows = toy.exported()
    assert {name: (row["score"], row["status"]) for name, row in rows.items()} == {
        "ada": ("6.0", "graded"),
        "bob": ("4.0", "graded"),
        "cyd": ("0.0", "graded"),
    }


def test_a_cell_that_prints_or_raises_or_warns_changes_no_score(toy):
    noisy = (
        "import sys, warnings\nprint('6.0')\nprint('oh', file=sys.stderr)\n"
        "warnings.warn('careful')\n" + RIGHT["double"] + "\n1 / 0"
    )
    toy.submit("ada", RIGHT | {"double": noisy})
    toy.autograde()
    assert toy.scores("ada") == FULL
    page = toy.feedback("ada")
    assert "ZeroDivisionError" in page
    assert "careful" in page


def test_no_sort_of_metadata_wins_points(toy):
    def tamper(notebook):
        notebook.metadata["chainrule"] = {"fault": "x", "status": "not attempted", "graded": "y"}
        notebook.metadata["nbgrader"] = {"points": 100}
        for cell in notebook.cells:
            cell.metadata["tags"] = ["skip-execution", "raises-exception"]
            if "nbgrader" in cell.metadata:
                cell.metadata["nbgrader"] |= {"points": 100, "solution": True, "checksum": "1"}
        cell_of(notebook, "double").metadata["nbgrader"] |= {"grade": False, "locked": False}

    toy.submit("eve", {"double": "def double(x):\n    return 1"}, tamper)
    toy.autograde()
    assert toy.grades("eve") == {"double": (0.0, False), "triple": (0.0, False)}
    assert toy.report("eve").notes == (
        "The tags of 6 cells were removed: grading runs every cell.",
    )


def test_check_cells_come_from_the_instructors_copy(toy):
    def tamper(notebook):
        cell_of(notebook, "double").source = "print(3.0)\n3.0"
        cell_of(notebook, "double").cell_type = "markdown"
        notebook.cells.remove(cell_of(notebook, "triple"))

    toy.submit("eve", tamper=tamper)
    toy.autograde()
    assert toy.scores("eve") == FULL
    assert toy.report("eve").notes == (
        "The check cell of double was changed. Grading took what was handed out.",
        "The check cell of triple was missing. It was put back.",
    )
    assert "The check cell of triple was missing" in toy.feedback("eve")


def test_no_other_file_is_taken_over_nor_has_an_effect(toy, tmp_path):
    folder = toy.submit("eve", {"double": "def double(x):\n    return 1"}).parent
    (tmp_path / "answers.txt").write_text(SECRET, encoding="utf-8")
    for name in ("ipykernel_launcher.py", "numpy.py", "nbgrader_config.py", "sitecustomize.py"):
        (folder / name).write_text(f"open({str(tmp_path / 'ran')!r}, 'w')", encoding="utf-8")
    (folder / "page.html").write_text("<script>alert(1)</script>", encoding="utf-8")
    (folder / "link.txt").symlink_to(tmp_path / "answers.txt")
    (folder / "deep").mkdir()
    (folder / "deep" / "more.txt").write_text("x", encoding="utf-8")
    (folder / "other.ipynb").write_text("{}", encoding="utf-8")
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "pipe")
    toy.autograde()
    toy.feedback("eve")
    assert toy.scores("eve") == {"double": 0.0, "triple": 0.0}
    assert [p.name for p in (toy.root / "autograded" / "eve" / "a0").iterdir()] == ["toy.ipynb"]
    assert [p.name for p in (toy.root / "feedback" / "eve" / "a0").iterdir()] == ["toy.html"]
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("student", ["Zoë O'Hara", "a [b]", 'quo"te', "x.times", "名前", "a b;c"])
def test_any_name_that_a_folder_can_have_is_graded(toy, student):
    toy.submit(student)
    toy.submit("ada")  # nbgrader alone reads [b] as a pattern, and finds nobody at all
    toy.autograde()
    assert toy.scores(student) == FULL
    assert student in html.unescape(toy.feedback(student))


# -- what cannot be graded ------------------------------------------------------------------------


def not_json(path: Path) -> None:
    path.write_text("<html>Please log in</html>", encoding="utf-8")


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-40])


def huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(10**12)


def nested(path: Path) -> None:
    path.write_text("[" * 100_000, encoding="utf-8")


def many_cells(path: Path) -> None:
    cells = [{"cell_type": "code", "source": "", "metadata": {}}] * 100_000
    path.write_text(json.dumps({"nbformat": 4, "cells": cells}), encoding="utf-8")


def pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def link(path: Path) -> None:
    path.rename(path.with_name("toy.bak"))
    path.symlink_to("toy.bak")


def other_format(path: Path) -> None:
    path.write_text('{"nbformat": 99, "cells": []}', encoding="utf-8")


def renamed(path: Path) -> None:
    path.rename(path.with_name("toy (1).ipynb"))


def shouted(path: Path) -> None:
    path.rename(path.with_name("TOY.IPYNB"))


def packed(path: Path) -> None:
    path.rename(path.with_name("homework.ZIP"))


def buried(path: Path) -> None:
    (path.parent / "toy").mkdir()
    path.rename(path.parent / "toy" / "toy.ipynb")


def as_text(path: Path) -> None:
    path.rename(path.with_name("toy.ipynb.txt"))


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (not_json, "not JSON"),
        (cut_off, "not JSON"),
        (huge, "larger than 16 MB"),
        (nested, "JSON that cannot be read"),
        (many_cells, "100000 cells"),
        (pipe, "not a file"),
        (link, "a link"),
        (other_format, "format 99"),
        (renamed, "rename it to toy.ipynb"),
        (shouted, "TOY.IPYNB is"),
        (packed, "homework.ZIP is"),
        (buried, "toy/toy.ipynb is"),
        (as_text, "toy.ipynb.txt is"),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_what_cannot_be_read_has_no_grade_and_a_reason_and_the_class_goes_on(toy, damage, reason):
    damage(toy.submit("bob"))
    toy.submit("cyd")
    toy.autograde()
    assert toy.grades("bob") == {"double": (None, True), "triple": (None, True)}
    assert toy.report("bob").status is Status.NOT_GRADABLE
    assert reason in toy.report("bob").fault
    assert toy.scores("cyd") == FULL
    assert reason in toy.feedback("bob")
    row = toy.exported()["bob"]
    assert (row["raw_score"], row["score"], row["status"]) == ("", "", "not gradable")


def test_a_submission_without_its_notebook_is_zero_by_name(toy):
    toy.folder("bob").mkdir(parents=True)
    (toy.folder("bob") / "notes.txt").write_text("sorry", encoding="utf-8")
    toy.submit("cyd")
    toy.autograde()
    assert toy.grades("bob") == {"double": (0.0, False), "triple": (0.0, False)}
    assert "By nbgrader's convention" in html.unescape(toy.feedback("bob"))
    assert toy.exported()["bob"]["status"] == "without toy"


def test_an_empty_submission_is_zero_by_name_and_hidden_files_are_no_work(toy):
    toy.folder("bob").mkdir(parents=True)
    hidden = toy.folder("cyd") / ".ipynb_checkpoints"
    hidden.mkdir(parents=True)
    (hidden / "toy-checkpoint.ipynb").write_text("{}", encoding="utf-8")
    toy.submit("dan")  # with no notebook at all, nbgrader says so and ends
    toy.autograde()
    for student in ("bob", "cyd"):
        assert toy.grades(student) == {"double": (0.0, False), "triple": (0.0, False)}
        assert "was not handed in" in html.unescape(toy.feedback(student))


def test_no_path_leads_out_of_submitted(toy, caplog):
    toy.submit("ada")
    shutil.copytree(toy.root / "submitted" / "ada", toy.root / "elsewhere")
    toy.autograde(student_id="../elsewhere")
    assert "submitted/../elsewhere/a0' is no name for a student" in caplog.text
    assert not list(toy.root.glob("autograded/*"))
    assert not (toy.root / "elsewhere" / "a0" / "toy.html").exists()


def test_a_better_submission_takes_the_place_of_one_that_could_not_be_read(toy):
    not_json(toy.submit("bob"))
    toy.autograde()
    toy.submit("bob")
    toy.autograde(force=True)
    assert toy.grades("bob") == {"double": (3.0, False), "triple": (3.0, False)}
    assert "not JSON" not in toy.feedback("bob")


# -- faults of ours -------------------------------------------------------------------------------


def test_a_fault_of_the_grader_is_no_zero_and_takes_the_old_score_away(toy, monkeypatch):
    toy.submit("ada")
    toy.autograde()

    def breaks(*_):
        raise RuntimeError("a bug of ours")

    monkeypatch.setattr(grade, "judge_following_through", breaks)
    toy.autograde(force=True)
    assert toy.grades("ada") == {"double": (None, True), "triple": (None, True)}
    row = toy.exported()["ada"]
    assert (row["score"], row["status"]) == ("", "grader error")
    page = toy.feedback("ada")
    assert "No grade yet" in page
    assert message.grader_error() in page
    assert "a bug of ours" not in page


def test_a_step_that_falls_over_one_notebook_costs_nobody_else(toy, monkeypatch):
    toy.submit("ada")
    toy.submit("bob")
    repair = intake.Intake.from_notebook_node

    def breaks(self, nb, resources):
        if resources["nbgrader"]["student"] == "ada" and len(nb.cells):
            raise RuntimeError("a bug of ours")
        return repair(self, nb, resources)

    monkeypatch.setattr(intake.Intake, "from_notebook_node", breaks)
    toy.autograde()
    assert toy.grades("ada") == {"double": (None, True), "triple": (None, True)}
    assert toy.scores("bob") == FULL


class Killed(BaseException):
    """Stands for the end of the process."""


@pytest.mark.parametrize("place", ["grade", "write"])
def test_a_run_that_is_killed_leaves_old_grades_and_the_next_one_goes_on(toy, monkeypatch, place):
    toy.submit("ada", {"double": RIGHT["double"]})
    toy.submit("bob")
    toy.autograde()
    assert toy.scores("ada") == {"double": 3.0, "triple": 0.0}
    toy.submit("ada")

    def killed(*arguments):
        if place == "write" and len(arguments) < 3:  # not yet: a run first sets right what it finds
            return alive(*arguments)
        raise Killed

    target = grade.Grader if place == "grade" else save
    alive = getattr(target, place)
    monkeypatch.setattr(target, place, killed)
    with pytest.raises(Killed):
        toy.autograde(force=True)
    assert toy.scores("ada") == {"double": 3.0, "triple": 0.0}  # the old ones stand
    monkeypatch.setattr(target, place, alive)
    toy.autograde()  # without --force: nbgrader alone would skip what was left half graded
    assert toy.scores("ada") == FULL
    assert toy.scores("bob") == FULL


def test_a_gradebook_that_fell_behind_is_brought_up_to_the_reports(toy):
    toy.submit("ada")
    toy.submit("bob")
    toy.autograde()
    with sqlite3.connect(toy.root / "gradebook.db") as database:
        database.execute("update grade set auto_score = 0")
    toy.autograde()
    assert toy.scores("ada") == toy.scores("bob") == FULL


# -- people's grades ------------------------------------------------------------------------------


def by_hand(toy: Toy, student: str, exercise: str, score: float) -> None:
    with Gradebook(toy.url) as gradebook:
        found = gradebook.find_grade(exercise, "toy", "a0", student)
        found.manual_score, found.needs_manual_grade = score, False
        gradebook.db.commit()


def test_a_grade_given_by_hand_survives_and_is_looked_at_where_ours_changed(toy):
    toy.submit("ada", {})
    toy.autograde()
    for exercise in FULL:
        by_hand(toy, "ada", exercise, 2.5)
    toy.autograde(force=True)
    assert toy.grades("ada") == {"double": (0.0, False), "triple": (0.0, False)}
    toy.submit("ada", {"double": RIGHT["double"]})
    toy.autograde(force=True)
    assert toy.grades("ada") == {"double": (3.0, True), "triple": (0.0, False)}
    row = toy.exported()["ada"]
    assert (row["score"], row["status"]) == ("5.0", "needs review")
    assert "Your instructor set the grade: 2.5 of 3 points" in toy.feedback("ada")


def test_a_comment_reaches_the_student_as_text(toy):
    toy.submit("ada")
    toy.autograde()
    with Gradebook(toy.url) as gradebook:
        comment = gradebook.find_comment("double-answer", "toy", "a0", "ada")
        assert comment.auto_comment is None
        comment.manual_comment = "Well done <b>you</b>"
        gradebook.db.commit()
    assert "Well done &lt;b&gt;you&lt;/b&gt;" in toy.feedback("ada")


def test_an_answer_that_was_left_as_it_was_gets_nbgraders_comment(toy):
    toy.submit("ada", {"double": RIGHT["double"]})
    toy.autograde()
    with Gradebook(toy.url) as gradebook:
        comments = gradebook.find_submission_notebook("toy", "a0", "ada").comments
        assert {c.name: c.auto_comment for c in comments} == {
            "double-answer": None,
            "triple-answer": "No response.",
        }


def test_a_newer_submission_is_seen_by_its_time_and_a_senseless_time_stops_nothing(toy):
    stamp = toy.submit("ada", {}).with_name("timestamp.txt")
    stamp.write_text("2026-01-30 12:00:00 UTC\n", encoding="utf-8")
    toy.autograde()
    toy.submit("ada")
    toy.autograde()
    assert toy.scores("ada")["double"] == 0.0  # not newer: skipped, as nbgrader does
    stamp.write_text("2026-01-31 12:00:00 UTC\n", encoding="utf-8")
    toy.autograde()
    assert toy.scores("ada") == FULL
    assert "2026-01-31" in toy.feedback("ada")
    stamp.write_text("yesterday, honestly\n", encoding="utf-8")
    toy.autograde(force=True)
    assert toy.scores("ada") == FULL


def test_late_penalties_stay_nbgraders(toy):
    toy.config.AssignLatePenalties.plugin_class = Late
    stamp = toy.submit("ada").with_name("timestamp.txt")
    stamp.write_text("2026-01-30 12:00:00 UTC\n", encoding="utf-8")
    with Gradebook(toy.url) as gradebook:
        gradebook.update_or_create_assignment("a0", duedate="2026-01-29 12:00:00 UTC")
    toy.autograde()
    row = toy.exported()["ada"]
    assert (row["raw_score"], row["late_submission_penalty"], row["score"]) == ("6.0", "2.0", "4.0")
    assert "after 2 points off for being late" in toy.feedback("ada")


class Late(configure.AssignLatePenalties.plugin_class.klass):  # type: ignore[name-defined]
    """Takes two points."""

    def late_submission_penalty(self, *_):
        return 2.0


# -- closed when in doubt -------------------------------------------------------------------------


def test_without_solutions_nothing_runs_and_no_gradebook_changes(toy, monkeypatch):
    toy.submit("ada")
    before = (toy.root / "gradebook.db").read_bytes()

    def missing(root):
        raise course.CourseError(f"{root} has no solutions/hidden")

    monkeypatch.setattr(course, "hidden", missing)
    with pytest.raises(SystemExit, match=r"nothing was graded: .* has no solutions"):
        toy.autograde()
    assert (toy.root / "gradebook.db").read_bytes() == before
    assert not (toy.root / "autograded").exists()


def test_below_the_required_sandbox_nothing_runs_unless_asked_for_by_name(toy, monkeypatch):
    toy.submit("ada")
    toy.config.Judge.allow_unsafe = False
    report = TierReport(Tier.PROCESS, "no walls here")
    monkeypatch.setattr(Shared, "report", report)
    with pytest.raises(SystemExit, match=r"tier 3 .* only, and tier 2 .* is required"):
        toy.autograde()
    assert not (toy.root / "autograded").exists()


def test_no_execute_is_refused(toy):
    toy.submit("ada")
    toy.config.Execute.enabled = False
    with pytest.raises(SystemExit, match="--no-execute is not possible"):
        toy.autograde()


def test_an_option_without_sense_is_refused(toy):
    toy.submit("ada")
    toy.config.Judge.cell_seconds = -1.0
    with pytest.raises(SystemExit, match="cell_seconds must be positive"):
        toy.autograde()


def test_an_assignment_that_is_not_in_the_gradebook_is_named(toy):
    toy.submit("ada")
    (toy.root / "gradebook.db").unlink()
    with pytest.raises(NbGraderException, match="no assignment 'a0'"):
        toy.autograde()


def test_stock_nbgrader_does_not_execute_our_students_code(toy, tmp_path):
    toy.submit("eve", {"double": f"open({str(tmp_path / 'ran')!r}, 'w')"})
    stock = Config()
    stock.CourseDirectory = toy.config.CourseDirectory
    with pytest.raises(NbGraderException):
        Autograde(coursedir=CourseDirectory(config=stock), config=stock).start()
    assert not (tmp_path / "ran").exists()
    assert toy.grades("eve") == {"double": (None, True), "triple": (None, True)}


def test_students_get_an_ordinary_kernel(toy):
    assert toy.released().metadata.kernelspec.name == "python3"
    with Gradebook(toy.url) as gradebook:
        assert json.loads(gradebook.find_notebook("toy", "a0").kernelspec) == seal.KERNEL


# -- the page -------------------------------------------------------------------------------------


class Tags(HTMLParser):
    """The tags of a page as a browser reads them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.names.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


def test_a_page_runs_nothing_fetches_nothing_and_shows_no_path(toy):
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>"

    def tamper(notebook):
        prose = (
            f"{evil}\n\n[a](javascript:alert(3)) ![b](https://example.org/track.png)"
            f"\n\n$\\text{{{evil}}}$ $$\\href{{javascript:alert(4)}}{{x}}$$"
        )
        notebook.cells.append(v4.new_markdown_cell(prose, id="evil-1"))
        notebook.cells.append(v4.new_raw_cell(evil, id="evil-2"))
        code = f"from IPython.display import HTML, SVG\nprint({evil!r})\nHTML({evil!r})"
        notebook.cells.append(v4.new_code_cell(code, id="evil-3"))
        notebook.cells.append(v4.new_code_cell(f"raise ValueError({evil!r})", id="evil-4"))

    bad = f"def double(x):\n    '''{evil}'''\n    raise ValueError({evil!r})"
    toy.submit("eve", {"double": bad}, tamper)
    toy.autograde()
    page = toy.feedback("eve")
    tags = Tags(page)
    assert tags.names.isdisjoint({"script", "iframe", "object", "embed", "svg", "link", "base"})
    assert not [name for name, _ in tags.attributes if name.startswith("on")]
    addresses = [v for k, v in tags.attributes if k in ("src", "href", "srcset", "action")]
    assert addresses
    assert all(re.match(r"#|data:image/png;base64,", address) for address in addresses)
    assert "url(" not in page
    assert "@import" not in page
    assert str(toy.root) not in page
    assert str(Path.home()) not in page
    assert "&lt;script&gt;alert(1)" in page


def test_figures_are_on_the_page_with_a_description(toy):
    figure = "import matplotlib.pyplot as plt\n_ = plt.plot([1, 2])\nplt.show()"
    toy.submit("ada", RIGHT | {"double": RIGHT["double"] + "\n" + figure})
    toy.autograde()
    found = re.findall(
        r'<img[^>]*src="data:image/png;base64,[^"]{100,}"[^>]*>', toy.feedback("ada")
    )
    assert len(found) == 1
    assert 'alt="Figure drawn by the code above.' in found[0]


def test_the_page_can_be_read_without_seeing_it(toy):
    toy.submit("ada", {"double": RIGHT["double"]})
    toy.autograde()
    page = toy.feedback("ada")
    assert '<html lang="en">' in page
    assert page.count("<h1>") == 1
    assert '<th scope="col">' in page
    assert '<th scope="row">' in page
    assert "not attempted" in page
    assert "passed" in page
    assert "prefers-color-scheme: dark" in page
    assert "<math" in page
    levels = [int(level) for level in re.findall(r"<h(\d)", page)]
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels))


def test_without_reports_the_page_still_shows_the_notebook_and_the_grades(toy):
    toy.submit("ada")
    toy.autograde()
    shutil.rmtree(toy.root / ".chainrule")
    page = toy.feedback("ada")
    assert "<b>6</b> of 6 points" in page
    assert "return" in page


# -- scores ---------------------------------------------------------------------------------------


def exercise(*parts: tuple[float, Status]) -> ExerciseReport:
    made = (PartReport(str(i), p, Outcome(s), s) for i, (p, s) in enumerate(parts))
    return ExerciseReport("f", "F", tuple(made))


@pytest.mark.parametrize(
    ("report", "score"),
    [
        (exercise((2, Status.PASSED), (1, Status.FAILED)), 2.0),
        (exercise((9, Status.PASSED)), 5.0),
        (exercise((-9, Status.PASSED)), 0.0),
        (exercise((float("nan"), Status.PASSED)), None),
        (exercise((float("inf"), Status.PASSED)), None),
        (exercise((2, Status.PASSED), (1, Status.GRADER_ERROR)), None),
        (exercise((2, Status.NOT_GRADABLE)), None),
        (exercise((2, Status.OUT_OF_TIME)), 0.0),
        (None, None),
    ],
)
def test_a_score_is_finite_and_within_bounds_or_nothing(report, score):
    assert save.score(report, 5.0) == score

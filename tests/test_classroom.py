"""`chainrule grade` writes what `nbgrader autograde` writes, and nothing twice."""

from __future__ import annotations

import shutil
import sqlite3
import stat
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.grading import grade
from autograder.nbgrader import app, classroom, configure, save
from autograder.report import NotebookReport
from autograder.store import Results, exclusive

from .toy_course import FULL, RIGHT, Toy

# Warnings of nbgrader's and nbconvert's own making are theirs to mend.
pytestmark = pytest.mark.filterwarnings("ignore")

HALF = {"double": RIGHT["double"]}


class Late(configure.AssignLatePenalties.plugin_class.klass):  # type: ignore[name-defined]
    """Takes two points."""

    def late_submission_penalty(self, *_):
        return 2.0


def hand_in(toy: Toy, student: str, answers: dict[str, str], time: str = "") -> None:
    path = toy.submit(student, answers)
    if time:
        path.with_name("timestamp.txt").write_text(f"{time} UTC\n", encoding="utf-8")


def a_class(toy: Toy) -> None:
    """Every sort of submission."""
    with Gradebook(toy.url) as gradebook:
        gradebook.update_or_create_assignment("a0", duedate="2026-01-29 12:00:00 UTC")
        gradebook.add_student("bob", first_name="Bob")
    hand_in(toy, "ada", RIGHT, "2026-01-28 12:00:00")
    hand_in(toy, "bob", HALF, "2026-01-30 12:00:00")  # late
    hand_in(toy, "cyd", {})
    hand_in(toy, "dan [1]", {"double": "def double(x):\n    1 / 0", "triple": "1 / 0"})
    toy.submit("eve", RIGHT, lambda notebook: notebook.cells.pop())  # a check deleted
    (toy.folder("fay")).mkdir(parents=True)
    (toy.folder("fay") / "other.ipynb").write_text("{}")
    (toy.folder("gus")).mkdir(parents=True)
    (toy.folder("gus") / "toy.ipynb").write_text("<html>Your session has expired</html>")
    (toy.folder("hal")).mkdir(parents=True)
    (toy.folder("hal") / "notes.txt").write_text("nothing else")


def rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables; in the place of an id stands the row that it is of."""
    with closing(sqlite3.connect(path)) as database:
        database.row_factory = sqlite3.Row
        found = database.execute("select name from sqlite_master where type='table'")
        names = [row["name"] for row in found]
        tables = {n: [dict(r) for r in database.execute(f"select * from {n}")] for n in names}
    known = {row["id"]: row for rows in tables.values() for row in rows if "id" in row}

    def plain(row: dict[str, object], depth: int = 0) -> tuple[object, ...]:
        return tuple(
            (key, plain(known[value], depth + 1) if value in known and depth < 5 else value)
            for key, value in row.items()
            if key != "id" or len(str(value)) != 32  # students' ids are their names
        )

    return {name: sorted(map(plain, rows), key=repr) for name, rows in tables.items()}


def files(toy: Toy, *folders: str) -> dict[str, tuple[int, bytes]]:
    """The modes and bytes of the files below these folders; times that a run took left out."""
    return {
        str(path.relative_to(toy.root)): (stat.S_IMODE(path.stat().st_mode), path.read_bytes())
        for folder in folders
        for path in (toy.root / folder).rglob("*")
        if path.is_file() and not path.name.endswith(".times.json")
    }


@pytest.fixture
def twin(toy: Toy) -> Toy:
    """A second course with the same class."""
    toy.config.AssignLatePenalties.plugin_class = Late
    a_class(toy)
    place = toy.root.with_name("twin")
    shutil.copytree(toy.root, place)
    other = Toy(place)
    other.config.AssignLatePenalties.plugin_class = Late
    return other


def assert_same(toy: Toy, twin: Toy) -> None:
    assert rows(toy.root / "gradebook.db") == rows(twin.root / "gradebook.db")
    places = ("autograded", ".chainrule/results")
    assert files(toy, *places) == files(twin, *places)


@pytest.mark.parametrize("grading", [Toy.autograde, Toy.grade])
def test_how_long_each_exercise_took_is_kept_apart_from_the_reports(toy, grading):
    toy.submit("ada", HALF)  # the other is judged twice
    grading(toy)
    times = Results(toy.root).times("a0", "ada")
    whole = times.pop("toy")
    assert set(times) == {"toy/double", "toy/triple"}
    assert min(times.values()) > 0
    assert sum(times.values()) < whole


def test_it_writes_what_nbgrader_writes(toy, twin):
    toy.autograde()
    found = twin.grade()
    assert_same(toy, twin)
    assert twin.scores("ada") == FULL
    assert (found.graded, found.not_gradable) == (
        ["ada", "bob", "cyd", "dan [1]", "eve", "hal"],
        ["fay", "gus"],
    )
    for course in (toy, twin):
        with Gradebook(course.url) as gradebook:
            given = gradebook.find_grade("triple", "toy", "a0", "bob")
            given.manual_score, given.extra_credit, given.needs_manual_grade = 1.5, 0.5, False
            said = gradebook.find_comment("double-answer", "toy", "a0", "bob")
            said.manual_comment = "Well done"
            gradebook.db.commit()
        hand_in(course, "bob", RIGHT, "2026-01-31 12:00:00")
        hand_in(course, "cyd", HALF)
        hand_in(course, "gus", RIGHT)
        hand_in(course, "ida", RIGHT)
    toy.autograde(force=True)
    found = twin.grade()
    assert_same(toy, twin)
    assert found.unchanged == ["ada", "dan [1]", "eve", "fay", "hal"]
    assert found.graded == ["bob", "cyd", "gus", "ida"]
    assert toy.feedback("bob") == twin.feedback("bob")


@pytest.fixture
def runs(monkeypatch) -> list[str]:
    """Whose notebooks were run."""
    students: list[str] = []
    run = grade.Grader._run

    def counted(self, sheet):
        students.append(sheet.student)
        return run(self, sheet)

    monkeypatch.setattr(grade.Grader, "_run", counted)
    return students


def test_nobody_is_run_again_who_is_graded_as_they_are_now(toy, runs):
    for student in ("ada", "bob", "cyd"):
        toy.submit(student, HALF)
    toy.grade()
    runs.clear()
    before = files(toy, ".")
    assert toy.grade().unchanged == ["ada", "bob", "cyd"]
    assert files(toy, ".") == before
    assert runs == []
    toy.submit("bob")
    assert toy.grade().graded == runs == ["bob"]
    (toy.root / "autograded" / "ada" / "a0" / "toy.ipynb").unlink()
    assert toy.grade().graded == ["ada"]
    runs.clear()
    toy.config.Judge.seed = "another"
    assert toy.grade("b*").graded == runs == ["bob"]
    toy.config.Judge.call_seconds = 7.0
    assert toy.grade("bob", "ada").graded == ["ada", "bob"]
    assert toy.grade(force=True).graded == ["ada", "bob", "cyd"]


def test_autograde_and_grade_go_on_with_each_others_work(toy, runs):
    toy.submit("ada")
    toy.autograde()
    runs.clear()
    assert toy.grade().unchanged == ["ada"]
    assert runs == []


def test_a_grader_error_is_tried_again(toy, monkeypatch):
    toy.submit("ada")
    with monkeypatch.context() as patch:

        def breaks(*_):
            raise RuntimeError("a bug of ours")

        patch.setattr(classroom, "show", breaks)
        with pytest.raises(RuntimeError):  # nor can what stands for it be shown: that is no grade
            toy.grade()
        patch.setattr(grade.Grader, "_run", breaks)
        patch.undo()
        patch.setattr(grade.Grader, "_run", breaks)
        assert toy.grade().grader_errors == ["ada"]
        assert toy.grades("ada") == {"double": (None, True), "triple": (None, True)}
    assert toy.grade().graded == ["ada"]
    assert toy.scores("ada") == FULL


def test_the_same_work_handed_in_later_is_late_without_being_run(toy, runs):
    toy.config.AssignLatePenalties.plugin_class = Late
    with Gradebook(toy.url) as gradebook:
        gradebook.update_or_create_assignment("a0", duedate="2026-01-29 12:00:00 UTC")
    hand_in(toy, "ada", RIGHT, "2026-01-28 12:00:00")
    toy.grade()
    hand_in(toy, "ada", RIGHT, "2026-01-30 12:00:00")
    assert toy.grade().unchanged == ["ada"]
    assert runs == ["ada"]
    with Gradebook(toy.url) as gradebook:
        found = gradebook.find_submission("a0", "ada")
        assert found.timestamp == datetime(2026, 1, 30, 12)
        assert found.late_submission_penalty == 2.0
    assert "2026-01-30" in toy.feedback("ada")


# -- before anything is written -------------------------------------------------------------------


def test_a_difference_says_whose_grade_would_change_and_why_and_writes_none(toy):
    for student in ("ada", "bob", "cyd"):
        toy.submit(student, HALF)
    toy.grade()
    toy.submit("ada")
    toy.submit("bob", {"double": "def double(x):\n    return 3 * x"})
    toy.submit("dan")
    (toy.folder("cyd") / "toy.ipynb").write_text("no notebook")
    before = files(toy, ".")
    found = toy.grade(diff=True)
    assert files(toy, ".") == before
    changes = "\n".join(found.changes)
    assert "ada: 3 of 6, now 6 of 6 (+3)\n  triple, value: +3: was not attempted" in changes
    assert "bob: 3 of 6, now 1 of 6 (-2)\n  double, value: -2: was passed, now failed: " in changes
    assert "cyd: 3 of 6, now no score (a person must look)" in changes
    assert "dan: no grade yet, now 6 of 6" in changes
    assert app.told(found, diff=True)[-1] == "Nothing was written."
    again = toy.grade()
    assert again.graded == ["ada", "bob", "dan"]
    assert toy.grade(diff=True).changes == []


def test_a_course_without_grades_is_left_without_any(toy):
    toy.submit("ada")
    before = (toy.root / "gradebook.db").read_bytes()
    assert toy.grade(diff=True).changes == ["ada: no grade yet, now 6 of 6"]
    assert (toy.root / "gradebook.db").read_bytes() == before
    assert not (toy.root / "autograded").exists()


# -- interrupted, and at once ---------------------------------------------------------------------


class Killed(BaseException):
    """Stands for the end of the process."""


@pytest.mark.parametrize("place", ["grade", "enter", "copy_timestamp", "rmtree"])
def test_a_killed_run_leaves_old_grades_or_new_ones_and_the_next_goes_on(toy, monkeypatch, place):
    toy.submit("ada", HALF)
    toy.submit("bob")
    toy.grade()
    toy.submit("ada")
    target = {"grade": grade.Grader, "rmtree": shutil}.get(place, classroom)

    def killed(*_):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(target, place, killed)
        with pytest.raises(Killed):
            toy.grade()
    old = {"double": 3.0, "triple": 0.0}
    assert toy.scores("ada") == (FULL if place == "copy_timestamp" else old)
    toy.grade()
    assert toy.scores("ada") == toy.scores("bob") == FULL
    assert (toy.root / "autograded" / "ada" / "a0" / "toy.ipynb").exists()


def test_a_gradebook_that_fell_behind_is_brought_up_to_the_reports(toy, monkeypatch):
    toy.submit("ada")
    toy.grade()
    with closing(sqlite3.connect(toy.root / "gradebook.db")) as database:
        database.execute("update grade set auto_score = 0")
        database.commit()
    assert toy.grade().unchanged == ["ada"]
    assert toy.scores("ada") == FULL


def test_a_run_waits_for_another(toy, monkeypatch):
    """The lock is that of autograde: see the crash tests for two processes."""
    seen = []
    monkeypatch.setattr(
        "autograder.nbgrader.intake.exclusive",
        lambda path, say: seen.append(path) or exclusive(path, say),
    )
    toy.submit("ada")
    toy.grade()
    toy.autograde()
    assert seen == [toy.root / ".chainrule" / "lock"] * 2


# -- what cannot be taken -------------------------------------------------------------------------


def test_single_notebooks_are_nbgraders_to_grade(toy):
    toy.submit("ada")
    with pytest.raises(SystemExit, match="whole submissions"):
        toy.grade(notebook_id="toy")


def test_steps_of_the_courses_own_are_nbgraders_to_run(toy):
    toy.submit("ada")
    toy.config.Autograde.autograde_preprocessors = [*configure.GRADE, configure.ClearOutput]
    with pytest.raises(SystemExit, match="steps of its own"):
        toy.grade()


def test_a_name_that_nobody_has_is_refused_before_anything_is_graded(toy):
    toy.submit("ada", HALF)
    with pytest.raises(SystemExit, match="no submission of 'adda', 'b\\*' to a0"):
        toy.grade("ada", "adda", "b*")
    assert not (toy.root / "autograded").exists()


def test_an_unknown_student_is_named_where_none_may_be_added(toy, caplog):
    toy.submit("ada")
    toy.submit("bob")
    with Gradebook(toy.url) as gradebook:
        gradebook.add_student("bob")
    toy.config.Autograde.create_student = False
    found = toy.grade()
    assert (found.graded, found.grader_errors) == (["bob"], ["ada"])
    assert toy.scores("bob") == FULL


def test_the_summary_counts_and_names(toy):
    found = classroom.Summary()
    found.add("ada", [NotebookReport("ada", "a0", "toy", ())])
    assert app.told(found, diff=False) == ["1 graded, 0 unchanged, 0 not gradable, 0 grader errors"]
    assert save.score(None, 1.0) is None

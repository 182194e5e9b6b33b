"""nbgrader's own commands, as an instructor types them, on assignment 1 in a course of its own."""

from __future__ import annotations

import csv
import html
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder import course
from autograder.store import Results
from solutions.sample_class import fill
from solutions.sample_class.student import Student

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("pipeline"),  # one course for all of them
    # nbgrader's models make SQLAlchemy warn.
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),
]

ROOT = Path(__file__).parents[2]
ASSIGNMENT, NOTEBOOK = "a1_svm_loss", "svm_loss"
SEED = "the pipeline test's seed"


@dataclass(frozen=True)
class Course:
    """A course below a temporary folder, with the words of the commands that were run on it."""

    folder: Path

    def run(self, command: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "nbgrader", command, *arguments],
            cwd=ROOT,
            # As on a machine where nobody activated the environment.
            env={**os.environ, "PATH": os.defpath},
            text=True,
            capture_output=True,
            timeout=300,
            check=False,
        )

    def step(self, command: str, *arguments: str) -> str:
        done = self.run(command, *arguments, f"--CourseDirectory.root={self.folder}")
        assert done.returncode == 0, done.stderr
        return done.stdout + done.stderr

    def autograde(self, *arguments: str) -> str:
        options = (f"--Judge.seed={SEED}", "--Judge.cell_seconds=5", "--Judge.allow_unsafe=True")
        return self.step("autograde", ASSIGNMENT, *options, *arguments)

    def submission(self, student: str) -> Path:
        return self.folder / "submitted" / student / ASSIGNMENT / f"{NOTEBOOK}.ipynb"

    def page(self, student: str) -> str:
        path = self.folder / "feedback" / student / ASSIGNMENT / f"{NOTEBOOK}.html"
        return path.read_text(encoding="utf-8")

    def gradebook(self) -> Gradebook:
        return Gradebook(f"sqlite:///{self.folder / 'gradebook.db'}")

    def scores(self, student: str) -> dict[str, float | None]:
        with self.gradebook() as gradebook:
            found = gradebook.find_submission_notebook(NOTEBOOK, ASSIGNMENT, student)
            return {grade.name: grade.auto_score for grade in found.grades}

    def exported(self) -> dict[str, dict[str, str]]:
        self.step("export", f"--to={self.folder / 'grades.csv'}")
        with (self.folder / "grades.csv").open(encoding="utf-8", newline="") as file:
            return {line["student_id"]: line for line in csv.DictReader(file)}


def some_students() -> tuple[Student, ...]:
    """One without fault, one with a mistake that has a name, one who tampers."""
    everybody = fill.students(ASSIGNMENT)
    return (
        next(s for s in everybody if not s.lost and s.answers),
        next(s for s in everybody if s.named),
        next(s for s in everybody if s.tamper.__name__ != "as_is"),
    )


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Course:
    made = Course(tmp_path_factory.mktemp("course"))
    made.step("generate_assignment", ASSIGNMENT)
    released = nbformat.read(ROOT / "assignments" / ASSIGNMENT / f"{NOTEBOOK}.ipynb", 4)
    for student in some_students():
        filled = fill.fill(nbformat.from_dict(released), student)
        made.submission(student.name).parent.mkdir(parents=True)
        nbformat.write(filled, made.submission(student.name))
    made.submission("broken").parent.mkdir(parents=True)
    made.submission("broken").write_text("<html>Your session has expired</html>")
    made.autograde()
    made.step("generate_feedback", ASSIGNMENT)
    return made


def test_what_is_released_is_what_the_repository_holds(graded):
    ours = ROOT / "assignments" / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    made = graded.folder / "assignments" / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    assert made.read_bytes() == ours.read_bytes()


@pytest.mark.parametrize("student", some_students(), ids=lambda student: student.name)
def test_each_student_gets_what_they_earn(graded, student):
    expected = {e.name: student.earns(e) for e in course.of_assignment(ASSIGNMENT)}
    assert graded.scores(student.name) == expected
    report = Results(graded.folder).load(ASSIGNMENT, student.name)[NOTEBOOK]
    for name, mistakes in student.named.items():
        exercise = report.exercise(name)
        assert exercise is not None
        assert set(mistakes) <= set(exercise.mistakes)


def test_what_is_no_notebook_has_no_grade_and_a_page_that_says_why(graded):
    assert set(graded.scores("broken").values()) == {None}
    assert "not JSON" in graded.page("broken")


def test_the_table_tells_zero_from_not_graded(graded):
    rows = graded.exported()
    first = some_students()[0].name
    assert (rows[first]["score"], rows[first]["status"]) == ("100.0", "graded")
    assert (rows["broken"]["score"], rows["broken"]["status"]) == ("", "not gradable")


def long_lines(folder: Path) -> set[str]:
    """The lines of code that are long enough to be nobody else's."""
    texts = (path.read_text(encoding="utf-8") for path in folder.rglob("*.py"))
    lines = (line.strip() for text in texts for line in text.splitlines())
    return {line for line in lines if len(line) > 40 and not line.startswith(("#", "from "))}


def test_no_page_shows_hidden_code_the_seed_or_this_machine(graded):
    hidden = long_lines(ROOT / "solutions" / "hidden")
    assert hidden
    for student in (*(s.name for s in some_students()), "broken"):
        page = graded.page(student)
        text = html.unescape(re.sub(r"<[^>]*>", "", page))
        assert not [line for line in hidden if line in text]
        assert SEED not in page
        assert str(ROOT) not in page
        assert str(graded.folder) not in page


def test_pages_need_nothing_from_elsewhere(graded):
    page = graded.page(some_students()[0].name)
    assert "<script" not in page
    assert not re.search(r"""\b(?:src|href)=["'](?!#|data:image/png;base64,)""", page)
    assert "data:image/png;base64," in page
    assert "<math" in page


def test_a_second_run_grades_nobody_twice_and_a_regrade_gives_the_same(graded):
    student = some_students()[1].name
    path = Results(graded.folder).path(ASSIGNMENT, student)
    before, scores = path.read_bytes(), graded.scores(student)
    assert "Skipping existing assignment" in graded.autograde("--Judge.workers=1")
    with graded.gradebook() as gradebook:
        exercise = course.of_assignment(ASSIGNMENT)[0].name
        grade = gradebook.find_grade(exercise, NOTEBOOK, ASSIGNMENT, student)
        grade.manual_score, grade.needs_manual_grade = 0.5, False
        gradebook.db.commit()
    graded.autograde("--force", f"--student={student}", "--Judge.workers=1")
    assert path.read_bytes() == before
    assert graded.scores(student) == scores
    with graded.gradebook() as gradebook:
        grade = gradebook.find_grade(exercise, NOTEBOOK, ASSIGNMENT, student)
        assert (grade.manual_score, grade.needs_manual_grade) == (0.5, False)


def test_list_answers(graded):
    exchange = graded.folder / "exchange"
    exchange.mkdir()
    done = graded.run("list", "--course=demo", f"--Exchange.root={exchange}")
    assert done.returncode == 0, done.stderr


def first_exercise(path: Path, place: Path) -> str:
    """The notebook up to its first check, for the kernel that validates it to be done soon."""
    notebook = nbformat.read(path, 4)
    name = course.of_assignment(ASSIGNMENT)[0].name
    ids = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in notebook.cells]
    notebook.cells = notebook.cells[: ids.index(name) + 1]
    nbformat.write(notebook, place)
    return str(place)


def test_validate_tells_a_solved_notebook_from_the_released_one(graded):
    solved = first_exercise(
        graded.submission(some_students()[0].name), graded.folder / "solved.ipynb"
    )
    done = graded.run("validate", solved)
    assert "Success" in done.stdout, done.stdout + done.stderr
    released = ROOT / "assignments" / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    done = graded.run("validate", first_exercise(released, graded.folder / "released.ipynb"))
    assert "Success" not in done.stdout
    assert "failed" in done.stdout, done.stdout + done.stderr


def test_stock_nbgrader_without_our_settings_scores_by_the_visible_checks(graded, tmp_path):
    """Where somebody uses our released notebook in a course of their own."""
    source = tmp_path / "source" / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    submitted = tmp_path / "submitted"
    released = ROOT / "assignments" / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    solved = graded.submission(some_students()[0].name)
    for path, origin in (
        (source, released),
        (submitted / "done" / ASSIGNMENT / source.name, solved),
        (submitted / "untouched" / ASSIGNMENT / source.name, released),
    ):
        path.parent.mkdir(parents=True)
        first_exercise(origin, path)
    tools = os.pathsep.join((str(Path(sys.executable).parent), os.defpath))
    for command in ("generate_assignment", "autograde"):
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", command, ASSIGNMENT],
            cwd=tmp_path,
            env={**os.environ, "PATH": tools},
            text=True,
            capture_output=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    first = course.of_assignment(ASSIGNMENT)[0]
    with Gradebook(f"sqlite:///{tmp_path / 'gradebook.db'}") as gradebook:
        for student, score in (("done", first.points), ("untouched", 0)):
            grade = gradebook.find_grade(first.name, NOTEBOOK, ASSIGNMENT, student)
            assert grade.auto_score == score

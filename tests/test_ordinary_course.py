"""Three notebooks in nbgrader's ordinary style, graded by nbgrader itself and by us."""

from __future__ import annotations

import html
import logging
import re
from pathlib import Path

import jupytext
import nbformat
import pytest
from nbformat import v4
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde, GenerateAssignment, GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from autograder import cli
from autograder import course as exercises
from autograder.exercise import Exercise, Hidden, Part, Probe
from autograder.nbgrader import configure
from autograder.outcome import Status
from autograder.store import Results

pytestmark = [
    pytest.mark.filterwarnings("ignore"),  # nbgrader's and nbconvert's are theirs to mend
    pytest.mark.xdist_group("ordinary"),  # one course for all of them
]

TEXTS = Path(__file__).parent / "ordinary_course"
NOTEBOOKS = ("functions", "arrays", "classes")
STUDENTS = ("right", "wrong", "forger")


def source(name: str) -> nbformat.NotebookNode:
    notebook = jupytext.reads((TEXTS / f"{name}.md").read_text(encoding="utf-8"), fmt="md")
    for number, cell in enumerate(notebook.cells):
        cell.id = f"{name}-{number}"
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook.metadata = {"kernelspec": kernel}
    return notebook


def answers(name: str) -> dict[str, dict[str, str]]:
    text = (TEXTS / f"{name}_submissions.md").read_text(encoding="utf-8")
    found: dict[str, dict[str, str]] = {}
    for student, blocks in re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", text, re.M | re.S):
        found[student] = dict(re.findall(r"^```python (\w+)\n(.*?)^```$", blocks, re.M | re.S))
    return found


class Course:
    """Somebody's course, in a folder of its own."""

    def __init__(self, root: Path, ours: bool) -> None:
        self.root = root
        self.config = Config()
        if ours:
            configure.configure_any(self.config, root)
            self.config.Judge.seed = "a test's"
            self.config.Judge.allow_unsafe = True
            self.config.Judge.workers = 1
        self.config.CourseDirectory.root = str(root)
        self.config.CourseDirectory.assignment_id = "ps1"

    def run(self, converter: type) -> None:
        converter(coursedir=CourseDirectory(config=self.config), config=self.config).start()

    def generate(self, notebooks: dict[str, nbformat.NotebookNode]) -> None:
        folder = self.root / "source" / "ps1"
        folder.mkdir(parents=True, exist_ok=True)
        for name, notebook in notebooks.items():
            nbformat.write(notebook, folder / f"{name}.ipynb")
        self.run(GenerateAssignment)

    def submit(self, student: str, notebook: str, written: dict[str, str]) -> None:
        found = nbformat.read(self.root / "release" / "ps1" / f"{notebook}.ipynb", as_version=4)
        for cell in found.cells:
            ours = cell.metadata.get("nbgrader", {})
            if ours.get("solution") and ours["grade_id"] in written:
                cell.source = written[ours["grade_id"]]
        folder = self.root / "submitted" / student / "ps1"
        folder.mkdir(parents=True, exist_ok=True)
        nbformat.write(found, folder / f"{notebook}.ipynb")

    def scores(self, student: str, notebook: str) -> dict[str, float | None]:
        url = f"sqlite:///{self.root / 'gradebook.db'}"
        with Gradebook(url) as gradebook:
            found = gradebook.find_submission_notebook(notebook, "ps1", student)
            return {grade.name: grade.auto_score for grade in found.grades}

    def page(self, student: str, notebook: str) -> str:
        path = self.root / "feedback" / student / "ps1" / f"{notebook}.html"
        return path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def ours(tmp_path_factory):
    course = Course(tmp_path_factory.mktemp("ours"), ours=True)
    course.generate({name: source(name) for name in NOTEBOOKS})
    for name in NOTEBOOKS:
        for student in STUDENTS:
            course.submit(student, name, answers(name)[student])
    course.run(Autograde)
    course.run(GenerateFeedback)
    return course


@pytest.fixture(scope="module")
def stock(tmp_path_factory):
    course = Course(tmp_path_factory.mktemp("stock"), ours=False)
    course.generate({name: source(name) for name in NOTEBOOKS})
    for name in NOTEBOOKS:
        for student in ("right", "wrong"):
            course.submit(student, name, answers(name)[student])
    course.run(Autograde)
    return course


@pytest.mark.parametrize("notebook", NOTEBOOKS)
@pytest.mark.parametrize("student", ["right", "wrong"])
def test_honest_work_scores_as_in_stock_nbgrader(ours, stock, student, notebook):
    expected = stock.scores(student, notebook)
    assert ours.scores(student, notebook) | {"why": None} == expected | {"why": None}


def test_the_right_work_has_full_marks_and_the_wrong_has_not(ours):
    assert ours.scores("right", "functions") == {
        "test_squares": 2, "test_squares_error": 1, "test_letters": 4, "test_distance": 3,
        "test_greet": 1, "why": None,
    }  # fmt: skip
    assert ours.scores("right", "arrays") == {
        "test_standardize": 3, "test_standardize_more": 2, "test_relu": 3, "test_dice": 1,
        "test_weights": 2,
    }  # fmt: skip
    assert ours.scores("right", "classes") == {
        "test_stack": 3, "test_account": 4, "test_savings": 2, "test_vector": 4, "test_keep": 3,
    }  # fmt: skip
    assert ours.scores("wrong", "functions")["test_letters"] == 1.5
    assert ours.scores("wrong", "classes")["test_savings"] == 2


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_forged_work_earns_nothing(ours, notebook):
    earned = {name: score for name, score in ours.scores("forger", notebook).items() if score}
    assert earned == {}


def test_a_person_grades_what_a_person_has_to_grade(ours):
    with Gradebook(f"sqlite:///{ours.root / 'gradebook.db'}") as gradebook:
        found = gradebook.find_submission_notebook("functions", "ps1", "right")
        assert {g.name for g in found.grades if g.needs_manual_grade} == {"why"}
    assert "not graded yet" in ours.page("right", "functions")


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_feedback_says_what_failed_and_shows_no_hidden_test(ours, notebook):
    for student in STUDENTS:
        page = html.unescape(ours.page(student, notebook))
        secrets = ("HIDDEN", "squares(40)", "Banana", "random.randn", '("ab")', str(ours.root))
        assert not [secret for secret in secrets if secret in page]
    told = {
        "functions": "a hidden test failed: try three dimensions",
        "arrays": "a singular matrix has no solution",
        "classes": "[0, 0, 1, 2, 2, 3, 4, 4, 5] == [0, 1, 2, 3, 4, 5] is not true",
    }
    assert told[notebook] in html.unescape(ours.page("wrong", notebook))


def tracked(name: str, text: str, **values: object) -> nbformat.NotebookNode:
    ours = {"grade": False, "solution": False, "locked": False, "schema_version": 3, "task": False}
    return v4.new_code_cell(text, metadata={"nbgrader": {**ours, "grade_id": name, **values}})


def answer(name: str, text: str) -> nbformat.NotebookNode:
    return tracked(name, text, solution=True)


def graded(name: str, text: str, points: float = 1.0) -> nbformat.NotebookNode:
    return tracked(name, text, grade=True, locked=True, points=points)


DOUBLE = Exercise("double", "ps1", "mixed", "Twice as much", (Part("value", 2),))


def test_a_notebook_may_mix_our_exercises_and_ordinary_cells(tmp_path, monkeypatch):
    probe = Probe("value", "a number", lambda rng: (float(rng.standard_normal()),))
    hidden = {"double": Hidden(DOUBLE, {"double": lambda x: 2 * x}, (probe,))}
    monkeypatch.setattr(exercises, "exercises", lambda: {"double": DOUBLE})
    monkeypatch.setattr(exercises, "hidden", lambda _: hidden)
    (tmp_path / "solutions" / "hidden").mkdir(parents=True)
    course = Course(tmp_path, ours=True)
    cells = [
        answer(
            "double-answer", "### BEGIN SOLUTION\ndef double(x): return 2 * x\n### END SOLUTION"
        ),
        graded("double", "check(double)", 2),
        graded("test_double", "assert double(4) == 8 and double('a') == 'aa'", 3),
        answer("triple", "# YOUR CODE HERE"),
        graded("test_triple", "assert triple(2) == 6"),
    ]
    course.generate({"mixed": v4.new_notebook(cells=cells)})
    right = {"double-answer": "def double(x): return x + x", "triple": "triple = 3"}
    course.submit("ada", "mixed", right)
    course.run(Autograde)
    assert course.scores("ada", "mixed") == {"double": 2, "test_double": 3, "test_triple": 0}


def test_files_helpers_and_missing_notebooks_with_several_processes(tmp_path):
    course = Course(tmp_path, ours=True)
    course.config.Judge.workers = 2
    files = tmp_path / "source" / "ps1"
    files.mkdir(parents=True)
    (files / "data").mkdir()
    (files / "data" / "rain.csv").write_text("1.5,2.5\n3.0,5.0\n", encoding="utf-8")
    (files / "units.py").write_text("INCH = 25.4\n", encoding="utf-8")
    cells = [
        tracked("imports", "import numpy as np\nimport units", locked=True),
        answer("rain", "# YOUR CODE HERE"),
        graded(
            "test_rain",
            "from units import INCH\n"
            "table = np.loadtxt('data/rain.csv', delimiter=',')\n"
            "np.testing.assert_allclose(inches(), table / INCH)",
        ),
    ]
    course.generate({"rain": v4.new_notebook(cells=cells)})
    code = "def inches(): return np.loadtxt('data/rain.csv', delimiter=',') / units.INCH"
    for student in ("ada", "bob"):
        course.submit(student, "rain", {"rain": code})
    (tmp_path / "submitted" / "cyd" / "ps1").mkdir(parents=True)
    course.run(Autograde)
    for student in ("ada", "bob"):
        assert course.scores(student, "rain") == {"test_rain": 1}
    assert course.scores("cyd", "rain") == {"test_rain": 0}
    report = Results(tmp_path).load("ps1", "cyd")["rain"]
    assert report.exercises[0].parts[0].outcome.status is Status.NOT_ATTEMPTED


def test_what_a_test_may_not_do_is_said_before_grading_and_costs_nobody_anything(
    tmp_path, caplog, capsys
):
    course = Course(tmp_path, ours=True)
    cells = [
        answer("half", "# YOUR CODE HERE"),
        graded("test_half", "assert half(4) == 2\n%timeit half(4)"),
    ]
    course.generate({"magic": v4.new_notebook(cells=cells)})
    assert cli.main(["validate", str(tmp_path / "source" / "ps1" / "magic.ipynb")]) == 1
    assert "cell test_half, line 2: %timeit is IPython's" in capsys.readouterr().out
    course.submit("ada", "magic", {"half": "def half(x): return x / 2"})
    with caplog.at_level(logging.WARNING):
        course.run(Autograde)
    assert "magic.ipynb, cell test_half, line 2: %timeit is IPython's" in caplog.text
    assert course.scores("ada", "magic") == {"test_half": None}


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_the_notebooks_themselves_are_valid(tmp_path, notebook, capsys):
    path = tmp_path / f"{notebook}.ipynb"
    nbformat.write(source(notebook), path)
    assert cli.main(["validate", str(path)]) == 0
    assert "0 that cannot be judged" in capsys.readouterr().out

"""Three notebooks in nbgrader's ordinary style, graded by nbgrader itself and by us."""

from __future__ import annotations

import re
from pathlib import Path

import jupytext
import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde, GenerateAssignment, GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from autograder.nbgrader import configure

pytestmark = pytest.mark.filterwarnings("ignore")  # nbgrader's and nbconvert's are theirs to mend

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
        folder.mkdir(parents=True)
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

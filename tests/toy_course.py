"""A toy course of two exercises, with nbgrader's commands as methods: from source to feedback."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

import nbformat
import pytest
from nbformat import v4
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde, GenerateAssignment, GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from autograder import course
from autograder.exercise import Exercise, Hidden, Part, Probe
from autograder.grading import grade
from autograder.nbgrader import configure
from autograder.nbgrader.classroom import Classroom, Summary
from autograder.nbgrader.export import ExportGrades
from autograder.report import NotebookReport
from autograder.sandbox import TierReport
from autograder.store import Results

DOUBLE = Exercise("double", "a0", "toy", "Twice as much", (Part("value", 2), Part("zero", 1)))
TRIPLE = Exercise("triple", "a0", "toy", "Three times as much", (Part("value", 3),))


def draw(rng):
    return (float(rng.standard_normal()),)


def nothing(_):
    return (0.0,)


HIDDEN = {
    "double": Hidden(
        DOUBLE,
        {"double": lambda x: 2 * x},
        (Probe("value", "a number", draw), Probe("zero", "zero", nothing)),
    ),
    "triple": Hidden(TRIPLE, {"triple": lambda x: 3 * x}, (Probe("value", "a number", draw),)),
}
RIGHT = {"double": "def double(x):\n    return 2 * x", "triple": "def triple(x):\n    return 3 * x"}
FULL = {"double": 3.0, "triple": 3.0}


def tracked(name: str, **values: object) -> dict[str, object]:
    return {"nbgrader": {"grade_id": name, "schema_version": 3, "task": False, **values}}


def source_notebook(tests: Mapping[str, str] = MappingProxyType({})) -> nbformat.NotebookNode:
    """The course's notebook; `tests` are the texts of check cells that are not `check(f)`."""
    prose = "# A toy assignment\n\n$$x < y$$"
    cells = [v4.new_markdown_cell(prose), v4.new_code_cell("import math")]
    for name, points in (("double", 3), ("triple", 3)):
        factor = 2 if name == "double" else 3
        answer = (
            f"def {name}(x):\n    ### BEGIN SOLUTION\n    return {factor} * x\n    ### END SOLUTION"
        )
        cells.append(
            v4.new_code_cell(
                answer,
                metadata=tracked(f"{name}-answer", grade=False, locked=False, solution=True),
            )
        )
        cells.append(
            v4.new_code_cell(
                tests.get(name, f"check({name})"),
                metadata=tracked(name, grade=True, locked=True, solution=False, points=points),
            )
        )
    for number, cell in enumerate(cells):
        cell.id = f"source-{number}"
    metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    return v4.new_notebook(cells=cells, metadata=metadata)


def fill(notebook: nbformat.NotebookNode, answers: Mapping[str, str]) -> nbformat.NotebookNode:
    """Write answers into a released notebook, and return it."""
    for cell in notebook.cells:
        ours = cell.metadata.get("nbgrader", {})
        if ours.get("solution"):
            cell.source = answers.get(ours["grade_id"].removesuffix("-answer"), cell.source)
    return notebook


class Toy:
    """A course in a folder of its own, with nbgrader's commands as methods."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.config = Config()
        configure.configure(self.config, root)
        self.config.CourseDirectory.root = str(root)
        self.config.CourseDirectory.assignment_id = "a0"
        self.config.Judge.seed = "a test's"
        self.config.Judge.allow_unsafe = True
        self.config.Judge.workers = 1  # others would not know the toy exercises

    def run(self, converter: type, **options: object) -> object:
        config = Config(self.config)
        for name, value in options.items():
            setattr(config.CourseDirectory, name, value)
        made = converter(coursedir=CourseDirectory(config=config), config=config)
        made.start()
        return made

    def generate(self, tests: Mapping[str, str] = MappingProxyType({})) -> None:
        path = self.root / "build" / "source" / "a0" / "toy.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(source_notebook(tests), path)
        self.run(GenerateAssignment)

    def autograde(self, *, force: bool = False, **options: object) -> None:
        self.config.Autograde.force = force
        self.run(Autograde, **options)

    def grade(
        self, *students: str, force: bool = False, diff: bool = False, **options: object
    ) -> Summary:
        """`chainrule grade`, and what it says of itself."""
        self.config.Autograde.force = force
        self.config.Classroom.students = list(students)
        self.config.Classroom.diff = diff
        made = self.run(Classroom, **options)
        assert isinstance(made, Classroom)
        return made.summary

    def feedback(self, student: str, *, force: bool = True) -> str:
        self.config.GenerateFeedback.force = force
        self.run(GenerateFeedback)
        page = self.root / "feedback" / student / "a0" / "toy.html"
        return page.read_text(encoding="utf-8")

    def folder(self, student: str) -> Path:
        return self.root / "submitted" / student / "a0"

    def released(self) -> nbformat.NotebookNode:
        return nbformat.read(self.root / "assignments" / "a0" / "toy.ipynb", as_version=4)

    def submit(self, student: str, answers: dict[str, str] | None = None, tamper=None) -> Path:
        notebook = fill(self.released(), RIGHT if answers is None else answers)
        if tamper:
            tamper(notebook)
        path = self.folder(student) / "toy.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(notebook), encoding="utf-8")
        return path

    @property
    def url(self) -> str:
        return f"sqlite:///{self.root / 'gradebook.db'}"

    def grades(self, student: str) -> dict[str, tuple[float | None, bool]]:
        with Gradebook(self.url) as gradebook:
            found = gradebook.find_submission_notebook("toy", "a0", student)
            return {g.name: (g.auto_score, g.needs_manual_grade) for g in found.grades}

    def scores(self, student: str) -> dict[str, float | None]:
        return {name: score for name, (score, _) in self.grades(student).items()}

    def report(self, student: str) -> NotebookReport:
        return Results(self.root).load("a0", student)["toy"]

    def exported(self) -> dict[str, dict[str, str]]:
        place = self.root / "grades.csv"
        app = type("App", (), {"coursedir": CourseDirectory(config=self.config)})()
        plugin = ExportGrades()
        plugin.parent, plugin.to = None, str(place)
        object.__setattr__(plugin, "_trait_values", {**plugin._trait_values, "parent": app})
        with Gradebook(self.url) as gradebook:
            plugin.export(gradebook)
        with place.open(encoding="utf-8", newline="") as file:
            return {row["student_id"]: row for row in csv.DictReader(file)}


class Shared:
    """One sandbox for all tests: starting one takes longer than most of them."""

    zygote: grade.Zygote
    report: TierReport

    def __init__(self, *_, **__):
        self.limits = self.zygote.limits
        self.session = self.zygote.session

    @property
    def tier(self):
        return self.report.tier

    def close(self):
        """It is needed once more."""


@contextmanager
def in_place() -> Iterator[None]:
    """While it lasts, the toy's exercises are the course's, and the shared sandbox runs them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grade, "Zygote", Shared)
        patch.setattr(course, "exercises", lambda: {"double": DOUBLE, "triple": TRIPLE})
        patch.setattr(course, "hidden", lambda _: HIDDEN)
        yield

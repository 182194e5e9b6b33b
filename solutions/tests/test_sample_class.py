"""The sample class gets the grades that it must: nobody honest less, no cheat more.

The table says it in numbers, apart from what the class itself declares. Here the students' cells
are graded without the figures between them; the whole notebooks go through nbgrader in `make demo`.
"""

from __future__ import annotations

import functools

import pytest

from autograder import course
from autograder.grading.grade import Grader
from autograder.outcome import Status
from autograder.sandbox import Limits, Tier
from autograder.seed import Seed
from solutions.sample_class import fill
from solutions.sample_class.sheets import sheets
from solutions.sample_class.student import Student, together

#: Points and named mistakes by assignment and student.
GRADES = {
    "a1_svm_loss": {
        "ada": (100, ()),
        "blaise": (100, ()),
        "carl": (100, ()),
        "dorothy": (95, ("true class counted",)),
        "emmy": (97, ("penalty's gradient halved",)),
        "fermat": (92, ("sum for mean",)),
        "grace": (97, ("bias left out",)),
        "hypatia": (95, ("true column missing",)),
        "isaac": (96, ("one threshold for a ring",)),
        "julia": (98, ("labels of another kind",)),
        "kurt": (99, ("argument changed",)),
        "leonhard": (33, ()),
        "maryam": (0, ()),
        "niels": (89, ()),
        "olga": (84, ()),
        "paul": (100, ()),
        "quentin": (0, ()),
    },
    "a5_two_layer_backprop": {
        "ada": (100, ()),
        "blaise": (97, ()),
        "carl": (97, ()),
        "dorothy": (92, ("last path wins", "slope of the unit missing")),
        "emmy": (94, ("mask ignored", "penalty's gradient not divided by n")),
        "fermat": (93, ("sum for mean", "threshold on the boundary")),
        "grace": (96, ("mean taken twice", "mask missing")),
        "hypatia": (94, ("bias gradient as a row", "bias gradient of shape (1, H)")),
        "isaac": (94, ("mask of dout", "short batch dropped")),
        "julia": (95, ("cycle not noticed", "rows and columns swapped")),
        "kurt": (95, ("argument changed", "argument changed")),
        "leonhard": (41, ()),
        "maryam": (0, ()),
        "niels": (93, ()),
        "olga": (88, ()),
        "paul": (97, ()),
        "quentin": (0, ()),
    },
    "a3_numerical_gradients": {
        "ada": (100, ()),
        "blaise": (100, ()),
        "carl": (95, ("one-sided difference",)),
        "dorothy": (96, ("flattened copy moved",)),
        "emmy": (93, ("A taken as symmetric", "symmetry taken for granted")),
        "fermat": (93, ("complex step",)),
        "leonhard": (36, ()),
        "maryam": (0, ()),
    },
    "a2_softmax": {
        "ada": (100, ()),
        "blaise": (100, ()),
        "dorothy": (97, ("no shift",)),
        "emmy": (95, ("epsilon in the log",)),
        "fermat": (98, ("short batch dropped",)),
        "grace": (98, ("penalty not divided by N",)),
        "leonhard": (36, ()),
        "maryam": (0, ()),
    },
    "a4_update_rules": {
        "ada": (100, ()),
        "blaise": (100, ()),
        "carl": (96, ("derivation: a sign",)),
        "dorothy": (94, ("derivation: the inner derivative is dropped",)),
        "emmy": (94, ("derivation: a Kronecker case is dropped",)),
        "fermat": (92, ("derivation: one case only",)),
        "grace": (92, ("derivation: not in the language",)),
    },
}


@functools.cache
def grader():
    root = course.find_root()
    # Cells are short; a call may make thousands of callbacks, on a busy machine too.
    limits = Limits(cell_seconds=2, call_seconds=30)
    return Grader(Seed("a test's"), course.hidden(root), root, limits, Tier.PROCESS)


@pytest.fixture(scope="module", autouse=True)
def _end_the_sandbox():
    yield
    if grader.cache_info().currsize:
        grader().close()


CLASS = [(a, student) for a in fill.assignments() for student in fill.students(a)]


@pytest.mark.parametrize(
    ("assignment", "student"), CLASS, ids=[f"{a}-{student.name}" for a, student in CLASS]
)
def test_a_student_gets_exactly_what_the_table_says(assignment, student):
    reports = [grader().grade(sheet).report for sheet in sheets(assignment, student)]
    exercises = [exercise for report in reports for exercise in report.exercises]
    points, mistakes = GRADES[assignment][student.name]
    named = tuple(m for exercise in exercises for m in exercise.mistakes)
    assert (sum(report.earned for report in reports), named) == (points, mistakes)
    for report in reports:
        assert report.settled
    assert {e.name: e.earned for e in exercises} == {
        e.name: student.earns(e) for e in course.of_assignment(assignment)
    }


def test_the_table_has_every_student_and_nobody_else():
    assert {a: set(rows) for a, rows in GRADES.items()} == {
        a: {student.name for student in fill.students(a)} for a in fill.assignments()
    }


def test_a_cell_that_never_ends_costs_its_own_exercise_alone():
    olga = next(s for s in fill.students("a1_svm_loss") if s.name == "olga")
    (report,) = (grader().grade(one).report for one in sheets("a1_svm_loss", olga))
    lost = [e.name for e in report.exercises if not e.passed]
    assert lost == ["svm_loss_vectorized"]
    assert report.exercise("svm_loss_vectorized").parts[0].outcome.status is Status.CRASHED


def test_grace_forgets_the_bias_once():
    """`predict` and `fold_bias` build on her scores; they are judged with correct ones."""
    grace = next(s for s in fill.students("a1_svm_loss") if s.name == "grace")
    (report,) = (grader().grade(one).report for one in sheets("a1_svm_loss", grace))
    assert "batch_scores" in report.exercise("predict").replaced


def test_a_student_of_two_notebooks_is_one_student():
    first = Student("ada", "", cells={"a": "1"}, lost={"a": 2.0}, only=("a",))
    second = Student("ada", "", cells={"b": "2"}, named={"b": ("slip",)}, only=("b",))
    other = Student("aaron", "untouched")
    aaron, ada = together((first,), (second, other))
    assert aaron == other
    assert (ada.cells, ada.lost, ada.named) == ({"a": "1", "b": "2"}, {"a": 2.0}, {"b": ("slip",)})
    assert ada.only == ("a", "b")

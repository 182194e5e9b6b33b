"""Grading one notebook in the real sandbox, and keeping what was found."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from autograder import course, store
from autograder.display import message
from autograder.exercise import Exercise, Hidden, Part, Probe
from autograder.grading import again, grade
from autograder.grading.grade import Grader, Refused, Sheet, SheetCell
from autograder.outcome import Outcome, Status
from autograder.report import ExerciseReport, NotebookReport, PartReport
from autograder.sandbox import Limits, SandboxError, Tier, TierReport
from autograder.seed import Seed
from autograder.store import Results, exclusive


def double(x):
    return 2 * x


def quadruple(x):
    return 4 * x


def draw(rng):
    return (float(rng.standard_normal()),)


DOUBLE = Exercise("double", "a0", "toy", "Twice", (Part("value", 2),))
QUADRUPLE = Exercise("quadruple", "a0", "toy", "Four times", (Part("value", 3),), uses=("double",))
HIDDEN = {
    "double": Hidden(DOUBLE, {"double": double}, (Probe("value", "a number", draw),)),
    "quadruple": Hidden(QUADRUPLE, {"quadruple": quadruple}, (Probe("value", "a number", draw),)),
}
RIGHT = "def double(x):\n    return 2 * x"
WRONG = "def double(x):\n    return 3 * x"
ON_TOP = "def quadruple(x):\n    return double(double(x))"


@pytest.fixture(autouse=True)
def _toy_course(monkeypatch):
    monkeypatch.setattr(course, "exercises", lambda: {"double": DOUBLE, "quadruple": QUADRUPLE})


@pytest.fixture(scope="module")
def grader():
    with Grader(Seed("a test's"), HIDDEN, Path(__file__).parents[1], worst=Tier.PROCESS) as one:
        yield one


def sheet(*cells: str | tuple[str, str]) -> Sheet:
    made = tuple(SheetCell(c) if isinstance(c, str) else SheetCell(*c) for c in cells)
    return Sheet("ada", "a0", "toy", made)


def earned(report: NotebookReport) -> dict[str, float]:
    return {one.name: one.earned for one in report.exercises}


def test_a_check_cell_is_never_executed_and_its_text_does_not_matter(grader):
    graded = grader.grade(sheet(RIGHT, ("double = print('executed')", "double"), "double(3)"))
    assert earned(graded.report)["double"] == 2
    assert graded.outputs[1] == ()
    assert graded.outputs[2][0]["data"] == {"text/plain": "6"}


def test_an_exercise_is_judged_where_its_check_stands(grader):
    graded = grader.grade(sheet(RIGHT, ("", "double"), WRONG))
    assert earned(graded.report)["double"] == 2
    graded = grader.grade(sheet(WRONG, ("", "double"), RIGHT))
    assert earned(graded.report)["double"] == 0


def test_an_exercise_without_a_check_cell_is_judged_at_the_end(grader):
    assert earned(grader.grade(sheet(WRONG, RIGHT)).report)["double"] == 2


def test_a_cell_that_raises_stops_nothing(grader):
    graded = grader.grade(sheet("1 / 0", RIGHT, ("", "double")))
    assert graded.outputs[0][0]["ename"] == "ZeroDivisionError"
    assert earned(graded.report)["double"] == 2


def test_one_slip_costs_one_exercise(grader):
    report = grader.grade(sheet(WRONG, ("", "double"), ON_TOP, ("", "quadruple"))).report
    assert earned(report) == {"double": 0, "quadruple": 3}
    assert report.exercise("quadruple").replaced == ("double",)


def test_what_was_called_before_does_not_decide_a_grade(grader):
    spoils = "spoilt = []\ndef double(x):\n    spoilt.append(x)\n    return 0.0"
    leans = "def quadruple(x):\n    return 4 * x if not spoilt else 0.0"
    report = grader.grade(sheet(spoils, leans, ("", "double"), ("", "quadruple"))).report
    assert earned(report) == {"double": 0, "quadruple": 3}
    assert report.exercise("quadruple").afresh == ("value",)
    assert report.exercise("double").afresh == ()


def test_a_crash_that_other_calls_caused_costs_nothing(grader):
    first = "import os\ncalls = []\ndef double(x):\n    calls.append(x)\n    return 3 * x"
    second = "def quadruple(x):\n    if calls:\n        os._exit(3)\n    return 4 * x"
    report = grader.grade(sheet(first, second)).report
    assert earned(report) == {"double": 0, "quadruple": 3}


def test_a_fresh_worker_has_run_the_cells_above_the_check_alone(grader):
    below = "def double(x):\n    return 2 * x"
    report = grader.grade(sheet(WRONG, ("", "double"), below)).report
    assert earned(report)["double"] == 0


def test_a_second_look_is_no_second_ticket_in_a_lottery(grader, monkeypatch):
    drawn = iter([Status.PASSED, Status.FAILED])

    def by_lot(exercise, student, seed, hidden, parts):
        part = PartReport("value", 2, Outcome(next(drawn)), Status.PASSED)
        return ExerciseReport(exercise.name, exercise.title, (part,))

    monkeypatch.setattr(again, "judge", by_lot)
    report = grader.grade(
        sheet(WRONG, ("", "double"), "def quadruple(x):\n    return 4 * x")
    ).report
    assert earned(report) == {"double": 0, "quadruple": 3}
    assert report.exercise("double").afresh == ()


def test_a_hopeless_function_is_not_waited_for_again(grader, monkeypatch):
    looked = []
    judge = again.judge
    monkeypatch.setattr(again, "judge", lambda *a: looked.append(a) or judge(*a))
    report = grader.grade(sheet("def double(x):\n    raise NotImplementedError()")).report
    assert report.exercise("double").parts[0].outcome.status is Status.NOT_ATTEMPTED
    assert DOUBLE not in [exercise for exercise, *_ in looked]


def test_a_grader_that_fails_at_the_second_look_is_no_zero(grader, monkeypatch):
    def broken(exercise, student, seed, hidden, parts):
        outcome = Outcome(Status.GRADER_ERROR, message.grader_error())
        part = PartReport("value", 2, outcome, Status.GRADER_ERROR)
        return ExerciseReport(exercise.name, exercise.title, (part,))

    monkeypatch.setattr(again, "judge", broken)
    assert not grader.grade(sheet(WRONG)).report.settled


def test_the_second_look_has_a_time_of_its_own(monkeypatch):
    limits = Limits(again_seconds=0.001)
    with Grader(Seed("a test's"), HIDDEN, Path(__file__).parents[1], limits, Tier.PROCESS) as one:
        report = one.grade(sheet(WRONG, "def quadruple(x):\n    return 4.0 * x")).report
    assert earned(report) == {"double": 0, "quadruple": 3}
    assert report.exercise("double").parts[0].outcome.status is Status.FAILED


def test_nothing_written_is_not_attempted_or_missing_and_earns_nothing(grader):
    report = grader.grade(sheet("def double(x):\n    raise NotImplementedError()")).report
    assert report.exercise("double").parts[0].outcome.status is Status.NOT_ATTEMPTED
    assert report.earned == 0
    assert report.settled


def test_the_same_sheet_gives_the_same_report(grader):
    one, two = (grader.grade(sheet(WRONG, ON_TOP)).report for _ in range(2))
    assert one == two
    assert one.content != grader.grade(sheet(RIGHT, ON_TOP)).report.content


def test_the_report_says_how_well_the_code_was_confined(grader):
    report = grader.grade(sheet(RIGHT)).report
    assert report.tier == grader.zygote.tier
    assert report.seed == Seed("a test's").label
    assert "a test's" not in repr(report)


def test_a_sandbox_that_breaks_is_replaced_once(grader, monkeypatch):
    broken = []

    class BreaksOnce(grade.SandboxedStudent):
        def run(self, source, number=0):
            if not broken:
                broken.append(source)
                raise SandboxError("a broken sandbox")
            return super().run(source, number)

    monkeypatch.setattr(grade, "SandboxedStudent", BreaksOnce)
    before = grader.zygote
    assert earned(grader.grade(sheet(RIGHT)).report)["double"] == 2
    assert grader.zygote is not before


def test_a_fault_of_the_grader_is_no_zero(grader, monkeypatch):
    def breaks(*_):
        raise RuntimeError("a bug of ours, with a path: /home/teacher")

    monkeypatch.setattr(grade, "judge_following_through", breaks)
    report = grader.grade(sheet(RIGHT)).report
    assert report.status is Status.GRADER_ERROR
    assert not report.settled
    assert report.fault == message.grader_error()
    assert "/home" not in repr(report)


def test_a_broken_check_leaves_the_other_exercises_their_grade(monkeypatch):
    def breaks(_):
        raise RuntimeError("a bug of ours")

    broken = Hidden(DOUBLE, {"double": double}, (Probe("value", "a number", breaks),))
    hidden = HIDDEN | {"double": broken}
    with Grader(Seed("s"), hidden, Path(__file__).parents[1], worst=Tier.PROCESS) as one:
        report = one.grade(sheet(RIGHT, ON_TOP)).report
    assert not report.exercise("double").settled
    assert report.exercise("quadruple").earned == 3


def test_a_sandbox_below_what_is_required_runs_nothing(monkeypatch):
    class Weak:
        def __init__(self, *_, **__):
            self.tier = Tier.PROCESS
            self.report = TierReport(Tier.PROCESS, "no walls here", "Use Linux.")

        def close(self):
            self.closed = True

    monkeypatch.setattr(grade, "Zygote", Weak)
    one = Grader(Seed("s"), HIDDEN, Path(), Limits())
    with pytest.raises(Refused, match=r"tier 3 .* tier 2 .* required: no walls here Use Linux"):
        one.grade(sheet(RIGHT))


def test_a_refused_notebook_says_why_and_has_no_grade():
    report = grade.refused(sheet(RIGHT), Status.NOT_GRADABLE, "not JSON").report
    assert (report.fault, report.settled, report.points) == ("not JSON", False, 5)
    report = grade.refused(sheet(), Status.NOT_ATTEMPTED, "not handed in").report
    assert report.settled
    assert report.earned == 0


# -- keeping the reports --------------------------------------------------------------------------


NAMES = (
    *("ada", "Zoë", "a b", "o'hara", 'quo"te', "../../gradebook", "..", ".", "a/b", "a\\b", "%2E"),
    *("ada.times", "x" * 300, "ü" * 300, "\udc80", "nul\0", "new\nline"),
)


def a_report(student: str = "ada", notebook: str = "toy", points: float = 1.0) -> NotebookReport:
    part = PartReport("value", points, Outcome(Status.PASSED), Status.PASSED)
    return NotebookReport(student, "a0", notebook, (ExerciseReport("f", "F", (part,)),))


@pytest.mark.parametrize("name", NAMES)
def test_any_student_name_stays_in_the_folder_and_comes_back(tmp_path, name):
    results = Results(tmp_path)
    path = results.path("a0", name)
    assert path.parent == tmp_path / ".chainrule" / "results" / "a0"
    results.save([a_report(name)], {"toy": 0.5})
    assert results.load("a0", name)["toy"].student == name
    assert results.times("a0", name) == {"toy": 0.5}
    assert len(list(path.parent.iterdir())) == 2


def test_names_that_differ_have_files_that_differ():
    names = ["a/b", "a%2Fb", "a_b", "a.b", "A/b", "x" * 300, "x" * 301, "ada", "ada.times", ""]
    assert len({store.safe(name) for name in names}) == len(names)


@pytest.mark.skipif(os.name != "posix", reason="other systems have no modes")
def test_nobody_else_can_read_the_reports(tmp_path):
    Results(tmp_path).save([a_report()], {})
    for path in (tmp_path / ".chainrule").rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0 or path.is_dir()
    results = tmp_path / ".chainrule" / "results" / "a0"
    assert stat.S_IMODE(results.stat().st_mode) == 0o700


def test_notebooks_of_one_assignment_are_kept_together(tmp_path):
    results = Results(tmp_path)
    results.save([a_report(notebook="one")], {"one": 1.0})
    results.save([a_report(notebook="two")], {"two": 2.0})
    results.save([a_report(notebook="one", points=5.0)], {"one": 3.0})
    found = results.load("a0", "ada")
    assert {name: one.earned for name, one in found.items()} == {"one": 5.0, "two": 1.0}
    assert results.times("a0", "ada") == {"one": 3.0, "two": 2.0}
    assert [list(reports) for reports in results.of("a0")] == [["one", "two"]]


def test_a_write_that_fails_leaves_the_old_report(tmp_path, monkeypatch):
    results = Results(tmp_path)
    results.save([a_report()], {})

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        results.save([a_report(points=9.0)], {})
    assert results.load("a0", "ada")["toy"].earned == 1
    assert not list(tmp_path.rglob("*.new"))


def test_a_broken_file_is_named_and_can_be_replaced(tmp_path):
    results = Results(tmp_path)
    results.save([a_report()], {})
    results.path("a0", "ada").write_text("[{", encoding="utf-8")
    with pytest.raises(ValueError, match=r"ada\.json.*grade again"):
        results.load("a0", "ada")
    assert list(results.of("a0")) == []
    results.save([a_report()], {})
    assert results.load("a0", "ada")


def test_a_student_who_was_never_graded_has_no_reports(tmp_path):
    assert Results(tmp_path).load("a0", "nobody") == {}
    assert Results(tmp_path).times("a0", "nobody") == {}
    assert list(Results(tmp_path).of("a0")) == []


def test_the_same_reports_are_the_same_bytes(tmp_path):
    for folder in ("one", "two"):
        Results(tmp_path / folder).save([a_report()], {"toy": 0.1})
    one, two = (Results(tmp_path / f).path("a0", "ada").read_bytes() for f in ("one", "two"))
    assert one == two
    assert json.loads(one)[0]["student"] == "ada"


def test_two_runs_take_turns(tmp_path):
    said: list[str] = []
    first = exclusive(tmp_path / "lock", said.append)
    second = store.Held(tmp_path / "lock")
    assert not second.lock(wait=False)
    del first
    assert second.lock(wait=False)
    assert said == []

"""Test cells of the ordinary sort: what works across the boundary, and what nobody can forge."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest

from autograder.cells import source
from autograder.cells.bench import Bench
from autograder.grading.sheet import TestCell
from autograder.judging.student import SandboxedStudent
from autograder.outcome import Status
from autograder.report import ExerciseReport
from autograder.sandbox import Limits, Zygote

TEXTS = Path(__file__).parent / "ordinary_course"
STUDENT = (TEXTS / "student.md").read_text("utf-8").split("```")[1].removeprefix("python\n")


@pytest.fixture(scope="module")
def zygote():
    limits = Limits(cell_seconds=2, call_seconds=1, message_bytes=64 << 20)
    with Zygote(limits) as found:
        yield found


@pytest.fixture(scope="module")
def student(zygote):
    with SandboxedStudent(zygote) as found:
        assert found.run(STUDENT).error is None
        yield found


GIVEN = ["import numpy as np", "class Vector: pass\nclass Low(ValueError): pass\ndef evil(): pass"]


@pytest.fixture(scope="module")
def bench(zygote, student):
    with Bench(student, zygote.limits, source.handed_out([*GIVEN, "def evil_class(): pass"])) as it:
        yield it


def judged(bench: Bench, text: str, points: float = 4.0) -> ExerciseReport:
    return bench.judge(TestCell("t", text, points, source.hidden_lines(text)))


WORKS = dict(
    re.findall(
        r"^## (.+?)\n\n```python\n(.*?)\n```$",
        (TEXTS / "what_works.md").read_text("utf-8"),
        re.M | re.S,
    )
)


@pytest.mark.parametrize("text", WORKS.values(), ids=WORKS)
def test_a_test_cell_may(bench, text):
    report = judged(bench, text)
    assert report.passed, report.parts[0].outcome


def test_a_test_that_draws_draws_the_same_at_a_regrade_and_other_than_the_student(zygote) -> None:
    text = (
        "import random\n"
        "rng = np.random.default_rng()\n"
        "assert np.array_equal([np.random.rand(), rng.random(), random.random()], first()), (\n"
        "    f'{np.random.rand()} {rng.random()} {np.random.default_rng().random()}')"
    )
    own = "import random\nimport numpy as np\ndef first(): return [np.random.rand(), 0.0, 0.0]"
    said = []
    for draws in ([1, 2], [1, 2], [3]):
        given = source.handed_out(["import numpy as np"])
        with (
            SandboxedStudent(zygote) as one,
            Bench(one, zygote.limits, given, draws=draws) as bench,
        ):
            assert one.run(own).error is None
            outcome = judged(bench, text).parts[0].outcome
            assert outcome.status is Status.FAILED
            said.append(outcome.fact)
    assert said[0] == said[1] != said[2]


FORGED = {
    "equality": "assert evil() == 4",
    "inequality": "assert not (evil() != 4)",
    "order": "assert evil() < 4",
    "reflected order": "assert 3 < evil()",
    "a difference": "assert abs(evil() - 4) < 1e-9",
    "a reflected difference": "assert abs(4 - evil()) < 1e-9",
    "its type": "assert isinstance(evil(), int)",
    "numpy": "np.testing.assert_allclose(evil(), [4, 4])",
    "numpy's means": "assert np.mean(evil()) == 0.0",
    "a method": "assert evil().mean() == 0.0",
    "an attribute": "assert evil().value == 4",
    "an item": "assert evil()[0] == 4",
    "a length": "assert len(evil()) == 4",
    "contents": "assert 4 in evil()",
    "approximation": "import pytest\nassert evil() == pytest.approx(4)",
    "approximation, reflected": "import pytest\nassert pytest.approx(4) == evil()",
    "a subclass of int": "assert evil_int() == 4",
    "an object in a list": "assert evil_list() == [4]",
    "a class for a function": "assert evil_class(2) == 4",
    "a method of a class for a function": "assert evil_class(2).mean() == 0.0",
    "a key": "assert {4: True}[evil()]",
    "the address of an array": "assert np.asarray(evil()).sum() == 0",
    "math": "import math\nassert math.isclose(evil(), 4)",
    "a sum": "assert sum([evil(), -4]) == 0",
    "sorting": "assert sorted([evil(), 5])[1] == 5",
}


@pytest.mark.parametrize("text", FORGED.values(), ids=FORGED)
def test_no_object_forges(bench, text):
    report = judged(bench, text)
    assert report.earned == 0
    assert report.settled, "a forger has no grade at all, then"


def test_other_classes_answer_where_the_course_says_so(zygote, student):
    text = "import numpy as np\nassert linked().after.value == 2"
    with Bench(student, zygote.limits, source.handed_out(GIVEN)) as one:
        assert "expects a value" in judged(one, text).parts[0].outcome.fact
    with Bench(student, zygote.limits, source.handed_out(GIVEN), trusting=True) as one:
        assert judged(one, text).passed


LOST = {
    "die()": (Status.CRASHED, "Python itself stopped"),
    "try: die()\nexcept Exception: pass": (Status.CRASHED, "Python itself stopped"),
    "forever()": (Status.OUT_OF_TIME, "within 1 s"),
    "leave()": (Status.CRASHED, "SystemExit"),
    "todo()": (Status.NOT_ATTEMPTED, "not written yet"),
    "unheard_of(1)": (Status.CRASHED, "name 'unheard_of' is not defined"),
    "huge()": (Status.FAILED, "more than 64 MiB of arrays"),
    "cached.cache_info().hits": (Status.GRADER_ERROR, "The grader itself failed"),
}


@pytest.mark.parametrize("text", LOST)
def test_a_function_that_gives_nothing_fails_its_own_cell_alone(bench, text):
    status, fact = LOST[text]
    (part,) = judged(bench, text).parts
    assert (part.outcome.status, part.earned) == (status, 0)
    assert fact in part.outcome.fact
    assert judged(bench, "assert square(3) == 9").passed


def test_an_endless_iterator_ends_as_the_students(bench):
    (part,) = judged(bench, "list(naturals())").parts
    assert part.outcome.status in (Status.OUT_OF_TIME, Status.OUT_OF_MEMORY)


def test_a_test_that_never_ends_is_no_zero_and_later_cells_have_its_helpers(bench, caplog):
    loops = "LIMIT = 3\ndef helper():\n    return square(LIMIT)\nwhile True: pass"
    with caplog.at_level(logging.ERROR):
        (part,) = judged(bench, loops).parts
    assert part.outcome.status is Status.GRADER_ERROR
    assert "the course's own test ran out of time" in caplog.text
    assert judged(bench, "assert helper() == 9").passed


BROKEN = {
    "assert (": "was never closed",
    "import no_such_helper": "No module named 'no_such_helper'",
    "class Mine: pass\nsame(Mine())": "hands a __main__.Mine to the student's code",
    "input()": "asks for input()",
    "assert eval(str(square(2))) == 4": "eval would run the student's text",
    "import sympy": "sympy would run the student's text",
    "class Mine: pass\ntry:\n    same(Mine())\nexcept:\n    pass": "hands a __main__.Mine",
    "check(square)": "an exercise that this course does not have",
}


@pytest.mark.parametrize("text", BROKEN)
def test_a_fault_of_the_test_is_no_zero_and_is_logged(bench, text, caplog):
    with caplog.at_level(logging.ERROR):
        report = judged(bench, text)
    assert not report.settled
    assert BROKEN[text] in caplog.text


def test_an_own_class_that_cannot_be_caught_as_an_exception(bench):
    text = "class Mine: pass\ntry:\n    same(Mine())\nexcept Exception:\n    pass"
    assert not judged(bench, text).settled


@pytest.mark.parametrize(
    ("last", "points"), [("0", 0), ("1.5", 1.5), ("4", 4), ("np.int64(3)", 3), ("True", 4)]
)
def test_the_last_number_is_the_score(bench, last, points):
    report = judged(bench, f"assert square(2) == 4\n{last}")
    assert (report.earned, report.points) == (points, 4)


def test_a_last_number_that_a_notebook_would_not_show_is_no_score(bench):
    assert judged(bench, "assert square(2) == 4\n0;").earned == 4


@pytest.mark.parametrize("last", ["5", "-1", "float('nan')", "10 ** 400"])
def test_a_last_number_that_is_no_score_is_for_a_person(bench, last):
    assert not judged(bench, last).settled


def fact(bench: Bench, text: str) -> str:
    return judged(bench, text).parts[0].outcome.fact


def test_a_visible_test_says_what_it_asked_and_what_came(bench):
    assert fact(bench, "x = 2\nassert square(x) == 5") == (
        "in line 2 of the test, assert square(x) == 5: 4 == 5 is not true"
    )
    assert fact(bench, "assert square(2) == 5, 'think of 5'").endswith(": think of 5")
    assert fact(bench, "low()") == "your code raised Low: need 3 (in line 1 of the test, low())"


def hidden(text: str) -> str:
    return f"assert square(1) == 1\n### BEGIN HIDDEN TESTS\n{text}\n### END HIDDEN TESTS"


HIDDEN = {
    "assert square(41) == 5": "a hidden test failed",
    "np.testing.assert_equal(square(41), 5)": "a hidden test failed",
    "assert square(41) == 5, 'large numbers'": "a hidden test failed: large numbers",
    "secret(41)": "a hidden test failed: your code raised ValueError",
    "nothing_41()": "a hidden test failed",
    "for n in [41]:\n    assert square(n) == 5": "a hidden test failed",
}


@pytest.mark.parametrize("text", HIDDEN)
def test_of_a_hidden_test_nothing_is_told_but_its_message(bench, text):
    (part,) = judged(bench, hidden(text)).parts
    assert part.outcome.fact == HIDDEN[text]
    assert "41" not in repr(part)
    assert part.visible is Status.PASSED


def test_a_helper_with_hidden_lines_stays_hidden(bench):
    lines = ("assert True", "### BEGIN HIDDEN TESTS", "assert n == 41", "### END HIDDEN TESTS")
    helper = "\n    ".join(("def right(n):", *lines))
    assert bench.judge(TestCell("helper", helper, 1, source.hidden_lines(helper))).passed
    assert fact(bench, "right(square(1))") == "a hidden test failed"


def test_the_students_process_holds_no_test(zygote):
    """What is in the memory of the student's process while a test runs: no text of the test."""
    spy = """
import gc, sys
def look(x):
    texts = [o for o in gc.get_objects() if type(o) is str] + [repr(f.f_locals) for f in frames()]
    return any("marker-41" in t for t in texts)
def frames():
    frame = sys._getframe()
    while frame: yield frame; frame = frame.f_back
"""
    with SandboxedStudent(zygote) as one, Bench(one, zygote.limits, source.handed_out([])) as it:
        assert one.run(spy).error is None
        assert judged(it, "expected = 'marker-' + '41'\nassert look(3) is False, expected").passed


def test_what_a_test_cell_defines_the_student_does_not_see(zygote):
    with SandboxedStudent(zygote) as one, Bench(one, zygote.limits, source.handed_out([])) as it:
        one.run("def f(): return answer")
        assert judged(it, "answer = 41\ntry:\n    f()\nexcept NameError: pass\nelse: 1 / 0").passed
        one.run("answer = 1")
        assert judged(it, "assert answer == 41 and f() == 1").passed


def test_a_worker_that_died_is_back_for_the_next_cell_and_old_objects_are_not(zygote):
    given = source.handed_out(["class Box: pass"])
    with SandboxedStudent(zygote) as one, Bench(one, zygote.limits, given) as it:
        one.run("import os\nclass Box:\n    x = 1\ndef die(): os._exit(1)")
        assert judged(it, "kept = Box()\nassert kept.x == 1").passed
        assert not judged(it, "die()").passed
        assert judged(it, "assert Box().x == 1").passed
        (part,) = judged(it, "kept.x").parts
        assert part.outcome.status is Status.CRASHED


def test_objects_that_nobody_holds_are_let_go(zygote):
    text = "for _ in range(300):\n    box = Box()\n    assert box.x == 1"
    limits = zygote.limits
    given = source.handed_out(["class Box: pass"])
    with SandboxedStudent(zygote) as one, Bench(one, limits, given) as it:
        one.run("class Box:\n    x = 1")
        assert judged(it, text).passed
        held = it.student.session.use("name", ["Box"]).value
        assert held.number < 5 or held.number > 290  # numbers are never used twice

"""A numerical gradient over the real sandbox: the function to differentiate stays on our side."""

from __future__ import annotations

import inspect

import numpy as np
import pytest

from autograder.judging.judge import judge
from autograder.judging.student import SandboxedStudent
from autograder.judging.watched import Watched
from autograder.outcome import Status
from autograder.sandbox import Limits, Zygote
from autograder.seed import Seed
from solutions import numerical_gradients as reference
from solutions.sample_class.a3_numerical_gradients import dorothy, fermat
from solutions.tests.matrix import HIDDEN

SEED = Seed("over the wire")
HEADER = "import numpy as np\nfrom collections.abc import Callable\n"
GRADIENT = HIDDEN["numerical_gradient"]


@pytest.fixture(scope="module")
def zygote():
    with Zygote(Limits(call_seconds=5, callbacks_per_call=2000)) as one:
        yield one


@pytest.fixture
def student(zygote):
    with SandboxedStudent(zygote) as one:
        one.run(HEADER)
        yield one


def hand_in(student, *functions):
    for function in functions:
        ran = student.run(inspect.getsource(function))
        assert ran.error is None


def by_part(student, hidden=GRADIENT):
    report = judge(hidden.exercise, student, SEED, hidden)
    return report, {part.name: part.outcome for part in report.parts}


def test_reference_gets_full_marks_with_callbacks(student):
    hand_in(student, reference.numerical_gradient, reference.numerical_gradient_forward)
    report, _ = by_part(student)
    assert report.passed
    assert report.earned == 20


def test_the_count_of_calls_is_ours_and_enforced(student):
    hand_in(student, reference.numerical_gradient, reference.numerical_gradient_forward)
    student.run(
        "frugal = numerical_gradient\n"
        "def numerical_gradient(f, x, h=1e-5):\n"
        "    f(np.array(x, dtype=float))\n"
        "    return frugal(f, x, h)\n"
    )
    _, outcomes = by_part(student)
    assert outcomes["calls"].status is Status.FAILED
    assert outcomes["calls"].mistake == "too many calls"
    assert "11 times; 10 are enough" in outcomes["calls"].fact
    assert outcomes["values"].status is Status.PASSED


def test_a_complex_step_is_named_kindly(student):
    hand_in(student, fermat.numerical_gradient, reference.numerical_gradient_forward)
    _, outcomes = by_part(student)
    assert {name for name, outcome in outcomes.items() if outcome.status is Status.FAILED} == {
        "values",
        "calls",
    }
    assert outcomes["calls"].mistake == outcomes["values"].mistake == "complex step"


def test_a_layout_crosses_the_wire_so_that_a_moved_copy_shows(student):
    hand_in(student, dorothy.numerical_gradient, reference.numerical_gradient_forward)
    _, outcomes = by_part(student)
    assert outcomes["any shape"].mistake == "flattened copy moved"
    assert all(o.status is Status.PASSED for name, o in outcomes.items() if name != "any shape")


def test_endless_calls_are_capped(student):
    student.run("def numerical_gradient(f, x, h=1e-5):\n    while True:\n        f(x)\n")
    hand_in(student, reference.numerical_gradient_forward)
    _, outcomes = by_part(student)
    assert outcomes["values"].status is Status.CRASHED
    assert "2000 times" in outcomes["values"].fact


def test_the_array_comes_back_as_it_went(student):
    hand_in(student, reference.numerical_gradient)
    x = np.random.default_rng(4).normal(size=(3, 4)).T
    f = Watched(lambda x: float((x**2).sum()), x.shape)
    before = x.tobytes()
    reply = student.function("numerical_gradient").reply(f, x)
    assert np.asarray(reply.value) == pytest.approx(2 * x)
    assert f.calls == 24
    assert reply.arguments[1].tobytes() == before
    assert reply.arguments[0] is f


def test_gradient_check_of_three_thousand_entries_passes_over_the_wire():
    hidden = HIDDEN["gradient_check"]
    # Thousands of callbacks a call: a second or two, and more on a busy machine.
    with Zygote(Limits(call_seconds=60)) as roomy, SandboxedStudent(roomy) as one:
        one.run(HEADER)
        functions = ("numerical_gradient", "relative_error", "gradient_check")
        hand_in(one, *(getattr(reference, name) for name in functions))
        report, _ = by_part(one, hidden)
    assert report.passed, [part.outcome for part in report.parts]

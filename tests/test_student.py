"""A student's notebook in a worker: what one bad cell or function costs, and what it doesn't."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.exercise import Exercise, Hidden, Part, Probe
from autograder.judging.function import LocalFunction
from autograder.judging.judge import judge, judge_following_through
from autograder.judging.student import DEATHS_PER_FUNCTION, SandboxedStudent
from autograder.outcome import Failed, Fault, Status
from autograder.sandbox import Limits, Zygote
from autograder.seed import Seed

LIMITS = Limits(cell_seconds=2, call_seconds=1, notebook_seconds=30)
SEED = Seed("a test's")


@pytest.fixture(scope="module")
def zygote():
    with Zygote(LIMITS) as one:
        yield one


@pytest.fixture
def student(zygote):
    with SandboxedStudent(zygote) as one:
        yield one


def test_cells_share_a_namespace_and_go_on_after_an_error(student):
    student.run("a = 2")
    assert "ZeroDivisionError" in (student.run("a / 0").error or "")
    student.run("def twice(x):\n    return a * x")
    assert student.function("twice")(21.0) == 42.0


def test_cells_are_called_by_their_numbers_in_the_notebook_after_a_restart_too(student):
    student.run("def f():\n    return 1 / 0", 4)
    student.run("import os; os._exit(1)", 5)  # what ran before runs once more
    shown = "\n".join(student.run("f()", 9).outputs[0]["traceback"])
    assert "cell 9, line 1" in shown
    assert "cell 4, line 2, in f" in shown
    assert "(<cell 12>, line 1)" in student.run("f(", 12).error


def test_a_cell_that_never_ends_costs_itself_alone(student):
    student.run("def before(x):\n    return x + 1")
    assert "stopped" in (student.run("while True:\n    pass").error or "")
    student.run("def after(x):\n    return before(x) + 1")
    assert student.function("after")(1) == 3


def test_a_function_that_kills_python_leaves_the_others_to_be_judged(student):
    student.run("import os\ndef bad():\n    os._exit(0)\ndef good():\n    return 1.5")
    with pytest.raises(Fault) as caught:
        student.function("bad")()
    assert caught.value.status is Status.CRASHED
    assert student.function("good")() == 1.5


def test_a_function_that_never_returns_is_out_of_time_and_not_called_for_ever(student):
    student.run("def spin():\n    while True:\n        pass\ndef good():\n    return 1.5")
    for _ in range(DEATHS_PER_FUNCTION + 2):
        with pytest.raises(Fault) as caught:
            student.function("spin")()
        assert caught.value.status is Status.OUT_OF_TIME
    assert student.function("good")() == 1.5


def test_a_function_that_eats_memory_is_out_of_memory(student):
    student.run("import numpy as np\ndef eat():\n    return np.ones(10**10).sum()")
    with pytest.raises(Fault) as caught:
        student.function("eat")()
    assert caught.value.status is Status.OUT_OF_MEMORY


def test_missing_names_values_and_stubs_are_told_apart(student):
    student.run("value = 3\ndef stub():\n    raise NotImplementedError()")
    with pytest.raises(Fault, match="nothing is not defined"):
        student.function("nothing")
    with pytest.raises(Fault, match="expected a function"):
        student.function("value")
    with pytest.raises(Fault) as caught:
        student.function("stub")()
    assert caught.value.status is Status.NOT_ATTEMPTED


def test_an_odd_value_is_a_wrong_answer_with_its_reason(student):
    student.run("def odd():\n    return (x for x in [1])")
    with pytest.raises(Failed, match="generator"):
        student.function("odd")()


def test_a_changed_argument_is_seen_from_outside(student):
    student.run("def zero(x):\n    x *= 0\n    return 1.0")
    after = student.function("zero").reply(np.ones(3)).arguments
    assert np.array_equal(after[0], np.zeros(3))


UPSTREAM = Exercise("scale", "a0", "toy", "Upstream", (Part("value", 1),))
DOWNSTREAM = Exercise("twice", "a0", "toy", "Downstream", (Part("value", 2),), uses=("scale",))


def draw(rng):
    return (rng.standard_normal(4),)


CHAIN = {
    "scale": Hidden(UPSTREAM, {"scale": lambda x: 2 * x}, (Probe("value", "numbers", draw),)),
    "twice": Hidden(DOWNSTREAM, {"twice": lambda x: 4 * x}, (Probe("value", "numbers", draw),)),
}


def test_one_slip_costs_one_exercise_over_the_wire(student):
    student.run("def scale(x):\n    return 3 * x\n\ndef twice(x):\n    return scale(scale(x))")
    first = judge(UPSTREAM, student, SEED, CHAIN["scale"])
    second = judge_following_through(DOWNSTREAM, student, SEED, CHAIN, {"scale": first})
    assert (first.earned, second.earned, second.replaced) == (0, 2, ("scale",))
    # Afterwards the student's own function is back.
    assert np.array_equal(student.function("scale")(np.ones(2)), np.full(2, 3.0))


def test_a_substitute_survives_the_death_of_the_worker(student):
    student.run("import os\ndef scale(x):\n    os._exit(1)\n\ndef use(x):\n    return scale(x)")
    student.run("def kill():\n    os._exit(1)")
    with student.substituted({"scale": lambda x: 2 * x}):
        with pytest.raises(Fault):
            student.function("kill")()
        assert student.function("use")(3.0) == 6.0


def test_a_verdict_out_of_a_callback_is_the_same_as_in_a_notebook(student):
    def watching(x):
        raise Failed("the loss was called with 3", mistake="argument changed")

    student.run("def calls(loss):\n    return loss(3)")
    with pytest.raises(Failed, match="called with 3") as caught:
        student.function("calls")(watching)
    assert caught.value.mistake == "argument changed"


def test_a_generator_that_is_handed_over_draws_what_it_would_have_drawn_here(student):
    student.run("def order(n, rng):\n    return rng.permutation(n)")
    there = student.function("order")(50, np.random.default_rng(3))
    assert np.array_equal(there, np.random.default_rng(3).permutation(50))


def test_named_arguments_are_copied_and_handed_over_by_name(student):
    code = "def f(x, *, lr, steps=1):\n    x += lr * steps\n    return x"
    student.run(code)
    space = {}
    exec(code, space)
    x = np.zeros(2)
    for f in (student.function("f"), LocalFunction(space["f"], name="f")):
        assert np.array_equal(f(x, steps=3, lr=np.full(2, 0.5)), np.full(2, 1.5))
        assert np.array_equal(x, np.zeros(2))
        with pytest.raises(Fault, match="TypeError"):
            f(x, np.ones(2))

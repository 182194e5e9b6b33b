"""Runners that are forked are apart from each other, and end when they are told to."""

from __future__ import annotations

import os
import signal
import time

import pytest

from autograder.cells import source
from autograder.cells.bench import Bench
from autograder.cells.nursery import Nursery
from autograder.grading.sheet import TestCell
from autograder.judging.student import SandboxedStudent
from autograder.outcome import Status
from autograder.sandbox import Limits, Zygote

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")

MARK = "import numpy as np\nmarked = hasattr(np, 'mark')\nnp.mark = 1\nassert not marked"
DRAW = "import numpy as np\nassert False, str(np.random.random())"


@pytest.fixture(scope="module")
def zygote():
    with Zygote() as one:
        yield one


@pytest.fixture
def nursery():
    one = Nursery()
    yield one
    one.close()


def judged(zygote, nursery, text, limits=None):
    with (
        SandboxedStudent(zygote) as student,
        Bench(student, limits or zygote.limits, source.handed_out([]), nursery=nursery) as bench,
    ):
        return bench.judge(TestCell("t", text, 1.0, frozenset())).parts[0].outcome


def test_what_a_runner_does_no_other_sees(zygote, nursery):
    assert [judged(zygote, nursery, MARK).status for _ in range(2)] == [Status.PASSED] * 2
    drawn = {judged(zygote, nursery, DRAW).fact for _ in range(3)}
    assert len(drawn) == 3


def test_a_runner_that_does_not_end_is_ended(zygote, nursery):
    slow = judged(zygote, nursery, "while True: pass", Limits(cell_seconds=0.5))
    assert slow.status is Status.GRADER_ERROR
    assert judged(zygote, nursery, MARK).status is Status.PASSED


def test_a_killed_nursery_is_replaced_and_leaves_no_runner(zygote, nursery):
    with SandboxedStudent(zygote) as student:
        bench = Bench(student, zygote.limits, source.handed_out([]), nursery=nursery)
        bench.judge(TestCell("t", MARK, 1.0, frozenset()))
        pid = bench._process._pid
        os.kill(nursery._process.pid, signal.SIGKILL)
        bench.close()
    deadline = time.monotonic() + 10
    while alive(pid):
        assert time.monotonic() < deadline, "a runner outlives its notebook"
        time.sleep(0.02)
    assert judged(zygote, nursery, MARK).status is Status.PASSED


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False

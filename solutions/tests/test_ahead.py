"""Reading ahead changes when notebooks are graded, and nothing else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import BrokenExecutor, Future
from contextlib import contextmanager
from pathlib import Path

import pytest

from autograder import course
from autograder.grading.grade import Grader, Refused, Sheet, SheetCell
from autograder.outcome import Status
from autograder.sandbox import Limits, Tier
from autograder.seed import Seed
from autograder.workers.ahead import Ahead, Deadly

IMPORTS = SheetCell("import numpy as np")
CHECK = SheetCell("", "xor_features")
RIGHT = "def xor_features(X):\n    return (X[:, :1] * X[:, 1:])"
WRONG = "def xor_features(X):\n    return X"


def sheet(student, source):
    cells = (IMPORTS, SheetCell(source), CHECK)
    return Sheet(student, "a1_svm_loss", "svm_loss", cells)


CLASS = [sheet("ada", RIGHT), sheet("isaac", WRONG), sheet("carl", RIGHT), sheet("zoë", WRONG)]


@pytest.fixture(scope="module")
def grader():
    root = course.find_root()
    with Grader(Seed("x"), course.hidden(root), root, Limits(), Tier.PROCESS) as one:
        yield one


@contextmanager
def ahead_of(grader, coming, workers):
    one = Ahead(grader, iter(coming), workers)
    try:
        yield one
    finally:
        one.close()


def test_the_reports_are_those_of_the_grader_whoever_is_announced(grader):
    alone = [grader.grade(one).report for one in CLASS]
    assert [report.earned for report in alone] == [4, 0, 4, 0]
    # The second was not announced, the last is asked for in another form than was announced.
    coming = [CLASS[0], CLASS[2], sheet("zoë", RIGHT)]
    with ahead_of(grader, coming, 2) as ahead:
        assert [ahead.grade(one).report for one in CLASS] == alone


def test_a_killed_process_costs_no_grade(grader):
    with ahead_of(grader, CLASS, 2) as ahead:
        assert ahead.grade(CLASS[0]).report.earned == 4
        for pid in list(ahead._pool._processes):
            os.kill(pid, signal.SIGKILL)
        assert [ahead.grade(one).report.earned for one in CLASS[1:]] == [0, 4, 0]


def test_a_submission_that_cannot_be_looked_at_ahead_is_graded_in_its_turn(grader):
    def coming():
        yield CLASS[0]
        raise OSError("the disk is gone for a moment")

    with ahead_of(grader, coming(), 2) as ahead:
        assert [ahead.grade(one).report.earned for one in CLASS] == [4, 0, 4, 0]


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc")
def test_workers_end_with_a_process_that_is_killed(tmp_path):
    code = f"""
import sys
sys.path[:0] = {sys.path!r}
from solutions.tests import test_ahead as t
if __name__ == "__main__":
    root = t.course.find_root(t.Path({str(course.find_root())!r}))
    grader = t.Grader(t.Seed("x"), t.course.hidden(root), root, t.Limits(), t.Tier.PROCESS)
    ahead = t.Ahead(grader, iter(t.CLASS), 2)
    ahead.grade(t.CLASS[0])
    print(*ahead._pool._processes, flush=True)
    t.os.kill(t.os.getpid(), t.signal.SIGKILL)
"""
    script = tmp_path / "killed.py"
    script.write_text(code)
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    workers = [int(pid) for pid in done.stdout.split()]
    assert len(workers) == 2, done.stderr
    deadline = time.monotonic() + 30
    while any(alive(pid) for pid in workers):
        assert time.monotonic() < deadline, "the workers outlive their parent"
        time.sleep(0.05)


def alive(pid):
    try:
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (ProcessLookupError, FileNotFoundError):
        return False
    return state != "Z"  # in a container nobody may wait for an orphan: a zombie is as dead


class Failing:
    """A pool whose every sheet comes back as an error."""

    workers = 2

    def __init__(self, error):
        self.error = error
        self.over = False

    def submit(self, work, sheet):
        future = Future()
        future.set_exception(self.error)
        return future

    def shutdown(self, wait=True, *, cancel_futures=False):
        self.over = True


@pytest.mark.parametrize("error", [Deadly("three died"), Refused("no sandbox"), OSError("gone")])
def test_what_a_pool_fails_at_is_graded_here(grader, error):
    pool = Failing(error)
    ahead = Ahead(grader, iter(CLASS), 1, pool)
    assert [ahead.grade(one).report.earned for one in CLASS[:2]] == [4, 0]
    assert not pool.over


def test_a_lost_pool_is_left(grader):
    pool = Failing(BrokenExecutor("the scheduler is gone"))
    ahead = Ahead(grader, iter(CLASS), 1, pool)
    assert [ahead.grade(one).report.earned for one in CLASS] == [4, 0, 4, 0]
    assert pool.over


def die(_):
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.skipif(sys.platform == "win32", reason="kills a process by signal")
def test_a_sheet_that_ends_every_process_is_no_zero(grader, monkeypatch):
    monkeypatch.setattr("autograder.workers.ahead.work", die)
    one = Ahead(grader, iter(CLASS), 1, Failing(Deadly("three died"))).grade(CLASS[0])
    assert one.report.status is Status.GRADER_ERROR
    assert not one.report.settled


def test_one_worker_needs_no_other_process(grader):
    with ahead_of(grader, CLASS, 1) as ahead:
        assert ahead._pool is None
        assert ahead.grade(CLASS[0]).report.earned == 4

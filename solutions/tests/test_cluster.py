"""A class graded on a real scheduler's workers: the same grades, whatever dies meanwhile."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

distributed = pytest.importorskip(
    "distributed", reason="Dask is not installed: chainrule[cluster]", exc_type=ImportError
)

from autograder import course  # noqa: E402 - all below needs Dask
from autograder.grading.grade import Grader, Refused, Sheet, SheetCell  # noqa: E402
from autograder.nbgrader.options import Judge  # noqa: E402
from autograder.sandbox import Tier, probe  # noqa: E402
from autograder.seed import Seed  # noqa: E402
from autograder.workers.ahead import Ahead, Deadly, work  # noqa: E402
from autograder.workers.cluster import Cluster  # noqa: E402
from tests.scheduler import Workers  # noqa: E402

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("cluster"),  # one scheduler for all of them
    pytest.mark.skipif(
        probe().tier is Tier.PROCESS, reason="nothing is graded on a cluster without a sandbox"
    ),
]

ROOT = course.find_root(Path(__file__))
IMPORTS = SheetCell("import numpy as np")
CHECK = SheetCell("", "xor_features")
ANSWERS = ("X[:, :1] * X[:, 1:]", "X", "X[:, :1] * X[:, 1:] * 2", "1 / 0")


def sheet(number: int) -> Sheet:
    answer = SheetCell(f"def xor_features(X):\n    return {ANSWERS[number % len(ANSWERS)]}")
    return Sheet(f"student{number}", "a1_svm_loss", "svm_loss", (IMPORTS, answer, CHECK))


CLASS = [sheet(number) for number in range(8)]


def die(_: Sheet) -> None:
    """Work that no worker survives."""
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.fixture(scope="module")
def workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workers]:
    made = Workers(tmp_path_factory.mktemp("cluster"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def grader() -> Iterator[Grader]:
    with Grader(Seed("x"), course.hidden(ROOT), ROOT) as one:
        yield one


@contextmanager
def cluster_of(workers: Workers, grader: Grader, root: Path | None = None) -> Iterator[Cluster]:
    one = Cluster(workers.address, grader, root)
    try:
        yield one
    finally:
        one.shutdown()


def test_the_reports_are_those_of_one_machine_though_a_worker_is_killed(workers, grader):
    alone = [grader.grade(one).report for one in CLASS]
    assert [report.earned for report in alone[:4]] == [4, 0, 4, 0]
    with cluster_of(workers, grader) as cluster:
        assert cluster.workers == 2
        ahead = Ahead(grader, iter(CLASS), 1, cluster)
        found = [ahead.grade(CLASS[0]).report]
        os.kill(next(iter(workers.pids().values())), signal.SIGKILL)
        grader.close()
        found += [ahead.grade(one).report for one in CLASS[1:]]
        assert grader._zygote is None  # all was graded over there
    assert found == alone


def test_a_sheet_that_kills_its_workers_is_named_and_the_others_are_graded(workers, grader):
    with cluster_of(workers, grader) as cluster:
        futures = [cluster.submit(die, CLASS[0]), cluster.submit(work, CLASS[2])]
        with pytest.raises(Deadly):
            futures[0].result(60)
        assert futures[1].result(60).report.earned == 4


def test_workers_with_other_solutions_are_refused_by_name(workers, grader, tmp_path):
    shutil.copytree(ROOT / "solutions" / "hidden", tmp_path / "solutions" / "hidden")
    with (tmp_path / "solutions" / "hidden" / "svm_loss.py").open("a") as file:
        file.write("# another version\n")
    with pytest.raises(Refused, match=r"first \(tcp://.*solutions: expected .*second \(tcp"):
        Cluster(workers.address, grader, tmp_path)


def test_a_worker_that_joins_with_other_code_grades_nothing(workers, grader, tmp_path, caplog):
    for name in ("autograder", "datasets"):
        shutil.copytree(ROOT / name, tmp_path / name)
    with (tmp_path / "autograder" / "judging" / "judge.py").open("a") as file:
        file.write("# another version\n")
    with cluster_of(workers, grader) as cluster:
        workers.join("stranger", "--no-nanny", root=tmp_path)
        until = time.monotonic() + 60
        while "stranger" not in caplog.text:
            assert time.monotonic() < until, (workers.folder / "log").read_text()
            time.sleep(0.1)
        futures = [cluster.submit(work, one) for one in CLASS]
        assert [future.result(60).report.earned for future in futures] == [4, 0, 4, 0] * 2
        assert "autograder: expected" in caplog.text
        while workers.processes[-1].poll() is None:  # it ended itself, out of the way
            assert time.monotonic() < until
            time.sleep(0.1)


def test_options_that_make_no_sense_are_refused(grader):
    unsafe = Judge(scheduler="tcp://127.0.0.1:1", allow_unsafe=True)
    with pytest.raises(ValueError, match="not confined"):
        unsafe.pool(grader)
    assert Judge().pool(grader) is None


def test_no_scheduler_is_an_error_that_names_it(grader, monkeypatch):
    monkeypatch.setattr("autograder.workers.cluster.CONNECT_SECONDS", 0.5)
    with pytest.raises(OSError, match=r"127\.0\.0\.1:1\b"):
        Judge(scheduler="tcp://127.0.0.1:1").pool(grader)


def test_a_scheduler_that_ends_costs_no_grade(workers, grader):
    with cluster_of(workers, grader) as cluster:
        ahead = Ahead(grader, iter(CLASS), 1, cluster)
        assert ahead.grade(CLASS[0]).report.earned == 4
        workers.processes[0].kill()
        found = [ahead.grade(one).report.earned for one in CLASS[1:5]]
        assert found == [0, 4, 0, 4]
        assert cluster._waiting == {}

"""A class of fifty and a kill at any moment: one grade for each, none lost, none doubled.

`nbgrader autograde` and `chainrule grade` run as an instructor starts them; the moments are drawn,
by a fixed seed, over the time that an undisturbed run takes here.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

from autograder import course
from autograder.sandbox import probe
from autograder.store import Results
from solutions.sample_class import fill

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("crash"),
    pytest.mark.skipif(sys.platform != "linux", reason="looks processes up in /proc"),
]

ROOT = Path(__file__).parents[2]
ASSIGNMENT, NOTEBOOK = "a1_svm_loss", "svm_loss"
STUDENTS = tuple(f"student{number:02}" for number in range(50))
SECONDS = 240  # for one run of the class: it takes about thirty


@dataclass
class Class:
    """A course in a temporary folder, with fifty small submissions."""

    folder: Path
    points: dict[str, float]

    def start(self, *prefix: str, ours: bool = False) -> subprocess.Popen[str]:
        """Start `nbgrader autograde`, or `chainrule grade` where it is to be `ours`."""
        words = ["autograder.cli", "grade"] if ours else ["nbgrader", "autograde"]
        command = [sys.executable, "-m", *words, ASSIGNMENT]
        command += [f"--CourseDirectory.root={self.folder}", "--Judge.seed=crash"]
        command += ["--Judge.workers=2", "--Judge.allow_unsafe=True"]
        return subprocess.Popen(
            [*prefix, *command],
            cwd=ROOT,
            env={**os.environ, "TMPDIR": str(self.temporary)},
            text=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )

    def finish(self, process: subprocess.Popen[str]) -> tuple[int, str]:
        _, said = process.communicate(timeout=SECONDS)
        return process.returncode, said

    @property
    def temporary(self) -> Path:
        return self.folder / "tmp"

    def forget(self) -> None:
        """Take every grade back, for the next run to start from nothing."""
        for place in ("autograded", ".chainrule"):
            subprocess.run(["rm", "-rf", str(self.folder / place)], check=True)
        with contextlib.closing(sqlite3.connect(self.folder / "gradebook.db")) as db:
            for table in ("grade", "comment", "submitted_notebook", "submitted_assignment"):
                db.execute(f"DELETE FROM {table}")
            db.commit()
            db.execute("VACUUM")

    def assert_complete(self) -> None:
        """Every student has one submission, the right score, a report and an autograded copy."""
        with contextlib.closing(sqlite3.connect(self.folder / "gradebook.db")) as db:
            assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            rows = db.execute(
                "SELECT a.student_id, COUNT(DISTINCT a.id), COUNT(DISTINCT n.id), SUM(auto_score),"
                " COUNT(*), COUNT(auto_score) FROM submitted_assignment a"
                " JOIN submitted_notebook n ON n.assignment_id = a.id"
                " JOIN grade g ON g.notebook_id = n.id GROUP BY a.student_id"
            ).fetchall()
        cells = len(course.of_assignment(ASSIGNMENT))
        expected = [(s, 1, 1, self.points[s], cells, cells) for s in STUDENTS]
        assert sorted(rows) == expected
        for student in STUDENTS:
            report = Results(self.folder).load(ASSIGNMENT, student)[NOTEBOOK]
            assert (report.settled, report.earned) == (True, self.points[student])
            place = self.folder / "autograded" / student / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
            assert nbformat.read(place, 4).cells

    def assert_nothing_left(self) -> None:
        """No process of the run is alive, and no folder of the sandbox is on disk."""
        deadline = time.monotonic() + 20
        while (alive := list(self.processes())) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert alive == []

    def processes(self) -> Iterator[int]:
        """All processes that a run here started: their environment or command names the folder."""
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and int(entry.name) != os.getpid():
                with contextlib.suppress(OSError):
                    text = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
                    if str(self.folder).encode() in text:
                        yield int(entry.name)


@pytest.fixture(scope="module")
def fifty(tmp_path_factory: pytest.TempPathFactory) -> Class:
    folder = tmp_path_factory.mktemp("fifty")
    (folder / "tmp").mkdir()
    released = nbformat.read(ROOT / "assignments" / ASSIGNMENT / f"{NOTEBOOK}.ipynb", 4)
    right = next(s for s in fill.students(ASSIGNMENT) if not s.lost and s.answers)
    imports, *solved = (c for c in fill.fill(released, right).cells if c.cell_type == "code")
    first = course.of_assignment(ASSIGNMENT)[:2]
    points = {}
    for number, student in enumerate(STUDENTS):
        # None of the exercises, the first, or the first two: the rest is not handed in.
        wanted = first[: number % 3]
        ids = {f"{exercise.name}-answer" for exercise in wanted}
        kept = [c for c in solved if c.metadata.get("nbgrader", {}).get("grade_id") in ids]
        assert len(kept) == len(wanted)
        small = nbformat.v4.new_notebook(cells=[imports, *kept], metadata=released.metadata)
        place = folder / "submitted" / student / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
        place.parent.mkdir(parents=True)
        nbformat.write(small, place)
        points[student] = float(sum(exercise.points for exercise in wanted))
    made = Class(folder, points)
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", ASSIGNMENT]
    command.append(f"--CourseDirectory.root={folder}")
    released = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert released.returncode == 0, released.stderr
    return made


def wait_for(process: subprocess.Popen[str], happened: Callable[[], bool]) -> bool:
    """Wait until something happens or the process ends; whether it happened."""
    deadline = time.monotonic() + SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        if happened():
            return True
        time.sleep(0.01)
    return False


def graded(fifty: Class) -> int:
    """How many students have an autograded folder."""
    place = fifty.folder / "autograded"
    return len(list(place.iterdir())) if place.is_dir() else 0


def kill_one(fifty: Class, word: bytes, rng: random.Random) -> bool:
    """Kill one of the run's processes that have this word in their command line."""
    found = []
    for pid in fifty.processes():
        with contextlib.suppress(OSError):
            if word in Path(f"/proc/{pid}/cmdline").read_bytes():
                found.append(pid)
    if not found:
        return False
    with contextlib.suppress(ProcessLookupError):
        os.kill(rng.choice(found), signal.SIGKILL)
    return True


def test_workers_and_zygotes_may_be_killed_and_the_run_goes_on(fifty):
    rng = random.Random(1)
    fifty.forget()
    process = fifty.start()
    for word in (b"chainrule-", b"spawn_main", b"chainrule-"):  # a zygote's folder; a worker
        count = graded(fifty) + rng.randrange(3, 12)
        assert wait_for(process, lambda: graded(fifty) >= count)  # noqa: B023
        time.sleep(rng.random() * 0.2)
        assert kill_one(fifty, word, rng)
    code, said = fifty.finish(process)
    assert code == 0, said
    fifty.assert_complete()
    fifty.assert_nothing_left()


def test_the_grader_may_be_killed_and_two_at_once_finish_its_work(fifty):
    rng = random.Random(2)
    fifty.forget()
    for ours in (False, True, True):
        process = fifty.start(ours=ours)
        count = graded(fifty) + rng.randrange(0, 12)
        assert wait_for(process, lambda: graded(fifty) >= count)  # noqa: B023
        time.sleep(rng.random() * 0.5)
        process.kill()
        fifty.finish(process)
        fifty.assert_nothing_left()
    both = [fifty.start(), fifty.start(ours=True)]
    ends = [fifty.finish(process) for process in both]
    assert [code for code, _ in ends] == [0, 0], ends
    if probe().tier == 1:  # elsewhere a killed run's folders stay until the system clears them
        assert list(fifty.temporary.glob("chainrule-*")) == []
    fifty.assert_complete()


def test_a_full_disk_loses_no_grade(fifty):
    fifty.forget()
    size = (fifty.folder / "gradebook.db").stat().st_size
    blocks = size // 512 + 40  # of 512 bytes: room for a few of the fifty
    process = fifty.start("sh", "-c", f'ulimit -f {blocks}; exec "$@"', "sh")
    code, said = fifty.finish(process)
    assert code != 0
    assert "full" in said or "disk" in said or "I/O" in said or "too large" in said, said
    done = graded(fifty)
    assert done < len(STUDENTS)
    code, said = fifty.finish(fifty.start(ours=True))
    assert code == 0, said
    fifty.assert_complete()

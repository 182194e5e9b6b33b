"""Grade a class on every core, ahead of a loop that asks for one notebook after the other.

nbgrader converts submissions one by one. Its loop is left as it is: processes of ours grade the
notebooks that it will come to, and when it comes to one, the result is there. Only the process
with the loop touches the gradebook.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from autograder import course
from autograder.grade import Graded, Grader, Sheet
from autograder.legible import keep_logs_legible
from autograder.sandbox import Limits, Tier
from autograder.seed import Seed

log = logging.getLogger(__name__)

#: Notebooks under way or waiting to be asked for, by process: enough that none is ever idle, few
#: enough that the results of a large class do not pile up in memory.
WINDOW = 3


def cores() -> int:
    """How many processes can run at once here."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Ahead:
    """Grades as its `grader` does, the sheets that are `coming` before they are asked for.

    A sheet that was not announced, or not in this form, is graded when it is asked for; and so is
    one whose process was killed. With one worker everything is.
    """

    def __init__(self, grader: Grader, coming: Iterator[Sheet], workers: int) -> None:
        self._grader = grader
        self._coming = coming
        self._window = WINDOW * workers
        self._under_way: deque[tuple[Sheet, Future[Graded]]] = deque()
        self._pool: ProcessPoolExecutor | None = None
        if workers > 1 and grader.course_root is not None:
            recipe = (
                grader.seed.text,
                grader.course_root,
                grader.limits,
                grader.worst,
                bool(grader.hidden),
                grader.tests_folder,
                grader.files_folder,
                grader.trust_objects,
            )
            self._pool = ProcessPoolExecutor(
                workers,
                # Never a fork of this process: it may have threads, and they would hang.
                mp_context=multiprocessing.get_context("spawn"),
                initializer=_start,
                initargs=recipe,
            )
            self._top_up()

    def grade(self, sheet: Sheet) -> Graded:
        """The report on one notebook, as `Grader.grade` gives it."""
        for place, (announced, _) in enumerate(self._under_way):
            if announced == sheet:
                # Those before it were announced and never asked for.
                for _ in range(place):
                    self._under_way.popleft()
                _, future = self._under_way.popleft()
                self._top_up()
                return self._result(sheet, future)
        return self._grader.grade(sheet)

    def _result(self, sheet: Sheet, future: Future[Graded]) -> Graded:
        try:
            return future.result()
        except BrokenProcessPool:
            log.warning("a grading process was killed; going on with this one alone")
            self._pool = None
            self._under_way.clear()
            return self._grader.grade(sheet)

    def _top_up(self) -> None:
        try:
            while self._pool is not None and len(self._under_way) < self._window:
                sheet = next(self._coming, None)
                if sheet is None:
                    return
                self._under_way.append((sheet, self._pool.submit(_grade, sheet)))
        except Exception as error:
            # To look ahead saves time and nothing else: whatever is wrong with a submission, or
            # with the pool, shows when that submission's turn comes.
            log.warning("no further reading ahead: %s", error)
            self._coming = iter(())

    def close(self) -> None:
        """End the processes; what nobody asked for is dropped."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None


_grader: Grader | None = None


def _start(
    seed: str,
    root: Path,
    limits: Limits,
    worst: Tier,
    exercises: bool,
    tests_folder: str,
    files_folder: str,
    trust_objects: bool,
) -> None:
    """Make a grading process: it holds the hidden checks, and runs no student's code."""
    global _grader
    keep_logs_legible()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    hidden = course.hidden(root) if exercises else {}
    folders = (tests_folder, files_folder)
    _grader = Grader(Seed(seed), hidden, root, limits, worst, *folders, trust_objects)


def _end_with_parent() -> None:
    """A killed parent says no goodbye: without this its workers would wait for work for ever."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


def _grade(sheet: Sheet) -> Graded:
    assert _grader is not None
    return _grader.grade(sheet)

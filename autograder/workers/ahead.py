"""Grade a class on every core, ahead of a loop that asks for one notebook after the other.

nbgrader converts submissions one by one. Its loop is left as it is: processes of ours grade the
notebooks that it will come to, and when it comes to one, the result is there. Only the process
with the loop touches the gradebook.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from types import ModuleType
from typing import Any, Protocol, TypeVar

from autograder.display import message
from autograder.display.legible import keep_logs_legible
from autograder.grading.grade import Graded, Grader, Sheet, refused
from autograder.outcome import Status
from autograder.workers.recipe import Recipe

log = logging.getLogger(__name__)
T = TypeVar("T")

#: Notebooks under way or waiting to be asked for, by process: enough that none is ever idle, few
#: enough that the results of a large class do not pile up in memory.
WINDOW = 8


def cores() -> int:
    """How many processes can run at once here."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Deadly(Exception):
    """A sheet that every process died of that it was given to."""


class Pool(Protocol):
    """Processes that grade, here or elsewhere; `workers` says how many there are now."""

    workers: int

    def submit(self, work: Callable[[Sheet], Graded], sheet: Sheet, /) -> Future[Graded]: ...

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None: ...


class Processes(ProcessPoolExecutor):
    """Processes on this machine."""

    def __init__(self, grader: Grader, workers: int) -> None:
        super().__init__(
            workers,
            # Never a fork of this process: it may have threads, and they would hang.
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_start,
            initargs=(Recipe.of(grader),),
        )
        self.workers = workers

    def submit(self, work: Callable[..., T], /, *args: Any, **named: Any) -> Future[T]:
        """As of any executor; what is started for it does not load this process's program.

        A spawned process would, and nbgrader's takes three seconds; nothing that is sent needs it.
        """
        program, sys.modules["__main__"] = sys.modules["__main__"], ModuleType("__main__")
        try:
            return super().submit(work, *args, **named)
        finally:
            sys.modules["__main__"] = program


class Ahead:
    """Grades as its `grader` does, the sheets that are `coming` before they are asked for.

    A sheet that was not announced, or not in this form, is graded when it is asked for; and so is
    one whose process was killed. Without a `pool` there is one of as many `workers` on this
    machine; with one worker everything is graded when it is asked for.
    """

    def __init__(
        self, grader: Grader, coming: Iterator[Sheet], workers: int, pool: Pool | None = None
    ) -> None:
        self._grader = grader
        self._coming = coming
        self._under_way: deque[tuple[Sheet, Future[Graded]]] = deque()
        self._pool = pool
        if pool is None and workers > 1 and grader.course_root is not None:
            self._pool = Processes(grader, workers)
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
        except BrokenExecutor as error:
            log.warning("grading processes were lost, going on with this one alone: %s", error)
            self.close()
            self._under_way.clear()
        except Deadly as error:
            log.warning("grading %s of %s apart: %s", sheet.notebook, sheet.student, error)
            return self._apart(sheet)
        except Exception as error:
            log.warning("grading %s of %s here: %s", sheet.notebook, sheet.student, error)
        return self._grader.grade(sheet)

    def _apart(self, sheet: Sheet) -> Graded:
        """Grade a sheet in a process of its own: this one must not die of it."""
        pool = Processes(self._grader, 1)
        try:
            return pool.submit(work, sheet).result()
        except BrokenExecutor:
            log.error("%s of %s ends every process", sheet.notebook, sheet.student)
            return refused(sheet, Status.GRADER_ERROR, message.grader_error())
        finally:
            pool.shutdown()

    def _top_up(self) -> None:
        try:
            # A pool may grow, and one that has nobody yet has to be given something to do.
            while self._pool and len(self._under_way) < WINDOW * max(self._pool.workers, 1):
                sheet = next(self._coming, None)
                if sheet is None:
                    return
                self._under_way.append((sheet, self._pool.submit(work, sheet)))
        except Exception as error:
            # To look ahead saves time and nothing else: whatever is wrong with a submission, or
            # with the pool, shows when that submission's turn comes.
            log.warning("no further reading ahead: %s", error)
            self._coming = iter(())

    def close(self) -> None:
        """End the processes; what nobody asked for is dropped."""
        if self._pool is not None:
            pool, self._pool = self._pool, None
            pool.shutdown(wait=True, cancel_futures=True)


# One for each thread: a worker of a cluster may serve two runs at once.
_mine = threading.local()


def use(grader: Grader) -> None:
    """Say by which grader this thread does its `work`."""
    _mine.grader = grader


def work(sheet: Sheet) -> Graded:
    """What a process of a pool does with a sheet."""
    grader: Grader = _mine.grader
    return grader.grade(sheet)


def _start(recipe: Recipe) -> None:
    """Make a grading process: it holds the hidden checks, and runs no student's code."""
    keep_logs_legible()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    use(recipe.grader())


def _end_with_parent() -> None:
    """A killed parent says no goodbye: without this its workers would wait for work for ever."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)

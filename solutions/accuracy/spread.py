"""Spread work over processes, an exercise at a time."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from typing import TypeVar

from tqdm import tqdm

from autograder.workers.ahead import cores

T = TypeVar("T")


def spread(work: Callable[[str], T], exercises: Sequence[str], workers: int = 0) -> list[T]:
    """`[work(name) for name in exercises]` in as many processes, 0 for one on each core.

    `work` is a module's function, or a `functools.partial` of one: it is sent to processes that
    are spawned, and so is what it returns. What it raises is raised here, with the exercise's name
    as a note, and no further exercise is begun. The results' order is the exercises' whatever
    the number of processes. On a terminal a bar shows how far it is.

    >>> spread(len, ["hinge", "svm_loss_naive"], workers=1)
    [5, 14]
    """
    workers = min(workers or cores(), len(exercises))
    if workers <= 1:
        return [_noted(work, name) for name in _shown(exercises, len(exercises))]
    # Never a fork: this process may have threads, and they would hang.
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=spawn) as pool:
        futures: list[Future[T]] = [pool.submit(_noted, work, name) for name in exercises]
        try:
            for future in _shown(as_completed(futures), len(futures)):
                future.result()
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    return [future.result() for future in futures]


def _shown(steps: Iterable[T], total: int) -> Iterable[T]:
    bar: Iterable[T] = tqdm(steps, total=total, unit="exercise", leave=False, disable=None)
    return bar


def _noted(work: Callable[[str], T], name: str) -> T:
    try:
        return work(name)
    except Exception as error:
        error.add_note(f"in the exercise {name}")
        raise

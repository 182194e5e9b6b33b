from __future__ import annotations

import pytest

from autograder.sandbox import Session

REFUSED = [
    "import os; os.fork()",
    "import os; os.system('true') == 0 or 1 / 0",
    "import subprocess; subprocess.run(['true'])",
    "import os; os.execv('/bin/true', ['true'])",
    "import os; os.posix_spawn('/bin/true', ['true'], {})",
    "import multiprocessing; multiprocessing.get_context('fork').Process(target=print).start()",
    "import multiprocessing; multiprocessing.Pool(2).map(abs, [1])",
    "from concurrent.futures import ProcessPoolExecutor as P; P(2).submit(abs, 1).result()",
]


@pytest.mark.parametrize("source", REFUSED)
def test_no_way_to_start_one_works(confined: Session, source: str) -> None:
    assert confined.run_cell(source).error is not None


def test_the_refusal_is_said_in_words(confined: Session) -> None:
    for source in REFUSED[2], REFUSED[5]:
        error = confined.run_cell(source).error
        assert error is not None
        assert "not available while grading: starting other programs or processes" in error


def test_a_bomb_of_threads_is_bounded(confined: Session) -> None:
    source = (
        "import threading, time\nthreading.stack_size(1 << 16)\nstarted = 0\n"
        "try:\n    while started < 5000:\n"
        "        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"
        "        started += 1\nexcept RuntimeError: pass\n"
        "def count(): return started"
    )
    confined.run_cell(source)
    count = confined.call("count").value
    assert isinstance(count, int)
    assert 10 < count < 100


def test_a_few_threads_work(confined: Session) -> None:
    source = (
        "from concurrent.futures import ThreadPoolExecutor\n"
        "def f():\n    with ThreadPoolExecutor(4) as pool: return list(pool.map(abs, [-1, -2]))"
    )
    confined.run_cell(source)
    assert confined.call("f").value == [1, 2]

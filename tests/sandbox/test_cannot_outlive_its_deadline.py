from __future__ import annotations

import time

import numpy as np
import pytest

from autograder.sandbox import FaultKind, Limits, Session, WorkerFault
from autograder.sandbox.wire import encode

HANGS = {
    "a Python loop": "while True: pass",
    "a sleep that swallows exceptions": (
        "import time\nwhile True:\n    try: time.sleep(100)\n    except BaseException: pass"
    ),
    "a signal handler for all signals": (
        "import signal\n"
        "for s in range(1, 32):\n    try: signal.signal(s, lambda *a: None)\n"
        "    except (OSError, ValueError): pass\nwhile True: pass"
    ),
    "a regular expression, which holds the interpreter": (
        "import re\nre.match('(a+)+$', 'a' * 40 + 'b')"
    ),
    "a deadlock": "import threading\nlock = threading.Lock()\nlock.acquire()\nlock.acquire()",
    "a thread that goes on": (
        "import threading\nthreading.Thread(target=lambda: [0 for _ in iter(int, 1)]).start()\n"
        "while True: pass"
    ),
}


@pytest.mark.parametrize("hang", HANGS)
def test_a_call_ends_at_its_deadline(session: Session, hang: str) -> None:
    body = "\n".join("    " + line for line in HANGS[hang].splitlines())
    assert session.run_cell(f"def f():\n{body}").error is None
    started = time.monotonic()
    with pytest.raises(WorkerFault) as caught:
        session.call("f", seconds=0.3)
    assert caught.value.kind is FaultKind.OUT_OF_TIME
    assert "0.3 seconds" in caught.value.message
    session.close()
    assert time.monotonic() - started < 3


def test_a_drip_of_bytes_does_not_extend_the_deadline(confined: Session) -> None:
    source = "import os, time\ndef f():\n    while True:\n"
    source += "        os.write(3, b'c'); time.sleep(0.05)"
    confined.run_cell(source)
    started = time.monotonic()
    with pytest.raises(WorkerFault) as caught:
        confined.call("f", seconds=0.4)
    assert caught.value.kind in (FaultKind.OUT_OF_TIME, FaultKind.PROTOCOL)
    assert time.monotonic() - started < 3


def test_a_process_that_reads_nothing_does_not_block_the_grader(confined: Session) -> None:
    asked: list[object] = []

    def large(x: object) -> object:
        asked.append(x)
        return np.zeros((1000, 1000))

    ask = {"op": "callback", "request": 2, "number": 1, "key": 1, "args": (7,), "kwargs": {}}
    # A function of ours crosses as its number, 1 for the first.
    frame = b"".join(encode(ask, limits=Limits()))
    source = f"import os, time\ndef f(g):\n    os.write(3, {frame!r}); time.sleep(100)"
    confined.run_cell(source)
    started = time.monotonic()
    with pytest.raises(WorkerFault) as caught:
        confined.call("f", [large], seconds=0.5)
    assert caught.value.kind is FaultKind.OUT_OF_TIME
    assert asked == [7]
    assert time.monotonic() - started < 3


def test_cpu_time_is_counted_from_outside(confined: Session) -> None:
    clock = confined.child.channel.deadline.clock
    before = clock()
    confined.run_cell("import time\nuntil = time.process_time() + 0.3")
    confined.run_cell("while time.process_time() < until:\n    pass")
    assert 0.25 < clock() - before < 5


def test_threads_gain_no_time(confined: Session) -> None:
    deadline = confined.child.channel.deadline
    real = deadline.clock
    deadline.clock = lambda: 20 * real()  # as twenty busy threads on twenty cores would run it up
    confined.run_cell("def f():\n    while True:\n        pass")
    started = time.monotonic()
    with pytest.raises(WorkerFault) as caught:
        confined.call("f", seconds=8)
    assert caught.value.kind is FaultKind.OUT_OF_TIME
    assert time.monotonic() - started < 6


def test_sleep_uses_no_cpu_time(confined: Session) -> None:
    confined.run_cell("import time\ndef f():\n    time.sleep(1.2)\n    return 1")
    deadline = confined.child.channel.deadline
    real = deadline.clock
    deadline.clock = lambda: 20 * real()
    assert confined.call("f", seconds=8).value == 1

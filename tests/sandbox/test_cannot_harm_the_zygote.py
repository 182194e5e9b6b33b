"""The zygote survives its children; where it is lost itself, that is our fault."""

from __future__ import annotations

import contextlib
import os
import signal
import time

import pytest

from autograder.sandbox import CallError, SandboxError, Session, Tier, WorkerFault, Zygote

from .conftest import started

DEATHS = [
    "import os; os._exit(0)",
    "import ctypes; ctypes.string_at(0)",
    "import os, signal; os.kill(os.getpid(), signal.SIGSTOP); os._exit(1)",
    "import os\nfor fd in range(3, 200):\n    try: os.close(fd)\n    except OSError: pass",
    "x = []\nwhile True: x.append(bytes(10 ** 7))",
]


@pytest.mark.parametrize("death", DEATHS)
def test_a_child_may_die_as_it_likes(walls: Zygote, death: str) -> None:
    with walls.session() as session, contextlib.suppress(WorkerFault, CallError):
        session.run_cell("def die(source): exec(source, {})")
        session.call("die", [death], seconds=1)
    with walls.session() as session:
        assert session.run_cell("2 + 2").outputs[0]["data"] == {"text/plain": "4"}


def test_many_sessions_leave_no_zombies_and_no_descriptors(walls: Zygote) -> None:
    def descriptors() -> int:
        return len(os.listdir("/proc/self/fd"))

    with walls.session() as session:
        session.kind("x")
    before = descriptors()
    for _ in range(20):
        with walls.session() as session:
            session.run_cell("x = 1")
    assert descriptors() == before


@pytest.mark.parametrize("tier", [Tier.FULL, Tier.PARTIAL])
def test_a_lost_zygote_is_our_fault_and_another_can_be_started(tier: Tier) -> None:
    zygote = started(tier)
    session: Session = zygote.session()
    os.kill(zygote._process.process.pid, signal.SIGKILL)  # type: ignore[union-attr]
    time.sleep(0.1)
    with pytest.raises(SandboxError):
        session.run_cell("1")
    with pytest.raises(SandboxError):
        zygote.session()
    zygote.close()
    with started(tier) as again, again.session() as session:
        assert session.run_cell("1").error is None


def test_a_closed_zygote_starts_nothing() -> None:
    zygote = started(Tier.FULL)
    zygote.close()
    zygote.close()
    with pytest.raises(SandboxError, match="closed"):
        zygote.session()


def test_closing_the_zygote_ends_a_busy_session() -> None:
    zygote = started(Tier.FULL)
    session = zygote.session()
    session.run_cell("import threading\nthreading.Thread(target=lambda: iter(int, 1)).start()")
    zygote.close()
    assert isinstance(session.close().exit, int)

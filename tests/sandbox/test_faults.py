"""A lost process is told apart by what was its end, and harms nobody else."""

from __future__ import annotations

import time

import pytest

from autograder.sandbox import CallError, FaultKind, Limits, Session, Tier, WorkerFault, Zygote

from .conftest import LIMITS


def lost(session: Session, source: str) -> WorkerFault:
    with pytest.raises(WorkerFault) as caught:
        session.run_cell(source)
    return caught.value


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("import os; os._exit(0)", "ended itself (exit status 0)"),
        ("import ctypes; ctypes.string_at(0)", "signal 11"),
        ("import os; os.abort()", "signal"),
    ],
)
def test_a_process_that_ends_has_crashed(session: Session, source: str, says: str) -> None:
    fault = lost(session, source)
    assert fault.kind is FaultKind.CRASHED
    assert says in fault.message


def test_after_a_fault_the_session_is_dead_and_the_next_one_lives(
    zygote: Zygote, session: Session
) -> None:
    fault = lost(session, "import os; os._exit(1)")
    for request in (lambda: session.run_cell("1"), lambda: session.kind("x")):
        with pytest.raises(WorkerFault) as caught:
            request()
        assert caught.value is fault
    assert session.close().exit == 1
    with zygote.session() as other:
        assert other.run_cell("1 + 1").error is None


def test_memory_that_runs_out_in_python_is_an_error_like_others(session: Session) -> None:
    result = session.run_cell("import numpy as np\nx = np.ones(10 ** 9)")
    assert result.error is not None
    assert "MemoryError" in result.error
    session.run_cell("def f(): return np.ones(10 ** 9)")
    with pytest.raises(CallError) as caught:
        session.call("f")
    assert "MemoryError" in caught.value.type_name
    assert session.kind("f") == "function"


def test_memory_that_runs_out_while_the_reply_is_made(session: Session) -> None:
    source = "hoard = []\nclass Hoarder(dict): pass\ndef f():\n    import numpy as np\n"
    source += "    try:\n        while True: hoard.append(np.ones(1000))\n"
    source += "    except MemoryError: return np.ones((1000, 1000))"
    session.run_cell(source)
    try:
        session.call("f")
    except (WorkerFault, CallError) as fault:
        kind = fault.kind if isinstance(fault, WorkerFault) else fault.type_name
        assert kind in (FaultKind.OUT_OF_MEMORY, "MemoryError")


def test_cpu_time_has_a_limit_of_its_own() -> None:
    limits = Limits(cpu_seconds=1, cell_seconds=30)
    with Zygote(limits) as zygote, zygote.session() as session:
        if zygote.tier is Tier.PROCESS:
            pytest.skip("this tier promises a deadline alone")
        started = time.monotonic()
        fault = lost(session, "while True: pass")
        assert fault.kind is FaultKind.OUT_OF_TIME
        assert "CPU" in fault.message
        assert time.monotonic() - started < 15


def test_a_notebook_has_a_deadline_over_all_its_cells() -> None:
    limits = Limits(notebook_seconds=0.5)
    with Zygote(limits) as zygote, zygote.session() as session:
        assert session.run_cell("import time; time.sleep(0.3)").error is None
        fault = lost(session, "time.sleep(0.3)")
        assert fault.kind is FaultKind.OUT_OF_TIME


def test_an_interrupted_grader_gives_the_session_up(session: Session) -> None:
    def interrupt() -> object:
        raise KeyboardInterrupt

    session.run_cell("def f(g): return g()")
    with pytest.raises(KeyboardInterrupt):
        session.call("f", [interrupt])
    with pytest.raises(Exception, match="interrupted"):
        session.kind("f")
    assert session.close().exit != 0


def test_limits_are_checked() -> None:
    with pytest.raises(ValueError, match="call_seconds must be positive"):
        Limits(call_seconds=0)
    assert LIMITS.call_seconds == 5

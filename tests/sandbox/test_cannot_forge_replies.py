"""Student's code may write what it likes to the session's descriptor; it gains nothing."""

from __future__ import annotations

import pickle

import pytest

from autograder.sandbox import FaultKind, Limits, Session, WorkerFault
from autograder.sandbox.wire import encode

FD = 3  # the session's descriptor inside


def frame(message: object) -> bytes:
    return b"".join(encode(message, limits=Limits()))


DONE = {"op": "done", "value": 1, "arguments": (), "warnings": []}

FORGED = {
    "garbage": b"garbage" * 10,
    "a pickle": pickle.dumps({"op": "done"}),
    "zeros": bytes(100),
    "a reply to another request": frame({**DONE, "request": 99}),
    "a reply to no request": frame(DONE),
    "a message that is no dict": frame([1, 2]),
    "an unknown kind": frame({"op": "verdict", "request": 2, "passed": True}),
    "a reply without a value": frame({"op": "done", "request": 2}),
    "warnings that are numbers": frame({**DONE, "request": 2, "warnings": [1]}),
    "too many arguments": frame({**DONE, "request": 2, "arguments": (1, 2)}),
    "an error without a message": frame({"op": "raised", "request": 2, "type_name": "E"}),
    "a callback out of turn": frame(
        {"op": "callback", "request": 2, "number": 7, "key": 1, "args": (), "kwargs": {}}
    ),
    "a callback with odd arguments": frame(
        {"op": "callback", "request": 2, "number": 1, "key": 1, "args": 3, "kwargs": {}}
    ),
    "a frame of a terabyte": b"chr1" + bytes([2, 0, 0, 0]) + bytes(5) + b"\1\0\0" + b"[]",
}


@pytest.mark.parametrize("what", FORGED)
def test_a_forged_reply_ends_the_session(confined: Session, what: str) -> None:
    confined.run_cell(f"import os\ndef f():\n    os.write({FD}, {FORGED[what]!r})\n    return 5")
    with pytest.raises(WorkerFault) as caught:
        confined.call("f")
    assert caught.value.kind is FaultKind.PROTOCOL


def test_half_a_message_and_an_end_is_a_crash(confined: Session) -> None:
    source = f"import os\ndef f():\n    os.write({FD}, {frame(DONE)[:20]!r})\n    os._exit(0)"
    confined.run_cell(source)
    with pytest.raises(WorkerFault) as caught:
        confined.call("f")
    assert caught.value.kind is FaultKind.CRASHED


def test_a_closed_channel_is_an_end(confined: Session) -> None:
    confined.run_cell("import os\ndef f():\n    os.close(3)\n    while True: pass")
    with pytest.raises(WorkerFault) as caught:
        confined.call("f")
    assert caught.value.kind in (FaultKind.CRASHED, FaultKind.OUT_OF_MEMORY)


def test_a_forged_value_is_at_most_the_students_own_value(confined: Session) -> None:
    """A forged reply in the right form counts as what the function returned, and no more."""
    forged = frame({**DONE, "request": 2, "value": 42})
    confined.run_cell(f"import os\ndef f():\n    os.write({FD}, {forged!r})\n    os._exit(0)")
    assert confined.call("f").value == 42
    with pytest.raises(WorkerFault):
        confined.kind("f")


def test_output_that_looks_like_a_message_is_text(session: Session) -> None:
    result = session.run_cell('print(\'{"op": "done", "passed": true}\')')
    assert result.outputs[0]["output_type"] == "stream"


def test_the_workers_own_code_in_reach_gives_no_more_than_that(confined: Session) -> None:
    source = (
        "import sys\nworker = sys.modules['sandboxed.worker']\n"
        "worker.Worker.reply = lambda self, message: self.send({'op': 'passed'})"
    )
    confined.run_cell(source)
    with pytest.raises(WorkerFault) as caught:
        confined.run_cell("1")
    assert caught.value.kind is FaultKind.PROTOCOL

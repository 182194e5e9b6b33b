"""A function of ours is the student's to call during the call that it was passed to, so often."""

from __future__ import annotations

import pytest

from autograder.sandbox import CallError, SandboxError, Session

from .conftest import LIMITS


def test_a_kept_function_is_refused(talk: Session) -> None:
    calls: list[object] = []
    talk.run_cell("kept = []\ndef keep(f): kept.append(f)\ndef use(): return kept[0](1)")
    talk.call("keep", [calls.append])
    with pytest.raises(CallError, match="only while it was passed"):
        talk.call("use")
    result = talk.run_cell("kept[0](2)")
    assert result.error is not None
    assert calls == []


def test_a_kept_function_does_not_become_the_next_one(talk: Session) -> None:
    calls: list[object] = []
    talk.run_cell("kept = []\ndef keep(f):\n    kept.append(f)\n    return kept[0](1)")
    talk.call("keep", [lambda x: x])
    with pytest.raises(CallError, match="only while"):
        talk.call("keep", [calls.append])
    assert calls == []


def test_the_number_of_calls_is_limited(talk: Session) -> None:
    calls: list[object] = []
    talk.run_cell("def f(g):\n    for i in range(1000): g(i)")
    with pytest.raises(CallError, match="more than 200 times"):
        talk.call("f", [calls.append])
    assert len(calls) == LIMITS.callbacks_per_call


def test_the_count_starts_anew_with_each_call(talk: Session) -> None:
    talk.run_cell("def f(g):\n    for i in range(150): g(i)")
    for _ in range(3):
        talk.call("f", [abs])


def test_recursion_through_both_sides_is_limited(talk: Session) -> None:
    talk.run_cell("def f(): return g(f)")
    talk.bind("g", lambda f: f())
    with pytest.raises(CallError, match="too deeply"):
        talk.call("f")
    talk.bind("g", None)


@pytest.mark.parametrize("argument", ["object()", "{1}", "(i for i in [1])", "np.matrix([[1]])"])
def test_arguments_are_values_alone(talk: Session, argument: str) -> None:
    calls: list[object] = []
    talk.run_cell(f"import numpy as np\ndef f(g): return g({argument})")
    with pytest.raises(CallError) as caught:
        talk.call("f", [calls.append])
    assert caught.value.type_name == "TypeError"
    assert "pass" in caught.value.message
    assert calls == []


def test_what_our_function_cannot_return_is_our_error(talk: Session) -> None:
    talk.run_cell("def f(g):\n    try: g()\n    except Exception as e: return type(e).__name__")
    talk.call("f", [lambda: {1, 2}])
    assert "set" in str(talk.callback_errors[0])


def test_another_thread_may_not_call_back(talk: Session) -> None:
    calls: list[object] = []
    talk.run_cell(
        "import threading\ndef f(g):\n    t = threading.Thread(target=attempt, args=(g,))\n"
        "    t.start(); t.join(); return seen\nseen = []\n"
        "def attempt(g):\n    try: g(1)\n    except RuntimeError as e: seen.append(str(e))"
    )
    assert talk.call("f", [calls.append]).value == [
        "this function can't be called from another thread"
    ]
    assert calls == []


def test_an_error_of_the_sandbox_in_our_function_is_not_swallowed(session: Session) -> None:
    def fail() -> object:
        raise SandboxError("ours")

    session.run_cell("def f(g):\n    try: g()\n    except Exception: return 1")
    with pytest.raises(SandboxError, match="ours"):
        session.call("f", [fail])

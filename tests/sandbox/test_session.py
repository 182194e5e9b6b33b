"""What a session does, the same at every tier."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.sandbox import CallError, Name, SandboxError, Session, Tier, Zygote


def define(session: Session, source: str) -> None:
    result = session.run_cell(source)
    assert result.error is None, result.error


# -- cells ----------------------------------------------------------------------------------------
def test_outputs_come_in_their_order(talk: Session) -> None:
    outputs = talk.run_cell("print('a'); display(7); print('b', end=''); 6 * 7").outputs
    assert [output["output_type"] for output in outputs] == [
        "stream", "display_data", "stream", "execute_result",
    ]  # fmt: skip
    assert [output.get("text") or output["data"]["text/plain"] for output in outputs] == [  # type: ignore[index]
        "a\n", "7", "b", "42",
    ]  # fmt: skip


def test_cells_go_on_after_an_error(talk: Session) -> None:
    result = talk.run_cell("kept = 3\nundefined_name\nkept = 4")
    assert result.error == "NameError: name 'undefined_name' is not defined"
    assert talk.run_cell("kept").outputs[0]["data"] == {"text/plain": "3"}


def test_a_traceback_shows_the_students_frames_alone(talk: Session) -> None:
    result = talk.run_cell("def bad(x):\n    return np.reshape(x, (2, 2))\nbad(np.zeros(3))")
    (output,) = result.outputs
    text = "\n".join(output["traceback"])  # type: ignore[arg-type]
    assert "line 2, in bad\n    return np.reshape(x, (2, 2))" in text
    assert "site-packages" not in text
    assert "/" not in text
    assert "\x1b" not in text


def test_a_syntax_error_shows_its_line(talk: Session) -> None:
    result = talk.run_cell("x = 1\ny = = 2")
    assert result.error is not None
    assert result.error.startswith("SyntaxError")
    text = "\n".join(result.outputs[-1]["traceback"])  # type: ignore[arg-type]
    assert "line 2" in text
    assert "y = = 2" in text


def test_figures_are_kept_as_png(talk: Session) -> None:
    outputs = talk.run_cell("plt.plot([1, 2]); plt.show()").outputs
    (data,) = [output["data"] for output in outputs if output["output_type"] == "display_data"]
    assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG")  # type: ignore[index]


def test_rich_output_falls_back_to_text(talk: Session) -> None:
    source = "from IPython.display import HTML\ndisplay(HTML('<script>alert(1)</script>'))"
    (output,) = talk.run_cell(source).outputs
    assert output["data"] == {"text/plain": "<IPython.core.display.HTML object>"}


def test_magics_that_notebooks_use_work(talk: Session) -> None:
    assert talk.run_cell("%matplotlib inline\n%load_ext autoreload\n%autoreload 2").error is None


def test_warnings_of_a_cell_are_text_without_paths(talk: Session) -> None:
    outputs = talk.run_cell("_ = np.log(np.zeros(1))").outputs
    assert outputs[0]["name"] == "stderr"
    assert "RuntimeWarning: divide by zero" in str(outputs[0]["text"])
    assert "/" not in str(outputs[0]["text"]).replace("cell", "")


def test_terminal_sequences_and_control_characters_are_removed(talk: Session) -> None:
    (output,) = talk.run_cell(r"print('\x1b[31mred\x1b[0m\x00\ud800')").outputs
    assert output["text"] == "red\ufffd?\n"


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("input('name? ')", "input(): nobody is there to type"),
        ("!ls -l", "shell commands (!ls)"),
        ("files = !ls", "shell commands (!ls)"),
    ],
)
def test_what_grading_does_not_offer_is_said(talk: Session, source: str, says: str) -> None:
    assert talk.run_cell(source).error == f"RuntimeError: not available while grading: {says}"


def test_the_check_function_says_that_judging_comes_later(talk: Session) -> None:
    result = talk.run_cell("from autograder import check\ndef f(): pass\nscore = check(f)")
    assert result.error is None
    assert result.outputs[0]["data"] == {"text/plain": "judged after submission"}
    assert talk.run_cell("score").outputs[0]["data"] == {"text/plain": "0.0"}


def test_the_rest_of_the_autograder_is_not_there(talk: Session) -> None:
    result = talk.run_cell("import autograder\nautograder.judging")
    assert result.error is not None
    assert "autograder.judging is not available while grading" in result.error
    assert talk.run_cell("import autograder.sandbox").error is not None


def test_a_session_draws_the_same_numbers_at_every_grading(zygote: Zygote) -> None:
    drawn = []
    for _ in range(2):
        with zygote.session() as session:
            source = "import numpy as np, random\nnp.random.rand(), random.random()"
            drawn.append(session.run_cell(source).outputs[0]["data"])
    assert drawn[0] == drawn[1]


# -- calls ----------------------------------------------------------------------------------------
def test_a_call_returns_value_and_arguments_afterwards(talk: Session) -> None:
    define(talk, "def halve(x, out):\n    x /= 2\n    out.append(x.sum())\n    return x, None")
    x = np.array([2.0, 4.0])
    reply = talk.call("halve", [x, []])
    assert np.array_equal(reply.value[0], [1, 2])  # type: ignore[index]
    assert np.array_equal(reply.arguments[0], [1, 2])  # type: ignore[arg-type]
    assert reply.arguments[1] == [np.float64(3.0)]
    assert x.tolist() == [2, 4], "the judge's own array must never change"


def test_keyword_arguments_arrive(talk: Session) -> None:
    define(talk, "def power(x, *, n=1): return x ** n")
    assert talk.call("power", [3], {"n": 2}).value == 9


def test_arguments_keep_their_layout_and_writeability(talk: Session) -> None:
    define(
        talk,
        "def layout(x): return x.strides, x.flags.writeable, x.flags.f_contiguous, x.flags.owndata",
    )
    transposed = np.zeros((3, 4)).T
    assert talk.call("layout", [transposed]).value == ((8, 32), True, True, False)
    frozen = np.zeros(3)
    frozen.flags.writeable = False
    assert talk.call("layout", [frozen]).value == ((8,), False, True, True)
    assert talk.call("layout", [np.zeros((4, 6))[::2, ::3]]).value == ((96, 24), True, False, False)


def test_warnings_of_a_call_are_reported_once_each(talk: Session) -> None:
    define(talk, "def logs(x):\n    np.log(x); np.log(x)\n    return 1")
    reply = talk.call("logs", [np.zeros(2)])
    assert reply.value == 1
    assert reply.warnings == ("RuntimeWarning: divide by zero encountered in log",)


def test_an_exception_is_a_call_error_with_its_line(talk: Session) -> None:
    define(
        talk,
        "import numpy\n\ndef inner(x):\n    raise ValueError('no ' + x)\n\ndef outer(x): inner(x)",
    )
    with pytest.raises(CallError) as caught:
        talk.call("outer", ["way"])
    error = caught.value
    assert (error.type_name, error.message, error.line) == ("ValueError", "no way", 4)
    assert "in inner\n    raise ValueError" in error.traceback
    assert "worker.py" not in error.traceback


@pytest.mark.parametrize("leave", ["exit(3)", "raise KeyboardInterrupt", "import sys; sys.exit()"])
def test_leaving_by_an_exception_leaves_nothing(talk: Session, leave: str) -> None:
    define(talk, f"def leave(): {leave}" if ";" not in leave else f"def leave():\n    {leave}")
    with pytest.raises(CallError):
        talk.call("leave")
    assert talk.kind("leave") == "function"


def test_a_missing_function_is_a_name_error(talk: Session) -> None:
    with pytest.raises(CallError) as caught:
        talk.call("never_written")
    assert caught.value.type_name == "NameError"


def test_endless_recursion_is_an_error_of_a_few_lines(talk: Session) -> None:
    define(talk, "def deep(x): return deep(x)")
    with pytest.raises(CallError) as caught:
        talk.call("deep", [1])
    assert caught.value.type_name == "RecursionError"
    assert "more calls" in caught.value.traceback
    assert len(caught.value.traceback) < 10_000


@pytest.mark.parametrize(
    ("result", "says"),
    [
        ("(i for i in range(3))", "a generator: return a list instead"),
        ("np.matrix([[1]])", "matrix: return a plain array"),
        ("np.array([None])", "dtype object"),
        ("lambda: 1", "function: return its result"),
        ("10 ** 5000", "bits"),
    ],
)
def test_a_result_that_cannot_cross_is_named(talk: Session, result: str, says: str) -> None:
    define(talk, f"def give(): return {result}")
    with pytest.raises(CallError) as caught:
        talk.call("give")
    assert caught.value.type_name == "Unsendable"
    assert says in caught.value.message


def test_kinds_of_names(talk: Session) -> None:
    define(talk, "value = 3\ndef function(): pass")
    kinds = [talk.kind(name) for name in ("value", "function", "no_such_name")]
    assert kinds == ["value", "function", "missing"]


def test_an_argument_of_ours_that_cannot_cross_is_our_fault(talk: Session) -> None:
    with pytest.raises(SandboxError, match="set"):
        talk.call("halve", [{1, 2}])
    assert talk.kind("value") in ("value", "missing"), "and the session goes on"


# -- functions ------------------------------------------------------------------------------------
def test_the_students_code_calls_our_functions(talk: Session) -> None:
    define(talk, "def slope(f, x, h=0.5): return (f(x + h) - f(x - h)) / (2 * h)")
    square: Callable[[Any], Any] = lambda x: (x * x).sum()  # noqa: E731
    reply = talk.call("slope", [square, np.array([3.0])])
    assert reply.value == 6.0
    assert reply.arguments[0] is square


def test_an_error_of_our_function_is_theirs_to_catch_and_ours_to_see(talk: Session) -> None:
    def refuse(x: object) -> object:
        raise ValueError(f"not {x}")

    define(talk, "def attempt(f):\n    try: f(7)\n    except ValueError as e: return str(e)")
    assert talk.call("attempt", [refuse]).value == "not 7"
    assert [str(error) for error in talk.callback_errors] == ["not 7"]
    talk.kind("attempt")
    assert talk.callback_errors == ()


def test_an_argument_may_name_a_function_of_theirs(talk: Session) -> None:
    define(talk, "def twice(f, x): return f(f(x))\ndef inc(x): return x + 1")
    reply = talk.call("twice", [Name("inc"), 5])
    assert reply.value == 7
    assert reply.arguments == (Name("inc"), 5)
    with pytest.raises(CallError, match="no_such"):
        talk.call("twice", [Name("no_such"), 5])


def test_bind_puts_our_function_under_their_name_and_back(talk: Session) -> None:
    define(talk, "def base(x): return -1\ndef user(x): return base(x) + 1")
    assert talk.call("user", [1]).value == 0
    talk.bind("base", lambda x: 10 * x)
    assert talk.call("user", [1]).value == 11
    assert talk.run_cell("base(3)").outputs[0]["data"] == {"text/plain": "30"}
    talk.bind("base", lambda x: 100 * x)
    assert talk.call("user", [1]).value == 101
    talk.bind("base", None)
    assert talk.call("user", [1]).value == 0


def test_bind_of_a_missing_name_leaves_it_missing_afterwards(talk: Session) -> None:
    talk.bind("brand_new", len)
    assert talk.kind("brand_new") == "function"
    talk.bind("brand_new", None)
    assert talk.kind("brand_new") == "missing"


def test_their_functions_may_be_passed_to_a_bound_one(talk: Session) -> None:
    talk.bind("numeric", lambda f, x: (f(x + 1) - f(x - 1)) / 2)
    define(talk, "def use(x): return numeric(lambda v: v ** 2, x)")
    assert talk.call("use", [5.0]).value == 10.0
    talk.bind("numeric", None)


def test_an_error_of_their_function_passes_through_ours(talk: Session) -> None:
    talk.bind("apply", lambda f: f())
    define(
        talk, "def use():\n    try: apply(lambda: {}['key'])\n    except KeyError: return 'seen'"
    )
    assert talk.call("use").value == "seen"
    talk.bind("apply", None)


def test_their_function_kept_beyond_ours_is_refused(talk: Session) -> None:
    kept: list[Callable[[], object]] = []
    talk.bind("keep", lambda f: kept.append(f))
    define(talk, "def use(): return keep(lambda: 1)")
    talk.call("use")
    with pytest.raises(RuntimeError, match="kept"):
        kept[0]()
    talk.bind("keep", None)


# -- sessions -------------------------------------------------------------------------------------
def test_sessions_see_nothing_of_each_other(zygote: Zygote) -> None:
    with zygote.session() as first:
        first.run_cell("x = 1\nimport numpy\nnumpy.marked = 2\nopen('left', 'w').write('x')")
    with zygote.session() as second:
        assert second.kind("x") == "missing"
        assert second.run_cell("import numpy, os\nnumpy.marked").error is not None
        outputs = second.run_cell("os.path.exists('left')").outputs
        assert outputs[0]["data"] == {"text/plain": "False"}


def test_close_tells_what_was_used(session: Session, zygote: Zygote) -> None:
    session.run_cell(
        "import time\nend = time.process_time() + 0.2\nwhile time.process_time() < end: 0"
    )
    usage = session.close()
    assert 0.2 <= usage.cpu_seconds < 5
    # A process that we start ourselves is counted from our own size on, which may be above its own.
    unknown = zygote.tier is Tier.PROCESS and usage.max_rss_bytes == 0
    assert unknown or 30e6 < usage.max_rss_bytes < 500e6
    assert usage.exit == 0
    assert session.close() is usage
    with pytest.raises(SandboxError, match="closed"):
        session.kind("x")


def test_two_sessions_may_be_open_at_once(zygote: Zygote, session: Session) -> None:
    session.run_cell("x = 1")
    with zygote.session() as other:
        other.run_cell("x = 2")
        assert session.run_cell("x").outputs[0]["data"] == {"text/plain": "1"}
        assert other.run_cell("x").outputs[0]["data"] == {"text/plain": "2"}
    assert session.kind("x") == "value"


def test_the_students_folder_is_empty_and_writeable(session: Session) -> None:
    source = "import os\nhere = os.listdir()\nopen('a', 'w').write('x')\nhere, open('a').read()"
    (output,) = session.run_cell(source).outputs
    data = str(output["data"]["text/plain"])  # type: ignore[index]
    assert data.endswith("'x')")
    if session_tier(session) is Tier.FULL:
        assert data == "([], 'x')"


def session_tier(session: Session) -> Tier:
    zygote = getattr(session.child, "zygote", None)
    return zygote.plan.tier if zygote is not None else Tier.PROCESS

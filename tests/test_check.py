"""`check(f)` and `progress()` as a student meets them, and the score that nbgrader reads."""

from __future__ import annotations

import copy
import io
import logging
import pickle
import subprocess
import sys
import types

import nbformat
import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from nbgrader.utils import determine_grade

import autograder
from autograder import Score, check, course, progress
from autograder.display import panel, rows
from autograder.display.tries import Tries
from autograder.exercise import Check, Exercise, Part
from autograder.notebooks.passages import Passage
from autograder.outcome import Failed
from autograder.selfcheck import called, kernel, overview, quiet


def nine_tenths(f, rng):
    """Ten becomes nine."""
    if f(10.0) != 9.0:
        raise Failed("it is not 9", step="Take a tenth away.")


def tiny(f, rng):
    """Zero stays zero."""
    if f(0.0) != 0.0:
        raise Failed("it is not 0")


def broken(f, rng):
    """This check has a fault of its own."""
    raise ZeroDivisionError("in the grader")


def answers(f, rng):
    """It answers."""
    f()


def toy(name, parts, checks, functions=(), *, extra=False):
    named = tuple(Part(part, points) for part, points in parts.items())
    title = f"The {name}"
    return Exercise(name, "a0_toy", "toy", title, named, checks, functions, extra=extra)


EXERCISES = {
    e.name: e
    for e in (
        toy(
            "discount",
            {"value": 3, "zero": 0.5},
            (Check("value", nine_tenths), Check("zero", tiny)),
        ),
        toy(
            "pair",
            {"left": 1, "right": 1},
            (Check("left", answers, "left_half"), Check("right", answers, "right_half")),
            ("left_half", "right_half"),
        ),
        toy("faulty", {"value": 2, "zero": 1}, (Check("value", broken), Check("zero", tiny))),
        toy("bonus", {"value": 0}, (Check("value", answers),), extra=True),
    )
}  # fmt: skip


@pytest.fixture(autouse=True)
def toy_course(monkeypatch):
    monkeypatch.setattr(course, "exercises", lambda: EXERCISES)
    monkeypatch.setattr(kernel, "_checked", {})
    monkeypatch.setattr(kernel, "_tries", Tries())
    monkeypatch.setattr(rows, "passage", {"discount": Passage("Money", "1. Prices")}.get)


class Notebook:
    """A notebook's cells, run in their own namespace as IPython runs them."""

    def __init__(self):
        self.space = {"check": check, "progress": progress, "np": np}
        self.count = 0

    def run(self, source):
        """Run a cell; the value of its last line, if that is an expression."""
        self.count += 1
        name = f"<cell {self.count}>"
        lines = source.splitlines(keepends=True)
        called.linecache.cache[name] = (len(source), None, lines, name)
        *body, last = source.rstrip().rpartition("\n")
        exec(compile("".join(body), name, "exec"), self.space)
        start = "\n" * source.rstrip().count("\n")
        return eval(compile(start + last, name, "eval"), self.space)


@pytest.fixture
def notebook():
    return Notebook()


RIGHT = "def discount(x): return 0.9 * x\n"
WRONG = "def discount(x): return 0.8 * x\n"


# -- the panel and the points ---------------------------------------------------------------------


def test_points_are_those_of_the_parts_that_passed(notebook, capsys):
    assert notebook.run(RIGHT + "check(discount)") == 3.5
    assert notebook.run(WRONG + "check(discount)") == 0.5
    shown = capsys.readouterr().out
    assert "✗ value   failed   0 of 3" in shown
    assert "Ten becomes nine. But it is not 9." in shown
    assert panel.VISIBLE_ONLY in " ".join(shown.split())


def test_a_redefined_function_is_judged_as_it_is_now(notebook):
    assert notebook.run(WRONG + "check(discount)") < notebook.run(RIGHT + "check(discount)")


def test_a_stub_is_not_attempted(notebook, capsys):
    assert notebook.run("def discount(x): raise NotImplementedError()\ncheck(discount)") == 0
    assert "not attempted" in capsys.readouterr().out


def test_a_grader_that_breaks_says_so_and_tells_the_instructor_what_broke(notebook, capsys):
    assert notebook.run("def faulty(x): return x\ncheck(faulty)") == 1
    shown = " ".join(capsys.readouterr().out.split())
    assert "grader error" in shown
    assert "ZeroDivisionError: in the grader" in shown


def test_an_extra_exercise_scores_nothing(notebook):
    assert notebook.run("def bonus(): return 1\ncheck(bonus)") == 0


NOISY = """
import logging, sys, warnings
logging.getLogger("mine").addHandler(logging.NullHandler())
def discount(x):
    print("seen")
    print("to stderr", file=sys.stderr)
    print("10 %\\r20 %\\r30 %", file=sys.stderr)
    warnings.warn("careful <b>")
    logging.getLogger("other").warning("logged")
    return 0.9 * x
check(discount)
"""


def test_nothing_goes_to_stderr_and_warnings_go_to_the_panel(notebook, capsys):
    root = logging.getLogger()
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    root.addHandler(handler)
    try:
        assert notebook.run(NOISY) == 3.5
        assert handler in root.handlers
    finally:
        root.removeHandler(handler)
    shown = capsys.readouterr()
    assert shown.err == ""
    assert stream.getvalue() == ""
    assert "Your code warned: UserWarning: careful <b>." in shown.out
    assert "seen\nto stderr\n30 %\n" in shown.out
    assert "10 %" not in shown.out


def test_what_is_printed_meanwhile_is_cut(notebook, capsys):
    notebook.run("def discount(x):\n    print('x' * 100_000)\n    return 0.9 * x\ncheck(discount)")
    shown = capsys.readouterr().out
    assert len(shown) < 2 * quiet.MOST_PRINTED
    assert "characters more" in shown


def test_many_warnings_are_counted(notebook, capsys):
    cell = """
import warnings
def discount(x):
    for i in range(9): warnings.warn(f"warning {i}")
    return 0.9 * x
check(discount)
"""
    notebook.run(cell)
    assert "4 more warnings." in capsys.readouterr().out


def test_exit_does_not_end_the_kernel(notebook, capsys):
    assert notebook.run("def discount(x): exit()\ncheck(discount)") == 0
    assert "discount raised SystemExit" in capsys.readouterr().out


def test_a_check_that_is_interrupted_says_so_in_one_line(notebook):
    with pytest.raises(kernel.Interrupted) as caught:
        notebook.run("def discount(x): raise KeyboardInterrupt\ncheck(discount)")
    assert caught.value._render_traceback_() == [str(caught.value)]
    assert "Stopped while it was checked" in str(caught.value)


# -- what is no exercise --------------------------------------------------------------------------

REFUSED = {
    "check()": "check needs a function, as in check(discount)",
    "check('discount')": "check got the text 'discount'; pass the function itself: check(discount)",
    "check(discount(1.0))": (
        "check got what discount(1.0) returned, a float; "
        "pass the function without calling it: check(discount)"
    ),
    "check(pair_of := (1, 2))": "check got a tuple of 2; pass a function, as in check(discount)",
    "check(None)": "check got None; pass a function, as in check(discount)",
    "check(3)": "check got an int; pass a function, as in check(discount)",
    "check(np)": "check got the module numpy; pass a function, as in check(discount)",
    "check(Model)": "check got the class Model; pass a function, as in check(discount)",
    "check(lambda x: x)": (
        "check got a lambda without a name; give it the exercise's name: check(discount)"
    ),
    "check(discuont)": "no exercise is called discuont; did you mean discount?",
    "check(np.sum)": "no exercise is called sum",
    "check(left_half)": (
        "right_half is missing; expected check(left_half, right_half); "
        "run the cell that defines right_half first"
    ),
    "check(left_half, left_half)": (
        "right_half is missing; expected check(left_half, right_half); "
        "run the cell that defines right_half first"
    ),
    "check(discount, left_half)": (
        "these are different exercises; check one at a time: "
        "check(discount) and check(left_half, right_half)"
    ),
    "check(discount, np.sum)": "sum is not part of this exercise; expected check(discount)",
    "check(left_half, 3)": "check got an int; pass a function, as in check(left_half, right_half)",
}


@pytest.mark.parametrize("call", REFUSED)
def test_what_is_no_exercise_is_refused_in_one_line(notebook, call):
    notebook.run(RIGHT + "def left_half(): return 1\nclass Model: pass\ndiscuont = lambda x: x\n0")
    with pytest.raises(TypeError) as caught:
        notebook.run(call)
    assert str(caught.value) == REFUSED[call]
    assert caught.value._render_traceback_() == [f"CheckError: {REFUSED[call]}"]


def test_a_refusal_without_the_text_of_the_call_still_says_what_to_pass():
    with pytest.raises(called.CheckError, match="check got a float; pass a function, as in"):
        exec("check(1.5)", {"check": check})


def test_functions_come_in_any_order_and_from_a_list(notebook):
    both = "def left_half(): return 1\ndef right_half(): return 2\n"
    assert notebook.run(both + "check(right_half, left_half)") == 2
    assert notebook.run("check(*[left_half, right_half])") == 2


@pytest.mark.parametrize(
    "cell",
    [
        "discount = lambda x: 0.9 * x\ncheck(discount)",
        "import functools\ndef rate(r, x): return r * x\n"
        "discount = functools.partial(rate, 0.9)\ncheck(discount)",
        "def other(x): return 0.9 * x\ndiscount = other\ncheck(discount)",
        "def wrapped(f): return lambda *a: f(*a)\n@wrapped\ndef discount(x): return 0.9 * x\n"
        "for f in [discount]: points = check(f)\npoints",
    ],
    ids=["lambda", "partial", "alias", "decorated"],
)
def test_the_name_that_the_notebook_uses_counts(notebook, cell):
    assert notebook.run(cell) == 3.5


def test_an_alias_of_another_exercise_is_judged_as_what_was_written(notebook, capsys):
    notebook.run("def bonus(x=0): return 0.9 * x\ndiscount = bonus\ncheck(discount)")
    assert capsys.readouterr().out.startswith("discount: ")


# -- the score ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("earned", "most", "shown"),
    [(7, 20, "7.0"), (0.1 + 0.2, 0.3, "0.3"), (-1, 2, "0.0"), (0, 0, "0.0")],
)
def test_a_score_is_a_plain_number_within_its_bounds(earned, most, shown):
    score = Score(earned, most)
    assert isinstance(score, float)
    assert repr(score) == str(score) == shown
    assert type(copy.copy(score)) is float
    assert pickle.loads(pickle.dumps(score)) == score


@pytest.mark.parametrize("earned", [float("nan"), float("inf")])
def test_what_is_no_number_is_no_score(earned):
    with pytest.raises(ValueError, match="no score"):
        Score(earned, 3)


@pytest.fixture
def shell():
    InteractiveShell.clear_instance()
    config = {"HistoryManager": {"enabled": False}}
    from traitlets.config import Config

    made = InteractiveShell.instance(config=Config(config))
    made.user_ns.update(check=check, progress=progress)
    yield made
    made.restore_sys_module_state()
    InteractiveShell.clear_instance()


def run_in(shell, source):
    """Run a cell; its outputs as a kernel would store them."""
    with capture_output() as captured:
        result = shell.run_cell(source, store_history=False)
    outputs = [
        nbformat.v4.new_output("display_data", data=shown.data) for shown in captured.outputs
    ]
    if captured.stderr:
        outputs.append(nbformat.v4.new_output("stream", name="stderr", text=captured.stderr))
    if result.error_in_exec:
        name, text = type(result.error_in_exec).__name__, str(result.error_in_exec)
        outputs.append(nbformat.v4.new_output("error", ename=name, evalue=text, traceback=[]))
    elif result.result is not None:
        data, _ = shell.display_formatter.format(result.result)
        outputs.append(nbformat.v4.new_output("execute_result", data=data, execution_count=1))
    return outputs


def graded(outputs, most):
    cell = nbformat.v4.new_code_cell("check(discount)", outputs=outputs)
    cell.metadata.nbgrader = {
        "grade": True, "solution": False, "locked": True, "points": most, "grade_id": "discount",
        "schema_version": 3, "cell_type": "code",
    }  # fmt: skip
    return determine_grade(cell)


@pytest.mark.parametrize(
    ("cell", "points"),
    [
        (RIGHT + "check(discount)", 3.5),
        (WRONG + "check(discount)", 0.5),
        ("def discount(x): raise NotImplementedError()\ncheck(discount)", 0),
        (NOISY, 3.5),
        ("%precision 1\n" + WRONG + "check(discount)", 0.5),
        ("discount = 3\ncheck(discount)", 0),
        ("check(discount_)", 0),
    ],
    ids=["right", "partly", "stub", "noisy", "precision", "refused", "undefined"],
)
def test_stock_nbgrader_gives_the_points_of_the_visible_checks(shell, cell, points):
    assert graded(run_in(shell, cell), 3.5) == (points, 3.5)


def test_a_notebook_shows_html_and_text_and_then_a_plain_number(shell):
    shown, score = run_in(shell, RIGHT + "check(discount)")
    assert shown.data["text/html"].startswith('<section class="chainrule-panel"')
    assert shown.data["text/plain"].startswith("discount: The discount, 3.5 of 3.5 points")
    assert dict(score.data) == {"text/plain": "3.5"}


def test_a_refusal_in_ipython_shows_no_traceback(shell):
    with capture_output() as captured:
        shell.run_cell("check(3)", store_history=False)
    text = captured.stdout + captured.stderr
    assert "CheckError: check got an int" in text
    assert "Traceback" not in text


# -- help by rungs --------------------------------------------------------------------------------

HELP = (
    "Take a tenth away.",
    "“Money” in section “1. Prices”",
    "For a hint: check(discount, hint=True)",
)


def helped(notebook, capsys, cell):
    """Which of the hint, the passage and the way to the hint a check shows."""
    notebook.run(cell)
    shown = " ".join(capsys.readouterr().out.split())
    assert ("it is not 9" in shown) == ("failed" in shown)
    return tuple(text in shown for text in HELP)


def test_each_new_try_that_fails_shows_one_rung_more(notebook, capsys):
    tries = [f"def discount(x): return {x} * x\ncheck(discount)" for x in (0.8, 0.7, 0.6, 0.5)]
    assert [helped(notebook, capsys, cell) for cell in tries] == [
        (False, False, True),
        (True, False, False),
        (True, True, False),
        (True, True, False),
    ]


def test_running_the_same_cells_again_is_no_new_try(notebook, capsys):
    for _ in range(3):
        assert helped(notebook, capsys, WRONG + "check(discount)") == (False, False, True)


def test_the_next_rung_comes_when_it_is_asked_for(notebook, capsys):
    cell = WRONG + "check(discount, hint=True)"
    assert helped(notebook, capsys, cell) == (True, False, False)
    assert helped(notebook, capsys, cell) == (True, True, False)


def test_a_part_that_passed_starts_anew(notebook, capsys):
    helped(notebook, capsys, WRONG + "check(discount, hint=True)")
    assert helped(notebook, capsys, RIGHT + "check(discount)") == (False, False, False)
    assert helped(notebook, capsys, WRONG + "check(discount)") == (False, False, True)


def test_another_result_of_the_same_function_is_a_new_try(notebook, capsys):
    cell = "def discount(x): return rate * x\ncheck(discount)"
    assert helped(notebook, capsys, "rate = 0.8\n" + cell) == (False, False, True)
    notebook.run("del rate\n" + cell)
    assert "crashed" in capsys.readouterr().out
    assert helped(notebook, capsys, "rate = 0.8\n" + cell) == (True, True, False)


def test_what_to_do_about_a_crash_is_told_at_once(notebook, capsys):
    notebook.run("def discount(x): return y\ncheck(discount)")
    shown = " ".join(capsys.readouterr().out.split())
    assert "Next: A name is used before it is defined" in shown
    assert "For the section to read again: check(discount, hint=True)" in shown


def test_a_hint_costs_no_points(notebook):
    assert notebook.run(WRONG + "check(discount, hint=True)") == 0.5


def test_the_passage_is_a_link_in_a_notebook(shell):
    shown, _ = run_in(shell, WRONG + "check(discount, hint=True)\ncheck(discount, hint=True)")[-2:]
    assert '<a href="#Money">' in shown.data["text/html"]


# -- progress -------------------------------------------------------------------------------------


def test_progress_tells_what_was_checked_last_and_what_never(notebook, capsys):
    notebook.run(WRONG + "check(discount)")
    notebook.run(RIGHT + "check(discount)")
    capsys.readouterr()
    assert notebook.run("progress()") is None
    shown = capsys.readouterr().out
    assert "Progress in a0_toy: 3.5 of 8.5 points" in shown
    assert "Next: The pair." in shown
    assert "✓ The discount   passed            3.5 of 3.5" in shown
    assert "○ The pair       not checked yet   0 of 2" in shown
    assert "extra" in shown
    assert "Changed" not in shown


def test_progress_says_when_a_function_has_changed_since(notebook, capsys):
    notebook.run(RIGHT + "check(discount)")
    notebook.run(WRONG + "progress()")
    assert "Changed since it was checked" in capsys.readouterr().out


def test_progress_before_any_check_says_what_to_do(notebook, capsys):
    notebook.run("progress()")
    assert "Nothing has been checked yet." in capsys.readouterr().out


def test_progress_names_what_to_go_on_with_and_links_to_it(shell, monkeypatch):
    monkeypatch.setattr(overview, "passage", {"pair": Passage("Two halves")}.get)
    shown = run_in(shell, RIGHT + "check(discount)\nprogress()")[-1]
    assert '<p>Next: <a href="#Two-halves">The pair</a>.</p>' in shown.data["text/html"]


# -- the package ----------------------------------------------------------------------------------


def test_check_stays_a_function_whatever_is_imported():
    import autograder.commands.check

    assert isinstance(autograder.check, types.FunctionType)
    assert isinstance(autograder.commands.check, types.ModuleType)
    for name in autograder.__all__:
        with pytest.raises(ModuleNotFoundError):
            __import__(f"autograder.{name}")


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'chekc'"):
        autograder.chekc  # noqa: B018


def test_what_students_run_is_there_on_a_system_without_unixs_modules():
    program = (
        "import importlib, socket, sys\n"
        "for name in ('fcntl', 'resource', 'pwd', 'grp', 'termios'): sys.modules[name] = None\n"
        "vars(socket).pop('AF_UNIX', None)\n"
        "for command in ('check', 'watch', 'submit_check'):\n"
        "    importlib.import_module(f'autograder.commands.{command}')\n"
        "from autograder import check, guess, progress, reveal\n"
        "from autograder.selfcheck import handin, recheck, saves\n"
        "print(check.__module__, guess.__module__)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == (
        "autograder.selfcheck.kernel autograder.selfcheck.prediction\n",
        "",
    )


def test_importing_the_package_loads_nothing_else():
    program = (
        "import sys; before = set(sys.modules)\n"
        "import autograder, autograder.selfcheck.pytest_plugin\n"
        "print(*(m for m in sorted(set(sys.modules) - before) if m.split('.')[0] in "
        "('numpy', 'IPython', 'nbgrader', 'matplotlib') or m.startswith('autograder.')))"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert said.stdout == "autograder.selfcheck autograder.selfcheck.pytest_plugin\n"

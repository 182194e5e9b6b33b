"""`chainrule explain` shows what was drawn, both outputs and where they part, from the record."""

from __future__ import annotations

import json
import re
import sys

import numpy as np
import pytest

from autograder.commands import CommandError
from autograder.commands import explain as command
from autograder.exercise import Check, Exercise, Hidden, KnownMistake, Part, Probe
from autograder.explain import data, difference, text, trial
from autograder.judging.function import LocalFunction
from autograder.judging.student import LocalStudent
from autograder.nbgrader import settings
from autograder.outcome import Failed, Fault, Status
from autograder.report import NotebookReport
from autograder.seed import Seed
from autograder.store import Results
from autograder.tolerance import EXACT, ROUNDING

from .toy_course import DOUBLE, RIGHT, Toy

# Warnings of nbgrader's and nbconvert's own making are theirs to mend.
pytestmark = pytest.mark.filterwarnings("ignore")

SEED = Seed("a test's")


# -- where two values part ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("got", "expected", "first", "worst"),
    [
        (
            np.array([[1.0, 2.5], [9.0, 4.0]]),
            np.array([[1.0, 2.0], [3.0, 4.0]]),
            "v[0, 1]",
            "v[1, 0]",
        ),
        ((1.0, np.array([2.0, np.nan])), (1.0, np.array([2.0, 3.0])), "v[1][1]", "v[1][1]"),
        ({"W": np.array([1, 3])}, {"W": np.array([1, 2])}, "v['W'][1]", "v['W'][1]"),
        (2.0 + 1e-6, 2.0, "v", "v"),
    ],
)
def test_the_first_and_the_worst_place_are_found(got, expected, first, worst):
    found = difference.of(got, expected, ROUNDING, "v")
    assert (found.first.what, found.worst.what) == (first, worst)


@pytest.mark.parametrize(
    ("got", "expected", "said"),
    [
        (np.zeros((1, 3)), np.zeros(3), "shape (1, 3)"),
        (None, 1.0, "None"),
        ("left", "right", "'left'"),
        ((1.0, 2.0, 3.0), (1.0, 2.0), "a tuple of 3"),
    ],
)
def test_what_has_no_place_is_said_in_words(got, expected, said):
    found = difference.of(got, expected, ROUNDING, "v")
    assert found.first is None
    assert said in found.fact


def test_what_is_within_the_tolerance_is_no_difference():
    assert difference.of(1.0 + 1e-12, 1.0, ROUNDING, "v") is None
    assert difference.of(np.array([np.inf, 1.0]), np.array([np.inf, 1.0]), EXACT, "v") is None


# -- one check once more --------------------------------------------------------------------------


def mean_square(X, w):
    f = X @ w
    return float(np.mean(f**2)), 2 * X.T @ f / len(X)


def halved(X, w):
    loss, dw = mean_square(X, w)
    return loss, dw / 2


def writes_into_X(X, w):
    found = mean_square(X, w)
    X += 1
    return found


def sums_up(f, rng):
    """The loss of ones is one."""
    assert rng.integers(10) < 10
    f(np.ones((2, 1)), np.ones(1))


def refuses(f, rng):
    """The way is shown."""
    raise Failed(f"no way is shown in {f()[0]!r}")


def draw(rng):
    return rng.standard_normal((7, 3)), rng.standard_normal(3)


TOY = Exercise(
    "mean_square",
    "a0",
    "toy",
    "A toy",
    (Part("loss", 2), Part("gradient", 3)),
    (Check("loss", sums_up),),
    returns={"mean_square": ("loss", "dw")},
)
HIDDEN = Hidden(
    TOY,
    {"mean_square": mean_square},
    (Probe("loss", "rows", draw, piece="loss"), Probe("gradient", "rows", draw, piece="dw")),
    (KnownMistake("half as large", halved, ("gradient",)),),
)


def trials(code, part="gradient"):
    student = LocalStudent({"mean_square": code})
    wanted = next(one for one in TOY.parts if one.name == part)
    return list(trial.of_part(wanted, TOY, student, SEED, HIDDEN))


def test_a_trial_keeps_inputs_both_outputs_and_the_mistake():
    first, second = trials(halved)
    (call,) = first.calls
    X, w = call.arguments["X"], call.arguments["w"]
    assert X.shape == (7, 3)
    np.testing.assert_array_equal(call.reference[1], mean_square(X, w)[1])
    np.testing.assert_array_equal(call.student[1], halved(X, w)[1])
    assert (call.difference.first.what, call.pieces) == ("dw[0]", ("loss", "dw"))
    assert (first.status, first.tolerance, first.mistakes) == (
        Status.FAILED,
        ROUNDING,
        ("half as large",),
    )
    assert not np.array_equal(X, second.calls[0].arguments["X"])


def test_inputs_are_those_of_the_grading_whatever_was_called_before():
    once, again = trials(halved), trials(mean_square)
    for one, other in zip(once, again, strict=True):
        np.testing.assert_array_equal(one.calls[0].arguments["X"], other.calls[0].arguments["X"])
    assert [one.status for one in again] == [Status.PASSED, Status.PASSED]


def test_a_changed_argument_is_shown_and_inputs_are_those_before():
    visible, *_ = trials(writes_into_X, "loss")
    (call,) = visible.calls
    np.testing.assert_array_equal(call.arguments["X"], np.ones((2, 1)))
    assert call.changed["X"].first.got == 2.0


def test_a_crash_has_inputs_and_a_reason():
    first, *_ = trials(lambda X, w: 1 / 0)
    assert first.status is Status.CRASHED
    assert "ZeroDivisionError" in first.calls[0].fault
    assert first.calls[0].reference is not None


class Endless:
    """A student whose function was stopped by the sandbox."""

    def function(self, name):
        def stopped(*_):
            raise Fault(Status.OUT_OF_TIME, "mean_square did not finish within 10 s")

        return LocalFunction(stopped, name=name)


def test_a_timeout_has_inputs_and_a_reason():
    (first, *_) = trial.of_part(TOY.parts[1], TOY, Endless(), SEED, HIDDEN)
    assert (first.status, first.calls[0].fault) == (Status.OUT_OF_TIME, first.fact)
    assert "did not finish" in first.fact
    assert first.calls[0].arguments["X"].shape == (7, 3)


def test_a_text_unlike_the_references_is_no_fault_of_its_own():
    words = Exercise("words", "a0", "toy", "Words", (Part("way", 1),), (Check("way", refuses),))
    hidden = Hidden(words, {"words": lambda: ["one way"]}, ())
    student = LocalStudent({"words": lambda: ["another way"]})
    (found,) = trial.of_part(words.parts[0], words, student, SEED, hidden)
    assert found.calls[0].difference.first is None
    told = text._trial(found, True, False)
    assert "another way" in told
    assert "one way" in told
    assert "difference" not in told


def test_every_digit_is_printed_up_to_a_size():
    x = np.array([0.1 + 0.2, 1.0])
    assert "0.30000000000000004" in text.shown(x)
    big = np.arange(300.0) / 3
    assert "--full" in text.shown(big)
    numbers = re.findall(r"[\d.e+-]+", text.shown(big, full=True).partition("\n")[2])
    np.testing.assert_array_equal([float(number) for number in numbers], big)


# -- the command ----------------------------------------------------------------------------------

CONFIG = """
from pathlib import Path
from autograder.nbgrader.configure import configure
c = get_config()
configure(c, Path.cwd())
c.CourseDirectory.root = str(Path.cwd())
c.Judge.allow_unsafe = True
"""
WRONG = {"double": "def double(x):\n    return 2 * x + 0.5", "triple": RIGHT["triple"]}


@pytest.fixture
def course(toy: Toy, monkeypatch):
    (toy.root / "nbgrader_config.py").write_text(CONFIG)
    monkeypatch.chdir(toy.root)
    monkeypatch.setattr(sys, "path", [*sys.path])  # which nbgrader adds the folder to
    yield toy
    settings.Settings.clear_instance()


def explained(capsys, *words: str) -> tuple[int, str]:
    code = command.main([*words, "--Judge.seed=a test's"])
    return code, capsys.readouterr().out


def test_an_appeal_from_the_submission_to_the_place(course, capsys, tmp_path):
    course.submit("ada", WRONG)
    course.grade()
    saved = tmp_path / "ada.npz"
    code, told = explained(capsys, "ada", "a0", "double", f"--save={saved}")
    assert code == 0
    for words in ("double(x)", "tolerance: rounding", "first difference", "off by 0.5"):
        assert words in told
    assert told.count("(the check that decided)") == 4  # of two parts, two draws each
    with np.load(saved, allow_pickle=False) as kept:
        x = float(kept["hidden:value:0/1/1/x"])
        assert (
            float(kept["hidden:value:0/1/1/student"]),
            float(kept["hidden:value:0/1/1/reference"]),
        ) == (2 * x + 0.5, 2 * x)
    assert saved.stat().st_mode & 0o077 == 0


def test_json_holds_the_same(course, capsys):
    course.submit("ada", WRONG)
    course.grade()
    code, told = explained(capsys, "ada", "a0", "double", "--json", "--part", "zero")
    found = json.loads(told)
    assert (code, found["reproduced"], found["changes"]) == (0, True, [])
    assert {one["part"] for one in found["trials"]} == {"zero"}
    (call,) = found["trials"][0]["calls"]
    assert (call["arguments"], call["student"], call["reference"]) == ({"x": 0.0}, 0.5, 0.0)


def test_who_passed_is_told_so_and_all_shows_the_checks(course, capsys):
    course.submit("ada", RIGHT)
    course.grade()
    code, told = explained(capsys, "ada", "a0", "double")
    assert (code, "first difference" in told, "hidden:" in told) == (0, False, False)
    code, told = explained(capsys, "ada", "a0", "double", "--all")
    assert (code, told.count("-- hidden:value:0")) == (0, 2)


def test_a_crash_is_explained_and_its_text_commands_no_terminal(course, capsys):
    course.submit(
        "ada", {"double": "def double(x):\n    raise ValueError('\x1b[31mno')", "triple": ""}
    )
    course.grade()
    code, told = explained(capsys, "ada", "a0", "double")
    assert code == 0
    assert "ValueError" in told
    assert "\x1b" not in told
    assert "reference: " in told


def test_it_says_what_has_changed_since(course, capsys):
    path = course.submit("ada", WRONG)
    course.grade()
    kept = Results(course.root)
    report = kept.load("a0", "ada")["toy"]
    kept.save([NotebookReport(**{**vars(report), "grader": "older", "content": "older"})], {})
    path.write_text(path.read_text().replace("0.5", "0.25"))
    code = command.main(["ada", "a0", "double", "--Judge.seed=another"])
    told = capsys.readouterr().out
    assert code == 1
    assert told.count("Careful: ") == 3
    assert "NOT those of the grading" in told
    assert "off by 0.25" in told  # what is submitted now


def test_without_the_seed_nothing_is_shown(course):
    course.submit("ada", WRONG)
    course.grade()
    with pytest.raises(CommandError, match="seed is gone"):
        command.main(["ada", "a0", "double"])
    assert not (course.root / ".chainrule" / "seed").exists()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["bob", "a0", "double"], "no results of 'bob'"),
        (["ada", "a0", "treble"], "there are double, triple"),
        (["ada", "a0", "double", "--part", "speed"], "has no part speed"),
    ],
)
def test_unknown_names_are_told(course, words, why):
    course.submit("ada", RIGHT)
    course.grade()
    with pytest.raises(CommandError, match=why):
        command.main(words)


def test_an_instructors_own_cell_is_explained_by_its_asserts(course, capsys):
    course.generate({"triple": "assert triple(1) == 3\nassert triple(2) == 6, 'twice'"})
    # With `triple` no exercise of the course, its cell is the instructor's.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("autograder.course.exercises", lambda: {"double": DOUBLE})
        course.submit("ada", {**RIGHT, "triple": "def triple(x):\n    return 3"})
        course.grade()
        code, told = explained(capsys, "ada", "a0", "triple")
    assert code == 0
    assert "test cell of the instructor's own" in told
    assert "twice" in told


def test_arrays_in_json_keep_every_bit():
    x = np.random.default_rng(1).standard_normal((3, 2))
    back = json.loads(json.dumps(data.plain({"x": x})))["x"]
    np.testing.assert_array_equal(np.array(back["values"]), x)

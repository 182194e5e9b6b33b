"""Lines that are judged one by one are shown back, with a caret that stands where it should."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest

from autograder import course
from autograder.derivation import Verdict
from autograder.display import panel
from autograder.judging.judge import judge
from autograder.judging.student import LocalStudent
from autograder.outcome import Outcome, Status
from autograder.report import ExerciseReport, NotebookReport, PartReport, from_json, to_json
from autograder.seed import VISIBLE

MATH = "{http://www.w3.org/1998/Math/MathML}"
EXERCISE = course.exercises()["derive_linear_rule"]
LINES = [
    "# every verdict there is",
    "r[k] := y[k] - f[k]",
    "D(L, w[j]) = Sum(k, 2*r[k]*D(r[k], w[j]))",
    "= Sum(k, 2*r[k]*x[k,j])",
    "= Sum(k, 2*r[k]*D(r[k], w[j]))",
    "= −2*Σ(k, δ[k]·x[k,j])",
    "w[j] <- w[j] - eta*D(L, w[j])",
    "<- w[j] + 2*eta*Sum(k, r[k]*x[k,j])",
]
VERDICTS = [
    Verdict.NOTE,
    Verdict.GIVES,
    Verdict.FOLLOWS,
    Verdict.FAILS,
    Verdict.REPEATS,
    Verdict.UNREADABLE,
    Verdict.STARTS,
    Verdict.SKIPS,
]


def report(lines: object) -> ExerciseReport:
    student = LocalStudent({"derive_linear_rule": lambda: lines})
    return judge(EXERCISE, student, VISIBLE)


def table(shown: ExerciseReport) -> ElementTree.Element:
    root = ElementTree.fromstring(panel.html(shown))
    found = root.find(".//table[@class='chainrule-table chainrule-read']")
    assert found is not None
    return found


def test_every_line_has_its_verdict_in_the_notebook_and_the_terminal() -> None:
    shown = report(LINES)
    assert [line.verdict for line in shown.lines] == VERDICTS
    rows = table(shown).findall("tbody/tr")
    text = panel.text(shown)
    for row, line in zip(rows, shown.lines, strict=True):
        words = " ".join(row.itertext())
        assert str(line.number) in words
        assert line.verdict in words
        assert re.search(rf"^ +{line.number}  . {re.escape(line.verdict)} ", text, re.MULTILINE)
        assert line.plain in text or line.text in text


def test_what_was_read_is_typeset_and_what_was_not_is_shown_as_written() -> None:
    shown = report(LINES)
    for row, line in zip(table(shown).findall("tbody/tr"), shown.lines, strict=True):
        formula = row.find(f".//{MATH}math")
        if line.verdict in (Verdict.UNREADABLE, Verdict.NOTE):
            assert formula is None
            code = row.find(".//code")
            assert code is not None
            assert code.text == line.text
        else:
            assert formula is not None
            assert formula.get("alttext") == line.latex


def test_the_caret_stands_under_its_character_in_both_forms() -> None:
    shown = report(LINES)
    wrong = shown.lines[5]
    column = LINES[5].index("·")
    carets = table(shown).findall(".//pre[@class='chainrule-caret']")
    pointers = ["".join(caret.itertext()) for caret in carets]
    assert wrong.pointer in pointers
    assert wrong.pointer.split("\n") == [LINES[5], " " * column + "^"]
    rows = panel.text(shown).split("\n")
    above, below = next((a, b) for a, b in pairwise(rows) if "·x[k,j]" in a and b.strip() == "^")
    assert above[below.index("^")] == "·"


def test_nothing_wraps_or_turns_what_the_caret_points_into() -> None:
    rule = re.search(r"pre\.chainrule-caret \{(.*?)\}", panel.style(), re.DOTALL)
    assert rule
    for needed in ("white-space: pre;", "monospace", "direction: ltr", "bidi-override"):
        assert needed in rule[1]


@pytest.mark.parametrize(
    "line",
    [
        "= <script>alert(1)</script>",
        "= </pre></td><img src=x onerror=alert(1)>",
        "= x\u202e[k]^2",
        "= א[k]^2",
        "= \x1b[31mred^2",
        "= \x00^2",
        "= " + "x" * 10**5,
        "= " + "(" * 10**5,
        "= `${x}`^2",
        "D(L, w[j]) = \u2028x^2\u2029",
    ],
    ids=lambda line: ascii(line[:20]),
)
def test_hostile_lines_are_text_and_stay_short(line: str) -> None:
    shown = report(["D(L, w[j]) = 0", line])
    markup, text = panel.html(shown), panel.text(shown)
    tags = {element.tag for element in table(shown).iter()}
    assert {tag for tag in tags if not tag.startswith(MATH)} <= {
        "table", "caption", "div", "thead", "tbody", "tr", "th", "td", "span", "code", "p", "pre",
    }  # fmt: skip
    assert all(c.isprintable() or c == "\n" for c in text)
    markup.encode("utf-8")
    assert len(markup) < 40_000
    assert len(text) < 10_000


@pytest.mark.parametrize("lines", [None, 3, "D(L, w[j]) = 0", [1], np.zeros(3), ["x"] * 10**4])
def test_whatever_comes_in_place_of_lines_is_shown_or_left_out(lines: object) -> None:
    shown = report(lines)
    assert len(shown.lines) <= 81
    ElementTree.fromstring(panel.html(shown))
    panel.text(shown)


def test_lines_are_not_shown_where_no_answer_came() -> None:
    def unwritten() -> object:
        raise NotImplementedError

    shown = judge(EXERCISE, LocalStudent({"derive_linear_rule": unwritten}), VISIBLE)
    assert shown.lines == ()
    assert "as they were read" not in panel.html(shown) + panel.text(shown)


def test_lines_and_notes_are_kept_with_the_report() -> None:
    passed = PartReport("all", 1, Outcome(Status.PASSED), Status.PASSED)
    shown = report(LINES)
    one = ExerciseReport("e", "E", (passed,), lines=shown.lines, notes=("a note",))
    whole = NotebookReport("ada", "a4", "rules", (one,))
    assert from_json(to_json(whole)) == whole
    assert "a note." in panel.html(one)
    assert "a note." in panel.text(one)

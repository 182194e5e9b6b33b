"""What a student reads, word for word: `make snapshots` writes it anew, and then read the diff.

Each file in `snapshots/` holds scenes: what is judged, its panel as text and, where it is short,
as HTML. Never released: they show what the hidden checks say of which code.
"""

from __future__ import annotations

import ast
import dataclasses
import inspect
import os
import re
import textwrap
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from autograder.derivation import advice
from autograder.display import message, panel
from autograder.exercise import Hidden
from autograder.hints import HINTS
from autograder.nbgrader import words
from autograder.outcome import Status
from autograder.report import ExerciseReport
from autograder.sandbox import Unsendable, roundtrip
from solutions.tests import matrix, scenes
from solutions.tests.matrix import HIDDEN, judged, judged_openly

FOLDER = Path(__file__).parent / "snapshots"
WRITE = os.environ.get("SNAPSHOTS") == "write"


def compared(name: str, text: str) -> None:
    """Fail unless the snapshot of this name is this text; write it if asked to."""
    file = FOLDER / f"{name}.txt"
    if WRITE:
        FOLDER.mkdir(exist_ok=True)
        file.write_text(text, "utf-8")
    assert file.read_text("utf-8") == text, "`make snapshots` writes what is said now"


def shown(title: str, report: ExerciseReport) -> str:
    """A scene: the panel as text, and as HTML."""
    markup = panel.html(report, styled=False)
    return f"{'=' * 88}\n{title}\n{'=' * 88}\n{panel.text(report)}\n\n{markup}\n"


@pytest.mark.parametrize("name", scenes.JUDGED)
def test_panels_say_what_they_said(name: str) -> None:
    found = [shown(title, scene()) for title, scene in scenes.JUDGED[name].items()]
    compared(name, "\n".join(found))


def test_every_status_has_a_scene() -> None:
    few = ("right", "wrong_value", "not_attempted", "no_value")
    reports = [scene() for name in few for scene in scenes.JUDGED[name].values()]
    assert {part.outcome.status for report in reports for part in report.parts} == set(Status)


def test_progress_says_what_it_said() -> None:
    reports = [
        scenes.hidden(scenes.SVM.reference),
        scenes.hidden(
            matrix.with_mistake(HIDDEN["predict"], HIDDEN["predict"].mistakes[0]), "predict"
        ),
        panel.blank(HIDDEN["one_vs_all"].exercise),
        panel.blank(HIDDEN["concepts"].exercise),
        scenes.followed_through(),
        scenes.broken_grader(),
    ]
    said = {
        "unchecked": ("one_vs_all",),
        "changed": ("predict",),
        "footer": panel.VISIBLE_ONLY,
    }
    text = panel.progress_text(reports, **said)  # type: ignore[arg-type]
    markup = panel.progress_html(reports, styled=False, **said)  # type: ignore[arg-type]
    compared("progress", f"{text}\n\n{markup}")


# ------------------------------------------------------------------------------ the words alone

#: Something for each parameter of the functions that word a sentence.
ARGUMENTS: Mapping[str, object] = {
    "value": 12.8999, "what": "dW", "index": (3, 1), "got": (3, 1), "expected": (3,), "error": 0.25,
    "allowed": 1e-9, "wrong": 7, "total": 12, "dtype": "float32", "says": "Every row given twice.",
    "fact": "dW[2] is off by 3", "function": "svm_loss_naive", "text": "division by zero",
    "line": 4, "seconds": 10.0, "calls": 9, "most": 8, "kind": "complex128 numbers",
    "reason": "a set: return a list instead", "argument": "X", "construct": "a for loop",
    "count": 3, "name": "h", "due": 1, "parent": "x", "child": "h", "sizes": [4, 4],
    "order": [0, 2, 2, 1], "share": 0.5, "asked": 0.9, "inputs": (0.0, 1.0), "true": True,
    "low": 0.1, "high": 0.3, "functions": ["softmax", "one_hot"], "parts": ["loss", "gradient"],
    "derive": "derive_linear_rule", "right": False, "where": "w[1]", "derived": 0.62,
    "coded": 0.31, "derivation": True, "code": False, "through": "by rows", "checks": ["predict"],
    "answer": "predict-answer", "notebook": "svm_loss", "found": ["copy.ipynb", "old/svm.ipynb"],
}  # fmt: skip

#: Where one name means two things.
APART: Mapping[str, Mapping[str, object]] = {
    "called_with": {"expected": "float64 numbers"},
    "wrong_type": {"got": None, "expected": "a float"},
    "off": {"got": 3.9, "expected": 2.9},
    "labels_off": {"index": (2,)},
    "should_be_infinite": {"value": 700.0},
    "kind": {"value": np.zeros((3, 1))},
    "accepted": {"error": "ValueError", "what": "a label that is no class"},
    "another_error": {"got": "KeyError", "error": "ValueError", "what": "a cycle"},
    "unnamed": {"error": "ValueError", "what": "the label"},
    "crashed": {"error": "ZeroDivisionError"},
    "after_crash": {"error": "IndexError"},
    "other_batches": {"expected": [4, 4, 2]},
    "gate_off": {"got": 0.5},
    "spread_off": {"what": "the spread of W1", "got": 1.0},
    "steps_taken": {"got": 11, "expected": 12},
    "cell_stopped": {"reason": "out of memory"},
    "not_gradable": {"reason": "svm_loss.ipynb: not JSON"},
}


def worded(module: object) -> str:
    """Every sentence of a module that words them."""
    lines = []
    for name, value in vars(module).items():
        if name.startswith("_") or inspect.ismodule(value):
            continue
        if isinstance(value, str):
            lines.append(f"{name}: {value}")
        elif inspect.isfunction(value) and value.__module__ == module.__name__:  # type: ignore[attr-defined]
            given = {**ARGUMENTS, **APART.get(name, {})}
            wanted = {key: given[key] for key in inspect.signature(value).parameters}
            lines.append(f"{name}: {value(**wanted)}")
        elif isinstance(value, dict):
            lines += [f"{name}[{key}]: {' / '.join(said)}" for key, said in value.items()]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("module", [message, words, advice], ids=["messages", "words", "slips"])
def test_sentences_are_what_they_were(module: object, request: pytest.FixtureRequest) -> None:
    compared(request.node.callspec.id, worded(module))


def test_what_may_not_be_returned_is_said_as_it_was() -> None:
    lines = []
    for name, make in {**matrix.GARBAGE, "a matrix": lambda: np.eye(2).view(np.matrix)}.items():
        try:
            roundtrip(make())
        except Unsendable as refusal:
            lines.append(f"{name}: {refusal}")
    compared("unsendable", "\n".join(lines) + "\n")


# ------------------------------------------------------------------------------ every part

#: Judged in seconds, not in milliseconds; derivations have scenes of their own.
SLOW = {"learn_digits", "gradient_check", "wrong_line"} | {
    name for name, hidden in HIDDEN.items() if hidden.exercise.reader
}


@pytest.mark.parametrize("assignment", sorted({h.exercise.assignment for h in HIDDEN.values()}))
def test_every_part_says_what_it_said(assignment: str) -> None:
    """Of each part the first mistake that it is lost by, before and after it is handed in."""
    lines = []
    for name, hidden in HIDDEN.items():
        if hidden.exercise.assignment != assignment or name in SLOW:
            continue
        for part in hidden.exercise.parts:
            mistake = next(m for m in hidden.mistakes if part.name in m.parts)
            functions = matrix.with_mistake(hidden, mistake)
            lines.append(f"{name}, {part.name}: {mistake.name}")
            for judge in (judged_openly, judged):
                report = judge(hidden, functions, scenes.SEED)
                found = next(p for p in report.parts if p.name == part.name)
                lines += [f"  {judge.__name__}: {found.outcome.status}"]
                lines += [f"    {said}" for said in panel.reasons(found)]
    compared(assignment, "\n".join(lines) + "\n")


# ------------------------------------------------------------------------------ hints


def test_a_hint_stands_once_in_a_panel_however_many_parts_fail_by_it() -> None:
    several = 0
    for hidden in cheap():
        for mistake in [m for m in hidden.mistakes if len(m.parts) > 1][::2]:
            report = judged(hidden, matrix.with_mistake(hidden, mistake))
            text = " ".join(panel.text(report, width=10**6).split())
            for name in report.mistakes:
                assert text.count(HINTS[name]) == 1, (hidden.exercise.name, mistake.name)
            several += 1
    assert several > 25


def cheap() -> list[Hidden]:
    """One exercise in three, without the dear ones: what is asked holds for the panel itself."""
    return [hidden for name, hidden in list(HIDDEN.items())[::3] if name not in SLOW]


#: Facts that have no size: they name what is wrong, and there is no more or less of it.
WITHOUT_SIZE = re.compile(
    r"is (wrong|not right|nan|-?inf)|changed its argument|expected|gave (different values|the same)"
    r"|comes before|is not |does not|do not|not every|no plane|in no place|labels of other rows"
)


def test_a_mistake_that_nobody_listed_is_told_where_how_far_and_what_next() -> None:
    """With no mistake listed, each part that fails says of what, how much, and one next step."""
    told = 0
    for hidden in cheap():
        nameless = dataclasses.replace(hidden, mistakes=())
        for mistake in hidden.mistakes[::6]:
            for part in judged(nameless, matrix.with_mistake(hidden, mistake)).parts:
                if part.outcome.status is not Status.FAILED:
                    continue
                fact, said = part.outcome.fact, panel.reasons(part)
                where = (hidden.exercise.name, mistake.name, said)
                assert re.search(r"\d", fact) or WITHOUT_SIZE.search(fact), where
                assert any(line.startswith(("Next: ", "Hint: ")) for line in said), where
                told += 1
    assert told > 100


#: What only code has, and words do not.
CODE = re.compile(
    r"\w\.\w+\(|\bnp\.(?!vectorize)|@ \w+\.|\w\[[^\]]*:|\baxis=|\bdef |\breturn \w+$|lambda"
)


def test_hints_are_words_and_no_code_that_could_be_pasted() -> None:
    for name, text in HINTS.items():
        assert not CODE.search(text), (name, text)


def test_no_hint_holds_an_expression_of_the_reference() -> None:
    """Only what the prose says too, such as p (1 - p) or a loss's own formula, may be there."""
    hints = {name: squeezed(text) for name, text in HINTS.items()}
    found = set()
    for code in {code for hidden in HIDDEN.values() for code in hidden.reference.values()}:
        for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(code)))):
            if isinstance(node, ast.BinOp | ast.Call | ast.Assign | ast.Return | ast.Compare):
                expression = squeezed(ast.unparse(node))
                if len(expression) > LONGEST_HARMLESS:
                    found |= {(n, expression) for n, text in hints.items() if expression in text}
    assert found == set()


#: Shorter expressions are names and numbers: `x + y`, `1 - p`.
LONGEST_HARMLESS = 7


def squeezed(text: str) -> str:
    return re.sub(r"[\s()`]", "", text)

"""What was derived is held against what was coded, and the one that is right is named."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Iterator, Mapping

import numpy as np
import pytest

from autograder import course
from autograder.grading.grade import Grader, Sheet, SheetCell
from autograder.judging.function import Function, LocalFunction
from autograder.judging.judge import judge
from autograder.judging.student import LocalStudent
from autograder.outcome import Failed, Fault
from autograder.report import ExerciseReport
from autograder.sandbox import Tier
from autograder.seed import Seed
from solutions import update_rules as code
from solutions.forms.derivations import ROUTES
from solutions.hidden import update_steps
from solutions.hidden.update_links import LINKS
from solutions.hidden.update_proofs import EDITS
from solutions.tests.matrix import HIDDEN

SEED = Seed("links")
MISTAKES = {
    "update_linear": update_steps.LINEAR_MISTAKES,
    "update_sigmoid": update_steps.SIGMOID_MISTAKES,
    "update_hinge": update_steps.HINGE_MISTAKES,
    "update_softmax": update_steps.SOFTMAX_MISTAKES,
}

AGREE, BOTH_WRONG = "takes the step that", "not the right one"
DERIVATION, CODE, NEITHER = "The derivation is right", "The code is right", "Neither is right"

#: Both halves of each exercise, right, and wrong by the same slip. The derivation stands between
#: its brackets, the code is a function.
HALVES: Mapping[str, Mapping[str, str]] = {
    "update_linear": {
        "derived": "w[j] <- w[j] + 2*eta*Sum(k, delta[k]*x[k,j])",
        "derived wrong": "w[j] <- w[j] + eta*Sum(k, delta[k]*x[k,j])",
        "coded": """
            d = y - X @ w - b
            return w + 2 * lr * X.T @ d, b + 2 * lr * d.sum()
            """,
        "coded wrong": """
            d = y - X @ w - b
            return w + lr * X.T @ d, b + lr * d.sum()
            """,
    },
    "update_sigmoid": {
        "derived": "D(L, w) = -2*(delta*s*(1 - s)).T@X",
        "derived wrong": "D(L, w) = -2*delta.T@X",
        "coded": """
            s = 1 / (1 + np.exp(-(X @ w + b)))
            pull = 2 * (y - s) * s * (1 - s)
            return w + lr * X.T @ pull, b + lr * pull.sum()
            """,
        "coded wrong": """
            s = 1 / (1 + np.exp(-(X @ w + b)))
            return w + 2 * lr * X.T @ (y - s), b + 2 * lr * (y - s).sum()
            """,
    },
    "update_hinge": {
        "derived": """D(L, w[j]) = -y*x[j]*ind(y*f < 1)
            D(L, b) = -y*ind(y*f < 1)""",
        "derived wrong": """D(L, w[j]) = -y*x[j]
            D(L, b) = -y""",
        "coded": """
            pull = y * (y * (X @ w + b) < 1)
            return w + lr * X.T @ pull, b + lr * pull.sum()
            """,
        "coded wrong": "return w + lr * X.T @ y, b + lr * float(y.sum())",
    },
    "update_softmax": {
        "derived": "D(L, z[i]) = a[i] - ind(i == y)",
        "derived wrong": "D(L, z[i]) = a[i]",
        "coded": """
            S = X @ W + b
            P = np.exp(S - S.max(axis=1, keepdims=True))
            P = P / P.sum(axis=1, keepdims=True)
            P[np.arange(len(y)), y] -= 1
            return W - lr * X.T @ P, b - lr * P.sum(axis=0)
            """,
        "coded wrong": """
            S = X @ W + b
            P = np.exp(S - S.max(axis=1, keepdims=True))
            P = P / P.sum(axis=1, keepdims=True)
            return W - lr * X.T @ P, b - lr * P.sum(axis=0)
            """,
    },
}
CASES = [
    ("derived", "coded", AGREE),
    ("derived wrong", "coded wrong", BOTH_WRONG),
    ("derived", "coded wrong", DERIVATION),
    ("derived wrong", "coded", CODE),
]


def sources(function: str, derived: str, coded: str) -> tuple[str, str]:
    """The two cells of a student who wrote these halves."""
    lines = [line.strip() for line in HALVES[function][derived].splitlines()]
    derive = f"def derive_{LINKS[function].derives.name}():\n    return {lines!r}\n"
    body = textwrap.indent(textwrap.dedent(HALVES[function][coded]).strip(), "    ")
    signature = inspect.signature(getattr(code, function))
    names = ", ".join(signature.parameters)
    return derive, f"def {function}({names}):\n{body}\n"


def in_process(function: str, cells: tuple[str, str]) -> ExerciseReport:
    space: dict[str, object] = {"np": np}
    for cell in cells:
        exec(cell, space)
    student = LocalStudent({name: f for name, f in space.items() if inspect.isfunction(f)})
    hidden = HIDDEN[function]
    return judge(hidden.exercise, student, SEED, hidden)


@pytest.fixture(scope="module")
def grader() -> Iterator[Grader]:
    root = course.find_root()
    with Grader(SEED, course.hidden(root), root, worst=Tier.PROCESS) as one:
        yield one


@pytest.mark.parametrize(("derived", "coded", "said"), CASES, ids=[case[2] for case in CASES])
@pytest.mark.parametrize("function", LINKS)
def test_the_half_that_is_right_is_named(
    function: str, derived: str, coded: str, said: str
) -> None:
    report = in_process(function, sources(function, derived, coded))
    assert len(report.notes) == 1
    assert said in report.notes[0]
    assert (BOTH_WRONG in report.notes[0]) == (said == BOTH_WRONG)


def test_it_costs_nothing_that_the_halves_differ() -> None:
    for function in LINKS:
        alone = in_process(function, ("", sources(function, "derived", "coded")[1]))
        linked = in_process(function, sources(function, "derived wrong", "coded"))
        assert alone.parts == linked.parts
        assert linked.earned == linked.points
        assert alone.notes == ()


def test_the_real_grader_finds_the_same_in_the_sandbox(grader: Grader) -> None:
    for derived, coded, said in CASES:
        cells: list[SheetCell] = [SheetCell("import numpy as np")]
        for function in LINKS:
            derive, step = sources(function, derived, coded)
            cells += [SheetCell(derive), SheetCell(step), SheetCell("", function)]
        report = grader.grade(Sheet("ada", "a4_update_rules", "update_rules", tuple(cells))).report
        for function in LINKS:
            judged = report.exercise(function)
            assert judged is not None
            assert judged.settled
            assert [said in note for note in judged.notes] == [True]
            assert (judged.earned == judged.points) == (coded == "coded")
            assert judged == in_process(function, sources(function, derived, coded))


def test_where_the_two_are_wrong_in_different_ways_neither_is_right() -> None:
    derive, _ = sources("update_sigmoid", "derived wrong", "coded")
    _, step = sources("update_sigmoid", "derived", "coded wrong")
    report = in_process("update_sigmoid", (derive.replace("-2", "-3"), step))
    assert NEITHER in report.notes[0]


def found(function: str, derive: object, step: object) -> str:
    functions = {f"derive_{LINKS[function].derives.name}": derive, function: step}

    def find(name: str) -> Function:
        return LocalFunction(functions[name], name=name)

    return LINKS[function](find, np.random.default_rng(1))


@pytest.mark.parametrize("function", LINKS)
def test_every_right_route_is_the_reference_s_step(function: str) -> None:
    for lines in ROUTES[LINKS[function].derives.name].values():
        said = found(function, lambda lines=lines: list(lines), getattr(code, function))
        assert AGREE in said
        assert BOTH_WRONG not in said


@pytest.mark.parametrize("function", LINKS)
def test_each_known_mistake_of_either_half_is_laid_to_its_half(function: str) -> None:
    name = LINKS[function].derives.name
    route = list(next(iter(ROUTES[name].values())))
    for mistake in MISTAKES[function]:
        if mistake.parts in (("purity",), ("large scores",)) or "transposed" in mistake.name:
            continue  # the same step on ordinary rows, or none that can be compared
        assert DERIVATION in found(function, lambda: route, mistake.code), mistake.name
    right = HIDDEN[f"derive_{name}"].reference[f"derive_{name}"]()
    for edit in EDITS[name]:
        said = found(function, lambda edit=edit: edit.applied(right), getattr(code, function))
        # An unfinished chain, or one with steps left out, has the right value all the same.
        values = "derivation: not finished", "derivation: a step left out"
        assert (AGREE if edit.name in values else CODE) in said, (edit, said)


def test_the_bias_counts_as_the_weight_of_ones() -> None:
    def biased(w, b, X, y, lr):  # type: ignore[no-untyped-def]
        new, _ = code.update_linear(w, b, X, y, lr)
        return new, b

    lines = list(ROUTES["linear_rule"]["matrix"])
    assert "b moves by" in (said := found("update_linear", lambda: lines, biased))
    assert "column of ones" in said


@pytest.mark.parametrize(
    "derive",
    [
        list,
        lambda: None,
        lambda: ["D(L, w[j])"],
        lambda: ["D(L, w[j]) = 1/(y[0] - y[0])*x[0,j]"],
        lambda: 1 / 0,
        lambda: ["u = " + "(" * 10**6],
    ],
)
def test_without_a_derivation_there_is_nothing_to_compare(derive: object) -> None:
    with pytest.raises((Failed, Fault)):
        found("update_linear", derive, code.update_linear)


def test_no_note_shows_more_than_two_digits_of_the_right_step() -> None:
    for function in LINKS:
        note = in_process(function, sources(function, "derived", "coded wrong")).notes[0]
        numbers = [word.rstrip(".,") for word in note.split() if word[-1:].isdigit() or "." in word]
        shown = [n for n in numbers if n.lstrip("-").replace(".", "", 1).isdigit()]
        assert shown
        assert all(len(n.lstrip("-0.").replace(".", "")) <= 2 for n in shown), note

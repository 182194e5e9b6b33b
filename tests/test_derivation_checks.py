"""A derivation plugs into the judge as any exercise does."""

from collections.abc import Callable

import numpy as np
import pytest

from autograder.derivation import Derivation, Form, Goal, Shows, Symbol, Waypoint
from autograder.derivation.derived import Derived
from autograder.exercise import Exercise, Hidden, Part
from autograder.judging.judge import judge
from autograder.judging.student import LocalStudent
from autograder.outcome import Failed, Status
from autograder.report import ExerciseReport
from autograder.seed import VISIBLE
from autograder.visible.update_rules_proofs import PARTS, checks

SQUARE = Derivation(
    "square_rule",
    "The slope of a square",
    (Symbol("w", ("m",)),),
    given=("L := Sum(i, w[i]**2)",),
    goals=(
        Goal(
            "slope",
            (("D(L, w[j])",),),
            Form(("w",), size=4),
            (Waypoint("sum rule", "the D of one term", (Shows.INNER,)),),
        ),
    ),
)
SHARES = tuple(Part(name, points) for name, points in PARTS.items())
EXERCISE = Exercise("square_rule", "a0", "notes", SQUARE.title, SHARES, checks(SQUARE))
HIDDEN = Hidden(EXERCISE, {"square_rule": list}, checks(SQUARE, hidden=True))


def earned(answer: Callable[[], object]) -> ExerciseReport:
    return judge(EXERCISE, LocalStudent({"square_rule": answer}), VISIBLE, HIDDEN)


def test_a_right_derivation_earns_every_part() -> None:
    report = earned(
        lambda: [
            "D(L, w[j]) = Sum(i, D(w[i]**2, w[j]))",
            "= Sum(i, 2*w[i]*ind(i == j))",
            "= 2*w[j]",
        ]
    )
    assert report.earned == sum(PARTS.values())


def test_an_empty_list_earns_nothing() -> None:
    report = earned(list)
    assert {part.outcome.status for part in report.parts} == {Status.FAILED}


def test_one_slip_costs_its_part_and_not_the_others() -> None:
    lines = ["D(L, w[j]) = Sum(i, D(w[i]**2, w[j]))", "= Sum(i, 3*w[i]*ind(i == j))", "= 2*w[j]"]
    report = earned(lambda: lines)
    lost = [part.name for part in report.parts if part.outcome.status is not Status.PASSED]
    assert lost == ["all lines"]
    fact = next(part.outcome.fact for part in report.parts if part.name == "all lines")
    assert "line 2" in fact


def test_values_that_are_no_lines_fail_and_do_not_stop_the_grader() -> None:
    for value in (None, 3, "D(L, w[j]) = 2*w[j]", [1, 2], [None], np.zeros(3), {"a": 1}):
        report = earned(lambda value=value: value)
        assert {part.outcome.status for part in report.parts} == {Status.FAILED}, value


def test_the_derived_update_is_evaluated_as_it_stands() -> None:
    w = np.array([1.5, -2.0])
    for factor in (2, 3):
        found = Derived([f"D(L, w[i]) = {factor}*w[i]"], SQUARE)
        np.testing.assert_array_equal(found.value("D(L, w[j])", {"w": w}), factor * w)


def test_of_several_chains_the_last_one_is_evaluated() -> None:
    lines = ["D(L, w[j]) = 3*w[j]", "D(L, w[k]) = 2*w[k]", "= 4*w[k]", "D(L, w[j]) = 2*^w[j]"]
    found = Derived(lines, SQUARE).value("D(L, w[j])", {"w": [1.0, 2.0]})
    np.testing.assert_array_equal(found, [4.0, 8.0])


@pytest.mark.parametrize("lines", [["u = 2"], [], None, [1], ["D(L, w[j])"], ["D(L, w[j]) = (2"]])
def test_without_a_last_line_there_is_nothing_to_evaluate(lines: object) -> None:
    found = Derived(lines, SQUARE)
    assert not found.has("D(L, w[j])")
    with pytest.raises(Failed, match="no chain from"):
        found.value("D(L, w[j])", {"w": [1.0, 2.0]})


def test_a_last_line_without_a_value_says_so() -> None:
    found = Derived(["D(L, w[j]) = 2*w[j]/w[j]"], SQUARE)
    with pytest.raises(Failed, match="no value here"):
        found.value("D(L, w[j])", {"w": [0.0, 0.0]})

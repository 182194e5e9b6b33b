"""Planted bugs are named: the right name, the one name, and no name where there is none."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from autograder.exercise import KnownMistake
from autograder.hints import HINTS
from autograder.judging.diagnose import agreeing
from autograder.seed import Seed
from solutions.hidden import svm_stages
from solutions.tests import matrix
from solutions.tests.matrix import HIDDEN, judged, judged_openly

#: On the visible checks' few numbers, some mistakes look like another one that is commoner.
ALIKE_OPENLY = {
    "clipped before the 1 is added": {"true class counted", "mask ignored"},
    "mask the wrong way round": {"threshold 0 in place of 1", "nothing but zeros"},
    "labels taken as 0 and 1": {"sum for mean"},
    "threshold 0 in place of 1": {"margin without the 1", "mask ignored"},
    "state kept between calls": {"sum for mean", "twice as large"},
    # Assignment 2.
    "whole columns changed": {"1 subtracted everywhere"},
    "slope of the sigmoid lost": {"stopped at the probabilities"},
    "label 0 for 1": {"sign flipped"},
    # Assignment 3: whoever writes into x is told so first.
    "moves left in place": {"written to the caller's x", "argument changed"},
    "steps added and taken back": {"written to the caller's x", "argument changed"},
    "centred difference": {"too many calls"},
    "base loss left out": {"bias left out"},
    "one side only": {"bias left out"},
    # Assignment 4.
    "derivation: a sum is lost": {"derivation: the two sides differ"},
    "sign flipped": {"output not squashed"},
    "half as large": {"last row only"},
    "z in place of sigma": {"nothing but zeros"},
    "new w for the bias": {"mask ignored"},
    "nothing but zeros": {"last row only"},
    "twice as large": {"mask ignored"},
    "gradient transposed": {"scores overflow"},
    "boundary counted as right": {"last epoch not counted"},
    "reseeded in every epoch": {"the same shuffle again"},
    # Assignment 5.
    "output squashed for squared error": {"mean over outputs too"},
    "sum for mean": {"twice as large"},
    "mean over outputs too": {"terms of target 0 left out"},
    "one matrix not penalised": {"penalty in the loss only"},
    "ReLU's mask on sigmoid units": {"slope of the unit missing"},
    "bias gradient averaged": {"mean taken twice"},
    "penalty in the gradient only": {"reg ignored"},
    "compared with the epoch before": {"patience ignored"},
    "one epoch too many": {"patience ignored"},
    "worst pair": {"last wins a tie"},
}

#: Hints that checks give by themselves: by planted numbers, and by reading derivations.
GIVEN_BY_CHECKS = {"bias last", "log-probabilities"} | {
    name for name in HINTS if name.startswith("derivation: ")
}

#: How many of the mistakes that the visible checks catch they name as well, questions apart.
NAMED_OPENLY = 0.7


def test_every_hint_has_a_mistake_or_a_check_that_gives_it() -> None:
    known = {mistake.name for hidden in HIDDEN.values() for mistake in hidden.mistakes}
    assert set(HINTS) == known | GIVEN_BY_CHECKS


def test_hints_are_short_and_show_no_code() -> None:
    for name, text in HINTS.items():
        assert 20 < len(text) < 160, name
        assert not any(mark in text for mark in ("X.T", "@ W", "axis=", "np.sum", "astype", "[:,"))


def test_visible_checks_name_no_other_mistake() -> None:
    caught = named = 0
    for hidden in HIDDEN.values():
        for mistake in hidden.mistakes:
            report = judged_openly(hidden, matrix.with_mistake(hidden, mistake))
            caught += not report.passed
            named += mistake.name in report.mistakes
            allowed = {mistake.name} | ALIKE_OPENLY.get(mistake.name, set())
            assert set(report.mistakes) <= allowed, (hidden.exercise.name, mistake.name)
    assert named >= NAMED_OPENLY * caught


def svm(**stages):  # type: ignore[no-untyped-def]
    return {"svm_loss_naive": svm_stages.assemble(**stages)}


def mistakes_of(functions: matrix.Functions, exercise: str = "svm_loss_naive") -> dict[str, str]:
    return {
        part.name: part.outcome.mistake
        for part in judged(HIDDEN[exercise], functions).parts
        if part.outcome.status != "passed"
    }


def test_two_slips_in_two_parts_have_two_names() -> None:
    two = svm(dS=svm_stages.own_count_too, slope=svm_stages.once)
    assert mistakes_of(two) == {
        "gradient": "true class counts itself",
        "regularisation": "penalty's gradient halved",
    }


def test_a_slip_that_explains_two_parts_is_preferred_to_two_slips() -> None:
    one = svm(margins=svm_stages.clipped_early)
    assert set(mistakes_of(one).values()) == {"clipped before the 1 is added"}
    alone = svm(dS=svm_stages.unmasked)
    assert mistakes_of(alone) == {"gradient": "mask ignored"}


def test_a_factor_that_is_nobodys_mistake_has_no_name() -> None:
    assert mistakes_of(svm(dS=svm_stages.scaled(lambda M: 1.37))) == {"gradient": ""}


def test_a_ratio_is_named_where_no_mistake_is_listed() -> None:
    listed = {mistake.name for mistake in HIDDEN["linear_scores"].mistakes}
    assert "twice as large" not in listed
    code = HIDDEN["linear_scores"].reference["batch_scores"]
    functions = {**HIDDEN["linear_scores"].reference, "batch_scores": lambda *a: 2 * code(*a)}  # type: ignore[operator]
    assert mistakes_of(functions, "linear_scores") == {"batch": "twice as large"}


def test_two_slips_in_one_part_are_given_no_wrong_name() -> None:
    two = svm(dS=lambda M, y: -2.5 * svm_stages.wrong_columns_only(M, y))
    assert mistakes_of(two) == {"gradient": ""}


def test_a_crash_of_another_kind_is_not_taken_for_a_mistake() -> None:
    def crashes(W: object, X: object, y: object, reg: object) -> object:
        raise LookupError

    assert set(mistakes_of({"svm_loss_naive": crashes}).values()) == {""}


@pytest.mark.parametrize("exercise", ["svm_loss_naive", "svm_loss_vectorized"])
def test_the_commonest_mistake_of_all_is_named_before_and_after_submission(exercise: str) -> None:
    functions = {exercise: svm_stages.assemble(slope=svm_stages.once)}
    openly = judged_openly(HIDDEN[exercise], functions)
    assert openly.mistakes == ("penalty's gradient halved",)
    assert judged(HIDDEN[exercise], functions).mistakes == ("penalty's gradient halved",)


def test_a_name_that_the_visible_numbers_suggest_and_fresh_ones_gainsay_is_dropped() -> None:
    """The visible check has three rows or six."""
    half = svm(dS=svm_stages.scaled(lambda M: 0.5 if len(M) in (3, 6) else 1.37))
    assert "half as large" in judged_openly(HIDDEN["svm_loss_naive"], half).mistakes
    assert mistakes_of(half) == {"gradient": ""}


def test_a_factor_is_not_named_in_an_answer_that_changes_from_call_to_call() -> None:
    right = HIDDEN["svm_loss_naive"].reference["svm_loss_naive"]
    calls = itertools.count(1)

    def svm_loss_naive(*args: object) -> object:
        loss, dW = right(*args)  # type: ignore[misc]
        return loss + next(calls), 2 * dW

    named = mistakes_of({"svm_loss_naive": svm_loss_naive})
    assert named["gradient"] == named["purity"] == "state kept between calls"


def test_two_searches_that_return_the_same_by_chance_are_told_apart_by_what_they_tried() -> None:
    search = HIDDEN["search"]
    for mistake in search.mistakes:
        for number in range(10):
            report = judged(search, matrix.with_mistake(search, mistake), Seed(f"told {number}"))
            assert report.mistakes == (mistake.name,)


def test_no_evidence_names_nothing() -> None:
    anything = KnownMistake("sign flipped", lambda x: -np.asarray(x), ("loss",))
    assert agreeing([], [anything]) == ()

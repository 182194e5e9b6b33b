"""The visible checks of graphs and modules take right numbers, and name planted wrong ones.

No answer's code stands here: planted functions give out constants.
"""

from __future__ import annotations

import numpy as np
import pytest

from autograder.hints import HINTS
from autograder.judging.backward import Backward
from autograder.judging.function import LocalFunction
from autograder.outcome import Failed, Fault
from autograder.visible import (
    graph_engine,
    graph_hand,
    graph_order,
    graph_questions,
    module_activations,
    module_affine,
    module_losses,
)
from autograder.visible.graphs_and_modules import EXERCISES

CHECKS = [
    pytest.param(exercise, check, id=f"{exercise.name}-{check.name}")
    for exercise in EXERCISES
    for check in exercise.checks
]


def rng(seed=0):
    return np.random.default_rng(seed)


def seen(exercise, check, code):
    """The function as the check sees it: a backward pass stands behind a forward pass."""
    f = LocalFunction(code, name="f")
    paired = (check.function or exercise.functions[0]) in exercise.after
    return Backward(f, LocalFunction(lambda *inputs: (0.0, None), name="g")) if paired else f


def verdict(check, code):
    with pytest.raises(Failed) as caught:
        check(LocalFunction(code, name="f"), rng())
    return caught.value


def back(check, out, returned):
    """The verdict on a backward pass that returns a constant, behind a constant forward pass."""
    forward = LocalFunction(lambda *inputs: (out, None), name="g")
    with pytest.raises(Failed) as caught:
        check(Backward(LocalFunction(lambda *args: returned, name="f"), forward), rng())
    return caught.value


def test_every_part_and_every_function_of_every_exercise_is_looked_at():
    for exercise in EXERCISES:
        assert {check.part for check in exercise.checks} == {part.name for part in exercise.parts}
        tested = {check.function or exercise.functions[0] for check in exercise.checks}
        assert tested == set(exercise.functions)


@pytest.mark.parametrize(("exercise", "check"), CHECKS)
def test_a_check_says_what_it_tests_in_one_sentence(exercise, check):
    assert check.says.endswith(".")
    assert len(check.says) < 100


@pytest.mark.parametrize(("exercise", "check"), CHECKS)
def test_nothing_returned_fails_every_check(exercise, check):
    with pytest.raises(Failed):
        check.run(seen(exercise, check, lambda *args: None), rng())


@pytest.mark.parametrize(("exercise", "check"), CHECKS)
def test_a_crash_is_handed_on_as_the_students(exercise, check):
    def crashes(*args):
        raise ArithmeticError

    with pytest.raises(Fault):
        check.run(seen(exercise, check, crashes), rng())


def test_every_name_that_a_worked_number_may_get_has_a_hint():
    tables = [
        graph_hand.PRODUCT_OF, graph_hand.LOG_SINE_OF, graph_hand.NEURON_OF,
        graph_hand.SQUARED_OF, graph_hand.HINGE_OF, graph_hand.KEPT_OF, graph_engine.SQUARE_OF,
        module_activations.SIGMOID_OF_ZERO, module_activations.TANH_OF_ZERO,
    ]  # fmt: skip
    assert {name for table in tables for name in table} <= set(HINTS)


# ------------------------------------------------------------------------------ graphs


@pytest.mark.parametrize(
    ("order", "mistake", "fact"),
    [
        (["f", "q", "x", "y", "z"], "children first", "comes before"),
        (["x", "y", "q", "z"], "childless nodes left out", "f stands 0 times"),
        (["x", "y", "q", "q", "z", "f"], "a name twice", "q stands 2 times"),
        (["x", "q", "y", "z", "f"], "", "q comes before y, which is one of its parents"),
        (["x", "y", "q", "z", "f", "w"], "", "w stands 1 times in the order; expected 0"),
        ("xyqzf", "", "expected a list of names"),
    ],
)
def test_a_wrong_order_is_told_what_is_wrong_with_it(order, mistake, fact):
    failed = verdict(graph_order.small_graphs, lambda edges: order)
    assert failed.mistake == mistake
    assert fact in failed.fact


@pytest.mark.parametrize("order", [["x", "y", "q", "z", "f"], ("z", "y", "x", "q", "f")])
def test_any_right_order_is_taken(order):
    graph_order.is_order(order, graph_order.CHAIN)


@pytest.mark.parametrize("seed", range(5))
def test_a_drawn_graph_has_an_order(seed):
    edges = graph_order.random_edges(rng(seed), 12)
    waiting, order = {name for edge in edges for name in edge}, []
    assert len(waiting) == 12
    while waiting:
        ready = {n for n in waiting if not any(c == n and p in waiting for p, c in edges)}
        assert ready
        waiting -= ready
        order += sorted(ready)
    graph_order.is_order(order, edges)


@pytest.mark.parametrize(
    ("error", "mistake"),
    [
        (None, "cycle not noticed"),
        (KeyError("kiwi plum"), "another kind of error"),
        (ValueError("there is a cycle"), "cycle not named"),
        (ValueError("a cycle through kiwi"), "cycle not named"),
    ],
)
def test_what_is_wrong_with_the_answer_to_a_cycle_is_named(error, mistake):
    def order(edges):
        if edges == graph_order.LOOP and error:
            raise error
        return ["x", "y", "q", "z", "f"]

    assert verdict(graph_order.cycle_is_named, order).mistake == mistake


def test_a_cycle_that_is_named_is_taken():
    def order(edges):
        if edges == graph_order.LOOP:
            raise ValueError("plum -> kiwi -> plum")
        return []

    graph_order.cycle_is_named(LocalFunction(order, name="f"), rng())


@pytest.mark.parametrize("name", graph_hand.PRODUCT_OF)
def test_a_planted_graph_by_hand_is_named(name):
    wrong = {**graph_hand.PRODUCT, **graph_hand.PRODUCT_OF[name]}
    assert verdict(graph_hand.product_by_hand, lambda *args: wrong).mistake == name


def test_a_missing_name_is_told():
    failed = verdict(graph_hand.product_by_hand, lambda *args: {"f": -12.0})
    assert "expected a dict with keys" in failed.fact


@pytest.mark.parametrize("name", graph_engine.SQUARE_OF)
def test_planted_gradients_of_a_value_used_twice_are_named(name):
    wrong = {**graph_engine.SQUARE_GRADS, "x": graph_engine.SQUARE_OF[name]}
    assert verdict(graph_engine.paths_add_up, lambda *args: wrong).mistake == name


# ------------------------------------------------------------------------------ modules


@pytest.mark.parametrize(
    ("out", "name"),
    [
        (module_affine.PLAIN, "bias left out"),
        (np.maximum(module_affine.OUT, 0), "relu on the scores"),
        (module_affine.OUT.T, "scores transposed"),
    ],
)
def test_planted_scores_are_named(out, name):
    assert verdict(module_affine.worked_rows, lambda *args: (out, None)).mistake == name


def test_planted_bias_gradients_are_named():
    db = module_affine.DB
    for wrong, name in (
        (db / 3, "mean taken twice"),
        (db[None], "bias gradient as a row"),
        (-db, "sign flipped"),
        (module_affine.DOUT.sum(axis=1), "bias sums over the units"),
    ):
        assert back(module_affine.db_by_hand, 0.0, (0, 0, wrong)).mistake == name


@pytest.mark.parametrize(
    ("returned", "name"),
    [
        (module_activations.BACK, "mask ignored"),
        (np.maximum(module_activations.BACK, 0), "mask of dout"),
        (module_activations.BACK - module_activations.PASSED, "mask the wrong way round"),
    ],
)
def test_a_planted_mask_is_named(returned, name):
    assert back(module_activations.relu_backward_by_hand, 0.0, returned).mistake == name


@pytest.mark.parametrize(
    ("factor", "name"), [(4, "sum for mean"), (1 / 4, "mean taken twice"), (-1, "sign flipped")]
)
def test_a_planted_factor_in_the_pull_of_scores_is_named(factor, name):
    returned = factor * module_losses.PULLS / 4
    assert back(module_losses.pulls_by_hand, 0.0, returned).mistake == name


def test_a_backward_pass_without_its_forward_pass_is_told_so():
    forward = LocalFunction(lambda *inputs: 1.0, name="relu_forward")
    f = Backward(LocalFunction(lambda *args: 0.0, name="relu_backward"), forward)
    with pytest.raises(Failed, match="what relu_forward returns is a float"):
        module_activations.relu_backward_by_hand(f, rng())


# ------------------------------------------------------------------------------ questions


def test_a_question_takes_any_answer_of_its_kind_before_grading():
    for check, answer in (
        (graph_questions.two_numbers, (7.0, -3)),
        (graph_questions.yes_or_no_of_op, False),
        (graph_questions.one_of_three, 2),
        (graph_questions.yes_or_no_of_claim, np.bool_(True)),
    ):
        check(LocalFunction(lambda *args, answer=answer: answer, name="f"), rng())


def test_a_question_wants_an_answer_of_its_kind():
    for check in (graph_questions.yes_or_no_of_op, graph_questions.one_of_three):
        with pytest.raises(Failed):
            check(LocalFunction(lambda *args: "add", name="f"), rng())

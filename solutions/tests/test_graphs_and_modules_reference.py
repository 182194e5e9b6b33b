"""The references of graphs and of questions against oracles that share no code with them.

Centred differences, complex steps, closed forms, brute force over all orders, SciPy. The modules
have a file of their own.
"""

from __future__ import annotations

import graphlib
import inspect
import itertools
import math

import numpy as np
import pytest
import scipy.special
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.visible.graph_order import random_edges
from autograder.visible.graphs_and_modules import EXERCISES
from solutions import graphs_and_modules as reference
from solutions.graphs_and_modules import (
    dead_relus,
    graph_backward,
    graph_forward,
    hinge_graph,
    is_true,
    kept_by_sigmoids,
    largest_slopes,
    log_sine_graph,
    needs_forward_values,
    neuron_graph,
    product_graph,
    relu_forward,
    sigmoid_backward,
    sigmoid_forward,
    squared_graph,
    tanh_by_sigmoid,
    topological_order,
    whose_job,
)
from solutions.hidden import graph_draws
from solutions.tests.differences import DIFFERENCE, ROUNDING, differences, seeds

laws = settings(max_examples=40, deadline=None)


# ------------------------------------------------------------------------------ the exercises


def test_there_is_a_documented_and_marked_reference_for_every_function_of_the_exercises():
    names = [name for exercise in EXERCISES for name in exercise.functions]
    written = [
        name
        for name, function in inspect.getmembers(reference, inspect.isfunction)
        if function.__module__ == reference.__name__
    ]
    assert sorted(names) == sorted(written)
    for name in names:
        source = inspect.getsource(getattr(reference, name))
        assert source.count("### BEGIN SOLUTION") == source.count("### END SOLUTION") == 1
        assert "Source" in source
        assert ">>> " in source


def test_the_notebook_carries_45_points():
    assert sum(exercise.points for exercise in EXERCISES) == 45


# ------------------------------------------------------------------------------ topological_order


def is_right(order, edges):
    place = {name: k for k, name in enumerate(order)}
    names = set(sum(edges, ()))
    return set(order) == names and len(order) == len(names) and all(
        place[p] < place[c] for p, c in edges
    )  # fmt: skip


@seeds
def test_every_order_puts_parents_first(seed):
    rng = np.random.default_rng(seed)
    for count in (2, 5, 40, 300):
        edges = random_edges(rng, count)
        assert is_right(topological_order(edges), edges)


@given(st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from("abcde")), max_size=9))
@laws
def test_an_order_is_found_just_where_one_of_all_orders_is_right(edges):
    names = sorted({name for edge in edges for name in edge})
    there_is = any(is_right(order, edges) for order in itertools.permutations(names))
    if there_is:
        assert is_right(topological_order(edges), edges)
        return
    with pytest.raises(ValueError, match="cycle") as caught:
        _ = topological_order(edges)
    path = str(caught.value).partition(": ")[2].split(" -> ")
    assert path[0] == path[-1]
    assert len(set(path)) == len(path) - 1
    assert all(step in edges for step in itertools.pairwise(path))


def test_python_itself_agrees_that_there_is_a_cycle():
    edges, names = graph_draws.edges_with_cycle(np.random.default_rng(1), 4)
    sorter = graphlib.TopologicalSorter()
    for parent, child in edges:
        sorter.add(child, parent)
    with pytest.raises(graphlib.CycleError) as found:
        sorter.prepare()
    with pytest.raises(ValueError, match="cycle") as caught:
        _ = topological_order(edges)
    assert set(found.value.args[1]) == set(names)
    assert all(name in str(caught.value) for name in names)


def test_a_long_chain_is_no_problem():
    edges = [(f"n{k}", f"n{k + 1}") for k in range(5000)]
    assert topological_order(edges[::-1])[-1] == "n5000"


# ------------------------------------------------------------------------------ by hand


def test_worked_numbers_of_the_lectures():
    assert product_graph(-2.0, 5.0, -4.0) == {
        "q": 3, "f": -12, "dq": -4, "dx": -4, "dy": -4, "dz": 3
    }  # fmt: skip
    found = log_sine_graph(2.0, 5.0)
    assert (round(found["f"], 4), found["dx1"], round(found["dx2"], 4)) == (11.6521, 5.5, 1.7163)
    unit = np.array([0.5, 0.5]), 0.5, np.array([5.0, -2.0]), -1
    found = squared_graph(*unit)
    assert (found["f"], found["L"], found["dw"].tolist(), found["db"]) == (2, 9, [30, -12], 6)
    found = hinge_graph(*unit)
    assert (found["L"], found["dw"].tolist(), found["db"]) == (3, [5, -2], 1)
    found = neuron_graph(np.array([2.0, -3.0]), np.array([-1.0, -2.0]))
    assert [round(float(found[k]), 4) for k in ("u", "p", "dp", "du")] == [
        4,
        0.982,
        -1.0183,
        -0.018,
    ]


@seeds
def test_derivatives_by_hand_are_those_of_complex_steps(seed):
    rng = np.random.default_rng(seed)
    x, y, z = rng.normal(size=3)
    h = 1e-30j  # a complex step has no round-off: the derivative is the imaginary part
    found = product_graph(x, y, z)
    for name, value in (
        ("dx", (x + h + y) * z),
        ("dy", (x + y + h) * z),
        ("dz", (x + y) * (z + h)),
        ("dq", (x + y + h) * z),
    ):
        assert math.isclose(found[name], value.imag / 1e-30, rel_tol=1e-12)
    x1, x2 = rng.uniform(0.5, 3), rng.normal() * 3
    found = log_sine_graph(x1, x2)
    for name, a, b in (("dx1", x1 + h, x2 + 0j), ("dx2", x1 + 0j, x2 + h)):
        assert math.isclose(
            found[name], (np.log(a) + a * b - np.sin(b)).imag / 1e-30, rel_tol=1e-12
        )


@seeds
def test_gradients_of_units_are_those_of_differences(seed):
    rng = np.random.default_rng(seed)
    w, x, b, y = rng.normal(size=4), rng.normal(size=4), float(rng.normal()), 1 - 2 * (seed % 2)
    assert np.allclose(
        neuron_graph(w, x)["dw"], differences(lambda v: neuron_graph(v, x)["L"], w), **DIFFERENCE
    )
    for graph in (squared_graph, hinge_graph):
        found = graph(w, b, x, y)
        by_w = differences(lambda v, graph=graph: graph(v, b, x, y)["L"], w)
        by_b = differences(lambda v, graph=graph: graph(w, float(v), x, y)["L"], b)
        np.testing.assert_allclose(found["dw"], by_w, **DIFFERENCE)
        np.testing.assert_allclose(found["db"], by_b, **DIFFERENCE)
        assert found["db"] == found["df"]


# ------------------------------------------------------------------------------ graph_engine

COMPLEX = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "log": np.log,
    "exp": np.exp,
    "sin": np.sin,
    "sigmoid": lambda a: 1 / (1 + np.exp(-a)),
    "relu": lambda a: a if a.real > 0 else 0 * a,
}


def evaluated(nodes, start):
    """Values by need, of complex numbers; `start` gives those that are not computed."""
    table, values = {name: (op, parents) for name, op, parents in nodes}, dict(start)

    def value(name):
        if name not in values:
            op, parents = table[name]
            values[name] = COMPLEX[op](*(value(p) for p in parents))
        return values[name]

    return {name: value(name) for name in table}


@pytest.mark.parametrize("reuse", [False, True])
@seeds
def test_values_and_derivatives_of_random_graphs_are_those_of_complex_steps(seed, reuse):
    nodes, values, output = graph_draws.backward_of(reuse)(np.random.default_rng(seed))
    inputs = {name: values[name] + 0j for name, op, _ in nodes if op == "input"}
    right = evaluated(nodes, inputs)
    for name, value in values.items():
        assert math.isclose(value, right[name].real, rel_tol=1e-12, abs_tol=1e-12)
    grads = graph_backward(nodes, values, output)
    for name in values:  # every node is moved by itself, inputs and inner ones
        nudged = evaluated(nodes, {**inputs, name: right[name] + 1e-30j})
        assert math.isclose(grads[name], nudged[output].imag / 1e-30, rel_tol=1e-10, abs_tol=1e-12)


def test_values_used_twice_add_up_and_what_follows_the_output_does_not_count():
    nodes = [("y", "mul", ["x", "x"]), ("z", "add", ["y", "x"]), ("x", "input", [])]
    values = graph_forward(nodes, {"x": 3.0})
    assert graph_backward(nodes, values, "z") == {"x": 7, "y": 1, "z": 1}
    assert graph_backward(nodes, values, "y") == {"x": 6, "y": 1, "z": 0}


def test_a_graph_of_inputs_alone_is_a_graph():
    nodes = [("a", "input", []), ("b", "input", [])]
    values = graph_forward(nodes, {"a": 1, "b": 2.0})
    assert values == {"a": 1.0, "b": 2.0}
    assert graph_backward(nodes, values, "a") == {"a": 1.0, "b": 0.0}


# ------------------------------------------------------------------------------ slopes, questions


@seeds
def test_tanh_is_made_of_the_sigmoid(seed):
    a = np.random.default_rng(seed).normal(size=(3, 2)) * 2
    np.testing.assert_allclose(tanh_by_sigmoid(a, scipy.special.expit), np.tanh(a), **ROUNDING)


def test_largest_slopes_are_those_of_a_fine_grid():
    z = np.linspace(-5, 5, 10_001)
    steepest = [np.max(np.gradient(f(z), z)) for f in (scipy.special.expit, np.tanh)]
    np.testing.assert_allclose(largest_slopes(), steepest, atol=1e-5)


def test_a_chain_of_sigmoids_keeps_no_more_than_is_said():
    assert kept_by_sigmoids(10) == 0.25**10
    assert f"{kept_by_sigmoids(10):.1e}" == "9.5e-07"
    assert kept_by_sigmoids(0) == 1
    rng = np.random.default_rng(0)
    for depth in (1, 3, 8):
        a, left = rng.normal(size=200), np.ones(200)
        for _ in range(depth):
            a, cache = sigmoid_forward(a)
            left = sigmoid_backward(left, cache)
        assert left.max() <= kept_by_sigmoids(depth)


@given(st.integers(1, 6), st.integers(1, 6), st.integers(0, 2**32 - 1))
@laws
def test_a_unit_is_dead_if_relu_gives_zero_for_every_example(N, H, seed):
    Z = np.random.default_rng(seed).integers(-2, 2, (N, H)).astype(float)
    assert dead_relus(Z) == int(np.sum(relu_forward(Z)[0].sum(axis=0) == 0))


def test_a_node_needs_its_forward_values_if_its_slopes_vary():
    for op in ("add", "sub", "mul", "exp", "sigmoid", "relu"):
        parents = ["a", "b"] if op in ("add", "sub", "mul") else ["a"]
        nodes = [("a", "input", []), ("b", "input", []), ("v", op, parents)]
        slopes = set()
        for a, b in ((0.5, 1.5), (-0.7, 0.2)):
            grads = graph_backward(nodes, graph_forward(nodes, {"a": a, "b": b}), "v")
            slopes.add((grads["a"], grads["b"]))
        assert needs_forward_values(op) is (len(slopes) > 1)


def test_answers_to_the_questions():
    assert [whose_job(step) for step in (1, 2, 3, 4)] == [1, 3, 2, 1]
    assert [is_true(claim) for claim in (1, 2, 3, 4, 5)] == [False, False, True, False, True]

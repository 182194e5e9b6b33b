"""How a function is written is read from its text, and a loop is found wherever it hides."""

from __future__ import annotations

import textwrap

import numpy as np
import pytest

from autograder.judging import expect
from autograder.judging.function import LocalFunction
from autograder.judging.student import LocalStudent
from autograder.judging.syntax import definitions, definitions_of, first_loop, names, parse
from autograder.outcome import Failed


def found(source, name="f"):
    return first_loop(name, definitions([textwrap.dedent(source)]))


@pytest.mark.parametrize(
    ("line", "construct"),
    [
        ("for i in X: pass", "a for loop"),
        ("while X: X = 0", "a while loop"),
        ("return [x for x in X]", "a list comprehension"),
        ("return {x for x in X}", "a set comprehension"),
        ("return {x: 1 for x in X}", "a dict comprehension"),
        ("return sum(x for x in X)", "a generator expression"),
        ("return list(map(abs, X))", "map()"),
        ("return np.vectorize(abs)(X)", "vectorize()"),
        ("return np.apply_along_axis(sum, 1, X)", "apply_along_axis()"),
        ("return functools.reduce(max, X)", "reduce()"),
        ("return ft.reduce(max, X)", "reduce()"),
        ("return np.fromiter(X, float)", "fromiter()"),
        ("return np.frompyfunc(abs, 1, 1)(X)", "frompyfunc()"),
    ],
)
def test_each_kind_of_loop_is_named_with_its_line(line, construct):
    assert found(f"def f(X):\n    y = 1\n    {line}") == ("f", construct, 3)


@pytest.mark.parametrize(
    "body",
    [
        "return X.sum(axis=1)",
        "return np.einsum('nd,dc->nc', X, X)",
        "return np.logaddexp.reduce(X, axis=1)",
        "return np.where(X > 0, X, 0)",
        "if X.any():\n        return X\n    return -X",
        "mapped = X\n    return mapped",
        "return 'for i in X'",
        "# for i in X:\n    return X",
    ],
)
def test_what_is_no_loop_is_not_taken_for_one(body):
    assert found(f"def f(X):\n    {body}") is None


def test_a_loop_in_a_helper_is_found_through_another_one():
    source = """
        def deep(X):
            for x in X: pass
        def middle(X):
            return deep(X)
        def f(X):
            return middle(X)
    """
    assert found(source) == ("deep", "a for loop", 2)


def test_a_loop_in_a_function_inside_is_found():
    assert found("def f(X):\n    def g():\n        for x in X: pass\n    return g()") is not None


def test_helpers_that_call_each_other_end():
    assert found("def f(X):\n    return g(X)\ndef g(X):\n    return f(X)") is None


def test_a_helper_that_nothing_calls_costs_nothing():
    assert found("def g(X):\n    for x in X: pass\ndef f(X):\n    return X") is None


def test_a_variable_with_a_helpers_name_is_not_that_helper():
    source = """
        def margins(X):
            for x in X: pass
        def f(X):
            margins = X + 1
            return margins
    """
    assert found(source) is None
    assert found(source.replace("margins = X + 1", "Y = margins(X)")) is not None


def test_a_parameter_with_a_helpers_name_is_not_that_helper():
    assert found("def g(X):\n    for x in X: pass\ndef f(g):\n    return g.sum()") is None


def test_another_name_for_a_function_reads_as_that_function():
    source = "def loops(X):\n    for x in X: pass\nf = loops"
    assert found(source) == ("f", "a for loop", 2)


def test_the_last_definition_counts():
    twice = "def f(X):\n    for x in X: pass\ndef f(X):\n    return X"
    assert found(twice) is None
    assert "f" not in definitions([twice + "\nf = 3"])


def test_a_definition_inside_an_if_or_a_try_is_found():
    source = (
        "if True:\n    def f(X):\n        for x in X: pass\ntry:\n    g = f\nexcept E:\n    pass"
    )
    assert set(definitions([source])) == {"f", "g"}


def test_a_lambda_is_read_as_a_function():
    assert found("f = lambda X: [x for x in X]") == ("f", "a list comprehension", 1)


def test_magics_and_broken_cells_do_no_harm():
    assert parse("%matplotlib inline\n!ls\nx = 1") is not None
    assert parse("def f(:") is None
    assert set(definitions(["def f(:", "%time\ndef g(): pass"])) == {"g"}


def test_names_from_outside_leave_out_what_is_bound_inside():
    tree = parse("def f(a, *b, c=1, **d):\n    e = g(a)\n    return e + h")
    assert tree is not None
    assert names(tree.body[0]) == {"g", "h"}


def helper_with_a_loop(X):
    return [x + 1 for x in X]


def calls_a_helper(X):
    return helper_with_a_loop(X)


def test_living_functions_are_read_with_their_helpers_under_any_name():
    known = definitions_of(calls_a_helper, "svm_loss")
    assert first_loop("svm_loss", known) == ("helper_with_a_loop", "a list comprehension", 2)


def test_library_functions_may_loop_as_they_like():
    def plain(X):
        return textwrap.dedent(X)

    assert first_loop("plain", definitions_of(plain)) is None


def test_a_function_under_another_name_is_judged_by_its_text():
    student = LocalStudent({"svm_loss": calls_a_helper})
    with pytest.raises(Failed, match="helper_with_a_loop"):
        expect.loopless(student.function("svm_loss"))


def test_what_cannot_be_read_is_not_taken_to_be_free_of_loops():
    hidden = LocalFunction(np.vectorize(abs), name="f")
    with pytest.raises(Failed, match="cannot be seen"):
        expect.loopless(hidden)

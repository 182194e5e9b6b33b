"""The mutator, and what the checks make of a sample of its mutants."""

from __future__ import annotations

import ast
from collections.abc import Callable

import numpy as np
import pytest

from solutions.accuracy import mutants, peers
from solutions.accuracy.equivalent import EQUIVALENT
from solutions.accuracy.mutate import Endless, Mutant, compiled, definition, text_of
from solutions.accuracy.mutate import mutants as of
from solutions.accuracy.operators import OPERATORS
from solutions.accuracy.seed import seeded
from solutions.tests.matrix import HIDDEN

# ------------------------------------------------------------------------------ the mutator


def mean_loss(X: np.ndarray, reg: float = 0.5) -> float:
    """Never mutated: "no" - 1."""
    total = 0.0
    for row in X:
        if row[0] > 1:
            total += row.sum()
    return total / len(X) + reg


def penalised(W: np.ndarray, X: np.ndarray, y: np.ndarray) -> tuple[float, np.ndarray]:
    W = W.copy()
    S = X @ W
    S[y < 0] = 0.0
    return float(np.maximum(0.0, S - S.max(axis=1, keepdims=True)).mean()), X.T @ S


def counting(n: int) -> int:
    k = 0
    while k < n:
        k += 1
    return k


def changes(code: Callable[..., object], operator: str) -> set[str]:
    return {mutant.change for mutant in of(code) if mutant.operator == operator}


def test_every_operator_makes_the_slip_that_it_is_named_after() -> None:
    assert "total += row.sum() -> total -= row.sum()" in changes(mean_loss, "arithmetic")
    assert "total += row.sum() -> total = row.sum()" in changes(mean_loss, "arithmetic")
    assert changes(mean_loss, "boundary") == {"row[0] > 1 -> row[0] >= 1"}
    assert changes(mean_loss, "comparison") == {"row[0] > 1 -> row[0] < 1"}
    assert {"1 -> 2", "1 -> 0", "0.0 -> 1.0"} <= changes(mean_loss, "constant")
    assert changes(penalised, "axis") == {
        "S.max(axis=1, keepdims=True) -> S.max(keepdims=True)",
        "S.max(axis=1, keepdims=True) -> S.max(axis=0, keepdims=True)",
        "S.max(axis=1, keepdims=True) -> S.max(axis=1)",
    }
    assert any(change.endswith(", -(X.T @ S))") for change in changes(penalised, "sign"))
    assert "S[y < 0] = 0.0 -> pass" in changes(penalised, "statement")
    assert "X.T @ S -> X.T" in changes(penalised, "dropped")
    assert "X @ W -> W @ X" in changes(penalised, "swapped")
    assert changes(penalised, "copy") == {"W.copy() -> W"}
    assert {"row.sum -> row.mean", "row.sum -> row.max"} == changes(mean_loss, "name")
    assert {"X.T -> X", "X @ W -> X.T @ W", "X @ W -> X @ W.T"} <= changes(penalised, "transpose")


def test_nothing_but_the_body_is_mutated() -> None:
    for code in (mean_loss, penalised):
        for mutant in of(code):
            tree = ast.parse(mutant.text).body[0]
            assert isinstance(tree, ast.FunctionDef)
            assert ast.get_docstring(tree) is None
            assert tree.name == code.__name__
            assert [arg.arg for arg in tree.args.args] == list(code.__annotations__)[:-1]


def test_mutants_have_an_order_and_names_of_their_own() -> None:
    for name in ("svm_loss_naive", "two_layer_loss", "topological_order"):
        for code in HIDDEN[name].reference.values():
            found = of(code)
            assert found == of(code)
            assert len({mutant.name for mutant in found}) == len(found)
            assert len({mutant.text for mutant in found}) == len(found)


def test_a_mutant_runs_with_the_globals_and_defaults_of_the_original() -> None:
    wanted = next(m for m in of(mean_loss) if m.change.startswith("row.sum -> row.mean"))
    code = compiled(wanted, mean_loss)
    assert code(np.array([[2.0, 4.0], [0.0, 9.0]])) == 2.0
    assert code.__globals__ is mean_loss.__globals__  # type: ignore[attr-defined]


def test_a_loop_without_an_end_is_ended() -> None:
    endless = next(m for m in of(counting) if m.change == "k += 1 -> k -= 1")
    with pytest.raises(Endless):
        compiled(endless, counting)(3)


@pytest.mark.parametrize("name", [n for n in HIDDEN if n not in mutants.APART][::7])
def test_what_is_compiled_without_a_slip_passes_every_check(name: str) -> None:
    hidden = HIDDEN[name]
    same = {}
    for function, code in hidden.reference.items():
        text = text_of(definition(code))
        same[function] = compiled(Mutant(function, 1, "none", "", text), code)
    for visible in (False, True):
        checks = mutants.Checks(hidden, visible=visible, seed=seeded(0))
        assert checks.killer(same) == ""


# ------------------------------------------------------------------------------ the sample

#: Every n-th mutant: some 250 of more than 4,000.
EVERY = 17


@pytest.fixture(scope="module")
def measured() -> mutants.Measured:
    return mutants.measure(every=EVERY, workers=1)


@pytest.mark.xdist_group("mutants")
def test_hidden_checks_kill_every_mutant_that_is_wrong(measured: mutants.Measured) -> None:
    assert sum(tally.counted for tally in measured.tallies) > 150
    assert [name for tally in measured.tallies for name in tally.survivors] == []
    assert measured.hidden_rate == 1.0


@pytest.mark.xdist_group("mutants")
def test_visible_checks_kill_nearly_every_one(measured: mutants.Measured) -> None:
    assert measured.visible_rate >= 0.95


def test_every_equivalent_mutant_is_a_mutant() -> None:
    names = {
        mutant.name
        for hidden in HIDDEN.values()
        for code in hidden.reference.values()
        for mutant in of(code)
    }
    assert set(EQUIVALENT) <= names
    assert all(len(reason) > 10 for reason in EQUIVALENT.values())


def test_our_checks_kill_no_fewer_than_the_peers() -> None:
    found = peers.measure(["softmax_loss_vectorized", "relu", "sigmoid"], every=9, workers=1)
    assert {row.style for row in found.sums} == set(peers.PEERS)
    for row in found.rows:
        assert row.hidden == row.mutants
        assert row.theirs <= row.hidden


def test_the_reference_passes_the_peers_checks() -> None:
    for checks in peers.PEERS.values():
        for name, check in checks.items():
            assert not peers.fails(check, HIDDEN[name].reference), name


def test_each_operator_is_of_use() -> None:
    used = {m.operator for code in HIDDEN["nn_cost"].reference.values() for m in of(code)}
    used |= {m.operator for code in HIDDEN["one_hot"].reference.values() for m in of(code)}
    used |= {m.operator for code in HIDDEN["perceptron"].reference.values() for m in of(code)}
    used |= {m.operator for code in HIDDEN["softmax_backward_one"].reference.values()
             for m in of(code)}  # fmt: skip
    assert used == set(OPERATORS)

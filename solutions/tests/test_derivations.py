"""The checker on assignment 4's derivations: right routes, planted slips, printed errata."""

import functools
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest

from autograder.derivation import Derivation, Report, Verdict, examine
from autograder.derivation.compare import draw_sizes
from autograder.derivation.reader import normalise, read
from autograder.derivation.verdict import Slip
from autograder.visible.update_rules_derivations import DERIVATIONS
from solutions.forms.derivations import ROUTES
from solutions.tests.corrupt import corruptions
from solutions.tests.derivation_oracle import Oracle

BY_NAME = {d.name: d for d in DERIVATIONS}
ALL = [(name, route) for name, routes in ROUTES.items() for route in routes]
SEEDS = int(os.environ.get("CHAINRULE_SEEDS", "2"))
BAD = (Verdict.FAILS, Verdict.UNREADABLE)


def judged(name: str, lines: object, **how: object) -> Report:
    return examine(lines, BY_NAME[name], np.random.default_rng(3), **how)


@dataclass(frozen=True)
class Claim:
    """One link of a route: abbreviations before it, the left side, the sign, the expression."""

    line: int
    abbreviated: tuple[str, ...]
    left: str
    sign: str
    expression: str


def claims(lines: tuple[str, ...]) -> Iterator[Claim]:
    given: list[str] = []
    left, sign = "", ""
    for number, text in enumerate(lines, 1):
        line = read(text)
        if line.kind == ":=":
            given.append(text)
        if line.kind not in ("=", "<-"):
            continue
        if line.left is not None:
            left, sign = line.left.text, line.kind
        expression = line.pieces[-1].text
        yield Claim(number, tuple(given), left, sign, expression)
        left, sign = expression, "="


@functools.cache
def oracle(name: str, given: tuple[str, ...], seed: int) -> Oracle:
    d = BY_NAME[name]
    return Oracle(
        {s.name: s.dims for s in d.symbols},
        {s.name: s.domain.values or ((-1, 0, 1) if s.domain.signed else ()) for s in d.symbols},
        d.labels,
        [*d.given, *given],
        seed,
    )


def truly_equal(name: str, claim: Claim, expression: str) -> bool:
    """Whether the oracle takes a corrupted line for right after all, on both sides of a hinge."""
    left = claim.left
    if claim.sign == "<-":
        left = f"{left} - eta*grad(L, w)" if left == "w" else f"{left} - eta*D(L, {left})"
    return all(oracle(name, claim.abbreviated, seed).equal(left, expression) for seed in range(4))


def batched(name: str, claim: Claim, slips: list[str]) -> Iterator[tuple[str, Verdict]]:
    """The verdict on each slip, all after the same lines: every one begins a chain of its own."""
    for start in range(0, len(slips), 60):
        some = slips[start : start + 60]
        lines = [*claim.abbreviated, *(f"{claim.left} {claim.sign} {slip}" for slip in some)]
        report = judged(name, lines, points=1, explain=False)
        for slip, line in zip(some, report.lines[len(claim.abbreviated) :], strict=True):
            yield slip, line.verdict


@pytest.mark.parametrize("hidden", [False, True], ids=["visible", "hidden"])
@pytest.mark.parametrize(("name", "route"), ALL, ids=lambda value: str(value))
def test_every_right_route_earns_everything(name: str, route: str, hidden: bool) -> None:
    for seed in range(SEEDS):
        rng = np.random.default_rng(seed)
        report = examine(ROUTES[name][route], BY_NAME[name], rng, hidden=hidden)
        assert report.credit == 1.0, report.text()
        assert report.complete


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_each_derivation_has_two_routes_at_least(name: str) -> None:
    assert len(ROUTES[name]) >= 2


@pytest.mark.parametrize(("name", "route"), ALL, ids=lambda value: str(value))
def test_every_planted_slip_is_rejected(name: str, route: str) -> None:
    rejected = 0
    for claim in claims(ROUTES[name][route]):
        slips = [slip for _, slip in corruptions(claim.expression, ("i", "j", "k"))]
        for number, (slip, verdict) in enumerate(batched(name, claim, slips)):
            if verdict in BAD:
                rejected += 1
                # What is rejected is wrong: the oracle looks at some, as it takes its time.
                if number % 97 == 0 and verdict is Verdict.FAILS:
                    assert not truly_equal(name, claim, slip), slip
            else:
                assert truly_equal(name, claim, slip), (claim, slip)
    assert rejected >= 30


@pytest.mark.parametrize(("name", "route"), ALL, ids=lambda value: str(value))
def test_a_slip_is_rejected_on_its_line_of_the_whole_derivation(name: str, route: str) -> None:
    lines = ROUTES[name][route]
    for claim in claims(lines):
        planted = list(lines)
        text = normalise(lines[claim.line - 1]).text
        start = text.removesuffix(claim.expression)
        planted[claim.line - 1] = f"{start}({claim.expression})*(1 + 1/1000000)"
        bad = [line.number for line in judged(name, planted, points=1).lines if line.verdict in BAD]
        # The next line follows from the right one, and is taken for it.
        assert bad == [claim.line], planted


def slips() -> Iterator[tuple[str, list[str], Slip]]:
    linear = ["D(L, w[j]) = Sum(k, 2*delta[k]*D(delta[k], w[j]))"]
    yield "linear_rule", [*linear, "= 2*Sum(k, delta[k]*x[k,j])"], Slip.SIGN
    yield "linear_rule", [*linear, "= -Sum(k, delta[k]*x[k,j])"], Slip.FACTOR
    yield "linear_rule", [*linear, "= -2*Sum(k, delta[k]*x[k,j])/N"], Slip.FACTOR
    yield "linear_rule", [*linear, "= Sum(k, 2*delta[k])"], Slip.INNER
    yield "linear_rule", [*linear, "= -2*delta[k]*x[k,j]"], Slip.SUM
    yield "linear_rule", [*linear, "= -2*Sum(k, delta[k]*x[k,i])"], Slip.SUM
    yield "linear_rule", [*linear, "= -2*Sum(k, delta[k]*x[k,0])"], Slip.INDEX
    yield "linear_rule", ["D(L, w) = -2*delta.T@X", "= -2*X.T@delta"], Slip.SHAPE
    yield "linear_rule", ["w[j] <- w[j] + eta*D(L, w[j])"], Slip.SIGN
    yield "linear_rule", ["w[j] <- w[j] + eta*Sum(k, delta[k]*x[k,j])"], Slip.FACTOR
    yield "linear_rule", ["w <- w + 2*eta/N*X.T@delta"], Slip.FACTOR
    sigmoid = ["D(L, w[j]) = -2*Sum(k, delta[k]*D(s[k], w[j]))"]
    yield "sigmoid_rule", [*sigmoid, "= -2*Sum(k, delta[k]*x[k,j])"], Slip.INNER
    yield "sigmoid_rule", [*sigmoid, "= -2*Sum(k, delta[k]*s[k]*(1 - s[k]))"], Slip.INNER
    softmax = ["D(L, z[i]) = -1/a[y]*D(a[y], z[i])"]
    yield "softmax_slope", [*softmax, "= -1/a[y]*a[y]*(1 - a[i])"], Slip.KRONECKER
    yield "softmax_slope", [*softmax, "= a[i]"], Slip.KRONECKER
    hinge = ["D(L, b) = ind(y*f < 1)*D(1 - y*f, b)"]
    yield "hinge_cases", [*hinge, "= -y"], Slip.CASE
    yield "hinge_cases", [*hinge, "= ind(y*f >= 1)*(-y)"], Slip.CASE
    yield "linear_rule", ["q := X.T@X", "D(w.T@q@w, w) = w.T@(q + q.T)", "= w.T@q"], Slip.FACTOR
    product = ["v := X@w", "X.T@v - X.T@y = X.T@(v - y)"]
    yield "linear_rule", [*product, "= ((v - y)@y.T).T@delta"], Slip.SHAPE


@pytest.mark.parametrize(
    ("name", "lines", "slip"), list(slips()), ids=lambda v: getattr(v, "name", None)
)
def test_a_slip_is_named(name: str, lines: list[str], slip: Slip) -> None:
    line = judged(name, lines).first_bad
    assert line is not None
    assert line.number == len(lines)
    assert line.slip is slip, line.message()
    assert isinstance(line.at, int)


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        # GT-N, log loss at y = 1: the sign.
        ("logistic_slope", ["D(L1, w[j]) = (1 - p)*x[j]"]),
        ("logistic_slope", ["D(L1, w) = (1 - p)*x.T"]),
        # QCRI-L4: the long quotient of the other function.
        ("long_quotient", ["D(f, w) = 3*exp(3*x*w)/x**2"]),
        # GT-L2: sums over k with terms in i, and a letter used twice.
        ("linear_rule", ["w[j] <- w[j] + 2*eta*Sum(k, delta[i]*x[i,j])"]),
        ("sigmoid_rule", ["w[j] <- w[j] + 2*eta*Sum(i, delta[i]*sigma(Sum(j, w[j]*x[i,j])))"]),
        # QCRI-L4: the step in the direction of the slope.
        ("linear_rule", ["w[j] <- w[j] + eta*D(L, w[j])"]),
        # GT-N, matrix rules: right for a symmetric matrix only.
        ("linear_rule", ["A := X.T@diag(y)@X@X.T@X", "D(w.T@A@w, w) = 2*w.T@A"]),
        # WPI-NN's delta of a sum without sigma'.
        ("sigmoid_rule", ["D(L, z[k]) = -2*delta[k]"]),
    ],
)
def test_printed_errata_are_rejected(name: str, lines: list[str]) -> None:
    report = judged(name, lines, hidden=True)
    assert report.lines[-1].verdict in BAD, report.text()
    assert report.result == 0.0


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_copying_the_first_line_as_the_last_earns_nothing(name: str) -> None:
    way = BY_NAME[name].goals[0].ways[0]
    for head in way:
        left, _, value = head.partition(" <- ")
        lines = (
            [f"{left} <- {value}", f"<- {value}"] if value else [f"{left} = {left}", f"= {left}"]
        )
        report = judged(name, lines)
        assert report.credit == 0.0, report.text()
        if value:
            lines = [lines[0], f"<- 1*({value})"]
        else:
            lines = [f"{left} = 1*{left}", f"= {left}/1 + 0"]
        assert judged(name, lines).credit == 0.0


def test_a_name_that_hides_a_derivative_is_not_the_last_line() -> None:
    lines = ["g[j] := D(L, w[j])", "w[j] <- w[j] - eta*g[j]"]
    assert judged("linear_rule", lines).result == 0.0
    assert judged("linear_rule", lines).lines[1].verdict is Verdict.SKIPS


def test_the_last_line_alone_earns_little() -> None:
    for name, route in ALL:
        final = ROUTES[name][route][-1]
        start = next(t for t in reversed(ROUTES[name][route]) if read(t).left and ":=" not in t)
        line = f"{read(start).left.text} {final}" if read(final).left is None else final
        assert judged(name, [line]).credit <= 0.3, (name, route)


@pytest.mark.parametrize(
    ("lines", "fact"),
    [
        (["D(s, z) = exp(-z)*s**2"], "without exp"),
        (["D(s, z) = exp(-z)*s**2", "= s*(1 - s) + 0*z"], "not among the names"),
        (["D(s, z) = exp(-z)*s**2", "= s - s*s + s*s - s*s"], "not simplified"),
        (["D(s, z) = exp(-z)*D(z, z)*s**2"], "a D is left"),
    ],
)
def test_an_unfinished_last_line_is_told_what_it_lacks(lines: list[str], fact: str) -> None:
    report = judged("sigmoid_slope", lines)
    assert report.result == 0.0
    assert report.lines[-1].verdict is Verdict.SKIPS
    assert fact in report.lines[-1].fact


def test_a_right_continuation_after_one_slip_counts() -> None:
    lines = list(ROUTES["sigmoid_rule"]["index"])
    broken = [line.replace("-2*Sum", "2*Sum") for line in lines]
    report = judged("sigmoid_rule", broken)
    assert [line.number for line in report.lines if line.verdict in BAD] == [3]
    assert report.waypoints == 1.0
    assert report.steps > 0.8
    # Both halves are judged: this update does not come from that slope, and it is right.
    assert report.result == 1.0


def test_going_back_to_the_right_line_costs_the_slip_alone() -> None:
    lines = list(ROUTES["sigmoid_slope"]["power"])
    lines.insert(2, "= exp(-z)/(1 - exp(-z))**2")
    report = judged("sigmoid_slope", lines)
    assert [line.number for line in report.lines if line.verdict in BAD] == [3]
    assert "follows from line 2" in report.lines[3].fact
    assert report.result == 1.0


def test_two_slips_that_cancel_are_two_slips() -> None:
    lines = ["D(s, z) = exp(-z)/(1 + exp(-z))**2", "= s*(s - 1)", "= s*(1 - s)"]
    report = judged("sigmoid_slope", lines)
    assert report.lines[1].slip is Slip.SIGN
    assert report.credit < 1.0


def test_no_message_shows_the_last_line() -> None:
    def squeezed(text: str) -> str:
        return re.sub(r"[\s()]", "", text)

    for name, route in ALL:
        lines = ROUTES[name][route]
        final = squeezed(read(lines[-1]).pieces[-1].text)
        for claim in list(claims(lines))[:-1]:
            slips = [slip for _, slip in corruptions(claim.expression, ("i", "j", "k"))][::97]
            starts = (f"{claim.left} {claim.sign} {slip}" for slip in slips)
            report = judged(name, [*claim.abbreviated, *starts], points=1)
            for line in report.lines:
                own = squeezed(" ".join(line.message().split(line.text)))
                assert final not in own, line.message()


def test_declarations_hold_no_last_line() -> None:
    declared = re.sub(r"\s", "", repr(DERIVATIONS))
    for name, route in ALL:
        final = re.sub(r"\s", "", read(ROUTES[name][route][-1]).pieces[-1].text)
        assert len(final) < 8 or final not in declared, (name, route)


def test_hidden_sizes_and_points_come_from_the_generator_alone() -> None:
    derivation: Derivation = BY_NAME["sigmoid_rule"]
    lines = ROUTES["sigmoid_rule"]["matrix"]
    reports = [examine(lines, derivation, np.random.default_rng(7), hidden=True) for _ in "ab"]
    assert reports[0] == reports[1]


def test_a_waypoint_is_not_reached_by_multiplying_by_one() -> None:
    lines = ["w[j] <- w[j] + 2*eta*Sum(k, delta[k]*x[k,j])*D(w[j], w[j])"]
    report = judged("linear_rule", [*lines, "<- w[j] + 2*eta*Sum(k, delta[k]*x[k,j])"])
    assert report.waypoints == 0.0
    assert report.credit == 0.3


def test_hidden_sizes_tell_every_size_from_another() -> None:
    for seed in range(50):
        sizes = draw_sizes(np.random.default_rng(seed))
        for a, b in (("N", "m"), ("N", "C"), ("m", "C")):
            assert any(choice[a] != choice[b] for choice in sizes)
        for name in "NmC":
            assert len({choice[name] for choice in sizes}) >= 2

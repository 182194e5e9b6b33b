"""The language of derivations: its 25 rules, its errors and their places, and hostile text."""

import random
import time

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.derivation import Derivation, Form, Goal, Report, Symbol, Verdict, examine
from autograder.derivation.declare import POSITIVE, UNIT
from autograder.derivation.fault import LanguageError
from autograder.derivation.parse import parse
from autograder.derivation.reader import MAX_LINE, MAX_LINES, normalise, read
from autograder.derivation.typeset import latex, plain

#: A world to write lines in: everything of the assignment's shapes, and no answer.
WORLD = Derivation(
    "world",
    "A world to write lines in",
    (
        Symbol("w", ("m",)),
        Symbol("v", ("m",)),
        Symbol("x", ("N", "m")),
        Symbol("y", ("N",)),
        Symbol("W", ("m", "C")),
        Symbol("z", ("C",)),
        Symbol("u"),
        Symbol("p", (), UNIT),
        Symbol("q", (), POSITIVE),
        Symbol("eta"),
        Symbol("delta", ("N",)),
        Symbol("lam"),
    ),
    goals=(
        Goal("any", (("D(L, w[j])",),), Form(("w",))),
        Goal("step", (("w[j] <- w[j] - eta*D(L, w[j])",),), Form(("w", "eta"))),
    ),
    given=("L := Sum(i, w[i]**2)",),
    labels={"t": "C"},
)


def judged(*lines: str, points: int = 1) -> Report:
    return examine(list(lines), WORLD, np.random.default_rng(1), points=points)


def good(*lines: str) -> None:
    report = judged(*lines)
    assert all(line.verdict.good or line.verdict is Verdict.SKIPS for line in report.lines), (
        report.text()
    )


def wrong(fact: str, caret: str, *lines: str, verdict: Verdict = Verdict.UNREADABLE) -> None:
    """The last line gets `verdict`, its message holds `fact`, its caret is under `caret`."""
    report = judged(*lines)
    line = report.lines[-1]
    assert line.verdict is verdict, line.message()
    assert fact in line.fact, line.message()
    assert line.at is not None
    column = caret.index("^")
    assert line.at == column, f"{line.message()}\nexpected\n{lines[-1]}\n{caret}"


def fails(*lines: str) -> None:
    assert judged(*lines).lines[-1].verdict is Verdict.FAILS, judged(*lines).text()


# Rule by rule.


def test_rule_1_the_five_kinds_of_line() -> None:
    report = judged(
        "f := 2*u", "f = u + u = 2*u", "= u*2", "# a note", "w[j] <- w[j] - eta*D(L, w[j])"
    )
    kinds = [line.verdict for line in report.lines]
    assert kinds[:4] == [Verdict.GIVES, Verdict.FOLLOWS, Verdict.FOLLOWS, Verdict.NOTE]
    wrong("a line has =, := or <-", "^", "u + u")
    wrong("nothing stands above", "^", "= u + u")


def test_rule_2_signs_count_outside_brackets_only() -> None:
    assert read("f := ind(u == 1)").kind == ":="
    assert [p.text for p in read("a = b == 1").pieces] == ["b == 1"]
    good("ind(u<-1) = ind(-1>u)")
    wrong("`=` stands outside brackets only", "         ^", "u = ind(u=1)")
    wrong("one := a line", "       ^", "g := u = u")


def test_rule_3_a_line_goes_on_or_begins_a_chain() -> None:
    good("u + u = 2*u", "= u*2", "q + q = 2*q", "= 3*q - q")
    fails("u + u = 2*u", "= 2*q")


def test_rule_4_every_equals_is_checked() -> None:
    report = judged("u + u = 3*u = 2*u")
    assert report.lines[0].verdict is Verdict.FAILS


def test_rule_5_abbreviations() -> None:
    good("f := 2*u", "s[i] := w[i]*f", "s[j] = 2*u*w[j]")
    wrong("f is defined by itself", "^", "f := f + 1")
    wrong("u is given already", "^", "u := 2")
    wrong("N has a meaning of its own", "^", "N := 2")
    wrong("L is given already", "^", "L := 2*u")
    wrong("`f` has no meaning yet", "    ^", "f := 2u", "u = f")


def test_rule_6_letters_right_of_an_abbreviation() -> None:
    good("s[i] := w[i] + v[i]", "r := z[t]")
    wrong("`k` is neither in s[...] nor bound by a Sum", "          ^", "s[i] := x[k,i]")
    wrong("its range is unknown", "  ^", "s[i] := u")


def test_rule_7_entries_rows_and_capitals() -> None:
    good("2*x[k,i] = X[k,i]*2", "dot(x[k], w) = Sum(i, x[k,i]*w[i])", "(X@w).T = w.T@x.T")
    good("w[0] + w[1] = w[1] + w[0]")
    wrong("w has one index", "        ^", "u = w[i,j]")
    wrong("indices count from 0", "      ^", "u = w[7]")
    wrong("an index is a letter, or a number from 0", "      ^", "u = w[i + 1]")


def test_rule_8_a_letter_has_one_range() -> None:
    wrong(
        "`k` runs over N in one place and over m here",
        "                    ^",
        "u = Sum(k, y[k]*x[k,k])",
    )
    wrong("`i` does not stand in what is summed", "        ^", "u = Sum(i, u)")


def test_rule_9_sums() -> None:
    good("Sum(i, k, x[k,i]) = Sum(k, Sum(i, x[k,i]))")
    good("Sum(j != t, z[j]) = Sum(j, z[j]) - z[t]")
    wrong(
        "`j` is already the coordinate in D(L, w[j]); use another letter",
        "                 ^",
        "D(L, w[j]) = Sum(j, w[j]*x[k,j])",
    )
    wrong(
        "already a letter of the Sum around",
        "                    ^",
        "u = Sum(i, w[i]*Sum(i, v[i]))",
    )


def test_rule_10_numbers_are_exact_and_no_product_is_implied() -> None:
    good("0.1 + 0.2 = 0.3", "1/2 = 0.5", "1/3 + 1/3 + 1/3 = 1")
    wrong("no product is implied", "     ^", "u = 2u")
    wrong("no product is implied", "         ^", "u = (u+1)(u-1)")
    wrong("`^` is no power; write **", "     ^", "u = u^2")
    wrong("u is no function of the language", "    ^", "u = u(2)")


def test_rule_11_functions_and_reserved_names() -> None:
    good("exp(u)*exp(-u) = 1", "log(q**2) = 2*log(q)", "sqrt(q)**2 = q")
    good("sin(u)**2 + cos(u)**2 = 1", "tanh(u) = 2*sigma(2*u) - 1", "abs(u) = max(u, -u)")
    good("e**u = exp(u)", "sin(pi) = 0", "Sum(k, y[k]/y[k]) = N", "cos(pi) = -1")
    wrong("exp is a function: write exp(...)", "    ^", "u = exp")
    wrong("log takes one argument, here are 2", "    ^", "u = log(u, 2)")


def test_rule_12_columns_products_and_numbers() -> None:
    good("w.T@v = Sum(i, w[i]*v[i])", "u*(w.T@w) = u*dot(w, w)")
    wrong("@ does not fit: N by m @ a column of N", "     ^", "u = X@y")
    wrong("@ does not fit: a column of m @ a column of m", "     ^", "u = w@v")


def test_rule_13_entrywise() -> None:
    good("w*v = v*w", "exp(w)*exp(-w) = w/w", "u*w = w*u", "w**2 = w*w", "2/w = 2*w**(-1)")
    wrong("`*` needs equal shapes: a column of m and a column of N", "      ^", "u = w * y")


def test_rule_14_only_literals_add_to_arrays() -> None:
    good("(1 - sigma(w))*1 = sigma(-w)", "diag(w)@v = w*v")
    wrong("only a literal number is added to every entry", "      ^", "w = w + u")


def test_rule_15_indicators() -> None:
    good("Sum(j, ind(j == i)*w[j]) = w[i]", "ind(u > 0) + ind(u <= 0) = 1")
    wrong("a condition stands here", "        ^", "u = ind(u)")


def test_rule_16_cases_cover_and_exclude() -> None:
    good("abs(u) = cases((u, u >= 0), (-u, u < 0))", "= u if u > 0 else -u")
    wrong("no case covers this point", "    ^", "u = cases((u, u > 5))", verdict=Verdict.FAILS)
    wrong(
        "two cases hold at once",
        "    ^",
        "u = cases((u, u < 5), (2*u, u < 6))",
        verdict=Verdict.FAILS,
    )


def test_rule_17_derivatives_by_variables_and_intermediates() -> None:
    good("f := dot(w, v)", "g := f**2", "D(g, w[j]) = D(g, f)*D(f, w[j])", "= 2*f*v[j]")
    wrong("D(E, v) needs a name for v", "              ^", "u = D(u**2*1, u**2)")


def test_rule_18_siblings_are_held_and_v_is_not_opened() -> None:
    good("s[i] := w[i]*u", "D(s[i]*s[j], s[i]) = s[j] + ind(i == j)*s[j]")
    good("f := u**2", "D(f + u, f) = 1")
    good("D(D(u**3*q, u), q) = 3*u**2", "D(D(u**3, u), u) = 6*u")


def test_rule_19_v_must_be_reached_by_name() -> None:
    wrong("`q` is not reached by name", "            ^", "u = D(u**2, q)")


def test_rule_20_jacobians_have_the_numerator_in_rows() -> None:
    good("D(X@w, w) = X", "D(L, w) = 2*w.T", "D(w, w) = diag(w/w)", "D(w*u, u) = w")
    fails("D(X@w, w) = X*1", "= X*2")
    wrong(
        "this is a column of m, and its left side is a row of m",
        "          ^",
        "D(L, w) = 2*w",
        verdict=Verdict.FAILS,
    )


def test_rule_21_grad_has_the_shape_of_v() -> None:
    good("grad(L, w) = 2*w", "grad(dot(w, W@z), W) = w@z.T")
    wrong("grad is of a number, this is a column of N", "    ^", "w = grad(X@w, w)")
    wrong("is no matrix; use grad", "    ^", "u = D(dot(w, W@z), W)")


def test_rule_22_updates_go_on_with_an_arrow() -> None:
    good("w[j] <- w[j] - eta*D(L, w[j])", "<- w[j] - 2*eta*w[j]", "<- (1 - 2*eta)*w[j]")
    fails("w[j] <- w[j] + eta*D(L, w[j])")
    wrong("this chain goes on with <-", "  ^", "w[j] <- w[j] - eta*D(L, w[j])", "= w[j]")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("η*δ[k]", "eta*delta[k]"),
        ("σ(u) − λ", "sigma(u) - lam"),
        ("λ*lambda", "lam*lam   "),
        ("xᵀ", "x.T"),
        ("u²", "u**2"),
        ("u³", "u**3"),
        ("Σ(k, y[k])", "Sum(k, y[k])"),
        ("∑(k, y[k])", "Sum(k, y[k])"),
        ("ind(i ≠ j)", "ind(i != j)"),
        ("u ≤ 1", "u <= 1"),
        ("θ\u00a0+\u2009φ", "theta + phi"),
        ("π", "pi"),
        ("w ⊙ v", "w * v"),
    ],
)
def test_rule_23_unicode_is_read_as_it_is_meant(written: str, meant: str) -> None:
    assert normalise(written).text == meant


@pytest.mark.parametrize(
    ("line", "fact", "caret"),
    [
        ("u = w·v", "is read as part of a name; write dot(w, x) or w.T @ x", "     ^"),
        ("u = 2×u", "write *", "     ^"),
        ("u = ηδ", "`η` touches `δ`: no product is implied", "    ^"),
        ("u = ∂u", "write D(f, v)", "    ^"),
        ("u = √u", "write sqrt(...)", "    ^"),
        ("u = w_j", "indices stand in brackets: w[j]", "     ^"),
        ("u = w₁", "indices stand in brackets: w[j]", "     ^"),
        ("u = s'", "write D(s, z) for a derivative", "     ^"),
        ("u = |u|", "write abs(...)", "    ^"),
        ("u = {u}", "write ( )", "    ^"),
        ("δ[k] = η*δ[k] + 2u", "no product is implied", "                 ^"),
    ],
)
def test_what_has_no_meaning_is_told_what_to_write(line: str, fact: str, caret: str) -> None:
    wrong(fact, caret, line)


def test_rule_24_the_last_line_has_its_form() -> None:
    wrong(
        "`v` is not among the names",
        "                     ^",
        "D(L, w[j]) = 2*w[j]*(v[0]/v[0])",
        verdict=Verdict.SKIPS,
    )
    wrong("a D is left", "             ^", "D(L, w[j]) = D(w[j]**2, w[j])", verdict=Verdict.SKIPS)


def test_rule_25_a_repeated_line_is_no_step() -> None:
    report = judged("D(L, w[j]) = D(w[j]**2, w[j])", "=  D(w[j]**2,w[j])")
    assert report.lines[1].verdict is Verdict.REPEATS


def test_a_misspelt_name_is_asked_back() -> None:
    wrong("`dleta` is not given; did you mean delta?", "    ^", "u = dleta[k]")
    wrong("`i` is an index", "    ^", "u = i*w[i]")


# Points where a line has no value, and differences too small to see.


def test_a_line_without_a_value_is_told_so() -> None:
    wrong("log of a number that is not positive", "    ^", "u = log(-q)", verdict=Verdict.FAILS)
    wrong("this divides by 0", "     ^", "u = u/(q - q)", verdict=Verdict.FAILS)


@pytest.mark.parametrize(
    "line",
    [
        "u = u + 1/100000000",
        "u = u*(1 + 1/100000000)",
        "u = u + exp(-40)",
        "u = u + (1/1000000000)*(1/1000000000)",
        "u = u + exp(-60)*exp(-60)",
        "u = u + (q/1000000)**12",
        "u = u + 1 - tanh(100)",
        "u = u + (1 - tanh(30))**3",
        "u = u + sigma(-60)*sigma(-60)",
        "exp(60)*u = exp(60)*u + exp(-60)",
    ],
)
def test_a_tiny_difference_is_seen_or_refused(line: str) -> None:
    assert judged(line).lines[0].verdict in (Verdict.FAILS, Verdict.UNREADABLE)


def test_rounding_is_no_difference() -> None:
    good("exp(60)*u + q = u*exp(30)**2 + q", "(u + exp(60)) - exp(60) = u")


# Hostile text.

HOSTILE = [
    "u = u.__class__",
    "u = __import__('os')",
    "u = eval(u)",
    "u = exec(u)",
    "u = print(1)",
    "u = (lambda: 1)()",
    "u = lambda x: x",
    "u = [x for x in y]",
    "u = (x for x in y)",
    "u = f'{u}'",
    "u = (x := 1)",
    "u = 9**9**9",
    "u = 9**9**9**9",
    "u = (9**9)**(9**9)",
    "u = 999999999**12",
    "u = 10**10**10",
    "u = e**(10**9)",
    "u = exp(exp(exp(exp(9))))",
    "u = Sum(a, b, c, d, f, g, h, i, x[a,b]*x[c,d]*x[f,g]*x[h,i])",
    "u = Sum(k, Sum(a, Sum(b, Sum(c, Sum(d, Sum(f, Sum(g, x[k,a]*x[b,c]*x[d,f]*y[g])))))))",
    "u = " + "(" * 5000 + "u" + ")" * 5000,
    "u = " + "(" * 200 + "u" + ")" * 200,
    "u = " + "-" * 500 + "u",
    "u = " + "+".join("u" * 280),
    "u = " + "u" * 10**6,
    "u = " + "9" * 400,
    "u" * 10**6,
    "=" * 590,
    "u = u\0",
    "\0",
    "u = \ud800",
    "u = а",  # Cyrillic
    "u = 𝑢",
    "u = ｕ",
    "u = u\u202e",
    "u = u\u200b",
    "u = \u200fu",
    "u = \u2067u\u2069 + 1",
    "\ufeffu = u^2",
    "u = u\u0301",
    "u = Sum(k, 0, 10**9, u)",
    "u = Sum(k, y[k], 10**9)",
    "u = Sum(k < 10**9, y[k])",
    "u = [[[u for k in y] for k in y] for k in y]",
    "u = {k: v for k, v in y}",
    "u = getattr(u, 'T')",
    "u = (u).__init__.__globals__",
    "u = 2**(2**(2**(2**9)))",
    "u = " + "2**" * 100 + "2",
    "u = exp(9)**(9**9)",
    "u = max(" + "u, " * 250 + "u)",
    "u = " + "cases((" * 20 + "u",
    "u = u\nimport os",
    "u = u; v",
    "u = u if",
    "u = 1if u else 2",
    "u = u[::2]",
    "u = w[...]",
    "u = w[:]",
    "u = w[True]",
    "u = True",
    "u = None",
    "u = ...",
    "u = 1j",
    "u = 0x1F",
    "u = 1e400",
    "u = 1_000",
    "u = 0777",
    "u = *w",
    "u = exp(*w)",
    "u = exp(**w)",
    "u = Sum(k=1)",
    "u = D()",
    "u = D(u)",
    "u = D(u, u, u)",
    "u = cases()",
    "u = cases(u)",
    "u = ind()",
    "u = max(u)",
    "u = yield",
    "u = await u",
    "u = not u",
    "u = u and u",
    "u = u is u",
    "u = ind(u in u)",
    "u = u // 2",
    "u = u % 2",
    "u = u << 2",
    "u = ~u",
    "u = u @",
    "u = @u",
    "u = .",
    "u = u..T",
    "u = u.T()",
    "u = sigma.T",
    "u = w[j][i]",
    "u = (w)[0]",
    "u = w[w]",
    "u = w[-1]",
    "u = w[99999999999999999999]",
    "w[0] := 3",
    "s[i, i] := w[i]",
    "s[i, j, k] := x[k,i]",
    "exp := 3",
    "D := 3",
    "u <- 3 <- 4",
    "3 <- u",
    "3 := u",
    "nobody[j] <- 3",
    "L <- 3",
    "Sum(i, w[i]) := 2",
    "=",
    ":=",
    "<-",
    "u =",
    "u = = u",
    "u = ;",
    "u = \\frac{1}{2}",
    "u = $u$",
    "u = u?",
    "u = `u`",
    "u = 1/0",
    "u = 0**(-1)",
    "u = " + "D(" * 20 + "u" + ", u)" * 20,
    "u = " + "exp(" * 22 + "u" + ")" * 22,
    "u = u" + ".T" * 280,
]


@pytest.mark.parametrize("line", HOSTILE, ids=lambda line: ascii(line[:32]))
def test_hostile_text_is_refused_at_once(line: str) -> None:
    examine(["u = u"], WORLD, np.random.default_rng(1), points=1)
    begin = time.process_time()
    report = judged(line)
    spent = time.process_time() - begin
    assert report.lines[0].verdict in (Verdict.UNREADABLE, Verdict.FAILS, Verdict.STARTS)
    assert report.credit == 0.0
    assert len(report.lines[0].message()) < 2000
    report.text()
    # Generous: not a benchmark, but a bomb would take seconds or for ever.
    assert spent < 2.0


@pytest.mark.parametrize(
    "lines",
    [None, 3, "u = u", [1], ["u = u", None], [b"u = u"], {}, [["u"]], [], ["u = u"] * 10**5, ()],
    ids=lambda lines: ascii(lines)[:24],
)
def test_whatever_is_handed_in_is_answered(lines: object) -> None:
    report = examine(lines, WORLD, np.random.default_rng(1), points=1)
    assert report.credit == 0.0
    assert len(report.lines) <= MAX_LINES + 1


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=60) | st.text("uwxyz[](),.=+-*/@<>:! ijk012SumDindexp", max_size=40))
def test_no_text_raises_anything_but_the_languages_own_error(text: str) -> None:
    line = "u = " + text
    refused = None
    try:
        for piece in read(line).pieces:
            parse(piece)
    except LanguageError as error:
        refused = error
    assert refused is None or (refused.fact and 0 <= refused.at <= len(line))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text("uwyXz[](),.=+-*/@<>: ijkt012", max_size=24))
def test_no_line_makes_the_examination_raise(text: str) -> None:
    judged("u = " + text)


# Laws.

LEAVES = ["u", "q", "p", "w[j]", "v[j]", "2", "3", "0.5", "x[k,j]", "Sum(i, w[i]*v[i])"]


@st.composite
def expressions(draw: st.DrawFn, depth: int = 3) -> str:
    """Random scalar expressions with a value everywhere in the world's domain."""
    if depth == 0 or (draw(st.booleans()) and depth < 3):
        return draw(st.sampled_from(LEAVES))
    a = draw(expressions(depth=depth - 1))
    b = draw(expressions(depth=depth - 1))
    return draw(
        st.sampled_from(
            [
                f"({a} + {b})",
                f"({a} - {b})",
                f"{a}*{b}",
                f"({a})/(1 + ({b})**2)",
                f"({a})**2",
                f"sigma({a})",
                f"sin({a})",
                f"exp(-({a})**2/50)",
                f"tanh({a})",
                f"max({a}, {b})",
            ]
        )
    )


REWRITES = [
    lambda a, b: (f"({a})*({b})", f"({b})*({a})"),
    lambda a, b: (f"({a} + {b})**2", f"({a})**2 + 2*({a})*({b}) + ({b})**2"),
    lambda a, b: (f"{a} - ({b})", f"-(({b}) - ({a}))"),
    lambda a, b: (f"sigma({a})", f"1 - sigma(-({a}))"),
    lambda a, b: (f"tanh({a})", f"2*sigma(2*({a})) - 1"),
    lambda a, b: (f"({a} + {b})*u", f"u*({a}) + u*({b})"),
    lambda a, b: (f"Sum(n, z[n]*({a}))", f"({a})*Sum(n, z[n])"),
    lambda a, b: (
        f"D(({a})*({b} + u), u)",
        f"({b} + u)*D({a} + u, u) - ({b} + u) + ({a})*D({b} + u, u)",
    ),
    lambda a, b: (f"D(sigma({a} + u), u)", f"sigma({a} + u)*(1 - sigma({a} + u))*D({a} + u, u)"),
    lambda a, b: (f"D(({a} + u)**2, u)", f"2*({a} + u)*D({a} + u, u)"),
]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(expressions(), expressions(), st.sampled_from(REWRITES), st.booleans())
def test_a_correct_rewrite_follows_and_a_changed_constant_does_not(
    a: str, b: str, rewrite: object, scaled: bool
) -> None:
    left, right = rewrite(a, b)
    if max(len(left), len(right)) > MAX_LINE // 3 or a == b:
        return
    first = examine([f"{left} = {right}"], WORLD, np.random.default_rng(2), explain=False)
    if first.lines[0].verdict is Verdict.UNREADABLE:
        # A letter or a size at its limit, said so; never a wrong verdict on values.
        assert "too" in first.lines[0].fact, first.text()
        return
    assert first.lines[0].verdict is Verdict.FOLLOWS, first.text()
    changed = f"({right})*1.001 + 0.001" if scaled else f"{right} + 0.000001"
    second = examine([f"{left} = {changed}"], WORLD, np.random.default_rng(2), explain=False)
    assert second.lines[0].verdict is Verdict.FAILS, second.text()


@settings(max_examples=40, deadline=None)
@given(expressions(), st.integers(0, 2**32))
def test_the_verdict_does_not_depend_on_the_seed(a: str, seed: int) -> None:
    lines = [f"({a}) + u = u + ({a})", f"= u + ({a}) + 1/1000"]
    report = examine(lines, WORLD, np.random.default_rng(seed), hidden=True, points=1)
    assert [line.verdict for line in report.lines] == [Verdict.FOLLOWS, Verdict.FAILS]


# What is shown.


@pytest.mark.parametrize(
    ("written", "in_latex", "in_plain"),
    [
        ("-2*Sum(k, delta[k]*x[k,j])", r"-2 \sum_{k} \delta_{k} x_{k,j}", "-2 Σ[k] δ[k] x[k,j]"),
        ("(a + b)*c", r"\left(a + b\right) c", "(a + b) c"),
        ("a - (b - c)", r"a - \left(b - c\right)", "a - (b - c)"),
        ("-(-a)", r"-\left(-a\right)", "-(-a)"),
        ("a - -b*c", r"a - \left(-b c\right)", "a - (-b c)"),
        ("(a**2)**3", r"{\left({a}^{2}\right)}^{3}", "(a²)³"),
        ("a/(b + c)", r"\frac{a}{b + c}", "a/(b + c)"),
        ("Sum(i, a[i])*b", r"\left(\sum_{i} a_{i}\right) b", "(Σ[i] a[i]) b"),
        ("Sum(j != y, a[j])", r"\sum_{j \ne y} a_{j}", "Σ[j ≠ y] a[j]"),
        ("X.T@r", r"{X}^{\top} r", "Xᵀ r"),
        ("dot(u, v)", r"{u}^{\top} v", "uᵀ v"),
        ("ind(i == y)", r"\mathbf{1}\{i = y\}", "1{i = y}"),
        ("D(L, w[j])", r"\frac{\partial L}{\partial w_{j}}", "∂L/∂w[j]"),
        ("grad(L, w)", r"\nabla_{w} L", "∇[w] L"),
        ("lam*sigma(z)", r"\lambda \sigma\left(z\right)", "λ σ(z)"),
        (
            "0 if a >= 1 else b",
            r"\begin{cases} 0 & \text{if } a \ge 1 \\ b & \text{otherwise} \end{cases}",
            "{0 if a ≥ 1; b otherwise}",
        ),
    ],
)
def test_lines_are_shown_as_mathematics(written: str, in_latex: str, in_plain: str) -> None:
    node = parse(normalise(written))
    assert latex(node) == in_latex
    assert plain(node) == in_plain


def test_an_entrywise_product_of_arrays_is_told_from_a_matrix_product() -> None:
    line = judged("X@w - y = y*(X@w)/y - y").lines[0]
    assert r"\odot" in line.latex
    assert "⊙" in line.plain


def test_every_readable_line_is_shown() -> None:
    rng = random.Random(0)
    for _ in range(20):
        a, b = rng.choice(LEAVES), rng.choice(LEAVES)
        line = judged(f"{a}*({b}) = {b}*({a})").lines[0]
        assert line.latex
        assert line.plain

"""Assignment 4's derivations: what is given and what is asked. How to get there is the exercise.

Losses are sums over the rows without a half (GT-L2); `delta` is y - f.
"""

from __future__ import annotations

from autograder.derivation.declare import (
    BIT,
    POSITIVE,
    REAL,
    SIGN,
    Derivation,
    Form,
    Goal,
    Shows,
    Symbol,
    Waypoint,
)

_INNERMOST = Waypoint(
    "chain rule",
    "the chain rule: every D left is of a given intermediate or of a linear term, or they are "
    "linked through intermediates",
    (Shows.LINEAR, Shows.LINKED, Shows.PASSED),
)
_CARRIED_OUT = Waypoint(
    "local derivatives",
    "the local derivatives carried out, before the result is simplified",
    (Shows.CARRIED_OUT,),
)

_W = Symbol("w", ("m",))
_X = Symbol("x", ("N", "m"))
_Y = Symbol("y", ("N",))
_ETA = Symbol("eta", (), REAL)

_UPDATES = (
    ("w[j] <- w[j] - eta*D(L, w[j])",),
    ("w <- w - eta*grad(L, w)",),
)
_SLOPES = ("D(L, w[j])", "D(L, w)", "grad(L, w)")

LINEAR_UNIT = Derivation(
    "linear_rule",
    "The update of a linear unit under the squared loss",
    (_W, _X, _Y, _ETA),
    given=(
        "f[k] := Sum(i, w[i]*x[k,i])",
        "delta[k] := y[k] - f[k]",
        "L := Sum(k, delta[k]**2)",
    ),
    goals=(
        Goal(
            "update",
            _UPDATES,
            Form(("w", "eta", "x", "delta"), sums=1, size=12),
            (_INNERMOST,),
            _SLOPES,
        ),
    ),
)

LINEAR_COORDINATES = Derivation(
    "linear_coordinates",
    "Two inputs and a bias, coordinate by coordinate",
    (Symbol("w", (2,)), Symbol("x", (2,)), Symbol("b"), Symbol("y")),
    given=("f := w[0]*x[0] + w[1]*x[1] + b", "L := (f - y)**2"),
    goals=tuple(
        Goal(variable, ((f"D(L, {variable})",),), Form(("x", "f", "y"), size=13), (_INNERMOST,))
        for variable in ("w[0]", "w[1]", "b")
    ),
)

SIGMOID_SLOPE = Derivation(
    "sigmoid_slope",
    "The slope of the sigmoid",
    (Symbol("z"),),
    given=("s := 1/(1 + exp(-z))",),
    goals=(
        Goal(
            "slope",
            (("D(s, z)",),),
            Form(("s",), size=7),
            (
                Waypoint(
                    "quotient rule",
                    "the derivative of 1/(1 + exp(-z)) carried out, still in exp(-z)",
                    (Shows.CARRIED_OUT,),
                    ("exp",),
                ),
            ),
        ),
    ),
)

SIGMOID_UNIT = Derivation(
    "sigmoid_rule",
    "The update of a sigmoid unit under the squared loss",
    (_W, _X, _Y, _ETA),
    given=(
        "z[k] := Sum(i, w[i]*x[k,i])",
        "s[k] := sigma(z[k])",
        "delta[k] := y[k] - s[k]",
        "L := Sum(k, delta[k]**2)",
    ),
    goals=(
        Goal(
            "update",
            _UPDATES,
            Form(("w", "eta", "x", "delta", "s"), sums=1, size=18),
            (_INNERMOST,),
            _SLOPES,
        ),
    ),
)

HINGE = Derivation(
    "hinge_cases",
    "The binary hinge, by cases",
    (Symbol("w", (2,)), Symbol("x", (2,)), Symbol("b"), Symbol("y", (), SIGN)),
    given=("f := w[0]*x[0] + w[1]*x[1] + b", "L := max(0, 1 - y*f)"),
    regimes=("y*f >= 1", "y*f < 1"),
    goals=(
        Goal(
            "weights",
            (("D(L, w[0])", "D(L, w[1])"), ("D(L, w[j])",), ("D(L, w)",), ("grad(L, w)",)),
            Form(("x", "y", "f"), cases=True, size=20),
            (_INNERMOST,),
        ),
        Goal("bias", (("D(L, b)",),), Form(("y", "f"), cases=True, size=20), (_INNERMOST,)),
    ),
)

_LOG = (
    "z := Sum(i, w[i]*x[i])",
    "p := sigma(z)",
    "L := -(y*log(p) + (1 - y)*log(1 - p))",
    "L1 := -log(p)",
)

LOGISTIC = Derivation(
    "logistic_slope",
    "The logistic unit under the log loss",
    (_W, Symbol("x", ("m",)), Symbol("y", (), BIT)),
    given=_LOG,
    regimes=("y == 0", "y == 1"),
    goals=(
        Goal(
            "log loss",
            (("D(L, w[j])",), ("D(L, w)",), ("grad(L, w)",)),
            Form(("p", "y", "x"), size=7),
            (_INNERMOST, _CARRIED_OUT),
        ),
        Goal(
            "at y = 1",
            (("D(L1, w[j])",), ("D(L1, w)",), ("grad(L1, w)",)),
            Form(("p", "x"), size=8),
            (_INNERMOST,),
        ),
    ),
)

SOFTMAX = Derivation(
    "softmax_slope",
    "Softmax with cross-entropy",
    (Symbol("z", ("C",)),),
    labels={"y": "C"},
    given=(
        "a[i] := exp(z[i])/Sum(k, exp(z[k]))",
        "L := -log(a[y])",
        "t[i] := ind(i == y)",  # one-hot, for those who work with vectors
    ),
    goals=(
        Goal(
            "scores",
            (("D(L, z[i])",), ("D(L, z)",), ("grad(L, z)",)),
            Form(("a", "t"), cases=True, size=9),
            (
                Waypoint(
                    "chain rule",
                    "the chain rule through a, the D of a part of L, or that of L written in z "
                    "alone",
                    (Shows.LINKED, Shows.INNER, Shows.OPENED),
                ),
                _CARRIED_OUT,
            ),
        ),
    ),
)

LONG_QUOTIENT = Derivation(
    "long_quotient",
    "A long quotient",
    (Symbol("x", (), POSITIVE), Symbol("w", (), POSITIVE)),
    given=("f := (exp(x*w)/(x*w))**3",),
    goals=(
        Goal(
            "slope",
            (("D(f, w)",),),
            Form(("x", "w"), ("exp",), size=26),
            (
                Waypoint(
                    "chain rule",
                    "the D of less than f or of f written out, or the chain rule through an "
                    "intermediate",
                    (Shows.INNER, Shows.OPENED, Shows.LINKED),
                ),
                _CARRIED_OUT,
            ),
        ),
    ),
)

MULTICLASS_HINGE = Derivation(
    "multiclass_hinge",
    "The multiclass hinge, by cases",
    (Symbol("s", ("C",)),),
    labels={"y": "C"},
    given=("L := Sum(j != y, max(0, s[j] - s[y] + 1))",),
    goals=(
        Goal(
            "scores",
            (("D(L, s[c])",),),
            Form(("s",), cases=True, sums=2, size=48),
            (Waypoint("sum rule", "the D of one margin", (Shows.INNER, Shows.LINEAR)),),
        ),
    ),
)

DERIVATIONS = (
    LINEAR_UNIT,
    LINEAR_COORDINATES,
    SIGMOID_SLOPE,
    SIGMOID_UNIT,
    HINGE,
    LOGISTIC,
    SOFTMAX,
    LONG_QUOTIENT,
    MULTICLASS_HINGE,
)

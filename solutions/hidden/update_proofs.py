"""Hidden checks and known mistakes of assignment 4's derivations.

A mistake is the reference's route with some lines written otherwise: by its first slip it is named.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from autograder.exercise import Check, Hidden, KnownMistake
from autograder.visible import update_rules_proofs as visible
from autograder.visible.update_rules import EXERCISES
from autograder.visible.update_rules_derivations import DERIVATIONS
from solutions import update_rules_derivations as right


@dataclass(frozen=True)
class Edit:
    """A route in which `lines` stand in the place of the reference's, counted from 1.

    An empty string leaves a line out. `lost` are the parts that this costs.
    """

    name: str
    lines: Mapping[int, str]
    lost: tuple[str, ...]

    def applied(self, route: list[str]) -> list[str]:
        """The route with the edit."""
        numbered = enumerate(route, 1)
        return [line for k, old in numbered if (line := self.lines.get(k, old))]


WAY, MOST, ALL, LAST = "way", "most lines", "all lines", "last line"

#: A slip in a line with a right continuation after it; one that is carried to the end; two slips;
#: the lecture's last line alone; and true lines that stop before the end.
EDITS: Mapping[str, tuple[Edit, ...]] = {
    "linear_rule": (
        Edit(
            "derivation: a sign",
            {4: "= 2*Sum(k, delta[k]*x[k,j])", 6: "<- w[j] - 2*eta*Sum(k, delta[k]*x[k,j])"},
            (MOST, ALL, LAST),
        ),
        Edit("derivation: a sign", {6: "<- w[j] - 2*eta*Sum(k, delta[k]*x[k,j])"}, (ALL, LAST)),
        Edit(
            "derivation: a constant factor",
            {6: "<- w[j] + eta*Sum(k, delta[k]*x[k,j])"},
            (ALL, LAST),
        ),
        Edit("derivation: a sum is lost", {6: "<- w[j] + 2*eta*delta[0]*x[0,j]"}, (ALL, LAST)),
        Edit(
            "derivation: a step left out",
            {1: "", 2: "", 3: "", 4: "", 5: "w[j] <- w[j] - eta*D(L, w[j])"},
            (WAY, MOST, ALL),
        ),
        Edit("derivation: not finished", {5: "", 6: ""}, (LAST,)),
    ),
    "sigmoid_slope": (
        Edit("derivation: a sign", {1: "D(s, z) = D(1 + exp(-z), z)/(1 + exp(-z))**2"}, (ALL,)),
        Edit("derivation: a sign", {4: "= s*(s - 1)"}, (ALL, LAST)),
        Edit("derivation: not finished", {4: ""}, (LAST,)),
        Edit(
            "derivation: a step left out",
            {1: "D(s, z) = s*(1 - s)", 2: "", 3: "", 4: ""},
            (WAY, MOST, ALL),
        ),
        Edit(
            "derivation: a sign",
            {2: "= -exp(-z)/(1 + exp(-z))**2", 3: "= -exp(-z)/(1 + exp(-z))*s", 4: "= s*(s - 2)"},
            (MOST, ALL, LAST),
        ),
    ),
    "sigmoid_rule": (
        Edit(
            "derivation: the inner derivative is dropped",
            {
                3: "= -2*Sum(i, delta[i]*D(z[i], w[j]))",
                4: "= -2*Sum(i, delta[i]*x[i,j])",
                6: "<- w[j] + 2*eta*Sum(i, delta[i]*x[i,j])",
            },
            (MOST, ALL, LAST),
        ),
        Edit(
            "derivation: a constant factor",
            {6: "<- w[j] + eta*Sum(i, delta[i]*s[i]*(1 - s[i])*x[i,j])"},
            (ALL, LAST),
        ),
        Edit("derivation: a step left out", {1: "", 2: "", 3: "", 4: ""}, (WAY, MOST, ALL)),
    ),
    "hinge_cases": (
        Edit(
            "derivation: one case only",
            {2: "= -y*D(f, w[0])", 3: "= -y*x[0]", 4: "D(L, w[1]) = -y*D(f, w[1])", 5: "= -y*x[1]"},
            (MOST, ALL, LAST),
        ),
        Edit("derivation: a sign", {7: "= cases((0, y*f >= 1), (y, y*f < 1))"}, (ALL, LAST)),
        Edit(
            "derivation: not finished",
            {6: "", 7: ""},
            (WAY, ALL, LAST),
        ),
    ),
    "logistic_slope": (
        Edit("derivation: a sign", {9: "= (1 - p)*x[j]"}, (ALL, LAST)),
        Edit(
            "derivation: the inner derivative is dropped",
            {3: "= -(y/p - (1 - y)/(1 - p))*D(z, w[j])"},
            (ALL,),
        ),
        Edit("derivation: not finished", {7: "", 8: "", 9: ""}, (WAY, ALL, LAST)),
        Edit(
            "derivation: a sign",
            {2: "= (y/p - (1 - y)/(1 - p))*D(p, z)*D(z, w[j])", 9: "= (1 - p)*x[j]"},
            (MOST, ALL, LAST),
        ),
    ),
    "softmax_slope": (
        Edit(
            "derivation: a Kronecker case is dropped",
            {2: "= -a[y]*(1 - a[i])/a[y]", 3: "= a[i] - 1"},
            (WAY, ALL, LAST),
        ),
        Edit("derivation: a sign", {3: "= ind(i == y) - a[i]"}, (ALL, LAST)),
        Edit(
            "derivation: a step left out",
            {1: "D(L, z[i]) = a[i] - ind(i == y)", 2: "", 3: ""},
            (WAY, MOST, ALL),
        ),
    ),
    "long_quotient": (
        Edit(
            "derivation: a constant factor", {3: "= exp(3*x*w)*(x*w - 1)/(x**3*w**4)"}, (ALL, LAST)
        ),
        Edit(
            "derivation: a step left out",
            {1: "", 2: "", 3: "D(f, w) = 3*exp(3*x*w)*(x*w - 1)/(x**3*w**4)"},
            (WAY, MOST, ALL),
        ),
    ),
    "multiclass_hinge": (
        Edit(
            "derivation: a Kronecker case is dropped",
            {2: "= Sum(j != y, ind(s[j] - s[y] + 1 > 0)*ind(j == c))"},
            (ALL, LAST),
        ),
        Edit("derivation: not finished", {2: ""}, (LAST,)),
        Edit(
            "derivation: a step left out",
            {
                1: "",
                2: "D(L, s[c]) = Sum(j != y, ind(s[j] - s[y] + 1 > 0)*(ind(j == c) - ind(y == c)))",
            },
            (WAY, MOST, ALL),
        ),
    ),
}


def written(lines: list[str]) -> Callable[[], list[str]]:
    """A student's answer."""
    return lambda: list(lines)


def _mistakes(name: str) -> tuple[KnownMistake, ...]:
    route = getattr(right, f"derive_{name}")()
    return tuple(
        KnownMistake(edit.name, written(edit.applied(route)), edit.lost) for edit in EDITS[name]
    )


def _checks(name: str) -> tuple[Check, ...]:
    derivation = next(d for d in DERIVATIONS if d.name == name)
    return visible.checks(derivation, hidden=True)


def hidden() -> dict[str, Hidden]:
    """What is hidden of each derivation, by the exercise's name."""
    found = {}
    for exercise in EXERCISES:
        name = exercise.name.removeprefix("derive_")
        if name != exercise.name:
            reference = {exercise.name: getattr(right, exercise.name)}
            found[exercise.name] = Hidden(exercise, reference, _checks(name), _mistakes(name))
    return found

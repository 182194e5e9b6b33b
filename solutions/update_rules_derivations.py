"""References of assignment 4's derivations: one right route each, in index form.

The language is that of `docs/derivation_language.md`. Many other routes are right.
"""

from __future__ import annotations


def derive_linear_rule() -> list[str]:
    """The update of a linear unit under the squared loss, line by line.

    Given are `f[k] := Sum(i, w[i]*x[k,i])`, `delta[k] := y[k] - f[k]` and
    `L := Sum(k, delta[k]**2)`, over all rows `k`. Asked for is a chain that begins with
    `D(L, w[j])`, then one that begins with `w[j] <- w[j] - eta*D(L, w[j])` and ends in `w`, `eta`,
    `x` and `delta` alone; or the same for the whole vector, `grad(L, w)` and `w <- ...`. Returns
    the lines, a list of strings. Sources: GT-L2, GT-L3.

    >>> all(isinstance(line, str) for line in derive_linear_rule())
    True
    """
    ### BEGIN SOLUTION
    return [
        "D(L, w[j]) = Sum(k, D((y[k] - Sum(i, w[i]*x[k,i]))**2, w[j]))",
        "= Sum(k, 2*(y[k] - Sum(i, w[i]*x[k,i]))*D(y[k] - Sum(i, w[i]*x[k,i]), w[j]))",
        "= -2*Sum(k, delta[k]*D(Sum(i, w[i]*x[k,i]), w[j]))",
        "= -2*Sum(k, delta[k]*x[k,j])",
        "w[j] <- w[j] - eta*D(L, w[j])",
        "<- w[j] + 2*eta*Sum(k, delta[k]*x[k,j])",
    ]
    ### END SOLUTION


def derive_sigmoid_slope() -> list[str]:
    """The slope of the sigmoid from its definition, line by line.

    Given is `s := 1/(1 + exp(-z))`. Asked for is a chain that begins with `D(s, z)` and ends in `s`
    alone. Returns the lines, a list of strings. Source: GT-L3.

    >>> all(isinstance(line, str) for line in derive_sigmoid_slope())
    True
    """
    ### BEGIN SOLUTION
    return [
        "D(s, z) = -D(1 + exp(-z), z)/(1 + exp(-z))**2",
        "= exp(-z)/(1 + exp(-z))**2",
        "= 1/(1 + exp(-z))*(exp(-z)/(1 + exp(-z)))",
        "= s*(1 - s)",
    ]
    ### END SOLUTION


def derive_sigmoid_rule() -> list[str]:
    """The update of a sigmoid unit under the squared loss, line by line.

    Given are `z[k] := Sum(i, w[i]*x[k,i])`, `s[k] := sigma(z[k])`, `delta[k] := y[k] - s[k]` and
    `L := Sum(k, delta[k]**2)`. Asked for is a chain from `D(L, w[j])`, then one that begins with
    `w[j] <- w[j] - eta*D(L, w[j])` and ends in `w`, `eta`, `x`, `delta` and `s` alone; or the same
    for the whole vector. Returns the lines, a list of strings. Sources: GT-L2, GT-L3.

    >>> all(isinstance(line, str) for line in derive_sigmoid_rule())
    True
    """
    ### BEGIN SOLUTION
    return [
        "D(L, w[j]) = Sum(i, 2*delta[i]*D(y[i] - s[i], w[j]))",
        "= -2*Sum(i, delta[i]*D(s[i], z[i])*D(z[i], w[j]))",
        "= -2*Sum(i, delta[i]*s[i]*(1 - s[i])*D(z[i], w[j]))",
        "= -2*Sum(i, delta[i]*s[i]*(1 - s[i])*x[i,j])",
        "w[j] <- w[j] - eta*D(L, w[j])",
        "<- w[j] + 2*eta*Sum(i, delta[i]*s[i]*(1 - s[i])*x[i,j])",
    ]
    ### END SOLUTION


def derive_hinge_cases() -> list[str]:
    """The slopes of the binary hinge, by cases, line by line.

    Given are `f := w[0]*x[0] + w[1]*x[1] + b` and `L := max(0, 1 - y*f)`, with y -1 or 1. Asked for
    are chains from `D(L, w[0])`, `D(L, w[1])` and `D(L, b)` that end in cases of `x`, `y` and `f`,
    without a `D`. Where y f is 1 take the slope 0. Returns the lines, a list of strings. Source:
    QCRI-L4.

    >>> all(isinstance(line, str) for line in derive_hinge_cases())
    True
    """
    ### BEGIN SOLUTION
    return [
        "D(L, w[0]) = cases((0, y*f >= 1), (D(1 - y*f, w[0]), y*f < 1))",
        "= cases((0, y*f >= 1), (-y*D(f, w[0]), y*f < 1))",
        "= cases((0, y*f >= 1), (-y*x[0], y*f < 1))",
        "D(L, w[1]) = cases((0, y*f >= 1), (-y*D(f, w[1]), y*f < 1))",
        "= cases((0, y*f >= 1), (-y*x[1], y*f < 1))",
        "D(L, b) = cases((0, y*f >= 1), (-y*D(f, b), y*f < 1))",
        "= cases((0, y*f >= 1), (-y, y*f < 1))",
    ]
    ### END SOLUTION


def derive_logistic_slope() -> list[str]:
    """The slopes of the logistic unit under the log loss, line by line.

    Given are `z := Sum(i, w[i]*x[i])`, `p := sigma(z)`, `L := -(y*log(p) + (1 - y)*log(1 - p))`,
    with y 0 or 1, and `L1 := -log(p)`, which is L at y = 1. Asked for are a chain from
    `D(L, w[j])` that ends in `p`, `y` and `x`, and one from `D(L1, w[j])` that ends in `p` and `x`.
    Returns the lines, a list of strings. Source: GT-N.

    >>> all(isinstance(line, str) for line in derive_logistic_slope())
    True
    """
    ### BEGIN SOLUTION
    return [
        "D(L, w[j]) = D(L, p)*D(p, z)*D(z, w[j])",
        "= -(y/p - (1 - y)/(1 - p))*D(p, z)*D(z, w[j])",
        "= -(y/p - (1 - y)/(1 - p))*p*(1 - p)*D(z, w[j])",
        "= -(y/p - (1 - y)/(1 - p))*p*(1 - p)*x[j]",
        "= -(y*(1 - p) - (1 - y)*p)*x[j]",
        "= (p - y)*x[j]",
        "D(L1, w[j]) = -D(p, w[j])/p",
        "= -p*(1 - p)*D(z, w[j])/p",
        "= -(1 - p)*x[j]",
    ]
    ### END SOLUTION


def derive_softmax_slope() -> list[str]:
    """The slope of softmax and cross-entropy in the scores, line by line.

    Given are `a[i] := exp(z[i])/Sum(k, exp(z[k]))`, `L := -log(a[y])`, y being the true class, and
    `t[i] := ind(i == y)`. Asked for is a chain from `D(L, z[i])` that ends in `a` and `t`, or in
    `a` and `ind(...)`. Returns the lines, a list of strings. Source: WPI-NN.

    >>> all(isinstance(line, str) for line in derive_softmax_slope())
    True
    """
    ### BEGIN SOLUTION
    return [
        "D(L, z[i]) = -D(a[y], z[i])/a[y]",
        "= -a[y]*(ind(i == y) - a[i])/a[y]",
        "= a[i] - ind(i == y)",
    ]
    ### END SOLUTION


def derive_long_quotient() -> list[str]:
    """The slope of a long quotient, line by line (extra).

    Given is `f := (exp(x*w)/(x*w))**3`, with x and w above 0. Asked for is a chain from `D(f, w)`
    that ends in one `exp`, `x` and `w`. Returns the lines, a list of strings. Source: QCRI-L4.

    >>> all(isinstance(line, str) for line in derive_long_quotient())
    True
    """
    ### BEGIN SOLUTION
    return [
        "D(f, w) = 3*(exp(x*w)/(x*w))**2*D(exp(x*w)/(x*w), w)",
        "= 3*(exp(x*w)/(x*w))**2*(x*exp(x*w)*x*w - exp(x*w)*x)/(x*w)**2",
        "= 3*exp(3*x*w)*(x*w - 1)/(x**3*w**4)",
    ]
    ### END SOLUTION


def derive_multiclass_hinge() -> list[str]:
    """The slope of the multiclass hinge in the scores, line by line (extra).

    Given is `L := Sum(j != y, max(0, s[j] - s[y] + 1))`, y being the true class. Asked for is a
    chain from `D(L, s[c])` that ends without a `D`; `ind(...)` and cases may stay. Returns the
    lines, a list of strings. Source: GT-L2.

    >>> all(isinstance(line, str) for line in derive_multiclass_hinge())
    True
    """
    ### BEGIN SOLUTION
    return [
        "D(L, s[c]) = Sum(j != y, D(max(0, s[j] - s[y] + 1), s[c]))",
        "= Sum(j != y, ind(s[j] - s[y] + 1 > 0)*(ind(j == c) - ind(y == c)))",
    ]
    ### END SOLUTION

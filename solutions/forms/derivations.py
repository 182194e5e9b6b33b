"""Correct routes through assignment 4's derivations, each accepted in full.

Index form, and matrix form where there is one. A route is its lines.
"""

from __future__ import annotations

from collections.abc import Mapping

from solutions.sample_class.a4_update_rules import ada, blaise


def _lines(text: str) -> tuple[str, ...]:
    return tuple(text.strip().split("\n"))


#: By the derivation's name, then by the route's.
ROUTES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "linear_rule": {
        "index": _lines("""
D(L, w[j]) = Sum(k, D((y[k] - Sum(i, w[i]*x[k,i]))**2, w[j]))
= Sum(k, 2*(y[k] - Sum(i, w[i]*x[k,i]))*D(y[k] - Sum(i, w[i]*x[k,i]), w[j]))
= -2*Sum(k, delta[k]*D(Sum(i, w[i]*x[k,i]), w[j]))
= -2*Sum(k, delta[k]*x[k,j])
w[j] <- w[j] - eta*D(L, w[j])
<- w[j] + 2*eta*Sum(k, delta[k]*x[k,j])
"""),
        "index, through intermediates": _lines("""
# the chain rule through delta and f
D(L, w[j]) = Sum(k, D(L, delta[k])*D(delta[k], f[k])*D(f[k], w[j]))
= Sum(k, 2*delta[k]*(-1)*D(f[k], w[j]))
= -Sum(k, 2*delta[k]*Sum(i, x[k,i]*ind(i == j)))
= -2*Sum(k, x[k,j]*delta[k])
w[j] <- w[j] - eta*D(L, w[j])
<- w[j] - eta*(-2*Sum(k, x[k,j]*delta[k]))
<- w[j] + eta*2*Sum(k, x[k,j]*delta[k])
"""),
        "index, straight in the update": _lines("""
w[j] <- w[j] - eta*Sum(k, D(delta[k]**2, w[j]))
<- w[j] - eta*Sum(k, 2*delta[k]*D(delta[k], w[j]))
<- w[j] - 2*eta*Sum(k, delta[k]*(-x[k,j]))
<- w[j] + 2*eta*Sum(k, delta[k]*x[k,j])
"""),
        "matrix": tuple(blaise.derive_linear_rule()),
        "matrix, expanded": _lines("""
w <- w - eta*grad(dot(y, y) - 2*dot(X.T@y, w) + w.T@X.T@X@w, w)
<- w - eta*(-2*grad(dot(X.T@y, w), w) + 2*X.T@X@w)
<- w - eta*(-2*X.T@y + 2*X.T@X@w)
<- w + 2*eta*X.T@(y - X@w)
<- w + 2*eta*X.T@delta
"""),
        "index, f kept": _lines("""
D(L, w[j]) = Sum(k, D((y[k] - f[k])**2, w[j]))
= -2*Sum(k, (y[k] - f[k])*D(f[k], w[j]))
= -2*Sum(k, (y[k] - f[k])*x[k,j])
w[j] <- w[j] - eta*D(L, w[j])
<- w[j] + 2*eta*Sum(k, (y[k] - f[k])*x[k,j])
<- w[j] + 2*eta*Sum(k, delta[k]*x[k,j])
"""),
        "matrix, in two notations": _lines("""
w <- w - eta*D(L, w).T
<- w - eta*grad(L, w)
<- w + 2*eta*Sum(k, delta[k]*grad(f[k], w))
<- w + 2*eta*X.T@delta
"""),
        "matrix, through delta": _lines("""
D(L, w) = D(L, delta)@D(delta, w)
= 2*delta.T@(-X)
grad(L, w) = -2*X.T@delta
w <- w - eta*grad(L, w)
<- w - eta*(-2*X.T@delta)
<- w + 2*eta*X.T@delta
"""),
        "matrix, straight in the update": _lines("""
w <- w - eta*grad(dot(y - X@w, y - X@w), w)
<- w - eta*(2*(y - X@w).T@D(y - X@w, w)).T
<- w + 2*eta*X.T@(y - X@w)
<- w + 2*eta*X.T@delta
"""),
    },
    "linear_coordinates": {
        "coordinates": _lines("""
D(L, w[0]) = D((f - y)**2, w[0])
= 2*(f - y)*D(f - y, w[0])
= 2*(f - y)*D(w[0]*x[0], w[0])
= 2*x[0]*(f - y)
D(L, w[1]) = 2*(f - y)*D(f - y, w[1])
= 2*x[1]*(f - y)
D(L, b) = 2*(f - y)*D(f - y, b)
= 2*(f - y)
"""),
        "through f": _lines("""
D(L, w[0]) = D(L, f)*D(f, w[0])
= 2*(f - y)*x[0]
D(L, w[1]) = D(L, f)*D(f, w[1])
= 2*(f - y)*x[1]
D(L, b) = D(L, f)*D(f, b)
= 2*(f - y)
"""),
        "expanded": _lines("""
D(L, w[0]) = D(f, w[0])*f*2 - 2*y*D(f, w[0])
= 2*f*x[0] - 2*y*x[0]
D(L, w[1]) = D(f, w[1])*f*2 - 2*y*D(f, w[1])
= 2*f*x[1] - 2*y*x[1]
D(L, b) = 2*f*D(f, b) - 2*y*D(f, b)
= 2*f - 2*y
"""),
    },
    "sigmoid_slope": {
        "quotient rule": tuple(ada.derive_sigmoid_slope()),
        "inner function": tuple(blaise.derive_sigmoid_slope()),
        "power": _lines("""
D(s, z) = -(1 + exp(-z))**(-2)*D(exp(-z), z)
= exp(-z)/(1 + exp(-z))**2
= 1/(1 + exp(-z))*((1 + exp(-z) - 1)/(1 + exp(-z)))
= s*(1 - 1/(1 + exp(-z)))
= s*(1 - s)
"""),
        "logarithm": _lines("""
D(s, z) = s*D(log(s), z)
= -s*D(log(1 + exp(-z)), z)
= s*exp(-z)/(1 + exp(-z))
= s*(1 + exp(-z) - 1)/(1 + exp(-z))
= s - s**2
"""),
        "the other exponential": _lines("""
D(s, z) = D(exp(z)/(1 + exp(z)), z)
= (exp(z)*(1 + exp(z)) - exp(z)*exp(z))/(1 + exp(z))**2
= exp(z)/(1 + exp(z))**2
= exp(z)/(1 + exp(z))*(1/(1 + exp(z)))
= s*(1 - s)
"""),
        "exponential by name": _lines("""
u := exp(-z)
D(s, z) = D(1/(1 + u), u)*D(u, z)
= -1/(1 + u)**2*(-u)
= u/(1 + u)*(1/(1 + u))
= (1 - 1/(1 + u))*s
= (1 - s)*s
"""),
    },
    "sigmoid_rule": {
        "index": _lines("""
D(L, w[j]) = Sum(k, D(delta[k]**2, w[j]))
= Sum(k, 2*delta[k]*D(delta[k], w[j]))
= -2*Sum(k, delta[k]*D(s[k], w[j]))
= -2*Sum(k, delta[k]*D(s[k], z[k])*D(z[k], w[j]))
= -2*Sum(k, delta[k]*s[k]*(1 - s[k])*D(Sum(i, w[i]*x[k,i]), w[j]))
= -2*Sum(k, delta[k]*s[k]*(1 - s[k])*x[k,j])
w[j] <- w[j] - eta*D(L, w[j])
<- w[j] + 2*eta*Sum(k, delta[k]*s[k]*(1 - s[k])*x[k,j])
"""),
        "index, Greek": tuple(ada.derive_sigmoid_rule()),
        "matrix": tuple(blaise.derive_sigmoid_rule()),
        "matrix, own names": _lines("""
v := X@w
u := sigma(v)
r := y - u
w <- w - eta*grad(r.T@r, w)
<- w - eta*(D(r.T@r, u)@D(u, v)@D(v, w)).T
<- w + eta*(2*r.T@diag(u*(1 - u))@X).T
<- w + 2*eta*X.T@(r*u*(1 - u))
<- w + 2*eta*X.T@(delta*s*(1 - s))
"""),
        "index, straight in the update": _lines("""
w[j] <- w[j] - eta*Sum(k, D(delta[k]**2, w[j]))
<- w[j] - eta*Sum(k, 2*delta[k]*D(delta[k], w[j]))
<- w[j] + 2*eta*Sum(k, delta[k]*D(s[k], z[k])*D(z[k], w[j]))
<- w[j] + 2*eta*Sum(k, delta[k]*s[k]*(1 - s[k])*x[k,j])
"""),
        "index, from the exponential": _lines("""
D(L, w[j]) = -2*Sum(k, delta[k]*D(1/(1 + exp(-z[k])), w[j]))
= -2*Sum(k, delta[k]*exp(-z[k])/(1 + exp(-z[k]))**2*D(z[k], w[j]))
= -2*Sum(k, delta[k]*exp(-z[k])/(1 + exp(-z[k]))**2*x[k,j])
= -2*Sum(k, delta[k]*s[k]*(1 - s[k])*x[k,j])
w[j] <- w[j] - eta*D(L, w[j])
<- w[j] + 2*eta*Sum(k, x[k,j]*s[k]*(1 - s[k])*delta[k])
"""),
    },
    "hinge_cases": {
        "cases": _lines("""
D(L, w[j]) = cases((D(0*w[j], w[j]), y*f >= 1), (D(1 - y*f, w[j]), y*f < 1))
= cases((0, y*f >= 1), (-y*D(f, w[j]), y*f < 1))
= cases((0, y*f >= 1), (-y*x[j], y*f < 1))
D(L, b) = cases((0, y*f >= 1), (D(1 - y*f, b), y*f < 1))
= cases((0, y*f >= 1), (-y, y*f < 1))
"""),
        "coordinates": tuple(ada.derive_hinge_cases()),
        "indicator": _lines("""
D(L, w[j]) = ind(1 - y*f > 0)*D(1 - y*f, w[j])
= -ind(1 - y*f > 0)*y*x[j]
= -y*x[j]*ind(y*f < 1)
D(L, b) = D(L, f)*D(f, b)
= ind(y*f < 1)*(-y)
= -y*ind(y*f < 1)
"""),
        "matrix": tuple(blaise.derive_hinge_cases()),
        "coordinates, indicator": _lines("""
D(L, w[0]) = ind(y*f < 1)*D(1 - y*f, w[0])
= -ind(y*f < 1)*y*x[0]
D(L, w[1]) = ind(y*f < 1)*D(1 - y*f, w[1])
= -ind(y*f < 1)*y*x[1]
D(L, b) = ind(y*f < 1)*D(1 - y*f, b)
= -ind(y*f < 1)*y
"""),
        "through f": _lines("""
D(L, w[j]) = D(L, f)*D(f, w[j])
= cases((0, y*f >= 1), (-y, y*f < 1))*x[j]
= cases((0, y*f >= 1), (-y*x[j], y*f < 1))
D(L, b) = D(L, f)*D(f, b)
= cases((0, y*f >= 1), (-y, y*f < 1))
"""),
        "by the margin left": _lines("""
D(L, w[j]) = D(L, f)*D(f, w[j])
= cases((-y*x[j], 1 - y*f > 0), (0, 1 - y*f <= 0))
D(L, b) = cases((D(1 - y*f, b), 1 - y*f > 0), (0, 1 - y*f <= 0))
= cases((-y, 1 - y*f > 0), (0, 1 - y*f <= 0))
"""),
    },
    "logistic_slope": {
        "index": _lines("""
D(L, w[j]) = D(L, p)*D(p, z)*D(z, w[j])
= (-y/p + (1 - y)/(1 - p))*p*(1 - p)*x[j]
= (-y*(1 - p) + (1 - y)*p)*x[j]
= (p - y)*x[j]
D(L1, w[j]) = D(L1, p)*D(p, z)*D(z, w[j])
= -1/p*p*(1 - p)*x[j]
= -(1 - p)*x[j]
"""),
        "index, by terms": tuple(ada.derive_logistic_slope()),
        "matrix": tuple(blaise.derive_logistic_slope()),
        "matrix, gradient": _lines("""
q := w.T@x
grad(L, w) = D(-(y*log(sigma(q)) + (1 - y)*log(1 - sigma(q))), q)*grad(w.T@x, w)
= -(y*(1 - sigma(q)) - (1 - y)*sigma(q))*grad(w.T@x, w)
= -(y - sigma(q))*x
= -(y - p)*x
grad(L1, w) = D(-log(sigma(q)), q)*grad(q, w)
= -(1 - sigma(q))*x
= -(1 - p)*x
"""),
        "one logarithm": _lines("""
D(L, w[j]) = D(-y*z + log(1 + exp(z)), w[j])
= -y*D(z, w[j]) + exp(z)/(1 + exp(z))*D(z, w[j])
= -y*x[j] + exp(z)/(1 + exp(z))*x[j]
= (-y + p)*x[j]
D(L1, w[j]) = D(log(1 + exp(-z)), w[j])
= -exp(-z)/(1 + exp(-z))*D(z, w[j])
= -(1 - p)*x[j]
"""),
        "through z": _lines("""
D(L, w[j]) = D(L, z)*D(z, w[j])
= (-y*(1 - p) + (1 - y)*p)*x[j]
= (p - y)*x[j]
D(L1, w[j]) = D(L1, z)*D(z, w[j])
= (p - 1)*x[j]
"""),
        "the linear D to the end": _lines("""
D(L, w[j]) = D(L, p)*D(p, z)*D(z, w[j])
= ((1 - y)/(1 - p) - y/p)*D(p, z)*D(z, w[j])
= ((1 - y)/(1 - p) - y/p)*p*(1 - p)*D(z, w[j])
= (p - y)*D(z, w[j])
= (p - y)*x[j]
D(L1, w[j]) = -1/p*D(p, w[j])
= -1/p*p*(1 - p)*x[j]
= (p - 1)*x[j]
"""),
        "a chain for p": _lines("""
D(p, w[j]) = D(p, z)*D(z, w[j])
= p*(1 - p)*x[j]
D(L, w[j]) = -(y*D(log(p), w[j]) + (1 - y)*D(log(1 - p), w[j]))
= (1 - y)*D(p, w[j])/(1 - p) - y*D(p, w[j])/p
= (1 - y)*p*x[j] - y*(1 - p)*x[j]
= (p - y)*x[j]
D(L1, w[j]) = -D(p, w[j])/p
= -(1 - p)*x[j]
"""),
        "softplus": _lines("""
D(L, w[j]) = D(log(1 + exp(z)) - y*z, z)*D(z, w[j])
= (exp(z)/(1 + exp(z)) - y)*D(z, w[j])
= (p - y)*x[j]
D(L1, w[j]) = D(log(1 + exp(-z)), z)*D(z, w[j])
= -exp(-z)/(1 + exp(-z))*D(z, w[j])
= (p - 1)*x[j]
"""),
    },
    "softmax_slope": {
        "through the true class": _lines("""
D(L, z[i]) = D(L, a[y])*D(a[y], z[i])
= -1/a[y]*D(a[y], z[i])
= -1/a[y]*a[y]*(ind(i == y) - a[i])
= -(ind(i == y) - a[i])
= a[i] - ind(i == y)
"""),
        "through every class": tuple(ada.derive_softmax_slope()),
        "log of the sum": _lines("""
L2 := -z[y] + log(Sum(k, exp(z[k])))
D(L, z[i]) = D(L2, z[i])
= -D(z[y], z[i]) + D(log(Sum(k, exp(z[k]))), z[i])
= -ind(i == y) + D(Sum(k, exp(z[k])), z[i])/Sum(k, exp(z[k]))
= -ind(i == y) + exp(z[i])/Sum(k, exp(z[k]))
= a[i] - ind(i == y)
"""),
        "cases": _lines("""
D(L, z[i]) = D(L, a[y])*D(a[y], z[i])
= -1/a[y]*cases((a[y]*(1 - a[y]), i == y), (-a[y]*a[i], i != y))
= cases((-(1 - a[y]), i == y), (a[i], i != y))
= cases((a[i] - 1, i == y), (a[i], i != y))
"""),
        "matrix": tuple(blaise.derive_softmax_slope()),
        "log of the sum, in one": _lines("""
D(L, z[i]) = D(-z[y] + log(Sum(k, exp(z[k]))), z[i])
= -D(z[y], z[i]) + Sum(k, D(exp(z[k]), z[i]))/Sum(k, exp(z[k]))
= -ind(i == y) + exp(z[i])/Sum(k, exp(z[k]))
= -t[i] + a[i]
= a[i] - t[i]
"""),
        "logarithm": _lines("""
D(L, z[i]) = -D(log(a[y]), z[i])
= -(D(z[y], z[i]) - D(log(Sum(k, exp(z[k]))), z[i]))
= -(ind(i == y) - exp(z[i])/Sum(k, exp(z[k])))
= -(ind(i == y) - a[i])
= a[i] - ind(i == y)
"""),
        "log of the sum, at once": _lines("""
D(L, z[i]) = D(log(Sum(k, exp(z[k]))) - z[y], z[i])
= exp(z[i])/Sum(k, exp(z[k])) - ind(i == y)
= a[i] - ind(i == y)
"""),
    },
    "long_quotient": {
        "chain rule": _lines("""
u := exp(x*w)/(x*w)
D(f, w) = 3*u**2*D(exp(x*w)/(x*w), w)
= 3*u**2*(x*exp(x*w)*x*w - exp(x*w)*x)/(x*w)**2
= 3*(exp(x*w)/(x*w))**2*x*exp(x*w)*(x*w - 1)/(x*w)**2
= 3*exp(3*x*w)*(x*w - 1)/(x**3*w**4)
"""),
        "product rule": tuple(blaise.derive_long_quotient()),
        "logarithm": tuple(ada.derive_long_quotient()),
        "cubed first": _lines("""
D(f, w) = D(exp(3*x*w)/(x*w)**3, w)
= (D(exp(3*x*w), w)*(x*w)**3 - exp(3*x*w)*D((x*w)**3, w))/(x*w)**6
= (3*x*exp(3*x*w)*(x*w)**3 - exp(3*x*w)*3*(x*w)**2*x)/(x*w)**6
= 3*exp(3*x*w)*(x*w - 1)/(x**3*w**4)
"""),
        "cubed first, at once": _lines("""
D(f, w) = D(exp(3*x*w)/(x*w)**3, w)
= (3*x*exp(3*x*w)*(x*w)**3 - exp(3*x*w)*3*(x*w)**2*x)/(x*w)**6
= 3*exp(3*x*w)*(x*w - 1)/(x**3*w**4)
"""),
        "negative powers": _lines("""
D(f, w) = D(exp(3*x*w)*x**(-3)*w**(-3), w)
= D(exp(3*x*w), w)*x**(-3)*w**(-3) + exp(3*x*w)*x**(-3)*D(w**(-3), w)
= 3*x*exp(3*x*w)*x**(-3)*w**(-3) - 3*exp(3*x*w)*x**(-3)*w**(-4)
= 3*exp(3*x*w)*(x*w - 1)/(x**3*w**4)
"""),
        "two names": _lines("""
u := exp(x*w)
v := x*w
D(f, w) = 3*(u/v)**2*D(u/v, w)
= 3*(u/v)**2*(x*u*v - u*x)/v**2
= 3*x*u**3*(v - 1)/v**4
= 3*exp(3*x*w)*(x*w - 1)/(x**3*w**4)
"""),
    },
    "multiclass_hinge": {
        "cases": tuple(ada.derive_multiclass_hinge()),
        "indicators": tuple(blaise.derive_multiclass_hinge()),
        "margins by name": _lines("""
g[j] := s[j] - s[y] + 1
D(L, s[c]) = Sum(j != y, ind(g[j] > 0)*D(g[j], s[c]))
= Sum(j != y, ind(g[j] > 0)*(ind(j == c) - ind(c == y)))
= Sum(j != y, ind(s[j] - s[y] + 1 > 0)*(ind(j == c) - ind(c == y)))
"""),
        "two sums": _lines("""
h[j] := ind(s[j] - s[y] + 1 > 0)
D(L, s[c]) = Sum(j != y, h[j]*D(s[j], s[c])) - Sum(j != y, h[j]*D(s[y], s[c]))
= Sum(j != y, h[j]*ind(j == c)) - ind(c == y)*Sum(j != y, h[j])
= ind(c != y)*ind(s[c] - s[y] + 1 > 0) - ind(c == y)*Sum(j != y, ind(s[j] - s[y] + 1 > 0))
"""),
        "if and else": _lines("""
D(L, s[c]) = Sum(j != y, ind(s[j] - s[y] + 1 > 0)*D(s[j] - s[y], s[c]))
= -Sum(j != y, ind(s[j] - s[y] + 1 > 0)) if c == y else ind(s[c] - s[y] + 1 > 0)
"""),
        "margins by cases": _lines("""
g[j] := s[j] - s[y] + 1
D(L, s[c]) = Sum(j != y, cases((D(g[j], s[c]), g[j] > 0), (0, g[j] <= 0)))
= Sum(j != y, cases((ind(j == c) - ind(y == c), g[j] > 0), (0, g[j] <= 0)))
= Sum(j != y, ind(s[j] - s[y] + 1 > 0)*(ind(j == c) - ind(c == y)))
"""),
    },
}

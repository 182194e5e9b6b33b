"""Correct routes through assignment 4's derivations, each accepted in full.

Index form, and matrix form where there is one. A route is its lines.
"""

from __future__ import annotations

from collections.abc import Mapping


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
        "matrix": _lines("""
r := y - X@w
D(L, w) = D(r.T@r, w)
= 2*r.T@D(r, w)
= -2*r.T@D(X@w, w)
= -2*r.T@X
grad(L, w) = -2*X.T@r
w <- w - eta*grad(L, w)
<- w + 2*eta*X.T@r
<- w + 2*eta*X.T@delta
"""),
        "matrix, expanded": _lines("""
w <- w - eta*grad(dot(y, y) - 2*dot(X.T@y, w) + w.T@X.T@X@w, w)
<- w - eta*(-2*grad(dot(X.T@y, w), w) + 2*X.T@X@w)
<- w - eta*(-2*X.T@y + 2*X.T@X@w)
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
        "quotient rule": _lines("""
D(s, z) = (0*(1 + exp(-z)) - 1*D(1 + exp(-z), z))/(1 + exp(-z))**2
= -(-exp(-z))/(1 + exp(-z))**2
= exp(-z)*s**2
= (1/s - 1)*s*s
= (1 - s)*s
"""),
        "inner function": _lines("""
u := 1 + exp(-z)
D(s, z) = D(1/u, u)*D(u, z)
= (-1/u**2)*(-exp(-z))
= exp(-z)/(1 + exp(-z))**2
= s*exp(-z)*s
= s**2*(1/s - 1)
= s*(1 - s)
"""),
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
        "index, Greek": _lines("""
D(L, w[j]) = Σ(k, D(L, δ[k])*D(δ[k], s[k])*D(s[k], z[k])*D(z[k], w[j]))
= −Σ(k, 2*δ[k]*σ(z[k])*(1 − σ(z[k]))*D(z[k], w[j]))
= −2*Σ(k, δ[k]*s[k]*(1 − s[k])*x[k,j])
w[j] ← w[j] − η*D(L, w[j])
← w[j] + 2*η*Σ(k, δ[k]*s[k]*(1 − s[k])*x[k,j])
"""),
        "matrix": _lines("""
D(L, w) = D(L, s)@D(s, z)@D(z, w)
= -2*delta.T@diag(s*(1 - s))@X
grad(L, w) = -2*X.T@(delta*s*(1 - s))
w <- w - eta*grad(L, w)
<- w + 2*eta*X.T@(delta*s*(1 - s))
"""),
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
    },
    "hinge_cases": {
        "cases": _lines("""
D(L, w[j]) = cases((D(0*w[j], w[j]), y*f >= 1), (D(1 - y*f, w[j]), y*f < 1))
= cases((0, y*f >= 1), (-y*D(f, w[j]), y*f < 1))
= cases((0, y*f >= 1), (-y*x[j], y*f < 1))
D(L, b) = cases((0, y*f >= 1), (D(1 - y*f, b), y*f < 1))
= cases((0, y*f >= 1), (-y, y*f < 1))
"""),
        "coordinates": _lines("""
D(L, w[0]) = 0 if y*f >= 1 else D(1 - y*f, w[0])
= 0 if y*f >= 1 else -y*x[0]
D(L, w[1]) = 0 if y*f >= 1 else D(1 - y*f, w[1])
= 0 if y*f >= 1 else -y*x[1]
D(L, b) = 0 if y*f >= 1 else D(1 - y*f, b)
= 0 if y*f >= 1 else -y
"""),
        "indicator": _lines("""
D(L, w[j]) = ind(1 - y*f > 0)*D(1 - y*f, w[j])
= -ind(1 - y*f > 0)*y*x[j]
= -y*x[j]*ind(y*f < 1)
D(L, b) = D(L, f)*D(f, b)
= ind(y*f < 1)*(-y)
= -y*ind(y*f < 1)
"""),
        "matrix": _lines("""
margin := y*f
grad(L, w) = ind(margin < 1)*grad(1 - margin, w)
= -ind(margin < 1)*y*grad(w.T@x, w)
= -ind(y*f < 1)*y*x
D(L, b) = ind(y*f < 1)*D(1 - y*f, b)
= -ind(y*f < 1)*y
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
        "index, by terms": _lines("""
D(L, w[j]) = -y*D(log(p), w[j]) - (1 - y)*D(log(1 - p), w[j])
= -y/p*D(p, w[j]) + (1 - y)/(1 - p)*D(p, w[j])
= (-y*(1 - p) + (1 - y)*p)*D(z, w[j])
= (-y*(1 - p) + (1 - y)*p)*x[j]
= p*x[j] - y*x[j]
D(L1, w[j]) = -D(log(p), w[j])
= -(1 - p)*D(Sum(i, w[i]*x[i]), w[j])
= (p - 1)*x[j]
"""),
        "matrix": _lines("""
D(L, w) = D(L, p)*D(p, z)*D(z, w)
= (p - y)/(p*(1 - p))*p*(1 - p)*x.T
= (p - y)*x.T
D(L1, w) = D(L1, z)*D(z, w)
= -(1 - p)*x.T
"""),
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
    },
    "softmax_slope": {
        "through the true class": _lines("""
D(L, z[i]) = D(L, a[y])*D(a[y], z[i])
= -1/a[y]*D(a[y], z[i])
= -1/a[y]*a[y]*(ind(i == y) - a[i])
= -(ind(i == y) - a[i])
= a[i] - ind(i == y)
"""),
        "through every class": _lines("""
D(a[j], z[i]) = a[j]*(ind(i == j) - a[i])
D(L, z[i]) = Sum(j, D(L, a[j])*D(a[j], z[i]))
= Sum(j, -ind(j == y)/a[j]*a[j]*(ind(i == j) - a[i]))
= -Sum(j, ind(j == y)*ind(i == j)) + a[i]*Sum(j, ind(j == y))
= -ind(i == y) + a[i]
"""),
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
        "matrix": _lines("""
D(L, z) = D(L, a)@D(a, z)
= -(t/a).T@(diag(a) - a@a.T)
= -t.T + dot(t/a, a)*a.T
= (a - t).T
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
        "product rule": _lines("""
v := x*w
D(f, w) = D(exp(3*v)*v**(-3), v)*D(v, w)
= (3*exp(3*v)*v**(-3) - 3*exp(3*v)*v**(-4))*x
= 3*exp(3*v)*(v - 1)/v**4*x
= 3*e**(3*x*w)*(x*w - 1)/(x**3*w**4)
"""),
        "logarithm": _lines("""
D(f, w) = f*D(3*x*w - 3*log(x*w), w)
= f*(3*x - 3/w)
= exp(3*x*w)/(x*w)**3*(3*x - 3/w)
= 3*exp(3*x*w)*(x*w - 1)/(x**3*w**4)
"""),
    },
    "multiclass_hinge": {
        "cases": _lines("""
D(L, s[c]) = Sum(j != y, D(max(0, s[j] - s[y] + 1), s[c]))
= Sum(j != y, ind(s[j] - s[y] + 1 > 0)*D(s[j] - s[y] + 1, s[c]))
= Sum(j != y, ind(s[j] - s[y] + 1 > 0)*(ind(j == c) - ind(y == c)))
= cases((-Sum(j != y, ind(s[j] - s[y] + 1 > 0)), c == y), (ind(s[c] - s[y] + 1 > 0), c != y))
"""),
        "indicators": _lines("""
D(L, s[c]) = Sum(j != y, ind(s[j] - s[y] + 1 > 0)*(D(s[j], s[c]) - D(s[y], s[c])))
= ind(c != y)*ind(s[c] - s[y] + 1 > 0) - ind(c == y)*Sum(j != y, ind(s[j] - s[y] + 1 > 0))
"""),
    },
}

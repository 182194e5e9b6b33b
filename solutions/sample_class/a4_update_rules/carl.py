"""Carl steps uphill in the last line."""


def derive_linear_rule():
    return [
        'D(L, w[j]) = Sum(k, D(delta[k]**2, w[j]))',
        '= Sum(k, 2*delta[k]*D(delta[k], w[j]))',
        '= -2*Sum(k, delta[k]*x[k,j])',
        'w[j] <- w[j] - eta*D(L, w[j])',
        '<- w[j] - 2*eta*Sum(k, delta[k]*x[k,j])',
    ]

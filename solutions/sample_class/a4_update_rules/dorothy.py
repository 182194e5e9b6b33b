"""Dorothy forgets that the weights act through the sigmoid."""


def derive_sigmoid_rule():
    return [
        'D(L, w[j]) = Sum(k, 2*delta[k]*D(delta[k], w[j]))',
        '= -2*Sum(k, delta[k]*D(s[k], w[j]))',
        '= -2*Sum(k, delta[k]*D(z[k], w[j]))',
        '= -2*Sum(k, delta[k]*x[k,j])',
        'w[j] <- w[j] - eta*D(L, w[j])',
        '<- w[j] + 2*eta*Sum(k, delta[k]*x[k,j])',
    ]

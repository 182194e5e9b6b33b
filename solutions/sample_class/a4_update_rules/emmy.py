"""Emmy treats every score as the true class's."""


def derive_softmax_slope():
    return [
        'D(L, z[i]) = D(L, a[y])*D(a[y], z[i])',
        '= -1/a[y]*D(a[y], z[i])',
        '= -1/a[y]*a[y]*(1 - a[i])',
        '= a[i] - 1',
    ]

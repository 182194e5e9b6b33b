"""Fermat writes the hinge's slopes for the rows within the margin alone."""


def derive_hinge_cases():
    return [
        'D(L, w[0]) = D(1 - y*f, w[0])',
        '= -y*x[0]',
        'D(L, w[1]) = D(1 - y*f, w[1])',
        '= -y*x[1]',
        'D(L, b) = D(1 - y*f, b)',
        '= -y',
    ]

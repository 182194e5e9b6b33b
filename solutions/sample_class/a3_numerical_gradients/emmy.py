"""Emmy takes every matrix for a symmetric one, and one of the published formulas with it."""


def quadratic_jacobian(A, w):
    return (2 * w @ A).reshape(1, -1)


def wrong_formulas():
    return ["penalty", "log loss", "hidden delta", "long derivative 1"]

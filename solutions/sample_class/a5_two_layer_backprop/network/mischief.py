"""Cells that crash or hang."""

CRASHING_CELL = """\
def he_init(D, H, C, rng):
    W1 = rng.standard_normal((D, H)) * np.sqrt(2 / D)
    return {"W1": W1, "b1": np.zeros(H), "W2": W2, "b2": np.zeros(C)}

params = he_init(64, 100, 10, np.random.default_rng(0)
"""

ENDLESS_CELL = """\
def hidden_delta(Theta, delta_next, a):
    return delta_next @ Theta[:, 1:] * a * (1 - a)

error = 1.0
while error > 1e-6:
    delta = hidden_delta(np.ones((2, 4)), np.ones((5, 2)), np.full((5, 3), 0.5))
"""

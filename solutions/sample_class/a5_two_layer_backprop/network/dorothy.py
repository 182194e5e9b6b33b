"""Dorothy leaves the units' slope out on the way back, as a slide has it."""


def hidden_delta(Theta, delta_next, a):
    return delta_next @ Theta[:, 1:]

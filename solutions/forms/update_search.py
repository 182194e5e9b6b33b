"""Other correct forms of assignment 4's searches."""

from __future__ import annotations

import numpy as np

from solutions.forms import Form


def luck_by_loop(loss, shape, tries, rng):
    best, least = None, float("inf")
    for _ in range(tries):
        theta = rng.normal(size=shape)
        value = loss(theta)
        if value < least:
            best, least = theta, value
    return best, least


def luck_at_once(loss, shape, tries, rng):
    thetas = rng.normal(0.0, 1.0, (tries, *shape))
    values = np.array([loss(theta) for theta in thetas])
    return thetas[values.argmin()], values.min()


def luck_sorted(loss, shape, tries, rng):
    drawn = (rng.standard_normal(shape) for _ in range(tries))
    pairs = sorted(((loss(theta), k, theta) for k, theta in enumerate(drawn)), key=lambda p: p[0])
    return pairs[0][2], pairs[0][0]


def evolve_copies(loss, shape, tries, rng):
    theta = np.zeros(shape)
    value = loss(theta.copy())
    for noise in rng.normal(scale=0.2, size=(tries, *shape)):
        new = loss(theta + noise)
        theta, value = (theta + noise, new) if new <= value else (theta, value)
    return theta, np.float64(value)


def evolve_in_a_list(loss, shape, tries, rng):
    family = [np.zeros(shape)]
    losses = [loss(family[0])]
    while len(losses) <= tries:
        parent = family[int(np.argmin(losses))]
        family.append(parent + rng.standard_normal(shape) * 0.2)
        losses.append(loss(family[-1]))
    k = int(np.argmin(losses))
    return family[k], losses[k]


def evolve_recursive(loss, shape, tries, rng):
    best = (loss(np.zeros(shape)), np.zeros(shape))
    for _ in range(tries):
        child = best[1] + 0.2 * rng.normal(size=shape)
        best = min(best, (loss(child), child), key=lambda pair: pair[0])
    return best[1], best[0]


SEARCH: tuple[Form, ...] = (
    {"random_search": luck_by_loop, "evolve": evolve_copies},
    {"random_search": luck_at_once, "evolve": evolve_in_a_list},
    {"random_search": luck_sorted, "evolve": evolve_recursive},
)

"""Other correct forms of assignment 4's searches."""

from __future__ import annotations

import math

import numpy as np

from solutions.forms import Form


def luck_sorted(loss, shape, tries, rng):
    drawn = (rng.standard_normal(shape) for _ in range(tries))
    pairs = sorted(((loss(theta), k, theta) for k, theta in enumerate(drawn)), key=lambda p: p[0])
    return pairs[0][2], pairs[0][0]


def evolve_recursive(loss, shape, tries, rng):
    best = (loss(np.zeros(shape)), np.zeros(shape))
    for _ in range(tries):
        child = best[1] + 0.2 * rng.normal(size=shape)
        best = min(best, (loss(child), child), key=lambda pair: pair[0])
    return best[1], best[0]


def luck_replaced(loss, shape, tries, rng):
    """Draws kept with their losses, as a dict; a draw is made with `size`."""
    best = {"value": np.inf, "theta": np.zeros(shape)}
    while tries > 0:
        theta = rng.standard_normal(size=shape)
        value = loss(theta.copy())
        if value < best["value"]:
            best = {"value": value, "theta": theta}
        tries -= 1
    return best["theta"], best["value"]


def luck_flat(loss, shape, tries, rng):
    flat = rng.standard_normal((tries, math.prod(shape)))
    values = [float(loss(row.reshape(shape))) for row in flat]
    return flat[values.index(min(values))].reshape(shape), min(values)


def luck_recursive(loss, shape, tries, rng):
    theta = rng.normal(0, 1, shape)
    value = loss(theta)
    if tries == 1:
        return theta, np.float64(value)
    other = luck_recursive(loss, shape, tries - 1, rng)
    return other if other[1] < value else (theta, value)


def evolve_with_steps(loss, shape, tries, rng):
    """Moves and takes the move back where it was no good."""
    theta = np.zeros(shape)
    value = loss(theta)
    for _ in range(tries):
        step = 0.2 * rng.standard_normal(shape)
        new = loss(theta + step)
        if new >= value:
            continue
        theta = theta + step
        value = new
    return theta, np.array(value)


def evolve_in_place(loss, shape, tries, rng):
    both = np.zeros((2, *shape))
    values = np.array([loss(both[0]), np.inf], dtype=float)
    k = 0
    while k < tries:
        both[1] = both[0] + rng.normal(loc=0.0, scale=0.2, size=shape)
        values[1] = loss(both[1].copy())
        if values[1] < values[0]:
            both[0], values[0] = both[1], values[1]
        k += 1
    return both[0].copy(), values[0]


def evolve_one_more(loss, shape, tries, rng):
    if tries == 0:
        return np.zeros(shape), loss(np.zeros(shape))
    theta, value = evolve_one_more(loss, shape, tries - 1, rng)
    child = theta + rng.standard_normal(shape) / 5
    at_child = loss(child)
    return (child, at_child) if at_child < value else (theta, value)


SEARCH: tuple[Form, ...] = (
    {"random_search": luck_sorted, "evolve": evolve_recursive},
    {"random_search": luck_replaced, "evolve": evolve_with_steps},
    {"random_search": luck_flat, "evolve": evolve_in_place},
    {"random_search": luck_recursive, "evolve": evolve_one_more},
)

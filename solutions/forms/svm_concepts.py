"""Other correct answers to assignment 1's questions, and forms of its two views."""

from __future__ import annotations

import math

import numpy as np

from solutions.forms import Form

# ------------------------------------------------------------------------------ concepts


def moving_by_slopes(margin):
    slopes = (-1.0 * (margin < 0), -1.0 * (margin < 1), -1 / (1 + math.exp(margin)))
    return tuple(slope != 0 for slope in slopes)


CONCEPTS: tuple[Form, ...] = (
    {
        "smallest_loss": lambda: 0,
        "largest_loss": lambda: math.inf,
        "loss_at_zero": lambda C: sum(max(0, 0 - 0 + 1) for _ in range(C - 1)),
        "car_loss_change": lambda: 0,
        "loss_with_true_class": lambda loss: 1 + loss,
        "sum_over_mean": lambda N: N,
        "loss_of_doubled_weights": lambda: 0,
        "still_moving": moving_by_slopes,
    },
    {
        "smallest_loss": lambda: np.float64(0),
        "largest_loss": lambda: np.inf,
        "loss_at_zero": lambda C: float(C - 1),
        "car_loss_change": lambda: np.zeros(()),
        "loss_with_true_class": lambda loss: np.add(loss, 1),
        "sum_over_mean": lambda N: np.float64(N),
        "loss_of_doubled_weights": lambda: -0.0,
        "still_moving": lambda margin: [False, bool(margin < 1.0), True],
    },
    {
        "smallest_loss": lambda: max(0.0, float("-inf")),
        "largest_loss": lambda: np.array(np.inf),
        "loss_at_zero": lambda C: np.ones(C).sum() - 1,
        "car_loss_change": lambda: max(0.0, -1.9 + 0.2),
        "loss_with_true_class": lambda loss: loss + max(0, 0 + 1),
        "sum_over_mean": lambda N: 1 / (1 / N),
        "loss_of_doubled_weights": lambda: 2 * 0.0,
        "still_moving": lambda margin: (np.bool_(False), np.bool_(margin < 1), np.bool_(True)),
    },
    {
        "smallest_loss": lambda: 0,
        "largest_loss": lambda: 1e308 * 10,
        "loss_at_zero": lambda C: np.int64(C) - 1,
        "car_loss_change": lambda: np.float64(0.0),
        "loss_with_true_class": lambda loss: float(loss) + 1,
        "sum_over_mean": lambda N: np.float32(N),
        "loss_of_doubled_weights": lambda: np.maximum(0, 1 - 2 * np.ones(3)).sum(),
        "still_moving": lambda margin: tuple(np.array([-margin, 1 - margin, 1]) > 0),
    },
    {
        "smallest_loss": lambda: np.maximum(0.0, -5.0),
        "largest_loss": lambda: np.float64("inf"),
        "loss_at_zero": lambda C: np.maximum(0, np.zeros(C - 1) + 1).sum(),
        "car_loss_change": lambda: sum(max(0, m) for m in (1.3 - 4.9 + 1.2, 2.0 - 4.9 + 1.2)),
        "loss_with_true_class": lambda loss: np.array(loss + 1.0),
        "sum_over_mean": lambda N: np.ones(N).sum() / np.ones(N).mean(),
        "loss_of_doubled_weights": lambda: np.array(0),
        "still_moving": lambda margin: (False, True, True) if margin < 1 else (False, False, True),
    },
)

# ------------------------------------------------------------------------------ templates


def images_one_by_one(W, shape):
    images = []
    for column in W.T:
        image = column.copy().reshape(shape)
        image -= image.min()
        image /= image.max()
        images.append(image)
    return np.array(images)


def images_in_place(W, shape):
    images = np.array(W, dtype=float)
    images -= np.amin(images, axis=0)
    images /= np.amax(images, axis=0)
    return np.stack([images[:, c].reshape(shape) for c in range(W.shape[1])])


def images_pixel_by_pixel(W, shape):
    images = np.zeros((W.shape[1], *shape))
    for c in range(W.shape[1]):
        low, high = min(W[:, c]), max(W[:, c])
        for d, index in enumerate(np.ndindex(*shape)):
            images[(c, *index)] = (W[d, c] - low) / (high - low)
    return images


TEMPLATES: tuple[Form, ...] = (
    {
        "template_images": images_one_by_one,
        "boundary": lambda w, b: [w / np.sqrt(w @ w), -b / np.sqrt(w @ w)],
    },
    {
        "template_images": lambda W, shape: np.stack(
            [np.interp(c, (c.min(), c.max()), (0, 1)).reshape(shape) for c in W.T]
        ),
        "boundary": lambda w, b: (w / math.hypot(*w), np.array(-b / math.hypot(*w))),
    },
    {
        "template_images": lambda W, shape: np.moveaxis(
            ((W - W.min(0)) / np.ptp(W, axis=0)).reshape(*shape, -1), -1, 0
        ),
        "boundary": lambda w, b: (w * np.sum(w**2) ** -0.5, float(-b * np.sum(w**2) ** -0.5)),
    },
    {
        "template_images": images_in_place,
        "boundary": lambda w, b: (w / np.linalg.norm(w, 2), np.negative(b) / np.linalg.norm(w, 2)),
    },
    {
        "template_images": images_pixel_by_pixel,
        "boundary": lambda w, b: (
            np.array([wi / sum(v * v for v in w) ** 0.5 for wi in w]),
            -b / sum(v * v for v in w) ** 0.5,
        ),
    },
)

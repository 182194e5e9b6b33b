"""Hints on the known mistakes of any exercise."""

from __future__ import annotations

from collections.abc import Mapping

HINTS: Mapping[str, str] = {
    # Ratios: any exercise whose answer is a number, a vector or a matrix.
    "sign flipped": "Right size, wrong sign. Does the loss rise or fall when this number grows?",
    "twice as large": "Exactly twice too large. Is something counted twice, or a half left out?",
    "half as large": "Exactly half of what it should be. Which factor got lost on the way?",
    "sum for mean": "Too large by the number of examples: is the loss a sum or a mean over them?",
    "mean taken twice": "Too small by the number of examples: how often is it divided by N?",
    "nothing but zeros": "Everything is zero. Is what you computed also what you return?",
    # Form: any exercise.
    "single precision": "Right to six or seven digits only: is it kept in float32 or rounded "
    "somewhere, or measured where a formula is asked for?",
    "argument changed": "The caller's arrays are not yours to change. Which line writes into one?",
    "state kept between calls": "What one call leaves, the next one finds. Where is it kept?",
    "loop in a vectorised function": "Which array operation does for all rows what the loop does "
    "for one? A comprehension, map or np.vectorize is a loop too.",
    "returned in another order": "All is there, in another order than the docstring says.",
    "loss without its gradient": "The docstring promises two values: the loss and its gradient.",
    "loss of each row": "A loss for each row is not yet the loss of the batch: one number.",
    "gradient transposed": "A gradient has the shape of what it is the gradient of.",
    "bias left out": "The biases play no part in your result. Try it with b far from zero.",
}

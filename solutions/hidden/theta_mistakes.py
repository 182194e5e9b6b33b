"""Known mistakes of assignment 5's Theta form."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from autograder.exercise import KnownMistake
from solutions.hidden import theta_stages as stages
from solutions.hidden.theta_stages import RIGHT, made, squash

Array = NDArray[np.float64]

# ------------------------------------------------------------------------------ theta_forward


def forward(layer: Callable[[Array, Array], Array]) -> Callable[..., object]:
    """All activations, each layer's by this rule."""

    def run(Thetas: list[Array], X: Array) -> list[Array]:
        found = [X]
        for Theta in Thetas:
            found.append(layer(Theta, found[-1]))
        return found

    return run


def right_layer(Theta: Array, a: Array) -> Array:
    return squash(a @ Theta[:, 1:].T + Theta[:, 0])


def with_ones(Thetas: list[Array], X: Array) -> list[Array]:
    found = forward(right_layer)(Thetas, X)
    assert isinstance(found, list)
    return [*(np.column_stack([np.ones(len(X)), a]) for a in found[:-1]), found[-1]]


def last_not_squashed(Thetas: list[Array], X: Array) -> list[Array]:
    found = [X]
    for j, Theta in enumerate(Thetas):
        z = found[-1] @ Theta[:, 1:].T + Theta[:, 0]
        found.append(z if j == len(Thetas) - 1 else squash(z))
    return found


def changes_thetas(Thetas: list[Array], X: Array) -> object:
    found = forward(right_layer)(Thetas, X)
    for Theta in Thetas:
        Theta[:, 0] = 0.0
    return found


A, F, B = "activations", "to W and b", "back to Theta"


def _form(name: str, part: str, function: str, code: Callable[..., object]) -> KnownMistake:
    return KnownMistake(name, code, (part,), function)


def _forward(name: str, code: Callable[..., object]) -> KnownMistake:
    return _form(name, A, "theta_forward", code)


FORM_MISTAKES = (
    _forward("bias left out", forward(lambda T, a: squash(a @ T[:, 1:].T))),
    _forward("biases in the last column", forward(lambda T, a: squash(a @ T[:, :-1].T + T[:, -1]))),
    _forward("units not squashed", forward(lambda T, a: a @ T[:, 1:].T + T[:, 0])),
    _forward("last layer not squashed", last_not_squashed),
    _forward("bias added after squashing", forward(lambda T, a: squash(a @ T[:, 1:].T) + T[:, 0])),
    _forward("bias units kept", with_ones),
    _forward(
        "outputs of the last layer alone",
        lambda Thetas, X: forward(right_layer)(Thetas, X)[-1],  # type: ignore[index]
    ),
    _forward(
        "first entry left out",
        lambda Thetas, X: forward(right_layer)(Thetas, X)[1:],  # type: ignore[index]
    ),
    _forward("argument changed", changes_thetas),
    _form("weights not transposed", F, "theta_to_wb", lambda T: (T[:, 1:], T[:, 0])),
    _form("biases in the last column", F, "theta_to_wb", lambda T: (T[:, :-1].T, T[:, -1])),
    _form("returned the other way round", F, "theta_to_wb", lambda T: (T[:, 0], T[:, 1:].T)),
    _form("one row in a matrix", F, "theta_to_wb", lambda T: (T[:, 1:].T, T[:, :1].T)),
    _form("weights not transposed", B, "wb_to_theta", lambda W, b: np.vstack([b, W])),
    _form("biases in the last column", B, "wb_to_theta", lambda W, b: np.column_stack([W.T, b])),
)

# ------------------------------------------------------------------------------ hidden_delta


def changes_delta(Theta: Array, delta: Array, a: Array) -> object:
    found = stages.back(Theta, delta, a)
    delta -= delta.mean(axis=0)
    return found


def changes_activations(Theta: Array, delta: Array, a: Array) -> object:
    found = stages.back(Theta, delta, a)
    a *= 1 - a
    return found


def frozen(code: Callable[[Array, Array, Array], object]) -> Callable[..., object]:
    """Arrays that cannot be written to are left alone: the crash is another test's matter."""

    def run(Theta: Array, delta: Array, a: Array) -> object:
        writeable = delta.flags.writeable
        return code(Theta, delta, a) if writeable else stages.back(Theta, delta, a)

    return run


def keeps_bias(Theta: Array, delta: Array, a: Array) -> object:
    with_one = np.column_stack([np.ones(len(a)), a])
    return delta @ Theta * with_one * (1 - with_one)


def _delta(name: str, code: Callable[..., object], part: str = "delta") -> KnownMistake:
    return KnownMistake(name, code, (part,))


DELTA_MISTAKES = (
    _delta("slope of the unit missing", stages.no_slope),
    _delta("slope of the activation", stages.slope_of_activation),
    _delta("activation for its slope", stages.activation_for_slope),
    _delta("biases in the last column", stages.last_column_dropped),
    _delta("bias unit given a delta", keeps_bias),
    _delta("sign flipped", lambda T, d, a: -stages.back(T, d, a)),
    _delta("argument changed", frozen(changes_delta), "purity"),
    _delta("argument changed", frozen(changes_activations), "purity"),
)

# ------------------------------------------------------------------------------ nn_cost

J, G, R, S, P = "cost", "gradient", "regularisation", "stability", "purity"


def _m(name: str, parts: tuple[str, ...], **replaced: object) -> KnownMistake:
    return KnownMistake(name, made(**replaced), parts)


def scaled(factor: Callable[[int], float]) -> Callable[..., object]:
    return lambda grads, n: [factor(n) * grad for grad in grads]


def transposed(*args: object) -> object:
    value, grads = RIGHT(*args)  # type: ignore[arg-type]
    return value, [grad.T for grad in grads]


def cost_alone(*args: object) -> object:
    return RIGHT(*args)[0]  # type: ignore[arg-type]


def last_layer_first(*args: object) -> object:
    value, grads = RIGHT(*args)  # type: ignore[arg-type]
    return value, grads[::-1]


def full_vectors(Thetas: list[Array], X: Array, Y: Array, lam: float, head: str) -> object:
    value, grads = RIGHT(Thetas, X, Y, lam, head)
    padded = [np.vstack([np.zeros(grad.shape[1]), grad]) for grad in grads[:-1]]
    return value, [*padded, grads[-1]]


BY_EXAMPLES_MISTAKES = (
    _m("terms of target 0 left out", (J,), losses=stages.one_sided),
    _m("logarithm of another base", (J,), losses=stages.in_bits),
    _m("half missing", (J,), losses=stages.no_half),
    _m(
        "output squashed for squared error",
        (J, G),
        losses=stages.squashed_square,
        difference=stages.squared_difference,
    ),
    _m("sum for mean", (J,), total=lambda L: L.sum()),
    _m("sum for mean", (J, G), total=lambda L: L.sum(), scaled=scaled(float)),
    _m("sum for mean", (G,), scaled=scaled(float)),
    _m("mean taken twice", (G,), scaled=scaled(lambda n: 1 / n)),
    _m("mean over outputs too", (J,), total=lambda L: L.mean()),
    _m("sign flipped", (G,), scaled=scaled(lambda n: -1.0)),
    _m("slope of the unit at the head", (G,), difference=stages.slope_at_head),
    _m("slope of the unit missing", (G,), back=stages.no_slope),
    _m("slope of the activation", (G,), back=stages.slope_of_activation),
    _m("activation for its slope", (G,), back=stages.activation_for_slope),
    _m("biases in the last column", (G,), outer=stages.bias_last),
    _m("no gradient of the biases", (G,), outer=stages.no_bias_gradient),
    _m("bias gradient averaged", (G,), outer=stages.mean_bias_gradient),
    _m("pre-activation for the activation", (G,), outer=stages.of_pre_activation),
    _m("last example only", (G,), outer=stages.last_row_only),
    _m("biases penalised", (R,), squares=stages.all_squares, slopes=stages.all_slopes),
    _m("biases penalised", (R,), squares=stages.all_squares),
    _m("biases penalised", (R,), slopes=stages.all_slopes),
    _m("penalty's gradient not divided by n", (R,), slopes=stages.slopes_times(float)),
    _m("penalty not divided by n", (R,), **stages.times(float)),
    _m("penalty divided by n squared", (R,), **stages.times(lambda n: 1 / n)),
    _m("half of the penalty missing", (R,), **stages.times(lambda n: 2.0)),
    _m("half of the penalty missing", (R,), squares=stages.value_times(lambda n: 2.0)),
    _m("penalty's gradient halved", (R,), slopes=stages.slopes_times(lambda n: 0.5)),
    _m("penalty in the loss only", (R,), slopes=stages.slopes_times(lambda n: 0.0)),
    _m("penalty in the gradient only", (R,), squares=stages.value_times(lambda n: 0.0)),
    _m("reg ignored", (R,), **stages.times(lambda n: 0.0)),
    _m("one matrix not penalised", (R,), slopes=stages.but_first),
    KnownMistake("gradient transposed", transposed, (G, R)),
    KnownMistake("loss without its gradient", cost_alone, (J, G, R)),
    KnownMistake("gradients in another order", last_layer_first, (G, R)),
    KnownMistake("bias unit given a delta", full_vectors, (G, R)),
)

# ------------------------------------------------------------------------------ all at once


def changes_last(Thetas: list[Array], X: Array, Y: Array, lam: float, head: str) -> object:
    found = RIGHT(Thetas, X, Y, lam, head)
    Thetas[-1][:, 0] += 1.0
    return found


def changes_targets(Thetas: list[Array], X: Array, Y: Array, lam: float, head: str) -> object:
    found = RIGHT(Thetas, X, Y, lam, head)
    Y -= Y.mean(axis=0).astype(Y.dtype)
    return found


def changes_rows(Thetas: list[Array], X: Array, Y: Array, lam: float, head: str) -> object:
    found = RIGHT(Thetas, X, Y, lam, head)
    X += 1
    return found


KEPT: dict[tuple[object, ...], list[Array]] = {}


def accumulates(Thetas: list[Array], X: Array, Y: Array, lam: float, head: str) -> object:
    value, grads = RIGHT(Thetas, X, Y, lam, head)
    shapes = tuple(Theta.shape for Theta in Thetas)
    before = KEPT.get(shapes, [0.0 * grad for grad in grads])
    KEPT[shapes] = [old + grad for old, grad in zip(before, grads, strict=True)]
    return value, [grad.copy() for grad in KEPT[shapes]]


#: Without `stability` and `purity` by examples; with them here, where they are parts.
_LOSES_MORE: dict[str, tuple[str, ...]] = {
    "loss without its gradient": (J, G, R, S),
}

AT_ONCE_MISTAKES = (
    *(KnownMistake(m.name, m.code, _LOSES_MORE.get(m.name, m.parts)) for m in BY_EXAMPLES_MISTAKES),
    _m("terms of target 0 added", (J,), losses=stages.two_sided_softmax),
    _m("log of a probability of 0", (S,), losses=stages.log_of_zero),
    _m("no shift", (S,), losses=stages.unshifted, difference=stages.unshifted_difference),
    _m("one shift for all rows", (S,), losses=stages.shifted_by_one_number),
    KnownMistake("argument changed", changes_last, (P,)),
    KnownMistake("argument changed", changes_targets, (P,)),
    KnownMistake("argument changed", changes_rows, (P,)),
    KnownMistake("state kept between calls", accumulates, (G, R, P)),
)

"""Known mistakes of the two-layer loss: one stage of a right answer done wrongly, or its form."""

from __future__ import annotations

import numpy as np
from scipy.special import logsumexp

from autograder.exercise import KnownMistake
from solutions.hidden import two_layer_stages as stages
from solutions.hidden.two_layer_stages import RIGHT, Array, Labels, Params, made

L, SIGMOID, R, S, P = "loss", "sigmoid", "regularisation", "stability", "purity"
GRADS = ("W1", "b1", "W2", "b2")


def _m(name: str, parts: tuple[str, ...], **replaced: object) -> KnownMistake:
    return KnownMistake(name, made(**replaced), parts)


def _form(name: str, code: object, parts: tuple[str, ...]) -> KnownMistake:
    assert callable(code)
    return KnownMistake(name, code, parts)


def transposed(*args: object) -> object:
    loss, grads = RIGHT(*args)  # type: ignore[arg-type]
    return loss, grads | {"W1": grads["W1"].T}


def loss_alone(*args: object) -> object:
    return RIGHT(*args)[0]  # type: ignore[arg-type]


def gradients_first(*args: object) -> object:
    return RIGHT(*args)[::-1]  # type: ignore[arg-type]


def as_tuple(*args: object) -> object:
    loss, grads = RIGHT(*args)  # type: ignore[arg-type]
    return loss, tuple(grads.values())


def other_keys(*args: object) -> object:
    loss, grads = RIGHT(*args)  # type: ignore[arg-type]
    return loss, {f"d{name}": grad for name, grad in grads.items()}


def changes_params(params: Params, X: Array, y: Labels, reg: float, activation: str) -> object:
    found = RIGHT(params, X, y, reg, activation)
    if params["W1"].flags.writeable:
        for name, grad in found[1].items():
            params[name] -= grad
    return found


def changes_rows(params: Params, X: Array, y: Labels, reg: float, activation: str) -> object:
    found = RIGHT(params, X, y, reg, activation)
    if X.flags.writeable:
        X -= X.mean(axis=0).astype(X.dtype)
    return found


def stores_gradients(params: Params, X: Array, y: Labels, reg: float, activation: str) -> object:
    found = RIGHT(params, X, y, reg, activation)
    params["dW1"] = found[1]["W1"].copy()
    return found


KEPT: dict[tuple[int, ...], Params] = {}


def accumulates(params: Params, X: Array, y: Labels, reg: float, activation: str) -> object:
    loss, grads = RIGHT(params, X, y, reg, activation)
    before = KEPT.get(params["W1"].shape, {name: 0.0 * grad for name, grad in grads.items()})
    # Batches of other sizes with as many units meet in here; their gradients do not fit together.
    summed = {
        name: before[name] + grad if before[name].shape == grad.shape else grad
        for name, grad in grads.items()
    }
    KEPT[params["W1"].shape] = summed
    return loss, {name: grad.copy() for name, grad in summed.items()}


TWO_LAYER_MISTAKES = (
    _m("mask missing", ("W1", "b1"), slope=stages.no_slope),
    _m("mask from the wrong array", ("W1", "b1"), slope=stages.masked_by_pull),
    _m(
        "no activation",
        (L, *GRADS),
        unit=stages.no_unit,
        slope=stages.no_slope,
    ),
    _m("ReLU on the scores", (L, *GRADS, SIGMOID, S), scores=stages.relu_on_scores),
    _m("bias inside the matrix", (L, *GRADS, SIGMOID, S), hidden=stages.bias_inside),
    _m(
        "bias left out",
        (L, *GRADS, SIGMOID),
        hidden=lambda X, params: X @ params["W1"],
    ),
    _m(
        "bias left out",
        (L, *GRADS, SIGMOID),
        scores=lambda a, params: a @ params["W2"],
    ),
    _m("activation ignored", (SIGMOID,), unit=stages.relu_whatever, slope=stages.of_relu),
    _m("slope of the unit missing", (SIGMOID,), slope=stages.no_sigmoid_slope),
    _m("slope of the activation", (SIGMOID,), slope=stages.slope_of_activation),
    _m("ReLU's mask on sigmoid units", (SIGMOID,), slope=stages.of_relu),
    _m("pre-activation for the activation", ("W2",), taken=lambda z, a: z),
    _m("updated W2 in the gradient of W1", ("W1", "b1", SIGMOID), back=stages.new_W2),
    _m("labels not subtracted", (*GRADS, SIGMOID), pulls=stages.not_subtracted),
    _m("1 subtracted everywhere", (*GRADS, SIGMOID), pulls=stages.subtracted_everywhere),
    _m("whole columns changed", (*GRADS, SIGMOID), pulls=stages.whole_columns),
    _m("bias gradient averaged", ("b1",), db1=lambda dz: dz.mean(axis=0)),
    _m("bias gradient averaged", ("b2",), db2=lambda dS: dS.mean(axis=0)),
    _m("bias gradient of shape (1, H)", ("b1",), db1=lambda dz: dz.sum(axis=0, keepdims=True)),
    _m("bias gradient of shape (1, H)", ("b2",), db2=lambda dS: dS.sum(axis=0, keepdims=True)),
    _m("bias gradient for each row", ("b2",), db2=lambda dS: dS),
    _m("one bias gradient for all", ("b1",), db1=lambda dz: dz.sum()),
    _m("sum for mean", (L,), mean_loss=lambda p, y: len(y) * stages.mean_loss(p, y)),
    _m("mean taken twice", (L,), mean_loss=lambda p, y: stages.mean_loss(p, y) / len(y)),
    _m("sign flipped", (L,), mean_loss=lambda p, y: -stages.mean_loss(p, y)),
    _m(
        "log of the mean",
        (L,),
        # By logsumexp: else it would overflow as well where all rows' scores are far apart.
        mean_loss=lambda p, y: float(
            np.log(len(y)) - logsumexp(np.take_along_axis(p, y[:, None], axis=1))
        ),
    ),
    _m(
        "mean of probabilities",
        (L,),
        mean_loss=lambda p, y: -float(np.exp(np.take_along_axis(p, y[:, None], axis=1)).mean()),
    ),
    _m(
        "logarithm of another base", (L,), mean_loss=lambda p, y: stages.mean_loss(p, y) / np.log(2)
    ),
    _m("sum for mean", (*GRADS, SIGMOID), scaled=stages.times(float, *GRADS)),
    _m("mean taken twice", (*GRADS, SIGMOID), scaled=stages.times(lambda N: 1 / N, *GRADS)),
    *(
        _m(
            "mean taken twice",
            (name, *([SIGMOID] if name == "W1" else [])),
            scaled=stages.times(lambda N: 1 / N, name),
        )
        for name in ("W1", "W2")
    ),
    _m("sign flipped", (*GRADS, SIGMOID), scaled=stages.times(lambda N: -1.0, *GRADS)),
    _m("nothing but zeros", ("W1", "b1", SIGMOID), scaled=stages.times(lambda N: 0, "W1", "b1")),
    _m("biases penalised", (R,), squares=stages.all_squares, doubles=stages.all_doubles),
    _m("biases penalised", (R,), squares=stages.all_squares),
    _m("biases penalised", (R,), doubles=stages.all_doubles),
    _m("penalty's gradient halved", (R,), doubles=stages.doubles_times(lambda N: 0.5)),
    _m("penalty with a half", (R,), squares=stages.squares_times(lambda N: 0.5)),
    _m(
        "penalty with a half",
        (R,),
        squares=stages.squares_times(lambda N: 0.5),
        doubles=stages.doubles_times(lambda N: 0.5),
    ),
    _m("penalty in the loss only", (R,), doubles=stages.doubles_times(lambda N: 0.0)),
    _m("penalty in the gradient only", (R,), squares=stages.squares_times(lambda N: 0.0)),
    _m(
        "reg ignored",
        (R,),
        squares=stages.squares_times(lambda N: 0.0),
        doubles=stages.doubles_times(lambda N: 0.0),
    ),
    _m(
        "penalty divided by N",
        (R,),
        squares=stages.squares_times(lambda N: 1 / N),
        doubles=stages.doubles_times(lambda N: 1 / N),
    ),
    _m("penalty divided by N", (R,), doubles=stages.doubles_times(lambda N: 1 / N)),
    *(
        _m(
            "one matrix not penalised",
            (R,),
            squares=stages.squares_of(name),
            doubles=stages.doubles_of(name),
        )
        for name in ("W1", "W2")
    ),
    _m("one matrix not penalised", (R,), doubles=stages.doubles_of("W2")),
    _m("no shift", (S,), log_softmax=stages.unshifted),
    _m("one shift for all rows", (S,), log_softmax=stages.one_shift),
    _m("highest score added", (S,), log_softmax=stages.shift_added),
    _form("gradient transposed", transposed, ("W1", SIGMOID, R)),
    _form("loss without its gradient", loss_alone, (L, *GRADS, SIGMOID, R, S)),
    _form("returned in another order", gradients_first, (L, *GRADS, SIGMOID, R, S)),
    _form("gradients without their names", as_tuple, (*GRADS, SIGMOID, R, S)),
    _form("gradients without their names", other_keys, (*GRADS, SIGMOID, R, S)),
    _form("argument changed", changes_params, (P,)),
    _form("argument changed", changes_rows, (P,)),
    _form("argument changed", stores_gradients, (P,)),
    _form("state kept between calls", accumulates, (*GRADS, SIGMOID, R, P)),
)

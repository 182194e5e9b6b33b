"""Hidden checks and known mistakes of assignment 2's sigmoid, its outputs, the logistic unit."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from autograder.exercise import Check, KnownMistake, Probe
from autograder.judging import expect
from autograder.judging.function import Function
from autograder.visible.softmax_logistic import unit_batch
from solutions.hidden.score_mistakes import known
from solutions.hidden.svm_draws import sizes

Array = NDArray[np.float64]
Labels = NDArray[np.int64]

# ------------------------------------------------------------------------------ sigmoid


def a_table(rng: np.random.Generator) -> tuple[object, ...]:
    """Numbers of either sign in a matrix."""
    N, _, C = sizes(rng)
    return (3 * rng.normal(size=(N, C)),)


def whole_numbers(rng: np.random.Generator) -> tuple[object, ...]:
    """Integers, 0 among them."""
    return (rng.permutation(np.arange(-4, 5)),)


def far_out(rng: np.random.Generator) -> tuple[object, ...]:
    """Numbers between 800 and 1e4, of either sign."""
    return (rng.choice([-1.0, 1.0], 9) * rng.uniform(800, 1e4, 9),)


def one_number(rng: np.random.Generator) -> tuple[object, ...]:
    """A 0-d array."""
    return (np.array(rng.normal()),)


def change_of_sign(f: Callable[..., object], z: Array) -> object:
    """By how much the value at z differs from that at 10 z: it is level out there, and finite."""
    return np.asarray(f(z), dtype=float) - np.asarray(f(10 * z), dtype=float)


def some_scores(rng: np.random.Generator) -> tuple[object, ...]:
    """Scores of one example."""
    return (2 * rng.normal(size=sizes(rng)[2]),)


SIGMOID_CHECKS = (
    Probe("values", "fresh numbers", a_table, function="sigmoid"),
    Probe("values", "integers", whole_numbers, function="sigmoid"),
    Probe("stability", "sizes up to 1e5", far_out, measure=change_of_sign, function="sigmoid"),
    Probe("stability", "sizes up to 1e5", far_out, measure=change_of_sign, function="sigmoid_grad"),
    Probe("derivative", "fresh numbers", a_table, function="sigmoid_grad"),
    Probe("derivative", "integers", whole_numbers, function="sigmoid_grad"),
    Probe("outputs", "fresh scores", some_scores, piece="a", function="sigmoid_outputs"),
    Probe("outputs", "fresh scores", some_scores, piece="J", function="sigmoid_outputs"),
)


def sigma(z: Array) -> Array:
    """The sigmoid, by a tanh that never overflows."""
    return 0.5 * (1.0 + np.tanh(0.5 * np.asarray(z, dtype=float)))


def slope(z: Array) -> Array:
    """Its derivative."""
    return sigma(z) * sigma(-np.asarray(z))


def full(a: Array) -> Array:
    """The matrix that softmax has for its derivative."""
    return np.diag(a) - np.outer(a, a)


def normal(a: Array) -> Array:
    return a / a.sum()


def soft(z: Array) -> Array:
    return normal(np.exp(z - z.max()))


SIGMOID_MISTAKES = (
    *known(
        "sigmoid",
        "values",
        {
            "exponent's sign flipped": lambda z: sigma(-np.asarray(z)),
            "tanh for the sigmoid": np.tanh,
            "half as large": lambda z: sigma(z) / 2,
        },
    ),
    *known(
        "sigmoid",
        "stability",
        {
            "one formula for both sides": lambda z: np.exp(z) / (np.exp(z) + 1.0),
        },
    ),
    *known(
        "sigmoid_grad",
        "derivative",
        {
            "sigmoid for its slope": sigma,
            "sigmoid taken twice": lambda z: slope(sigma(z)),
            "sign flipped": lambda z: -slope(z),
            "square of the sigmoid": lambda z: sigma(z) ** 2,
        },
    ),
    KnownMistake(
        "derivative of the value",
        lambda z: z * (1.0 - z),
        ("derivative", "stability"),
        "sigmoid_grad",
    ),
    KnownMistake(
        "one formula for both sides",
        lambda z: np.exp(-z) / (1.0 + np.exp(-z)) ** 2,
        ("stability",),
        "sigmoid_grad",
    ),
    *known(
        "sigmoid_outputs",
        "outputs",
        {
            "softmax for sigmoids": lambda z: (soft(z), full(soft(z))),
            "full Jacobian for independent outputs": lambda z: (sigma(z), full(sigma(z))),
            "slopes in a vector": lambda z: (sigma(z), slope(z)),
            "slopes repeated": lambda z: (sigma(z), np.tile(slope(z), (len(z), 1))),
            "outputs normalised": lambda z: (normal(sigma(z)), np.diag(slope(z))),
        },
    ),
)

# ------------------------------------------------------------------------------ logistic_loss


def a_unit(rng: np.random.Generator) -> tuple[Array, Array, Labels]:
    """`w`, `X` with the ones first, and both labels."""
    N, D, _ = sizes(rng)
    return unit_batch(rng, N, D)


def unpenalised(rng: np.random.Generator) -> tuple[object, ...]:
    """With `lam` 0."""
    return *a_unit(rng), 0.0


def penalised(rng: np.random.Generator) -> tuple[object, ...]:
    """With a `lam` that is no round number."""
    return *a_unit(rng), float(rng.uniform(0.6, 0.8))


def one_row(rng: np.random.Generator) -> tuple[object, ...]:
    """A single row of either label."""
    w, X, _ = a_unit(rng)
    return w, X[:1], rng.integers(0, 2, 1), 0.0


def whole_rows(rng: np.random.Generator) -> tuple[object, ...]:
    """`X` of integers. Scores stay moderate: what is wrong far out is another part's affair."""
    w, X, y = a_unit(rng)
    return 0.3 * w, np.round(2 * X - 1).astype(int), y, 0.0


def added_by_lam(f: Callable[..., object], w: Array, X: Array, y: Labels, lam: float) -> object:
    """What `lam` adds."""
    with_it, without = f(w, X, y, lam), f(w, X, y, 0.0)
    return np.asarray(with_it, dtype=float) - np.asarray(without, dtype=float)


def wrong_by_far(rng: np.random.Generator) -> tuple[object, ...]:
    """Rows on the wrong side by 500 to 1000, of both labels."""
    f = rng.permutation(np.concatenate([rng.uniform(500, 1e3, 4), rng.uniform(-1e3, -500, 4)]))
    return np.array([0.0, 1.0]), np.column_stack([np.ones(8), f]), (f < 0).astype(int), 0.0


def at_twice(f: Callable[..., object], w: Array, X: Array, y: Labels, lam: float) -> object:
    """How far the loss is from doubling when `w` doubles, and whether it moves at all."""
    once, twice = (float(np.asarray(f(k * w, X, y, lam))) for k in (1.0, 2.0))
    return np.array([twice - 2.0 * once, float(abs(twice - once) > 1.0)])


def slope_stays(f: Callable[..., object], w: Array, X: Array, y: Labels, lam: float) -> object:
    """How the gradient changes when `w` doubles, far out where it is level."""
    once, twice = (np.asarray(f(k * w, X, y, lam), dtype=float) for k in (1.0, 2.0))
    return twice - once


def arguments_kept(f: Function, rng: np.random.Generator) -> None:
    """w, X and y are the same after the call, which gives the same when repeated."""
    args = penalised(rng)
    expect.untouched(f, *args, names=("w", "X", "y", "lam"))
    expect.repeatable(f, *args)
    for array in args[:3]:
        assert isinstance(array, np.ndarray)
        array.flags.writeable = False
    f(*args)


LOGISTIC_CHECKS = (
    *(
        Probe(part, says, draw, piece)
        for part, piece in (("loss", "loss"), ("gradient", "dw"))
        for says, draw in (
            ("fresh rows of both labels", unpenalised),
            ("a single row", one_row),
            ("an X of integers", whole_rows),
        )
    ),
    Probe("regularisation", "what lam adds to the loss", penalised, "loss", added_by_lam),
    Probe("regularisation", "what lam adds to dw", penalised, "dw", added_by_lam),
    Probe("stability", "rows on the wrong side by 500 or more", wrong_by_far, "loss", at_twice),
    Probe("stability", "rows on the wrong side by 500 or more", wrong_by_far, "dw", slope_stays),
    Check("purity", arguments_kept),
)


def losses_of(f: Array, y: Labels) -> Array:
    return np.logaddexp(0.0, f) - y * f


def errors_of(f: Array, y: Labels) -> Array:
    return sigma(f) - y


def head_free(w: Array) -> Array:
    """The weights without the bias, which is first."""
    return np.concatenate([[0.0], w[1:]])


def tail_free(w: Array) -> Array:
    """The weights without the last, taken for the bias."""
    return np.append(w[:-1], 0.0)


def assemble(
    *,
    losses: Callable[[Array, Labels], Array] = losses_of,
    errors: Callable[[Array, Labels], Array] = errors_of,
    total: Callable[[Array], float] = np.mean,  # type: ignore[assignment]
    penalised: Callable[[Array], Array] = head_free,
    penalty: Callable[[float, int], float] = lambda lam, n: lam / (2 * n),
    strength: Callable[[float, int], float] = lambda lam, n: lam / n,
    pull: Callable[[Array, Array], Array] = lambda X, df: X.T @ df / len(X),
) -> Callable[..., object]:
    """An answer made of these stages."""

    def logistic_loss(w: Array, X: Array, y: Labels, lam: float) -> object:
        f, v = X @ w, penalised(w)
        loss = total(losses(f, y)) + penalty(lam, len(X)) * (v @ v)
        return float(loss), pull(X, errors(f, y)) + strength(lam, len(X)) * v

    return logistic_loss


RIGHT = assemble()


def log_of_sigmoid(epsilon: float) -> Callable[[Array, Labels], Array]:
    def losses(f: Array, y: Labels) -> Array:
        p = sigma(f)
        return -np.where(y == 1, np.log(p + epsilon), np.log(1 - p + epsilon))

    return losses


def zeroes_bias(w: Array, X: Array, y: Labels, lam: float) -> object:
    found = RIGHT(w, X, y, lam)
    w[0] = 0.0
    return found


def turns_labels(w: Array, X: Array, y: Labels, lam: float) -> object:
    found = RIGHT(w, X, y, lam)
    y *= 2
    y -= 1
    return found


L, G, R, S, P = "loss", "gradient", "regularisation", "stability", "purity"


def _m(name: str, parts: tuple[str, ...], **stages: Callable[..., object]) -> KnownMistake:
    return KnownMistake(name, assemble(**stages), parts)  # type: ignore[arg-type]


LOGISTIC_MISTAKES = (
    _m("labels taken as -1 and +1", (L, S), losses=lambda f, y: np.logaddexp(0.0, -y * f)),
    _m("only the ones count", (L,), losses=lambda f, y: y * np.logaddexp(0.0, -f)),
    _m("sign flipped", (L,), losses=lambda f, y: -losses_of(f, y)),
    _m("sum for mean", (L,), total=np.sum),
    _m("logarithm of another base", (L,), losses=lambda f, y: losses_of(f, y) / np.log(2.0)),
    _m("one minus the probability", (L, S), losses=lambda f, y: np.abs(errors_of(f, y))),
    _m("labels not subtracted", (G,), errors=lambda f, y: sigma(f)),
    _m("sign flipped", (G,), errors=lambda f, y: -errors_of(f, y)),
    _m("slope of the squared error", (G,), errors=lambda f, y: errors_of(f, y) * slope(f)),
    _m("sum for mean", (G,), pull=lambda X, df: X.T @ df),
    _m("mean taken twice", (G,), pull=lambda X, df: X.T @ df / len(X) ** 2),
    _m("biases penalised", (R,), penalised=lambda w: w),
    _m("last weight taken for the bias", (R,), penalised=tail_free),
    _m("penalty without its half", (R,), penalty=lambda lam, n: lam / n),
    _m("penalty not divided by N", (R,), strength=lambda lam, n: lam),
    _m(
        "penalty not divided by N",
        (R,),
        penalty=lambda lam, n: lam / 2,
        strength=lambda lam, n: lam,
    ),
    _m("penalty's gradient halved", (R,), strength=lambda lam, n: lam / (2 * n)),
    _m("penalty in the loss only", (R,), strength=lambda lam, n: 0.0),
    _m("penalty in the gradient only", (R,), penalty=lambda lam, n: 0.0),
    _m("reg ignored", (R,), penalty=lambda lam, n: 0.0, strength=lambda lam, n: 0.0),
    _m("log of a rounded probability", (S,), losses=log_of_sigmoid(0.0)),
    _m("epsilon in the log", (S,), losses=log_of_sigmoid(1e-15)),
    _m("epsilon in the log", (L, S), losses=log_of_sigmoid(1e-7)),
    _m(
        "one formula for both sides",
        (S,),
        errors=lambda f, y: np.exp(f) / (1.0 + np.exp(f)) - y,
    ),
    KnownMistake("argument changed", zeroes_bias, (P,)),
    KnownMistake("argument changed", turns_labels, (P,)),
)

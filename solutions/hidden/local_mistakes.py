"""Hidden checks and known mistakes of assignment 2's local gradients."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from autograder.exercise import Check, KnownMistake, Probe
from autograder.judging import expect
from autograder.judging.compare import compare
from autograder.judging.function import Function
from autograder.tolerance import ROUNDING
from autograder.visible.softmax_gradients import GRADIENTS, own_dz
from solutions import softmax as right
from solutions.hidden.score_mistakes import known
from solutions.hidden.svm_draws import sizes

Array = NDArray[np.float64]

# ------------------------------------------------------------------------------ softmax_jacobian


def a_row(rng: np.random.Generator) -> tuple[object, ...]:
    """Scores of one example."""
    return (2 * rng.normal(size=sizes(rng)[2]),)


def whole_row(rng: np.random.Generator) -> tuple[object, ...]:
    """Integer scores, some of them equal."""
    return (rng.integers(-2, 3, 6),)


def a_far_row(rng: np.random.Generator) -> tuple[object, ...]:
    """Scores at 1000: the Jacobian is that at 0."""
    return (1e3 + rng.normal(size=5),)


def an_example(rng: np.random.Generator) -> tuple[object, ...]:
    """Scores, and a class in the middle."""
    C = sizes(rng)[2]
    return 2 * rng.normal(size=C), int(rng.integers(1, C - 1))


def whole_example(rng: np.random.Generator) -> tuple[object, ...]:
    """Integer scores, and a label of NumPy's."""
    return rng.integers(-2, 3, 6), np.int64(rng.integers(0, 6))


JACOBIAN_CHECKS = (
    Probe("jacobian", "fresh scores", a_row, function="softmax_jacobian"),
    Probe("jacobian", "integer scores", whole_row, function="softmax_jacobian"),
    Probe("jacobian", "scores at 1000", a_far_row, function="softmax_jacobian"),
    Probe("chain rule", "fresh scores", an_example, function="cross_entropy_grad_scores"),
    Probe("chain rule", "integer scores", whole_example, function="cross_entropy_grad_scores"),
)


def soft(s: Array) -> Array:
    """Softmax of one row."""
    e = np.exp(s - np.max(s))
    return e / e.sum()


def raw(s: Array) -> Array:
    """Softmax without a shift."""
    return np.exp(s) / np.exp(s).sum()


def hot(y: int, C: int) -> Array:
    """One-hot."""
    return (np.arange(C) == y).astype(float)


def of_outputs(code: Callable[[Array], object]) -> Callable[[Array], object]:
    """A Jacobian from the probabilities."""
    return lambda s: code(soft(s))


def of_error(code: Callable[[Array, Array], object]) -> Callable[..., object]:
    """A gradient from the probabilities and the one-hot truth."""
    return lambda s, y: code(soft(s), hot(y, len(s)))


JACOBIAN_MISTAKES = (
    *known(
        "softmax_jacobian",
        "jacobian",
        {
            "diagonal of the Jacobian only": of_outputs(lambda a: np.diag(a * (1 - a))),
            "slopes in a vector": of_outputs(lambda a: a * (1 - a)),
            "delta left out": of_outputs(lambda a: -np.outer(a, a)),
            "plus for minus": of_outputs(lambda a: np.diag(a) + np.outer(a, a)),
            "sign flipped": of_outputs(lambda a: np.outer(a, a) - np.diag(a)),
            "derivative without its factor": of_outputs(lambda a: np.eye(len(a)) - a),
            "no shift": lambda s: np.diag(raw(s)) - np.outer(raw(s), raw(s)),
        },
    ),
    *known(
        "cross_entropy_grad_scores",
        "chain rule",
        {
            "labels not subtracted": of_error(lambda a, t: a),
            "1 subtracted everywhere": of_error(lambda a, t: a - 1),
            "sign flipped": of_error(lambda a, t: t - a),
            "diagonal of the Jacobian only": of_error(lambda a, t: t * (a - 1)),
            "stopped at the probabilities": of_error(lambda a, t: -t / a),
            "derivative of the probability": of_error(lambda a, t: (a - t) * (a @ t)),
            "highest score for the true one": of_error(lambda a, t: a - (a == a.max())),
        },
    ),
)

# ------------------------------------------------------------------------------ backward_one


def a_step(rng: np.random.Generator) -> tuple[object, ...]:
    """`W` `(C, D)`, `b`, `x` and a class in the middle."""
    _, D, C = sizes(rng)
    W, b, x = rng.normal(size=(C, D)) / 2, rng.normal(size=C), rng.normal(size=D)
    return W, b, x, int(rng.integers(1, C - 1))


def turned_step(rng: np.random.Generator) -> tuple[object, ...]:
    """`W` a transposed view, `x` integers."""
    C, D = 4, 6
    return rng.normal(size=(D, C)).T / 3, rng.normal(size=C), rng.integers(-2, 3, D), 3


def dW_follows(f: Function, rng: np.random.Generator) -> None:
    """dW is what follows from dz: where that is wrong, it is marked in its own part."""
    for draw in (a_step, turned_step):
        args = draw(rng)
        got = f(*args)
        value = expect.piece(got, GRADIENTS, "dW")
        compare(value, np.outer(followed(got, args), args[2]), ROUNDING, '"dW"')


def db_follows(f: Function, rng: np.random.Generator) -> None:
    """So is db."""
    for draw in (a_step, turned_step):
        args = draw(rng)
        got = f(*args)
        compare(expect.piece(got, GRADIENTS, "db"), followed(got, args), ROUNDING, '"db"')


def followed(got: object, args: tuple[object, ...]) -> Array:
    """The student's dz, or the right one where theirs has no use."""
    return own_dz(got, right.softmax_backward_one(*args)["dz"])  # type: ignore[arg-type]


def an_input(rng: np.random.Generator) -> tuple[object, ...]:
    """An example, and a number of classes other than its features'."""
    _, D, C = sizes(rng)
    x = rng.normal(size=D)
    return x, C


def square_input(rng: np.random.Generator) -> tuple[object, ...]:
    """As many classes as features: no size tells the axes apart."""
    return rng.normal(size=5), 5


BACKWARD_CHECKS = (
    Probe("da", "a fresh step", a_step, piece="da", function="softmax_backward_one"),
    Probe("dz", "a fresh step", a_step, piece="dz", function="softmax_backward_one"),
    Probe("dz", "an x of integers", turned_step, piece="dz", function="softmax_backward_one"),
    Check("dW", dW_follows, "softmax_backward_one"),
    Check("db", db_follows, "softmax_backward_one"),
    Probe("tensor", "a fresh x", an_input, function="dz_dW"),
    Probe("tensor", "as many classes as features", square_input, function="dz_dW"),
)


def step(
    *,
    da: Callable[[Array, Array], Array] = lambda a, t: -t / a,
    dz: Callable[[Array, Array], Array] = lambda a, t: a - t,
    dW: Callable[[Array, Array], object] = np.outer,
    db: Callable[[Array, Array], object] = lambda dz, x: dz.copy(),
) -> Callable[..., object]:
    """A training step of these stages: dW and db from dz and x."""

    def softmax_backward_one(W: Array, b: Array, x: Array, y: int) -> object:
        a, t = soft(W @ x + b), hot(y, len(b))
        error = dz(a, t)
        return {"da": da(a, t), "dz": error, "dW": dW(error, x), "db": db(error, x)}

    return softmax_backward_one


def _step(name: str, part: str, **stages: Callable[..., object]) -> KnownMistake:
    return KnownMistake(name, step(**stages), (part,), "softmax_backward_one")  # type: ignore[arg-type]


def as_a_tuple(W: Array, b: Array, x: Array, y: int) -> object:
    found = right.softmax_backward_one(W, b, x, y)
    return tuple(found.values())


BACKWARD_MISTAKES = (
    _step("sign flipped", "da", da=lambda a, t: t / a),
    _step("every class counted", "da", da=lambda a, t: -1 / a),
    _step("gradient of another stage", "da", da=lambda a, t: a - t),
    _step("derivative of the log left out", "da", da=lambda a, t: -t),
    _step("labels not subtracted", "dz", dz=lambda a, t: a),
    _step("1 subtracted everywhere", "dz", dz=lambda a, t: a - 1),
    _step("sign flipped", "dz", dz=lambda a, t: t - a),
    _step("diagonal of the Jacobian only", "dz", dz=lambda a, t: t * (a - 1)),
    _step("sign flipped", "dW", dW=lambda dz, x: -np.outer(dz, x)),
    _step("gradient transposed", "dW", dW=lambda dz, x: np.outer(x, dz)),
    _step("input left out", "dW", dW=lambda dz, x: np.outer(dz, np.ones(len(x)))),
    _step("biases' gradient added", "dW", dW=lambda dz, x: np.outer(dz, x) + dz[:, None]),
    _step("sign flipped", "db", db=lambda dz, x: -dz),
    _step("summed over the classes", "db", db=lambda dz, x: dz.sum()),
    _step("column in place of a vector", "db", db=lambda dz, x: dz[:, None]),
    KnownMistake("tuple for a dict", as_a_tuple, ("da", "dz", "dW", "db"), "softmax_backward_one"),
    *known(
        "dz_dW",
        "tensor",
        {
            "every score moved by every row": lambda x, C: np.tile(x, (C, C, 1)),
            "1 in place of x": lambda x, C: np.repeat(np.eye(C)[:, :, None], len(x), axis=2),
            "tensor's axes in another order": lambda x, C: np.moveaxis(
                np.eye(C)[:, :, None] * x, 2, 1
            ),
            "matrix for the tensor": lambda x, C: np.tile(x, (C, 1)),
        },
    ),
)

"""Hidden checks of the modules: against the reference, on fresh inputs of sizes all different."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from autograder.exercise import Check, Draw, Probe
from autograder.judging.function import Function
from autograder.tolerance import SINGLE
from autograder.visible.module_affine import GRADIENTS
from autograder.visible.module_slopes import PASS, backward_kept, forward_kept

Array = NDArray[np.float64]

#: No unit comes nearer to a kink: far above round-off, far below the usual size (1).
CLEAR = 1e-2


def sizes(rng: np.random.Generator, count: int) -> list[int]:
    """So many numbers from 3 to 9, all different: a factor has one name only."""
    return [int(n) for n in rng.choice(np.arange(3, 10), count, replace=False)]


def without_dout(draw: Draw) -> Draw:
    """The inputs of the forward pass alone."""
    return lambda rng: draw(rng)[1:]


# ------------------------------------------------------------------------------ affine


def rows(rng: np.random.Generator) -> tuple[object, ...]:
    """`dout`, `X`, `W`, `b`."""
    N, D, H = sizes(rng, 3)
    return (
        rng.normal(size=(N, H)),
        rng.normal(size=(N, D)),
        rng.normal(size=(D, H)),
        rng.normal(size=H),
    )


def images(rng: np.random.Generator) -> tuple[object, ...]:
    """`X` with two more axes, none as long as another."""
    N, D, H = sizes(rng, 3)
    X, W = rng.normal(size=(N, D, 2, 3)), rng.normal(size=(6 * D, H))
    return rng.normal(size=(N, H)), X, W, rng.normal(size=H)


def one_row(rng: np.random.Generator) -> tuple[object, ...]:
    """A single row."""
    dout, X, W, b = (np.asarray(a) for a in rows(rng))
    return dout[:1], X[:1], W, b


def whole_rows(rng: np.random.Generator) -> tuple[object, ...]:
    """`X` of integers."""
    dout, X, W, b = rows(rng)
    return dout, rng.integers(-3, 4, np.shape(X)), W, b


def coarse_rows(rng: np.random.Generator) -> tuple[object, ...]:
    """`X` in float32; with `W` in float64, what follows is float64."""
    dout, X, W, b = rows(rng)
    return dout, np.asarray(X, dtype=np.float32), W, b


def turned_rows(rng: np.random.Generator) -> tuple[object, ...]:
    """The same numbers in other places."""
    dout, X, W, b = (np.asarray(a) for a in rows(rng))
    return np.asfortranarray(dout), np.repeat(X, 2, axis=0)[::2], np.asfortranarray(W), b


AFFINE_KINDS: tuple[tuple[str, Draw], ...] = (
    ("fresh rows", rows),
    ("inputs of four axes", images),
    ("a single row", one_row),
    ("an X of integers", whole_rows),
    ("transposed and strided arrays", turned_rows),
)


def affine_forward_kept(f: Function, rng: np.random.Generator) -> None:
    """X, W and b are the same after the forward pass."""
    for draw in (rows, images):
        forward_kept(f, ("X", "W", "b"), *draw(rng)[1:])


def affine_read_only(f: Function, rng: np.random.Generator) -> None:
    """Arrays that refuse to be written to are enough."""
    args = images(rng)
    for array in args:
        np.asarray(array).flags.writeable = False
    f(*args)


def _kept(draw: Draw) -> Callable[[Function, np.random.Generator], None]:
    def kept(f: Function, rng: np.random.Generator) -> None:
        """dout and the cache are the same after the backward pass."""
        dout, *inputs = draw(rng)
        backward_kept(f, dout, *inputs)  # type: ignore[arg-type]

    return kept


AFFINE_CHECKS: tuple[Probe | Check, ...] = (
    *(
        Probe("forward", says, without_dout(draw), "out", function="affine_forward", draws=1)
        for says, draw in AFFINE_KINDS
    ),
    Probe(
        "forward",
        "an X in float32",
        without_dout(coarse_rows),
        "out",
        tolerance=SINGLE,
        function="affine_forward",
    ),
    *(
        Probe(part, says, draw, piece, function="affine_backward", draws=1)
        for part, piece in (
            ("input gradient", "dX"),
            ("weight gradient", "dW"),
            ("bias gradient", "db"),
        )
        for says, draw in AFFINE_KINDS
    ),
    Check("purity", affine_forward_kept, "affine_forward"),
    Check("purity", _kept(images), "affine_backward"),
    Check("purity", affine_read_only, "affine_backward"),
)


def pieces(rng: np.random.Generator) -> tuple[object, ...]:
    """`dout`, `X`, `W`, `b` of a maxout layer, no two pieces near each other's value."""
    N, D, K, H = sizes(rng, 4)
    while True:
        X, W, b = rng.normal(size=(N, D)), rng.normal(size=(K, D, H)), rng.normal(size=(K, H))
        top = np.sort(np.einsum("nd,kdh->knh", X, W) + b[:, None], axis=0)
        if (top[-1] - top[-2]).min() > CLEAR / 10:
            return rng.normal(size=(N, H)), X, W, b


def one_relu(rng: np.random.Generator) -> tuple[object, ...]:
    """Two pieces, of which the second is 0: an affine layer and a ReLU."""
    dout, X, W, b = rows(rng)
    W, b = np.stack([W, np.zeros_like(W)]), np.stack([b, np.zeros_like(b)])  # type: ignore[list-item]
    return dout, X, W, b


MAXOUT_CHECKS: tuple[Probe | Check, ...] = (
    *(
        Probe("forward", says, without_dout(draw), "out", function="maxout_forward")
        for says, draw in (("fresh pieces", pieces), ("a ReLU as a maxout", one_relu))
    ),
    *(
        Probe("backward", f"{says}: {piece}", draw, piece, function="maxout_backward")
        for says, draw in (("fresh pieces", pieces), ("a ReLU as a maxout", one_relu))
        for piece in GRADIENTS
    ),
)

# ------------------------------------------------------------------------------ activations


def entries(*shape: int) -> Draw:
    """`dout` and `Z` of that shape: active and inactive units, none near 0."""

    def draw(rng: np.random.Generator) -> tuple[object, ...]:
        Z = rng.normal(size=shape)
        return rng.normal(size=shape), Z + np.copysign(CLEAR, Z)

    return draw


def sided_units(rng: np.random.Generator) -> tuple[object, ...]:
    """Units that are all active, all inactive, and mixed; `dout` of both signs in each."""
    dout, Z = (np.asarray(a) for a in entries(6, 5)(rng))
    Z[:, 0], Z[:, 1] = np.abs(Z[:, 0]), -np.abs(Z[:, 1])
    dout[::2], dout[1::2] = np.abs(dout[::2]), -np.abs(dout[1::2])
    return dout, Z


def far_entries(rng: np.random.Generator) -> tuple[object, ...]:
    """Sizes at which an exponential overflows, or leaves nothing of the rest."""
    return rng.normal(size=(2, 4)), rng.choice([-1, 1], (2, 4)) * rng.uniform(710, 1000, (2, 4))


ACTIVATION_KINDS: tuple[tuple[str, Draw], ...] = (
    ("a fresh matrix", entries(4, 7)),
    ("a fresh vector", entries(9)),
    ("an array of four axes", entries(2, 3, 5, 4)),
)


def _activation(
    name: str, forward: str, backward: str, kinds: tuple[tuple[str, Draw], ...]
) -> tuple[Probe, ...]:
    return (
        *(
            Probe(forward, says, without_dout(draw), PASS[0], function=f"{name}_forward", draws=1)
            for says, draw in kinds
        ),
        *(
            Probe(backward, says, draw, function=f"{name}_backward", draws=1)
            for says, draw in kinds
        ),
    )


LARGE = ("entries up to 1000 in size", far_entries)

SQUASHING_CHECKS: tuple[Probe | Check, ...] = (
    *_activation("sigmoid", "sigmoid forward", "sigmoid backward", (*ACTIVATION_KINDS, LARGE)),
    *_activation("tanh", "tanh forward", "tanh backward", (*ACTIVATION_KINDS, LARGE)),
    Check("sigmoid backward", _kept(entries(4, 7)), "sigmoid_backward"),
    Check("tanh backward", _kept(entries(4, 7)), "tanh_backward"),
)


def relu_forward_kept(f: Function, rng: np.random.Generator) -> None:
    """Z is the same after the forward pass."""
    forward_kept(f, ("Z",), *sided_units(rng)[1:])


RELU_CHECKS: tuple[Probe | Check, ...] = (
    *_activation(
        "relu",
        "forward",
        "backward",
        (*ACTIVATION_KINDS, ("active, inactive and mixed units", sided_units)),
    ),
    Check("purity", relu_forward_kept, "relu_forward"),
    Check("purity", _kept(sided_units), "relu_backward"),
)

# ------------------------------------------------------------------------------ losses


def upstream(rng: np.random.Generator) -> float:
    """A `dout` that is no round number, of either sign."""
    return float(rng.choice([-1, 1]) * rng.uniform(1.5, 3.0))


def few_classes(rng: np.random.Generator) -> tuple[object, ...]:
    """`dout`, scores of four classes, labels of which the top class has none."""
    N = int(rng.integers(5, 12))
    return upstream(rng), rng.normal(size=(N, 4)) * 2, rng.integers(0, 3, N)


def many_classes(rng: np.random.Generator) -> tuple[object, ...]:
    """The same with ten classes."""
    N = int(rng.integers(11, 15))
    return upstream(rng), rng.normal(size=(N, 10)) * 2, rng.integers(0, 10, N)


def one_example(rng: np.random.Generator) -> tuple[object, ...]:
    """A single row."""
    return upstream(rng), rng.normal(size=(1, 5)), rng.integers(0, 5, 1)


def moved_scores(rng: np.random.Generator) -> tuple[object, ...]:
    """All scores moved by the same thousands."""
    dout, S, y = few_classes(rng)
    return dout, np.asarray(S) + float(rng.choice([-1, 1]) * rng.uniform(1e3, 1e4)), y


def moved_rows(rng: np.random.Generator) -> tuple[object, ...]:
    """Every row moved by its own offset of thousands."""
    dout, S, y = few_classes(rng)
    offsets = rng.choice([-1, 1], np.shape(y)) * rng.uniform(1e3, 1e4, np.shape(y))
    offsets[:2] = 9e3, -9e3
    return dout, np.asarray(S) + offsets[:, None], y


def wide_gaps(rng: np.random.Generator) -> tuple[object, ...]:
    """Gaps of a thousand within a row, the true class ahead or behind."""
    dout, S, y = few_classes(rng)
    return dout, np.asarray(S) * 1e3, y


def labels_kept(f: Function, rng: np.random.Generator) -> None:
    """S and y are the same after the forward pass."""
    forward_kept(f, ("S", "y"), *few_classes(rng)[1:])


LOSS = "softmax_cross_entropy_forward"
BACK = "softmax_cross_entropy_backward"

SCORE_KINDS: tuple[tuple[str, Draw], ...] = (
    ("fresh scores, the top class true for no row", few_classes),
    ("fresh scores of ten classes", many_classes),
    ("a single row", one_example),
)

CROSS_ENTROPY_CHECKS: tuple[Probe | Check, ...] = (
    *(
        Probe("loss", says, without_dout(draw), PASS[0], function=LOSS)
        for says, draw in SCORE_KINDS
    ),
    Check("loss", labels_kept, LOSS),
    *(Probe("gradient", says, draw, function=BACK) for says, draw in SCORE_KINDS),
    Check("gradient", _kept(few_classes), BACK),
    *(
        probe
        for says, draw in (
            ("scores moved by thousands, all alike", moved_scores),
            ("rows moved by thousands, each its own way", moved_rows),
            ("gaps of thousands within a row", wide_gaps),
        )
        for probe in (
            Probe("stability", says, without_dout(draw), PASS[0], function=LOSS),
            Probe("stability", says, draw, function=BACK),
        )
    ),
)


def targets(rng: np.random.Generator) -> tuple[object, ...]:
    """`dout`, predictions and targets."""
    N, K = sizes(rng, 2)
    return upstream(rng), rng.normal(size=(N, K)), rng.normal(size=(N, K))


def one_target(rng: np.random.Generator) -> tuple[object, ...]:
    """A single row."""
    return upstream(rng), rng.normal(size=(1, 4)), rng.normal(size=(1, 4))


def targets_kept(f: Function, rng: np.random.Generator) -> None:
    """P and T are the same after the forward pass."""
    forward_kept(f, ("P", "T"), *targets(rng)[1:])


SQUARES_CHECKS: tuple[Probe | Check, ...] = (
    *(
        Probe("loss", says, without_dout(draw), PASS[0], function="squared_error_forward")
        for says, draw in (("fresh rows", targets), ("a single row", one_target))
    ),
    Check("loss", targets_kept, "squared_error_forward"),
    *(
        Probe("gradient", says, draw, function="squared_error_backward")
        for says, draw in (("fresh rows", targets), ("a single row", one_target))
    ),
    Check("gradient", _kept(targets), "squared_error_backward"),
)

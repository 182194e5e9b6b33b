"""Visible checks of the perceptron, and of gradient descent by losses that watch their calls."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from autograder.display import message
from autograder.exercise import Check
from autograder.judging import expect
from autograder.judging.function import Function, Named
from autograder.outcome import Failed
from autograder.visible.update_rules_steps import POINTS, SIDES

Array = NDArray[np.float64]

PERCEPTRON = ("theta", "epochs")
DESCENT = ("theta", "history")

#: The lecture's points with the ones column first.
ROWS = np.column_stack([np.ones(4), POINTS])
#: XOR with the ones column first: no line has its labels right.
XOR = np.array([[1, -1, -1], [1, -1, 1], [1, 1, -1], [1, 1, 1]], dtype=float)
XOR_LABELS = np.array([-1, 1, 1, -1])
#: A point of one class between two of the other: no line has them right either.
MIXED = np.array([[1.0, 1.0], [1.0, 2.0], [1.0, 3.0]])
MIXED_LABELS = np.array([1, -1, 1])


# ------------------------------------------------------------------------------ perceptron


def one_average(f: Function, rng: np.random.Generator) -> None:
    """The lecture's four points from zeros: theta = (0, -2.5, 0.25), half of it for alpha = 0.5."""
    mistaken = {
        "boundary counted as right": np.zeros(3),
        "sum in place of the average": np.array([0.0, -10.0, 1.0]),
        "updated within the epoch": np.array([-0.25, -0.5, 0.0]),
    }
    for alpha in (1.0, 0.5):
        theta = expect.piece(f(ROWS, SIDES, alpha), PERCEPTRON, "theta")
        wrong = {name: alpha * value for name, value in mistaken.items()}
        expect.value(theta, alpha * np.array([0.0, -2.5, 0.25]), "theta", mistaken=wrong)


def by_all_rows(f: Function, rng: np.random.Generator) -> None:
    """Of five rows one is right after the first epoch: in the second, delta is divided by 5 too."""
    X = np.array([[1.0, 1.0], [1.0, 2.0], [1.0, 3.0], [1.0, -1.0], [1.0, 0.5]])
    y = np.array([1, 1, 1, -1, -1])
    theta = expect.piece(f(X, y, 1.0, 1e-9, 2), PERCEPTRON, "theta")
    # First (0.2, 1.3): the last row alone is wrong. Then (0.2, 1.3) - (1, 0.5) / 5.
    mistaken = {"averaged over the wrong rows": np.array([0.2 - 1.0, 1.3 - 0.5])}
    expect.value(theta, np.array([0.0, 1.2]), "theta after two epochs", mistaken=mistaken)


def fixed_increment(f: Function, rng: np.random.Generator) -> None:
    """Row by row, only the first of four points is wrong: (-1, -2, 0), half of it for alpha 0.5."""
    mistaken = {
        "boundary counted as right": np.zeros(3),
        "average ignored": np.array([0.0, -2.5, 0.25]),
        "all rows at once": np.array([0.0, -10.0, 1.0]),
    }
    for alpha in (1.0, 0.5):
        theta = expect.piece(f(ROWS, SIDES, alpha, 1e-9, 1000, False), PERCEPTRON, "theta")
        wrong = {name: alpha * value for name, value in mistaken.items()}
        expect.value(theta, alpha * np.array([-1.0, -2.0, 0.0]), "theta", mistaken=wrong)


def last_epoch(f: Function, rng: np.random.Generator) -> None:
    """It stops after 2 epochs on the four points, after 1 on XOR, and after max_epochs at most."""
    for args, right, what in (
        ((ROWS, SIDES), 2, "the number of epochs"),
        ((XOR, XOR_LABELS), 1, "the number of epochs on XOR"),
        ((ROWS, SIDES, 0.02, 0.3, 9, False), 2, "the number of epochs with alpha = 0.02"),
        ((MIXED, MIXED_LABELS, 1.0, 1e-9, 7, False), 7, "the number of epochs with max_epochs = 7"),
    ):
        mistaken = {"last epoch not counted": right - 1}
        expect.value(expect.piece(f(*args), PERCEPTRON, "epochs"), right, what, mistaken=mistaken)


# ------------------------------------------------------------------------------ gradient_descent


class Spy:
    """A loss that writes down the rows, the labels and the theta of each call."""

    def __init__(self, loss: Callable[[Array, Array, Array], tuple[float, Array]]) -> None:
        self._loss = loss
        self.rows: list[list[int]] = []
        self.labels: list[list[int]] = []
        self.thetas: list[Array] = []

    def __call__(self, theta: object, X: object, y: object) -> tuple[float, Array]:
        for name, value in (("theta", theta), ("X", X), ("y", y)):
            if not isinstance(value, np.ndarray):
                raise Failed(message.wrong_type(f"the {name} handed to loss", value, "an array"))
        theta, X, y = np.asarray(theta, dtype=float), np.asarray(X), np.asarray(y)
        if X.ndim != 2 or y.shape != X.shape[:1]:
            got = f"shapes {X.shape} and {y.shape}"
            raise Failed(f"the X and y handed to loss have {got}; expected one label for each row")
        self.rows.append([int(row) for row in X[:, 0]])
        self.labels.append([int(label) for label in y])
        self.thetas.append(theta.copy())
        return self._loss(theta.copy(), X.copy(), y.copy())

    @property
    def sizes(self) -> list[int]:
        """How many rows each call got."""
        return [len(rows) for rows in self.rows]


def halving(theta: Array, X: Array, y: Array) -> tuple[float, Array]:
    """The loss theta^2 / 2, whatever the rows."""
    return 0.5 * float(np.sum(theta * theta)), np.array(theta)


def slide(theta: Array, X: Array, y: Array) -> tuple[float, Array]:
    """A loss with slope 1 everywhere."""
    return float(np.sum(theta)), np.ones(theta.shape)


def telling(theta: Array, X: Array, y: Array) -> tuple[float, Array]:
    """A loss whose gradient tells which rows came, with which labels, in which order."""
    places = np.arange(1.0, len(X) + 1.0)
    return float(np.sum(theta)), np.array([X[:, 0].sum(), y.sum(), places @ X[:, 0]])


def numbered(N: int) -> tuple[Array, NDArray[np.int64]]:
    """`N` rows that say which row they are, and labels that say the same."""
    return np.column_stack([np.arange(N), np.ones(N)]).astype(float), np.arange(N)


def descended(f: Function, *args: object, wanted: str = "theta", **options: object) -> Array:
    """A piece of what `gradient_descent` returns, looked at for its type."""
    got = expect.piece(f(*args, **options), DESCENT, wanted)
    if not isinstance(got, np.ndarray) or got.dtype.kind not in "fiu":
        raise Failed(message.wrong_type(wanted, got, "an array of floats"))
    return np.asarray(got, dtype=float)


def fresh(rng: np.random.Generator) -> np.random.Generator:
    """A generator of its own to hand over, so that nothing here depends on how far it is drawn."""
    return np.random.default_rng(int(rng.integers(2**32)))


def three_halvings(f: Function, rng: np.random.Generator) -> None:
    """The loss theta^2 / 2 from 8 with lr = 0.5: three epochs of one step each end at 1."""
    X, y = numbered(4)
    for start in (np.array([8.0]), np.full((2, 3), 8.0)):
        theta = descended(f, halving, start, X, y, lr=0.5, epochs=3)
        right = start / 8
        mistaken = {
            "sign flipped": start * 1.5**3,
            "rate divided by the rows": start * (1 - 0.5 / 4) ** 3,
        }
        expect.value(theta, right, "theta", mistaken=mistaken)


def sizes_of_batches(f: Function, rng: np.random.Generator) -> None:
    """10 rows in batches of 4 are batches of 4, 4 and 2, and all three are full steps."""
    for N, size in ((10, 4), (6, 3), (5, 8)):
        spy = Spy(slide)
        theta = descended(f, spy, np.zeros(2), *numbered(N), lr=0.5, epochs=2, batch_size=size)
        expected = sizes(N, size, epochs=2)
        batches_are(spy, expected, size)
        right = np.full(2, 0.5 * len(expected))
        scaled = np.full(2, 0.5 * sum(expected) / size)
        mistaken = {"last batch scaled": scaled}
        what = "on a loss of slope 1, how far all steps went,"
        expect.value(np.abs(theta), right, what, mistaken=mistaken)


def sizes(N: int, size: int, *, epochs: int) -> list[int]:
    """How many rows each step has."""
    rest = [N % size] if N % size else []
    return ([size] * (N // size) + rest) * epochs


def batches_are(spy: Spy, expected: Sequence[int], size: int) -> None:
    """Raise `Failed` unless the loss was called with batches of these sizes."""
    if spy.sizes != list(expected):
        full = [n for n in expected if n == size]
        dropped = spy.sizes == full and len(full) < len(expected)
        mistake = "last batch dropped" if dropped else ""
        if spy.sizes == [size] * len(expected):
            mistake = "last batch filled up"
        raise Failed(message.other_batches(spy.sizes, expected), mistake=mistake)


def orders_are_new(f: Function, rng: np.random.Generator, N: int, size: int, epochs: int) -> None:
    """Raise `Failed` unless each epoch uses each row once, with its label, in a new order."""
    spy = Spy(telling)
    g = Named(f, lr=0.5, epochs=epochs, batch_size=size, rng=fresh(rng))
    descended(g, spy, np.zeros(3), *numbered(N))
    if not spy.rows:
        raise Failed(message.other_batches(spy.sizes, sizes(N, size, epochs=epochs)))
    if spy.labels != spy.rows:
        raise Failed(message.OTHER_LABELS, mistake="X and y shuffled apart")
    rows = list(chain.from_iterable(spy.rows))
    orders = [rows[start : start + N] for start in range(0, len(rows), N)]
    for order in orders:
        if len(set(order)) < len(order):
            raise Failed(message.repeated_row(order), mistake="rows drawn twice")
        if order == sorted(order):
            raise Failed(message.NO_NEW_ORDER, mistake="never shuffled")
    if orders[0] in orders[1:]:
        raise Failed(message.NO_NEW_ORDER, mistake="the same shuffle again")


def each_row_once(f: Function, rng: np.random.Generator) -> None:
    """With a generator each epoch has each of 12 rows once, with its label, in a new order."""
    orders_are_new(f, rng, 12, 4, 3)


def order_from_rng(f: Function, rng: np.random.Generator) -> None:
    """The same generator gives the same order, another one another; none gives the rows' own."""
    orders = []
    for number in (5, 5, 6):
        spy = Spy(telling)
        g = Named(f, lr=0.5, epochs=2, batch_size=1, rng=np.random.default_rng(number))
        descended(g, spy, np.zeros(3), *numbered(30))
        orders.append(spy.rows)
    if orders[0] != orders[1] or orders[0] == orders[2]:
        raise Failed(message.OTHER_GENERATOR, mistake="a generator of its own")
    spy = Spy(telling)
    descended(f, spy, np.zeros(3), *numbered(6), lr=0.5, epochs=1, batch_size=1)
    if spy.rows != [[row] for row in range(6)]:
        fact = "without rng the rows came in another order than they were given in"
        raise Failed(fact, mistake="shuffled unasked")


def rates(f: Function, rng: np.random.Generator) -> None:
    """The rate 0.6 with decay 0.5 is 0.6, 0.4, 0.3 and 0.24 in epochs 0, 1, 2 and 3."""
    for epoch, right in enumerate((0.6, 0.4, 0.3, 0.24)):
        mistaken = {
            "exponential decay": 0.6 * float(np.exp(-0.5 * epoch)),
            "decay subtracted": 0.6 - 0.5 * epoch,
            "epochs counted from 1": 0.6 / (1.5 + 0.5 * epoch),
            "decay ignored": 0.6,
        }
        expect.value(f(0.6, epoch, 0.5), right, f"the rate of epoch {epoch}", mistaken=mistaken)


def rates_used(f: Function, rng: np.random.Generator) -> None:
    """On a loss of slope 1, two steps an epoch, three epochs: the steps have the epochs' rates."""
    args = (slide, np.zeros(1), *numbered(4))
    theta = descended(f, *args, lr=0.6, epochs=3, batch_size=2, decay=0.5)
    steps = 0.6 / (1 + 0.5 * np.arange(6))
    mistaken = {
        "decay ignored": np.array([3.6]),
        "decay at every step": np.array([float(steps.sum())]),
        "epochs counted from 1": np.array([2 * float(steps[1:4].sum())]),
    }
    expect.value(np.abs(theta), np.array([2.6]), "how far all steps went", mistaken=mistaken)


def path_is(f: Function, start: Array, *args: object, **options: object) -> None:
    """Raise `Failed` unless the history is the start, and theta after each step."""
    spy = Spy(halving)
    got = f(spy, start, *args, **options)
    theta, history = (expect.piece(got, DESCENT, name) for name in DESCENT)
    expect.like(theta, start, "theta")
    for handed in spy.thetas:
        expect.like(handed, start, "the theta handed to loss")
    seen = [*spy.thetas, np.asarray(theta, dtype=float)]
    short = isinstance(history, np.ndarray) and history.shape == (len(seen) - 1, *start.shape)
    if short and len(seen) > 2 and isinstance(history, np.ndarray) and history.dtype.kind == "f":
        start_missing = np.allclose(history[0], seen[1])
        mistake = "start left out of the history" if start_missing else ""
        fact = message.wrong_shape("history", history.shape, (len(seen), *seen[0].shape))
        raise Failed(fact, mistake=mistake)
    right = np.array(seen)
    mistaken = {"history of one array": np.array([seen[-1]] * len(seen))}
    expect.value(history, right, "history", mistaken=mistaken)


def history_of_steps(f: Function, rng: np.random.Generator) -> None:
    """The history holds the start and what theta was after each of 6 steps, row for row."""
    path_is(f, np.array([8.0, -4.0]), *numbered(6), lr=0.5, epochs=2, batch_size=2)
    path_is(f, np.ones((2, 3)), *numbered(3), lr=0.25, epochs=4)


def doubling(theta: Array, X: Array, y: Array) -> tuple[float, Array]:
    """A steep bowl: with lr = 9 each step takes theta to -35 times itself."""
    with np.errstate(over="ignore", invalid="ignore"):
        return float(np.sum(2 * theta * theta)), 4 * theta


def ending(value: float, slope: float) -> Callable[..., tuple[float, Array]]:
    """A loss of this value, and of this slope in the first entry of theta."""
    return lambda theta, X, y: (value, np.append(slope, np.zeros(theta.size - 1)))


def divergence_named(f: Function, rng: np.random.Generator) -> None:
    """With too large a rate it stops by a FloatingPointError that names lr."""
    args = (doubling, np.array([1.0, -2.0]), *numbered(3))
    descended(f, *args, lr=0.1, epochs=3)  # no divergence
    what = "a loss that grew beyond all bounds"
    for lr in (9.0, 1e9):
        far = Named(f, lr=lr, epochs=800)
        expect.refuses(far, *args, error="FloatingPointError", what=what, naming=("lr",))
    for value, slope in ((np.inf, 0.0), (np.nan, 0.0), (1.0, np.inf), (1.0, np.nan)):
        end = Named(f, lr=0.1, epochs=1)
        what = f"a loss of value {value} with a slope of {slope}"
        last = (ending(value, slope), *args[1:])
        expect.refuses(end, *last, error="FloatingPointError", what=what, naming=("lr",))


def start_is_kept(f: Function, rng: np.random.Generator) -> None:
    """theta, X and y are the same after the descent."""
    g = Named(f, lr=0.25, epochs=3, batch_size=2, rng=fresh(rng))
    args = (halving, np.full((2, 3), 4.0), *numbered(6))
    expect.untouched(g, *args, names=("loss", "theta", "X", "y"))
    expect.depends(g, args, (halving, np.full((2, 3), 9.0), *numbered(6)))
    expect.like(expect.piece(g(*args), DESCENT, "theta"), args[1], "theta")


CLASSIFIER = (
    Check("average", one_average),
    Check("average", by_all_rows),
    Check("fixed increment", fixed_increment),
    Check("stopping", last_epoch),
)

TRAINING = (
    Check("batch", three_halvings, "gradient_descent"),
    Check("minibatches", sizes_of_batches, "gradient_descent"),
    Check("order", each_row_once, "gradient_descent"),
    Check("order", order_from_rng, "gradient_descent"),
    Check("decay", rates, "learning_rate"),
    Check("decay", rates_used, "gradient_descent"),
    Check("history", history_of_steps, "gradient_descent"),
    Check("divergence", divergence_named, "gradient_descent"),
    Check("purity", start_is_kept, "gradient_descent"),
)

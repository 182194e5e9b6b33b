"""Hidden checks and known mistakes of assignment 3's Jacobians and orders of entries."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from autograder.exercise import Check, KnownMistake, Probe
from autograder.judging import expect
from autograder.judging.function import Function
from autograder.tolerance import DIFFERENCE, EXACT
from autograder.visible import derivative_rules as visible
from solutions.hidden.score_mistakes import known

Array = NDArray[np.float64]
Vector = Callable[[Array], Array]

# ------------------------------------------------------------------------------ numerical_jacobian


def upright(got: object, m: int, n: int) -> object:
    """A Jacobian turned the right way round: the shape is judged apart."""
    return got.T if isinstance(got, np.ndarray) and got.shape == (n, m) else got


def sines(A: Array) -> Vector:
    return lambda x: A @ np.sin(x)


def fresh_jacobian(f: Function, rng: np.random.Generator) -> None:
    """A fresh function of several outputs."""
    for m, n in ((3, 5), (6, 2)):
        A, x = rng.normal(size=(m, n)), rng.uniform(-1.5, 1.5, n)
        expect.value(upright(f(sines(A), x), m, n), A * np.cos(x), "J", DIFFERENCE)
        # With a wide step the centred difference is sin(h) / h times the derivative.
        h = float(rng.uniform(0.2, 0.4))
        wide = A * np.cos(x) * np.sin(h) / h
        expect.value(upright(f(sines(A), x, h), m, n), wide, "J for a wide step", DIFFERENCE)


def square_chain(rng: np.random.Generator) -> tuple[object, ...]:
    """Two square Jacobians: no product of them fails."""
    n = int(rng.integers(3, 6))
    return rng.normal(size=(n, n)), rng.normal(size=(n, n))


def long_chain(rng: np.random.Generator) -> tuple[object, ...]:
    """Two Jacobians of sizes that fit one way only."""
    m, k, n = rng.permutation([2, 4, 5])
    return rng.normal(size=(m, k)), rng.normal(size=(k, n))


def two_functions(rng: np.random.Generator) -> tuple[object, ...]:
    """An outer Jacobian, an inner function with its Jacobian, and a point."""
    A, B, x = rng.normal(size=(3, 4)), rng.normal(size=(4, 4)), rng.normal(size=4)
    return lambda u: A * np.cos(u), lambda x: np.sin(B @ x), lambda x: np.cos(B @ x)[:, None] * B, x


JACOBIAN = (
    Check("values", fresh_jacobian, "numerical_jacobian"),
    Check("shape", visible.jacobian_shapes, "numerical_jacobian"),
    Check("purity", visible.jacobian_keeps_x, "numerical_jacobian"),
    Probe("chain", "fresh square Jacobians", square_chain, function="chain_jacobian"),
    Probe("chain", "fresh Jacobians", long_chain, function="chain_jacobian"),
    Probe("where it is taken", "fresh functions", two_functions, function="chain_jacobian_at"),
)


def jacobian(
    quotient: Callable[[Vector, Array, Array, float], Array], turned: bool = False
) -> Callable[..., Array]:
    """A Jacobian by this quotient `(f, x, h e_j, h)`."""

    def numerical_jacobian(f: Vector, x: Array, h: float = 1e-5) -> Array:
        J = np.stack([quotient(f, x, h * e, h) for e in np.eye(len(x))], axis=1)
        return J.T if turned else J

    return numerical_jacobian


def both_sides(f: Vector, x: Array, step: Array, h: float) -> Array:
    return (f(x + step) - f(x - step)) / h / 2


def jacobian_in_place(f: Vector, x: Array, h: float = 1e-5) -> Array:
    columns = []
    for j in range(len(x)):
        x[j] += h
        up = f(x)
        x[j] -= 2 * h
        columns.append((up - f(x)) / h / 2)
        x[j] += h
    return np.array(columns).T


def squeezed_jacobian(f: Vector, x: Array, h: float = 1e-5) -> Array:
    J = jacobian(both_sides)(f, x, h)
    return J[0] if len(J) == 1 else J


def _jacobian(name: str, code: Callable[..., object], *parts: str) -> KnownMistake:
    return KnownMistake(name, code, parts, "numerical_jacobian")


JACOBIANS = (
    _jacobian("one-sided difference", jacobian(lambda f, x, e, h: (f(x + e) - f(x)) / h), "values"),
    _jacobian("width of the step", jacobian(lambda *a: 2 * both_sides(*a)), "values"),
    _jacobian("sign flipped", jacobian(lambda *a: -both_sides(*a)), "values"),
    _jacobian("step ignored", lambda f, x, h=1e-5: jacobian(both_sides)(f, x, 1e-5), "values"),
    _jacobian("Jacobian transposed", jacobian(both_sides, turned=True), "shape"),
    _jacobian("axis of length 1 dropped", squeezed_jacobian, "shape"),
    _jacobian("steps added and taken back", jacobian_in_place, "purity"),
    *known(
        "chain_jacobian",
        "chain",
        {
            "product the other way round": lambda Jf, Jg: Jg @ Jf,
            "entries multiplied one by one": lambda Jf, Jg: Jf * Jg,
            "a transpose too many": lambda Jf, Jg: Jf.T @ Jg,
        },
    ),
    *known(
        "chain_jacobian_at",
        "where it is taken",
        {
            "outer Jacobian taken at x": lambda df, g, dg, x: df(x) @ dg(x),
            "inner Jacobian left out": lambda df, g, dg, x: df(g(x)),
            "inner Jacobian taken at g(x)": lambda df, g, dg, x: df(g(x)) @ dg(g(x)),
        },
    ),
)

# ------------------------------------------------------------------------------ column_major


def a_matrix(rng: np.random.Generator) -> tuple[object, ...]:
    """A matrix that is not square."""
    return (rng.normal(size=(int(rng.integers(3, 5)), int(rng.integers(5, 8)))),)


def whole_view(rng: np.random.Generator) -> tuple[object, ...]:
    """Integers in a transposed view."""
    return (rng.integers(-99, 99, (6, 4)).T,)


def a_jacobian(rng: np.random.Generator) -> tuple[object, ...]:
    """A Jacobian with respect to a matrix that is not square."""
    m, n = int(rng.integers(3, 5)), int(rng.integers(5, 8))
    return rng.normal(size=(4, m * n)), (m, n)


COLUMNS = (
    Probe("flattening", "a fresh matrix", a_matrix, tolerance=EXACT, function="column_major"),
    Probe("flattening", "integers, transposed", whole_view, tolerance=EXACT,
          function="column_major"),
    Probe("Jacobian", "a fresh Jacobian", a_jacobian, tolerance=EXACT,
          function="column_major_jacobian"),
)  # fmt: skip


def places(shape: tuple[int, ...]) -> NDArray[np.int64]:
    return np.ravel(np.arange(int(np.prod(shape))).reshape(shape), order="F")


ORDERS = (
    *known(
        "column_major",
        "flattening",
        {
            "row by row": np.ravel,
            "columns from the last": lambda M: M[:, ::-1].ravel(order="F"),
            "columns not joined": lambda M: M.T,
        },
    ),
    *known(
        "column_major_jacobian",
        "Jacobian",
        {
            "columns not moved": lambda J, shape: J,
            "moved the other way": lambda J, shape: J[:, np.argsort(places(shape))],
            "rows moved too": lambda J, shape: J[::-1, places(shape)],
        },
    ),
)

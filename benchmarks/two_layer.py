"""How fast the references are against bare products: `python -m benchmarks.two_layer [FILE.json]`.

One process, one thread, float64, 500 x 3073 inputs, 10 classes, 100 hidden units: a batch of
CIFAR-10 with a column of ones. Each reference is timed in turn with what it is compared to, and the
ratios are medians over the rounds, so that a machine that slows down slows both. Times are those
of the processor: what else the machine does in between isn't counted. PyTorch is compared where it
is installed. Prints a table, and writes the same as JSON. Needs the solutions.
"""

from __future__ import annotations

import os

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"  # read when NumPy is loaded, so before it is

import argparse
import importlib.util
import json
import math
import platform
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from solutions.softmax import softmax_loss_vectorized
from solutions.svm_loss import svm_loss_vectorized
from solutions.two_layer_network import Params, two_layer_loss

N, D, C, H = 500, 3073, 10, 100
REG, LR = 1e-4, 1e-3
ROUNDS = 101
WARM = 5

Work = Callable[[], object]
Matrix = Any  # NumPy's or PyTorch's


@dataclass(frozen=True)
class Row:
    """One comparison: milliseconds of both sides, their ratio, and the ratio that is aimed at."""

    what: str
    against: str
    aim: float | None = None
    ms: float = math.nan
    ms_against: float = math.nan
    ratio: float = math.nan
    note: str = ""


def timed(row: Row, work: Work, baseline: Work, rounds: int) -> Row:
    """The row with times in it: medians, and the median of the rounds' ratios."""
    times: list[tuple[float, float]] = []
    for round_ in range(WARM + rounds):
        # Who goes first changes: what one leaves in the caches is the other's luck.
        pair = (work, baseline) if round_ % 2 else (baseline, work)
        took = {}
        for run in pair:
            begin = time.process_time()
            run()
            took[run] = 1000 * (time.process_time() - begin)
        if round_ >= WARM:
            times.append((took[work], took[baseline]))
    mine, theirs = (statistics.median(column) for column in zip(*times, strict=True))
    ratio = statistics.median(a / b for a, b in times)
    return replace(row, ms=mine, ms_against=theirs, ratio=ratio)


# ------------------------------------------------------------------------------ what is compared


def drawn(rng: np.random.Generator) -> tuple[Params, np.ndarray, np.ndarray]:
    """Parameters, inputs and labels of the sizes above."""
    params = {
        "W1": 0.01 * rng.standard_normal((D, H)),
        "b1": np.zeros(H),
        "W2": 0.1 * rng.standard_normal((H, C)),
        "b2": np.zeros(C),
    }
    return params, rng.standard_normal((N, D)), rng.integers(0, C, N)


def linear_rows(X: np.ndarray, y: np.ndarray, rng: np.random.Generator, rounds: int) -> list[Row]:
    """The vectorised losses of a linear classifier against `X @ W` and `X.T @ S`."""
    W = 0.01 * rng.standard_normal((D, C))
    S = X @ W

    def products() -> object:
        return X @ W, X.T @ S

    return [
        timed(Row(name, "bare products", aim), partial(loss, W, X, y, REG), products, rounds)
        for name, loss, aim in (
            ("svm_loss_vectorized", svm_loss_vectorized, 1.15),
            ("softmax_loss_vectorized", softmax_loss_vectorized, 1.3),
        )
    ]


def five_products(params: Mapping[str, Matrix], X: Matrix, Z: Matrix, S: Matrix) -> Work:
    """The products of a pass forward and back, of NumPy's arrays or PyTorch's tensors."""
    W1, W2 = params["W1"], params["W2"]

    def products() -> object:
        return X @ W1, Z @ W2, S @ W2.T, Z.T @ S, X.T @ Z

    return products


def network_rows(
    params: Params, X: np.ndarray, y: np.ndarray, rng: np.random.Generator, rounds: int
) -> list[Row]:
    """`two_layer_loss` against its products, and with a step of descent against autograd."""
    Z, S = rng.standard_normal((N, H)), rng.standard_normal((N, C))
    ours = five_products(params, X, Z, S)
    bare = Row("two_layer_loss", "bare products", 1.15)
    rows = [timed(bare, partial(two_layer_loss, params, X, y, REG), ours, rounds)]
    whole = Row("two_layer_loss and a step", "PyTorch autograd", 0.8)
    if importlib.util.find_spec("torch") is None:
        note = "PyTorch is not installed in this environment"
        return [*rows, replace(whole, note=note)]
    import torch

    torch.set_num_threads(1)
    step, autograd = steps(params, X, y)
    tensors = {name: torch.tensor(value) for name, value in params.items()}
    theirs = five_products(tensors, *(torch.tensor(array) for array in (X, Z, S)))
    note = f"PyTorch {torch.__version__}"
    # What part of a ratio is the library of matrix products, which no reference can mend.
    products = Row("the bare products", "PyTorch's products")
    return [
        *rows,
        timed(replace(whole, note=note), step, autograd, rounds),
        timed(replace(products, note=note), ours, theirs, rounds),
    ]


def steps(params: Params, X: np.ndarray, y: np.ndarray) -> tuple[Work, Work]:
    """A loss, its gradients and a step of descent: the reference's, and autograd's.

    Raises AssertionError where the two don't come to the same parameters.
    """
    import torch

    tensors = {k: torch.tensor(v, requires_grad=True) for k, v in params.items()}
    inputs, labels = torch.tensor(X), torch.tensor(y)
    optimiser = torch.optim.SGD(tensors.values(), lr=LR)

    def autograd() -> None:
        optimiser.zero_grad()
        hidden = torch.relu(inputs @ tensors["W1"] + tensors["b1"])
        scores = hidden @ tensors["W2"] + tensors["b2"]
        penalty = (tensors["W1"] ** 2).sum() + (tensors["W2"] ** 2).sum()
        loss = torch.nn.functional.cross_entropy(scores, labels) + REG * penalty
        loss.backward()
        optimiser.step()

    ours = {name: value.copy() for name, value in params.items()}

    def step() -> None:
        _, grads = two_layer_loss(ours, X, y, REG)
        for name, gradient in grads.items():
            ours[name] -= LR * gradient

    step()
    autograd()
    for name, tensor in tensors.items():
        np.testing.assert_allclose(ours[name], tensor.detach().numpy(), rtol=0, atol=1e-12)
    return step, autograd


# ------------------------------------------------------------------------------ table


def table(rows: Sequence[Row]) -> str:
    """The rows as text, a line each."""
    lines = [f"{'this':<27}{'against':<20}{'ms':>7}{'ms':>7}{'ratio':>7}{'aim':>6}"]
    for row in rows:
        if math.isnan(row.ratio):
            lines.append(f"{row.what:<27}{row.against:<20}left out: {row.note}")
            continue
        line = (
            f"{row.what:<27}{row.against:<20}{row.ms:>7.2f}{row.ms_against:>7.2f}{row.ratio:>7.2f}"
        )
        if row.aim is not None:
            line += f"{row.aim:>6.2f}" + ("  missed" if row.ratio > row.aim else "")
        lines.append(line)
    return "\n".join(lines)


def measured(rounds: int = ROUNDS) -> list[Row]:
    """All comparisons."""
    rng = np.random.default_rng(0)
    params, X, y = drawn(rng)
    # A batch is copied and dropped, as in training: from then on glibc keeps memory of that size,
    # where it would else hand it back after each call, and clearing it anew is what one measured.
    X[np.arange(N)]
    return [*network_rows(params, X, y, rng, rounds), *linear_rows(X, y, rng, rounds)]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table and write the JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.two_layer", description=__doc__)
    parser.add_argument("json", nargs="?", type=Path, default=Path("build/two_layer.json"))
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    given = parser.parse_args(arguments)
    rows = measured(given.rounds)
    print(f"{N} x {D} inputs, {C} classes, {H} hidden units, float64, one thread")
    print(table(rows))
    given.json.parent.mkdir(parents=True, exist_ok=True)
    about = {
        "sizes": {"N": N, "D": D, "C": C, "H": H},
        "rounds": given.rounds,
        "machine": f"{platform.machine()}, {platform.system()}",
        "python": platform.python_version(),
        "numpy": np.__version__,
        "rows": [
            {k: v for k, v in asdict(row).items() if v == v} for row in rows
        ],  # nan is no JSON
    }
    given.json.write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")
    print(f"written to {given.json}")


if __name__ == "__main__":
    main()

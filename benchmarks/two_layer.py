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
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from solutions.softmax import softmax_loss_vectorized
from solutions.svm_loss import svm_loss_vectorized
from solutions.two_layer_network import Params, two_layer_loss

N, D, C, H = 500, 3073, 10, 100
REG, LR = 1e-4, 1e-3
ROUNDS = 101
WARM = 5

Work = Callable[[], object]


@dataclass(frozen=True)
class Row:
    """One comparison: milliseconds of both sides, their ratio, and the ratio that is aimed at."""

    what: str
    against: str
    ms: float | None
    ms_against: float | None
    ratio: float | None
    aim: float
    note: str = ""


def compared(what: str, against: str, work: Work, baseline: Work, aim: float, rounds: int) -> Row:
    """Time both in turn; medians, and the median of the rounds' ratios."""
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
    return Row(what, against, mine, theirs, ratio, aim)


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
        compared(name, "bare products", lambda: loss(W, X, y, REG), products, aim, rounds)  # noqa: B023
        for name, loss, aim in (
            ("svm_loss_vectorized", svm_loss_vectorized, 1.15),
            ("softmax_loss_vectorized", softmax_loss_vectorized, 1.3),
        )
    ]


def network_row(params: Params, X: np.ndarray, y: np.ndarray, rounds: int) -> Row:
    """`two_layer_loss` against its five matrix products."""
    W1, W2 = params["W1"], params["W2"]
    Z, S = X @ W1, X @ W1 @ W2

    def products() -> object:
        return X @ W1, Z @ W2, S @ W2.T, Z.T @ S, X.T @ Z

    def loss() -> object:
        return two_layer_loss(params, X, y, REG)

    return compared("two_layer_loss", "bare products", loss, products, 1.15, rounds)


def torch_row(params: Params, X: np.ndarray, y: np.ndarray, rounds: int) -> Row:
    """`two_layer_loss` and a step of descent against autograd doing the same."""
    what, against, aim = "two_layer_loss and a step", "PyTorch autograd", 0.8
    if importlib.util.find_spec("torch") is None:
        note = "PyTorch is not installed in this environment"
        return Row(what, against, None, None, None, aim, note)
    import torch

    torch.set_num_threads(1)
    tensors = {k: torch.tensor(v, requires_grad=True) for k, v in params.items()}
    inputs, labels = torch.tensor(X), torch.tensor(y)
    optimiser = torch.optim.SGD(tensors.values(), lr=LR)

    def autograd_loss() -> torch.Tensor:
        hidden = torch.relu(inputs @ tensors["W1"] + tensors["b1"])
        scores = hidden @ tensors["W2"] + tensors["b2"]
        penalty = (tensors["W1"] ** 2).sum() + (tensors["W2"] ** 2).sum()
        return torch.nn.functional.cross_entropy(scores, labels) + REG * penalty

    def autograd() -> None:
        optimiser.zero_grad()
        autograd_loss().backward()
        optimiser.step()

    ours = {name: value.copy() for name, value in params.items()}

    def step() -> None:
        _, grads = two_layer_loss(ours, X, y, REG)
        for name, gradient in grads.items():
            ours[name] -= LR * gradient

    # The same numbers, or the comparison says nothing.
    step()
    autograd()
    for name, tensor in tensors.items():
        np.testing.assert_allclose(ours[name], tensor.detach().numpy(), rtol=0, atol=1e-12)
    found = compared(what, against, step, autograd, aim, rounds)
    return Row(*list(asdict(found).values())[:-1], note=f"PyTorch {torch.__version__}")


# ------------------------------------------------------------------------------ table


def table(rows: Sequence[Row]) -> str:
    """The rows as text, a line each."""
    lines = [f"{'reference':<26}{'against':<19}{'ms':>8}{'ms':>8}{'ratio':>8}{'aim':>7}"]
    for row in rows:
        if row.ratio is None:
            lines.append(f"{row.what:<26}{row.against:<19}left out: {row.note}")
        else:
            mark = "" if row.ratio <= row.aim else "  missed"
            lines.append(
                f"{row.what:<26}{row.against:<19}{row.ms:>8.2f}{row.ms_against:>8.2f}"
                f"{row.ratio:>8.2f}{row.aim:>7.2f}{mark}"
            )
    return "\n".join(lines)


def measured(rounds: int = ROUNDS) -> list[Row]:
    """All comparisons."""
    rng = np.random.default_rng(0)
    params, X, y = drawn(rng)
    return [
        torch_row(params, X, y, rounds),
        network_row(params, X, y, rounds),
        *linear_rows(X, y, rng, rounds),
    ]


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
        "rows": [asdict(row) for row in rows],
    }
    given.json.write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")
    print(f"written to {given.json}")


if __name__ == "__main__":
    main()

"""Measure how often the grader is wrong, and write `docs/accuracy.md`: `make accuracy`.

The figures go to `docs/accuracy.json`, and the page is made from that file alone. How long each
measure took is no figure of the grader's: it goes to `build/accuracy_seconds.json`.
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime
import json
import platform
import time
from collections.abc import Callable, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

from autograder import course
from solutions.accuracy import correct, floor, mistakes, mutants, page, pairs, peers
from solutions.accuracy.seed import shares


def _correct(given: argparse.Namespace) -> dict[str, Any]:
    """Right answers with OpenBLAS on one thread and on two, and at the floor."""
    ways: list[dict[str, Any]] = [{"threads": 1}, {"threads": 2}]
    if given.floor:
        ways.append({"python": floor.install(course.find_root() / "build" / "floor")})
    runs = [
        correct.measure_elsewhere(
            given.exercises, len(seeds), first=seeds.start, workers=given.workers, **way
        )
        for seeds, way in zip(shares(given.seeds, len(ways)), ways, strict=True)
    ]
    return {"runs": [dataclasses.asdict(run) for run in runs]}


def _mistakes(given: argparse.Namespace) -> dict[str, Any]:
    found = mistakes.measure(given.seeds, given.exercises, given.right_seeds, given.workers)
    return dataclasses.asdict(found)


def _pairs(given: argparse.Namespace) -> dict[str, Any]:
    return dataclasses.asdict(pairs.measure(given.pairs, given.exercises, given.workers))


def _mutants(given: argparse.Namespace) -> dict[str, Any]:
    found = mutants.measure(exercises=given.exercises, every=given.every, workers=given.workers)
    return placed(dataclasses.asdict(found))


def placed(figures: dict[str, Any]) -> dict[str, Any]:
    """The figures with mutants named by place and operator: docs/ holds no line of an answer.

    >>> placed({"tallies": [{"survivors": [], "unseen": ["f:1:sign return a -> return -a"]}]})
    {'tallies': [{'survivors': [], 'unseen': ['f:1:sign']}]}
    """
    for tally in figures["tallies"]:
        for key in ("survivors", "unseen"):
            tally[key] = [name.partition(" ")[0] for name in tally[key]]
    return figures


def _peers(given: argparse.Namespace) -> dict[str, Any]:
    found = peers.measure(exercises=given.exercises, every=given.every, workers=given.workers)
    return dataclasses.asdict(found)


#: The measures by the names of their modules; each is given the command's options.
MEASURES: Mapping[str, Callable[[argparse.Namespace], dict[str, Any]]] = {
    "correct": _correct,
    "mistakes": _mistakes,
    "pairs": _pairs,
    "mutants": _mutants,
    "peers": _peers,
}


def versions() -> dict[str, str]:
    """What the figures were measured with."""
    config: Any = np.show_config(mode="dicts")
    blas = config["Build Dependencies"]["blas"]
    return {
        "Chainrule": metadata.version("chainrule"),
        "Python": platform.python_version(),
        "NumPy": np.__version__,
        "SciPy": metadata.version("scipy"),
        "BLAS": f"{blas['name']} {blas['version']}",
    }


def measured(given: argparse.Namespace) -> tuple[dict[str, Any], dict[str, float]]:
    """The figures of all measures as plain values, and the seconds that each took."""
    figures: dict[str, Any] = {
        "date": given.date.isoformat(),
        "versions": versions(),
        "command": repeating(given),
    }
    seconds = {}
    for name, measure in MEASURES.items():
        started = time.monotonic()
        figures[name] = measure(given)
        seconds[name] = round(time.monotonic() - started, 1)
        print(f"{name}: {seconds[name]:.0f} s", flush=True)
    # Tuples are lists in JSON: what is written and what is read back are the same.
    return json.loads(json.dumps(figures)), seconds


def repeating(given: argparse.Namespace) -> str:
    """The command that measures the same again."""
    sizes = {"pairs": given.pairs, "right-seeds": given.right_seeds, "every": given.every}
    named = [f"--{name}={size}" for name, size in sizes.items()]
    arguments = [*named, *["--floor"] * given.floor, *given.exercises]
    return f'make accuracy SEEDS={given.seeds} ARGS="{" ".join(arguments)}"'


def write(figures: Mapping[str, Any], folder: Path) -> None:
    """Write the figures and the page made of them."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(figures, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    (folder / "accuracy.json").write_text(text, "utf-8")
    # From what is in the file, in its order: the page is made from that file alone.
    (folder / "accuracy.md").write_text(page.markdown(json.loads(text)), "utf-8")


def options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """The command's options; `arguments` in place of the command line's."""
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add("exercises", nargs="*", help="these alone")
    add("--date", type=datetime.date.fromisoformat, required=True, help="of the page: 2026-01-31")
    add("--seeds", type=int, default=4, help="for mistakes and right answers (200 at a release)")
    add("--right-seeds", type=int, default=1, help="for names told of right answers")
    add("--pairs", type=int, default=8, help="pairs of mistakes of each kind, by exercise")
    add("--every", type=int, default=1, help="of the mutants one in so many")
    add("--floor", action="store_true", help="right answers with the oldest NumPy allowed, too")
    add("--workers", type=int, default=0, help="processes; 0: one for each core")
    add("--into", type=Path, help="a folder in place of docs/")
    return parser.parse_args(arguments)


def main() -> int:
    """Measure and write; 1 if a line that CI holds is crossed."""
    given = options()
    root = course.find_root()
    figures, seconds = measured(given)
    write(figures, given.into or root / "docs")
    (root / "build").mkdir(exist_ok=True)
    (root / "build" / "accuracy_seconds.json").write_text(json.dumps(seconds, indent=1) + "\n")
    crossed = page.crossed(figures)
    print(*crossed, sep="\n", end="\n" if crossed else "")
    return 1 if crossed else 0


if __name__ == "__main__":
    raise SystemExit(main())

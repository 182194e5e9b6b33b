"""Correct answers that lose a mark: every reference and every other form, over many seeds."""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import scipy

from autograder.outcome import Status
from autograder.seed import Seed
from solutions.accuracy.seed import seeds_for
from solutions.accuracy.spread import spread
from solutions.forms import Form, forms
from solutions.tests import matrix

ROOT = Path(__file__).resolve().parents[2]

#: How many threads OpenBLAS is allowed. It is read when NumPy is loaded, and not again.
THREADS = "OPENBLAS_NUM_THREADS"


@dataclass(frozen=True)
class Lost:
    """A part that a correct answer did not earn: a flake, or a check that is wrong."""

    exercise: str
    form: str
    seed: int
    part: str
    status: str
    fact: str


@dataclass(frozen=True)
class Correct:
    """What was measured: so many `gradings` of an answer to an exercise.

    `answers` counts those to each exercise, the reference among them. `threads` is what OpenBLAS
    was allowed, "" if nobody said; seeds are numbered from `first` on.
    """

    numpy: str
    scipy: str
    threads: str
    first: int
    seeds: int
    answers: dict[str, int]
    gradings: int
    lost: tuple[Lost, ...]

    @property
    def flakes(self) -> int:
        """In how many of these gradings a mark was lost."""
        return len({(at.exercise, at.form, at.seed) for at in self.lost})


def measure(
    exercises: Sequence[str] = (), seeds: int = 200, *, first: int = 0, workers: int = 0
) -> Correct:
    """Judge every correct answer to these exercises, or to all, with each of the seeds.

    In the processes of this interpreter, by the visible and by the hidden checks.

    >>> found = measure(["stretch"], seeds=2, workers=1)
    >>> found.gradings == 2 * found.answers["stretch"], found.flakes, found.lost
    (True, 0, ())
    """
    names = tuple(exercises) or tuple(matrix.HIDDEN)
    answers = {name: len(_answers(name)) for name in names}
    work = partial(lost_marks, seeds=range(first, first + seeds))
    return Correct(
        numpy=np.__version__,
        scipy=scipy.__version__,
        threads=os.environ.get(THREADS, ""),
        first=first,
        seeds=seeds,
        answers=answers,
        gradings=sum(count * seeds_for(name, seeds) for name, count in answers.items()),
        lost=tuple(lost for found in spread(work, names, workers) for lost in found),
    )


def _answers(exercise: str) -> dict[str, Form]:
    hidden = matrix.HIDDEN[exercise]
    others = {f"form {k}": form for k, form in enumerate(forms(hidden.exercise), start=1)}
    return {"reference": hidden.reference, **others}


def lost_marks(exercise: str, seeds: Sequence[int]) -> tuple[Lost, ...]:
    """Every part of an exercise that a correct answer to it loses with one of these seeds."""
    hidden = matrix.HIDDEN[exercise]
    return tuple(
        Lost(exercise, form, seed, part.name, str(part.outcome.status), part.outcome.fact)
        for form, functions in _answers(exercise).items()
        for seed in seeds[: seeds_for(exercise, len(seeds))]
        for part in matrix.judged(hidden, functions, Seed(f"correct {seed}")).parts
        if part.outcome.status is not Status.PASSED
    )


def measure_elsewhere(
    exercises: Sequence[str] = (),
    seeds: int = 200,
    *,
    first: int = 0,
    workers: int = 0,
    python: Path = Path(sys.executable),
    threads: int = 1,
) -> Correct:
    """`measure` by another interpreter, with another NumPy, or with so many threads of OpenBLAS.

    Raises CalledProcessError where that interpreter fails; its errors are on stderr.
    """
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "correct.json"
        command = [python, "-m", "solutions.accuracy.correct", *exercises, "--json", file]
        options = [f"--seeds={seeds}", f"--first={first}", f"--workers={workers}"]
        path = os.pathsep.join([str(ROOT), str(ROOT / "datasets")])
        environment = {**os.environ, THREADS: str(threads), "PYTHONPATH": path}
        subprocess.run(
            [*command, *options], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL
        )
        return read(file)


def read(file: Path) -> Correct:
    """What `--json` wrote."""
    data = json.loads(file.read_text("utf-8"))
    return Correct(**{**data, "lost": tuple(Lost(**lost) for lost in data["lost"])})


def options(says: str) -> argparse.ArgumentParser:
    """What can be said on the command line: which exercises, how many seeds, how many processes."""
    parser = argparse.ArgumentParser(description=says.partition("\n")[0])
    parser.add_argument("exercises", nargs="*", help="names of exercises; all if there are none")
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--first", type=int, default=0, help="the number of the first seed")
    parser.add_argument("--workers", type=int, default=0, help="processes; 0: one for each core")
    return parser


def main() -> None:
    """Measure, say what was found, and write it; exit with 1 where a mark was lost."""
    parser = options(__doc__ or "")
    parser.add_argument("--json", type=Path, help="a file for the result; then 0 is the exit code")
    given = parser.parse_args()
    found = measure(given.exercises, given.seeds, first=given.first, workers=given.workers)
    print(said(found))
    if given.json:
        given.json.write_text(json.dumps(dataclasses.asdict(found), indent=1) + "\n", "utf-8")
    else:
        sys.exit(bool(found.lost))


def said(found: Correct) -> str:
    """What was found in words: each lost mark, and the sum.

    >>> print(said(Correct("2.4", "1.17", "1", 0, 200, {"stretch": 7}, 1400, ())))
    NumPy 2.4, SciPy 1.17, threads: 1. 7 correct answers, 1400 gradings, 0 with a lost mark.
    """
    lost = [f"{at.exercise}, {at.form}, seed {at.seed}: {at.part}: {at.fact}" for at in found.lost]
    return "\n".join(
        [
            *lost,
            f"NumPy {found.numpy}, SciPy {found.scipy}, threads: {found.threads or 'any'}. "
            f"{sum(found.answers.values())} correct answers, {found.gradings} gradings, "
            f"{found.flakes} with a lost mark.",
        ]
    )


if __name__ == "__main__":
    main()

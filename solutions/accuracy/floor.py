"""Correct answers at the floor: with the oldest NumPy and SciPy that `pyproject.toml` allows.

`python -m solutions.accuracy.floor --seeds 20` makes a virtual environment with them (all else as
in `constraints.txt`), measures there what `correct` measures here, and removes it; with
`--venv FOLDER` it is kept, and used again if it is there.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import tomllib
import venv
from collections.abc import Sequence
from pathlib import Path

from solutions.accuracy import correct

#: The libraries that compute. Both are at their floor together: SciPy is built for a NumPy.
OLDEST = ("numpy", "scipy")


def dependencies() -> list[str]:
    """What the course needs, as in `pyproject.toml`, but of `OLDEST` the first series allowed.

    >>> [one for one in dependencies() if one.startswith("numpy")]
    ['numpy==2.1.*']
    """
    project = tomllib.loads((correct.ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    oldest = re.compile(rf"({'|'.join(OLDEST)})>=([\d.]+),.*")
    return [oldest.sub(r"\1==\2.*", one) for one in project["dependencies"]]


def install(folder: Path) -> Path:
    """Make the environment in `folder` unless it is there as it should be; its interpreter."""
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    pins = (correct.ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pinned = [pin for pin in pins if pin.partition("==")[0] not in OLDEST]
    wanted = "\n".join([*pinned, "", *dependencies()])
    made = folder / "made_of.txt"
    if not made.exists() or made.read_text("utf-8") != wanted:
        venv.create(folder, with_pip=True, clear=True)
        kept = folder / "constraints.txt"
        kept.write_text("\n".join(pinned), "utf-8")
        pip = [python, "-m", "pip", "install", "--quiet", "--constraint", kept]
        subprocess.run([*pip, *dependencies()], check=True)
        made.write_text(wanted, "utf-8")  # last: a cut installation is made anew
    return python


def measure(
    exercises: Sequence[str] = (),
    seeds: int = 200,
    *,
    first: int = 0,
    workers: int = 0,
    threads: int = 1,
    folder: Path | None = None,
) -> correct.Correct:
    """`correct.measure` at the floor, in an environment in `folder`, or in one that is removed."""
    with tempfile.TemporaryDirectory() as temporary:
        python = install(folder or Path(temporary) / "venv")
        return correct.measure_elsewhere(
            exercises, seeds, first=first, workers=workers, threads=threads, python=python
        )


def main() -> None:
    """Measure at the floor and say what was found."""
    parser = correct.options(__doc__ or "")
    parser.add_argument("--threads", type=int, default=1, help="threads that OpenBLAS is allowed")
    parser.add_argument("--venv", type=Path, help="a folder to keep the environment in")
    given = parser.parse_args()
    found = measure(
        given.exercises,
        given.seeds,
        first=given.first,
        threads=given.threads,
        workers=given.workers,
        folder=given.venv,
    )
    print(correct.said(found))
    sys.exit(bool(found.lost))


if __name__ == "__main__":
    main()

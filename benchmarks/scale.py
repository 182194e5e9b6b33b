"""Time and memory by the size of the class: `python -m benchmarks.scale [FILE.json]`.

Tiny notebooks, each another, with one test cell of an ordinary course, graded by `chainrule grade`
in a temporary folder: what is left is what a submission costs besides the student's own code. Says
the most memory that the trusted process held, the time of a second run that finds nothing new, and
what 100,000 submissions on 20 machines would take, on paper.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import nbformat
from nbformat import v4

from autograder.workers.ahead import cores
from benchmarks.throughput import CONFIG, ORDINARY, ROOT, SEED, tracked

MANY, MACHINES = 100_000, 20

#: Runs the command, and says what the process itself held at most (of its children, nothing).
HELD = """
import resource, sys
from autograder.cli import main
if __name__ == "__main__":
    code = main(sys.argv[1:])
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
    sys.exit(code)
"""


@dataclass(frozen=True)
class Row:
    """One class: seconds of grading it, of finding nothing new in it, and megabytes."""

    size: int
    seconds: float
    again: float
    megabytes: float


def run(folder: Path, *words: str) -> tuple[float, str]:
    """Run a Python command in a course; the seconds that it took, and its stderr."""
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, *words],
        cwd=folder,
        env=os.environ | {"PATH": path, "PYTHONPATH": str(ROOT)},
        text=True,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(words)} failed:\n{done.stderr[-3000:]}")
    return time.perf_counter() - started, done.stderr


def measured(folder: Path, size: int) -> Row:
    """A class of this size, graded twice."""
    answer = {"grade": False, "locked": False, "solution": True}
    test = {"grade": True, "locked": True, "solution": False, "points": 1}
    cells = [
        v4.new_code_cell("def f(x):\n    return x", metadata=tracked("f-answer", **answer)),
        v4.new_code_cell("assert f(2) == 2", metadata=tracked("f", **test)),
    ]
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number}"
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    source = folder / "source" / ORDINARY / "tiny.ipynb"
    source.parent.mkdir(parents=True)
    (folder / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    nbformat.write(notebook, source)
    run(folder, "-m", "nbgrader", "generate_assignment", ORDINARY)
    for number in range(size):
        cells[0].source = f"def f(x):\n    return x + {number} - {number}"
        place = folder / "submitted" / f"s{number:05}" / ORDINARY / "tiny.ipynb"
        place.parent.mkdir(parents=True)
        nbformat.write(notebook, place)
    script = folder / "held.py"
    script.write_text(HELD, encoding="utf-8")
    words = [str(script), "grade", ORDINARY, SEED, "--Judge.allow_unsafe=True"]
    seconds, said = run(folder, *words)
    again, _ = run(folder, *words)
    unit = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss, in bytes
    return Row(size, seconds, again, int(said.split()[-1]) * unit / 1e6)


def table(rows: Sequence[Row]) -> str:
    """The rows, and what they come to."""
    lines = [f"{'size':>7}{'s':>9}{'ms each':>9}{'nothing new, s':>16}{'MB':>7}"]
    lines += [
        f"{r.size:>7}{r.seconds:>9.1f}{1000 * r.seconds / r.size:>9.1f}{r.again:>16.1f}"
        f"{r.megabytes:>7.0f}"
        for r in rows
    ]
    first, last = rows[0], rows[-1]
    if last.size > first.size:
        more = last.size - first.size
        each = (last.seconds - first.seconds) / more
        lines.append(
            f"each further submission: {1000 * each:.1f} ms on {cores()} cores, "
            f"{1000 * (last.megabytes - first.megabytes) / more:.1f} KB"
        )
        hours = MANY * each / MACHINES / 3600
        lines.append(
            f"on paper: {MANY:,} submissions on {MACHINES} such machines: {hours:.2f} h, "
            "and the students' own processor time besides"
        )
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table and write the JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("json", nargs="?", type=Path, default=Path("build/scale.json"))
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 1000], metavar="N")
    given = parser.parse_args(arguments)
    rows = []
    for size in sorted(given.sizes):
        with tempfile.TemporaryDirectory(prefix="scale-") as folder:
            print(f"{size} submissions", file=sys.stderr, flush=True)
            rows.append(measured(Path(folder) / "course", size))
    print(table(rows))
    about = {
        "machine": f"{platform.machine()}, {platform.system()}, {cores()} cores",
        "python": platform.python_version(),
        "rows": [asdict(row) for row in rows],
    }
    given.json.parent.mkdir(parents=True, exist_ok=True)
    given.json.write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")
    print(f"written to {given.json}")


if __name__ == "__main__":
    main()

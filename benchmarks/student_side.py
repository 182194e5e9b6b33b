"""How long a student waits: `python -m benchmarks.student_side [FILE.json]`.

Importing the checks, the first `check(...)` of a kernel, each later one, and `pytest` on a solved
notebook, in milliseconds of CPU time and as ratios to `import numpy` of the same run. Prints a
table and writes the same as JSON. Needs the solutions.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import nbformat

from autograder import course
from solutions.sample_class import fill

ROUNDS = 3

# Runs in a fresh interpreter. Output is dropped: what it costs to show belongs to the front end.
PROGRAM = """
import contextlib, io, json, sys, time
def cpu(action):
    begin = time.process_time()
    with contextlib.redirect_stdout(io.StringIO()):
        action()
    return 1000 * (time.process_time() - begin)
def load():
    global check
    from autograder import check
took = {"numpy": cpu(lambda: __import__("numpy")), "import": cpu(load)}
from solutions.svm_loss import numbers_kept, parameter_count, stretch
took["first"] = cpu(lambda: check(stretch, parameter_count, numbers_kept))
from pathlib import Path
from autograder import course
hidden = course.hidden(Path.cwd())
for name, exercise in course.exercises().items():
    if name not in hidden:
        continue
    known = hidden[name].reference
    functions = [known[f] for f in exercise.functions]
    if any(f.__name__ != n for f, n in zip(functions, exercise.functions)):
        continue  # made by another function, and so nameless
    took["check " + name] = cpu(lambda: check(*functions))
print(json.dumps(took))
"""


@dataclass(frozen=True)
class Row:
    """One wait: milliseconds of CPU time, the most that is aimed at, and the ratio to NumPy's."""

    what: str
    ms: float
    aim: float | None
    ratio: float


def waits() -> dict[str, float]:
    """Medians over some fresh interpreters, in milliseconds."""
    root = course.find_root()
    found: list[dict[str, float]] = []
    for _ in range(ROUNDS):
        command = [sys.executable, "-c", PROGRAM]
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
        found.append(json.loads(done.stdout.splitlines()[-1]))
    return {name: statistics.median(one[name] for one in found) for name in found[0]}


def pytest_run(assignment: str) -> float:
    """Milliseconds of CPU time of `pytest` on that assignment's notebook, solved."""
    student = next(one for one in fill.students(assignment) if one.name == "ada")
    released = sorted((course.find_root() / "assignments" / assignment).glob("*.ipynb"))[0]
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "assignments" / assignment / released.name
        place.parent.mkdir(parents=True)
        nbformat.write(fill.fill(nbformat.read(released, 4), student), place)
        before = os.times()
        command = [sys.executable, "-m", "pytest", "-q", "assignments"]
        subprocess.run(command, cwd=folder, capture_output=True, check=True)
        after = os.times()
    used = after.children_user + after.children_system
    return 1000 * (used - before.children_user - before.children_system)


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.student_side", description=__doc__)
    parser.add_argument("json", nargs="?", type=Path, default=Path("build/student_side.json"))
    args = parser.parse_args()
    started = time.perf_counter()
    took = waits()
    checks = {name: ms for name, ms in took.items() if name.startswith("check ")}
    slowest = max(checks, key=checks.__getitem__)
    numpy = took["numpy"]
    rows = [
        Row("import autograder's check", took["import"], 150, took["import"] / numpy),
        Row("the first check(...)", took["first"], 300, took["first"] / numpy),
    ]
    typical = statistics.median(checks.values())
    rows.append(Row("a later one, the median exercise", typical, 50, typical / numpy))
    rows.append(Row(f"the slowest ({slowest[6:]})", checks[slowest], None, checks[slowest] / numpy))
    for name in ("a1_svm_loss", "a3_numerical_gradients"):
        ms = pytest_run(name)
        rows.append(Row(f"pytest on {name}, solved", ms, 10_000, ms / numpy))
    print(f"{'':<44}{'ms':>9}{'aim':>8}{'/ numpy':>9}      (import numpy: {numpy:.0f} ms)")
    for row in rows:
        aim = "" if row.aim is None else f"{row.aim:.0f}"
        print(f"{row.what:<44}{row.ms:>9.1f}{aim:>8}{row.ratio:>9.2f}")
    below = sum(ms < 50 for ms in checks.values())
    print(f"{below} of {len(checks)} exercises are checked in less than 50 ms")
    args.json.parent.mkdir(parents=True, exist_ok=True)
    args.json.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n")
    print(f"{args.json}; {time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    main()

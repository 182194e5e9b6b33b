"""How many submissions a second: `python -m benchmarks.throughput [FILE.json] [--class-size 200]`.

Two notebooks, one after the other: an ordinary one for nbgrader (12 cells of students', 10 test
cells of asserts, NumPy and a figure), and assignment 1 as it is released. In one run, on one
machine, and each in a course folder of its own below a temporary one:

* stock: `nbgrader autograde` 0.9.6 without any configuration of ours;
* nbclient alone: the notebook executed, nothing graded;
* autograde: `nbgrader autograde` with our configuration;
* grade: `chainrule grade`;
* a process each: the processor time of a bare interpreter that is started for each submission, on
  every core; what apart from each other costs without anything else;
* the limit: the processor time of the students' own code, and of what tests it, in one bare process
  that has run it before, on every core.

Times are of whole commands, with their start; the ratios are of submissions a second. Stock takes
submissions one after the other: it is timed with few and with twice as many, and the line through
both is drawn on to the whole class. nbclient takes a few. Needs the solutions.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode, v4

from autograder.workers.ahead import cores

ROOT = Path(__file__).parents[1]
ORDINARY, EXERCISES = "ps1", "a1_svm_loss"
SEED = "--Judge.seed=benchmark"

#: What is aimed at: by how much autograde and grade are to be faster than stock, and the share of
#: the limit that grade is to reach.
AUTOGRADE, GRADE, SHARE = 10.0, 40.0, 0.75

CONFIG = """
from pathlib import Path
from autograder.nbgrader.configure import configure_any
configure_any(c, Path(__file__).parent)
"""

# -- an ordinary notebook -------------------------------------------------------------------------

#: The bodies of ten functions of (X, y), the results of which are arrays.
BODIES = (
    "return X.mean(axis=0)",
    "return X - X.mean(axis=0)",
    "return X.T @ X / len(X)",
    "return np.exp(X - X.max(axis=1, keepdims=True))",
    "return np.array([np.sum((X - row) ** 2, axis=1).argsort()[1] for row in X])",
    "return np.linalg.lstsq(X, y, rcond=None)[0]",
    "return np.maximum(0.0, X)",
    "return np.array([np.median(column) for column in X.T])",
    "return np.cumsum(y) / np.arange(1, len(y) + 1)",
    "return np.histogram(y, bins=10)[0]",
)

FIGURE = """
fig, ax = plt.subplots()
ax.plot(DATA[:, 0], LABELS, ".")
ax.set_title("what was measured")
plt.show()
"""


def tracked(name: str, **values: object) -> dict[str, object]:
    """The metadata of a cell that nbgrader tracks."""
    return {"nbgrader": {"grade_id": name, "schema_version": 3, "task": False, **values}}


def ordinary() -> NotebookNode:
    """The solved notebook as its instructor writes it."""
    cells = [
        v4.new_code_cell(
            "import numpy as np\nimport matplotlib.pyplot as plt\n"
            "rng = np.random.default_rng(1)\n"
            "DATA, LABELS = rng.standard_normal((300, 8)), rng.standard_normal(300)",
            metadata=tracked("imports", grade=False, locked=True, solution=False),
        )
    ]
    answer = {"grade": False, "locked": False, "solution": True}
    for number, body in enumerate(BODIES):
        name = f"f{number}"
        solved = f"### BEGIN SOLUTION\n{body}\n### END SOLUTION"
        text = f"def {name}(X, y):\n{textwrap.indent(solved, '    ')}"
        cells.append(v4.new_code_cell(text, metadata=tracked(f"{name}-answer", **answer)))
        expected = textwrap.indent(body.replace("return ", "    expected = ", 1), "")
        test = (
            "test_rng = np.random.default_rng(2)\nfor _ in range(3):\n"
            "    X, y = test_rng.standard_normal((40, 5)), test_rng.standard_normal(40)\n"
            f"{expected}\n    np.testing.assert_allclose({name}(X, y), expected)\n"
            f"assert len({name}(DATA, LABELS)) > 0"
        )
        cells.append(
            v4.new_code_cell(
                test, metadata=tracked(name, grade=True, locked=True, solution=False, points=2)
            )
        )
    cells.append(v4.new_code_cell(FIGURE.strip()))
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number}"
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})


def solved_exercises() -> NotebookNode:
    """Assignment 1 with right answers in it."""
    from solutions.sample_class import fill

    right = next(s for s in fill.students(EXERCISES) if not s.lost and s.answers)
    path = next((ROOT / "assignments" / EXERCISES).glob("*.ipynb"))
    filled: NotebookNode = fill.fill(nbformat.read(path, 4), right)
    return filled


# -- the courses ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Course:
    """A course of one notebook below a temporary folder; `ours` says who is to grade it."""

    folder: Path
    assignment: str
    ours: bool

    def command(self, *words: str) -> list[str]:
        """A command of nbgrader's or ours on this course."""
        tool, command = words
        module = "nbgrader" if tool == "nbgrader" else "autograder.cli"
        options = [f"--CourseDirectory.root={self.folder}"]
        if self.ours and command != "generate_assignment":
            options += [SEED, "--Judge.allow_unsafe=True"]
        return [sys.executable, "-m", module, command, self.assignment, *options]

    def run(self, *words: str) -> float:
        """Run a command; the seconds that it took."""
        path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
        home = ROOT if self.ours and self.assignment == EXERCISES else self.folder
        started = time.perf_counter()
        done = subprocess.run(
            self.command(*words),
            cwd=home,
            env=os.environ
            | {
                "PATH": path,
                "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "datasets"))),
                "IPYTHONDIR": str(self.folder / "ipython"),
            },
            text=True,
            capture_output=True,
            check=False,
        )
        if done.returncode:
            raise SystemExit(f"{' '.join(words)} failed:\n{done.stderr[-3000:]}")
        return time.perf_counter() - started

    def set_up(self, size: int, solved: NotebookNode) -> None:
        """Generate the assignment, and have everybody hand in the same right work."""
        self.folder.mkdir(parents=True)
        name = "svm_loss" if self.assignment == EXERCISES else "arrays"
        if self.ours and self.assignment == ORDINARY:
            (self.folder / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
        if not self.ours or self.assignment == ORDINARY:
            source = self.folder / "source" / self.assignment / f"{name}.ipynb"
            source.parent.mkdir(parents=True)
            released = ROOT / "assignments" / EXERCISES / f"{name}.ipynb"
            given = solved if self.assignment == ORDINARY else nbformat.read(released, 4)
            nbformat.write(given, source)
        self.run("nbgrader", "generate_assignment")
        for number in range(size):
            place = self.folder / "submitted" / f"s{number:05}" / self.assignment / f"{name}.ipynb"
            place.parent.mkdir(parents=True)
            nbformat.write(solved, place)

    def check(self, size: int) -> None:
        """Everybody must have full marks: speed without them is worth nothing."""
        from nbgrader.api import Gradebook

        with Gradebook(f"sqlite:///{self.folder / 'gradebook.db'}") as gradebook:
            for submission in gradebook.assignment_submissions(self.assignment):
                if submission.score != submission.max_score:
                    raise SystemExit(
                        f"{self.folder}: {submission.score} of {submission.max_score} points for "
                        f"{submission.student.id}; expected all"
                    )
                size -= 1
        if size:
            raise SystemExit(f"{self.folder}: {size} submissions have no grade")


# -- what is measured -----------------------------------------------------------------------------

#: A bare process: the cells, and the figures drawn as a notebook shows them.
BARE = """
import io, json, sys, time
import matplotlib
matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy
def once(cells):
    names = {"__name__": "__main__"}
    for cell in cells:
        exec(compile(cell, "cell", "exec"), names)
        for number in plt.get_fignums():
            plt.figure(number).savefig(io.BytesIO(), bbox_inches="tight")
        plt.close("all")
cells = json.load(open(sys.argv[1]))
stdout, sys.stdout = sys.stdout, io.StringIO()
once(cells)
first = time.process_time()  # since the interpreter was started
for _ in range(5):
    once(cells)
print(json.dumps([first, (time.process_time() - first) / 5]), file=stdout)
"""


def bare_seconds(folder: Path, solved: NotebookNode) -> tuple[float, float]:
    """Processor seconds of one submission's own cells, tests of asserts included.

    In an interpreter that is started for it, and in one that has run it before.
    """
    cells = [
        cell.source
        for cell in solved.cells
        if cell.cell_type == "code" and not cell.source.lstrip().startswith("check(")
    ]
    (folder / "cells.json").write_text(json.dumps(cells), encoding="utf-8")
    threads = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}
    done = subprocess.run(
        [sys.executable, "-c", BARE, str(folder / "cells.json")],
        cwd=folder,
        env=os.environ
        | threads
        | {"PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "datasets")))},
        text=True,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"the bare process failed:\n{done.stderr[-3000:]}")
    first, again = json.loads(done.stdout)
    return first, again


def nbclient_seconds(size: int, solved: NotebookNode, folder: Path) -> float:
    """Seconds in which nbclient alone executes so many notebooks."""
    from nbclient import NotebookClient

    started = time.perf_counter()
    for _ in range(size):
        notebook = nbformat.from_dict(solved)
        NotebookClient(
            notebook,
            timeout=600,
            kernel_name="python3",
            resources={"metadata": {"path": str(folder)}},
        ).execute()
    return time.perf_counter() - started


@dataclass(frozen=True)
class Row:
    """One way of grading: how many submissions, in how many seconds."""

    notebook: str
    way: str
    size: int
    seconds: float

    @property
    def rate(self) -> float:
        return self.size / self.seconds


def drawn_on(few: int, one: float, two: float, size: int) -> float:
    """Seconds for `size` submissions where `few` took `one` and twice as many took `two`.

    >>> drawn_on(6, 11.0, 20.0, 100)
    152.0
    """
    each = (two - one) / few
    return one + each * (size - few)


def measured(
    folder: Path, assignment: str, size: int, few: int, say: Callable[[str], object]
) -> list[Row]:
    """All ways on one notebook."""
    solved = ordinary() if assignment == ORDINARY else solved_exercises()

    def seconds(way: str, ours: bool, words: tuple[str, str], count: int) -> float:
        course = Course(folder / assignment / way.partition(",")[0], assignment, ours)
        if not course.folder.exists():
            course.set_up(count, solved)
        say(f"{assignment}: {way}, {count} submissions")
        taken = course.run(*words)
        course.check(count)
        return taken

    autograde, grade = ("nbgrader", "autograde"), ("chainrule", "grade")
    stock = [seconds(f"stock {n}", False, autograde, n) for n in (few, 2 * few)]
    rows = [
        Row(assignment, "stock", size, drawn_on(few, *stock, size)),
        Row(assignment, "autograde", size, seconds("autograde", True, autograde, size)),
        Row(assignment, "grade", size, seconds("grade", True, grade, size)),
        Row(
            assignment, "grade, nothing new", size, seconds("grade, nothing new", True, grade, size)
        ),
    ]
    say(f"{assignment}: nbclient, {few} submissions")
    rows.append(Row(assignment, "nbclient", few, nbclient_seconds(few, solved, folder)))
    first, again = bare_seconds(folder, solved)
    rows.append(Row(assignment, "a process each", cores(), first))
    rows.append(Row(assignment, f"limit, {cores()} cores", cores(), again))
    return rows


def table(rows: Sequence[Row]) -> str:
    """The rows in columns, with the ratios and what they were to be."""
    heads = f"{'size':>6}{'s':>9}{'a second':>10}{'x stock':>9}{'of limit':>10}"
    lines = [f"{'notebook':<13}{'way':<20}{heads}"]
    for row in rows:
        mine = [other for other in rows if other.notebook == row.notebook]
        stock = next(other.rate for other in mine if other.way == "stock")
        limit = next(other.rate for other in mine if other.way.startswith("limit"))
        line = (
            f"{row.notebook:<13}{row.way:<20}{row.size:>6}{row.seconds:>9.2f}{row.rate:>10.2f}"
            f"{row.rate / stock:>9.1f}{row.rate / limit:>10.0%}"
        )
        aim = {"autograde": AUTOGRADE, "grade": GRADE}.get(row.way)
        if aim is not None and row.rate < aim * stock:
            line += f"  missed: {aim:.0f} x stock"
        if row.way == "grade" and row.rate < SHARE * limit:
            line += f"  missed: {SHARE:.0%} of the limit"
        lines.append(line)
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table and write the JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.throughput", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("json", nargs="?", type=Path, default=Path("build/throughput.json"))
    parser.add_argument("--class-size", type=int, default=40, help="submissions that we grade")
    parser.add_argument("--stock-size", type=int, default=6, help="submissions that stock grades")
    parser.add_argument("--only", choices=(ORDINARY, EXERCISES), help="one notebook alone")
    given = parser.parse_args(arguments)
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="throughput-") as folder:
        for assignment in (given.only,) if given.only else (ORDINARY, EXERCISES):
            rows += measured(
                Path(folder),
                assignment,
                given.class_size,
                given.stock_size,
                lambda text: print(text, file=sys.stderr, flush=True),
            )
    print(table(rows))
    about = {
        "machine": f"{platform.machine()}, {platform.system()}, {cores()} cores",
        "python": platform.python_version(),
        "rows": [asdict(row) | {"rate": row.rate} for row in rows],
    }
    given.json.parent.mkdir(parents=True, exist_ok=True)
    given.json.write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")
    print(f"written to {given.json}")


if __name__ == "__main__":
    main()

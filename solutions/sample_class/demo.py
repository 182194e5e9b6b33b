"""Grade the sample class with the real nbgrader, in a course of its own below `build/demo`.

`python -m solutions.sample_class.demo` (or `make demo`) fills the released notebooks as students
would, runs nbgrader's own commands on them, prints the grades with the mistakes that were named,
and says which files to open. What has been graded is kept: as long as neither the grader nor the
course nor the class changes, the next run shows it again at once. `--again` grades all the same.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from autograder import course
from autograder.exercise import Exercise
from autograder.grading.codehash import digest, files
from autograder.report import NotebookReport
from autograder.store import Results
from solutions.sample_class import fill, page
from solutions.sample_class.student import Student

#: Short limits: the one cell that never ends is to cost the newcomer seconds. A fixed seed: the
#: same class, the same grades. The submissions are ours, so that a machine that confines them
#: less well than a grader should may show the demo all the same.
OPTIONS = ("--Judge.seed=demo", "--Judge.cell_seconds=5", "--Judge.allow_unsafe=True")


@dataclass(frozen=True)
class Row:
    """One student's result on one assignment."""

    student: Student
    assignment: str
    reports: tuple[NotebookReport, ...]
    seconds: float

    @property
    def earned(self) -> float:
        return sum(report.earned for report in self.reports)

    def points(self, exercise: Exercise) -> float:
        """What the student got for `exercise`."""
        found = [e for report in self.reports if (e := report.exercise(exercise.name))]
        return sum(e.earned for e in found)

    @property
    def mistakes(self) -> tuple[str, ...]:
        """The mistakes that were named, with their exercises."""
        return tuple(
            f"{exercise.name}: {mistake}"
            for report in self.reports
            for exercise in report.exercises
            for mistake in exercise.mistakes
        )

    @property
    def surprises(self) -> tuple[str, ...]:
        """Where the grade is not what this student must get."""
        wrong = []
        for exercise in course.of_assignment(self.assignment):
            right, got = self.student.earns(exercise), self.points(exercise)
            if got != right:
                wrong.append(f"{exercise.name}: {got:g} points, not {right:g}")
            named = [
                m for r in self.reports if (e := r.exercise(exercise.name)) for m in e.mistakes
            ]
            for mistake in self.student.named.get(exercise.name, ()):
                if mistake not in named:
                    wrong.append(f"{exercise.name}: {named or 'nothing'} named, not {mistake!r}")
        return tuple(wrong)


def nbgrader(folder: Path, command: str, *arguments: str) -> subprocess.Popen[bytes]:
    """Start an nbgrader command on the course in `folder`; its words go to a log file there."""
    root = f"--CourseDirectory.root={folder}"
    # nbgrader starts alembic by its bare name, which lies beside the interpreter.
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    with (folder / "nbgrader.txt").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "nbgrader", command, *arguments, root],
            cwd=course.find_root(),
            env=os.environ | {"PATH": path},
            stdout=log,
            stderr=subprocess.STDOUT,
        )


def finish(process: subprocess.Popen[bytes], folder: Path, what: str) -> None:
    """Wait for a command; where it failed, say so with the end of its log, and stop."""
    if process.wait():
        tail = (folder / "nbgrader.txt").read_text(encoding="utf-8").splitlines()[-15:]
        raise SystemExit("\n".join([*tail, f"{what} failed: see {folder / 'nbgrader.txt'}"]))


def grade(folder: Path, assignment: str, total: int) -> None:
    """Run the pipeline for one assignment, with a progress bar over its students."""
    finish(nbgrader(folder, "generate_assignment", assignment), folder, "generate_assignment")
    process = nbgrader(folder, "autograde", assignment, *OPTIONS)
    kept = Results(folder).path(assignment, "anyone").parent
    with tqdm(total=total, desc=f"grading {assignment}", unit="student") as bar:
        running = True
        while running:
            running = process.poll() is None
            if new := _count(kept) - bar.n:
                bar.update(new)
            time.sleep(0.1 if running else 0)
    finish(process, folder, "autograde")
    finish(nbgrader(folder, "generate_feedback", assignment), folder, "generate_feedback")


def _count(folder: Path) -> int:
    return sum(not path.stem.endswith(".times") for path in folder.glob("*.json"))


def rows(folder: Path, assignment: str) -> Iterator[Row]:
    """The class's results, from the grader's own files."""
    results = Results(folder)
    for student in fill.students(assignment):
        reports = tuple(results.load(assignment, student.name).values())
        times = results.times(assignment, student.name)
        seconds = sum(times.get(one.notebook, 0.0) for one in reports)
        yield Row(student, assignment, reports, seconds)


def table(found: Sequence[Row]) -> str:
    """The grade table as text: a column for each exercise, numbered, with a legend above."""
    exercises = course.of_assignment(found[0].assignment)
    lines = [f"{found[0].assignment}: {sum(e.points for e in exercises):g} points"]
    lines += [f"  {i:2} {e.name} ({e.points:g})" for i, e in enumerate(exercises, 1)]
    header = "".join(f"{i:>4}" for i in range(1, len(exercises) + 1))
    lines += ["", f"{'student':<10}{header}{'total':>7}{'time':>8}   mistakes named"]
    for row in found:
        points = "".join(f"{row.points(e):>4g}" for e in exercises)
        mistakes = "; ".join(row.mistakes)
        lines.append(
            f"{row.student.name:<10}{points}{row.earned:>7g}{row.seconds:>6.1f} s   {mistakes}"
            f"{'   ' if mistakes else ''}({row.student.says})"
        )
    return "\n".join(lines)


def state_of(root: Path) -> str:
    """A hash of all that a grade of the sample class depends on."""
    places = ("autograder", "solutions", "datasets", "assignments")
    found = {f"{name}/{file}": path for name in places for file, path in files(root / name).items()}
    return f"{sys.version} {digest({**found, 'constraints.txt': root / 'constraints.txt'})}"


def main() -> None:
    """Grade the class and say what to open."""
    parser = argparse.ArgumentParser(description="Grade the sample class with nbgrader.")
    parser.add_argument("--again", action="store_true", help="also where nothing has changed")
    args = parser.parse_args()
    started = time.perf_counter()
    root = course.find_root()
    folder = root / "build" / "demo"
    grades, stamp = folder / "grades.csv", folder / "graded"
    state = state_of(root)
    kept = not args.again and stamp.is_file() and stamp.read_text() == state
    if not kept:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(exist_ok=False, parents=True)
        for assignment in fill.assignments():
            places = fill.submit(root, assignment, folder / "submitted")
            grade(folder, assignment, len(places))
        finish(nbgrader(folder, "export", f"--to={grades}"), folder, "export")
    classes = [list(rows(folder, assignment)) for assignment in fill.assignments()]
    for found in classes:
        print("\n" + table(found))
    index = page.write(folder, classes)
    feedback = page.feedback(folder, "emmy", classes[0][0].assignment)[0]
    if kept:
        print("\nGraded before, and nothing has changed since (make demo ARGS=--again). Open:")
    else:
        print(f"\nGraded in {time.perf_counter() - started:.0f} s. Open:")
    for path, what in ((index, "the class"), (feedback, "one student's feedback"), (grades, "CSV")):
        print(f"  {path.relative_to(course.find_root())}  ({what})")
    surprises = [
        f"{row.student.name}, {surprise}"
        for found in classes
        for row in found
        for surprise in row.surprises
    ]
    if surprises:
        raise SystemExit("These grades are not what they should be:\n" + "\n".join(surprises))
    stamp.write_text(state)


if __name__ == "__main__":
    main()

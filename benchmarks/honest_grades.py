"""How often honest work loses a mark: `python -m benchmarks.honest_grades --seeds 200`.

Everybody in the sample class who made no mistake is graded, in the sandbox, with one secret seed
after the other. Prints a table and, with `--json FILE`, writes it. Any loss is a fault of the
grader's, and the exit code says so. Needs the solutions.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import NamedTuple

from autograder import course
from autograder.grading.grade import Grader, Sheet
from autograder.report import NotebookReport
from autograder.sandbox import Limits, Tier
from autograder.seed import Seed
from solutions.sample_class import fill
from solutions.sample_class.sheets import sheets
from solutions.sample_class.student import Student


class Row(NamedTuple):
    """One notebook of one student over all seeds."""

    student: str
    notebook: str
    gradings: int
    full: int
    exercises: int
    lost: tuple[str, ...]


def honest(student: Student, assignment: str) -> bool:
    """Whether a student answers everything, rightly, and leaves the notebook as it is."""
    exercises = course.of_assignment(assignment)
    full = all(student.earns(one) == one.points for one in exercises if not one.extra)
    return full and student.tamper.__name__ == "as_is"


def losses(report: NotebookReport) -> list[str]:
    """What a report takes away, in words."""
    return [
        f"{exercise.name}, {part.name}: {part.outcome.status}, {part.outcome.fact}"
        for exercise in report.exercises
        for part in exercise.parts
        if part.earned < part.points
    ]


def measure(sheet: Sheet, grader: Grader, seeds: range) -> Row:
    """Grade one sheet with all seeds."""
    lost: list[str] = []
    full = exercises = 0
    for number in seeds:
        grader.seed = Seed(f"honest {number}")
        report = grader.grade(sheet).report
        found = losses(report)
        full += not found
        exercises += len(report.exercises)
        lost += [f"seed {number}: {one}" for one in found]
    return Row(sheet.student, sheet.notebook, len(seeds), full, exercises, tuple(lost))


def main() -> int:
    """Grade, print, and return 1 if anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=200, help="how many (default 200)")
    parser.add_argument("--first", type=int, default=0, help="the number of the first seed")
    parser.add_argument("--students", type=int, default=1, help="honest ones by assignment")
    parser.add_argument("--assignment", action="append", help="this one alone; may be repeated")
    parser.add_argument("--json", type=Path, help="write the rows there")
    args = parser.parse_args()
    root = course.find_root()
    seeds = range(args.first, args.first + args.seeds)
    limits = Limits(call_seconds=60, notebook_seconds=900)
    rows: list[Row] = []
    started = time.monotonic()
    with Grader(Seed(""), course.hidden(root), root, limits, Tier.PARTIAL) as grader:
        for assignment in args.assignment or fill.assignments():
            good = [student for student in fill.students(assignment) if honest(student, assignment)]
            for student in good[: args.students]:
                for sheet in sheets(assignment, student):
                    rows.append(measure(sheet, grader, seeds))
                    row = rows[-1]
                    print(
                        f"{row.notebook:<22} {row.student:<10} {row.full:>5} of {row.gradings} "
                        f"with full marks, {row.exercises} exercises judged",
                        flush=True,
                    )
                    print(*row.lost, sep="\n", end="\n" if row.lost else "")
    exercises = sum(row.exercises for row in rows)
    lost = sum(row.gradings - row.full for row in rows)
    seconds = time.monotonic() - started
    print(f"{exercises} exercises judged in {seconds:.0f} s; {lost} notebooks lost a mark")
    if args.json:
        args.json.write_text(json.dumps([row._asdict() for row in rows], indent=1) + "\n")
    return 1 if lost else 0


if __name__ == "__main__":
    raise SystemExit(main())

"""Show an instructor why an exercise was graded as it was, reproducibly: for appeals.

The exercise is judged once more, in the sandbox, from the recorded seed and the graded notebook.
For each check that fails: the inputs, what the student's function and the reference gave, the
tolerance, the first difference and the named mistake. This shows hidden checks: it is not for
students. Options of nbgrader's are accepted (--Judge.seed=...). Exit code 0: it comes out as
recorded; 1: it does not, or something has changed since and it says so.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.commands import CommandError
from autograder.display import terminal

if TYPE_CHECKING:
    from autograder.grading.grade import Grader
    from autograder.nbgrader.settings import Settings
    from autograder.report import ExerciseReport, NotebookReport


def main(words: Sequence[str]) -> int:
    """Explain; return the exit code."""
    from autograder.course import CourseError
    from autograder.display.legible import spelt
    from autograder.explain import data, text
    from autograder.explain.explanation import explain
    from autograder.grading.grade import Refused
    from autograder.nbgrader import handed, settings
    from autograder.sandbox import SandboxError

    parser = argparse.ArgumentParser("chainrule explain", description=__doc__, allow_abbrev=False)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("student", metavar="STUDENT", help="as in submitted/")
    parser.add_argument("assignment", metavar="ASSIGNMENT", help="for example a1_svm_loss")
    parser.add_argument("exercise", metavar="EXERCISE", help="for example svm_loss_naive")
    parser.add_argument("--part", action="append", default=[], help="this part alone; repeatable")
    parser.add_argument("--all", action="store_true", help="checks that pass as well")
    parser.add_argument("--full", action="store_true", help="arrays of any size, entry by entry")
    parser.add_argument("--json", action="store_true", help="print it as JSON")
    parser.add_argument("--save", type=Path, metavar="FILE.npz", help="keep all arrays in a file")
    args, course = settings.parse(parser, words)
    report = _report(course, args.student, args.assignment, args.exercise)
    if unknown := set(args.part) - {part.name for part in _exercise(report, args.exercise).parts}:
        raise CommandError(f"{args.exercise} has no part {', '.join(sorted(unknown))}")
    try:
        with _grader(course, report) as grader:
            found = explain(
                grader,
                handed.sheet(course, report),
                report,
                args.exercise,
                parts=args.part,
                everything=args.all,
            )
    except (Refused, SandboxError, CourseError, ValueError) as error:
        raise CommandError(spelt(str(error))) from None
    if args.save:
        try:
            names = data.save(found, args.save)
        except OSError as error:
            raise CommandError(f"cannot write {args.save}: {error.strerror}") from None
    if args.json:
        terminal.write(data.to_json(found))
    else:
        terminal.write(text.lines(found, full=args.full))
        if args.save:
            terminal.write(f"\n{args.save}: {len(names)} arrays")
    return 0 if found.reproduced and not found.changes else 1


def _exercise(report: NotebookReport, name: str) -> ExerciseReport:
    found = report.exercise(name)
    assert found is not None
    return found


def _report(course: Settings, student: str, assignment: str, exercise: str) -> NotebookReport:
    """The report that holds the exercise."""
    from autograder.display.legible import spelt
    from autograder.store import Results

    try:
        reports = Results(course.course).load(assignment, student)
    except ValueError as error:
        raise CommandError(spelt(str(error))) from None
    if not reports:
        raise CommandError(
            f"no results of {spelt(student)!r} on {assignment!r} in {course.course}; grade it first"
        )
    for report in reports.values():
        if report.exercise(exercise):
            if report.fault:
                why = spelt(report.fault)
                raise CommandError(f"{report.notebook} was not judged ({report.status}): {why}")
            return report
    known = ", ".join(e.name for report in reports.values() for e in report.exercises)
    raise CommandError(f"no exercise {exercise!r} in {assignment}; there are {known}")


def _grader(course: Settings, report: NotebookReport) -> Grader:
    """The grader by the course's options; CommandError where its seed is gone."""
    from autograder.store import FOLDER

    judge = course.judge
    kept = course.course / FOLDER / "seed"
    if not judge.seed and not kept.is_file():
        raise CommandError(
            f"{kept} is gone, and with it the inputs of the grading (the seed with the label "
            f"{report.seed}); set it by --Judge.seed=..."
        )
    grader = judge.grader(course.course)
    folders = course.coursedir
    grader.tests_folder, grader.files_folder = (
        str(folders.format_path(step, ".", report.assignment))
        for step in (folders.source_directory, folders.release_directory)
    )
    return grader

"""Write what came of an assignment for the whole class, as one page for its instructor.

Faults of the grader and repairs stand at the top; then scores, exercises and their parts, named
mistakes, what passed the visible checks alone, and equal unusual wrong answers. The page fetches
nothing and holds students' names: it is for instructors. Options of nbgrader's are accepted
(--CourseDirectory.db_url=...). Exit code 0: written; 1: written, and something in it needs a
person.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from autograder.commands import CommandError
from autograder.display import terminal


def main(words: Sequence[str]) -> int:
    """Write the report; return the exit code."""
    from nbgrader.api import MissingEntry

    from autograder.classreport import html, report, roll, table
    from autograder.nbgrader import settings, standing
    from autograder.store import Results

    parser = argparse.ArgumentParser("chainrule report", description=__doc__, allow_abbrev=False)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("assignment", metavar="ASSIGNMENT", help="for example a1_svm_loss")
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--json", action="store_true", help="all of it as JSON")
    kind.add_argument("--csv", action="store_true", help="exercises and parts as a table")
    parser.add_argument(
        "--output", type=Path, metavar="FILE", help="without it, reports/ASSIGNMENT.html or stdout"
    )
    args, course = settings.parse(parser, words)
    read = roll.read(course.course, args.assignment)
    if not read.entries and not read.broken:
        raise CommandError(f"no results of {args.assignment!r} in {course.course}; grade it first")
    with course.gradebook() as gradebook:
        known = None  # where there is no gradebook, or another one was used: the page says so
        with suppress(MissingEntry):
            if gradebook:
                known = standing.of(gradebook, Results(course.course), args.assignment)
    found = report.assemble(read, known)
    if args.json or args.csv:
        text = report.to_json(found) + "\n" if args.json else table.to_csv(found)
    else:
        text = html.to_html(found)
        args.output = args.output or course.course / "reports" / f"{args.assignment}.html"
    if args.output is None:
        terminal.write(text.removesuffix("\n"))
    else:
        write(args.output, text)
        terminal.write(f"{args.output}: {found.students} students")
    return 1 if found.trouble.faults else 0


def write(path: Path, content: str | bytes) -> None:
    """Write a file, and its folder where there is none; CommandError where that cannot be."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    except OSError as error:
        raise CommandError(f"cannot write {path}: {error.strerror}") from None

"""Run a notebook and show what the visible checks say of it.

Exit code 0: all passed; 1: something failed or is not written yet; 2: it could not be checked.
Extra exercises decide nothing unless they are asked for by name.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from autograder import terminal
from autograder.commands import CommandError

if TYPE_CHECKING:
    from autograder.report import NotebookReport

#: Columns of text where nobody knows the terminal's.
WIDTH = 88


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("notebook", type=Path, metavar="NOTEBOOK", help="a notebook file")
    parser.add_argument(
        "exercises", nargs="*", metavar="EXERCISE", help="check these alone; without, all of it"
    )
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--junit", type=Path, metavar="FILE", help="write the report as JUnit XML")


def run(args: argparse.Namespace) -> int:
    """Check the notebook; return the exit code."""
    from autograder import junit, report
    from autograder.course import CourseError
    from autograder.notebook import NotebookError
    from autograder.run import judge_notebook
    from autograder.sandbox import SandboxError

    path: Path = args.notebook
    if not path.exists():
        raise CommandError(f"there is no file {path}")
    try:
        found = judge_notebook(path, args.exercises)
    except (NotebookError, CourseError) as error:
        raise CommandError(str(error)) from None
    except SandboxError as error:
        raise CommandError(f"no process to run it in: {error}. {error.mend}".rstrip()) from None
    if args.junit:
        try:
            args.junit.write_text(junit.to_xml(found), encoding="utf-8")
        except OSError as error:
            raise CommandError(f"cannot write {args.junit}: {error.strerror}") from None
    if args.json:
        # In ASCII: a pipe's encoding is whatever the system says.
        print(json.dumps(json.loads(report.to_json(found)), indent=1))
    else:
        colour = terminal.coloured(sys.stdout)
        columns = shutil.get_terminal_size((WIDTH, 24)).columns if sys.stdout.isatty() else WIDTH
        terminal.write(as_text(found, colour=colour, width=min(max(columns, 40), 100)))
    return 0 if passed(found, args.exercises) else 1


def passed(report: NotebookReport, named: Collection[str] = ()) -> bool:
    """Whether all exercises passed, leaving out those extra ones that are not `named`."""
    return all(e.passed for e in report.exercises if not e.extra or e.name in named)


def as_text(report: NotebookReport, *, colour: bool = False, width: int = WIDTH) -> str:
    """What is not passed yet, exercise by exercise, and then the sum of it."""
    from autograder import panel

    blocks = [
        panel.text(e, colour=colour, width=width)
        for e in report.exercises
        if e.attempted and not e.passed
    ]
    blocks.append(
        panel.progress_text(
            report.exercises,
            title=f"{report.assignment}/{report.notebook}",
            notes=report.notes,
            footer=panel.VISIBLE_ONLY,
            colour=colour,
            width=width,
        )
    )
    return "\n\n".join(blocks)

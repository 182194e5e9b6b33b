"""Run a notebook and show what the visible checks say of it.

Exit code 0: all passed; 1: something failed or is not written yet; 2: it could not be checked.
Extra exercises decide nothing unless they are asked for by name.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.commands import CommandError
from autograder.display import terminal

if TYPE_CHECKING:
    from autograder.report import NotebookReport


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("notebook", type=Path, metavar="NOTEBOOK", help="a notebook file")
    parser.add_argument(
        "exercises",
        nargs="*",
        default=[],  # or argparse says that it is missing, where NOTEBOOK alone is
        metavar="EXERCISE",
        help="check these alone; without, all of it",
    )
    parser.add_argument(
        "--hint",
        action="count",
        default=0,
        help="with what fails, a hint; given twice, the section to read again too",
    )
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--junit", type=Path, metavar="FILE", help="write the report as JUnit XML")


def run(args: argparse.Namespace) -> int:
    """Check the notebook; return the exit code."""
    from autograder import report
    from autograder.course import CourseError
    from autograder.display import junit
    from autograder.display.tries import FACT, PASSAGE
    from autograder.notebooks.notebook import NotebookError
    from autograder.sandbox import SandboxError
    from autograder.selfcheck.run import judge_notebook

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
        colour, rung = terminal.coloured(sys.stdout), min(FACT + args.hint, PASSAGE)
        terminal.write(as_text(found, rung=rung, colour=colour, width=terminal.width()))
    return 0 if passed(found, args.exercises) else 1


def passed(report: NotebookReport, named: Collection[str] = ()) -> bool:
    """Whether all exercises passed, leaving out those extra ones that are not `named`."""
    return all(e.passed for e in report.exercises if not e.extra or e.name in named)


def as_text(
    report: NotebookReport, *, rung: int = 1, colour: bool = False, width: int = terminal.WIDTH
) -> str:
    """What is not passed yet, exercise by exercise, and then the sum of it.

    `rung` says how much help is told: see `autograder.display.tries`.
    """
    from autograder.display import panel

    open_ones = [e for e in report.exercises if e.attempted and not e.passed]
    rungs = {e.name: dict.fromkeys((part.name for part in e.parts), rung) for e in open_ones}
    blocks = [panel.text(e, colour=colour, width=width, rungs=rungs[e.name]) for e in open_ones]
    more = next(filter(None, (panel.next_rung(e, rungs[e.name]) for e in open_ones)), "")
    asked = "--hint" + " --hint" * (rung - 1)
    notes = [*report.notes]
    if more:
        notes.append(f"For {more}: the same command with {asked}")
    blocks.append(
        panel.progress_text(
            report.exercises,
            title=f"{report.assignment}/{report.notebook}",
            notes=[
                *report.notes,
                *([f"For {more}: the same command with {asked}"] if more else []),
            ],
            footer=panel.VISIBLE_ONLY,
            colour=colour,
            width=width,
        )
    )
    return "\n\n".join(blocks)

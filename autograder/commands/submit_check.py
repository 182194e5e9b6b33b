"""Run a notebook as grading will, and say what would be lost if it were handed in now.

It is run from top to bottom in a fresh process, within grading's limits, as it was last saved.
Exit code 0: ready, as far as the visible checks can tell; 1: something would be lost; 2: it is no
notebook of this course, or could not be run.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.commands import CommandError
from autograder.display import terminal

if TYPE_CHECKING:
    from autograder.selfcheck.handin import Examined


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("notebook", type=Path, metavar="NOTEBOOK", help="a notebook file")


def run(args: argparse.Namespace) -> int:
    """Look, tell, and return the exit code."""
    from autograder.course import CourseError
    from autograder.notebooks.notebook import NotebookError
    from autograder.sandbox import SandboxError
    from autograder.selfcheck.handin import examine

    path: Path = args.notebook
    if not path.is_file():
        raise CommandError(f"there is no file {path}")
    try:
        found = examine(path)
    except NotebookError as error:
        terminal.write(f"All of it would be lost. {error}.".replace("..", "."))
        return 1
    except CourseError as error:
        raise CommandError(str(error)) from None
    except SandboxError as error:
        raise CommandError(f"no process to run it in: {error}. {error.mend}".rstrip()) from None
    colour, width = terminal.coloured(sys.stdout), terminal.width()
    terminal.write(as_text(found, path, colour=colour, width=width))
    return 0 if found.ready else 1


def as_text(found: Examined, path: Path, *, colour: bool = False, width: int = 88) -> str:
    """What was found, what is not right yet, and the verdict."""
    from autograder.display import panel

    saved = time.strftime("%d %B, %H:%M:%S", time.localtime(path.stat().st_mtime))
    head = [
        f"{found.exercises[0].assignment}: {path.name}, as it was saved on {saved}, was run from "
        f"top to bottom in a fresh process; that took {found.seconds:.0f} s."
    ]
    blocks = [
        [panel.wrapped(line, "", width) for line in head],
        _listed("Mend this:", [one.text for one in found.found if one.grave], width),
        _listed("Good to know:", [one.text for one in found.found if not one.grave], width),
    ]
    if open_ones := [e for e in found.report.exercises if not e.passed and not e.extra]:
        shown = panel.progress_text(open_ones, title="Not right yet", colour=colour, width=width)
        blocks.append([shown])
    blocks.append([panel.wrapped(_verdict(found), "", width)])
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _listed(title: str, items: list[str], width: int) -> list[str]:
    from autograder.display import panel

    rows = [panel.wrapped(item, "    ", width) for item in items]
    return [title, *(f"  - {row.lstrip()}" for row in rows)] if rows else []


def _verdict(found: Examined) -> str:
    from autograder.display import panel

    if found.ready:
        return "Ready to hand in: all visible checks pass. Grading draws fresh inputs."
    points = panel.points(found.report.earned, found.report.points)
    return f"Not ready: handed in now, it has {points} points by the visible checks."

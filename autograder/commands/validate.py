"""Say what test cells of an instructor's notebook do that cannot be judged.

An ordinary test cell of asserts runs in another process than the student's code; docs/any_course.md
says what follows from that. Exit code 0: nothing of the kind; 1: something that would grade honest
work wrongly; 2: the notebook cannot be read.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from autograder.commands import CommandError
from autograder.display import terminal


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument(
        "notebook", type=Path, metavar="NOTEBOOK", help="an instructor's notebook, from source/"
    )


def run(args: argparse.Namespace) -> int:
    """Validate the notebook; return the exit code."""
    from autograder.cells import validate
    from autograder.notebooks import notebook

    path: Path = args.notebook
    if not path.exists():
        raise CommandError(f"there is no file {path}")
    try:
        cells = validate.of_notebook(notebook.read(path)["cells"])
    except notebook.NotebookError as error:
        raise CommandError(str(error)) from None
    found = validate.complaints(cells)
    for one in found:
        terminal.write(f"{'' if one.grave else 'careful: '}{one}")
    tests = sum(cell.role == "test" for cell in cells)
    grave = len({one.place for one in found if one.grave})
    cells_said = "1 test cell" if tests == 1 else f"{tests} test cells"
    terminal.write(f"{path.name}: {cells_said}, {grave} that cannot be judged as written")
    return 1 if grave else 0

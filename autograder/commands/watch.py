"""Check a notebook at every save, and show what has changed and what to mend first.

It goes by the notebook's content: whatever saves it, the checks run when its code is otherwise.
In a terminal, `h` and Enter shows one more hint, `q` and Enter ends; so does Ctrl-C. Exit code 0
after `q`, 130 after Ctrl-C, 2: there is no such file.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import os
import queue
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.commands import CommandError
from autograder.display import terminal

if TYPE_CHECKING:
    from autograder.notebooks.notebook import Cell
    from autograder.report import ExerciseReport, NotebookReport

#: Seconds between two looks at the file: half of what one waits for after a save.
INTERVAL = 0.3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("notebook", type=Path, metavar="NOTEBOOK", help="a notebook file")


def run(args: argparse.Namespace) -> int:
    """Watch until told to end; return the exit code."""
    from autograder.selfcheck.recheck import Rechecker, Refusal
    from autograder.selfcheck.saves import Save, Saves

    path: Path = args.notebook
    if not path.is_file():
        raise CommandError(f"there is no file {path}")
    saves, screen, keys = Saves(path), Screen(), Keys()
    cells: Sequence[Cell] = ()
    with Rechecker(path) as checks:
        while True:
            found = saves.look()
            if isinstance(found, Save):
                cells = found.cells
                screen.note(f"Checking {path.name} ...")
                checks.ask()
            elif found is not None:
                screen.note(f"Waiting: {found.reason.rstrip('.')}.")
            answer = checks.answer()
            if isinstance(answer, Refusal):
                screen.note(f"Not checked: {answer.reason.rstrip('.')}.")
            elif answer is not None:
                screen.show(answer, cells)
            for key in keys.read():
                if key == "q":
                    return 0
                screen.hint()
            time.sleep(INTERVAL)


class Screen:
    """What is shown of one check after the other."""

    def __init__(self) -> None:
        from autograder.display.tries import Tries

        self._tries = Tries()
        self._last: NotebookReport | None = None
        self._cells: Sequence[Cell] = ()

    def say(self, text: str) -> None:
        """Write text at once, for whoever reads a pipe too."""
        terminal.write(text)
        sys.stdout.flush()

    def note(self, text: str) -> None:
        """As `say`, in lines of the terminal's width."""
        from autograder.display import panel

        self.say(panel.wrapped(panel.plain(text), "", terminal.width()))

    def show(self, report: NotebookReport, cells: Sequence[Cell]) -> None:
        """Tell what is otherwise than last time, then the first exercise that is not right."""
        from autograder.selfcheck import changes

        colour = terminal.coloured(sys.stdout)
        rows = [f"\n-- {time.strftime('%H:%M:%S')} " + "-" * (terminal.width() - 12)]
        for better, said in changes.changed(self._last, report):
            symbol, code = ("✓", 32) if better else ("✗", 31)
            rows.append(f"  \x1b[{code}m{symbol}\x1b[0m {said}" if colour else f"  {symbol} {said}")
        if self._last is not None and len(rows) == 1:
            rows.append("  Nothing has changed since the last check.")
        self._last, self._cells = report, cells
        rows += [f"  {note}." for note in report.notes]
        self.say("\n".join([*rows, "", self._focus(asked=False), "", changes.summary(report)]))

    def hint(self) -> None:
        """Show the first exercise that is not right with one more hint."""
        if self._last is not None:
            self.say("\n" + self._focus(asked=True))

    def _focus(self, *, asked: bool) -> str:
        from autograder.display import panel
        from autograder.selfcheck import changes

        assert self._last is not None
        for exercise in self._last.exercises:
            if exercise.passed:
                self._tries.rungs(exercise, None)  # a part that passes starts anew
        first = changes.first_open(self._last.exercises)
        if first is None:
            return "Everything passes. " + panel.VISIBLE_ONLY
        rungs = self._tries.rungs(first, _code(first, self._cells), asked=asked)
        notes = []
        if sys.stdin.isatty() and (more := panel.next_rung(first, rungs)):
            notes.append(f"For {more}: h and Enter")
        return panel.text(
            first,
            notes=notes,
            rungs=rungs,
            colour=terminal.coloured(sys.stdout),
            width=terminal.width(),
        )


def _code(exercise: ExerciseReport, cells: Sequence[Cell]) -> object:
    """How an exercise's functions, and what they call, are written: comments and places aside."""
    from autograder import course
    from autograder.judging import syntax

    known = syntax.definitions(cell.source for cell in cells)
    return [
        (name, ast.dump(tree))
        for function in course.exercises()[exercise.name].functions
        for name, tree in syntax.reached(function, known)
    ]


class Keys:
    """The words typed at a terminal, without waiting for them."""

    def __init__(self) -> None:
        self._typed: queue.Queue[str] = queue.Queue()
        self.thread = threading.Thread(target=self._listen, daemon=True)
        if sys.stdin.isatty():
            self.thread.start()

    def _listen(self) -> None:
        # Unbuffered: a thread that holds stdin's buffer would keep Python from ending. A terminal
        # that is closed reads as an error.
        with contextlib.suppress(OSError):
            while typed := os.read(sys.stdin.fileno(), 1024):
                for word in typed.decode(errors="replace").split():
                    self._typed.put(word[0].lower())

    def read(self) -> list[str]:
        """The first letters of what was typed since: `h` and `q`."""
        found = []
        while not self._typed.empty():
            found.append(self._typed.get())
        return [key for key in found if key in "hq"]

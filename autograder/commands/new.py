"""Make the skeleton of a new graded exercise, in a notebook of its own.

Six files that work as they are, with a mean as the exercise: its declaration with visible checks,
hints, the reference, hidden checks with known mistakes, other right answers, the text of the
notebook. docs/add_an_exercise.md says what to write into them. No file that is there is changed.
Exit code 0: made; 2: not made, with the reason.
"""

from __future__ import annotations

import argparse
import contextlib
import difflib
import json
import keyword
import re
from collections.abc import Mapping
from pathlib import Path
from string import Template

from autograder.commands import CommandError
from autograder.display import terminal

#: Where each file of the skeleton goes, by its name in `solutions/skeleton/`.
PLACES: Mapping[str, str] = {
    "visible": "autograder/visible/{}.py",
    "hints": "autograder/hints/{}.py",
    "reference": "solutions/{}.py",
    "hidden": "solutions/hidden/{}.py",
    "forms": "solutions/forms/{}.py",
    "notebook": "solutions/notebooks/{}.py",
}

# A name becomes a function, a module and, with dashes, the ids of cells.
_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_LONGEST = 40


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("name", metavar="NAME", help="the function that students will write")
    parser.add_argument("--assignment", required=True, metavar="A", help="such as a2_softmax")
    parser.add_argument("--new-assignment", action="store_true", help="begin assignment A with it")
    parser.add_argument("--title", default="", help="the notebook's title; without, from NAME")
    parser.add_argument("--dry-run", action="store_true", help="name the files, write nothing")


def run(args: argparse.Namespace) -> int:
    """Make the files and say what comes next; return the exit code."""
    from autograder import course

    try:
        clone = course.find_root()
    except course.CourseError as error:
        raise CommandError(str(error)) from None
    if not course.has_solutions(clone):
        raise CommandError(f"{clone} has no solutions/: exercises are added where the answers are")
    _require_name(args.name)
    _require_assignment(args.assignment, begin=args.new_assignment)
    title = args.title or args.name.replace("_", " ").capitalize()
    if not title.isprintable():
        raise CommandError(f"the title {title!r} must be one line of text")
    files = skeleton(clone, args.name, args.assignment, title)
    if there := [str(path.relative_to(clone)) for path in files if path.exists()]:
        raise CommandError(f"{', '.join(there)}: there already; expected a name that is free")
    if not args.dry_run:
        _write(files)
    for path in files:
        terminal.write(str(path.relative_to(clone)))
    if not args.dry_run:
        terminal.write(f"Next: make notebooks; make test ARGS='-k {args.name}'")
    return 0


def skeleton(root: Path, name: str, assignment: str, title: str) -> dict[Path, str]:
    """What each new file is to hold, by its path."""
    words = {
        "name": name,
        "assignment": assignment,
        "title": title,
        "quoted": json.dumps(title, ensure_ascii=False),
        "key": name.replace("_", "-"),
    }
    found = {}
    for part, place in PLACES.items():
        template = root / "solutions" / "skeleton" / f"{part}.py.txt"
        try:
            text = Template(template.read_text(encoding="utf-8")).substitute(words)
        except OSError as error:
            raise CommandError(f"cannot read {template}: {error.strerror}") from None
        found[root / place.format(name)] = text
    return found


def _require_name(name: str) -> None:
    """Refuse a name that cannot be a function's, or is one's already."""
    from autograder import course

    if not _NAME.fullmatch(name) or keyword.iskeyword(name) or len(name) > _LONGEST:
        raise CommandError(
            f"{name!r} is no name for an exercise; expected a Python name of lower-case words, "
            f"such as huber_loss, of at most {_LONGEST} characters"
        )
    for exercise in course.exercises().values():
        if name in (exercise.name, exercise.notebook, *exercise.functions):
            where = f"{exercise.assignment}/{exercise.notebook}"
            raise CommandError(f"{name} is taken, in {where}; expected a name that is free")


def _require_assignment(assignment: str, *, begin: bool) -> None:
    """Refuse an assignment that is not there, or one to `begin` that is."""
    from autograder import course

    known = course.assignments()
    if begin and assignment in known:
        raise CommandError(f"{assignment} is there already: leave out --new-assignment")
    if begin and not _NAME.fullmatch(assignment):
        raise CommandError(f"{assignment!r} is no name for a folder; expected one like a6_robust")
    if not begin and assignment not in known:
        close = difflib.get_close_matches(assignment, known, n=1)
        meant = f"did you mean {close[0]}?" if close else f"there are {', '.join(known)};"
        raise CommandError(f"no assignment {assignment!r}: {meant} --new-assignment begins one")


def _write(files: Mapping[Path, str]) -> None:
    """Write all of the files, or none of them."""
    written: list[Path] = []
    try:
        for path, text in files.items():
            with path.open("x", encoding="utf-8", newline="\n") as file:
                written.append(path)
                file.write(text)
    except OSError as error:
        for done in written:
            with contextlib.suppress(OSError):
                done.unlink()
        raise CommandError(f"{path}: {error.strerror}; nothing is written") from None

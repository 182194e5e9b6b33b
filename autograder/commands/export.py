"""Write an assignment's grades in the format of another system.

  canvas          CSV to import into Canvas, made from a gradebook that Canvas exported
  moodle          CSV for Moodle's "Import grades"
  gradescope      results.json for each student, a test for each part
  gradescope-zip  an autograder for Gradescope; it HOLDS THE ANSWERS: upload it, never hand it out
  junit           JUnit XML for each notebook of each student

Scores of canvas and moodle are the gradebook's, those given by hand and penalties included; the
others show what the judge found. (nbgrader's own CSV comes from nbgrader export.) Where a person
still has to give a score there is no number: the student is named instead. Options of nbgrader's
are accepted (--CourseDirectory.db_url=...). Exit code 0: everybody is in it; 1: somebody is not.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.commands import CommandError
from autograder.commands.report import write
from autograder.display import terminal

if TYPE_CHECKING:
    from autograder.nbgrader.settings import Settings
    from autograder.nbgrader.standing import Standing
    from autograder.report import NotebookReport


def main(words: Sequence[str]) -> int:
    """Export; return the exit code."""
    from autograder.export.gradescope import VISIBILITIES
    from autograder.nbgrader import settings

    parser = argparse.ArgumentParser("chainrule export", description=__doc__, allow_abbrev=False)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("format", choices=sorted(_FORMATS), metavar="FORMAT", help="see above")
    parser.add_argument("assignment", metavar="ASSIGNMENT", help="for example a1_svm_loss")
    parser.add_argument(
        "--output", type=Path, metavar="PATH", help="the file, or folder; without it, in exports/"
    )
    parser.add_argument(
        "--gradebook", type=Path, metavar="CSV", help="canvas: what Canvas exported"
    )
    parser.add_argument(
        "--column", default="", help="canvas: its column by heading or number; moodle: a heading"
    )
    parser.add_argument(
        "--scale", action="store_true", help="canvas: multiply scores to the points of Canvas"
    )
    parser.add_argument(
        "--visibility", choices=VISIBILITIES, default="visible", help="gradescope: who sees tests"
    )
    parser.add_argument(
        "--allow-unsafe",
        action="store_true",
        help="gradescope-zip: grade even where students' code cannot be confined, and could read "
        "the answers and write its own result",
    )
    args, course = settings.parse(parser, words)
    return _FORMATS[args.format](args, course)


def _place(args: argparse.Namespace, course: Settings, name: str) -> Path:
    given: Path | None = args.output
    return given or course.course / "exports" / name


def _canvas(args: argparse.Namespace, course: Settings) -> int:
    from autograder.export import canvas

    if args.gradebook is None:
        raise CommandError("canvas: --gradebook names the CSV that Canvas exported")
    try:
        export = args.gradebook.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise CommandError(f"cannot read {args.gradebook}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise CommandError(f"{args.gradebook} is not in UTF-8, as Canvas writes it") from None
    known = _standings(args, course)
    scores = {one.student: one.score for one in known}
    most = known[0].most if known else 0.0
    try:
        found = canvas.merge(
            export, scores, args.assignment, most, column=args.column, scale=args.scale
        )
    except (canvas.Mismatch, ValueError) as error:
        raise CommandError(f"{args.gradebook}: {error}") from None
    path = _place(args, course, f"{args.assignment}_canvas.csv")
    write(path, found.text)
    scored = found.matched - len(found.open)
    terminal.write(f"{path}: {scored} scores in the column {found.column}")
    _name("in Canvas and not in the gradebook", found.unknown)
    _name("in the gradebook and not in Canvas", found.absent)
    _name("without a score, left as in Canvas", found.open)
    return 1 if found.unknown or found.absent or found.open else 0


def _moodle(args: argparse.Namespace, course: Settings) -> int:
    from autograder.export import moodle

    known = _standings(args, course)
    path = _place(args, course, f"{args.assignment}_moodle.csv")
    write(path, moodle.to_csv(known, args.column or args.assignment))
    left_out = [one.student for one in known if one.score is None]
    terminal.write(f"{path}: {len(known) - len(left_out)} students")
    _name("without a score, left out", left_out)
    return 1 if left_out else 0


def _gradescope(args: argparse.Namespace, course: Settings) -> int:
    from autograder.export import gradescope

    def files(reports: Mapping[str, NotebookReport]) -> Iterator[tuple[str, str]]:
        yield ".json", gradescope.to_json(list(reports.values()), args.visibility)

    return _each(args, course, "gradescope", files)


def _junit(args: argparse.Namespace, course: Settings) -> int:
    from autograder.display import junit

    def files(reports: Mapping[str, NotebookReport]) -> Iterator[tuple[str, str]]:
        for name, report in reports.items():
            yield f".{name}.xml", junit.to_xml(report)

    return _each(args, course, "junit", files)


def _each(
    args: argparse.Namespace,
    course: Settings,
    name: str,
    files: Callable[[Mapping[str, NotebookReport]], Iterator[tuple[str, str]]],
) -> int:
    """Write files for each student; those whose reports are not settled are named instead."""
    from autograder.store import Results, safe

    folder = _place(args, course, f"{args.assignment}_{name}")
    left_out: list[str] = []
    written = 0
    for reports in Results(course.course).of(args.assignment, left_out.append):
        student = next(iter(reports.values())).student
        try:
            for ending, text in files(reports):
                write(folder / f"{safe(student)}{ending}", text)
            written += 1
        except ValueError as error:
            left_out.append(f"{student} ({error})")
    if not written and not left_out:
        raise CommandError(f"no results of {args.assignment!r} in {course.course}; grade it first")
    terminal.write(f"{folder}: {written} students")
    _name("without a score, left out", left_out)
    return 1 if left_out else 0


def _gradescope_zip(args: argparse.Namespace, course: Settings) -> int:
    from autograder import seed
    from autograder.authoring import release
    from autograder.export import gradescope_zip
    from autograder.store import FOLDER

    judge = course.judge
    secret = judge.seed or seed.kept(course.course / FOLDER / "seed").text
    try:
        packed = gradescope_zip.build(
            Path(judge.root or course.course),
            args.assignment,
            secret,
            judge.limits,
            visibility=args.visibility,
            allow_unsafe=args.allow_unsafe,
        )
    except release.ReleaseError as error:
        raise CommandError(str(error)) from None
    path = _place(args, course, f"{args.assignment}_gradescope.zip")
    write(path, packed)
    path.chmod(0o600)
    terminal.write(f"{path}: {len(packed) / 1e6:.1f} MB")
    terminal.write(
        "It holds the answers and the secret seed. Upload it to Gradescope; hand it to nobody.",
        sys.stderr,
    )
    return 0


def _standings(args: argparse.Namespace, course: Settings) -> tuple[Standing, ...]:
    from nbgrader.api import MissingEntry

    from autograder.nbgrader import standing
    from autograder.store import Results

    with course.gradebook() as gradebook:
        if gradebook is None:
            where = course.coursedir.db_url.rpartition("@")[2]  # without a password
            raise CommandError(f"there is no gradebook {where}; grade first")
        try:
            return standing.of(gradebook, Results(course.course), args.assignment)
        except MissingEntry:
            raise CommandError(f"the gradebook has no assignment {args.assignment!r}") from None


def _name(what: str, students: Sequence[str]) -> None:
    from autograder.display.legible import spelt

    if students:
        terminal.write(spelt(f"{what}: {'; '.join(students)}"), sys.stderr)


_FORMATS: Mapping[str, Callable[[argparse.Namespace, Settings], int]] = {
    "canvas": _canvas,
    "moodle": _moodle,
    "gradescope": _gradescope,
    "gradescope-zip": _gradescope_zip,
    "junit": _junit,
}

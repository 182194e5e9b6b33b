"""Write dist/chainrule-student-VERSION.zip: what students get, and no more.

It holds the files of the last commit, so that the same commit gives the same bytes: the notebooks,
the data, and the half of the autograder that checks at home. Exit code 2: there is nothing to pack.
"""

from __future__ import annotations

import argparse
import sys

from autograder.commands import CommandError
from autograder.display import terminal


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """It takes nothing: the course is the one around the current folder."""


def run(args: argparse.Namespace) -> int:
    """Write the zip, say where it is, and return the exit code."""
    from autograder import course
    from autograder.authoring import release

    try:
        here = course.find_root()
        path = release.build(here)
        left_out = release.uncommitted(here)
    except (course.CourseError, release.ReleaseError) as error:
        raise CommandError(str(error)) from None
    terminal.write(f"{path.relative_to(here)}: {path.stat().st_size / 1e6:.1f} MB")
    if left_out:
        more = f" and {len(left_out) - 5} more" if len(left_out) > 5 else ""
        named = ", ".join(left_out[:5])
        terminal.write(f"Not committed, so not in it as they stand: {named}{more}", sys.stderr)
    return 0

"""Grade a class: the grades of `nbgrader autograde` in the same gradebook, sooner.

All options of `nbgrader autograde` are accepted and mean the same; nbgrader_config.py is read as
nbgrader reads it. Submissions that were graded as they are now are not run again (--force runs
them). Exit code 0: all submissions have a grade or a page that says why not; 1: nbgrader's or the
grader's errors, which are named.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(words: Sequence[str]) -> int:
    """Run the command with its words, which nbgrader's own machinery reads."""
    from autograder.nbgrader.app import GradeApp

    app = GradeApp.instance()
    try:
        app.initialize(list(words))
        app.start()
    except SystemExit as end:
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
            return 1
        return int(end.code or 0)
    code: int = app.code
    return code

"""nbgrader's settings for this course. Your own go below the last line, as in any other course."""

from pathlib import Path

try:
    from autograder.nbgrader.configure import configure

    configure(c, Path(__file__).parent)  # noqa: F821 - nbgrader defines `c`
except Exception as error:
    # nbgrader would log this, and go on to run students' code without a sandbox.
    raise SystemExit(f"nbgrader_config.py: {type(error).__name__}: {error}") from error

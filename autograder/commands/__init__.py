"""The commands of the command line, one module each.

A command is a module named after it that has `add_arguments(parser)` and `run(args)`, which
returns the exit code and raises `CommandError` where it cannot do its work. The first line of its
docstring is its help. One that has options of nbgrader's has `main(words)` instead of both. It
imports what is slow in `run`, not at its top.
"""

from __future__ import annotations


class CommandError(Exception):
    """Why a command cannot do its work, in one line: shown on stderr, exit code 2."""

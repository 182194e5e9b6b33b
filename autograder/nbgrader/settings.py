"""A course's settings as nbgrader reads them, for commands of ours that are no nbgrader app."""

from __future__ import annotations

import argparse
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.apps.baseapp import NbGrader
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from traitlets import default

from autograder.commands import CommandError
from autograder.nbgrader.options import Judge


class Settings(NbGrader):  # type: ignore[misc] # nbgrader is not typed
    """The course's folders and options: from nbgrader_config.py, then from the command line."""

    name = "chainrule"

    @default("log_level")
    def _log_level_default(self) -> int:
        return logging.WARNING

    @property
    def course(self) -> Path:
        """The folder that holds `submitted/` and the gradebook."""
        return Path(self.coursedir.root)

    @property
    def judge(self) -> Judge:
        """How submissions are judged in this course."""
        return Judge(parent=self)

    @contextmanager
    def gradebook(self) -> Iterator[Gradebook | None]:
        """The gradebook; None where the course has none yet: to open one would make it.

        CommandError where the database cannot be opened.
        """
        try:
            url = make_url(self.coursedir.db_url)
        except ArgumentError:
            raise CommandError(
                f"{self.coursedir.db_url!r} is no database; expected sqlite:///FILE, or another "
                "URL of SQLAlchemy's"
            ) from None
        if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
            yield None
            return
        try:
            opened = Gradebook(self.coursedir.db_url, self.coursedir.course_id)
        except (SQLAlchemyError, ImportError) as error:
            shown = url.render_as_string(hide_password=True)
            raise CommandError(f"cannot open the gradebook {shown}: {error}") from None
        with opened as gradebook:
            yield gradebook


def parse(
    parser: argparse.ArgumentParser, words: Sequence[str]
) -> tuple[argparse.Namespace, Settings]:
    """What a command's words say: its own arguments, and nbgrader's options (`--Judge.seed=`)."""
    parser.add_argument("--course-dir", metavar="FOLDER", help="the course, where it is not here")
    parser.add_argument("--db", metavar="URL", help="its gradebook, where it is not gradebook.db")
    args, rest = parser.parse_known_args(words)
    for word in rest:
        if not word.startswith("--") or "=" not in word:
            parser.error(f"unrecognized argument {word}; nbgrader's options are --Class.name=value")
    options = [f"--{name}={value}" for name, value in _ours(args) if value]
    settings = Settings.instance()
    try:
        settings.initialize([*options, *rest])
    except SystemExit as end:
        if isinstance(end.code, str):
            raise CommandError(end.code) from None
        raise
    return args, settings


def _ours(args: argparse.Namespace) -> list[tuple[str, str | None]]:
    folder = str(Path(args.course_dir).absolute()) if args.course_dir else None
    return [("course-dir", folder), ("db", args.db)]

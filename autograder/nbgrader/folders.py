"""The course's folders as one run sees them, and when a submission was handed in."""

from __future__ import annotations

import contextlib
import glob
import os
import stat
from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import parse_utc

_TIMESTAMP = "timestamp.txt"


class Folders(CourseDirectory):  # type: ignore[misc] # nbgrader is not typed
    """The course's folders for one run, in which no file but a notebook is taken over.

    Otherwise nbgrader copies every file of a submission to `autograded/` and on to `feedback/`:
    links are followed and what they point to is handed out, and pages of a student's own making
    lie among the instructor's.
    """

    @classmethod
    def instead_of(cls, converter: Any) -> Folders:
        """Take the place of a converter's folders, and be the same in all else."""
        given = converter.coursedir
        traits = {name: getattr(given, name) for name in CourseDirectory.class_trait_names()}
        kept = {name: v for name, v in traits.items() if name not in ("config", "parent")}
        converter.coursedir = folders = cls(**{**kept, "ignore": ["*"]})
        return folders

    def found(self, converter: Any) -> list[str]:
        """The folders that a converter has to work through.

        nbgrader itself takes brackets in a student's name for a pattern, and finds nothing there;
        a line feed ends its run. A name that cannot be printed could also write log lines and
        turn tables around: such a folder is named, taken off the converter's list and left alone.
        """
        pattern = converter._format_source(self.assignment_id, self.student_id)
        named = []
        for folder in sorted(filter(os.path.isdir, glob.glob(pattern))):
            inside = os.path.relpath(folder, self.root)
            if inside.isprintable() and os.pardir not in Path(folder).parts:
                named.append(folder)
            else:
                self.log.error("Left out: %a is no name for a student; rename the folder", folder)
                converter.assignments.pop(folder, None)
        return named

    def get_existing_timestamp(self, dest_path: str) -> datetime | None:
        """When that submission was handed in, by its timestamp.txt; None if it does not say."""
        text = timestamp(Path(dest_path))
        try:
            return parse_utc(text) if text else None
        except ValueError:
            self.log.warning("%s/%s holds no time; not late, then", dest_path, _TIMESTAMP)
            return None


def timestamp(folder: Path) -> str:
    """The text of a submission's timestamp.txt, `""` if it has none worth the name."""
    path = folder / _TIMESTAMP
    try:
        found = path.lstat()
        if stat.S_ISREG(found.st_mode) and found.st_size < 1000:
            return path.read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        pass
    return ""


def copy_timestamp(source: Path, place: Path) -> None:
    """By the time in both folders nbgrader sees that a newer submission has come in."""
    if (text := timestamp(source)) and place.resolve() != source.resolve():
        place.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileNotFoundError):
            (place / _TIMESTAMP).unlink()  # nbgrader makes what it writes read-only
        (place / _TIMESTAMP).write_text(text + "\n", encoding="utf-8")

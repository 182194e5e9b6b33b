"""Keep what grading found: a file of reports for each student and assignment, below `.chainrule/`.

The gradebook holds numbers; these files hold why. They are the grader's own (mode 0600) and are
replaced whole, so that a grader that is killed leaves the old report or the new one.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

from autograder import report
from autograder.report import NotebookReport

#: Where a course keeps what is nobody else's business; git ignores it.
FOLDER = ".chainrule"

# File systems allow 255 bytes; a name that is longer than this is cut and told apart by a hash.
_LONGEST = 180


def safe(name: str) -> str:
    """A file name for any name at all; different names stay different.

    >>> safe("ada"), safe("../gradebook.db"), safe("Zoë O'Hara")
    ('ada', '%2E%2E%2Fgradebook%2Edb', 'Zo%C3%AB%20O%27Hara')
    """
    # A dot is escaped too: it would make `..`, or `ada.times`, the name of another file.
    escaped = quote(name, safe="", errors="surrogatepass").replace(".", "%2E") or "%"
    if len(escaped) <= _LONGEST:
        return escaped
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return f"{escaped[:_LONGEST]}-{digest}"


class Results:
    """The reports of a course; `course` is the folder that holds `submitted/`."""

    def __init__(self, course: Path) -> None:
        self.folder = course / FOLDER / "results"

    def path(self, assignment: str, student: str) -> Path:
        """The file with the reports of one student on one assignment."""
        return self.folder / safe(assignment) / f"{safe(student)}.json"

    def load(self, assignment: str, student: str) -> dict[str, NotebookReport]:
        """The reports by notebook, none if there are none; ValueError names a broken file."""
        try:
            return _read(self.path(assignment, student))
        except FileNotFoundError:
            return {}

    def of(
        self, assignment: str, broken: Callable[[str], object] = lambda why: None
    ) -> Iterator[dict[str, NotebookReport]]:
        """The reports of every student on an assignment.

        Unreadable files are left out, and `broken` is told which and why.
        """
        folder = self.folder / safe(assignment)
        for path in sorted(folder.glob("*.json")) if folder.is_dir() else ():
            if path.name.endswith(".times.json"):
                continue
            try:
                yield _read(path)
            except ValueError as error:
                broken(str(error))

    def times(self, assignment: str, student: str) -> dict[str, float]:
        """How many seconds the grading of each notebook took, and within it each exercise.

        By `notebook` and by `notebook/exercise`; none where it is not known.
        """
        path = self.path(assignment, student)
        try:
            found = json.loads(_times(path).read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return {}
        return {str(name): float(seconds) for name, seconds in dict(found).items()}

    def save(self, reports: Sequence[NotebookReport], seconds: Mapping[str, float]) -> None:
        """Keep the reports of one student on one assignment in place of those with their names.

        `seconds` says how long each took, as `times` does. It goes to a file of its own: the same
        grading gives the same bytes of reports.
        """
        first = reports[0]
        path = self.path(first.assignment, first.student)
        try:
            kept = self.load(first.assignment, first.student)
        except ValueError:
            kept = {}  # it is about to be replaced
        kept |= {one.notebook: one for one in reports}
        texts = [json.loads(report.to_json(kept[name])) for name in sorted(kept)]
        _replace(path, texts)
        _replace(_times(path), self.times(first.assignment, first.student) | dict(seconds))


def _read(path: Path) -> dict[str, NotebookReport]:
    """The reports in a file by notebook; ValueError names a broken one."""
    try:
        texts = json.loads(path.read_text(encoding="utf-8"))
        found = [report.from_json(json.dumps(text)) for text in texts]
    except (ValueError, TypeError) as error:
        raise ValueError(f"{path}: {error}; delete it and grade again") from None
    return {one.notebook: one for one in found}


def _times(path: Path) -> Path:
    return path.with_name(f"{path.stem}.times.json")


def _replace(path: Path, content: object) -> None:
    """Write a file whole or not at all, also through a loss of power."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    text = json.dumps(content, indent=1, sort_keys=True, ensure_ascii=True) + "\n"
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".new")  # made with mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    if hasattr(os, "O_DIRECTORY"):  # a new name is safe once its folder is on the disk
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


class Held:
    """A lock on a file that is held for as long as this object, or the process, lives."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)

    def lock(self, *, wait: bool) -> bool:
        """Take the lock; False where another holds it and there is no waiting."""
        try:
            import fcntl
        except ImportError:  # Windows: two graders at once are not kept apart there
            return True
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            return False
        return True

    def release(self) -> None:
        """Let others have it."""
        if hasattr(self, "_file"):
            os.close(self._file)
            del self._file

    def __del__(self) -> None:
        self.release()


def exclusive(path: Path, say: Callable[[str], object]) -> Held:
    """Hold the lock on `path`, after a word to `say` where that takes waiting for another."""
    held = Held(path)
    if held.lock(wait=False):
        return held
    gc.collect()  # a run of this very process may be over and not yet collected
    if not held.lock(wait=False):
        say(f"Another run holds {path}; waiting for it to end")
        held.lock(wait=True)
    return held

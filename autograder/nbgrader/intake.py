"""Take submissions in: which files are graded, and what happens to those that cannot be.

nbgrader lets a course name the class that reads notebooks (`exporter_class`), and makes one object
of it at the start of a run, before it looks at any submission. So this is where the run is set up:
nothing is graded, and no gradebook is touched, unless solutions and sandbox are as required.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import weakref
from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy.exc
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode, v4
from nbgrader.api import MissingEntry
from nbgrader.converters.base import NbGraderException
from traitlets import default

from autograder.cells import validate
from autograder.course import CourseError
from autograder.display import message
from autograder.grading.grade import Grader, Refused, Sheet
from autograder.nbgrader import connection, words
from autograder.nbgrader.connection import connect
from autograder.nbgrader.database import prepare
from autograder.nbgrader.execute import sheet_of
from autograder.nbgrader.folders import Folders, copy_timestamp
from autograder.nbgrader.options import Judge
from autograder.nbgrader.repair import OURS, Original, bare, code_cells, originals, repair
from autograder.nbgrader.save import reconcile
from autograder.notebooks import notebook
from autograder.outcome import Status
from autograder.sandbox import SandboxError
from autograder.store import FOLDER, Results, exclusive
from autograder.workers.ahead import Ahead, cores

#: Files that may be the notebook all the same. Who packs it, or lets a browser rename it, has
#: handed something in.
_NOTEBOOK = re.compile(r"\.(ipynb.*|zip|tar|tgz|gz|rar|7z)$", re.IGNORECASE)
#: Entries of a folder that are looked at: nobody who means well hands in more.
_MOST_ENTRIES = 100


class Intake(NotebookExporter):
    """Reads submitted notebooks for `nbgrader autograde`, and sets the run up.

    `course` is the folder with `submitted/`, `grader` what the run grades with.
    """

    course: Path
    grader: Ahead
    judging: Grader

    @default("optimistic_validation")
    def _validate_once(self) -> bool:
        # After the last step instead of after each: the schema check takes longer than the step.
        return True

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)  # type: ignore[no-untyped-call]
        self.converter: Any = options["parent"]  # nbgrader's Autograde
        self.folders = Folders.instead_of(self.parent)
        self.course = Path(self.folders.root)
        if not self.config.get("Execute", {}).get("enabled", True):
            raise SystemExit("chainrule: --no-execute is not possible: grades come from running.")
        connection.share()
        self._lock = exclusive(self.course / FOLDER / "lock", self.log.warning)
        try:
            judge = Judge(parent=self)
            grader = judge.grader(self.course)
            grader.tests_folder = self._folder(self.folders.source_directory)
            grader.files_folder = self._folder(self.folders.release_directory)
            self.judging = grader
            self.log.info("Grading with seed %s, %s", judge.seed_label, grader.confinement)
            prepare(self.folders.db_url, self.folders.course_id, self._students())
            pool = judge.pool(grader)
        except (
            *(Refused, SandboxError, CourseError, ValueError, OSError),
            sqlalchemy.exc.OperationalError,
        ) as error:
            raise SystemExit(f"chainrule: nothing was graded: {error}") from None
        weakref.finalize(self, grader.close)  # at the latest when nbgrader ends
        if pool is not None:
            weakref.finalize(self, pool.shutdown)
        self._set_up()
        self.grader = Ahead(grader, self._coming(), judge.workers or cores(), pool)
        weakref.finalize(self, self.grader.close)

    def close(self) -> None:
        """End the run's processes and let the next run begin."""
        self.grader.close()
        self.judging.close()
        self._lock.release()

    def _folder(self, step: str) -> str:
        """The assignment's folder of a step that belongs to no student."""
        return str(self.folders.format_path(step, ".", self.folders.assignment_id))

    # -- the run ------------------------------------------------------------------------------
    @cached_property
    def notebooks(self) -> tuple[str, ...]:
        """The assignment's notebooks as the gradebook has them."""
        name = self.folders.assignment_id
        with connect(self.folders.db_url, self.folders.course_id) as gradebook:
            try:
                found = tuple(sorted(one.name for one in gradebook.find_assignment(name).notebooks))
            except MissingEntry:
                found = ()
        if not found:
            self.log.error("%r is not in the gradebook; run: nbgrader generate_assignment", name)
            raise NbGraderException(f"no assignment {name!r}")
        return found

    @cached_property
    def sheets(self) -> dict[str, list[Original]]:
        """What was handed out in each notebook, as the gradebook has it."""
        assignment = self.folders.assignment_id
        with connect(self.folders.db_url, self.folders.course_id) as gradebook:
            return {name: originals(gradebook, name, assignment) for name in self.notebooks}

    def _set_up(self) -> None:
        self._say_what_tests_may_not_do()
        self._reconcile()
        for folder in self._take_all():
            self._drop_half_graded(folder, self.folders.assignment_id)

    def _reconcile(self) -> None:
        assignment = self.folders.assignment_id
        for student in reconcile(self.folders.db_url, Results(self.course), assignment):
            self.log.warning("The gradebook was behind for %s; it is up to date now", student)

    def _take_all(self) -> list[str]:
        """Have every notebook of every submission graded, there or not; the submissions' folders.

        One that is missing gets a page that says so, and nothing else that ends in .ipynb is
        looked at.
        """
        folders = self.folders.found(self.converter)
        if self.folders.notebook_id != "*":
            return []
        excluded = self.folders.student_id_exclude.split(",")
        folders = [folder for folder in folders if self._student_of(folder) not in excluded]
        for folder in folders:
            wanted = [os.path.join(folder, f"{name}.ipynb") for name in self.notebooks]
            self.converter.assignments[folder] = wanted
        return folders

    def _students(self) -> Iterator[str]:
        """Whom nbgrader will add to the gradebook, if they are not there."""
        excluded = self.folders.student_id_exclude.split(",")
        for folder in self.folders.found(self.converter) if self.converter.create_student else ():
            if (student := self._student_of(folder)) not in excluded:
                yield student

    def _say_what_tests_may_not_do(self) -> None:
        for name, sheet in self.sheets.items():
            for complaint in validate.complaints(code_cells(sheet), complete=False):
                self.log.warning("%s.ipynb, %s", name, complaint)

    def _drop_half_graded(self, folder: str, assignment: str) -> None:
        """Remove what a killed run left, as nbgrader would take it for finished and skip it."""
        student = self._student_of(folder)
        place = Path(self.converter._format_dest(assignment, student))
        if place.is_dir() and not all(is_graded(place / f"{n}.ipynb") for n in self.notebooks):
            self.log.warning("%s was left half graded; it is graded again", place)
            shutil.rmtree(place)

    def _coming(self) -> Iterator[Sheet]:
        """What nbgrader's loop will come to, in its order, as its steps will leave it."""
        sheets = self.sheets
        # Worked out now: what nbgrader means by source and destination changes during the run.
        due = [
            (Path(path), self.converter.init_single_notebook_resources(path)["nbgrader"])
            for folder, paths in sorted(self.converter.assignments.items())
            if self._is_due(folder)
            for path in sorted(paths)
        ]
        return (
            sheet_of(repair(found, sheets[path.stem], told), where)
            for path, where in due
            for found, told in (read(path),)
            if "fault" not in told and path.stem in sheets
        )

    def _is_due(self, folder: str) -> bool:
        """Whether nbgrader will grade that submission; a mistake here costs time alone."""
        place = self.converter._format_dest(self.folders.assignment_id, self._student_of(folder))
        if self.converter.force or not os.path.isdir(place):
            return True
        handed_in = self.folders.get_existing_timestamp(folder)
        graded = self.folders.get_existing_timestamp(place)
        return handed_in is not None and graded is not None and handed_in > graded

    def _student_of(self, folder: str) -> str:
        example = os.path.join(folder, "x.ipynb")
        return str(self.converter.init_single_notebook_resources(example)["nbgrader"]["student"])

    # -- one notebook -------------------------------------------------------------------------
    def from_filename(  # type: ignore[override] # a text, as all of nbconvert's exporters
        self, filename: str, resources: dict[str, Any] | None = None, **_: Any
    ) -> tuple[str, dict[str, Any]]:
        """Read a notebook and take it through the steps; one that cannot be graded, as that."""
        assert resources is not None
        path = Path(filename)
        resources["metadata"] = {"name": path.stem, "path": str(path.parent)}
        told: dict[str, Any] = {}
        try:
            if self.converter._sanitizing:
                found, told = read(path)
            else:  # our own, between nbgrader's two passes: not to be held to a student's limits
                found = v4.reads(path.read_text(encoding="utf-8"))
            output = self._convert(found, {**resources, OURS: told})
        except (sqlalchemy.exc.SQLAlchemyError, Refused, OSError):
            raise  # the disk or the database: no other notebook would fare better
        except Exception as error:
            # Some step fell over this notebook. That is no fault of its student's.
            self.log.error("Grading %s failed", filename, exc_info=error)
            failed = {"fault": message.grader_error(), "status": str(Status.GRADER_ERROR)}
            output = self._convert(stand_in(failed), {**resources, OURS: failed})
        where = resources["nbgrader"]
        place = self.converter._format_dest(where["assignment"], where["student"])
        copy_timestamp(path.parent, Path(place))
        return output

    def _convert(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        converted: Any = self.from_notebook_node(nb, resources)  # type: ignore[no-untyped-call]
        text, told = converted
        return text, told


def read(path: Path) -> tuple[NotebookNode, dict[str, Any]]:
    """A notebook and what to tell of it: `notes`, or the `fault` for which another stands in."""
    try:
        if path.is_symlink():
            raise notebook.NotebookError(f"{path.name}: a link; expected the notebook itself")
        found, notes = notebook.mended(path)
        return bare(found), {"notes": notes} if notes else {}
    except notebook.NotebookError as error:
        told = _missing(path) or {
            "fault": words.not_gradable(str(error).rstrip(".")),
            "status": str(Status.NOT_GRADABLE),
        }
    return stand_in(told), told


def _missing(path: Path) -> dict[str, str]:
    """What to say of a notebook that is not there, nothing if it is."""
    if os.path.lexists(path):
        return {}
    if others := _others(path):
        fault = words.other_name(path.stem, others)
        return {"fault": fault, "status": str(Status.NOT_GRADABLE)}
    return {"fault": words.not_handed_in(path.stem), "status": str(Status.NOT_ATTEMPTED)}


def _others(path: Path) -> list[str]:
    """What may be a notebook under another name: beside it, one folder below, or packed."""
    beside = [path.parent, *(p for p in _entries(path.parent) if p.is_dir())]
    return sorted(
        found.relative_to(path.parent).as_posix()
        for folder in beside
        for found in _entries(folder)
        if _NOTEBOOK.search(found.name) and found != path
    )


def _entries(folder: Path) -> list[Path]:
    """Some of a folder's entries, hidden ones left out; none where it cannot be looked into."""
    with contextlib.suppress(OSError), os.scandir(folder) as found:
        seen = (Path(entry.path) for entry in islice(found, _MOST_ENTRIES))
        return [path for path in seen if not path.name.startswith(".")]
    return []


def stand_in(told: dict[str, str]) -> NotebookNode:
    """An empty notebook, in which the checks will be put back."""
    return v4.new_notebook(metadata={OURS: told})  # type: ignore[no-any-return]


def is_graded(path: Path, content: str = "") -> bool:
    """Whether a notebook in `autograded/` was finished; with `content`, that one of ours."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        graded = found["metadata"][OURS]["graded"]
        return bool(graded) and content in ("", graded)
    except (OSError, ValueError, KeyError, TypeError):
        return False

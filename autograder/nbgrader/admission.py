"""Take submissions in for `chainrule grade`: what is due, and what was graded as it is now."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.api import Assignment, SubmittedAssignment

from autograder.display import message
from autograder.grading import grade
from autograder.grading.grade import Sheet
from autograder.nbgrader.connection import connect
from autograder.nbgrader.execute import sheet_of
from autograder.nbgrader.folders import timestamp
from autograder.nbgrader.intake import Intake, is_graded, read, stand_in
from autograder.nbgrader.repair import OURS, PutBack, repair
from autograder.outcome import Status
from autograder.report import NotebookReport
from autograder.store import Results


@dataclass(frozen=True)
class Paper:
    """One notebook of a submission: repaired, and as the grader takes it."""

    name: str
    notebook: NotebookNode
    sheet: Sheet

    @property
    def refused(self) -> grade.Graded | None:
        """What came of it where there is nothing to run, None where there is."""
        told = self.notebook.metadata.get(OURS, {})
        fault = told.get("fault")
        return grade.refused(self.sheet, Status(told["status"]), fault) if fault else None


@dataclass(frozen=True)
class Submission:
    """What one student handed in; `papers` are those that are due, `before` what they had."""

    folder: str
    student: str
    papers: tuple[Paper, ...]
    before: dict[str, NotebookReport]
    newer: bool = False  # handed in at another time than what was graded

    @property
    def unchanged(self) -> bool:
        return not self.papers


class Admission(Intake):
    """Reads the submissions of a run of `Classroom`."""

    submissions: Iterator[Submission]

    def _set_up(self) -> None:
        self._say_what_tests_may_not_do()
        if not self.converter.diff:
            self._reconcile()
        wanted = self.converter.students
        folders = self._take_all()
        # Those without any notebook are among them, and those that were left out above are not.
        for folder in set(self.converter.assignments) - set(folders):
            del self.converter.assignments[folder]
        if wanted:
            self._keep_only(wanted, folders)

    def _keep_only(self, wanted: Sequence[str], folders: Sequence[str]) -> None:
        """Leave out everybody whom no name or pattern means; SystemExit where one means nobody."""
        meant: set[str] = set()
        for folder in folders:
            student = self._student_of(folder)
            mine = {one for one in wanted if student == one or fnmatchcase(student, one)}
            meant |= mine
            if not mine:
                del self.converter.assignments[folder]
        if unknown := [one for one in wanted if one not in meant]:
            raise SystemExit(
                "chainrule: nothing was graded: there is no submission of "
                f"{', '.join(map(repr, unknown))} to {self.folders.assignment_id}"
            )

    def _students(self) -> Iterator[str]:
        return iter(()) if self.converter.diff else super()._students()

    def _coming(self) -> Iterator[Sheet]:
        assignment = self.folders.assignment_id
        with connect(self.folders.db_url, self.folders.course_id) as gradebook:
            known = gradebook.db.query(SubmittedAssignment.student_id).join(Assignment)
            self._known = {row[0] for row in known.filter(Assignment.name == assignment)}
        self._fingerprint = self.judging.fingerprint
        self.submissions, ahead = itertools.tee(self._admitted())
        return (p.sheet for found in ahead for p in found.papers if p.refused is None)

    def _admitted(self) -> Iterator[Submission]:
        # Nothing in here may raise: it would end the run for all who come after.
        for folder in sorted(self.converter.assignments):
            yield self._admit(folder, self._student_of(folder))

    def _admit(self, folder: str, student: str) -> Submission:
        place = Path(self.converter._format_dest(self.folders.assignment_id, student))
        papers = tuple(self._paper(Path(folder), student, name) for name in self.notebooks)
        before = self._before(student)
        newer = timestamp(Path(folder)) not in ("", timestamp(place))
        if not self.converter.force and student in self._known:
            done = all(self._is_done(paper, before, place) for paper in papers)
            papers = () if done else papers
        return Submission(folder, student, papers, before, newer)

    def _before(self, student: str) -> dict[str, NotebookReport]:
        try:
            return Results(self.course).load(self.folders.assignment_id, student)
        except (ValueError, OSError):
            return {}  # as good as none; what comes now replaces it

    def _is_done(self, paper: Paper, before: dict[str, NotebookReport], place: Path) -> bool:
        """Whether to grade it once more would find what is there."""
        report, sheet = before.get(paper.name), paper.sheet
        if report is None:
            return False
        if graded := paper.refused:
            same = graded.report == report and report.status is not Status.GRADER_ERROR
        elif not report.settled:
            return False
        else:
            now = (sheet.content, sheet.notes, self.judging.seed.label, self._fingerprint)
            same = (report.content, report.notes, report.seed, report.grader) == now
        return same and is_graded(place / f"{paper.name}.ipynb", report.content)

    def _paper(self, folder: Path, student: str, name: str) -> Paper:
        where = self._where(student, name)
        sheet = self.sheets[name]
        try:
            found, told = read(folder / f"{name}.ipynb")
            notebook = repair(found, sheet, told)
            notebook, _ = PutBack(parent=self).preprocess(notebook, {"nbgrader": where})
            return Paper(name, notebook, sheet_of(notebook, where))
        except Exception as error:
            self.log.error("Reading %s of %s failed", name, student, exc_info=error)
            return self.failed(name, student)

    def _where(self, student: str, name: str) -> dict[str, str]:
        return {
            "student": student,
            "assignment": self.folders.assignment_id,
            "notebook": name,
            "db_url": self.folders.db_url,
        }

    def failed(self, name: str, student: str) -> Paper:
        """What stands for a notebook over which the grader itself fell."""
        told = {"fault": message.grader_error(), "status": str(Status.GRADER_ERROR)}
        notebook = repair(stand_in(told), self.sheets[name], told)
        return Paper(name, notebook, sheet_of(notebook, self._where(student, name)))

"""Grade a class into nbgrader's gradebook, without nbgrader's converters between.

The grades, the notebooks in `autograded/` and the reports are those of `nbgrader autograde`: the
steps are the same, taken once and in memory. A submission's report is kept first, then one
transaction writes its grades, then its notebooks are written: whoever is killed in between leaves
the old grades or the new ones, and the next run takes it up.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.api import Gradebook, MissingEntry, SubmittedNotebook
from nbgrader.converters import Autograde
from nbgrader.preprocessors import AssignLatePenalties
from traitlets import Bool, List, Unicode

from autograder.grading.grade import Graded, Refused
from autograder.nbgrader import configure, difference, transaction
from autograder.nbgrader.admission import Admission, Paper, Submission
from autograder.nbgrader.execute import show
from autograder.nbgrader.folders import copy_timestamp
from autograder.nbgrader.progress import Progress
from autograder.nbgrader.save import comments, enter
from autograder.nbgrader.schema import schema
from autograder.outcome import Status
from autograder.report import NotebookReport
from autograder.store import Results


@dataclass
class Summary:
    """Students by what became of their submissions; `changes` are lines on changed grades."""

    graded: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    not_gradable: list[str] = field(default_factory=list)
    grader_errors: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)

    def add(self, student: str, reports: Sequence[NotebookReport]) -> None:
        """Count a submission that was graded now."""
        if not all(report.settled for report in reports):
            broken = any(report.status is Status.NOT_GRADABLE for report in reports)
            (self.not_gradable if broken else self.grader_errors).append(student)
        else:
            self.graded.append(student)


class Classroom(Autograde):  # type: ignore[misc] # nbgrader is not typed
    """Grades the submissions of one assignment. `summary` says what became of them."""

    students = List(
        Unicode(), help="Grade these students' submissions alone; patterns with * as well."
    ).tag(config=True)

    diff = Bool(
        help="Grade what is due, write no grade, and say whose grade would change, and why."
    ).tag(config=True)

    quiet = Bool(help="Show no progress.").tag(config=True)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.exporter_class = Admission
        self.summary = Summary()

    def start(self) -> None:
        """Grade what is due; SystemExit where the run is not set up for it."""
        if self.coursedir.notebook_id != "*":
            raise SystemExit(
                "chainrule grade: whole submissions are graded; got --notebook="
                f"{self.coursedir.notebook_id}, which nbgrader autograde takes"
            )
        steps = (tuple(self.sanitize_preprocessors), tuple(self.autograde_preprocessors))
        if steps != (configure.SANITIZE, configure.GRADE):
            raise SystemExit(
                "chainrule grade: nbgrader_config.py sets steps of its own for Autograde; they are "
                "run by nbgrader autograde alone"
            )
        super().start()

    def convert_notebooks(self) -> None:
        """Write down what is due submission by submission, as it is graded."""
        admission: Admission = self.exporter
        self._penalties = AssignLatePenalties(parent=admission)
        self._penalties.init_plugin()
        with (
            Progress(len(self.assignments), self.log, shown=not self.quiet) as progress,
            transaction.opened(self.coursedir.db_url) as gradebook,
        ):
            try:
                for submission in admission.submissions:
                    self._take(submission, gradebook)
                    progress.step()
            finally:
                admission.close()
        if progress.done != len(self.assignments):
            raise RuntimeError(f"{progress.done} submissions of {len(self.assignments)}")

    def _take(self, submission: Submission, gradebook: Gradebook) -> None:
        student = submission.student
        if submission.unchanged:
            if submission.newer and not self.diff:
                self._keep(submission, [], gradebook)
            self.summary.unchanged.append(student)
            return
        graded = [p.refused or self.exporter.grader.grade(p.sheet) for p in submission.papers]
        if self.diff:
            now = [one.report for one in graded]
            self.summary.changes += difference.lines(student, submission.before, now)
            self.summary.add(student, now)
            return
        done = [self._finished(p, one) for p, one in zip(submission.papers, graded, strict=True)]
        try:
            self._keep(submission, done, gradebook)
        except MissingEntry as error:  # --Autograde.create_student=False
            self.log.error("No grade for %s: %s", student, error)
            self.summary.grader_errors.append(student)
            return
        self.summary.add(student, [one.report for _, one, _ in done])

    # -- one notebook -------------------------------------------------------------------------
    def _finished(self, paper: Paper, graded: Graded) -> tuple[Paper, Graded, str]:
        """A notebook with what it showed, as the text to write."""
        try:
            return paper, graded, self._text(paper, graded)
        except (Refused, OSError):
            raise
        except Exception as error:
            where = (paper.name, paper.sheet.student)
            self.log.error("Grading %s of %s failed", *where, exc_info=error)
            failed = self.exporter.failed(paper.name, paper.sheet.student)
            assert failed.refused is not None
            return failed, failed.refused, self._text(failed, failed.refused)

    def _text(self, paper: Paper, graded: Graded) -> str:
        show(paper.notebook, graded)
        schema().validate_nb(paper.notebook)
        text: str = nbformat.writes(paper.notebook, version=4)
        return text if text.endswith("\n") else text + "\n"

    # -- one submission -----------------------------------------------------------------------
    def _keep(
        self,
        submission: Submission,
        done: Sequence[tuple[Paper, Graded, str]],
        gradebook: Gradebook,
    ) -> None:
        """Write everything down; `done` is empty where only the time of handing in is new."""
        assignment, student = self.coursedir.assignment_id, submission.student
        place = Path(self._format_dest(assignment, student))
        if done:
            seconds = {name: s for _, graded, _ in done for name, s in graded.times.items()}
            Results(self.exporter.course).save([graded.report for _, graded, _ in done], seconds)
            if place.is_dir():
                shutil.rmtree(place)  # half of what follows must not look like the whole of it
        self._enter(submission, done, gradebook)
        copy_timestamp(Path(submission.folder), place)
        place.mkdir(parents=True, exist_ok=True)
        for paper, _, text in done:
            (place / f"{paper.name}.ipynb").write_text(text, encoding="utf-8")
        self.set_permissions(assignment, student)

    def _enter(
        self,
        submission: Submission,
        done: Sequence[tuple[Paper, Graded, str]],
        gradebook: Gradebook,
    ) -> None:
        assignment, student = self.coursedir.assignment_id, submission.student
        with transaction.whole(gradebook):
            if self.create_student:
                gradebook.update_or_create_student(student)
            else:
                gradebook.find_student(student)
            handed_in = self.coursedir.get_existing_timestamp(submission.folder)
            times = {"timestamp": handed_in} if handed_in else {}
            found = gradebook.update_or_create_submission(assignment, student, **times)
            notebooks = transaction.notebooks(gradebook, found)
            for paper, graded, _ in done:
                enter(notebooks[paper.name], graded.report, comments(paper.notebook))
            for notebook in notebooks.values():
                self._penalise(gradebook, notebook, found.total_seconds_late)

    def _penalise(self, gradebook: Gradebook, notebook: SubmittedNotebook, late: float) -> None:
        """What nbgrader's own step does, by the course's own plugin."""
        notebook.late_submission_penalty = None
        if late > 0:
            gradebook.db.flush()
            gradebook.db.refresh(notebook)  # its score is the database's sum
            student = notebook.student.id
            self.log.warning("%s of %s is %s seconds late", notebook.name, student, late)
            plugin = self._penalties.plugin_inst
            penalty = plugin.late_submission_penalty(student, notebook.score, late)
            if penalty is not None:
                checked = self._penalties._check_late_penalty(notebook, penalty)
                notebook.late_submission_penalty = checked

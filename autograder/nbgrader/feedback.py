"""The feedback page: the student's notebook with the panels in the places of the checks.

One HTML file that fetches nothing and runs nothing: it can be mailed, and opened years later.
Hidden checks are not in the notebook, so they cannot be on the page.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from markupsafe import Markup
from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from nbgrader.preprocessors import GetGrades

from autograder import course
from autograder.display import message, panel
from autograder.nbgrader import prose
from autograder.nbgrader.execute import check_of
from autograder.nbgrader.folders import Folders, copy_timestamp, timestamp
from autograder.nbgrader.options import Judge
from autograder.report import ExerciseReport, NotebookReport
from autograder.store import Results
from autograder.templates import page

#: Characters of text that are shown of one output: nobody reads more on a page.
LONGEST_TEXT = 20_000


class Marks(GetGrades):  # type: ignore[misc] # nbgrader is not typed
    """nbgrader's grades and comments, and whether a person gave or still owes the grade."""

    def _get_score(self, cell: NotebookNode, resources: dict[str, Any]) -> None:
        super()._get_score(cell, resources)
        name = cell.metadata.nbgrader["grade_id"]
        grade = self.gradebook.find_grade(
            name, self.notebook_id, self.assignment_id, self.student_id
        )
        cell.metadata.nbgrader["by_hand"] = grade.manual_score is not None or grade.extra_credit
        cell.metadata.nbgrader["open"] = grade.manual_score is None and grade.auto_score is None


@dataclass(frozen=True)
class Mark:
    """An exercise as the page shows it: the judge's report, and the gradebook's last word."""

    report: ExerciseReport
    score: float
    most: float
    open: bool
    by_hand: bool

    @property
    def anchor(self) -> str:
        return f"exercise-{self.report.name}"

    @property
    def line(self) -> panel.Line:
        """The words of the summary table."""
        return panel.exercise_lines([self.report])[0]

    @property
    def points(self) -> str:
        if self.open:
            return "not graded yet"
        if self.report.extra and not self.score:
            return "extra"
        return panel.points(self.score, self.most)

    @property
    def html(self) -> Markup:
        """The exercise's panel."""
        said = []
        if self.open:
            said.append("This exercise has no grade yet: a person will look at it.")
        elif self.by_hand:
            said.append(f"Your instructor set the grade: {self.points} points.")
        return Markup(panel.html(self.report, notes=said, styled=False, linked=False))


@dataclass(frozen=True)
class Output:
    """One output of a cell: text of some kind, or a figure as base64."""

    kind: str
    text: str = ""
    png: str = ""
    alt: str = ""


@dataclass(frozen=True)
class Cell:
    """One cell of the page; `given` is code that was handed out and not touched.

    `points` is what a person has given, or still has to give, for an answer.
    """

    kind: str
    html: str = ""
    outputs: tuple[Output, ...] = ()
    mark: Mark | None = None
    answer: bool = False
    given: bool = False
    comment: str = ""
    points: str = ""


class Feedback(Exporter):
    """Writes the pages for `nbgrader generate_feedback`."""

    file_extension = ".html"
    output_mimetype = "text/html"

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)  # type: ignore[no-untyped-call]
        self.converter: Any = options["parent"]  # nbgrader's GenerateFeedback
        self.folders = Folders.instead_of(self.parent)
        if self.folders.notebook_id == "*":
            for folder in self.folders.found(self.converter):
                pages = sorted(map(str, Path(folder).glob("*.ipynb")))
                self.converter.assignments[folder] = pages
        self.results = Results(Path(self.folders.root))
        self.root = Path(Judge(parent=self).root)

    def from_filename(  # type: ignore[override] # a text, as all of nbconvert's exporters
        self, filename: str, resources: dict[str, Any] | None = None, **_: Any
    ) -> tuple[str, dict[str, Any]]:
        """The page of one graded notebook."""
        assert resources is not None
        path = Path(filename)
        resources["metadata"] = {"name": path.stem, "path": str(path.parent)}
        graded = nbformat.read(path, as_version=4)
        nb, resources = super().from_notebook_node(graded, resources)
        where = resources["nbgrader"]
        place = self.converter._format_dest(where["assignment"], where["student"])
        copy_timestamp(path.parent, Path(place))
        return self.page(nb, resources, timestamp(path.parent)), resources

    def page(self, nb: NotebookNode, resources: Mapping[str, Any], handed_in: str) -> str:
        """A graded notebook with nbgrader's grades as HTML."""
        where = resources["nbgrader"]
        report = self._report(where)
        marks = dict(_marks(nb, report))
        handed_out = self._handed_out(where["assignment"], where["notebook"])
        cells = list(_cells(nb, marks, frozenset(handed_out)))
        shown = [mark for mark in marks.values() if mark.most or mark.report.extra]
        return page.fill(
            "feedback.html.j2",
            title=_title(handed_out) or where["notebook"],
            where=where,
            report=report,
            marks=shown,
            cells=cells,
            handed_in=handed_in,
            open=any(mark.open for mark in shown) or any(_is_open(cell) for cell in nb.cells),
            graded=not shown or not all(mark.open for mark in shown),
            score=message.number(where["score"]),
            most=message.number(where["max_score"]),
            share=max(0.0, min(1.0, where["score"] / (where["max_score"] or 1))),
            late=message.number(where["late_penalty"]) if where["late_penalty"] else "",
            styles=Markup(panel.style() + page.asset("paper.css") + page.asset("feedback.css")),
        )

    def _report(self, where: Mapping[str, str]) -> NotebookReport | None:
        try:
            found = self.results.load(where["assignment"], where["student"])
        except ValueError as error:
            self.log.error("No panels for %s: %s", where["student"], error)
            return None
        return found.get(where["notebook"])

    @cache  # noqa: B019 - one exporter lives as long as the run
    def _handed_out(self, assignment: str, notebook: str) -> tuple[str, ...]:
        """The texts of the cells that students got; none where the assignment is not there."""
        path = self.root / "assignments" / assignment / f"{notebook}.ipynb"
        try:
            return tuple(cell.source.strip() for cell in nbformat.read(path, 4).cells)
        except (OSError, ValueError):
            return ()


def _title(texts: Sequence[str]) -> str:
    """The heading that a notebook begins with, `""` if it does not."""
    first = texts[0] if texts else ""
    return first[2:].partition("\n")[0].strip() if first.startswith("# ") else ""


def _untitled(source: str) -> str:
    return source.partition("\n")[2] if source.startswith("# ") else source


def _marks(nb: NotebookNode, report: NotebookReport | None) -> Iterator[tuple[str, Mark]]:
    """The marks of the checks that are in the notebook, by exercise."""
    for cell in nb.cells:
        name, ours = check_of(cell), cell.metadata.get("nbgrader", {})
        found = report.exercise(name) if report else None
        if name and found is None and name in course.exercises():
            found = panel.blank(course.exercises()[name])
        if name and found:
            yield (
                name,
                Mark(found, ours["score"], ours["points"], ours["open"], bool(ours["by_hand"])),
            )


def _cells(
    nb: NotebookNode, marks: Mapping[str, Mark], handed_out: frozenset[str]
) -> Iterator[Cell]:
    for number, cell in enumerate(nb.cells):
        # The page has the notebook's heading as its own.
        source = _untitled(cell.source) if number == 0 else cell.source
        comment = cell.metadata.get("nbgrader", {}).get("comment") or ""
        if cell.cell_type != "code":
            html = prose.markdown(source) if cell.cell_type == "markdown" else prose.plain(source)
            yield Cell("prose", html, comment=comment, points=_points(cell))
        elif name := check_of(cell):
            yield Cell("check", mark=marks.get(name))
        elif source.strip() or cell.outputs:
            yield Cell(
                "code",
                prose.python_code(source),
                tuple(_output(output) for output in cell.outputs),
                answer=bool(cell.metadata.get("nbgrader", {}).get("solution")),
                given=source.strip() in handed_out,
                comment=comment,
                points=_points(cell),
            )


def _is_open(cell: NotebookNode) -> bool:
    """Whether a person still has to grade an answer."""
    ours = cell.metadata.get("nbgrader", {})
    return bool(ours.get("grade") and ours.get("solution") and ours.get("open"))


def _points(cell: NotebookNode) -> str:
    """What a person has given for an answer, "" for cells that nobody grades by hand."""
    ours = cell.metadata.get("nbgrader", {})
    if not (ours.get("grade") and ours.get("solution") and "open" in ours):
        return ""
    return "not graded yet" if ours["open"] else panel.points(ours["score"], ours["points"])


def _output(output: NotebookNode) -> Output:
    if output.output_type == "stream":
        return Output(str(output.name), _cut(output.text))
    if output.output_type == "error":
        return Output("error", _cut("\n".join(output.traceback)))
    text = _cut(output.data.get("text/plain", ""))
    if _is_png(png := output.data.get("image/png", "")):
        return Output("figure", png=png, alt=text)
    return Output("result", text)


def _is_png(data: str) -> bool:
    try:
        return base64.b64decode(data, validate=True).startswith(b"\x89PNG\r\n\x1a\n")
    except (binascii.Error, ValueError):
        return False


def _cut(text: str) -> str:
    if len(text) <= LONGEST_TEXT:
        return text
    return f"{text[:LONGEST_TEXT]}\n[{len(text) - LONGEST_TEXT} more characters]"

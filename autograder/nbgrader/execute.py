"""Grade in the place where nbgrader would execute the notebook in its own kernel."""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode, from_dict
from nbgrader.preprocessors import ClearHiddenTests, NbGraderPreprocessor
from traitlets.config import Application

from autograder.cells import source
from autograder.display import panel
from autograder.grading import grade
from autograder.grading.grade import Graded, Sheet, SheetCell
from autograder.grading.sheet import HandedOut
from autograder.nbgrader.repair import OURS
from autograder.outcome import Status
from autograder.report import NotebookReport
from autograder.workers.ahead import Ahead


def sheet_of(nb: NotebookNode, where: dict[str, str]) -> Sheet:
    """A repaired notebook as the grader takes it."""
    told = nb.metadata.get(OURS, {})
    cells = tuple(_sheet_cell(c) for c in nb.cells if c.cell_type == "code")
    given = told.get("given", {})
    return Sheet(
        where["student"],
        where["assignment"],
        where["notebook"],
        cells,
        tuple(told.get("notes", ())),
        HandedOut(
            frozenset(given.get("functions", ())),
            frozenset(given.get("classes", ())),
            given.get("imports", ""),
        ),
    )


def _sheet_cell(cell: NotebookNode) -> SheetCell:
    check = check_of(cell)
    if not check:
        return SheetCell(cell.source)
    hidden = tuple(sorted(source.hidden_lines(cell.source, *_marks())))
    return SheetCell(cell.source, check, float(cell.metadata.nbgrader["points"]), hidden)


def _marks() -> tuple[str, str]:
    """The marks of hidden tests by nbgrader's own settings."""
    config = Application.instance().config if Application.initialized() else None
    settings = ClearHiddenTests(config=config)
    return settings.begin_test_delimeter, settings.end_test_delimeter


def check_of(cell: NotebookNode) -> str:
    """The exercise that a repaired cell is the check of, `""` for the others."""
    ours = cell.metadata.get("nbgrader", {})
    return str(ours["grade_id"]) if ours.get("grade") and not ours.get("solution") else ""


class Execute(NbGraderPreprocessor):  # type: ignore[misc] # nbgrader is not typed
    """Runs the cells in the sandbox, judges the exercises, keeps what both showed."""

    @property
    def grader(self) -> Ahead:
        """The grader of this run of nbgrader. AttributeError outside of `Intake`: fail closed."""
        found: Ahead = self.parent.grader
        return found

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Write the outputs into the notebook, and the report into `resources`."""
        sheet = sheet_of(nb, resources["nbgrader"])
        told = nb.metadata.get(OURS, {})
        if fault := told.get("fault"):
            graded = grade.refused(sheet, Status(told["status"]), fault)
        else:
            graded = self.grader.grade(sheet)
        show(nb, graded)
        resources[OURS] = graded
        return nb, resources


def show(nb: NotebookNode, graded: Graded) -> None:
    """Write into a repaired notebook what its cells and the checks showed."""
    told = nb.metadata.get(OURS, {})
    nb.metadata[OURS] = NotebookNode({**told, "graded": graded.report.content})
    code = [cell for cell in nb.cells if cell.cell_type == "code"]
    for number, (cell, outputs) in enumerate(zip(code, graded.outputs, strict=True), 1):
        cell.execution_count = number
        cell.outputs = [from_dict(output) for output in outputs]
        if name := check_of(cell):
            cell.outputs = _panel(graded.report, name)


def _panel(report: NotebookReport, name: str) -> list[NotebookNode]:
    """The report in the place of a check cell's output, for whoever opens the graded notebook."""
    exercise = report.exercise(name)
    if exercise is None:
        return []
    data = {"text/plain": panel.text(exercise), "text/html": panel.html(exercise)}
    # `v4.new_output` would check each against the schema: the whole is checked when it is written.
    return [from_dict({"output_type": "display_data", "data": data, "metadata": {}})]

"""All of Chainrule's settings for nbgrader, set by the course's `nbgrader_config.py`."""

from __future__ import annotations

import os
import sys
import warnings
from pathlib import Path

from nbgrader.apps import GenerateAssignmentApp
from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import AssignLatePenalties, ClearOutput
from sqlalchemy.exc import SAWarning
from traitlets.config import Application, Config

from autograder import course
from autograder.authoring import builder
from autograder.display.legible import keep_logs_legible
from autograder.nbgrader import formgrader
from autograder.nbgrader.database import Generate
from autograder.nbgrader.execute import Execute
from autograder.nbgrader.export import ExportGrades
from autograder.nbgrader.feedback import Feedback, Marks
from autograder.nbgrader.intake import Intake
from autograder.nbgrader.repair import PutBack, Repair
from autograder.nbgrader.save import SaveGrades
from autograder.nbgrader.schema import CheckMetadata
from autograder.nbgrader.seal import Seal

#: nbgrader's two passes over a submission.
SANITIZE = (
    Repair,
    ClearOutput,
    PutBack,
    CheckMetadata,
)
GRADE = (Execute, SaveGrades, AssignLatePenalties, CheckMetadata)


def configure(c: Config, root: Path) -> None:
    """Set up nbgrader for the course at `root`: its own commands and folders, graded by us.

    A run in another folder (`--course-dir`) has its submissions, gradebook, feedback and released
    assignments there; it is built and graded from the sources and the solutions here.
    """
    builder.release_settings(c, root)
    if _generating() and course.has_solutions(root):
        builder.build_sources(root)
    _grade_with_us(c, root)


def configure_any(c: Config, root: Path) -> None:
    """Have the course at `root`, whoever's it is, graded by us, and leave it as it is in all else.

    Its test cells are the ordinary ones, of asserts (docs/any_course.md). Folders and commands are
    nbgrader's; `release`, `source` and the rest may be set as ever.
    """
    c.CourseDirectory.root = str(root)
    c.Judge.ordinary = True
    _grade_with_us(c, root)


def _grade_with_us(c: Config, root: Path) -> None:
    if Application.initialized():
        # nbgrader reads this file more than once. From the second time on, an error in whatever
        # else stands in it ends the run; nbgrader alone would log it and grade without us.
        Application.instance().raise_config_file_errors = True
    keep_logs_legible()
    steps = GenerateAssignment.class_traits()["preprocessors"].default()
    c.GenerateAssignment.preprocessors = [*steps, Seal]
    c.GenerateAssignment.exporter_class = Generate

    c.Judge.root = str(root)
    c.Autograde.exporter_class = Intake
    c.Autograde.sanitize_preprocessors = list(SANITIZE)
    c.OverwriteCells.add_missing_cells = True
    c.Autograde.autograde_preprocessors = list(GRADE)
    c.GenerateFeedback.exporter_class = Feedback
    c.GenerateFeedback.preprocessors = [Marks]
    c.ExportApp.plugin_class = ExportGrades
    formgrader.configure(c)

    # nbgrader starts alembic by its bare name, though nobody may have activated the environment.
    tools = os.path.dirname(sys.executable)
    os.environ["PATH"] = os.pathsep.join((tools, os.environ.get("PATH", os.defpath)))
    # Three warnings a student about the order in which nbgrader's own models are filled.
    warnings.filterwarnings("ignore", category=SAWarning, module=r"nbgrader\.api")


def _generating() -> bool:
    """Whether this is `nbgrader generate_assignment`, the one command that reads our source."""
    return Application.initialized() and isinstance(Application.instance(), GenerateAssignmentApp)

"""`chainrule grade` as an application of nbgrader's: its options, its configuration."""

from __future__ import annotations

import logging
from typing import Any

from nbgrader.apps.autogradeapp import AutogradeApp
from nbgrader.apps.baseapp import NbGrader
from nbgrader.converters.base import NbGraderException
from sqlalchemy.exc import SQLAlchemyError
from traitlets import default

from autograder.display import terminal
from autograder.nbgrader.classroom import Classroom, Summary
from autograder.nbgrader.options import Judge


class GradeApp(AutogradeApp):  # type: ignore[misc] # nbgrader is not typed
    """Grades one assignment's submissions; `code` is the exit code."""

    name = "chainrule-grade"
    description = "Grade a class: the grades of `nbgrader autograde` in the same gradebook, sooner"
    examples = "\n".join(
        (
            "chainrule grade a1_svm_loss                     what is new or changed",
            "chainrule grade a1_svm_loss --force             everybody once more",
            'chainrule grade a1_svm_loss --student ada --student "b*"',
            "chainrule grade a1_svm_loss --diff --force      whose grade would change, and why",
        )
    )
    aliases = AutogradeApp.aliases | {
        "student": "Classroom.students",
        "workers": "Judge.workers",
        "scheduler": "Judge.scheduler",
    }
    flags = AutogradeApp.flags | {
        "diff": ({"Classroom": {"diff": True}}, "Say whose grade would change; write no grade."),
        "resume": (
            {"BaseConverter": {"force": False}},
            "Run nothing again that was graded as it is now (the default; see --force).",
        ),
    }
    code = 0

    @default("classes")
    def _classes_default(self) -> list[Any]:
        return [*super()._classes_default(), Classroom, Judge]

    @default("log_level")
    def _log_level_default(self) -> int:
        return logging.WARNING

    def start(self) -> None:
        """Grade, and say what came of it."""
        NbGrader.start(self)
        if len(self.extra_args) > 1:
            self.fail("one assignment at a time; got %s", " ".join(self.extra_args))
        if self.extra_args:
            self.coursedir.assignment_id = self.extra_args[0]
        if not self.coursedir.assignment_id:
            self.fail("which assignment? For example: chainrule grade a1_svm_loss")
        classroom = Classroom(coursedir=self.coursedir, parent=self)
        try:
            classroom.start()
        except NbGraderException:  # which nbgrader has logged
            self.exit(1)
        except (SQLAlchemyError, OSError) as error:
            self.fail("stopped; who was graded stays graded, the next run goes on: %s", error)
        terminal.write("\n".join(told(classroom.summary, diff=classroom.diff)))
        self.code = 1 if classroom.summary.grader_errors else 0


def told(summary: Summary, *, diff: bool) -> list[str]:
    """What a run has to say at its end.

    >>> told(Summary(graded=["ada"], not_gradable=["bob", "eve"]), diff=False)
    ['1 graded, 0 unchanged, 2 not gradable, 0 grader errors', 'not gradable: bob, eve']
    """
    said = list(summary.changes)
    if diff and not said:
        said.append("No grade would change.")
    said.append(
        f"{len(summary.graded)} {'to grade' if diff else 'graded'}, "
        f"{len(summary.unchanged)} unchanged, "
        f"{len(summary.not_gradable)} not gradable, {len(summary.grader_errors)} grader errors"
    )
    for what, who in (
        ("not gradable", summary.not_gradable),
        ("grader errors", summary.grader_errors),
    ):
        if who:
            said.append(f"{what}: {', '.join(who)}")
    if diff:
        said.append("Nothing was written.")
    return said

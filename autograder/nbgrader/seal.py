"""Keep stock nbgrader from executing this course's submissions, should our settings ever be lost.

nbgrader logs an error in its configuration and grades on without it: students' code then runs on
the instructor's account, and what it prints decides the grade. So the gradebook says that these
notebooks need a kernel that nobody has. Our grader has no use for a kernel; nbgrader's own
executor gives up before the first cell.
"""

from __future__ import annotations

import json
from typing import Any

from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.preprocessors import NbGraderPreprocessor

KERNEL = {"display_name": "Chainrule's grader alone", "language": "python", "name": "chainrule"}


class Seal(NbGraderPreprocessor):  # type: ignore[misc] # nbgrader is not typed
    """The last step of `nbgrader generate_assignment`. What students get stays as it is."""

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Write the kernel's name into the gradebook."""
        where = resources["nbgrader"]
        with Gradebook(where["db_url"]) as gradebook:
            try:
                entry = gradebook.find_notebook(where["notebook"], where["assignment"])
            except MissingEntry:  # --no-db
                return nb, resources
            entry.kernelspec = json.dumps(KERNEL)
            gradebook.db.commit()
        return nb, resources

"""What nbgrader's own grading page shows of a submission: students' text, and none of their HTML.

That page leaves HTML in Markdown as it is, and prints raw cells unescaped: a student's script would
run there with the instructor's rights. The notebooks in `autograded/` are not changed for it:
whoever grades sees what was written.
"""

from __future__ import annotations

import re
from typing import Any

from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from traitlets.config import Config

from autograder.nbgrader import prose


class RawAsText(Preprocessor):
    """Shows raw cells as the text that they are."""

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Make a raw cell one of Markdown, with all of its text fenced."""
        if cell.cell_type == "raw":
            longest = max(map(len, re.findall("`+", cell.source)), default=0)
            fence = "`" * max(3, longest + 1)
            cell.cell_type, cell.source = "markdown", f"{fence}text\n{cell.source}\n{fence}"
        return cell, resources


def configure(c: Config) -> None:
    """Have the page made of what runs nothing and fetches nothing."""
    c.HTMLExporter.preprocessors = [RawAsText]
    c.HTMLExporter.filters = {"markdown2html": prose.markdown}

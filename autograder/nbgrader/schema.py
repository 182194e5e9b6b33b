"""nbgrader's check of cells' metadata, once for each text: what a gradebook says of its cells.

jsonschema checks nbgrader's schema itself before each cell, which takes longer than all else that
is done with the cell; and after `Repair` every student's cells have the same metadata.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from nbformat import NotebookNode
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.preprocessors import CheckCellMetadata


class Schema(MetadataValidator):  # type: ignore[misc] # nbgrader is not typed
    """Raises nbgrader's ValidationError where a notebook's metadata are not what they must be."""

    def __init__(self) -> None:
        super().__init__()
        self._valid: set[str] = set()

    def validate_cell(self, cell: NotebookNode) -> None:
        """Check a cell's metadata, unless they are as another's that was found right."""
        text = json.dumps((cell.cell_type, cell.metadata.get("nbgrader")), sort_keys=True)
        if text not in self._valid:
            super().validate_cell(cell)
            self._valid.add(text)


@cache
def schema() -> Schema:
    """The one of this process."""
    return Schema()


class CheckMetadata(CheckCellMetadata):  # type: ignore[misc] # nbgrader is not typed
    """Stands for nbgrader's own step."""

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Raise ValidationError where the metadata are not what they must be."""
        schema().validate_nb(nb)
        return nb, resources

"""Notice that a notebook was saved: by its content, whatever the file system says of its times.

Editors and kernels write files in pieces, by renaming, or for nothing. A content counts when it is
the same at two looks, and what it holds besides code cells does not.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from autograder.notebooks import notebook
from autograder.notebooks.notebook import Cell, NotebookError


@dataclass(frozen=True)
class Save:
    """The code cells of a notebook as they were just saved."""

    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Unreadable:
    """Why there is nothing to check: the file is gone, or is no notebook."""

    reason: str


class Saves:
    """The saves of the notebook at `path`, one `look` after the other."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: bytes | None = b""
        self._settled = False
        self._told: Save | Unreadable | None = None

    def look(self) -> Save | Unreadable | None:
        """What is new since the last look and has come to rest; None if nothing."""
        content = self._digest()
        if content != self._seen:
            self._seen, self._settled = content, False
            return None
        if self._settled:
            return None
        self._settled = True
        found = self._read()
        if found == self._told:
            return None
        self._told = found
        return found

    def _digest(self) -> bytes | None:
        try:
            if not self._path.is_file():  # opening a FIFO would wait for ever
                return None
            with self._path.open("rb") as file:
                return hashlib.sha256(file.read(notebook.LARGEST + 1)).digest()
        except OSError:
            return None

    def _read(self) -> Save | Unreadable:
        if self._seen is None:
            return Unreadable(f"{self._path.name} is not there")
        try:
            cells = notebook.read_cells(self._path)
        except NotebookError as error:
            return Unreadable(str(error))
        # Where a cell stands changes with every line of prose above it; what it says does not.
        return Save(tuple(Cell(c.source, i, c.grade_id) for i, c in enumerate(cells)))

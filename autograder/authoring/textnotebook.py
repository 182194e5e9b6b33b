"""Text notebooks: an assignment as a Python file (jupytext's py:percent), cell by cell.

Each cell is named by its header: `# %% key="imports"`, `# %% [markdown] key="intro"`. A key is
unique, of lower-case words with dashes, and becomes the cell's id. A header holds nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import jupytext
from nbformat import NotebookNode

_HEADER = re.compile(r"^# %%(?!%)")
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST_KEY = 64  # nbformat's limit for the id of a cell
_JUPYTEXTS_OWN = {"lines_to_next_cell", "cell_marker"}  # how the text was laid out


class BuildError(Exception):
    """A text notebook or a solution that no notebook can be built from: where, what, expected."""


@dataclass(frozen=True)
class TextCell:
    """One cell; `line` (from 1) is its header's in the text notebook at `path`."""

    path: Path
    key: str
    line: int
    kind: str
    source: str

    def error(self, message: str) -> BuildError:
        """An error about this cell."""
        return BuildError(f"{self.path}:{self.line}: cell {self.key!r}: {message}")


def read(path: Path) -> list[TextCell]:
    """The cells of the text notebook at `path`; BuildError where a header is not in order."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BuildError(f"{path}: cannot be read ({error}); expected a text notebook") from None
    headers = [n for n, line in enumerate(text.split("\n"), 1) if _HEADER.match(line)]
    if not headers:
        raise BuildError(f'{path}: no cell; expected headers like # %% key="imports"')
    cells = jupytext.reads(text, fmt="py:percent").cells
    if len(cells) == len(headers) + 1:
        raise BuildError(f'{path}:1: text before the first cell; expected # %% key="..." above it')
    if len(cells) != len(headers):
        raise BuildError(
            f"{path}: {len(headers)} lines start with # %%, but there are {len(cells)} cells; "
            f"expected no such line inside of a cell"
        )
    return list(_named(path, zip(headers, cells, strict=True)))


def _named(path: Path, cells: Iterable[tuple[int, NotebookNode]]) -> Iterator[TextCell]:
    seen: dict[str, int] = {}
    for line, cell in cells:
        where = f"{path}:{line}: cell"
        header = {k: v for k, v in cell.metadata.items() if k not in _JUPYTEXTS_OWN}
        key = str(header.pop("key", ""))
        if header:
            raise BuildError(f"{where} {key!r}: unknown {header} in its header; expected key alone")
        if not key:
            raise BuildError(f'{where} without a key; expected # %% key="short-name"')
        if not _KEY.fullmatch(key) or len(key) > _LONGEST_KEY:
            raise BuildError(
                f"{where} {key!r}: not a key; expected lower-case words with dashes, "
                f"at most {_LONGEST_KEY} characters"
            )
        if key in seen:
            raise BuildError(f"{where} {key!r}: also the key of line {seen[key]}; expected another")
        if cell.cell_type not in ("code", "markdown"):
            raise BuildError(f"{where} {key!r}: a {cell.cell_type} cell; expected code or markdown")
        if not cell.source.strip():
            raise BuildError(f"{where} {key!r}: empty; expected code or prose")
        seen[key] = line
        yield TextCell(path, key, line, cell.cell_type, cell.source)

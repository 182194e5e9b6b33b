"""Read a notebook that somebody hands in. Its text is not to be trusted; nothing of it is run."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

#: Refused unread. A solved notebook with its figures takes well under a megabyte.
LARGEST = 16 * 2**20
#: Lists and objects. A parsed one takes about 100 bytes, so this many take 50 MB.
MOST_PARTS = 500_000
MOST_CELLS = 2_000

_SAVE_AGAIN = "Open it in Jupyter and save it again"
_CLEAR = "Clear its outputs and save it again"


class NotebookError(Exception):
    """A file that is no readable notebook: what is wrong with it, and one next step."""


@dataclass(frozen=True)
class Cell:
    """A code cell: its text, its number and nbgrader's name for it.

    The number is the one that Jupyter shows beside it, as `[3]`, once all was run from top to
    bottom. Lines end in a line feed. `grade_id` is empty where nbgrader has no part in the cell.
    Whoever handed the notebook in may have written anything there: it says what a cell claims to
    be.
    """

    source: str
    number: int
    grade_id: str = ""


def read_cells(path: Path) -> list[Cell]:
    """The code cells of the notebook at `path`, in order; NotebookError if it cannot be read."""
    code = (cell for cell in read(path)["cells"] if cell["cell_type"] == "code")
    return [Cell(cell["source"], number, _grade_id(cell)) for number, cell in enumerate(code, 1)]


def _grade_id(cell: dict[str, Any]) -> str:
    metadata = cell["metadata"].get("nbgrader")
    grade_id = metadata.get("grade_id") if isinstance(metadata, dict) else None
    return grade_id if isinstance(grade_id, str) else ""


def read(path: Path) -> dict[str, Any]:
    """The notebook at `path` in format 4.5: every cell with its type, source, metadata and id.

    Older formats are upgraded; missing or repeated ids are replaced by the cell's place.
    NotebookError if there is no way to read it.
    """
    return mended(path)[0]


def mended(path: Path) -> tuple[dict[str, Any], list[str]]:
    """As `read`, with a sentence to the student on each thing that was not as it should be."""
    notes: list[str] = []
    try:
        return _normal(_upgraded(_parsed(_loaded(path), notes), notes), notes), notes
    except NotebookError as error:
        raise NotebookError(f"{path.name}: {error}") from None


def _loaded(path: Path) -> bytes:
    try:
        # Asked before it is opened: opening a FIFO would wait for ever.
        if not stat.S_ISREG(path.stat().st_mode):
            raise NotebookError("not a file; expected a notebook")
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise NotebookError(f"cannot be read ({error.strerror})") from None
    if len(data) > LARGEST:
        raise NotebookError(f"larger than {LARGEST // 2**20} MB. {_CLEAR}")
    if not data.strip():
        raise NotebookError("an empty file. Save the notebook in Jupyter and hand it in again")
    if data.count(b"[") + data.count(b"{") > MOST_PARTS:
        raise NotebookError(f"more than {MOST_PARTS} lists and objects. {_CLEAR}")
    return data


def _parsed(data: bytes, notes: list[str]) -> dict[str, Any]:
    encoding = json.detect_encoding(data)  # PowerShell's `>` writes UTF-16
    name = encoding.upper()[:6].rstrip("-")
    try:
        notebook = json.loads(data.decode(encoding))
    except UnicodeDecodeError as error:
        raise NotebookError(f"not {name} text (byte {error.start}). {_SAVE_AGAIN}") from None
    except json.JSONDecodeError as error:
        raise NotebookError(
            f"not JSON: {error.msg} (line {error.lineno}, column {error.colno}). {_SAVE_AGAIN}"
        ) from None
    except (ValueError, RecursionError):  # a number of 5,000 digits; lists a thousand deep
        raise NotebookError(f"JSON that cannot be read. {_SAVE_AGAIN}") from None
    if not isinstance(notebook, dict) or type(notebook.get("nbformat")) is not int:
        raise NotebookError("JSON, but not a notebook: it does not say its nbformat")
    if name != "UTF-8":
        notes.append(f"The file was saved as {name}; expected UTF-8. It was read as what it is.")
    return notebook


def _upgraded(notebook: dict[str, Any], notes: list[str]) -> dict[str, Any]:
    version = notebook["nbformat"]
    if version == 4:
        return notebook
    if version not in (2, 3):
        raise NotebookError(f"notebook format {version}; expected format 4. {_SAVE_AGAIN}")
    import nbformat  # takes a second, and hardly anybody needs it

    try:
        upgraded = dict(nbformat.convert(nbformat.from_dict(notebook), 4))
        notes.append(f"The notebook was in the old format {version}. It was converted to format 4.")
        return upgraded
    except Exception as error:  # the old formats' converters check nothing
        raise NotebookError(
            f"notebook format {version}, not upgraded ({type(error).__name__}). {_SAVE_AGAIN}"
        ) from None


def _normal(notebook: dict[str, Any], notes: list[str]) -> dict[str, Any]:
    cells = notebook.get("cells")
    if not isinstance(cells, list):
        raise NotebookError(f"a notebook without a list of cells. {_SAVE_AGAIN}")
    if len(cells) > MOST_CELLS:
        raise NotebookError(f"{len(cells)} cells; expected at most {MOST_CELLS}")
    metadata = notebook.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    kernel = metadata.get("kernelspec")
    language = kernel.get("language") if isinstance(kernel, dict) else None
    if isinstance(language, str) and language.lower() != "python":
        notes.append("The notebook's kernel was not Python's. Its cells are run as Python.")
    names = [cell.get("id") for cell in cells if isinstance(cell, dict)]
    names = [name for name in names if isinstance(name, str)]
    if len(set(names)) < len(names):
        notes.append("Several cells had one id. Each got an id of its own.")
    return {
        "cells": list(_normal_cells(cells, notes)),
        "metadata": metadata,
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _normal_cells(cells: list[Any], notes: list[str]) -> Iterator[dict[str, Any]]:
    foreign = 0
    seen: set[str] = set()
    for index, cell in enumerate(cells):
        if not isinstance(cell, dict) or cell.get("cell_type") not in ("code", "markdown", "raw"):
            raise NotebookError(f"cell {index + 1} is neither code nor prose. {_SAVE_AGAIN}")
        metadata, name = cell.get("metadata"), cell.get("id")
        if not isinstance(name, str) or not name or name in seen:
            name = f"cell-{index}"
        seen.add(name)
        source = _text(cell.get("source"), index)
        foreign += "\r" in source
        yield cell | {
            "id": name,
            "metadata": metadata if isinstance(metadata, dict) else {},
            "source": source.replace("\r\n", "\n").replace("\r", "\n"),
        }
    if foreign:
        cells_had = "1 cell had" if foreign == 1 else f"{foreign} cells had"
        notes.append(f"{cells_had} line ends of another system. They were read as usual ones.")


def _text(source: object, index: int) -> str:
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        raise NotebookError(f"cell {index + 1} has no text. {_SAVE_AGAIN}")
    try:
        source.encode()
    except UnicodeEncodeError:
        raise NotebookError(f"cell {index + 1} holds half a character. Type it anew") from None
    return source

"""Bring a submitted notebook back into the shape in which it was handed out.

What a student writes in cells is theirs. Everything else of a cell comes from the gradebook, where
`nbgrader generate_assignment` had put it: which cells are checks, their text, type and points. No
tag, no id and no other setting of the student's survives.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode, from_dict, v4
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor, OverwriteCells

from autograder.cells import source, validate
from autograder.nbgrader import words

#: Where a repaired notebook keeps what its student is to be told. Nobody else writes there: all
#: metadata of the submission is dropped.
OURS = "chainrule"


_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


@dataclass(frozen=True)
class Original:
    """One of the cells that nbgrader tracks, as it was handed out."""

    name: str
    kind: str
    source: str
    locked: bool
    metadata: Mapping[str, Any]

    @property
    def check(self) -> bool:
        """Whether it is a check cell: graded, and not the student's to write."""
        return bool(self.metadata["grade"]) and not self.metadata["solution"]

    def altered(self, cell: Mapping[str, Any]) -> bool:
        """Whether a submitted cell is this check, with another text or type."""
        same = cell["source"].strip() == self.source.strip() and cell["cell_type"] == self.kind
        return self.check and not same


def originals(gradebook: Gradebook, notebook: str, assignment: str) -> list[Original]:
    """The tracked cells of a notebook in the order in which they were handed out."""
    entry = gradebook.find_notebook(notebook, assignment)
    graded = {cell.name: cell for cell in entry.grade_cells}
    answers = {cell.name for cell in entry.solution_cells}
    found = []
    for cell in entry.source_cells:
        metadata: dict[str, Any] = {
            "grade": cell.name in graded,
            "grade_id": cell.name,
            "locked": cell.locked,
            "schema_version": 3,
            "solution": cell.name in answers,
            "task": False,
            "cell_type": cell.cell_type,
            "checksum": cell.checksum,
        }
        if cell.name in graded:
            metadata["points"] = graded[cell.name].max_score
        found.append(Original(cell.name, cell.cell_type, cell.source, cell.locked, metadata))
    return found


@dataclass(frozen=True)
class _Placed:
    """A cell on its way into the repaired notebook; `name` is empty for the student's own."""

    cell: NotebookNode
    name: str = ""


def repaired(
    cells: Sequence[Mapping[str, Any]], sheet: Sequence[Original]
) -> tuple[list[NotebookNode], list[str]]:
    """The cells as they are graded, and a note to the student on each repair."""
    known = {original.name: original for original in sheet}
    notes: list[str] = []
    # Of several cells with one name the last counts, as it does for nbgrader itself: it sees the
    # student's latest definitions.
    last = {name: index for index, cell in enumerate(cells) if (name := _name(cell)) in known}
    copies = dict.fromkeys(
        name for i, cell in enumerate(cells) if last.get(name := _name(cell), i) != i
    )
    _note(notes, words.copied, [name for name in copies if known[name].check])
    _note(notes, words.changed, [n for n, i in last.items() if known[n].altered(cells[i])])
    if tagged := sum(bool(cell.get("metadata", {}).get("tags")) for cell in cells):
        notes.append(words.tagged(tagged))

    placed: list[_Placed] = []
    for index, cell in enumerate(cells):
        name = _name(cell)
        if last.get(name) != index:
            placed.append(_Placed(_fresh(str(cell["cell_type"]), str(cell["source"]))))
            continue
        placed.append(_Placed(_restored(cell, known[name], notes), name))
    _put_checks_in_place(placed, sheet, notes)
    for number, one in enumerate(placed):
        one.cell["id"] = f"cell-{number}"
    return [one.cell for one in placed], notes


def bare(found: Mapping[str, Any]) -> NotebookNode:
    """The notebook with nothing in it but what `repaired` looks at.

    The rest is dropped in the end, and may before be too deep or too odd for nbconvert to copy.
    """
    cells = [
        {
            "cell_type": cell["cell_type"],
            "source": cell["source"],
            "id": f"cell-{index}",
            "metadata": {
                "nbgrader": {"grade_id": _name(cell)},
                "tags": bool(cell["metadata"].get("tags")),
            },
        }
        for index, cell in enumerate(found["cells"])
    ]
    made: NotebookNode = from_dict(
        {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    )
    return made


def _name(cell: Mapping[str, Any]) -> str:
    ours = cell.get("metadata", {}).get("nbgrader")
    name = ours.get("grade_id") if isinstance(ours, dict) else None
    return name if isinstance(name, str) else ""


def _fresh(kind: str, source: str, metadata: Mapping[str, Any] | None = None) -> NotebookNode:
    # nbformat's own makers check each cell against its schema; the whole notebook is checked once.
    cell = NotebookNode(cell_type=kind, source=source, metadata=NotebookNode())
    if kind == "code":
        cell |= {"execution_count": None, "outputs": []}
    if metadata is not None:
        cell.metadata["nbgrader"] = NotebookNode(metadata)
    return cell


def _restored(cell: Mapping[str, Any], original: Original, notes: list[str]) -> NotebookNode:
    source, same_kind = str(cell["source"]), cell["cell_type"] == original.kind
    if not original.locked:
        if not same_kind:
            notes.append(words.retyped(original.name))
        return _fresh(original.kind, source, original.metadata)
    return _fresh(original.kind, original.source, original.metadata)


def _put_checks_in_place(
    placed: list[_Placed], sheet: Sequence[Original], notes: list[str]
) -> None:
    """Put back checks that are missing, and those that stand above the answer they belong to.

    A check belongs to the tracked cell before it. Where that one is gone too, the answer may be
    anywhere, and the check goes to the end, where it sees all of the notebook.
    """
    deleted, moved = [], []
    for before, original in zip([None, *sheet], sheet, strict=False):
        if not original.check:
            continue
        here = _place(placed, original.name)
        answer = _place(placed, before.name) if before else None
        if here is None:
            deleted.append(original.name)
            cell = _Placed(_fresh(original.kind, original.source, original.metadata), original.name)
            placed.insert(len(placed) if answer is None else answer + 1, cell)
        elif answer is not None and here < answer:
            moved.append(original.name)
            placed.insert(answer, placed.pop(here))
    _note(notes, words.deleted, deleted)
    _note(notes, words.moved, moved)


def _note(notes: list[str], say: Callable[[Sequence[str]], str], checks: Sequence[str]) -> None:
    if checks:
        notes.append(say(checks))


def _place(placed: Sequence[_Placed], name: str) -> int | None:
    return next((i for i, one in enumerate(placed) if one.name == name), None)


def code_cells(sheet: Sequence[Original]) -> list[validate.Cell]:
    """The tracked code cells, for `validate`."""
    return [
        validate.Cell(o.name, o.source, validate.role(dict(o.metadata)))
        for o in sheet
        if o.kind == "code"
    ]


def given(sheet: Sequence[Original]) -> dict[str, Any]:
    """What the instructor's own cells define and import: for test cells that are no exercises."""
    found = source.handed_out(o.source for o in sheet if o.kind == "code" and not o.check)
    return {
        "functions": sorted(found.functions),
        "classes": sorted(found.classes),
        "imports": found.imports,
    }


def repair(nb: NotebookNode, sheet: Sequence[Original], told: Mapping[str, Any]) -> NotebookNode:
    """The notebook as it is graded; `told` is what its student is to be told besides repairs."""
    cells, notes = repaired(nb.cells, sheet)
    fresh: NotebookNode = v4.new_notebook(cells=cells, metadata=_METADATA)
    fresh.nbformat_minor = 5
    # A notebook that could not be read has no repairs to tell of.
    said = [] if told.get("fault") else [*told.get("notes", ()), *notes]
    fresh.metadata[OURS] = NotebookNode({**told, "notes": said, "given": given(sheet)})
    return fresh


class Repair(NbGraderPreprocessor):  # type: ignore[misc] # nbgrader is not typed
    """The first of the sanitizing steps."""

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Replace the notebook by a repaired one that says what its student is to be told."""
        sheet = self.parent.sheets[resources["nbgrader"]["notebook"]]
        told = dict(resources.get(OURS, {}))
        return repair(nb, sheet, told), resources


class PutBack(OverwriteCells):  # type: ignore[misc] # nbgrader is not typed
    """nbgrader's own step, run where `Repair` leaves it something to do.

    That is for answers that a person grades and that are not there. Where nothing is missing, it
    would ask the gradebook for every cell, to find each as it should be.
    """

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Put back what is graded and not there."""
        sheet = self.parent.sheets[resources["nbgrader"]["notebook"]]
        present = {cell.metadata.get("nbgrader", {}).get("grade_id") for cell in nb.cells}
        if all(one.name in present for one in sheet if one.metadata["grade"]):
            return nb, resources
        put_back: tuple[NotebookNode, dict[str, Any]] = super().preprocess(nb, resources)
        return put_back

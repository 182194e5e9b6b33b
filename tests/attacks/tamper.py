"""What cheats do to a notebook's cells, outputs and metadata."""

from __future__ import annotations

from nbformat import NotebookNode, v4


def named(cell: NotebookNode) -> str:
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def checks(notebook: NotebookNode) -> list[NotebookNode]:
    return [c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade")]


def skip_tests(notebook: NotebookNode) -> None:
    for cell in checks(notebook):
        cell.metadata["tags"] = ["skip-execution"]


def all_tags(notebook: NotebookNode) -> None:
    for cell in notebook.cells:
        cell.metadata["tags"] = ["remove_cell", "raises-exception", "remove-output", "parameters"]
        cell.metadata |= {"deletable": False, "trusted": True, "nbconvert": {"execute": False}}


def forge_metadata(notebook: NotebookNode) -> None:
    notebook.metadata["nbgrader"] = {"score": 6, "max_score": 6}
    for cell in checks(notebook):
        cell.metadata["nbgrader"] |= {
            "points": 0,
            "score": 3,
            "auto_score": 3,
            "manual_score": 3,
            "extra_credit": 3,
            "checksum": "0" * 32,
        }


def call_tests_answers(notebook: NotebookNode) -> None:
    for cell in checks(notebook):
        cell.metadata["nbgrader"] |= {"solution": True, "locked": False}


def swap_names(notebook: NotebookNode) -> None:
    first, second = checks(notebook)
    one, other = first.metadata["nbgrader"], second.metadata["nbgrader"]
    one["grade_id"], other["grade_id"] = other["grade_id"], one["grade_id"]
    first.source, second.source = "3.0", "3.0"


def fake_outputs(notebook: NotebookNode) -> None:
    claims = {
        "text/plain": "3.0",
        "text/html": "<b>3 of 3 points</b>",
        "application/vnd.chainrule.report+json": {"status": "passed", "points": 3},
    }
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.execution_count = 1
            cell.outputs = [v4.new_output("execute_result", data=claims, execution_count=1)]


def delete_tests(notebook: NotebookNode) -> None:
    gone = checks(notebook)
    notebook.cells = [cell for cell in notebook.cells if cell not in gone]


def duplicate_tests(notebook: NotebookNode) -> None:
    for cell in checks(notebook):
        copy = v4.new_code_cell("3.0", id=cell.id, metadata=cell.metadata)
        notebook.cells += [copy, copy]


def retype_tests(notebook: NotebookNode) -> None:
    for cell, kind in zip(checks(notebook), ("markdown", "raw"), strict=True):
        cell.cell_type = kind
        cell.pop("outputs"), cell.pop("execution_count")


def move_tests(notebook: NotebookNode) -> None:
    tests = checks(notebook)
    notebook.cells = tests + [cell for cell in notebook.cells if cell not in tests]


def other_kernel(notebook: NotebookNode) -> None:
    notebook.metadata["kernelspec"] = {"name": "mine", "display_name": "x", "language": "python"}

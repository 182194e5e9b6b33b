"""Notebook files as editors, converters and accidents leave them, and as nobody should.

Every one starts as the same notebook with right answers. What can be mended earns full marks.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Notebook = dict[str, Any]


@dataclass(frozen=True)
class Damage:
    """One thing that can be wrong with a file.

    `said` is in what its student is told: a note where `mended`, else the reason that it has no
    grade. Empty where there is nothing to tell.
    """

    name: str
    done: Callable[[Notebook], str | bytes | None]
    mended: bool
    said: str = ""

    def apply(self, notebook: Notebook) -> bytes:
        """The damaged file's bytes; `done` returns them or changes the notebook itself."""
        made = self.done(notebook)
        text = json.dumps(notebook) if made is None else made
        return text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")


# -- text -----------------------------------------------------------------------------------------


def encoded(name: str) -> Callable[[Notebook], bytes]:
    return lambda nb: json.dumps(nb, ensure_ascii=False).encode(name)


def windows_lines(nb: Notebook) -> bytes:
    for cell in nb["cells"]:
        cell["source"] = cell["source"].replace("\n", "\r\n")
    return json.dumps(nb, indent=1).replace("\n", "\r\n").encode()


def old_mac_lines(nb: Notebook) -> None:
    for cell in nb["cells"]:
        cell["source"] = cell["source"].replace("\n", "\r")


def text(made: str | bytes) -> Callable[[Notebook], str | bytes]:
    return lambda _: made


# -- structure ------------------------------------------------------------------------------------


def top(**values: object) -> Callable[[Notebook], None]:
    return lambda nb: nb.update(values)


def without(*names: str) -> Callable[[Notebook], None]:
    return lambda nb: [nb.pop(name, None) for name in names] and None


def all_cells(**values: object) -> Callable[[Notebook], None]:
    def change(nb: Notebook) -> None:
        for cell in nb["cells"]:
            cell.update(values)

    return change


def cells_without(*names: str) -> Callable[[Notebook], None]:
    def change(nb: Notebook) -> None:
        for cell in nb["cells"]:
            for name in names:
                cell.pop(name, None)

    return change


def lines_of_source(nb: Notebook) -> None:
    for cell in nb["cells"]:
        cell["source"] = cell["source"].splitlines(keepends=True)


def one_more(cell: object) -> Callable[[Notebook], None]:
    return lambda nb: nb["cells"].append(cell)


def code(source: str) -> dict[str, Any]:
    return {"cell_type": "code", "id": "more", "source": source, "metadata": {}, "outputs": [],
            "execution_count": None}  # fmt: skip


def metadata_of_cells(value: object) -> Callable[[Notebook], None]:
    """Other metadata for the cells that are not nbgrader's."""

    def change(nb: Notebook) -> None:
        for cell in nb["cells"]:
            if not cell["metadata"]:
                cell["metadata"] = value

    return change


def ours(**values: object) -> Callable[[Notebook], None]:
    """Other values in nbgrader's metadata of every check."""

    def change(nb: Notebook) -> None:
        for cell in nb["cells"]:
            if cell["metadata"].get("nbgrader", {}).get("grade"):
                cell["metadata"]["nbgrader"].update(values)

    return change


def format_3(nb: Notebook) -> None:
    cells = []
    for cell in nb["cells"]:
        made = {"cell_type": cell["cell_type"], "metadata": cell["metadata"]}
        if cell["cell_type"] == "code":
            made |= {"input": cell["source"], "language": "python", "outputs": []}
            made |= {"collapsed": False, "prompt_number": 1}
        else:
            made |= {"source": cell["source"]}
        cells.append(made)
    nb.clear()
    nb.update(nbformat=3, nbformat_minor=0, metadata={"name": "toy"})
    # Two sheets, as the format allowed.
    nb["worksheets"] = [{"cells": cells[:3], "metadata": {}}, {"cells": cells[3:], "metadata": {}}]


def format_4_with_inputs(nb: Notebook) -> None:
    for cell in nb["cells"]:
        cell["input"] = cell.pop("source")


def sheets_in_format_4(nb: Notebook) -> None:
    nb["worksheets"] = [{"cells": nb.pop("cells"), "metadata": {}}]


def deep(levels: int) -> str:
    return "[" * levels + "]" * levels


def deep_metadata(levels: int) -> Callable[[Notebook], str]:
    return lambda nb: json.dumps({**nb, "metadata": {"x": 0}}).replace(
        '"metadata": {"x": 0}', '"metadata": {"x": ' + deep(levels) + "}"
    )


def odd_numbers(nb: Notebook) -> str:
    nb["metadata"]["odd"] = [float("nan"), float("inf"), -float("inf")]
    nb["cells"][1]["outputs"] = [{"output_type": "stream", "text": float("nan")}]
    return json.dumps(nb).replace('"odd": [', '"odd": [1e999, -0, 123456789012345678901234567890, ')


def foreign_outputs(nb: Notebook) -> None:
    for cell in nb["cells"]:
        cell["outputs"] = {"output_type": ["display_data"], "data": 3}
        cell["attachments"] = "x"
        cell["execution_count"] = "seven"


def kernel(**values: object) -> Callable[[Notebook], None]:
    return lambda nb: nb["metadata"].update(kernelspec=values)


def swap_answers(nb: Notebook) -> None:
    nb["cells"].reverse()


def only(*kinds: str) -> Callable[[Notebook], None]:
    return lambda nb: nb.update(cells=[c for c in nb["cells"] if c["cell_type"] in kinds])


def bare_answers(nb: Notebook) -> None:
    """As after copying everything into a fresh notebook: no metadata anywhere."""
    nb["cells"] = [{**c, "metadata": {}} for c in nb["cells"] if "check(" not in c["source"]]


OTHER_LINES = "line ends of another system"
OTHER_ENCODING = "was saved as UTF-16"

DAMAGES = (
    # -- text
    Damage("byte-order-mark", encoded("utf-8-sig"), True),
    Damage("windows-lines", windows_lines, True, OTHER_LINES),
    Damage("old-mac-lines", old_mac_lines, True, OTHER_LINES),
    Damage("utf-16", encoded("utf-16"), True, OTHER_ENCODING),
    Damage("utf-16-be", encoded("utf-16-be"), True, OTHER_ENCODING),
    Damage("utf-32", encoded("utf-32"), True, "was saved as UTF-32"),
    Damage("latin-1", text(b'{"nbformat": 4, "x": "\xe9"}'), False, "not UTF-8"),
    Damage("utf-16-cut", text(b"\xff\xfe{\x00\x00"), False, "not UTF-16"),
    Damage("empty", text(""), False, "empty"),
    Damage("blank", text(" \n\t\n"), False, "empty"),
    Damage("nul-bytes", text(b"\x00" * 500), False, "not JSON"),
    Damage("html", text("<!doctype html><title>Log in</title>"), False, "not JSON"),
    Damage("python", text("def double(x):\n    return 2 * x\n"), False, "not JSON"),
    Damage("zip", text(b"PK\x03\x04" + bytes(range(256))), False, "not UTF-8"),
    Damage("merge-conflict", lambda nb: "<<<<<<< HEAD\n" + json.dumps(nb), False, "not JSON"),
    Damage("cut-off", lambda nb: json.dumps(nb)[:-40], False, "not JSON"),
    Damage("twice", lambda nb: json.dumps(nb) * 2, False, "not JSON"),
    Damage("trailing-comma", lambda nb: json.dumps(nb)[:-1] + ",}", False, "not JSON"),
    Damage("list", text("[]"), False, "not a notebook"),
    Damage("null", text("null"), False, "not a notebook"),
    Damage("string", text('"notebook"'), False, "not a notebook"),
    Damage("lone-surrogate", one_more(code("'\ud800'")), False, "half a character"),
    Damage("surrogate-in-metadata", metadata_of_cells({"\udfff": "\ud800"}), True),
    # -- size
    Damage("huge", text(b" " * (16 * 2**20 + 1)), False, "larger than 16 MB"),
    Damage("many-cells", top(cells=[code("")] * 100_000), False, "100000 cells"),
    Damage("many-lists", text("[" + "[]," * 600_000 + "[]]"), False, "more than 500000 lists"),
    Damage("deep", text("[" * 400_000), False, "JSON that cannot be read"),
    *(Damage(f"deep-{levels}", deep_metadata(levels), True) for levels in (100, 300, 500)),
    Damage("deep-100000", deep_metadata(100_000), False, "JSON that cannot be read"),
    Damage("long-number", text('{"nbformat": ' + "4" * 5000 + "}"), False, "cannot be read"),
    # -- versions
    Damage("format-3", format_3, True, "format 3"),
    Damage("format-4.0", top(nbformat_minor=0), True),
    Damage("format-4.4-without-ids", cells_without("id"), True),
    Damage("format-4-of-later", top(nbformat_minor=99), True),
    Damage("minor-is-no-number", top(nbformat_minor="five"), True),
    Damage("format-5", top(nbformat=5), False, "format 5"),
    Damage("format-1", top(nbformat=1), False, "format 1"),
    Damage("format-2-of-format-4", top(nbformat=2), False, "format 2"),
    Damage("format-minus-1", top(nbformat=-1), False, "format -1"),
    Damage("format-true", top(nbformat=True), False, "nbformat"),
    Damage("format-is-text", top(nbformat="4"), False, "nbformat"),
    Damage("without-format", without("nbformat", "nbformat_minor"), False, "nbformat"),
    Damage("inputs-in-format-4", format_4_with_inputs, False, "no text"),
    Damage("sheets-in-format-4", sheets_in_format_4, False, "list of cells"),
    # -- metadata
    Damage("without-metadata", without("metadata"), True),
    Damage("metadata-is-a-list", top(metadata=[1]), True),
    Damage("metadata-is-null", top(metadata=None), True),
    Damage("metadata-of-cells-is-text", metadata_of_cells("x"), True),
    Damage("metadata-of-cells-is-null", metadata_of_cells(None), True),
    Damage("tags-are-a-number", metadata_of_cells({"tags": 3}), True, "tags of 2 cells"),
    Damage("nbgrader-is-a-list", metadata_of_cells({"nbgrader": [[]]}), True),
    Damage("nbgrader-is-null", metadata_of_cells({"nbgrader": None}), True),
    Damage("name-is-a-list", ours(grade_id=["double"]), True, "were missing"),
    Damage("name-is-unknown", ours(grade_id="../../etc"), True, "were missing"),
    Damage("old-nbgrader-schema", ours(schema_version=1), True),
    Damage("later-nbgrader-schema", ours(schema_version=99), True),
    Damage("points-are-text", ours(points="many", locked="no", grade="yes"), True),
    Damage("other-kernel", kernel(name="ir", language="R", display_name="R"), True, "kernel"),
    Damage("kernel-is-a-list", top(metadata={"kernelspec": [3]}), True),
    Damage("kernel-without-words", kernel(name=3, language=None), True),
    # -- cells
    Damage("repeated-ids", all_cells(id="same"), True, "one id"),
    Damage("ids-are-numbers", all_cells(id=7), True),
    Damage("ids-are-long", all_cells(id="x" * 70_000), True, "one id"),
    Damage("source-is-lines", lines_of_source, True),
    Damage("without-source", cells_without("source"), False, "no text"),
    Damage("source-is-null", all_cells(source=None), False, "no text"),
    Damage("source-is-a-dict", all_cells(source={"0": "x"}), False, "no text"),
    Damage("source-is-numbers", all_cells(source=[1, 2]), False, "no text"),
    Damage("cells-are-a-dict", top(cells={"0": {}}), False, "list of cells"),
    Damage("cells-are-null", top(cells=None), False, "list of cells"),
    Damage("without-cells", without("cells"), False, "list of cells"),
    Damage("a-cell-is-null", one_more(None), False, "neither code nor prose"),
    Damage("a-cell-is-a-list", one_more([]), False, "neither code nor prose"),
    Damage("a-cell-has-no-type", one_more({"source": ""}), False, "neither code nor prose"),
    Damage("a-cell-of-a-new-type", one_more({"cell_type": "sql", "source": ""}), False, "neither"),
    Damage("a-cell-type-is-a-list", one_more({"cell_type": []}), False, "neither code nor prose"),
    Damage("heading-cell", one_more({"cell_type": "heading", "source": ""}), False, "neither"),
    Damage("foreign-outputs", foreign_outputs, True),
    Damage("odd-numbers", odd_numbers, True),
    Damage("reversed", swap_answers, True, "above what is checked"),
    Damage("code-alone", only("code"), True),
    Damage("copied-into-a-fresh-notebook", bare_answers, True, "were missing"),
    # -- code that parsers choke on
    Damage("nul-in-code", one_more(code("x = '\x00'")), True),
    Damage("unfinished-code", one_more(code("def f(:\n  'abc")), True),
    Damage("deep-code", one_more(code("-" * 100_000 + "1")), True),
    Damage("wide-code", one_more(code("x = " + "+".join("1" * 100_000))), True),
    Damage("long-elif", one_more(code("if 0: pass\n" + "elif 0: pass\n" * 1000)), True),
    Damage("deep-if", one_more(code("\n".join(" " * i + "if 0:" for i in range(99)))), True),
    Damage("magic-alone", one_more(code("%%bash\nrm -rf /")), True),
    Damage("form-feeds", one_more(code("\x0c\x0b\x1c\x85\u2028x = 1")), True),
)  # fmt: skip

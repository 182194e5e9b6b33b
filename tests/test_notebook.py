"""A notebook that is handed in is read, or refused with the reason, and nothing else happens."""

import json
import os
from pathlib import Path

import nbformat
import pytest

from autograder.notebooks import notebook
from autograder.notebooks.notebook import Cell, NotebookError, read, read_cells


def code(source: object, **more: object) -> dict[str, object]:
    return {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], **more}


def saved(path: Path, cells: object, **more: object) -> Path:
    text = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **more}
    path.write_text(json.dumps(text))
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "toy.ipynb"


def test_code_cells_come_with_their_place_and_their_grade_id(file: Path) -> None:
    graded = code(["check(f)\n", "x"], metadata={"nbgrader": {"grade_id": "f"}})
    saved(file, [{"cell_type": "markdown", "source": "prose", "metadata": {}}, code("1"), graded])
    assert read_cells(file) == [Cell("1", 1), Cell("check(f)\nx", 2, "f")]


def test_a_byte_order_mark_and_foreign_line_ends_do_no_harm(file: Path) -> None:
    saved(file, [code("a\r\nb\rc")])
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b", ", b",\r\n"))
    assert read_cells(file) == [Cell("a\nb\nc", 1)]


def test_format_3_is_upgraded(file: Path) -> None:
    cell = {"cell_type": "code", "input": "x = 1", "outputs": [], "language": "python"}
    cell |= {"metadata": {}, "collapsed": False}
    file.write_text(
        json.dumps({"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [
            {"cells": [cell], "metadata": {}}
        ]})
    )  # fmt: skip
    assert read_cells(file) == [Cell("x = 1", 1)]


def test_what_is_read_is_a_valid_notebook_of_format_4_5(file: Path) -> None:
    cells = [code("1", id="a", execution_count=None), code("2", id="a", execution_count=None)]
    made = read(saved(file, [*cells, code("3", execution_count=None)], nbformat_minor=2))
    nbformat.validate(nbformat.from_dict(made))
    assert [cell["id"] for cell in made["cells"]] == ["a", "cell-1", "cell-2"]


@pytest.mark.parametrize("metadata", [None, 3, [], {"nbgrader": 3}, {"nbgrader": {"grade_id": []}}])
def test_strange_metadata_name_no_exercise(file: Path, metadata: object) -> None:
    assert read_cells(saved(file, [code("1", metadata=metadata)])) == [Cell("1", 1)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "an empty file. Save the notebook in Jupyter and hand it in again"),
        ("x", "not JSON: Expecting value (line 1, column 1). Open it in Jupyter and save it again"),
        ('{"cells": [', "not JSON"),
        ("[]", "not a notebook"),
        ("{}", "does not say its nbformat"),
        ('{"nbformat": "4"}', "does not say its nbformat"),
        ('{"nbformat": 5}', "notebook format 5; expected format 4"),
        ('{"nbformat": 3}', "notebook format 3, not upgraded"),
        ('{"nbformat": 4}', "without a list of cells"),
        ('{"nbformat": 4, "cells": {}}', "without a list of cells"),
        ('{"nbformat": 4, "cells": [3]}', "cell 1 is neither code nor prose"),
        ('{"nbformat": 4, "cells": [{"cell_type": "code", "source": 3}]}', "cell 1 has no text"),
        ('{"nbformat": 4, "cells": [{"cell_type": "code", "source": [3]}]}', "cell 1 has no text"),
        (r'{"nbformat": 4, "cells": [{"cell_type": "code", "source": "\ud800"}]}', "half a char"),
        ('{"nbformat": ' + "4" * 5000 + "}", "JSON that cannot be read"),
        ("[" * 100_000, "JSON that cannot be read"),
        ("[]," * 600_000, "more than 500000 lists and objects"),
    ],
)
def test_what_is_no_notebook_is_refused_by_name(file: Path, text: str, message: str) -> None:
    file.write_text(text)
    with pytest.raises(NotebookError) as caught:
        read_cells(file)
    assert str(caught.value).startswith("toy.ipynb: ")
    assert message in str(caught.value)


def test_other_text_than_utf_8_is_refused(file: Path) -> None:
    file.write_bytes(b'{"nbformat": 4, "x": "\xe9"}')
    with pytest.raises(NotebookError, match=r"not UTF-8 text \(byte 22\)"):
        read_cells(file)


def test_a_large_file_is_refused_before_it_is_parsed(file: Path) -> None:
    with file.open("wb") as opened:
        opened.truncate(notebook.LARGEST + 1)
    with pytest.raises(NotebookError, match="larger than 16 MB"):
        read_cells(file)


def test_too_many_cells_are_refused(file: Path) -> None:
    with pytest.raises(NotebookError, match="2001 cells; expected at most 2000"):
        read_cells(saved(file, [code("1")] * 2001))


def test_a_missing_file_a_folder_and_a_pipe_are_refused(file: Path) -> None:
    with pytest.raises(NotebookError, match=r"toy\.ipynb: cannot be read \(No such file"):
        read_cells(file)
    with pytest.raises(NotebookError, match="not a file"):
        read_cells(file.parent)
    os.mkfifo(file)
    with pytest.raises(NotebookError, match="not a file"):
        read_cells(file)

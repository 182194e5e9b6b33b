"""The page from nothing to a new exercise, followed word for word; what `new` refuses."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from autograder import cli, course
from autograder.commands import CommandError, new

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "add_an_exercise.md"
#: What adding an exercise needs of a clone.
NEEDED = ("Makefile", "nbgrader_config.py", "pyproject.toml", "conftest.py", "constraints.txt")
ROOMS = ("assignments", "autograder", "datasets", "solutions")

BLOCK = re.compile(
    r"^(?:`(?P<path>\S+)`\n\n)?```(?P<kind>\w+)\n(?P<text>.*?)\n```$", re.MULTILINE | re.DOTALL
)
BLOCKS = [match.groupdict() for match in BLOCK.finditer(PAGE.read_text(encoding="utf-8"))]


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the course, without what it keeps of classes."""
    root = tmp_path_factory.mktemp("course")
    for name in NEEDED:
        shutil.copy(ROOT / name, root)
    for name in ROOMS:
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    (root / "solutions/tests").rename(root / "kept")
    (root / "solutions/tests").mkdir()
    for name in ("matrix.py", "test_matrix.py"):
        shutil.copy(root / "kept" / name, root / "solutions/tests" / name)
    shutil.rmtree(root / "kept")
    return root


def run(clone: Path, command: str) -> str:
    """What a command of the page prints, in this test's environment."""
    venv = Path(sys.prefix)
    # The environment is there: make is not to install into it.
    command = re.sub(r"^make ", f"make -o '{venv}/.ready' VENV='{venv}' ", command)
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=clone,
        env={
            **os.environ,
            "PATH": f"{venv / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": os.pathsep.join([str(clone), str(clone / "datasets")]),
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


def replace(path: Path, block: str) -> None:
    """Put the block in the place of all that stands from its first line on."""
    before, first, _ = path.read_text(encoding="utf-8").partition(block.split("\n")[0] + "\n")
    assert first, f"{path} has no line {block.splitlines()[0]!r}"
    path.write_text(f"{before}{block}\n", encoding="utf-8")


def answer(path: Path, block: str) -> None:
    """Write a student's answer into a released notebook."""
    notebook = nbformat.read(path, as_version=4)
    (cell,) = (c for c in notebook.cells if "NotImplementedError()" in c.source and c.metadata)
    cell.source = block
    nbformat.write(notebook, path)


@pytest.mark.slow
@pytest.mark.xdist_group("add_an_exercise")
def test_the_page_leads_from_nothing_to_a_graded_exercise(clone: Path) -> None:
    said = ""
    for block in BLOCKS:
        kind, text = block["kind"], block["text"]
        if kind == "bash":
            said = "".join(run(clone, line) for line in text.split("\n"))
        elif kind == "output":
            assert said.strip() == text.strip()
        else:
            (replace if kind == "python" else answer)(clone / block["path"], text)
    page = (clone / "feedback/ada/a6_robust/huber_loss.html").read_text(encoding="utf-8")
    assert "Put a residual of just delta into both formulas. Do they agree?" in page
    assert "2 of 5 points" in page
    text = "solutions autograder/visible/huber_loss.py autograder/hints/huber_loss.py"
    run(clone, f"ruff check {text} && ruff format --check {text}")


def test_less_than_sixty_lines_of_code_are_typed() -> None:
    typed = [
        line
        for block in BLOCKS
        if block["kind"] == "python"
        for line in block["text"].split("\n")[1:]  # the first is there already
        if line.strip() and not line.startswith("# ")  # prose of the notebook
    ]
    assert 40 < len(typed) < 60


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course of skeletons alone; the declared exercises are the real ones."""
    course_root = tmp_path / "course"
    for place in (*new.PLACES.values(), "assignments/a1_svm_loss/x"):
        (course_root / place).parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(ROOT / "solutions/skeleton", course_root / "solutions/skeleton")
    monkeypatch.chdir(course_root)
    return course_root


def made(root: Path) -> set[str]:
    return {str(path.relative_to(root)) for path in root.rglob("mine.py")}


def test_a_dry_run_names_the_files_and_writes_none(empty: Path, capsys) -> None:
    words = ["new", "mine", "--assignment", "a1_svm_loss"]
    assert cli.main([*words, "--dry-run"]) == 0
    told = set(capsys.readouterr().out.split())
    assert (told, made(empty)) == ({place.format("mine") for place in new.PLACES.values()}, set())
    assert cli.main(words) == 0
    assert made(empty) == told
    assert '"Mine"' in (empty / "autograder/visible/mine.py").read_text()


REFUSED = {
    "no name": (["9lives"], "'9lives' is no name for an exercise"),
    "a keyword": (["lambda"], "'lambda' is no name"),
    "capitals": (["Huber"], "'Huber' is no name"),
    "an exercise's name": (["predict"], "predict is taken, in a1_svm_loss/svm_loss"),
    "a function's name": (["boundary"], "boundary is taken, in a1_svm_loss/svm_loss"),
    "a notebook's name": (["two_layer_network"], "two_layer_network is taken, in a5_two_layer"),
    "a slip in the assignment": (["mine", "--assignment", "a1_svm_los"], "did you mean a1_svm_los"),
    "a new one that is there": (["mine", "--new-assignment"], "a1_svm_loss is there already"),
    "a path": (["mine", "--assignment", "../up", "--new-assignment"], "'../up' is no name"),
    "two lines of title": (["mine", "--title", "a\nb"], "must be one line"),
}


@pytest.mark.parametrize(("words", "said"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_made_is_refused_in_one_line(
    empty: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    assert cli.main(["new", "--assignment", "a1_svm_loss", *words]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
    assert made(empty) == set()


def test_a_file_that_is_there_is_never_changed(empty: Path, capsys) -> None:
    there = empty / "solutions/hidden/mine.py"
    there.write_text("kept")
    assert cli.main(["new", "mine", "--assignment", "a1_svm_loss"]) == 2
    assert "solutions/hidden/mine.py: there already" in capsys.readouterr().err
    assert (made(empty), there.read_text()) == ({"solutions/hidden/mine.py"}, "kept")


def test_a_folder_that_is_missing_leaves_nothing_half_made(empty: Path, capsys) -> None:
    (empty / "solutions/forms").rmdir()
    assert cli.main(["new", "mine", "--assignment", "a1_svm_loss"]) == 2
    assert "solutions/forms/mine.py: No such file or directory" in capsys.readouterr().err
    assert made(empty) == set()


def test_students_have_nothing_to_add_to(empty: Path, capsys) -> None:
    shutil.rmtree(empty / "solutions")
    assert cli.main(["new", "mine", "--assignment", "a1_svm_loss"]) == 2
    assert "has no solutions/" in capsys.readouterr().err


def test_the_skeletons_are_those_that_are_filled_in() -> None:
    there = {path.name.partition(".")[0] for path in (ROOT / "solutions/skeleton").iterdir()}
    assert there == set(new.PLACES)
    with pytest.raises(CommandError, match="cannot read"):
        new.skeleton(ROOT / "nowhere", "mine", course.assignments()[0], "Mine")

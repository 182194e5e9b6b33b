"""nbgrader_config.py ends nbgrader where nbgrader alone would go on without a sandbox."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture
def clone(tmp_path):
    """A student's clone: nothing but the configuration, and a submission that tells if it ran."""
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    submission = tmp_path / "submitted" / "eve" / "a1_svm_loss" / "svm_loss.ipynb"
    submission.parent.mkdir(parents=True)
    shutil.copy(ROOT / "assignments" / "a1_svm_loss" / "svm_loss.ipynb", submission)
    return tmp_path


def nbgrader(folder: Path, *arguments: str, path: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(path)},
        text=True,
        capture_output=True,
        timeout=120,
        check=False,
    )


def assert_untouched(folder: Path) -> None:
    assert not (folder / "gradebook.db").exists()
    assert not (folder / "autograded").exists()


def test_an_autograder_that_cannot_be_imported_ends_nbgrader(clone, tmp_path_factory):
    broken = tmp_path_factory.mktemp("broken")
    (broken / "autograder").mkdir()
    (broken / "autograder" / "__init__.py").write_text("raise RuntimeError('broken')")
    done = nbgrader(clone, "autograde", "a1_svm_loss", path=broken)
    assert done.returncode != 0
    assert "nbgrader_config.py: RuntimeError: broken" in done.stderr
    assert_untouched(clone)


def test_an_error_below_our_lines_ends_nbgrader_too(clone):
    with (clone / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write("\nc.Autograde.no_such = undefined_name\n")
    done = nbgrader(clone, "autograde", "a1_svm_loss")
    assert done.returncode != 0
    assert "undefined_name" in done.stderr
    assert_untouched(clone)


def test_without_solutions_nothing_is_graded(clone):
    done = nbgrader(clone, "autograde", "a1_svm_loss")
    assert done.returncode != 0
    assert not (clone / "autograded").exists()
    assert "nothing was graded" in done.stderr
    assert "no solutions" in done.stderr
    assert_untouched(clone)


def test_students_can_use_their_commands(clone):
    done = nbgrader(clone, "list", "--help")
    assert done.returncode == 0, done.stderr

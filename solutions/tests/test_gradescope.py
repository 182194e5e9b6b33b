"""The zip for Gradescope grades a submission as Gradescope's harness runs it."""

from __future__ import annotations

import io
import json
import os
import shutil
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest

from autograder.export import gradescope_zip
from autograder.sandbox import Limits
from solutions.sample_class import fill

ROOT = Path(__file__).parents[2]
ASSIGNMENT = "a1_svm_loss"


def built() -> bytes:
    return gradescope_zip.build(
        ROOT, ASSIGNMENT, "a test's seed", Limits(), visibility="visible", allow_unsafe=True
    )


@pytest.fixture(scope="module")
def container(tmp_path_factory) -> Path:
    """`/autograder` after the image was built, without what setup.sh installs."""
    root = tmp_path_factory.mktemp("gradescope") / "autograder"
    with zipfile.ZipFile(io.BytesIO(built())) as archive:
        archive.extractall(root / "source")
        modes = {i.filename: stat.S_IMODE(i.external_attr >> 16) for i in archive.infolist()}
    assert modes["run_autograder"] == modes["setup.sh"] == 0o755
    shutil.copy(root / "source" / "run_autograder", root / "run_autograder")
    (root / "run_autograder").chmod(0o755)
    for folder in ("submission", "results"):
        (root / folder).mkdir()
    return root


def run(container: Path) -> subprocess.CompletedProcess[str]:
    """As the harness does: in /autograder, without arguments; stdout is the instructor's."""
    return subprocess.run(
        [container / "run_autograder"],
        cwd=container,
        env=os.environ | {"AUTOGRADER_ROOT": str(container), "AUTOGRADER_PYTHON": sys.executable},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
def test_a_submission_is_graded_by_the_judge_in_the_zip(container):
    student = next(s for s in fill.students(ASSIGNMENT) if s.name == "emmy")
    for path in (ROOT / "assignments" / ASSIGNMENT).glob("*.ipynb"):
        nbformat.write(
            fill.fill(nbformat.read(path, 4), student), container / "submission" / path.name
        )
    done = run(container)
    assert not done.returncode, (done.stdout, done.stderr)
    found = json.loads((container / "results" / "results.json").read_text(encoding="utf-8"))
    lost = {t["name"]: t["output"] for t in found["tests"] if t["status"] == "failed"}
    assert list(lost) == ["svm_loss_vectorized: regularisation"]
    assert "differentiate the very term that you added" in lost.popitem()[1]
    assert found["score"] == sum(t["max_score"] for t in found["tests"]) - 3


def test_the_same_commit_and_seed_give_the_same_bytes():
    assert built() == built()


def test_the_zip_holds_what_grading_takes_and_no_more():
    with zipfile.ZipFile(io.BytesIO(built())) as archive:
        names = set(archive.namelist())
    assert {"setup.sh", "run_autograder", "seed", "settings.json"} <= names
    assert {"course/solutions/svm_loss.py", "course/constraints.txt"} <= names
    folders = {name.split("/")[2] for name in names if name.startswith("course/solutions/")}
    assert not folders & {"tests", "sample_class", "forms", "notebooks"}


def test_git_leaves_it_out_of_the_repository():
    ignored = subprocess.run(
        ["git", "-C", ROOT, "check-ignore", "-q", "exports/a1_svm_loss_gradescope.zip"], check=False
    )
    assert ignored.returncode == 0

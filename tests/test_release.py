"""What students get: everything but the solutions, installable, the same bytes each time."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from autograder import release

ROOT = Path(__file__).parents[1]


def git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    command = ["git", "-C", str(folder), *identity, *arguments]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A committed course with an answer in it, and things that were never committed."""
    files = {
        "pyproject.toml": '[project]\nversion = "1.2"\n',
        "assignments/a0/toy.ipynb": "{}",
        "solutions/toy.py": "answer = 42\n",
        "tests/test_toy.py": "def test_toy(): pass\n",
        "tests/test_answer.py": "from solutions.toy import answer\n",
        "submitted/ada/a0/toy.ipynb": "her work",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "all")
    return tmp_path


def test_only_what_is_named_is_released(course: Path) -> None:
    assert list(release.members(course)) == [
        "assignments/a0/toy.ipynb", "pyproject.toml", "tests/test_toy.py",
    ]  # fmt: skip


def test_what_is_not_committed_stays(course: Path) -> None:
    before = release.build(course).read_bytes()
    (course / "assignments/a0/toy.ipynb").write_text('{"solved": true}')
    (course / "assignments/a0/mine.ipynb").write_text("{}")
    git(course, "add", "assignments/a0/mine.ipynb")
    assert release.build(course).read_bytes() == before


def test_a_zip_opens_into_one_folder_named_by_the_version(course: Path) -> None:
    path = release.build(course)
    assert path == course / "dist" / "chainrule-student-1.2.zip"
    with zipfile.ZipFile(path) as archive:
        assert archive.read("chainrule-student-1.2/assignments/a0/toy.ipynb") == b"{}"


def test_a_folder_without_history_is_refused(tmp_path: Path) -> None:
    with pytest.raises(release.ReleaseError, match="expected a git repository"):
        release.build(tmp_path)


def test_each_room_is_either_released_or_kept() -> None:
    rooms = {name.partition("/")[0] for name in git(ROOT, "ls-files").splitlines()}
    assert rooms <= release.RELEASED | release.KEPT
    assert not release.RELEASED & release.KEPT


def test_the_course_is_packed_alike_twice_and_without_solutions() -> None:
    files = release.members(ROOT)
    assert release.pack(files, "x") == release.pack(release.members(ROOT), "x")
    assert {"pyproject.toml", "README.md", "LICENSE"} <= set(files)
    assert not any("solutions/" in name for name in files)
    answers = {
        path.read_bytes() for path in (ROOT / "solutions").rglob("*.py") if path.stat().st_size
    }
    assert not answers & set(files.values())


def test_a_wheel_can_be_built_from_the_zip(tmp_path: Path) -> None:
    packed = tmp_path / "student.zip"
    packed.write_bytes(release.pack(release.members(ROOT), "student"))
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(tmp_path)
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "dist")],
        cwd=tmp_path / "student",
        check=True,
        capture_output=True,
    )
    (wheel,) = (tmp_path / "dist").iterdir()
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    rooms = {name.partition("/")[0] for name in names}
    assert rooms == {"autograder", "chainrule_datasets", "chainrule-0.1.0.dist-info"}
    assert "chainrule_datasets/__init__.py" in names
    assert "autograder/py.typed" in names

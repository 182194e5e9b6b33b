"""Neither the course's solutions nor anything else of the grader's can be read from inside."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.sandbox import SandboxError, Session, Tier, Zygote
from autograder.sandbox.view import (
    assert_no_solutions,
    course_folders,
    hide,
    library_folders,
    mounts,
    without_nested,
)

from .conftest import LIMITS, require, started

ROOT = Path(__file__).resolve().parents[2]


def value(session: Session, expression: str) -> object:
    session.run_cell(f"def probe():\n    import os, sys\n    return {expression}")
    return session.call("probe").value


def make_course(folder: Path) -> Path:
    (folder / "solutions").mkdir(parents=True)
    (folder / "solutions" / "__init__.py").write_text("secret = 7\n")
    return folder


def test_the_solutions_do_not_exist_inside(full: Session) -> None:
    assert (ROOT / "solutions").is_dir()
    assert value(full, f"os.path.lexists({str(ROOT / 'solutions')!r})") is False
    assert value(full, f"os.path.lexists({str(ROOT / 'autograder')!r})") is False


def test_the_solutions_cannot_be_opened(confined: Session, tmp_path: Path) -> None:
    secret = make_course(tmp_path) / "solutions" / "__init__.py"
    for path in (ROOT / "README.md", ROOT / "solutions" / "__init__.py", secret, "/etc/passwd"):
        result = confined.run_cell(f"open({str(path)!r}).read()")
        assert result.error is not None
        assert "files outside the notebook's own folder" in result.error


def test_the_solutions_cannot_be_imported(session: Session) -> None:
    result = session.run_cell("import solutions")
    assert result.error is not None
    assert result.error.startswith("ModuleNotFoundError")
    assert session.run_cell("import autograder.judging.judge").error is not None


def test_no_folder_of_a_course_lies_anywhere_inside(full: Session) -> None:
    full.run_cell(
        "import os\n"
        "def look(depth=6):\n"
        "    for folder, names, _ in os.walk('/'):\n"
        "        if {'solutions', '.git', '.chainrule', 'submitted'} & set(names): return folder\n"
        "        if folder.count('/') >= depth: names.clear()"
    )
    assert full.call("look").value is None


def test_the_environment_holds_nothing_of_the_graders(
    monkeypatch: pytest.MonkeyPatch, zygote: Zygote
) -> None:
    monkeypatch.setenv("CHAINRULE_SECRET", "seed")
    with started(zygote.tier) as other, other.session() as session:
        names = value(session, "sorted(os.environ)")
        assert isinstance(names, list)
        assert "CHAINRULE_SECRET" not in names
        assert value(session, "sys.argv") == [""]


def test_processes_of_others_cannot_be_seen(full: Session) -> None:
    assert value(full, "os.path.exists('/proc')") is False
    assert value(full, "(os.getpid(), os.getppid())") == (1, 0)
    assert value(full, "sorted(os.listdir('/dev'))") == ["null", "urandom", "zero"]


def test_a_course_inside_a_mounted_folder_is_covered(tmp_path: Path) -> None:
    """As when a course is cloned below /usr/lib, with its virtual environment inside."""
    course = str(make_course(tmp_path / "lib" / "course"))
    paths = (str(tmp_path / "lib"), f"{course}/.venv/lib")
    hidden = hide(paths, [course])
    assert hidden == (course,)
    assert without_nested(paths, hidden) == paths
    assert_no_solutions(paths, hidden, [course])
    with pytest.raises(SandboxError, match="lies inside"):
        assert_no_solutions(paths, (), [course])


def test_a_mounted_folder_that_is_a_course_is_refused(tmp_path: Path) -> None:
    course = str(make_course(tmp_path))
    with pytest.raises(SandboxError, match="lies inside"):
        assert_no_solutions([course], hide((course,), [course]), [course])
    with pytest.raises(SandboxError, match="lies inside"):
        assert_no_solutions([f"{course}/solutions/lib"], (), [course])


def test_a_course_on_the_library_path_starts_covered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """End to end: a folder that must be visible holds a course, which must not."""
    packages = tmp_path / "site-packages"
    course = make_course(packages / "course")
    (packages / "visible.py").write_text("x = 1\n")
    monkeypatch.syspath_prepend(str(packages))
    with (
        started(Tier.FULL, course_root=course) as zygote,
        zygote.session() as session,
    ):
        assert session.run_cell("import visible").error is None
        assert value(session, f"os.listdir({str(course)!r})") == []
        assert value(session, f"os.path.exists({str(course / 'solutions')!r})") is False


def test_at_a_lower_tier_such_a_course_is_unreadable_or_nothing_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    require(Tier.PARTIAL)
    packages = tmp_path / "site-packages"
    course = make_course(packages / "course")
    monkeypatch.syspath_prepend(str(packages))
    try:
        zygote = Zygote(LIMITS, tier=Tier.PARTIAL, course_root=course)
    except SandboxError as error:
        assert "lies inside" in str(error)  # noqa: PT017 - without namespaces, it can't be covered
        return
    with zygote, zygote.session() as session:
        secret = str(course / "solutions" / "__init__.py")
        assert session.run_cell(f"open({secret!r})").error is not None


def test_the_course_is_found_by_package_folder_and_by_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert str(ROOT) in course_folders(None)
    course = make_course(tmp_path)
    monkeypatch.syspath_prepend(str(course))
    assert str(course) in course_folders(None)
    monkeypatch.undo()
    assert str(course) not in course_folders(None)
    assert str(course) in course_folders(course)
    deeper = course / "a" / "b"
    deeper.mkdir(parents=True)
    monkeypatch.chdir(deeper)
    assert str(course) in course_folders(None)


def test_what_is_visible_is_the_interpreter_and_the_libraries() -> None:
    visible = mounts(library_folders())
    assert str(ROOT) not in visible
    assert os.path.realpath("/") not in visible
    assert os.path.realpath("/usr") not in visible
    assert str(Path.home()) not in visible


def test_importing_the_sandbox_needs_nothing_of_linux() -> None:
    """On Windows these modules don't exist; the package must still import."""
    source = (
        "import sys\n"
        "for name in ('fcntl', 'resource', 'pwd', 'grp'): sys.modules[name] = None\n"
        "import select, socket\n"
        "vars(select).pop('poll', None); vars(socket).pop('AF_UNIX', None)\n"
        "import autograder.sandbox\n"
        "assert 'autograder.sandbox.landlock' not in sys.modules\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", source], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr

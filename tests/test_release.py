"""What students get: the half that they run and no more, the same bytes each time."""

import ast
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import metadata
from pathlib import Path, PurePosixPath

import pytest
from packaging.requirements import Requirement

from autograder import _HOMES, cli
from autograder.authoring import release

ROOT = Path(__file__).parents[1]

#: Imports of the student half that do nothing where the other half is not there, and why.
ELSEWHERE = {
    "autograder.cells": "test cells of other courses; students' sheets have none",
    "solutions": "hidden checks; asked for by graders alone",
}


def git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    command = ["git", "-C", str(folder), *identity, *arguments]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A committed course with an answer in it, and things that were never committed."""
    files = {
        "pyproject.toml": '[project]\nversion = "1.2"\n'
        'dependencies = ["numpy>=2", "nbgrader==0.9"]\n',
        "constraints.txt": "# exact\nnbgrader==0.9\nnumpy==2.1\n",
        "README.md": "for instructors",
        release.README: "for students",
        release.PROJECT: '[project]\nversion = "$version"\ndependencies = [\n$dependencies\n]\n',
        "assignments/a0/toy.ipynb": "{}",
        "autograder/judging/judge.py": "",
        "autograder/somethingnew.py": "",
        "solutions/toy.py": "answer = 42\n",
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
    assert release.for_students(course) == {
        "README.md": b"for students",
        "assignments/a0/toy.ipynb": b"{}",
        "autograder/judging/judge.py": b"",
        "constraints.txt": b"# exact\nnumpy==2.1\n",
        "pyproject.toml": b'[project]\nversion = "1.2"\ndependencies = [\n  "numpy>=2",\n]\n',
    }


def test_what_is_not_committed_stays(course: Path) -> None:
    before = release.build(course).read_bytes()
    (course / "assignments/a0/toy.ipynb").write_text('{"solved": true}')
    (course / "assignments/a0/mine.ipynb").write_text("{}")
    git(course, "add", "assignments/a0/mine.ipynb")
    assert release.build(course).read_bytes() == before
    (course / "assignments/a0/new one.ipynb").write_text("{}")
    git(course, "mv", "autograder/judging/judge.py", "autograder/judging/verdict.py")
    assert release.uncommitted(course) == [
        *("assignments/a0/mine.ipynb", "assignments/a0/new one.ipynb", "assignments/a0/toy.ipynb"),
        "autograder/judging/verdict.py",
    ]


def test_the_command_says_what_is_not_committed(
    course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(course)
    (course / "solutions/toy.py").write_text("answer = 43\n")  # nobody gets it either way
    assert cli.main(["release"]) == 0
    assert capsys.readouterr().err == ""
    for number in range(7):
        (course / f"assignments/a0/{number}.ipynb").write_text("{}")
    assert cli.main(["release"]) == 0
    assert capsys.readouterr().err.endswith("assignments/a0/4.ipynb and 2 more\n")


def test_the_command_writes_a_zip_that_opens_into_one_folder(
    course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(course)
    assert cli.main(["release"]) == 0
    assert capsys.readouterr().out == "dist/chainrule-student-1.2.zip: 0.0 MB\n"
    with zipfile.ZipFile(course / "dist" / "chainrule-student-1.2.zip") as archive:
        assert archive.read("chainrule-student-1.2/assignments/a0/toy.ipynb") == b"{}"


def test_a_folder_without_history_is_refused(tmp_path: Path) -> None:
    with pytest.raises(release.ReleaseError, match="expected a git repository"):
        release.build(tmp_path)


def test_a_folder_that_is_no_course_is_refused(course: Path) -> None:
    git(course, "rm", "-q", "constraints.txt")
    git(course, "commit", "-qm", "less")
    with pytest.raises(release.ReleaseError, match=r"no constraints.txt in its last commit"):
        release.build(course)


def test_each_name_in_the_list_is_a_file_or_a_folder() -> None:
    for folder, names in release.HANDED_OUT.items():
        assert (ROOT / folder).is_dir(), folder
        assert [n for n in names or () if not (ROOT / folder / n).is_file()] == [], folder


def test_the_course_is_packed_alike_twice_and_without_solutions() -> None:
    files = release.for_students(ROOT)
    assert release.pack(files, "x") == release.pack(release.for_students(ROOT), "x")
    rooms = {name.partition("/")[0] for name in files if "/" in name}
    assert rooms == {"assignments", "autograder", "datasets", "docs"}
    answers = {
        path.read_bytes() for path in (ROOT / "solutions").rglob("*.py") if path.stat().st_size
    }
    assert not answers & set(files.values())


# -- the half stands alone ------------------------------------------------------------------------


@cache
def modules() -> Mapping[str, ast.Module]:
    """The modules of the student half as they lie here, by name, with their trees."""
    found = {}
    for place in (*(ROOT / "autograder").rglob("*.py"), *(ROOT / "datasets").rglob("*.py")):
        path = place.relative_to(ROOT).as_posix()
        if release.is_released(path):
            name = path.removeprefix("datasets/").removesuffix(".py").replace("/", ".")
            found[name.removesuffix(".__init__")] = ast.parse(place.read_bytes())
    return found


def imported(name: str, tree: ast.AST) -> Iterator[str]:
    """What a module imports anywhere but for its types; `from a import b` as `a` and as `a.b`."""
    for node in ast.iter_child_nodes(tree):
        match node:
            case ast.If(test=ast.Name(id="TYPE_CHECKING")):
                continue
            case ast.Import(names=names):
                yield from (one.name for one in names)
            case ast.ImportFrom(module=module, names=names, level=level):
                package = name if (ROOT / name.replace(".", "/")).is_dir() else ""
                here = (package + ".x" if package else name).split(".")[: -level or None]
                base = ".".join([*(here if level else []), *([module] if module else [])])
                yield base
                yield from (f"{base}.{one.name}" for one in names)
            case _:
                yield from imported(name, node)


def ours() -> Mapping[str, str]:
    """Every module of the course by its name, with its path."""
    listed = git(ROOT, "ls-files", "--cached", "--others", "--exclude-standard").splitlines()
    return {
        path.removesuffix(".py").replace("/", ".").removesuffix(".__init__"): path
        for path in listed
        if path.endswith(".py") and PurePosixPath(path).parts[0] in ("autograder", "solutions")
    }


def test_what_students_have_imports_nothing_that_they_have_not() -> None:
    there = ours()
    missing = {
        f"{name} imports {wanted} ({there[wanted]})"
        for name, tree in modules().items()
        for wanted in imported(name, tree)
        if wanted in there and wanted not in modules()
        if not any(f"{wanted}.".startswith(f"{room}.") for room in ELSEWHERE)
    }
    missing |= {f"autograder gives {home}" for home in _HOMES.values() if home not in modules()}
    assert not missing, "name these in authoring/release.py's HANDED_OUT:\n" + "\n".join(missing)


def test_an_import_of_the_other_half_is_found() -> None:
    tree = ast.parse("def f():\n    from autograder import cli\n    from . import grade\n")
    assert set(imported("autograder.x", tree)) >= {
        "autograder.cli",
        "autograder.grade",
    }
    tree = ast.parse("from .wire import Name\nfrom ..cluster import x")
    assert set(imported("autograder.sandbox", tree)) >= {
        "autograder.sandbox.wire",
        "autograder.cluster",
    }


def distributions(names: Iterator[str]) -> set[str]:
    """The named distributions and all that they need here, by their normal names."""
    todo = [(release.name_of(name), frozenset[str]()) for name in names]
    seen = set(todo)
    for name, extras in todo:
        for line in metadata.distribution(name).requires or ():
            need = Requirement(line)
            marks = [{"extra": extra} for extra in ("", *extras)]
            found = (release.name_of(need.name), frozenset(need.extras))
            if found not in seen and any(not need.marker or need.marker.evaluate(m) for m in marks):
                seen.add(found)
                todo.append(found)
    return {name for name, _ in todo}


def test_their_dependencies_are_what_they_import_and_are_pinned() -> None:
    files = release.for_students(ROOT)
    project = tomllib.loads(files["pyproject.toml"].decode())["project"]
    course = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    needed = project["dependencies"]
    assert {release.name_of(line) for line in needed} == release.NEEDED
    for field in ("name", "requires-python", "license", "scripts", "entry-points"):
        assert project[field] == course[field]

    homes = metadata.packages_distributions()
    tops = {w.partition(".")[0] for n, tree in modules().items() for w in imported(n, tree)}
    foreign = tops - sys.stdlib_module_names - {"autograder", "chainrule_datasets", "solutions"}
    wanted = distributions(iter(needed))
    assert {release.name_of(homes[top][0]) for top in foreign if top in homes} <= wanted

    pins = [line for line in files["constraints.txt"].decode().splitlines() if line[0] != "#"]
    assert wanted <= {release.name_of(pin) for pin in pins}
    pinned = {release.name_of(pin) for pin in (ROOT / "constraints.txt").read_text().splitlines()}
    assert pinned >= release.UNNEEDED

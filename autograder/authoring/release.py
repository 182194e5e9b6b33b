"""Gather what students get into one zip: notebooks, data, and the visible half of the autograder.

Its files are those of the last commit, so that nothing untracked and no notebook that somebody is
solving gets in. The same commit gives the same bytes.
"""

from __future__ import annotations

import io
import re
import subprocess
import tarfile
import tomllib
import zipfile
from collections.abc import Callable, Collection, Mapping
from pathlib import Path, PurePosixPath
from string import Template

#: What students get as it stands, by folder; None is all of one, with what lies below it.
#: A list of what stays would let a new file of the instructor's slip out.
HANDED_OUT: Mapping[str, frozenset[str] | None] = {
    ".": frozenset({"LICENSE"}),
    "assignments": None,
    "autograder": frozenset(
        {
            *("__init__.py", "cli.py", "course.py", "exercise.py", "gradient.py", "outcome.py"),
            *("py.typed", "report.py", "seed.py", "tolerance.py"),
        }
    ),
    "autograder/commands": frozenset({"__init__.py", "check.py", "submit_check.py", "watch.py"}),
    "autograder/derivation": None,
    "autograder/display": None,
    "autograder/grading": None,
    "autograder/hints": None,
    "autograder/judging": None,
    "autograder/notebooks": None,
    "autograder/sandbox": None,
    "autograder/selfcheck": None,
    "autograder/visible": None,
    "datasets/chainrule_datasets": None,
    "docs": frozenset({"derivation_language.md", "students_guide.md"}),
}

#: The dependencies of that half, of those in `pyproject.toml`.
NEEDED = frozenset(
    {
        *("ipython", "jupyter", "latex2mathml", "matplotlib", "mpmath", "nbformat", "numpy"),
        *("pooch", "pyseccomp", "pytest", "scipy", "tqdm"),
    }
)

#: Pins of `constraints.txt` that only the other half and its developers need.
UNNEEDED = frozenset(
    {
        *("alembic", "click", "importlib-metadata", "jupytext", "lazy-importer", "mako"),
        *("markdown-it-py", "mdit-py-plugins", "mdurl", "nbgrader", "rapidfuzz", "sqlalchemy"),
        *("zipp", "psycopg", "psycopg-binary", "cloudpickle", "dask", "distributed", "fsspec"),
        *("locket", "msgpack", "partd", "sortedcontainers", "tblib", "toolz", "zict"),
        *("ast-serialize", "execnet", "hatchling", "hypothesis", "joblib", "librt", "mypy"),
        *("mypy-extensions", "narwhals", "pathspec", "pytest-xdist", "ruff", "scikit-learn"),
        *("sympy", "threadpoolctl", "tomlkit", "trove-classifiers", "axe-core-python", "outcome"),
        *("pysocks", "selenium", "sniffio", "trio", "trio-websocket", "wsproto"),
    }
)

#: What their own README and pyproject.toml are made from.
README, PROJECT = "autograder/templates/student.md", "autograder/templates/student.toml"

# The first day that a zip can hold.
_EPOCH = (1980, 1, 1, 0, 0, 0)


class ReleaseError(Exception):
    """There is no release to be made of this folder: why, and what was expected."""


def is_released(path: str) -> bool:
    """Whether students get the file `path` (from the root) as it stands.

    >>> is_released("autograder/judging/judge.py"), is_released("autograder/sandbox/wire.py")
    (True, True)
    >>> is_released("autograder/workers/cluster.py"), is_released("solutions/svm_loss.py")
    (False, False)
    """
    place = PurePosixPath(path)
    names = HANDED_OUT.get(str(place.parent), frozenset())
    if names is not None and place.name in names:
        return True
    return any(HANDED_OUT.get(str(folder), ()) is None for folder in place.parents)


def members(
    root: Path, commit: str = "HEAD", keep: Callable[[str], bool] = is_released
) -> Mapping[str, bytes]:
    """The files of a commit that are to be kept, by their path from the root."""
    archive = subprocess.run(
        # On Windows, git may be set to change the ends of lines.
        ["git", "-C", str(root), "-c", "core.autocrlf=false", "archive", "--format=tar", commit],
        capture_output=True,
        check=False,
    )
    if archive.returncode:
        raise ReleaseError(f"{root}: {archive.stderr.decode().strip()}; expected a git repository")
    found = {}
    with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as tar:
        for member in tar:
            file = tar.extractfile(member) if member.isreg() else None
            if file and keep(member.name):
                found[member.name] = file.read()
    return dict(sorted(found.items()))


def uncommitted(root: Path) -> list[str]:
    """The files that students get and that are not as in the last commit, or not in it at all."""
    found = subprocess.run(
        ["git", "-C", str(root), "status", "--porcelain", "-z", "--untracked-files=all"],
        capture_output=True,
        check=False,
    )
    # Two letters and a space before each path; of one that was renamed, the old name follows alone.
    paths = (entry[3:] for entry in found.stdout.decode().split("\0") if entry[2:3] == " ")
    return sorted(filter(is_released, paths))


def for_students(root: Path) -> Mapping[str, bytes]:
    """All files of the zip by their path in it: those of the last commit, and what is made of it.

    Raises ReleaseError where the folder is not the course.
    """
    sources = ("pyproject.toml", "constraints.txt", README, PROJECT)
    files = dict(members(root, keep=lambda path: path in sources or is_released(path)))
    if missing := [name for name in sources if name not in files]:
        raise ReleaseError(f"{root}: no {missing[0]} in its last commit; expected the course")
    course, pins, readme, project = (files.pop(name).decode() for name in sources)
    files["README.md"] = readme.encode()
    files["pyproject.toml"] = _project(course, project).encode()
    files["constraints.txt"] = _constraints(pins).encode()
    return dict(sorted(files.items()))


def name_of(requirement: str) -> str:
    """The name in a requirement or a pin, as package indexes compare them.

    >>> name_of("SQLAlchemy==2.1.9"), name_of("pyseccomp>=0.1.2,<0.2; sys_platform == 'linux'")
    ('sqlalchemy', 'pyseccomp')
    """
    name = re.split(r"[^\w.-]", requirement, maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", name).lower()


def _project(course: str, template: str) -> str:
    """Their `pyproject.toml`: the version and the ranges are those of the course's."""
    said = tomllib.loads(course)["project"]
    needed = [f'  "{r}",' for r in said["dependencies"] if name_of(r) in NEEDED]
    return Template(template).substitute(version=said["version"], dependencies="\n".join(needed))


def _constraints(pins: str) -> str:
    lines = pins.splitlines(keepends=True)
    return "".join(line for line in lines if name_of(line) not in UNNEEDED)


def pack(files: Mapping[str, bytes], folder: str = "", executable: Collection[str] = ()) -> bytes:
    """A zip of `files`, in one `folder` if given: no times, owners or order of this machine's.

    >>> pack({"b": b"2", "a": b"1"}, "x") == pack({"a": b"1", "b": b"2"}, "x")
    True
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path, data in sorted(files.items()):
            entry = zipfile.ZipInfo(f"{folder}/{path}" if folder else path, _EPOCH)
            entry.create_system = 3  # Unix, wherever it is made; the permissions below are Unix's
            entry.external_attr = (0o100755 if path in executable else 0o100644) << 16
            # Not compressed: two versions of zlib would give other bytes.
            archive.writestr(entry, data)
    return packed.getvalue()


def build(root: Path) -> Path:
    """Write the zip of the last commit to `root/dist` and return its path."""
    files = for_students(root)
    version = tomllib.loads(files["pyproject.toml"].decode())["project"]["version"]
    name = f"chainrule-student-{version}"
    path = root / "dist" / f"{name}.zip"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(pack(files, name))
    return path

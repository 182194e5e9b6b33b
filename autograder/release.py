"""Gather what students get into one zip: everything but `solutions/`.

`python -m autograder.release` writes `dist/chainrule-student-<version>.zip`. Its files are those of
the last commit, so that nothing untracked and no notebook that somebody is solving gets in. The
same commit gives the same bytes.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Callable, Collection, Mapping
from pathlib import Path, PurePosixPath

#: What students get, by its name in the root. A list of what stays would let new rooms slip out.
RELEASED = frozenset(
    {
        "CHANGELOG.md",
        "LICENSE",
        "README.md",
        "assignments",
        "autograder",
        "conftest.py",
        "constraints.txt",
        "datasets",
        "docs",
        "pyproject.toml",
        "tests",
    }
)
#: What stays, for the same names: the answers, and what only a clone with answers can use.
KEPT = frozenset(
    {
        ".ci",
        ".gitattributes",
        ".github",
        ".gitignore",
        ".pre-commit-config.yaml",
        "Makefile",
        "benchmarks",
        "nbgrader_config.py",
        "solutions",
    }
)

# The first day that a zip can hold.
_EPOCH = (1980, 1, 1, 0, 0, 0)


class ReleaseError(Exception):
    """There is no release to be made of this folder: why, and what was expected."""


def is_released(path: str, data: bytes) -> bool:
    """Whether students get the file `path` (from the root) that holds `data`.

    A test that mentions the solutions would fail without them.

    >>> is_released("autograder/judge.py", b""), is_released("solutions/svm_loss.py", b"")
    (True, False)
    >>> is_released("tests/test_judge.py", b"from solutions import hidden")
    False
    """
    top = PurePosixPath(path).parts[0]
    return top in RELEASED and not (top == "tests" and b"solutions" in data)


def members(
    root: Path, commit: str = "HEAD", keep: Callable[[str, bytes], bool] = is_released
) -> Mapping[str, bytes]:
    """The files of a commit that are to be kept, by their path from the root."""
    archive = subprocess.run(
        ["git", "-C", str(root), "archive", "--format=tar", commit],
        capture_output=True,
        check=False,
    )
    if archive.returncode:
        raise ReleaseError(f"{root}: {archive.stderr.decode().strip()}; expected a git repository")
    found = {}
    with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as tar:
        for member in tar:
            file = tar.extractfile(member) if member.isreg() else None
            if file and keep(member.name, data := file.read()):
                found[member.name] = data
    return dict(sorted(found.items()))


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
    files = members(root)
    if "pyproject.toml" not in files:
        raise ReleaseError(f"{root}: no pyproject.toml in its last commit; expected the course")
    version = tomllib.loads(files["pyproject.toml"].decode())["project"]["version"]
    name = f"chainrule-student-{version}"
    path = root / "dist" / f"{name}.zip"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(pack(files, name))
    return path


def main() -> int:
    """Write the zip and say where it is."""
    root = Path.cwd()
    try:
        path = build(root)
    except ReleaseError as error:
        print(error, file=sys.stderr)
        return 1
    with zipfile.ZipFile(path) as archive:
        count = len(archive.namelist())
    print(f"{path.relative_to(root)}: {count} files, {path.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())

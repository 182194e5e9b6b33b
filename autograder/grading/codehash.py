"""Hashes of all that decides a grade besides the submission and the seed.

Where they are the same, grading once more would find the same (`chainrule grade`), and so would
another machine (`autograder.workers.fingerprint`).
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np

#: Folders of `solutions/` that no grade depends on.
_ASIDE = ("tests/", "accuracy/", "sample_class/", "forms/", "notebooks/")


def files(folder: Path) -> dict[str, Path]:
    """The files below a folder by their paths in it, without caches and hidden files."""
    found = {path.relative_to(folder): path for path in folder.rglob("*") if path.is_file()}
    return {
        place.as_posix(): path
        for place, path in found.items()
        if not any(part.startswith((".", "__pycache__")) for part in place.parts)
    }


def digest(found: Mapping[str, Path]) -> str:
    """The SHA-256 of files with their names, in 16 digits; `"none"` where there is none."""
    if not found:
        return "none"
    total = hashlib.sha256()
    for name in sorted(found):
        content = hashlib.sha256(found[name].read_bytes()).hexdigest()
        total.update(f"{len(name)}:{name}{content}".encode())
    return total.hexdigest()[:16]


def solutions(root: Path) -> dict[str, Path]:
    """The files of `solutions/` that grades depend on: hidden checks, and what they import."""
    found = files(root / "solutions")
    return {
        name: path
        for name, path in found.items()
        if name.endswith(".py") and not name.startswith(_ASIDE)
    }


@cache
def of_code(root: Path | None) -> str:
    """The hash of the grader's own code, of Python and NumPy, and of the solutions below `root`.

    Taken once in a process: it is of what the process has loaded, whatever becomes of the folder.

    >>> of_code(None) == of_code(None)
    True
    """
    ours = digest(files(Path(__file__).parents[1]))
    hidden = digest(solutions(root)) if root is not None else "none"
    return f"Python {sys.version_info[:2]}, NumPy {np.__version__}, {ours}, {hidden}"


def of_folder(folder: str) -> str:
    """The hash of the files in a folder, notebooks left out; `"none"` where there is none."""
    found = files(Path(folder)) if folder else {}
    return digest({name: path for name, path in found.items() if not name.endswith(".ipynb")})

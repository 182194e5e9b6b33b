"""A hash of all that decides a grade besides the submission and the seed.

Where it is the same, grading once more would find the same: see `chainrule grade`.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np

#: Folders of `solutions/` that no grade depends on.
_ASIDE = {"tests", "sample_class", "forms", "notebooks", "__pycache__"}


@cache
def of_code(root: Path | None) -> str:
    """The SHA-256 of the grader's own code and of the hidden checks below `root`.

    >>> of_code(None) == of_code(None), len(of_code(None))
    (True, 64)
    """
    found = hashlib.sha256(f"Python {sys.version_info[:2]}, NumPy {np.__version__}".encode())
    for path in _files(root):
        text = path.read_bytes()
        found.update(f"{path.name} {len(text)}\n".encode() + text)
    return found.hexdigest()


def _files(root: Path | None) -> Iterator[Path]:
    package = Path(__file__).parent
    yield from sorted(package.rglob("*.py"))
    if root is not None:
        for path in sorted((root / "solutions").rglob("*.py")):
            if not _ASIDE & set(path.relative_to(root / "solutions").parts[:-1]):
                yield path


def of_folder(folder: str) -> str:
    """The SHA-256 of the files in a folder, notebooks left out; `""` where there is none."""
    place = Path(folder)
    if not folder or not place.is_dir():
        return ""
    found = hashlib.sha256()
    for path in sorted(place.rglob("*")):
        if path.is_file() and path.suffix != ".ipynb" and "__pycache__" not in path.parts:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            found.update(f"{path.relative_to(place).as_posix()} {digest}\n".encode())
    return found.hexdigest()

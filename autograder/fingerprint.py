"""Tell whether two machines would give the same grades: by what these depend on, by name."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import metadata
from pathlib import Path

import chainrule_datasets

from autograder.recipe import Recipe

#: The libraries that students' code runs on or that judge it.
LIBRARIES = ("ipython", "matplotlib", "mpmath", "numpy", "scipy")


def fingerprint(recipe: Recipe) -> dict[str, str]:
    """Versions as they are, code and files as hashes of their contents.

    The code is hashed once in a process: it is what the process has loaded, whatever becomes of
    the folder later.
    """
    folders = {"the tests' folder": recipe.tests_folder, "the released files": recipe.files_folder}
    return {
        "Python": f"{sys.version_info.major}.{sys.version_info.minor}",
        **{name: metadata.version(name) for name in LIBRARIES},
        **_code(recipe.root),
        **{name: digest(files(Path(path))) for name, path in folders.items() if path},
    }


@cache
def _code(root: Path) -> Mapping[str, str]:
    ours, data = Path(__file__).parent, Path(chainrule_datasets.__file__).parent
    solutions = root / "solutions"
    hidden = files(solutions / "hidden")
    # Hidden checks import the reference code that lies beside their folder.
    beside = {path.name: path for path in solutions.glob("*.py")}
    return {
        "autograder": digest(files(ours)),
        "chainrule_datasets": digest(files(data)),
        "solutions": digest({**hidden, **beside}),
    }


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


def differences(expected: Mapping[str, str], got: Mapping[str, str]) -> Iterable[str]:
    """One sentence for each thing that is another there.

    >>> list(differences({"numpy": "2.4.1", "solutions": "a"}, {"numpy": "2.3.0"}))
    ['numpy: expected 2.4.1, got 2.3.0', 'solutions: expected a, got none']
    """
    for name, wanted in expected.items():
        if (found := got.get(name, "none")) != wanted:
            yield f"{name}: expected {wanted}, got {found}"

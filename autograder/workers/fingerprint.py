"""Tell whether two machines would give the same grades: by what these depend on, by name."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import metadata
from pathlib import Path

import chainrule_datasets

from autograder.grading.codehash import digest, files, solutions
from autograder.workers.recipe import Recipe

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
    ours, data = Path(__file__).parents[1], Path(chainrule_datasets.__file__).parent
    return {
        "autograder": digest(files(ours)),
        "chainrule_datasets": digest(files(data)),
        "solutions": digest(solutions(root)),
    }


def differences(expected: Mapping[str, str], got: Mapping[str, str]) -> Iterable[str]:
    """One sentence for each thing that is another there.

    >>> list(differences({"numpy": "2.4.1", "solutions": "a"}, {"numpy": "2.3.0"}))
    ['numpy: expected 2.4.1, got 2.3.0', 'solutions: expected a, got none']
    """
    for name, wanted in expected.items():
        if (found := got.get(name, "none")) != wanted:
            yield f"{name}: expected {wanted}, got {found}"

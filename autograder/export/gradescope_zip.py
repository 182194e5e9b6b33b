"""A zip for Gradescope's "Configure Autograder": our judge grades each submission there.

It holds the whole course WITH ITS ANSWERS and the secret seed: it is for the instructor's upload
and nobody else. The files are those of the last commit: the same commit and seed, the same bytes.
"""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path, PurePosixPath

from autograder.authoring import release
from autograder.sandbox import Limits

#: What of the course grading takes, by its name in the root. Packaging asks for the texts.
_COURSE = frozenset(
    {
        "CHANGELOG.md",
        "LICENSE",
        "README.md",
        "assignments",
        "autograder",
        "constraints.txt",
        "datasets",
        "pyproject.toml",
        "solutions",
    }
)
#: What of `solutions/` grading has no use for.
_ASIDE = ("tests", "sample_class", "forms", "notebooks")

_SETUP = """#!/usr/bin/env bash
# Run once by Gradescope, as root, when it builds the image. Choose a base image with Python 3.11 or
# later (Ubuntu 24.04 has 3.12).
set -euo pipefail
root="${AUTOGRADER_ROOT:-/autograder}"
apt-get update
apt-get install -y --no-install-recommends python3 python3-venv libseccomp2
python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  echo "Chainrule needs Python 3.11 or later: choose another base image" >&2; exit 1; }
python3 -m venv "$root/venv"
"$root/venv/bin/python" -m pip install --disable-pip-version-check \\
  --constraint "$root/source/course/constraints.txt" --editable "$root/source/course"
# Students' code runs as another user: it may neither read the course nor write the results.
chmod -R go-rwx "$root/source/seed" "$root/source/course/solutions"
"""

_RUN = """#!/usr/bin/env bash
# Run by Gradescope for each submission. Without results.json, it says that the autograder failed.
set -euo pipefail
root="${AUTOGRADER_ROOT:-/autograder}"
cd "$root/source/course"
export PYTHONPATH="$PWD:$PWD/datasets"
exec "${AUTOGRADER_PYTHON:-$root/venv/bin/python}" -m autograder.export.gradescope_run "$root"
"""


def build(
    root: Path, assignment: str, seed: str, limits: Limits, *, visibility: str, allow_unsafe: bool
) -> bytes:
    """The zip for one assignment of the course at `root`; ReleaseError where there is no commit.

    With `allow_unsafe` it grades where students' code cannot be confined at all, too.
    """
    course = release.members(root, keep=_is_needed)
    if not any(path.startswith(f"assignments/{assignment}/") for path in course):
        raise release.ReleaseError(f"{root}: no assignments/{assignment} in its last commit")
    settings = {
        "assignment": assignment,
        "visibility": visibility,
        "allow_unsafe": allow_unsafe,
        "limits": dataclasses.asdict(limits),
    }
    files = {f"course/{path}": data for path, data in course.items()}
    files["setup.sh"] = _SETUP.encode()
    files["run_autograder"] = _RUN.encode()
    files["settings.json"] = json.dumps(settings, indent=1).encode()
    files["seed"] = f"{seed}\n".encode()
    # Gradescope looks for its two scripts in the root of the zip.
    return release.pack(files, executable={"setup.sh", "run_autograder"})


def _is_needed(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return parts[0] in _COURSE and not (parts[0] == "solutions" and parts[1] in _ASIDE)

"""The files that lie beside a released notebook, for the sandbox: data, and modules to import."""

from __future__ import annotations

import logging
import os
from pathlib import Path

log = logging.getLogger(__name__)

#: Bytes of all files together: half of the sandbox's scratch disk.
MOST_BYTES = 32 << 20
MOST_FILES = 500


def files(folder: str) -> dict[str, bytes]:
    """The files in a folder of the instructor's, by their paths in it; notebooks are left out.

    Links and hidden files are left out too, and so is what goes beyond the limits, with a word in
    the log.
    """
    found: dict[str, bytes] = {}
    room = MOST_BYTES
    for path in sorted(Path(folder).rglob("*")) if os.path.isdir(folder) else ():
        place = path.relative_to(folder)
        hidden = any(part.startswith((".", "__pycache__")) for part in place.parts)
        if hidden or path.suffix == ".ipynb" or path.is_symlink() or not path.is_file():
            continue
        size = path.stat().st_size
        if size > room or len(found) >= MOST_FILES:
            log.warning("%s is not there for students' code: too much lies beside it", path)
            continue
        room -= size
        found[place.as_posix()] = path.read_bytes()
    return found

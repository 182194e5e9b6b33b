"""One connection to the gradebook for a run: nbgrader opens the database anew at each step.

What that costs is less the opening than that SQLAlchemy translates each query anew.
"""

from __future__ import annotations

import os
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.converters import autograde
from nbgrader.preprocessors import latesubmissions, overwritecells
from sqlalchemy.engine import make_url


class Kept(Gradebook):  # type: ignore[misc] # nbgrader is not typed
    """A gradebook the connection of which outlives its `close`; the session does not."""

    def close(self) -> None:
        """End the session: what was not committed is lost, what is read next is read anew."""
        self.db.remove()


_open: dict[tuple[object, ...], Kept] = {}


def connect(db_url: str, course_id: str = "default_course", authenticator: Any = None) -> Gradebook:
    """What `Gradebook(...)` gives, with the connection of the last one on the same database."""
    if authenticator is not None:
        return Gradebook(db_url, course_id, authenticator)
    key = (db_url, course_id, _file(db_url))
    if key not in _open:
        for other in [other for other in _open if (other[0], other[2]) != (key[0], key[2])]:
            _open.pop(other).engine.dispose()
        made = Kept(db_url, course_id)  # which makes the file where there is none
        key = (db_url, course_id, _file(db_url))
        _open[key] = made
    return _open[key]


def _file(db_url: str) -> tuple[int, int] | None:
    """Which file a database of SQLite's is: another one may have taken its name."""
    url = make_url(db_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        return None
    try:
        found = os.stat(url.database)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def share() -> None:
    """Have nbgrader's own steps of `autograde` use it."""
    for module in (autograde, latesubmissions, overwritecells):
        module.Gradebook = connect

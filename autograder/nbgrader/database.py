"""Let several machines write one gradebook, in a database that serves them all.

SQLite keeps writers apart by itself. On PostgreSQL two first runs could both find a table, or a
student's row, missing and both make it; one of them would end with an error. So what is made for
the first time is made by one run after the other.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbgrader.api import Course, Gradebook
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

# Locks of this kind are numbers that all programs on a database share.
_LOCK = int.from_bytes(b"chainrul", "big")


@contextmanager
def alone(db_url: str) -> Iterator[None]:
    """Hold off every other run that makes rows for the first time, while the block lasts.

    The database gives the lock back when this process ends, however it does. ValueError where the
    database's driver is not installed.
    """
    if not _is_shared(db_url):
        yield
        return
    try:
        engine = create_engine(db_url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    except ImportError as error:
        raise ValueError(
            f"the gradebook's driver is missing ({error}): pip install 'chainrule[postgresql]', "
            "and let the address begin with postgresql+psycopg://"
        ) from None
    with engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": _LOCK})
        yield


def _is_shared(db_url: str) -> bool:
    return make_url(db_url).get_backend_name() == "postgresql"


def prepare(db_url: str, course_id: str, students: Iterable[str] = ()) -> None:
    """Make the tables and the rows of the course and these students, where they are missing."""
    with alone(db_url):
        _make(db_url, course_id, students)


def _make(db_url: str, course_id: str, students: Iterable[str]) -> None:
    if not _is_shared(db_url):
        return  # nbgrader makes them in its turn
    # Some of nbgrader's steps know the course's name, others fall back on a common one.
    with Gradebook(db_url):
        pass
    with Gradebook(db_url, course_id) as gradebook:
        # nbgrader makes no row for a course without a name, which PostgreSQL asks for.
        if gradebook.db.get(Course, course_id) is None:
            gradebook.db.add(Course(id=course_id))
            gradebook.db.commit()
        for student in students:
            gradebook.update_or_create_student(student)


class Generate(NotebookExporter):
    """Reads source notebooks for `nbgrader generate_assignment`, while no other run makes rows.

    nbgrader makes one object of it at the start of a run, before it opens the gradebook.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)  # type: ignore[no-untyped-call]
        folders = options["parent"].coursedir
        held = ExitStack()
        try:
            held.enter_context(alone(folders.db_url))
            _make(folders.db_url, folders.course_id, ())
        except (ValueError, OperationalError) as error:
            raise SystemExit(f"chainrule: nothing was generated: {error}") from None
        weakref.finalize(self, held.close)  # at the latest when nbgrader ends

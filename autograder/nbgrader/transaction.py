"""One transaction for what nbgrader's gradebook commits in three."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from nbgrader.api import Comment, Grade, Gradebook, SubmittedAssignment, SubmittedNotebook
from sqlalchemy.orm import Session, scoped_session, selectinload, sessionmaker, undefer


class _Held(Session):
    """A session in which `commit` is not the last word."""

    def commit(self) -> None:
        self.flush()


@contextmanager
def opened(db_url: str) -> Iterator[Gradebook]:
    """A gradebook the changes of which are kept by `whole`, and otherwise lost."""
    with Gradebook(db_url) as gradebook:
        gradebook.db.remove()
        gradebook.db = scoped_session(sessionmaker(bind=gradebook.engine, class_=_Held))
        yield gradebook


@contextmanager
def whole(gradebook: Gradebook) -> Iterator[None]:
    """What is done within is written as one, or not at all; nothing is held in memory after."""
    try:
        yield
        Session.commit(gradebook.db())
    finally:
        gradebook.db.remove()


def notebooks(
    gradebook: Gradebook, submission: SubmittedAssignment
) -> dict[str, SubmittedNotebook]:
    """A submission's notebooks by name; what is in them comes in a few queries, not one a cell."""
    gradebook.db.flush()
    found = (
        gradebook.db.query(SubmittedNotebook)
        .filter(SubmittedNotebook.assignment_id == submission.id)
        .options(
            selectinload(SubmittedNotebook.notebook),
            selectinload(SubmittedNotebook.grades).options(
                selectinload(Grade.cell), undefer(Grade.max_score)
            ),
            selectinload(SubmittedNotebook.comments).selectinload(Comment.cell),
        )
        .populate_existing()
    )
    return {notebook.name: notebook for notebook in found}

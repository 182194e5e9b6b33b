"""What a student reads about the notebook as a whole: repairs, and why it was not graded."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.display.plain import plain


def _cells_of(checks: Sequence[str]) -> tuple[str, str]:
    """The check cells by name, and the verb that goes with their number."""
    if len(checks) == 1:
        return f"The check cell of {checks[0]}", "was"
    return f"The check cells of {', '.join(checks[:-1])} and {checks[-1]}", "were"


def changed(checks: Sequence[str]) -> str:
    """Check cells with another text or type.

    >>> changed(["predict"])
    'The check cell of predict was changed. Grading took what was handed out.'
    """
    cells, was = _cells_of(checks)
    return f"{cells} {was} changed. Grading took what was handed out."


def deleted(checks: Sequence[str]) -> str:
    """Check cells that are not there.

    >>> deleted(["stretch", "predict"])
    'The check cells of stretch and predict were missing. They were put back.'
    """
    cells, was = _cells_of(checks)
    return f"{cells} {was} missing. {'It was' if len(checks) == 1 else 'They were'} put back."


def moved(checks: Sequence[str]) -> str:
    """Check cells above the answer that they check."""
    cells, was = _cells_of(checks)
    return f"{cells} {was} above what is checked. Grading put {_them(checks)} below."


def _them(checks: Sequence[str]) -> str:
    return "it" if len(checks) == 1 else "them"


def copied(checks: Sequence[str]) -> str:
    """Check cells that are there twice."""
    cells, was = _cells_of(checks)
    return f"{cells} {was} there more than once. The last one counts."


def retyped(answer: str) -> str:
    """An answer in a cell that does not run."""
    return f"The cell {answer} was not a code cell any more. It was made one, so that it is run."


def tagged(count: int) -> str:
    """Cells with tags, which can tell nbgrader not to run them."""
    cells = "1 cell" if count == 1 else f"{count} cells"
    return f"The tags of {cells} were removed: grading runs every cell."


def not_handed_in(notebook: str) -> str:
    """Nothing is there under any name."""
    return (
        f"{notebook}.ipynb was not handed in. By nbgrader's convention a notebook that is missing "
        "from a submission counts as zero points. Hand it in, or tell your instructor."
    )


def other_name(notebook: str, found: Sequence[str]) -> str:
    """Something is there, but not under its name: zero would be rash."""
    names = ", ".join(map(plain, found[:3])) + (", ..." if len(found) > 3 else "")
    are = "is" if len(found) == 1 else "are"
    return (
        f"{notebook}.ipynb is not in the submission, but {names} {are}. If that is your work, "
        f"rename it to {notebook}.ipynb, out of any folder or archive, and hand it in again. Until "
        "then it has no grade, not even zero."
    )


def not_gradable(reason: str) -> str:
    """A file that is no notebook."""
    return f"This file cannot be graded. {reason}. It has no grade, not even zero: see to it soon."

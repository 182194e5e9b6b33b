"""Say what a student's code raised: their own frames only, and in words that fit the sandbox."""

from __future__ import annotations

import builtins
import contextlib
import mmap
import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import NamedTuple, NoReturn

CELL = "<cell "  # how the names of compiled cells start
MAX_MESSAGE = 2_000  # characters: an exception may carry a whole array
MAX_KINDS = 20  # classes that an exception derives from
MAX_FRAMES = 30  # frames from each end: endless recursion has a thousand


class Described(NamedTuple):
    """An exception as text."""

    type_name: str
    message: str
    traceback: str
    line: int | None
    """The line, within its cell, of the student's innermost frame."""
    kinds: tuple[str, ...] = ()
    """Its class and what that derives from: a student's own error may be a ValueError."""


REFUSED = {
    "subprocess": "starting other programs or processes",
    "multiprocessing": "starting other programs or processes",
    "concurrent.futures.process": "starting other programs or processes",
    "asyncio": "the network, and other programs",
    "pty": "starting other programs or processes",
    "socket": "the network",
    "urllib": "the network",
    "requests": "the network",
}


#: Memory that is held back for the moment when there is no other.
RESERVE: list[mmap.mmap] = []
RESERVE_BYTES = 32 << 20


def hold_reserve() -> None:
    """Hold memory back, unless it is held already or can't be had.

    It is mapped and never touched: the limit counts it, and no page of it is made.
    """
    if not RESERVE:
        with contextlib.suppress(MemoryError, OSError):
            RESERVE.append(mmap.mmap(-1, RESERVE_BYTES))


def describe(error: BaseException) -> Described:
    """Return type, message, traceback and line of an exception.

    Never raises on account of the exception: its `__str__` may be the student's and fail.
    """
    if isinstance(error, MemoryError):
        RESERVE.clear()  # to say so takes memory too
    name = type(error).__name__
    message = explain(error)
    try:
        text = "".join(_lines(error, message, seen=set()))
    except Exception:  # a hostile `__cause__` or source; the type and message still help
        text = f"{name}: {message}\n"
    lines = [frame.lineno for frame in _frames(error.__traceback__)]
    if isinstance(error, SyntaxError) and str(error.filename).startswith(CELL):
        lines.append(error.lineno)
    kinds = tuple(kind.__name__ for kind in type(error).__mro__[:MAX_KINDS])
    return Described(name, message, text, lines[-1] if lines else None, kinds)


def explain(error: BaseException) -> str:
    """Return the exception's message, in the sandbox's words where the sandbox caused it."""
    try:
        message = str(error)
    except Exception as other:
        message = f"(its message can't be made: {type(other).__name__})"
    if len(message) > MAX_MESSAGE:
        message = message[:MAX_MESSAGE] + " ..."
    what = _refused(error)
    return f"not available while grading: {what} ({message})" if what else message


def unavailable(what: str) -> NoReturn:
    """Raise the error of something that grading doesn't offer."""
    raise RuntimeError(f"not available while grading: {what}")


def _refused(error: BaseException) -> str | None:
    if not isinstance(error, OSError):
        return None
    name = error.filename
    if isinstance(name, str) and name.startswith("/") and not isinstance(error, FileExistsError):
        return "files outside the notebook's own folder"
    step = error.__traceback__
    while step is not None:
        module = str(step.tb_frame.f_globals.get("__name__", ""))
        for refused, what in REFUSED.items():
            if module == refused or module.startswith(refused + "."):
                return what
        step = step.tb_next
    if isinstance(error, PermissionError) and name is None:
        return "starting other processes, and other calls to the operating system"
    return None


def _frames(step: TracebackType | None) -> Iterator[traceback.FrameSummary]:
    """Yield the frames of code from cells, outermost first."""
    for frame, line in traceback.walk_tb(step):
        if frame.f_code.co_filename.startswith(CELL):
            yield traceback.FrameSummary(frame.f_code.co_filename, line, frame.f_code.co_name)


def _lines(error: BaseException, message: str, seen: set[int]) -> Iterator[str]:
    seen.add(id(error))
    cause = error.__cause__
    context = None if error.__suppress_context__ else error.__context__
    for earlier, link in (
        (cause, "The above exception was the direct cause of the following one:"),
        (context, "While that exception was handled, another one occurred:"),
    ):
        if earlier is not None and id(earlier) not in seen and len(seen) < 5:
            yield from _lines(earlier, explain(earlier), seen)
            yield f"\n{link}\n\n"
    frames = list(_frames(error.__traceback__))
    if frames:
        yield "Traceback (most recent call last):\n"
    if len(frames) > 2 * MAX_FRAMES:
        yield from map(_frame_text, frames[:MAX_FRAMES])
        yield f"  ... {len(frames) - 2 * MAX_FRAMES} more calls ...\n"
        frames = frames[-MAX_FRAMES:]
    yield from map(_frame_text, frames)
    if isinstance(error, SyntaxError) and str(error.filename).startswith(CELL):
        yield f"  {str(error.filename).strip('<>')}, line {error.lineno}\n"
        if isinstance(error.text, str):
            code = error.text.rstrip("\n")
            yield f"    {code}\n"
            if error.offset is not None and 0 < error.offset <= len(code) + 1:
                yield "    " + " " * (error.offset - 1) + "^\n"
        message = str(error.msg)[:MAX_MESSAGE]
    name = type(error).__name__
    yield f"{name}: {message}\n" if message else f"{name}\n"


def _frame_text(frame: traceback.FrameSummary) -> str:
    place = f"  {frame.filename.strip('<>')}, line {frame.lineno}"
    if frame.name != "<module>":
        place += f", in {frame.name}"
    return f"{place}\n    {frame.line}\n" if frame.line else place + "\n"


def plain_error(type_name: str, message: str) -> Exception:
    """Return a built-in exception of that name, or a RuntimeError that names it.

    >>> plain_error("ValueError", "no")
    ValueError('no')
    >>> plain_error("LinAlgError", "singular")
    RuntimeError('LinAlgError: singular')
    """
    kind = getattr(builtins, type_name, None)
    if isinstance(kind, type) and issubclass(kind, Exception):
        try:
            return kind(message)
        except TypeError:  # UnicodeDecodeError and its like want more arguments
            pass
    return RuntimeError(f"{type_name}: {message}")

"""What a student calls in a notebook: `check` one exercise, and see the `progress` over all.

The checks run in the student's own process, beside their code: instant, and worth nothing as a
grade. Nothing is ever written to stderr, which stock nbgrader would take for a failed test.
"""

from __future__ import annotations

import ast
import inspect
import io
import linecache
import logging
import sys
import warnings
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from itertools import islice
from types import FrameType, ModuleType

from autograder import course, message, panel, terminal
from autograder.exercise import Exercise
from autograder.function import Definitions, Function, fault
from autograder.judge import judge
from autograder.report import ExerciseReport
from autograder.sandbox.session import Reply
from autograder.score import Score
from autograder.seed import VISIBLE
from autograder.student import LocalStudent

#: Characters of what a student's code prints while it is checked: a loop may print for ever.
MOST_PRINTED = 2_000

#: Warnings that a panel shows.
MOST_WARNINGS = 5


class CheckError(TypeError):
    """What was passed to `check` is no exercise; the text says what to pass.

    Jupyter shows it as one line: the traceback would lead through code that nobody has to read.
    """

    def _render_traceback_(self) -> list[str]:
        return [f"{type(self).__name__}: {self}"]


class Interrupted(KeyboardInterrupt):
    """The student stopped a check that took too long; shown as one line, too."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


@dataclass(frozen=True)
class _Checked:
    """The latest report of an exercise, and the very functions that it is about."""

    report: ExerciseReport
    functions: Mapping[str, Callable[..., object]]


#: Latest check last.
_checked: dict[str, _Checked] = {}


def check(*functions: Callable[..., object]) -> Score:
    """Judge one exercise as it is now, show what was found, and return the points.

    Pass the functions of the exercise, as its check cell does: `check(stretch, parameter_count,
    numbers_kept)`. The points are those of the visible checks. Raises `CheckError` if that is no
    exercise.

    >>> def svm_loss_naive(W, X, y, reg):
    ...     raise NotImplementedError()
    >>> points = check(svm_loss_naive)  # doctest: +ELLIPSIS
    svm_loss_naive: The SVM loss and its gradient, by loops, 0 of 20 points
      ○ loss             not attempted   0 of 5
    ...
    >>> points
    0.0
    """
    caller = sys._getframe(1)
    named = _named(functions, caller)
    exercise = _exercise(named, caller.f_globals)
    with _quiet() as noise:
        student = _Listening(named)
        try:
            report = judge(exercise, student, VISIBLE)
        except KeyboardInterrupt:
            raise Interrupted(f"Stopped while it was checked. {message.STOP_LOOP}") from None
    _checked.pop(exercise.name, None)
    _checked[exercise.name] = _Checked(report, named)
    if noise.printed:
        print(noise.printed)
    notes = [*student.notes(), *noise.faults]
    _show(
        panel.html(report, notes=notes, footer=panel.VISIBLE_ONLY),
        panel.text(report, notes=notes, footer=panel.VISIBLE_ONLY),
    )
    return Score(report.earned, report.points)


def progress() -> None:
    """Show how far this notebook is: the latest check of each of its exercises.

    The notebook is the one that holds the exercise checked last.
    """
    if not _checked:
        note = "Nothing has been checked yet. Run the check cells first."
        _show(panel.progress_html((), notes=[note]), panel.progress_text((), notes=[note]))
        return
    space = sys._getframe(1).f_globals
    latest = course.exercises()[next(reversed(_checked))]
    reports, unchecked, changed = [], set(), set()
    for exercise in course.of_assignment(latest.assignment):
        if exercise.notebook != latest.notebook:
            continue
        known = _checked.get(exercise.name)
        reports.append(known.report if known else panel.blank(exercise))
        if known is None:
            unchecked.add(exercise.name)
        elif any(space.get(n, code) is not code for n, code in known.functions.items()):
            changed.add(exercise.name)
    title, foot = f"Progress in {latest.notebook}", panel.VISIBLE_ONLY
    shown = panel.progress_html, panel.progress_text
    markup, text = (
        f(reports, title=title, unchecked=unchecked, changed=changed, footer=foot) for f in shown
    )
    _show(markup, text)


# -- from what was passed to an exercise ----------------------------------------------------------


def _named(functions: Sequence[object], caller: FrameType) -> dict[str, Callable[..., object]]:
    """The functions by the names that the notebook knows them by; `CheckError` for the rest.

    A grader looks functions up by name, so the name counts, not what `__name__` says: an answer
    may be a lambda, or wrapped.
    """
    space, texts = caller.f_globals, written(caller)
    if not functions:
        raise CheckError(f"check needs a function, as in {_example((), space)}")
    if len(texts) != len(functions):  # check(*functions), or no text to be had
        texts = [""] * len(functions)
    known = {name for exercise in course.exercises().values() for name in exercise.functions}
    found: dict[str, Callable[..., object]] = {}
    for value, text in zip(functions, texts, strict=True):
        own = str(getattr(value, "__name__", ""))
        bound = (name for name in known if space.get(name) is value)
        names = [name for name in (text, own, *sorted(bound)) if name in known]
        name = names[0] if names else text if text.isidentifier() else own
        if not callable(value) or isinstance(value, type) or not name.isidentifier():
            near = {n.id for t in texts for n in ast.walk(ast.parse(t)) if isinstance(n, ast.Name)}
            near |= {str(getattr(other, "__name__", other)) for other in functions}
            raise CheckError(_refusal(value, text, _example(near, space)))
        found[name] = value
    return found


def written(frame: FrameType) -> list[str]:
    """The arguments of the call that `frame` is at, as its source writes them; [] if unknown."""
    here = next(islice(frame.f_code.co_positions(), frame.f_lasti // 2, None), (None,) * 4)
    first, last, start, end = here
    if first is None or last is None:
        return []
    lines = linecache.getlines(frame.f_code.co_filename, frame.f_globals)[first - 1 : last]
    if not lines:
        return []
    # Columns count bytes. The end is cut first: on a single line, the start would move it.
    lines[-1] = lines[-1].encode()[:end].decode()
    lines[0] = lines[0].encode()[start:].decode()
    try:
        call = ast.parse("".join(lines), mode="eval").body
    except SyntaxError:
        return []
    return [ast.unparse(arg) for arg in call.args] if isinstance(call, ast.Call) else []


def _refusal(value: object, text: str, right: str) -> str:
    """What to say of a value, written as `text`, that is no function with a name."""
    if isinstance(value, str):
        return f"check got the text {panel.plain(value)!r}; pass the function itself: {right}"
    if inspect.isfunction(value):
        return f"check got a lambda without a name; give it the exercise's name: {right}"
    if isinstance(value, type):
        kind = f"the class {value.__name__}"
    elif isinstance(value, ModuleType):
        kind = f"the module {value.__name__}"
    else:
        kind = message.kind(value)
    if text and isinstance(ast.parse(text, mode="eval").body, ast.Call):
        called = f"what {text} returned, {kind}"
        return f"check got {panel.plain(called)}; pass the function without calling it: {right}"
    return f"check got {panel.plain(kind)}; pass a function, as in {right}"


def _example(near: Collection[str], space: Mapping[str, object]) -> str:
    """A right call: of an exercise among the names `near`, else of one that is defined, or any."""
    known = list(course.exercises().values())
    for names in (near, space):
        for exercise in known:
            if any(name in names for name in exercise.functions):
                return exercise.call
    return known[0].call


def _exercise(names: Collection[str], space: Mapping[str, object]) -> Exercise:
    """The exercise of these functions; `CheckError` says what is missing or too much."""
    known = course.exercises().values()
    near = max(known, key=lambda e: len(set(names) & set(e.functions)))
    missing = [name for name in near.functions if name not in names]
    foreign = [name for name in names if name not in near.functions]
    if len(foreign) == len(names):
        try:
            return course.exercise_of(tuple(names))
        except course.CourseError as error:
            raise CheckError(str(error)) from None
    others = [e.call for e in known if e is not near and set(e.functions) & set(foreign)]
    if others:
        calls = " and ".join([near.call, *others])
        raise CheckError(f"these are different exercises; check one at a time: {calls}")
    if missing:
        undefined = [name for name in missing if name not in space]
        first = f"; run the cell that defines {undefined[0]} first" if undefined else ""
        raise CheckError(f"{_are(missing)} missing; expected {near.call}{first}")
    if foreign:
        raise CheckError(f"{_are(foreign)} not part of this exercise; expected {near.call}")
    return near


def _are(names: Sequence[str]) -> str:
    return f"{names[0]} is" if len(names) == 1 else f"{', '.join(names)} are"


# -- running quietly ------------------------------------------------------------------------------


class _Listening(LocalStudent):
    """A student whose warnings are remembered and whose `exit()` does not end the kernel."""

    def __init__(self, functions: Mapping[str, Callable[..., object]]) -> None:
        super().__init__(functions)
        self.warned: dict[str, None] = {}

    def function(self, name: str) -> Function:
        return _Listened(super().function(name), self.warned)

    def notes(self) -> list[str]:
        """What to tell of the warnings."""
        told = [f"Your code warned: {text}" for text in self.warned][:MOST_WARNINGS]
        left = len(self.warned) - len(told)
        return [*told, f"{left} more warnings"] if left else told


class _Listened(Function):
    def __init__(self, f: Function, warned: dict[str, None]) -> None:
        super().__init__(f.name)
        self._f = f
        self._warned = warned

    @property
    def definitions(self) -> Definitions:
        return self._f.definitions

    def reply(self, *args: object) -> Reply:
        try:
            reply = self._f.reply(*args)
        except SystemExit as leaving:
            raise fault(self.name, "SystemExit", str(leaving)) from None
        self._warned.update(dict.fromkeys(reply.warnings))
        return reply


@dataclass
class _Noise:
    """What was written while a check ran: by the student's code, and by a grader that failed."""

    printed: str = ""
    faults: list[str] = field(default_factory=list)


class _Faults(logging.Handler):
    """Keeps what the judge logs: the one line that an instructor needs to mend it."""

    def __init__(self, told: list[str]) -> None:
        super().__init__(logging.ERROR)
        self._told = told

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        text = f" ({type(error).__name__}: {error})" if error else ""
        if record.name.startswith("autograder"):
            self._told.append(f"Please show your instructor: {record.getMessage()}{text}")


@contextmanager
def _quiet() -> Iterator[_Noise]:
    """Keep everything that is written meanwhile off stderr, and what is printed short."""
    noise, out = _Noise(), io.StringIO()
    root = logging.getLogger()
    handlers = root.handlers[:]
    root.handlers[:] = [_Faults(noise.faults)]
    try:
        with redirect_stdout(out), redirect_stderr(out), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield noise
    finally:
        root.handlers[:] = handlers
        # A progress bar redraws its line: the last drawing is enough.
        lines = [line.rpartition("\r")[2] for line in out.getvalue().split("\n")]
        text = "\n".join(lines).strip()
        if len(text) > MOST_PRINTED:
            text = f"{text[:MOST_PRINTED]}\n... and {len(text) - MOST_PRINTED} characters more"
        noise.printed = text


def _show(markup: str, text: str) -> None:
    """Display a panel where IPython runs, print it where it does not."""
    # If nobody has imported IPython, we are not in it; importing it would take half a second.
    ipython = sys.modules.get("IPython")
    if ipython is not None and ipython.get_ipython() is not None:
        ipython.display.display({"text/html": markup, "text/plain": text}, raw=True)
    else:
        terminal.write(text)

"""Which exercise a call of `check` is about, from what was passed to it and how it is written."""

from __future__ import annotations

import ast
import inspect
import linecache
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import islice
from types import FrameType, ModuleType

from autograder import course
from autograder.display import message
from autograder.display.plain import plain
from autograder.exercise import Exercise


class CheckError(TypeError):
    """What was passed to `check` is no exercise; the text says what to pass.

    Jupyter shows it as one line: the traceback would lead through code that nobody has to read.
    """

    def _render_traceback_(self) -> list[str]:
        return [f"{type(self).__name__}: {self}"]


def named(functions: Sequence[object], caller: FrameType) -> dict[str, Callable[..., object]]:
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
        return f"check got the text {plain(value)!r}; pass the function itself: {right}"
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
        return f"check got {plain(called)}; pass the function without calling it: {right}"
    return f"check got {plain(kind)}; pass a function, as in {right}"


def _example(near: Collection[str], space: Mapping[str, object]) -> str:
    """A right call: of an exercise among the names `near`, else of one that is defined, or any."""
    known = list(course.exercises().values())
    for names in (near, space):
        for exercise in known:
            if any(name in names for name in exercise.functions):
                return exercise.call
    return known[0].call


def exercise_of(names: Collection[str], space: Mapping[str, object]) -> Exercise:
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

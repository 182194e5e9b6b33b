"""Find the course: its root folder, its exercises and, where they are, its solutions.

This is the one place in `autograder` that imports `solutions`, and only if it is there: students
do not have it.
"""

from __future__ import annotations

import difflib
import importlib
import importlib.util
import pkgutil
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from autograder import visible
from autograder.exercise import Exercise, Hidden


class CourseError(Exception):
    """The course lacks something: an exercise, an assignment, the solutions."""


@cache
def exercises() -> Mapping[str, Exercise]:
    """Every declared exercise by name, in the order of the notebooks.

    >>> exercises()["svm_loss_naive"].points
    20
    """
    found: dict[str, Exercise] = {}
    owners: dict[str, str] = {}
    for info in sorted(pkgutil.iter_modules(visible.__path__), key=lambda info: info.name):
        module = importlib.import_module(f"{visible.__name__}.{info.name}")
        for exercise in getattr(module, "EXERCISES", ()):
            if exercise.name in found:
                raise CourseError(f"two exercises are called {exercise.name}")
            for function in exercise.functions:
                if function in owners:
                    raise CourseError(f"{function} is in {owners[function]} and {exercise.name}")
                owners[function] = exercise.name
            found[exercise.name] = exercise
    for exercise in found.values():
        for used in exercise.uses:
            if used not in found:
                raise CourseError(f"{exercise.name} uses {used}, which is no exercise")
    return dict(sorted(found.items(), key=lambda item: item[1].assignment))


def exercise_of(functions: tuple[str, ...]) -> Exercise:
    """The exercise that consists of these functions; CourseError says what would be right.

    >>> exercise_of(("svm_loss_naive",)).name
    'svm_loss_naive'
    >>> exercise_of(("stretch",))
    Traceback (most recent call last):
    autograder.course.CourseError: these are judged together: check(stretch, parameter_count, ...
    """
    for exercise in exercises().values():
        if set(functions) == set(exercise.functions):
            return exercise
    for exercise in exercises().values():
        if functions and set(functions) & set(exercise.functions):
            raise CourseError(f"these are judged together: {exercise.call}")
    known = [name for exercise in exercises().values() for name in exercise.functions]
    close = difflib.get_close_matches(functions[0] if functions else "", known, n=1)
    meant = f"; did you mean {close[0]}?" if close else ""
    named = ", ".join(functions) or "no function"
    raise CourseError(f"no exercise is called {named}{meant}")


def assignments() -> tuple[str, ...]:
    """The names of the assignments that have exercises.

    >>> "a1_svm_loss" in assignments()
    True
    """
    return tuple(dict.fromkeys(e.assignment for e in exercises().values()))


def of_assignment(assignment: str) -> tuple[Exercise, ...]:
    """The exercises of an assignment, in the order of its notebooks."""
    found = tuple(e for e in exercises().values() if e.assignment == assignment)
    if not found:
        raise CourseError(f"unknown assignment {assignment!r}; there are {list(assignments())}")
    return found


def find_root(start: Path | None = None) -> Path:
    """The course's root: the nearest folder at or above `start` that holds `assignments/`.

    Without `start`, the current folder; failing that, the folder that an editable install of
    `autograder` lies in. Raises CourseError if neither leads to one.
    """
    here = (start or Path.cwd()).resolve()
    package = Path(__file__).resolve().parents[1]
    for folder in (here, *here.parents, package):
        if (folder / "assignments").is_dir() and (folder / "autograder").is_dir():
            return folder
    raise CourseError(f"no course at {here} or above it: expected folders assignments, autograder")


def has_solutions(root: Path) -> bool:
    """Whether the course at `root` is an instructor's, with the solutions."""
    return (root / "solutions" / "hidden").is_dir()


def hidden(root: Path) -> Mapping[str, Hidden]:
    """What is hidden of each exercise, by name, imported from `root/solutions`.

    For trusted processes only. Raises CourseError where the solutions are missing, or where an
    exercise has nothing hidden: it would be graded by its visible checks alone.
    """
    if not has_solutions(root):
        raise CourseError(
            f"{root.resolve()} has no solutions/hidden: hidden checks need the solutions; run this "
            "in the course's own folder"
        )
    if str(root) not in sys.path:
        sys.path.insert(0, str(root))
    package = importlib.import_module("solutions")
    if not any(Path(path).resolve() == root / "solutions" for path in package.__path__):
        raise CourseError(f"`solutions` is imported from {list(package.__path__)}, not from {root}")
    found: dict[str, Hidden] = {}
    for name in dict.fromkeys(e.notebook for e in exercises().values()):
        module = importlib.import_module(f"solutions.hidden.{name}")
        for entry in module.HIDDEN:
            if entry.exercise.name in found:
                raise CourseError(f"{entry.exercise.name} is hidden twice")
            found[entry.exercise.name] = entry
    if missing := set(exercises()) - set(found):
        raise CourseError(f"nothing hidden for {sorted(missing)} in {root / 'solutions/hidden'}")
    return found

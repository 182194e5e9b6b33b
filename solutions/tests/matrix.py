"""What the matrix tests run over: every exercise, its known mistakes and forms, and garbage."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

import solutions.forms
from autograder import course
from autograder.exercise import Check, Hidden, KnownMistake, Probe
from autograder.judging.judge import judge
from autograder.judging.student import LocalStudent
from autograder.report import ExerciseReport
from autograder.seed import Seed

HIDDEN: Mapping[str, Hidden] = course.hidden(Path(__file__).resolve().parents[2])
SEEDS = tuple(Seed(f"matrix {k}") for k in range(int(os.environ.get("CHAINRULE_SEEDS", "2"))))

#: Visible checks that no known mistake fails, and why they are there.
TYPES_ONLY: dict[str, str] = {
    "graph_concepts": "as for concepts",
    "concepts": "a question's visible check says that it is answered, not whether it is right",
    "shape_quiz": "a question's visible check says that it is answered, not whether it is right",
    "softmax_concepts": "as for concepts",
    "update_concepts": "as for concepts",
    "network_concepts": "as for concepts",
}

Functions = Mapping[str, Callable[..., object]]


def forms(hidden: Hidden) -> tuple[Functions, ...]:
    """Correct answers in other forms than the reference's."""
    return solutions.forms.forms(hidden.exercise)


def with_mistake(hidden: Hidden, mistake: KnownMistake) -> Functions:
    """The reference, but for one function."""
    return {**hidden.reference, (mistake.function or hidden.exercise.functions[0]): mistake.code}


def everywhere(hidden: Hidden, code: Callable[..., object]) -> Functions:
    """One and the same code for each function."""
    return dict.fromkeys(hidden.exercise.functions, code)


def judged(hidden: Hidden, functions: Functions, seed: Seed = SEEDS[0]) -> ExerciseReport:
    """The report of a student who wrote these functions."""
    return judge(hidden.exercise, LocalStudent(functions), seed, hidden)


def judged_openly(hidden: Hidden, functions: Functions, seed: Seed = SEEDS[0]) -> ExerciseReport:
    """What the visible checks alone say."""
    return judge(hidden.exercise, LocalStudent(functions), seed)


def only(hidden: Hidden, check: Probe | Check, *, visible: bool) -> Hidden:
    """The same exercise with this check alone."""
    exercise = dataclasses.replace(hidden.exercise, checks=(check,) if visible else ())
    return dataclasses.replace(hidden, exercise=exercise, checks=() if visible else (check,))


def lost(report: ExerciseReport) -> set[str]:
    """The names of the parts that were not earned."""
    return {part.name for part in report.parts if part.outcome.status != "passed"}


# ------------------------------------------------------------------------------ garbage


class Custom(Exception):
    """An exception that nobody expects."""


class Everything:
    """Claims to equal whatever it is compared with."""

    def __eq__(self, whatever: object) -> bool:
        return True

    __hash__ = object.__hash__


#: Never an answer to anything.
GARBAGE: Mapping[str, Callable[[], object]] = {
    "None": lambda: None,
    "text": lambda: "0.0",
    "bytes": lambda: b"0",
    "an empty list": list,
    "a list of text": lambda: ["a", "b"],
    "a ragged list": lambda: [[1.0], [2.0, 3.0]],
    "an empty tuple": tuple,
    "a tuple of one": lambda: (1.0,),
    "a tuple too long": lambda: (1.0, 2.0, 3.0, 4.0, 5.0),
    "tuples of None": lambda: (None, None, None),
    "nan": lambda: float("nan"),
    "tuples of nan": lambda: (float("nan"), np.full((3, 3), np.nan)),
    "a dict": dict,
    "a dict of results": lambda: {"loss": 1.0, "dW": np.ones((3, 3))},
    "a set": lambda: {1.0},
    "a complex number": lambda: 1j,
    "a complex array": lambda: np.array([1j, 2.0]),
    "a huge integer": lambda: 10**400,
    "an empty array": lambda: np.zeros(0),
    "an array of nan": lambda: np.full((3, 3), np.nan),
    "an array of text": lambda: np.array(["a", "b"]),
    "an array of objects": lambda: np.array([None, {}], dtype=object),
    "an array of dates": lambda: np.array(["2001-01-01"], dtype="datetime64[D]"),
    "an array of records": lambda: np.zeros(2, dtype=[("a", "f8")]),
    "a masked array": lambda: np.ma.masked_array([1.0, 2.0], mask=[0, 1]),
    "a five-dimensional array": lambda: np.ones((1, 2, 1, 2, 1)),
    "a generator": lambda: (x for x in (1.0, 2.0)),
    "a function": lambda: len,
    "a class": lambda: Custom,
    "something that equals everything": Everything,
    "itself in a list": lambda: _endless(),
}

#: Of a type that may be right somewhere, but not right for a whole exercise.
NUMBERS: Mapping[str, Callable[[], object]] = {
    "zero": lambda: 0,
    "one": lambda: 1.0,
    "infinity": lambda: float("inf"),
    "minus infinity": lambda: float("-inf"),
    "True": lambda: True,
    "a large integer": lambda: 10**30,
    "float32": lambda: np.float32(1.5),
    "a 0-d array": lambda: np.array(2.5),
    "a 0-d nan": lambda: np.array(np.nan),
    "zeros": lambda: np.zeros((3, 3)),
    "labels": lambda: np.zeros(5, dtype=int),
    "bools": lambda: np.ones(5, dtype=bool),
    "a pair": lambda: (0.0, np.zeros((3, 2))),
    "a pair of integers": lambda: (0, 0),
    "three bools": lambda: (True, True, True),
    "a triple": lambda: [0.0, np.zeros(4), 0.0],
}

ERRORS: tuple[type[Exception], ...] = (
    ValueError, TypeError, KeyError, IndexError, ZeroDivisionError, AssertionError, StopIteration,
    RecursionError, MemoryError, OverflowError, UnicodeError, OSError, EOFError, Custom,
)  # fmt: skip


def _endless() -> list[object]:
    found: list[object] = []
    found.append(found)
    return found


def matrices(value: object) -> object:
    """The same value with `np.matrix` for each 2-D array."""
    if isinstance(value, tuple):
        return tuple(matrices(v) for v in value)
    if isinstance(value, np.ndarray) and value.ndim == 2:
        with np.errstate(all="ignore"):
            return value.view(np.matrix)
    return value


#: A right value, packed wrongly.
PACKINGS: Mapping[str, Callable[[object], object]] = {
    "in a tuple": lambda value: (value,),
    "twice": lambda value: (value, value),
    "with an axis too many": lambda value: np.expand_dims(
        np.asarray(value[-1] if isinstance(value, tuple) else value), -1
    ),
    "as text": str,
    "in a dict": lambda value: {"value": value},
    "with None at the end": lambda value: (*(value if isinstance(value, tuple) else [value]), None),
    "printed, not returned": lambda value: None,
}

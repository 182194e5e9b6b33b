"""Correct answers in other forms than the reference's, by exercise; every one earns full marks.

A module for each notebook gathers its `FORMS`. What the sample class answers rightly counts among
them, and is written there alone.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping

from autograder.exercise import Exercise
from solutions.sample_class import fill
from solutions.sample_class.student import Student, as_is

#: One correct answer to an exercise: each of its functions by name.
Form = Mapping[str, Callable[..., object]]


def forms(exercise: Exercise) -> tuple[Form, ...]:
    """All correct answers to an exercise but the reference.

    >>> from autograder import course
    >>> len(forms(course.exercises()["stretch"])) >= 6
    True
    """
    module = importlib.import_module(f"solutions.forms.{exercise.notebook}")
    answers = (_answer(student, exercise) for student in fill.students(exercise.assignment))
    # Several hand in the same answers.
    students = {tuple(form.values()): form for form in answers if form}
    return (*module.FORMS[exercise.name], *students.values())


def _answer(student: Student, exercise: Exercise) -> Form:
    """What a student wrote for an exercise; empty unless all that they wrote is right."""
    if student.lost or student.cells or student.tamper is not as_is:
        return {}  # what is wrong in one exercise may be called in another
    wrote: dict[str, Callable[..., object]] = {}
    for name in exercise.functions:
        for module in student.answers:
            if name not in wrote and hasattr(module, name):
                wrote[name] = getattr(module, name)
    return wrote if len(wrote) == len(exercise.functions) else {}

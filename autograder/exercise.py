"""What an exercise, a part, a check, a probe and a known mistake are.

Students have the `Exercise` with its visible `Check`s (`autograder/visible/`). `Probe`s, known
mistakes and the reference (`Hidden`) stand in `solutions/` and are seen by trusted processes only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from autograder.judging.function import Function
from autograder.report import ReadLine
from autograder.tolerance import ROUNDING, Tolerance

Draw = Callable[[np.random.Generator], tuple[object, ...]]

#: Reads an answer that is judged line by line: from what the function returned to its lines. The
#: flag says whether it is judged in hiding, where sizes are drawn too.
Reader = Callable[[object, np.random.Generator, bool], tuple[ReadLine, ...]]

#: Finds a student's function by its name; `Fault` if there is none.
Find = Callable[[str], Function]


class Keys(tuple[str, ...]):
    """The names in an exercise's `returns` where the function returns a dict: its keys."""

    __slots__ = ()


@dataclass(frozen=True)
class Part:
    """A share of an exercise that is earned or lost as one: `Part("gradient", 4)`."""

    name: str
    points: float


@dataclass(frozen=True)
class Check:
    """One test of one part: `run(f, rng)` returns if it holds and raises `Failed` if not.

    The first line of `run`'s docstring is what the student reads of it. `function` names the
    function that is tested, where the exercise has several. A hidden one is run `draws` times.
    """

    part: str
    run: Callable[[Function, np.random.Generator], None]
    function: str = ""
    draws: int = 1

    @property
    def name(self) -> str:
        return self.run.__name__

    @property
    def says(self) -> str:
        return (self.run.__doc__ or "").strip().partition("\n")[0]


@dataclass(frozen=True)
class Exercise:
    """One graded cell: the functions that a student writes, in parts that are scored apart.

    `name` is the nbgrader `grade_id` of the cell. `functions` are the names that are judged (the
    exercise's own name, if not given); `returns` names the values of a function that returns a
    tuple, or as `Keys` a dict; `uses` lists exercises whose functions an answer may call
    (follow-through marks). `after` names for a backward pass the forward pass whose cache it takes
    (see `autograder.judging.backward`). An `extra` exercise is checked and shown and carries no
    points. `reader` is there where the answer is judged line by line: it shows the lines back.

    >>> e = Exercise("predict", "a1_svm_loss", "svm_loss", "Predict", (Part("labels", 3),))
    >>> e.points, e.functions
    (3, ('predict',))
    """

    name: str
    assignment: str
    notebook: str
    title: str
    parts: tuple[Part, ...]
    checks: tuple[Check, ...] = ()
    functions: tuple[str, ...] = ()
    returns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    uses: tuple[str, ...] = ()
    extra: bool = False
    after: Mapping[str, str] = field(default_factory=dict)
    reader: Reader | None = None

    def __post_init__(self) -> None:
        if not self.functions:
            object.__setattr__(self, "functions", (self.name,))
        names = [part.name for part in self.parts]
        if not names or len(set(names)) < len(names):
            raise ValueError(f"{self.name}: parts must be named, each once; got {names}")
        for check in self.checks:
            self.accept(check.part, check.function, check.name)
            if not check.says:
                raise ValueError(f"{self.name}: check {check.name} has no docstring to show")
        for function in self.returns:
            if function not in self.functions:
                raise ValueError(f"{self.name}: returns names {function!r}, not a function of it")
        if {*self.after, *self.after.values()} - set(self.functions):
            raise ValueError(f"{self.name}: after names {dict(self.after)}, not functions of it")
        if self.extra and self.points:
            raise ValueError(f"{self.name} is extra; its parts carry {self.points} points, not 0")

    def accept(self, part: str, function: str, what: str) -> None:
        """Raise ValueError unless `part` and `function` are this exercise's own."""
        if part not in {p.name for p in self.parts}:
            raise ValueError(f"{self.name}: {what} belongs to part {part!r}, which there is not")
        if (function or self.functions[0]) not in self.functions:
            raise ValueError(f"{self.name}: {what} tests {function!r}, not a function of it")
        if not function and len(self.functions) > 1:
            raise ValueError(f"{self.name}: {what} must say which of {self.functions} it tests")

    @property
    def points(self) -> float:
        """The most that can be earned: the sum over the parts."""
        return sum(part.points for part in self.parts)

    @property
    def call(self) -> str:
        """The text of the notebook's check cell."""
        return f"check({', '.join(self.functions)})"


def value_itself(f: Callable[..., object], *args: object) -> object:
    """The default measure of a `Probe`: call once and take what comes back."""
    return f(*args)


@dataclass(frozen=True)
class Probe:
    """A hidden comparison with the reference on fresh inputs.

    `draw(rng)` makes the arguments. `measure(f, *args)` is run once with the student's function
    and once with the reference, and the two are compared within `tolerance`. Where `piece` names
    one of the function's `returns` (or, as `"grads.W1"`, an entry of it), the `f` that `measure`
    sees returns that piece alone, checked for type, shape and finiteness against the reference's:
    one slip costs one part. `draws` says how many times it is done. `says` tells the student what
    was tested, after "on".
    """

    part: str
    says: str
    draw: Draw
    piece: str = ""
    measure: Callable[..., object] = value_itself
    tolerance: Tolerance = ROUNDING
    function: str = ""
    draws: int = 2


@dataclass(frozen=True)
class KnownMistake:
    """A wrong answer that students give: `code` behaves as theirs does.

    `name` is a key of `autograder.hints.HINTS`; mistakes with identical outputs share one.
    `parts` are those that it must lose.
    """

    name: str
    code: Callable[..., object]
    parts: tuple[str, ...]
    function: str = ""


@dataclass(frozen=True)
class Hidden:
    """What trusted processes alone hold of an exercise.

    `reference` maps each function's name to the right answer. `linked(find, rng)` holds the answer
    against what the student wrote in another exercise and says in a sentence what it finds, or
    nothing. It decides no points: each half has its own already, and one slip should cost once.
    """

    exercise: Exercise
    reference: Mapping[str, Callable[..., object]]
    checks: tuple[Probe | Check, ...]
    mistakes: tuple[KnownMistake, ...] = ()
    linked: Callable[[Find, np.random.Generator], str] | None = None

    def __post_init__(self) -> None:
        if set(self.reference) != set(self.exercise.functions):
            raise ValueError(
                f"{self.exercise.name}: reference for {sorted(self.reference)}, "
                f"expected for {sorted(self.exercise.functions)}"
            )
        for check in self.checks:
            name = check.says
            self.exercise.accept(check.part, check.function, name)
            if isinstance(check, Probe) and check.piece:
                function = check.function or self.exercise.functions[0]
                outer = check.piece.partition(".")[0]  # "grads.W1": the entry "W1" of grads
                if outer not in self.exercise.returns.get(function, ()):
                    raise ValueError(f"{self.exercise.name}: {name}: no piece {check.piece!r}")
        for mistake in self.mistakes:
            for part in mistake.parts:
                self.exercise.accept(part, mistake.function, f"mistake {mistake.name}")

"""One answer for each thing that a student may be told, and what the grader makes of it."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import numpy as np

from autograder.display import message
from autograder.judging.function import Function
from autograder.judging.judge import judge, judge_following_through
from autograder.judging.student import LocalStudent
from autograder.outcome import Fault, Status
from autograder.report import ExerciseReport
from autograder.seed import Seed
from solutions.accuracy.together import rebound
from solutions.hidden import svm_stages
from solutions.tests.matrix import HIDDEN, Functions, with_mistake

SEED = Seed("snapshots")
SVM = HIDDEN["svm_loss_naive"]
RIGHT = SVM.reference["svm_loss_naive"]
ALL: Functions = {f: code for hidden in HIDDEN.values() for f, code in hidden.reference.items()}

Answer = Callable[..., object]


def hidden(functions: Functions, exercise: str = "svm_loss_naive") -> ExerciseReport:
    """As it is graded."""
    return judge(HIDDEN[exercise].exercise, LocalStudent(functions), SEED, HIDDEN[exercise])


def openly(functions: Functions, exercise: str = "svm_loss_naive") -> ExerciseReport:
    """As the notebook's own check says it."""
    return judge(HIDDEN[exercise].exercise, LocalStudent(functions), SEED)


def svm(answer: Answer) -> Functions:
    return {"svm_loss_naive": answer}


def known(name: str, exercise: str = "svm_loss_naive") -> Functions:
    """The exercise's answers with this mistake in one of them."""
    mistakes = HIDDEN[exercise].mistakes
    return with_mistake(HIDDEN[exercise], next(m for m in mistakes if m.name == name))


def instead(change: Callable[[float, np.ndarray], object]) -> Functions:
    """The right loss and gradient, changed."""

    def svm_loss_naive(W, X, y, reg):  # type: ignore[no-untyped-def]
        return change(*RIGHT(W, X, y, reg))  # type: ignore[misc]

    return svm(svm_loss_naive)


def raising(error: Exception, rows: int = 0) -> Functions:
    """Raises, for batches of so many rows or, with 0, for all."""

    def svm_loss_naive(W, X, y, reg):  # type: ignore[no-untyped-def]
        if rows in (0, len(X)):
            raise error
        return RIGHT(W, X, y, reg)

    return svm(svm_loss_naive)


def remembering() -> Functions:
    """Adds what earlier calls have added, since it was made."""
    calls = itertools.count(1)
    return instead(lambda loss, dW: (loss, next(calls) * dW))


def many_features(W, X, y, reg):  # type: ignore[no-untyped-def]
    """Wrong where no visible check looks, in a way that nobody has listed."""
    loss, dW = RIGHT(W, X, y, reg)  # type: ignore[misc]
    return loss + 0.125 * float(np.max(X) - np.min(X) > 4), dW


class Dying:
    """A student whose functions come to this end."""

    def __init__(self, fault: Fault) -> None:
        self._fault = fault

    def function(self, name: str) -> Function:
        raise self._fault

    @contextmanager
    def substituted(self, references: Mapping[str, Answer]) -> Iterator[None]:
        yield


def ended(status: Status, fact: str, step: str = "") -> ExerciseReport:
    return judge(SVM.exercise, Dying(Fault(status, fact, step=step)), SEED, SVM)


def broken_grader() -> ExerciseReport:
    """The reference fails: the grader's fault."""

    broken = dataclasses.replace(SVM, reference=raising(ZeroDivisionError()))
    return judge(SVM.exercise, LocalStudent(SVM.reference), SEED, broken)


def followed_through() -> ExerciseReport:
    """Right, on a function of another exercise that is wrong."""
    first = HIDDEN["sigmoid"].mistakes[0]
    below = with_mistake(HIDDEN["sigmoid"], first)
    above = {name: rebound(code, below) for name, code in HIDDEN["logistic_loss"].reference.items()}
    return judge_following_through(
        HIDDEN["logistic_loss"].exercise,
        LocalStudent({**below, **above}),
        SEED,
        HIDDEN,
        {"sigmoid": hidden(below, "sigmoid")},
    )


def afresh() -> ExerciseReport:
    """Passed in a fresh process only."""
    return dataclasses.replace(hidden(SVM.reference), afresh=("loss", "purity"))


def linked(change: float, *, derived: str = "") -> ExerciseReport:
    """An update rule, its rate changed by this factor, held against the same rule as derived."""
    rule = ALL["update_linear"]
    functions = {**ALL, "update_linear": lambda *args: rule(*args[:-1], change * args[-1])}
    if derived:
        functions |= known(derived, "derive_linear_rule")
    return hidden(functions, "update_linear")


def slips(exercise: str) -> dict[str, Callable[[], ExerciseReport]]:
    """Each slip that is listed of a derivation."""
    return {
        f"{exercise}: {mistake.name}": lambda mistake=mistake: hidden(
            with_mistake(HIDDEN[exercise], mistake), exercise
        )
        for mistake in HIDDEN[exercise].mistakes
    }


#: What is judged, by the name of the snapshot and of the scene.
JUDGED: Mapping[str, Mapping[str, Callable[[], ExerciseReport]]] = {
    "right": {
        "all is right, in the notebook": lambda: openly(SVM.reference),
        "all is right, graded": lambda: hidden(SVM.reference),
        "right on a wrong function of another exercise": followed_through,
        "right in a fresh process only": afresh,
    },
    "not_attempted": {
        "the stub as it was handed out": lambda: hidden(raising(NotImplementedError())),
        "nothing of that name": lambda: hidden({}),
        "one function of two": lambda: hidden(
            {"linear_scores": ALL["linear_scores"]}, "linear_scores"
        ),
    },
    "wrong_value": {
        "named, in the notebook": lambda: openly(known("penalty's gradient halved")),
        "named, graded": lambda: hidden(known("penalty's gradient halved")),
        "one name for several parts": lambda: hidden(known("classes miscounted")),
        "two names": lambda: hidden(
            svm(svm_stages.assemble(dS=svm_stages.own_count_too, slope=svm_stages.once))
        ),
        "not named, in the notebook": lambda: openly(instead(lambda loss, dW: (loss, 1.37 * dW))),
        "not named, graded": lambda: hidden(instead(lambda loss, dW: (loss, 1.37 * dW))),
        "not named, found by the hidden checks alone": lambda: hidden(svm(many_features)),
        "a question answered wrongly": lambda: hidden(
            known("no smallest loss", "concepts"), "concepts"
        ),
    },
    "wrong_form": {
        "None": lambda: hidden(instead(lambda loss, dW: None)),
        "a value too few": lambda: hidden(instead(lambda loss, dW: loss)),
        "a dict": lambda: hidden(instead(lambda loss, dW: {"loss": loss, "dW": dW})),
        "a list for an array": lambda: hidden(instead(lambda loss, dW: (loss, dW.tolist()))),
        "another shape": lambda: hidden(instead(lambda loss, dW: (loss, dW.T))),
        "an array for a number": lambda: hidden(instead(lambda loss, dW: (loss + 0 * dW, dW))),
        "nan": lambda: hidden(instead(lambda loss, dW: (loss, dW * np.nan))),
        "infinity": lambda: hidden(instead(lambda loss, dW: (np.inf, dW))),
        "float32": lambda: hidden(instead(lambda loss, dW: (loss, dW.astype(np.float32)))),
        "np.matrix": lambda: hidden(instead(lambda loss, dW: (loss, dW.view(np.matrix)))),
        "a generator": lambda: hidden(instead(lambda loss, dW: (x for x in dW))),
        "arguments changed": lambda: hidden(known("argument changed")),
        "state between calls": lambda: hidden(remembering()),
        "a loop where none may be": lambda: hidden(
            known("loop in a vectorised function", "svm_loss_vectorized"), "svm_loss_vectorized"
        ),
    },
    "no_value": {
        **{
            type(error).__name__: lambda error=error: hidden(raising(error))
            for error in (
                NameError("name 'Wx' is not defined"),
                TypeError("unsupported operand type(s) for @: 'int' and 'list'"),
                ValueError("operands could not be broadcast together"),
                IndexError("index 3 is out of bounds"),
                KeyError("W1"),
                ZeroDivisionError("division by zero"),
                RecursionError("maximum recursion depth exceeded"),
                OSError("no such file"),
                MemoryError(),
            )
        },
        "for a single row alone": lambda: hidden(raising(IndexError("index 1"), rows=1)),
        "out of time": lambda: ended(
            Status.OUT_OF_TIME, message.out_of_time("svm_loss_naive", 10), message.STOP_LOOP
        ),
        "out of memory": lambda: ended(
            Status.OUT_OF_MEMORY, message.out_of_memory("svm_loss_naive")
        ),
        "Python died": lambda: ended(
            Status.CRASHED, message.died("svm_loss_naive"), message.after_crash("")
        ),
        "the name of something else": lambda: ended(
            Status.CRASHED, message.not_a_function("svm_loss_naive", "a plain value")
        ),
        "too many restarts": lambda: ended(Status.OUT_OF_TIME, message.too_many_restarts(24)),
        "the notebook's time is up": lambda: ended(
            Status.OUT_OF_TIME, message.notebook_out_of_time(300)
        ),
        "not gradable": lambda: ended(Status.NOT_GRADABLE, "This file cannot be graded"),
        "the grader failed": broken_grader,
    },
    "derivations": {
        **slips("derive_linear_rule"),
        **slips("derive_hinge_cases"),
        "not in the language": lambda: hidden(
            {"derive_linear_rule": lambda: ["D(L, w[j]) = 2^x", "= ("]}, "derive_linear_rule"
        ),
        "not a list": lambda: hidden({"derive_linear_rule": lambda: 7}, "derive_linear_rule"),
    },
    "links": {
        "code and derivation agree": lambda: linked(1.0),
        "the code takes half the step": lambda: linked(0.5),
        "the derivation has another sign": lambda: linked(1.0, derived="derivation: a sign"),
        "both are wrong": lambda: linked(0.3, derived="derivation: a sign"),
        "both are wrong alike": lambda: linked(0.5, derived="derivation: a constant factor"),
    },
}

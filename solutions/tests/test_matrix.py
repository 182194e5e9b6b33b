"""Every exercise against all that may be handed in: right, wrong in a known way, or garbage."""

from __future__ import annotations

import dataclasses
import functools
import inspect
import itertools
import re
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from autograder.exercise import Check, Hidden, KnownMistake, Probe
from autograder.hints import HINTS
from autograder.outcome import Status
from autograder.report import ExerciseReport
from solutions.tests import matrix
from solutions.tests.matrix import HIDDEN, SEEDS, TYPES_ONLY, judged, judged_openly, lost

MISTAKES = [
    pytest.param(hidden, mistake, id=f"{name}-{k}-{mistake.name}")
    for name, hidden in HIDDEN.items()
    for k, mistake in enumerate(hidden.mistakes)
]

#: Mistakes that do different things at different times: one of the parts that they lose names them.
UNSTEADY = {"state kept between calls"}

#: How many of the known mistakes the visible checks must catch, questions apart.
CAUGHT_OPENLY = 0.95


@pytest.fixture(params=HIDDEN.values(), ids=HIDDEN.keys())
def hidden(request: pytest.FixtureRequest) -> Hidden:
    found: Hidden = request.param
    return found


def statuses(report: ExerciseReport) -> set[Status]:
    return {part.outcome.status for part in report.parts} | {p.visible for p in report.parts}


# ------------------------------------------------------------------------------ right answers


def test_reference_earns_full_marks(hidden: Hidden) -> None:
    for seed in SEEDS:
        report = judged(hidden, hidden.reference, seed)
        assert report.passed, [part.outcome for part in report.parts]
        assert report.earned == hidden.exercise.points


def as_written(code: object) -> object:
    """Equal for functions that are written alike, whatever they and their variables are called.

    What takes no argument is what it returns: the answer to a question, or a derivation's lines.
    """
    if inspect.isfunction(code) and not inspect.signature(code).parameters:
        answer = code()
        return repr(tuple(answer) if isinstance(answer, list) else answer)
    if inspect.isfunction(code):
        held = tuple(repr(cell.cell_contents) for cell in code.__closure__ or ())
        return as_written(code.__code__), held
    if inspect.iscode(code):
        # A text of several lines is a docstring.
        constants = (c for c in code.co_consts if c is not None and "\n" not in str(c))
        return code.co_code, code.co_names, tuple(map(as_written, constants))
    return repr(code)


def test_there_are_six_other_forms_and_two_mistakes(hidden: Hidden) -> None:
    def written(form: matrix.Functions) -> tuple[object, ...]:
        return tuple(as_written(form[name]) for name in hidden.exercise.functions)

    found = list(map(written, matrix.forms(hidden)))
    assert len(set(found)) == len(found), "two forms are written alike"
    assert len({*found} - {written(hidden.reference)}) >= 6
    assert len(hidden.mistakes) >= 2


def test_other_forms_earn_full_marks(hidden: Hidden) -> None:
    # `solutions.accuracy.correct` judges each with hundreds of seeds; here they take turns.
    for functions, seed in zip(matrix.forms(hidden), itertools.cycle(SEEDS)):
        report = judged(hidden, functions, seed)
        assert report.passed, (functions, [part.outcome for part in report.parts])


# ------------------------------------------------------------------------------ known mistakes


@pytest.mark.parametrize(("hidden", "mistake"), MISTAKES)
def test_mistake_loses_its_parts_alone_and_is_named(hidden: Hidden, mistake: KnownMistake) -> None:
    assert mistake.name in HINTS
    for seed in SEEDS:
        report = judged(hidden, matrix.with_mistake(hidden, mistake), seed)
        assert lost(report) == set(mistake.parts), [part.outcome for part in report.parts]
        assert Status.GRADER_ERROR not in statuses(report)
        named = [part.outcome.mistake for part in report.parts if part.name in mistake.parts]
        if mistake.name in UNSTEADY:
            assert mistake.name in named
        else:
            assert set(named) == {mistake.name}


def test_visible_checks_catch_nearly_all_mistakes() -> None:
    missed = []
    asked = [
        (hidden, mistake)
        for hidden in HIDDEN.values()
        for mistake in hidden.mistakes
        if hidden.exercise.name not in TYPES_ONLY
    ]
    for hidden, mistake in asked:
        if judged_openly(hidden, matrix.with_mistake(hidden, mistake)).passed:
            missed.append((hidden.exercise.name, mistake.name))
    assert len(missed) <= (1 - CAUGHT_OPENLY) * len(asked), missed


def kills(hidden: Hidden, check: Probe | Check, *, visible: bool) -> Iterator[str]:
    """The names of the mistakes that fail this check alone."""
    alone = matrix.only(hidden, check, visible=visible)
    for mistake in hidden.mistakes:
        if check.part in mistake.parts:
            functions = matrix.with_mistake(hidden, mistake)
            report = judged_openly(alone, functions) if visible else judged(alone, functions)
            if check.part in lost(report):
                yield mistake.name


def test_each_hidden_check_catches_a_mistake(hidden: Hidden) -> None:
    for check in hidden.checks:
        assert next(kills(hidden, check, visible=False), None), check


def test_each_visible_check_catches_a_mistake(hidden: Hidden) -> None:
    if hidden.exercise.name in TYPES_ONLY:
        pytest.skip(TYPES_ONLY[hidden.exercise.name])
    for check in hidden.exercise.checks:
        assert next(kills(hidden, check, visible=True), None), check.name


def test_every_part_has_a_visible_check_and_a_mistake(hidden: Hidden) -> None:
    parts = {part.name for part in hidden.exercise.parts}
    assert {check.part for check in hidden.exercise.checks} == parts
    assert {part for mistake in hidden.mistakes for part in mistake.parts} == parts


# ------------------------------------------------------------------------------ not attempted


UNWRITTEN = NotImplementedError()


def untouched_stub(*args: object, **named: object) -> object:
    raise UNWRITTEN


def test_stub_is_not_attempted_in_every_part(hidden: Hidden) -> None:
    report = judged(hidden, matrix.everywhere(hidden, untouched_stub))
    assert statuses(report) == {Status.NOT_ATTEMPTED}
    assert report.attempted is False


def test_missing_function_is_not_attempted(hidden: Hidden) -> None:
    assert statuses(judged(hidden, {})) == {Status.NOT_ATTEMPTED}


# ------------------------------------------------------------------------------ garbage


@pytest.mark.parametrize("garbage", matrix.GARBAGE.values(), ids=matrix.GARBAGE.keys())
def test_garbage_earns_nothing(hidden: Hidden, garbage: Callable[[], object]) -> None:
    report = judged(hidden, matrix.everywhere(hidden, lambda *args, **named: garbage()))
    assert Status.GRADER_ERROR not in statuses(report)
    assert report.earned == 0, "points for garbage"
    assert lost(report) == {part.name for part in hidden.exercise.parts}


@pytest.mark.parametrize("number", matrix.NUMBERS.values(), ids=matrix.NUMBERS.keys())
def test_constant_does_not_pass(hidden: Hidden, number: Callable[[], object]) -> None:
    report = judged(hidden, matrix.everywhere(hidden, lambda *args, **named: number()))
    assert Status.GRADER_ERROR not in statuses(report)
    assert not report.passed


@pytest.mark.parametrize("error", matrix.ERRORS)
def test_exception_is_a_crash_that_names_it(hidden: Hidden, error: type[Exception]) -> None:
    def raising(*args: object, **named: object) -> object:
        raise error("of mine")

    report = judged(hidden, matrix.everywhere(hidden, raising))
    assert statuses(report) <= {Status.CRASHED, Status.OUT_OF_MEMORY}
    assert report.earned == 0, "points for garbage"


@pytest.mark.parametrize("packing", matrix.PACKINGS.values(), ids=matrix.PACKINGS.keys())
def test_right_value_in_a_wrong_packing_fails(
    hidden: Hidden, packing: Callable[[object], object]
) -> None:
    for name, code in hidden.reference.items():
        if packing is str and code.__annotations__.get("return") == "str":
            continue  # text is what is asked for

        def packed(*args: object, code: Callable[..., object] = code, **named: object) -> object:
            return packing(code(*args, **named))

        report = judged(hidden, {**hidden.reference, name: packed})
        assert Status.GRADER_ERROR not in statuses(report)
        assert not report.passed


def test_np_matrix_is_refused_with_advice(hidden: Hidden) -> None:
    example = HIDDEN["svm_loss_vectorized"]
    if hidden is not example:
        pytest.skip("one exercise is enough: the codec decides")
    code = example.reference["svm_loss_vectorized"]
    report = judged(example, {"svm_loss_vectorized": lambda *args: matrix.matrices(code(*args))})
    facts = [part.outcome.fact for part in report.parts if part.name != "vectorised"]
    assert all("matrix" in fact for fact in facts)


# ------------------------------------------------------------------------------ what is told


def numbers_of(value: object) -> Iterator[float]:
    if isinstance(value, tuple | list):
        for inner in value:
            yield from numbers_of(inner)
    elif isinstance(value, dict):
        for inner in value.values():
            yield from numbers_of(inner)
    elif isinstance(value, int | float | np.ndarray | np.generic):
        yield from np.asarray(value, dtype=float).ravel().tolist()


#: A printed number with three digits that count, or more.
LONG = re.compile(r"\d*\.?\d+(?:e[+-]?\d+)?")


def telling(text: str) -> list[str]:
    found = LONG.findall(text)
    return [n for n in found if len(re.sub(r"e.*|\.", "", n).strip("0")) >= 3]


def test_messages_of_hidden_checks_give_no_expected_number_away(hidden: Hidden) -> None:
    right: list[float] = []

    def recording(code: Callable[..., object]) -> Callable[..., object]:
        @functools.wraps(code)
        def record(*args: object, **named: object) -> object:
            value = code(*args, **named)
            right.extend(numbers_of(value))
            return value

        return record

    references = {name: recording(code) for name, code in hidden.reference.items()}
    secret = dataclasses.replace(
        hidden, exercise=dataclasses.replace(hidden.exercise, checks=()), reference=references
    )
    answers = [matrix.with_mistake(hidden, mistake) for mistake in hidden.mistakes[::5]]
    answers += [matrix.everywhere(hidden, lambda *args, n=n: n()) for n in matrix.NUMBERS.values()]
    # Zeros of the right form: their distance from the right answer is the right answer.
    answers.append({name: zeroed(code) for name, code in hidden.reference.items()})
    for functions in answers:
        for part in judged(secret, functions).parts:
            for number in telling(part.outcome.fact + part.outcome.step):
                digits = len(re.sub(r"e.*|\.", "", number).strip("0"))
                shown = {f"{abs(value):.{digits}g}" for value in right}
                assert f"{float(number):.{digits}g}" not in shown, part.outcome


def zeroed(code: Callable[..., object]) -> Callable[..., object]:
    def zeros(value: object) -> object:
        if isinstance(value, tuple):
            return tuple(zeros(v) for v in value)
        return np.zeros_like(value) if isinstance(value, np.ndarray) else type(value)(0)

    return lambda *args, **named: zeros(code(*args, **named))


def test_no_answer_to_a_question_is_told_by_how_far_off_it_is() -> None:
    concepts = HIDDEN["concepts"]
    for mistake in concepts.mistakes:
        for part in judged(concepts, matrix.with_mistake(concepts, mistake)).parts:
            assert not re.search(r"\d", re.sub(r"\[\d\]", "", part.outcome.fact)), part.outcome

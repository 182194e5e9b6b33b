"""The only place that words what a student reads.

A message says what was tested, where it is worst, how far off against what is allowed, and one
next step. It never shows an expected value of a hidden check: callers that judge in hiding pass
`expected=None`.
"""

# A function here is one sentence of what students read, and its name says which.
# ruff: noqa: D103

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

RETURN_PLAIN = "Return plain numbers and NumPy arrays (np.asarray turns a matrix into an array)."


def number(value: float) -> str:
    """A number with as many digits as help.

    >>> number(15.8 / 3), number(1e-9), number(3.0), number(float("nan"))
    ('5.26667', '1e-09', '3', 'nan')
    """
    return f"{float(value):.6g}"


def rough(value: float) -> str:
    """A size in two digits: enough to go by, too few to work a hidden number back from.

    >>> rough(12.8999), rough(1.29e-8), rough(4.0)
    ('13', '1.3e-08', '4')
    """
    return f"{float(value):.2g}"


def entry(what: str, index: Sequence[int]) -> str:
    """The name of one entry.

    >>> entry("dW", (3, 1)), entry("the loss", ()), entry("the loss of each row", (2,))
    ('dW[3, 1]', 'the loss', 'entry [2] of the loss of each row')
    """
    place = f"[{', '.join(str(int(i)) for i in index)}]" if len(index) else ""
    return f"entry {place} of {what}" if place and " " in what else what + place


def kind(value: object) -> str:
    """What a value is, in a student's words.

    >>> kind(np.zeros((3, 1))), kind(2.0), kind((1, 2)), kind(None)
    ('a float64 array of shape (3, 1)', 'a float', 'a tuple of 2', 'None')
    """
    if value is None:
        return "None"
    if isinstance(value, np.ndarray):
        return f"{_article(str(value.dtype))} array of shape {value.shape}"
    if isinstance(value, tuple | list):
        return f"a {type(value).__name__} of {len(value)}"
    if isinstance(value, dict):
        return f"a dict with keys {sorted(map(str, value))}"
    return _article(type(value).__name__)


def _article(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeio" else f"a {noun}"


def wrong_type(what: str, got: object, expected: str) -> str:
    step = " (did you forget the return?)" if got is None else ""
    return f"{what} is {kind(got)}; expected {expected}{step}"


def wrong_shape(what: str, got: tuple[int, ...], expected: tuple[int, ...]) -> str:
    return f"{what} has shape {got}; expected {expected}"


def not_finite(what: str, index: Sequence[int], value: float) -> str:
    return f"{entry(what, index)} is {number(value)}; expected a finite number"


def should_be_infinite(what: str, index: Sequence[int], value: float) -> str:
    return f"{entry(what, index)} is {number(value)}, which is not right: think of the limit"


def off(
    what: str,
    index: Sequence[int],
    error: float,
    allowed: float,
    wrong: int,
    total: int,
    *,
    got: float | None = None,
    expected: float | None = None,
) -> str:
    """How far off the worst entry is.

    >>> off("dW", (3, 1), 0.25, 1e-9, 7, 12)
    'dW[3, 1] is off by 0.25, allowed 1e-09 (7 of 12 entries are off)'
    >>> off("the loss", (), 1.0, 1e-9, 1, 1, got=3.9, expected=2.9)
    'the loss is 3.9; expected 2.9'
    """
    if expected is not None and got is not None and number(got) != number(expected):
        text = f"{entry(what, index)} is {number(got)}; expected {number(expected)}"
    else:
        text = f"{entry(what, index)} is off by {rough(error)}, allowed {rough(allowed)}"
    return text if total == 1 else f"{text} ({wrong} of {total} entries are off)"


def labels_off(what: str, index: Sequence[int], wrong: int, total: int) -> str:
    """As `off`, for labels and answers, whose distance says nothing or too much."""
    return f"{entry(what, index)} is wrong" + (
        "" if total == 1 else f" ({wrong} of {total} entries are)"
    )


def other_than_expected(what: str) -> str:
    return f"{what} is not the right answer"


def single_precision(dtype: str) -> str:
    return f"It was computed in {dtype}; work in float64 (check dtype= and astype)."


def contradicted(says: str, fact: str) -> str:
    """A visible check's fact, after the sentence that says what must hold.

    >>> contradicted("Every row given twice: the mean stays.", "dW[2] is off by 3")
    'Every row given twice: the mean stays. But dW[2] is off by 3'
    """
    return f"{says} But {fact}" if says else fact


def tested_on(says: str, fact: str) -> str:
    """A hidden check's fact, with what it was tested on."""
    return f"on {says}: {fact}" if says else fact


def not_attempted(function: str) -> str:
    return f"{function} is not written yet"


#: The next step where a value is not of the form that was asked for.
AS_PROMISED = (
    "Hold what you return against the docstring: how many values, of which type and shape."
)
RETURN = "Does every way through the function end in a return?"
FIRST_NAN = (
    "Print what goes in, step by step: a division by 0, a log of 0, an exp of a large number?"
)

#: Next steps that a hint makes needless.
GENERAL_STEPS = frozenset({AS_PROMISED, RETURN, FIRST_NAN})


def misshapen(got: object) -> str:
    """The next step for a value of the wrong type.

    >>> misshapen(None)
    'Does every way through the function end in a return?'
    """
    return RETURN if got is None else AS_PROMISED


def missing(function: str) -> str:
    return f"{function} is not defined"


DEFINE_FIRST = "Run the cell that defines it first, and see that it ran without an error."


OTHER_MEANING = "Does a cell further down give that name to something else?"


def not_a_function(function: str, what: str) -> str:
    return f"{function} is {what}; expected a function"


def crashed(function: str, error: str, text: str, line: int | None) -> str:
    where = f" in line {line} of the function" if line else ""
    return f"{function} raised {error}{where}" + (f": {text}" if text else "")


_AFTER = {
    "NameError": "A name is used before it is defined: is it spelt as in the signature?",
    "TypeError": "Print the type of each value in that line.",
    "ValueError": "Read its message, and print what goes into that line, with its shape.",
    "IndexError": "Print the index and the shape of the array it goes into.",
    "KeyError": "Print the keys that are there.",
    "ZeroDivisionError": "Which count can be zero there?",
    "RecursionError": "Which function calls itself, and which case should end that?",
}


def after_crash(error: str, text: str = "") -> str:
    """The next step after an exception of that type, with that text.

    >>> after_crash("ValueError", "output array is read-only")
    "That array is the caller's: write into a copy of it."
    """
    if "read-only" in text:
        return "That array is the caller's: write into a copy of it."
    if text.startswith("Cannot cast ufunc"):
        return "An array of integers holds no fractions: make a new one, or use x = x - y, not -=."
    return _AFTER.get(error, "Call the function on the worked example and read the traceback.")


SMALLER_ARRAYS = "Print the shapes on a small input: which array is larger than the result needs?"


def out_of_memory(function: str) -> str:
    return f"{function} asked for more memory than there is"


def out_of_time(function: str, seconds: float) -> str:
    return f"{function} did not return within {number(seconds)} s"


STOP_LOOP = "Look for a loop that never ends; try the smallest input first."


def died(function: str) -> str:
    return f"Python itself stopped while {function} ran"


def called_too_often(function: str, calls: int, most: int) -> str:
    return f"{function} called the function that it was given {calls} times; {most} are enough"


def called_with(function: str, kind: str, expected: str) -> str:
    return f"{function} called the function that it was given with {kind}; expected {expected}"


def given_shape(got: tuple[int, ...], expected: tuple[int, ...]) -> str:
    return f"this function takes arrays of shape {expected}; it was given shape {got}"


def unsendable(function: str, reason: str) -> str:
    return f"{function} returned something that cannot be judged: {reason}"


def mutated(function: str, argument: str) -> str:
    return f"{function} changed its argument {argument}; a caller expects it untouched"


def noticed(fact: str) -> str:
    """What no part is lost by, and is told all the same."""
    return f"{fact}. It costs nothing here"


def loops(function: str, construct: str, line: int) -> str:
    return f"{construct} in line {line} of {function}; this one is to be written without loops"


def unreadable(function: str) -> str:
    return f"how {function} is written cannot be seen: write it as def {function}(...) in a cell"


def constant(function: str) -> str:
    return f"{function} gave the same for two inputs that call for different results"


def accepted(function: str, what: str, error: str) -> str:
    return f"{function} took {what} without a word; expected {error}"


def another_error(function: str, what: str, got: str, error: str) -> str:
    return f"{function} raised {got or 'something else'} for {what}; expected {error}"


def unnamed(function: str, error: str, what: str) -> str:
    return f"the {error} that {function} raised does not say which it was: {what}"


def unequal_calls(function: str) -> str:
    return f"{function} gave different values when called twice with the same arguments"


NO_PLANE = (
    "on these points no plane in the space of your features separates the two classes by more than "
    "a hair"
)


def too_many_features(count: int, most: int) -> str:
    return f"there are {count} features; expected 1 to {most}"


def named_times(name: str, count: int, due: int) -> str:
    return f"{name} stands {count} times in the order; expected {due}"


def child_first(parent: str, child: str) -> str:
    return f"{child} comes before {parent}, which is one of its parents"


def other_batches(sizes: Sequence[int], expected: Sequence[int]) -> str:
    """Which batches a loss was called with.

    >>> other_batches([4, 4], [4, 4, 2])
    'the batches had 4, 4 rows; expected 4, 4, 2'
    """
    seen = ", ".join(map(str, sizes[:12])) or "no"
    more = ", ..." if len(sizes) > 12 else ""
    return f"the batches had {seen}{more} rows; expected {', '.join(map(str, expected))}"


OTHER_LABELS = "rows came with the labels of other rows"
NO_NEW_ORDER = "not every epoch went through the rows in a new random order"
OTHER_GENERATOR = "the order of the rows does not come from the generator that was handed in"


def repeated_row(order: Sequence[int]) -> str:
    twice = next(row for row in order if order.count(row) > 1)
    return f"row {twice} was used {order.count(twice)} times in one epoch"


def too_few_right(share: float, asked: float) -> str:
    return f"{100 * share:.0f} % of the test digits are right; expected {100 * asked:.0f} % or more"


def gate_off(inputs: Sequence[float], got: float, true: bool) -> str:
    """What is wrong with a unit that should compute a truth table.

    >>> gate_off((0.0, 1.0), 0.5, True)
    'for the inputs (0, 1) the output is 0.5; expected above 0.9'
    """
    shown = ", ".join(map(number, inputs))
    bound = "above 0.9" if true else "below 0.1"
    return f"for the inputs ({shown}) the output is {number(got)}; expected {bound}"


def no_network(what: str) -> str:
    return f"{what} is no network of two inputs and one output: see the shapes in the docstring"


def spread_off(what: str, got: float, low: float, high: float) -> str:
    return f"{what} is {number(got)}; expected {number(low)} to {number(high)}"


OTHER_START = "the weights do not come from the generator that was handed in"


def steps_taken(got: int, expected: int) -> str:
    return f"training took {got} steps; expected {expected}"


def grader_error() -> str:
    return "The grader itself failed here. This costs you nothing: a person will look at it."


def replaced(functions: Sequence[str]) -> str:
    """The note on follow-through marks."""
    return f"judged with a correct {', '.join(functions)} in place of yours, which is marked above"


def afresh(parts: Sequence[str]) -> str:
    """The note on parts whose result depends on what was called before.

    >>> afresh(["loss", "gradient"]).partition(":")[0]
    'judged in a fresh notebook (loss, gradient), as it failed after other calls, and counted'
    """
    return (
        f"judged in a fresh notebook ({', '.join(parts)}), as it failed after other calls, and "
        "counted: does a function keep or change something outside itself?"
    )


def halves_agree(derive: str, right: bool) -> str:
    """What is said where the code does what was derived."""
    if right:
        return f"Your code takes the step that {derive} comes to"
    return (
        f"Your code takes the step that {derive} comes to, and it is not the right one: mend the "
        "derivation, and then the code by its last line"
    )


def halves_differ(
    derive: str,
    where: str,
    derived: float,
    coded: float,
    derivation: bool,
    code: bool,
    through: str,
) -> str:
    """Where what was derived and what was coded part, and which of the two is right.

    `through` says how the derivation comes to the parameters.

    >>> said = halves_differ("derive_it", "w[1]", 0.62, 0.31, True, False, "by rows")
    >>> said.split(": ")[1].split(". ")[0]
    'at rate 1 w[1] moves by 0.62 as derived (by rows) and by 0.31 as coded'
    """
    one, other = rough(derived), rough(coded)
    parted = f"at rate 1 {where} moves by {one} as derived ({through}) and by {other} as coded"
    if one == other:
        parted += f", {rough(coded - derived)} apart"
    verdict = {
        (True, False): "The derivation is right: code its last line, term by term",
        (False, True): "The code is right: put numbers into your derivation's lines, one after "
        "the other, and see which one leaves it",
    }.get(
        (derivation, code), "Neither is right: mend the derivation first, then code its last line"
    )
    return f"Your code and {derive} take different steps on fresh rows: {parted}. {verdict}"


def slopes_off(what: str, error: float, allowed: float) -> str:
    """Where a gradient disagrees with the slopes of the student's own loss."""
    return (
        f"{what} does not fit the loss: along a random direction the slope that it gives is off by "
        f"{rough(error)}, allowed {rough(allowed)}"
    )


def too_many_restarts(count: int) -> str:
    return f"this notebook stopped Python {count} times; what is left of it is not judged"


def notebook_out_of_time(seconds: float) -> str:
    return f"this notebook used up the {number(seconds)} s that grading allows it"


def cell_stopped(reason: str) -> str:
    return f"this cell was stopped: {reason}; the cells below it were run without it"

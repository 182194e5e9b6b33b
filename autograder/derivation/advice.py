"""The words for slips, and one next step for each: never what would be right."""

from __future__ import annotations

from autograder.derivation.verdict import Slip

DOMAIN = "Every line must have a value wherever the first one has."
CHECK = "Make smaller steps: change one thing a line."
SIGN = "Which minus belongs to the derivative of what is subtracted?"
MEAN = "Is there a mean where a sum stands, or a sum too many?"
CHAIN = "The chain rule multiplies the outer derivative by the inner one."

#: What mends the line says what is wrong at that place of it.
MENDED = {
    Slip.SIGN: ("a sign is turned here", "Which sign has this term in the line above?"),
    Slip.INDEX: (
        "the letter here is another one than it should be",
        "Write the sum out for N = 2.",
    ),
    Slip.TRANSPOSED: (
        "a transpose or the order of a product",
        "Write the shapes below each factor.",
    ),
    Slip.FUNCTION: ("the function or the power here is another one", CHECK),
    Slip.KRONECKER: ("the two Kronecker cases are not told apart here", "Write both cases out."),
    Slip.CASE: ("the cases here are exchanged, or one too many", "Check each case by itself."),
    Slip.SUM: ("a Sum too many stands here", "Which letters are summed in the line above?"),
}
#: What makes this line of the one before says what is lost.
MADE = {
    **MENDED,
    Slip.FACTOR: ("a factor is lost", "Which factor of the line above is missing?"),
    Slip.INNER: ("the inner derivative is dropped", CHAIN),
    Slip.TERM: ("a term or factor is lost", "Which part of the line above is missing?"),
    Slip.SIGN: ("a sign is turned", "Compare the sign of each term with the line above."),
    Slip.SUM: ("a sum is lost", "Which letters are summed in the line above?"),
    Slip.INDEX: ("a letter has become another one", "Write the sum out for N = 2."),
    Slip.KRONECKER: ("a Kronecker case is dropped", "Write the two cases out, equal and not."),
    Slip.CASE: ("a case is dropped", "Write each case of the line above by itself."),
    Slip.FUNCTION: ("a function or power has become another one", CHECK),
    Slip.TRANSPOSED: ("a transpose is lost", "Write the shapes below each factor."),
}

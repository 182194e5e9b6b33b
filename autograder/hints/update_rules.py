"""Hints for assignment 4."""

from __future__ import annotations

from collections.abc import Mapping

HINTS: Mapping[str, str] = {
    # Derivations, by the way in which a line fails.
    "derivation: a sign": "A minus got lost or crept in. Which one belongs to the inner function, "
    "and which to the step itself?",
    "derivation: a constant factor": "Off by a constant factor. What does the exponent become, and "
    "is each factor carried over to the next line?",
    "derivation: the inner derivative is dropped": "The outer function is differentiated; what is "
    "inside it depends on the variable too.",
    "derivation: a sum is lost": "Every row adds to the loss. Where have the others gone?",
    "derivation: a wrong index": "One letter counts the rows, another the coordinates. Which "
    "belongs where?",
    "derivation: a Kronecker case is dropped": "One of the letters may be equal to another, or "
    "not. Does your line hold in both cases?",
    "derivation: a transposed product": "Write the shapes below the factors: do they fit?",
    "derivation: a shape": "The two sides have different shapes. Which one has the asked-for one?",
    "derivation: a term is lost": "There is a term more or less than in the line above.",
    "derivation: a wrong function": "Another function, or another argument, than above.",
    "derivation: one case only": "The line holds on one side of the condition only. What is it "
    "on the other side?",
    "derivation: not the update of gradient descent": "Gradient descent takes eta times the "
    "gradient off the parameter.",
    "derivation: no value": "For some numbers that the exercise allows this has no value.",
    "derivation: the two sides differ": "Put small numbers in on both sides, and see which term "
    "differs.",
    "derivation: not in the language": "The line could not be read; the message says at which "
    "column, and what to write there.",
    "derivation: a step left out": "Right in the end, but the way there is what counts here: write "
    "down where the chain rule comes in.",
    "derivation: not finished": "What is written is right. What is asked for goes on from there.",
    "derivation: a line that is no step": "Is there a line that says what another one said?",
    # The wrong line.
    "line counted from 0": "The lines are counted from 1.",
    "line that copes with the wrong one": "Hold each line against the one above it, not against "
    "the result that you expect.",
    "wrong line overlooked": "That line follows. Put numbers in: f = 2, y = -1, x = (5, -2).",
    "line for its number": "The number of the line was asked for.",
    # One-step updates.
    "averaged over the rows": "Too small by the number of rows: is this loss a sum or a mean?",
    "new w for the bias": "By the time the bias moves, the weights have moved. Which ones belong "
    "to the step?",
    "last row only": "One row moves the parameters, the others do not.",
    "sign in place of the error": "How far off a row is says how hard it pulls.",
    "mask of the hinge": "The squared loss stops at no margin.",
    "slope of the sigmoid forgotten": "The weights act through the sigmoid: which link of the "
    "chain is missing?",
    "slope at the output": "The slope of the sigmoid at z, written by its value: was the value "
    "put through it again?",
    "output not squashed": "What the unit says is sigma(z), not z.",
    "z in place of sigma": "The rule for the slope wants the sigmoid's value, not its argument.",
    "true class left in": "The probabilities alone would lower every score, the true one's too.",
    "true column changed for all rows": "Each row has its own true class: how many entries of the "
    "array do you change?",
    "true class alone": "The wrong classes' scores take part in the sum below the fraction.",
    "scores overflow": "The exponential of 800 is infinite. Which number may you take off all of "
    "a row's scores?",
    # The perceptron.
    "boundary counted as right": "From zeros every row is on the boundary. Does it count as right?",
    "averaged over the wrong rows": "The average is over all rows, those that are right too.",
    "sum in place of the average": "The docstring divides the sum by something.",
    "updated within the epoch": "With the average, theta stands still until the epoch is over.",
    "average ignored": "With and without the average the same comes out.",
    "all rows at once": "Row by row: a row sees what the rows before it have done.",
    "last epoch not counted": "The epoch in which nothing moves has been gone through, too.",
    "eps never looked at": "When delta is short enough, there is nothing left to do.",
    # Gradient descent.
    "rate divided by the rows": "Sum or mean is the loss's affair: the loop divides nothing.",
    "last batch scaled": "The last batch is shorter; its step is a step like the others.",
    "last batch dropped": "When the batches do not come out even, some rows are never seen.",
    "last batch filled up": "Filled up, the last batch has rows that had had their turn.",
    "X and y shuffled apart": "The rows moved, and the labels moved otherwise.",
    "never shuffled": "A generator is handed in, and the rows come in their old order.",
    "the same shuffle again": "Each epoch has the same order: shuffled once for all, or "
    "by a generator that begins anew each time?",
    "reseeded in every epoch": "A generator that is seeded anew begins anew: each epoch gets the "
    "same order.",
    "a generator of its own": "The order is random, but does it come from the generator that was "
    "handed in?",
    "rows drawn twice": "An epoch has each row once; yours draws some twice and others never.",
    "shuffled unasked": "Without a generator the rows keep their order.",
    "exponential decay": "Another schedule than the docstring's: that one has no exponential.",
    "decay subtracted": "Yours falls in a straight line, and below 0 at last.",
    "epochs counted from 1": "The first epoch is number 0. What is its rate?",
    "decay ignored": "The rate of epoch 5 is to be smaller than that of epoch 0.",
    "decay at every step": "The rate falls from epoch to epoch. And within one?",
    "history of one array": "All entries of the history are alike: do they name one and the same "
    "array?",
    "start left out of the history": "The history begins before the first step.",
    "divergence not noticed": "Where does your loop look whether the numbers are still finite?",
    "divergence hushed up": "A descent that failed must not look like one that ended.",
    "divergence without a reason": "Whoever reads the error wants to know which knob to turn.",
    # Questions.
    "alpha changes nothing": "Try it: run your perceptron with alpha = 1 and with alpha = 0.1.",
    "divided by alpha": "A smaller rate makes smaller steps.",
    "alpha added": "Each step is multiplied by alpha. What about their sum?",
    "delta of XOR is not zero": "At zero all four rows count as wrong. Add up their y x.",
    "two epochs for XOR": "How long is delta in the very first epoch?",
    "stopping taken for success": "It stopped because nothing moved. What is f on each row?",
    "half of XOR right": "What is theta when it stops, and what is f then?",
    "three of XOR right": "What is theta when it stops, and what is f then?",
    "rate divided by N": "A mean has the smaller gradient. May its rate be larger, or smaller?",
    "same rate for both": "The mean's gradient is N times as small as the sum's.",
    "short batch not counted": "The rows that are left over make a step, too.",
    "one step too many": "And when the batches come out even?",
    "a step a row": "How many rows does one step use?",
    "one batch always": "Rounding to the nearest drops a rest that is small.",
    # Other searches.
    "worst kept": "The least loss is the best one.",
    "last kept": "Is the last try the best one?",
    "another spread": "Drawn from another distribution than the docstring's.",
    "another number of tries": "Count the calls of the loss: how many does the docstring allow?",
    "the same draw again": "One draw, tried many times.",
    "parents of another kind": "Around which array is the next one drawn, and how far from it?",
    "another start": "The first array that is tried is all zeros.",
}

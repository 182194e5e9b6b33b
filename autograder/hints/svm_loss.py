"""Hints on the known mistakes of assignment 1, the hinge loss."""

from __future__ import annotations

from collections.abc import Mapping

HINTS: Mapping[str, str] = {
    # Images, scores, labels.
    "column by column": "The pixels are all there, taken column by column. Which axis runs fastest "
    "in row-major order?",
    "colours apart": "The three colours of a pixel belong side by side; yours lie in three blocks.",
    "one row in a matrix": "A row of numbers has one axis. Yours has a second one of length 1.",
    "one bias for all classes": "How many scores does x get? Each has a bias of its own.",
    "bias always counted": "Without a bias there is less to learn. What does the argument say?",
    "bias for each input": "A bias belongs to a score, not to an input.",
    "inputs and classes added": "Each class weighs each input: how many such pairs are there?",
    "parameters grow with N": "Once trained, does a linear classifier still need the examples?",
    "labels kept too": "The labels were not to be counted.",
    "distances kept": "One number for each image is not enough, and distances are worked out when "
    "asked for. What must be kept to do that?",
    "returned the other way round": "Right numbers, swapped: which of the two comes first?",
    "bias subtracted": "At x = 0 the score is the bias alone. What is yours there?",
    "bias counted twice": "The bias is in there twice.",
    "bias by row": "Each class has its bias, whatever the row. Along which axis do you add it?",
    "one bias for all scores": "Every class got the same bias. Does b have one entry or C?",
    "scores clipped": "Scores may have any sign. What made the negative ones vanish?",
    "scores squashed": "A score is a plain sum; nothing squashes it yet.",
    "scores transposed": "One row for each example, one column for each class: yours is turned.",
    "ones first": "Your product is right, but the column of ones is to be the last one.",
    "column of zeros": "A new feature that is always 0 adds nothing, whatever its weight.",
    "bias not in the weights": "X has its new column. Which row of W meets it in the product?",
    "weights not extended": "X1 and W1 must still fit together. Did both of them grow?",
    "lowest score wins": "A high score means that the class fits well. Which one do you pick?",
    "score for its index": "A label is the number of a class, not the score that it got.",
    "best row of each class": "Each row gets a label: among what are you looking for the largest?",
    "last wins a tie": "At equal scores you take the last class; the docstring asks for the first.",
    "boundary counted as 0": "On the boundary itself the score is 0. To which side does it belong?",
    "labels of another kind": "Right side, other names: which labels does the docstring ask for?",
    "sides swapped": "The two sides have each other's label.",
    "next class over": "Your classes are off by one: do they count from 0 or from 1?",
    "sign in place of the score": "Several classifiers may say yes, or none. Which is surest?",
    "score without its sign": "A large negative score is a clear no, not a clear yes.",
    # The multiclass hinge loss.
    "true class counted": "Too large by exactly 1 for each row, as if the sum ran over the true "
    "class too. If you do leave it out: how are the two class numbers compared?",
    "true class found by its score": "Two classes may have the same score. What tells the true one "
    "from the others?",
    "highest score for the true one": "The true class is given by y. The highest score is "
    "only what the classifier believes.",
    "classes miscounted": "One class plays no part. Where does your number of classes come from, "
    "and does it hold for other batches?",
    "true class taken off": "The true class's own term: its score against itself, and the margin. "
    "Is that more or less than 0?",
    "largest margin only": "Every wrong class that comes too close counts, not the worst alone.",
    "margin without the 1": "Being ahead is not enough: the true score must be ahead by a margin.",
    "margin of minus 1": "The margin works the wrong way: even being behind costs nothing yet.",
    "difference the wrong way round": "A wrong class with a higher score should raise the loss. "
    "Does yours?",
    "margins not clipped": "A class far below the true one lowers your loss. Should it?",
    "clipped before the 1 is added": "Even classes far below the true one add 1 to your loss. What "
    "exactly is cut off at 0?",
    "squared hinge": "The margins are squared: that is another loss, the squared hinge.",
    "mean over classes too": "Over the classes the terms are summed. What is the mean taken over?",
    "slack without the margin": "The loss moves before the true score is overtaken: what must it "
    "be ahead by?",
    "slack against the worst class": "Which wrong class does the true score meet first on its way "
    "down?",
    "slack below zero": "Where the loss is positive already, there is nothing left to fall.",
    "loss is the slack": "How large the loss is, and how far it is from moving, are two things.",
    "true column missing": "A violated margin holds two scores; your gradient moves one of them.",
    "true column only": "A violated margin holds two scores; your gradient moves one of them, the "
    "true one.",
    "true class counts itself": "In the true column the count is one too high: does the true class "
    "violate its own margin?",
    "true column without its minus": "When the true score grows, does the loss rise or fall?",
    "true column once a row": "How many margins of a row hold the true score?",
    "mask ignored": "Terms that are cut off at 0 do not move. Does your gradient know which?",
    "margins in place of the mask": "The slope of max(0, m) does not depend on how large m is.",
    "whole columns changed": "Each row has one true class: is one entry of that row changed, or "
    "a column for all rows?",
    # The penalty.
    "penalty's gradient halved": "Loss and gradient disagree about the penalty: differentiate the "
    "very term that you added.",
    "penalty with a half": "Some texts put a half before the penalty. What does the docstring say?",
    "penalty in the loss only": "Your loss grows with reg; its gradient does not notice.",
    "penalty in the gradient only": "Your gradient knows of the penalty; the loss does not.",
    "reg ignored": "The same comes out for every reg. Where does it enter?",
    "penalty divided by N": "The penalty is not a mean over the rows: it is there without any.",
    "penalty once a row": "The weights are penalised once, not once for each row.",
    "penalty's sign flipped": "A penalty is to keep weights small: which way does a step go?",
    "penalty by a matrix product": "The squares of the entries, not a product of matrices.",
    "sum of absolute weights": "Absolute values give another penalty (L1) than squares do (L2).",
    "square of the sum": "A sum of squares and the square of a sum are not the same.",
    "root of the squares": "A norm is the root of the sum of squares. Was a root asked for?",
    "reg squared": "Twice the reg should cost twice as much.",
    "last row not penalised": "The docstring says every entry of W, a folded bias row included.",
    # The binary hinge loss.
    "labels taken as 0 and 1": "The labels are -1 and +1 here, not 0 and 1.",
    "threshold 0 in place of 1": "A right answer with a thin margin still costs something.",
    "mask the wrong way round": "The rows that move the loss are the others.",
    # Hard cases.
    "one threshold for a ring": "The ring is an interval of radii, and an interval is no half "
    "line: one threshold cuts off the hole or the outside, not both.",
    "coordinates apart": "Each coordinate alone says nothing here; what counts is how they go "
    "together.",
    "even powers": "Squares and absolute values forget the very signs that the classes differ by.",
    "one mode at a time": "Each mode alone can be cut off by a plane, their union cannot.",
    "points as they are": "These features separate no more than the points themselves do.",
    "rows mixed": "The features of a row depend on other rows: a new point alone would get others.",
    # Concepts.
    "no smallest loss": "Can a sum of terms that are cut off at 0 fall below 0?",
    "margin as the smallest loss": "What is the loss when the true class is ahead by far?",
    "a largest loss": "How far above the true score may another one be?",
    "log for hinge": "That is the cross-entropy's value. What is the hinge's, term by term?",
    "equal scores cost nothing": "At equal scores nobody is ahead by a margin.",
    "change of the score": "The score moves. Does the loss?",
    "slack for the change": "That is how far a score may fall. How far does the loss move by then?",
    "true class adds nothing": "What is max(0, s_j - s_y + 1) where j is y?",
    "factor the other way": "Is a sum larger than the mean, or smaller?",
    "factor left out": "A sum of N terms and their mean are equal for N = 1 only.",
    "doubled weights cost more": "Twice the scores, twice the differences: are the margins kept?",
    "perceptron always moves": "What is max(0, -m) near a positive m?",
    "hinge stops at zero": "A point may be right and still within the margin.",
    "hinge always moves": "Beyond its margin a point costs nothing: how steep is that?",
    "logistic stops": "log(1 + exp(-m)) gets small. Does it get flat?",
    # Two views.
    "one scale for all images": "Each image is to use the whole range by itself.",
    "no scaling": "The weights are still as they were, not between 0 and 1.",
    "images from rows": "A template is a column of W. Which numbers end up in your first image?",
    "normal not of length 1": "The direction is right, the length is not 1.",
    "distance without its sign": "On which side of the origin does the line lie?",
    "distance's sign flipped": "Put a point of the line into normal @ x: what comes out?",
    "distance not scaled": "When w and b are doubled, the line stays. Does your distance?",
}

"""What to say of each known mistake: the misconception, never the line that mends it.

Keys are the names of mistakes; several exercises may share one. The code that makes a mistake is
not here but in `solutions/hidden/`.
"""

from __future__ import annotations

from collections.abc import Mapping

HINTS: Mapping[str, str] = {
    # Ratios: any exercise whose answer is a number, a vector or a matrix.
    "sign flipped": "Right size, wrong sign. Does the loss rise or fall when this number grows?",
    "twice as large": "Exactly twice too large. Is something counted twice, or a half left out?",
    "half as large": "Exactly half of what it should be. Which factor got lost on the way?",
    "sum for mean": "Too large by the number of examples: is the loss a sum or a mean over them?",
    "mean taken twice": "Too small by the number of examples: how often is it divided by N?",
    "nothing but zeros": "Everything is zero. Is what you computed also what you return?",
    # Form: any exercise.
    "single precision": "Right to six or seven digits only: somewhere numbers are kept in float32.",
    "argument changed": "The caller's arrays are not yours to change. Which line writes into one?",
    "state kept between calls": "What one call leaves, the next one finds. Where is it kept?",
    "loop in a vectorised function": "Which array operation does for all rows what the loop does "
    "for one? A comprehension, map or np.vectorize is a loop too.",
    "returned in another order": "All is there, in another order than the docstring says.",
    "loss without its gradient": "The docstring promises two values: the loss and its gradient.",
    "loss of each row": "A loss for each row is not yet the loss of the batch: one number.",
    "gradient transposed": "A gradient has the shape of what it is the gradient of.",
    "bias left out": "The biases play no part in your result. Try it with b far from zero.",
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
    "distances kept": "Distances are worked out when asked for. What must be kept to do that?",
    "returned the other way round": "Right numbers, swapped: which of the two comes first?",
    "bias subtracted": "The bias is added to the score: on which side of the boundary is x = 0?",
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
    "largest margin only": "Every wrong class that comes too close counts, not the worst alone.",
    "margin without the 1": "Being ahead is not enough: the true score must be ahead by a margin.",
    "margin of minus 1": "The margin works the wrong way: even being behind costs nothing yet.",
    "difference the wrong way round": "A wrong class with a higher score should raise the loss. "
    "Does yours?",
    "margins not clipped": "A class far below the true one lowers your loss. Should it?",
    "clipped before the 1 is added": "Even classes far below the true one add 1 to your loss. What "
    "exactly is cut off at 0?",
    "squared hinge": "The margins are squared: that is another loss, the squared hinge.",
    "mean over classes too": "Over the classes margins are summed. What is the mean taken over?",
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
    # Differences.
    "not divided by the step": "How much the loss changed is not yet how steep it is.",
    "width of the step": "How far apart are the two points at which the function was evaluated?",
    "slopes from one weight to the next": "Each weight is moved alone: with which loss is the one "
    "that it leads to to be compared?",
    "one loss rounded": "Two losses enter each difference. How many of them are printed rounded?",
    "rounding not divided by the step": "That is how far the difference may be off. And the slope?",
    "a whole unit for each loss": "A rounded number is off by how much at most: a unit of its last "
    "decimal, or less?",
    "rounding left out": "The losses are printed to so many decimals. What may they have been?",
    "one-sided difference": "Right in the first digits only: the bend of the curve enters a "
    "difference that looks to one side.",
    "backward difference": "The slope on the other side of x: which way does the step go?",
    "centred difference": "That looks to both sides. Which two points does the one-sided one take?",
    "step ignored": "The same comes out for every h. Where does it enter?",
    "step too large": "With the step of the signature the error should be far smaller. Is that "
    "step the one that you take if none is given?",
    "step too small": "A difference of nearly equal numbers is mostly their rounding. How small is "
    "your step if none is given?",
    "complex step": "A step along the imaginary axis is a clever way to a slope, and more exact. "
    "But many functions do not take complex numbers: this exercise asks for two real points.",
    "moves left in place": "Each entry is moved alone. Where are the others while it moves?",
    "steps added and taken back": "In floating point (x + h) - h need not be x. What else could be "
    "put in its place afterwards?",
    "written to the caller's x": "This x refuses to be written to. Whose array do you move?",
    "flattened copy moved": "A flattened array may be a copy: f then never sees that you move it.",
    "gradient flattened": "The slopes are right, in a row. What shape has x?",
    "whole rows moved": "For a matrix, x[i] is a whole row. How many numbers move at once?",
    "too many calls": "A call may be slow. Which values do you ask for again?",
    "integers truncated": "Put 2.00001 into an array of integers, and look at what it holds.",
    "integers converted": "The docstring wants whoever passes integers to be told, not helped.",
    "error without a reason": "The right kind of error. What would you like it to say to you?",
    "base loss left out": "What is each moved loss compared with? Somebody must evaluate that too.",
    "base loss every time": "The loss where nothing is moved: does it change between entries?",
    "one evaluation too many": "Does a centred difference need the loss at the point itself?",
    "one side only": "How many points does each entry take, if you look to both sides?",
    "error with its sign": "How far off is a size: for errors of both signs the same.",
    "slopes in place of their errors": "These are the slopes. How far are they from the true one?",
    "relative for absolute error": "The error itself was asked for, not divided by anything.",
    "the smaller the better": "Below some step the errors grow again. Where is the lowest point?",
    "one step for both": "One error shrinks with h, the other with its square: the same best step?",
    "step far from the best": "Look at your table again: in which row is the error least?",
    # Kinks and the gradient check.
    "weights of the sides swapped": "If the kink is far to the right, which slope should win?",
    "mean of the two slopes": "That is right where the kink is at x. And where it is to one side?",
    "slope of its own side": "That is the true slope. What does a step across the kink make of it?",
    "difference of the slopes": "The function rises on both pieces: do their rises add up?",
    "size of the gap": "A smooth curve may bend sharply, and a kink be blunt. What does the gap do "
    "when the step shrinks?",
    "every bend a kink": "On each bent curve the two slopes differ. What when the step shrinks?",
    "kinks not seen": "At |x| the slopes of the two sides are -1 and 1 for every step.",
    "kinks that point down": "At a kink the slope may jump up or down.",
    "kinks at c itself": "Where is x squared as large as c?",
    "kink on one side only": "x squared reaches c at two places.",
    "absolute for relative error": "0.001 is much for 0.01 and little for 1000: divide by a size.",
    "divided by the sum of both": "Two texts, two definitions: which size is asked for here?",
    "divided by the first alone": "With a and b exchanged the relative error should be the same.",
    "size without absolute values": "The larger of two negative numbers is not the one of larger "
    "size.",
    "floor under the size": "Small numbers may be relatively far apart too. What holds your "
    "denominator away from 0?",
    "nan where both are zero": "What is 0 divided by 0, and what should come out instead?",
    "one number for all entries": "An error for each entry was asked for, to see which is worst.",
    "only some entries looked at": "One wrong entry in thousands: is it among those you look at?",
    "tolerance too wide": "An entry that is 0.1 % off passes. What does the pass rule allow?",
    "mean over the entries": "Thousands of right entries hide a wrong one. Judge each by itself.",
    "passes whatever comes": "Hand it nothing but zeros: what does your report say?",
    "nan passes": "Every comparison with nan is False. Which way round is yours?",
    "sizes compared without signs": "A slope of -1 is as far from 1 as can be. Do you subtract "
    "before you take the absolute value, or after?",
    "worst by its absolute error": "A large entry may be off by more. Off by what, compared to "
    "what it is allowed?",
    "index in a flattened array": "In a matrix a place has two numbers, a row and a column.",
    "rounding of f not allowed for": "A right entry may be 0, and its difference never is exactly. "
    "What does the second term of the pass rule allow?",
    "kinks taken for mistakes": "The formula is right, the difference reaches across a kink. How "
    "can the slopes of the two sides tell?",
    "kinks not counted": "The report has a place for the number of kinks.",
    "anything goes at a kink": "Even at a kink a slope must be one of the sides' or lie between.",
    # Regression.
    "residuals not made positive": "Errors of both signs cancel in your mean.",
    "squared residuals": "Squares belong to the other loss.",
    "absolute residuals": "Absolute values belong to the other loss.",
    "residual for its sign": "|r| is as steep at 0.1 as at 100.",
    "sign for the residual": "The square is steeper the farther out. Your slope is the same all "
    "over.",
    "sign left out": "Left of 0 an absolute value falls, right of 0 it rises.",
    "nan at the kink": "At the kink you divide 0 by 0. Any slope between the sides' would do.",
    "inputs left out": "A weight acts through its input: large inputs, steep losses.",
    "squared error with a half": "Some texts put a half before the square. What does the docstring "
    "say?",
    "root of the mean square": "A root of the mean was not asked for.",
    "inner derivative's 2 left out": "Your loss has no half, its gradient looks as if it had one.",
    "penalty without absolute values": "Weights of both signs cancel in your sum.",
    "squares for absolute values": "Squares belong to the other penalty.",
    "mean for sum": "The penalties are sums over the entries, not means.",
    "weights for their signs": "An absolute value is as steep at 0.1 as at 100.",
    # Jacobians, shapes, identities.
    "Jacobian transposed": "One row an output, one column an input: yours is turned.",
    "axis of length 1 dropped": "One output or one input is a row or a column still: two axes.",
    "product the other way round": "Which function comes first, and on which side does it stand?",
    "entries multiplied one by one": "Each input acts on each output along several paths: their "
    "sum is more than a product of two entries.",
    "a transpose too many": "The sum runs over what lies between: the columns of one, the rows of "
    "the other.",
    "outer Jacobian taken at x": "The outer function never sees x. What does it see?",
    "inner Jacobian left out": "And how does what lies between depend on x?",
    "inner Jacobian taken at g(x)": "The inner function comes first: where is it, when x moves?",
    "row by row": "That is NumPy's order. In the notes' one the first index runs fastest.",
    "columns from the last": "Column by column, yes: which comes first?",
    "columns not joined": "The columns lie side by side still; one vector was asked for.",
    "columns not moved": "The columns are in NumPy's order still.",
    "moved the other way": "From one order to the other and back are two different moves, unless "
    "the matrix is 2 by 2.",
    "rows moved too": "The rows belong to the outputs. Have they changed their order?",
    "row for a column": "Which counts the rows of a Jacobian: the outputs or the inputs?",
    "column for a row": "Which counts the rows of a Jacobian: the outputs or the inputs?",
    "inputs before outputs": "The axes of what is differentiated come first.",
    "one vector's square": "Two vectors of different lengths take part.",
    "matrix flattened": "The lecture does not flatten here: a matrix keeps its two axes.",
    "matrix transposed": "One derivative for each entry of M: is it to lie at another place?",
    "one row of the batch": "The whole batch counts as output here, not one of its rows.",
    "a gradient's shape": "That is what code keeps. A whole Jacobian has a row for each output.",
    "the other factor": "When w moves, by what is each of its entries multiplied?",
    "gradient for a Jacobian": "The numbers are right. A Jacobian of one output is a row, with two "
    "axes.",
    "A taken as symmetric": "That holds for symmetric A alone: w stands in the formula twice, once "
    "on either side.",
    "A transposed taken as symmetric": "That holds for symmetric A alone: w stands in the formula "
    "twice, once on either side.",
    "one of the two factors": "w stands in the formula twice; one of them seems not to move.",
    "the other of the two factors": "w stands in the formula twice; one of them seems not to move.",
    "the function for its Jacobian": "That is the value. How does it change when x moves?",
    # Find the wrong formula.
    "symmetry taken for granted": "One formula on your clean list holds for symmetric A only. Try "
    "an A that is not.",
    "wrong formula overlooked": "One that fails is not on your list. Look at each report again.",
    "right formula accused": "One on your list passes the check. Look at each report again.",
    "no claim of that name": "The names are those of the table, letter for letter.",
    "n left out": "The printed penalty is divided by something that your gradient forgets.",
    "half left in": "What does the exponent 2 do, when it comes down, to the half?",
    "p for 1 - p": "The surer the unit is of the right answer, the less there is to learn.",
    "slope of p for that of its logarithm": "The loss is the logarithm of p, not p.",
    "slope of the sigmoid left out": "Between z and Theta stands the sigmoid. How steep is it?",
    "activation for its slope": "The sigmoid's value is not its slope.",
    "Theta not transposed": "Theta leads from below to above. Which way does a gradient go?",
    "slope from z for the activation": "That rule for the slope wants the sigmoid's value, not z.",
    # Dual numbers.
    "one term too far": "The first term is x itself. How often does the rule apply, then?",
    "factor 4 left out": "A factor got lost in the last step.",
    "inner derivative left out": "Each term depends on the one before, and that one on x as well.",
    "one half of the product rule": "l (1 - l) is a product, and both its factors move.",
}


def hint(mistake: str) -> str:
    """The words for a mistake; `""` for none.

    >>> hint("sign flipped").startswith("Right size"), hint("")
    (True, '')
    """
    return HINTS[mistake] if mistake else ""

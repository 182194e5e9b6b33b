"""Hints on the known mistakes of assignment 3, numerical gradients."""

from __future__ import annotations

from collections.abc import Mapping

HINTS: Mapping[str, str] = {
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
    "complex step": "A step along the imaginary axis is a clever way to a slope. But many "
    "functions do not take complex numbers: this exercise asks for two real points.",
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

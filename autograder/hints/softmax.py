"""Hints on the known mistakes of assignment 2, softmax."""

from __future__ import annotations

from collections.abc import Mapping

HINTS: Mapping[str, str] = {
    # Probabilities.
    "no shift": "Exponentials of large scores are infinite, those of very low ones 0. "
    "Probabilities depend on differences of scores alone: what may you do with each row first?",
    "highest score added": "Your shift makes large scores larger still. Which way must it go?",
    "one shift for all rows": "One row may lie a thousand above another. Whose highest score do "
    "you take?",
    "shift starts at 0": "A row of scores that are all far below 0: what is your shift then?",
    "shift along the wrong axis": "The scores of a row stand against each other. Along which axis "
    "do you look for the highest?",
    "epsilon for the shift": "A small number in the denominator mends 0 / 0, not the reason for "
    "it.",
    "not normalised": "Do the entries of a row sum to 1?",
    "normalised over everything": "Each row is a distribution of its own: what sums to 1 in your "
    "result?",
    "normalised along the wrong axis": "The columns sum to 1, not the rows. Along which axis do "
    "you add?",
    "exponential of another base": "Softmax uses e, not 2 nor 10.",
    "largest only": "A soft maximum leaves something for the others too.",
    "no exponential": "Scores may be negative, probabilities may not. Which step is missing?",
    "log-probabilities": "That is the logarithm of what is asked for.",
    "batch flattened": "A batch goes in, a batch of the same shape comes out.",
    # Cross-entropy.
    "log of a rounded probability": "The probability was rounded to 0 (or to 1) before its log was "
    "taken. Which form of the loss never takes the log of a small number?",
    "epsilon in the log": "A small number in the log, or a bound on the probability, makes every "
    "loss a little wrong and caps the large ones. Start from the scores where you can.",
    "every class counted": "Only the true class's probability counts here.",
    "logarithm of another base": "Off by a constant factor: is your logarithm the natural one?",
    "one minus the probability": "It falls as the true class's probability rises, but it is "
    "bounded: where is the logarithm?",
    "no logarithm": "A product of probabilities is right, and is not what is asked for: which "
    "function makes a sum of it?",
    "log of the mean": "The mean of logarithms and the logarithm of a mean are two things.",
    "log of the sum": "A product of probabilities was to be turned into a sum. Of what?",
    "mean for sum": "Divided by how many there are: is a sum asked for, or a mean?",
    "product before the log": "The product of some hundred probabilities is 0 in floats. Which "
    "rule of logarithms avoids it?",
    # Labels.
    "one-hot turned": "One row for each label, one column for each class: yours is turned.",
    "label in place of the one": "The label says where the 1 stands, not what stands there.",
    "zeros and ones swapped": "One entry of each row is 1, the others are 0.",
    "labels not looked at": "What does your function do with a label that is no class? Look at the "
    "labels before you use them.",
    "negative label counts from the end": "Labels that are too large are caught. What about -1?",
    "row of zeros for a bad label": "A label that is no class quietly becomes a row of zeros. Who "
    "will notice?",
    "error without the label": "The error is right; whoever reads it wants to know which label it "
    "was.",
    "error of another kind": "The docstring says which exception to raise.",
    # The softmax loss's gradient.
    "labels not subtracted": "What you said minus what is true: the second half is missing.",
    "1 subtracted everywhere": "How many entries of a row does the true class touch?",
    "diagonal of the Jacobian only": "Each probability depends on all scores, not on its own "
    "alone.",
    "only the true class learns": "The wrong classes' scores move the loss too: through which "
    "term?",
    # Local gradients.
    "delta left out": "Is i = j not a case of its own?",
    "plus for minus": "When another class's score rises, does this probability rise or fall?",
    "derivative without its factor": "The quotient rule leaves a probability in front of the "
    "bracket.",
    "slopes in a vector": "A function from C numbers to C numbers has C times C derivatives.",
    "stopped at the probabilities": "That is the derivative in the output. One more link of the "
    "chain leads to the score.",
    "derivative of the probability": "The loss is the log of that probability: a link of the chain "
    "is missing.",
    "gradient of another stage": "A right gradient, but of another stage: in which variable is "
    "this one asked for?",
    "derivative of the log left out": "What is the derivative of log a?",
    "input left out": "By what is each weight multiplied before it gets into the score?",
    "biases' gradient added": "A weight's gradient and a bias's are two things.",
    "summed over the classes": "There is one bias for each class: how many derivatives are there?",
    "column in place of a vector": "A gradient has the shape of what it is the gradient of, "
    "without an axis of length 1.",
    "tuple for a dict": "The docstring asks for a dict, with names for its values.",
    "every score moved by every row": "Does the score of class i depend on the weights of class k?",
    "1 in place of x": "The right places are filled. With what is each weight multiplied?",
    "tensor's axes in another order": "Right numbers, in another order of the axes: score, row of "
    "W, column of W.",
    "matrix for the tensor": "Two indices belong to W, and one to the score: three axes.",
    # The sigmoid and the logistic unit.
    "exponent's sign flipped": "Should a large positive number give nearly 1, or nearly 0?",
    "tanh for the sigmoid": "Yours runs from -1 to 1. What is the sigmoid's range?",
    "one formula for both sides": "On one side an exponential becomes infinite, and inf / inf is "
    "nan. Two forms of the same fraction exist: which one suits which sign?",
    "sigmoid for its slope": "That is the sigmoid itself. How steep is it?",
    "sigmoid taken twice": "The argument is z, not the sigmoid's value: it went through the "
    "sigmoid twice.",
    "derivative of the value": "The rule needs the sigmoid's value; what you were given is z.",
    "square of the sigmoid": "The rule has two different factors.",
    "softmax for sigmoids": "Independent outputs: does yours look at the other classes' scores?",
    "full Jacobian for independent outputs": "If no output looks at another's score, what stands "
    "off the diagonal?",
    "slopes repeated": "Entry [i, j] says how output i moves with score j. Does it, for i other "
    "than j?",
    "outputs normalised": "Independent outputs need not sum to 1.",
    "labels taken as -1 and +1": "The labels are 0 and 1 here: what becomes of a row whose label "
    "is 0?",
    "only the ones count": "What does a row with label 0 add to the loss?",
    "slope of the squared error": "One factor too many: with the log loss, the slope of the "
    "sigmoid cancels.",
    "biases penalised": "The bias is not to be penalised. Where does it stand?",
    "last weight taken for the bias": "Which end of w is the bias at?",
    "bias last": "The gradient of the bias belongs where the bias is: at the front.",
    "penalty without its half": "Read the factor in front of this penalty once more.",
    "penalty not divided by N": "The penalty is divided by the number of rows here. Differentiate "
    "the term that you added, factor and all (a slide forgets it).",
    # Two errors, divergence, questions.
    "absolute errors": "Squares were asked for, not sizes.",
    "true class's error alone": "The wrong classes' probabilities are errors too.",
    "wrong classes counted too": "Cross-entropy weighs each class by the truth. What is the truth "
    "of a wrong class?",
    "derivative of the square halved": "There is no half in this squared error: what is the "
    "derivative of a square?",
    "slope of the sigmoid kept": "With the logarithm one factor cancels: write out 1 / a times the "
    "slope.",
    "slope of the sigmoid lost": "In which of the two losses does the slope of the sigmoid cancel, "
    "and in which not?",
    "label 0 for 1": "The unit's label is 1: for a large z both derivatives should vanish.",
    "cross-entropy for the divergence": "The divergence of a distribution from itself is 0. Is "
    "yours? What must be taken off the cross-entropy?",
    "zeros in the log": "0 times log 0 is nan in floats. What is the limit of x log x?",
    "infinity left out": "q rules out something that does happen. How surprised is it?",
    "no bound below": "A probability is at most 1: what is the sign of its logarithm?",
    "probability for its log": "That is a bound of the probability. What is minus its logarithm "
    "there?",
    "guessing is not the worst": "One can do worse than to guess: be sure, and wrong.",
    "squared error without bound": "No probability is off by more than 1. How many can be off by "
    "that much at once?",
    "hinge for log": "That is the hinge's value. What probability does each class get?",
    # The training loop.
    "step uphill": "The gradient points to where the loss grows. Which way do you go?",
    "rate divided by the batch": "The loss that is handed in is a mean already; the loop divides "
    "nothing.",
    "short batch scaled": "The loss of the short batch is a mean over its own rows: its step is a "
    "step like any other.",
    "short batch dropped": "N need not be a multiple of the batch's size. What becomes of the rows "
    "left over?",
    "short batch filled up": "The last batch was filled up with rows that had had their turn.",
    "no shuffling": "The rows come in the order of the data.",
    "the same order in every epoch": "The rows are shuffled, once. What about the next epoch?",
    "rows drawn with replacement": "Some rows come twice in an epoch, others not at all.",
    "another generator": "The order is random, but where does it come from? A generator was handed "
    "in.",
    "labels shuffled apart": "The rows moved, their labels moved otherwise.",
    "last loss for the history": "The history has one value for each step.",
    "history left out": "Two values are asked for: the trained array, and the history.",
}

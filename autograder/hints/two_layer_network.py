"""Hints of assignment 5's second notebook, by known mistake."""

from __future__ import annotations

from collections.abc import Mapping

HINTS: Mapping[str, str] = {
    # Boolean networks.
    "threshold on the boundary": "For one of the rows the unit cannot decide. Where should the "
    "line run between the corners of the square?",
    "another gate's table": "It computes something, but another table. Write yours down row by row "
    "and compare.",
    "output inverted": "Every row has the opposite answer.",
    "inputs of -1 and 1": "These weights are right for inputs -1 and 1. Here false is 0.",
    "threshold near a corner": "Right at the corners, not around them: the line passes too close "
    "to one, or the weights are too small to make it steep.",
    "one unit for XOR": "One unit cuts the square by one line. Can a line have two opposite "
    "corners on the same side and the other two not?",
    # Theta form.
    "biases in the last column": "In Theta form the bias stands first. Which column did you take?",
    "units not squashed": "A layer's sum still has to go through the sigmoid.",
    "last layer not squashed": "Here the last layer is a sigmoid layer like the others.",
    "bias added after squashing": "The bias belongs to the sum that is squashed.",
    "bias units kept": "The column of ones is for the product. The activations are without it.",
    "outputs of the last layer alone": "Backpropagation will need the layers between as well.",
    "first entry left out": "The first entry of the list is the input itself.",
    "weights not transposed": "In Theta a unit is a row, in W it is a column.",
    "slope of the unit missing": "The way back leads through the sigmoid too: what is its slope "
    "there? (Some slides leave that factor out.)",
    "slope of the activation": "The slope is wanted at z. What you have is a = sigma(z) already.",
    "bias unit given a delta": "The bias unit is always 1: nothing flows back into it. (Some "
    "slides take the product of the full vectors, and get a row too many.)",
    # Cost.
    "terms of target 0 left out": "A target of 0 costs something as well, if the output is not 0.",
    "terms of target 0 added": "In softmax the other outputs are held down by the sum already.",
    "half missing": "There is a half before the squares, so that the slope has no 2.",
    "output squashed for squared error": "With the squared head the output is z itself.",
    "mean over outputs too": "Over the outputs it is a sum, over the examples a mean.",
    "slope of the unit at the head": "With log loss the slope of the sigmoid cancels at the "
    "output. Write out dL/da times da/dz.",
    "no gradient of the biases": "Biases are not penalised, but they learn.",
    "bias gradient averaged": "The mean over the rows is in the loss already. How does one bias "
    "act on the rows: does it reach all of them?",
    "pre-activation for the activation": "What flows through these weights: the unit's sum, or "
    "what the unit makes of it?",
    "last example only": "Each example's gradient has to be added to the others'.",
    "penalty's gradient not divided by n": "Differentiate lam / (2 n) times a square. (Some slides "
    "print lam * Theta; a gradient check tells.)",
    "penalty not divided by n": "In this convention the penalty has an n below it.",
    "penalty divided by n squared": "The penalty is divided by n once.",
    "half of the penalty missing": "In this convention the penalty has a 2 below it.",
    "one matrix not penalised": "Every layer's weights are penalised. Which ones are yours?",
    "gradients in another order": "You went from the last layer to the first. Which comes first in "
    "the list?",
    "log of a probability of 0": "A sure output is rounded to 0 or 1, and log 0 is infinite. Can "
    "the loss be written in z?",
    # The two-layer network.
    "mask missing": "A unit that is off passes nothing on, and nothing back either.",
    "mask from the wrong array": "A unit is on or off by what came in on the way forward, not by "
    "the gradient that comes back.",
    "no activation": "Without its activation the hidden layer is one more matrix: two matrices in "
    "a row are a linear classifier.",
    "ReLU on the scores": "Scores may be negative. Which layer is the ReLU for?",
    "bias inside the matrix": "It is added after the product, once a unit, not once a feature.",
    "activation ignored": "The last argument chooses the hidden units. Yours are always the same.",
    "ReLU's mask on sigmoid units": "Each kind of unit has a slope of its own.",
    "updated W2 in the gradient of W1": "All gradients belong to the same parameters: none of them "
    "changes before the last one is computed.",
    "bias gradient of shape (1, H)": "Right numbers, one axis too many: b has shape (H,).",
    "bias gradient for each row": "One bias acts on all rows: what happens to their gradients?",
    "one bias gradient for all": "Each unit has a bias of its own.",
    "mean of probabilities": "The loss is made of logarithms of probabilities.",
    "gradients without their names": "The gradients come in a dict with the very keys of params.",
    # Where training starts.
    "fan-out for fan-in": "How many numbers does one unit add up? That is its fan-in.",
    "a variance for a standard deviation": "2 / fan_in is a variance.",
    "1 for 2 in He's rule": "Half of the ReLUs are off: what is passed on has half the variance.",
    "both fans in He's rule": "That is Glorot's rule. He's looks at the inputs alone.",
    "spread not scaled": "The more inputs a unit adds up, the smaller each weight must be.",
    "a small constant spread": "0.01 suits some sizes and not others. What does it depend on?",
    "biases drawn too": "Biases start at 0: the weights break the symmetry already.",
    "all units alike": "Units that start alike stay alike. Does each have draws of its own?",
    # Training.
    "parameters kept as integers": "A start of integers does not stay one: steps are fractions.",
    "momentum ignored": "With momentum a step remembers the steps before.",
    "gradient weighted by 1 - momentum": "Some books average the gradients; here they add up.",
    "velocity lost after each epoch": "The velocity is zero at the very start, and only there.",
    "rate does not fall": "The rate is the same in every epoch. What is decay for?",
    "decay by step": "The rate falls from epoch to epoch, not from step to step.",
    "decay from the first epoch": "The first epoch, counted as 0, has the full rate.",
    "decay compounded": "The rate is lr over something, lr being what was handed in, each time.",
    "patience ignored": "The loss got no better for so long, and training went on.",
    "compared with the epoch before": "Progress is to be below the best of all earlier epochs, not "
    "below the last one.",
    "stops too early": "Patience means waiting: how many epochs in a row?",
    "one epoch too many": "The epoch that exhausts the patience is the last one.",
    "start returned": "You trained, and returned what you started from.",
    # Labels and digits.
    "scores for labels": "A label is one number a row.",
    "rows and columns swapped": "All is there, with rows for columns. Which axis comes first?",
    "each pair counted once": "With repeated indices, `counts[i, j] += 1` adds one in all, not one "
    "each.",
    "shares for counts": "Counts are whole numbers of examples.",
    "right answers left out": "The diagonal holds what was right.",
    "nothing learned": "That is guessing. Does the loss fall while you train, and is what you "
    "return what you trained?",
    "trained too little": "It learned something. Look at the loss: is it still falling at the end?",
    "dead units": "Most of the hidden units are off for every image, and learn no more. What put "
    "them out, and what keeps them on?",
    "nan taken for the best": "Nothing compares with nan, and argmax takes it for the largest.",
    "worst pair": "A high accuracy is good.",
    "index for the value": "The places in the lists, not what stands there.",
    # Questions.
    "everything moves from zeros": "Follow the gradient back through W2 = 0: what is left of it?",
    "nothing moves from zeros": "The probabilities are equal, the labels are not.",
    "active units from zeros": "What does a ReLU put out at z = 0?",
    "dead sigmoid units": "What does a sigmoid put out at z = 0?",
    "gradient through W2 = 0": "The gradient of W1 passes through W2. How large is that?",
    "units grow apart": "If two units have equal weights, what are their gradients?",
    "rank of nothing": "A matrix that is not zero has a rank of 1 or more.",
    "all pairs simple": "Does the slope of the sigmoid cancel in all four?",
    "log loss alone": "Try softmax: what is its Jacobian times the slope of the logarithm?",
    "classification alone": "What is the slope of (z - y)^2 / 2?",
    "squared error with sigmoid": "Where does the slope of the sigmoid go there?",
    "certainty": "A score of 1 against scores of 0: how sure is softmax?",
    "equal probabilities": "The scores may still differ, by up to 1.",
    "the others at 1/2": "How low can the other scores be?",
    "one class too many": "How many other classes are there?",
}

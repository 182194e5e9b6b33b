# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown] key="title"
# # Assignment 4: update rules, derived and run
#
# Gradient descent is one line, $w \leftarrow w - \eta\, \partial L / \partial w$. All that differs
# between a linear unit, a sigmoid unit, a hinge and a softmax is the derivative. You will derive
# those four, in lines that are checked one against the other; write each as code; and then let them
# run, one by one and in batches, too fast and too slow, and watch what happens. Plan seven to nine
# hours.
#
# **How to work.** Run the cells from top to bottom. A cell that ends in
# `raise NotImplementedError()` is yours: replace that line by your code. The cell below it,
# `check(...)`, tries your function and tells you what it found; run it as often as you like. After
# you submit, your functions are judged once more, on fresh inputs.
#
# **Hints.** A check that fails says where and how far off. If it fails again after a change, a hint
# comes with it, then the section to read again. `check(..., hint=True)` shows the next one now.
#
# **Predictions.** `guess("...", None)` asks what the next cell will give: write a number or a sign
# in place of `None` and run it; the next cell says how near you were. They are not graded.
#
# **Sources**, by the short names that the docstrings use: GT-L2, GT-L3 (Georgia Tech CS 7643,
# lectures 2 and 3), GT-N (handwritten notes of the same course), WPI-NN (WPI CS 539, neural
# networks), QCRI-L4 (QCRI Deep Learning for Machine Translation, ML II, lecture 4).
#
# **Conventions** of this assignment. The functions' docstrings repeat those that apply.
#
# | symbol | shape | what |
# | --- | --- | --- |
# | $X$, $x_{kj}$ | $(N, D)$ | $N$ examples of $D$ features, one example a row; $k$ counts rows |
# | $w$, $b$ | $(D,)$, a number | the weights of one unit, and its bias |
# | $f_k = w \cdot x_k + b$ | $(N,)$ | what the unit computes for row $k$ |
# | $\delta_k = y_k - f_k$ | $(N,)$ | how far it is off, *truth minus output* |
# | $L$ | a number | a **sum** over the rows given, **without a half** |
# | $\eta$, `lr` | a number | the rate: how far a step goes |
#
# Read the last two lines twice. Assignments 1 and 2 averaged over the rows; other texts put a half
# before the square. Neither is wrong; mixing them is. Here the factor 2 stays, and no $N$ appears.
#
# What is computed is float64, also where an array of integers comes in, which holds no fractions
# (nor does its copy). No function changes the arrays that it is given.

# %% key="imports"
import traceback
from collections.abc import Callable
from contextlib import contextmanager

import matplotlib.pyplot as plt
import numpy as np

from autograder import animate, check, guess, progress, reveal

# %% [markdown] key="helpers-prose"
# A helper for the cells that are not graded: it lets a cell wait for a function that you have not
# written yet.

# %% key="helpers"
plt.rcParams.update({"font.size": 11, "axes.grid": True, "grid.alpha": 0.3})
COLOURS, MARKERS = ("#0072B2", "#D55E00", "#009E73"), ("o", "s", "^")

#: A function of theta, X and y that returns a value and a gradient.
Loss = Callable[[np.ndarray, np.ndarray, np.ndarray], tuple[float, np.ndarray]]


@contextmanager
def when_done():
    """Run the lines below it; where they need an unfinished exercise, say which and go on."""
    try:
        yield
    except NotImplementedError as error:
        plt.close("all")  # a figure that was begun
        function = traceback.extract_tb(error.__traceback__)[-1].name
        print(f"Come back to this cell when {function} is done.")


# %% [markdown] key="data-prose"
# ## 0. Four points
#
# Nearly everything below happens on four points of the plane (QCRI-L4), two of each class, with a
# linear unit that starts at $w = (0.5, 0.5)$, $b = 0.5$ and knows nothing yet.
#
# | point | label $y$ | $f = w \cdot x + b$ at the start | $\delta = y - f$ |
# | --- | --- | --- | --- |
# | $(2, 0)$ | $-1$ | $1.5$ | $-2.5$ |
# | $(5, -2)$ | $-1$ | $2$ | $-3$ |
# | $(-2, 2)$ | $+1$ | $0.5$ | $0.5$ |
# | $(-1, -3)$ | $+1$ | $-1.5$ | $2.5$ |
#
# Work the third column out by hand before you go on; you will need the fourth. The squares of the
# errors are 6.25, 9, 0.25 and 6.25: their sum is 21.75, their mean 5.4375. Only the third point is
# on its right side.

# %% key="data"
X_four = np.array([[2.0, 0.0], [5.0, -2.0], [-2.0, 2.0], [-1.0, -3.0]])
y_four = np.array([-1, -1, 1, 1])
w_start, b_start = np.array([0.5, 0.5]), 0.5

f_start = X_four @ w_start + b_start
print("f:", f_start, " sum of squares:", np.sum((y_four - f_start) ** 2))


def points(ax, X, y):
    """Draw the rows of X, class -1 as blue circles and class +1 as orange squares."""
    for colour, marker, label in zip(COLOURS, MARKERS, (-1, 1), strict=False):
        ax.plot(*X[y == label].T, marker, color=colour, ms=9, ls="", label=f"y = {label:+d}")


def boundary(ax, w, b, **style):
    """Draw the line w.x + b = 0 across the axes: x2 = -(b + w0 x1) / w1."""
    x1 = np.array([-4.0, 7.0])
    ax.plot(x1, -(b + w[0] * x1) / w[1], **style)


figure, ax = plt.subplots(figsize=(5.6, 4.2), layout="constrained")
points(ax, X_four, y_four)
boundary(ax, w_start, b_start, color="0.3", lw=2, label="w.x + b = 0")
ax.set(xlabel="$x_1$", ylabel="$x_2$", xlim=(-4, 7), ylim=(-5, 5), title="The start")
ax.legend(loc="upper right")
plt.show()

# %% [markdown] key="data-caption"
# *Figure 1 shows the plane with two blue circles, at (2, 0) and (5, −2), and two orange squares, at
# (−2, 2) and (−1, −3). The boundary falls from upper left to lower right with slope −1. Above and
# to the right of it the unit says +1: there lie both circles and one square, (−2, 2), close to the
# line. A line that separates the classes would have to run steeply, between the squares on the left
# and the circles on the right.*
#
# A note on the formula in the code. From $w_0 x_1 + w_1 x_2 + b = 0$ follows
# $x_2 = -(b + w_0 x_1) / w_1$. The lecture's program computes `-b - (w0 * x1) / w1`, which is the
# same only where $w_1 = 1$ or $b = 0$: its line has the right slope and the wrong height.

# %% [markdown] key="language-prose"
# ## 1. How to write a derivation here
#
# A derivation is a list of strings, one a line, in a small language that reads like a lecture's
# blackboard. Each `=` is checked: both sides must be equal *whatever the numbers are*, and so a
# lost sign or factor is found in the line where it happens. The rules stand in
# `docs/derivation_language.md`; here is what you need most, on an example that is none of the
# exercises. Given are inputs `x[k,i]`, weights `w[i]`, and
#
# `a[k] := Sum(i, w[i]*x[k,i])`, `L := Sum(k, exp(a[k]))`.
#
# ```
# lines = [
#     "# the chain rule, through a",
#     "D(L, w[j]) = Sum(k, D(L, a[k])*D(a[k], w[j]))",
#     "= Sum(k, exp(a[k])*D(Sum(i, w[i]*x[k,i]), w[j]))",
#     "= Sum(k, exp(a[k])*x[k,j])",
#     "w[j] <- w[j] - eta*D(L, w[j])",
#     "<- w[j] - eta*Sum(k, exp(a[k])*x[k,j])",
# ]
# ```
#
# * `D(E, v)` is the derivative of `E` in `v`. `= B` goes on from the line above; `T <- E` is an
#   update, and `<- E` goes on from that.
# * `Sum(k, ...)` binds its letter. The coordinate that you differentiate by, here `j`, is another
#   letter than the one that is summed over: GT-L2 writes a sum over `k` with terms in `i`, and uses
#   `j` twice in one formula. It is understood; it cannot be checked.
# * In vectors and matrices: `D(L, w) = D(L, a)@D(a, w)` and then `= exp(a).T@X`. `D` of a number in
#   a vector is a *row*; `grad(L, w)` has the shape of `w`. Both ways earn the same.
# * `ind(i == j)` is 1 where the condition holds and else 0. Cases are written
#   `cases((E, condition), (F, condition))`, or `E if condition else F`.
# * Names come by `:=`, as in `r[k] := y[k] - a[k]`; those that an exercise gives are there already.
#
# **What earns points.** *Way*: a line where one sees the chain rule, before its derivatives are
# carried out; the docstring's chains are all begun. *Most lines*, *all lines*: at most one line is
# wrong, none is, and the way is shown. *Last line*: it has no `D` left, and only the names that the
# docstring allows. The lecture's last line alone earns little: you have it already.
#
# After you submit, the last lines are also put to use: they are evaluated on fresh rows and held
# against the steps that you code below. The feedback says whether code and derivation take the same
# step and, if they do not, which of the two is right. This decides no points of its own.
#
# Below its parts, `check` shows every line as it was read, with a verdict: *follows*, *does not
# follow*, *not in the language*, *repeats* one above, or *skips the required form*, if it would be
# the last line and cannot be. A caret marks the place where a line goes wrong.

# %% [markdown] key="linear-prose"
# ## 2. A linear unit
#
# ### The update, derived
# The squared loss of a linear unit is $L = \sum_k (y_k - f_k)^2$ with $f_k = \sum_i w_i x_{ki}$
# (leave the bias out: it is the weight of a feature that is always 1). Three things happen on the
# way from $L$ to an update:
#
# 1. the derivative of a sum is the sum of the derivatives, row by row;
# 2. the square's derivative is twice its inside, *times the derivative of the inside*;
# 3. of the inner sum, $\sum_i w_i x_{ki}$, all terms but one do not depend on $w_j$.
#
# The result is the rule of GT-L2: $w_j$ grows by $2 \eta \sum_k \delta_k x_{kj}$. Where does its
# plus come from, with two minus signs on the way?

# %% key="derive-linear"
from solutions.update_rules_derivations import derive_linear_rule

# %% key="derive-linear-check"
check(derive_linear_rule)

# %% [markdown] key="wrong-prose"
# ### Somebody else's derivation
# The same with two inputs and a bias, one row, coordinate by coordinate (QCRI-L4). Given are
# `f := w[0]*x[0] + w[1]*x[1] + b` and `L := (f - y)**2`; note that it is $f - y$ here. One of the
# eight lines does not follow from the line above it. Find it *with numbers*: take $w = (0.5, 0.5)$,
# $b = 0.5$, $x = (5, -2)$, $y = -1$, so that $f = 2$, and the derivatives are 30, $-12$ and 6.
# Then write the line as it should be.

# %% key="wrong-lines"
worked = [
    "D(L, w[0]) = 2*(f - y)*D(f - y, w[0])",
    "= 2*(f - y)*D(w[0]*x[0] + w[1]*x[1] + b - y, w[0])",
    "= 2*(f - y)*x[0]",
    "D(L, w[1]) = 2*(f - y)*D(f - y, w[1])",
    "= 2*(f - y)*D(w[0]*x[0] + w[1]*x[1] + b - y, w[1])",
    "= 2*(y - f)*x[1]",
    "D(L, b) = 2*(f - y)*D(f - y, b)",
    "= 2*(f - y)",
]
for number, line in enumerate(worked, 1):
    print(number, line)

# %% key="wrong-line"
from solutions.update_rules_questions import mended_line, wrong_line

# %% key="wrong-line-check"
check(wrong_line, mended_line)

# %% [markdown] key="update-linear-prose"
# ### The update, coded
# Now the same as a function, with a bias. `X` holds the rows that take part in this step, be it one
# or all of them. Work out what each parameter's step is *before* you change any of them: a bias
# that sees the new weights belongs to another step.
#
# **By hand**, one row: $(5, -2)$ with $y = -1$ has $\delta = -3$. With $\eta = 0.01$ the weights
# move by $2 \cdot 0.01 \cdot (-3) \cdot (5, -2) = (-0.3, 0.12)$ and the bias by $-0.06$. All four
# rows: $\sum_k \delta_k x_k = -2.5\,(2, 0) - 3\,(5, -2) + 0.5\,(-2, 2) + 2.5\,(-1, -3) =
# (-23.5, -0.5)$ and $\sum_k \delta_k = -2.5$; so $w$ becomes $(0.03, 0.49)$ and $b$ becomes $0.45$.

# %% key="update-linear"
from solutions.update_rules import update_linear

# %% key="update-linear-check"
check(update_linear)

# %% [markdown] key="first-step-prose"
# **Predict, then run.** The sum of the squared errors was 21.75. What is it after that one step
# with all four rows and $\eta = 0.01$?

# %% key="first-step-guess"
guess("first-step", None)  # your number in place of None

# %% key="first-step-run"
with when_done():
    w, b = update_linear(w_start, b_start, X_four, y_four, 0.01)
    reveal("first-step", np.sum((y_four - X_four @ w - b) ** 2))

# %% [markdown] key="sigmoid-prose"
# ## 3. A sigmoid unit
#
# ### The slope of the sigmoid
# From the definition $s = \sigma(z) = 1 / (1 + e^{-z})$ derive $ds/dz = s (1 - s)$. The last step
# needs one idea: $e^{-z} / (1 + e^{-z})$ is $1 - s$. (Why?)
#
# **By hand:** at $z = 0$ the sigmoid is $\frac12$ and its slope $\frac14$: it is never steeper. At
# $z = 4$ it is 0.982, and the slope 0.0177.

# %% key="derive-slope"
from solutions.update_rules_derivations import derive_sigmoid_slope

# %% key="derive-slope-check"
check(derive_sigmoid_slope)

# %% [markdown] key="sigmoid-rule-prose"
# ### The update of a sigmoid unit
# Now the unit says $s_k = \sigma(z_k)$ with $z_k = \sum_i w_i x_{ki}$, and the loss is
# $\sum_k (y_k - s_k)^2$, with $y$ between 0 and 1. The chain has one link more: from $L$ to $s_k$,
# to $z_k$, to $w_j$. You may use the slope that you have just derived.

# %% key="derive-sigmoid"
from solutions.update_rules_derivations import derive_sigmoid_rule

# %% key="derive-sigmoid-check"
check(derive_sigmoid_rule)

# %% [markdown] key="update-sigmoid-prose"
# **By hand:** from $w = (0, 0)$, $b = 0$ every output is $\frac12$ and every slope $\frac14$. With
# the labels $0, 0, 1, 0$ for the four points, $\delta = (-\frac12, -\frac12, \frac12, -\frac12)$,
# and $\sum_k \delta_k \frac14 x_k = \frac18 (-8, 7)$. With $\eta = 0.5$ the weights become
# $(-1, 0.875)$ and the bias $-0.25$.

# %% key="update-sigmoid"
from solutions.update_rules import update_sigmoid

# %% key="update-sigmoid-check"
check(update_sigmoid)

# %% [markdown] key="slow-prose"
# **Predict, then run.** A unit with one input $x = 1$ is at $z = 0$ and should say 1; its step is
# $2 \eta \cdot \frac12 \cdot \frac14$. Another is at $z = -6$, should say 1 too, and so is far more
# wrong. How many times as large is the second one's step?

# %% key="slow-guess"
guess("slow", None)  # your number in place of None

# %% key="slow-run"
z = np.linspace(-8, 4, 241)
with when_done():
    one = np.ones((1, 1))
    steps = [update_sigmoid(np.array([at]), 0.0, one, np.array([1]), 1.0)[0][0] - at for at in z]
    linear = [update_linear(np.array([at]), 0.0, one, np.array([1]), 1.0)[0][0] - at for at in z]
    reveal("slow", np.interp(-6, z, steps) / np.interp(0, z, steps))
    figure, ax = plt.subplots(figsize=(6.6, 3.6), layout="constrained")
    ax.plot(z, steps, color=COLOURS[0], lw=2, label="sigmoid unit")
    ax.plot(z, linear, "--", color=COLOURS[1], lw=2, label="linear unit")
    ax.set(xlabel="z of a row that should be 1", ylabel="step, for rate 1", ylim=(-0.1, 1.0))
    ax.legend()
    plt.show()

# %% [markdown] key="slow-caption"
# *Figure 2 shows how far one step moves the weight of a unit whose only row should be 1. The
# sigmoid unit's step is a low hill with its top, about 0.3, near z = −0.7; it falls off on both
# sides and is next to 0 at z = −6, where the unit is as wrong as can be. The linear unit's step is
# a steep straight line that leaves the picture at once: the farther off, the larger. The squared
# loss and the sigmoid do not go together: when confidently wrong, the unit hardly learns. Section 5
# mends that with another loss.*

# %% [markdown] key="hinge-prose"
# ## 4. The hinge
#
# ### Its slopes, by cases
# With labels $\pm 1$ and $L = \max(0, 1 - y f)$ for one row, there are two cases: beyond the
# margin, $y f \ge 1$, nothing depends on anything; within it, $L = 1 - y f$ (QCRI-L4). Exactly at
# the kink take 0. Write every line for both cases: a line that holds in one of them only does not
# follow.
#
# **By hand**, the point $(5, -2)$ with $y = -1$ and $f = 2$: $y f = -2$, within the margin, so the
# derivatives are $-y x_0 = 5$, $-y x_1 = -2$ and $-y = 1$.

# %% key="derive-hinge"
from solutions.update_rules_derivations import derive_hinge_cases

# %% key="derive-hinge-check"
check(derive_hinge_cases)

# %% [markdown] key="update-hinge-prose"
# ### The update of a hinge unit
# Sum over the rows as before. Which rows take part is decided by the *old* weights, for all
# parameters alike.
#
# **By hand:** take the first three of the four points, and $(-4, -1)$ with label $-1$. At the start
# their $y f$ are $-1.5$, $-2$, $0.5$ and $2$: three are within the margin, one of them on its right
# side, and the last is beyond it. With $\eta = 0.1$ the weights move by
# $0.1\,(-(2, 0) - (5, -2) + (-2, 2)) = (-0.9, 0.4)$ and the bias by $-0.1$.

# %% key="update-hinge"
from solutions.update_rules import update_hinge

# %% key="update-hinge-check"
check(update_hinge)

# %% [markdown] key="logistic-prose"
# ## 5. Log loss: the slope cancels
#
# ### A logistic unit
# For one row, with $p = \sigma(w \cdot x)$ and $y$ either 0 or 1, the log loss is
# $L = -(y \log p + (1 - y) \log(1 - p))$; at $y = 1$ it is $L_1 = -\log p$ (GT-N). Derive both
# slopes. Watch the factor $p (1 - p)$ on its way: it is what made the squared loss slow.
#
# The notes' line for $y = 1$, as far as it can be read, is $(1 - p)\, x^T$. Put numbers in: with
# $w = 0$ and $x = 1$, a larger $w$ makes $p$ larger and the loss *smaller*. What must the sign be?

# %% key="derive-logistic"
from solutions.update_rules_derivations import derive_logistic_slope

# %% key="derive-logistic-check"
check(derive_logistic_slope)

# %% [markdown] key="softmax-prose"
# ### Softmax and cross-entropy
# $a_i = e^{z_i} / \sum_k e^{z_k}$ and $L = -\log a_y$, where $y$ is the true class: a given number,
# like $i$. Each $z_i$ acts on $a_y$ in two ways, through the sum below the fraction always, and
# through the numerator if $i = y$. That "if" is `ind(i == y)`; leave it out, and the line holds for
# one class only. There are three good ways (WPI-NN takes the first): through $a_y$ alone, through
# all $a_j$ with a sum, or by writing $L$ as $-z_y + \log \sum_k e^{z_k}$.
#
# **By hand:** with four equal scores all $a_i$ are $\frac14$; if the true class is 2, the slopes
# are $(\frac14, \frac14, -\frac34, \frac14)$. They sum to 0, as they must: adding a constant to all
# scores changes nothing.

# %% key="derive-softmax"
from solutions.update_rules_derivations import derive_softmax_slope

# %% key="derive-softmax-check"
check(derive_softmax_slope)

# %% [markdown] key="update-softmax-prose"
# ### The update of softmax regression
# `W` has one column for each class, `b` one number. The slope in the scores is what you derived,
# row by row; a score is $s_{ij} = \sum_d x_{id} W_{dj} + b_j$, so the rest is one matrix product
# and one sum. Exponentials of large scores are infinite: what may be taken off a row's scores
# without changing its probabilities?
#
# **By hand:** from zeros with four classes, the rows $(1, 2)$, $(-1, 0)$, $(3, 1)$ with labels
# $0, 2, 0$ and $\eta = 0.4$: class 0 gains $0.4\,(\frac34 (1, 2) - \frac14 (-1, 0) +
# \frac34 (3, 1)) = (1.3, 0.9)$ in its column of $W$ and 0.5 in $b$.

# %% key="update-softmax"
from solutions.update_rules import update_softmax

# %% key="update-softmax-check"
check(update_softmax)

# %% [markdown] key="extra-prose"
# ### Two more derivations (extra: checked and shown, no points)
# **A long quotient.** $f = (e^{xw} / (xw))^3$, with the result
# $3 e^{3xw} (xw - 1) / (x^3 w^4)$ (QCRI-L4; some of its pages print $(e^{xw} / x)^3$, which has
# another derivative. Which?)

# %% key="derive-long"
from solutions.update_rules_derivations import derive_long_quotient

# %% key="derive-long-check"
check(derive_long_quotient)

# %% [markdown] key="multiclass-prose"
# **The multiclass hinge** of assignment 1, $L = \sum_{j \ne y} \max(0, s_j - s_y + 1)$, in any
# score $s_c$: the true class's and another's are two different cases of one formula.

# %% key="derive-multiclass"
from solutions.update_rules_derivations import derive_multiclass_hinge

# %% key="derive-multiclass-check"
check(derive_multiclass_hinge)

# %% [markdown] key="perceptron-prose"
# ## 6. The perceptron
#
# The oldest of them all (WPI-NN). Labels are $\pm 1$, the bias is folded in as the weight of a
# *first* column of ones, $\theta$ starts at zeros, and a row with $y f \le 0$ counts as wrong. (On
# the boundary is wrong, too: at the start all rows are there.) With averaging, an epoch looks at
# all rows with the same $\theta$, adds up $y_i x_i$ over the wrong ones and divides by *all* $N$;
# that is `delta`. Without it, each wrong row changes $\theta$ at once, by a fixed increment, and
# the next row sees the change. Training ends when `delta` is as good as zero.
#
# **By hand:** from zeros, the four points give $\delta = \frac14 \sum_i y_i (1, x_i) =
# \frac14 (0, -10, 1) = (0, -2.5, 0.25)$. With $\theta = (0, -2.5, 0.25)$ the $y f$ are 5, 13, 5.5
# and 1.75: nothing is wrong, the second `delta` is zero, and it ends after 2 epochs. By fixed
# increments only the first row is ever wrong: $\theta = (-1, -2, 0)$.

# %% key="perceptron"
from solutions.update_rules import perceptron

# %% key="perceptron-check"
check(perceptron)

# %% [markdown] key="xor-prose"
# **Predict, then run.** The perceptron is trained on XOR, which no line can do: the corners of a
# square, with the labels $-1, +1, +1, -1$. It may take 1000 epochs. How many does it take?

# %% key="xor-guess"
guess("xor", None)  # your number in place of None

# %% key="xor-run"
X_xor = np.array([[1, -1, -1], [1, -1, 1], [1, 1, -1], [1, 1, 1]], dtype=float)
y_xor = np.array([-1, 1, 1, -1])
with when_done():
    theta, epochs = perceptron(X_xor, y_xor)
    reveal("xor", epochs)
    print("theta:", theta, " y f:", y_xor * (X_xor @ theta))

# %% [markdown] key="descent-prose"
# ## 7. Descent
#
# ### One function for all of them
# `gradient_descent` gets the loss handed in: a function of `theta` and some rows that returns a
# value and a gradient. It does not know whether that is a sum or a mean, and so it divides nothing.
# What it must do well:
#
# * every row once an epoch, in batches; the last batch may be short and is a step like any other;
# * with a generator, a new order in every epoch, drawn from *that* generator (one that is made anew
#   inside the loop gives the same order each time), and each row with its own label;
# * the rate of the epoch, $\eta_0 / (1 + \text{decay} \cdot \text{epoch})$;
# * a history of what `theta` was before the first step and after each. Two names for one array are
#   one array: if you change `theta` in place, every entry of the history changes;
# * noticing that it diverges. If the value or `theta` is no longer finite, all further work is for
#   nothing: raise a `FloatingPointError` that says which knob was wrong.
#
# **By hand:** the loss $\theta^2 / 2$ has the gradient $\theta$. From 8 with $\eta = \frac12$ each
# step halves it: 8, 4, 2, 1. With $\eta = 0.6$ and decay 0.5 the rates of the first four epochs are
# 0.6, 0.4, 0.3 and 0.24. Ten rows in batches of 4 make three steps an epoch.

# %% key="descent"
from solutions.update_rules import gradient_descent, learning_rate

# %% key="descent-check"
check(learning_rate, gradient_descent)

# %% [markdown] key="losses-prose"
# Your one-step updates *are* gradients: with rate 1, what an update takes off is the gradient. The
# next cell makes losses for `gradient_descent` out of them. `theta` is $(w_0, w_1, b)$.


# %% key="losses"
def descended_by(update, value):
    """The loss whose gradient an update takes off: `value` is a function of f and y."""

    def loss(theta, X, y):
        w, b = update(theta[:-1], theta[-1], X, y, 1.0)
        return value(X @ theta[:-1] + theta[-1], y), theta - np.append(w, b)

    return loss


squared = descended_by(update_linear, lambda f, y: float(np.sum((y - f) ** 2)))
hinge = descended_by(update_hinge, lambda f, y: float(np.sum(np.maximum(0, 1 - y * f))))
theta_start = np.append(w_start, b_start)


def mean_losses(loss, history, X, y):
    """The mean loss over all rows, for each theta of a history."""
    return np.array([loss(theta, X, y)[0] / len(X) for theta in history])


# %% [markdown] key="one-by-one-prose"
# ### The lecture's run
# One row a step, in the order given, $\eta = 0.01$, squared loss; 20 epochs make 80 steps
# (QCRI-L4).
#
# **Predict, then run.** The mean loss starts at 5.4375. What is it at the start of the 20th epoch?

# %% key="one-by-one-guess"
guess("one-by-one", None)  # your number in place of None

# %% key="one-by-one-run"
with when_done():
    theta, history = gradient_descent(
        squared, theta_start, X_four, y_four, lr=0.01, epochs=20, batch_size=1
    )
    curve = mean_losses(squared, history, X_four, y_four)
    reveal("one-by-one", curve[4 * 19])
    right = np.sign(X_four @ history[4 * 19, :2] + history[4 * 19, 2]) == y_four
    print("points on their right side:", right.sum(), "of 4")
    best = np.linalg.lstsq(np.column_stack([X_four, np.ones(4)]), y_four, rcond=None)[0]
    print("the least that a line can do:", mean_losses(squared, [best], X_four, y_four)[0].round(4))
    print("by least squares: w =", best[:2].round(4), " b =", best[2].round(4))

# %% [markdown] key="hinge-run-prose"
# **Predict, then run.** The same with the hinge: its mean is 2.125 at the start. What is it at the
# start of the 20th epoch? Each step moves by $\eta x$ at most, whatever the error.

# %% key="hinge-run-guess"
guess("hinge-run", None)  # your number in place of None

# %% key="hinge-run"
with when_done():
    theta, hinge_history = gradient_descent(
        hinge, theta_start, X_four, y_four, lr=0.01, epochs=20, batch_size=1
    )
    reveal("hinge-run", mean_losses(hinge, hinge_history, X_four, y_four)[4 * 19])
    print("after 20 epochs: w =", theta[:2].round(2), " b =", theta[2].round(2))

# %% [markdown] key="batch-run-prose"
# **Predict, then run.** All four rows a step, squared loss. With the *sum* as the loss, the mean
# error is 0.1162 after 19 steps. What is it if the loss handed in is the *mean*, with the same
# rate?

# %% key="batch-run-guess"
guess("batch-run", None)  # your number in place of None


# %% key="batch-run"
def averaged(loss):
    """The same loss as a mean over the rows."""

    def mean(theta, X, y):
        value, grad = loss(theta, X, y)
        return value / len(X), grad / len(X)

    return mean


with when_done():
    args = (theta_start, X_four, y_four)
    summed = gradient_descent(squared, *args, lr=0.01, epochs=20)[1]
    meaned = gradient_descent(averaged(squared), *args, lr=0.01, epochs=20)[1]
    curves = [mean_losses(squared, path, X_four, y_four) for path in (summed, meaned)]
    print("sum as the loss:", curves[0][19].round(4))
    reveal("batch-run", curves[1][19])
    print("A mean over 4 rows takes steps a quarter as long: its rate may be 4 times as large.")

# %% key="frames-figure"
with when_done():
    theta, history = gradient_descent(
        squared, theta_start, X_four, y_four, lr=0.01, epochs=20, batch_size=1
    )
    figure, axes = plt.subplots(2, 4, figsize=(11, 5.6), layout="constrained")
    for ax, step in zip(axes.flat, (0, 1, 2, 3, 4, 8, 24, 76), strict=False):
        points(ax, X_four, y_four)
        boundary(ax, history[step, :2], history[step, 2], color="0.2", lw=2)
        if step:
            row = (step - 1) % 4
            ax.plot(*X_four[row], "o", mfc="none", mec="0.2", ms=17)
        value = squared(history[step], X_four, y_four)[0] / 4
        ax.set(xlim=(-4, 7), ylim=(-5, 5), title=f"step {step}: {value:.3g}")
    figure.supxlabel("$x_1$")
    figure.supylabel("$x_2$")
    plt.show()

# %% [markdown] key="frames-caption"
# *Figure 3 shows the boundary before the first step and after steps 1, 2, 3, 4, 8, 24 and 76, one
# row a step; the row that has just been used is ringed, and the mean loss stands above. At step 0
# the line falls to the right. The first step moves it a little; the second, for the circle farthest
# on the wrong side, swings it until it is nearly level and passes through that circle. It goes on
# turning, rises slightly at step 8, and at step 24 stands steeply between the squares on its left
# and the circles on its right. From there to step 76 it only tips over to the other side of the
# vertical, and all four points keep their sides.*

# %% [markdown] key="film-prose"
# The same run as a film, with the loss beside it: ▷ plays it, ‖ pauses, › goes one picture on. Go
# through the first five steps one by one. Which rows turn the line, and which hardly move it?

# %% key="film"
with when_done():
    theta, history = gradient_descent(
        squared, theta_start, X_four, y_four, lr=0.01, epochs=20, batch_size=1
    )
    curve = mean_losses(squared, history, X_four, y_four)
    figure, (plane, axis) = plt.subplots(1, 2, figsize=(9, 3.8))
    figure.subplots_adjust(left=0.07, right=0.98, bottom=0.15, top=0.9, wspace=0.2)
    points(plane, X_four, y_four)
    plane.set(xlabel="$x_1$", ylabel="$x_2$", xlim=(-4, 7), ylim=(-5, 5))
    (line,) = plane.plot([], [], color="0.2", lw=2)
    (ring,) = plane.plot([], [], "o", mfc="none", mec="0.2", ms=17)
    axis.plot(curve, color="0.8", lw=2)
    (run,) = axis.plot([], [], color=COLOURS[0], lw=2)
    axis.set(xlabel="step", ylabel="mean squared loss", ylim=(0, None))

    def show_step(step):
        """The boundary after that many steps, the row it has just used, and the loss so far."""
        w, b = history[step, :2], history[step, 2]
        x1 = np.array([-4.0, 7.0])
        line.set_data(x1, -(b + w[0] * x1) / w[1])
        ring.set_data(*(X_four[[(step - 1) % 4]].T if step else ([], [])))
        run.set_data(np.arange(step + 1), curve[: step + 1])
        plane.set_title(f"step {step}")
        axis.set_title(f"mean loss {curve[step]:.3g}")

    animate(
        figure,
        show_step,
        [*range(17), *range(20, 81, 4)],
        alt="The boundary turns from falling to steep within 24 steps, while the loss falls from "
        "5.4 to 0.12: it separates squares on its left from circles on its right.",
    )

# %% [markdown] key="film-caption"
# *The film shows, on the left, what Figure 3 shows in eight pictures: the boundary before the first
# step, after each of the first 16 and after every fourth from then on, with a ring around the row
# that has just been used. On the right the mean loss is drawn as far as the run has come, over the
# whole curve in grey. Two steps bring it from 5.4 to 2.6, nine below 1; from the 17th step on all
# four points are on their right sides, at a loss of 0.4, and the last forty steps, from 0.14 to
# 0.12, hardly show.*

# %% key="curves-figure"
with when_done():
    figure, axes = plt.subplots(1, 2, figsize=(10.5, 3.8), layout="constrained")
    styles = ((4, "all four", "-"), (2, "two", "--"), (1, "one", ":"))
    for ax, (name, loss) in zip(axes, (("squared", squared), ("hinge", hinge)), strict=False):
        for colour, (size, label, line) in zip(COLOURS, styles, strict=False):
            path = gradient_descent(
                loss, theta_start, X_four, y_four, lr=0.01, epochs=20, batch_size=size
            )[1]
            each = 4 // size
            curve = mean_losses(loss, path, X_four, y_four)
            ax.plot(np.arange(len(curve)) / each, curve, line, color=colour, lw=2, label=label)
        ax.set(xlabel="epoch", ylabel=f"mean {name} loss", ylim=(0, None), title=name)
    axes[0].legend(title="rows a step")
    plt.show()

# %% [markdown] key="curves-caption"
# *Figure 4 shows the mean loss over 20 epochs, the squared loss on the left and the hinge on the
# right, each for steps with four rows, two rows and one row. On the left all three curves drop from
# 5.4 to 1 within two epochs and creep down to about 0.12, hardly to be told apart. On the right
# they start at 2.1 and fall along two straight pieces with a bend near epoch 7, and end near 0.2: a
# hinge pulls with the same force until the row has its margin, and then no more. A step with all
# rows costs as much as four steps with one: per epoch the work is the same.*

# %% [markdown] key="rate-prose"
# ### How fast is too fast?
# The squared loss of a linear unit is a bowl: along each of its axes the error is multiplied by
# $1 - \eta \lambda$ in every step with all rows, where $\lambda$ is the curvature along that axis,
# an eigenvalue of $2 X^T X$. It shrinks while $|1 - \eta \lambda| < 1$, so the steepest axis
# decides: the largest stable rate is $2 / \lambda_{\max}$. For the four points with a bias it is
# 0.02496 for the sum, and four times that, 0.0998, for the mean.
#
# **Predict, then run.** With 1.01 times that rate, how many steps does it take until the mean loss
# is above its start, 5.4375, again? (At the start most of the error lies along the steepest axis.)

# %% key="rate-guess"
guess("rate", None)  # your number in place of None

# %% key="rate-run"
X1_four = np.column_stack([X_four, np.ones(4)])
stable = 2 / np.linalg.eigvalsh(2 * X1_four.T @ X1_four).max()
print(f"largest stable rate: {stable:.5f} for the sum, {4 * stable:.4f} for the mean")
with when_done():
    path = gradient_descent(squared, theta_start, X_four, y_four, lr=1.01 * stable, epochs=400)[1]
    curve = mean_losses(squared, path, X_four, y_four)
    reveal("rate", np.argmax(curve[1:] > curve[0]) + 1)
    try:
        with np.errstate(over="ignore"):
            gradient_descent(squared, theta_start, X_four, y_four, lr=10 * stable, epochs=400)
    except FloatingPointError as error:
        print("ten times that rate:", error)


# %% key="bowl"
def bowl(w, X, y):
    """The squared loss in the weights alone, the bias held at its best value."""
    new = update_linear(w, best[2], X, y, 1.0)[0]
    return float(np.sum((y - X @ w - best[2]) ** 2)), w - new


def draw_bowl(ax, u_range, v_range):
    """Contours of the loss over the plane of the two weights, and its minimum."""
    u, v = np.meshgrid(np.linspace(*u_range, 121), np.linspace(*v_range, 121))
    weights = np.stack([u, v], axis=-1)
    height = ((y_four - weights @ X_four.T - best[2]) ** 2).sum(axis=-1)
    ax.contour(u, v, height, levels=np.geomspace(0.5, 120, 12), colors="0.75", linewidths=1)
    ax.plot(*lowest, "k+", ms=12, mew=2)
    ax.set(xlabel="$w_0$", ylabel="$w_1$", xlim=u_range, ylim=v_range)
    ax.grid(False)


best = np.linalg.lstsq(X1_four, y_four, rcond=None)[0]
lowest = best[:2]  # with this bias, the best weights are those of the whole problem
stable_bowl = 2 / np.linalg.eigvalsh(2 * X_four.T @ X_four).max()

# %% key="paths-figure"
with when_done():
    figure, axes = plt.subplots(1, 2, figsize=(11, 4.8), layout="constrained")
    draw_bowl(axes[0], (-0.9, 0.7), (-0.7, 0.9))
    for colour, marker, (size, label, _) in zip(COLOURS, MARKERS, styles, strict=False):
        path = gradient_descent(bowl, w_start, X_four, y_four, lr=0.01, epochs=8, batch_size=size)[
            1
        ]
        line = {"color": colour, "marker": marker, "ms": 4, "lw": 1.5}
        axes[0].plot(*path.T, label=f"{label} a step", **line)
    axes[0].legend()
    axes[0].set_title("three descents, rate 0.01, 8 epochs")
    draw_bowl(axes[1], (-1.5, 0.9), (-1.0, 0.8))
    for colour, marker, share in zip(COLOURS, MARKERS, (0.5, 0.99, 1.01), strict=False):
        path = gradient_descent(bowl, w_start, X_four, y_four, lr=share * stable_bowl, epochs=40)[1]
        line = {"color": colour, "marker": marker, "ms": 4, "lw": 1}
        axes[1].plot(*path.T, label=f"{share} of the stable rate", **line)
    axes[1].legend(loc="lower left")
    axes[1].set_title("all rows a step, three rates")
    plt.show()

# %% [markdown] key="paths-caption"
# *Figure 5 shows the plane of the two weights, with the bias held at its best value, contours of
# the loss as slanted ellipses, and the minimum as a cross. Left: from the start on the upper right
# the descent with all four rows takes two long steps across the ellipses and then goes smoothly
# down along their axis; those with two rows and with one zigzag around its path. Right, with all
# rows a step: at half the stable rate the path goes straight into the valley and along it to the
# cross. At 0.99 of it the path leaps from one side of the valley to the other; it comes down along
# the valley soon, but across it each leap is hardly shorter than the one before. At 1.01 the first
# leaps look the same, and then each is longer than the one before: a string of triangles through
# the minimum that grows at both its ends.*

# %% [markdown] key="outlier-prose"
# ### An outlier
# One by one at a constant rate never comes to rest: each row pulls towards its own optimum, and the
# last one that was seen wins. One row far off makes it plain. To twenty points on a line,
# $y = 1 + x / 2$ and a little noise, we add one at $x = 1.5$ with $y = -6$, and look at the
# distance of $\theta$ from the least squares solution *with* the outlier (which is not the line
# that made the points: the squared loss bends to the outlier).
#
# **Predict, then run.** After 60 epochs one by one with rate 0.02, in a new order each time: is the
# distance below 0.001, between 0.001 and 0.05, or above? Write a number.

# %% key="outlier-guess"
guess("outlier", None)  # your number in place of None

# %% key="outlier-run"
rng = np.random.default_rng(4)
x_line = np.linspace(-2, 2, 20)
X_line = np.append(x_line, 1.5)[:, None]
y_line = np.append(1 + x_line / 2 + 0.1 * rng.standard_normal(20), -6.0)
with_it = np.linalg.lstsq(np.column_stack([X_line, np.ones(21)]), y_line, rcond=None)[0]
without = np.linalg.lstsq(np.column_stack([X_line, np.ones(21)])[:20], y_line[:20], rcond=None)[0]
runs = (
    ("all rows", {"lr": 0.015}),
    ("one by one", {"lr": 0.02, "batch_size": 1}),
    ("one by one, decay 0.5", {"lr": 0.02, "batch_size": 1, "decay": 0.5}),
)
with when_done():
    figure, axes = plt.subplots(1, 2, figsize=(11, 4.2), layout="constrained")
    for colour, marker, (name, options) in zip(COLOURS, MARKERS, runs, strict=False):
        order = np.random.default_rng(5)
        path = gradient_descent(
            squared, np.zeros(2), X_line, y_line, epochs=60, rng=order, **options
        )[1]
        ends = path[:: (len(path) - 1) // 60]  # one theta an epoch
        gaps = np.linalg.norm(ends - with_it, axis=1)
        axes[0].semilogy(gaps, color=colour, lw=2, label=name)
        tail = {"ls": "", "marker": marker, "ms": 5, "alpha": 0.7, "color": colour}
        axes[1].plot(*ends[20:].T, label=name, **tail)
        if name == "one by one":
            reveal("outlier", gaps[-1])
    axes[0].set(xlabel="epoch", ylabel="distance from the optimum", ylim=(1e-8, 3))
    axes[0].legend()
    axes[1].plot(*with_it, "k+", ms=14, mew=2, label="with the outlier")
    axes[1].plot(*without, "kx", ms=9, mew=2, label="without it")
    axes[1].set(xlabel="slope", ylabel="bias", title="epochs 20 to 60")
    axes[1].legend(fontsize=9)
    plt.show()

# %% [markdown] key="outlier-caption"
# *Figure 6, left, shows the distance from the optimum over 60 epochs on a logarithmic axis. With
# all rows a step it falls in a straight line and leaves the picture before epoch 20. One by one at
# a constant rate it falls for a few epochs, and then jitters around a tenth without end. With a
# rate that decays it goes on falling, ever more slowly, to a thousandth. Right: where the three are
# from epoch 20 on, in the plane of slope and bias. The descent with all rows sits on the plus, the
# optimum with the outlier; the one by one at a constant rate is strewn around it in a slanted
# cloud; the decaying one closes in. The cross, the optimum of the twenty good points, is far from
# all of them.*

# %% [markdown] key="penalty-prose"
# ### What a penalty does to the weights
# Add $\lambda \sum_j |w_j|$ (L1) or $\lambda \sum_j w_j^2$ (L2) to the loss and descend for a range
# of $\lambda$. The second pulls hard on large weights and ever more softly on small ones; the first
# pulls on all with the same force until they are 0. Six features here, of which three matter.

# %% key="penalty-figure"
rng = np.random.default_rng(18)
X_six = rng.standard_normal((60, 6))
w_true = np.array([2.0, -1.2, 0.6, 0.0, 0.0, 0.0])
y_six = X_six @ w_true + 0.5 * rng.standard_normal(60)
strengths = np.geomspace(0.3, 300, 24)


def penalised(slope, strength):
    """The squared loss of a unit without a bias, with a penalty of that slope."""

    def loss(w, X, y):
        new = update_linear(w, 0.0, X, y, 1.0)[0]
        return float(np.sum((y - X @ w) ** 2)), w - new + strength * slope(w)

    return loss


with when_done():
    figure, axes = plt.subplots(1, 2, figsize=(11, 4.2), layout="constrained", sharey=True)
    for ax, (name, slope) in zip(axes, (("L1", np.sign), ("L2", lambda w: 2 * w)), strict=False):
        ends = []
        for strength in strengths:
            # A stronger L2 penalty makes the bowl steeper, a stronger L1 the kink at 0.
            lr = 0.5 / (120 + 2 * strength)
            loss = penalised(slope, strength)
            ends.append(
                gradient_descent(loss, np.zeros(6), X_six, y_six, lr=lr, epochs=800, decay=0.1)[0]
            )
        for j, path in enumerate(np.array(ends).T):
            style = {"color": COLOURS[j], "lw": 2} if j < 3 else {"color": "0.5", "lw": 1.2}
            label = f"$w_{j}$" if j < 3 else ("the others" if j == 3 else None)
            ax.semilogx(strengths, path, label=label, **style)
        ax.set(xlabel=r"strength $\lambda$", title=name)
    axes[0].set_ylabel("weight")
    axes[1].legend(loc="upper right")
    plt.show()

# %% [markdown] key="penalty-caption"
# *Figure 7 shows the six weights that descent ends at, against the penalty's strength on a
# logarithmic axis. On the left, with L1, they go to 0 one after the other and stay there: first the
# three that do not matter (grey), then 0.6's, −1.2's and at last 2's. On the right, with L2, all
# shrink together along smooth curves, get small, and never reach 0.*

# %% [markdown] key="concepts-prose"
# ## 8. What descent does
#
# Five questions, each a function that returns an array or a number; the docstrings say what.
# `check` tells you only whether an answer is of the right kind. Hints:
#
# * From zeros, what does the perceptron's first epoch look like with $\alpha = 1$ and with 0.1? And
#   which rows are wrong in the second epoch, in both?
# * You have run XOR above. What was `delta` in the first epoch, and why? A rule that says when to
#   stop does not say that anything has been learned.
# * You have seen the factor between the stable rates for the sum and for the mean of four rows.

# %% key="concepts"
from solutions.update_rules_questions import (
    rate_for_mean,
    steps_per_epoch,
    theta_of_alpha,
    xor_epochs,
    xor_rows_right,
)

# %% key="concepts-check"
check(theta_of_alpha, xor_epochs, xor_rows_right, rate_for_mean, steps_per_epoch)

# %% [markdown] key="search-prose"
# ## 9. Without a gradient (extra: checked and shown, no points)
#
# What is a gradient worth? GT-L2 names other families of search; here are two, as a yardstick.
# **Luck:** draw many $\theta$ and keep the best. **Small changes**, as evolution does it: vary the
# best so far and keep what is better. Both need nothing but values of the loss.

# %% key="search"
from solutions.update_rules_questions import evolve, random_search

# %% key="search-check"
check(random_search, evolve)

# %% [markdown] key="race-prose"
# **Predict, then run.** A linear unit with 20 weights and 200 rows; each search may look at the
# loss 400 times, and descent takes 400 steps. The loss is 0 at best. Guess the mean loss that luck
# gets to; at zeros it is about 12.

# %% key="race-guess"
guess("race", None)  # your number in place of None

# %% key="race-run"
rng = np.random.default_rng(11)
X_race, w_race = rng.standard_normal((200, 20)), rng.standard_normal(20)
y_race = X_race @ w_race


def race_loss(w):
    """The mean squared error of the weights, without noise: 0 at best."""
    return float(np.mean((y_race - X_race @ w) ** 2))


with when_done():
    lucky = random_search(race_loss, (20,), 400, rng)[1]
    evolved = evolve(race_loss, (20,), 400, rng)[1]
    w = np.zeros(20)
    for _ in range(400):
        w = update_linear(w, 0.0, X_race, y_race, 0.001)[0]
    reveal("race", lucky)
    print(f"at zeros {race_loss(np.zeros(20)):.3g}, small changes {evolved:.3g}, ", end="")
    print(f"descent {race_loss(w):.1e}")

# %% [markdown] key="end-prose"
# ## What you have now
# Four update rules that you can derive, code and run, and a loop that runs any other. Two of the
# chains you wrote, through the sigmoid and through the softmax, are the whole of backpropagation
# for a network of one layer; assignment 5 adds layers.

# %% key="progress"
progress()

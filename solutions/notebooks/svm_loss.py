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
# # Assignment 1: the linear classifier and the hinge loss
#
# You will write a classifier for images, the loss that says how wrong it is, and the gradient that
# says how to make it better; then you will train it on handwritten digits and look at what it
# learned. At the end you will break it, and repair it by hand. Plan four to five hours.
#
# **How to work.** Run the cells from top to bottom. A cell that ends in
# `raise NotImplementedError()` is yours: replace that line by your code. The cell below it,
# `check(...)`, tries your function and tells you what it found; run it as often as you like. After
# you submit, your functions are judged once more, on fresh inputs. Before each exercise stands a
# number to work out by hand: do that first, it is the quickest way to find a mistake.
#
# **Hints.** A check that fails says where and how far off. If it fails again after a change, a hint
# comes with it, then the section to read again. `check(..., hint=True)` shows the next one now.
#
# **Predictions.** `guess("...", None)` asks what the next cell will give: write a number or a sign
# in place of `None` and run it; the next cell says how near you were. They are not graded.
#
# **Sources**, by the short names that the docstrings use: GT-L2 (Georgia Tech CS 7643, lecture 2),
# GT-N (handwritten notes of the same course), QCRI-L4 (QCRI Deep Learning for Machine Translation,
# ML II, lecture 4).
#
# **Conventions** of this assignment. The functions' docstrings repeat those that apply.
#
# | symbol | shape | what |
# | --- | --- | --- |
# | $X$ | $(N, D)$ | $N$ examples of $D$ features, one example a row |
# | $y$ | $(N,)$ | labels: integers $0 \dots C-1$; for two classes $-1$ and $+1$, where it says so |
# | $W$, $b$ | $(D, C)$, $(C,)$ | weights and biases: one column, one number for each class |
# | $S = XW + b$ | $(N, C)$ | scores; the formula adds $b$ to each row |
# | $L$ | a number | the *mean* of the rows' losses, plus a penalty where there is `reg` |
# | $\partial L / \partial W$, `dW` | $(D, C)$ | a gradient has the shape of what it belongs to |
#
# What is computed is float64, also where an array of integers comes in, which holds no fractions.
# No function changes the arrays that it is given.

# %% key="imports"
import timeit
import traceback
from contextlib import contextmanager

import matplotlib.pyplot as plt
import numpy as np
from scipy.optimize import linprog

from autograder import check, check_gradient, guess, progress, reveal
from chainrule_datasets import blobs, load_digits, modes, parity, ring

# %% [markdown] key="helpers-prose"
# A helper for the cells that are not graded: it lets a cell wait for a function that you have not
# written yet. Three colours that colour-blind readers can tell apart, each with a marker of its
# own, serve all figures.

# %% key="helpers"
plt.rcParams.update({"font.size": 11, "axes.grid": True, "grid.alpha": 0.3})
COLOURS, MARKERS = ("#0072B2", "#D55E00", "#009E73"), ("o", "s", "^")


@contextmanager
def when_done():
    """Run the lines below it; where they need an unfinished exercise, say which and go on."""
    try:
        yield
    except NotImplementedError as error:
        plt.close("all")  # a figure that was begun
        function = traceback.extract_tb(error.__traceback__)[-1].name
        print(f"Come back to this cell when {function} is done.")


def scatter(ax, X, y, names):
    """Draw the rows of X (N, 2), each class in its colour and with its marker."""
    for c, name in enumerate(names):
        ax.scatter(*X[y == c].T, s=22, c=COLOURS[c], marker=MARKERS[c], label=name, alpha=0.8)
    ax.set(xlabel="$x_1$", ylabel="$x_2$", aspect="equal")


# %% [markdown] key="image-prose"
# ## 1. From an image to scores
#
# ### An image is a row of numbers
# A classifier of this kind sees no rows and columns, only a list of $D$ numbers. We lay the pixels
# out row by row, the last axis fastest (*row-major*, NumPy's own order): pixel $(r, c)$ of an image
# with $w$ columns goes to place $rw + c$, and channel $k$ of a colour image with three channels to
# place $3(rw + c) + k$.
#
# Our images are digits of 8 × 8 pixels, so $D = 64$. A colour image of CIFAR-10 has 32 × 32 × 3
# numbers: $D = 3072$. A linear classifier learns one weight for each pair of a feature and a class,
# and one bias for each class. However many examples it was trained on, that is all it keeps: it is
# *parametric*. A nearest-neighbour classifier keeps every example.
#
# **By hand:** $\begin{pmatrix} 9 & 0 \\ 3 & 7 \end{pmatrix}$ becomes $(9, 0, 3, 7)$. Channel 2 of
# pixel $(1, 0)$ of a CIFAR image goes to place $3(32 + 0) + 2 = 98$. For CIFAR-10, with ten
# classes, $3072 \cdot 10 + 10 = 30{,}730$ numbers are learned. How many does a nearest-neighbour
# classifier keep of its 50,000 images?

# %% key="stretch"
from solutions.svm_loss import numbers_kept, parameter_count, stretch

# %% key="stretch-check"
check(stretch, parameter_count, numbers_kept)

# %% key="digits-figure"
digits = load_digits()
figure, axes = plt.subplots(1, 10, figsize=(10, 1.6), layout="constrained")
for c, ax in enumerate(axes):
    first = digits.X_train[digits.y_train == c][0]
    ax.imshow(first.reshape(digits.shape), cmap="gray_r", vmin=0, vmax=1)
    ax.set(xticks=[], yticks=[], title=str(c))
figure.supxlabel("one training image of each class, dark where there is ink", fontsize=11)
plt.show()

# %% [markdown] key="digits-caption"
# *Figure 1 shows ten digits in a row, 0 to 9, each a coarse image of 8 × 8 grey pixels with strokes
# two or three pixels wide. Most are easy to read; some need a second look.*

# %% [markdown] key="scores-prose"
# ### Scores, in both conventions
# A linear classifier gives each class a score: a weighted sum of the features, plus a bias.
#
# * The lectures write it for **one** example, a column: $s = Wx + b$, with $W$ of shape $(C, D)$:
#   one *row* for each class.
# * Code scores a **batch**, one example a row: $S = XW + b$, with $W$ of shape $(D, C)$: one
#   *column* for each class. This is the convention of all that follows.
#
# They give the same numbers, for one $W$ is the other transposed. You write both, because you will
# read both.
#
# **By hand:** with $x = (4, 2)$, $b = (0.5, -1, 3)$ and the lectures'
# $W = \begin{pmatrix} 1 & -1 \\ 2 & 0.5 \\ 0 & 1 \end{pmatrix}$ the scores are
# $(4 - 2 + 0.5,\ 8 + 1 - 1,\ 2 + 3) = (2.5, 8, 5)$.

# %% key="linear-scores"
from solutions.svm_loss import batch_scores, linear_scores

# %% key="linear-scores-check"
check(linear_scores, batch_scores)

# %% [markdown] key="brightness-prose"
# **Predict, then run.** The image above is made twice as bright: every entry of $x$ doubles, $W$
# and $b$ stay. What does the second score, now 8, become?

# %% key="brightness-guess"
guess("brightness", None)  # your number in place of None

# %% key="brightness-run"
with when_done():
    bright = batch_scores(
        2 * np.array([[4.0, 2.0]]),
        np.array([[1.0, 2.0, 0.0], [-1.0, 0.5, 1.0]]),
        np.array([0.5, -1.0, 3.0]),
    )
    reveal("brightness", bright[0, 1])
    print("The weighted sum doubles, the bias does not: scores are affine, not linear, in x.")

# %% [markdown] key="fold-prose"
# ### The bias as one more weight
# Formulas are shorter without $b$. Give every example one more feature that is always 1; then the
# bias is the weight of that feature:
#
# $$\begin{pmatrix} X & \mathbf{1} \end{pmatrix} \begin{pmatrix} W \\ b^T \end{pmatrix} = XW + b .$$
#
# Here the ones stand **last**, as in GT-L2. (Later assignments follow sources that put them first;
# their docstrings say so.) From here on, $W$ has the bias folded in unless a function takes `b`.
#
# **By hand:** $x = (4, 2)$ becomes $(4, 2, 1)$ and the first column of $W$, $(1, -1)$ with bias
# $0.5$, becomes $(1, -1, 0.5)$. Their inner product is $4 - 2 + 0.5 = 2.5$, as before. The shapes
# $(N, D)$ and $(D, C)$ become $(N, D+1)$ and $(D+1, C)$.

# %% key="fold-bias"
from solutions.svm_loss import fold_bias

# %% key="fold-bias-check"
check(fold_bias)

# %% [markdown] key="predict-prose"
# ### From scores to a label
# The prediction is the class of the highest score. Where several are highest, the first of them
# is taken, so that the answer is always one label and always the same one.
#
# With **two** classes, one score is enough: $f = w \cdot x + b$, and the class is 1 where
# $f \ge 0$, else 0. The points where $f = 0$ form a *hyperplane*, in the plane a line; it belongs
# to class 1.
#
# **By hand:** scores $(2.5, 8, 5)$ give class 1, and $(2.5, 2.5, -3.1)$ give class 0. With
# $w = (1, -1)$ and $b = -1$, the point $(3, 0)$ has $f = 2$: class 1. $(0, 3)$ has $f = -4$:
# class 0. $(2, 1)$ lies on the line.

# %% key="predict"
from solutions.svm_loss import predict, predict_binary

# %% key="predict-check"
check(predict, predict_binary)

# %% [markdown] key="planes-prose"
# **What it looks like.** Each class has a line of its own, $w_c \cdot x + b_c = 0$. Its *normal*
# $w_c$ is at a right angle to the line and points to where the class's score grows; moving along
# the line changes nothing. A larger bias moves the line against its normal.

# %% key="planes-figure"
W_lines = np.array([[1.0, -1.0, 0.0], [1.0, 1.0, -1.2]])  # one column a class
b_lines = np.array([-1.0, -1.0, -1.0])
x1, x2 = np.meshgrid(np.linspace(-4, 4, 201), np.linspace(-4, 4, 201))

figure, ax = plt.subplots(figsize=(5.6, 5.2))
for c in range(3):
    w, bias = W_lines[:, c], b_lines[c]
    height = w[0] * x1 + w[1] * x2 + bias
    ax.contourf(x1, x2, height, levels=[0, 99], colors=[COLOURS[c]], alpha=0.12)
    ax.contour(x1, x2, height, levels=[0], colors=[COLOURS[c]], linewidths=2)
    foot = -bias * w / (w @ w)  # the point of the line that is nearest to the origin
    ax.annotate("", foot + w, foot, arrowprops={"arrowstyle": "-|>", "color": COLOURS[c], "lw": 2})
    ax.text(*(foot + 1.3 * w), f"$w_{c}$", color=COLOURS[c], ha="center", va="center", size=14)
ax.plot(0, 0, "k+", markersize=10)
ax.set(xlabel="$x_1$", ylabel="$x_2$", aspect="equal", title="Where each of three scores is 0")
plt.show()

# %% [markdown] key="planes-caption"
# *Figure 2 shows three lines in the plane around the origin, which is marked by a cross: class 0's
# runs on the upper right and falls to the right, class 1's on the upper left and rises, class 2's
# is level and below. From each an arrow, its normal, points away from the origin, into the shaded
# half plane where that class's score is positive. The half planes overlap in pairs, and around the
# origin no score is positive: still, one of the three is the highest.*

# %% [markdown] key="one-vs-all-prose"
# ### Many classes from binary classifiers
# A binary classifier tells one class from the rest. Train $C$ of them, the one for class $c$ with
# the labels $+1$ for class $c$ and $-1$ for all others, and you can tell $C$ classes apart. It
# will not do to ask which of them says "yes": often none does, and sometimes several do. Ask which
# score is **highest**.
#
# **By hand:** the labels $y = (0, 2, 1, 2)$ become $(-1, +1, -1, +1)$ for class 2. Three
# classifiers that score a point by $-0.5$, $-2$ and $-0.1$ all say "no"; the prediction is class 2.

# %% key="one-vs-all"
from solutions.svm_loss import one_vs_all_labels, predict_one_vs_all

# %% key="one-vs-all-check"
check(one_vs_all_labels, predict_one_vs_all)

# %% [markdown] key="loss-one-prose"
# ## 2. How wrong is it? The hinge loss
#
# ### One example
# A loss is a number that is small when the scores are good. The multiclass hinge loss (of the
# *multiclass support vector machine*, SVM) asks that the true class beat every other class by a
# margin of 1. Each class that comes closer adds what is missing:
#
# $$L = \sum_{j \ne y} \max(0,\ s_j - s_y + 1) .$$
#
# Three images, with the scores that some classifier gives them (GT-L2):
#
# | | cat | car | frog | true class | terms | loss |
# | --- | --- | --- | --- | --- | --- | --- |
# | the cat | **3.2** | 5.1 | −1.7 | 0 | $\max(0, 2.9) + \max(0, -3.9)$ | 2.9 |
# | the car | 1.3 | **4.9** | 2.0 | 1 | $\max(0, -2.6) + \max(0, -1.9)$ | 0 |
# | the frog | 2.2 | 2.5 | **−3.1** | 2 | $\max(0, 6.3) + \max(0, 6.6)$ | 12.9 |
#
# The mean over the three is $15.8 / 3 = 5.2667$. We shall meet these images again and again.
#
# The car has a loss of 0 *with room to spare*: its score may fall by 1.9, from 4.9 to 3.0, before
# the loss moves. Write that number for any example; it is 0 where the loss is positive already.

# %% key="svm-loss-one"
from solutions.svm_loss import car_slack, svm_loss_one

# %% key="svm-loss-one-check"
check(svm_loss_one, car_slack)

# %% [markdown] key="falling-prose"
# **Predict, then run.** The car's own score falls from 4.9 to 1.0. What is its loss then?

# %% key="falling-guess"
guess("falling", None)  # your number in place of None

# %% key="falling-run"
with when_done():
    reveal("falling", svm_loss_one(np.array([1.3, 1.0, 2.0]), 1))

# %% key="falling-figure"
own = np.linspace(-1, 6, 141)
with when_done():
    falling = [svm_loss_one(np.array([1.3, score, 2.0]), 1) for score in own]
    figure, ax = plt.subplots(figsize=(6.4, 3.6))
    ax.plot(own, falling, color=COLOURS[0], lw=2)
    ax.plot(4.9, 0, MARKERS[1], color=COLOURS[1], markersize=9, clip_on=False)
    ax.annotate("as scored: 4.9", (4.9, 0), (4.9, 1.1), ha="center", color=COLOURS[1])
    arrow = {"arrowstyle": "->", "color": "0.3"}
    ax.annotate("slope −1 below 3.0", (3.0, 0.0), (3.3, 2.2), arrowprops=arrow)
    ax.annotate("slope −2 below 2.3", (2.3, 0.7), (2.6, 4.0), arrowprops=arrow)
    ax.set(xlabel="score of the true class, car", ylabel="hinge loss", ylim=(0, 8))
    plt.show()

# %% [markdown] key="falling-caption"
# *Figure 3 shows the car's loss against the car's own score. From the right the loss is 0 and level
# down to a score of 3.0; there it bends and rises with slope −1, and at 2.3 it bends once more, to
# slope −2. The car's actual score, 4.9, is 1.9 to the right of the first bend. The bends are the
# hinges: to the left of each, one more wrong class is too close.*

# %% [markdown] key="naive-prose"
# ### All examples, and the gradient: by loops
# Over a batch the loss is the mean of the rows' losses plus a penalty on large weights:
#
# $$L(W) = \frac{1}{N} \sum_{i=1}^{N} \sum_{j \ne y_i} \max(0,\ s_{ij} - s_{i y_i} + 1)
#   + \lambda \sum_{d,c} W_{dc}^2, \qquad S = XW .$$
#
# In code $\lambda$ is `reg`. It is there because the first term alone does not settle $W$, as you
# will find below. Mind its size: some texts write $\frac{\lambda}{2}$; here there is no half, so
# the penalty's gradient is $2 \lambda W$. A gradient must belong to the loss that *you* wrote.
#
# **The gradient.** Look at one term, $\max(0, s_j - s_y + 1)$ with $s_j = w_j \cdot x$ and
# $s_y = w_y \cdot x$. Where it is positive, its gradient is $x$ with respect to $w_j$, and $-x$
# with respect to $w_y$; where it is not, both are zero. So a violated margin touches **two**
# columns of $W$: the wrong class's, and the true one's. Exactly at the kink there is no
# derivative; take 0.
#
# **By hand**, with the three images. Let $X$ be the identity, so that $S = W$ and
# $\partial L / \partial W = \partial L / \partial S$. Three margins are violated: cat row, column
# 1; frog row, columns 0 and 1. Hence the loss is 5.2667 and
#
# $$\frac{\partial L}{\partial S} = \frac{1}{3}
#   \begin{pmatrix} -1 & 1 & 0 \\ 0 & 0 & 0 \\ 1 & 1 & -2 \end{pmatrix} .$$
#
# With $\lambda = 0.1$: the squares of the nine weights sum to 89.54, so the loss is
# $5.2667 + 8.954 = 14.2207$, and the first entry of the gradient is
# $-\frac13 + 2 \cdot 0.1 \cdot 3.2 = 0.3067$.

# %% key="svm-loss-naive"
from solutions.svm_loss import svm_loss_naive

# %% key="svm-loss-naive-check"
check(svm_loss_naive)

# %% [markdown] key="gradient-check-prose"
# **Is the gradient right?** You need no answer book for that. Take a random direction $V$ and
# compare how fast the loss really changes along it, $(L(W + hV) - L(W - hV)) / 2h$, with what your
# gradient says, $\sum_{d,c} (\partial L / \partial W)_{dc} V_{dc}$. `check_gradient` does it for
# five directions and returns the worst relative error: below 1e-6 the gradient is right, above
# 1e-3 it is wrong, unless one of the kinks is within the tiny step. It is given to you here; you
# will write a full one, entry by entry, in assignment 3. `check` judges your gradients in the same
# way, with worked numbers besides.

# %% key="gradient-check"
rng = np.random.default_rng(1)
X_few, y_few = rng.standard_normal((20, 5)), rng.integers(0, 4, 20)
W_few = rng.standard_normal((5, 4))
with when_done():
    loss, dW = svm_loss_naive(W_few, X_few, y_few, 0.7)
    for name, gradient in (("your dW", dW), ("your dW, doubled", 2 * dW)):
        error = check_gradient(
            lambda W: svm_loss_naive(W, X_few, y_few, 0.7)[0], W_few, gradient, rng
        )
        print(f"{name}: worst relative error {error:.1e}")

# %% [markdown] key="vectorized-prose"
# ### The same without a loop
# Loops over images and classes are slow in Python: NumPy does the same arithmetic on whole arrays
# in compiled code. Name the stages and look at each; here they are for the three images.
#
# 1. `margins`, $(N, C)$: all the terms at once, with 0 in the true column.
#    A column vector $(N, 1)$ of true scores is subtracted from each row of $S$; indexing with
#    *two* lists of integers, rows and labels, picks one entry a row.
# 2. `mask`, $(N, C)$: which of them are positive.
# 3. `dS`, $(N, C)$: the gradient with respect to the scores. In a wrong class's column it is
#    $1/N$ where the mask is true. In the true column: how many times does the true score appear
#    in the row's sum, and with which sign?
# 4. `dW`, $(D, C)$: each score is $s_{ij} = \sum_d x_{id} w_{dj}$, so $w_{dj}$ acts through every
#    row $i$, with the factor $x_{id}$: $\partial L / \partial w_{dj} = \sum_i x_{id}\,
#    \partial L / \partial s_{ij}$. Which matrix product is that? The shapes leave one choice.
#    Then the penalty.
#
# $$\text{margins} = \begin{pmatrix} 0 & 2.9 & 0 \\ 0 & 0 & 0 \\ 6.3 & 6.6 & 0 \end{pmatrix} \qquad
#   \text{mask} = \begin{pmatrix} 0 & 1 & 0 \\ 0 & 0 & 0 \\ 1 & 1 & 0 \end{pmatrix} \qquad
#   \text{dS} = \frac13 \begin{pmatrix} -1 & 1 & 0 \\ 0 & 0 & 0 \\ 1 & 1 & -2 \end{pmatrix}$$
#
# **By hand:** each row of `dS` sums to 0, since raising all scores of a row alike changes no
# margin. A loop, a comprehension, `map` or `np.vectorize`, be it in a helper of yours,
# costs the part "vectorised".

# %% key="svm-loss-vectorized"
from solutions.svm_loss import svm_loss_vectorized

# %% key="svm-loss-vectorized-check"
check(svm_loss_vectorized)

# %% [markdown] key="speed-prose"
# **Predict, then run.** On 500 digits, how many times as fast is the second function?

# %% key="speed-guess"
guess("speed", None)  # your number in place of None

# %% key="speed-run"
with when_done():
    batch = (np.ones((64, 10)), digits.X_train[:500], digits.y_train[:500], 0.1)
    slow = timeit.timeit(lambda: svm_loss_naive(*batch), number=1)
    fast = timeit.timeit(lambda: svm_loss_vectorized(*batch), number=10) / 10
    reveal("speed", slow / fast)
    print(f"With loops {1000 * slow:.1f} ms, without {1000 * fast:.2f} ms.")
    print(f"The losses differ by {abs(svm_loss_naive(*batch)[0] - svm_loss_vectorized(*batch)[0])}")

# %% [markdown] key="binary-prose"
# ### Two classes
# With labels $y = \pm 1$ and a single score $f = w \cdot x + b$, the product $m = y f$ is the
# *margin*: positive where the sign of $f$ is right, and large where it is clearly right. The binary
# hinge loss, averaged over the rows and without a penalty, is
#
# $$L = \frac1N \sum_i \max(0,\ 1 - y_i f_i) .$$
#
# Where $y_i f_i \ge 1$, row $i$ adds nothing to the loss nor to a gradient. Elsewhere, the chain
# rule goes through $f_i$: what is $\partial L / \partial f_i$, and how does $f_i$ depend on $w$ and
# on $b$?
#
# **By hand** (QCRI-L4): with $w = (0.5, 0.5)$ and $b = 0.5$, the point $(5, -2)$ with $y = -1$ has
# $f = 2$ and loss 3; its gradients are $(5, -2)$ and 1. Add $(2, 0)$ with $y = -1$, and $(-2, 2)$
# and $(-1, -3)$ with $y = +1$: the four losses are 3, 2.5, 0.5 and 2.5, the mean is 2.125, and the
# gradients are $(2.5, -0.25)$ and 0.

# %% key="binary-hinge"
from solutions.svm_loss import binary_hinge

# %% key="binary-hinge-check"
check(binary_hinge)

# %% [markdown] key="five-prose"
# ### Five losses on one plot
# Many losses for two classes are functions of the margin $m = yf$ alone:
#
# | loss | formula |
# | --- | --- |
# | 0-1: is it wrong? | 1 where $m \le 0$, else 0 |
# | perceptron | $\max(0, -m)$ |
# | hinge | $\max(0, 1 - m)$ |
# | logistic | $\log(1 + e^{-m})$ |
# | squared | $(y - f)^2 = (1 - m)^2$, as $y^2 = 1$ |
#
# We care about the first, and cannot descend on it: its slope is 0 wherever it has one. The others
# stand in for it. Look at what each does with points that are right by a little, right by a lot,
# and wrong by a lot.

# %% key="five-figure"
m = np.linspace(-2.5, 3.5, 601)
curves = (
    ("0-1", np.where(m <= 0, 1.0, 0.0), "black", "-"),
    ("hinge", np.maximum(0, 1 - m), "#0072B2", "-"),
    ("perceptron", np.maximum(0, -m), "#009E73", "--"),
    ("logistic", np.log1p(np.exp(-m)), "#D55E00", "-."),
    ("squared", (1 - m) ** 2, "#CC79A7", ":"),
)
figure, ax = plt.subplots(figsize=(7.2, 4.6))
for name, values, colour, line in curves:
    ax.plot(m, values, line, color=colour, lw=2.5, label=name)
ax.axvline(0, color="0.5", lw=1)
ax.text(-0.08, 4.6, "wrong", ha="right")
ax.text(0.08, 4.6, "right")
ax.set(xlabel="margin $m = y f$", ylabel="loss of one point", ylim=(-0.1, 5), xlim=(-2.5, 3.5))
ax.legend(loc="center left", bbox_to_anchor=(1.01, 0.5))
plt.show()

# %% [markdown] key="five-caption"
# *Figure 4 shows five losses against the margin. The 0-1 loss is a step from 1 down to 0 at margin
# 0. The perceptron's falls with slope −1 and is 0 from margin 0 on; the hinge is the same line
# moved right by 1, and is 0 from margin 1 on. The logistic loss is a smooth curve close above the
# perceptron's, 0.69 at margin 0, that falls towards 0 and never gets there. The squared loss is a
# parabola with its minimum at margin 1: it rises again to the right, so it punishes points for
# being right by a lot. It is also the steepest on the left, so one outlier pulls hardest there.*

# %% [markdown] key="hard-prose"
# ## 3. What one line cannot do
#
# A linear classifier with two classes cuts space with one hyperplane. Three sets in the plane for
# which no line will do (GT-L2):
#
# * **parity**: the class is 1 where an odd number of coordinates is positive (XOR);
# * **ring**: the class is 1 where $1 \le \lVert x \rVert \le 2$;
# * **modes**: the class is 1 near any of three centres.
#
# The next cell draws each set with the *best* line for it: the one with the smallest mean hinge
# loss. That loss is made of straight pieces, so a linear program finds its minimum exactly.


# %% key="fit"
def best_plane(F, y):
    """The plane (w, b) with the least mean hinge loss on features F (N, F), labels 0 and 1."""
    N, width = F.shape
    sign = 2.0 * y - 1.0
    # Unknowns (w, b, t): least mean of t, where t >= 0 and t >= 1 - sign * (F w + b).
    rows = np.column_stack([-sign[:, None] * F, -sign, -np.eye(N)])
    cost = np.concatenate([np.zeros(width + 1), np.full(N, 1 / N)])
    free = [(None, None)] * (width + 1) + [(0, None)] * N
    found = linprog(cost, A_ub=rows, b_ub=-np.ones(N), bounds=free).x
    return found[:width], found[width]


def draw_case(ax, X, y, features, title):
    """Draw the set and, shaded, where the best plane on its features says class 1."""
    w, b = best_plane(features(X), y)
    corners = 1.08 * np.abs(X).max()
    u, v = np.meshgrid(*2 * [np.linspace(-corners, corners, 161)])
    f = (features(np.column_stack([u.ravel(), v.ravel()])) @ w + b).reshape(u.shape)
    ax.contourf(u, v, f, levels=[-1e9, 0, 1e9], colors=["white", COLOURS[1]], alpha=0.25)
    right = np.mean((features(X) @ w + b >= 0) == (y == 1))
    scatter(ax, X, y, ("class 0", "class 1"))
    ax.set(title=f"{title}: {100 * right:.0f} % right", xlim=(u.min(), u.max()))
    ax.grid(False)


rng = np.random.default_rng(7)
parity_set, ring_set = parity(rng, 160), ring(rng, 160)
*modes_set, centres = modes(rng, 160)

figure, axes = plt.subplots(1, 3, figsize=(11, 4.2), layout="constrained")
draw_case(axes[0], *parity_set, lambda X: X, "parity")
draw_case(axes[1], *ring_set, lambda X: X, "ring")
draw_case(axes[2], *modes_set, lambda X: X, "modes")
figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
plt.show()

# %% [markdown] key="hard-caption"
# *Figure 5 shows the three sets, class 0 as blue circles and class 1 as orange squares: parity
# fills opposite quadrants with the same class, the ring of class 1 has class 0 inside and outside,
# and three round clouds of class 1 stand amid class 0. Shaded is the side of the best line on which
# it predicts class 1. In no panel does it follow the shape: it cuts across, and little more than
# half of the points are right, sometimes less.*

# %% [markdown] key="features-prose"
# **The way out: features.** Replace $x$ by $\phi(x)$, numbers computed from $x$, and let the plane
# cut the space of features. It is still a linear classifier, linear in $\phi$; in the space of $x$
# its boundary may have any shape. Finding $\phi$ by hand takes an idea for each set, which is why
# networks that find it themselves (assignment 5) were worth inventing.
#
# Each of the three functions below takes the points and returns 1 to 10 features a point, whichever
# you like. It is graded on fresh draws: a linear program looks for a plane that separates the
# classes without an error. A test to do by hand, with a table:
#
# **Parity.** Write down the signs of the coordinates in the four quadrants, and the class. Which
# one number, made of both coordinates, has one sign for class 1 and the other for class 0?

# %% key="xor-features"
from solutions.svm_loss import xor_features

# %% key="xor-features-check"
check(xor_features)

# %% [markdown] key="ring-prose"
# **Ring.** Only the distance from the origin matters, $r = \lVert x \rVert$. Take three points,
# with $r = 0.5, 1.5, 2.5$ and classes $0, 1, 0$. No threshold on $r$ has the second on one side
# and the other two on the other side, nor does one on $r^2$: an interval is no half line. What
# *is* positive on an interval and negative on both sides of it?

# %% key="ring-features"
from solutions.svm_loss import ring_features

# %% key="ring-features-check"
check(ring_features)

# %% [markdown] key="modes-prose"
# **Modes.** You are given the centres. Points of class 1 lie within 0.8 of a centre, those of class
# 0 farther than 1.2 from all, and two centres are more than 3 apart. The three distances themselves
# will not do: the sum of the distances from the centres is *smaller* in the middle between them, in
# class 0, than at a centre. You want numbers that are large near a centre and close to 0 far from
# it, or one number that only asks how near the nearest centre is.

# %% key="modes-features"
from solutions.svm_loss import modes_features

# %% key="modes-features-check"
check(modes_features)

# %% key="features-figure"
with when_done():
    figure, axes = plt.subplots(1, 3, figsize=(11, 4.2), layout="constrained")
    draw_case(axes[0], *parity_set, xor_features, "parity")
    draw_case(axes[1], *ring_set, ring_features, "ring")
    draw_case(axes[2], *modes_set, lambda X: modes_features(X, centres), "modes")
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
    plt.show()

# %% [markdown] key="features-caption"
# *Figure 6 shows the same sets, each with the best plane in the space of your features, drawn back
# into the plane of $x$. With features that separate, the shaded region of class 1 is two opposite
# quadrants, a ring, and three round islands, all points are right, and nothing but the features has
# changed: the classifier is as linear as before.*

# %% [markdown] key="concepts-prose"
# ## 4. What the loss tells you
#
# Eight questions, each a function that returns a number or a few truth values; the docstrings say
# what. Think first, then test your answer with the functions that you have. `check` tells you only
# whether an answer is of the right kind. Hints:
#
# * A loss at the start of training that is not what `loss_at_zero` says points to a bug.
# * GT-L2 asks what happens if the sum runs over all classes, the true one too, and answers "no
#   difference". Write out the term that is added, $\max(0, s_y - s_y + 1)$. That answer is right
#   of only one of the two: loss and gradient. Whoever mixes them up leaves the term out of the loss
#   and counts the true class in the gradient.
# * $L(W) = 0$ says what of each difference $s_y - s_j$? And with $2W$? What follows for the
#   question whether $W$ is unique, and for the use of the penalty?
# * For `still_moving`, look at figure 4 to the right of 0. It is sometimes said of learning in
#   general that "if the output is correct, nothing changes": of which losses is it true?

# %% key="concepts"
from solutions.svm_loss import (
    car_loss_change,
    largest_loss,
    loss_at_zero,
    loss_of_doubled_weights,
    loss_with_true_class,
    smallest_loss,
    still_moving,
    sum_over_mean,
)

# %% key="concepts-check"
check(
    smallest_loss,
    largest_loss,
    loss_at_zero,
    car_loss_change,
    loss_with_true_class,
    sum_over_mean,
    loss_of_doubled_weights,
    still_moving,
)

# %% [markdown] key="train-prose"
# ## 5. Training it, and two views of what it learned
#
# **Gradient descent** repeats one line: $W \leftarrow W - \eta\, \partial L / \partial W$. That is
# all there is to training here; assignment 4 looks into it. The step $\eta$ is called `lr`.
#
# **Predict, then run.** The classifier is trained on 1,077 digits. On the 360 test digits, which it
# has not seen, what per cent will it get right? Guessing would get 10.

# %% key="train-guess"
guess("train", None)  # your number in place of None, in per cent

# %% key="train-run"
lr, reg, history = 0.3, 1e-3, []
with when_done():
    X_train, W_digits = fold_bias(digits.X_train, np.zeros((64, 10)), np.zeros(10))
    for _ in range(400):
        loss, dW = svm_loss_vectorized(W_digits, X_train, digits.y_train, reg)
        W_digits = W_digits - lr * dW
        history.append(loss)
    labels = predict(digits.X_test, W_digits[:-1], W_digits[-1])
    reveal("train", 100 * np.mean(labels == digits.y_test))

# %% key="train-figure"
if not history:
    print("Come back to this cell when the digits are learned.")
else:
    figure, ax = plt.subplots(figsize=(6.4, 3.6))
    ax.plot(history, color=COLOURS[0], lw=2)
    ax.set(xlabel="step", ylabel="loss on the training digits", yscale="log")
    ax.set(yticks=[0.2, 0.5, 1, 2, 5, 10], yticklabels=["0.2", "0.5", "1", "2", "5", "10"])
    ax.annotate("at W = 0", (0, history[0]), (25, history[0]), va="center")
    plt.show()

# %% [markdown] key="train-caption"
# *Figure 7 shows the training loss over 400 steps, on a logarithmic axis. It starts at the value
# that you gave for ten classes when all scores are 0, drops steeply, with a jolt or two where the
# steps are too long for the kinks, and is still creeping down, near 0.14, at the end.*

# %% [markdown] key="templates-prose"
# ### Two views (extra: checked and shown, no points)
# **The visual view.** A score is the inner product of the image with the class's column of weights,
# highest where the image has ink in the places of large weights. So a column *is* an image: the
# class's **template**. Scale each to 0..1 by its own smallest and largest weight to look at it.
# There is one template a class: it has to do for all the ways in which people write a 7.
#
# **The geometric view.** A column is also the normal of a hyperplane. Divide $w \cdot x + b = 0$ by
# the length of $w$: then the normal is a unit vector $n$, and the line is where $n \cdot x$ has one
# fixed value, its signed distance from the origin.
#
# **By hand:** the weights $(0, 1, 2, 4)$ become the 2 × 2 image
# $\begin{pmatrix} 0 & 0.25 \\ 0.5 & 1 \end{pmatrix}$. The line $3 x_1 + 4 x_2 - 10 = 0$ has the
# unit normal $(0.6, 0.8)$ and the distance 2; with $+10$ in place of $-10$ it is $-2$: the line
# then lies behind the origin, seen along the normal.

# %% key="templates"
from solutions.svm_loss import boundary, template_images

# %% key="templates-check"
check(template_images, boundary)

# %% key="templates-figure"
if not history:
    print("Come back to this cell when the digits are learned.")
else:
    with when_done():
        images = template_images(W_digits[:-1], digits.shape)  # without the bias row
        figure, axes = plt.subplots(1, 10, figsize=(10, 1.6), layout="constrained")
        for c, ax in enumerate(axes):
            ax.imshow(images[c], cmap="gray_r", vmin=0, vmax=1)
            ax.set(xticks=[], yticks=[], title=str(c))
        figure.supxlabel("weights of each class, dark where ink raises the score", fontsize=11)
        plt.show()

# %% [markdown] key="templates-caption"
# *Figure 8 shows the ten templates. In 0's, a dark ring surrounds a bright centre: ink in the
# middle counts against a 0. The others are harder to read than digits are, for a template holds not
# only what its class looks like but also what sets it apart from the other nine.*

# %% key="boundaries-figure"
with when_done():
    rng = np.random.default_rng(3)
    X_blobs, y_blobs = blobs(rng, 150, [[2.0, 1.5], [-2.0, 1.5], [0.0, -2.0]], spread=0.7)
    X_blobs1, W_blobs = fold_bias(X_blobs, np.zeros((2, 3)), np.zeros(3))
    for _ in range(300):
        W_blobs = W_blobs - 0.1 * svm_loss_vectorized(W_blobs, X_blobs1, y_blobs, 0.01)[1]
    u, v = np.meshgrid(*2 * [np.linspace(-4.5, 4.5, 181)])
    winners = predict(np.column_stack([u.ravel(), v.ravel()]), W_blobs[:2], W_blobs[2])
    figure, ax = plt.subplots(figsize=(5.6, 5.4))
    steps = [-0.5, 0.5, 1.5, 2.5]
    ax.contourf(u, v, winners.reshape(u.shape), levels=steps, colors=COLOURS, alpha=0.15)
    scatter(ax, X_blobs, y_blobs, ("class 0", "class 1", "class 2"))
    for c in range(3):
        normal, distance = boundary(W_blobs[:2, c], W_blobs[2, c])
        along = np.array([-normal[1], normal[0]])
        ends = distance * normal + np.outer([-9, 9], along)
        ax.plot(*ends.T, color=COLOURS[c], lw=2)
        arrow = {"arrowstyle": "-|>", "color": COLOURS[c], "lw": 2}
        ax.annotate("", (distance + 1) * normal, distance * normal, arrowprops=arrow)
    ax.set(xlim=(-4.5, 4.5), ylim=(-4.5, 4.5), title="Where each trained score is 0")
    ax.legend(loc="lower right")
    plt.show()

# %% [markdown] key="boundaries-caption"
# *Figure 9 shows three clouds of points, class 0 on the upper right, 1 on the upper left, 2 below.
# For each class a line is drawn where its trained score is 0, with its unit normal as an arrow
# towards the class's cloud. The shading is the predicted class: three sectors that meet in one
# point. Their borders are not those lines: a border is where two scores are equal, whatever they
# are, and the loss sees nothing but differences of scores.*

# %% [markdown] key="end-prose"
# ## What you have now
# Scores, a loss, its gradient, and training: a whole classifier. Its limits are in view too: one
# template a class, one plane between two classes. Assignment 2 turns scores into probabilities and
# replaces the hinge by a loss that never stops moving.

# %% key="progress"
progress()

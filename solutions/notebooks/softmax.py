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
# # Assignment 2: softmax, cross-entropy, and learning them
#
# You will turn scores into probabilities, measure how far they are from the truth, and follow the
# error back to the weights, once by local gradients and once by the short formula that remains when
# they are multiplied. Then you will train the classifier, one example at a time and in minibatches,
# and look at what it confuses. Plan five to six hours.
#
# **How to work.** Run the cells from top to bottom. A cell that ends in
# `raise NotImplementedError()` is yours; the cell below it, `check(...)`, tries your function and
# tells you what it found. After you submit, your functions are judged once more, on fresh inputs.
# Before each exercise stands a number to work out by hand.
#
# **Hints.** A check that fails says where and how far off. If it fails again after a change, a hint
# comes with it, then the section to read again. `check(..., hint=True)` shows the next one now.
#
# **Predictions.** `guess("...", None)` asks what the next cell will give: write a number or a sign
# in place of `None` and run it; the next cell says how near you were. They are not graded.
#
# **Sources**, by the short names that the docstrings use: GT-L2, GT-N (Georgia Tech CS 7643,
# lecture 2 and handwritten notes), WPI-NN (WPI CS 539, neural networks), QCRI-L4 (QCRI Deep
# Learning for Machine Translation, ML II, lecture 4). In a few places they contradict each other or
# a calculator; the text says where.
#
# **Conventions** of this assignment. The functions' docstrings repeat those that apply.
#
# | symbol | shape | what |
# | --- | --- | --- |
# | $X$, $W$, $S = XW$ | $(N, D)$, $(D, C)$, $(N, C)$ | an example a row, a class a column; scores |
# | $y$ | $(N,)$ | labels: integers $0 \dots C-1$; for the logistic unit 0 and 1 |
# | $z$, $a$ | $(C,)$ | the scores of one example, and its probabilities |
# | $1\{i = j\}$ | a number | 1 where $i = j$, else 0 |
# | $\log$ | | the natural logarithm |
# | `lr` | a number | the learning rate $\eta$ |
#
# What is computed is float64, also where an array of integers comes in, which holds no fractions.
# No function changes the arrays that it is given. Where scores are large, a formula that is right
# on paper may give `nan` on a computer. Each docstring says how much of that its function must
# bear, and it is graded as a part of its own.

# %% key="imports"
import timeit
import traceback
from collections.abc import Callable
from contextlib import contextmanager

import matplotlib.pyplot as plt
import numpy as np
from tqdm.auto import tqdm

from autograder import check, check_gradient, guess, progress, reveal
from chainrule_datasets import load_digits

# %% [markdown] key="helpers-prose"
# A helper for the cells that are not graded: it lets a cell wait for a function that you have not
# written yet. `Loss` is the type of the losses that you hand to the training loop at the end.

# %% key="helpers"
plt.rcParams.update({"font.size": 11, "axes.grid": True, "grid.alpha": 0.3})
COLOURS = ("#0072B2", "#D55E00", "#009E73")

#: loss(W, X, y) returns the mean over the rows of X, and its gradient, of the shape of W.
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


# %% [markdown] key="softmax-prose"
# ## 1. From scores to probabilities
#
# A score says which class is preferred, not how sure that is. **Softmax** makes probabilities of
# scores: take the exponential, which is positive, and divide by the sum:
#
# $$a_j = \frac{e^{s_j}}{\sum_k e^{s_k}} .$$
#
# **By hand** (GT-L2): the cat's scores $(3.2, 5.1, -1.7)$ have the exponentials
# $(24.5, 164.0, 0.18)$, with the sum 188.7, and the probabilities $(0.13, 0.87, 0.00)$. Another
# example, from QCRI-L4: $(-1.85, 0.42, 0.15)$ gives $(0.055, 0.536, 0.409)$. (The slide prints 0.40
# for the last. Do the three printed numbers add up to 1?)
#
# **On a computer** $e^{1000}$ is too large for a number, and `inf / inf` is `nan`. But
# probabilities depend on *differences* of scores alone: adding $c$ to all scores of a row
# multiplies numerator and denominator by $e^c$. So you may shift a row by whatever you like first.
# By what, so that no exponential is too large and the sum is never 0? And why by a number of its
# own for each row?
#
# The function takes one row of scores, $(C,)$, or a batch of them, $(N, C)$: always along the last
# axis.

# %% key="softmax"
from solutions.softmax import softmax

# %% key="softmax-check"
check(softmax)

# %% key="probabilities-figure"
cat = np.array([3.2, 5.1, -1.7])
with when_done():
    stages = (
        ("scores $s$", cat, "{:.1f}"),
        ("$e^s$", np.exp(cat), "{:.4g}"),
        ("probabilities $a$", softmax(cat), "{:.4f}"),
    )
    figure, axes = plt.subplots(1, 3, figsize=(10, 3.2), layout="constrained")
    for ax, (title, values, form) in zip(axes, stages, strict=True):
        bars = ax.bar(("cat", "car", "frog"), values, color=COLOURS)
        ax.bar_label(bars, [form.format(value) for value in values], padding=2)
        ax.axhline(0, color="0.3", lw=1)
        ax.margins(y=0.15)
        ax.set(title=title)
        ax.grid(False)
    plt.show()

# %% [markdown] key="probabilities-caption"
# *Figure 1 shows three bar charts of the same example. On the left its scores: cat 3.2, car 5.1,
# frog −1.7, below the axis. In the middle their exponentials: car, 1.9 above cat, is 6.7 times as
# high; frog's 0.18 can hardly be seen, but it is positive. On the right the probabilities: the same
# picture as in the middle, divided by the sum.*

# %% [markdown] key="doubled-prose"
# **Predict, then run.** The scores $(2, 1, 0)$ give the probabilities $(0.665, 0.245, 0.090)$. All
# scores are doubled. What is the first probability now? And does the last one, of the score that is
# 0 and stays 0, grow (`"+"`), fall (`"-"`) or stay (`"0"`)?

# %% key="doubled-guess"
guess("doubled", None)  # your number in place of None
guess("doubled-last", None)  # "+", "-" or "0" in place of None

# %% key="doubled-run"
with when_done():
    twice = softmax(np.array([4.0, 2.0, 0.0]))
    reveal("doubled", twice[0])
    reveal("doubled-last", twice[2] - softmax(np.array([2.0, 1.0, 0.0]))[2])
    print("A shift changes nothing. A factor does: larger scores mean more certainty.")

# %% [markdown] key="temperature-prose"
# **Temperature.** Divide all scores by $T > 0$ before softmax. A low temperature makes the highest
# score's probability approach 1 (a *hard* maximum, hence the name "softmax"); a high one makes all
# probabilities alike. The order of the classes, and so the prediction, stays.

# %% key="temperature-figure"
temperatures = np.geomspace(0.1, 30, 120)
with when_done():
    softened = softmax(np.array([1.0, 2.0, 4.0]) / temperatures[:, None])
    figure, ax = plt.subplots(figsize=(6.4, 3.8))
    for c, line in enumerate((":", "--", "-")):
        ax.plot(temperatures, softened[:, c], line, color=COLOURS[c], lw=2.5)
        height = softened[-1, c] + 0.06 * (c - 1)
        ax.text(38, height, f"score {2**c}", color=COLOURS[c], va="center")
    ax.axvline(1, color="0.5", lw=1)
    ax.set(xscale="log", xlabel="temperature $T$", ylabel="probability", ylim=(-0.03, 1.03))
    ax.set(xlim=(0.09, 33), xticks=[0.1, 1, 10], xticklabels=["0.1", "1", "10"])
    plt.show()

# %% [markdown] key="temperature-caption"
# *Figure 2 shows the probabilities of three classes with scores 1, 2 and 4 against the temperature,
# on a logarithmic axis. At 0.1 the third has probability 1 and the others 0. The curves come
# together as the temperature rises: at 1, marked by a line, they are 0.04, 0.11 and 0.84; at 30 all
# three are near one third. They never cross.*

# %% [markdown] key="cross-entropy-prose"
# ## 2. How wrong are probabilities?
#
# ### One example
# The **cross-entropy** loss is minus the log of the probability that the true class got:
#
# $$L = -\log a_y = \log \sum_k e^{s_k} - s_y .$$
#
# It is 0 only where the true class has probability 1, and grows without bound as that goes to 0.
#
# **By hand** (GT-L2's three images, once more; the true class is printed bold):
#
# | | cat | car | frog | probability of the true class | loss |
# | --- | --- | --- | --- | --- | --- |
# | the cat | **3.2** | 5.1 | −1.7 | 0.1300 | 2.0404 |
# | the car | 1.3 | **4.9** | 2.0 | 0.9239 | 0.0791 |
# | the frog | 2.2 | 2.5 | **−3.1** | 0.0021 | 6.1565 |
#
# The mean over the three is 2.7587. The car had a hinge loss of 0; here even the car has something
# left to gain. Some lecturers use $\log_{10}$ in such tables: 0.89 for the cat. Here, and in all
# code, $\log$ is the natural one.
#
# **On a computer** the right-hand side is the better half of the formula. With scores $(1000, 0)$
# and true class 1 the loss is 1000. The probability is $e^{-1000}$, for which there is no float: it
# becomes 0, and its log $-\infty$. To add a small number inside of the log hides that, and makes
# every loss a little wrong. Instead take the log of the *sum*, *log-sum-exp*, after the same shift
# as before: then no small number's log is ever taken.
#
# ### Many examples
# The probability that a model gives to all $N$ labels at once is a product, $\prod_i p_i$, the
# *likelihood*. Its logarithm is the sum of the logs. To make the mean cross-entropy small *is* to
# make the likelihood large.
#
# **By hand:** 500 labels, each with probability 0.13: $0.13^{500}$ is about $10^{-443}$, and a
# float ends near $10^{-324}$. The product is 0.0, its log $-\infty$; the sum is
# $500 \log 0.13 = -1020.1$.

# %% key="cross-entropy"
from solutions.softmax import cross_entropy_one, log_likelihood

# %% key="cross-entropy-check"
check(cross_entropy_one, log_likelihood)

# %% [markdown] key="underflow-prose"
# **Predict, then run.** How many factors of 0.13 does it take until their product is 0.0?

# %% key="underflow-guess"
guess("underflow", None)  # your number in place of None

# %% key="underflow-run"
factors, product = 0, 1.0
while product > 0.0:
    factors, product = factors + 1, product * 0.13
reveal("underflow", factors)

# %% [markdown] key="one-hot-prose"
# ### Labels as probabilities
# The truth is a distribution too: all of it on one class. As a row of zeros with a single 1 it is
# called *one-hot*. Beware of labels that do not exist: as an index, $-1$ quietly means the last
# column. So look at the labels before you use them, and raise a `ValueError` that names the one
# that is wrong.
#
# **By hand:** for $C = 3$ the labels $(2, 0)$ become
# $\begin{pmatrix} 0 & 0 & 1 \\ 1 & 0 & 0 \end{pmatrix}$.

# %% key="one-hot"
from solutions.softmax import one_hot

# %% key="one-hot-check"
check(one_hot)

# %% [markdown] key="naive-prose"
# ## 3. The loss of a batch, and its gradient
#
# ### By loops
# As in assignment 1, a mean over the rows, plus the penalty (no half in it):
#
# $$L(W) = -\frac{1}{N} \sum_{i=1}^{N} \log a_{i y_i} + \lambda \sum_{d,c} W_{dc}^2,
#   \qquad a_i = \mathrm{softmax}(x_i W) .$$
#
# **The gradient.** Of one example's loss, $\log \sum_k e^{s_k} - s_y$, the derivative in $s_j$ is
# $e^{s_j} / \sum_k e^{s_k}$ from the first term, and $-1$ from the second if $j$ is the true class:
#
# $$\frac{\partial L_i}{\partial s_{ij}} = a_{ij} - 1\{j = y_i\}, \qquad
#   \frac{\partial s_{ij}}{\partial w_j} = x_i .$$
#
# Read it aloud: *what you said, minus what is true*. It is 0 only if you said the truth with
# certainty. ("If the output is correct, no changes", a slide of WPI-NN says of learning. That holds
# for the perceptron. This loss always moves.)
#
# **By hand**, with the three images; $X$ is the identity, so that $\partial L / \partial W =
# \partial L / \partial S$:
#
# $$3\,\frac{\partial L}{\partial S} = \begin{pmatrix} -0.8700 & 0.8690 & 0.0010 \\
#   0.0252 & -0.0761 & 0.0508 \\ 0.4247 & 0.5732 & -0.9979 \end{pmatrix}$$
#
# Each row sums to 0. With $\lambda = 0.1$ the loss is $2.7587 + 0.1 \cdot 89.54 = 11.7127$.

# %% key="softmax-loss-naive"
from solutions.softmax import softmax_loss_naive

# %% key="softmax-loss-naive-check"
check(softmax_loss_naive)

# %% [markdown] key="start-prose"
# **Predict, then run.** Before training all weights are 0. What is the mean loss for ten classes?
# (GT-L2 says "about 2". You can do better. It is worth knowing by heart: a first loss that is much
# different points to a bug.)

# %% key="start-guess"
guess("start", None)  # your number in place of None

# %% key="start-run"
digits = load_digits()
with when_done():
    few, their_labels = digits.X_train[:20], digits.y_train[:20]
    reveal("start", softmax_loss_naive(np.zeros((64, 10)), few, their_labels, 0.0)[0])

# %% [markdown] key="vectorized-prose"
# ### The same without a loop
# Name the stages and look at each on the three images:
#
# 1. `shifted`, $(N, C)$: each row minus its own highest score. Mind the shape of what you subtract.
# 2. `losses`, $(N,)$: log-sum-exp of the row, minus the true class's shifted score.
# 3. `dS`, $(N, C)$: probabilities, minus 1 in the true class's column of each row; all over $N$.
# 4. `dW`, $(D, C)$: from `dS` as in assignment 1. Then the penalty.
#
# $$\text{shifted} = \begin{pmatrix} -1.9 & 0 & -6.8 \\ -3.6 & 0 & -2.9 \\ -0.3 & 0 & -5.6
#   \end{pmatrix} \qquad
#   \text{losses} = \begin{pmatrix} 2.0404 \\ 0.0791 \\ 6.1565 \end{pmatrix} \qquad
#   \text{dS} = \frac13 \begin{pmatrix} -0.8700 & 0.8690 & 0.0010 \\
#   0.0252 & -0.0761 & 0.0508 \\ 0.4247 & 0.5732 & -0.9979 \end{pmatrix}$$
#
# A loop, a comprehension, `map` or `np.vectorize`, be it in a helper of yours, costs the part
# "vectorised".

# %% key="softmax-loss-vectorized"
from solutions.softmax import softmax_loss_vectorized

# %% key="softmax-loss-vectorized-check"
check(softmax_loss_vectorized)

# %% [markdown] key="gradient-check-prose"
# **Is it right, and is it fast?** `check_gradient` compares a gradient with the slopes of the loss
# along five random directions: below 1e-6 it is right. It is given to you here, as in assignment 1.
# On 500 digits, how many times as fast is the second function? Predict.

# %% key="speed-guess"
guess("speed", None)  # your number in place of None

# %% key="speed-run"
with when_done():
    rng = np.random.default_rng(1)
    X_few, y_few = rng.standard_normal((20, 5)), rng.integers(0, 4, 20)
    W_few = rng.standard_normal((5, 4))
    for function in (softmax_loss_naive, softmax_loss_vectorized):
        error = check_gradient(
            lambda W, f=function: f(W, X_few, y_few, 0.7)[0],
            W_few,
            function(W_few, X_few, y_few, 0.7)[1],
            rng,
        )
        print(f"{function.__name__}: worst relative error {error:.1e}")
    batch = (0.1 * np.ones((64, 10)), digits.X_train[:500], digits.y_train[:500], 0.1)
    slow = timeit.timeit(lambda: softmax_loss_naive(*batch), number=1)
    fast = timeit.timeit(lambda: softmax_loss_vectorized(*batch), number=10) / 10
    reveal("speed", slow / fast)
    print(f"With loops {1000 * slow:.1f} ms, without {1000 * fast:.2f} ms.")

# %% [markdown] key="jacobian-prose"
# ## 4. The same gradient, by the chain rule
#
# The short formula $a - \text{one-hot}(y)$ fell out of the loss written in scores. WPI-NN goes the
# long way, through the probabilities, and so will every network of assignment 5: each stage knows
# only its own derivative, and the chain rule multiplies them.
#
# Softmax takes $C$ numbers and returns $C$ numbers. Each of these depends on each of those, so its
# derivative is a matrix, the **Jacobian**: $J_{ij} = \partial a_i / \partial s_j$. By the quotient
# rule, with $i = j$ and $i \ne j$ apart,
#
# $$J_{ij} = a_i\,(1\{i = j\} - a_j) .$$
#
# The loss is $-\log a_y$, which depends on one probability alone:
# $\partial L / \partial a_i = -1\{i = y\} / a_y$. Then
# $\dfrac{\partial L}{\partial s_j} = \sum_i \dfrac{\partial L}{\partial a_i}\, J_{ij}$, a row
# vector times a matrix.
#
# **By hand:** the scores $(0, \log 2, \log 3)$ have the probabilities
# $(\frac16, \frac13, \frac12)$ and
#
# $$J = \frac{1}{36} \begin{pmatrix} 5 & -2 & -3 \\ -2 & 8 & -6 \\ -3 & -6 & 9 \end{pmatrix} .$$
#
# For $y = 2$, $\partial L / \partial a = (0, 0, -2)$, and times $J$ that is
# $(\frac16, \frac13, -\frac12)$: the probabilities, minus 1 at the true class. Why does every row
# of $J$ sum to 0? (What if all scores rise alike?)
#
# Write `cross_entropy_grad_scores` the long way, as this product.

# %% key="softmax-jacobian"
from solutions.softmax import cross_entropy_grad_scores, softmax_jacobian

# %% key="softmax-jacobian-check"
check(softmax_jacobian, cross_entropy_grad_scores)

# %% [markdown] key="long-way-prose"
# **Why anybody takes the short way.** On paper the two are equal. With scores $(800, 0, 0)$ and
# true class 1, $a_y$ is 0 in floats: the long way divides by it.

# %% key="long-way-run"
with when_done():
    far = np.array([800.0, 0.0, 0.0])
    with np.errstate(all="ignore"):
        print("the long way:", cross_entropy_grad_scores(far, 1))
    print("probabilities minus one-hot:", softmax(far) - one_hot(np.array([1]), 3)[0])

# %% [markdown] key="backward-prose"
# ### One training step by local gradients
# Now the whole way, for one example, in the convention of the lectures: $x$ is a column,
# $z = Wx + b$ with $W$ of shape $(C, D)$, one **row** a class; $a = \mathrm{softmax}(z)$;
# $L = -\log a_y$. Four gradients, each with the shape of what it belongs to:
#
# * $\partial L / \partial a$, as above;
# * $\partial L / \partial z = a - \text{one-hot}(y)$;
# * $\partial L / \partial b$: each $b_i$ is added to $z_i$ and to nothing else;
# * $\partial L / \partial W$: $W_{id}$ acts on $z_i$ alone, and with the factor $x_d$.
#
# For the last, the chain rule in full would need $\partial z / \partial W$, all $C$ scores in all
# $C \times D$ weights: a **tensor** of shape $(C, C, D)$, entry $[i, k, d]$ being
# $\partial z_i / \partial W_{kd} = 1\{i = k\}\, x_d$. Nearly all of it is zeros. Build it once, for
# a small case, to see that the sum over $i$ of $\partial L / \partial z_i$ times it is nothing but
# a product of each entry of $\partial L / \partial z$ with each entry of $x$.
#
# **By hand:** $W = 0$, $b = (0, \log 2, \log 3)$, $x = (2, -1)$, $y = 2$. Then
# $\partial L / \partial a = (0, 0, -2)$, $\partial L / \partial z = \partial L / \partial b =
# (\frac16, \frac13, -\frac12)$, and
#
# $$\frac{\partial L}{\partial W} = \begin{pmatrix} \frac13 & -\frac16 \\ \frac23 & -\frac13 \\
#   -1 & \frac12 \end{pmatrix} .$$

# %% key="softmax-backward-one"
from solutions.softmax import dz_dW, softmax_backward_one

# %% key="softmax-backward-one-check"
check(softmax_backward_one, dz_dW)

# %% [markdown] key="tensor-prose"
# **Predict, then run.** Ten classes, 64 pixels. How many of the tensor's entries are *not* zero, if
# no pixel is?

# %% key="tensor-guess"
guess("tensor", None)  # your number in place of None

# %% key="tensor-run"
with when_done():
    tensor = dz_dW(np.ones(64), 10)
    reveal("tensor", np.count_nonzero(tensor))
    print(f"They are {np.count_nonzero(tensor)} of {tensor.size}.")
    rng = np.random.default_rng(2)
    W_lecture, x_lecture = rng.standard_normal((3, 4)), rng.standard_normal(4)
    local = softmax_backward_one(W_lecture, np.zeros(3), x_lecture, 1)
    contracted = np.tensordot(local["dz"], dz_dW(x_lecture, 3), axes=1)
    print("The tensor, contracted, differs from dW by", np.abs(contracted - local["dW"]).max())

# %% [markdown] key="sigmoid-prose"
# ## 5. Two classes, and independent outputs
#
# ### The sigmoid
# With two classes, one score is enough. Softmax of $(z, 0)$ gives the first class the probability
#
# $$\sigma(z) = \frac{e^z}{e^z + 1} = \frac{1}{1 + e^{-z}} , \qquad
#   \sigma'(z) = \sigma(z)\,(1 - \sigma(z)) .$$
#
# The two fractions are equal on paper. On a computer one of them fails for large positive $z$; and
# the other takes $e^{1000}$ for large negative ones. Choose by the sign of $z$.
#
# **Independent outputs.** A photo may show a cat *and* a car. Then give each class a sigmoid of its
# own: the outputs need not sum to 1, and none of them looks at another's score. Their Jacobian says
# it: where does it have zeros, and what stands elsewhere?
#
# **By hand:** $\sigma(0) = 0.5$, $\sigma(2) = 0.8808$, $\sigma(-2) = 0.1192$, and
# $\sigma'(2) = \sigma'(-2) = 0.1050$. For $z = (2, 0, -1)$ the independent outputs are
# $(0.881, 0.5, 0.269)$, with the sum 1.65; softmax gives $(0.844, 0.114, 0.042)$.

# %% key="sigmoid"
from solutions.softmax import sigmoid, sigmoid_grad, sigmoid_outputs

# %% key="sigmoid-check"
check(sigmoid, sigmoid_grad, sigmoid_outputs)

# %% key="outputs-figure"
with when_done():
    z_example = np.array([2.0, 0.0, -1.0])
    pair = (
        ("independent: sigmoids", sigmoid_outputs(z_example)[1]),
        ("coordinated: softmax", softmax_jacobian(z_example)),
    )
    figure, axes = plt.subplots(1, 2, figsize=(8, 3.7), layout="constrained")
    for ax, (title, J) in zip(axes, pair, strict=True):
        shown = ax.imshow(J, cmap="PuOr_r", vmin=-0.25, vmax=0.25)
        for (i, j), entry in np.ndenumerate(J):
            colour = "white" if abs(entry) > 0.15 else "black"
            ax.text(j, i, f"{entry:.3f}", ha="center", va="center", color=colour)
        ax.set(title=title, xticks=range(3), yticks=range(3), xlabel="score $j$")
        ax.grid(False)
    axes[0].set(ylabel="output $i$")
    figure.colorbar(shown, ax=axes, label=r"$\partial a_i / \partial z_j$", shrink=0.9)
    plt.show()

# %% [markdown] key="outputs-caption"
# *Figure 3 shows two Jacobians as 3 × 3 tables for the scores (2, 0, −1). On the left, for
# independent sigmoids, only the diagonal is filled, 0.105, 0.250 and 0.197. On the right, for
# softmax, the diagonal is positive and every other entry negative: what one class gains, the others
# lose. Each row, and each column, sums to 0.*

# %% [markdown] key="logistic-prose"
# ### The logistic unit
# One score $f = w \cdot x$, the probability $p = \sigma(f)$ of class 1, labels 0 and 1. The loss is
# the cross-entropy of the two classes, called *log loss* here; its gradient has the form that you
# know:
#
# $$L = \frac{1}{n} \sum_i \bigl( -y_i \log p_i - (1 - y_i) \log(1 - p_i) \bigr)
#   + \frac{\lambda}{2n} \sum_{j \ge 1} w_j^2 , \qquad
#   \frac{\partial L_i}{\partial f_i} = p_i - y_i .$$
#
# Three things differ from above, all of them WPI-NN's. The column of ones, and so the bias, comes
# **first**: $w_0$. The bias is **not penalised**. And the penalty is $\frac{\lambda}{2n}$ times the
# sum of squares, so what is its gradient? (The slide says $\lambda w_j$, forgetting the $n$. A
# gradient belongs to the loss that it was taken of; `check_gradient` would have found it. Our
# transcript of GT-N has another slip: for $y = 1$ it gives $\partial L / \partial w = (1 - p)\,x$.
# Which sign must it have, if a larger score is to lower the loss?)
#
# **On a computer** $\log(1 - p)$ has the old problem: at $f = 1000$ and $y = 0$ the loss is 1000.
# Write $-\log p$ and $-\log(1 - p)$ in $f$, and both become $\log(1 + e^{\pm f})$, a log-sum-exp of
# two terms. NumPy has a function for it.
#
# **By hand:** $w = (0, \log 3)$ and the rows $(1, 1)$ and $(1, -1)$, both with $y = 1$. Then
# $p = (0.75, 0.25)$, the losses are 0.2877 and 1.3863, their mean is 0.8370, and the gradient is
# $(-0.5, 0.25)$. With $\lambda = 1$: the loss is $0.8370 + \frac14 (\log 3)^2 = 1.1387$, and the
# gradient $(-0.5,\ 0.25 + \frac12 \log 3) = (-0.5, 0.7993)$.

# %% key="logistic-loss"
from solutions.softmax import logistic_loss

# %% key="logistic-loss-check"
check(logistic_loss)

# %% [markdown] key="errors-prose"
# ## 6. Why not the squared error?
#
# Probabilities $P$ and one-hot truths $T$ are numbers: why not take their squared distance? Two
# models say who voted for which party (QCRI-L4; classes Other, Republican, Democrat):
#
# | truth | model 1 | squared | cross-entropy | model 2 | squared | cross-entropy |
# | --- | --- | --- | --- | --- | --- | --- |
# | Democrat | .3 .3 **.4** | .54 | .916 | .1 .2 **.7** | .14 | .357 |
# | Republican | .3 **.4** .3 | .54 | .916 | .1 **.7** .2 | .14 | .357 |
# | Other | **.1** .2 .7 | 1.34 | 2.303 | **.3** .4 .3 | .74 | 1.204 |
# | mean | | .8067 | 1.378 | | .34 | .639 |
#
# Both models predict two of three right. Both errors see that model 2 is better. In each row you
# *sum* over the classes, and then take the *mean* over the people. (The slide calls a sum "mean
# squared error"; others divide by the classes too. As always, say what you do.)
#
# What differs is how they *learn*. Take one sigmoid unit with the label 1, and its two losses
# $(a - 1)^2$ and $-\log a$. Write their derivatives in the score $z$, by the chain rule through
# $a = \sigma(z)$.
#
# **By hand:** at $z = 0$, $a = 0.5$ and $\sigma' = 0.25$: $2 \cdot (-0.5) \cdot 0.25 = -0.25$, and
# $-2 \cdot 0.25 = -0.5$.

# %% key="mse-vs-cross-entropy"
from solutions.softmax import mse_vs_cross_entropy, wrong_gradient

# %% key="mse-vs-cross-entropy-check"
check(mse_vs_cross_entropy, wrong_gradient)

# %% [markdown] key="dying-prose"
# **Predict, then run.** At $z = -10$ the unit is quite sure of the wrong answer. By which factor
# does cross-entropy pull harder than the squared error does there?

# %% key="dying-guess"
guess("dying", None)  # your number in place of None

# %% key="dying-run"
with when_done():
    of_squares, of_logs = wrong_gradient(-10.0)
    print(f"squared error {of_squares:.3g}, cross-entropy {of_logs:.5f}")
    reveal("dying", of_logs / of_squares)

# %% key="dying-figure"
p_true = np.linspace(0.005, 1, 400)
z_axis = np.linspace(-10, 10, 201)
with when_done():
    pulls = np.array([wrong_gradient(float(at)) for at in z_axis])
    figure, axes = plt.subplots(1, 2, figsize=(11, 4), layout="constrained")
    axes[0].plot(p_true, -np.log(p_true), color=COLOURS[0], lw=2.5, label="cross-entropy")
    axes[0].plot(
        p_true, 2 * (1 - p_true) ** 2, "--", color=COLOURS[1], lw=2.5, label="squared error"
    )
    axes[0].set(
        xlabel="probability of the true class", ylabel="loss of one example", ylim=(-0.1, 5.4)
    )
    axes[0].set(title="two classes: the losses")
    axes[1].plot(z_axis, -pulls[:, 1], color=COLOURS[0], lw=2.5, label="cross-entropy")
    axes[1].plot(z_axis, -pulls[:, 0], "--", color=COLOURS[1], lw=2.5, label="squared error")
    axes[1].set(
        xlabel="score $z$ of the true class", ylabel=r"pull on it, $-\partial L / \partial z$"
    )
    axes[1].set(title="one sigmoid unit: what is left to learn from")
    arrow = {"arrowstyle": "->", "color": "0.3"}
    axes[1].annotate("sure and wrong:\nno pull", (-8, 0.0), (-9.6, 0.33), arrowprops=arrow)
    for ax in axes:
        ax.legend()
    plt.show()

# %% [markdown] key="dying-caption"
# *Figure 4, left, shows two losses against the probability of the true class, for two classes. Both
# are 0 at probability 1. Towards probability 0 cross-entropy leaves the picture, without bound, and
# the squared error ends at 2. The right panel shows how hard each pulls at the score of a sigmoid
# unit. Cross-entropy's pull is 1 on the left, where the unit is sure and wrong, one half at 0, and
# falls to 0 on the right. The squared error's is a bump around −0.7, at most 0.3, and 0 on
# **both** sides: the factor $\sigma'$ has died.*

# %% [markdown] key="dying-after"
# QCRI-L4 gives as the reason against the squared error that its gradient becomes very small *as the
# scores become better*. That a loss lets go of what is right is no fault; cross-entropy does so
# too. The fault is on the left. The same lecture says that the squared error penalises wrong
# predictions more. Look at the left panel once more.

# %% [markdown] key="kl-prose"
# ### Extra: a distance between distributions (checked and shown, no points)
# For any two distributions, the cross-entropy $-\sum_i p_i \log q_i$ is at least the *entropy*
# $-\sum_i p_i \log p_i$. What is above is the **Kullback-Leibler divergence**,
#
# $$\mathrm{KL}(p \,\|\, q) = \sum_i p_i \log \frac{p_i}{q_i} .$$
#
# It is 0 only where $p = q$. GT-N leaves out $\sum p_i \log p_i$ and calls the rest KL. For a
# one-hot $p$ that is the same: its entropy is 0, with $0 \log 0 = 0$. For others it is not.
#
# **By hand:** for $p = (0.7, 0.3)$ and $q = (0.5, 0.5)$ the divergence is 0.0823, and the
# cross-entropy 0.6931. Where $q_i = 0$ and $p_i > 0$, the divergence is infinite: $q$ had ruled out
# what does happen.

# %% key="kl-divergence"
from solutions.softmax import kl_divergence

# %% key="kl-divergence-check"
check(kl_divergence)

# %% [markdown] key="concepts-prose"
# ## 7. What the loss tells you
#
# Four questions, each a function that returns a number; the docstrings say what. Think first, then
# test your answer with the functions that you have: with scores far apart, for instance, or with a
# softmax that is sure of the wrong class. `check` tells you only whether an answer is of the right
# kind. The hinge loss of assignment 1 could *reach* its smallest value, and then stopped. Can this
# one?

# %% key="softmax-concepts"
from solutions.softmax import (
    cross_entropy_at_zero,
    highest_cross_entropy,
    highest_squared_error,
    lowest_cross_entropy,
)

# %% key="softmax-concepts-check"
check(
    lowest_cross_entropy,
    highest_cross_entropy,
    highest_squared_error,
    cross_entropy_at_zero,
)

# %% [markdown] key="one-at-a-time-prose"
# ## 8. Learning the digits
#
# ### One example at a time
# WPI-NN's loop: for each example, forward to the probabilities, backward to the local gradients,
# and a small step down. The cell does just that with *your* gradients, in the lectures' convention,
# for ten rounds through the training digits (*epochs*).

# %% key="one-at-a-time-run"
rng = np.random.default_rng(0)
W_single, b_single, single_losses = np.zeros((10, 64)), np.zeros(10), []
with when_done():
    for _ in tqdm(range(10), desc="epochs, one example at a time"):
        for i in rng.permutation(len(digits.y_train)):
            x, label = digits.X_train[i], digits.y_train[i]
            single_losses.append(cross_entropy_one(W_single @ x + b_single, label))
            local = softmax_backward_one(W_single, b_single, x, label)
            W_single = W_single - 0.05 * local["dW"]
            b_single = b_single - 0.05 * local["db"]
    said = np.argmax(digits.X_test @ W_single.T + b_single, axis=1)
    print(f"{100 * np.mean(said == digits.y_test):.1f} % of the test digits are right.")

# %% [markdown] key="regression-prose"
# ### Minibatches
# One example is a noisy guide, all of them an expensive one. In between: shuffle the rows, cut them
# into batches, take a step for each. You write the loop, once, for any loss: it is handed in, and
# returns `(value, gradient)` for the rows that it is given. It divides by their number itself; your
# loop divides nothing.
#
# Things that go wrong here: the last batch is smaller if $N$ is no multiple of the batch's size (it
# is used all the same); examples and labels must be shuffled *alike*; each epoch needs a *new*
# order, from the generator that was handed in; and the caller's $W$ stays as it was.
#
# **By hand:** $N = 10$ and batches of 4 make steps of 4, 4 and 2 rows, and in 3 epochs 9 steps.
# With the loss $\frac12 w^2$, whose gradient is $w$, and $\eta = 0.5$, each step halves $w$: from
# 8, nine steps end at $8 / 2^9 = 0.015625$. The first three values of `history` are 32, 8 and 2.
#
# Your function is handed a correct loss and the digits, too, for 20 epochs with batches of 32 and
# $\eta = 0.5$, from $W = 0$, and must get 93 % of the test digits right. A right loop does, from
# any seed. (We leave out the bias here; each image's own ink serves as well.)

# %% key="softmax-regression"
from solutions.softmax import softmax_regression

# %% key="softmax-regression-check"
check(softmax_regression)

# %% [markdown] key="train-prose"
# **Predict, then run.** Training again on the 1,077 digits, in batches of 32, for 20 epochs. Of the
# 360 test digits, what per cent will be right?

# %% key="train-guess"
guess("train", None)  # your number in place of None, in per cent

# %% key="train-run"
W_digits, batch_losses, right_train, right_val = np.zeros((64, 10)), [], [], []


def regularised(W, X, y):
    """The loss that is handed in: with a little penalty."""
    return softmax_loss_vectorized(W, X, y, 1e-4)


def percent_right(W, X, y):
    """How many of the rows get the highest score in their own class, in per cent."""
    return 100 * np.mean((X @ W).argmax(axis=1) == y)


with when_done():
    rng = np.random.default_rng(0)
    for _ in tqdm(range(20), desc="epochs, batches of 32"):
        W_digits, values = softmax_regression(
            regularised,
            W_digits,
            digits.X_train,
            digits.y_train,
            lr=0.5,
            epochs=1,
            batch_size=32,
            rng=rng,
        )
        batch_losses.extend(values)
        right_train.append(percent_right(W_digits, digits.X_train, digits.y_train))
        right_val.append(percent_right(W_digits, digits.X_val, digits.y_val))
    reveal("train", percent_right(W_digits, digits.X_test, digits.y_test))

# %% key="train-figure"
if not (single_losses and right_val):
    print("Come back to this cell when the digits are learned, in both ways.")
else:
    figure, axes = plt.subplots(1, 2, figsize=(11, 4), layout="constrained")
    smooth = np.convolve(single_losses, np.ones(100) / 100, mode="valid")
    at = np.arange(99, len(single_losses)) / len(digits.y_train)
    axes[0].plot(at, smooth, color=COLOURS[1], lw=1.2, label="one at a time, mean of 100")
    axes[0].plot(
        np.arange(len(batch_losses)) / 34,
        batch_losses,
        color=COLOURS[0],
        lw=1.2,
        label="batches of 32",
    )
    axes[0].axhline(np.log(10), color="0.4", lw=1, ls=":")
    axes[0].set(xlabel="epoch", ylabel="loss", ylim=(0, 2.6), title="training loss")
    axes[0].legend()
    epochs = np.arange(1, len(right_val) + 1)
    axes[1].plot(epochs, right_train, color=COLOURS[0], lw=2, label="training")
    axes[1].plot(epochs, right_val, "--", color=COLOURS[2], lw=2, label="validation")
    axes[1].set(xlabel="epoch", ylabel="% right", title="accuracy, batches of 32")
    axes[1].set(xticks=[1, 5, 10, 15, 20])
    axes[1].legend(loc="lower right")
    plt.show()

# %% [markdown] key="train-caption"
# *Figure 5, left, shows the training loss of both ways over the epochs: one example at a time, as a
# running mean of 100, and in batches of 32. Both start at $\log 10$, dotted, fall steeply within
# the first epoch and end between 0.05 and 0.2, ragged, as each batch is another sample. Per epoch
# the single steps get down faster: there are 32 times as many of them. On the right the share of
# digits that are right, in batches of 32: on the training digits it climbs to 98 %, on the
# validation digits to about 95 %. The gap is what was learned by heart.*

# %% key="templates-figure"
if not right_val:
    print("Come back to this cell when the digits are learned.")
else:
    largest = np.abs(W_digits).max()
    figure, axes = plt.subplots(1, 10, figsize=(10, 1.6), layout="constrained")
    for c, ax in enumerate(axes):
        ax.imshow(W_digits[:, c].reshape(digits.shape), cmap="PuOr", vmin=-largest, vmax=largest)
        ax.set(xticks=[], yticks=[], title=str(c))
    figure.supxlabel("weights of each class: violet where ink raises the score", fontsize=11)
    plt.show()

# %% [markdown] key="templates-caption"
# *Figure 6 shows the ten columns of $W$ as images of 8 × 8, violet for positive and orange for
# negative weights. In 0's, orange fills the middle: ink there speaks against a 0. In 1's the
# strongest violet is high in the middle. Around the digits the weights are pale: where no digit has
# ink, the data never moved them, and the penalty keeps them small.*

# %% key="confusion-figure"
if not right_val:
    print("Come back to this cell when the digits are learned.")
else:
    said = (digits.X_test @ W_digits).argmax(axis=1)
    confusion = np.zeros((10, 10), dtype=int)
    for true, predicted in zip(digits.y_test, said, strict=True):
        confusion[true, predicted] += 1
    figure, ax = plt.subplots(figsize=(5.6, 5.2))
    ax.imshow(np.where(np.eye(10), 0, confusion), cmap="Oranges", vmin=0, vmax=6)
    for (i, j), count in np.ndenumerate(confusion):
        ax.text(j, i, count or "", ha="center", va="center", color="0.5" if i == j else "black")
    ax.set(xlabel="predicted", ylabel="true", xticks=range(10), yticks=range(10))
    ax.set(title="360 test digits; shaded: mistakes")
    ax.grid(False)
    plt.show()

# %% [markdown] key="confusion-caption"
# *Figure 7 shows the confusion matrix: a row for each true digit, a column for each prediction. The
# diagonal, in grey, holds 32 to 36 of 36. Shaded are some twenty mistakes, and they are not evenly
# spread: a few pairs, such as a 1 taken for an 8, a 4 or a 5 for a 9, and a 6 or an 8 for a 1, make
# up most of them. One template a class has to do for every handwriting.*

# %% [markdown] key="end-prose"
# ## What you have now
# Probabilities, a loss that never stops pulling, its gradient in two ways, and a training loop that
# takes any loss. Each gradient was checked against slopes along random directions. Assignment 3
# writes that check in full, and turns it on formulas that are in print.

# %% key="progress"
progress()

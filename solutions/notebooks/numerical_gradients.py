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
# # Assignment 3: numerical gradients, and using them
#
# A gradient that is wrong by a factor of two, or in one entry of three thousand, still trains: more
# slowly, or to a worse place, and nobody tells you. Here you build the instrument that does. You
# will write gradients that need no formula, find out how far they can be trusted, turn them into a
# check, and then use the check: on losses of your own, on matrix identities, and on formulas from
# published course material, some of which are wrong. Plan four to five hours.
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
# **Sources**, by the short names that the docstrings use: GT-L2, GT-L3 (Georgia Tech CS 7643,
# lectures 2 and 3), GT-N (handwritten notes of the same course), WPI-NN (WPI CS 539, neural
# networks), QCRI-L4 (QCRI Deep Learning for Machine Translation, ML II, lecture 4).
#
# **Conventions** of this assignment. The functions' docstrings repeat those that apply.
#
# | symbol | shape | what |
# | --- | --- | --- |
# | $f$ | | a function that you are *given*: it takes an array and returns a number |
# | $x$ | any | the point; `f` accepts arrays of its shape |
# | $h$ | a number | the step; $e_i$ is 1 in entry $i$ and 0 elsewhere |
# | $\nabla f$, `grad` | the shape of $x$ | a *gradient* has the shape of what it belongs to |
# | $J$ | (outputs, inputs) | a *Jacobian* has one row an output, one column an input |
# | $\varepsilon$ | a number | $2^{-52} = 2.2 \cdot 10^{-16}$: float64's relative spacing |
#
# What is computed is float64, also where an array of integers comes in, which holds no fractions.
# Losses are means over rows, and no function changes the arrays it is given.

# %% key="imports"
import timeit
import traceback
from collections.abc import Callable  # noqa: F401, for the exercises' signatures
from contextlib import contextmanager

import matplotlib.pyplot as plt
import numpy as np

from autograder import check, guess, progress, reveal

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


# %% [markdown] key="table-prose"
# ## 1. A slope without a formula
#
# ### The lecture's table
# The derivative is a limit of slopes. Take a small step instead of the limit, move one weight at a
# time, and look at the loss (GT-L2). The *one-sided* or *forward* difference is
#
# $$\frac{\partial L}{\partial w_i} \approx \frac{L(w + h e_i) - L(w)}{h} .$$
#
# The lecture's weights are $W = (0.34, -1.11, 0.78, 0.12, 0.55, 2.81, -3.1, -1.5, 0.33, \dots)$,
# their loss is 1.25347, and $h = 0.0001$:
#
# | moved | loss | slope |
# | --- | --- | --- |
# | nothing | 1.25347 | |
# | $w_0$, to 0.3401 | 1.25322 | $(1.25322 - 1.25347) / 0.0001 = -2.5$ |
# | $w_1$, to −1.1099 | 1.25353 | 0.6 |
# | $w_2$, to 0.7801 | 1.25347 | 0 |
#
# **Is the third slope really 0?** The losses are printed to five decimals. A loss that is printed
# as 1.25347 lies between 1.253465 and 1.253475: half a unit of the last decimal to either side. So
# do both losses of a difference; how far may the difference be off, then, and how far the slope,
# once it is divided by $h$? Write the lowest and the highest value that each slope may have.
#
# **By hand:** work the three slopes out, then the bounds of the third. They are not 0 and 0, and
# not ±0.05 either. Which of the three signs are certain?

# %% key="forward-table"
from solutions.numerical_gradients import forward_table, table_bounds

# %% key="forward-table-check"
check(forward_table, table_bounds)

# %% key="table-run"
with when_done():
    table = (1.25347, np.array([1.25322, 1.25353, 1.25347]), 1e-4)
    for slope, low, high in zip(forward_table(*table), *table_bounds(*table, 5), strict=True):
        print(f"slope {slope:+.2f}, certainly between {low:+.2f} and {high:+.2f}")

# %% [markdown] key="gradient-prose"
# ### Both sides
# The forward difference looks to one side only. On a curve that bends it is too steep or too flat
# by half the bend times $h$. Look to both sides, and the bend cancels:
#
# $$\frac{\partial f}{\partial x_i} \approx \frac{f(x + h e_i) - f(x - h e_i)}{2h} .$$
#
# This is the *centred* difference. What is left of the error shrinks with $h^2$.

# %% key="secants-figure"
curve, a, step = np.exp, 0.2, 0.9
t = np.linspace(-1.1, 1.5, 200)
lines = (
    ("tangent", a, curve(a), curve(a), "black", "-"),
    ("forward", a, curve(a), (curve(a + step) - curve(a)) / step, COLOURS[1], "--"),
    ("centred", a - step, curve(a - step), np.sinh(step) / step * curve(a), COLOURS[0], "-."),
)
figure, ax = plt.subplots(figsize=(6.4, 4.2))
ax.plot(t, curve(t), color="0.6", lw=4, label="$f$")
for name, start, height, slope, colour, style in lines:
    label = f"{name}: slope {slope:.2f}"
    ax.plot(t, height + slope * (t - start), style, color=colour, lw=2, label=label)
for place, name, shift in ((a - step, "$x - h$", 20), (a, "$x$", -16), (a + step, "$x + h$", -16)):
    ax.plot(place, curve(place), "ko", markersize=6)
    ax.annotate(name, (place, curve(place)), (4, shift), textcoords="offset points")
ax.set(xlabel="$x$", ylabel="$f(x)$", ylim=(-0.6, 4.6))
ax.legend(loc="upper left")
plt.show()

# %% [markdown] key="secants-caption"
# *Figure 1 shows a curve that bends upwards, and three straight lines. The tangent at x has the
# slope 1.22. The forward difference is the slope of the line through the points at x and x + h,
# and far too steep: 1.98. The line through the points at x − h and x + h is nearly parallel to the
# tangent, with slope 1.39, although the step is huge.*

# %% [markdown] key="gradient-rules"
# Write both. The function `f` is any function: you cannot know what is inside, only call it. What
# makes the difference between a formula and an instrument:
#
# * **Any shape.** `x` may be a matrix, a box of numbers, a single number (shape `()`) or empty.
#   The gradient has its shape. (`np.ndindex(x.shape)` runs through the indices of any shape.)
# * **Leave `x` alone.** Its owner still needs it; it may even refuse to be written to. Nor will it
#   do to add $h$, subtract $2h$ and add $h$ again: in floating point, 0.1 comes back as
#   0.09999999999999999 from that walk with $h = 10^{-5}$.
# * **Do not move a copy by accident.** `x.reshape(-1)` and `x.ravel()` give a window on `x`, or,
#   where the entries do not lie in one row in memory (a transposed matrix), a *copy*, silently.
#   Whoever moves the copy and calls `f(x)` sees no change at all.
# * **No wasted calls.** A call may take a second. Centred: two an entry. Forward: one an entry, and
#   one for `x` itself.
# * **Refuse integers.** An array of integers cannot hold $2.00001$. Say so with a TypeError.
#
# **By hand:** $f(x) = x_0^2\, x_1$ at $(3, 2)$ has the gradient $(2 x_0 x_1, x_0^2) = (12, 9)$.
# With $h = 0.1$, the forward difference in $x_0$ is
# $(3.1^2 \cdot 2 - 3^2 \cdot 2) / 0.1 = 12.2$, the centred one
# $(3.1^2 \cdot 2 - 2.9^2 \cdot 2) / 0.2 = 12$: exact, as the third derivative is 0.

# %% key="numerical-gradient"
from solutions.numerical_gradients import numerical_gradient, numerical_gradient_forward

# %% key="numerical-gradient-check"
check(numerical_gradient, numerical_gradient_forward)

# %% [markdown] key="truncated-prose"
# **Predict, then run.** The integer trap, live: `x = np.array([2, 3])`, and then
# `x[0] = x[0] + 1e-5`. What is $f(x) = x_0^2 + x_1^2$ now? Its slope would be 4.

# %% key="truncated-guess"
guess("truncated", None)  # your number in place of None: f after the step, to all digits

# %% key="truncated-run"
whole = np.array([2, 3])
whole[0] = whole[0] + 1e-5
reveal("truncated", float(np.sum(whole**2)))
print(f"The first entry is {whole[0]}: the step was cut off, and no error was raised.")

# %% [markdown] key="cost-prose"
# ### What it costs
# If it needs no formula, why do we bother to derive gradients? Count how often the loss is
# evaluated for **one** gradient of a linear classifier with $D$ inputs and $C$ classes, with
# respect to $W$ and $b$: by forward and by centred differences.
#
# **By hand:** for $D = C = 1$ there are two numbers to move: 3 and 4 evaluations. For CIFAR-10,
# $D = 3072$ and $C = 10$, 30,730 numbers are moved.

# %% key="gradient-cost"
from solutions.numerical_gradients import gradient_cost

# %% key="gradient-cost-check"
check(gradient_cost)

# %% [markdown] key="minutes-prose"
# **Predict, then run.** The next cell times one evaluation of a loss on 500 examples of CIFAR's
# size on your computer. How many *minutes* will one centred gradient take? (One by formula takes
# about three evaluations' time, however many weights there are. Assignment 5 is about why.)

# %% key="minutes-guess"
guess("minutes", None)  # your number in place of None, in minutes

# %% key="minutes-run"
rng = np.random.default_rng(2)
X_cifar, W_cifar = rng.standard_normal((500, 3073)), rng.standard_normal((3073, 10))
seconds = min(
    timeit.repeat(lambda: np.maximum(0, X_cifar @ W_cifar).mean(), number=5, repeat=3)
)  # of five evaluations
with when_done():
    reveal("minutes", gradient_cost(3072, 10)[1] * seconds / 5 / 60)
    print(f"At {1000 * seconds / 5:.2f} ms each; training takes thousands of gradients.")

# %% [markdown] key="errors-prose"
# ## 2. How far to trust it: the step
#
# Two errors fight over $h$.
#
# * **Truncation**: the curve is no straight line. Taylor's formula gives, for the forward
#   difference, $\frac{h}{2} |f''|$; for the centred one, $\frac{h^2}{6} |f'''|$.
# * **Round-off**: $f(x)$ is known to about $\varepsilon |f(x)|$, the spacing of the numbers near
#   it. A difference of two values is off by about as much, and then it is divided by $h$:
#   $\varepsilon |f| / h$. The *smaller* the step, the worse.
#
# On axes that are both logarithmic, an error proportional to $h$ is a line of slope 1, to $h^2$ of
# slope 2, and $\varepsilon |f| / h$ is a line of slope −1, the round-off **floor**: no formula
# gets much below it. Write the errors of both differences for given steps, for a function of one
# number.
#
# **By hand:** for $f(x) = x^3$ at $x = 0$ the derivative is 0. With $h = 0.5$ the forward
# difference is $0.125 / 0.5 = 0.25$, and so is the centred one, $0.25 / 1$. With $h = 0.25$ both
# are 0.0625. At $x = 1$ (derivative 3), $h = 0.5$: forward $(3.375 - 1) / 0.5 = 4.75$, error 1.75;
# centred $(3.375 - 0.125) / 1 = 3.25$, error $0.25 = h^2 f''' / 6$.
#
# **Then read off the best steps**, `best_steps`; leave that function until you have seen your own
# numbers, two cells below. A single point will not do: the errors at the bottom scatter, and a
# lucky step looks better than it is. So that cell averages *your* errors over 41 points of $e^x$
# between 0.5 and 1.5. Give the steps where the mean error is least; a factor of ten either way is
# near enough.

# %% key="error-against-h"
from solutions.numerical_gradients import best_steps, error_against_h

# %% key="error-against-h-check"
check(error_against_h, best_steps)

# %% key="errors-run"
hs = 10.0 ** np.arange(-13, 0, 0.5)
mean_errors = None
with when_done():
    points = np.linspace(0.5, 1.5, 41)
    mean_errors = np.mean([error_against_h(np.exp, np.exp, x, hs) for x in points], axis=0)
    print("      h    forward    centred")
    for h, one_sided, centred in zip(hs, *mean_errors, strict=True):
        print(f"{h:7.1e}    {one_sided:7.1e}    {centred:7.1e}")

# %% key="errors-figure"
if mean_errors is None:
    print("Come back to this cell when error_against_h is done.")
else:
    size = np.exp(points).mean()  # f, f'' and f''' are all the same here
    guides = (
        ("$h\\,|f''|/2$: slope 1", hs * size / 2, ":"),
        ("$h^2|f'''|/6$: slope 2", hs**2 * size / 6, "--"),
        ("$\\varepsilon\\,|f|/h$: the round-off floor", 2.2e-16 * size / hs, "-"),
    )
    figure, ax = plt.subplots(figsize=(7.2, 4.8))
    for (name, values, style), grey in zip(guides, ("0.55", "0.55", "0.75"), strict=True):
        ax.loglog(hs, values, style, color=grey, lw=2, label=name)
    for k, name in enumerate(("forward", "centred")):
        ax.loglog(hs, mean_errors[k], MARKERS[k], color=COLOURS[k], label=f"{name} difference")
        best = int(np.argmin(mean_errors[k]))
        ring = {"markersize": 15, "markerfacecolor": "none", "markeredgewidth": 2}
        ax.loglog(hs[best], mean_errors[k][best], "o", color=COLOURS[k], **ring)
        words = f"best: {hs[best]:.0e}"
        white = {"facecolor": "white", "edgecolor": "none", "pad": 1}
        place = {"textcoords": "offset points", "ha": "right", "color": COLOURS[k], "bbox": white}
        ax.annotate(words, (hs[best], mean_errors[k][best]), (-12, -16), **place)
    ax.set(xlabel="step $h$", ylabel="mean error of the slope", ylim=(1e-13, 10))
    ax.legend(loc="upper center", fontsize=9.5)
    plt.show()

# %% [markdown] key="errors-caption"
# *Figure 2 shows the mean error against the step, both logarithmic. Read it from the right. The
# forward error falls along the line of slope 1 until about h = 1e-8, the centred one twice as
# steeply along the line of slope 2 until a few 1e-6; ringed are the best. From there to the left
# both climb, scattered just under the line of round-off, the same for both. The best centred error
# is nearly a thousand times smaller than the best forward one, and it is had with a far larger
# step. Half of the digits is all that a forward difference can give, a centred one two thirds.*

# %% [markdown] key="kinks-prose"
# ## 3. Kinks
#
# The hinge $\max(0, 1 - x)$, the ReLU $\max(0, x)$, $|x|$ and $\max(1, x^2)$ have *kinks*: places
# where the slope jumps. At the kink itself there is no derivative, and any slope between the two
# sides' is as good as another (a *subgradient*). Next to it there is one, and a formula gives it
# exactly. A difference, though, that reaches across the kink mixes both sides.
#
# **By hand:** the ReLU with the kink at $x + d$, $d = 2$, and $h = 5$: between $x - 5$ and $x + 2$
# the slope is 0, from there to $x + 5$ it is 1. So the function rises by 3 over a width of 10: the
# centred difference is 0.3, and the true slope at $x$ is 0. Where $d = 0$ it gives the mean of the
# two slopes, here 0.5, a number that is the derivative nowhere.
#
# 1. `centred_at_kink`: what the difference gives, for any two slopes and any $d$ from $-h$ to $h$.
# 2. `has_kink`: **how to tell** a kink from a smooth bend, from values of $f$ alone. Compare the
#    slope to the right, $(f(x + h) - f(x)) / h$, with the slope to the left,
#    $(f(x) - f(x - h)) / h$. On a smooth curve they differ as well, by about $h f''(x)$. What does
#    their gap do on each when you make $h$ ten or a hundred times smaller? How large the gap is
#    tells nothing: a smooth curve may bend sharply. Try your function on
#    $\sin(10x)$ and on $0.3\,|x|$.
# 3. `kinks_of_max`: where $\max(c, x^2)$ has its kinks, for $c > 0$.

# %% key="kinks"
from solutions.numerical_gradients import centred_at_kink, has_kink, kinks_of_max

# %% key="kinks-check"
check(centred_at_kink, has_kink, kinks_of_max)

# %% [markdown] key="across-prose"
# **Predict, then run.** The hinge $\max(0, 1 - x)$ has the slope −1 left of 1, and 0 right of it.
# At $x = 1 - 2 \cdot 10^{-6}$, with $h = 10^{-5}$, what does the centred difference give?

# %% key="across-guess"
guess("across", None)  # your number in place of None

# %% key="across-run"
with when_done():
    near = np.array(1 - 2e-6)
    reveal("across", float(numerical_gradient(lambda x: float(np.maximum(0, 1 - x)), near)))
    print("The formula says −1, and is right. A check that fails here cries wolf.")

# %% key="kinks-figure"
with when_done():
    around = np.linspace(-3, 3, 241)
    wide = 0.4
    figure, axes = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
    cases = (
        ("hinge: $\\max(0, 1 - x)$", lambda x: np.maximum(0, 1 - x), lambda x: -1.0 * (x < 1)),
        ("$\\max(1, x^2)$", lambda x: np.maximum(1, x**2), lambda x: 2 * x * (x**2 > 1)),
    )
    for ax, (title, function, formula) in zip(axes, cases, strict=True):
        shown = [float(numerical_gradient(function, np.array(x), wide)) for x in around]
        ax.plot(around, formula(around), color=COLOURS[0], lw=3, alpha=0.6, label="formula")
        label = f"centred difference, $h = {wide}$"
        ax.plot(around, shown, "--", color=COLOURS[1], lw=2, label=label)
        ax.set(xlabel="$x$", ylabel="slope", title=title)
    axes[0].legend(loc="upper left")
    plt.show()

# %% [markdown] key="kinks-caption"
# *Figure 3 shows slopes against x, for the hinge on the left and for max(1, x²) on the right. The
# formula's slope jumps at each kink: from −1 to 0 at 1, from −2 to 0 at −1 and from 0 to 2 at 1.
# The centred difference, drawn with a huge step to make it visible, agrees away from the kinks and
# crosses each of them on a ramp as wide as two steps. With h = 1e-5 the ramps are 2e-5 wide: rarely
# met by one number, nearly always by some among thousands.*

# %% [markdown] key="check-prose"
# ## 4. The gradient check
#
# You have a gradient by formula, `grad`, with entries $a$, and a function `f`; the centred
# differences are $n$. Are they the same? Three questions have to be settled.
#
# **How far apart?** Absolute errors mean nothing without a scale. The *relative error*
# $|a - n| / \max(|a|, |n|)$ is 0 for equal numbers, 2 for opposite ones, and does not change when
# both are multiplied by the same number. Where both are 0 it is 0, by decree, not nan.
#
# **By hand:** 1 against 2: 0.5. −3 against 3: 2. $10^{-9}$ against $3 \cdot 10^{-9}$: 0.667.
#
# **How far apart may they be?** That last pair shows the trouble: if the true entry is 0, round-off
# alone makes the relative error as large as 1. So an entry is right if
#
# $$|a - n| \;\le\; \text{rtol} \cdot \max(|a|, |n|) + c\,\varepsilon\,\frac{|f(x)|}{h} .$$
#
# The first term allows for truncation, the second is the round-off floor of figure 2, with $c = 10$
# because $f$ itself is a sum that was rounded on the way.
#
# **And kinks?** Where that fails, do not accuse anybody yet. Take the slopes to the right and to
# the left, $p = (f(x + h e_i) - f(x)) / h$ and $q = (f(x) - f(x - h e_i)) / h$. If $a$ lies between
# them then $x$ may be next to a kink, and $a$ the slope on its own side: count it as a kink, and as
# no mistake. Allow a tenth of their gap besides, since the function may bend as well. As $n$ is the
# mean of $p$ and $q$, that is
#
# $$|a - n| \le 0.6\, |p - q| .$$
#
# On a smooth curve $p$ and $q$ are so close together that nothing wrong fits between them. One more
# call of `f` an entry is enough, and it is needed only for entries that failed.
#
# **By hand:** the hinge at $1 - 2 \cdot 10^{-6}$, from above: $q = -1$, $p = -0.2$, $n = -0.6$. The
# formula's $a = -1$ is off by 0.4, and $0.6 \cdot 0.8 = 0.48$: a kink. A wrong $a = 1$ is off by
# 1.6: a mistake. And $a = 0$, the slope of the *other* side, is off by 0.6: a mistake as well.
#
# **Which entries?** All of them.

# %% [markdown] key="sampling-prose"
# **Predict, then run.** To save time, some check 50 entries at random. Of 3,000 entries one is
# wrong. In how many per cent of such checks is it found?

# %% key="sampling-guess"
guess("sampling", None)  # your number in place of None, in per cent

# %% key="sampling-run"
reveal("sampling", 100 * 50 / 3000)

# %% key="gradient-check"
from solutions.numerical_gradients import gradient_check, relative_error

# %% key="gradient-check-check"
check(relative_error, gradient_check)

# %% [markdown] key="planted-prose"
# **Find the planted error.** A sum of 3,000 hinges and a smooth term; the gradient is right but for
# one entry, which is off by a tenth of a per cent.

# %% key="planted"
rng = np.random.default_rng(3)
z = 1 + rng.standard_normal((60, 50))
z[::7, ::5] = 1 + rng.uniform(-9e-6, 9e-6, (9, 10))  # ninety entries next to the kink
pull = rng.standard_normal(z.shape)


def hinges(z):
    """A sum of hinges and of a smooth term, of z of any shape."""
    return float(np.sum(np.maximum(0, 1 - z)) + np.sum(pull * np.sin(z)))


planted = np.where(z < 1, -1.0, 0.0) + pull * np.cos(z)
planted[41, 17] *= 1.001
with when_done():
    report = gradient_check(hinges, planted, z)
    print(report)
    print("found" if report["worst"] == (41, 17) else "overlooked")

# %% key="check-figure"
with when_done():
    distance = np.abs(planted - numerical_gradient(hinges, z)).ravel()
    size = np.abs(planted).ravel()
    crossing = (np.abs(z - 1) < 1e-5).ravel()
    wrong = np.zeros(z.size, dtype=bool)
    wrong[41 * 50 + 17] = True
    groups = (
        ("right", ~crossing & ~wrong, COLOURS[0], ".", 5),
        ("within a step of the kink", crossing, COLOURS[2], "^", 6),
        ("planted: 0.1 % off", wrong, COLOURS[1], "s", 11),
    )
    figure, ax = plt.subplots(figsize=(7.2, 4.4))
    for name, chosen, colour, marker, width in groups:
        style = {"color": colour, "markersize": width, "label": name}
        ax.loglog(size[chosen], np.maximum(distance[chosen], 1e-14), marker, **style)
    allowance = np.logspace(-4, 0.7, 100)
    floor = 10 * 2.2e-16 * abs(hinges(z)) / 1e-5
    ax.loglog(allowance, 1e-5 * allowance + floor, "k-", lw=2, label="allowed")
    ax.set(xlabel="size of the entry, $|a|$", ylabel="$|a - n|$", xlim=(1e-4, 6))
    ax.legend(loc="upper left", fontsize=9.5)
    plt.show()

# %% [markdown] key="check-caption"
# *Figure 4 shows, for each of the 3,000 entries, how far formula and difference are apart, against
# the size of the entry, both logarithmic. The cloud of right entries, round-off all of it, lies
# under the black line of what is allowed, which is level on the left and rises on the right. High
# above it, a band of ninety triangles: entries within a step of the kink, where the formula is
# right and the difference is not. One square stands alone in between: the planted error. No
# threshold on the error could tell it from the triangles, which are a hundred times worse.*

# %% [markdown] key="regression-prose"
# ## 5. Things to check
#
# Two losses for regression with a linear unit $f = Xw$, and two penalties; $r_i = f_i - y_i$ are
# the residuals.
#
# | | value | shape of the gradient |
# | --- | --- | --- |
# | `l1_loss` | $\frac1N \sum_i \lvert r_i \rvert$ | $(D,)$ |
# | `l2_loss` | $\frac1N \sum_i r_i^2$, without a half | $(D,)$ |
# | `l1_penalty` | $\sum \lvert W_{ij} \rvert$ | that of $W$ |
# | `l2_penalty` | $\sum W_{ij}^2$, without a half and without a root | that of $W$ |
#
# The gradient is for you to derive: each residual is $r_i = x_i \cdot w - y_i$, so the chain rule
# goes through it. $|r|$ has a kink at 0; take 0 there.
#
# **By hand:** $w = (1, 2)$, $X = \begin{pmatrix} 1 & 1 \\ 2 & 0 \end{pmatrix}$, $y = (5, 1)$. Then
# $f = (3, 2)$ and $r = (-2, 1)$. `l1_loss` is 1.5; row one pulls $w$ by $-x_1$, row two by $+x_2$:
# the gradient is $\frac12 (-1 + 2, -1 + 0) = (0.5, -0.5)$. `l2_loss` is $(4 + 1) / 2 = 2.5$, its
# gradient $\frac12 (2 \cdot (-2) (1, 1) + 2 \cdot 1\, (2, 0)) = (0, -2)$.

# %% key="regression-losses"
from solutions.derivative_rules import l1_loss, l1_penalty, l2_loss, l2_penalty

# %% key="regression-losses-check"
check(l1_loss, l2_loss, l1_penalty, l2_penalty)

# %% key="regression-run"
rng = np.random.default_rng(5)
X_line, w_line = rng.standard_normal((30, 4)), rng.standard_normal(4)
y_line = rng.standard_normal(30)
with when_done():
    for loss in (l1_loss, l2_loss):
        verdict = gradient_check(
            lambda w, loss=loss: loss(w, X_line, y_line)[0], loss(w_line, X_line, y_line)[1], w_line
        )
        print(f"{loss.__name__}: {verdict}")

# %% key="regression-figure"
r = np.linspace(-2.5, 2.5, 201)
with when_done():
    one, target = np.ones((1, 1)), np.zeros(1)
    figure, axes = plt.subplots(1, 2, figsize=(9.5, 3.8), layout="constrained")
    for k, (loss, style) in enumerate(((l1_loss, "-"), (l2_loss, "--"))):
        both = [loss(np.array([x]), one, target) for x in r]
        label = ("absolute error", "squared error")[k]
        axes[0].plot(r, [value for value, _ in both], style, color=COLOURS[k], lw=2, label=label)
        axes[1].plot(r, [grad[0] for _, grad in both], style, color=COLOURS[k], lw=2)
    axes[0].set(xlabel="residual $r$", ylabel="loss of one row")
    axes[1].set(xlabel="residual $r$", ylabel="its derivative")
    axes[0].legend()
    plt.show()

# %% [markdown] key="regression-caption"
# *Figure 5 shows both losses of one row against its residual on the left, and their derivatives on
# the right. The absolute error is a V with its kink at 0, and its derivative a step from −1 to 1:
# a residual pulls the same whether it is large or small. The squared error is a parabola, its
# derivative a straight line through 0: large residuals, outliers too, pull the most.*

# %% [markdown] key="jacobian-prose"
# ## 6. More outputs than one
#
# ### Jacobians and the chain rule
# A function from $n$ numbers to $m$ has $mn$ partial derivatives. The **Jacobian** keeps them in a
# table with a row for each output and a column for each input, $J_{ij} = \partial f_i / \partial
# x_j$. Moving input $j$ fills column $j$, all of it at once.
#
# The chain rule is then a product of matrices (GT-N):
#
# $$J_{f \circ g}(x) = J_f(g(x))\, J_g(x) .$$
#
# Each entry is a sum over *paths*: input $j$ acts on output $i$ through each of the $k$ numbers in
# between. Mind two things: which factor stands on the left, and *where* each is taken. $f$ never
# sees $x$, only $g(x)$.
#
# **By hand:** $g(x_0, x_1) = (x_0 x_1,\ x_0 + x_1,\ 7)$ at $(2, 3)$ has the Jacobian
# $\begin{pmatrix} 3 & 2 \\ 1 & 1 \\ 0 & 0 \end{pmatrix}$. Let $f(u) = u_0 u_1$: at
# $g(2, 3) = (6, 5, 7)$ its Jacobian is $(5, 6, 0)$. The product is
# $(5 \cdot 3 + 6 \cdot 1,\ 5 \cdot 2 + 6 \cdot 1) = (21, 16)$. Directly: $f(g(x)) = x_0^2 x_1 +
# x_0 x_1^2$, with the derivatives $2 x_0 x_1 + x_1^2 = 21$ and $x_0^2 + 2 x_0 x_1 = 16$.

# %% key="numerical-jacobian"
from solutions.jacobians import chain_jacobian, chain_jacobian_at, numerical_jacobian

# %% key="numerical-jacobian-check"
check(numerical_jacobian, chain_jacobian, chain_jacobian_at)

# %% [markdown] key="column-prose"
# ### Row by row, or column by column
# A Jacobian with respect to a *matrix* needs the entries in a row. NumPy lays them out row by row
# (row-major); the notes, like MATLAB's `x(:)`, column by column (column-major). Both are fine, and
# mixing them is not: the numbers are all there, at the wrong places.
#
# Write the notes' order, and `column_major_jacobian`, which takes a Jacobian whose columns are in
# NumPy's order and puts them in the notes'.
#
# **By hand:** $\begin{pmatrix} 9 & 0 \\ 3 & 7 \end{pmatrix}$ is $(9, 0, 3, 7)$ to NumPy and
# $(9, 3, 0, 7)$ to the notes. Of a $2 \times 2$ matrix's four Jacobian columns the first and the
# last stay, the middle ones change places. For a $2 \times 3$ matrix, NumPy's columns
# $0, 1, 2, 3, 4, 5$ become $0, 3, 1, 4, 2, 5$; going back is another order.

# %% key="column-major"
from solutions.jacobians import column_major, column_major_jacobian

# %% key="column-major-check"
check(column_major, column_major_jacobian)

# %% key="column-figure"
with when_done():
    places = np.arange(12).reshape(3, 4)
    by_column = np.empty(12, dtype=int)
    by_column[column_major(places)] = np.arange(12)
    figure, axes = plt.subplots(1, 2, figsize=(8.4, 3), layout="constrained")
    orders = (("row-major, NumPy's", places), ("column-major, the notes'", by_column.reshape(3, 4)))
    for ax, (title, order) in zip(axes, orders, strict=True):
        ax.imshow(order, cmap="Blues", vmin=-2, vmax=20)
        for (i, j), place in np.ndenumerate(order):
            ax.text(j, i, str(place), ha="center", va="center", size=14)
        path = np.array([np.argwhere(order == place)[0][::-1] for place in range(12)])
        ax.plot(*path.T, color=COLOURS[1], lw=1.5, alpha=0.6, zorder=1)
        ax.set(xticks=[], yticks=[], title=title)
        ax.grid(False)
    plt.show()

# %% [markdown] key="column-caption"
# *Figure 6 shows a matrix of three rows and four columns twice; in each entry stands its place in
# the flattened vector, and a line runs through the entries in that order. On the left it runs
# along the rows: 0 to 3 in the first. On the right it runs down the columns: 0, 1, 2 in the first.
# Only the first and the last entry have the same place in both.*

# %% [markdown] key="shapes-prose"
# ### Shapes
# Half of all mistakes in derivations are found by writing down shapes. Eight questions, each a
# function that returns a shape, a tuple of ints. Capital $M$ is a matrix, small $v$ a vector, $s$ a
# number; numerator layout: outputs first, inputs last.
#
# * A Jacobian is (outputs, inputs), a number counting as one of either.
# * With a matrix, the lecture does not flatten: the derivative of a number keeps the matrix's
#   shape, and in general it is a tensor with the output's axes, then the input's.
# * The whole Jacobian of a batch is a table for all entries of the output against all of the
#   weights. With $N = 128$, $D = 3072$ and $H = 100$ it would have $12{,}800 \times 307{,}200$
#   entries, 31 GB in float64, most of them 0. Nobody ever makes one: backpropagation needs only its
#   product with a vector.

# %% key="shape-quiz"
from solutions.derivative_rules import (
    shape_dh_dW,
    shape_dL_dW,
    shape_dM_ds,
    shape_dM_dv,
    shape_ds_dM,
    shape_ds_dv,
    shape_dv_ds,
    shape_dv_dv,
)

# %% key="shape-quiz-check"
check(
    shape_dv_ds,
    shape_ds_dv,
    shape_dv_dv,
    shape_ds_dM,
    shape_dM_ds,
    shape_dM_dv,
    shape_dL_dW,
    shape_dh_dW,
)

# %% [markdown] key="identities-prose"
# ### Three identities
# Derivatives with respect to vectors that are worth knowing by heart. Each is a Jacobian: the
# derivative of a number is a *row*, `(1, n)`.
#
# * $w \cdot x$, with respect to $w$.
# * $w^T A w = \sum_{ij} w_i A_{ij} w_j$, with respect to $w$. A given $w_k$ stands in this sum
#   twice: as $w_i$ and as $w_j$. Do not assume that $A$ is symmetric.
# * $A x$, with respect to $x$.
#
# **By hand:** $A = \begin{pmatrix} 0 & 1 \\ 0 & 0 \end{pmatrix}$ and $w = (5, 7)$:
# $w^T A w = w_0 w_1 = 35$, with the derivatives $(w_1, w_0) = (7, 5)$. A formula that gives
# $(0, 10)$ here is wrong.

# %% key="matrix-identities"
from solutions.derivative_rules import (
    inner_product_jacobian,
    linear_map_jacobian,
    quadratic_jacobian,
)

# %% key="matrix-identities-check"
check(inner_product_jacobian, quadratic_jacobian, linear_map_jacobian)

# %% [markdown] key="claims-prose"
# ## 7. Find the wrong formula
#
# Nine formulas as they stand in published course material (in one case: as we read the
# handwriting), written as code: a function, what is claimed to be its gradient, and a point.
# Some of them are wrong. You do not have to know which: you have an instrument.
#
# | name | function | claimed gradient | source |
# | --- | --- | --- | --- |
# | inner product | $w \cdot x$ | $x$ | GT-N |
# | quadratic form | $w^T A w$ | $2\, w^T A$ | GT-N |
# | linear unit | $(w \cdot x - y)^2$ | $2 (w \cdot x - y)\, x$ | QCRI-L4 |
# | penalty | $\frac{\lambda}{2n} \sum \Theta_{ij}^2$ | $\lambda \Theta$ | WPI-NN, backpropagation |
# | log loss | $-\log p$, $p = \sigma(w \cdot x)$, label 1 | $(1 - p)\, x$ | GT-N |
# | sigmoid | $\sum_i \sigma(z_i)$ | $\sigma(z_i) (1 - \sigma(z_i))$ | GT-N |
# | hidden delta | $\delta \cdot \Theta \sigma(z)$ | $\Theta^T \delta$ | WPI-NN, intuition |
# | long derivative 1 | $(e^{xw} / x)^3$ in $w$ | $3 e^{3xw} (xw - 1) / (x^3 w^4)$ | QCRI-L4, here |
# | long derivative 2 | $(e^{xw} / (xw))^3$ in $w$ | the same | QCRI-L4, and there |

# %% key="claims"
rng = np.random.default_rng(11)
A, x, y = rng.standard_normal((4, 4)), rng.standard_normal(4), 1.7
Theta_out, delta_out, lam, n = rng.standard_normal((3, 4)), rng.standard_normal(3), 0.6, 20


def sigma(z):
    """The sigmoid function."""
    return 1 / (1 + np.exp(-z))


def long_claim(w):
    """The derivative with respect to w that two functions are said to have, at x = 1.3."""
    return 3 * np.exp(3 * 1.3 * w) * (1.3 * w - 1) / (1.3**3 * w**4)


w_any, z_any = rng.standard_normal(4), rng.standard_normal(4)
Theta_any, w_one = rng.standard_normal((3, 4)), np.array([0.8])
CLAIMS = {  # name: (function, what is claimed to be its gradient, point)
    "inner product": (lambda w: w @ x, lambda w: x, w_any),
    "quadratic form": (lambda w: w @ A @ w, lambda w: 2 * w @ A, w_any),
    "linear unit": (lambda w: (w @ x - y) ** 2, lambda w: 2 * (w @ x - y) * x, w_any),
    "penalty": (lambda T: lam / (2 * n) * np.sum(T**2), lambda T: lam * T, Theta_any),
    "log loss": (lambda w: -np.log(sigma(w @ x)), lambda w: (1 - sigma(w @ x)) * x, w_any),
    "sigmoid": (lambda z: np.sum(sigma(z)), lambda z: sigma(z) * (1 - sigma(z)), z_any),
    "hidden delta": (
        lambda z: delta_out @ (Theta_out @ sigma(z)),
        lambda z: Theta_out.T @ delta_out,
        z_any,
    ),
    "long derivative 1": (lambda w: np.sum((np.exp(1.3 * w) / 1.3) ** 3), long_claim, w_one),
    "long derivative 2": (lambda w: np.sum((np.exp(1.3 * w) / (1.3 * w)) ** 3), long_claim, w_one),
}

# %% key="claims-run"
with when_done():
    for name, (function, claim, point) in CLAIMS.items():
        print(f"{name:18} {gradient_check(function, claim(point), point)}")

# %% [markdown] key="claims-hints"
# Write the names of those that fail, and then what is right, for three of them (the quadratic form
# you have done already):
#
# * **penalty**: differentiate the term that is printed, with its $\frac{\lambda}{2n}$.
#   *By hand:* $\lambda = 0.5$, $n = 4$, $\Theta = 8$ alone: the penalty is 4, and grows by 1 for
#   each unit of $\Theta$.
# * **log loss**, label 1: the larger the score, the larger $p$, the smaller the loss. What does
#   that say about the sign? *By hand:* at $w = (0, 0)$, $p = 0.5$; with $x = (4, -2)$ the gradient
#   is $(-2, 1)$.
# * **hidden delta**: $z$ acts through $\sigma(z)$, and the formula stops before that step.
#   *By hand:* at $z = 0$ the sigmoid's slope is 0.25; with $\Theta = (4, 8)$ and $\delta = 1$ the
#   gradient is $(1, 2)$.
#
# How would one overlook such a thing? The quadratic form is right for symmetric $A$; the penalty
# is right for $n = 1$; the hidden delta is only ever too large, so that training still goes
# downhill. And a sign makes a loss grow: that one is noticed.

# %% key="wrong-formulas"
from solutions.derivative_rules import (
    delta_through_sigmoid,
    log_loss_gradient,
    penalty_gradient,
    wrong_formulas,
)

# %% key="wrong-formulas-check"
check(wrong_formulas, penalty_gradient, log_loss_gradient, delta_through_sigmoid)

# %% [markdown] key="four-prose"
# ## 8. Four ways to differentiate (extra: checked and shown, no points)
#
# The *logistic map* is the sequence $l_1 = x$, $l_{k+1} = 4\, l_k (1 - l_k)$ (GT-L3). What is the
# derivative of $l_4$ in $x$?
#
# 1. **By hand**: differentiate the recursion, term by term.
# 2. **Symbolically**: multiply out. $l_4 = 64 x (1 - x)(1 - 2x)^2 (1 - 8x + 8x^2)^2$, and its
#    derivative fills three lines: the expression doubles with each step.
# 3. **Numerically**: a difference. Cheap to write, and inexact.
# 4. **With dual numbers**: carry the pair (value, derivative) through the program. A dual number is
#    $a + b\,\epsilon$ with $\epsilon^2 = 0$; so $(a + b\epsilon)(c + d\epsilon) = ac + (ad +
#    bc)\,\epsilon$, the product rule. Start with $x + 1\,\epsilon$. Exact, and as cheap as the
#    program itself: this is *automatic differentiation* in forward mode.
#
# **By hand:** $x = 0.3$ gives $0.3, 0.84, 0.5376, 0.99434496$. The derivatives: 1, then
# $4 (1 - 2 \cdot 0.3) \cdot 1 = 1.6$, then $4 (1 - 2 \cdot 0.84) \cdot 1.6 = -4.352$, and last
# $1.3090816$. A forward difference with $h = 10^{-6}$ gives 1.3090056.

# %% key="logistic-map"
from solutions.derivative_rules import logistic_map, logistic_map_dual

# %% key="logistic-map-check"
check(logistic_map, logistic_map_dual)

# %% key="four-run"
with when_done():
    by_step = (logistic_map(0.3 + 1e-6) - logistic_map(0.3)) / 1e-6
    centred = numerical_gradient(lambda x: logistic_map(float(x)), np.array(0.3))
    print(f"forward {by_step:.7f}, centred {float(centred):.9f}")
    print(f"dual numbers {logistic_map_dual(0.3)[1]:.15f}")

# %% key="four-figure"
with when_done():
    starts = np.linspace(0, 1, 801)
    figure, axes = plt.subplots(2, 1, figsize=(7.2, 5.2), sharex=True, layout="constrained")
    for n_terms, style in ((2, ":"), (3, "--"), (4, "-")):
        colour = COLOURS[4 - n_terms]
        pairs = np.array([logistic_map_dual(start, n_terms) for start in starts])
        for ax, values in zip(axes, pairs.T, strict=True):
            ax.plot(starts, values, style, color=colour, lw=2, label=f"$l_{n_terms}$")
    axes[0].set(ylabel="value")
    axes[1].set(xlabel="$x$", ylabel="derivative")
    axes[0].legend(loc="center left", bbox_to_anchor=(1.01, 0.5))
    plt.show()

# %% [markdown] key="four-caption"
# *Figure 7 shows the second, third and fourth term of the logistic map against x on top, and their
# derivatives below. Each term is a row of arches between 0 and 1, one, two and four of them; the
# derivatives cross 0 at each top and at each foot between two arches, and swing four times as far
# with each term, to ±64 at the edges for the fourth. A step that was small enough for one term is
# too large three terms
# later.*

# %% [markdown] key="end-prose"
# ## What you have now
# An instrument: gradients of anything that you can call, known limits, and a check that finds one
# wrong entry in thousands and does not cry wolf at kinks. You used it on your own work and on that
# of others. It is far too slow to train with. Assignments 4 and 5 derive gradients that are fast;
# whenever you doubt one, come back for the instrument.

# %% key="progress"
progress()

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
# # Assignment 5, second notebook: the two-layer network
#
# You will wire logic out of single units, carry a gradient back through a whole network, and train
# one on images where every linear classifier fails. The first notebook of this assignment is about
# graphs and modules; this one works without it. Plan six to seven hours.
#
# **How to work.** As before: a cell that ends in `raise NotImplementedError()` is yours, and
# `check(...)` below it tells you what it found. Before each exercise stands a number to work out by
# hand.
#
# **Hints.** A check that fails says where and how far off. If it fails again after a change, a hint
# comes with it, then the section to read again. `check(..., hint=True)` shows the next one now.
#
# **Predictions.** `guess("...", None)` asks what the next cell will give: write a number or a sign
# in place of `None` and run it; the next cell says how near you were. They are not graded.
#
# **Sources**: WPI-NN (WPI CS 539: neural networks), GT-L2, GT-L3 and GT-N (Georgia Tech CS 7643,
# lectures 2 and 3, and notes), He et al. 2015 (*Delving deep into rectifiers*).
#
# **Conventions.** Two layouts are in use, and you convert between them.
#
# | symbol | shape | what |
# | --- | --- | --- |
# | $X$, $y$ | $(N, D)$, $(N,)$ | one example a row, labels $0 \dots C-1$ |
# | $\Theta$ | $(s', s+1)$ | WPI-NN: one *row* a unit of the next layer, its bias in column 0 |
# | $W_1, b_1, W_2, b_2$ | $(D,H), (H,), (H,C), (C,)$ | one *column* a unit, biases apart |
# | $z$, $a$ | $(N, s)$ | what a unit sums up, and what it makes of it |
# | $\delta = \partial L / \partial z$ | $(N, s)$ | the gradient where it enters a unit |
#
# Losses are means over rows. Biases are never penalised here. What is computed is float64, also
# where an array of integers comes in, which holds no fractions. No function changes the arrays that
# it is given.

# %% key="imports"
import time
import traceback
from collections.abc import Callable, Sequence  # noqa: F401, the exercises' signatures name them
from contextlib import contextmanager
from itertools import product

import matplotlib.pyplot as plt
import numpy as np
from tqdm.auto import tqdm

from autograder import check, check_gradient, guess, progress, reveal
from chainrule_datasets import load_cifar10, load_digits, load_mnist, ring, shifted_digits

# %% [markdown] key="helpers-prose"
# Helpers for the cells that are not graded, two of which show weights as images and confusion
# matrices; and one for yours: `sigmoid`, in a form that does not overflow,
# $\sigma(z) = e^{-\log(1 + e^{-z})}$.

# %% key="helpers"
plt.rcParams.update({"font.size": 11, "axes.grid": True, "grid.alpha": 0.3})
COLOURS, MARKERS = ("#0072B2", "#D55E00", "#009E73"), ("o", "s", "^")
Params = dict[str, np.ndarray]  # what docstrings call params: arrays by their names


def sigmoid(z):
    """1 / (1 + exp(-z)), entry by entry, without overflow."""
    return np.exp(-np.logaddexp(0.0, -z))


@contextmanager
def when_done():
    """Run the lines below it; where they need an unfinished exercise, say which and go on."""
    try:
        yield
    except NotImplementedError as error:
        plt.close("all")  # a figure that was begun
        function = traceback.extract_tb(error.__traceback__)[-1].name
        print(f"Come back to this cell when {function} is done.")


def show_weights(ax, weights, shape):
    """Show weights as an image: violet above 0 and orange below, or stretched to 0..1 in colour."""
    image = weights.reshape(shape)
    if len(shape) == 3:
        ax.imshow((image - image.min()) / (np.ptp(image) or 1.0))
    else:
        bound = np.abs(image).max()
        ax.imshow(image, cmap="PuOr", vmin=-bound, vmax=bound)
    ax.set(xticks=[], yticks=[])


def show_confusion(ax, counts, names, title):
    """Show a confusion matrix with its counts; darkest is a whole class."""
    whole = counts.sum(axis=1).max()
    ax.imshow(counts, cmap="Blues", vmin=0, vmax=whole)
    for i, j in product(range(len(names)), repeat=2):
        if counts[i, j]:
            colour = "white" if counts[i, j] > whole / 2 else "black"
            ax.text(j, i, counts[i, j], ha="center", va="center", color=colour, fontsize=8)
    ax.set(xlabel="predicted", ylabel="true", title=title)
    turned = 90 if max(map(len, names)) > 1 else 0
    ax.set_xticks(range(len(names)), names, rotation=turned)
    ax.set_yticks(range(len(names)), names)
    ax.grid(False)


# %% [markdown] key="boolean-prose"
# ## 1. Logic from sigmoid units
#
# A sigmoid unit with large weights is a switch: $\sigma(10) = 0.99995$, $\sigma(-10) = 0.00005$.
# With inputs 0 and 1 it computes truth tables. AND is given:
# $\sigma(-30 + 20 x_1 + 20 x_2)$ has $z = -30, -10, -10, 10$ for the inputs $(0,0), (0,1), (1,0),
# (1,1)$.
#
# Write weights, bias first, for OR, NOT and NOR. Each has to hold with some room: above 0.9 or
# below 0.1, also where the inputs are off by 0.1. So the line $z = 0$ has to keep away from the
# corners.
#
# Then compose. A network is a list of two matrices; each row of the first is a hidden unit, bias
# first, and the one row of the second is the output unit. XNOR, "both alike", is
# $(x_1 \text{ AND } x_2) \text{ OR } (x_1 \text{ NOR } x_2)$. How do you say XOR with units that
# you have?
#
# **By hand:** what does the unit $(-10, 20, 20)$ give for the four inputs? And the unit
# $(10, -20)$ for its two?

# %% key="boolean"
from solutions.theta_network import (
    nor_weights,
    not_weights,
    or_weights,
    xnor_network,
    xor_network,
)

# %% key="boolean-check"
check(or_weights, not_weights, nor_weights, xnor_network, xor_network)

# %% key="boolean-figure"
with when_done():
    u, v = np.meshgrid(np.linspace(-0.5, 1.5, 161), np.linspace(-0.5, 1.5, 161))
    units = {"AND": np.array([-30.0, 20.0, 20.0]), "OR": or_weights(), "NOR": nor_weights()}
    units["NOT $x_1$"] = np.append(not_weights(), 0.0)  # whatever x_2 is
    figure, axes = plt.subplots(1, 6, figsize=(13, 2.8), layout="constrained", sharey=True)
    for ax, (name, unit) in zip(axes, units.items(), strict=False):
        out = sigmoid(unit[0] + unit[1] * u + unit[2] * v)
        ax.contourf(u, v, out, levels=[0, 0.1, 0.5, 0.9, 1], cmap="Blues", alpha=0.7)
        ax.set(title=name)
    for ax, (name, layers) in zip(
        axes[4:], {"XNOR": xnor_network(), "XOR": xor_network()}.items(), strict=True
    ):
        out = np.stack([u.ravel(), v.ravel()])
        for layer in layers:
            out = sigmoid(layer[:, :1] + layer[:, 1:] @ out)
        ax.contourf(
            u, v, out.reshape(u.shape), levels=[0, 0.1, 0.5, 0.9, 1], cmap="Blues", alpha=0.7
        )
        for unit in layers[0]:
            ax.contour(u, v, unit[0] + unit[1] * u + unit[2] * v, levels=[0], colors=COLOURS[1])
        ax.set(title=f"{name}, 2 layers")
    for ax in axes:
        ax.plot(*zip(*product((0, 1), (0, 1)), strict=True), "ko", markersize=5)
        ax.set(xlabel="$x_1$", xticks=[0, 1], yticks=[0, 1], aspect="equal")
        ax.grid(False)
    axes[0].set(ylabel="$x_2$")
    plt.show()

# %% [markdown] key="boolean-caption"
# *Figure 1 shows six squares with the inputs 0 and 1 as black dots in the corners; dark blue is
# where the output is near 1, and a thin strip of lighter blue is where it changes. Four units are
# half planes: AND beyond a slanted line near the corner (1, 1), OR beyond one near (0, 0), NOR on
# this side of it, and NOT to the left of an upright line. XNOR is two opposite corners and XOR the
# band between them; thin orange lines show where their hidden units switch. No one line could do
# either.*

# %% [markdown] key="search-prose"
# **No single unit does XOR.** The proof takes four lines: XOR asks $b \le 0$, $b + w_1 > 0$,
# $b + w_2 > 0$ and $b + w_1 + w_2 \le 0$. Add the two in the middle, add the outer two, and
# compare. The next cell only searches: of all units with weights from $-3$ to $3$ in steps of a
# half, which of the 16 truth tables of two inputs does some unit compute?

# %% key="search-run"
corners = np.array(list(product((0, 1), (0, 1))))
grid = np.linspace(-3, 3, 13)
found = set()
for bias, w1, w2 in product(grid + 0.25, grid, grid):  # never exactly 0 at a corner
    found.add(tuple((bias + corners @ [w1, w2] > 0).astype(int).tolist()))
missing = sorted(set(product((0, 1), repeat=4)) - found)
print(f"{len(found)} of the 16 tables, in the order 00, 01, 10, 11. Missing:", *missing)

# %% [markdown] key="theta-prose"
# ## 2. A network in Theta form
#
# ### Forward
# WPI-NN puts bias and weights of a layer into one matrix: $\Theta$ has a row for each unit of the
# next layer and $s + 1$ columns, the first of them for a *bias unit* that is always 1. For a
# network with 3 inputs, 3 hidden units and 1 output the shapes are $(3, 4)$ and $(1, 4)$. With all
# rows at once,
#
# $$ z_{j+1} = \begin{pmatrix} \mathbf{1} & a_j \end{pmatrix} \Theta_j^T , \qquad
#   a_{j+1} = \sigma(z_{j+1}), \qquad a_1 = X . $$
#
# Return *all* activations, without the ones: backpropagation needs them.
#
# **By hand:** $\sigma(\log 3) = 3/4$ and $\sigma(0) = 1/2$. Let $\Theta_1 = \log 3
# \begin{pmatrix} 0 & 1 & 0 \\ 1 & 0 & -1 \end{pmatrix}$ and $\Theta_2 = \log 3 \begin{pmatrix} -1.5
# & 2 & 2 \end{pmatrix}$. For $x = (1, 1)$ the hidden units give $3/4$ and $1/2$, and the output is
# $\sigma(\log 3 \cdot (-1.5 + 1.5 + 1)) = 3/4$.
#
# The other convention has $W$ of shape $(s, s')$, a column a unit, and $b$ apart. The row
# $(7, 1, 2)$ of a $\Theta$ is the bias 7 and the column $(1, 2)$ of $W$.

# %% key="theta-form"
from solutions.theta_network import theta_forward, theta_to_wb, wb_to_theta

# %% key="theta-form-check"
check(theta_forward, theta_to_wb, wb_to_theta)

# %% [markdown] key="delta-prose"
# ### Back through a hidden layer
# Let $\delta_{j+1} = \partial L / \partial z_{j+1}$, a row for each example. A unit of layer $j$
# acts on the loss through every unit that it feeds, so the gradients with respect to $a_j$ are
# $\delta_{j+1} \Theta_j$, without the first column: nothing flows back into a constant. And $a_j =
# \sigma(z_j)$, so one more factor is due, $\sigma'(z_j) = a_j (1 - a_j)$.
#
# (An intuition slide of WPI-NN has $\delta^{(3)} = \Theta \delta^{(4)}$, without that factor. Its
# own formal definition has it, and so does your gradient check.)
#
# **By hand:** $\Theta = (9, 2, -4)$, $\delta_{j+1} = 0.5$, $a = (0.5, 0.2)$. Back come $(1, -2)$;
# the slopes are $0.25$ and $0.16$; so $\delta_j = (0.25, -0.32)$.

# %% key="hidden-delta"
from solutions.theta_network import hidden_delta

# %% key="hidden-delta-check"
check(hidden_delta)

# %% [markdown] key="cost-prose"
# ### The cost, example by example
# Hidden layers are sigmoid. What the last layer's sums $z$ become is the *head*'s matter, and with
# it the loss of one example with targets $y$:
#
# | head | output $a$ | loss | $\partial L / \partial z$ |
# | --- | --- | --- | --- |
# | `"log"` | $\sigma(z)$ | $-\sum_k y_k \log a_k + (1 - y_k) \log(1 - a_k)$ | $a - y$ |
# | `"softmax"` | softmax$(z)$ | $-\sum_k y_k \log a_k$ | $a - y$ |
# | `"squared"` | $z$ | $\frac12 \sum_k (a_k - y_k)^2$ | $a - y$ |
#
# The last column is no accident, and no law either: for a sigmoid with squared error it is
# $(a - y)\, a (1 - a)$. The cost is the mean over the $n$ examples plus a penalty on all but the
# biases,
#
# $$ J = \frac1n \sum_i L_i + \frac{\lambda}{2n} \sum_j \sum \Theta_j[:, 1{:}]^2 . $$
#
# An example's gradient for $\Theta_j$ is $\delta_{j+1}^T (1, a_j)$, a column times a row. (A slide
# of WPI-NN multiplies full vectors, bias unit included, and gets a $(4, 4)$ matrix where $(3, 4)$
# is due: the row of zeros belongs to a unit that nothing feeds.) Loop over the examples and add up.
#
# **By hand:** one unit with $\Theta = (0, 0, 0)$, $x = (2, 4)$, $y = 1$, log loss: $a = 1/2$, $J =
# \log 2 = 0.6931$, $\delta = -1/2$, and the gradient is $(-0.5, -1, -2)$. With $\lambda = 2$, $n =
# 4$ and weights whose squares sum to 19, the penalty is $\frac{2}{8} \cdot 19 = 4.75$, and its
# gradient is half of each weight.

# %% key="by-examples"
from solutions.theta_network import nn_cost_by_examples

# %% key="by-examples-check"
check(nn_cost_by_examples)

# %% [markdown] key="at-once-prose"
# ### All examples at once
# The sum of $\delta^T (1, a)$ over the examples *is* a matrix product: stack the rows, and
# $\Delta^T (\mathbf{1}\ A)$ adds them up. Start from $\delta = (a - y) / n$ and the mean is in
# everything that follows.
#
# Here scores may be large. $\log \sigma(z)$ of $z = -1000$ is $-1000$, but $\sigma(-1000)$ is
# rounded to 0 and its logarithm is infinite: write the losses in $z$. For log loss,
# $-y \log a - (1-y) \log(1-a) = \log(1 + e^z) - yz$, and `np.logaddexp(0, z)` is $\log(1 + e^z)$.
#
# **By hand:** for weights 0 and the targets $(1, 0)$ and $(0, 1)$ of two examples, the three heads
# cost $2 \log 2 = 1.3863$, $\log 2 = 0.6931$ and $0.5$.

# %% key="at-once"
from solutions.theta_network import nn_cost

# %% key="at-once-check"
check(nn_cost)

# %% key="equal-run"
rng = np.random.default_rng(23)
Thetas = [rng.normal(size=shape) for shape in ((6, 5), (3, 7), (4, 4))]
X_few, Y_few = rng.normal(size=(8, 4)), np.eye(4)[rng.integers(0, 4, 8)]
with when_done():
    for head in ("log", "softmax", "squared"):
        J, grads = nn_cost(Thetas, X_few, Y_few, 0.5, head)
        J_slow, grads_slow = nn_cost_by_examples(Thetas, X_few, Y_few, 0.5, head)
        gap = max(np.abs(a - b).max() for a, b in zip(grads, grads_slow, strict=True))
        print(f"{head:8} J differs by {abs(J - J_slow):.1e}, the gradients by {gap:.1e}")

# %% [markdown] key="erratum-prose"
# **A published formula, and your gradient check.** WPI-NN's loop adds `lam * Theta` to the
# gradient, while its penalty is $\frac{\lambda}{2n} \sum \Theta^2$. Which is right? Ask the slopes
# of your own cost. Below 1e-6 a gradient fits; above 1e-3 it does not.

# %% key="erratum-run"
with when_done():
    lam, n = 0.5, len(X_few)
    bare = nn_cost(Thetas, X_few, Y_few, 0.0, "softmax")[1][0]
    weights = Thetas[0].copy()
    weights[:, 0] = 0.0
    for text, gradient in (
        ("lam * Theta", bare + lam * weights),
        ("lam / n * Theta", bare + lam / n * weights),
        ("lam / n * Theta, biases too", bare + lam / n * Thetas[0]),
    ):
        error = check_gradient(
            lambda T: nn_cost([T, *Thetas[1:]], X_few, Y_few, lam, "softmax")[0],
            Thetas[0],
            gradient,
            rng,
        )
        print(f"{text:28} worst relative error {error:.1e}")

# %% [markdown] key="two-layer-prose"
# ## 3. The two-layer network
#
# From here on the layout is $W_1, b_1, W_2, b_2$, in a dict called `params`; a gradient comes as a
# dict with the same keys. One hidden layer, ReLU or sigmoid; then plain scores and softmax
# cross-entropy:
#
# $$ z = X W_1 + b_1, \quad a = \max(0, z), \quad S = a W_2 + b_2, \quad
#    L = \frac1N \sum_i -\log \frac{e^{S_{i y_i}}}{\sum_c e^{S_{ic}}}
#        + \lambda \Big(\sum W_1^2 + \sum W_2^2\Big) . $$
#
# The penalty has no half and leaves the biases out. Name the stages on the way back:
#
# 1. `dscores`, $(N, C)$: $(p - 1\{c = y\}) / N$;
# 2. `dW2`, `db2`: which array did $W_2$ multiply? A bias reaches every row;
# 3. `dz`, $(N, H)$: back through $W_2$, then through the unit: $1\{z > 0\}$, or $a (1 - a)$;
# 4. `dW1`, `db1`: as in 2, with $X$.
#
# The activation is the hidden layer's alone. Scores have no bounds: a sigmoid on ten scores would
# keep each between 0 and 1, and no probability above $e / (e + 9) = 0.232$.
#
# **By hand:** $x = (1, 2)$, $W_1 = \begin{pmatrix} 1 & -1 & 0 \\ 1 & -1 & -1 \end{pmatrix}$, $b_1 =
# (0, 1, 1)$: $z = (3, -2, -1)$, $a = (3, 0, 0)$. Let $W_2 = \begin{pmatrix} \frac{\log 3}{3} - 1 &
# -1 \\ 5 & 1 \\ 2 & 7 \end{pmatrix}$ and $b_2 = (3, 3)$: the scores are $(\log 3, 0)$, $p = (3/4,
# 1/4)$. For $y = 1$ the loss is $\log 4 = 1.3863$; `dscores` is $(0.75, -0.75)$; the first row of
# `dW2` is $(2.25, -2.25)$, the others 0. Back through $W_2$ come $(0.2747, 3, -3.75)$, of which two
# units, being off, pass nothing on: `db1` is $(0.2747, 0, 0)$, and `dW1` has the column $(0.2747,
# 0.5493)$.

# %% key="two-layer-loss"
from solutions.two_layer_network import two_layer_loss

# %% key="two-layer-loss-check"
check(two_layer_loss)

# %% [markdown] key="init-prose"
# ### Where training starts
# Softmax regression may start at zero: its loss is convex, and each class has labels of its own to
# tell it from the others. A hidden unit has nothing of the kind. Watch what a few steps do to six
# starts; the last is explained below.

# %% key="init-run"
digits = load_digits()


def rank_of_change(start, activation, steps=20):
    """Which parameters moved, and the rank of W1 and of its change, after some steps."""
    params = {name: value.copy() for name, value in start.items()}
    for _ in range(steps):
        _, grads = two_layer_loss(
            params, digits.X_train[:200], digits.y_train[:200], 0.0, activation
        )
        params = {name: value - 0.5 * grads[name] for name, value in params.items()}
    moved = [name for name in params if np.abs(params[name] - start[name]).max() > 1e-12]
    ranks = [np.linalg.matrix_rank(M, tol=1e-8) for M in (params["W1"], params["W1"] - start["W1"])]
    return moved, ranks


def filled(value, rng=None):
    """Weights `value(inputs of a unit)`, or normal with that standard deviation; biases 0."""
    params = {}
    for k, (inputs, units) in enumerate(((64, 20), (20, 10)), 1):
        drawn = rng.standard_normal((inputs, units)) if rng else 1.0
        params[f"W{k}"] = np.full((inputs, units), value(inputs)) * drawn
        params[f"b{k}"] = np.zeros(units)
    return params


with when_done():
    for text, start, activation in (
        ("ReLU from zeros", filled(lambda n: 0.0), "relu"),
        ("sigmoid from zeros", filled(lambda n: 0.0), "sigmoid"),
        ("ReLU, all weights 0.1", filled(lambda n: 0.1), "relu"),
        ("ReLU, small random", filled(lambda n: 0.01, np.random.default_rng(0)), "relu"),
        ("sigmoid, small random", filled(lambda n: 0.01, np.random.default_rng(0)), "sigmoid"),
        ("ReLU, He", filled(lambda n: (2 / n) ** 0.5, np.random.default_rng(0)), "relu"),
    ):
        moved, (rank, change) = rank_of_change(start, activation)
        print(
            f"{text:22} moved: {', '.join(moved):15} rank of W1: {rank:2}, of its change: {change}"
        )

# %% [markdown] key="he-prose"
# From zeros, ReLUs put out 0 and pass back 0: $b_2$ alone learns. Sigmoid units put out $1/2$ each:
# $W_2$ gets a gradient, the same for all units, and after one step $W_1$ does as well; but equal
# units stay equal for ever, and $W_1$ keeps the rank 1. Random numbers break the tie.
#
# How large? Let the inputs of a unit have the mean square $m$. It sums up $n$ of them, with weights
# of variance $v$: the sum has the variance $n v m$. A ReLU cuts off half of it: the mean square of
# what it puts out is $n v m / 2$. To keep that at $m$ through the layers, take $v = 2 / n$ (He et
# al. 2015), $n$ being the *fan-in*, the number of inputs that the unit sums up.
#
# **By hand:** for $D = 50$, $H = 200$ the standard deviation of $W_1$ is $\sqrt{2/50} = 0.2$ and
# that of $W_2$ is $\sqrt{2/200} = 0.1$.

# %% key="he-init"
from solutions.two_layer_network import he_init

# %% key="he-init-check"
check(he_init)

# %% key="depth-figure"
scales = {
    "0.01": lambda n: 0.01,
    "$\\sqrt{1/n}$": lambda n: n**-0.5,
    "He: $\\sqrt{2/n}$": lambda n: (2 / n) ** 0.5,
}
figure, ax = plt.subplots(figsize=(8.4, 3.6), layout="constrained")
for (name, scale), colour, marker in zip(scales.items(), COLOURS, MARKERS, strict=True):
    rng, signal = np.random.default_rng(0), np.random.default_rng(1).standard_normal((200, 256))
    sizes = [float(np.sqrt((signal**2).mean()))]
    for _ in range(10):
        signal = np.maximum(0, signal @ (scale(256) * rng.standard_normal((256, 256))))
        sizes.append(float(np.sqrt((signal**2).mean())))
    ax.semilogy(range(11), sizes, marker + "-", color=colour, label=name)
ax.set(xlabel="layer", ylabel="root mean square of the activations")
ax.legend(title="spread of the weights", loc="center left", bbox_to_anchor=(1.01, 0.5))
plt.show()

# %% [markdown] key="depth-caption"
# *Figure 2 shows the size of the activations through ten layers of 256 ReLUs, on a logarithmic
# axis. With weights of standard deviation 0.01 it falls by a factor of about ten a layer, to below
# 1e-9; with $\sqrt{1/n}$ by $\sqrt 2$ a layer; with He's $\sqrt{2/n}$ it stays near 1.*

# %% [markdown] key="train-prose"
# ## 4. Training
#
# The loop takes the loss as an argument: it knows nothing of layers. In each epoch it draws a new
# order of the rows from `rng`, cuts it into batches, the last one as short as it comes out, and
# takes a step for each:
#
# $$ v \leftarrow \mu v - \eta_e\, \frac{\partial L}{\partial \theta}, \qquad
#    \theta \leftarrow \theta + v, \qquad \eta_e = \frac{\eta_0}{1 + \text{decay} \cdot e},
#    \quad e = 0, 1, \dots $$
#
# $\mu$ is the *momentum*: along a slope that stays the same, steps add up to $1 / (1 - \mu)$ times
# the plain one; across a valley they cancel. `patience` ends training after so many epochs in a row
# that brought no new lowest loss, where an epoch's loss is the mean over its steps.
#
# The batch's loss is a mean already: the loop divides nothing. All gradients first, then the
# update.
#
# **By hand:** slope 1, rate 0.5, momentum 0.5: the steps are 0.5, 0.75, 0.875. Slope 1, rate 1,
# decay 1, two steps an epoch: $2 + 2/2 + 2/3 = 3.6667$ in three epochs. Epoch losses 3, 2, 2.5,
# 2.2, 2.1 with a patience of 3: the fifth epoch is the last.

# %% key="train"
from solutions.two_layer_network import train

# %% key="train-check"
check(train)

# %% [markdown] key="predict-prose"
# A label is the class of the highest score. A *confusion matrix* counts, in row $i$ and column $j$,
# how many examples of class $i$ were taken for class $j$; what is right stands on the diagonal.
# Mind that `counts[i, j] += 1` with arrays of indices adds 1 once, however many times a pair
# occurs.
#
# **By hand:** for $y = (0, 0, 0, 1, 2, 2)$ and predictions $(0, 0, 1, 1, 0, 2)$ the first row is
# $(2, 1, 0)$, the third $(1, 0, 1)$.

# %% key="predict"
from solutions.two_layer_network import confusion_matrix, network_predict

# %% key="predict-check"
check(network_predict, confusion_matrix)

# %% [markdown] key="learn-prose"
# ### Digits, then shifted digits
# On the 8 × 8 digits a linear classifier is right in about 95 of 100 cases, and your network in 96:
# there is little to gain. So make it harder in the way that images are hard: put each digit at a
# random place of a 12 × 12 canvas. To us nothing has changed. To a linear classifier every pixel
# now means something else in every image.

# %% key="shifted-figure"
shifted = shifted_digits(np.random.default_rng(0))
figure, axes = plt.subplots(2, 10, figsize=(10, 2.5), layout="constrained")
for c in range(10):
    mine = shifted.X_train[shifted.y_train == c]
    axes[0, c].imshow(mine[0].reshape(shifted.shape), cmap="gray_r", vmin=0, vmax=1)
    axes[1, c].imshow(mine.mean(axis=0).reshape(shifted.shape), cmap="gray_r", vmin=0, vmax=1)
    axes[0, c].set(title=str(c))
for ax in axes.flat:
    ax.set(xticks=[], yticks=[])
axes[0, 0].set(ylabel="one image")
axes[1, 0].set(ylabel="mean")
plt.show()

# %% [markdown] key="shifted-caption"
# *Figure 3 shows, above, a shifted digit of each class, each at another place of its canvas; below,
# the mean of all training images of the class. The digits can be read, the means are ten grey
# clouds that are hard to tell apart: one template a class has nothing to hold on to.*

# %% [markdown] key="learn-exercise-prose"
# Put it together: `learn_digits` starts from `he_init` and calls `train` with `two_layer_loss`, 100
# hidden ReLUs, and rates of your choice. It is judged by the share of test images that come out
# right: 93 per cent of the digits, 85 per cent of the shifted digits. Try rates on the *validation*
# part. Training takes a second or two.
#
# **Predict, then run.** What share of the shifted digits does *softmax regression* get right?

# %% key="learn-guess"
guess("learn", None)  # your number in place of None, in per cent

# %% key="learn"
from solutions.two_layer_network import learn_digits

# %% key="learn-check"
check(learn_digits)


# %% [markdown] key="linear-prose"
# For comparison, the linear classifiers of assignments 1 and 2 on the same splits, trained in the
# same loop: the hinge loss and softmax cross-entropy of scores $XW + b$.


# %% key="linear-helpers"
def linear_loss(params, X, y, kind, reg=1e-4):
    """The loss of a linear classifier, `hinge` or `softmax`, and its gradients."""
    scores, rows = X @ params["W"] + params["b"], np.arange(len(X))
    if kind == "softmax":
        odds = np.exp(scores - scores.max(axis=1)[:, None])
        pull = odds / odds.sum(axis=1)[:, None]
        value = -np.log(pull[rows, y]).mean()
        pull[rows, y] -= 1
    else:
        gaps = (scores - scores[rows, y][:, None] + 1).clip(min=0)
        gaps[rows, y] = 0
        value, pull = gaps.sum() / len(X), (gaps > 0) * 1.0
        pull[rows, y] -= pull.sum(axis=1)
    dS = pull / len(X)
    W = params["W"]
    return value + reg * (W * W).sum(), {"W": X.T @ dS + 2 * reg * W, "b": dS.sum(axis=0)}


def train_linear(kind, X, y, lr=0.1, epochs=40):
    """Train a linear classifier of ten classes from zeros; `kind` as for `linear_loss`."""
    start = {"W": np.zeros((X.shape[1], 10)), "b": np.zeros(10)}
    settings = {"batch_size": 32, "rng": np.random.default_rng(0), "momentum": 0.9, "decay": 0.1}
    trained, _ = train(
        lambda params, X, y: linear_loss(params, X, y, kind), start, X, y, lr, epochs, **settings
    )
    return trained


def right_share(labels, y):
    """Per cent of the labels that are right."""
    return 100 * np.mean(labels == y)


# %% key="linear-run"
results, networks = {}, {}
with when_done():
    for name, data in (("digits", digits), ("shifted", shifted)):
        for kind in ("hinge", "softmax"):
            linear = train_linear(kind, data.X_train, data.y_train)
            labels = (data.X_test @ linear["W"] + linear["b"]).argmax(axis=1)
            results[name, kind] = right_share(labels, data.y_test), labels
        begin = time.perf_counter()
        networks[name] = learn_digits(data.X_train, data.y_train, np.random.default_rng(0))
        seconds = time.perf_counter() - begin
        labels = network_predict(networks[name], data.X_test)
        results[name, "network"] = right_share(labels, data.y_test), labels
        shares = ", ".join(
            f"{kind} {results[name, kind][0]:.1f} %" for kind in ("hinge", "softmax", "network")
        )
        print(f"{name}: {shares} of the test images right; the network took {seconds:.1f} s")
    reveal("learn", results["shifted", "softmax"][0])

# %% [markdown] key="why-prose"
# **Why one template a class is not enough.** A linear score is an inner product with *one* image.
# For a digit at any of 25 places that image has to be a blur of 25 shifted digits, and blurs of
# different digits are nearly alike. A hidden unit is a template too, but there are a hundred, and a
# class may draw upon many of them. Here they are.

# %% key="units-figure"
if not networks:
    print("Come back to this cell when learn_digits is done.")
else:
    W1 = networks["shifted"]["W1"]
    largest = np.argsort(-np.linalg.norm(W1, axis=0))[:40]
    figure, axes = plt.subplots(4, 10, figsize=(10, 4.2), layout="constrained")
    for ax, unit in zip(axes.flat, largest, strict=True):
        show_weights(ax, W1[:, unit], shifted.shape)
    figure.suptitle("forty hidden units of the network for shifted digits", fontsize=11)
    plt.show()

# %% [markdown] key="units-caption"
# *Figure 4 shows the weights of the forty hidden units with the longest weight vectors as 12 × 12
# images, violet where ink turns the unit on and orange where it turns it off. They are not digits:
# short strokes, edges and spots at various places, violet beside orange, parts out of which digits
# at many places can be put together.*

# %% key="confusion-figure"
if not networks:
    print("Come back to this cell when learn_digits is done.")
else:
    figure, axes = plt.subplots(1, 2, figsize=(10, 4.6), layout="constrained")
    for ax, kind in zip(axes, ("softmax", "network"), strict=True):
        share, labels = results["shifted", kind]
        counts = confusion_matrix(shifted.y_test, labels, 10)
        show_confusion(ax, counts, shifted.names, f"{kind}: {share:.1f} % right")
    plt.show()

# %% [markdown] key="confusion-caption"
# *Figure 5 shows two confusion matrices for the 360 shifted test digits, 36 of each class. Softmax
# regression, on the left, has counts all over: every digit is taken for every other. The network,
# on the right, has a dark diagonal with a few single errors beside it, most of them among digits
# that share their strokes.*

# %% key="worst-figure"
if not networks:
    print("Come back to this cell when learn_digits is done.")
else:
    params, data = networks["shifted"], shifted
    hidden = np.maximum(0, data.X_test @ params["W1"] + params["b1"])
    scores = hidden @ params["W2"] + params["b2"]
    behind = scores.max(axis=1) - scores[np.arange(len(scores)), data.y_test]
    worst = np.argsort(-behind)[:10]
    figure, axes = plt.subplots(1, 10, figsize=(10, 1.8), layout="constrained")
    for ax, i in zip(axes, worst, strict=True):
        ax.imshow(data.X_test[i].reshape(data.shape), cmap="gray_r", vmin=0, vmax=1)
        ax.set(xticks=[], yticks=[], title=f"{data.y_test[i]} as {scores[i].argmax()}")
    plt.show()

# %% [markdown] key="worst-caption"
# *Figure 6 shows the ten test images whose true class is farthest behind, each with its label and
# what the network took it for. Several are hard to read for us as well; others are plain to see,
# and wrong all the same.*

# %% [markdown] key="study-prose"
# ### Other images, by one argument
# `study` does the same for other images: it trains softmax regression and your network, and shows
# their weights as images: the ten templates of the one above; below, for hidden units of the other,
# what training added to the random numbers that they began with. As it stands it takes the digits.
# Write `study("mnist")` for handwritten digits of 28 × 28 pixels, or `study("cifar10")` for
# photographs of 32 × 32 in colour: they are downloaded once (11 and 170 MB), and training on 5,000
# of them takes less than half a minute. Without a network, give the place of the files, as in
# `study("cifar10", "Downloads/cifar-10-binary.tar.gz")`.
#
# Two things depend on the images. Their mean is taken off, so that inputs lie about 0. And the rate
# is $0.5 / \overline{\lVert x \rVert^2}$: the longer the inputs are, the steeper is the loss in the
# weights that multiply them. It is a rule of thumb, yours to improve. So the shares that are
# printed are those of *validation* images; the test images are not even loaded.


# %% key="study-helpers"
def load_images(name, path=None, train=5_000, val=1_000):
    """Images by the name of their set: "digits", "mnist" or "cifar10"."""
    if name == "digits":
        return load_digits()
    larger = {"mnist": load_mnist, "cifar10": load_cifar10}
    if name not in larger:
        raise ValueError(f'no images called {name!r}; expected "digits", "mnist" or "cifar10"')
    return larger[name](path, train=train, val=val, test=0)


def study(name="digits", path=None, **sizes):
    """Train softmax regression and the network on images, and show what they have learned."""
    images = load_images(name, path, **sizes)
    mean = images.X_train.mean(axis=0)
    X, X_val, y = images.X_train - mean, images.X_val - mean, images.y_train
    lr, epochs = 0.5 / np.mean(np.sum(X**2, axis=1)), 20
    linear, rng = train_linear("softmax", X, y, lr, epochs), np.random.default_rng(0)
    with tqdm(total=epochs * -(-len(X) // 32), desc=name) as bar:

        def loss(params, X, y):
            bar.update()
            return two_layer_loss(params, X, y, reg=3e-4)

        began = he_init(len(mean), 100, 10, rng)
        network, _ = train(loss, began, X, y, lr, epochs, 32, rng, momentum=0.9, decay=0.1)
    labels = network_predict(network, X_val)
    softmax_share = right_share((X_val @ linear["W"] + linear["b"]).argmax(axis=1), images.y_val)
    share = right_share(labels, images.y_val)
    print(f"{name}: trained on {len(X)} images; of {len(X_val)} others softmax regression has")
    print(f"{softmax_share:.1f} % right, the network {share:.1f} %")

    _, axes = plt.subplots(4, 10, figsize=(10, 4.4), layout="constrained")
    for c, ax in enumerate(axes[0]):
        show_weights(ax, linear["W"][:, c], images.shape)
        ax.set_title(images.names[c], fontsize=9)
    learned = network["W1"] - began["W1"]
    largest = np.argsort(-np.linalg.norm(learned, axis=0))[:30]
    for ax, unit in zip(axes[1:].flat, largest, strict=True):
        show_weights(ax, learned[:, unit], images.shape)
    axes[0, 0].set_ylabel("softmax")
    axes[2, 0].set_ylabel("hidden units")
    _, ax = plt.subplots(figsize=(5.4, 5), layout="constrained")
    counts = confusion_matrix(images.y_val, labels, 10)
    show_confusion(ax, counts, images.names, f"network: {share:.1f} % right")
    plt.show()


# %% key="study-run"
with when_done():
    study("digits")

# %% [markdown] key="study-caption"
# *Figures 7 and 8 show, for the digits: above, ten templates of softmax regression, each named by
# its class, of which the 0 with its orange hole is the easiest to make out; below, what thirty
# hidden units have learned, none of which is a digit; then the network's confusion matrix, nearly
# all of it on the diagonal.*
#
# For CIFAR-10 the templates are blurs of what most images of a class have in the same place, so of
# backgrounds: blue behind ships and airplanes, green and brown behind deer and frogs. With all
# 50,000 images softmax regression is known to reach about 40 per cent, a network of two layers a
# little more than 50: a shift by one pixel is news to it, and larger networks share their weights
# between places.

# %% [markdown] key="grid-prose"
# ### A grid of rates and penalties (extra: checked and shown, no points)
# Rates are found by trying, on the validation part. `grid_search` tries all pairs and finds the
# best. Where a rate is too high the loss may become `nan`; mind that `np.argmax` takes `nan` for
# the largest number of all.
#
# **By hand:** of the scores $\begin{pmatrix} 0.7 & 0.3 \\ 0.9 & 0.5 \\ \text{nan} & \text{nan}
# \end{pmatrix}$ the best is in row 1, column 0.

# %% key="grid"
from solutions.two_layer_network import grid_search

# %% key="grid-check"
check(grid_search)

# %% key="grid-figure"
lrs, regs = [0.003, 0.01, 0.03, 0.1, 0.3, 1.0], [0.0, 1e-4, 1e-3, 1e-2]
with when_done(), tqdm(total=len(lrs) * len(regs), desc="grid") as bar:

    def validation_accuracy(lr, reg):
        """The share of validation images right after ten epochs on 1,500 shifted digits."""
        rng = np.random.default_rng(0)
        with np.errstate(all="ignore"):
            params, history = train(
                lambda params, X, y: two_layer_loss(params, X, y, reg),
                he_init(144, 100, 10, rng),
                shifted.X_train[:1500],
                shifted.y_train[:1500],
                lr=lr,
                epochs=10,
                batch_size=32,
                rng=rng,
                momentum=0.9,
            )
        bar.update()
        if not np.isfinite(history[-1]):
            return np.nan
        return np.mean(network_predict(params, shifted.X_val) == shifted.y_val)

    scores, lr, reg = grid_search(validation_accuracy, lrs, regs)
    figure, ax = plt.subplots(figsize=(5.6, 4.6), layout="constrained")
    image = ax.imshow(scores, cmap="viridis", vmin=0, vmax=1)
    for i, j in product(range(len(lrs)), range(len(regs))):
        ax.text(
            j,
            i,
            f"{scores[i, j]:.2f}",
            ha="center",
            va="center",
            color="white" if scores[i, j] < 0.6 else "black",
        )
    ax.set(xticks=range(len(regs)), xticklabels=regs, yticks=range(len(lrs)), yticklabels=lrs)
    ax.set(xlabel="penalty", ylabel="rate", title=f"best: rate {lr}, penalty {reg}")
    ax.grid(False)
    figure.colorbar(image, label="share of validation images right")
    plt.show()

# %% [markdown] key="grid-caption"
# *Figure 9 shows the validation accuracy for six rates, down, and four penalties, across, after ten
# epochs. Low rates, at the top, are still learning; a rate of 0.1 is best; at 1, at the
# bottom, training breaks down. The penalty matters less, until at 0.01 it holds the weights down.*

# %% [markdown] key="approximation-prose"
# ### Universal approximation (extra)
# A sum of ReLUs of one input is a broken line, with a bend for each unit; with enough bends it
# comes as close as you like to any continuous function on an interval. (GT-L3 says that two layers
# "represent any continuous function": they approximate it, on compact sets.) Below are sines made
# of 2, 8 and 32 bends, placed evenly, the best weights found by least squares. Beside them is your
# own network on assignment 1's ring, where it finds the features that you had to invent.

# %% key="approximation-figure"
x = np.linspace(-np.pi, np.pi, 400)
figure, axes = plt.subplots(1, 2, figsize=(10.5, 4.2), layout="constrained")
axes[0].plot(x, np.sin(x), "k", lw=1, label="sin x")
for count, colour, line in zip((2, 8, 32), COLOURS, ("--", "-.", ":"), strict=True):
    bends = np.linspace(-np.pi, np.pi, count, endpoint=False)
    features = np.column_stack([np.ones_like(x), np.maximum(0, x[:, None] - bends)])
    best = features @ np.linalg.lstsq(features, np.sin(x), rcond=None)[0]
    error = np.abs(best - np.sin(x)).max()
    axes[0].plot(x, best, line, color=colour, lw=2, label=f"{count} ReLUs, worst error {error:.3f}")
axes[0].set(xlabel="x", ylim=(-1.4, 2.2))
axes[0].legend(loc="upper left")
with when_done():
    rng = np.random.default_rng(4)
    X_ring, y_ring = ring(rng, 400)
    params, _ = train(
        lambda params, X, y: two_layer_loss(params, X, y, 0.0),
        he_init(2, 30, 2, rng),
        X_ring,
        y_ring,
        lr=0.1,
        epochs=200,
        batch_size=50,
        rng=rng,
        momentum=0.9,
    )
    u, v = np.meshgrid(np.linspace(-3.2, 3.2, 161), np.linspace(-3.2, 3.2, 161))
    labels = network_predict(params, np.column_stack([u.ravel(), v.ravel()])).reshape(u.shape)
    axes[1].contourf(u, v, labels, levels=[-0.5, 0.5, 1.5], colors=["white", COLOURS[1]], alpha=0.3)
    for c in range(2):
        axes[1].scatter(
            *X_ring[y_ring == c].T, s=12, c=COLOURS[c], marker=MARKERS[c], label=f"class {c}"
        )
    share = 100 * np.mean(network_predict(params, X_ring) == y_ring)
    axes[1].set(
        xlabel="$x_1$",
        ylabel="$x_2$",
        aspect="equal",
        title=f"30 ReLUs on the ring: {share:.0f} % right",
    )
    axes[1].legend(loc="upper right")
    plt.show()

# %% [markdown] key="approximation-caption"
# *Figure 10, left, shows a sine and three broken lines: with 2 bends it misses both humps, with 8
# it follows them with visible corners, with 32 it lies on the curve. Right, points of the ring in
# orange with the hole and the outside in blue: the shaded region, where the network predicts class
# 1, is a ring with polygonal borders.*

# %% [markdown] key="concepts-prose"
# ## 5. What moves, and what cannot
# Four questions, each a function. Test your answers with the functions that you have: `check` tells
# only whether an answer is of the right kind.

# %% key="concepts"
from solutions.two_layer_network import (
    heads_with_simple_delta,
    largest_probability,
    moving_from_zeros,
    rank_from_constants,
)

# %% key="concepts-check"
check(moving_from_zeros, rank_from_constants, heads_with_simple_delta, largest_probability)

# %% [markdown] key="end-prose"
# ## What you have now
# A network with a hidden layer, its gradient by hand, and a loop that trains it; and data on which
# it is needed. Every larger network is more of the same: modules with a forward and a backward,
# chained by the rule that the course is named after.

# %% key="progress"
progress()

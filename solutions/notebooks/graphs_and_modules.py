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
# # Assignment 5, first notebook: graphs and modules
#
# Whatever computes a number from other numbers is a graph of small steps, and the chain rule walks
# that graph backwards. First you will do it by hand, then write an engine that does it for any
# graph, and last the modules that networks are made of, each with a forward and a backward pass.
# The second notebook, `two_layer_network`, trains networks; you can begin with either. Plan four to
# five hours for this one.
#
# **How to work.** As before: run the cells from top to bottom, and replace
# `raise NotImplementedError()` by your code. `check(...)` tries your function and tells you what it
# found; run it as often as you like. After you submit, your functions are judged once more, on
# fresh inputs. Before each exercise stands a number to work out by hand: do that first.
#
# **Hints.** A check that fails says where and how far off. If it fails again after a change, a hint
# comes with it, then the section to read again. `check(..., hint=True)` shows the next one now.
#
# **Predictions.** `guess("...", None)` asks what the next cell will give: write a number or a sign
# in place of `None` and run it; the next cell says how near you were. They are not graded.
#
# **Sources**, by the short names that the docstrings use: GT-L3 (Georgia Tech CS 7643, lecture 3),
# GT-N (handwritten notes of the same course), WPI-NN (WPI CS 539, neural networks and
# backpropagation), QCRI-L4 (QCRI Deep Learning for Machine Translation, ML II, lecture 4).
#
# **Conventions** of this notebook. The functions' docstrings repeat those that apply.
#
# | symbol | shape | what |
# | --- | --- | --- |
# | $X$ | $(N, D)$, or $(N, d_1, \dots, d_k)$ | $N$ examples, one a row |
# | $W$, $b$ | $(D, H)$, $(H,)$ | weights and biases of $H$ units |
# | $z$, $a$, $p$ | any | pre-activation, activation, probability |
# | `dz` | that of $z$ | $\partial L / \partial z$: the gradient of the *last* number, the loss |
# | `dout` | that of `out` | the upstream gradient: what comes back into a module |
#
# Losses are a *mean* over the rows. What is computed is float64, also where an array of integers
# comes in, which holds no fractions. No function changes what it is given: neither arrays, nor
# `dout`, nor a cache.

# %% key="imports"
import traceback
from collections.abc import Callable  # noqa: F401, for the exercises' signatures
from contextlib import contextmanager

import matplotlib.pyplot as plt
import numpy as np

from autograder import check, check_gradient, guess, progress, reveal

# %% [markdown] key="helpers-prose"
# Helpers for the cells that are not graded: one lets a cell wait for a function that you have not
# written yet, and one draws a graph.

# %% key="helpers"
plt.rcParams.update({"font.size": 11, "axes.grid": True, "grid.alpha": 0.3})
BLUE, ORANGE, GREEN, PINK = "#0072B2", "#D55E00", "#009E73", "#CC79A7"


@contextmanager
def when_done():
    """Run the lines below it; where they need an unfinished exercise, say which and go on."""
    try:
        yield
    except NotImplementedError as error:
        plt.close("all")  # a figure that was begun
        function = traceback.extract_tb(error.__traceback__)[-1].name
        print(f"Come back to this cell when {function} is done.")


def draw_graph(ax, places, edges, labels, values, grads):
    """Draw a graph: in each node its label, above it its value, below it what comes back.

    `places` has (column, row) for each name; `edges` has for each pair (parent, child) the text of
    the local slope, which is written beside the arrow.
    """
    at = {name: np.array([2.3 * column, 1.8 * row]) for name, (column, row) in places.items()}
    for (parent, child), slope in edges.items():
        along = at[child] - at[parent]
        along = along / np.linalg.norm(along)
        arrow = {"arrowstyle": "-|>", "color": "0.35", "lw": 1.3, "shrinkA": 0, "shrinkB": 0}
        ends = at[child] - 0.34 * along, at[parent] + 0.34 * along
        ax.annotate("", *ends, arrowprops=arrow)
        middle = 0.5 * (at[parent] + at[child])
        box = {"boxstyle": "round,pad=0.1", "fc": "white", "ec": "none"}
        ax.text(*middle, slope, color=GREEN, ha="center", va="center", size=10, bbox=box)
    for name, place in at.items():
        ax.add_patch(plt.Circle(place, 0.32, fc="0.95", ec="0.2", lw=1.3, zorder=3))
        ax.text(*place, labels.get(name, name), ha="center", va="center", zorder=4)
        x, y = place
        ax.text(x, y + 0.45, f"{values[name]:.4g}", color=BLUE, ha="center", zorder=4)
        ax.text(x, y - 0.65, f"{grads[name]:.4g}", color=ORANGE, ha="center", zorder=4)
    corners = np.array(list(at.values()))
    ax.set(xlim=corners[:, 0].min() - 0.7 + np.array([0, 1.4 + np.ptp(corners[:, 0])]))
    ax.set(ylim=corners[:, 1].min() - 0.9 + np.array([0, 1.8 + np.ptp(corners[:, 1])]))
    ax.set(aspect="equal")
    ax.axis("off")


def explain_colours(figure):
    """The legend of a drawn graph."""
    for x, text, colour in (
        (0.02, "above: value", BLUE),
        (0.30, "on the arrow: local slope", GREEN),
        (0.66, "below: what comes back", ORANGE),
    ):
        figure.text(x, 0.01, text, color=colour, size=11)


# %% [markdown] key="order-prose"
# ## 1. Graphs
#
# ### An order for the nodes
# A *computation graph* has a node for each number and an edge from each number to those that are
# computed from it: from *parent* to *child*. To compute all of them, every parent must come before
# its children: that is a **topological order**. Going backwards we take the same order from its
# end, so that a node's turn comes when all of its children have had theirs.
#
# Usually several orders will do. One way to find one: count for each node the parents that have no
# place yet; take any node whose count is 0, give it its place, and lower its children's counts. In
# a graph with a cycle there comes a point at which no count is 0: each node that is left waits for
# another. Then there is no order, and whoever asked wants to know *which* nodes wait for each
# other.
#
# **By hand:** $(x + y) z$ has the edges $x \to q$, $y \to q$, $q \to f$, $z \to f$. Both
# $x, y, q, z, f$ and $z, y, x, q, f$ are right; $x, q, y, z, f$ is not. How many orders are there?
# (Eight: $z$ may stand in any of four places, and $x$ and $y$ may be swapped.)

# %% key="topological-order"
from solutions.graphs_and_modules import topological_order

# %% key="topological-order-check"
check(topological_order)

# %% key="cycle-run"
with when_done():
    try:
        topological_order([("hen", "egg"), ("egg", "hen"), ("hen", "soup")])
    except ValueError as error:
        print("ValueError:", error)

# %% [markdown] key="hand-prose"
# ### Forward and backward by hand
# Each node knows two things: how to compute its value, and how fast that value changes with each
# parent, its **local slope**. The chain rule does the rest. Write $\bar{v}$ for
# $\partial f / \partial v$, with $f$ the last node:
#
# $$\bar{f} = 1, \qquad
#   \bar{p} = \sum_{v \text{ a child of } p} \bar{v}\, \frac{\partial v}{\partial p} .$$
#
# What comes back into a node, $\bar{v}$, is its *upstream* gradient. Three patterns do most of the
# work: a **sum** hands on to each term what it gets; a **product** hands to each factor what it
# gets times the *other* factor; and where a value is **used twice**, what comes back is **added**.
#
# **By hand** (GT-L3), $f = (x + y) z$ at $x = -2$, $y = 5$, $z = -4$: forward $q = 3$, $f = -12$;
# backward $\bar{q} = z = -4$, $\bar{z} = q = 3$, $\bar{x} = \bar{y} = \bar{q} = -4$.
#
# **By hand,** $f = \ln x_1 + x_1 x_2 - \sin x_2$ at $(2, 5)$: the terms are $0.6931$, $10$ and
# $-0.9589$, so $f = 11.6521$. From $x_1$ two paths lead to $f$: $\frac{1}{2} + 5 = 5.5$. From $x_2$
# too: $2 - \cos 5 = 1.7163$.
#
# **A neuron's loss,** $L = -\log p$ with $p = \sigma(u)$, $u = w \cdot x$. At $w = (2, -3)$,
# $x = (-1, -2)$: $u = 4$, $p = 0.9820$, $L = 0.01815$; backward $\bar{p} = -1/p = -1.0183$,
# $\bar{u} = \bar{p}\, p (1 - p) = -0.01799$, and the gradient in $w$ is $\bar{u}\, x =
# (0.01799, 0.03597)$. Simplify $\bar{u}$: what is left of it?
#
# **A linear unit** (QCRI-L4), $f = w \cdot x + b$ at $w = (0.5, 0.5)$, $b = 0.5$ and the point
# $(5, -2)$ with $y = -1$: $f = 2$. The squared loss $(f - y)^2$ is 9, and its gradients are
# $(30, -12)$ in $w$ and 6 in $b$. The hinge $\max(0, 1 - y f)$ is 3, with gradients $(5, -2)$ and
# 1; where the margin is kept, both are 0.
#
# Five functions, each for any inputs: they return values and derivatives by name.

# %% key="graphs-by-hand"
from solutions.graphs_and_modules import (
    hinge_graph,
    log_sine_graph,
    neuron_graph,
    product_graph,
    squared_graph,
)

# %% key="graphs-by-hand-check"
check(product_graph, log_sine_graph, neuron_graph, squared_graph, hinge_graph)

# %% key="product-figure"
with when_done():
    found = product_graph(-2.0, 5.0, -4.0)
    figure, ax = plt.subplots(figsize=(7.2, 4.0))
    draw_graph(
        ax,
        {"x": (0, 2), "y": (0, 1), "z": (0, 0), "q": (1.2, 1.5), "f": (2.4, 0.75)},
        {("x", "q"): "1", ("y", "q"): "1", ("q", "f"): "z = −4", ("z", "f"): "q = 3"},
        {"q": "+", "f": "×"},
        {"x": -2.0, "y": 5.0, "z": -4.0, "q": found["q"], "f": found["f"]},
        {"x": found["dx"], "y": found["dy"], "z": found["dz"], "q": found["dq"], "f": 1.0},
    )
    explain_colours(figure)
    plt.show()

# %% [markdown] key="product-caption"
# *Figure 1 shows the graph of (x + y) z from left to right: x and y lead into a node "+", which
# leads with z into a node "×". Above each node stands its value, −2, 5, −4, then 3 and −12; on each
# arrow the local slope, 1 and 1 into the sum, z = −4 and q = 3 into the product; below each node
# what comes back: 1 at the end, −4 at the sum, 3 at z, −4 at x and y. Each number below is the
# number below the child times the slope on the arrow between them.*

# %% [markdown] key="nudge-prose"
# **Predict, then run.** At the same point $x$ grows by 0.01, from $-2$ to $-1.99$. By how much does
# $f$ change?

# %% key="nudge-guess"
guess("nudge", None)  # your number in place of None

# %% key="nudge-run"
with when_done():
    reveal("nudge", product_graph(-1.99, 5.0, -4.0)["f"] - product_graph(-2.0, 5.0, -4.0)["f"])

# %% [markdown] key="engine-prose"
# ### Any graph
# Now once and for all. A graph is a list of triples `(name, op, parents)`, in no particular order;
# the docstring lists the ops. Two functions:
#
# * `graph_forward` computes every value, parents first;
# * `graph_backward` gets those values, sets the gradient of the output to 1 and all others to 0,
#   and goes through the order from its end. Each node **adds** its share to each parent's gradient:
#   upstream gradient times local slope.
#
# Every op needs two lines, its value and its slopes. Note which slopes you can write with the
# node's own value: $e^a$ is its own slope, $\sigma' = \sigma (1 - \sigma)$. That is why values are
# kept, or *cached*. Your `topological_order` is at hand; if it is not right yet, this exercise is
# judged with one that is.
#
# **By hand,** values used twice: $y = x \cdot x$ has $x$ for both its parents. At $x = 3$ the first
# use brings $1 \cdot 3$ and the second $1 \cdot 3$, together 6, as $2x$ should be. With
# $z = y + x$, $\bar{x} = 3 + 3 + 1 = 7$. Whoever overwrites where they should add gets 3 or 1.
#
# **By hand,** one chain: $\sigma(\exp(u - v))$ at $u = 0.5$, $v = 1.5$ is $\sigma(e^{-1}) =
# \sigma(0.3679) = 0.5909$. Backward: $0.5909 \cdot 0.4091 = 0.2417$ at the exponential, times
# $0.3679$ gives $0.0889$ at the difference: so $0.0889$ at $u$ and $-0.0889$ at $v$.

# %% key="graph-engine"
from solutions.graphs_and_modules import graph_backward, graph_forward

# %% key="graph-engine-check"
check(graph_forward, graph_backward)

# %% key="engine-figure"
lecture = [
    ("x1", "input", []),
    ("x2", "input", []),
    ("ln", "log", ["x1"]),
    ("mul", "mul", ["x1", "x2"]),
    ("sin", "sin", ["x2"]),
    ("add", "add", ["ln", "mul"]),
    ("f", "sub", ["add", "sin"]),
]
with when_done():
    values = graph_forward(lecture, {"x1": 2.0, "x2": 5.0})
    grads = graph_backward(lecture, values, "f")
    figure, ax = plt.subplots(figsize=(8.4, 4.6))
    draw_graph(
        ax,
        {"x1": (0, 1.7), "x2": (0, 0.3), "ln": (1, 2), "mul": (1, 1), "sin": (1, 0),
         "add": (2, 1.5), "f": (3, 0.8)},
        {("x1", "ln"): "0.5", ("x1", "mul"): "5", ("x2", "mul"): "2", ("x2", "sin"): "0.284",
         ("ln", "add"): "1", ("mul", "add"): "1", ("add", "f"): "1", ("sin", "f"): "−1"},
        {"x1": "$x_1$", "x2": "$x_2$", "mul": "×", "add": "+", "f": "−"},
        values,
        grads,
    )  # fmt: skip
    explain_colours(figure)
    plt.show()

# %% [markdown] key="engine-caption"
# *Figure 2 shows the graph of ln x1 + x1 x2 − sin x2, with the numbers that your engine found at
# (2, 5). From x1 arrows lead to "ln" and to "×", from x2 to "×" and to "sin"; "ln" and "×" meet in
# "+", and from that sum "−" takes the sine. Above the nodes stand the values, 11.65 at the end.
# Below them: 1 at the end, 1 along the upper branch, −1 at the sine. Two numbers come back to x1,
# 0.5 and 5, and their sum 5.5 stands below it; to x2 come 2 and −0.284, together 1.716.*

# %% [markdown] key="cost-prose"
# **Predict, then run.** A chain of 200 products, $x_{k+1} = x_k \cdot c_k$, has 401 nodes. To get
# the slopes of its end in all 201 inputs by centred differences, how many times is the graph
# computed forward? Backpropagation walks it once forward and once back.

# %% key="cost-guess"
guess("cost", None)  # your number in place of None

# %% key="cost-run"
with when_done():
    rng = np.random.default_rng(5)
    chain = [("x0", "input", [])]
    for k in range(200):
        chain += [(f"c{k}", "input", []), (f"x{k + 1}", "mul", [f"x{k}", f"c{k}"])]
    inputs = {name: float(rng.uniform(0.9, 1.1)) for name, op, _ in chain if op == "input"}
    passes = 0
    differences = {}
    for name in inputs:
        ends = []
        for nudge in (1e-6, -1e-6):
            ends.append(graph_forward(chain, {**inputs, name: inputs[name] + nudge})["x200"])
            passes += 1
        differences[name] = (ends[0] - ends[1]) / 2e-6
    reveal("cost", passes)
    grads = graph_backward(chain, graph_forward(chain, inputs), "x200")
    worst = max(abs(grads[name] - differences[name]) for name in inputs)
    print(f"The two gradients differ by at most {worst:.1e}.")

# %% [markdown] key="affine-prose"
# ## 2. Modules
#
# A network's nodes are whole arrays, and its ops come in few kinds. Each kind is a **module**, two
# functions:
#
# * `*_forward(inputs) -> (out, cache)` computes, and puts into `cache` whatever the way back will
#   need: any plain values (arrays, numbers, tuples, lists, dicts), in any form you like;
# * `*_backward(dout, cache) -> gradients` gets the gradient with respect to `out`, of the shape of
#   `out`, and returns the gradients with respect to the inputs, each of *its* shape.
#
# A module knows nothing of the loss. It never divides by $N$ on its own, and it never writes into
# `dout` or the cache: another branch of the graph may need them. `check` runs your forward pass and
# hands your own cache to your backward pass.
#
# ### The affine layer
# $$\text{out} = X W + b .$$
#
# An example may have several axes, as an image has; it is laid out as a row first, and its gradient
# is laid back. There are three gradients. For the weights, each row of $X$ acts through all $H$
# units, so rows add up; which product of $X$ and `dout` has the shape $(D, H)$? For the bias, which
# is added to each of the $N$ rows, the $N$ rows of `dout` come back together: $(H,)$, no more axes
# than the bias has.
#
# **By hand:**
#
# $$X = \begin{pmatrix} 1 & 2 \\ 3 & -1 \\ 0 & 2 \end{pmatrix} \quad
#   W = \begin{pmatrix} 1 & 0 & 2 & -1 \\ 0 & 1 & -1 & 2 \end{pmatrix} \quad
#   b = (0.5, -1, 0, 1) \quad
#   \text{out} = \begin{pmatrix} 1.5 & 1 & 0 & 4 \\ 3.5 & -2 & 7 & -4 \\ 0.5 & 1 & -2 & 5
#   \end{pmatrix}$$
#
# and with
#
# $$\text{dout} = \begin{pmatrix} 1 & 0 & -1 & 2 \\ 0 & 3 & 1 & 0 \\ 2 & 1 & 0 & -1 \end{pmatrix}:
#   \quad \text{dX} = \begin{pmatrix} -3 & 5 \\ 2 & 2 \\ 3 & -1 \end{pmatrix}, \quad
#   \text{dW} = \begin{pmatrix} 1 & 9 & 2 & 2 \\ 6 & -1 & -3 & 2 \end{pmatrix}, \quad
#   \text{db} = (3, 4, 0, 1) .$$

# %% key="affine"
from solutions.graphs_and_modules import affine_backward, affine_forward

# %% key="affine-check"
check(affine_forward, affine_backward)

# %% [markdown] key="affine-slopes-prose"
# **Is a backward pass right?** Take any `dout` and look at the number
# $\sum_{ij} \text{dout}_{ij}\, \text{out}_{ij}$. Its gradient in $W$ is what your backward pass
# returns for that `dout`, so `check_gradient` of assignment 1 (or your own of assignment 3) can
# judge any module, without a loss.

# %% key="affine-slopes"
with when_done():
    rng = np.random.default_rng(2)
    X, W, b = rng.normal(size=(5, 2, 3)), rng.normal(size=(6, 4)), rng.normal(size=4)
    dout = rng.normal(size=(5, 4))
    dX, dW, db = affine_backward(dout, affine_forward(X, W, b)[1])
    error = check_gradient(lambda at: np.sum(dout * affine_forward(X, at, b)[0]), W, dW, rng)
    print(f"dW: worst relative error {error:.1e}")
    error = check_gradient(lambda at: np.sum(dout * affine_forward(at, W, b)[0]), X, dX, rng)
    print(f"dX: worst relative error {error:.1e}")

# %% [markdown] key="squashing-prose"
# ### Sigmoid and tanh
# $$\sigma(z) = \frac{1}{1 + e^{-z}}, \quad \sigma' = \sigma (1 - \sigma); \qquad
#   \tanh' = 1 - \tanh^2 .$$
#
# Both slopes are written with the *value*, so the value is what to cache. Mind which is which: a
# value that went through the sigmoid once must not go through it again.
#
# At $z = -1000$ the formula takes $e^{1000}$, which is infinite in float64; then $1/\infty = 0$
# happens to be right. In other forms, such as $e^z / (1 + e^z)$, infinity over infinity is not a
# number. Your passes are tried with entries up to 1000 in size.
#
# **By hand:** $\sigma(0) = 0.5$ with slope $0.25$; $\sigma(2) = 0.8808$; $\tanh(1) = 0.7616$ with
# slope $1 - 0.58 = 0.42$. With $\text{dout} = (1, -2, 4)$ at $z = 0$ the sigmoid hands back
# $(0.25, -0.5, 1)$.

# %% key="squashing"
from solutions.graphs_and_modules import (
    sigmoid_backward,
    sigmoid_forward,
    tanh_backward,
    tanh_forward,
)

# %% key="squashing-check"
check(sigmoid_forward, sigmoid_backward, tanh_forward, tanh_backward)

# %% [markdown] key="relu-prose"
# ### The rectified linear unit
# $\max(0, z)$ has the slope 1 where $z > 0$, and 0 where $z < 0$. So what comes back passes
# unchanged through active units, and not at all through the others. Which units are active is
# decided by what went **in**, $z$; the sign of what comes back has nothing to do with it. (At
# exactly 0 either slope will do.)
#
# **By hand:** with $Z = \begin{pmatrix} 2 & -1 & 0.5 \\ 3 & -4 & -0.5 \end{pmatrix}$ and
# $\text{dout} = \begin{pmatrix} 1 & -2 & -3 \\ -4 & 5 & 6 \end{pmatrix}$, what is handed back is
# $\begin{pmatrix} 1 & 0 & -3 \\ -4 & 0 & 0 \end{pmatrix}$.

# %% key="relu"
from solutions.graphs_and_modules import relu_backward, relu_forward

# %% key="relu-check"
check(relu_forward, relu_backward)

# %% key="activations-figure"
with when_done():
    z = np.linspace(-4, 4, 401)
    modules = (
        ("sigmoid", sigmoid_forward, sigmoid_backward, BLUE, "-"),
        ("tanh", tanh_forward, tanh_backward, ORANGE, "--"),
        ("ReLU", relu_forward, relu_backward, GREEN, "-."),
    )
    figure, axes = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
    for name, forward, backward, colour, line in modules:
        out, cache = forward(z)
        axes[0].plot(z, out, line, color=colour, lw=2.5, label=name)
        axes[1].plot(z, backward(np.ones_like(z), cache), line, color=colour, lw=2.5, label=name)
    axes[0].set(xlabel="$z$", ylabel="activation", ylim=(-1.2, 2.2))
    axes[1].set(xlabel="$z$", ylabel="slope", ylim=(-0.05, 1.1))
    axes[1].axhline(0.25, color="0.5", lw=1, ls=":")
    axes[1].text(-3.9, 0.27, "0.25", color="0.3")
    axes[0].legend()
    plt.show()

# %% [markdown] key="activations-caption"
# *Figure 3 shows on the left three activations against z: the sigmoid rises from 0 to 1, tanh from
# −1 to 1 and through the origin, and ReLU is 0 up to z = 0 and then the line z itself. On the right
# their slopes: the sigmoid's is a low bump that never exceeds 0.25, tanh's a narrower bump of
# height 1, and ReLU's jumps from 0 to 1 and stays there. Far from 0 the first two are flat: such a
# unit is saturated, and next to nothing comes back through it.*

# %% [markdown] key="entropy-prose"
# ### Softmax and cross-entropy in one
# Scores $S$ become probabilities $p_{ij} = e^{s_{ij}} / \sum_k e^{s_{ik}}$, and the loss is the
# mean of $-\log p_{i y_i}$ over the rows. As one module the two are simpler than apart, and safer:
#
# * $-\log p_y = \log \sum_k e^{s_k - m} - (s_y - m)$ holds for every $m$. With the row's own
#   largest score for $m$ nothing overflows, and no logarithm of 0 is taken.
# * The gradient in the scores is $(p_{ij} - 1\{j = y_i\}) / N$, times `dout`: what follows the loss
#   in the graph may scale it.
#
# **By hand** (GT-L2's images): scores $(3.2, 5.1, -1.7)$ of a cat, class 0, give $p = (0.130,
# 0.869, 0.001)$ and the loss 2.0404; $(1.3, 4.9, 2.0)$ of a car, class 1, gives 0.0791;
# $(2.2, 2.5, -3.1)$ of a frog, class 2, gives 6.1565. Their mean is 2.7587. The cat's row of
# `dS` is $(-0.870, 0.869, 0.001) / 3$: it adds up to 0. If all scores of a row are equal, the loss
# is $\log C$.

# %% key="softmax-cross-entropy"
from solutions.graphs_and_modules import (
    softmax_cross_entropy_backward,
    softmax_cross_entropy_forward,
)

# %% key="softmax-cross-entropy-check"
check(softmax_cross_entropy_forward, softmax_cross_entropy_backward)

# %% [markdown] key="squares-prose"
# ### The squared error
# For targets that are numbers: the mean over the rows of the sum over the columns of
# $(p_{ij} - t_{ij})^2$. No half here; mind what that means for the gradient. The targets are data,
# and get none.
#
# **By hand:** $(2, 0)$ against $(-1, 1)$ costs $9 + 1 = 10$; with a second row that costs 4 and a
# third that costs 2 the loss is $16 / 3$.

# %% key="squared-error"
from solutions.graphs_and_modules import squared_error_backward, squared_error_forward

# %% key="squared-error-check"
check(squared_error_forward, squared_error_backward)

# %% [markdown] key="together-prose"
# **Put together,** modules are a network: affine, ReLU, affine, softmax and cross-entropy. Forward
# in this order, backward in the reverse one, each module's gradient the next one's `dout`. That is
# the engine of part 1 with arrays for numbers.

# %% key="together"
with when_done():
    rng = np.random.default_rng(4)
    X, y = rng.normal(size=(8, 5)), rng.integers(0, 3, 8)
    W1, b1 = rng.normal(size=(5, 6)), rng.normal(size=6)
    W2, b2 = rng.normal(size=(6, 3)), rng.normal(size=3)

    def network(W1):
        """The loss of a network with two layers, and the caches on the way."""
        Z, first = affine_forward(X, W1, b1)
        A, mask = relu_forward(Z)
        S, second = affine_forward(A, W2, b2)
        loss, last = softmax_cross_entropy_forward(S, y)
        return loss, (first, mask, second, last)

    loss, (first, mask, second, last) = network(W1)
    dS = softmax_cross_entropy_backward(1.0, last)
    dA, dW2, db2 = affine_backward(dS, second)
    dX, dW1, db1 = affine_backward(relu_backward(dA, mask), first)
    error = check_gradient(lambda at: network(at)[0], W1, dW1, rng)
    print(f"loss {loss:.4f}; dW1: worst relative error {error:.1e}")

# %% [markdown] key="maxout-prose"
# ### Maxout (extra: checked and shown, no points)
# A unit that takes the largest of $K$ affine maps of its input, piece by piece a straight line
# (GT-L3). ReLU is a special case of it: $K = 2$, the second map constantly 0. Only the map that
# won gets a share of what comes back, for each example and unit anew.
#
# **By hand:** with one input and $K = 2$, the pairs of maps $(x, -x)$, $(x, 0)$ and
# $(x + 1, 2x)$ give at $x = 2$ the values 2, 2, 4, and at $x = -3$ the values 3, 0, $-2$.

# %% key="maxout"
from solutions.graphs_and_modules import maxout_backward, maxout_forward

# %% key="maxout-check"
check(maxout_forward, maxout_backward)

# %% [markdown] key="slopes-prose"
# ## 3. Why tanh, why ReLU
#
# **tanh is a sigmoid** (GT-N): stretched to the range from $-1$ to 1, and squeezed along $a$.
# Starting from $\tanh a = \frac{e^a - e^{-a}}{e^a + e^{-a}}$, divide by $e^a$ above and below, and
# compare with $\sigma(2a) = \frac{1}{1 + e^{-2a}}$. How do you get from one to the other? Its
# values lie around 0, not around one half, which keeps the next layer's inputs balanced.
#
# **Slopes multiply.** On its way back through ten layers a gradient is multiplied by ten slopes
# (and ten weights). Let the weights be 1. How much does each activation leave at best? Look at
# figure 3, right. Ten sigmoids leave at most $9.5 \cdot 10^{-7}$: the first layers hardly learn.
# ReLU has the slope 1 for every active unit, however many layers there are.
#
# **But a ReLU can die:** a unit that is active for no example of the training set passes nothing
# back, ever, so its weights never change again.
#
# **By hand:** pre-activations of three examples (rows) and four units:
# $\begin{pmatrix} 1 & -1 & 0 & -2 \\ -1 & -2 & 0 & 3 \\ 2 & -1 & 0 & -1 \end{pmatrix}$. The second
# unit and the third are dead, the fourth lives.

# %% key="slopes"
from solutions.graphs_and_modules import dead_relus, kept_by_sigmoids, tanh_by_sigmoid

# %% key="slopes-check"
check(tanh_by_sigmoid, kept_by_sigmoids, dead_relus)

# %% [markdown] key="deep-prose"
# **Predict, then run.** A gradient goes back through 20 units in a row, each computing
# $a_{k+1} = g(a_k)$, from an input of 0.5. How many times smaller than ReLU's is the sigmoid's
# gradient at the input, as a power of ten? (If it is $10^{-3}$, write $-3$.)

# %% key="deep-guess"
guess("deep", None)  # your number in place of None

# %% key="deep-run"
kept = {}
with when_done():
    for name, forward, backward in (
        ("sigmoid", sigmoid_forward, sigmoid_backward),
        ("tanh", tanh_forward, tanh_backward),
        ("ReLU", relu_forward, relu_backward),
    ):
        a, left = np.array([0.5]), [1.0]
        for _ in range(20):
            a, cache = forward(a)
            left.append(left[-1] * backward(np.ones(1), cache)[0])
        kept[name] = left
    reveal("deep", np.log10(kept["sigmoid"][-1] / kept["ReLU"][-1]))

# %% key="deep-figure"
with when_done():
    bound = [kept_by_sigmoids(k) for k in range(21)]
    depth = np.arange(21)
    figure, ax = plt.subplots(figsize=(7.2, 4.2), layout="constrained")
    for name, colour, mark in (("ReLU", GREEN, "^"), ("tanh", ORANGE, "s"), ("sigmoid", BLUE, "o")):
        if name in kept:
            ax.plot(depth, kept[name], color=colour, marker=mark, ms=5, label=name)
    ax.plot(depth, bound, color="black", ls=":", lw=1.5, label="most that sigmoids can leave")
    ax.set(xlabel="activations passed on the way back", ylabel="what is left of the gradient")
    ax.set(yscale="log", xticks=range(0, 21, 5))
    ax.legend(loc="lower left")
    plt.show()

# %% [markdown] key="deep-caption"
# *Figure 4 shows what is left of a gradient of 1 against the number of activations it has passed,
# on a logarithmic axis. For ReLU it stays 1. For tanh it falls slowly, to about a tenth after 20.
# For the sigmoid it falls along a straight line, by more than a factor 4 each time, below the
# dotted line of what sigmoids can leave at best: less than one part in a million after ten, less
# than one in a million millions after twenty.*

# %% key="dead-figure"
with when_done():
    rng = np.random.default_rng(6)
    X = rng.normal(size=(500, 20))
    shifts = np.linspace(0, -20, 21)
    W_wide = rng.normal(size=(20, 400))
    shares = [
        100 * dead_relus(affine_forward(X, W_wide, np.full(400, shift))[0]) / 400
        for shift in shifts
    ]
    figure, ax = plt.subplots(figsize=(6.4, 3.6), layout="constrained")
    ax.plot(shifts, shares, color=PINK, marker="D", ms=5)
    ax.set(xlabel="bias of every unit", ylabel="dead units, in per cent", ylim=(-3, 103))
    ax.invert_xaxis()
    plt.show()

# %% [markdown] key="dead-caption"
# *Figure 5 shows how many of 400 units are dead, for 500 random examples, as the bias of all units
# goes from 0 down to −20. Down to about −8 hardly any unit dies; then the share climbs steeply, and
# at −20 nearly all are dead. One step with a learning rate that is far too long can throw a bias
# there, and no gradient brings it back.*

# %% [markdown] key="concepts-prose"
# ## 4. What a graph remembers, and who does what
#
# Four questions; the docstrings say what to return. `check` tells you only whether an answer is of
# the right kind. Hints:
#
# * Read the largest slopes off figure 3, or find the places where $\sigma (1 - \sigma)$ and
#   $1 - \tanh^2$ are largest.
# * What must be cached? Write the local slopes of each op: which of them depend on where you are?
# * GT-L3 says that "backprop is gradient descent". One of them *computes* a gradient, the other
#   *uses* one, and could use it without knowing where it came from.
# * GT-L3 says that two layers "represent any continuous function". The theorem (universal
#   approximation) says that they come as close as you like, on a closed and bounded set, if they
#   may be as wide as it takes. Is that the same?
# * Your affine layer returns `dX`. Deep inside a network it is some other module's `dout`. And for
#   the first layer, whose $X$ is the data: is there anything that training could change by it?

# %% key="graph-concepts"
from solutions.graphs_and_modules import is_true, largest_slopes, needs_forward_values, whose_job

# %% key="graph-concepts-check"
check(largest_slopes, needs_forward_values, whose_job, is_true)

# %% [markdown] key="end-prose"
# ## What you have now
# An engine for any graph, and the modules of which networks are made, each one checked on its own.
# The second notebook puts them to work: a network with a hidden layer, trained on digits that one
# template a class cannot tell apart.

# %% key="progress"
progress()

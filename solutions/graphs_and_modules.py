"""Assignment 5, first notebook: computation graphs, and modules with a forward and a backward pass.

The solution of each function stands between the marks; the rest of it is what students are given.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

# ------------------------------------------------------------------------------ topological_order


def topological_order(edges: list[tuple[str, str]]) -> list[str]:
    """Order the nodes of a graph such that every parent comes before its children.

    `edges` is a list of pairs `(parent, child)` of names, in any order. A pair may occur twice: in
    `x * x` the product has `x` for both its parents. Returns a list with each name once; where
    several orders are right, any of them. Raises ValueError where none is, because the graph has a
    cycle; the error's text names every node of such a cycle. Source: GT-L3.

    >>> topological_order([("b", "c"), ("a", "b")])
    ['a', 'b', 'c']
    """
    ### BEGIN SOLUTION
    children: dict[str, list[str]] = {}
    missing: dict[str, int] = {}  # edges from parents that have no place yet
    for parent, child in edges:
        children.setdefault(parent, []).append(child)
        missing[child] = missing.get(child, 0) + 1
        missing.setdefault(parent, 0)
    order = [node for node in missing if not missing[node]]
    for node in order:  # it grows while we walk it
        for child in children.get(node, []):
            missing[child] -= 1
            if not missing[child]:
                order.append(child)
    if len(order) == len(missing):
        return order
    # Each node that is left has a parent that is left: walk back until one comes again.
    path = [next(node for node in missing if missing[node])]
    while True:
        parent = next(p for p, child in edges if child == path[-1] and missing[p])
        if parent in path:
            break
        path.append(parent)
    cycle = [parent, *reversed(path[path.index(parent) :])]
    raise ValueError(f"the graph has a cycle: {' -> '.join(cycle)}")
    ### END SOLUTION


# ------------------------------------------------------------------------------ by_hand


def product_graph(x: float, y: float, z: float) -> dict[str, float]:
    """Forward and backward through `f = (x + y) z`, every node and every gradient by its name.

    `x`, `y`, `z` are numbers. Returns a dict of six floats: `"q"` is `x + y`, `"f"` is `q z`;
    `"dq"`, `"dx"`, `"dy"`, `"dz"` are the derivatives of `f`. Source: GT-L3.

    >>> product_graph(-2.0, 5.0, -4.0)["f"]
    -12.0
    """
    ### BEGIN SOLUTION
    q = x + y
    f = q * z
    # A product hands to each factor the other one; a sum hands on what it gets.
    dq, dz = z, q
    dx, dy = dq, dq
    return {"q": q, "f": f, "dq": dq, "dx": dx, "dy": dy, "dz": dz}
    ### END SOLUTION


def log_sine_graph(x1: float, x2: float) -> dict[str, float]:
    """Forward and backward through `f = ln x1 + x1 x2 - sin x2`, by name.

    `x1` is a number above 0, `x2` a number. Returns a dict of floats: `"log"`, `"product"`,
    `"sine"` are the three terms' values (the sine without its minus), `"f"` the result; `"dx1"`,
    `"dx2"` are the derivatives of `f`. Natural logarithm, radians. Source: GT-L3.

    >>> round(log_sine_graph(2.0, 5.0)["f"], 4)
    11.6521
    """
    ### BEGIN SOLUTION
    log, product, sine = np.log(x1), x1 * x2, np.sin(x2)
    f = log + product - sine
    # Two paths lead from x1 to f, and two from x2: what they bring is added.
    dx1 = 1.0 / x1 + x2
    dx2 = x1 - np.cos(x2)
    values = {"log": log, "product": product, "sine": sine, "f": f, "dx1": dx1, "dx2": dx2}
    return {name: float(value) for name, value in values.items()}
    ### END SOLUTION


def neuron_graph(w: np.ndarray, x: np.ndarray) -> dict[str, float | np.ndarray]:
    """Forward and backward through `L = -log sigma(w.x)`, by name.

    `w` and `x` are `(D,)`. Returns a dict: `"u"` is `w.x`, `"p"` is `sigma(u) = 1 / (1 + e^-u)`,
    `"L"` the loss; `"dp"`, `"du"` are derivatives of `L`, all floats; `"dw"` is its gradient,
    `(D,)`. The inputs are of order 1: nothing overflows. Source: GT-L3.

    >>> graph = neuron_graph(np.array([1.0, -2.0]), np.array([4.0, 2.0]))
    >>> graph["u"], graph["p"]
    (0.0, 0.5)
    """
    ### BEGIN SOLUTION
    u = float(w @ x)
    p = 1.0 / (1.0 + np.exp(-u))
    # dL/dp = -1/p, dp/du = p (1 - p), du/dw = x
    dp = -1.0 / p
    du = dp * p * (1.0 - p)
    return {"u": u, "p": float(p), "L": float(-np.log(p)), "dp": dp, "du": du, "dw": du * x}
    ### END SOLUTION


def squared_graph(
    w: np.ndarray, b: float, x: np.ndarray, y: float
) -> dict[str, float | np.ndarray]:
    """Forward and backward through `L = (w.x + b - y)^2`, by name.

    `w` and `x` are `(D,)`, `b` and `y` numbers. Returns a dict: `"f"` is `w.x + b`, `"L"` the loss,
    without a half; `"df"`, `"db"` are its derivatives, floats; `"dw"` is its gradient, `(D,)`.
    Source: QCRI-L4.

    >>> squared_graph(np.array([0.5, 0.5]), 0.5, np.array([5.0, -2.0]), -1.0)["L"]
    9.0
    """
    ### BEGIN SOLUTION
    f = float(w @ x + b)
    df = 2.0 * (f - y)
    return {"f": f, "L": (f - y) ** 2, "df": df, "dw": df * x, "db": df}
    ### END SOLUTION


def hinge_graph(w: np.ndarray, b: float, x: np.ndarray, y: int) -> dict[str, float | np.ndarray]:
    """Forward and backward through `L = max(0, 1 - y (w.x + b))`, by name.

    `w` and `x` are `(D,)`, `b` is a number, `y` is -1 or +1. Returns a dict as `squared_graph`
    does: floats `"f"`, `"L"`, `"df"`, `"db"` and the array `"dw"`, `(D,)`. Where the margin is
    kept, all derivatives are 0. Source: QCRI-L4.

    >>> hinge_graph(np.array([0.5, 0.5]), 0.5, np.array([5.0, -2.0]), -1)["L"]
    3.0
    """
    ### BEGIN SOLUTION
    f = float(w @ x + b)
    loss = max(0.0, 1.0 - y * f)
    # The max hands the gradient to its larger side, and 0 to the other.
    df = -float(y) if loss > 0 else 0.0
    return {"f": f, "L": loss, "df": df, "dw": df * x, "db": df}
    ### END SOLUTION


# ------------------------------------------------------------------------------ graph_engine


def graph_forward(
    nodes: list[tuple[str, str, list[str]]], inputs: dict[str, float]
) -> dict[str, float]:
    """The value of every node of a graph.

    `nodes` is a list of triples `(name, op, parents)`, in any order: a node may stand before its
    parents. `op` is `"input"` (no parents), `"add"`, `"sub"`, `"mul"` (two parents, maybe one and
    the same; `sub` is the first minus the second), `"log"`, `"exp"`, `"sin"`, `"sigmoid"` or
    `"relu"` (one). `inputs` has a number for each input. Neither is changed. Returns a dict with a
    float for every name, inputs included. Source: GT-L3.

    >>> nodes = [("x", "input", []), ("y", "mul", ["x", "x"])]
    >>> graph_forward(nodes, {"x": 3.0})
    {'x': 3.0, 'y': 9.0}
    """
    ### BEGIN SOLUTION
    compute: dict[str, Callable[..., float]] = {
        "add": lambda a, b: a + b,
        "sub": lambda a, b: a - b,
        "mul": lambda a, b: a * b,
        "log": np.log,
        "exp": np.exp,
        "sin": np.sin,
        "sigmoid": lambda a: 1.0 / (1.0 + np.exp(-a)),
        "relu": lambda a: max(a, 0.0),
    }
    named = {name: (op, parents) for name, op, parents in nodes}
    # Inputs first: one that nothing uses is in no edge.
    values = {name: float(inputs[name]) for name, op, _ in nodes if op == "input"}
    for name in topological_order([(p, name) for name, _, parents in nodes for p in parents]):
        op, parents = named[name]
        if op != "input":
            values[name] = float(compute[op](*(values[p] for p in parents)))
    return values
    ### END SOLUTION


def graph_backward(
    nodes: list[tuple[str, str, list[str]]], values: dict[str, float], output: str
) -> dict[str, float]:
    """The derivative of the node `output` with respect to every node of the graph.

    `nodes` is as for `graph_forward` and `values` what that returns; neither is changed. Returns a
    dict with a float for every name: 1.0 for `output` itself, 0.0 for a node that it does not
    depend on. At 0, `relu` has the slope 0. Source: GT-L3.

    >>> nodes = [("x", "input", []), ("y", "mul", ["x", "x"])]
    >>> graph_backward(nodes, {"x": 3.0, "y": 9.0}, "y")
    {'x': 6.0, 'y': 1.0}
    """
    ### BEGIN SOLUTION
    # Slopes by the parents' values; v is the node's own value, which often saves work.
    slopes: dict[str, Callable[..., tuple[float, ...]]] = {
        "add": lambda v, a, b: (1.0, 1.0),
        "sub": lambda v, a, b: (1.0, -1.0),
        "mul": lambda v, a, b: (b, a),
        "log": lambda v, a: (1.0 / a,),
        "exp": lambda v, a: (v,),
        "sin": lambda v, a: (np.cos(a),),
        "sigmoid": lambda v, a: (v * (1.0 - v),),
        "relu": lambda v, a: (float(a > 0),),
    }
    named = {name: (op, parents) for name, op, parents in nodes}
    grads = dict.fromkeys(named, 0.0)
    grads[output] = 1.0
    order = topological_order([(p, name) for name, _, parents in nodes for p in parents])
    for name in reversed(order):
        op, parents = named[name]
        if op != "input":
            local = slopes[op](values[name], *(values[p] for p in parents))
            # dL/dp += dL/dv * dv/dp: one term for each use of p
            for p, slope in zip(parents, local, strict=True):
                grads[p] += grads[name] * float(slope)
    return grads
    ### END SOLUTION


# ------------------------------------------------------------------------------ affine


def affine_forward(X: np.ndarray, W: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, object]:
    """Forward pass of an affine layer: each example times `W`, plus `b`.

    `X` is `(N, d_1, ..., d_k)`, float64: each example is laid out row-major as a row of
    `D = d_1 ... d_k` numbers. `W` is `(D, H)`, `b` is `(H,)`. None is changed. Returns
    `(out, cache)`: `out` is `(N, H)`; `cache` holds plain values of your choice for
    `affine_backward`. Source: WPI-NN.

    >>> out, cache = affine_forward(np.array([[1.0, 2.0]]), np.eye(2), np.array([0.5, 0.0]))
    >>> out
    array([[1.5, 2. ]])
    """
    ### BEGIN SOLUTION
    # reshape(N, -1) would not know what to do with N = 0 or D = 0; these sizes are known.
    rows = X.reshape(X.shape[0], W.shape[0])
    return rows @ W + b, (X, W)
    ### END SOLUTION


def affine_backward(dout: np.ndarray, cache: object) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Backward pass of an affine layer.

    `dout` is `(N, H)`, the gradient of a loss with respect to `out`; `cache` is what your
    `affine_forward` returned. Neither is changed. Returns `(dX, dW, db)`, the gradients with
    respect to `X`, `W`, `b`, each of the shape of what it belongs to; sums over the rows, nothing
    is averaged here. Source: WPI-NN.

    >>> out, cache = affine_forward(np.array([[1.0, 2.0]]), np.eye(2), np.array([0.5, 0.0]))
    >>> [gradient.shape for gradient in affine_backward(np.ones((1, 2)), cache)]
    [(1, 2), (2, 2), (2,)]
    """
    ### BEGIN SOLUTION
    X, W = cache  # type: ignore[misc]
    rows = X.reshape(X.shape[0], W.shape[0])
    # out = rows W + b, so drows = dout W^T, dW = rows^T dout, db = the column sums of dout
    return (dout @ W.T).reshape(X.shape), rows.T @ dout, dout.sum(axis=0)
    ### END SOLUTION


# ------------------------------------------------------------------------------ squashing


def sigmoid_forward(Z: np.ndarray) -> tuple[np.ndarray, object]:
    """Forward pass of the sigmoid, `1 / (1 + e^-z)` entry by entry.

    `Z` is a float64 array of any shape, with entries up to 1000 in size; it is not changed. Returns
    `(out, cache)`: `out` has the shape of `Z`; `cache` is of your choice. Source: GT-N.

    >>> sigmoid_forward(np.array([0.0, 1000.0]))[0]
    array([0.5, 1. ])
    """
    ### BEGIN SOLUTION
    # sigma(z) = (1 + tanh(z / 2)) / 2, where nothing overflows
    p = 0.5 * (1.0 + np.tanh(0.5 * Z))
    return p, p
    ### END SOLUTION


def sigmoid_backward(dout: np.ndarray, cache: object) -> np.ndarray:
    """Backward pass of the sigmoid: `dout` times the slope, entry by entry.

    `dout` has the shape of `Z`; neither it nor `cache` is changed. Returns `dZ` of that shape.
    Source: GT-N.

    >>> out, cache = sigmoid_forward(np.zeros((2, 3)))
    >>> sigmoid_backward(np.ones((2, 3)), cache).shape
    (2, 3)
    """
    ### BEGIN SOLUTION
    # sigma' = sigma (1 - sigma)
    p: np.ndarray = cache  # type: ignore[assignment]
    return dout * p * (1.0 - p)
    ### END SOLUTION


def tanh_forward(Z: np.ndarray) -> tuple[np.ndarray, object]:
    """Forward pass of the hyperbolic tangent, entry by entry.

    `Z` is a float64 array of any shape, with entries up to 1000 in size; it is not changed. Returns
    `(out, cache)`: `out` has the shape of `Z`; `cache` is of your choice. Source: GT-N.

    >>> tanh_forward(np.array([0.0, 1000.0]))[0]
    array([0., 1.])
    """
    ### BEGIN SOLUTION
    a = np.tanh(Z)
    return a, a
    ### END SOLUTION


def tanh_backward(dout: np.ndarray, cache: object) -> np.ndarray:
    """Backward pass of the hyperbolic tangent: `dout` times the slope, entry by entry.

    `dout` has the shape of `Z`; neither it nor `cache` is changed. Returns `dZ` of that shape.
    Source: GT-N.

    >>> out, cache = tanh_forward(np.zeros((2, 3)))
    >>> tanh_backward(np.ones((2, 3)), cache).shape
    (2, 3)
    """
    ### BEGIN SOLUTION
    # tanh' = 1 - tanh^2
    a: np.ndarray = cache  # type: ignore[assignment]
    return dout * (1.0 - a * a)
    ### END SOLUTION


# ------------------------------------------------------------------------------ relu


def relu_forward(Z: np.ndarray) -> tuple[np.ndarray, object]:
    """Forward pass of the rectified linear unit, `max(0, z)` entry by entry.

    `Z` is a float64 array of any shape; it is not changed. Returns `(out, cache)`: `out` has the
    shape of `Z`; `cache` is of your choice. Source: GT-N.

    >>> relu_forward(np.array([-1.0, 2.0]))[0]
    array([0., 2.])
    """
    ### BEGIN SOLUTION
    return np.maximum(0.0, Z), Z > 0
    ### END SOLUTION


def relu_backward(dout: np.ndarray, cache: object) -> np.ndarray:
    """Backward pass of the rectified linear unit: `dout` passes where the unit was active.

    `dout` has the shape of `Z`; neither it nor `cache` is changed. Returns `dZ` of that shape, 0
    where `z` was below 0. Source: GT-N.

    >>> out, cache = relu_forward(np.ones((2, 3)))
    >>> relu_backward(np.ones((2, 3)), cache).shape
    (2, 3)
    """
    ### BEGIN SOLUTION
    # The slope of max(0, z) is 1{z > 0}.
    active: np.ndarray = cache  # type: ignore[assignment]
    return dout * active
    ### END SOLUTION


# ------------------------------------------------------------------------------ losses


def softmax_cross_entropy_forward(S: np.ndarray, y: np.ndarray) -> tuple[float, object]:
    """Forward pass of softmax and cross-entropy in one: the mean of `-log p_{y_i}` over the rows.

    `S` is `(N, C)`, float64, scores of any size; `y` is `(N,)`, integers 0 to C-1. Neither is
    changed. Returns `(loss, cache)`: the loss is a float, a *mean* over the rows, not regularised;
    `cache` is of your choice. Source: WPI-NN.

    >>> loss, cache = softmax_cross_entropy_forward(np.zeros((5, 10)), np.zeros(5, dtype=int))
    >>> round(loss, 4)
    2.3026
    """
    ### BEGIN SOLUTION
    # -log p_y = log sum_j e^{s_j - m} - (s_y - m) with m the row's own maximum
    shifted = S - S.max(axis=1, keepdims=True)
    total = np.exp(shifted).sum(axis=1, keepdims=True)
    log_p = shifted - np.log(total)
    return float(-log_p[np.arange(len(y)), y].mean()), (log_p, y)
    ### END SOLUTION


def softmax_cross_entropy_backward(dout: float, cache: object) -> np.ndarray:
    """Backward pass of softmax and cross-entropy.

    `dout` is a number, the derivative of what follows with respect to the loss: 1.0 if nothing
    follows. Neither it nor `cache` is changed. Returns `dS`, `(N, C)`. Source: WPI-NN.

    >>> loss, cache = softmax_cross_entropy_forward(np.zeros((5, 10)), np.zeros(5, dtype=int))
    >>> softmax_cross_entropy_backward(1.0, cache).shape
    (5, 10)
    """
    ### BEGIN SOLUTION
    log_p, y = cache  # type: ignore[misc]
    # dL/ds_ij = (p_ij - 1{j = y_i}) / N
    dS = np.exp(log_p)
    dS[np.arange(len(y)), y] -= 1.0
    return dout * dS / len(y)
    ### END SOLUTION


def squared_error_forward(P: np.ndarray, T: np.ndarray) -> tuple[float, object]:
    """Forward pass of the squared error: the mean over the rows of `sum_j (p_j - t_j)^2`.

    `P` and `T` are `(N, K)`, float64: predictions and targets. Neither is changed. Returns
    `(loss, cache)`: the loss is a float, summed over the columns and averaged over the rows,
    without a half; `cache` is of your choice. Source: QCRI-L4.

    >>> squared_error_forward(np.array([[2.0, 0.0]]), np.array([[-1.0, 1.0]]))[0]
    10.0
    """
    ### BEGIN SOLUTION
    difference = P - T
    return float((difference**2).sum() / len(P)), difference
    ### END SOLUTION


def squared_error_backward(dout: float, cache: object) -> np.ndarray:
    """Backward pass of the squared error, with respect to the predictions.

    `dout` is a number, the derivative of what follows with respect to the loss. Neither it nor
    `cache` is changed. Returns `dP`, `(N, K)`. Source: QCRI-L4.

    >>> loss, cache = squared_error_forward(np.ones((4, 2)), np.zeros((4, 2)))
    >>> squared_error_backward(1.0, cache).shape
    (4, 2)
    """
    ### BEGIN SOLUTION
    difference: np.ndarray = cache  # type: ignore[assignment]
    return dout * 2.0 * difference / len(difference)
    ### END SOLUTION


# ------------------------------------------------------------------------------ maxout


def maxout_forward(X: np.ndarray, W: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, object]:
    """Forward pass of maxout: the largest of K affine maps, entry by entry.

    `X` is `(N, D)`, `W` is `(K, D, H)`, `b` is `(K, H)`, float64. None is changed. Returns
    `(out, cache)`: `out` is `(N, H)`, the maximum over `k` of `X @ W[k] + b[k]`; `cache` is of your
    choice. With K = 2 and `W[1]`, `b[1]` zero it is an affine layer and a ReLU. Source: GT-L3.

    >>> W = np.array([[[1.0]], [[-1.0]]])
    >>> maxout_forward(np.array([[3.0], [-2.0]]), W, np.zeros((2, 1)))[0].ravel()
    array([3., 2.])
    """
    ### BEGIN SOLUTION
    Z = X @ W + b[:, None]  # (K, N, H)
    winner = Z.argmax(axis=0)
    return Z.max(axis=0), (X, W, winner)
    ### END SOLUTION


def maxout_backward(dout: np.ndarray, cache: object) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Backward pass of maxout: only the map that won an entry gets a share of its gradient.

    `dout` is `(N, H)`; neither it nor `cache` is changed. Returns `(dX, dW, db)`, of the shapes of
    `X`, `W`, `b`. Source: GT-L3.

    >>> out, cache = maxout_forward(np.ones((4, 3)), np.ones((2, 3, 5)), np.eye(2, 5))
    >>> [gradient.shape for gradient in maxout_backward(np.ones((4, 5)), cache)]
    [(4, 3), (2, 3, 5), (2, 5)]
    """
    ### BEGIN SOLUTION
    X, W, winner = cache  # type: ignore[misc]
    # dZ_k = dout where map k won, and else 0; then each map is an affine layer
    dZ = dout * (np.arange(len(W))[:, None, None] == winner)
    dX = (dZ @ W.transpose(0, 2, 1)).sum(axis=0)
    return dX, X.T @ dZ, dZ.sum(axis=1)
    ### END SOLUTION


# ------------------------------------------------------------------------------ slopes


def tanh_by_sigmoid(a: np.ndarray, sigmoid: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """The hyperbolic tangent, made of the sigmoid: stretched, squeezed and shifted.

    `a` is a float64 array, `sigmoid` a function that gives the sigmoid of an array, entry by entry.
    `np.tanh` and `np.exp` are not needed. Returns an array of the shape of `a`. Source: GT-N.

    >>> tanh_by_sigmoid(np.zeros(2), lambda z: np.full(z.shape, 0.5))
    array([0., 0.])
    """
    ### BEGIN SOLUTION
    # tanh a = 2 sigma(2 a) - 1
    return 2.0 * sigmoid(2.0 * a) - 1.0
    ### END SOLUTION


def largest_slopes() -> tuple[float, float]:
    """The largest slope of the sigmoid, and that of the hyperbolic tangent, as two numbers.

    Source: GT-N.

    >>> len(largest_slopes())
    2
    """
    ### BEGIN SOLUTION
    # sigma (1 - sigma) is largest at sigma = 1/2; 1 - tanh^2 at tanh = 0
    return 0.25, 1.0
    ### END SOLUTION


def kept_by_sigmoids(depth: int) -> float:
    """The largest factor that a chain of sigmoids can leave of a gradient.

    `depth` is how many sigmoids the gradient passes on its way back, one after the other, with
    nothing in between. Returns a float. Source: GT-N.

    >>> 0 < kept_by_sigmoids(3) < 1
    True
    """
    ### BEGIN SOLUTION
    return float(0.25**depth)
    ### END SOLUTION


def dead_relus(Z: np.ndarray) -> int:
    """How many ReLU units are dead: active for none of the examples.

    `Z` is `(N, H)`, the pre-activations of H units for N examples. A unit is active where `z > 0`.
    Returns an integer. Source: GT-N.

    >>> dead_relus(np.array([[1.0, -1.0], [-2.0, -3.0]]))
    1
    """
    ### BEGIN SOLUTION
    return int((Z <= 0).all(axis=0).sum())
    ### END SOLUTION


# ------------------------------------------------------------------------------ graph_concepts


def needs_forward_values(op: str) -> bool:
    """Whether the backward pass of a node needs any number from its forward pass.

    `op` is `"add"`, `"sub"`, `"mul"`, `"exp"`, `"sigmoid"` or `"relu"`. Returns True if something
    must be cached for it (an input, the output, or a sign), and else False. Source: GT-L3.

    >>> needs_forward_values("mul") in (True, False)
    True
    """
    ### BEGIN SOLUTION
    # The slopes of a sum and of a difference are 1 and -1 whatever comes in.
    return op not in ("add", "sub")
    ### END SOLUTION


def whose_job(step: int) -> int:
    """Who does it in training: 1 for backpropagation, 2 for gradient descent, 3 for neither.

    `step` is the number of a step: 1. apply the chain rule from the loss back to each weight.
    2. choose the learning rate. 3. subtract a multiple of the gradient from the weights. 4. add up
    what comes back along several paths. Returns 1, 2 or 3. Source: GT-L3.

    >>> whose_job(1) in (1, 2, 3)
    True
    """
    ### BEGIN SOLUTION
    return {1: 1, 2: 3, 3: 2, 4: 1}[step]
    ### END SOLUTION


def is_true(claim: int) -> bool:
    """Whether a claim about networks is true.

    `claim` is its number: 1. Backpropagation is gradient descent. 2. A network with two layers of
    weights represents every continuous function exactly. 3. Networks with one hidden layer, if it
    is wide enough, come as close as you like to any continuous function on a closed and bounded
    set. 4. To train the first layer, one needs the gradient with respect to the data X. 5. The
    gradient with respect to all parameters costs a few times as much as the loss alone, however
    many parameters there are. Returns a bool. Sources: GT-L3, GT-N.

    >>> is_true(1) in (True, False)
    True
    """
    ### BEGIN SOLUTION
    return claim in (3, 5)
    ### END SOLUTION

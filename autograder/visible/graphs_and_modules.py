"""Assignment 5, first notebook: computation graphs, and modules that go forward and backward."""

from __future__ import annotations

from collections.abc import Mapping

from autograder.exercise import Check, Exercise, Part
from autograder.visible import (
    graph_engine,
    graph_hand,
    graph_order,
    graph_questions,
    module_activations,
    module_affine,
    module_losses,
)


def _exercise(
    name: str,
    title: str,
    parts: Mapping[str, float],
    checks: tuple[Check, ...],
    *,
    functions: tuple[str, ...] = (),
    returns: Mapping[str, tuple[str, ...]] | None = None,
    after: Mapping[str, str] | None = None,
    uses: tuple[str, ...] = (),
    extra: bool = False,
) -> Exercise:
    return Exercise(
        name,
        "a5_two_layer_backprop",
        "graphs_and_modules",
        title,
        tuple(Part(part, points) for part, points in parts.items()),
        checks,
        functions,
        returns or {},
        uses,
        extra,
        after or {},
    )


def _modules(
    name: str,
    title: str,
    parts: Mapping[str, float],
    checks: tuple[Check, ...],
    modules: Mapping[str, tuple[str, ...]],
    *,
    extra: bool = False,
) -> Exercise:
    """Modules by name, each a forward and a backward pass; several gradients have names."""
    returns: dict[str, tuple[str, ...]] = {}
    after: dict[str, str] = {}
    for module, gradients in modules.items():
        returns[f"{module}_forward"] = ("out", "cache")
        if gradients:
            returns[f"{module}_backward"] = gradients
        after[f"{module}_backward"] = f"{module}_forward"
    functions = tuple(f"{m}_{way}" for m in modules for way in ("forward", "backward"))
    return _exercise(
        name, title, parts, checks, functions=functions, returns=returns, after=after, extra=extra
    )


EXERCISES = (
    _exercise(
        "topological_order",
        "An order for the nodes",
        {"order": 3, "cycle": 1},
        graph_order.ORDER,
    ),
    _exercise(
        "graphs_by_hand",
        "Forward and backward by hand",
        {"product": 1, "logarithm": 1, "neuron": 1, "squares": 1, "hinge": 1},
        graph_hand.BY_HAND,
        functions=(
            "product_graph",
            "log_sine_graph",
            "neuron_graph",
            "squared_graph",
            "hinge_graph",
        ),
    ),
    _exercise(
        "graph_engine",
        "Any graph, forward and backward",
        {"values": 2, "gradients": 3, "used twice": 3, "purity": 1},
        graph_engine.ENGINE,
        functions=("graph_forward", "graph_backward"),
        uses=("topological_order",),
    ),
    _modules(
        "affine",
        "The affine layer",
        {
            "forward": 1,
            "input gradient": 1,
            "weight gradient": 2,
            "bias gradient": 1,
            "purity": 1,
        },
        module_affine.AFFINE,
        {"affine": module_affine.GRADIENTS},
    ),
    _modules(
        "squashing",
        "Sigmoid and tanh",
        {"sigmoid forward": 1, "sigmoid backward": 1, "tanh forward": 1, "tanh backward": 1},
        module_activations.SQUASHING,
        {"sigmoid": (), "tanh": ()},
    ),
    _modules(
        "relu",
        "The rectified linear unit",
        {"forward": 1, "backward": 2, "purity": 1},
        module_activations.RELU,
        {"relu": ()},
    ),
    _modules(
        "softmax_cross_entropy",
        "Softmax and cross-entropy in one",
        {"loss": 1, "gradient": 2, "stability": 1},
        module_losses.CROSS_ENTROPY,
        {"softmax_cross_entropy": ()},
    ),
    _modules(
        "squared_error",
        "The squared error",
        {"loss": 1, "gradient": 1},
        module_losses.SQUARES,
        {"squared_error": ()},
    ),
    _modules(
        "maxout",
        "Maxout, of which ReLU is a special case",
        {"forward": 0, "backward": 0},
        module_affine.MAXOUT,
        {"maxout": module_affine.GRADIENTS},
        extra=True,
    ),
    _exercise(
        "slopes",
        "Why tanh, why ReLU",
        {"tanh": 1, "chain": 1, "dead units": 1},
        graph_questions.SLOPES,
        functions=("tanh_by_sigmoid", "kept_by_sigmoids", "dead_relus"),
    ),
    _exercise(
        "graph_concepts",
        "What a graph remembers, and who does what",
        {"largest_slopes": 1, "needs_forward_values": 1, "whose_job": 1, "is_true": 1},
        graph_questions.CONCEPTS,
        functions=("largest_slopes", "needs_forward_values", "whose_job", "is_true"),
    ),
)

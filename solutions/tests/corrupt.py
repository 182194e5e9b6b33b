"""Slips planted in a line of a derivation, by Python's own syntax tree."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator

OTHER = {"exp": "sin", "log": "exp", "sigma": "tanh", "sqrt": "log", "sin": "cos", "cos": "sin"}


def corruptions(text: str, letters: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Each kind of slip with the expression that it makes of `text`."""
    yield "sign", f"-({text})"
    yield "factor", f"2*({text})"
    yield "mean", f"({text})/3"
    yield "added", f"({text})*(1 + 1/1000000)"
    tree = ast.parse(text, mode="eval")
    count = sum(1 for _ in ast.walk(tree))
    seen = {ast.unparse(tree)}
    for position in range(count):
        for kind, build in _KINDS:
            for choice in range(4):
                fresh = copy.deepcopy(tree)
                node = list(ast.walk(fresh))[position]
                changed = build(node, choice, letters)
                if changed is None:
                    break
                result = _put(fresh, node, changed)
                shown = ast.unparse(result)
                if shown not in seen:
                    seen.add(shown)
                    yield kind, shown


def _put(tree: ast.Expression, old: ast.AST, new: ast.AST) -> ast.AST:
    class Put(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> ast.AST:
            return new if node is old else super().generic_visit(node)

    return ast.fix_missing_locations(Put().visit(tree))


def _sign(node: ast.AST, choice: int, letters: tuple[str, ...]) -> ast.AST | None:
    if choice:
        return None
    if isinstance(node, ast.UnaryOp):
        return node.operand
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        other = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
        return ast.BinOp(node.left, other, node.right)
    return None


def _factor(node: ast.AST, choice: int, letters: tuple[str, ...]) -> ast.AST | None:
    if isinstance(node, ast.Constant) and choice < 1:
        return ast.Constant(node.value + 1)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult) and choice < 2:
        return (node.left, node.right)[choice]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div | ast.Pow) and choice < 1:
        return node.left
    return None


def _index(node: ast.AST, choice: int, letters: tuple[str, ...]) -> ast.AST | None:
    if not isinstance(node, ast.Subscript) or choice >= 2 * len(letters):
        return None
    several = isinstance(node.slice, ast.Tuple)
    inside = list(node.slice.elts) if several else [node.slice]
    at, letter = choice % len(inside), letters[choice // 2 % len(letters)]
    new = [ast.Name(letter) if i == at else e for i, e in enumerate(inside)]
    return ast.Subscript(node.value, ast.Tuple(new) if len(new) > 1 else new[0])


def _transposed(node: ast.AST, choice: int, letters: tuple[str, ...]) -> ast.AST | None:
    if isinstance(node, ast.Attribute) and choice < 1:
        return node.value
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
        if choice == 0:
            return ast.BinOp(node.right, ast.MatMult(), node.left)
        if choice == 1:
            return ast.BinOp(ast.Attribute(node.left, "T"), ast.MatMult(), node.right)
        if choice == 2:
            return ast.Attribute(node, "T")
    return None


def _dropped(node: ast.AST, choice: int, letters: tuple[str, ...]) -> ast.AST | None:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub) and choice < 2:
        return (node.left, node.right)[choice]
    if isinstance(node, ast.Call) and choice < 1:
        if node.func.id == "Sum":
            return node.args[-1]
        if node.func.id == "ind":
            return ast.Constant(1)
        if node.func.id == "cases":
            return node.args[-1].elts[0]
        if node.func.id in ("D", "grad"):
            return ast.Constant(1)
    if isinstance(node, ast.IfExp) and choice < 2:
        return (node.body, node.orelse)[choice]
    return None


def _function(node: ast.AST, choice: int, letters: tuple[str, ...]) -> ast.AST | None:
    if isinstance(node, ast.Call) and node.func.id in OTHER and choice < 1:
        return ast.Call(ast.Name(OTHER[node.func.id]), node.args, [])
    if isinstance(node, ast.Compare) and choice < 1:
        turned = {ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.GtE, ast.GtE: ast.Lt}
        new = turned.get(type(node.ops[0]), ast.LtE)()
        return ast.Compare(node.left, [new], node.comparators)
    return None


_KINDS = (
    ("sign", _sign),
    ("factor", _factor),
    ("index", _index),
    ("transposed", _transposed),
    ("dropped", _dropped),
    ("function", _function),
)
